//! The floor plan of `src`: who may use whom, how long a file may be, and where certain things may stand.
//!
//! Changing a table here is how a change of the plan becomes visible.

use honest_broker::game::instruments::Instrument;
use honest_broker::game::outcome::{Cause, Outcome};
use honest_broker::solve::TYPE_NAMES;
use honest_broker::study::counts::Place;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Room of the library → rooms it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("numeric", &[]),
    ("stats", &["numeric"]),
    ("notation", &[]),
    ("table", &[]),
    ("threads", &[]),
    ("game", &["numeric"]),
    ("export", &["game", "numeric"]),
    ("policy", &["game", "numeric"]),
    ("solve", &["game", "policy", "numeric", "threads"]),
    ("simulate", &["game", "policy", "numeric", "stats", "threads"]),
    ("scenario", &["game", "numeric"]),
    ("output", &["notation", "table"]),
    (
        "validation",
        &[
            "scenario", "study", "solve", "simulate", "policy", "game", "numeric", "stats", "table", "threads",
        ],
    ),
    (
        "backtest",
        &[
            "scenario", "study", "solve", "simulate", "analysis", "output", "game", "numeric", "stats", "table",
            "threads",
        ],
    ),
    (
        "study",
        &[
            "scenario", "solve", "simulate", "policy", "game", "numeric", "stats", "threads",
        ],
    ),
    (
        "analysis",
        &[
            "study", "scenario", "solve", "simulate", "policy", "game", "numeric", "stats", "table",
        ],
    ),
    (
        "report",
        &[
            "backtest", "analysis", "study", "scenario", "solve", "simulate", "policy", "game", "stats", "output",
            "notation", "table",
        ],
    ),
    (
        "job",
        &[
            "report", "backtest", "analysis", "study", "scenario", "solve", "game", "numeric", "stats", "output",
            "table", "threads",
        ],
    ),
];

/// The room of the binary: it sees the library as `honest_broker` and is invisible to it.
const BINARY: &str = "cli";

/// The package of the solver for the page of a report, which sees the library in the same way.
const PAGE: &str = "explorer";

/// The one file that shows names to what is not Rust, and how often it says so.
const EXPORTS: (&str, usize) = ("src/explorer/exports.rs", 3);

const MOST_LINES: usize = 400;

/// Files that may be longer, each up to its own limit. They should become shorter, not more numerous.
const LONGER: &[(&str, usize)] = &[];

/// Files of a room that import each other, in circles that are still to be opened. A folder and the files in it are no circle.
const CIRCLES: &[&[&str]] = &[
    &[
        "scenario/annotations",
        "scenario/arms",
        "scenario/lookup",
        "scenario/read",
        "scenario/shipped",
    ],
    &["scenario/spelling/brackets", "scenario/spelling/entries"],
];

/// The room that knows tables and nothing of the game.
const BLIND: &str = "output";

/// Words of the game besides the names of its enums.
const WORDS_OF_THE_GAME: &[&str] = &[
    "belief",
    "broker",
    "disarmer",
    "guarantor",
    "instrument",
    "outcome",
    "phase",
    "rupture",
    "ruptured",
    "negotiation",
];

/// Names that say nothing about what a module holds.
const EMPTY_NAMES: &[&str] = &["utils", "util", "common", "helpers", "helper", "misc", "shared"];

/// The one file that makes random numbers, and the words that would make them.
const STREAMS: &str = "src/simulate/streams.rs";
const GENERATORS: &[&str] = &[
    "ChaCha8Rng",
    "ChaCha12Rng",
    "ChaCha20Rng",
    "SeedableRng",
    "StdRng",
    "SmallRng",
    "from_seed",
    "seed_from_u64",
    "make_rng",
    "rand::",
    "rand_chacha",
    "rand_core",
];

