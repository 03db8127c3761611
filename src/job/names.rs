//! What the files of a result may be called, so that another owner's file in their way is found before the work.

use super::inputs::{CODED, DESIGN};

/// Names of tables and charts, without what tells their kind.
pub const STEMS: &[&str] = &[
    "acceptance",
    "arms",
    "asymmetry",
    "attribution",
    "beliefs",
    "calibration",
    "cases",
    "codes",
    "columns",
    "combinations",
    "constants",
    "contradictions",
    "contrasts",
    "controls",
    "convergence",
    "demands",
    "discrimination",
    "draws",
    "drivers",
    "effects",
    "exposure",
    "fan",
    "first_ruptures",
    "flips",
    "frontier",
    "gains",
    "interactions",
    "ledger",
    "left_out",
    "levers",
    "losses",
    "metrics",
    "noise",
    "outcomes",
    "overview",
    "pairing",
    "phases",
    "policy",
    "precision",
    "predictions",
    "recoded",
    "region_limits",
    "regions",
    "robust",
    "robust_gain_broker",
    "robust_gain_disarmer",
    "robust_gain_guarantor",
    "robust_in_force",
    "robust_war",
    "scores",
    "sets",
    "sign",
    "sweep",
    "sweep_effect",
    "timeline",
    "tornado",
    "totals",
    "turns",
    "types",
    "values",
    "variance",
    "waterfall",
    "worlds",
];

/// The kinds of files: tables and the forms of a chart.
pub const ENDS: &[&str] = &["csv", "pdf", "png", "svg"];

/// The page of a result.
pub const PAGE: &str = "report.html";

/// Files that are neither tables nor charts, besides the scenario under its own name.
pub const WORDS: &[&str] = &[
    "answer.json",
    "backtest.md",
    "briefing.json",
    CODED,
    DESIGN,
    "stories.json",
    PAGE,
];

/// Whether a file of a result may have the name.
pub fn is_known(name: &str) -> bool {
    WORDS.contains(&name)
        || name
            .rsplit_once('.')
            .is_some_and(|(stem, end)| STEMS.contains(&stem) && ENDS.contains(&end))
}
