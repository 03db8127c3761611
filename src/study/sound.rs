//! Whether a kept world can be what a plan would compute: what comes from a disk is believed only as far as it is consistent.
//!
//! The draw and everything that follows from it without solving must be equal; numbers must lie where they can, counts must add
//! up, and lists must be as long as they would be. So whatever is wrong with a chunk ends in a message and not in a panic or in a
//! table.

use super::batch::Plan;
use super::counts::{Counts, Told};
use super::world::{ArmResult, BrokerResult, ExactResult, Paired, Played, WorldResult};
use crate::game::Game;
use crate::game::outcome::{ByOutcome, Outcome};
use crate::simulate::metric::Metric;

/// How far sums of probabilities may be from 1.
const ROUNDING: f64 = 1e-6;

/// What is wrong with a world, if anything.
type Fault = Result<(), &'static str>;

impl Plan<'_> {
    /// Whether kept worlds can be those from number `first` on.
    ///
    /// # Errors
    /// If they cannot, with what is wrong.
    pub fn believes(&self, first: u64, worlds: &[WorldResult]) -> Fault {
        for (number, world) in (first..).zip(worlds) {
            self.world_is_sound(number, world)?;
        }
        holds(
            worlds.len() as u64 == self.chunk(),
            "it does not hold the worlds of this chunk",
        )
    }

    fn world_is_sound(&self, number: u64, world: &WorldResult) -> Fault {
        let drawn = self.drawn(number);
        holds(world.world == number, "it does not hold the worlds of this chunk")?;
        holds(
            world.replicate == self.design.replicate(number),
            "its worlds were not drawn in this way",
        )?;
        holds(world.arms.len() == drawn.games.len(), "it has other arms")?;
        let finest = self.accuracy.map_or(self.settings.grid, |accuracy| accuracy.finest);
        holds(
            (self.settings.grid..=finest.max(self.settings.grid)).contains(&world.grid),
            "it was solved on another grid",
        )?;
        for (arm, game) in world.arms.iter().zip(&drawn.games) {
            self.arm_is_sound(arm, game)?;
        }
        Ok(())
    }

    fn arm_is_sound(&self, arm: &ArmResult, game: &Game) -> Fault {
        let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        holds(arm.priors == priors, "its worlds were not drawn in this way")?;
        let parts = [
            arm.broker.is_some() == game.broker.is_some(),
            arm.exact.is_some() == (self.settings.exact || self.settings.course),
            arm.played.is_some() == self.play,
            arm.pairs.is_some() == self.play,
        ];
        holds(parts == [true; 4], "it lacks a part, or has one too many")?;
        holds(
            arm.unconverged <= arm.nodes && arm.largest_residual >= 0.0,
            "its solutions cannot be so",
        )?;
        holds(
            arm.grid_error.is_some() == self.accuracy.is_some(),
            "it lacks a part, or has one too many",
        )?;
        if let Some(error) = &arm.grid_error {
            let jump = error
                .jump
                .is_none_or(|(place, range)| place < Outcome::COUNT && range.into_iter().all(is_probability));
            holds(error.size().is_finite() && jump, "its error cannot be so")?;
        }
        if let Some(exact) = &arm.exact {
            exact_is_sound(exact)?;
        }
        holds(
            arm.course.is_some() == (self.course != Told::Not),
            "it lacks a part, or has one too many",
        )?;
        if let Some(course) = &arm.course {
            let episodes = match self.course {
                Told::Counted => self.study.episodes as f64,
                Told::Exactly | Told::Not => 1.0,
            };
            timeline_is_sound(course, episodes, game)?;
        }
        if let Some(broker) = &arm.broker {
            broker_is_sound(broker, self.settings.exact || self.settings.course)?;
        }
        if let Some(played) = &arm.played {
            played_is_sound(played, self.study.episodes)?;
        }
        if let Some(paired) = &arm.pairs {
            pairs_are_sound(paired, self.study.episodes)?;
        }
        Ok(())
    }
}

fn holds(is_so: bool, otherwise: &'static str) -> Fault {
    if is_so { Ok(()) } else { Err(otherwise) }
}

fn is_probability(p: f64) -> bool {
    (-ROUNDING..=1.0 + ROUNDING).contains(&p)
}

