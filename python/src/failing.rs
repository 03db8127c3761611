//! Errors of the library as exceptions of `honest_broker.errors`.

use std::fmt::Display;

use honest_broker::job::JobError;
use honest_broker::scenario::{COMMAND_LINE, Code, Excerpt, Problem, Problems};
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
    let ours = problems.iter().map(of_arguments).collect();
    let ours = Problems::with_unseen(ours, problems.unseen());
    exception(py, class, ours.to_text(false).trim_end(), &listed(problems))
}

/// Problems as programs read them, all that were kept.
pub fn listed(problems: &Problems) -> Value {
    let listed: Vec<Value> = problems.iter().map(one).collect();
    json!({ "problems": listed, "not_shown": problems.unseen() })
}

fn one(problem: &Problem) -> Value {
    let ours = of_arguments(problem);
    let mut value = json!(ours);
    value["file"] = json!(place(&ours));
    value["excerpt"] = json!(ours.excerpt.as_ref().map(|excerpt| &excerpt.line));
    value
}

/// The argument that a problem is about, where there is no file.
fn place(problem: &Problem) -> &str {
    match (problem.file.as_str(), problem.code) {
        (COMMAND_LINE, Code::UnknownArm) => "arms",
        (COMMAND_LINE, _) => "settings",
        (file, _) => file,
    }
}

/// A problem in the words of Python, where nobody has written `--set`.
fn of_arguments(problem: &Problem) -> Problem {
    const OPTION: &str = "--set ";
    let mut ours = problem.clone();
    if problem.file != COMMAND_LINE {
        return ours;
    }
    ours.message = problem.message.replace(OPTION, "");
    ours.excerpt = problem.excerpt.as_ref().map(|excerpt| {
        let cut = if excerpt.line.starts_with(OPTION) {
            OPTION.len()
        } else {
            0
        };
        Excerpt {
            line: excerpt.line[cut..].to_owned(),
            span: excerpt.span.start.saturating_sub(cut)..excerpt.span.end.saturating_sub(cut),
        }
    });
    // Beside what was written, a place says nothing, and is not shown.
    if ours.excerpt.is_none() {
        ours.file = place(problem).to_owned();
    }
    ours
}

/// What an error calls options of the command, and what they are here. Longer ones come first.
const WORDS: [(&str, &str); 13] = [
    ("--force (without --resume)", "force=True with resume=False"),
    ("the same command with --resume", "the same call"),
    ("--evaluate exact", "evaluate='exact'"),
    ("--max-worlds ", "max_worlds="),
    ("--worlds ", "worlds="),
    ("--no-charts", "charts=False"),
    ("--arm and --baseline", "arms and baseline"),
    ("--episodes", "episodes"),
    ("--precision", "precision"),
    ("fewer with --rounds", "fewer rounds"),
    ("--resume", "resume=True"),
    ("--force", "force=True"),
    ("--out", "out"),
];

/// What an error says, in the words of Python.
pub fn in_python(error: &impl Display) -> String {
    // An option stands between words; what begins otherwise is part of the name of a folder.
    let said = WORDS.iter().fold(format!(" {error}"), |said, (option, argument)| {
        said.replace(&format!(" {option}"), &format!(" {argument}"))
    });
    said[1..].to_owned()
}

/// Why a job did not come to its end.
pub fn job(py: Python<'_>, error: &JobError) -> PyErr {
    match error {
        JobError::Scenario(found) => problems(py, "ScenarioError", found),
        JobError::Request(_)
        | JobError::NotKnown(_)
        | JobError::NothingUncertain(_)
        | JobError::NothingToCompare(_)
        | JobError::TooMany(_) => usage(py, &in_python(error)),
        JobError::Stopped { kept } => exception(py, "Interrupted", &stopped(kept.is_some()), &json!({ "kept": kept })),
        JobError::Late { kept, .. } => exception(py, "JobError", &in_python(error), &json!({ "kept": kept })),
        other => exception(py, "JobError", &in_python(other), &json!({})),
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
