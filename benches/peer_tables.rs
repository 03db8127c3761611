//! What the peers in `benches/peers` need to play the same games: the rules, the solved policies and our own figures.
//!
//! `cargo bench --bench peer_tables -- FOLDER` writes for both arms of the shipped scenario the compiled rules and the policy
//! tables as `.npy` files, and what our players make of them (outcomes, payoffs, episodes a second) as `ours.json`; likewise
//! for a short game that is also exported as a Gambit file. Without a folder it does nothing.

#[path = "peer_tables/npy.rs"]
mod npy;
#[path = "shipped/mod.rs"]
mod shipped;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use honest_broker::game::Rules;
use honest_broker::game::moves::{OneOff, Player as Mover, Target};
use honest_broker::game::outcome::Outcome;
use honest_broker::game::payoffs::Amounts;
use honest_broker::simulate::episode::{Event, Record, Script, play};
use honest_broker::simulate::lockstep::Player;
use honest_broker::simulate::streams::Streams;
use honest_broker::simulate::tally::Tally;
use honest_broker::simulate::{CHUNK, simulate};
use honest_broker::solve::{DEFAULT_GRID, solve};
use honest_broker::stats::Moments;
use npy::Folder;
use serde_json::{Value, json};
use shipped::{ARMS, Arm};
use support::peers;

/// Chunks over which our outcomes are counted.
const CHUNKS: u64 = 500;
/// The short game that OpenSpiel plays, and the grid on which we solve it: fine enough that its error cannot be seen.
const SHORT: &str = "disarm_first_2_rounds_election";
const SHORT_GRID: usize = 65;

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|a| !a.starts_with("--")) else {
        println!("usage: cargo bench --bench peer_tables -- FOLDER");
        return;
    };
    let folder = PathBuf::from(folder);
    for name in ARMS {
        let arm = Arm::shipped(name, DEFAULT_GRID);
        let at = Folder::new(folder.join(name));
        tables(&arm.script(), &at);
        let mut figures = ours(&arm);
        let seconds = fastest(3, || {
            black_box(solve(&arm.rules, DEFAULT_GRID, |_| {}));
        });
        figures["solve"] = json!({"seconds": seconds, "nodes": arm.solution.convergence.nodes});
        write(&folder.join(name).join("ours.json"), &figures);
    }
    let all = peers::all();
    let short = all.iter().find(|p| p.name == SHORT).expect("a game of the fixtures");
    let arm = Arm::new(&short.game, SHORT_GRID);
    let at = folder.join("short");
    fs::create_dir_all(&at).expect("the folder can be made");
    fs::write(at.join("game.efg"), short.text()).expect("the folder can be written");
    let mut figures = ours(&arm);
    figures["game"] = json!(short.name);
    figures["lambda"] = json!(short.lambda(1.0));
    write(&at.join("ours.json"), &figures);
    write(&folder.join("solves.json"), &solves(&all));
}

fn write(path: &Path, value: &Value) {
    fs::write(path, format!("{value:#}\n")).expect("the folder can be written");
}

/// Seconds of the fastest of some calls.
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

/// Outcomes, payoffs and speed of our players.
fn ours(arm: &Arm) -> Value {
    let script = arm.script();
    let streams = Streams::new(1, 0);
    let never = Default::default();
    let batch = simulate(&[script], 0, &streams, CHUNKS * CHUNK, &never, &|_| {}).expect("nobody stops it");
    let tally = &batch.tallies[0];
    let moments = |m: &Moments| json!({"mean": m.mean(), "error": m.standard_error()});
    let of = |name: &str| {
        use honest_broker::simulate::metric::Metric;
        let at = Metric::ALL.iter().position(|m| m.name() == name).expect("a metric");
        moments(&tally.metrics[at])
    };
    let scalar = fastest(40, || {
        let records: Vec<Record> = (0..CHUNK).map(|e| play(&script, &streams, e, &mut |_| {})).collect();
        black_box(records);
    });
    let lockstep = |player: &Player| {
        fastest(40, || {
            let mut tally = Tally::new(script.rules);
            let mut records = Vec::with_capacity(CHUNK as usize);
            player.play(&streams, 0..CHUNK, &mut tally.timeline, &mut records);
            black_box((records, tally));
        })
    };
    let widths: Vec<f64> = Player::at_every_width(&script).iter().map(lockstep).collect();
    let rate = |seconds: f64| CHUNK as f64 / seconds;
    let names = Outcome::ALL.map(Outcome::name);
    json!({
        "episodes": tally.episodes,
        "names": names,
        "outcomes": tally.outcomes,
        "payoff_disarmer": of("payoff_disarmer"),
        "payoff_guarantor": of("payoff_guarantor"),
        "payoff_broker": of("payoff_broker"),
        "crises": of("crises"),
        "scalar": rate(scalar),
        "lockstep_narrow": rate(widths[0]),
        "lockstep_avx2": rate(widths[widths.len() / 2]),
        "lockstep": rate(widths[widths.len() - 1]),
        "decisions": decisions(&script),
    })
}

