//! A comparison for the terminal: the answer in brief, or everything that a statistician asks about it.

use super::answer::{Answer, leading, other_arms};
use super::controls;
use super::findings::Finding;
use super::solution;
use super::summary;
use super::words::{
    UNKNOWN, change, change_in_short, counted, fixed, grid, known, level, paragraph, share, significant, thousands,
    with_settings,
};
use super::{arms, asymmetry, levels, noise};
use crate::analysis::agreement;
use crate::analysis::comparison::Comparison;
use crate::analysis::estimates;
use crate::analysis::fan::Fan;
use crate::analysis::pilot::Allocation;
use crate::analysis::results::Results;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::output::print::Kind;
use crate::scenario::{Problems, Scenario};
use crate::stats::Estimate;
use crate::study::Study;
use crate::study::design::Sampling;

/// The answer of a finished comparison: three sentences, one table, and what must be known before it is trusted.
pub fn brief(
    scenario: &Scenario,
    settings: &[String],
    comparison: &Comparison,
    fan: Option<&Fan>,
    findings: &[Finding],
) -> String {
    let Comparison { study, results, .. } = comparison;
    let mut text = opening(scenario, settings, comparison);
    text.push('\n');
    let how = ", with half the width of its interval";
    text.push_str(&outcome_tables(
        study,
        results,
        &leading_first(study),
        how,
        change_in_short,
    ));
    text.push('\n');
    if let Some(sentence) = other_arms(study, results) {
        text.push_str(&paragraph(&sentence));
    }
    // Whoever asks for it wants to read it.
    for sentence in fan.map(noise::sentences).unwrap_or_default() {
        text.push_str(&paragraph(&sentence));
    }
    for caution in findings
        .iter()
        .filter_map(|finding| finding.in_brief(study, "--verbose"))
    {
        text.push_str(&paragraph(&caution));
    }
    text
}

/// What was computed, and the answer in three sentences.
fn opening(scenario: &Scenario, settings: &[String], comparison: &Comparison) -> String {
    let Comparison { study, results, .. } = comparison;
    let mut text = format!(
        "{}\n{}{}, seed {}, grid {}; {} intervals\n\n",
        scenario.title(),
        with_settings(settings),
        size(study, results),
        study.seed,
        study.grid,
        level()
    );
    for sentence in Answer::of(scenario, comparison).sentences() {
        text.push_str(&paragraph(sentence));
    }
    text
}

/// The arms that are compared with the baseline, the one that the answer is about first.
fn leading_first(study: &Study) -> Vec<usize> {
    let first = leading(study);
    let rest = (0..study.arms.len()).filter(|arm| *arm != study.baseline && Some(*arm) != first);
    first.into_iter().chain(rest).collect()
}

/// Everything that is said about a finished comparison.
///
/// # Errors
/// If the scenario lacks an arm of the study.
pub fn everything(
    scenario: &Scenario,
    settings: &[String],
    comparison: &Comparison,
    sampling: Sampling,
    fan: Option<&Fan>,
    findings: &[Finding],
) -> Result<String, Problems> {
    let Comparison { study, results, .. } = comparison;
    let mut text = opening(scenario, settings, comparison);
    if let Some(mistaken) = summary::mistaken_disputes(results) {
        text.push_str(&paragraph(&mistaken));
    }
    let others: Vec<usize> = (0..study.arms.len()).filter(|i| *i != study.baseline).collect();
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
    text.push('\n');
    text.push_str(&outcome_tables(study, results, &others, "", change));
    text.push('\n');
    if !results.single() {
        text.push_str(&paragraph(&design(scenario, results, sampling)));
        text.push_str(&levels::describe(results).map_or(String::new(), |sentence| paragraph(&sentence)));
    }
    text.push_str(&levels::grid_error(study, results).map_or(String::new(), |sentence| paragraph(&sentence)));
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
    let differences = arms::sentences(scenario, study)?;
    let exposed = asymmetry::sentences(scenario, study, results);
    let noise = fan.map(noise::sentences).unwrap_or_default();
    for sentence in differences.iter().chain(&exposed).chain(&noise) {
        text.push_str(&paragraph(sentence));
    }
    Ok(text)
}

/// With one world, what did not converge stands beside the certificates.
fn told(finding: &Finding, results: &Results) -> bool {
    results.single() && matches!(finding, Finding::Unconverged(_))
}

