//! Uniform play as a finite Markov chain (`docs/model.md` section 11, item 1): the exact distribution over public states and
//! the disarmer's hidden type, carried forward round by round. Beliefs do not matter, because nobody's choice depends on
//! them.

use std::collections::BTreeMap;

use honest_broker::game::Game;

use super::ledger::{self, Entry, Place};
use super::uniform::{Cause, Past, ways};
use super::{Phase, third_party};

/// The outcome classes in the order of [`Chain::outcomes`].
pub const OUTCOMES: [&str; 8] = [
    "settlement",
    "hollow_settlement",
    "interim_deal",
    "symbolic_talks",
    "revocation",
    "deadlock",
    "breach",
    "war",
];

/// What the chain follows; forgetting the rest keeps it small.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Memory {
    Nothing,
    Feints,
    FirstRupture,
}

type Spot = (Place, Past);

/// What uniform play leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// Probabilities of [`OUTCOMES`].
    pub outcomes: [f64; 8],
    /// Probabilities of the causes of the first rupture, in the order of [`Cause`]; the rest never ruptured.
    pub causes: [f64; 6],
    /// Mean share truly dismantled at the end, in war as it stood then.
    pub dismantled: f64,
    /// Mean share of the feigned stages.
    pub feigned: f64,
    /// Probability that all stages were ever completed and in force at the end of a round's moves.
    pub settled: f64,
    /// Mean number of rounds whose moves ended in force.
    pub rounds_in_force: f64,
    /// Mean number of crises, each war among them.
    pub crises: f64,
    /// Mean number of stages completed, in war as it stood then.
    pub stages: f64,
    /// Expected payoffs, discounted to round 0, over the rounds played, by the types that held the offices first: the
    /// disarmer's `[staller, dealer]`, the guarantor's `[reneger, keeper]`, the broker's by `[disarmer's][guarantor's]`.
    pub disarmer: [f64; 2],
    pub guarantor: [f64; 2],
    pub broker: [[f64; 2]; 2],
}

/// Plays the first `rounds` rounds of a game uniformly; feigned stages pay to the end of the last of them.
pub fn play(game: &Game, rounds: usize) -> Chain {
    let prior = game.disarmer.dealer_prior;
    let mut chain = Chain::default();
    let mut guarantor = [[0.0; 2]; 2];
    for (i, weight) in [1.0 - prior, prior].into_iter().enumerate() {
        for memory in [Memory::Nothing, Memory::Feints, Memory::FirstRupture] {
            let mut walk = Walk::new(game, rounds, i == 1, memory);
            (0..rounds).for_each(|round| walk.round(round));
            match memory {
                Memory::Nothing => {
                    // The disarmer's payoff does not depend on the guarantor's type.
                    chain.disarmer[i] = walk.payoffs[0][0];
                    (0..2).for_each(|j| guarantor[i][j] = walk.payoffs[j][1]);
                    (0..2).for_each(|j| chain.broker[i][j] = walk.payoffs[j][2]);
                    chain.rounds_in_force += weight * walk.rounds_in_force;
                    chain.crises += weight * walk.crises;
                }
                Memory::Feints => walk.add_outcomes(weight, &mut chain),
                Memory::FirstRupture => walk.add_causes(weight, &mut chain),
            }
        }
    }
    for j in 0..2 {
        chain.guarantor[j] = (1.0 - prior) * guarantor[0][j] + prior * guarantor[1][j];
    }
    chain
}

/// The chain under way.
struct Walk<'a> {
    game: &'a Game,
    horizon: usize,
    memory: Memory,
    open: BTreeMap<Spot, f64>,
    wars: BTreeMap<Spot, f64>,
    /// Probability that a keeper holds the guarantor's office, by the type that held it first.
    keeper: [f64; 2],
    /// `[type that held the guarantor's office first][player]`.
    payoffs: [[f64; 3]; 2],
    rounds_in_force: f64,
    crises: f64,
}

