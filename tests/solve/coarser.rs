//! Settings that make a solution coarser and cheaper change it little, and nothing if they ask for what is done anyway.

use honest_broker::game::{Game, Rules, Sequence};
use honest_broker::solve::{Settings, Solution, TOLERANCE, solve_family, solve_with};
use support::games::illustration;

const GRID: usize = 7;

fn solved(game: &Game, settings: Settings) -> Solution {
    let solution = solve_with(&Rules::new(game), &settings, |_| {});
    assert_eq!(solution.convergence.unconverged, 0, "{:?}", solution.convergence);
    solution
}

fn followed() -> Settings {
    Settings {
        course: true,
        ..Settings::grid(GRID)
    }
}

fn games() -> impl Iterator<Item = Game> {
    [Sequence::DisarmFirst, Sequence::ReliefFirst]
        .into_iter()
        .flat_map(|sequence| [false, true].map(|broker| illustration(sequence, broker)))
}

/// Largest difference between the probabilities of the outcomes.
fn moved(one: &Solution, other: &Solution) -> f64 {
    let outcomes = |s: &Solution| s.course.as_ref().expect("asked for").outcomes;
    let (one, other) = (outcomes(one), outcomes(other));
    one.iter()
        .map(|(outcome, p)| (p - other[outcome]).abs())
        .fold(0.0, f64::max)
}

#[test]
fn the_time_beyond_play_may_be_solved_on_a_coarser_grid() {
    for game in games() {
        let whole = solved(&game, followed());
        let tail = |points: usize| {
            let tail_grid = Some(points);
            solved(
                &game,
                Settings {
                    tail_grid,
                    ..followed()
                },
            )
        };
        let same = tail(GRID);
        assert_eq!((same.values, &same.policy), (whole.values, &whole.policy));
        let coarse = tail(4);
        assert!(coarse.convergence.nodes < whole.convergence.nodes);
        assert_ne!(coarse.values, whole.values);
        // Measured on these games: up to 0.0034.
        let moved = moved(&coarse, &whole);
        assert!(moved < 5e-3, "{moved}");
    }
}

#[test]
fn where_all_is_played_nothing_lies_beyond() {
    let mut game = illustration(Sequence::DisarmFirst, false);
    game.clock.foresight = game.clock.rounds;
    let whole = solved(&game, followed());
    let tail_grid = Some(3);
    let coarse = solved(
        &game,
        Settings {
            tail_grid,
            ..followed()
        },
    );
    assert_eq!((coarse.values, &coarse.policy), (whole.values, &whole.policy));
}

#[test]
fn relatives_share_a_coarse_tail_as_if_each_were_alone() {
    let game = illustration(Sequence::DisarmFirst, true);
    let mut other = game.clone();
    other.broker.as_mut().expect("there is a broker").instruments.custody = 0.9;
    let rules = [&game, &other].map(Rules::new);
    let settings = Settings {
        tail_grid: Some(3),
        ..followed()
    };
    let together = solve_family(&[&rules[0], &rules[1]], &settings, |_| {});
    for (rules, together) in rules.iter().zip(&together) {
        let alone = solve_with(rules, &settings, |_| {});
        assert_eq!((alone.values, &alone.policy), (together.values, &together.policy));
        assert_eq!(alone.course, together.course);
        assert_eq!(alone.convergence.nodes, together.convergence.nodes);
    }
}

#[test]
fn a_looser_tolerance_saves_evaluations_and_moves_next_to_nothing() {
    for game in games() {
        let strict = solved(&game, followed());
        let tolerance = |tolerance: f64| {
            let tolerance = Some(tolerance);
            solved(
                &game,
                Settings {
                    tolerance,
                    ..followed()
                },
            )
        };
        assert_eq!(tolerance(TOLERANCE).policy, strict.policy);
        let loose = tolerance(1e-6);
        assert!(loose.convergence.evaluations < strict.convergence.evaluations);
        assert!(loose.convergence.largest_residual <= 1e-6);
        let moved = moved(&loose, &strict);
        assert!(moved < 1e-5, "{moved}");
    }
}
