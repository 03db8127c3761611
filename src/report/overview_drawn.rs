//! The chart of several results side by side.

use super::figure::Figure;
use super::overview::{Interval, Line};
use crate::output::chart::{Changes, Chart, Spec};
use crate::output::print::Size;
use crate::stats::estimate::LEVEL;
use crate::table::{Cells, Table};

/// A difference that rests on fewer worlds than this is no finding.
const FEW: f64 = 10.0;

/// The chance of a real settlement under the baseline of each scenario, and what the broker changes about it. `runs` tells the runs
/// apart, one for each line.
pub fn settlement(lines: &[Line], runs: &[String], size: Size) -> Figure {
    let levels = table("outcomes", lines, "baseline", |line| line.settlement.map(|i| (i, None)));
    let changes = table("contrasts", lines, "broker", |line| {
        line.change.map(|i| (i, line.change_worlds))
    });
    let compared = changes.rows() > 0;
    let sure = |line: &&Line, up: bool| {
        let seen = |x: f64| (10_000.0 * x).round() != 0.0;
        let one_side = |i: Interval| {
            if up {
                i.low > 0.0 && seen(i.low)
            } else {
                i.high < 0.0 && seen(i.high)
            }
        };
        line.change_worlds.is_none_or(|n| n >= FEW) && line.change.is_some_and(one_side)
    };
    let count = |up: bool| lines.iter().filter(|line| sure(line, up)).count();
    let (up, down, all) = (count(true), count(false), lines.len());
    let title = match (compared, up, down) {
        (false, ..) => "How likely a real settlement is".to_owned(),
        (true, 0, 0) => {
            format!("In none of {all} scenarios does the broker detectably change the chance of a real settlement")
        }
        (true, up, 0) => format!("The broker raises the chance of a real settlement in {up} of {all} scenarios"),
        (true, 0, down) => format!("The broker lowers the chance of a real settlement in {down} of {all} scenarios"),
        (true, up, down) => {
            format!(
                "The broker raises the chance of a real settlement in {up} of {all} scenarios, and lowers it in {down}"
            )
        }
    };
    let spec = Spec::new(
        "",
        format!(
            "Probability of a real settlement without a broker, and what the broker changes about it; {} % intervals.",
            100.0 * LEVEL
        ),
        "outcomes.csv and contrasts.csv of this folder, outcome settlement".to_owned(),
    )
    .origin(format!("runs {}", runs.join(", ")))
    .arms(["baseline", "broker"])
    .sized(size)
    .label("arm.baseline", "Without a broker")
    .label("arm.broker", "With the broker")
    .titled(title);
    let spec = lines.iter().fold(spec, |spec, line| {
        spec.label(format!("case.{}", line.scenario), line.scenario.clone())
    });
    Figure {
        name: "overview",
        table: changes,
        chart: Chart::Changes(Changes {
            column: "case",
            levels,
            of: "case",
            prefix: "",
            baseline: "baseline".to_owned(),
        }),
        spec,
    }
}

/// A row for each line that has a value, with the worlds that it rests on.
fn table(
    slug: &'static str,
    lines: &[Line],
    arm: &str,
    of: impl Fn(&Line) -> Option<(Interval, Option<f64>)>,
) -> Table {
    let rows: Vec<_> = lines
        .iter()
        .filter_map(|line| Some((line.scenario.clone(), of(line)?)))
        .collect();
    let all = |text: &str| Cells::Text(rows.iter().map(|_| text.to_owned()).collect());
    let number = |of: fn(&Interval) -> f64| Cells::Number(rows.iter().map(|(_, (i, _))| Some(of(i))).collect());
    let worlds = rows.iter().map(|(_, (_, worlds))| *worlds);
    Table::new(slug, slug)
        .with("arm", "", all(arm))
        .with("baseline", "", all("baseline"))
        .with(
            "case",
            "",
            Cells::Text(rows.iter().map(|(name, _)| name.clone()).collect()),
        )
        .with("estimate", "", number(|i| i.value))
        .with("low", "", number(|i| i.low))
        .with("high", "", number(|i| i.high))
        .with("level", "", number(|_| LEVEL))
        .with("effective_worlds", "worlds", Cells::Number(worlds.collect()))
}
