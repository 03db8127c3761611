//! What the TOML parser has to say, as problems.

use toml::de::Error;

use super::problem::Code;
use super::source::{Place, Reporter};

/// Reports every syntax error with its place.
pub(super) fn report(errors: &[Error], text: &str, reporter: &mut Reporter<'_>) {
    let mut last_line = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let place = Place::in_file(span.clone());
        if error.message() == "duplicate key" {
            let name = reporter.found(&place);
            let path = path_at(text, span.start, &name);
            let message = format!("`{path}` is given twice");
            let help = "keep one of the two; every key and every [table] may be written once";
            reporter.report(Code::DuplicateKey, Some(&place), &path, message, help);
        } else {
            // After the first error on a line the parser guesses; what it says then confuses more than it helps.
            let line = text.get(..span.start).map(|above| above.matches('\n').count());
            if line.is_some() && line == last_line {
                continue;
            }
            last_line = line;
            let message = format!("this is not TOML: {}", error.message());
            let help = "write lines such as `key = 1.5`, `key = \"text\"`, or a table header such as `[clock]`";
            reporter.report(Code::NotToml, Some(&place), "", message, help);
        }
    }
}

/// The key path of a key that stands at `at`: the parser does not tell, so the table header above it is looked up.
fn path_at(text: &str, at: usize, name: &str) -> String {
    let above = text.get(..at).unwrap_or_default();
    let line = above.rsplit('\n').next().unwrap_or_default();
    if line.trim_start().starts_with('[') {
        return text.lines().nth(above.matches('\n').count()).map_or_else(
            || name.to_string(),
            |line| {
                line.split('#')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .trim_matches(['[', ']'])
                    .to_string()
            },
        );
    }
    let headers = above.lines().map(str::trim).filter(|line| line.starts_with('['));
    let mut table = String::new();
    let mut position = 0;
    for header in headers {
        let inner = header
            .split(['#', ']'])
            .next()
            .unwrap_or_default()
            .trim_start_matches('[')
            .trim();
        if header.starts_with("[[") {
            position = if table.starts_with(inner) { position + 1 } else { 1 };
            table = format!("{inner}.{position}");
        } else {
            table = inner.to_string();
        }
    }
    super::tree::join(&table, name)
}
