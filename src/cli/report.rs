//! The comparison on the terminal: a table that fits 100 columns, and one sentence for each arm.

use honest_broker::analysis::agreement;
use honest_broker::analysis::effects::effective_worlds;
use honest_broker::analysis::estimates;
use honest_broker::analysis::pilot::Allocation;
use honest_broker::analysis::precision::Look;
use honest_broker::analysis::results::{Results, Subset};
use honest_broker::analysis::unconverged::WithoutUnconverged;
use honest_broker::game::ending::Ending;
use honest_broker::game::outcome::Outcome;
use honest_broker::report::words::{
    change, fixed, grid, level, paragraph, percent, scientific, share, significant, thousands,
};
use honest_broker::report::{summary, words};
use honest_broker::scenario::Scenario;
use honest_broker::study::Study;
use honest_broker::study::run::SolvedArm;

use super::arguments::Compare;
use super::compare::Outcome as Outcomes;
use super::sampling::{Looks, Sampling};

/// Everything that `compare` says about a scenario.
pub fn comparison(scenario: &Scenario, looks: &Looks, outcome: &Outcomes, options: &Compare) -> String {
    let Outcomes {
        study, results, arms, ..
    } = outcome;
    let mut text = format!(
        "{}\n{}, seed {}, grid {}, {} intervals in brackets\n",
        scenario.title(),
        size(study, results),
        study.seed,
        study.grid,
        level()
    );
    if !results.single() {
        text.push_str(&paragraph(&design(scenario, outcome, options)));
    }
    if let Some(allocation) = &outcome.allocation {
        text.push_str(&paragraph(&pilot(allocation)));
    }
    if let Some(note) = &looks.note {
        text.push_str(&format!("Note: {note}.\n"));
    }
    let others: Vec<usize> = (0..study.arms.len()).filter(|i| *i != study.baseline).collect();
    if others.is_empty() {
        text.push_str(&format!("\n{}\n", outcome_table(study, results, None)));
    }
    for arm in others {
        let (name, baseline) = (&study.arms[arm].name, &study.arms[study.baseline].name);
        if results.subsets(arm).len() > 1 {
            text.push_str(&format!("\n{name} minus {baseline}"));
        }
        text.push_str(&format!("\n{}\n", outcome_table(study, results, Some(arm))));
        text.push_str(&paragraph(&summary::sentence(study, results, arm)));
    }
    text.push('\n');
    text.push_str(&concentration(study, results));
    text.push_str(&agreement(study, results));
    text.push_str(&super::controls::describe(study, results));
    match results.single() {
        true => text.push_str(&convergence(arms)),
        false => text.push_str(&convergence_over_worlds(study, results)),
    }
    text
}

/// `512 worlds × 500 episodes per arm`.
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

fn design(scenario: &Scenario, outcome: &Outcomes, options: &Compare) -> String {
    let worlds = &outcome.results.worlds;
    let replicates = worlds.iter().map(|w| w.replicate).max().map_or(1, |r| r + 1);
    let how = match options.worlds.sampling {
        Sampling::Sobol => format!(
            "{replicates} scramblings of {} low-discrepancy points",
            worlds.len() as u64 / replicates
        ),
        Sampling::MonteCarlo => "independent draws".into(),
    };
    let shares = (0..outcome.study.arms.len()).filter_map(|arm| {
        let with = worlds.iter().filter(|w| w.arms[arm].takes_part).count();
        let share = with as f64 / worlds.len() as f64;
        let name = &outcome.study.arms[arm].name;
        (with > 0).then(|| format!("{} in {name}", percent(share, 1)))
    });
    let shares: Vec<String> = shares.collect();
    let accepted = match shares.is_empty() {
        true => String::new(),
        false => format!(" A broker takes part in {} of the worlds.", shares.join(", ")),
    };
    format!(
        "Worlds: {how}, {} uncertain keys.{accepted}",
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
        if ratio.is_finite() {
            significant(ratio)
        } else {
            "infinitely many".into()
        },
        significant(a.cost)
    )
}

/// One line for a look under `--precision`.
pub fn look(study: &Study, look: &Look, precision: f64) -> String {
    let widest = words::known(look.widest(), |w| fixed(100.0 * w, 2));
    format!(
        "{}: {} worlds, widest half-width {widest} points (wanted {})\n",
        study.scenario,
        thousands(look.worlds),
        fixed(100.0 * precision, 2)
    )
}

/// Differences between arms that a few worlds make.
fn concentration(study: &Study, results: &Results) -> String {
    /// With fewer effective worlds an interval covers noticeably less than its level.
    const FEW: f64 = 40.0;
    let Some(method) = results.methods().first().copied() else {
        return String::new();
    };
    let others = (0..study.arms.len()).filter(|arm| *arm != study.baseline);
    let cells = others.flat_map(|arm| Outcome::ALL.map(|o| (arm, o)));
    let few = cells.filter_map(|(arm, o)| {
        let ending = Ending::One(o);
        let n = effective_worlds(results, arm, study.baseline, ending, method, Subset::All)?;
        (n < FEW).then(|| format!("{} in {} {}", o.title(), study.arms[arm].name, fixed(n, 0)))
    });
    let few: Vec<String> = few.collect();
    match few.is_empty() {
        true => String::new(),
        false => paragraph(&format!(
            "Few worlds make these differences, and their intervals cover less than they say (effective worlds): {}.",
            few.join(", ")
        )),
    }
}

