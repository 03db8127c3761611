//! The chart of what costs how much and gives how much.

use super::asking::called;
use super::figure::Figure;
use super::origin::Origin;
use super::phrases::capitalised;
use crate::analysis::reach::Reached;
use crate::output::chart::{Chart, Frontier, PanelOf, Spec};
use crate::output::print::Size;
use crate::table::Table;

/// Cost across, the mean upwards, a point for each step with the lever that it adds.
pub fn figures(reached: &Reached, (origin, computed): (&Origin, &str), table: &Table, size: Size) -> Vec<Figure> {
    let metric = reached.metric;
    let quantity = match reached.aim.share {
        Some(_) => "share_of_worlds",
        None => "mean",
    };
    let rows = table.only("quantity", quantity);
    let caption = format!("{}.csv, {} · {computed}", table.slug, metric.name());
    let mut spec = Spec::new(
        &reached.scenario.stem,
        origin.subtitle(reached.scenario.title()),
        caption,
    )
    .origin(origin.line())
    .sized(size)
    .titled(format!("What it would take: {}", called(metric)))
    .note("Points of a curve are solved in the same worlds: differences between them are surer than the intervals suggest.");
    for lever in reached.levers {
        spec = spec.label(format!("lever.{}", lever.name), lever.name.replace('_', " "));
    }
    let percent = metric.is_probability() || reached.aim.share.is_some();
    let up = match reached.aim.share {
        Some(_) => "Share of worlds where the aim is reached (per cent)".to_owned(),
        None if percent => format!("{} (per cent)", capitalised(&called(metric))),
        None => capitalised(&called(metric)),
    };
    vec![Figure {
        name: "frontier",
        table: rows,
        chart: Chart::Frontier(Frontier {
            curve: "curve",
            curves: vec![
                PanelOf::new("path", "Levers one after the other"),
                PanelOf::new("top", "All levers that do no harm"),
                PanelOf::new("set", "Sets that reach the aim"),
                PanelOf::new("confirmed", "Fresh worlds, fine grid"),
            ],
            joined: "path",
            name: "lever",
            across: "cost",
            up: "estimate",
            aim: "aim",
            percent,
            below: "Cost".to_owned(),
            beside: up,
        }),
        spec,
    }]
}
