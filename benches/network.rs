//! How fast networks are built and measured: `cargo bench --bench network`.

use criterion::{Criterion, criterion_group, criterion_main};
use twiplomacy::network::{
    Network, Quality, components, label_propagation, leiden, louvain, pagerank,
};
use twiplomacy::random::Stream;
use twiplomacy::run::Interrupt;

const NODES: usize = 20_000;
const EDGES: usize = 200_000;

/// The ends of random edges, some nodes far busier than others.
fn edges() -> (Vec<u32>, Vec<u32>) {
    let mut stream = Stream::new(1, 0);
    let mut end = || (stream.unit().powi(3) * NODES as f64) as u32;
    (0..EDGES).map(|_| (end(), end())).unzip()
}

fn network(criterion: &mut Criterion) {
    let (source, target) = edges();
    let build = || Network::from_edges(NODES, &source, &target, None, None, true);
    criterion.bench_function("build", |bench| bench.iter(build));
    let Ok(net) = build() else { return };
    let interrupt = Interrupt::new();
    criterion.bench_function("pagerank", |bench| {
        bench.iter(|| pagerank(&net, 0.85, true, 1e-10, None, &interrupt));
    });
    criterion.bench_function("strong components", |bench| {
        bench.iter(|| components::strong(&net, &interrupt));
    });
    criterion.bench_function("leiden, two iterations", |bench| {
        bench.iter(|| leiden(&net, Quality::Modularity, 1.0, 0, 2, &interrupt));
    });
    criterion.bench_function("louvain", |bench| {
        bench.iter(|| louvain(&net, Quality::Modularity, 1.0, 0, &interrupt));
    });
    criterion.bench_function("label propagation", |bench| {
        bench.iter(|| label_propagation(&net, 0, &interrupt));
    });
}

criterion_group!(benches, network);
criterion_main!(benches);
