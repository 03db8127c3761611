//! What a reader must know before trusting the numbers of a comparison, as data; [`text`](super::text) words it.
//!
//! A new finding is a variant here with its threshold and its test in [`findings`], and a sentence in
//! [`Finding::sentence`]; both matches are complete, so that neither can be forgotten.

use super::words::{counted, fixed, known, listed, percent, scientific, share, significant, thousands};
use crate::analysis::agreement::{FAR, Parting, Reason};
use crate::analysis::comparison::Comparison;
use crate::analysis::effects::effective_worlds;
use crate::analysis::estimates;
use crate::analysis::results::Results;
use crate::analysis::unconverged::WithoutUnconverged;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::stats::control::relative_error;
use crate::study::Study;
use crate::study::request::{REPLICATES, Schedule};
use crate::study::share::Dealt;

/// With fewer effective worlds an interval covers noticeably less than its level (`docs/statistics.md`).
pub const FEW_WORLDS: f64 = 40.0;
/// A standard error above this share of a probability says little more than its order of magnitude.
pub const IMPRECISE: f64 = 0.5;

/// Something that a reader must know.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// More worlds were computed than were asked for.
    WorldsRounded {
        /// Worlds asked for.
        asked: u64,
        /// Worlds computed.
        computed: u64,
    },
    /// Some of the worlds asked for are not there.
    Partial {
        /// Numbers of the parts that are missing.
        missing: Vec<u64>,
        /// Number of parts.
        of: u64,
        /// Worlds that there are.
        worlds: u64,
        /// Worlds asked for.
        asked: u64,
    },
    /// Few worlds make a difference between arms, so that its interval covers less than it says.
    FewWorlds {
        /// The differences concerned.
        differences: Vec<Concentrated>,
    },
    /// Exact and played outcomes part, and the belief grid explains it.
    GridTooCoarse(Parting),
    /// Exact and played outcomes part, and the belief grid does not explain it.
    RulesDisagree(Parting),
    /// Some nodes of an arm have no solution.
    Unconverged(Unconverged),
    /// What the estimates would be without the worlds in which nodes have no solution.
    WithoutUnconverged(WithoutUnconverged),
    /// As many worlds as allowed were not enough for the precision asked for.
    PrecisionMissed {
        /// Half-width asked for.
        wanted: f64,
        /// Largest half-width reached; `None` if one is not known.
        reached: Option<f64>,
        /// Number of worlds that are done.
        worlds: u64,
    },
    /// The probability of an outcome that occurs so rarely that little more is known than its order of magnitude.
    RareOutcome {
        /// Index of the arm.
        arm: usize,
        /// The outcome with the largest relative error.
        outcome: Outcome,
        /// Its probability.
        estimate: Estimate,
    },
}

/// A difference from the baseline that rests on few worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentrated {
    /// Index of the arm.
    pub arm: usize,
    /// Outcome whose probability differs.
    pub outcome: Outcome,
    /// Number of worlds that the difference rests on.
    pub effective: f64,
}

/// How many nodes of an arm have no solution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unconverged {
    /// Index of the arm.
    pub arm: usize,
    /// Nodes without a solution, over all worlds.
    pub nodes: u64,
    /// Nodes of the arm in all worlds.
    pub of: u64,
    /// Worlds in which there is such a node.
    pub worlds: usize,
    /// Largest fixed-point residual.
    pub largest_residual: f64,
}

/// All findings of a comparison, the gravest last.
pub fn findings(comparison: &Comparison, schedule: &Schedule, dealt: &Dealt) -> Vec<Finding> {
    let Comparison { study, results, .. } = comparison;
    let drawn = results.drawn() as u64;
    let rounded = match dealt {
        Dealt::Without { share, missing } => Some(Finding::Partial {
            missing: missing.iter().copied().collect(),
            of: share.of(),
            worlds: drawn,
            asked: schedule.worlds.last().copied().unwrap_or_default(),
        }),
        Dealt::Every | Dealt::To(_) => schedule
            .rounded_from
            .map(|asked| Finding::WorldsRounded { asked, computed: drawn }),
    };
    let parting = comparison.parting.map(|parting| match parting.reason() {
        Reason::GridTooCoarse => Finding::GridTooCoarse(parting),
        Reason::RulesDisagree => Finding::RulesDisagree(parting),
    });
    let unconverged = (0..study.arms.len()).filter_map(|arm| unconverged(results, arm));
    let mut findings: Vec<Finding> = rounded.into_iter().collect();
    findings.extend(precision_missed(comparison, schedule));
    findings.extend(rare(study, results));
    findings.extend(few_worlds(study, results));
    findings.extend(unconverged.map(Finding::Unconverged));
    findings.extend(WithoutUnconverged::of(results).map(Finding::WithoutUnconverged));
    findings.extend(parting);
    findings
}

