//! Episodes a second on the shipped scenario beside what the machine can do at most: only the random words of the episodes,
//! and only the reads from the policy tables that they make.
//!
//! `cargo bench --bench limits` prints a table for each arm. Every figure is the fastest of many short repeats that take
//! turns, so that other work on the machine disturbs neither the figures nor their ratios much.

#[path = "shipped/mod.rs"]
mod shipped;

use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use honest_broker::game::moves::Target;
use honest_broker::simulate::episode::{Event, Script, play};
use honest_broker::simulate::lockstep::chacha::{Blocks, WORDS, fill};
use honest_broker::simulate::lockstep::{GROUP, Player};
use honest_broker::simulate::streams::{Purpose, Streams};
use honest_broker::simulate::tally::Tally;
use honest_broker::simulate::{CHUNK, simulate};
use honest_broker::solve::DEFAULT_GRID;
use shipped::{ARMS, Arm, processor_seconds};

const REPEATS: usize = 60;
/// Chunks of a batch on several threads.
const CHUNKS: u64 = 8;

/// A kernel under measurement.
struct Kernel<'a> {
    name: String,
    /// Episodes that a call plays.
    episodes: u64,
    work: Box<dyn FnMut() + 'a>,
    /// Fastest call in seconds.
    best: f64,
    /// Processor time of all calls in seconds, of all threads.
    used: f64,
}

fn kernel<'a>(name: impl Into<String>, episodes: u64, work: impl FnMut() + 'a) -> Kernel<'a> {
    Kernel {
        name: name.into(),
        episodes,
        work: Box::new(work),
        best: f64::INFINITY,
        used: 0.0,
    }
}

#[allow(clippy::disallowed_methods, reason = "time is what is measured")]
fn measure(kernels: &mut [Kernel], repeats: usize) {
    for _ in 0..repeats {
        for kernel in kernels.iter_mut() {
            let (start, used) = (Instant::now(), processor_seconds());
            (kernel.work)();
            kernel.best = kernel.best.min(start.elapsed().as_secs_f64());
            kernel.used += processor_seconds() - used;
        }
    }
}

/// The random words of a group: what every episode uses up, made as the player makes them.
struct Draws<'a> {
    streams: &'a Streams,
    rounds: usize,
    broker: bool,
    elections: bool,
    out: Box<Blocks<GROUP>>,
}

impl pulp::WithSimd for &mut Draws<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        // Loops and no closure: a closure would be compiled for the narrowest machine.
        let (one, four) = (self.rounds.div_ceil(WORDS), self.rounds.div_ceil(WORDS / 4));
        let plan = [
            (Purpose::Types, 1),
            (Purpose::Disarmer, one),
            (Purpose::Guarantor, one),
            (Purpose::Nature, four),
            (Purpose::Broker, if self.broker { four } else { 0 }),
            (Purpose::Messages, usize::from(self.broker)),
            (Purpose::Elections, usize::from(self.elections)),
        ];
        for first in (0..CHUNK).step_by(GROUP) {
            for (purpose, blocks) in plan {
                for block in 0..blocks {
                    fill(&mut self.out, self.streams, first, purpose, block as u32);
                    black_box(&mut self.out);
                }
            }
        }
    }
}

/// The policy tables laid out as the player reads them, and the places that the episodes read, in its order: group by group,
/// round by round.
struct Reads {
    table: Vec<f32>,
    /// Floats between neighbours along the disarmer's axis, for rows of eight and of four.
    places: Vec<Read>,
}

#[derive(Clone, Copy)]
struct Read {
    start: u32,
    below: u16,
    width: u16,
}

