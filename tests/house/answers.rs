//! What the README says of the Singapore process is what `results/sample` holds.

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The rows of a table of the sample that have certain values in certain columns, by name of column.
fn only(table: &str, conditions: &[(&str, &str)]) -> Vec<String> {
    let text = read(&format!("results/sample/{table}.csv"));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a table has a header").split(',').collect();
    let place = |name: &str| {
        header
            .iter()
            .position(|h| *h == name)
            .unwrap_or_else(|| panic!("{table} has {name}"))
    };
    let wanted: Vec<(usize, &str)> = conditions.iter().map(|(name, value)| (place(name), *value)).collect();
    let figures = ["estimate", "low", "high"].map(place);
    let rows = lines.map(|line| line.split(',').collect::<Vec<_>>());
    let fitting = rows.filter(|row| wanted.iter().all(|(i, value)| row[*i] == *value));
    fitting
        .map(|row| interval(figures.map(|i| row[i].parse().expect("a number"))))
        .collect()
}

/// `1.2 (0.3 to 4.5)` in per cent.
fn interval([estimate, low, high]: [f64; 3]) -> String {
    let one = |x: f64| {
        let text = format!("{:.1}", 100.0 * x).replace('-', "−");
        if text == "−0.0" { "0.0".to_owned() } else { text }
    };
    format!("{} ({} to {})", one(estimate), one(low), one(high))
}

#[test]
fn the_table_of_the_readme_is_that_of_the_sample() {
    let readme = read("README.md");
    let rows: Vec<Vec<&str>> = readme
        .lines()
        .filter(|line| line.contains(" to ") && line.ends_with(") |"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 8, "one row for each outcome");
    for row in rows {
        let outcome = row[0].replace(' ', "_");
        let headline = [("method", "exact"), ("weighting", "with_broker")];
        let level = [headline.as_slice(), &[("arm", "no_broker"), ("outcome", &outcome)]].concat();
        assert_eq!(only("outcomes", &level), [row[1]], "{outcome}");
        let metric = format!("outcome.{outcome}");
        let change = [headline.as_slice(), &[("arm", "broker"), ("metric", &metric)]].concat();
        assert_eq!(only("contrasts", &change), [row[2].replace('+', "")], "{outcome}");
    }
}
