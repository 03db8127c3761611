//! The charts of the back-test.

use crate::backtest::judged::Forecaster;
use crate::backtest::predict::Quantity;
use crate::game::outcome::Outcome;
use crate::output::chart::{Chart, Forest, Matches, PanelOf, Reliability, Spec};
use crate::output::print::Size;
use crate::report::figure::Figure;
use crate::report::origin::Origin;
use crate::report::phrases::capitalised;
use crate::table::{Cells, Table};

/// The map of cases, what forecasters lose against the base rates, and calibration.
pub fn figures(tables: &[Table], (origin, computed): (&Origin, &str), size: Size) -> Vec<Figure> {
    let of = |slug: &str| tables.iter().find(|table| table.slug == slug);
    let spec = |title: &str, caption: String| {
        Spec::new("history", "The library of cases", caption)
            .origin(origin.line())
            .sized(size)
            .titled(title)
    };
    let mut all = Vec::new();
    if let Some(table) = of("predictions") {
        let rows = table.only("quantity", Quantity::Outcome10.name());
        let mut spec = spec(
            "What the game expected after ten years, and what happened",
            format!("predictions.csv, outcome_10y · {computed}"),
        );
        for outcome in Outcome::ALL {
            spec = spec.label(format!("class.{}", outcome.name()), capitalised(outcome.title()));
        }
        spec = spec
            .label("group.library", "Library")
            .label("group.never_disarmed", "Never disarmed");
        all.push(Figure {
            name: "cases",
            table: rows,
            chart: Chart::Matches(Matches {
                row: "case_title",
                class: "class",
                group: Some("group"),
                weight: "happened",
                key: "Probability that the game gave (per cent)".to_owned(),
                mark: "What happened; broken where two codes can be defended".to_owned(),
            }),
            spec,
        });
    }
    if let Some(table) = of("scores") {
        let rows = table.only("part", "less_base_rates").only("rule", "brier");
        let mut spec = spec(
            "What forecasters lose more than the base rates",
            format!("scores.csv, less_base_rates, brier · {computed}"),
        )
        .note("Left of zero is better than the base rates of the other cases. Open and pale: the interval has zero in it.");
        let others = Forecaster::ALL
            .into_iter()
            .filter(|forecaster| *forecaster != Forecaster::BaseRates);
        let others: Vec<String> = others.map(|forecaster| forecaster.name().to_owned()).collect();
        for forecaster in Forecaster::ALL {
            spec = spec.label(format!("row.{}", forecaster.name()), capitalised(forecaster.title()));
        }
        all.push(Figure {
            name: "scores",
            table: rows.among("forecaster", &others),
            chart: Chart::Forest(Forest {
                panel: "quantity",
                panels: Quantity::ALL
                    .map(|q| PanelOf::new(q.name(), capitalised(q.title())))
                    .to_vec(),
                row: "forecaster",
                mark: "rule",
                marks: vec![PanelOf::new("brier", "Brier")],
                line: None,
                bars: false,
                firm: None,
                zero: true,
                percent: false,
                axis: "Brier loss less that of the base rates".to_owned(),
            }),
            spec,
        });
    }
    if let Some(table) = of("calibration") {
        let panels = [Forecaster::Model, Forecaster::Refitted, Forecaster::BaseRates];
        // A panel for each: most probabilities are small, and three series would cover each other there.
        let of = Cells::Text(vec!["outcomes".to_owned(); table.rows()]);
        all.push(Figure {
            name: "calibration",
            table: table.clone().with("of", "", of),
            chart: Chart::Reliability(Reliability {
                panel: "forecaster",
                panels: panels.map(|f| PanelOf::new(f.name(), capitalised(f.title()))).to_vec(),
                of: "of",
                series: vec![PanelOf::new("outcomes", "Outcomes after ten years")],
                predicted: "predicted",
                cases: "cases",
                below: "Probability that was given".to_owned(),
                beside: "Share that came about".to_owned(),
            }),
            spec: spec(
                "How often what was expected came about",
                format!("calibration.csv, all outcomes after ten years · {computed}"),
            )
            .note("The bars are Wilson's intervals, with as many observations as there are cases."),
        });
    }
    all
}
