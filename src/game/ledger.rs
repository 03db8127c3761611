//! The incentive ledger: what keeping faith, feigning, quitting and reneging are worth to each type at each stage, if the
//! other side keeps faith. It needs no solution; it says which breakdowns a scenario's numbers ask for, so that a reader can
//! tell strategy from noise.
//!
//! All amounts are per year in the side's own unit, unless said. Flows are those of model section 5. The guarantor's
//! expectations of the disarmer's covert share are at the prior, a broker is active and the reversible part is rebuilt after a
//! rupture. A rupture also makes crises more or less frequent: each year it costs a side
//!
//! > (`rate_ruptured` − `rate_in_force`) × `escalation` × `war_cost`
//!
//! more than a process in force, the expected loss from the additional risk of war. What feigning puts at risk, quitting,
//! reneging and the price all contain it.

use super::parameters::{Broker, Game, Stage};
use crate::numeric::elementary::{ln, pow};

/// The disarmer's incentives about one stage, for one type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DisarmerEntry {
    /// Index into `Game::stages`.
    pub stage: usize,
    /// 0 for a staller, 1 for a dealer.
    pub kind: usize,
    /// What completing this stage adds to the flow: relief and aid minus what is given up.
    pub step: f64,
    /// What the stages up to this one add to the flow together.
    pub kept_faith: f64,
    /// Expected flow from feigning this stage instead of complying; positive if feigning pays.
    pub feign: f64,
    /// Flow after quitting with this stage completed, minus the flow in force, the risk of war included; positive if quitting pays.
    pub quit: f64,
}

/// The guarantor's incentives about one stage, for one type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GuarantorEntry {
    /// Index into `Game::stages`.
    pub stage: usize,
    /// 0 for a reneger, 1 for a keeper.
    pub kind: usize,
    /// What completing this stage adds to the flow: threat removed minus relief paid.
    pub step: f64,
    /// What the stages up to this one add to the flow together.
    pub kept_faith: f64,
    /// Flow after reneging with this stage completed, minus the flow in force, the risk of war included; positive if reneging
    /// pays by the year.
    pub renege: f64,
    /// Lump sum that reneging costs then: audience cost and stakeholders' guarantees, without a broker's.
    pub renege_cost: f64,
    /// Value of reneging over the whole foresight, the lump sum deducted; positive if reneging pays.
    pub renege_in_all: f64,
}

/// What each side could take back with a stage completed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TakeBack {
    /// Index into `Game::stages`.
    pub stage: usize,
    /// Share of the deterrent given up so far, as the disarmer values it.
    pub given_up: f64,
    /// Share of the deterrent that can be rebuilt, in [`Ledger::rebuild_years`] on average.
    pub rebuildable: f64,
    /// Share of the relief package delivered so far.
    pub delivered: f64,
    /// Share of the relief package that can be taken back at once.
    pub revocable: f64,
}

/// Something about the numbers of a scenario that contradicts the names of its types.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Contradiction {
    /// The last stage takes more from a dealer than it gives.
    DealerLosesByTheLastStep { loss: f64 },
    /// A keeper gains by reneging once this many stages are completed, its renege cost deducted.
    KeeperGainsByLeaving { stages: usize, gain: f64 },
    /// The deterrent is worth more to a dealer than to a staller.
    DisarmerTypesSwapped { dealer: f64, staller: f64 },
    /// A whole settlement is worth less to a keeper than to a reneger, and reneging does not cost it more.
    GuarantorTypesSwapped { keeper: f64, reneger: f64 },
    /// No multiple of the relief package makes both a dealer and a keeper gain against a rupture: the dealer needs at least
    /// `least` packages, the keeper can pay at most `most`.
    NoPrice { least: f64, most: f64 },
}

impl Contradiction {
    /// Names in tables, in the order of the variants.
    pub const NAMES: [&'static str; 5] = [
        "dealer_loses_by_the_last_step",
        "keeper_gains_by_leaving",
        "disarmer_types_swapped",
        "guarantor_types_swapped",
        "no_price",
    ];

    /// Name in tables.
    pub fn name(&self) -> &'static str {
        Self::NAMES[match self {
            Contradiction::DealerLosesByTheLastStep { .. } => 0,
            Contradiction::KeeperGainsByLeaving { .. } => 1,
            Contradiction::DisarmerTypesSwapped { .. } => 2,
            Contradiction::GuarantorTypesSwapped { .. } => 3,
            Contradiction::NoPrice { .. } => 4,
        }]
    }
}

