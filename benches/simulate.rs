//! Episodes and rounds a second: one at a time, in lockstep at every vector width, and as a whole batch with its statistics.
//!
//! `cargo bench --bench simulate`. Ratios within one run mean more than absolute numbers on a machine that does other work
//! as well.

use std::hint::black_box;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use honest_broker::game::{Game, Rules, Sequence};
use honest_broker::policy::MessagePlan;
use honest_broker::simulate::episode::{Script, play};
use honest_broker::simulate::lockstep::Player;
use honest_broker::simulate::streams::Streams;
use honest_broker::simulate::tally::Tally;
use honest_broker::simulate::{CHUNK, simulate};
use honest_broker::solve::{DEFAULT_GRID, Solution, solve};
use support::games;

/// Chunks of a batch: enough to keep two threads busy to the end.
const CHUNKS: u64 = 32;

/// A solved game with all that a script borrows.
struct Arm {
    rules: Rules,
    solution: Solution,
    messages: Option<MessagePlan>,
    discounts: Vec<[f64; 3]>,
}

impl Arm {
    fn new(game: &Game) -> Self {
        let rules = Rules::new(game);
        let solution = solve(&rules, DEFAULT_GRID, |_| {});
        let information = game.broker.and_then(|b| b.information);
        let messages = information.and_then(|i| Some(solution.messages.as_ref()?.plan(&i)));
        let discounts = (0..=game.clock.rounds).map(|r| rules.payoffs.discount_at(r)).collect();
        Arm {
            rules,
            solution,
            messages,
            discounts,
        }
    }

    fn script(&self) -> Script<'_> {
        Script {
            rules: &self.rules,
            policy: &self.solution.policy,
            messages: self.messages,
            discounts: &self.discounts,
        }
    }
}

fn players(criterion: &mut Criterion) {
    for (name, sequence, broker) in [
        ("disarm_first", Sequence::DisarmFirst, false),
        ("disarm_first_broker", Sequence::DisarmFirst, true),
        ("relief_first", Sequence::ReliefFirst, false),
        ("relief_first_broker", Sequence::ReliefFirst, true),
    ] {
        let game = games::illustration(sequence, broker);
        let arm = Arm::new(&game);
        let script = arm.script();
        let streams = Streams::new(1, 0);
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(CHUNK));
        group.bench_function("one_by_one", |b| {
            b.iter(|| {
                let mut tally = Tally::new(script.rules);
                let watch = &mut |event| tally.timeline.watch(event);
                let records: Vec<_> = (0..CHUNK).map(|e| play(&script, &streams, e, watch)).collect();
                black_box((tally, records))
            });
        });
        for (width, player) in ["narrow", "avx2", "widest"].iter().zip(Player::at_every_width(&script)) {
            group.bench_function(format!("lockstep_{width}"), |b| {
                b.iter(|| {
                    let mut tally = Tally::new(script.rules);
                    let mut records = Vec::with_capacity(CHUNK as usize);
                    player.play(&streams, 0..CHUNK, &mut tally.timeline, &mut records);
                    black_box((tally, records))
                });
            });
        }
        // The same, counted in rounds.
        group.throughput(Throughput::Elements(CHUNK * game.clock.rounds as u64));
        let player = Player::new(&script);
        group.bench_function("lockstep_rounds", |b| {
            b.iter(|| {
                let mut tally = Tally::new(script.rules);
                let mut records = Vec::with_capacity(CHUNK as usize);
                player.play(&streams, 0..CHUNK, &mut tally.timeline, &mut records);
                black_box((tally, records))
            });
        });
        group.throughput(Throughput::Elements(CHUNKS * CHUNK));
        let never = AtomicBool::new(false);
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("a pool of one or two threads");
            group.bench_function(format!("batch_{threads}_threads"), |b| {
                b.iter(|| pool.install(|| simulate(&[script], 0, &streams, CHUNKS * CHUNK, &never, &|_| {})));
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = players
}
criterion_main!(benches);
