//! The pages say true things about the project: what they cite, link to and name exists, and their commands run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Code spans that begin so are paths from the root of the project.
const PATHS: &[&str] = &[
    "src/",
    "docs/",
    "tests/",
    "scenarios/",
    "assets/",
    "benches/",
    "results/sample",
    ".ci/",
];

/// What makes `compare` quick enough for a test, where the page does not say otherwise.
const QUICK_COMPARE: &[&[&str]] = &[
    &["--episodes", "50"],
    &["--worlds", "16"],
    &["--grid", "2"],
    &["--force"],
];

/// What makes `attribute` quick.
const QUICK_ATTRIBUTE: &[&[&str]] = &[
    &["--worlds", "16"],
    &["--grid", "3"],
    &["--set", "clock.foresight_years=15"],
    &["--force"],
];

/// What makes the questions about one scenario quick.
const QUICK_QUESTION: &[&[&str]] = &[
    &["--worlds", "16"],
    &["--grid", "3"],
    &["--set", "clock.foresight_years=15"],
    &["--force"],
];

/// What makes `forecast` quick.
const QUICK_FORECAST: &[&[&str]] = &[&["--worlds", "8"], &["--grid", "2"], &["--without-refit"], &["--force"]];

/// What makes `backtest` quick: all cases take minutes, and two are enough to see that the command runs.
const QUICK_BACKTEST: &[&[&str]] = &[&["--cases", FEW], &["--worlds", "8"], &["--grid", "2"], &["--force"]];

/// A table with a few of the cases: those that are solved soonest.
const FEW: &str = "few-cases.csv";

/// `validate` takes a quarter of a minute and is run by `tests/validation`; here it must only exist.
const QUICK_VALIDATE: &[&[&str]] = &[&["--help"]];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files below a folder with this extension, in order.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project can be read") {
            let path = entry.expect("a folder of the project can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .iter()
        .map(|name| root().join(name))
        .collect();
    pages.extend(files("docs", "md"));
    pages.extend(files("scenarios", "md"));
    pages
}

fn name(path: &Path) -> String {
    let relative = path.strip_prefix(root()).unwrap_or(path);
    relative.display().to_string().replace('\\', "/")
}

/// Keys of references in brackets: letters and hyphens, then a year, then perhaps a letter.
fn keys(text: &str) -> BTreeSet<&str> {
    let is_key = |inner: &str| {
        let core = inner
            .strip_suffix(|c: char| c.is_ascii_lowercase())
            .filter(|c| c.ends_with(|d: char| d.is_ascii_digit()))
            .unwrap_or(inner);
        let names = core.trim_end_matches(|c: char| c.is_ascii_digit());
        core.len() - names.len() == 4
            && names.starts_with(|c: char| c.is_ascii_lowercase())
            && names.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    };
    let brackets = text.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    let cited = brackets.filter(|(_, after)| !after.starts_with('('));
    cited.map(|(inner, _)| inner).filter(|inner| is_key(inner)).collect()
}

#[test]
fn every_cited_key_is_in_the_references_and_every_reference_is_cited() {
    let references = read(&root().join("docs/references.md"));
    let entries: Vec<&str> = references.lines().filter(|l| l.starts_with("* **[")).collect();
    let listed: BTreeSet<&str> = entries.iter().flat_map(|entry| keys(entry)).collect();
    assert_eq!(
        listed.len(),
        entries.len(),
        "every entry has one key, and no key has two"
    );
    let mut cited: BTreeMap<String, String> = BTreeMap::new();
    let code = files("src", "rs").into_iter().chain(files("tests", "rs"));
    let elsewhere = pages().into_iter().filter(|p| !p.ends_with("references.md"));
    for path in code.chain(elsewhere) {
        for key in keys(&read(&path)) {
            cited.insert(key.to_owned(), name(&path));
        }
    }
    for (key, place) in &cited {
        assert!(
            listed.contains(key.as_str()),
            "{place} cites [{key}], which docs/references.md lacks"
        );
    }
    for key in listed {
        assert!(
            cited.contains_key(key),
            "docs/references.md lists [{key}], which nobody cites"
        );
    }
}

