//! What a page gets of a result.

use std::fs;
use std::path::Path;

use honest_broker::output::records::Finished;
use honest_broker::report::explorer::{Input, Section, section, shared};
use serde_json::Value;

const SAMPLE: &str = "results/sample";
const SCENARIO: &str = "scenarios/singapore-2018.toml";

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("the file is there")
}

/// The explorer of the committed sample as if its scenario had been this text in this file.
fn explorer(text: &str, file: &str) -> Option<Section> {
    let sample = Finished::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE)).expect("the sample is a result");
    let worlds = sample
        .table("worlds")
        .expect("the table is intact")
        .expect("there is one");
    section(&Input {
        scenario: text,
        file,
        manifest: &sample.manifest.entries,
        worlds: &worlds,
    })
}

fn data(section: &Section) -> Value {
    serde_json::from_str(&section.data).expect("the data are JSON")
}

#[test]
fn a_section_holds_the_keys_that_vary_and_leaves_out_those_that_are_tied() {
    let data = data(&explorer(&read(SCENARIO), SCENARIO).expect("it is the scenario of the sample"));
    let keys: Vec<&str> = data["beliefs"]["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["key"].as_str().unwrap())
        .collect();
    assert!(
        keys.contains(&"disarmer.rationality") && keys.contains(&"stages.5.detection"),
        "{keys:?}"
    );
    assert!(
        !keys
            .iter()
            .any(|key| key.ends_with("_share") && key.starts_with("stages.")),
        "shares sum to 1: {keys:?}"
    );
    assert!(!keys.contains(&"stages.1.reversible"), "it is fixed");
    assert!(
        !keys.contains(&"stakeholders.China.backs"),
        "whether it backs is moved itself"
    );
    let events = data["beliefs"]["events"].as_array().unwrap();
    assert!(events.iter().any(|event| event["key"] == "stakeholders.China.stands"));
    // A median is the middle quantile.
    let rationality = data["beliefs"]["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["key"] == "disarmer.rationality")
        .unwrap();
    let quantiles = rationality["quantiles"].as_array().unwrap();
    let median = quantiles[quantiles.len() / 2].as_f64().unwrap();
    assert!(
        (median - 3.0).abs() < 1e-4,
        "the median of 1.5 to 6 on a logarithmic scale is 3, not {median}"
    );
    let shares: f64 = data["levers"]["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| stage["values"][0].as_f64().unwrap())
        .sum();
    assert!((shares - 1.0).abs() < 1e-9);
}

#[test]
fn nothing_that_a_scenario_is_called_becomes_markup() {
    let hostile = "</script><script>alert(1)</script>";
    let text = read(SCENARIO).replace("Singapore 2018, step by step", hostile);
    let file = "scenarios/\"><script>.toml";
    let found = explorer(&text, file).expect("names do not alter a scenario");
    assert!(!found.data.contains('<'));
    assert_eq!(data(&found)["title"], hostile);
    assert!(
        found
            .id
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
        "{}",
        found.id
    );
    assert!(!found.html.contains("alert") && !found.html.contains("\"><script"));
}

#[test]
fn the_explorer_of_another_scenario_is_none() {
    assert_eq!(
        explorer(&read("scenarios/relief-first.toml"), "scenarios/relief-first.toml"),
        None
    );
    let changed = read(SCENARIO).replace("escalation = { interval90 = [0.002, 0.050] }", "escalation = 0.01");
    assert_eq!(explorer(&changed, SCENARIO), None, "its worlds are others");
    assert_eq!(explorer("", SCENARIO), None);
}

#[test]
fn scripts_and_styles_can_stand_in_a_page() {
    let shared = shared();
    assert!(!shared.script.contains("</script") && !shared.style.contains("</style"));
    assert!(
        !shared.script.contains("http:") && !shared.script.contains("https:"),
        "nothing is fetched"
    );
    assert!(
        shared.wasm_base64.starts_with("H4sI"),
        "the solver is compressed by gzip"
    );
}
