//! One line for every file that a result can have.

/// Tables by name, and what a row of each is.
const TABLES: &[(&str, &str)] = &[
    (
        "acceptance",
        "whether both sides accept the broker of an arm, and what it is worth to each player",
    ),
    ("arms", "the keys in which an arm differs from the baseline"),
    ("asymmetry", "what each side has staked on average, round by round"),
    (
        "attribution",
        "what an instrument of the broker, a stakeholder, or two of them together add to a metric",
    ),
    (
        "calibration",
        "how often what was foreseen with a probability came about, by forecaster",
    ),
    ("cases", "the coded cases, with what is on record of each"),
    ("codes", "the codes of the cases, with grade and source"),
    ("columns", "what every column of every table means, with type and unit"),
    (
        "combinations",
        "the mean of a metric under a combination of instruments and stakeholders",
    ),
    ("constants", "the constants fitted without each case in turn"),
    (
        "contradictions",
        "the share of worlds whose numbers contradict the name of a type",
    ),
    ("contrasts", "an arm minus the baseline, paired episode by episode"),
    ("controls", "played probabilities with control variates"),
    (
        "demands",
        "the demands of the record on the game, and whether they are met",
    ),
    ("discrimination", "how well forecasters tell cases apart"),
    (
        "drivers",
        "what an uncertain number explains of the variance of a metric",
    ),
    ("draws", "one world: the numbers that were drawn"),
    ("effects", "sorted differences between arm and baseline over worlds"),
    ("exposure", "the month in which a side has staked most"),
    (
        "fan",
        "the probability of an outcome with more or less rational players",
    ),
    (
        "flips",
        "how often an outcome of the baseline gives way to another one, or how a contested code changes scores",
    ),
    (
        "frontier",
        "the sets of levers that no other set beats in cost and effect",
    ),
    ("interactions", "how two factors work together"),
    (
        "ledger",
        "what a stage, kept faith or a way of breaking it is worth to a type in the central world",
    ),
    ("left_out", "scores with one case after the other left out"),
    ("levers", "what each lever does alone, and at what cost"),
    ("losses", "the loss of every forecaster in every case"),
    ("metrics", "the mean of a metric in an arm"),
    (
        "noise",
        "the share of an outcome that vanishes when all players are 16 times as rational",
    ),
    ("outcomes", "the probability of an outcome in an arm"),
    (
        "pairing",
        "pairs of episodes in which only the arm, or only the baseline, ended so",
    ),
    (
        "policy",
        "the probability of every action at every public history of the first rounds",
    ),
    ("precision", "half-widths of the intervals as worlds were added"),
    ("predictions", "what the game says of every case"),
    ("recoded", "scores after contested codes were changed"),
    ("region_limits", "the limits of the regions of regions.csv"),
    (
        "regions",
        "how often something happens in a region of the uncertain numbers",
    ),
    (
        "robust",
        "a conclusion under another assumption about how the game is played",
    ),
    ("scores", "mean scores of every forecaster"),
    ("sets", "the sets of levers that were tried, and what each brings"),
    (
        "sign",
        "the share of worlds in which an arm raises a probability, lowers it or changes nothing worth mention",
    ),
    ("sweep", "a metric under an arm at a point, or a difference"),
    ("timeline", "a share or a belief at the end of a round"),
    (
        "tornado",
        "a metric with one uncertain number at an end of its distribution",
    ),
    (
        "totals",
        "the share of the variance that a group of numbers takes part in",
    ),
    (
        "turns",
        "the share of worlds in which an effect or a gain is positive, along a number",
    ),
    ("types", "one world under one arm, given the true types of both sides"),
    ("values", "what the game is worth to every player at its beginning"),
    ("variance", "the variance of an outcome, or of a difference, by source"),
    ("worlds", "one world under one arm: what came of it"),
];

