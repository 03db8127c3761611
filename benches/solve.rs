//! Speed of the solver: worlds and nodes per second, one thread.
//!
//! `cargo bench --bench solve`

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use honest_broker::game::{Rules, Sequence};
use honest_broker::solve::{Settings, solve, solve_with};
use support::games;

mod shipped;

fn worlds(c: &mut Criterion) {
    let mut group = c.benchmark_group("solve");
    group.sample_size(10);
    for (name, sequence, broker, grid) in [
        ("no broker, grid 11", Sequence::DisarmFirst, false, 11),
        ("both arms, grid 11", Sequence::DisarmFirst, true, 11),
        ("both arms, relief first, grid 11", Sequence::ReliefFirst, true, 11),
        ("both arms, grid 21", Sequence::DisarmFirst, true, 21),
    ] {
        let rules = Rules::new(&games::illustration(sequence, broker));
        let nodes = solve(&rules, grid, |_| {}).convergence.nodes;
        group.throughput(Throughput::Elements(nodes));
        group.bench_function(name, |b| b.iter(|| solve(&rules, grid, |_| {})));
    }
    group.finish();
}

/// What `compare` does with a world: the central one of the shipped scenario, solved and followed through the played rounds.
fn compared(c: &mut Criterion) {
    let mut group = c.benchmark_group("compare");
    group.sample_size(10);
    for (arms, name) in [("one arm", shipped::ARMS[0]), ("both arms", shipped::ARMS[1])] {
        // A game with a broker contains the one without.
        let rules = Rules::new(&shipped::game(name));
        for grid in [5, 11] {
            let plain = Settings::grid(grid);
            for (what, settings) in [
                ("solved", plain),
                ("followed", Settings { course: true, ..plain }),
                ("followed by types", Settings { exact: true, ..plain }),
                (
                    "followed, coarse beyond",
                    Settings {
                        course: true,
                        tail_grid: Some(3),
                        tolerance: Some(1e-6),
                        ..plain
                    },
                ),
            ] {
                group.bench_function(format!("{arms}, grid {grid}, {what}"), |b| {
                    b.iter(|| solve_with(&rules, &settings, |_| {}));
                });
            }
        }
    }
    group.finish();
}

criterion_group!(benches, worlds, compared);
criterion_main!(benches);
