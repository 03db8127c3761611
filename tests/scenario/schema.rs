//! The schema for editors accepts what `check` accepts and refuses what it should.

use honest_broker::scenario::{SHIPPED, json_schema, template};
use regex::Regex;
use serde_json::Value;

use crate::case::{COMPLETE, replaced};

fn schema() -> Value {
    serde_json::from_str(&json_schema()).unwrap()
}

/// Where a value breaks the schema. Knows the words that the schema uses and no others.
fn broken(schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    for (word, asked) in schema.as_object().expect("a schema is an object") {
        let holds = match (word.as_str(), value) {
            ("$schema" | "title" | "description" | "default" | "properties" | "patternProperties", _) => true,
            ("type", _) => types(asked).iter().any(|kind| is_a(kind, value)),
            ("enum", _) => asked.as_array().unwrap().contains(value),
            ("minimum", Value::Number(x)) => x.as_f64() >= asked.as_f64(),
            ("maximum", Value::Number(x)) => x.as_f64() <= asked.as_f64(),
            ("exclusiveMinimum", Value::Number(x)) => x.as_f64() > asked.as_f64(),
            ("exclusiveMaximum", Value::Number(x)) => x.as_f64() < asked.as_f64(),
            ("minLength", Value::String(text)) => text.chars().count() as u64 >= asked.as_u64().unwrap(),
            ("maxLength", Value::String(text)) => text.chars().count() as u64 <= asked.as_u64().unwrap(),
            ("pattern", Value::String(text)) => Regex::new(asked.as_str().unwrap()).unwrap().is_match(text),
            ("minItems", Value::Array(items)) => items.len() as u64 >= asked.as_u64().unwrap(),
            ("maxItems", Value::Array(items)) => items.len() as u64 <= asked.as_u64().unwrap(),
            ("minProperties", Value::Object(map)) => map.len() as u64 >= asked.as_u64().unwrap(),
            ("maxProperties", Value::Object(map)) => map.len() as u64 <= asked.as_u64().unwrap(),
            ("items", Value::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    broken(asked, item, &format!("{path}[{i}]"), found);
                }
                true
            }
            ("additionalProperties", Value::Object(map)) => {
                assert_eq!(*asked, Value::Bool(false));
                members(schema, map, path, found);
                true
            }
            // The words of other types do not apply.
            (
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "minLength" | "maxLength" | "pattern"
                | "minItems",
                _,
            ) => true,
            ("maxItems" | "minProperties" | "maxProperties" | "items" | "additionalProperties", _) => true,
            (other, _) => panic!("the schema uses `{other}`, which this test does not know"),
        };
        if !holds {
            found.push(format!("{path}: {word} {asked}"));
        }
    }
}

fn members(schema: &Value, map: &serde_json::Map<String, Value>, path: &str, found: &mut Vec<String>) {
    for (name, inner) in map {
        let path = format!("{path}.{name}");
        let named = schema["properties"].get(name);
        let patterns = schema["patternProperties"].as_object().into_iter().flatten();
        let fitting = patterns
            .filter(|(pattern, _)| Regex::new(pattern).unwrap().is_match(name))
            .map(|(_, inner)| inner);
        let asked: Vec<&Value> = named.into_iter().chain(fitting).collect();
        if asked.is_empty() {
            found.push(format!("{path}: no such key"));
        }
        asked.into_iter().for_each(|asked| broken(asked, inner, &path, found));
    }
}

fn types(asked: &Value) -> Vec<&str> {
    match asked {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    }
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|x| x.fract() == 0.0),
        other => panic!("unknown type {other}"),
    }
}

fn faults(text: &str) -> Vec<String> {
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}:\n{text}"));
    let mut found = Vec::new();
    broken(&schema(), &serde_json::to_value(table).unwrap(), "", &mut found);
    found
}

#[test]
fn every_valid_scenario_passes() {
    let shipped = SHIPPED.iter().map(|(path, text)| (*path, (*text).to_string()));
    let own = [
        ("complete", COMPLETE.to_string()),
        ("uncertain", include_str!("../data/uncertain.toml").to_string()),
        ("example", include_str!("../data/example.toml").to_string()),
        ("template", template("x")),
    ];
    for (name, text) in shipped.chain(own) {
        assert_eq!(faults(&text), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_is_wrong_is_refused_at_its_place() {
    for (from, to, at) in [
        (
            "dealer_prior = 0.3",
            "dealer_prior = 1.4",
            ".disarmer.dealer_prior: exclusiveMaximum",
        ),
        (
            "dealer_prior = 0.3",
            "dealer_prior = \"0.3\"",
            ".disarmer.dealer_prior: type",
        ),
        (
            "dealer_prior = 0.3",
            "dealer_priro = 0.3",
            ".disarmer.dealer_priro: no such key",
        ),
        (
            "dealer_prior = 0.3",
            "dealer_prior = { unifrom = [0.2, 0.5] }",
            ".disarmer.dealer_prior.unifrom: no such key",
        ),
        (
            "dealer_prior = 0.3",
            "dealer_prior = { uniform = [0.2] }",
            ".disarmer.dealer_prior.uniform: minItems",
        ),
        (
            "dealer_prior = 0.3",
            "dealer_prior = {}",
            ".disarmer.dealer_prior: minProperties",
        ),
        (
            "relief_value = 0.9",
            "relief_value = -1",
            ".disarmer.relief_value: minimum",
        ),
        (
            "covert_share = { dealer = 0.03, staller = 0.25 }",
            "covert_share = { dealer = 0.03, stall = 0.25 }",
            ".disarmer.covert_share.stall: no such key",
        ),
        (
            "turnover = [0.3, 0.8, 0.5]",
            "turnover = [0.3, 1.8, 0.5]",
            ".guarantor.elections.turnover[1]: maximum",
        ),
        (
            "sequence = \"relief_first\"",
            "sequence = \"relief\"",
            ".talks.sequence: enum",
        ),
        (
            "rounds_per_year = 2",
            "rounds_per_year = 2.5",
            ".clock.rounds_per_year: type",
        ),
        ("years = 5\n", "years = { uniform = [4, 6] }\n", ".clock.years: type"),
        ("start = \"2018-06\"", "start = \"June\"", ".clock.start: pattern"),
        ("detection = 0.7", "detection = 1.7", ".stages[1].detection: maximum"),
        ("[talks]", "[talk]", ".talk: no such key"),
        ("format = 2", "format = 1", ".format: enum"),
        ("meant = [\"vague_interval\"]", "meant = [\"vague\"]", ".meant[0]: enum"),
        (
            "\"stages.3.detection\" = 0.6",
            "\"stages.3.detection\" = 1.6",
            ".arms.custody_only.stages.3.detection: maximum",
        ),
        (
            "\"broker.instruments.escrow\" = 0.0",
            "\"broker.instruments.escro\" = 0.0",
            ".arms.custody_only.broker.instruments.escro: no such key",
        ),
        ("[arms.silent]", "[arms.Silent]", ".arms.Silent: no such key"),
    ] {
        let found = faults(&replaced(from, to));
        assert!(found.iter().any(|fault| fault.starts_with(at)), "{to}: {found:?}");
    }
}

#[test]
fn the_committed_schema_is_that_of_the_program() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/scenario.schema.json");
    if std::env::var_os("UPDATE_REFERENCE").is_some_and(|value| value == "1") {
        std::fs::write(path, json_schema()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == json_schema(),
        "run UPDATE_REFERENCE=1 cargo test --test scenario schema"
    );
}
