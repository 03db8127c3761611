//! The recipes of `CONTRIBUTING.md` name the files that a change of their kind touches, and tests that exist.
//!
//! A recipe may say whom to follow: the name of a thing of its kind. Where that name stands in the code of `src`, a new thing
//! of the kind has something to do, so the recipe must name the file, or the folder that it lies in with all its files. What a
//! recipe links to is part of it.

use std::fs;
use std::path::{Path, PathBuf};

/// What grows, and must therefore have a recipe.
const KINDS: &[&str] = &[
    "a scenario",
    "a key",
    "an instrument",
    "an outcome",
    "a sequence of moves",
    "a metric",
    "a statistic",
    "a table",
    "a chart",
    "a command",
    "a random draw",
];

/// Begins the sentence that names the things to follow.
const FOLLOW: &str = "\nFollow `";

/// Begins the list of tests that fail while work on the recipe is under way.
const TESTS: &str = "these fail: ";

/// Folders whose paths a recipe names in code spans.
const FOLDERS: &[&str] = &["src/", "tests/", "docs/", "scenarios/"];

/// Claims about published results use whatever they need of the game.
const CLAIMS: &str = "src/validation/";

struct Recipe {
    kind: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The recipes of the page, in its order.
fn recipes() -> Vec<Recipe> {
    let page = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let sections = page.split("\n### Add ").skip(1);
    let alone: Vec<Recipe> = sections
        .map(|section| {
            let section = section.split("\n### ").next().unwrap_or(section);
            let section = section.split("\n## ").next().unwrap_or(section);
            let (kind, text) = section.split_once('\n').expect("a recipe has a text");
            Recipe {
                kind: kind.to_owned(),
                text: text.to_owned(),
            }
        })
        .collect();
    let link = |kind: &str| format!("(#add-{})", kind.replace(' ', "-"));
    let whole = alone.iter().map(|recipe| {
        let linked = alone.iter().filter(|other| recipe.text.contains(&link(&other.kind)));
        let parts: Vec<&str> = std::iter::once(recipe)
            .chain(linked)
            .map(|part| part.text.as_str())
            .collect();
        Recipe {
            kind: recipe.kind.clone(),
            text: parts.join("\n"),
        }
    });
    whole.collect()
}

/// The code spans of a text.
fn spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

impl Recipe {
    /// The files and folders that it names.
    fn paths(&self) -> Vec<&str> {
        let is_path = |span: &&str| FOLDERS.iter().any(|folder| span.starts_with(folder));
        spans(&self.text).into_iter().filter(is_path).collect()
    }

    /// The names of the things to follow.
    fn examples(&self) -> Vec<&str> {
        let Some((_, after)) = self.text.split_once(FOLLOW) else {
            return Vec::new();
        };
        let sentence = &after[..after.find(".\n").expect("the sentence ends its line")];
        sentence.split('`').step_by(2).collect()
    }

    /// The tests that fail until it is followed to its end, as program and path.
    fn tests(&self) -> Vec<(&str, &str)> {
        let (_, after) = self.text.split_once(TESTS).unwrap_or_default();
        let list = after.split("\n\n").next().unwrap_or(after);
        spans(list).iter().filter_map(|span| span.split_once(' ')).collect()
    }

    /// Whether it names the file or a folder around it. Rooms are too large to stand for their files.
    fn names(&self, file: &str) -> bool {
        self.paths().iter().any(|path| {
            let folder = path.trim_end_matches('/');
            let is_room = folder.matches('/').count() < 2;
            *path == file || !is_room && file.starts_with(&format!("{folder}/"))
        })
    }
}

/// The Rust files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether a word stands in the code of a file, comments and unit tests aside.
fn has_word(source: &str, word: &str) -> bool {
    let code = source.split("#[cfg(test)]").next().unwrap_or(source);
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    lines
        .flat_map(|line| line.split(|c| !is_part(c)))
        .any(|found| found == word)
}

#[test]
fn there_is_a_recipe_for_everything_that_grows() {
    let recipes = recipes();
    for kind in KINDS {
        let recipe = recipes.iter().find(|recipe| recipe.kind == *kind);
        let recipe = recipe.unwrap_or_else(|| panic!("CONTRIBUTING.md does not say how to add {kind}"));
        assert!(!recipe.paths().is_empty(), "Add {kind}: names no file");
        assert!(!recipe.tests().is_empty(), "Add {kind}: says no test that fails");
    }
}

#[test]
fn a_recipe_leaves_out_no_file_in_which_its_example_stands() {
    let mut followed = 0;
    for recipe in recipes() {
        for example in recipe.examples() {
            let mut places = 0;
            for path in files(&root().join("src")) {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                let name = name.replace('\\', "/");
                if name.starts_with(CLAIMS) || !has_word(&fs::read_to_string(&path).unwrap(), example) {
                    continue;
                }
                assert!(
                    recipe.names(&name),
                    "Add {}: `{example}` also stands in {name}",
                    recipe.kind
                );
                places += 1;
            }
            assert!(places > 0, "Add {}: `{example}` stands nowhere", recipe.kind);
            followed += 1;
        }
    }
    assert!(followed >= 7, "only {followed} recipes say whom to follow");
}

#[test]
fn every_test_that_a_recipe_names_exists() {
    for recipe in recipes() {
        for (program, path) in recipe.tests() {
            let (module, test) = path.split_once("::").unwrap_or((path, ""));
            let file = root().join("tests").join(program).join(format!("{module}.rs"));
            let source = fs::read_to_string(&file);
            let source = source.unwrap_or_else(|error| panic!("Add {}: {}: {error}", recipe.kind, file.display()));
            assert!(
                test.is_empty() || source.contains(&format!("fn {test}(")),
                "Add {}: {program} has no test {path}",
                recipe.kind
            );
        }
    }
}
