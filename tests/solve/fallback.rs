//! The slow methods of the solver where it is hard: games far sharper than any in use, and worlds of the shipped scenarios.
//!
//! Games, worlds and bounds are fixed, so these are no samples: a count that rises is a change for the worse.

use std::path::Path;

use honest_broker::game::{Game, Rules};
use honest_broker::numeric::grid::BeliefGrid;
use honest_broker::scenario::{find, load};
use honest_broker::solve::internals::{Decision, Point};
use honest_broker::solve::{Convergence, DEFAULT_GRID, Settings, Start, TOLERANCE, solve_with};
use honest_broker::study::request::Request;
use honest_broker::study::run::solve_games;
use rayon::prelude::*;
use support::games::{Draws, Size, random, rescaled};

/// A random game with sixteen times the precision and ten times the payoffs of those in other tests.
fn sharp(seed: u64) -> Game {
    let size = Size {
        stages: 3,
        rounds: 4,
        foresight: 6,
        sharpness: 32.0,
    };
    let game = random(seed, size);
    let mut rich = rescaled(&game, [10.0; 3]);
    rich.disarmer.rationality = game.disarmer.rationality;
    rich.guarantor.rationality = game.guarantor.rationality;
    if let (Some(rich), Some(game)) = (&mut rich.broker, &game.broker) {
        rich.rationality = game.rationality;
    }
    rich
}

fn sum(all: &[Convergence]) -> Convergence {
    let mut sum = Convergence::default();
    all.iter().for_each(|one| sum.add(one));
    sum
}

fn of_sharp_games(games: u64, start: Start) -> Convergence {
    let settings = Settings {
        start,
        ..Settings::grid(7)
    };
    let solved: Vec<Convergence> = (0..games)
        .into_par_iter()
        .map(|seed| solve_with(&Rules::new(&sharp(seed)), &settings, |_| {}).convergence)
        .collect();
    for (seed, c) in solved.iter().enumerate().filter(|(_, c)| c.unconverged > 0) {
        println!("game {seed}: {c:?}");
    }
    sum(&solved)
}

/// Worlds of the shipped scenarios, by their numbers in the default design.
fn of_shipped_worlds(start: Start, grid: usize, worlds: &[u64]) -> Convergence {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let request = Request::default();
    let settings = Settings {
        start,
        ..Settings::grid(grid)
    };
    let files = find(&[root], false).unwrap();
    let scenarios: Vec<_> = files.iter().map(|file| load(file, &[]).unwrap()).collect();
    let cases: Vec<(usize, u64)> = (0..scenarios.len())
        .flat_map(|s| worlds.iter().map(move |world| (s, *world)))
        .collect();
    let solved: Vec<Convergence> = cases
        .par_iter()
        .map(|(s, world)| {
            let scenario = &scenarios[*s];
            let dimensions: Vec<u64> = scenario.uncertain().iter().map(|u| u.dimension).collect();
            let drawn = scenario.world(&request.design().coordinates(*world, &dimensions));
            let games: Vec<&Game> = drawn.games.iter().collect();
            let solutions = solve_games(&games, &settings, &Default::default(), &|_| {}).unwrap();
            let c = sum(&solutions.iter().map(|s| s.convergence).collect::<Vec<_>>());
            if c.unconverged > 0 {
                println!("{} world {world}: {c:?}", scenario.title());
            }
            c
        })
        .collect();
    sum(&solved)
}

/// Nothing is left open, whatever the selection.
fn assert_solved(count: u64, of: impl Fn(Start) -> Convergence) {
    for start in [Start::Continued, Start::Traced] {
        let c = of(start);
        println!("{start:?}: {c:?}");
        assert!(c.nodes > count, "{} nodes are no test", c.nodes);
        assert!(c.largest_residual <= 1.0, "no probability can change by more");
        assert_eq!(c.unconverged, 0, "{start:?}: largest residual {}", c.largest_residual);
    }
}