fn exact_is_sound(exact: &ExactResult) -> Fault {
    let by_types = exact.by_types.iter().flat_map(|by_types| by_types.as_flattened());
    for outcomes in by_types.chain([&exact.outcomes]) {
        let sum: f64 = Outcome::ALL.map(|outcome| outcomes[outcome]).iter().sum();
        let each = Outcome::ALL.iter().all(|outcome| is_probability(outcomes[*outcome]));
        holds(each && (sum - 1.0).abs() <= ROUNDING, "its probabilities do not add up")?;
    }
    let all = Metric::ALL.len();
    holds(
        (all - 1..=all).contains(&exact.means.len()) && exact.means.iter().all(|mean| mean.is_finite()),
        "it has other metrics",
    )
}

fn broker_is_sound(broker: &BrokerResult, exact: bool) -> Fault {
    let numbers = broker.acceptance.into_iter().all(is_probability) && broker.gains.iter().all(|g| g.is_finite());
    holds(numbers, "its broker cannot be accepted so")?;
    holds(
        broker.without.is_some() == exact,
        "it lacks a part, or has one too many",
    )?;
    broker.without.as_ref().map_or(Ok(()), exact_is_sound)
}

fn played_is_sound(played: &Played, episodes: u64) -> Fault {
    let add_up = "its counts do not add up";
    holds(
        played.episodes == episodes && is_total(&played.outcomes, episodes),
        add_up,
    )?;
    for outcome in Outcome::ALL {
        let by_types = played.by_types.as_flattened().iter();
        let sum = by_types.fold(0_u64, |sum, counts| sum.saturating_add(counts[outcome]));
        holds(sum == played.outcomes[outcome], add_up)?;
    }
    let lists = played.controls.len() == Outcome::COUNT && played.metrics.len() == Metric::ALL.len();
    holds(lists, "it has other metrics")?;
    let counted = played.controls.iter().all(|control| control.count() == episodes);
    let metrics = played.metrics.iter().all(|metric| metric.count() <= episodes);
    holds(counted && metrics && played.hazard.count() <= episodes, add_up)
}

fn timeline_is_sound(timeline: &Counts, episodes: f64, game: &Game) -> Fault {
    let rounds = timeline.counts.len();
    let lists = [timeline.going_on.len(), timeline.beliefs.len(), timeline.stakes.len()];
    let names = Counts::names(game.stages.len()).len();
    let shape = rounds == game.clock.rounds
        && lists == [rounds; 3]
        && timeline.counts.iter().all(|counts| counts.len() == names)
        && timeline.rounds_per_year == game.clock.rounds_per_year;
    holds(shape, "its timeline has another length")?;
    let counts = timeline.counts.iter().flatten().chain(&timeline.going_on);
    let sums = timeline.beliefs.iter().chain(&timeline.stakes).flatten();
    let possible = |sum: &f64| sum.is_finite() && *sum >= 0.0;
    let most = episodes * (1.0 + ROUNDING);
    holds(
        timeline.episodes == episodes
            && counts.into_iter().all(|n| possible(n) && *n <= most)
            && sums.into_iter().all(possible),
        "its counts do not add up",
    )
}

fn pairs_are_sound(paired: &Paired, episodes: u64) -> Fault {
    let add_up = "its pairs do not add up";
    let rows = Outcome::ALL.map(|outcome| total(&paired.flips[outcome]));
    let all = rows.into_iter().fold(0, u64::saturating_add);
    holds(paired.pairs == episodes && all == episodes, add_up)?;
    for part in [&paired.gained, &paired.lost] {
        for outcome in Outcome::ALL {
            let by_types = part.as_flattened().iter();
            let sum = by_types.fold(0_u64, |sum, counts| sum.saturating_add(counts[outcome]));
            holds(sum <= episodes, add_up)?;
        }
    }
    let lists = paired.controls.len() == Outcome::COUNT && paired.differences.len() == Metric::ALL.len();
    holds(lists, "it has other metrics")?;
    let counts = paired.controls.iter().map(|control| control.count());
    let counts = counts.chain(paired.differences.iter().map(|difference| difference.count()));
    holds(counts.into_iter().all(|count| count <= episodes), add_up)
}

/// The sum over all outcomes, which may be as large as a forger likes.
fn total(counts: &ByOutcome<u64>) -> u64 {
    Outcome::ALL
        .iter()
        .fold(0, |sum, outcome| sum.saturating_add(counts[*outcome]))
}

fn is_total(counts: &ByOutcome<u64>, number: u64) -> bool {
    total(counts) == number
}
