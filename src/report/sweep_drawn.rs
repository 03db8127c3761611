//! The chart of a sweep.

use super::asking::called;
use super::figure::Figure;
use super::origin::Origin;
use super::phrases::capitalised;
use crate::analysis::attribution::Target;
use crate::analysis::tables::key_column;
use crate::output::chart::{Chart, PanelOf, Profiles, Spec};
use crate::output::print::Size;
use crate::scenario::{Scenario, meaning};
use crate::study::varied::Varied;
use crate::table::{Cells, Table};

/// Lines over the values of one number.
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
    let [key] = &varied.keys[..] else {
        return Vec::new();
    };
    let column = key_column(key);
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
    let unit = meaning(key).map_or("", |(_, unit)| unit);
    let below = match (varied.coordinates, unit) {
        (true, _) => format!("{key} (share of its distribution that lies below)"),
        (false, "") => key.clone(),
        (false, unit) => format!("{key} ({unit})"),
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