#[test]
fn sharp_games_are_solved() {
    assert_solved(300_000, |start| of_sharp_games(30, start));
}

#[test]
#[ignore = "takes minutes; the full size of the test above"]
fn four_thousand_sharp_games_are_solved() {
    assert_solved(50_000_000, |start| of_sharp_games(4000, start));
}

#[test]
fn a_world_of_each_shipped_scenario_is_solved() {
    assert_solved(1_000_000, |start| of_shipped_worlds(start, 3, &[37]));
}

#[test]
#[ignore = "takes an hour; every fourth of the worlds that a comparison draws by default"]
fn shipped_worlds_are_solved() {
    let worlds: Vec<u64> = (0..64).step_by(4).collect();
    assert_solved(100_000_000, |start| of_shipped_worlds(start, DEFAULT_GRID, &worlds));
}

/// A decision between two actions with private types whose values along the belief are rough.
struct Rough {
    grid: BeliefGrid,
    /// By observation and type.
    values: [[Vec<f64>; 2]; 2],
    own: [[f64; 2]; 2],
}

impl Rough {
    fn draw(r: &mut Draws) -> Self {
        let grid = BeliefGrid::cosine([3, 5, 11, 21][r.below(4)]);
        let values = std::array::from_fn(|_| {
            let [level, slope, bend] = [0; 3].map(|_| 3.0 * (r.unit() - 0.5));
            [0, 1].map(|kind| {
                let own = 3.0 * (r.unit() - 0.5) * f64::from(kind);
                let along = |x: &f64| level + (slope + own) * x + bend * x * x + 0.3 * r.unit();
                grid.points().iter().map(along).collect()
            })
        });
        let own = [0, 1].map(|_| [r.unit(), r.unit()]);
        Rough { grid, values, own }
    }
}

/// λ raised in many small steps, each solved from the last: the branch as long as it does not turn back. `None` where a step
/// does not converge or a posterior leaps.
fn raised(mut decision: impl FnMut(f64) -> Point<2>, steps: u32) -> Option<Point<2>> {
    let mut last: Option<Point<2>> = None;
    for step in 0..=steps {
        let now = decision(f64::from(step) / f64::from(steps));
        if now.residual > TOLERANCE {
            return None;
        }
        if let Some(last) = &last {
            let leap = (0..2).map(|o| (now.posteriors[o] - last.posteriors[o]).abs());
            if leap.fold(0.0, f64::max) > 0.02 {
                return None;
            }
        }
        last = Some(now);
    }
    last
}

#[test]
fn the_traced_branch_ends_where_raising_lambda_little_by_little_does() {
    let r = &mut Draws::new(4);
    let (mut followed, mut elsewhere, mut lost) = (0, 0, 0);
    for _ in 0..600 {
        let lambda = [10.0, 150.0][r.below(2)] * r.unit();
        let Rough { grid, values, own } = Rough::draw(r);
        let belief = r.unit();
        let at = |share: f64| Decision {
            grid: &grid,
            chance: [[1.0, 0.0], [0.0, 1.0]],
            own,
            value: std::array::from_fn(|o| [&values[o][0][..], &values[o][1][..]]),
            lambda: share * lambda,
        };
        let traced = at(1.0).traced(belief);
        lost += u32::from(traced.residual > TOLERANCE);
        let mut held = [belief; 2];
        let from_last = |share: f64| {
            let point = at(share).solve(belief, held);
            held = point.posteriors;
            point
        };
        let Some(end) = raised(from_last, 5000) else {
            continue;
        };
        followed += 1;
        let apart = (0..2).map(|o| (end.posteriors[o] - traced.posteriors[o]).abs());
        elsewhere += u32::from(apart.fold(0.0, f64::max) > 1e-6);
    }
    println!("{followed} of 600 branches do not turn back; {elsewhere} end elsewhere, {lost} are lost");
    assert!(followed > 400, "{followed}");
    assert_eq!((elsewhere, lost), (0, 0));
}