/// The incentive ledger of a game.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// By stage, then type.
    pub disarmer: Vec<DisarmerEntry>,
    /// By stage, then type.
    pub guarantor: Vec<GuarantorEntry>,
    /// By stage.
    pub take_back: Vec<TakeBack>,
    /// Mean years that rebuilding takes.
    pub rebuild_years: f64,
    /// Multiples of the relief package between which both a dealer and a keeper gain by a whole settlement against a rupture
    /// with nothing done: the least that a dealer takes, the most that a keeper pays. The second is infinite if relief costs
    /// the keeper nothing.
    pub price: [f64; 2],
    pub contradictions: Vec<Contradiction>,
}

impl Ledger {
    /// The ledger of a game, with its broker active if it has one.
    pub fn new(game: &Game) -> Self {
        let book = Book::new(game);
        let stages = 0..game.stages.len();
        let by_type = |stage: usize| [(stage, 0), (stage, 1)];
        let mut ledger = Ledger {
            disarmer: stages
                .clone()
                .flat_map(by_type)
                .map(|(j, t)| book.disarmer(j, t))
                .collect(),
            guarantor: stages
                .clone()
                .flat_map(by_type)
                .map(|(j, t)| book.guarantor(j, t))
                .collect(),
            take_back: stages.map(|j| book.take_back(j)).collect(),
            rebuild_years: game.disarmer.rebuild_years,
            price: book.price(),
            contradictions: Vec::new(),
        };
        ledger.contradictions = ledger.contradict(game);
        ledger
    }

    fn contradict(&self, game: &Game) -> Vec<Contradiction> {
        const NOTHING: f64 = 1e-9;
        let mut found = Vec::new();
        let last = self.disarmer.iter().rfind(|e| e.kind == 1);
        if let Some(entry) = last.filter(|e| e.step < -NOTHING) {
            found.push(Contradiction::DealerLosesByTheLastStep { loss: -entry.step });
        }
        let keeper = self.guarantor.iter().filter(|e| e.kind == 1);
        let tempted = keeper.filter(|e| e.renege_in_all > NOTHING);
        if let Some(entry) = tempted.max_by(|a, b| a.renege_in_all.total_cmp(&b.renege_in_all)) {
            found.push(Contradiction::KeeperGainsByLeaving {
                stages: entry.stage + 1,
                gain: entry.renege_in_all,
            });
        }
        let [staller, dealer] = game.disarmer.deterrent_value;
        if dealer > staller {
            found.push(Contradiction::DisarmerTypesSwapped { dealer, staller });
        }
        let settled = |kind: usize| {
            self.guarantor
                .iter()
                .rfind(|e| e.kind == kind)
                .map_or(0.0, |e| e.kept_faith)
        };
        let [cheap, dear] = game.guarantor.renege_cost;
        let (reneger, keeper) = (settled(0), settled(1));
        if keeper < reneger - NOTHING && dear <= cheap || dear < cheap && keeper <= reneger + NOTHING {
            found.push(Contradiction::GuarantorTypesSwapped { keeper, reneger });
        }
        let [least, most] = self.price;
        if least > most {
            found.push(Contradiction::NoPrice { least, most });
        }
        found
    }
}

/// A game with the sums that the entries share.
struct Book<'a> {
    game: &'a Game,
    broker: Option<&'a Broker>,
    aid: f64,
    /// T_θ by disarmer type.
    declared: [f64; 2],
    /// T_θ expected at the prior.
    expected: f64,
    /// Wars a year after a rupture, minus those in force.
    wars: f64,
}

impl<'a> Book<'a> {
    fn new(game: &'a Game) -> Self {
        let declared = game.disarmer.covert_share.map(|h| 1.0 - h);
        let prior = game.disarmer.dealer_prior;
        let broker = game.broker.as_ref();
        Book {
            game,
            broker,
            aid: broker.map_or(0.0, |b| b.instruments.aid) + game.backing.aid,
            declared,
            expected: (1.0 - prior) * declared[0] + prior * declared[1],
            wars: (game.crises.rate_ruptured - game.crises.rate_in_force) * game.crises.escalation,
        }
    }

    /// Sum of a quantity over the stages up to and including `stage`.
    fn sum(&self, stage: usize, of: impl Fn(&Stage) -> f64) -> f64 {
        self.game.stages[..=stage].iter().map(of).sum()
    }

