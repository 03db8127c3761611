//! The solver and the simulator over random games of the whole legal range.
//!
//! The small samples run with every test; the full ones are for the night:
//! `cargo test --release --test solve -- --ignored --nocapture`.

use honest_broker::game::Rules;
use honest_broker::simulate::metric::Metric;
use honest_broker::solve::{Solution, StartValues, solve};
use honest_broker::study::run::{play_arms, solve_arms};
use honest_broker::study::{Arm, Study};
use rayon::prelude::*;
use support::games::{Size, random};

/// Twenty times the precision of the illustration.
const SHARPEST: f64 = 40.0;

fn nodes_converge_over(games: u64, share: f64) {
    let size = Size {
        stages: 4,
        rounds: 6,
        foresight: 8,
        sharpness: SHARPEST,
    };
    let results: Vec<(u64, Solution)> = (0..games)
        .into_par_iter()
        .map(|seed| (seed, solve(&Rules::new(&random(seed, size)), 7, |_| {})))
        .collect();
    let mut nodes = 0;
    let mut loose = 0;
    for (seed, solution) in &results {
        let c = &solution.convergence;
        nodes += c.nodes;
        loose += c.unconverged;
        if c.unconverged > 0 {
            let (n, all, residual) = (c.unconverged, c.nodes, c.largest_residual);
            println!("game {seed}: {n} of {all} nodes unconverged, largest residual {residual:.1e}");
        }
        let values = [
            solution.values.disarmer,
            solution.values.guarantor,
            solution.values_over_messages.disarmer,
        ];
        assert!(
            values.iter().flatten().all(|v| v.is_finite()),
            "game {seed} has values that are no numbers"
        );
        assert!(
            c.largest_residual.is_finite(),
            "game {seed} has residuals that are no numbers"
        );
        let beliefs = [[0.0, 0.0], [0.3, 0.7], [1.0, 1.0]];
        let policy = &solution.policy;
        let rules = Rules::new(&random(*seed, size));
        for node in 0..rules.moves.nodes.len() {
            for at in beliefs {
                let mixture = policy.node(0, node, at);
                assert!(
                    mixture.iter().flatten().all(|p| (0.0..=1.0).contains(p)),
                    "game {seed}, node {node}"
                );
            }
        }
    }
    let converged = 1.0 - loose as f64 / nodes as f64;
    println!(
        "{games} games, {nodes} nodes, {loose} unconverged: {:.4} % converged",
        100.0 * converged
    );
    assert!(converged >= share, "only {converged} of the nodes converged");
}

#[test]
fn nodes_converge_in_a_sample_of_sharp_random_games() {
    nodes_converge_over(300, 0.999);
}

#[test]
#[ignore = "takes minutes; the full size of the test above"]
fn nodes_converge_in_ten_thousand_sharp_random_games() {
    nodes_converge_over(10_000, 0.999);
}

/// z-scores of the simulated against the solved value of each player.
fn scores(seed: u64, luck: u64, episodes: u64) -> Vec<f64> {
    let size = Size {
        stages: 3,
        rounds: 8,
        foresight: 8,
        sharpness: 4.0,
    };
    let game = random(seed, size);
    let broker = game.broker.is_some();
    let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
    let arms = vec![Arm {
        name: "arm".into(),
        game: game.clone(),
    }];
    let study = Study {
        scenario: "random".into(),
        arms,
        baseline: 0,
        seed: luck,
        episodes,
        grid: 41,
    };
    let solved = solve_arms(&study, &Default::default(), &|_| {}).unwrap();
    let batch = play_arms(&study, &solved, &Default::default(), &|_| {}).unwrap();
    let v = &solved[0].solution.values_over_messages;
    let coarse = solve(&Rules::new(&game), 21, |_| {}).values_over_messages;
    let mean = |values: [f64; 2], prior: f64| (1.0 - prior) * values[0] + prior * values[1];
    // Each player's solved value, and how much it moved when the grid was doubled: the stated grid error.
    let disarmer = |v: &StartValues| mean(v.disarmer, priors[0]);
    let guarantor = |v: &StartValues| mean(v.guarantor, priors[1]);
    let mut expected = vec![
        (Metric::PayoffDisarmer, disarmer(v), disarmer(v) - disarmer(&coarse)),
        (Metric::PayoffGuarantor, guarantor(v), guarantor(v) - guarantor(&coarse)),
    ];
    if broker {
        expected.push((Metric::PayoffBroker, v.broker_mean, v.broker_mean - coarse.broker_mean));
    }
    let score = |(metric, value, grid_error): (Metric, f64, f64)| {
        let index = Metric::ALL.iter().position(|m| *m == metric).unwrap();
        let moments = &batch.tallies[0].metrics[index];
        let error = moments.standard_error().unwrap().hypot(grid_error);
        let off = moments.mean().unwrap() - value;
        // A payoff that never varies must simply be right.
        if error < 1e-9 {
            if off.abs() < 1e-6 { None } else { Some(f64::INFINITY) }
        } else {
            Some(off / error)
        }
    };
    expected.into_iter().filter_map(score).collect()
}

fn z_scores_are_standard_normal(games: u64, episodes: u64) -> Vec<f64> {
    let all: Vec<Vec<f64>> = (0..games)
        .into_par_iter()
        .map(|seed| scores(seed, seed, episodes))
        .collect();
    // What stands out by chance does not stand out again: far scores are played anew, ten times as often.
    for (seed, scores_of_game) in all.iter().enumerate() {
        let farthest = scores_of_game.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        if farthest > 2.4 {
            let again = scores(seed as u64, seed as u64 + 1_000_000, 10 * episodes);
            println!("game {seed}: {scores_of_game:.2?}, again with ten times the episodes {again:.2?}");
            assert!(
                again.iter().all(|x| x.abs() < 4.0),
                "game {seed} deviates for good: {again:?}"
            );
        }
    }
    let z: Vec<f64> = all.concat();
    let n = z.len() as f64;
    let mean = z.iter().sum::<f64>() / n;
    let variance = z.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let wide = z.iter().filter(|x| x.abs() > 1.96).count() as f64 / n;
    println!(
        "{n} z-scores: mean {mean:.3}, variance {variance:.3}, beyond 1.96: {:.1} %",
        100.0 * wide
    );
    // Scores of the players of one game are correlated, so the effective number is between n / 3 and n; the bounds
    // are four standard errors at n / 3. The grid error in the denominator can make the distribution narrower.
    let se = (3.0 / n).sqrt();
    assert!(mean.abs() < 4.0 * se, "mean {mean}");
    assert!(
        variance < 1.0 + 4.0 * (2.0_f64).sqrt() * se && variance > 0.5,
        "{variance}"
    );
    assert!(
        z.iter().all(|x| x.abs() < 5.0),
        "an outlier: {:?}",
        z.iter().copied().fold(0.0, |m: f64, x| m.max(x.abs()))
    );
    z
}

#[test]
fn simulated_payoffs_meet_solved_values_in_a_sample_of_random_games() {
    z_scores_are_standard_normal(20, 4_000);
}

#[test]
#[ignore = "takes minutes; the full size of the test above, which writes the scores for docs/validation.md"]
fn simulated_payoffs_meet_solved_values_in_two_hundred_random_games() {
    let mut z = z_scores_are_standard_normal(200, 40_000);
    z.sort_by(f64::total_cmp);
    let lines: Vec<String> = z.iter().map(|x| format!("{x:.4}\n")).collect();
    std::fs::write(
        "docs/data/simulator_against_solver.csv",
        format!("z\n{}", lines.concat()),
    )
    .unwrap();
}