/// Rooms whose results must not depend on the platform, and methods of floating-point numbers whose last bits do
/// (`docs/model.md` section 9). `libm` and `numeric` have all of them.
const PORTABLE: &[&str] = &[
    "numeric", "stats", "game", "policy", "solve", "simulate", "study", "analysis", "backtest",
];
const PLATFORM: &[&str] = &[
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "sin", "cos", "tan", "tanh",
    "atan", "atan2", "cbrt", "hypot", "mul_add",
];

/// A source file without its comment lines.
struct Source {
    /// Relative to the package, with `/`.
    path: String,
    lines: usize,
    code: String,
}

impl Source {
    /// Segments of the path below `src`, without `mod` and the extension: `game`, `moves`.
    fn module(&self) -> Vec<&str> {
        let path = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        path.split('/').filter(|part| *part != "mod").collect()
    }

    fn room(&self) -> &str {
        self.module()[0]
    }

    fn is_root(&self) -> bool {
        matches!(self.path.as_str(), "src/lib.rs" | "src/engine.rs" | "src/main.rs")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    let read = |file: &PathBuf| {
        let text = fs::read_to_string(file).expect("a source file is text");
        let relative = file.strip_prefix(root).expect("below the package");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        Source {
            path: relative.to_str().expect("a plain name").replace('\\', "/"),
            lines: text.lines().count(),
            code: code.collect::<Vec<_>>().join("\n"),
        }
    };
    files.iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be read") {
        let path = entry.expect("src can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// The modules named right after a path prefix: one name, or those of a group in braces.
fn named(rest: &str) -> Vec<&str> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![word(rest)];
    };
    let mut depth = 0;
    let mut names = Vec::new();
    let mut start = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && !c.is_whitespace() => {
                names.push(word(&group[at..]));
                start = false;
            }
            _ => {}
        }
    }
    names
}

/// Names in the root of the crate that a file uses, through `crate::` or through enough `super::`.
fn used(source: &Source) -> BTreeSet<&str> {
    let code = source.code.as_str();
    let mut names = BTreeSet::new();
    for (at, prefix) in code.match_indices("crate::") {
        if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            names.extend(named(&code[at + prefix.len()..]));
        }
    }
    let tests = code.find("mod tests {").unwrap_or(code.len());
    let depth = source.module().len();
    let mut at = 0;
    while let Some(found) = code[at..].find("super::") {
        let begin = at + found;
        let mut rest = &code[begin..];
        let mut steps = 0;
        while let Some(next) = rest.strip_prefix("super::") {
            rest = next;
            steps += 1;
        }
        if steps >= depth + usize::from(begin > tests) {
            names.extend(named(rest));
        }
        at = code.len() - rest.len();
    }
    names
}

#[test]
fn every_room_uses_only_the_rooms_below_it() {
    let mut faults = Vec::new();
    for source in sources()
        .iter()
        .filter(|s| !s.is_root() && ![BINARY, PAGE].contains(&s.room()))
    {
        let room = source.room();
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            faults.push(format!("{}: the room `{room}` is not in the table", source.path));
            continue;
        };
        for name in used(source) {
            if name != room && !allowed.contains(&name) {
                faults.push(format!("{}: `{room}` may not use `{name}`", source.path));
            }
        }
        if source.code.contains("honest_broker::") {
            faults.push(format!("{}: the library does not use itself by name", source.path));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Paths of the modules below `src` that a file imports by `use`, each the longest that names a file.
fn imported(source: &Source, modules: &BTreeSet<String>) -> BTreeSet<String> {
    let own = source.module();
    let code = source.code.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = BTreeSet::new();
    for statement in code.split("use ").skip(1) {
        let end = statement.find(';').unwrap_or(statement.len());
        for path in spread("", &statement[..end].split_whitespace().collect::<String>()) {
            let mut parts: Vec<&str> = path.split("::").collect();
            let climbs = parts.iter().take_while(|part| **part == "super").count();
            let below: Vec<&str> = match (parts.first(), climbs) {
                (Some(&"crate"), _) => parts.split_off(1),
                (_, 0) => continue,
                (_, climbs) => [&own[..own.len() - climbs.min(own.len())], &parts[climbs..]].concat(),
            };
            let named = (1..=below.len()).rev().map(|n| below[..n].join("/"));
            found.extend(named.into_iter().find(|path| modules.contains(path)));
        }
    }
    found.remove(&own.join("/"));
    found
}

/// The paths of a `use` statement with groups in braces.
fn spread(before: &str, rest: &str) -> Vec<String> {
    let Some(open) = rest.find('{') else {
        return vec![format!("{before}{rest}")];
    };
    let before = format!("{before}{}", &rest[..open]);
    let inner = rest[open + 1..].strip_suffix('}').unwrap_or_default();
    let (mut depth, mut begin, mut paths) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                paths.extend(spread(&before, &inner[begin..at]));
                begin = at + 1;
            }
            _ => {}
        }
    }
    paths
}

