//! Occasions, crises, exposures and successions happen as often as their chances say, and where the rules allow them.

use honest_broker::game::moves::Position;
use honest_broker::game::outcome::Cause;
use honest_broker::game::state::{Phase, StateId};
use honest_broker::game::{Rules, Sequence};
use honest_broker::simulate::episode::{Event, Record};
use support::games;
use support::play::{solved, watched};

/// What happened less what was to be expected, with its variance: a martingale at any number of rounds.
#[derive(Clone, Copy, Debug, Default)]
struct Surprise {
    happened: f64,
    excess: f64,
    variance: f64,
}

impl Surprise {
    fn see(&mut self, happened: bool, chance: f64) {
        let event = f64::from(u8::from(happened));
        self.happened += event;
        self.excess += event - chance;
        self.variance += chance * (1.0 - chance);
    }

    fn add(&mut self, other: &Surprise) {
        self.happened += other.happened;
        self.excess += other.excess;
        self.variance += other.variance;
    }
}

/// One round as its events tell it.
struct Round {
    before: StateId,
    /// At which the flows are paid.
    reached: StateId,
    /// Of the disarmer, while the moves are made.
    dealer: usize,
    occasion: Option<Position>,
    mediated: bool,
    crises: usize,
    war: bool,
    exposed: bool,
    succeeded: bool,
}

const KINDS: [&str; 5] = ["step meeting", "review", "opening", "exposure", "succession"];

/// Surprises by [`KINDS`], then of the first crisis.
fn surprises(rules: &Rules, rounds: &[Round]) -> [Surprise; 6] {
    let mut seen = [Surprise::default(); 6];
    for round in rounds {
        let opening = &rules.moves.openings[round.before];
        let chances = &rules.payoffs.states[round.reached].chances;
        let [first, any] = opening.come_by(round.mediated);
        let came = |position: fn(&Position) -> bool| round.occasion.as_ref().is_some_and(position);
        let step = came(|p| matches!(p, Position::DisarmerSteps(_) | Position::GuarantorSteps(_)));
        let review = came(|p| matches!(p, Position::DisarmerReviews(_) | Position::GuarantorReviews(_)));
        match (rules.space.states()[round.before].phase, opening.occasions.len()) {
            (Phase::InForce, 2) => {
                seen[0].see(step, first);
                seen[1].see(review, any - first);
            }
            (Phase::InForce, _) => seen[1].see(review, any),
            _ => seen[2].see(round.occasion.is_some(), any),
        }
        if !round.war {
            let risk = chances.exposure[round.dealer];
            assert!(risk > 0.0 || !round.exposed);
            seen[3].see(round.exposed, risk);
            seen[4].see(round.succeeded, rules.succession);
            seen[5].see(round.crises > 0, chances.crises[0]);
        }
    }
    seen
}

fn rounds(events: &[Event]) -> Vec<Round> {
    let mut rounds: Vec<Round> = Vec::new();
    let mut sitting = 0;
    for event in events {
        match (event, rounds.last_mut()) {
            (Event::Start { dealer, .. }, _) => sitting = usize::from(*dealer),
            (Event::Round { state, .. }, _) => rounds.push(Round {
                before: *state,
                reached: *state,
                dealer: sitting,
                occasion: None,
                mediated: false,
                crises: 0,
                war: false,
                exposed: false,
                succeeded: false,
            }),
            (Event::Engagement { mediates, .. }, Some(round)) => round.mediated = *mediates,
            (Event::Occasion { first, .. }, Some(round)) => {
                assert!(round.occasion.is_none(), "at most one occasion a round");
                round.occasion = Some(*first);
            }
            (Event::Arrival { state }, Some(round)) => round.reached = *state,
            (Event::Crisis, Some(round)) => round.crises += 1,
            (Event::War, Some(round)) => round.war = true,
            (Event::Exposure { .. }, Some(round)) => round.exposed = true,
            (Event::Succession { dealer }, Some(round)) => {
                round.succeeded = true;
                sitting = usize::from(*dealer);
            }
            _ => {}
        }
    }
    rounds
}

#[test]
fn events_come_as_often_as_their_chances_say() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let arm = solved(&games::illustration(sequence, true), 5);
        let mut total = [Surprise::default(); 6];
        for (_, seen) in watched(&arm, 3, 4_000, |events| surprises(&arm.rules, &rounds(events))) {
            for (sum, part) in total.iter_mut().zip(&seen) {
                sum.add(part);
            }
        }
        for (kind, seen) in KINDS.iter().chain(&["crisis"]).zip(total) {
            assert!(seen.happened > 100.0, "{kind}: {seen:?}");
            assert!(seen.excess.abs() < 4.5 * seen.variance.sqrt(), "{kind}: {seen:?}");
        }
    }
}

#[test]
fn exposure_ruptures_a_process_in_force_and_is_a_cause() {
    let arm = solved(&games::illustration(Sequence::DisarmFirst, true), 5);
    let states = arm.rules.space.states();
    let check = |events: &[Event]| {
        let played = rounds(events);
        for pair in played.windows(2).filter(|pair| pair[0].exposed) {
            let (from, to) = (states[pair[0].reached], states[pair[1].before]);
            assert!(from.phase.in_force() && from.stage > 0);
            assert_eq!(
                (to.phase, to.stage),
                (Phase::RupturedByDisarmer { rebuilt: false }, from.stage)
            );
        }
        let ruptured = |round: &Round| round.exposed || !states[round.reached].phase.in_force();
        played
            .iter()
            .find(|round| ruptured(round))
            .map(|round| round.exposed && states[round.reached].phase.in_force())
    };
    let caused = |record: &Record| record.first_rupture.map(|(cause, _)| cause == Cause::Exposed);
    let played = watched(&arm, 5, 3_000, check);
    assert!(played.iter().any(|(record, _)| caused(record) == Some(true)));
    for (record, first_by_exposure) in &played {
        assert_eq!(caused(record), *first_by_exposure);
    }
}