/// The size of a result: `512 worlds × 500 episodes per arm`.
pub fn size(study: &Study, results: &Results) -> String {
    let episodes = format!("{} per arm", counted(study.episodes, "episode"));
    let worlds = counted(results.drawn() as u64, "world");
    match (results.single(), results.is_played()) {
        (true, true) => episodes,
        (true, false) => "exact, nothing played".into(),
        (false, true) if results.worlds.len() < results.drawn() => {
            format!("{worlds}, {} of them × {episodes}", results.worlds.len())
        }
        (false, true) => format!("{worlds} × {episodes}"),
        (false, false) => format!("{worlds}, nothing played"),
    }
}

/// The line for a look at the results while worlds are added, with the widest half-width reached and wanted.
pub fn look(scenario: &str, worlds: u64, widest: Option<f64>, wanted: f64) -> String {
    format!(
        "{scenario}: {}, widest half-width {} points (wanted {})\n",
        counted(worlds, "world"),
        known(widest, |w| fixed(100.0 * w, 2)),
        fixed(100.0 * wanted, 2)
    )
}

/// The number of files of a result and where they are.
pub fn files(folder: &str, names: &[String]) -> String {
    let count = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
    let kinds = Kind::ALL.map(|kind| (kind, count(&format!(".{}", kind.name()))));
    let most = kinds.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let kinds = kinds.iter().filter(|(_, n)| *n > 0);
    let kinds: Vec<String> = kinds.map(|(kind, _)| kind.name().to_uppercase()).collect();
    let charts = match &kinds[..] {
        [] => String::new(),
        [all @ .., last] => {
            let before = if all.is_empty() {
                String::new()
            } else {
                format!("{} and ", all.join(", "))
            };
            format!("{} as {before}{last}, ", counted(most as u64, "chart"))
        }
    };
    let page = match names.iter().find(|name| name.ends_with(".html")) {
        Some(page) => format!("Report: {folder}/{page}\n"),
        None => String::new(),
    };
    format!(
        "{page}Files: {folder}/ ({} as CSV, {charts}manifest.json)\n",
        counted(count(".csv") as u64, "table")
    )
}

pub(super) fn design(scenario: &Scenario, results: &Results, sampling: Sampling) -> String {
    let how = match sampling {
        Sampling::Sobol => format!(
            "{} of {}",
            counted(results.replicates(), "scrambling"),
            counted(results.drawn() as u64 / results.replicates(), "low-discrepancy point")
        ),
        Sampling::MonteCarlo => "independent draws".into(),
    };
    let together = match scenario.correlations().len() {
        0 => String::new(),
        pairs => format!(", {} of them drawn together", counted(pairs as u64, "pair")),
    };
    format!(
        "Worlds: {how}, {} uncertain keys{together}.",
        scenario.uncertain().len()
    )
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
pub(super) fn agreement(study: &Study, results: &Results) -> String {
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
pub(super) fn convergence(results: &Results) -> String {
    let all = || results.levels().flat_map(|(_, worlds)| worlds).flat_map(|w| &w.arms);
    match all().all(|arm| arm.unconverged == 0) {
        true => format!(
            "Solutions: all {} nodes converged.\n",
            thousands(all().map(|arm| arm.nodes).sum())
        ),
        false => String::new(),
    }
}

/// Outcomes of the baseline, and of one arm and what it changes, or what each of several changes, written by `written` and told by
/// `how`.
fn outcome_tables(
    study: &Study,
    results: &Results,
    others: &[usize],
    how: &str,
    written: fn(&Estimate) -> String,
) -> String {
    match others {
        [] => outcome_table(study, results, &[], false, change),
        [arm] => outcome_table(study, results, &[*arm], true, change),
        _ => format!(
            "Each arm minus {}, in points{how}:\n{}",
            study.arms[study.baseline].name,
            outcome_table(study, results, others, false, written)
        ),
    }
}

/// Outcomes of the baseline and what arms change, written by `written`, after the outcomes of each arm if these are `shown`.
fn outcome_table(
    study: &Study,
    results: &Results,
    arms: &[usize],
    shown: bool,
    written: fn(&Estimate) -> String,
) -> String {
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
            row.push(contrast.map_or(UNKNOWN.to_owned(), |estimate| written(&estimate)));
        }
        row
    });
    grid(&header, rows)
}
