//! Uniform play as a finite Markov chain (`docs/model.md` section 11, item 1): the exact distribution over public states,
//! carried forward round by round. Beliefs do not matter, because nobody's choice depends on them.

use std::collections::BTreeMap;

use honest_broker::game::{Enforcement, Game, Sequence};

use super::Phase;
use super::purse::{Purse, given_up};

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

/// What first ruptured the process, in the order of [`Chain::causes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    Reneged,
    DisputedRightly,
    DisputedWrongly,
    Quit,
    Pocketed,
}

/// Where an episode stands, without beliefs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub stages: usize,
    pub phase: Phase,
    pub broker: bool,
    /// Bit j is set if stage j was feigned and credited.
    pub feigned: u32,
    pub cause: Option<Cause>,
    /// Whether all stages have ever been completed and in force.
    pub settled: bool,
}

/// What uniform play leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// Probabilities of [`OUTCOMES`].
    pub outcomes: [f64; 8],
    /// Probabilities of the causes of the first rupture; the rest never ruptured.
    pub causes: [f64; 5],
    /// Mean share truly dismantled at the end, in war as it stood then: A minus the whole share of every feigned stage
    /// (section 10), which is negative where a feigned stage was rebuilt.
    pub dismantled: f64,
    /// Mean share of the feigned stages.
    pub feigned: f64,
    /// Probability that all stages were ever completed and in force at the end of a round's moves.
    pub settled: f64,
    /// Mean number of rounds that ended in force, and of crises, the last one included.
    pub rounds_in_force: f64,
    pub crises: f64,
    /// Mean number of stages completed, in war as it stood then.
    pub stages: f64,
    /// Expected payoffs by own type, discounted to round 0, over the rounds played; the one-off of a feigned stage runs to
    /// the end of foresight. The guarantor's is that of the office, whoever holds it, by the type that held it first; the
    /// broker's is by type of the disarmer (that of the guarantor does not reach it).
    pub disarmer: [f64; 2],
    pub guarantor: [f64; 2],
    pub broker: [f64; 2],
}

/// One way a round can go before its flows: probability, place, and what is paid at once.
#[derive(Clone, Copy)]
pub struct Way {
    pub chance: f64,
    pub to: Place,
    pub mediated: bool,
    /// Index of the stage that was feigned and credited.
    pub feigned: Option<usize>,
    /// Index of the stage whose relief was delivered in vain.
    pub wasted: Option<usize>,
    pub reneged: bool,
}

/// Plays the first `rounds` rounds of a game uniformly.
pub fn play(game: &Game, rounds: usize) -> Chain {
    let n = f64::from(game.clock.rounds_per_year);
    let start = Place {
        stages: 0,
        phase: Phase::InForce,
        broker: game.broker.is_some(),
        feigned: 0,
        cause: None,
        settled: false,
    };
    let (mut rounds_in_force, mut crises_seen) = (0.0, 0.0);
    let mut open = BTreeMap::from([(start, 1.0)]);
    let mut wars: BTreeMap<Place, f64> = BTreeMap::new();
    let mut purse = Purse::default();
    // Probability that a keeper holds the guarantor's office, by the type that held it first.
    let mut keeper = [0.0, 1.0];
    for round in 0..rounds {
        let mut after: BTreeMap<Place, f64> = BTreeMap::new();
        for (place, mass) in open {
            for way in ways(game, place) {
                purse.collect(game, round, mass * way.chance, &way, keeper);
                let mut way = way;
                way.to.settled |= way.to.phase == Phase::InForce && way.to.stages == game.stages.len();
                *after.entry(way.to).or_default() += mass * way.chance;
            }
        }
        open = BTreeMap::new();
        for (place, mass) in after {
            let force = place.phase == Phase::InForce;
            let crises = if force {
                game.crises.rate_in_force
            } else {
                game.crises.rate_ruptured
            };
            let crisis = 1.0 - (-crises / n).exp();
            let war = crisis * game.crises.escalation;
            rounds_in_force += if force { mass } else { 0.0 };
            crises_seen += mass * crisis;
            *wars.entry(place).or_default() += mass * war;
            purse.war(game, round, mass * war);
            for (chance, next) in quiet_events(game, place) {
                *open.entry(next).or_default() += mass * (1.0 - war) * chance;
            }
        }
        let date = round + 1;
        if let Some(e) = &game.guarantor.elections
            && (date == e.first || (e.every > 0 && date > e.first && (date - e.first).is_multiple_of(e.every)))
        {
            keeper = keeper.map(|k| (1.0 - e.turnover) * k + e.turnover * e.successor_keeper_prior);
        }
    }
    Chain {
        rounds_in_force,
        crises: crises_seen,
        ..summarise(game, &open, &wars, purse)
    }
}