fn few_worlds(study: &Study, results: &Results) -> Option<Finding> {
    let method = results.methods().first().copied()?;
    let others = (0..study.arms.len()).filter(|arm| *arm != study.baseline);
    let cells = others.flat_map(|arm| Outcome::ALL.map(|outcome| (arm, outcome)));
    let few = cells.filter_map(|(arm, outcome)| {
        let ending = Ending::One(outcome);
        let effective = effective_worlds(results, arm, study.baseline, ending, method)?;
        (effective < FEW_WORLDS).then_some(Concentrated {
            arm,
            outcome,
            effective,
        })
    });
    let differences: Vec<Concentrated> = few.collect();
    (!differences.is_empty()).then_some(Finding::FewWorlds { differences })
}

/// The outcome with the largest relative error of all, if that is large.
fn rare(study: &Study, results: &Results) -> Option<Finding> {
    let method = results.methods().first().copied()?;
    let cells = (0..study.arms.len()).flat_map(|arm| Outcome::ALL.map(|outcome| (arm, outcome)));
    let errors = cells.filter_map(|(arm, outcome)| {
        let estimate = estimates::ending(results, arm, Ending::One(outcome), method)?;
        Some((arm, outcome, estimate, relative_error(&estimate)?))
    });
    let (arm, outcome, estimate, error) = errors.max_by(|a, b| a.3.total_cmp(&b.3))?;
    (error > IMPRECISE).then_some(Finding::RareOutcome { arm, outcome, estimate })
}

fn precision_missed(comparison: &Comparison, schedule: &Schedule) -> Option<Finding> {
    let wanted = schedule.rule?.half_width;
    let last = comparison.looks.last()?;
    let reached = last.widest();
    let enough = reached.is_some_and(|widest| widest <= wanted);
    (!enough).then_some(Finding::PrecisionMissed {
        wanted,
        reached,
        worlds: last.worlds,
    })
}

fn unconverged(results: &Results, arm: usize) -> Option<Unconverged> {
    let worlds = || results.solved(arm);
    let nodes: u64 = worlds().map(|a| a.unconverged).sum();
    (nodes > 0).then(|| Unconverged {
        arm,
        nodes,
        of: worlds().map(|a| a.nodes).sum(),
        worlds: worlds().filter(|a| a.unconverged > 0).count(),
        largest_residual: worlds().map(|a| a.largest_residual).fold(0.0, f64::max),
    })
}

impl Finding {
    /// What a reader of the answer alone must know of the finding; `None` if that is nothing. `more` is where the rest is told.
    pub fn in_brief(&self, study: &Study, more: &str) -> Option<String> {
        match self {
            Finding::RareOutcome { .. } | Finding::WithoutUnconverged(_) => None,
            Finding::FewWorlds { differences } => Some(format!(
                "Caution: {} of {} differences rest on fewer than {} worlds, and their intervals cover less than they say; more \
                 --worlds mend that, and {more} names them.",
                differences.len(),
                (study.arms.len() - 1) * Outcome::COUNT,
                fixed(FEW_WORLDS, 0)
            )),
            Finding::WorldsRounded { .. } => Some(self.sentence(study)),
            Finding::GridTooCoarse(_)
            | Finding::RulesDisagree(_)
            | Finding::Unconverged(_)
            | Finding::Partial { .. }
            | Finding::PrecisionMissed { .. } => Some(format!("Caution: {}", self.sentence(study))),
        }
    }

