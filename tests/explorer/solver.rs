//! The committed solver for the page against the program. It is not run here: what it answered when it was built is on record, and
//! `src/explorer/check.sh` holds it against the record.

use std::fs;
use std::path::{Path, PathBuf};

use honest_broker_explorer::questions::Session;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const RENEW: &str = "the solver in the page is older than the program: run src/explorer/build.sh (CONTRIBUTING.md, \"Change what is solved\")";

fn root(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn text(file: &str) -> String {
    fs::read_to_string(root(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn ask(session: &mut Session, question: &Value) -> Value {
    serde_json::from_slice(&session.answer(question.to_string().as_bytes())).expect("answers are JSON")
}

/// An answer with all its numbers as 64 bits, as JavaScript writes 0 where Rust writes 0.0, and without prose.
fn numbers(answer: Value) -> Value {
    let is_prose = |key: &String| key == "story" || key == "warnings";
    match answer {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        Value::Object(entries) => entries
            .into_iter()
            .filter(|(key, _)| !is_prose(key))
            .map(|(key, value)| (key, numbers(value)))
            .collect(),
        other => other,
    }
}

#[test]
fn the_program_gives_the_answers_of_the_solver_in_the_page() {
    let record: Vec<Value> = serde_json::from_str(&text("src/explorer/answers.json")).unwrap();
    let mut session = Session::new();
    let mut solved = 0;
    for entry in &record {
        let mut question = entry["question"].clone();
        if let Some(file) = question["file"].as_str() {
            question["text"] = json!(text(file));
        }
        let answer = ask(&mut session, &question);
        let (own, theirs) = (numbers(answer.clone()), numbers(entry["answer"].clone()));
        assert_eq!(own, theirs, "{RENEW}\nasked {}", entry["question"]);
        solved += answer["arms"].as_array().map_or(0, Vec::len);
    }
    assert!(solved > 10, "only {solved} games were solved");
}

#[test]
fn what_is_wrong_with_a_question_is_answered() {
    let mut session = Session::new();
    let cases = [
        (json!({ "ask": "dance" }), "not understood"),
        (
            json!({ "ask": "solve", "arms": ["broker"], "grid": 5, "world": null }),
            "no scenario is loaded",
        ),
        (
            json!({ "ask": "load", "file": "x.toml", "text": "format = 2\n[clock]\nyaers = 1\n", "settings": [] }),
            "did you mean `years`?",
        ),
        (
            json!({ "ask": "load", "file": "x.toml", "text": "", "settings": ["clock"] }),
            "has no `=`",
        ),
    ];
    for (question, problem) in cases {
        let answer = ask(&mut session, &question);
        let told = answer["problems"].as_str().unwrap_or_default();
        assert!(told.contains(problem), "{question}: {answer}");
    }
    let load = json!({ "ask": "load", "file": "x.toml", "text": text("tests/data/example.toml"), "settings": [] });
    assert!(ask(&mut session, &load)["problems"].is_null());
    let later = [
        (
            json!({ "ask": "solve", "arms": ["nobody"], "grid": 5, "world": null }),
            "has no arm `nobody`",
        ),
        (
            json!({ "ask": "solve", "arms": ["no_broker"], "grid": 1, "world": null }),
            "out of range",
        ),
        (
            json!({ "ask": "solve", "arms": ["no_broker"], "grid": 3, "world": { "number": 1, "seed": "one", "sampling": "sobol" } }),
            "no seed",
        ),
        (
            json!({ "ask": "episode", "arm": "no_broker", "grid": 3, "seed": "1", "outcome": "peace" }),
            "no negotiation ends as",
        ),
    ];
    for (question, problem) in later {
        let answer = ask(&mut session, &question);
        assert!(
            answer["problems"].as_str().unwrap_or_default().contains(problem),
            "{question}: {answer}"
        );
    }
}

#[test]
fn the_solver_is_the_one_that_its_name_says() {
    let bytes = fs::read(root("src/explorer/solver.wasm.gz")).unwrap();
    let named = text("src/explorer/solver.txt");
    let hex: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(
        named.contains(&hex),
        "{RENEW}\nsolver.txt has another checksum than solver.wasm.gz"
    );
    assert!(
        bytes.len() < 600_000,
        "the solver has {} bytes and is loaded with every page",
        bytes.len()
    );
}
