//! Locked forecasts in words: what is locked, and what came of it.

use super::bracketed;
use super::verdict::Against;
use crate::backtest::judged::{Forecaster, Rule, happened};
use crate::backtest::locked::{Locked, OfCase, Stated};
use crate::backtest::predict::Quantity;
use crate::backtest::settled::{Settled, given};
use crate::backtest::tables::in_words;
use crate::notation::percent_label;
use crate::report::reply::{Reply, Shown};
use crate::report::words::{counted, fixed, share_in_prose};
use crate::stats::Estimate;

/// What is said of each case: a row for each class, with the game as coded, the game refitted, and the rates that they are held against.
pub fn locked_tables(locked: &Locked) -> Vec<Shown> {
    let mut asked = vec![("the game (interval over worlds)", Forecaster::Model)];
    if locked.refitted.is_some() {
        asked.push(("refitted", Forecaster::Refitted));
    }
    asked.push(("base rate", Forecaster::BaseRates));
    asked.push(("rate by form", Forecaster::Embedded));
    let header = ["quantity", "class"]
        .into_iter()
        .chain(asked.iter().map(|(name, _)| *name));
    let header: Vec<String> = header.map(str::to_owned).collect();
    let of = |case: &OfCase| {
        let mut rows = Vec::new();
        for quantity in Quantity::ALL {
            for (place, class) in quantity.classes().into_iter().enumerate() {
                let mut row = vec![quantity.title().to_owned(), class.replace('_', " ")];
                row.extend(asked.iter().map(|(_, forecaster)| {
                    let stated = case.stated(quantity, *forecaster);
                    stated.map_or_else(String::new, |stated| probability(stated, place))
                }));
                rows.push(row);
            }
        }
        Shown {
            title: format!("{}, from {}", case.title, case.start),
            header: header.clone(),
            rows,
        }
    };
    locked.cases.iter().map(of).collect()
}

/// A probability with its interval, if it has one.
fn probability(stated: &Stated, place: usize) -> String {
    let estimate = Estimate {
        value: Some(stated.probabilities[place]),
        low: stated.low.get(place).copied(),
        high: stated.high.get(place).copied(),
        ..Estimate::default()
    };
    match estimate.low {
        Some(_) => share_in_prose(&estimate, 1),
        None => percent_label(stated.probabilities[place]),
    }
}

fn computed(locked: &Locked) -> String {
    format!(
        "{}, {} worlds each, grid {}, seed {}",
        counted(locked.cases.len() as u64, "case"),
        locked.with.worlds,
        locked.with.grid,
        locked.with.seed
    )
}

fn titles(locked: &Locked) -> String {
    let titles: Vec<&str> = locked.cases.iter().map(|case| case.title.as_str()).collect();
    titles.join(", ")
}

/// What is locked, in words.
pub fn locked_reply(locked: &Locked, lock: &str, file: &str) -> Reply {
    let mut answer = vec![
        format!(
            "Forecasts of {}, made for {} with {}.",
            titles(locked),
            locked.date,
            locked.program.name
        ),
        format!("The lock fits: {lock}. It is the SHA-256 of all that stands above it (head -n -2 FILE | sha256sum)."),
    ];
    if let Some(of) = &locked.refitted {
        answer.push(format!(
            "A second forecaster has the constants that are most likely in the library: rationality times {}, value of the deterrent times {}, odds of a \
             dealer times {}.",
            of.rationality, of.value, of.dealer_odds
        ));
    }
    let open: u64 = locked.cases.iter().map(|case| case.unconverged).sum();
    let nodes: u64 = locked.cases.iter().map(|case| case.nodes).sum();
    Reply {
        command: "forecast".to_owned(),
        scenario: "history".to_owned(),
        title: "Locked forecasts of open cases".to_owned(),
        question: "What does the game say of cases whose end nobody knows?".to_owned(),
        computed: computed(locked),
        answer,
        tables: locked_tables(locked),
        notes: vec![
            format!(
                "Build {}; {open} of {nodes} decision nodes did not converge.",
                locked.program.build
            ),
            "A lock shows that a file was edited, and not when it was made: publish the lock where others see it."
                .to_owned(),
        ],
        repeat: format!("honest-broker score {file}"),
        ..Reply::default()
    }
}

