//! Every way a round can go up to its flows when everybody plays uniformly (`docs/model.md` section 4, steps 1 to 3).

use honest_broker::game::{Enforcement, Game, Sequence};

use super::Phase;
use super::ledger::{Entry, Place};

/// What first ruptured the process, in the order of [`Chain::causes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    Reneged,
    DisputedRightly,
    DisputedWrongly,
    Quit,
    Pocketed,
    Exposed,
}

/// What an episode remembers of its past, besides where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Past {
    /// Bit j is set if stage j was feigned and credited.
    pub feigned: u32,
    pub cause: Option<Cause>,
    /// Whether all stages have ever been completed and in force.
    pub settled: bool,
}

/// One way a round can go before its flows. The guarantor's type is not yet known in `entry`.
#[derive(Clone, Copy)]
pub struct Way {
    pub chance: f64,
    pub entry: Entry,
    pub past: Past,
}

/// All ways the engagement, the occasion and the moves of a round can go, everybody playing uniformly.
pub fn ways(game: &Game, place: Place, past: Past) -> Vec<Way> {
    let n = f64::from(game.clock.rounds_per_year);
    let mut list = Vec::new();
    let broker = game.broker.filter(|_| place.broker);
    let engagements: &[(f64, bool)] = if broker.is_some() {
        &[(0.5, true), (0.5, false)]
    } else {
        &[(1.0, false)]
    };
    for &(chance, mediated) in engagements {
        let helped = broker.filter(|_| mediated).map(|b| b.instruments);
        let at = Way {
            chance,
            entry: Entry {
                place,
                keeper: false,
                mediated,
                feigned: None,
                lost: None,
                reneged: false,
                war: false,
            },
            past,
        };
        if place.phase != Phase::InForce {
            let rate = game.talks.reopening_rate + helped.map_or(0.0, |i| i.reopening_rate);
            let opens = 1.0 - (-rate / n).exp();
            // Both return with probability 1/4.
            let mut back = at.with(opens * 0.25);
            back.entry.place.phase = Phase::InForce;
            list.extend([at.with(1.0 - opens), at.with(opens * 0.75), back]);
            continue;
        }
        let meets = game.stages.get(place.stages).map_or(0.0, |next| {
            let wait = 1.0 / (game.talks.meetings_per_year + helped.map_or(0.0, |i| i.facilitation));
            1.0 - (-1.0 / ((next.years + wait) * n)).exp()
        });
        let reviews = (1.0 - meets) * (1.0 - (-game.talks.reviews_per_year / n).exp());
        if meets > 0.0 {
            step_meeting(game, at.with(meets), &mut list);
        }
        review(game, at.with(reviews), &mut list);
        list.push(at.with(1.0 - meets - reviews));
    }
    list
}

fn step_meeting(game: &Game, met: Way, list: &mut Vec<Way>) {
    let (caught, alarm) = scrutiny(game, met.entry.place);
    match game.talks.sequence {
        Sequence::DisarmFirst => {
            let one = met.with(1.0 / 3.0);
            list.push(one);
            list.push(one.with(alarm).broken(Cause::DisputedWrongly));
            list.push(one.with(caught).broken(Cause::DisputedRightly));
            honour_or_renege(game, one.with(1.0 - alarm).credited(false), list);
            honour_or_renege(game, one.with(1.0 - caught).credited(true), list);
        }
        Sequence::ReliefFirst => {
            list.push(met.with(0.5));
            let one = met.with(0.5 / 3.0);
            list.push(one.with(1.0 - alarm).credited(false));
            list.push(one.with(1.0 - caught).credited(true));
            let mut vain = one;
            vain.entry.lost = Some(met.entry.place.stages);
            list.push(vain.with(alarm).broken(Cause::DisputedWrongly));
            list.push(vain.with(caught).broken(Cause::DisputedRightly));
            list.push(vain.broken(Cause::Pocketed));
        }
    }
}

fn review(game: &Game, met: Way, list: &mut Vec<Way>) {
    match game.talks.sequence {
        Sequence::DisarmFirst => {
            list.push(met.with(0.5).broken(Cause::Quit));
            honour_or_renege(game, met.with(0.5), list);
        }
        Sequence::ReliefFirst => {
            renege(game, met.with(0.5), list);
            list.push(met.with(0.25));
            list.push(met.with(0.25).broken(Cause::Quit));
        }
    }
}

fn honour_or_renege(game: &Game, way: Way, list: &mut Vec<Way>) {
    list.push(way.with(0.5));
    renege(game, way.with(0.5), list);
}

fn renege(game: &Game, way: Way, list: &mut Vec<Way>) {
    let place = way.entry.place;
    let enforces = match game.broker.filter(|_| place.broker && place.stages > 0) {
        None => 0.0,
        Some(b) if b.instruments.enforcement == Enforcement::Automatic => 1.0,
        Some(_) => 0.5,
    };
    for (chance, enforced) in [(enforces, true), (1.0 - enforces, false)] {
        let mut gone = way.with(chance).broken(Cause::Reneged);
        let rebuilt = false;
        gone.entry.place.phase = Phase::RupturedByGuarantor { enforced, rebuilt };
        gone.entry.reneged = true;
        list.push(gone);
    }
}

/// Chances that a feigned and that an honest next stage is disputed.
fn scrutiny(game: &Game, place: Place) -> (f64, f64) {
    let stage = &game.stages[place.stages];
    match game.broker.filter(|_| place.broker) {
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
        self.entry.place.phase = Phase::RupturedByDisarmer { rebuilt: false };
        self.past.cause = self.past.cause.or(Some(cause));
        self
    }

    fn credited(mut self, feigned: bool) -> Way {
        let stage = self.entry.place.stages;
        if feigned {
            self.entry.feigned = Some(stage);
            self.past.feigned |= 1 << stage;
        }
        self.entry.place.stages += 1;
        self
    }
}
