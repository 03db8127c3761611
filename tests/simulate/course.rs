//! The course of play that follows from a solution (`docs/model.md` section 9, "Exact outcomes"), against episodes round by
//! round, and against the outcome probabilities.
//!
//! As in `exact_outcomes`, a difference of `GRID_ERROR` is forgiven and beyond it 5 standard errors.

use honest_broker::game::outcome::{ByOutcome, Cause, Outcome};
use honest_broker::game::{Game, Rules, Sequence};
use honest_broker::simulate::metric::Metric;
use honest_broker::simulate::tally::Tally;
use honest_broker::solve::{Course, Settings, Solution, solve_with};
use honest_broker::stats::Moments;
use honest_broker::study::run::SolvedArm;
use support::games::{self, Size};
use support::play::batch;

const GRID_ERROR: f64 = 0.004;
const ERRORS: f64 = 5.0;
const EPISODES: u64 = 40_000;

fn solved(game: &Game, grid: usize, by_types: bool) -> SolvedArm {
    let rules = Rules::new(game);
    let settings = Settings {
        course: true,
        exact: by_types,
        ..Settings::grid(grid)
    };
    let solution = solve_with(&rules, &settings, |_| {});
    SolvedArm {
        name: "arm".into(),
        rules,
        solution,
    }
}

fn course(solution: &Solution) -> &Course {
    solution.course.as_ref().expect("it was asked for")
}

fn illustrations() -> impl Iterator<Item = Game> {
    [Sequence::DisarmFirst, Sequence::ReliefFirst]
        .into_iter()
        .flat_map(|sequence| [false, true].map(|broker| games::illustration(sequence, broker)))
}

fn random_games(count: u64) -> impl Iterator<Item = Game> {
    let size = |seed: u64| Size {
        stages: 3,
        rounds: 3 + (seed % 15) as usize,
        foresight: 8 + (seed % 15) as usize,
        sharpness: 6.0,
    };
    (0..count).map(move |seed| games::random(seed + 900, size(seed)))
}

#[track_caller]
fn assert_share(count: u64, expected: f64, what: &str) {
    let share = count as f64 / EPISODES as f64;
    let floor = 1.0 / EPISODES as f64;
    let error = (expected.max(floor) * (1.0 - expected).max(floor) / EPISODES as f64).sqrt();
    assert!(
        (share - expected).abs() < GRID_ERROR + ERRORS * error,
        "{what}: {share} played, {expected} expected"
    );
}

fn assert_played(game: usize, tally: &Tally, course: &Course) {
    let timeline = &tally.timeline;
    assert_eq!(course.rounds, timeline.rounds);
    for round in 0..course.rounds {
        let what = |name: &str| format!("game {game}, round {round}: {name}");
        assert_eq!(course.occupancy(round).len(), timeline.occupancy(round).len());
        for (state, (p, n)) in course
            .occupancy(round)
            .iter()
            .zip(timeline.occupancy(round))
            .enumerate()
        {
            assert_share(*n, *p, &what(&format!("state {state}")));
        }
        let (sums, played) = (course.belief_sums(round), timeline.belief_sums(round));
        for side in 0..2 {
            let mean = played[side] / EPISODES as f64;
            let error = (played[2 + side] / EPISODES as f64 - mean * mean).max(0.0).sqrt() / (EPISODES as f64).sqrt();
            assert!(
                (mean - sums[side]).abs() < GRID_ERROR + ERRORS * error,
                "{}: {mean} played, {} expected",
                what("belief"),
                sums[side]
            );
        }
        for cause in Cause::ALL {
            assert_share(
                timeline.ruptured_by(round, cause),
                course.ruptured_by(round, cause),
                &what(cause.name()),
            );
        }
        let (wars, unruptured) = timeline.war_by(round);
        assert_share(wars, course.war_by(round).0, &what("war"));
        assert_share(unruptured, course.war_by(round).1, &what("war before any rupture"));
        assert_share(timeline.settled_by(round), course.settled_by(round), &what("settled"));
    }
}