impl<'a> Walk<'a> {
    fn new(game: &'a Game, horizon: usize, dealer: bool, memory: Memory) -> Self {
        let start = Place {
            stages: 0,
            phase: Phase::InForce,
            broker: game.broker.is_some(),
            dealer,
        };
        Walk {
            game,
            horizon,
            memory,
            open: BTreeMap::from([((start, Past::default()), 1.0)]),
            wars: BTreeMap::new(),
            keeper: [0.0, 1.0],
            payoffs: [[0.0; 3]; 2],
            rounds_in_force: 0.0,
            crises: 0.0,
        }
    }

    fn round(&mut self, round: usize) {
        let game = self.game;
        let n = f64::from(game.clock.rounds_per_year);
        let mut after: BTreeMap<Spot, f64> = BTreeMap::new();
        for ((place, past), mass) in std::mem::take(&mut self.open) {
            for way in ways(game, place, past) {
                let mass = mass * way.chance;
                self.collect(round, mass, way.entry);
                let mut past = way.past;
                past.settled |= way.entry.place.phase == Phase::InForce && way.entry.place.stages == game.stages.len();
                *after.entry((way.entry.place, self.remembered(past))).or_default() += mass;
            }
        }
        for ((place, past), mass) in after {
            let force = place.phase == Phase::InForce;
            let crises = if force {
                game.crises.rate_in_force
            } else {
                game.crises.rate_ruptured
            };
            let escalation = game.crises.escalation;
            let war = 1.0 - (-crises * escalation / n).exp();
            // Crises come until one escalates or the round is over.
            self.crises += mass * if escalation > 0.0 { war / escalation } else { crises / n };
            self.rounds_in_force += if force { mass } else { 0.0 };
            *self.wars.entry((place, past)).or_default() += mass * war;
            self.pay_for_war(round, mass * war);
            for (chance, (place, past)) in quiet_events(game, place, past) {
                let spot = (place, self.remembered(past));
                *self.open.entry(spot).or_default() += mass * (1.0 - war) * chance;
            }
        }
        self.hold_election(round + 1);
    }

    fn remembered(&self, past: Past) -> Past {
        match self.memory {
            Memory::Nothing => Past::default(),
            Memory::Feints => Past {
                feigned: past.feigned,
                ..Past::default()
            },
            Memory::FirstRupture => Past { feigned: 0, ..past },
        }
    }

    fn collect(&mut self, round: usize, mass: f64, entry: Entry) {
        let paid = [false, true].map(|keeper| {
            let entry = Entry { keeper, ..entry };
            ledger::of_round(self.game, round, self.horizon, &entry).payoffs
        });
        for (sum, keeper) in self.payoffs.iter_mut().zip(self.keeper) {
            for player in 0..3 {
                sum[player] += mass * ((1.0 - keeper) * paid[0][player] + keeper * paid[1][player]);
            }
        }
    }

    fn pay_for_war(&mut self, round: usize, mass: f64) {
        let (d, g) = (&self.game.disarmer, &self.game.guarantor);
        let years = (round + 1) as f64 / f64::from(self.game.clock.rounds_per_year);
        let cost = |discount: f64, cost: f64| mass * discount.powf(years) * cost;
        for sum in &mut self.payoffs {
            sum[0] -= cost(d.discount_factor, d.war_cost);
            sum[1] -= cost(g.discount_factor, g.war_cost);
            if let Some((wants, discount)) = third_party(self.game) {
                sum[2] -= cost(discount, wants.war_cost);
            }
        }
    }

    /// The election on the date `rounds` rounds after the start, if there is one.
    fn hold_election(&mut self, rounds: usize) {
        let Some(e) = &self.game.guarantor.elections else {
            return;
        };
        let is_date = if e.every > 0 {
            rounds >= e.first && (rounds - e.first).is_multiple_of(e.every)
        } else {
            rounds == e.first
        };
        if is_date {
            let number = (rounds - e.first).checked_div(e.every).unwrap_or(0);
            let turnover = e.turnover[number.min(e.turnover.len() - 1)];
            self.keeper = self
                .keeper
                .map(|k| (1.0 - turnover) * k + turnover * e.successor_keeper_prior);
        }
    }

