//! The documentation of scenario files agrees with the program.

use honest_broker::scenario::{code_reference, key_reference, parse};

const DOCUMENT: &str = include_str!("../docs/scenarios.md");

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