#[test]
fn every_section_of_the_model_that_code_cites_exists() {
    let model = read(&root().join("docs/model.md"));
    let headings: BTreeSet<&str> = model
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .filter_map(|heading| heading.split_once('.'))
        .map(|(number, _)| number)
        .collect();
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let text = read(&path);
        for prefix in ["model section ", "model.md` section "] {
            for rest in text.split(prefix).skip(1) {
                let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let found = headings.contains(number.as_str()) || number.is_empty();
                assert!(found, "{} cites section {number} of the model", name(&path));
            }
        }
    }
}

/// Whether a path of the project exists.
fn is_there(path: &str) -> bool {
    root().join(path.trim_end_matches('/')).exists()
}

/// The path from the root that a link from `page` leads to.
fn resolve(page: &Path, target: &str) -> String {
    let folder = name(page.parent().expect("a page lies in a folder"));
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                assert!(parts.pop().is_some(), "{}: {target} leaves the project", name(page));
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The anchor that a heading has on the usual hosts.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// A page without its fenced blocks.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_relative_link_leads_somewhere() {
    for page in pages() {
        let text = prose(&read(&page));
        let targets = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'))
            .map(|(target, _)| target);
        for target in targets.filter(|t| !t.contains("://") && !t.starts_with("mailto:")) {
            let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() {
                name(&page)
            } else {
                resolve(&page, file)
            };
            assert!(
                is_there(&path),
                "{} links to {target}, which does not exist",
                name(&page)
            );
            if !fragment.is_empty() && root().join(&path).exists() {
                let there = read(&root().join(&path));
                let anchors = prose(&there);
                let mut headings = anchors
                    .lines()
                    .filter(|l| l.starts_with('#'))
                    .map(|l| anchor(l.trim_start_matches('#')));
                assert!(
                    headings.any(|a| a == fragment),
                    "{} links to {target}, a heading that {path} lacks",
                    name(&page)
                );
            }
        }
    }
}

#[test]
fn every_path_in_a_code_span_exists() {
    for page in pages() {
        let text = prose(&read(&page));
        for span in text.split('`').skip(1).step_by(2) {
            let is_path = PATHS.iter().any(|start| span.starts_with(start));
            let is_pattern = span.contains(['*', '<', ' ', '{', '…']);
            if is_path && !is_pattern {
                assert!(is_there(span), "{} names {span}, which does not exist", name(&page));
            }
        }
    }
}

/// A command line of ours in a page, without the program: those in blocks marked `console` or `sh`, and those in
/// indented blocks.
pub(super) fn commands(text: &str) -> Vec<Vec<String>> {
    let mut language: Option<String> = None;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.trim_start().strip_prefix("```") {
            language = match language {
                Some(_) => None,
                None => Some(rest.trim().to_owned()),
            };
            continue;
        }
        let shown = match language.as_deref() {
            Some("console" | "sh") => true,
            Some(_) => false,
            None => line.starts_with("    "),
        };
        let line = line.trim();
        let line = line.strip_prefix("$ ").unwrap_or(line);
        let ours = ["honest-broker ", "cargo run --release -- "]
            .iter()
            .find_map(|start| line.strip_prefix(start));
        if let (true, Some(rest)) = (shown, ours) {
            found.push(words(rest));
        }
    }
    found
}

/// Splits a command line at spaces outside quotes; a comment ends it.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for c in line.chars() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('\'' | '"', None) => {
                word.get_or_insert_default();
                quote = Some(c);
            }
            ('#', None) if word.is_none() => break,
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            ('|' | '>' | '<' | '&' | ';' | '$', None) => {
                panic!("{line}: a command in a page stands alone, without {c}")
            }
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    assert!(quote.is_none(), "{line}: a quote is left open");
    words.extend(word);
    words
}