/// The mean of a metric, times the probability that it has a meaning; and that probability.
fn expected(metric: Metric, course: &Course, rounds_per_year: u32) -> (f64, f64) {
    let (settlement, rupture) = (
        course.settlement(rounds_per_year),
        course.first_rupture(rounds_per_year),
    );
    let means = &course.means;
    match metric {
        Metric::DismantledShare => (means.dismantled_share, 1.0),
        Metric::FeignedShare => (means.feigned_share, 1.0),
        Metric::StagesCompleted => (means.stages_completed, 1.0),
        Metric::YearsInForce => (means.years_in_force, 1.0),
        Metric::SettlementReached => (settlement.probability, 1.0),
        Metric::SettlementYear => (settlement.years, settlement.probability),
        Metric::Ruptured => (rupture.probability, 1.0),
        Metric::FirstRuptureYear => (rupture.years, rupture.probability),
        Metric::FirstRupture(cause) => (course.ruptured_by(course.rounds - 1, cause), 1.0),
        Metric::Crises => (means.crises, 1.0),
        Metric::PayoffDisarmer => (means.payoffs[0], 1.0),
        Metric::PayoffGuarantor => (means.payoffs[1], 1.0),
        Metric::PayoffBroker => (means.payoffs[2], 1.0),
    }
}

fn assert_metrics(game: usize, rules: &Rules, played: &[Moments], course: &Course) {
    for (metric, moments) in Metric::ALL.into_iter().zip(played) {
        let (sum, probability) = expected(metric, course, rules.game.clock.rounds_per_year);
        let (Some(mean), Some(error)) = (moments.mean(), moments.standard_error()) else {
            assert!(
                probability < 1e-3 || sum == 0.0,
                "game {game}, {}: {sum}",
                metric.name()
            );
            continue;
        };
        if probability < 0.01 {
            continue;
        }
        let spread = error * (moments.count() as f64).sqrt();
        let slack = GRID_ERROR * (1.0 + spread + sum.abs() / probability);
        assert!(
            (mean - sum / probability).abs() < slack + ERRORS * error,
            "game {game}, {}: {mean} played, {} expected, error {error}",
            metric.name(),
            sum / probability
        );
    }
}

#[test]
fn play_goes_as_it_should_round_by_round() {
    for (i, game) in illustrations().chain(random_games(8)).enumerate() {
        let arm = solved(&game, 21, i % 2 == 0);
        let played = batch(std::slice::from_ref(&arm), 70 + i as u64, EPISODES);
        assert_played(i, &played.tallies[0], course(&arm.solution));
        assert_metrics(i, &arm.rules, &played.tallies[0].metrics, course(&arm.solution));
    }
}

/// Largest difference between two things by outcome.
fn apart(a: &ByOutcome<f64>, b: &ByOutcome<f64>) -> f64 {
    a.iter().map(|(outcome, p)| (p - b[outcome]).abs()).fold(0.0, f64::max)
}

#[test]
fn where_it_ends_is_what_the_outcomes_say() {
    for (i, game) in illustrations().chain(random_games(20)).enumerate() {
        let (with, without) = (solved(&game, 5, true), solved(&game, 5, false));
        assert!(without.solution.exact.is_none());
        let exact = with.solution.exact.expect("it was asked for");
        let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        for course in [course(&with.solution), course(&without.solution)] {
            assert!(apart(&exact.at(priors), &course.outcomes) < 1e-6, "game {i}");
            assert!((exact.dismantled_at(priors) - course.means.dismantled_share).abs() < 1e-6);
            let mut ends = ByOutcome::<f64>::default();
            for (state, p) in with
                .rules
                .space
                .states()
                .iter()
                .zip(course.occupancy(course.rounds - 1))
            {
                ends[Outcome::classify(state.stage, game.stages.len(), state.phase, true)] += p;
            }
            ends[Outcome::War] = course.war_by(course.rounds - 1).0;
            let mut outcomes = course.outcomes;
            outcomes[Outcome::HollowSettlement] += std::mem::take(&mut outcomes[Outcome::Settlement]);
            assert!(apart(&ends, &outcomes) < 2e-6, "game {i}: {ends:?} and {outcomes:?}");
        }
    }
}

#[test]
fn the_game_without_the_broker_is_contained_with_its_course() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let with = solved(&games::illustration(sequence, true), 5, false).solution;
        let without = solved(&games::illustration(sequence, true).without_broker(), 5, false).solution;
        let contained = with.without_broker().expect("there is a broker");
        assert_eq!(course(&contained), course(&without));
        assert_ne!(course(&with), course(&without));
    }
}
