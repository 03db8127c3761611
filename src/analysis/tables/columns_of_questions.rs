//! Columns of the tables that answer questions about a scenario: sweeps, drivers, targets, regions and robustness.

use super::columns::{FULL, GAPS, Kind, OF_THE_TABLE, Row};
use Kind::{Integer, Number, Text};

/// What the estimates of a table are.
pub(super) const UNITS: &[(&str, &str)] = &[
    ("sweep", "probability, or unit of the metric"),
    ("levers", "probability, or unit of the metric"),
    ("frontier", "probability, or unit of the metric"),
];

/// Columns of one table.
#[rustfmt::skip]
pub(super) const OF_TABLES: &[(&str, &[Row])] = &[
    ("sweep", &[
        ("point", Integer, "", FULL, "number of the point, counted from 0; the first is the one that others are compared with"),
        ("part", Text, "", FULL, "level (mean over worlds), change (minus the same arm at the first point, world by world), effect (minus the baseline at the same point), change_of_effect (that minus the effect at the first point)"),
    ]),
    ("levers", &[
        ("lever", Text, "", FULL, "name of the lever: that of the scenario file, or a usual one of docs/targets.md"),
        ("by", Text, "", GAPS, "who decides; empty if the file does not say"),
        ("cost", Number, "any, the same for all levers", FULL, "cost of moving it all the way"),
        ("keys", Text, "", FULL, "the keys that it moves, separated by semicolons; sets.csv has from where to where"),
        ("in_set", Integer, "", FULL, "1 if the lever is in the set that levers are judged by (the first of sets.csv), 0 if not"),
        ("part", Text, "", FULL, "alone (the lever all the way minus the scenario as it is), on_top (the set that levers are judged by, its levers all the way, minus the same without the lever; for a lever outside the set, with it minus without)"),
    ]),
    ("sets", &[
        ("set", Integer, "", FULL, "number of the set, counted from 1: minimal sets that reach the aim in the order in which they were found, or the best that was found; 0 has every lever all the way, to show the far ends"),
        ("reached", Text, "", FULL, "whether the set reached the aim in the search: yes or no; not_tried for set 0"),
        ("set_cost", Number, "any, the same for all levers", FULL, "cost of the whole set"),
        ("lever", Text, "", FULL, "name of the lever"),
        ("by", Text, "", GAPS, "who decides; empty if the file does not say"),
        ("share", Number, "share", FULL, "how far the lever is moved: share of the way to its far end"),
        ("key", Text, "", FULL, "a key that it moves"),
        ("from", Number, "unit of the key", GAPS, "value in the scenario, the median if it is drawn; empty for a word"),
        ("value", Number, "unit of the key", GAPS, "value in the set; empty for a word"),
        ("from_word", Text, "", GAPS, "word in the scenario"),
        ("value_word", Text, "", GAPS, "word in the set"),
    ]),
    ("frontier", &[
        ("curve", Text, "", FULL, "path (forward steps, the first row being the scenario as it is), top (all levers that do no harm), set (a set of sets.csv), confirmed (the same, and the scenario as it is, in fresh worlds on the fine grid)"),
        ("number", Integer, "", FULL, "step of the path from 0 on, or number of the set; 0 for the scenario as it is"),
        ("lever", Text, "", GAPS, "the lever that the step adds"),
        ("levers", Text, "", GAPS, "all levers that are moved, separated by semicolons, with the share of the way in brackets where it is not the whole of it"),
        ("cost", Number, "any, the same for all levers", FULL, "cost of all of them"),
        ("quantity", Text, "", FULL, "mean (of the metric over worlds) or share_of_worlds (in which the metric is where it is to be)"),
        ("aim", Number, OF_THE_TABLE, GAPS, "what the quantity is to reach; empty if nothing is asked of it"),
        ("grid_points", Integer, "", FULL, "points a side of the belief grid"),
    ]),
];
