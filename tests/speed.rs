//! Nothing has become slow without anyone noticing: ratios of speeds within one process, never seconds.
//!
//! The two sides of a ratio take turns, and the median of many turns is compared with a limit that lies at least one and a
//! half times below what was measured (`docs/performance.md`), so that other work on the machine does not matter. One test in
//! a file of its own, because tests of one file run at the same time.

use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use honest_broker::game::Sequence;
use honest_broker::numeric::grid::BeliefGrid;
use honest_broker::numeric::lanes::{LANES, Lanes};
use honest_broker::simulate::episode::{Script, play as play_one};
use honest_broker::simulate::lockstep::Player;
use honest_broker::simulate::streams::Streams;
use honest_broker::simulate::tally::Tally;
use honest_broker::simulate::{CHUNK, simulate};
use honest_broker::solve::TOLERANCE;
use honest_broker::solve::internals::{Cells, Decision, Mover, Points, Row, Workspace};
use support::games;
use support::play::solved;

const TURNS: usize = 31;

#[allow(clippy::disallowed_methods, reason = "time is what is measured")]
fn seconds(work: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// How many times as fast `fast` is as `slow`.
#[track_caller]
fn assert_faster(what: &str, least: f64, mut fast: impl FnMut(), mut slow: impl FnMut()) {
    fast();
    slow();
    let mut ratios: Vec<f64> = (0..TURNS)
        .map(|_| {
            let of_slow = seconds(&mut slow);
            of_slow / seconds(&mut fast)
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios[TURNS / 2];
    println!("{what}: {median:.2}, at least {least}");
    assert!(median >= least, "{what}: {median:.2} instead of at least {least}");
}

/// A group of points of one decision, solved side by side at a vector width.
struct Together<'a, 'p, const K: usize> {
    mover: &'a Mover<K>,
    points: &'a Points<'p, K>,
    workspace: &'a mut Workspace<K>,
}

impl<const K: usize> pulp::WithSimd for Together<'_, '_, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) {
        let start = [self.points.belief; K];
        let mut place = Cells::of(self.points, &start);
        for _ in 0..GROUPS {
            self.workspace
                .prepare(simd, self.mover, self.points, &start, &mut place);
            self.workspace.solve(simd, self.mover, self.points, &mut place);
        }
    }
}

const GROUPS: usize = 200;

/// The same decision in the solver's kernel and one point after the other.
fn guard_kernel<const K: usize>(least: f64) {
    let grid = BeliefGrid::cosine(11);
    let row = |o: usize, x: f64| -> Row { std::array::from_fn(|c| 0.3 * o as f64 + x * (0.5 + 0.1 * c as f64)) };
    let after: [Vec<Row>; K] = std::array::from_fn(|o| grid.points().iter().map(|x| row(o, *x)).collect());
    let mover = Mover {
        own: 0,
        lambda: 3.0,
        credited: if K == 2 { [1.0, 0.0] } else { [0.9, 0.3] },
        one_off: [[0.0; K]; 2],
        tolerance: TOLERANCE,
    };
    let belief: Lanes = std::array::from_fn(|l| (l as f64 + 0.5) / LANES as f64);
    let points = Points {
        grid: &grid,
        after: std::array::from_fn(|o| &after[o][..]),
        stride: 1,
        base: [0; LANES],
        belief,
        lanes: LANES,
    };
    let mut workspace = Workspace::new();
    let arch = pulp::Arch::new();
    let line: [[Vec<f64>; 2]; K] =
        std::array::from_fn(|o| [0, 1].map(|kind| after[o].iter().map(|row| row[kind]).collect()));
    let decision = Decision::<K> {
        grid: &grid,
        chance: std::array::from_fn(|a| {
            let mut row = [0.0; K];
            row[a] = 1.0;
            if a < 2 {
                (row[0], row[1]) = (mover.credited[a], 1.0 - mover.credited[a]);
            }
            row
        }),
        own: mover.one_off,
        value: std::array::from_fn(|o| [&line[o][0][..], &line[o][1][..]]),
        lambda: mover.lambda,
    };
    assert_faster(
        &format!("kernel / one point at a time, {K} actions"),
        least,
        || {
            arch.dispatch(Together {
                mover: &mover,
                points: &points,
                workspace: &mut workspace,
            });
            black_box(&workspace);
        },
        || {
            for _ in 0..GROUPS {
                for b in belief {
                    black_box(decision.solve(b, [b; K]));
                }
            }
        },
    );
}

#[test]
fn fast_players_and_kernels_are_still_fast_against_slow_ones() {
    if cfg!(debug_assertions) {
        // Without optimisation there is nothing to guard.
        return;
    }
    if !matches!(pulp::Arch::new(), pulp::Arch::Scalar) {
        // Measured on a processor with AVX-512: 10 to 11.
        guard_kernel::<2>(3.0);
        guard_kernel::<4>(3.0);
    }
    for broker in [false, true] {
        let mut game = games::illustration(Sequence::DisarmFirst, broker);
        game.clock.foresight = game.clock.rounds;
        let arm = solved(&game, 11);
        let discounts = arm.discounts();
        let script = Script {
            rules: &arm.rules,
            policy: &arm.solution.policy,
            messages: arm.message_plan(),
            discounts: &discounts,
        };
        let streams = Streams::new(1, 0);
        let one_by_one = || {
            let mut tally = Tally::new(script.rules);
            let watch = &mut |event| tally.timeline.watch(event);
            let records: Vec<_> = (0..CHUNK).map(|e| play_one(&script, &streams, e, watch)).collect();
            black_box((tally, records));
        };
        let together = |player: &Player| {
            let mut tally = Tally::new(script.rules);
            let mut records = Vec::with_capacity(CHUNK as usize);
            player.play(&streams, 0..CHUNK, &mut tally.timeline, &mut records);
            black_box((tally, records));
        };
        let never = AtomicBool::new(false);
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let batch = || {
            black_box(simulate(&[script], 0, &streams, CHUNK, &never, &|_| {}));
        };
        let widths = Player::at_every_width(&script);
        let [narrow, widest] = [&widths[0], &widths[widths.len() - 1]];
        let with = if broker { "with a broker" } else { "without" };
        // Measured on a processor with AVX-512: 2.4 to 3.3; 1.6 once, on a busy machine.
        assert_faster(
            &format!("lockstep / one by one, {with}"),
            1.2,
            || together(widest),
            one_by_one,
        );
        // Measured 1.3 to 1.6; where vectors are no wider, 1.
        assert_faster(
            &format!("widest / narrow, {with}"),
            0.8,
            || together(widest),
            || together(narrow),
        );
        // Measured 0.98: statistics, merging and compiling the script take the rest. Inside the pool, because waking a
        // thread can take longer than the work.
        alone.install(|| assert_faster(&format!("batch / lockstep, {with}"), 0.5, batch, || together(widest)));
    }
}
