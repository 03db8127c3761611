//! How time grows with the size of the task: episodes, threads, grid, rounds and stages.
//!
//! `cargo bench --bench scaling -- FOLDER` writes `scaling.csv` and `scaling.svg` there (`docs/data` for the committed ones);
//! without a folder it prints the table. Solves and players are the fastest of several repeats.

#[path = "scaling/chart.rs"]
mod chart;
#[path = "shipped/mod.rs"]
mod shipped;

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use honest_broker::game::{Game, Rules};
use honest_broker::simulate::lockstep::Player;
use honest_broker::simulate::streams::Streams;
use honest_broker::simulate::tally::Tally;
use honest_broker::simulate::{CHUNK, simulate};
use honest_broker::solve::{DEFAULT_GRID, solve};
use shipped::{Arm, game, processor_seconds};

/// One point of one curve.
pub struct Point {
    /// What is varied.
    pub axis: &'static str,
    /// What is measured, with its unit.
    pub measure: &'static str,
    pub arm: &'static str,
    pub x: f64,
    pub y: f64,
}

const ARMS: [&str; 2] = ["no_broker", "broker"];
const PLAY: &str = "play, ns an episode";
const SOLVE: &str = "solve, ms";

#[allow(clippy::disallowed_methods, reason = "time is what is measured")]
fn fastest(repeats: usize, mut work: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..repeats {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

fn main() {
    let mut points = Vec::new();
    for arm in ARMS {
        let central = game(arm);
        batches(arm, &mut points);
        for size in [5, 11, 21, 41] {
            both(
                "points a side of the grid",
                arm,
                size as f64,
                &central,
                size,
                &mut points,
            );
        }
        for years in [5, 10, 20, 30] {
            let mut game = central.clone();
            game.clock.rounds = years * game.clock.rounds_per_year as usize;
            let x = game.clock.rounds as f64;
            both("rounds played", arm, x, &game, DEFAULT_GRID, &mut points);
        }
        for stages in [1, 3, 5, 8, 12] {
            let game = with_stages(&central, stages);
            both("stages", arm, stages as f64, &game, DEFAULT_GRID, &mut points);
        }
    }
    let mut table = String::from("axis,measure,arm,x,y\n");
    for p in &points {
        let _ = writeln!(table, "{},\"{}\",{},{},{:.4}", p.axis, p.measure, p.arm, p.x, p.y);
    }
    match std::env::args().skip(1).find(|a| !a.starts_with("--")) {
        Some(folder) => {
            let folder = Path::new(&folder);
            std::fs::write(folder.join("scaling.csv"), table).expect("the folder can be written");
            std::fs::write(folder.join("scaling.svg"), chart::draw(&points)).expect("the folder can be written");
        }
        None => print!("{table}"),
    }
}

/// The same process in more or fewer steps: the first stages again and again, shares scaled to sum to one.
fn with_stages(game: &Game, stages: usize) -> Game {
    let mut changed = game.clone();
    changed.stages = (0..stages).map(|s| game.stages[s % game.stages.len()]).collect();
    let sums = changed
        .stages
        .iter()
        .fold([0.0; 2], |[d, r], s| [d + s.deterrent_share, r + s.relief_share]);
    for stage in &mut changed.stages {
        stage.deterrent_share /= sums[0];
        stage.relief_share /= sums[1];
    }
    changed
}

/// Time of one solve, and of an episode with its policies.
fn both(axis: &'static str, name: &'static str, x: f64, game: &Game, grid: usize, points: &mut Vec<Point>) {
    let rules = Rules::new(game);
    let solving = fastest(2, || {
        black_box(solve(&rules, grid, |_| {}));
    });
    let arm = Arm::new(game, grid);
    let script = arm.script();
    let player = Player::new(&script);
    let streams = Streams::new(1, 0);
    let playing = fastest(25, || {
        let mut tally = Tally::new(script.rules);
        let mut records = Vec::with_capacity(CHUNK as usize);
        player.play(&streams, 0..CHUNK, &mut tally.timeline, &mut records);
        black_box((tally, records));
    });
    let y = 1e9 * playing / CHUNK as f64;
    eprintln!("{axis} {x} {name}: {y:.0} ns an episode, solve {:.1} ms", 1e3 * solving);
    for (measure, y) in [(PLAY, y), (SOLVE, 1e3 * solving)] {
        points.push(Point {
            axis,
            measure,
            arm: name,
            x,
            y,
        });
    }
}

/// Whole batches with their statistics: by episodes, with one thread and with two. In processor time, because a long batch
/// finds no quiet moment on a machine that does other work as well.
fn batches(name: &'static str, points: &mut Vec<Point>) {
    let arm = Arm::shipped(name, DEFAULT_GRID);
    let script = arm.script();
    let streams = Streams::new(1, 0);
    let never = AtomicBool::new(false);
    // Both pools live to the end: the time of threads that are gone is no longer counted.
    let pools = [
        (1, "batch, 1 thread, processor ns an episode"),
        (2, "batch, 2 threads, processor ns an episode"),
    ]
    .map(|(threads, measure)| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        (threads, measure, pool.expect("a pool"))
    });
    for (threads, measure, pool) in &pools {
        for episodes in [1_000, 10_000, 100_000, 1_000_000] {
            let repeats = (1_000_000 / episodes).clamp(2, 1_000);
            let start = processor_seconds();
            pool.install(|| {
                for _ in 0..repeats {
                    black_box(simulate(&[script], 0, &streams, episodes, &never, &|_| {}));
                }
            });
            let y = 1e9 * (processor_seconds() - start) / (episodes * repeats) as f64;
            eprintln!("{episodes} episodes, {threads} threads, {name}: {y:.0} ns an episode");
            points.push(Point {
                axis: "episodes",
                measure,
                arm: name,
                x: episodes as f64,
                y,
            });
        }
    }
}