    fn disarmer(&self, stage: usize, kind: usize) -> DisarmerEntry {
        let (d, j) = (&self.game.disarmer, &self.game.stages[stage]);
        let (value, declared) = (d.deterrent_value[kind] * self.declared[kind], self.declared[kind]);
        let price = d.relief_value + self.aid;
        let given_up = self.sum(stage, |s| s.deterrent_share);
        let relief = self.sum(stage, |s| s.relief_share);
        let kept_faith = price * relief - value * given_up;
        let broken = |stage: Option<usize>| {
            let (left, held) = stage.map_or((0.0, 0.0), |stage| {
                let left = self.sum(stage, |s| s.deterrent_share * (1.0 - s.reversible));
                (left, self.sum(stage, |s| s.relief_share * (1.0 - s.revocable)))
            });
            d.relief_value * held - value * left - d.pressure - d.exposure * left * declared - self.wars * d.war_cost
        };
        let monitoring = self.broker.map_or(0.0, |b| b.instruments.monitoring);
        let custody = self.broker.map_or(0.0, |b| b.instruments.custody);
        let found_out = 1.0 - (1.0 - j.detection) * (1.0 - monitoring);
        let disputed = j.false_alarm * (1.0 - monitoring);
        let concealed = self.game.verification.concealed_value * (1.0 - j.reversible) * (1.0 - custody);
        let lost = kept_faith + d.prestige - broken(stage.checked_sub(1));
        DisarmerEntry {
            stage,
            kind,
            step: price * j.relief_share - value * j.deterrent_share,
            kept_faith,
            feign: (1.0 - found_out) * value * j.deterrent_share * concealed - (found_out - disputed) * lost,
            quit: broken(Some(stage)) - kept_faith - d.prestige,
        }
    }

    fn guarantor(&self, stage: usize, kind: usize) -> GuarantorEntry {
        let (g, j) = (&self.game.guarantor, &self.game.stages[stage]);
        let (value, cost) = (g.threat_reduction[kind] * self.expected, g.relief_cost[kind]);
        let kept_faith = value * self.sum(stage, |s| s.threat_share) - cost * self.sum(stage, |s| s.cost_share);
        let left = self.sum(stage, |s| s.threat_share * (1.0 - s.reversible));
        let paid = self.sum(stage, |s| s.cost_share * (1.0 - s.revocable));
        let renege =
            value * left - cost * paid - g.tension[kind] - self.wars * g.war_cost - (kept_faith - g.talks_cost);
        let lump = (g.renege_cost[kind] + self.game.backing.guarantee) * self.sum(stage, |s| s.deterrent_share);
        GuarantorEntry {
            stage,
            kind,
            step: value * j.threat_share - cost * j.cost_share,
            kept_faith,
            renege,
            renege_cost: lump,
            renege_in_all: renege * self.foresight(g.discount_factor) - lump,
        }
    }

    /// Present value of a flow of one a year over the foresight, in continuous time.
    fn foresight(&self, discount: f64) -> f64 {
        let clock = &self.game.clock;
        let years = clock.foresight as f64 / f64::from(clock.rounds_per_year);
        match discount < 1.0 {
            true => (1.0 - pow(discount, years)) / -ln(discount),
            false => years,
        }
    }

    fn take_back(&self, stage: usize) -> TakeBack {
        TakeBack {
            stage,
            given_up: self.sum(stage, |s| s.deterrent_share),
            rebuildable: self.sum(stage, |s| s.deterrent_share * s.reversible),
            delivered: self.sum(stage, |s| s.relief_share),
            revocable: self.sum(stage, |s| s.relief_share * s.revocable),
        }
    }

    fn price(&self) -> [f64; 2] {
        let (d, g) = (&self.game.disarmer, &self.game.guarantor);
        let needed = d.deterrent_value[1] * self.declared[1] - d.prestige - d.pressure - self.wars * d.war_cost;
        let borne = g.threat_reduction[1] * self.declared[1] - g.talks_cost + g.tension[1] + self.wars * g.war_cost;
        let price = d.relief_value + self.aid;
        let least = match needed > 0.0 {
            true => needed / price,
            false => 0.0,
        };
        let most = match g.relief_cost[1] > 0.0 {
            true => borne / g.relief_cost[1],
            false if borne >= 0.0 => f64::INFINITY,
            false => f64::NEG_INFINITY,
        };
        [least, most]
    }
}