/// Charts by name, the table that each is drawn from, and what it shows.
const CHARTS: &[(&str, &str, &str)] = &[
    ("asymmetry", "asymmetry", "what each side has staked, round by round"),
    (
        "beliefs",
        "timeline",
        "what the public thinks of each type of each side",
    ),
    ("calibration", "calibration", "how often what was foreseen came about"),
    (
        "cases",
        "predictions",
        "what the game says of every case, beside the record",
    ),
    (
        "convergence",
        "precision",
        "how intervals shrink with the number of worlds",
    ),
    (
        "drivers",
        "drivers",
        "which uncertain numbers explain the variation of a metric",
    ),
    (
        "effects",
        "effects",
        "how the effect of each arm differs between worlds",
    ),
    ("fan", "fan", "outcomes with less and more rational players"),
    (
        "first_ruptures",
        "timeline",
        "the share of negotiations that have ruptured so far, by cause",
    ),
    (
        "frontier",
        "frontier",
        "what the best sets of levers reach, by their cost",
    ),
    (
        "gains",
        "acceptance",
        "what the broker of each arm is worth to each player",
    ),
    ("interactions", "attribution", "how two factors work together"),
    (
        "ledger",
        "ledger",
        "what each type gains by keeping faith and by breaking it, stage by stage",
    ),
    (
        "outcomes",
        "outcomes",
        "how likely each ending is, and what each arm changes",
    ),
    (
        "overview",
        "outcomes",
        "how several scenarios end, and what the broker changes",
    ),
    ("phases", "timeline", "where all negotiations are, round by round"),
    ("robust", "robust", "a conclusion under every other assumption"),
    (
        "robust_gain_broker",
        "robust",
        "the gain of the broker under every other assumption",
    ),
    (
        "robust_gain_disarmer",
        "robust",
        "the gain of the disarmer under every other assumption",
    ),
    (
        "robust_gain_guarantor",
        "robust",
        "the gain of the guarantor under every other assumption",
    ),
    (
        "robust_in_force",
        "robust",
        "the effect on a process in force under every other assumption",
    ),
    ("robust_war", "robust", "the effect on war under every other assumption"),
    ("scores", "scores", "mean scores of every forecaster"),
    ("sweep", "sweep", "a metric over the numbers that are varied"),
    (
        "sweep_effect",
        "sweep",
        "what an arm changes over the numbers that are varied",
    ),
    (
        "tornado",
        "tornado",
        "a metric with one number at a time at its two ends",
    ),
    (
        "waterfall",
        "attribution",
        "what each factor adds to a metric, one after the other",
    ),
];

/// Files that are neither tables nor charts.
const OTHERS: &[(&str, &str)] = &[
    ("answer.json", "the answer in words, as it was printed"),
    ("backtest.md", "the back-test as a page"),
    ("briefing.json", "the findings in words, from which the page is made"),
    ("coded.csv", "the coded cases that it was computed from"),
    (
        "design.csv",
        "the points that it was computed at, a column for each key",
    ),
    (
        "manifest.json",
        "the program, the options, the command, and the checksum of every file",
    ),
    ("report.html", "the result as one page to read and print"),
    ("stories.json", "episodes told as stories"),
];

/// What a file of a result is, in a line; `None` if no result has a file of that name.
pub fn described(name: &str) -> Option<String> {
    if let Some((_, line)) = OTHERS.iter().find(|(other, _)| *other == name) {
        return Some((*line).to_owned());
    }
    let (stem, end) = name.rsplit_once('.')?;
    match end {
        "csv" => TABLES
            .iter()
            .find(|(table, _)| *table == stem)
            .map(|(_, line)| format!("table: {line}")),
        "svg" | "png" | "pdf" => {
            let chart = CHARTS.iter().find(|(chart, ..)| *chart == stem);
            chart.map(|(_, _, line)| format!("chart: {line}"))
        }
        "toml" => Some("the scenario: every number with its evidence".to_owned()),
        _ => None,
    }
}

/// The table that a chart is drawn from; `None` if there is no such chart.
pub fn drawn_from(chart: &str) -> Option<&'static str> {
    CHARTS
        .iter()
        .find(|(name, ..)| *name == chart)
        .map(|(_, table, _)| *table)
}

/// What a row of a table is; nothing if there is no such table.
pub fn row_of(table: &str) -> &'static str {
    TABLES
        .iter()
        .find(|(name, _)| *name == table)
        .map_or("", |(_, line)| line)
}