/// Everything that can be reached from a module along imports.
fn reached<'m>(from: &'m str, imports: &'m BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&'m str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(next) = open.pop() {
        for target in imports.get(next).into_iter().flatten() {
            if seen.insert(target.as_str()) {
                open.push(target);
            }
        }
    }
    seen
}

#[test]
fn files_of_a_room_do_not_import_each_other_in_circles() {
    let sources = sources();
    let all = || sources.iter().filter(|s| !s.is_root());
    let modules: BTreeSet<String> = all().map(|s| s.module().join("/")).collect();
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in all() {
        let own = source.module().join("/");
        let mut targets = imported(source, &modules);
        targets.retain(|target| !own.starts_with(&format!("{target}/")));
        imports.insert(own, targets);
    }
    let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for module in &modules {
        let back = |other: &&String| reached(other, &imports).contains(module.as_str());
        if reached(module, &imports).contains(module.as_str()) {
            let members = modules
                .iter()
                .filter(|m| reached(module, &imports).contains(m.as_str()));
            circles.insert(members.filter(back).map(String::as_str).collect());
        }
    }
    let allowed: BTreeSet<Vec<&str>> = CIRCLES.iter().map(|circle| circle.to_vec()).collect();
    let new: Vec<_> = circles.difference(&allowed).collect();
    assert!(new.is_empty(), "files that import each other: {new:?}");
    let open: Vec<_> = allowed.difference(&circles).collect();
    assert!(
        open.is_empty(),
        "these are no circles any more, take them off the list: {open:?}"
    );
}

#[test]
fn what_writes_and_draws_knows_no_word_of_the_game() {
    let outcomes = Outcome::ALL.map(Outcome::name);
    let causes = Cause::ALL.map(Cause::name);
    let instruments = Instrument::ALL.map(Instrument::name);
    let places = Place::ALL.map(|place| place.quantity().trim_start_matches("phase."));
    let lists = [
        &outcomes[..],
        &causes,
        &instruments,
        &places,
        &TYPE_NAMES,
        WORDS_OF_THE_GAME,
    ];
    let words: BTreeSet<&str> = lists.into_iter().flatten().copied().collect();
    for source in sources().iter().filter(|s| s.room() == BLIND) {
        let code = source.code.to_lowercase();
        let found = code
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .find(|word| words.contains(word) || words.contains(word.trim_end_matches('s')));
        assert_eq!(found, None, "{}: a word of the game", source.path);
    }
}

#[test]
fn the_library_does_not_know_the_command_line() {
    for source in sources() {
        if source.path == "src/lib.rs" {
            assert!(
                !source.code.contains(BINARY),
                "the room `{BINARY}` is declared in main.rs only"
            );
        }
        if source.room() != BINARY && source.path != "src/main.rs" {
            assert!(
                !source.code.contains("clap::"),
                "{}: arguments are the business of `{BINARY}`",
                source.path
            );
        }
        if source.room() == BINARY {
            for name in used(&source) {
                assert_eq!(
                    name, BINARY,
                    "{}: write honest_broker::{name}, not crate::{name}",
                    source.path
                );
            }
        }
    }
}

