//! Table `arms`: what each arm is, and in which keys it differs from the baseline.

use serde_json::Value;

use super::rows::Columns;
use crate::scenario::{Difference, Problems, Scenario};
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    difference: Option<Difference>,
}

/// One row for each key in which an arm differs from the baseline, with both values as numbers, or as JSON if they are none; an arm that does not differ, as the
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
    let number = |row: &Row, value: fn(&Difference) -> &Value| value(row.difference.as_ref()?).as_f64();
    Ok(Columns::over("arms", "What each arm is", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", name)
        .text("summary", |row| scenario.arm_summary(name(row)).unwrap_or_default())
        .text("baseline", |_| baseline)
        .text("key", |row| of(row, |d| d.key.clone()))
        .number("baseline_value", |row| number(row, |d| &d.baseline))
        .number("arm_value", |row| number(row, |d| &d.arm))
        .text("baseline_text", |row| of(row, |d| words(&d.baseline)))
        .text("arm_text", |row| of(row, |d| words(&d.arm)))
        .table())
}

/// A value that is no number. A table or key that is not there has a word, because programs would take `null` and `false` for what
/// they are elsewhere.
fn words(value: &Value) -> String {
    match value {
        Value::Number(_) => String::new(),
        Value::Null | Value::Bool(false) => "absent".to_owned(),
        Value::Bool(true) => "present".to_owned(),
        Value::String(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
