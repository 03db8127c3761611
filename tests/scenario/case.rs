//! Faulty scenarios: a complete one with one thing replaced.

use honest_broker::scenario::{Code, Problem, Problems, Setting, parse};

pub const COMPLETE: &str = include_str!("../data/complete.toml");

pub fn problems_of(text: &str, settings: &[&str]) -> Problems {
    let settings: Vec<Setting> = settings.iter().map(|s| Setting::parse(s).unwrap()).collect();
    parse("case.toml", text, &settings).expect_err("the text has a problem")
}

/// The complete scenario with one replacement, which must occur exactly once.
pub fn replaced(from: &str, to: &str) -> String {
    assert_eq!(COMPLETE.matches(from).count(), 1, "`{from}` must occur once");
    COMPLETE.replace(from, to)
}

/// The only problem of the text.
pub fn only(text: &str) -> Problem {
    let problems = problems_of(text, &[]);
    assert_eq!(problems.len(), 1, "one problem expected:\n{problems}");
    problems.into_iter().next().unwrap()
}

/// Asserts code, key, place and fragments of message or help. The place is that of `at`, at its first occurrence.
pub fn assert_problem(problem: &Problem, text: &str, code: Code, key: &str, at: &str, fragments: &[&str]) {
    assert_eq!(problem.code, code, "{problem:#?}");
    assert_eq!(problem.key.as_deref().unwrap_or(""), key, "{problem:#?}");
    assert_eq!(problem.file, "case.toml");
    let start = text.find(at).unwrap_or_else(|| panic!("`{at}` is in the text"));
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[..start].matches('\n').count() + 1;
    let column = text[line_start..start].chars().count() + 1;
    assert_eq!(
        (problem.line, problem.column),
        (Some(line), Some(column)),
        "{problem:#?}"
    );
    let said = format!("{}\n{}", problem.message, problem.help.as_deref().unwrap_or(""));
    for fragment in fragments {
        assert!(said.contains(fragment), "`{fragment}` is not in:\n{said}");
    }
}

/// One replacement, one problem, at the last word of `to` that follows a `§`.
pub fn case(from: &str, to: &str, code: Code, key: &str, fragments: &[&str]) {
    let (before, after) = to.split_once('§').expect("the place is marked");
    let text = replaced(from, &format!("{before}{after}"));
    let marked = replaced(from, to);
    let start = marked.find('§').unwrap();
    let problem = only(&text);
    assert_problem(&problem, &text, code, key, &text[start..], fragments);
}
