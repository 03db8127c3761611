//! Problems as text with the source line underlined, and as JSON.

use std::collections::BTreeMap;
use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::problem::{COMMAND_LINE, Problem, Problems, Severity};

/// Of a file with more problems, so many are shown.
const MOST_SHOWN: usize = 50;

impl Problems {
    /// Every problem with its line underlined, at most 50 of each file, then their number.
    pub fn to_text(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut text = String::new();
        for problem in self.shown() {
            text.push_str(&renderer.render(&[group(problem)]));
            text.push_str("\n\n");
        }
        let count = self.len() + self.unseen();
        let warnings = self.iter().all(|problem| problem.severity == Severity::Warning);
        let noun = match (warnings, count) {
            (false, 1) => "problem",
            (false, _) => "problems",
            (true, 1) => "warning",
            (true, _) => "warnings",
        };
        let rest = match count - self.shown().len() {
            0 => String::new(),
            more => format!(", of which {more} are not shown"),
        };
        text.push_str(&format!("{count} {noun} found{rest}\n"));
        text
    }

    /// `{"problems": [{code, severity, file, line, column, key, found, message, help, arm}, …], "not_shown": 0}`; what does not apply is
    /// null. At most 50 problems of each file are listed.
    pub fn to_json(&self) -> Value {
        let problems: Vec<Value> = self.shown().iter().map(|p| json!(p)).collect();
        let rest = self.len() + self.unseen() - problems.len();
        json!({ "problems": problems, "not_shown": rest })
    }

    /// The first of each file.
    fn shown(&self) -> Vec<&Problem> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut shown = Vec::new();
        for problem in self {
            let count = counts.entry(&problem.file).or_default();
            *count += 1;
            if *count <= MOST_SHOWN {
                shown.push(problem);
            }
        }
        shown
    }
}

fn group(problem: &Problem) -> Group<'_> {
    let mut title = problem.message.clone();
    if let Some(arm) = &problem.arm {
        title.push_str(&format!(" (in the arm `{arm}`)"));
    }
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(title)
        .id(problem.code.name())
        .elements(Vec::<Snippet<'_, annotate_snippets::Annotation<'_>>>::new());
    match &problem.excerpt {
        Some(excerpt) => {
            let snippet = Snippet::source(excerpt.line.as_str())
                .line_start(problem.line.unwrap_or(1))
                // The command line has neither a path nor lines.
                .path((problem.file != COMMAND_LINE).then_some(problem.file.as_str()))
                .line_numbering(problem.file != COMMAND_LINE)
                .annotation(AnnotationKind::Primary.span(excerpt.span.clone()));
            group = group.element(snippet);
        }
        None => {
            let mut origin = Origin::path(problem.file.as_str());
            if let (Some(line), Some(column)) = (problem.line, problem.column) {
                origin = origin.line(line).char_column(column);
            }
            group = group.element(origin);
        }
    }
    match &problem.help {
        Some(help) => group.element(Level::HELP.message(help.as_str())),
        None => group,
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(false))
    }
}

impl std::error::Error for Problems {}
