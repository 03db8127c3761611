//! Columns of the tables of the back-test.

use super::columns::{FULL, GAPS, Kind, OF_THE_TABLE, Row};
use Kind::{Integer, Number, Text};

/// What the estimates of a table are.
pub(super) const UNITS: &[(&str, &str)] = &[
    ("constants", "factor"),
    ("calibration", "share"),
    ("discrimination", "probability"),
    ("predictions", "probability"),
    ("scores", "loss"),
];

#[rustfmt::skip]
const CASE: Row = ("case", Text, "", FULL, "short name of the case, which is that of its scenario file");
#[rustfmt::skip]
const CASE_TITLE: Row = ("case_title", Text, "", FULL, "name of the case, for people");
#[rustfmt::skip]
const GROUP: Row = ("group", Text, "", FULL, "library (the cases that are scored) or never_disarmed (told beside them)");
#[rustfmt::skip]
const QUANTITY: Row = ("quantity", Text, "", FULL, "what is predicted: outcome_5y, outcome_10y, first_breaker (within ten years), years_in_force or completion (share of the promised irreversible work)");
#[rustfmt::skip]
const FORECASTER: Row = ("forecaster", Text, "", FULL, "model (fitted to nothing), model_refitted (three constants fitted to the other cases), base_rates (of the other cases), uniform, embedded_or_not (rates of the other cases of the same form) or logistic (small regression on the other cases)");
#[rustfmt::skip]
const RULE: Row = ("rule", Text, "", FULL, "scoring rule, a loss: brier (0 to 2), logarithmic (natural logarithm) or ranked (0 to 1, with near misses costing less)");
#[rustfmt::skip]
const CASES: Row = ("cases", Integer, "cases", FULL, "cases behind the value");

/// Columns of one table.
#[rustfmt::skip]
pub(super) const OF_TABLES: &[(&str, &[Row])] = &[
    ("cases", &[
        CASE, CASE_TITLE, GROUP, QUANTITY,
        ("start", Text, "", FULL, "month in which the bargain was struck or talks on it began"),
        ("form", Text, "", FULL, "political, or embedded (ratified, or built into institutions or the politics of both sides)"),
        ("third_party", Text, "", GAPS, "who took part besides the two; empty if nobody did"),
        ("likeliest", Text, "", FULL, "class that the game holds for likeliest"),
        ("likeliest_probability", Number, "probability", FULL, "its probability"),
        ("happened", Text, "", GAPS, "what happened, with weights where two codes can be defended; empty if it is not known yet"),
        ("given_to_what_happened", Number, "probability", GAPS, "probability that the game gave to what happened, by these weights"),
        ("source", Text, "", FULL, "section of the record that the case rests on"),
    ]),
    ("predictions", &[
        CASE, CASE_TITLE, GROUP, QUANTITY,
        ("class", Text, "", FULL, "class of the quantity, in the order that ranks them"),
        ("refitted", Number, "probability", GAPS, "what the game says with three constants fitted to the other cases; empty for cases that nobody is fitted to"),
        ("base_rate", Number, "probability", GAPS, "how often the class happened in the other cases; empty likewise"),
        ("happened", Number, "", GAPS, "weight of the class in what happened; empty if that is not known"),
    ]),
    ("scores", &[
        QUANTITY, FORECASTER, RULE, CASES,
        ("part", Text, "", FULL, "mean (over the cases), or less_base_rates (that minus what the base rates lose, case by case: below 0 is better than they)"),
    ]),
    ("losses", &[
        CASE, QUANTITY, FORECASTER, RULE,
        ("loss", Number, "loss", GAPS, "what the forecaster loses in the case; empty if it is not known what happened"),
    ]),
    ("forecast_scores", &[
        CASE, CASE_TITLE, QUANTITY, RULE,
        ("forecaster", Text, "", FULL, "who had forecast: model (fitted to nothing), model_refitted (three constants fitted to the library), base_rates (of the library), uniform, embedded_or_not (rates of the library by form) or logistic (small regression on the library)"),
        ("happened", Text, "", GAPS, "what happened, with weights where two codes can be defended; empty if it is not known yet"),
        ("given_to_what_happened", Number, "probability", GAPS, "probability that the forecaster gave to what happened, by these weights"),
        ("loss", Number, "loss", GAPS, "what the forecaster loses; empty if it is not known what happened"),
    ]),
    ("discrimination", &[
        FORECASTER, CASES,
        ("event", Text, "", FULL, "what is told apart: completed_10y, in_force_10y or years_in_force"),
    ]),
    ("calibration", &[
        FORECASTER, CASES,
        ("predicted", Number, "probability", FULL, "mean of the probabilities in the bin, of all outcomes at ten years"),
        ("estimate", Number, "share", FULL, "share of these outcomes that came about"),
        ("forecasts", Integer, "forecasts", FULL, "probabilities in the bin, one for each case and outcome"),
    ]),
    ("constants", &[
        ("constant", Text, "", FULL, "what is multiplied: rationality (of both sides), value (of the deterrent), dealer_odds (that the first leader is a dealer)"),
        ("estimate", Number, OF_THE_TABLE, FULL, "the most likely factor; 1 is the rules as they are"),
        ("least_looked_at", Number, "factor", FULL, "least factor that was tried"),
        ("largest_looked_at", Number, "factor", FULL, "largest factor that was tried"),
        ("at_the_edge", Integer, "", FULL, "1 if the most likely factor is the least or the largest that was tried, so that more may be likelier still; 0 if not"),
    ]),
    ("left_out", &[
        CASE,
        ("rationality", Number, "factor", FULL, "most likely factor of rationality without the case"),
        ("value", Number, "factor", FULL, "the same of the value of the deterrent"),
        ("dealer_odds", Number, "factor", FULL, "the same of the odds of a dealer"),
    ]),
    ("recoded", &[
        CASE, RULE,
        ("variable", Text, "", FULL, "code that is flipped"),
        ("to_number", Number, "unit of the code", GAPS, "what it is then, if that is a number"),
        ("to_words", Text, "", GAPS, "the same if it is none"),
        ("change", Number, "loss", GAPS, "what the game then loses more at the outcome after ten years, in all cases together and less what the base rates lose more; below 0 it gains"),
    ]),
    ("demands", &[
        CASE,
        ("demand", Text, "", FULL, "what the record demands of a model"),
        ("from", Number, "", GAPS, "least value that meets it; empty if the game cannot be asked"),
        ("to", Number, "", GAPS, "largest value that meets it"),
        ("found", Number, "", GAPS, "what the game says"),
        ("status", Text, "", FULL, "met, missed, or not asked (the game has no such thing)"),
    ]),
    ("codes", &[
        CASE,
        ("variable", Text, "", FULL, "name of the code in docs/coding.md"),
        ("number", Number, "unit of the code", GAPS, "what is coded, if that is a number"),
        ("words", Text, "", GAPS, "the same if it is none; both are empty if there is no value"),
        ("grade", Text, "", FULL, "C confirmed in a source, M from memory, D derived, J judgement, - no value"),
        ("rule", Text, "", FULL, "rule of docs/coding.md that it follows or enters"),
        ("source", Text, "", FULL, "section of the record with the facts"),
    ]),
];
