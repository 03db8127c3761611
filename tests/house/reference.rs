//! The documentation of scenario files agrees with the program.

use honest_broker::scenario::{code_reference, key_reference, parse};

const DOCUMENT: &str = include_str!("../../docs/scenarios.md");

/// What stands between the marks `<!-- name:begin -->` and `<!-- name:end -->`.
fn marked(name: &str) -> &'static str {
    let (_, after) = DOCUMENT
        .split_once(&format!("<!-- {name}:begin -->\n"))
        .expect("the mark begins");
    let (inside, _) = after
        .split_once(&format!("<!-- {name}:end -->"))
        .expect("the mark ends");
    inside.trim()
}

#[test]
fn the_key_reference_is_that_of_the_program() {
    let expected = key_reference();
    assert_eq!(marked("keys"), expected.trim(), "replace the section by:\n{expected}");
}

#[test]
fn the_list_of_problem_codes_is_that_of_the_program() {
    let expected = code_reference();
    assert_eq!(marked("codes"), expected.trim(), "replace the section by:\n{expected}");
}

#[test]
fn the_example_of_the_documentation_loads() {
    let (_, after) = DOCUMENT.split_once("```toml\n").expect("there is an example");
    let (example, _) = after.split_once("```").expect("the example ends");
    let scenario = parse("example.toml", example, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(scenario.arms.len() > 2, "the example shows an arm of its own");
}

/// The blocks of the page that are TOML.
fn toml_blocks() -> Vec<&'static str> {
    let blocks = DOCUMENT.split("```toml\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap_or_default())
        .collect()
}

/// Lays the keys of a fragment over a file.
fn merge(file: &mut toml::Table, fragment: toml::Table) {
    for (key, value) in fragment {
        match (file.get_mut(&key), value) {
            (Some(toml::Value::Table(old)), toml::Value::Table(new)) => merge(old, new),
            (_, value) => {
                file.insert(key, value);
            }
        }
    }
}

#[test]
fn the_fragments_of_the_documentation_load_on_top_of_the_example() {
    let blocks = toml_blocks();
    assert!(blocks.len() >= 5);
    let example: toml::Table = blocks[0].parse().expect("the example is TOML");
    let mut all = example.clone();
    for fragment in &blocks[1..] {
        let fragment: toml::Table = fragment.parse().unwrap_or_else(|error| panic!("{error}:\n{fragment}"));
        let mut file = example.clone();
        // A distribution takes the place of a number and is not merged into another one.
        merge(&mut file, fragment.clone());
        merge(&mut all, fragment);
        let text = toml::to_string(&file).expect("it can be written");
        parse("fragment.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    }
    let text = toml::to_string(&all).expect("it can be written");
    let scenario = parse("all.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let keys: Vec<&str> = scenario.uncertain().iter().map(|u| u.key.as_str()).collect();
    assert!(
        keys.contains(&"disarmer.dealer_prior") && keys.contains(&"stakeholders.1.stands"),
        "{keys:?}"
    );
}