/// Who is ahead of the base rates in a quantity, by the Brier score.
fn ahead(settled: &Settled, quantity: Quantity) -> Option<String> {
    let known = settled.known(quantity);
    let place = quantity.title();
    if known < 2 {
        return (known == 1)
            .then(|| format!("Who is ahead is not told for “{place}”: one case is known, and it takes two."));
    }
    let words = [Forecaster::Model, Forecaster::Refitted].map(|of| {
        let score = settled.score(quantity, of, Rule::Brier)?;
        let less = &score.less_base_rates;
        let verdict = match Against::of(less) {
            Against::Better => "ahead of the base rates",
            Against::Worse => "behind the base rates",
            Against::NotTold => "not told apart from the base rates",
        };
        Some(format!(
            "{} is {verdict} (its Brier loss less theirs: {})",
            of.title(),
            bracketed(less, 2)
        ))
    });
    let said: Vec<String> = words.into_iter().flatten().collect();
    let brier = |of: Forecaster| Some((settled.score(quantity, of, Rule::Brier)?.mean.value?, of));
    let all: Vec<(f64, Forecaster)> = Forecaster::ALL.into_iter().filter_map(brier).collect();
    let (least, first) = all.into_iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(format!(
        "“{place}”, {} known: {}. The least loss, {}, has “{}”.",
        counted(known as u64, "case"),
        said.join("; "),
        fixed(least, 2),
        first.title()
    ))
}

/// What came of locked forecasts, in words.
pub fn settled_reply(locked: &Locked, lock: &str, settled: &Settled, repeat: String) -> Reply {
    let mut answer = vec![format!(
        "Forecasts made for {} with {}; the lock fits ({lock}).",
        locked.date, locked.program.name
    )];
    let before = answer.len();
    answer.extend(
        Quantity::ALL
            .into_iter()
            .filter_map(|quantity| ahead(settled, quantity)),
    );
    if answer.len() == before {
        answer.push("Nothing is known yet, so that nobody is ahead.".to_owned());
    }
    let mut rows = Vec::new();
    let mut open = Vec::new();
    for (place, case) in settled.cases.iter().enumerate() {
        let unknown: Vec<&str> = Quantity::ALL
            .into_iter()
            .filter(|quantity| happened(case, *quantity).is_none())
            .map(Quantity::title)
            .collect();
        if !unknown.is_empty() {
            open.push(format!("Still open for {}: {}.", case.name, unknown.join(", ")));
        }
        for score in settled.scores.iter().filter(|score| score.rule == Rule::Brier) {
            let Some(given) = given(locked, case, score.quantity, score.forecaster) else {
                continue;
            };
            let mut row = vec![
                case.name.clone(),
                score.quantity.title().to_owned(),
                in_words(case, score.quantity),
                score.forecaster.title().to_owned(),
                percent_label(given),
            ];
            row.extend(Rule::ALL.map(|rule| {
                let of = settled.score(score.quantity, score.forecaster, rule);
                of.and_then(|of| of.losses[place])
                    .map_or_else(String::new, |loss| fixed(loss, 3))
            }));
            rows.push(row);
        }
    }
    let mut means = Vec::new();
    for quantity in Quantity::ALL
        .into_iter()
        .filter(|quantity| settled.known(*quantity) > 1)
    {
        for forecaster in Forecaster::ALL {
            let of = |rule: Rule| settled.score(quantity, forecaster, rule);
            if of(Rule::Brier).is_none() {
                continue;
            }
            let mut row = vec![quantity.title().to_owned(), forecaster.title().to_owned()];
            row.extend(Rule::ALL.map(|rule| of(rule).map_or_else(String::new, |score| bracketed(&score.mean, 2))));
            means.push(row);
        }
    }
    let mut notes = open;
    notes.extend(settled.changed.iter().map(|[case, variable, before, after]| {
        format!("Warning: `{variable}` of `{case}` was `{before}` when it was forecast and is `{after}` in the record; what was locked is scored.")
    }));
    let header = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    Reply {
        command: "score".to_owned(),
        scenario: "history".to_owned(),
        title: "Locked forecasts against the record".to_owned(),
        question: "Who foresaw what became of the open cases?".to_owned(),
        computed: computed(locked),
        answer,
        tables: vec![
            Shown {
                title: "Probability given to what happened, and losses; less loss is better".to_owned(),
                header: header(&[
                    "case",
                    "quantity",
                    "happened",
                    "forecaster",
                    "given",
                    "brier",
                    "logarithmic",
                    "ranked",
                ]),
                rows,
            },
            Shown {
                title: "Mean losses where two cases or more are known, with intervals by resampling cases".to_owned(),
                header: header(&["quantity", "forecaster", "brier", "logarithmic", "ranked"]),
                rows: means,
            },
        ],
        notes,
        repeat,
        ..Reply::default()
    }
}