#[test]
fn no_file_is_too_long_to_read_at_once() {
    let sources = sources();
    let mut faults = Vec::new();
    for source in &sources {
        let limit = LONGER.iter().find(|(path, _)| *path == source.path);
        let most = limit.map_or(MOST_LINES, |(_, most)| *most);
        if source.lines > most {
            faults.push(format!("{} has {} lines, at most {most}", source.path, source.lines));
        }
    }
    for (path, _) in LONGER {
        match sources.iter().find(|s| s.path == *path) {
            Some(source) if source.lines > MOST_LINES => {}
            _ => faults.push(format!("{path} needs no exception any more: take it off the list")),
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn modules_are_named_after_what_they_hold() {
    for source in sources() {
        for part in source.module() {
            assert!(
                !EMPTY_NAMES.contains(&part),
                "{}: `{part}` is no name for a module",
                source.path
            );
        }
    }
}

#[test]
fn random_numbers_are_made_in_one_file() {
    for source in sources().iter().filter(|s| s.path != STREAMS) {
        for generator in GENERATORS {
            assert!(
                !source.code.contains(generator),
                "{}: `{generator}` belongs in {STREAMS}",
                source.path
            );
        }
    }
}

#[test]
fn numbers_do_not_depend_on_the_functions_of_the_platform() {
    for source in sources().iter().filter(|s| PORTABLE.contains(&s.room())) {
        let code = source.code.split("#[cfg(test)]").next().unwrap_or_default();
        for method in PLATFORM {
            for call in [format!(".{method}("), format!("f64::{method}")] {
                let after = code.split(&call).skip(1);
                let mut called = after.filter(|rest| call.ends_with('(') || word(rest).is_empty());
                assert!(
                    called.next().is_none(),
                    "{}: {method} differs between platforms",
                    source.path
                );
            }
        }
    }
}

#[test]
fn nothing_is_unsafe() {
    for source in sources() {
        let code = source.code.replace("forbid(unsafe_code)", "");
        let exports = source.path == EXPORTS.0;
        let code = match exports {
            true => code.replace("#[unsafe(no_mangle)]", ""),
            false => code,
        };
        let unsafe_word = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        assert!(
            !unsafe_word.into_iter().any(|w| w == "unsafe"),
            "{}: unsafe code",
            source.path
        );
        if exports {
            assert_eq!(
                source.code.matches("#[unsafe(no_mangle)]").count(),
                EXPORTS.1,
                "{}",
                source.path
            );
            assert!(source.code.contains("#![deny(unsafe_code)]"));
        }
        if source.path == "src/lib.rs" {
            assert!(source.code.contains("#![forbid(unsafe_code)]"));
        }
    }
}

#[test]
fn the_reader_of_uses_sees_groups_and_climbs() {
    let source = |path: &str, code: &str| Source {
        path: path.into(),
        lines: 1,
        code: code.into(),
    };
    let found = |path: &str, code: &str| {
        used(&source(path, code))
            .into_iter()
            .map(String::from)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found("src/game/moves.rs", "use crate::{solve::{a, b}, numeric};"),
        ["numeric", "solve"]
    );
    assert_eq!(found("src/game/moves.rs", "use super::state::State;"), [""; 0]);
    assert_eq!(found("src/game/moves.rs", "use super::super::study::Arm;"), ["study"]);
    assert_eq!(found("src/game/mod.rs", "use super::study::Arm;"), ["study"]);
    assert_eq!(found("src/game/mod.rs", "mod tests { use super::Rules; }"), [""; 0]);
    let modules: BTreeSet<String> = ["a/b", "a/c", "d"].map(String::from).into();
    let file = source("src/a/b.rs", "use super::c::{X, Y};\nuse crate::{d::Z, a::b::W};");
    assert_eq!(imported(&file, &modules), ["a/c", "d"].map(String::from).into());
}
