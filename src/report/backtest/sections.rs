//! Sections of the page of the back-test.

use std::fmt::Write;

use super::markdown::table;
use super::verdict::{constant, failing, reach};
use super::{Told, bracketed};
use crate::backtest::checks::Status;
use crate::backtest::coded::Case;
use crate::backtest::fitting::NAMES;
use crate::backtest::judged::{Rule, happened};
use crate::backtest::predict::{Prediction, Quantity};
use crate::backtest::rules::deterrent_value;
use crate::backtest::scoring::{baselines, resample};
use crate::backtest::tables::{given_to_what_happened, in_words, likeliest};
use crate::game::outcome::Cause;
use crate::report::causes::breaks;
use crate::report::words::{fixed, percent_trimmed};

/// Every case in a row, and the failing ones with the reason.
pub fn cases(told: &Told) -> String {
    let trial = told.trial;
    let mut text = String::from(
        "\n## Case by case\n\nThe class that the game holds for likeliest after ten years, fitted to nothing, what happened, and the probability that \
         it gave to what happened.\n\n",
    );
    text.push_str(&of_cases(trial.cases.iter().zip(&trial.predictions)));
    text.push_str(
        "\n### Where it fails, and why\n\nCases in which it gave what happened less than one in eight, which is what every class alike would; the worst \
         first.\n\n",
    );
    for (place, given, quantity) in failing(told) {
        let (case, prediction) = (&trial.cases[place], &trial.predictions[place]);
        let _ = writeln!(
            text,
            "* **{}**: {} given to what happened ({}). {}",
            case.name,
            percent_trimmed(given),
            in_words(case, quantity),
            reason(case, prediction, quantity)
        );
        if let Some((_, why)) = BESIDE.iter().find(|(id, _)| *id == case.id) {
            let _ = writeln!(text, "  On record: {why}");
        }
    }
    text
}

/// What the record has that the game has no place for, by case.
const BESIDE: &[(&str, &str)] = &[
    (
        "southafrica1989",
        "the threat had gone and power was about to pass. Relief was not why the devices were taken apart, so a game in which relief is the price \
         cannot find it.",
    ),
    (
        "goodfriday1998",
        "it took 7.4 years instead of two, with the institutions suspended twice. The game counts a suspension as a rupture, which few bargains \
         come back from.",
    ),
    (
        "libya2003",
        "all was shipped out within a few years, and the war came in the eighth from a coalition that used an uprising. The game expects more feigned \
         steps than were found, and has no third side that starts a war.",
    ),
    (
        "iraq1991",
        "most was destroyed under a mandate, in secret and in part, while relief never came. The game has no steps that are taken without relief, \
         nor a guarantor that wants the regime gone.",
    ),
    (
        "af1994",
        "it held for eight years without finishing and ended over a covert programme. The game lets it stand longer, as its hedge is found late \
         and reviews are survived.",
    ),
    (
        "singapore2018",
        "nothing was verified and nothing agreed beyond words; the ends are coded with weights. The game lets talks without steps go on, as leaving them \
         costs more than staying.",
    ),
    (
        "belarus1992",
        "the state was new, its weapons under the command of another, and three bargains of the same kind were struck at a time.",
    ),
    (
        "kazakhstan1992",
        "the state was new, its weapons under the command of another, and three bargains of the same kind were struck at a time.",
    ),
    (
        "jcpoa2015",
        "the steps were done within half a year and a successor left while they were kept. The game expects the steps to come slowly or not at all.",
    ),
    (
        "syria2013",
        "nine tenths of what was declared left within a year, under a threat of strikes, and some was hidden. The game has no threat that lapses with \
         the step, and expects talk without it.",
    ),
    (
        "ukraine1994",
        "the warheads were under another's command and went for fuel in return, tranche by tranche.",
    ),
];

fn of_cases<'t>(cases: impl Iterator<Item = (&'t Case, &'t Prediction)>) -> String {
    let header = [
        "case",
        "form",
        "after 5 years",
        "after 10 years",
        "likeliest after 10",
        "given after 5",
        "given after 10",
    ];
    let rows: Vec<Vec<String>> = cases
        .map(|(case, prediction)| {
            let (class, p) = likeliest(prediction, Quantity::Outcome10);
            let given =
                |quantity| given_to_what_happened(case, prediction, quantity).map_or(String::new(), percent_trimmed);
            let known = |quantity| match in_words(case, quantity) {
                words if words.is_empty() => "not known yet".to_owned(),
                words => words,
            };
            vec![
                format!("[{}]({})", case.name, case.source().trim_start_matches("docs/")),
                if case.codes.embedded { "embedded" } else { "political" }.to_owned(),
                known(Quantity::Outcome5),
                known(Quantity::Outcome10),
                format!("{} ({})", class.replace('_', " "), percent_trimmed(p)),
                given(Quantity::Outcome5),
                given(Quantity::Outcome10),
            ]
        })
        .collect();
    table(&header.map(str::to_owned), &rows)
}

