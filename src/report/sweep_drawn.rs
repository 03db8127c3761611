//! The chart of a sweep.

use super::asking::called;
use super::figure::Figure;
use super::origin::Origin;
use super::phrases::capitalised;
use crate::analysis::target::Target;
use crate::output::chart::{Chart, PanelOf, Profiles, Spec, Tiles};
use crate::output::print::Size;
use crate::scenario::{Scenario, column, meaning};
use crate::study::varied::Varied;
use crate::table::{Cells, Table};

/// Lines over the values of one number, or maps over two; points that differ otherwise have no chart.
pub fn figures(
    scenario: &Scenario,
    varied: &Varied,
    (arms, metric): (&[String], Target),
    (origin, computed): (&Origin, &str),
    table: &Table,
    size: Size,
) -> Vec<Figure> {
    let rows = table.only("metric", &metric.name());
    let caption = format!("{}.csv, {} · {computed}", table.slug, metric.name());
    let spec = Spec::new(&scenario.stem, origin.subtitle(scenario.title()), caption)
        .origin(origin.line())
        .sized(size)
        .arms(arms.to_vec());
    let key = match &varied.keys[..] {
        [key] => key,
        [across, up] => return maps(scenario, (across, up), (arms, metric), &rows, &spec),
        _ => return Vec::new(),
    };
    let column = column(key);
    let Some(Cells::Number(values)) = rows.column(&column) else {
        return Vec::new();
    };
    // The chart looks for its number under a fixed name.
    let across = Cells::Number(values.clone());
    let rows = rows.with("value", "", across);
    let line = |arm: &String| PanelOf::new(arm, capitalised(scenario.display_name(arm).unwrap_or(arm)));
    let mut panels = vec![PanelOf::new("level", capitalised(&called(metric)))];
    if arms.len() > 1 {
        panels.push(PanelOf::new("effect", "Difference from the baseline"));
    }
    let below = match varied.coordinates {
        true => format!("{key} (share of its distribution that lies below)"),
        false => with_unit(key),
    };
    let title = format!("{} by {key}", capitalised(&called(metric)));
    vec![Figure {
        name: "sweep",
        table: rows,
        chart: Chart::Profiles(Profiles {
            panel: "part",
            panels,
            line: "arm",
            lines: arms.iter().map(line).collect(),
            across: "value",
            up: "estimate",
            even: false,
            time: false,
            percent: metric.is_probability(),
            below,
            beside: match metric.is_probability() {
                true => "Probability, and difference (per cent)".to_owned(),
                false => "Mean, and difference".to_owned(),
            },
        }),
        spec: spec
            .titled(title)
            .note("All points are solved in the same worlds: differences between them are surer than the intervals of the levels suggest."),
    }]
}

/// A key with its unit, if it has one.
fn with_unit(key: &str) -> String {
    match meaning(key).map_or("", |(_, unit)| unit) {
        "" => key.to_owned(),
        unit => format!("{key} ({unit})"),
    }
}

/// Maps over two keys: the level under each arm, and what arms change.
fn maps(
    scenario: &Scenario,
    (across, up): (&str, &str),
    (arms, metric): (&[String], Target),
    rows: &Table,
    spec: &Spec,
) -> Vec<Figure> {
    let copied = |key: &str| rows.column(&column(key)).cloned();
    let (Some(right), Some(upwards)) = (copied(across), copied(up)) else {
        return Vec::new();
    };
    let rows = rows.clone().with("across", "", right).with("up", "", upwards);
    let called = capitalised(&called(metric));
    let unit = if metric.is_probability() { " (per cent)" } else { "" };
    let map = |name, part: &'static str, signed, title: String, key: String| {
        let rows = rows.only("part", part);
        let drawn = arms.iter().filter(|arm| rows.only("arm", arm).rows() > 0);
        let panel = |arm: &String| PanelOf::new(arm, capitalised(scenario.display_name(arm).unwrap_or(arm)));
        Figure {
            name,
            chart: Chart::Tiles(Tiles {
                panel: "arm",
                panels: drawn.map(panel).collect(),
                across: "across",
                up: "up",
                signed,
                percent: metric.is_probability(),
                key,
                below: with_unit(across),
                beside: with_unit(up),
            }),
            table: rows,
            spec: spec.clone().titled(title),
        }
    };
    let mut figures = vec![map(
        "sweep",
        "level",
        false,
        format!("{called} by {across} and {up}"),
        format!("{called}{unit}"),
    )];
    if arms.len() > 1 {
        figures.push(map(
            "sweep_effect",
            "effect",
            true,
            format!(
                "What arms change about {}, by {across} and {up}",
                super::asking::called(metric)
            ),
            match metric.is_probability() {
                true => "Difference from the baseline (percentage points)".to_owned(),
                false => "Difference from the baseline".to_owned(),
            },
        ));
    }
    figures
}
