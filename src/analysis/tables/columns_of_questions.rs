//! Columns of the tables that answer questions about a scenario: sweeps, drivers, targets, regions and robustness.

use super::columns::{FULL, GAPS, Kind, OF_THE_TABLE, Row};
use Kind::{Integer, Number, Text};

/// What the estimates of a table are.
pub(super) const UNITS: &[(&str, &str)] = &[("sweep", "probability, or unit of the metric")];

/// Columns of one table.
#[rustfmt::skip]
pub(super) const OF_TABLES: &[(&str, &[Row])] = &[
    ("sweep", &[
        ("point", Integer, "", FULL, "number of the point, counted from 0; the first is the one that others are compared with"),
        ("part", Text, "", FULL, "level (mean over worlds), change (minus the same arm at the first point, world by world), effect (minus the baseline at the same point), change_of_effect (that minus the effect at the first point)"),
    ]),
];
