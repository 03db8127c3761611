//! Evidence besides the claims: certificates of the shipped scenarios, computed anew each time, and what the scores of
//! simulated against solved payoffs say.

use std::fmt::Write;

use super::Section;
use crate::game::Rules;
use crate::scenario;
use crate::solve::TYPE_NAMES;
use crate::table::{Cells, Table};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::solve::{DEFAULT_GRID, Settings, Solution, solve_with};

const SHIPPED: [(&str, &str); 3] = [
    (
        "hanoi-grand-bargain",
        include_str!("../../scenarios/hanoi-grand-bargain.toml"),
    ),
    ("relief-first", include_str!("../../scenarios/relief-first.toml")),
    ("singapore-2018", include_str!("../../scenarios/singapore-2018.toml")),
];

/// Sorted z-scores of simulated against solved payoffs, written by the test named in the text.
const SCORES: &str = include_str!("../../docs/data/simulator_against_solver.csv");

const ELSEWHERE: &str = "\
Gambit and OpenSpiel solve and play exported games: [interop.md](interop.md). How often the solver converges over random \
games of the whole legal range, at up to twenty times the precision of the illustration, is printed by \
`cargo test --release --test solve -- --ignored ten_thousand --nocapture`; a sample of 300 games runs with every test.";

/// The further sections of the page.
pub fn sections() -> Vec<Section> {
    let section = |title: &str, text: String| Section {
        title: title.to_owned(),
        text,
    };
    vec![
        section("Certificates of the shipped scenarios", certificates()),
        section("Simulator against solver", calibration()),
        section("Other programs, and random games", ELSEWHERE.to_owned()),
    ]
}

fn certificates() -> String {
    let mut text = format!(
        "Grid of {DEFAULT_GRID} points a side. A best response is one type's full deviation against everybody else's \
         policies; its gain is given as a share of the type's stakes. Rationality is 0 for uniform play and 1 for a best response. \
         Further equilibria were searched from two extreme starts and along the branch from λ = 0 (`docs/model.md` section 9). \
         `honest-broker solve FILE --certify` prints this and the error of grid and foresight. The scenarios stand in their central \
         world, every uncertain number at its median.\n\n\
         | scenario | arm | nodes | unconverged | residual | searched | several equilibria | off the branch |\n\
         |---|---|---|---|---|---|---|---|\n"
    );
    let mut gains = String::from(
        "\n| scenario | arm | type | best response gains | of stakes | rationality | one deviation gains at most |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (stem, file) in SHIPPED {
        let scenario = scenario::parse(&format!("{stem}.toml"), file, &[]).expect("shipped scenarios are valid");
        let game = scenario
            .game(scenario::BROKER)
            .expect("shipped scenarios have a broker");
        let settings = Settings {
            certify: true,
            probe_every: 32,
            ..Settings::grid(DEFAULT_GRID)
        };
        let with = solve_with(&Rules::new(&game), &settings, |_| {});
        let without = with.without_broker().expect("the game has a broker");
        for (arm, solution) in [("broker", &with), ("no_broker", &without)] {
            describe(&mut text, &mut gains, [stem, arm], solution);
        }
    }
    text + &gains
}

fn describe(text: &mut String, gains: &mut String, [stem, arm]: [&str; 2], solution: &Solution) {
    let Some(certificate) = &solution.certificate else {
        return;
    };
    let (c, m) = (&solution.convergence, &solution.multiplicity);
    let searched = |n: u64| {
        if m.probed > 0 {
            n.to_string()
        } else {
            "with the broker's".to_owned()
        }
    };
    let _ = writeln!(
        text,
        "| {stem} | {arm} | {} | {} | below 1e-{} | {} | {} | {} |",
        c.nodes,
        c.unconverged,
        // The power of ten above the residual: its digits depend on the order in which sums were made.
        (-certificate.residual.log10()).floor(),
        searched(m.probed),
        searched(m.several),
        searched(m.off_branch)
    );
    let count = if arm == "broker" { 5 } else { 4 };
    for (name, t) in TYPE_NAMES.iter().zip(&certificate.types).take(count) {
        let gauge = t.gauge.map_or(String::new(), |g| format!("{g:.3}"));
        let _ = writeln!(
            gains,
            "| {stem} | {arm} | {name} | {:.4} | {:.2} % | {gauge} | {:.4} |",
            t.deviation_gain,
            100.0 * t.share_of_stakes,
            t.one_deviation_gain
        );
    }
}

fn scores() -> Vec<f64> {
    SCORES.lines().skip(1).filter_map(|line| line.parse().ok()).collect()
}

/// The z-scores in rising order beside the quantiles that standard normal draws would have there.
pub fn score_quantiles() -> Table {
    let z = scores();
    let normal = |i: usize| Normal::standard().inverse_cdf((i as f64 + 0.5) / z.len() as f64);
    let expected = (0..z.len()).map(|i| Some(normal(i))).collect();
    Table::new("simulator_against_solver", "Simulated against solved payoffs: z-scores")
        .with("expected", "", Cells::Number(expected))
        .with("obtained", "", Cells::Number(z.iter().copied().map(Some).collect()))
}

/// Mean, spread and tails of the z-scores.
fn calibration() -> String {
    let z = scores();
    let n = z.len() as f64;
    let mean = z.iter().sum::<f64>() / n;
    let variance = z.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let beyond = |limit: f64| 100.0 * z.iter().filter(|x| x.abs() > limit).count() as f64 / n;
    let quantile = |q: f64| z.get((q * (n - 1.0)).round() as usize).copied().unwrap_or(f64::NAN);
    format!(
        "These scores were computed with the first edition of the game and have not been renewed; `tests/game` compares \
         solved and simulated payoffs of the second with every run of the tests. \
         200 random games of the whole legal range were solved (foresight equal to the simulated time) and played 40,000 times each. \
         For each player the mean discounted payoff minus the solved value, divided by the standard error combined with the \
         grid error (the change of the solved value from 21 to 41 points a side), should be a standard normal draw.\n\n\
         | | obtained | standard normal |\n|---|---|---|\n\
         | scores | {} | |\n| mean | {mean:.3} | 0 |\n| variance | {variance:.3} | 1 |\n\
         | beyond 1.96 | {:.1} % | 5.0 % |\n| beyond 2.58 | {:.1} % | 1.0 % |\n\
         | quantiles 5, 25, 50, 75, 95 % | {:.2}, {:.2}, {:.2}, {:.2}, {:.2} | −1.64, −0.67, 0, 0.67, 1.64 |\n\n\
         ![Quantiles of the scores against those of the standard normal distribution](data/simulator_against_solver.svg)\n\n\
         Scores of the players of one game are correlated, so the spread of the sample varies more than that of as many \
         independent draws.\n\n\
         The scores are in [docs/data/simulator_against_solver.csv](data/simulator_against_solver.csv). Repeat: \
         `cargo test --release --test solve -- --ignored two_hundred --nocapture`.",
        z.len(),
        beyond(1.96),
        beyond(2.58),
        quantile(0.05),
        quantile(0.25),
        quantile(0.5),
        quantile(0.75),
        quantile(0.95)
    )
}