/// Mean number of decisions in an episode.
fn decisions(script: &Script) -> f64 {
    let mut count = 0;
    let streams = Streams::new(1, 0);
    for episode in 0..CHUNK {
        play(script, &streams, episode, &mut |event| {
            count += usize::from(matches!(event, Event::Move { .. } | Event::Engagement { .. }));
        });
    }
    count as f64 / CHUNK as f64
}

/// Time of our solver on the exported games, at the precisions of the fixtures.
fn solves(all: &[peers::Peer]) -> Value {
    let rows = all.iter().flat_map(|peer| {
        let sets = peer.tree().decisions.len();
        peer.multiples.iter().map(move |&multiple| {
            let rules = Rules::new(&peer.at(multiple));
            let seconds = fastest(5, || {
                black_box(solve(&rules, DEFAULT_GRID, |_| {}));
            });
            json!({"game": peer.name, "lambda": peer.lambda(multiple), "sets": sets, "seconds": seconds})
        })
    });
    rows.collect()
}

fn by_types(paid: &Amounts) -> Vec<f64> {
    let pairs = (0..4).map(|types| (types & 1, types >> 1));
    pairs
        .flat_map(|(d, g)| [paid.disarmer[d], paid.guarantor[g], paid.broker[d][g]])
        .collect()
}