/// What the game expects instead, and through what.
fn reason(case: &Case, prediction: &Prediction, quantity: Quantity) -> String {
    let (class, p) = likeliest(prediction, quantity);
    let causes = Cause::ALL.map(|cause| (prediction.mean(|said| said.causes[cause as usize]), cause));
    let unbroken = 1.0 - causes.iter().map(|(p, _)| p).sum::<f64>();
    let (share, cause) = causes
        .into_iter()
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .expect("there are causes");
    let done = prediction.mean(|said| said.settled[said.settled.len() - 1]);
    let expects = format!("It expects {} ({})", class.replace('_', " "), percent_trimmed(p));
    let why = if unbroken > share {
        format!(
            "as it is unbroken after ten years with {}, and all steps are ever done with {}",
            percent_trimmed(unbroken),
            percent_trimmed(done)
        )
    } else {
        format!(
            "as it is broken first because {} with {}, and unbroken after ten years with {}",
            breaks(cause, "the disarmer", "the guarantor"),
            percent_trimmed(share),
            percent_trimmed(unbroken)
        )
    };
    let stakes = deterrent_value(&case.codes);
    format!(
        "{expects}, {why}; the deterrent at stake is worth {} a year in the middle.",
        fixed(stakes, 2)
    )
}

/// The constants.
pub fn fit(told: &Told) -> String {
    let fitted = &told.trial.fitted;
    let mut text = String::from(
        "\n## The free constants\n\nThree constants multiply what the rules say: the rationality of both sides, the value of the deterrent, and the odds \
         that the first leader is a dealer. They are fitted by maximum likelihood to the outcomes after ten years (five where ten have not passed), \
         each case's own forecast without that case; intervals are profile likelihood.\n\n",
    );
    for place in 0..NAMES.len() {
        let _ = writeln!(text, "* {}", constant(told, place));
    }
    if (0..NAMES.len()).filter(|place| fitted.at_the_edge(*place)).count() > 1 {
        text.push_str(
            "\nThe fit runs into a corner of what was looked at. That is how bargains that ended well look to this game, and no measurement of what \
             the deterrent was worth: where little is at stake and most leaders mean to finish, most finish.\n",
        );
    }
    let _ = writeln!(
        text,
        "\nThe logarithm of the likelihood of all cases is {} with the rules as they are and {} at its best; every class alike has {}.",
        fixed(fitted.as_coded, 1),
        fixed(fitted.at_best, 1),
        fixed(fitted.uniform, 1),
    );
    let mut distinct: Vec<[f64; 3]> = fitted.without.clone();
    distinct.sort_by(|a, b| {
        a.iter()
            .zip(b)
            .map(|(x, y)| x.total_cmp(y))
            .find(|o| o.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    distinct.dedup();
    let words: Vec<String> = distinct
        .iter()
        .map(|at| {
            let times = fitted.without.iter().filter(|other| *other == at).count();
            format!(
                "{} × {} × {} ({})",
                at[0],
                at[1],
                at[2],
                crate::notation::counted(times as u64, "case")
            )
        })
        .collect();
    let _ = writeln!(
        text,
        "Without single cases the most likely point of the grid, as rationality × value × odds, is {}; `left_out.csv` has them by case.",
        words.join(", ")
    );
    text
}

/// Flips of contested codes.
pub fn flips(told: &Told) -> String {
    let mut text = String::from(
        "\n## Flips of contested codes\n\nOf each case, who began (`initiated`), the form, the stake and the cost of relief (each times and divided by 1.5), and the \
         outcome after ten years where two codes can be defended, are set otherwise, one and two at a time in different cases.\n\n",
    );
    for words in told.trial.reach.iter().filter_map(|own| reach(told, own)) {
        let _ = writeln!(text, "* {words}");
    }
    let mut strongest: Vec<(f64, &crate::backtest::flips::Flip)> = (told.trial.flips.iter())
        .filter_map(|flip| Some((flip.changes[0]?, flip)))
        .collect();
    strongest.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let rows: Vec<Vec<String>> = strongest
        .iter()
        .take(8)
        .map(|(change, flip)| {
            vec![
                told.trial.cases[flip.case].name.clone(),
                format!("`{}`", flip.variable),
                flip.to.replace('_', " "),
                crate::notation::signed(*change, 2),
            ]
        })
        .collect();
    let header = [
        "case",
        "code",
        "set to",
        "change of the Brier loss of the game, less that of the base rates, summed over cases",
    ];
    let _ = write!(
        text,
        "\nThe eight that matter most:\n\n{}\n`recoded.csv` has all of them.\n",
        table(&header.map(str::to_owned), &rows)
    );
    text
}

/// The demands of the record.
pub fn tests(told: &Told) -> String {
    let name = |id: &str| {
        let case = told.trial.cases.iter().find(|case| case.id == id);
        case.map_or(id.to_owned(), |case| case.name.clone())
    };
    let rows: Vec<Vec<String>> = told
        .checks
        .iter()
        .map(|check| {
            let range = match check.status() {
                Status::NotAsked => String::new(),
                _ => format!("{} to {}", check.range[0], check.range[1]),
            };
            vec![
                name(check.case),
                check.demand.to_owned(),
                range,
                check.found.map_or(String::new(), |x| fixed(x, 2)),
                check.status().name().to_owned(),
            ]
        })
        .collect();
    let header = ["case", "demand", "wanted", "found", "status"];
    format!(
        "\n## Demands of the record\n\nWhat the record of single cases asks of a model, with thresholds that are judgement, set before the game was \
         asked. A test asserts the status of each.\n\n{}",
        table(&header.map(str::to_owned), &rows)
    )
}

/// Cases that were never disarmed.
pub fn never(told: &Told) -> String {
    let trial = told.trial;
    let known: Vec<_> = trial
        .cases
        .iter()
        .map(|case| happened(case, Quantity::Outcome10))
        .collect();
    // A case more at the end, of which nothing is known, is predicted by the rates of all others.
    let mut with_one_more = known;
    with_one_more.push(None);
    let rates = baselines::base_rates(&with_one_more, Quantity::Outcome10.classes().len());
    let library = &rates[rates.len() - 1];
    let loss = |of: &dyn Fn(&Prediction) -> Vec<f64>| -> Vec<f64> {
        (trial.never.iter())
            .filter_map(|(case, prediction)| {
                Some(Rule::Brier.loss(&of(prediction), &happened(case, Quantity::Outcome10)?))
            })
            .collect()
    };
    let game = loss(&|prediction| prediction.probabilities(Quantity::Outcome10));
    let base = loss(&|_| library.clone());
    let classes = library.len();
    let uniform = loss(&|_| vec![1.0 / classes as f64; classes]);
    let seed = crate::backtest::judged::SEED;
    format!(
        "\n## Cases that were never disarmed\n\nNegotiations over programmes that were not traded away in a signed bargain, or only in part, coded from \
         memory by the same rules. Nobody is fitted to them.\n\n{}\nMean Brier loss after ten years: {} for the game, {} for the base rates of the \
         library, {} for every class alike. They are too few for more than a look: the codes rest on memory.\n",
        of_cases(trial.never.iter().map(|(case, prediction)| (case, prediction))),
        bracketed(&resample::mean(&game, seed), 2),
        bracketed(&resample::mean(&base, seed), 2),
        bracketed(&resample::mean(&uniform, seed), 2),
    )
}

/// From a number to its evidence.
pub fn trace(told: &Told) -> String {
    let example = told.trial.cases.first();
    let (id, name) = example.map_or(("case", "a case"), |case| (case.id.as_str(), case.name.as_str()));
    format!(
        "\n## From a number to its evidence\n\nEvery key of the scenario of a case, such as `scenarios/history/{id}.toml` of {name}, has an entry in its table \
         `[evidence]` with the rule, the codes that enter with their grades, and the section of [history.md](history.md) with the facts:\n\n\
         ```console\n$ honest-broker check scenarios/history/{id}.toml --evidence\n```\n\n`codes.csv` of a result has all codes with grade, rule and source; \
         `predictions.csv` has every probability with what happened beside it, and `losses.csv` what each forecaster loses by it.\n"
    )
}
