//! The charts of what drives a metric: shares of the variation, and the strongest numbers at their two ends.

use super::evidence::Evidence;
use super::figure::Figure;
use super::origin::Origin;
use crate::analysis::attribution::Target;
use crate::analysis::drivers::{Drivers, Sample};
use crate::output::print::Size;
use crate::scenario::Scenario;
use crate::table::Table;

/// Both charts.
pub fn figures(
    _scenario: &Scenario,
    _what: (Target, &Sample, &[&Drivers]),
    _arms: (&[String], &Evidence),
    _run: (&Origin, &str),
    _tables: &[Table],
    _size: Size,
) -> Vec<Figure> {
    Vec::new()
}