/// Writes rules and policies as flat arrays.
fn tables(script: &Script, out: &Folder) {
    let (rules, policy) = (script.rules, script.policy);
    let rounds = rules.game.clock.rounds;
    let nodes = &rules.moves.nodes;
    let states = rules.space.states();
    let facts = &rules.payoffs.states;
    let priors = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
    out.floats("priors", priors.to_vec());
    out.floats("grid", policy.grid().points().to_vec());
    out.integers("start", vec![rules.start() as i64]);

    let mut kinds = vec![OneOff::None];
    for branch in nodes.iter().flat_map(|n| &n.choices).flat_map(|c| &c.branches) {
        if !kinds.contains(&branch.one_off) {
            kinds.push(branch.one_off);
        }
    }
    let discounted = |paid: &Amounts, round: usize| {
        let paid = by_types(paid).into_iter().enumerate();
        paid.map(|(i, x)| x * script.discounts[round][i % 3])
            .collect::<Vec<_>>()
    };
    let rounds_of = |of: &dyn Fn(usize) -> Vec<f64>| (0..rounds).flat_map(of).collect::<Vec<_>>();
    let one_offs = rounds_of(&|r| {
        let paid = kinds.iter().map(|k| rules.payoffs.one_off(*k, r));
        paid.flat_map(|p| discounted(&p, r)).collect()
    });
    out.floats("one_offs", one_offs);
    out.floats("flows", facts.iter().flat_map(|f| by_types(&f.flow)).collect());
    out.floats("war_payments", rounds_of(&|r| discounted(&rules.payoffs.war, r + 1)));
    out.floats("discounts", rounds_of(&|r| script.discounts[r].to_vec()));

    // Nodes: [node][action][branch], observations by number.
    let mover = |n: &honest_broker::game::moves::Node| match n.mover {
        Mover::Disarmer => 0,
        Mover::Guarantor => 1,
        Mover::Broker => 2,
    };
    out.integers("mover", nodes.iter().map(mover).collect());
    out.integers("actions", nodes.iter().map(|n| n.choices.len() as i64).collect());
    let mut first_branch = vec![1.0; nodes.len() * 4];
    let mut likelihood = vec![0.0; nodes.len() * 16];
    let mut steps = vec![0; nodes.len() * 4 * 2 * 5];
    for (id, node) in nodes.iter().enumerate() {
        for (a, choice) in node.choices.iter().enumerate() {
            if choice.branches.len() == 2 {
                first_branch[id * 4 + a] = choice.branches[0].probability;
            }
            for (b, branch) in choice.branches.iter().enumerate() {
                likelihood[id * 16 + branch.observation * 4 + a] = branch.probability;
                let (more, next) = match node.observations[branch.observation].next {
                    Target::Node(next) => (1, next),
                    Target::End(state) => (0, state),
                };
                let one_off = kinds.iter().position(|k| *k == branch.one_off).unwrap_or(0);
                let feigned = i64::from(matches!(branch.one_off, OneOff::Feign { .. }));
                let at = ((id * 4 + a) * 2 + b) * 5;
                steps[at..at + 5].copy_from_slice(&[
                    more,
                    next as i64,
                    branch.observation as i64,
                    one_off as i64,
                    feigned,
                ]);
            }
        }
    }
    out.floats("first_branch", first_branch);
    out.floats("likelihood", likelihood);
    out.integers("steps", steps);

    let openings = &rules.moves.openings;
    out.integers("opening", openings.iter().map(|o| o.node as i64).collect());
    out.floats("meeting", openings.iter().flat_map(|o| o.meeting).collect());
    out.floats(
        "events",
        facts
            .iter()
            .flat_map(|f| [f.crisis, f.war, f.rebuild, f.neutrality_loss])
            .collect(),
    );
    let after = facts
        .iter()
        .flat_map(|f| [f.after_rebuilding as i64, f.after_neutrality_loss as i64]);
    out.integers("after", after.collect());
    let stages = rules.game.stages.len();
    let outcome = states
        .iter()
        .flat_map(|s| [false, true].map(|feigned| Outcome::classify(s.stage, stages, s.phase, feigned) as i64));
    out.integers("outcome", outcome.collect());
    let elections = rules.game.guarantor.elections.as_ref();
    out.floats(
        "election",
        elections.map_or(vec![0.0, 0.0], |e| vec![e.turnover, e.successor_keeper_prior]),
    );
    let held = (0..rounds).map(|r| i64::from(rules.election_after(r).is_some()));
    out.integers("elections", held.collect());
    let cost = rules.game.broker.as_ref().map_or(0.0, |b| b.interests.mediation_cost);
    let per_round = cost / f64::from(rules.game.clock.rounds_per_year);
    out.floats(
        "mediation_cost",
        rounds_of(&|r| vec![script.discounts[r][2] * per_round]),
    );

    // Policies: [round][node][disarmer's point][guarantor's point][type][action], and the chance of mediating.
    let points = policy.grid().points();
    let (mut weights, mut mediates) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        for node in 0..nodes.len() {
            for (p, q) in pairs(points) {
                weights.extend(policy.node(round, node, [p, q]).as_flattened());
            }
        }
        for state in 0..states.len() {
            for (p, q) in pairs(points) {
                mediates.push(policy.engagement(round, state, [p, q]).unwrap_or(0.0));
            }
        }
    }
    out.floats("policy", weights);
    out.floats("mediates", mediates);
    let asked = (0..states.len()).map(|s| openings[s].mediation && policy.engagement(0, s, priors).is_some());
    out.integers("mediation", asked.map(i64::from).collect());

    let mut messages = vec![0.0; 16];
    if let Some(plan) = &script.messages {
        let [dealer, strategic] = [plan.dealer, plan.on_disarmer];
        messages = [
            vec![1.0, plan.guarantor_accuracy, plan.disarmer_accuracy, plan.honesty],
            plan.on_guarantor.to_vec(),
            plan.keeper.to_vec(),
            strategic.as_flattened().to_vec(),
            dealer.as_flattened().to_vec(),
        ]
        .concat();
    }
    out.floats("messages", messages);
}

fn pairs(points: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    points.iter().flat_map(|&p| points.iter().map(move |&q| (p, q)))
}
