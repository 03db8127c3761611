//! Several results side by side: one row for each scenario, from the tables of their folders, so that a result of yesterday counts
//! as much as one of today.

use serde_json::{Map, Value, json};

use super::words::{grid, paragraph};
use crate::analysis::acceptance::PLAYERS;
use crate::backtest::predict::Quantity;
use crate::backtest::tables::in_words;
use crate::backtest::{self, judged};
use crate::notation::{UNKNOWN, bracketed, fixed, percent_trimmed, points};
use crate::output::manifest::is_inside;
use crate::output::print::{Charts, Kind, Size};
use crate::output::records::Records;

/// A value with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Its confidence level, if the table says it.
    pub level: Option<f64>,
}

fn interval(records: &Records, row: &[String]) -> Option<Interval> {
    let number = |column: &str| records.cell(row, column).parse().ok();
    Some(Interval {
        value: number("estimate")?,
        low: number("low")?,
        high: number("high")?,
        level: number("level"),
    })
}

/// A result in one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Name of the scenario.
    pub scenario: String,
    /// Baseline of the comparison; empty if nothing was compared.
    pub baseline: String,
    /// The arm that the row is about: `broker` if there is one, else the first that was compared.
    pub arm: String,
    /// Likeliest ending under the baseline, with its probability.
    pub likeliest: Option<(String, f64)>,
    /// Chance of a real settlement under the baseline.
    pub settlement: Option<Interval>,
    /// What the arm changes about it.
    pub change: Option<Interval>,
    /// On how many worlds that difference rests, if it is known.
    pub change_worlds: Option<f64>,
    /// Probability that both sides accept the arm's broker.
    pub accepted: Option<Interval>,
    /// Of a case of the library: what was there after ten years, in words, and the probability that the arm gives to it.
    pub recorded: Option<(String, Option<f64>)>,
    /// Players who gain by the arm's broker, and those who lose, as far as intervals tell.
    pub gain_and_lose: [Vec<String>; 2],
}

impl Line {
    /// The row of a result, from the names of disarmer, guarantor and broker, and its tables `outcomes`, `contrasts` and `acceptance`.
    pub fn of(scenario: &str, players: &[String; 3], [outcomes, contrasts, acceptance]: &[Records; 3]) -> Self {
        let named = contrasts.find(&[("arm", "broker")]);
        let (baseline, arm) =
            named
                .or_else(|| contrasts.rows.first().map(Vec::as_slice))
                .map_or((String::new(), String::new()), |row| {
                    (
                        contrasts.cell(row, "baseline").to_owned(),
                        contrasts.cell(row, "arm").to_owned(),
                    )
                });
        // Without a comparison there is one arm.
        let only = outcomes.rows.first().map_or("", |row| outcomes.cell(row, "arm"));
        let base = if baseline.is_empty() { only } else { &baseline };
        let methods = ["exact", "controlled", "played"];
        let method = methods
            .into_iter()
            .find(|method| outcomes.find(&[("method", method)]).is_some());
        let method = method.unwrap_or("exact");
        let plain = [("method", method), ("weighting", "with_broker")];
        let of_base = |row: &&Vec<String>| {
            let same = |(column, text): &(&str, &str)| outcomes.cell(row, column) == *text;
            outcomes.cell(row, "arm") == base && plain.iter().all(same)
        };
        let likeliest = outcomes
            .rows
            .iter()
            .filter(of_base)
            .filter_map(|row| Some((outcomes.cell(row, "outcome"), interval(outcomes, row)?.value)))
            .filter(|(outcome, _)| *outcome != "settlement")
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let settlement = outcomes.rows.iter().filter(of_base);
        let settlement = settlement
            .clone()
            .find(|row| outcomes.cell(row, "outcome") == "settlement");
        let change = [
            ("arm", arm.as_str()),
            ("metric", "outcome.settlement"),
            plain[0],
            plain[1],
        ];
        let of_arm = |quantity: &str| {
            let row = acceptance.find(&[("arm", arm.as_str()), ("quantity", quantity)])?;
            interval(acceptance, row)
        };
        let mut gain_and_lose: [Vec<String>; 2] = Default::default();
        for (role, name) in PLAYERS.into_iter().zip(players) {
            match of_arm(&format!("gain_{role}")) {
                Some(gain) if gain.low > 0.0 => gain_and_lose[0].push(name.clone()),
                Some(gain) if gain.high < 0.0 => gain_and_lose[1].push(name.clone()),
                _ => {}
            }
        }
        let judged = if arm.is_empty() { base } else { &arm };
        Line {
            recorded: recorded(scenario, |outcome| {
                let row = outcomes.find(&[("arm", judged), ("outcome", outcome), plain[0], plain[1]])?;
                Some(interval(outcomes, row)?.value)
            }),
            scenario: scenario.to_owned(),
            likeliest: likeliest.map(|(outcome, share)| (outcome.to_owned(), share)),
            settlement: settlement.and_then(|row| interval(outcomes, row)),
            change: contrasts.find(&change).and_then(|row| interval(contrasts, row)),
            change_worlds: contrasts
                .find(&change)
                .and_then(|row| contrasts.cell(row, "effective_worlds").parse().ok()),
            accepted: of_arm("accepted"),
            gain_and_lose,
            baseline: base.to_owned(),
            arm,
        }
    }
}

/// What is on record of a case of the library, and what is given to it by probabilities of outcomes.
fn recorded(stem: &str, probability: impl Fn(&str) -> Option<f64>) -> Option<(String, Option<f64>)> {
    let case = backtest::recorded(stem)?;
    let date = Quantity::Outcome10;
    let probabilities: Option<Vec<f64>> = date.classes().iter().map(|class| probability(class)).collect();
    let given = probabilities.and_then(|all| judged::given(&case, date, &all));
    Some((in_words(&case, date), given))
}