    /// All ends with their probabilities, and whether they are wars.
    fn ends(&self) -> impl Iterator<Item = (&Spot, f64, bool)> {
        let open = self.open.iter().map(|(spot, mass)| (spot, *mass, false));
        open.chain(self.wars.iter().map(|(spot, mass)| (spot, *mass, true)))
    }

    fn add_outcomes(&self, weight: f64, chain: &mut Chain) {
        for ((place, past), mass, war) in self.ends() {
            let mass = weight * mass;
            chain.outcomes[if war { 7 } else { outcome(self.game, place, past) }] += mass;
            let stages = self.game.stages.iter().enumerate();
            let feigned = stages.filter(|(j, _)| past.feigned & (1 << j) != 0);
            chain.feigned += mass * feigned.map(|(_, s)| s.deterrent_share).sum::<f64>();
            chain.dismantled += mass * ledger::truly_dismantled(self.game, place, past.feigned);
            chain.stages += mass * place.stages as f64;
        }
    }

    fn add_causes(&self, weight: f64, chain: &mut Chain) {
        for ((_, past), mass, _) in self.ends() {
            if let Some(cause) = past.cause {
                chain.causes[cause as usize] += weight * mass;
            }
            chain.settled += if past.settled { weight * mass } else { 0.0 };
        }
    }
}

fn outcome(game: &Game, place: &Place, past: &Past) -> usize {
    let complete = place.stages == game.stages.len();
    let open = game.disarmer.covert_share[usize::from(place.dealer)] <= 0.05;
    match place.phase {
        Phase::InForce if complete => usize::from(past.feigned != 0 || !open),
        Phase::InForce => 2 + usize::from(place.stages == 0),
        Phase::RupturedByGuarantor { .. } => 4 + usize::from(place.stages == 0),
        Phase::RupturedByDisarmer { .. } => 6,
    }
}

/// Exposure, succession, rebuilding and loss of neutrality, in this order, after moves that ended at `place`.
fn quiet_events(game: &Game, place: Place, past: Past) -> Vec<(f64, Spot)> {
    let n = f64::from(game.clock.rounds_per_year);
    let happens = |rate: f64| 1.0 - (-rate / n).exp();
    let broker = game.broker.filter(|_| place.broker);
    let mut exposure = 0.0;
    if place.phase == Phase::InForce && place.stages > 0 {
        let covert = game.disarmer.covert_share[usize::from(place.dealer)];
        exposure =
            happens(covert * (game.verification.exposure_rate + broker.map_or(0.0, |b| b.instruments.exposure_rate)));
    }
    let succession = happens(game.disarmer.succession.rate);
    let fresh_dealer = game.disarmer.succession.dealer_prior;
    let mut rebuilding = 0.0;
    if place.phase != Phase::InForce {
        let years = game.disarmer.rebuild_years;
        rebuilding = if years == 0.0 { 1.0 } else { happens(1.0 / years) };
    }
    let loss = broker.map_or(0.0, |b| happens(b.neutrality_loss_rate));

    let mut list = Vec::new();
    for (p_exposed, exposed) in [(1.0 - exposure, false), (exposure, true)] {
        for (p_leader, dealer) in [
            (1.0 - succession, place.dealer),
            (succession * (1.0 - fresh_dealer), false),
            (succession * fresh_dealer, true),
        ] {
            for (p_rebuilt, rebuilding) in [(1.0 - rebuilding, false), (rebuilding, true)] {
                for (p_broker, broker) in [(1.0 - loss, place.broker), (loss, false)] {
                    let chance = p_exposed * p_leader * p_rebuilt * p_broker;
                    if chance == 0.0 {
                        continue;
                    }
                    let mut next = (
                        Place {
                            dealer,
                            broker,
                            ..place
                        },
                        past,
                    );
                    if exposed {
                        next.0.phase = Phase::RupturedByDisarmer { rebuilt: false };
                        next.1.cause = past.cause.or(Some(Cause::Exposed));
                    }
                    if let Phase::RupturedByGuarantor { rebuilt, .. } | Phase::RupturedByDisarmer { rebuilt } =
                        &mut next.0.phase
                    {
                        *rebuilt |= rebuilding;
                    }
                    list.push((chance, next));
                }
            }
        }
    }
    list
}