/// Adds what makes a command quick, where the page leaves it out.
fn quickened(mut command: Vec<String>) -> Vec<String> {
    let quick = match command.first().map(String::as_str) {
        Some("compare") => QUICK_COMPARE,
        Some("attribute") => QUICK_ATTRIBUTE,
        Some("sweep" | "drivers" | "target" | "discover" | "robust") => QUICK_QUESTION,
        Some("forecast") => QUICK_FORECAST,
        Some("backtest") => QUICK_BACKTEST,
        Some("validate") => QUICK_VALIDATE,
        _ => &[],
    };
    if !command.iter().any(|w| w == "--help") {
        for words in quick {
            let flag = words[0];
            let given = |w: &String| w == flag || w.starts_with(&format!("{flag}="));
            if !command.iter().any(given) {
                command.extend(words.iter().map(|w| (*w).to_owned()));
            }
        }
    }
    command
}

#[test]
fn commands_are_found_and_taken_apart() {
    let page = "text\n```console\n$ honest-broker check 'a b.toml' # why\nother\n```\n```text\nhonest-broker no\n```\n\
                \n    cargo run --release -- compare --grid=9\n";
    let found = commands(page);
    assert_eq!(found, [vec!["check", "a b.toml"], vec!["compare", "--grid=9"]]);
    let quick = quickened(found[1].clone());
    assert_eq!(
        quick,
        ["compare", "--grid=9", "--episodes", "50", "--worlds", "16", "--force"]
    );
}

pub(super) fn run(arguments: &[String], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_honest-broker"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.output().expect("the program can be started")
}

#[test]
fn every_command_in_the_pages_runs() {
    // The commands of the tutorial build on each other, and are run in their order by a test of their own.
    let alone = |page: &&PathBuf| !page.ends_with("docs/tutorial.md");
    let documented: Vec<(String, Vec<String>)> = pages()
        .iter()
        .filter(alone)
        .flat_map(|page| commands(&read(page)).into_iter().map(|c| (name(page), c)))
        .collect();
    assert!(
        documented
            .iter()
            .any(|(page, c)| page == "README.md" && c[0] == "compare"),
        "README.md shows how to compare"
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("scenarios")).expect("a folder in it");
    for file in ["toml", "csv", "json"]
        .iter()
        .flat_map(|extension| files("scenarios", extension))
    {
        let copy = folder.path().join(name(&file));
        fs::create_dir_all(copy.parent().expect("below scenarios")).expect("a folder in it");
        fs::copy(&file, copy).expect("a copy of a scenario");
    }
    let few = read(&root().join("scenarios/history/cases.csv"));
    let few: Vec<&str> = few
        .lines()
        .filter(|line| {
            ["case_id,", "leapday2012,", "inf1988,"]
                .iter()
                .any(|start| line.starts_with(start))
        })
        .collect();
    fs::write(folder.path().join(FEW), few.join("\n") + "\n").expect("a table of cases");
    let commands: BTreeMap<Vec<String>, String> = documented.into_iter().map(|(p, c)| (quickened(c), p)).collect();
    for (command, page) in commands {
        let output = run(&command, folder.path());
        assert!(
            output.status.success(),
            "{page}: honest-broker {} ended with {}\n{}\n{}",
            command.join(" "),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
    }
}

#[test]
fn the_test_command_of_the_readme_is_the_one_that_ci_runs() {
    let readme = read(&root().join("README.md"));
    let script = read(&root().join(".ci/run"));
    let command = "cargo test --release";
    let line = |text: &str| text.lines().any(|l| l == command);
    assert!(
        line(&readme) && line(&script),
        "README.md and .ci/run both have the line `{command}`"
    );
}

#[test]
fn the_checks_before_a_change_never_compare_at_the_default_size() {
    let checks = fs::read_to_string(root().join(".ci/run")).unwrap();
    let commands = checks.lines().filter(|line| !line.trim_start().starts_with('#'));
    let compares: Vec<&str> = commands
        .filter(|line| line.contains("(compare ") || line.contains("\" compare "))
        .collect();
    assert!(!compares.is_empty());
    for line in compares {
        assert!(line.contains("--worlds") && line.contains("--grid"), "{line}");
    }
}
