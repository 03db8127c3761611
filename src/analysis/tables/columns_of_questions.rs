//! Columns of the tables that answer questions about a scenario: sweeps, drivers, targets, regions and robustness.

use super::columns::{FULL, GAPS, Kind, OF_THE_TABLE, Row};
use Kind::{Integer, Number, Text};

/// What the estimates of a table are.
pub(super) const UNITS: &[(&str, &str)] = &[
    ("drivers", "share"),
    ("regions", "share"),
    ("frontier", "probability, or unit of the metric"),
    ("levers", "probability, or unit of the metric"),
    ("robust", "probability, or unit of the metric"),
    ("sweep", "probability, or unit of the metric"),
    ("tornado", "probability, or unit of the metric"),
    ("totals", "share"),
    ("turns", "share"),
];

#[rustfmt::skip]
const PART: Row = ("part", Text, "", FULL, "level (the metric in the arm) or effect (minus that in the baseline)");
#[rustfmt::skip]
const SCALE: Row = ("scale", Text, "", FULL, "odds (logarithm of the odds of a probability: every world counts) or average (the number itself, whose mean a few worlds may make)");
const KEY: Row = (
    "key",
    Text,
    "",
    FULL,
    "path of the uncertain number, or name of the event",
);

/// Columns of one table.
#[rustfmt::skip]
pub(super) const OF_TABLES: &[(&str, &[Row])] = &[
    ("drivers", &[
        PART,
        SCALE,
        KEY,
        ("grade", Text, "", GAPS, "marks of the key's evidence as the scenario states them or the comment beside it has them: C confirmed, M from memory, D derived, J judgement"),
        ("source", Text, "", GAPS, "where it is written what the key rests on, as the scenario's evidence has it"),
        ("noise_floor", Number, "share", FULL, "largest share that a number which cannot matter seems to have: numbers that enter nowhere, and those of the broker where there is none"),
        ("placebo", Integer, "", FULL, "1 if the key cannot matter, 0 if it can"),
        ("resolved", Integer, "", FULL, "1 if the share is above the noise floor and its interval above 0, 0 if not"),
        ("rises", Text, "", GAPS, "yes if the quantity surely rises with the key on this scale, no if it surely falls; empty if neither is sure"),
        ("rank", Integer, "", GAPS, "place among the resolved keys, 1 for the largest share; empty if not resolved"),
        ("slope", Number, "probability, or unit of the metric", GAPS, "what the mean of the metric, or of the difference, rises by if the key rises by one standard deviation of its normal score, or if the event happens"),
        ("slope_std_error", Number, "probability, or unit of the metric", GAPS, "standard error of the slope"),
        ("slope_low", Number, "probability, or unit of the metric", GAPS, "lower end of the interval of the slope"),
        ("slope_high", Number, "probability, or unit of the metric", GAPS, "upper end of the interval of the slope"),
        ("effective_worlds", Number, "worlds", GAPS, "number of worlds that the variance rests on: the square of the sum of squared deviations, divided by the sum of their squares"),
    ]),
    ("tornado", &[
        PART,
        KEY,
        ("end", Text, "", FULL, "low or high (the key at the 10 or 90 % point of its distribution; of an event, it does not happen or does), or difference (high minus low, world by world)"),
        ("value", Number, "unit of the key", GAPS, "value of the key there; 0 or 1 of an event; empty for the difference"),
    ]),
    ("totals", &[
        PART,
        SCALE,
        ("group", Text, "", FULL, "table of the scenario file whose numbers are drawn anew together, or a single key"),
        ("keys", Integer, "keys", FULL, "number of keys of the group"),
        ("placebo", Integer, "", FULL, "1 if the group cannot matter, so that its share is exactly 0; 0 if it can"),
    ]),
    ("regions", &[
        ("event", Text, "", FULL, "what is looked for: helps (the arm raises the metric by at least the threshold), harms (lowers it by as much), likely (the metric is at least as large, in the arm)"),
        ("threshold", Number, "probability, or unit of the metric", FULL, "number that a world must reach"),
        ("upper_fifth", Integer, "", FULL, "1 if the threshold is what the upper fifth of the worlds reach, because what was asked for is too rare or too common; 0 if it is what was asked for"),
        ("confirmed", Integer, "", FULL, "1 if the density in the test is surely above the base rate, 0 if not: then the region says nothing"),
        ("part", Text, "", FULL, "base_rate (share of all worlds), density (share of the worlds inside that are hits) or coverage (share of the hits that are inside)"),
        ("sample", Text, "", FULL, "search (the worlds in which the region was found), test (the others) or all"),
    ]),
    ("region_limits", &[
        ("event", Text, "", FULL, "what is looked for, as in regions.csv"),
        KEY,
        ("low", Number, "unit of the key", GAPS, "least value inside; 1 for an event that must happen; empty if there is none"),
        ("high", Number, "unit of the key", GAPS, "largest value inside; 0 for an event that must not happen; empty if there is none"),
        ("low_share", Number, "share", GAPS, "share of the distribution of the key that lies below the low limit"),
        ("high_share", Number, "share", GAPS, "share of the distribution of the key that lies below the high limit"),
    ]),
    ("robust", &[
        ("conclusion", Text, "", FULL, "what is concluded: the arm's effect on a metric, or gain_PLAYER by its broker"),
        ("variant", Text, "", FULL, "the assumption that is different; as_it_is for none"),
        ("with", Text, "", FULL, "the same in words"),
        ("part", Text, "", FULL, "difference (arm minus baseline, or the gain, in the variant), change (that minus the same as it is, world by world) or baseline (level of the metric under the baseline)"),
        ("fate", Text, "", GAPS, "what becomes of the conclusion: holds (surely the same sign), shrinks (the same, less than a quarter of it), unsure (not told from nothing), reverses (surely the other sign); empty if there is none as it is"),
        ("firm", Integer, "", FULL, "1 if the interval of this row excludes 0, 0 if not"),
    ]),
    ("turns", &[
        ("quantity", Text, "", FULL, "what may turn its sign: effect (of the arm on the metric), or the gain of a player by the broker"),
        ("side", Text, "", FULL, "all worlds, or those with the key below or above the limit"),
        ("key", Text, "", GAPS, "number that parts positive from negative best; empty for all worlds"),
        ("limit", Number, "unit of the key", GAPS, "value of the key at which they part; empty for all worlds, and of an event"),
        ("sample", Text, "", FULL, "all worlds, or the test: those in which the limit was not looked for"),
    ]),
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
