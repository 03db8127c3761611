//! Charts of how worlds differ, and of how intervals shrink with their number.

use super::figure::Figure;
use crate::analysis::tables::WIDEST;
use crate::game::ending::Ending;
use crate::output::chart::{Chart, PanelOf, Spec, Spread, Steps};
use crate::table::Table;

/// How the effect of an arm differs between worlds.
pub fn effects(table: Table, signs: Table, spec: Spec) -> Figure {
    let note = "Each world gives one difference of probabilities. Line: the middle nine tenths of the worlds; bar: the middle half; \
                marker: the median.";
    Figure {
        name: "effects",
        table,
        chart: Chart::Spread(Spread {
            panels: vec![
                PanelOf::new(Ending::Completed.metric(), "All stages completed"),
                PanelOf::new(Ending::InForce.metric(), "In force at the end"),
            ],
            axis: "Difference (points)".to_owned(),
            signs,
            directions: [
                PanelOf::new("lowers", "lowers it"),
                PanelOf::new("no_difference", "changes it by less than half a point"),
                PanelOf::new("raises", "raises it"),
            ],
        }),
        spec: spec.titled("How the effect differs between worlds").note(note),
    }
}

/// How intervals shrink as worlds are added.
pub fn convergence(table: Table, spec: Spec) -> Figure {
    let note = "Each step doubles the worlds; independent worlds would shrink the interval by a factor of 1.41.";
    Figure {
        name: "convergence",
        table,
        chart: Chart::Steps(Steps {
            panels: vec![
                PanelOf::new(WIDEST, "Widest outcome probability"),
                PanelOf::new(Ending::Completed.metric(), "Contrast in completed processes"),
            ],
            below: "Worlds".to_owned(),
            beside: "Half-width of the interval (points)".to_owned(),
        }),
        spec: spec.titled("Appendix: how the intervals shrink").note(note),
    }
}