/// How far what was played is from what is exact.
fn agreement(study: &Study, results: &Results) -> String {
    let far = agreement::far_worlds(results);
    let mut text = pooled_agreement(study, results);
    if let Some((world, size)) = far.iter().max_by(|a, b| a.1.total_cmp(&b.1)) {
        text.push_str(&paragraph(&format!(
            "In {} of {} worlds exact and played outcomes are more than {} standard errors apart (world {world}: {}): \
             there the belief grid is too coarse for single outcomes; see `discrepancy` in worlds.csv, or use a finer --grid.",
            far.len(),
            results.worlds.len(),
            fixed(agreement::FAR, 0),
            fixed(*size, 0)
        )));
    }
    text
}

fn pooled_agreement(study: &Study, results: &Results) -> String {
    match agreement::largest(results, study.arms.len()) {
        Some((arm, outcome, z)) => format!(
            "Exact and played: largest discrepancy {} standard errors ({}, {}; {} compared).\n",
            fixed(z.abs(), 1),
            study.arms[arm].name,
            outcome.title(),
            Outcome::COUNT * study.arms.len()
        ),
        None => String::new(),
    }
}

fn convergence_over_worlds(study: &Study, results: &Results) -> String {
    let all = || results.worlds.iter().flat_map(|w| &w.arms);
    let nodes: u64 = all().map(|a| a.nodes).sum();
    if all().all(|a| a.unconverged == 0) {
        return format!("Solutions: all {} nodes converged.\n", thousands(nodes));
    }
    let mut text = String::new();
    for (i, arm) in study.arms.iter().enumerate() {
        let arms = || results.worlds.iter().map(|w| &w.arms[i]);
        let loose: u64 = arms().map(|a| a.unconverged).sum();
        if loose > 0 {
            let share = loose as f64 / arms().map(|a| a.nodes).sum::<u64>().max(1) as f64;
            text.push_str(&format!(
                "Solutions: {} nodes of arm {} ({} %) in {} worlds did NOT converge (largest residual {}).\n",
                thousands(loose),
                arm.name,
                significant(100.0 * share),
                arms().filter(|a| a.unconverged > 0).count(),
                scientific(arms().map(|a| a.largest_residual).fold(0.0, f64::max))
            ));
        }
    }
    if let Some(WithoutUnconverged { left_out, largest }) = WithoutUnconverged::of(results) {
        let moved = match largest {
            Some((arm, outcome, change)) => format!(
                "no outcome probability moves by more than {} points ({}, {})",
                fixed(100.0 * change.abs(), 2),
                study.arms[arm].name,
                outcome.title()
            ),
            None => "nothing is left".to_owned(),
        };
        text.push_str(&paragraph(&format!(
            "Without the {left_out} worlds concerned, {moved}."
        )));
    }
    text
}

/// Numbers of nodes and what did not converge.
pub fn convergence(arms: &[SolvedArm]) -> String {
    let mut text = String::new();
    let nodes: u64 = arms.iter().map(|a| a.solution.convergence.nodes).sum();
    let loose: Vec<&SolvedArm> = arms.iter().filter(|a| a.solution.convergence.unconverged > 0).collect();
    if loose.is_empty() {
        text.push_str(&format!("Solution: all {} nodes converged.\n", thousands(nodes)));
    }
    for arm in arms {
        if let Some(certificate) = &arm.solution.certificate {
            text.push_str(&paragraph(&format!(
                "Certificate of {}: {}.",
                arm.name,
                super::certificate::short(certificate)
            )));
        }
    }
    for arm in loose {
        let c = &arm.solution.convergence;
        text.push_str(&format!(
            "Solution: {} of {} nodes of arm {} did NOT converge (largest residual {}).\n",
            thousands(c.unconverged),
            thousands(c.nodes),
            arm.name,
            scientific(c.largest_residual)
        ));
    }
    text
}

/// Outcomes of the baseline, of an arm, and the difference; over many worlds of which not all have a broker, the difference
/// where it takes part in place of the arm.
fn outcome_table(study: &Study, results: &Results, arm: Option<usize>) -> String {
    let Some(method) = results.methods().first().copied() else {
        return String::new();
    };
    let baseline = study.baseline;
    let mut header = vec!["outcome".to_owned(), study.arms[baseline].name.clone()];
    let split = arm.is_some_and(|arm| results.subsets(arm).len() > 1);
    if let Some(arm) = arm {
        let name = &study.arms[arm].name;
        header.extend(match split {
            true => ["difference, points".into(), "where the broker takes part".into()],
            false => [name.clone(), "difference, points".to_owned()],
        });
    }
    let rows = Outcome::ALL.into_iter().map(|outcome| {
        let ending = Ending::One(outcome);
        let of = |arm: usize| share(&estimates::ending(results, arm, ending, method).unwrap_or_default());
        let mut row = vec![outcome.title().to_owned(), of(baseline)];
        if let Some(arm) = arm {
            let difference =
                |subset| change(&estimates::ending_contrast(results, arm, ending, method, subset).unwrap_or_default());
            row.extend(match split {
                true => [difference(Subset::All), difference(Subset::BrokerTakesPart)],
                false => [of(arm), difference(Subset::All)],
            });
        }
        row
    });
    grid(&header, rows)
}
