//! The charts of what drives a metric: shares of the variation, and the strongest numbers at their two ends.

use super::asking::called;
use super::drivers::leading;
use super::evidence::Evidence;
use super::figure::Figure;
use super::origin::Origin;
use super::phrases::capitalised;
use crate::analysis::drivers::{Drivers, Sample, strongest};
use crate::analysis::target::Target;
use crate::output::chart::{Chart, Forest, PanelOf, Spec};
use crate::output::print::Size;
use crate::scenario::Scenario;
use crate::table::{Cells, Table};

/// Numbers of a panel.
const SHOWN: usize = 12;

/// Both charts.
pub fn figures(
    scenario: &Scenario,
    (metric, sample, of_metric): (Target, &Sample, &[&Drivers]),
    (arms, evidence): (&[String], &Evidence),
    (origin, computed): (&Origin, &str),
    tables: &[Table],
    size: Size,
) -> Vec<Figure> {
    let main = leading(of_metric, metric);
    let find = |slug: &str| {
        tables
            .iter()
            .find(|table| table.slug == slug)
            .map(|t| t.only("metric", &metric.name()))
    };
    let spec = |what: &str, table: &str| {
        // The ends are solved in some of the worlds; the table says in how many.
        let computed = match table {
            "tornado" => computed.split_once(',').map_or(computed, |(_, rest)| rest.trim_start()),
            _ => computed,
        };
        let caption = format!("{table}.csv, {} · {computed}", metric.name());
        let subtitle = format!("{}. {what}", origin.subtitle(scenario.title()));
        let spec = Spec::new(&scenario.stem, subtitle, caption)
            .origin(origin.line())
            .sized(size);
        sample.inputs.iter().fold(spec, |spec, input| {
            let words = match evidence.grade(&input.key) {
                grade if grade.is_empty() => input.key.clone(),
                grade => format!("{} ({grade})", input.key),
            };
            spec.label(format!("row.{}", input.key), words)
        })
    };
    let title = |arm: &String| capitalised(scenario.display_name(arm).unwrap_or(arm));
    let panels = |with_effect: bool| {
        let mut panels: Vec<PanelOf> = arms
            .iter()
            .map(|arm| PanelOf::new(format!("level.{arm}"), title(arm)))
            .collect();
        if with_effect {
            let effects = main.iter().filter(|of| of.quantity.against.is_some());
            panels.extend(effects.map(|of| {
                let arm = &arms[of.quantity.arm];
                PanelOf::new(
                    format!("effect.{arm}"),
                    format!("Change {}", scenario.display_name(arm).unwrap_or(arm)),
                )
            }));
        }
        panels
    };
    let mut figures = Vec::new();
    let strongest: Vec<String> = (strongest(&main, SHOWN).into_iter())
        .map(|input| sample.inputs[input].key.clone())
        .collect();
    if let (Some(table), false) = (find("drivers"), strongest.is_empty()) {
        let scale = main.first().map_or("average", |of| of.quantity.scale.name());
        let rows = with_panels(&ordered(&table.only("scale", scale), &strongest));
        figures.push(Figure {
            name: "drivers",
            table: rows,
            chart: Chart::Forest(Forest {
                panel: "panel",
                panels: panels(true),
                row: "key",
                mark: "scale",
                marks: vec![PanelOf::new(scale, "Share")],
                line: Some(("noise_floor", "largest share of a number that cannot matter".to_owned())),
                bars: false,
                firm: Some("resolved"),
                zero: true,
                percent: true,
                axis: "Share of the variance between worlds (per cent)".to_owned(),
            }),
            spec: spec("Share of the variation that each number explains by itself", "drivers")
                .titled(headline(sample, &main, metric))
                .note("In brackets the marks of the evidence: C confirmed, M from memory, D derived, J judgement."),
        });
    }
    if let Some(table) = find("tornado").filter(|table| table.rows() > 0) {
        let keys = largest_swings(&table);
        let rows = with_panels(&ordered(&table, &keys));
        figures.push(Figure {
            name: "tornado",
            table: rows,
            chart: Chart::Forest(Forest {
                panel: "panel",
                panels: panels(true),
                row: "key",
                mark: "end",
                marks: vec![
                    PanelOf::new("low", "at the 10 % point, or the event does not happen"),
                    PanelOf::new("high", "at the 90 % point, or it happens"),
                ],
                line: None,
                bars: true,
                firm: None,
                zero: false,
                percent: metric.is_probability(),
                axis: match metric.is_probability() {
                    true => "Mean probability, or its difference from the baseline (per cent)".to_owned(),
                    false => "Mean, or its difference from the baseline".to_owned(),
                },
            }),
            spec: spec("One number at a time at its two ends, all others as they are drawn", "tornado")
                .titled(format!("What moving one number does to {}", called(metric)))
                .note("All ends are solved in the same worlds, so that differences are surer than the intervals of the levels suggest."),
        });
    }
    figures
}

/// The keys in the order of what they move most in any arm.
fn largest_swings(table: &Table) -> Vec<String> {
    let rows = table.only("end", "difference").only("part", "level");
    let (Some(Cells::Text(keys)), Some(Cells::Number(moved))) = (rows.column("key"), rows.column("estimate")) else {
        return Vec::new();
    };
    let mut largest: Vec<(f64, String)> = Vec::new();
    for (key, moved) in keys.iter().zip(moved) {
        let size = moved.map_or(0.0, f64::abs);
        match largest.iter_mut().find(|(_, own)| own == key) {
            Some(own) => own.0 = own.0.max(size),
            None => largest.push((size, key.clone())),
        }
    }
    largest.sort_by(|a, b| b.0.total_cmp(&a.0));
    largest.into_iter().map(|(_, key)| key).collect()
}

/// The rows of these keys, key by key.
fn ordered(table: &Table, keys: &[String]) -> Table {
    let mut parts = keys.iter().map(|key| table.only("key", key));
    let Some(first) = parts.next() else {
        return table.among("key", &[]);
    };
    parts.fold(first, |mut all, part| {
        for (own, more) in all.columns.iter_mut().zip(part.columns) {
            match (&mut own.cells, more.cells) {
                (Cells::Text(own), Cells::Text(more)) => own.extend(more),
                (Cells::Integer(own), Cells::Integer(more)) => own.extend(more),
                (Cells::Number(own), Cells::Number(more)) => own.extend(more),
                _ => {}
            }
        }
        all
    })
}

/// With a column that names the panel of a row: its part and its arm.
fn with_panels(table: &Table) -> Table {
    let (Some(Cells::Text(parts)), Some(Cells::Text(arms))) = (table.column("part"), table.column("arm")) else {
        return table.clone();
    };
    let panels = parts
        .iter()
        .zip(arms)
        .map(|(part, arm)| format!("{part}.{arm}"))
        .collect();
    table.clone().with("panel", "", Cells::Text(panels))
}

/// The strongest number, if there is one.
fn headline(sample: &Sample, main: &[&Drivers], metric: Target) -> String {
    let level = main.iter().rev().find(|of| of.quantity.against.is_none());
    let first = level.and_then(|of| {
        of.resolved()
            .first()
            .map(|driver| sample.inputs[driver.input].key.clone())
    });
    match first {
        Some(key) => format!("{key} drives {} most", called(metric)),
        None => format!("What drives {}", called(metric)),
    }
}