fn summarise(game: &Game, open: &BTreeMap<Place, f64>, wars: &BTreeMap<Place, f64>, purse: Purse) -> Chain {
    let mut chain = Chain {
        outcomes: [0.0; 8],
        causes: [0.0; 5],
        dismantled: 0.0,
        feigned: 0.0,
        settled: 0.0,
        rounds_in_force: 0.0,
        crises: 0.0,
        stages: 0.0,
        disarmer: purse.disarmer,
        guarantor: purse.guarantor,
        broker: purse.broker,
    };
    let everything = open.iter().map(|x| (x, false)).chain(wars.iter().map(|x| (x, true)));
    for ((place, &mass), war) in everything {
        chain.outcomes[if war { 7 } else { outcome(game, place) }] += mass;
        if let Some(cause) = place.cause {
            chain.causes[cause as usize] += mass;
        }
        let feigned = game
            .stages
            .iter()
            .enumerate()
            .filter(|(j, _)| place.feigned & (1 << j) != 0);
        let shares: f64 = feigned.map(|(_, s)| s.deterrent_share).sum();
        chain.dismantled += mass * (given_up(game, place) - shares);
        chain.feigned += mass * shares;
        chain.settled += if place.settled { mass } else { 0.0 };
        chain.stages += mass * place.stages as f64;
    }
    chain
}

fn outcome(game: &Game, place: &Place) -> usize {
    let complete = place.stages == game.stages.len();
    match place.phase {
        Phase::InForce if complete => usize::from(place.feigned != 0),
        Phase::InForce => 2 + usize::from(place.stages == 0),
        Phase::RupturedByGuarantor { .. } => 4 + usize::from(place.stages == 0),
        Phase::RupturedByDisarmer { .. } => 6,
    }
}

/// Rebuilding and loss of neutrality.
fn quiet_events(game: &Game, place: Place) -> Vec<(f64, Place)> {
    let n = f64::from(game.clock.rounds_per_year);
    let years = game.disarmer.rebuild_years;
    let rebuild = if years == 0.0 {
        1.0
    } else {
        1.0 - (-1.0 / (years * n)).exp()
    };
    let mut list = match place.phase {
        Phase::RupturedByGuarantor {
            enforced,
            rebuilt: false,
        } => {
            let phase = Phase::RupturedByGuarantor {
                enforced,
                rebuilt: true,
            };
            vec![(1.0 - rebuild, place), (rebuild, Place { phase, ..place })]
        }
        Phase::RupturedByDisarmer { rebuilt: false } => {
            let phase = Phase::RupturedByDisarmer { rebuilt: true };
            vec![(1.0 - rebuild, place), (rebuild, Place { phase, ..place })]
        }
        _ => vec![(1.0, place)],
    };
    if let Some(broker) = game.broker.filter(|_| place.broker) {
        let stays = (-broker.neutrality_loss_rate / n).exp();
        list = list
            .iter()
            .flat_map(|&(p, at)| [(p * stays, at), (p * (1.0 - stays), Place { broker: false, ..at })])
            .collect();
    }
    list
}

/// All ways the engagement, the meeting and the moves of a round can go, everybody playing uniformly.
fn ways(game: &Game, at: Place) -> Vec<Way> {
    let n = f64::from(game.clock.rounds_per_year);
    let mut list = Vec::new();
    let broker = game.broker.filter(|_| at.broker);
    let engagements: &[(f64, bool)] = if broker.is_some() {
        &[(0.5, true), (0.5, false)]
    } else {
        &[(1.0, false)]
    };
    for &(chance, mediated) in engagements {
        let helped = broker.filter(|_| mediated).map(|b| b.instruments);
        let meets = if at.phase == Phase::InForce {
            1.0 - game.talks.meeting_failure * (1.0 - helped.map_or(0.0, |i| i.facilitation))
        } else {
            1.0 - (-(game.talks.reopening_rate + helped.map_or(0.0, |i| i.reopening_rate)) / n).exp()
        };
        let stay = Way {
            chance: chance * (1.0 - meets),
            to: at,
            mediated,
            feigned: None,
            wasted: None,
            reneged: false,
        };
        list.push(stay);
        let met = Way {
            chance: chance * meets,
            ..stay
        };
        match (at.phase, game.talks.sequence) {
            (Phase::InForce, Sequence::DisarmFirst) => disarm_first(game, met, &mut list),
            (Phase::InForce, Sequence::ReliefFirst) => relief_first(game, met, &mut list),
            _ => {
                list.push(met.with(0.75));
                let mut back = met.with(0.25);
                back.to.phase = Phase::InForce;
                list.push(back);
            }
        }
    }
    list
}

