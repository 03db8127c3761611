//! The tutorial does what it says, from its first command to its last.

use std::fs;
use std::path::Path;

use super::documents::{commands, run};

/// The blocks of a page in this language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("```{language}\n");
    let begun = page.split(fence.as_str()).skip(1);
    begun
        .map(|rest| &rest[..rest.find("```").expect("a block ends")])
        .collect()
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_tutorial_runs_in_its_order_and_quotes_what_the_program_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tutorial.md");
    let page = fs::read_to_string(path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [scenario] = blocks(&page, "toml")[..] else {
        panic!("the tutorial has one scenario");
    };
    fs::write(folder.path().join("rockets.toml"), scenario).unwrap();
    let mut said = String::new();
    for command in commands(&page) {
        let output = run(&command, folder.path());
        assert!(
            output.status.success(),
            "honest-broker {}\n{}",
            command.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        let told = String::from_utf8(output.stdout).unwrap();
        if command[0] == "check" {
            assert!(
                !told.to_lowercase().contains("warning"),
                "the scenario of the tutorial means what it says:\n{told}"
            );
        }
        said.push_str(&plain(&told));
    }
    let quoted = blocks(&page, "text");
    assert!(!quoted.is_empty());
    for block in quoted {
        assert!(said.contains(&plain(block)), "the program does not say:\n{block}");
    }
    for file in ["results/rockets/report.html", "rescued.md"] {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
}
