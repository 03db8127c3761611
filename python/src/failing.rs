//! Errors of the library as exceptions of `honest_broker.errors`.

use honest_broker::job::JobError;
use honest_broker::scenario::{Problem, Problems};
use pyo3::prelude::*;
use serde_json::{Value, json};

/// An exception of that class, made of what people read and of what programs read.
pub fn exception(py: Python<'_>, class: &str, text: &str, details: &Value) -> PyErr {
    let made = py
        .import("honest_broker.errors")
        .and_then(|errors| errors.getattr(class))
        .and_then(|class| class.call1((text, details.to_string())));
    match made {
        Ok(made) => PyErr::from_value(made),
        Err(error) => error,
    }
}

/// A wrong argument, or arguments that contradict each other.
pub fn usage(py: Python<'_>, text: &str) -> PyErr {
    exception(py, "UsageError", text, &json!({}))
}

/// All that is wrong with a scenario, as `class`.
pub fn problems(py: Python<'_>, class: &str, problems: &Problems) -> PyErr {
    exception(py, class, problems.to_text(false).trim_end(), &listed(problems))
}

/// Problems as programs read them, all that were kept.
pub fn listed(problems: &Problems) -> Value {
    let listed: Vec<Value> = problems.iter().map(one).collect();
    json!({ "problems": listed, "not_shown": problems.unseen() })
}

fn one(problem: &Problem) -> Value {
    let mut value = json!(problem);
    value["excerpt"] = json!(problem.excerpt.as_ref().map(|excerpt| &excerpt.line));
    value
}

/// Why a job did not come to its end.
pub fn job(py: Python<'_>, error: &JobError) -> PyErr {
    match error {
        JobError::Scenario(found) => problems(py, "ScenarioError", found),
        JobError::Request(_)
        | JobError::NotKnown(_)
        | JobError::NothingUncertain(_)
        | JobError::NothingToCompare(_)
        | JobError::TooMany(_) => usage(py, &error.to_string()),
        JobError::Stopped { kept } => exception(py, "Interrupted", &stopped(kept.is_some()), &json!({ "kept": kept })),
        JobError::Late { kept, .. } => exception(py, "JobError", &error.to_string(), &json!({ "kept": kept })),
        other => exception(py, "JobError", &other.to_string(), &json!({})),
    }
}

fn stopped(kept: bool) -> String {
    match kept {
        true => {
            "interrupted; finished worlds are kept, and the same call with resume=True goes on from there".to_owned()
        }
        false => "interrupted; nothing was written".to_owned(),
    }
}
