//! Table `arms`: what each arm is, and in which keys it differs from the baseline.

use super::rows::Columns;
use crate::scenario::{Difference, Problems, Scenario};
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    difference: Option<Difference>,
}

/// One row for each key in which an arm differs from the baseline, with both values as JSON; an arm that does not differ, as the
/// baseline itself, has one row without a key.
///
/// # Errors
/// If the scenario lacks an arm of the study.
pub fn arms(scenario: &Scenario, study: &Study) -> Result<Table, Problems> {
    let baseline = &study.arms[study.baseline].name;
    let mut rows = Vec::new();
    for (arm, name) in study.arms.iter().map(|arm| &arm.name).enumerate() {
        let differences = scenario.differences(name, baseline)?;
        if differences.is_empty() {
            rows.push(Row { arm, difference: None });
        }
        rows.extend(differences.into_iter().map(|d| Row {
            arm,
            difference: Some(d),
        }));
    }
    let name = |row: &Row| &study.arms[row.arm].name;
    let of = |row: &Row, value: fn(&Difference) -> String| row.difference.as_ref().map_or(String::new(), value);
    Ok(Columns::over("arms", "What each arm is", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", name)
        .text("summary", |row| scenario.arm_summary(name(row)).unwrap_or_default())
        .text("baseline", |_| baseline)
        .text("key", |row| of(row, |d| d.key.clone()))
        .text("baseline_value", |row| of(row, |d| d.baseline.to_string()))
        .text("arm_value", |row| of(row, |d| d.arm.to_string()))
        .table())
}
