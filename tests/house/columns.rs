//! `docs/columns.md` is what the tables of real runs say of their columns, and every column that is defined is in one of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// The command that renews the page.
const RENEW: &str = "UPDATE_REFERENCE=1 cargo test --test house columns";

/// Marks the meaning of a column that a number of the scenario has.
const OF_THE_SCENARIO: &str = ": in the scenario as it stands, ";

const INTRODUCTION: &str = "\
# Columns of the tables

Generated from the tables themselves: `columns.csv` in every folder of results says the same of its own tables. What the rows
of a table are is said in [results.md](results.md), where it also stands how texts are written.

A cell of a column that may be empty is an empty field where there is nothing to say. A column without a unit is a text or a pure
number.
";

/// The rows of `columns.csv` by table: column, type, unit, may be empty, meaning.
type Dictionary = BTreeMap<String, Vec<[String; 5]>>;

/// Adds what a run says of its columns, and checks it against the cells.
fn read(folder: &Path, all: &mut Dictionary) {
    let mut reader = csv::Reader::from_path(folder.join("columns.csv")).unwrap();
    let mut of_run: Dictionary = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let entry = std::array::from_fn(|i| row[i + 1].to_owned());
        of_run.entry(row[0].to_owned()).or_default().push(entry);
    }
    for (table, columns) in &of_run {
        let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
        let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert!(
            names.iter().eq(columns.iter().map(|c| &c[0])),
            "{table}: the header and columns.csv part"
        );
        for record in reader.records() {
            for (cell, [name, kind, _, may_be_empty, meaning]) in record.unwrap().iter().zip(columns) {
                assert!(
                    !meaning.is_empty() && (may_be_empty == "yes" || !cell.is_empty()),
                    "{table}, {name}: {cell:?}"
                );
                let suits = match kind.as_str() {
                    "integer" => cell.parse::<i64>().is_ok(),
                    "number" => cell.parse::<f64>().is_ok() && cell.contains(['.', 'e']),
                    _ => cell.parse::<f64>().is_err(),
                };
                assert!(cell.is_empty() || suits, "{table}, {name}: {cell:?} is no {kind}");
            }
        }
    }
    for (table, columns) in of_run {
        all.entry(table).or_insert(columns);
    }
}

fn run(folder: &Path, arguments: &[&str]) {
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    command
        .args(["--grid", "2", "--charts", "svg", "--quiet", "--out"])
        .arg(folder)
        .assert()
        .success();
}

fn page(all: &Dictionary) -> String {
    let mut text = INTRODUCTION.to_owned();
    for (table, columns) in all {
        text.push_str(&format!(
            "\n## {table}.csv\n\n| column | type | unit | may be empty | meaning |\n|---|---|---|---|---|\n"
        ));
        let mut told = false;
        for [name, kind, unit, may_be_empty, meaning] in columns {
            if !meaning.contains(OF_THE_SCENARIO) {
                text.push_str(&format!(
                    "| `{name}` | {kind} | {unit} | {may_be_empty} | {meaning} |\n"
                ));
            } else if !std::mem::replace(&mut told, true) {
                text.push_str(
                    "| one for each number of the scenario | number | of the key | yes | its key with `_` for `.`: what was drawn in \
                     the world, or the number itself if it is certain; for a stakeholder’s `stands`, 1 if it backs the settlement \
                     and 0 if not |\n",
                );
            }
        }
    }
    text
}

#[test]
fn the_page_of_columns_is_what_the_tables_of_all_options_say() {
    let scratch = tempfile::tempdir().unwrap();
    let (compared, divided) = (scratch.path().join("compared"), scratch.path().join("divided"));
    let file = "tests/data/uncertain.toml";
    run(
        &compared,
        &[
            "compare",
            file,
            "--worlds",
            "16",
            "--episodes",
            "50",
            "--fan",
            "--fan-worlds",
            "16",
        ],
    );
    let combinations = ["--factors", "broker", "--combinations"];
    run(
        &divided,
        &[&["attribute", file, "--worlds", "16"][..], &combinations].concat(),
    );
    let aimed = scratch.path().join("aimed");
    let aim = ["--at-least", "0.9", "--worlds", "32", "--fresh-worlds", "16"];
    run(&aimed, &[&["target", file], &aim[..]].concat());
    let tried = scratch.path().join("tried");
    run(
        &tried,
        &["backtest", "--cases", "tests/data/cases.csv", "--worlds", "8"],
    );
    let solved = scratch.path().join("solved");
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
        .args(["solve", file, "--grid", "3", "--out"])
        .arg(&solved)
        .assert()
        .success();
    let mut all = Dictionary::new();
    read(&compared, &mut all);
    read(&divided, &mut all);
    read(&aimed, &mut all);
    read(&tried, &mut all);
    read(&solved, &mut all);
    // The dictionary does not list itself.
    let of_itself = ["table", "column", "type", "unit", "may_be_empty", "meaning"];
    let header = fs::read_to_string(compared.join("columns.csv")).unwrap();
    assert_eq!(header.lines().next(), Some(of_itself.join(",").as_str()));
    let (path, expected) = (concat!(env!("CARGO_MANIFEST_DIR"), "/docs/columns.md"), page(&all));
    if std::env::var_os("UPDATE_REFERENCE").is_some_and(|value| value == "1") {
        fs::write(path, &expected).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    let differs = found.lines().zip(expected.lines()).find(|(a, b)| a != b);
    assert!(
        found == expected,
        "docs/columns.md is not what the tables say, first at {differs:#?}: run {RENEW}"
    );
    // Whatever is defined is used.
    let defined = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/analysis/tables/columns.rs")).unwrap();
    let names = defined
        .lines()
        .filter_map(|line| line.trim().strip_prefix("(\"")?.split_once("\", "));
    for (name, _) in names.filter(|(_, rest)| ["Text", "Integer", "Number"].iter().any(|kind| rest.starts_with(kind))) {
        let known = of_itself.contains(&name) || expected.contains(&format!("| `{name}` |"));
        assert!(known, "the column {name} is defined and no table has it");
    }
}
