//! The chart of several results side by side.

use super::figure::Figure;
use super::overview::{Interval, Line, levels};
use super::phrases::FEW;
use crate::output::chart::{Changes, Chart, Spec};
use crate::output::print::Size;
use crate::table::{Cells, Table};

/// The chance of a real settlement under the baseline of each scenario, and what the broker changes about it. `runs` tells the runs
/// apart, one for each line.
pub fn settlement(lines: &[Line], runs: &[String], size: Size) -> Figure {
    let of_baseline = table("outcomes", lines, "baseline", |line| line.settlement.map(|i| (i, None)));
    let changes = table("contrasts", lines, "broker", |line| {
        line.change.map(|i| (i, line.change_worlds))
    });
    let compared = changes.rows() > 0;
    let one_side = |line: &&Line, up: bool| {
        let seen = |x: f64| (10_000.0 * x).round() != 0.0;
        line.change.is_some_and(|i| match up {
            true => i.low > 0.0 && seen(i.low),
            false => i.high < 0.0 && seen(i.high),
        })
    };
    let few = |line: &&Line| line.change_worlds.is_some_and(|n| n < FEW);
    let count = |up: bool, of_few: bool| {
        let found = lines.iter().filter(|line| one_side(line, up) && few(line) == of_few);
        found.count()
    };
    let all = lines.len();
    let parts: Vec<String> = [
        ("raises", count(true, false)),
        ("lowers", count(false, false)),
        ("seems to raise", count(true, true)),
        ("seems to lower", count(false, true)),
    ]
    .into_iter()
    .filter(|(_, n)| *n > 0)
    .map(|(verb, n)| format!("{verb} the chance of a real settlement in {n} of {all} scenarios"))
    .collect();
    let title = match (compared, &parts[..]) {
        (false, _) => "How likely a real settlement is".to_owned(),
        (true, []) => {
            format!("In none of {all} scenarios does the broker detectably change the chance of a real settlement")
        }
        (true, [first, rest @ ..]) => {
            let rest: String = rest
                .iter()
                .map(|part| format!(", {}", part.replace(" the chance of a real settlement", " it")))
                .collect();
            format!("The broker {first}{rest}")
        }
    };
    let spec = Spec::new(
        "",
        format!(
            "Probability of a real settlement without a broker, and what the broker changes about it; {} intervals.",
            levels(lines)
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
            levels: of_baseline,
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
        .with(
            "level",
            "",
            Cells::Number(rows.iter().map(|(_, (i, _))| i.level).collect()),
        )
        .with("effective_worlds", "worlds", Cells::Number(worlds.collect()))
}