impl Reads {
    fn new(arm: &Arm, streams: &Streams) -> Self {
        let script = arm.script();
        let grid = script.policy.grid();
        let points = grid.points();
        let nodes = &script.rules.moves.nodes;
        let width = |node: usize| if nodes[node].choices.len() > 2 { 8 } else { 4 };
        let cells = points.len() * points.len();
        let mut offsets = vec![0];
        for node in 0..nodes.len() {
            offsets.push(offsets[node] + width(node) * cells);
        }
        let block = offsets[nodes.len()];
        let mut table = vec![0.0; block * script.policy.rounds()];
        for round in 0..script.policy.rounds() {
            for node in 0..nodes.len() {
                let half = width(node) / 2;
                for (i, p) in points.iter().enumerate() {
                    for (j, q) in points.iter().enumerate() {
                        let mixture = script.policy.node(round, node, [*p, *q]);
                        let start = round * block + offsets[node] + (i * points.len() + j) * width(node);
                        for kind in 0..2 {
                            for action in 0..half {
                                table[start + kind * half + action] = mixture[kind][action] as f32;
                            }
                        }
                    }
                }
            }
        }
        let mut places = Vec::new();
        for first in (0..CHUNK).step_by(GROUP) {
            let mut by_round = vec![Vec::new(); script.policy.rounds()];
            for episode in first..first + GROUP as u64 {
                each_decision(&script, streams, episode, |round, node, [d, g]| {
                    let (x, y) = (grid.locate(d).cell, grid.locate(g).cell);
                    let start = round * block + offsets[node] + (x * points.len() + y) * width(node);
                    by_round[round].push(Read {
                        start: start as u32,
                        below: (points.len() * width(node)) as u16,
                        width: width(node) as u16,
                    });
                });
            }
            places.extend(by_round.into_iter().flatten());
        }
        Reads { table, places }
    }

    /// Reads the four corners of every place.
    fn run(&self) -> f32 {
        let mut sums = [0.0; 8];
        for read in &self.places {
            let start = read.start as usize;
            for from in [start, start + usize::from(read.below)] {
                for corner in [from, from + usize::from(read.width)] {
                    let row: &[f32; 4] = self.table[corner..].first_chunk().expect("within the table");
                    for (sum, x) in sums.iter_mut().zip(row) {
                        *sum += x;
                    }
                    if read.width == 8 {
                        let row: &[f32; 4] = self.table[corner + 4..].first_chunk().expect("within the table");
                        for (sum, x) in sums[4..].iter_mut().zip(row) {
                            *sum += x;
                        }
                    }
                }
            }
        }
        sums.iter().sum()
    }
}

/// Tells the round, node and beliefs of every decision of the sides.
fn each_decision(script: &Script, streams: &Streams, episode: u64, mut tell: impl FnMut(usize, usize, [f64; 2])) {
    let moves = &script.rules.moves;
    let (mut at, mut now, mut beliefs) = (0, 0, [0.0; 2]);
    play(script, streams, episode, &mut |event| match event {
        Event::Start { beliefs: start, .. } => beliefs = start,
        Event::Message { beliefs: after, .. } => beliefs = after,
        Event::Round { round, .. } => now = round,
        Event::Occasion { first, .. } => {
            let opening = moves.nodes.iter().position(|node| node.position == first);
            at = opening.expect("an occasion opens with a decision of the game");
        }
        Event::RoundEnd { beliefs: after, .. } => beliefs = after,
        Event::Move {
            observed,
            beliefs: after,
            ..
        } => {
            let node = &moves.nodes[at];
            tell(now, at, beliefs);
            beliefs = after;
            let seen = node.observations.iter().find(|o| o.observed == observed);
            if let Some(Target::Node(next)) = seen.map(|o| o.next) {
                at = next;
            }
        }
        _ => {}
    });
}

fn main() {
    let repeats = std::env::var("REPEATS").map_or(REPEATS, |r| r.parse().expect("REPEATS is a number"));
    // For `perf record`: `profile no_broker` plays one arm again and again, `profile both` a whole batch of both.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    match &arguments[..] {
        [word, arm] if word == "profile" && arm == "both" => return profile_batch(repeats),
        [word, arm] if word == "profile" => return profile(arm, repeats),
        _ => {}
    }
    let mut rates = Vec::new();
    for name in ARMS {
        rates.push(report(name, repeats));
        println!();
    }
    println!("with a broker / without: {:.2}", rates[1] / rates[0]);
}

