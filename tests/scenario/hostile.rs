//! Damaged files: no panic, and every problem points into the file.

use crate::case::COMPLETE;
use honest_broker::scenario::{SHIPPED, Severity, parse_bytes};
use support::mutations::mutated;

/// Damages in the form that always runs: a few seconds.
const FEW: u64 = 1_500;

fn hold(first: u64, count: u64) {
    let texts: Vec<&str> = SHIPPED.iter().map(|(_, text)| *text).chain([COMPLETE]).collect();
    for seed in first..first + count {
        let bytes = mutated(texts[seed as usize % texts.len()].as_bytes(), seed);
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.matches('\n').count() + 1;
        let checked = parse_bytes("damaged.toml", &bytes, &[]);
        let (problems, refused) = match checked {
            Ok(scenario) => (scenario.warnings().clone(), false),
            Err(problems) => (problems, true),
        };
        assert!(!refused || !problems.is_empty(), "seed {seed}");
        let shown = problems.to_text(false);
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "seed {seed}: {shown}");
        for problem in &problems {
            assert!(
                !refused || problem.severity == Severity::Error,
                "seed {seed}: {problem:?}"
            );
            let line = problem
                .line
                .unwrap_or_else(|| panic!("seed {seed}: no line in {problem:?}"));
            assert!(
                (1..=lines).contains(&line),
                "seed {seed}: line {line} of {lines}: {problem:?}"
            );
            let width = text.split('\n').nth(line - 1).unwrap_or_default().chars().count();
            let column = problem
                .column
                .unwrap_or_else(|| panic!("seed {seed}: no column in {problem:?}"));
            assert!(
                (1..=width + 1).contains(&column),
                "seed {seed}: column {column} of {width}: {problem:?}"
            );
            assert!(problem.help.is_some(), "seed {seed}: {problem:?}");
        }
    }
}

#[test]
fn damaged_files_are_answered_with_problems_that_lie_inside_them() {
    hold(1, FEW);
}

#[test]
#[ignore = "ten minutes; for the night"]
fn many_damaged_files_are_answered_with_problems_that_lie_inside_them() {
    hold(1_000_000, 250_000);
}
