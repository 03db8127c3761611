//! A comparison for the terminal: tables that fit 100 columns, a sentence for each arm, and the findings.

use super::controls;
use super::findings::Finding;
use super::solution;
use super::summary;
use super::words::{UNKNOWN, change, fixed, grid, known, level, paragraph, share, significant, thousands};
use crate::analysis::agreement;
use crate::analysis::comparison::Comparison;
use crate::analysis::estimates;
use crate::analysis::pilot::Allocation;
use crate::analysis::results::Results;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::scenario::Scenario;
use crate::study::Study;
use crate::study::design::Sampling;

/// Everything that is said about a finished comparison.
pub fn comparison(scenario: &Scenario, comparison: &Comparison, sampling: Sampling, findings: &[Finding]) -> String {
    let Comparison { study, results, .. } = comparison;
    let mut text = format!(
        "{}\n{}, seed {}, grid {}, {} intervals in brackets\n",
        scenario.title(),
        size(study, results),
        study.seed,
        study.grid,
        level()
    );
    let others: Vec<usize> = (0..study.arms.len()).filter(|i| *i != study.baseline).collect();
    text.push('\n');
    text.push_str(&paragraph(&summary::baseline(study, results)));
    for arm in &others {
        text.push('\n');
        text.push_str(&paragraph(&summary::sentence(study, results, *arm)));
        let of_broker = [
            summary::gains(&scenario.roles, results, *arm),
            summary::accepted(&scenario.roles, study, results, *arm),
        ];
        for sentence in of_broker.into_iter().flatten() {
            text.push_str(&paragraph(&sentence));
        }
    }
    text.push_str(&outcome_tables(study, results, &others));
    text.push('\n');
    if !results.single() {
        text.push_str(&paragraph(&design(scenario, results, sampling)));
    }
    if let Some(allocation) = &comparison.allocation {
        text.push_str(&paragraph(&pilot(allocation)));
    }
    text.push_str(&agreement(study, results));
    text.push_str(&controls::describe(study, results));
    text.push_str(&match results.single() {
        true => solution::convergence(&comparison.arms),
        false => convergence(results),
    });
    for finding in findings.iter().filter(|finding| !told(finding, results)) {
        text.push_str(&paragraph(&finding.sentence(study)));
    }
    text
}

/// With one world, what did not converge stands beside the certificates.
fn told(finding: &Finding, results: &Results) -> bool {
    results.single() && matches!(finding, Finding::Unconverged(_))
}

/// The size of a result: `512 worlds × 500 episodes per arm`.
pub fn size(study: &Study, results: &Results) -> String {
    let episodes = format!("{} episodes per arm", thousands(study.episodes));
    let worlds = format!("{} worlds", thousands(results.worlds.len() as u64));
    match (results.single(), results.is_played()) {
        (true, true) => episodes,
        (true, false) => "exact, nothing played".into(),
        (false, true) => format!("{worlds} × {episodes}"),
        (false, false) => format!("{worlds}, nothing played"),
    }
}

/// The line for a look at the results while worlds are added, with the widest half-width reached and wanted.
pub fn look(scenario: &str, worlds: u64, widest: Option<f64>, wanted: f64) -> String {
    format!(
        "{scenario}: {} worlds, widest half-width {} points (wanted {})\n",
        thousands(worlds),
        known(widest, |w| fixed(100.0 * w, 2)),
        fixed(100.0 * wanted, 2)
    )
}

/// The number of files of a result and where they are.
pub fn files(folder: &str, names: &[String]) -> String {
    let count = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
    let charts = match count(".svg") {
        0 => String::new(),
        n => format!("{n} charts as SVG and PNG, "),
    };
    let tables = count(".csv");
    format!("Files: {folder}/ ({tables} tables as CSV, {charts}manifest.json)\n\n")
}

fn design(scenario: &Scenario, results: &Results, sampling: Sampling) -> String {
    let worlds = &results.worlds;
    let how = match sampling {
        Sampling::Sobol => format!(
            "{} scramblings of {} low-discrepancy points",
            results.replicates(),
            worlds.len() as u64 / results.replicates()
        ),
        Sampling::MonteCarlo => "independent draws".into(),
    };
    format!("Worlds: {how}, {} uncertain keys.", scenario.uncertain().len())
}

/// Why as many episodes are played in a world.
fn pilot(a: &Allocation) -> String {
    let ratio = a.within / a.between;
    format!(
        "Episodes: {} in each world, from a pilot of {} worlds: the variance within worlds is {} times that between them, and \
         solving a world costs as much as {} episodes.",
        thousands(a.episodes),
        a.worlds,
        match ratio.is_finite() {
            true => significant(ratio),
            false => "infinitely many".into(),
        },
        significant(a.cost)
    )
}

/// How far what was played is from what is exact, over all worlds.
fn agreement(study: &Study, results: &Results) -> String {
    agreement::largest(results, study.arms.len()).map_or(String::new(), |(arm, outcome, z)| {
        format!(
            "Exact and played: largest discrepancy {} standard errors ({}, {}; {} compared).\n",
            fixed(z.abs(), 1),
            study.arms[arm].name,
            outcome.title(),
            Outcome::COUNT * study.arms.len()
        )
    })
}

/// The line that says that all is solved; what is not is a finding.
fn convergence(results: &Results) -> String {
    let all = || results.worlds.iter().flat_map(|w| &w.arms);
    match all().all(|arm| arm.unconverged == 0) {
        true => format!(
            "Solutions: all {} nodes converged.\n",
            thousands(all().map(|arm| arm.nodes).sum())
        ),
        false => String::new(),
    }
}

/// Outcomes of the baseline and of each arm, or what it changes: one table, or as many as a line of the terminal needs.
fn outcome_tables(study: &Study, results: &Results, others: &[usize]) -> String {
    match others {
        [] => format!("\n{}", outcome_table(study, results, &[], false)),
        [arm] => format!("\n{}", outcome_table(study, results, &[*arm], true)),
        _ => {
            // Brackets take room.
            let beside = if results.single() { 4 } else { 2 };
            let tables = others.chunks(beside);
            let tables = tables.map(|arms| format!("\n{}", outcome_table(study, results, arms, false)));
            format!(
                "\nEach arm minus {}, in points{}",
                study.arms[study.baseline].name,
                tables.collect::<String>()
            )
        }
    }
}

/// Outcomes of the baseline and what arms change, after the outcomes of each arm if these are `shown`.
fn outcome_table(study: &Study, results: &Results, arms: &[usize], shown: bool) -> String {
    let Some(method) = results.methods().first().copied() else {
        return String::new();
    };
    let name = |arm: usize| study.arms[arm].name.clone();
    let mut header = vec!["outcome".to_owned(), name(study.baseline)];
    for arm in arms {
        header.extend(match shown {
            true => vec![name(*arm), "difference, points".to_owned()],
            false => vec![name(*arm)],
        });
    }
    let rows = Outcome::ALL.into_iter().map(|outcome| {
        let ending = Ending::One(outcome);
        let of = |arm: usize| {
            estimates::ending(results, arm, ending, method).map_or(UNKNOWN.to_owned(), |estimate| share(&estimate))
        };
        let mut row = vec![outcome.title().to_owned(), of(study.baseline)];
        for arm in arms {
            row.extend(shown.then(|| of(*arm)));
            let contrast = estimates::ending_contrast(results, *arm, ending, method);
            row.push(contrast.map_or(UNKNOWN.to_owned(), |estimate| change(&estimate)));
        }
        row
    });
    grid(&header, rows)
}