fn profile(arm: &str, repeats: usize) {
    let arm = Arm::shipped(arm, DEFAULT_GRID);
    let script = arm.script();
    let player = Player::new(&script);
    let streams = Streams::new(1, 0);
    for _ in 0..repeats * 20 {
        let mut tally = Tally::new(script.rules);
        let mut records = Vec::with_capacity(CHUNK as usize);
        player.play(&streams, 0..CHUNK, &mut tally.timeline, &mut records);
        black_box(&records);
    }
}

fn profile_batch(repeats: usize) {
    let arms = ARMS.map(|name| Arm::shipped(name, DEFAULT_GRID));
    let scripts: Vec<Script> = arms.iter().map(Arm::script).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let (streams, never) = (Streams::new(1, 0), AtomicBool::new(false));
    let episodes = repeats as u64 * 10 * CHUNK;
    black_box(pool.install(|| simulate(&scripts, 0, &streams, episodes, &never, &|_| {})));
}

/// Measures an arm; returns the episodes a second of the lockstep player.
fn report(name: &str, repeats: usize) -> f64 {
    let arm = Arm::shipped(name, DEFAULT_GRID);
    let script = arm.script();
    let streams = Streams::new(1, 0);
    let reads = Reads::new(&arm, &streams);
    let never = AtomicBool::new(false);
    let pools = [1, 2].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool of one or two threads")
    });
    let mut draws = Draws {
        streams: &streams,
        rounds: script.rules.game.clock.rounds,
        broker: script.rules.game.broker.is_some(),
        elections: script.rules.game.guarantor.elections.is_some(),
        out: Box::new([[0; GROUP]; WORDS]),
    };
    let arch = pulp::Arch::new();
    let mut kernels = vec![
        kernel("draws only", CHUNK, || arch.dispatch(&mut draws)),
        kernel("table reads only", CHUNK, || {
            black_box(reads.run());
        }),
        kernel("one by one", CHUNK, || {
            let mut tally = Tally::new(script.rules);
            let watch = &mut |event| tally.timeline.watch(event);
            let records: Vec<_> = (0..CHUNK).map(|e| play(&script, &streams, e, watch)).collect();
            black_box((records, tally));
        }),
    ];
    for (width, player) in ["narrow", "AVX2", "widest"].iter().zip(Player::at_every_width(&script)) {
        let (script, streams) = (&script, &streams);
        kernels.push(kernel(format!("lockstep, {width}"), CHUNK, move || {
            let mut tally = Tally::new(script.rules);
            let mut records = Vec::with_capacity(CHUNK as usize);
            player.play(streams, 0..CHUNK, &mut tally.timeline, &mut records);
            black_box((records, tally));
        }));
    }
    for (pool, threads) in pools.iter().zip(["1 thread", "2 threads"]) {
        let (script, streams, never) = (script, &streams, &never);
        kernels.push(kernel(format!("batch, {threads}"), CHUNKS * CHUNK, move || {
            black_box(pool.install(|| simulate(&[script], 0, streams, CHUNKS * CHUNK, never, &|_| {})));
        }));
    }
    measure(&mut kernels, repeats);
    let rate = |k: &Kernel| k.episodes as f64 / k.best;
    println!(
        "{name}: {} rounds, {:.1} decisions of the sides an episode, tables of {:.1} MB",
        script.rules.game.clock.rounds,
        reads.places.len() as f64 / CHUNK as f64,
        (reads.table.len() * size_of::<f32>()) as f64 / 1e6
    );
    let lockstep = rate(&kernels[5]);
    for k in &kernels {
        println!(
            "{:<20} {:>10.0} episodes/s {:>6.0} ns/episode {:>7.2} of lockstep",
            k.name,
            rate(k),
            1e9 / rate(k),
            rate(k) / lockstep
        );
    }
    println!(
        "2 threads / 1 thread: {:.2}; processor time of an episode with 2 threads / 1 thread: {:.2}",
        kernels[6].best / kernels[7].best,
        kernels[7].used / kernels[6].used
    );
    lockstep
}
