//! Charts of conclusions under other assumptions, one for each.

use super::figure::Figure;
use super::origin::Origin;
use super::phrases::capitalised;
use super::robust::subject;
use crate::analysis::robust::{Conclusion, Fate, Tested};
use crate::output::chart::{Chart, Forest, PanelOf, Spec};
use crate::output::print::Size;
use crate::scenario::Scenario;
use crate::study::ensemble::Variant;
use crate::table::Table;

/// The name of the chart of a conclusion.
fn name(place: usize, conclusion: Conclusion) -> &'static str {
    match (place, conclusion.name().as_str()) {
        (0, _) => "robust",
        (_, "in_force") => "robust_in_force",
        (_, "outcome.war") => "robust_war",
        (_, "gain_disarmer") => "robust_gain_disarmer",
        (_, "gain_guarantor") => "robust_gain_guarantor",
        _ => "robust_gain_broker",
    }
}

/// A row for each variant.
pub fn figures(
    (scenario, arm): (&Scenario, &str),
    (variants, all): (&[Variant], &[(Conclusion, Vec<Tested>)]),
    (origin, computed): (&Origin, &str),
    table: &Table,
    size: Size,
) -> Vec<Figure> {
    let one = |(place, (conclusion, tested)): (usize, &(Conclusion, Vec<Tested>))| {
        let rows = table.only("conclusion", &conclusion.name()).only("part", "difference");
        let caption = format!("{}.csv, {} · {computed}", table.slug, conclusion.name());
        let subject = subject(scenario, arm, *conclusion);
        let others = tested.len().saturating_sub(1);
        let holds = tested[1..].iter().filter(|own| own.fate == Some(Fate::Holds)).count();
        let title = match tested[0].fate {
            None => format!("{} is not told from nothing as it is", capitalised(&subject)),
            Some(_) if holds == others => format!("{} keeps its sign in all {others} variants", capitalised(&subject)),
            Some(_) => format!(
                "{} keeps its sign, and a quarter of its size, in {holds} of {others} variants",
                capitalised(&subject)
            ),
        };
        let spec = Spec::new(&scenario.stem, origin.subtitle(scenario.title()), caption)
            .origin(origin.line())
            .sized(size)
            .titled(title)
            .note("All variants are solved in the same worlds. Open and pale: the interval has zero in it.");
        let spec = variants.iter().fold(spec, |spec, variant| {
            spec.label(format!("row.{}", variant.name), capitalised(&variant.what))
        });
        let axis = match conclusion.is_probability() {
            true => "Difference from the baseline (percentage points)",
            false => "Difference (own unit)",
        };
        Figure {
            name: name(place, *conclusion),
            table: rows,
            chart: Chart::Forest(Forest {
                panel: "conclusion",
                panels: vec![PanelOf::new(conclusion.name(), "")],
                row: "variant",
                mark: "part",
                marks: vec![PanelOf::new("difference", "Difference")],
                line: None,
                bars: false,
                firm: Some("firm"),
                zero: true,
                percent: conclusion.is_probability(),
                axis: axis.to_owned(),
            }),
            spec,
        }
    };
    all.iter().enumerate().map(one).collect()
}