fn disarm_first(game: &Game, met: Way, list: &mut Vec<Way>) {
    if met.to.stages == game.stages.len() {
        list.push(met.with(0.5).broken(Cause::Quit));
        honour_or_renege(game, met.with(0.5), list);
        return;
    }
    let (caught, alarm) = scrutiny(game, met.to);
    list.push(met.with(0.25 * alarm).broken(Cause::DisputedWrongly));
    list.push(met.with(0.25 * caught).broken(Cause::DisputedRightly));
    list.push(met.with(0.25).broken(Cause::Quit));
    honour_or_renege(game, met.with(0.25), list);
    honour_or_renege(game, met.with(0.25 * (1.0 - alarm)).credited(false), list);
    honour_or_renege(game, met.with(0.25 * (1.0 - caught)).credited(true), list);
}

fn relief_first(game: &Game, met: Way, list: &mut Vec<Way>) {
    if met.to.stages == game.stages.len() {
        renege(game, met.with(0.5), list);
        list.push(met.with(0.25));
        list.push(met.with(0.25).broken(Cause::Quit));
        return;
    }
    let third = 1.0 / 3.0;
    renege(game, met.with(third), list);
    list.push(met.with(third * 0.5));
    list.push(met.with(third * 0.5).broken(Cause::Quit));
    let (caught, alarm) = scrutiny(game, met.to);
    let delivered = met.with(third * third);
    list.push(delivered.with(1.0 - alarm).credited(false));
    list.push(delivered.with(1.0 - caught).credited(true));
    let vain = Way {
        wasted: Some(met.to.stages),
        ..delivered
    };
    list.push(vain.with(alarm).broken(Cause::DisputedWrongly));
    list.push(vain.with(caught).broken(Cause::DisputedRightly));
    list.push(vain.broken(Cause::Pocketed));
}

fn honour_or_renege(game: &Game, way: Way, list: &mut Vec<Way>) {
    list.push(way.with(0.5));
    renege(game, way.with(0.5), list);
}

fn renege(game: &Game, way: Way, list: &mut Vec<Way>) {
    let enforces = match game.broker.filter(|_| way.to.broker && way.to.stages > 0) {
        None => 0.0,
        Some(b) if b.instruments.enforcement == Enforcement::Automatic => 1.0,
        Some(_) => 0.5,
    };
    for (chance, enforced) in [(enforces, true), (1.0 - enforces, false)] {
        let mut gone = way.with(chance).broken(Cause::Reneged);
        gone.to.phase = Phase::RupturedByGuarantor {
            enforced,
            rebuilt: false,
        };
        gone.reneged = true;
        list.push(gone);
    }
}

/// Chances that a feigned and that an honest next stage is disputed.
fn scrutiny(game: &Game, at: Place) -> (f64, f64) {
    let stage = &game.stages[at.stages];
    match game.broker.filter(|_| at.broker) {
        None => (stage.detection, stage.false_alarm),
        Some(b) => {
            let blind = 1.0 - b.instruments.monitoring;
            (1.0 - (1.0 - stage.detection) * blind, stage.false_alarm * blind)
        }
    }
}

impl Way {
    fn with(mut self, chance: f64) -> Way {
        self.chance *= chance;
        self
    }

    /// Ruptured by the disarmer; a renege changes the phase afterwards.
    fn broken(mut self, cause: Cause) -> Way {
        self.to.phase = Phase::RupturedByDisarmer { rebuilt: false };
        self.to.cause = self.to.cause.or(Some(cause));
        self
    }

    fn credited(mut self, feigned: bool) -> Way {
        if feigned {
            self.feigned = Some(self.to.stages);
            self.to.feigned |= 1 << self.to.stages;
        }
        self.to.stages += 1;
        self
    }
}