    /// Its name for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Finding::WorldsRounded { .. } => "worlds_rounded",
            Finding::Partial { .. } => "partial",
            Finding::FewWorlds { .. } => "few_worlds",
            Finding::GridTooCoarse(_) => "grid_too_coarse",
            Finding::RulesDisagree(_) => "rules_disagree",
            Finding::Unconverged(_) => "unconverged",
            Finding::WithoutUnconverged(_) => "without_unconverged",
            Finding::PrecisionMissed { .. } => "precision_missed",
            Finding::RareOutcome { .. } => "rare_outcome",
        }
    }

    /// What was wanted and what was reached, in words, if that is the finding.
    pub fn missed_precision(&self) -> Option<String> {
        let Finding::PrecisionMissed {
            wanted,
            reached,
            worlds,
        } = self
        else {
            return None;
        };
        Some(format!(
            "{} points wanted, {} reached after {} worlds",
            fixed(100.0 * wanted, 2),
            known(*reached, |w| fixed(100.0 * w, 2)),
            thousands(*worlds)
        ))
    }

    /// The finding in a sentence or two, for the arms of a study.
    pub fn sentence(&self, study: &Study) -> String {
        let name = |arm: usize| study.arms[arm].name.as_str();
        match self {
            Finding::WorldsRounded { asked, computed } => {
                format!("Note: {asked} worlds were rounded up to {computed}, a multiple of {REPLICATES}.")
            }
            Finding::Partial {
                missing,
                of,
                worlds,
                asked,
            } => format!(
                "This result is not whole: {} of {} {} missing when it was made (number {}), so it rests on {} of the {} worlds that were \
                 asked for. Its intervals are those of these worlds.",
                missing.len(),
                counted(*of, "part"),
                if missing.len() == 1 { "was" } else { "were" },
                listed(missing),
                thousands(*worlds),
                thousands(*asked)
            ),
            Finding::FewWorlds { differences } => {
                let listed: Vec<String> = differences
                    .iter()
                    .map(|d| format!("{} in {} {}", d.outcome.title(), name(d.arm), fixed(d.effective, 0)))
                    .collect();
                format!(
                    "Few worlds make these differences, and their intervals cover less than they say (effective worlds): {}.",
                    listed.join(", ")
                )
            }
            Finding::GridTooCoarse(parting) => format!(
                "{} The belief grid is too coarse there for single outcomes{}: see `discrepancy` in worlds.csv, and use a finer \
                 --grid.",
                parted(parting),
                finer(parting)
            ),
            Finding::RulesDisagree(parting) => format!(
                "{} The belief grid does not explain this{}: solver and player seem to follow different rules. The results \
                 should not be used; please report the scenario.",
                parted(parting),
                finer(parting)
            ),
            Finding::Unconverged(u) => format!(
                "Solutions: {} of {} nodes of arm {} ({} %) in {} did NOT converge (largest residual {}).",
                thousands(u.nodes),
                thousands(u.of),
                name(u.arm),
                significant(100.0 * u.nodes as f64 / u.of.max(1) as f64),
                counted(u.worlds as u64, "world"),
                scientific(u.largest_residual)
            ),
            Finding::WithoutUnconverged(WithoutUnconverged { left_out, largest }) => {
                let moved = match largest {
                    Some((arm, outcome, change)) => format!(
                        "no outcome probability moves by more than {} points ({}, {})",
                        fixed(100.0 * change.abs(), 2),
                        name(*arm),
                        outcome.title()
                    ),
                    None => "nothing is left".to_owned(),
                };
                format!("Without the {} concerned, {moved}.", counted(*left_out as u64, "world"))
            }
            Finding::PrecisionMissed {
                wanted,
                reached,
                worlds,
            } => format!(
                "The precision was missed: after {} the widest half-width is {} points, and {} were wanted.",
                counted(*worlds, "world"),
                known(*reached, |w| fixed(100.0 * w, 2)),
                fixed(100.0 * wanted, 2)
            ),
            Finding::RareOutcome { arm, outcome, estimate } => format!(
                "Rare outcomes are known by their order of magnitude only; the least certain is {} in {}: {}, relative error {}.",
                outcome.title(),
                name(*arm),
                share(estimate),
                known(relative_error(estimate), |e| percent(e, 0))
            ),
        }
    }
}

fn parted(p: &Parting) -> String {
    format!(
        "In {} of {} exact and played outcomes are more than {} standard errors apart (world {}: {}).",
        thousands(p.apart as u64),
        counted(p.worlds as u64, "world"),
        fixed(FAR, 0),
        p.world,
        fixed(p.size, 0)
    )
}

fn finer(p: &Parting) -> String {
    p.finer.map_or(String::new(), |finer| {
        format!(
            " (in world {} they are {} standard errors apart with {} points per axis)",
            p.world,
            fixed(finer.size, 1),
            finer.grid
        )
    })
}
