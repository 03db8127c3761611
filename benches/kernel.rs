//! Speed of one decision: the solver's kernel, a vector of points side by side, and the plain rule, one point after the other.
//!
//! `cargo bench --bench kernel`. The ratio of the two is what counts.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use honest_broker::numeric::grid::BeliefGrid;
use honest_broker::numeric::lanes::{LANES, Lanes};
use honest_broker::solve::TOLERANCE;
use honest_broker::solve::internals::{Cells, Decision, Mover, Points, Row, Workspace};

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
fn kernel<const K: usize>(c: &mut Criterion) {
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
    let mut group = c.benchmark_group(format!("kernel, {K} actions"));
    group.bench_function("side by side", |b| {
        b.iter(|| {
            arch.dispatch(Together {
                mover: &mover,
                points: &points,
                workspace: &mut workspace,
            });
            black_box(&workspace);
        });
    });
    group.bench_function("one point at a time", |b| {
        b.iter(|| {
            for _ in 0..GROUPS {
                for x in belief {
                    black_box(decision.solve(x, [x; K]));
                }
            }
        });
    });
    group.finish();
}

fn kernels(c: &mut Criterion) {
    kernel::<2>(c);
    kernel::<4>(c);
}

criterion_group!(benches, kernels);
criterion_main!(benches);
