//! Speed of the solver: worlds and nodes per second, one thread.
//!
//! `cargo bench --bench solve`

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use honest_broker::game::{Rules, Sequence};
use honest_broker::solve::solve;
use support::games;

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

criterion_group!(benches, worlds);
criterion_main!(benches);