/// What the columns of cases of the library say.
pub const RECORDED: &str = "On record is what was there ten years after the start of a case of the library, with weights where two codes can be \
    defended, and beside it the probability that the arm gives to it; docs/backtest.md scores them.";

/// The confidence level of the intervals, in words: `95 %`, or `95 % and 90 %` where results have several.
pub fn levels(lines: &[Line]) -> String {
    let all = lines.iter().flat_map(|line| [line.settlement, line.change]);
    let mut levels: Vec<String> = Vec::new();
    for share in all.flatten().filter_map(|interval| interval.level) {
        let level = percent_trimmed(share);
        if !levels.contains(&level) {
            levels.push(level);
        }
    }
    levels.join(" and ")
}

/// The rows as a table for the terminal, with a line on what it shows.
pub fn text(lines: &[Line]) -> String {
    let library = lines.iter().any(|line| line.recorded.is_some());
    let mut header = vec![
        "scenario",
        "likeliest ending, %",
        "settlement, %",
        "arm",
        "changes that, points",
        "gains",
        "loses",
        "both accept, %",
    ];
    if library {
        header.extend(["on record", "given to it, %"]);
    }
    let unknown = || UNKNOWN.to_owned();
    let none = || "–".to_owned();
    let rows = lines.iter().map(|line| {
        let share = |i: &Interval| bracketed(i.value, i.low, i.high, per_cent);
        let players = |names: &[String]| match names {
            [] => none(),
            names => names.join(", "),
        };
        let mut row = vec![
            line.scenario.clone(),
            line.likeliest.as_ref().map_or_else(unknown, |(outcome, p)| {
                format!("{} {}", outcome.replace('_', " "), fixed(100.0 * p, 0))
            }),
            line.settlement.as_ref().map_or_else(unknown, share),
            if line.arm.is_empty() { none() } else { line.arm.clone() },
            line.change
                .as_ref()
                .map_or_else(none, |i| bracketed(i.value, i.low, i.high, |x| points(x, 2))),
            players(&line.gain_and_lose[0]),
            players(&line.gain_and_lose[1]),
            line.accepted.as_ref().map_or_else(none, |i| fixed(100.0 * i.value, 0)),
        ];
        if library {
            let (words, given) = line.recorded.clone().unwrap_or_else(|| (none(), None));
            row.extend([words, given.map_or_else(none, |p| fixed(100.0 * p, 1))]);
        }
        row
    });
    let note = format!(
        "Side by side: how negotiations end under the baseline, and what the arm changes; who gains or loses by its broker as \
         far as the {} interval tells.",
        levels(lines)
    );
    let recorded = if library { paragraph(RECORDED) } else { String::new() };
    paragraph(&note) + &recorded + &grid(&header, rows)
}

fn per_cent(share: f64) -> String {
    fixed(100.0 * share, 2)
}

/// The rows for programs; a number that is not known is `null`.
pub fn json(lines: &[Line]) -> Value {
    let of = |i: &Option<Interval>| {
        i.as_ref().map_or(
            Value::Null,
            |i| json!({ "value": i.value, "low": i.low, "high": i.high }),
        )
    };
    let all = lines.iter().map(|line| {
        json!({
            "scenario": line.scenario,
            "baseline": line.baseline,
            "arm": line.arm,
            "likeliest": line.likeliest.as_ref().map(|(outcome, share)| json!({ "outcome": outcome, "probability": share })),
            "settlement": of(&line.settlement),
            "change": of(&line.change),
            "accepted": of(&line.accepted),
            "recorded": line.recorded.as_ref().map(|(words, given)| json!({ "after_10_years": words, "given": given })),
            "gain": line.gain_and_lose[0],
            "lose": line.gain_and_lose[1],
        })
    });
    Value::Array(all.collect())
}

/// The manifest of an overview: which results it puts side by side.
pub fn manifest(program: Value, results: &[(String, Value)], charts: &Charts) -> Map<String, Value> {
    let results = results
        .iter()
        .map(|(folder, sha256)| json!({ "folder": folder, "manifest_sha256": sha256 }));
    let kinds: Vec<&str> = charts.kinds.iter().map(|kind| kind.name()).collect();
    let entries = [
        ("program", program),
        ("results", Value::Array(results.collect())),
        ("charts", json!({ "kinds": kinds, "size": charts.size.name() })),
    ];
    entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// Names of the results that an overview puts side by side, with the checksums of their manifests; `None` if the manifest is that of
/// something else.
pub fn results_of(entries: &Value) -> Option<Vec<(String, String)>> {
    let of = |result: &Value| {
        let name = result["folder"].as_str().filter(|name| is_inside(name))?;
        Some((name.to_owned(), result["manifest_sha256"].as_str()?.to_owned()))
    };
    entries["results"].as_array()?.iter().map(of).collect()
}

/// The charts of an overview as its manifest has them; `None` if it does not say.
pub fn charts_of(entries: &Value) -> Option<Charts> {
    let charts = &entries["charts"];
    let of = |name: &Value| Kind::ALL.into_iter().find(|kind| *name == *kind.name());
    let kinds = charts["kinds"].as_array()?.iter().map(of).collect::<Option<Vec<_>>>()?;
    let size = Size::ALL.into_iter().find(|size| charts["size"] == *size.name())?;
    Some(Charts { kinds, size })
}
