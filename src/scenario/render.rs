//! Problems as text with the source line underlined, and as JSON.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::problem::{COMMAND_LINE, Problem, Problems};

impl Problems {
    /// Every problem with its line underlined, then their number.
    pub fn to_text(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut text = String::new();
        for problem in self {
            text.push_str(&renderer.render(&[group(problem)]));
            text.push_str("\n\n");
        }
        let count = self.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        text.push_str(&format!("{count} {noun} found\n"));
        text
    }

    /// `{"problems": [{code, file, line, column, key, found, message, help, arm}, …]}`; what does not apply is null.
    pub fn to_json(&self) -> Value {
        let problems: Vec<Value> = self.iter().map(|p| json!(p)).collect();
        json!({ "problems": problems })
    }
}

fn group(problem: &Problem) -> Group<'_> {
    let mut title = problem.message.clone();
    if let Some(arm) = &problem.arm {
        title.push_str(&format!(" (in the arm `{arm}`)"));
    }
    let mut group = Level::ERROR
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
