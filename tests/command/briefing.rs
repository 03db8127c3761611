//! Episodes as stories: in every form, found by what they stand for, and told beside each other.

use std::fs;

use serde_json::Value;

use super::place::{COMPLETE, Place, UNCERTAIN, assert_ends, err, out};

const EXPLAIN: [&str; 4] = ["explain", "case.toml", "--grid", "3"];

impl Place {
    fn explain(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&EXPLAIN, arguments].concat());
        assert!(output.status.success(), "{}", err(&output));
        out(&output)
    }

    fn explained(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.explain(&[arguments, &["--format", "json"]].concat())).unwrap()
    }
}

/// A text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All texts in a document.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(all) => all.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_story_says_the_same_in_every_form() {
    let place = Place::new();
    let story = place.explained(&["--episode", "5"]);
    let lines: Vec<&Value> = story["alone"]["rounds"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|round| round["lines"].as_array().unwrap())
        .collect();
    assert!(lines.len() > 3, "{story:#}");
    let [text, markdown, html] =
        ["text", "markdown", "html"].map(|format| flat(&place.explain(&["--episode", "5", "--format", format])));
    for line in lines {
        let said = line["text"].as_str().unwrap().trim_end_matches('.');
        for form in [&text, &markdown, &html] {
            assert!(form.contains(said), "`{said}` is not in:\n{form}");
        }
    }
    assert!(html.contains("<svg ") && html.contains("default-src 'none'") && !html.contains("<script"));
}

#[test]
fn a_story_reads_as_it_did() {
    let place = Place::new();
    let told = place.explain(&["--episode", "5", "--against", "no_broker"]);
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/story.txt");
    if std::env::var_os("UPDATE_REFERENCE").is_some_and(|value| value == "1") {
        fs::write(golden, &told).unwrap();
    }
    assert_eq!(
        flat(&told),
        flat(&fs::read_to_string(golden).unwrap()),
        "if this is meant: UPDATE_REFERENCE=1 cargo test --test command briefing"
    );
}

#[test]
fn a_name_that_looks_like_markup_is_shown_and_not_obeyed() {
    let place = Place::new();
    let hostile = "<script>alert('1')</script> & *co*";
    let name = format!("name = \"{hostile}\"");
    let old = COMPLETE
        .lines()
        .skip_while(|line| *line != "[disarmer]")
        .find(|line| line.starts_with("name = "))
        .expect("the disarmer has a name");
    place.write("case.toml", &COMPLETE.replacen(old, &name, 1));
    let html = place.explain(&["--format", "html"]);
    assert!(!html.contains("<script>"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; *co*"));
    let markdown = place.explain(&["--format", "markdown"]);
    assert!(
        markdown.contains("&lt;script&gt;alert('1')&lt;/script&gt; &amp; \\*co\\*"),
        "{markdown}"
    );
    assert!(place.explain(&[]).contains(hostile));
}

#[test]
fn rounds_have_months_if_the_scenario_says_when_the_time_begins() {
    let place = Place::new();
    let dated = |start: &str| {
        let plain: String = COMPLETE
            .lines()
            .filter(|line| !line.starts_with("start = "))
            .map(|line| format!("{line}\n"))
            .collect();
        place.write(
            "case.toml",
            &plain.replacen("[clock]\n", &format!("[clock]\n{start}"), 1),
        );
        place.explained(&["--episode", "5"])["alone"].clone()
    };
    let with = dated("start = \"2018-06\"\n");
    let n = with["calendar"]["rounds_per_year"].as_u64().unwrap();
    for round in with["rounds"].as_array().unwrap() {
        let months = 5 + (round["number"].as_u64().unwrap() - 1) * 12 / n;
        let date = round["date"].as_str().unwrap();
        assert!(date.ends_with(&format!(" {}", 2018 + months / 12)), "{date}");
        assert_eq!(date.starts_with("June"), months % 12 == 5, "{date}");
    }
    let without = dated("");
    assert!(
        without["rounds"]
            .as_array()
            .unwrap()
            .iter()
            .all(|round| round["date"].is_null())
    );
    assert_ne!(with, without);
}

#[test]
fn the_broker_says_what_its_interest_was_and_what_it_did_to_beliefs() {
    let place = Place::new();
    let said: Vec<String> = (0..12)
        .flat_map(|episode| {
            let story = place.explained(&["--episode", &episode.to_string()]);
            let opening = story["alone"]["opening"].as_array().unwrap().clone();
            opening
                .into_iter()
                .skip(2)
                .map(|text| text.as_str().unwrap().to_owned())
        })
        .collect();
    assert_eq!(said.len(), 24, "two messages in each episode");
    for text in &said {
        assert!(
            text.contains("Its interest: after a ") && text.contains("when it chooses."),
            "{text}"
        );
        assert!(text.contains("The others know how it chooses"), "{text}");
        // An honest message is the signal.
        let agrees = text.contains("vouches for") == text.contains("signal was good");
        assert!(agrees || text.contains("it does not report the signal"), "{text}");
    }
    assert!(said.iter().any(|text| text.contains("it reports the signal as it is")));
}

#[test]
fn the_typical_episode_has_the_outcome_asked_for_and_its_command_tells_it_again() {
    let place = Place::new();
    for outcome in ["war", "breach"] {
        let found = place.explained(&["--typical", outcome, "--search", "400"]);
        let found = &found["alone"];
        assert_eq!(found["outcome"], outcome);
        let about: Vec<&str> = found["about"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| a.as_str().unwrap())
            .collect();
        let command = about
            .last()
            .unwrap()
            .strip_prefix("Told again by: honest-broker ")
            .unwrap();
        let words: Vec<&str> = command.split(' ').chain(["--format", "json"]).collect();
        let again: Value = serde_json::from_str(&out(&place.run(&words))).unwrap();
        for part in ["title", "opening", "rounds", "ending", "course"] {
            assert_eq!(again["alone"][part], found[part], "{part}");
        }
    }
}

#[test]
fn a_rescued_process_lasts_under_the_arm_alone_and_a_spoiled_one_without_it() {
    let place = Place::new();
    let lasts = |story: &Value| {
        let outcome = story["outcome"].as_str().unwrap().to_owned();
        ["settlement", "hollow_settlement", "interim_deal", "symbolic_talks"].contains(&outcome.as_str())
    };
    for (option, under) in [("--rescued", true), ("--spoiled", false)] {
        let pair = place.explained(&[option])["beside"].clone();
        let [arm, against] = [0, 1].map(|which| &pair["stories"][which]);
        assert_eq!([&arm["arm"], &against["arm"]], ["broker", "no_broker"]);
        assert_eq!([lasts(arm), lasts(against)], [under, !under], "{option}");
        assert!(pair["coupling"].as_str().unwrap().contains("no proof of a cause"));
        // Up to the round in which they part the same happens, and in it something else.
        let parted = pair["parted"].as_u64().unwrap();
        let happened = |story: &Value, rounds: std::ops::Range<u64>| {
            let all = story["rounds"].as_array().unwrap().iter();
            let within = all.filter(|round| rounds.contains(&round["number"].as_u64().unwrap()));
            let lines = within.flat_map(|round| round["lines"].as_array().unwrap());
            let told = lines.filter(|line| line["kind"] != "belief" && line["aside"] == false);
            told.map(|line| line["text"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(happened(arm, 1..parted), happened(against, 1..parted));
        let then = parted..parted + 1;
        assert_ne!(happened(arm, then.clone()), happened(against, then));
        let text = flat(&place.explain(&[option]));
        let first = pair["chains"][0]["steps"][0]["text"]
            .as_str()
            .or(pair["chains"][1]["steps"][0]["text"].as_str());
        assert!(
            text.contains(first.unwrap()) && text.contains("Told again by: honest-broker explain"),
            "{text}"
        );
    }
}

#[test]
fn where_there_is_no_such_episode_it_says_how_many_were_searched_and_what_to_do() {
    let place = Place::new();
    let none = [
        &EXPLAIN[..],
        &[
            "--typical",
            "settlement",
            "--search",
            "1",
            "--set",
            "talks.meetings_per_year=0.001",
        ],
    ];
    assert_ends(
        &place.run(&none.concat()),
        2,
        &[
            "of 1 episode searched, none ends in settlement under broker",
            "--search 10",
        ],
    );
    let itself = [&EXPLAIN[..], &["--rescued", "--arm", "no_broker"]].concat();
    assert_ends(&place.run(&itself), 2, &["is not told against itself"]);
    for wrong in [
        &["--typical", "peace"][..],
        &["--typical", "war", "--episode", "3"],
        &["--rescued", "--spoiled"],
        &["--search", "10"],
        &["--force"],
    ] {
        assert_ends(&place.run(&[&EXPLAIN, wrong].concat()), 2, &["error:"]);
    }
}

#[test]
fn a_story_in_a_drawn_world_is_told_against_the_same_world() {
    let place = Place::new();
    place.write("case.toml", UNCERTAIN);
    let told = place.explain(&["--world", "3", "--against", "no_broker"]);
    assert!(told.contains("World 3."), "{told}");
    let pair = place.explained(&["--world", "3", "--against", "no_broker"])["beside"].clone();
    let alone = place.explained(&["--world", "3", "--arm", "no_broker"])["alone"].clone();
    assert_eq!(pair["stories"][1]["rounds"], alone["rounds"]);
    assert!(!texts(&pair).is_empty());
}

#[test]
fn a_file_is_written_once_and_replaced_only_by_force() {
    let place = Place::new();
    let write = ["--format", "markdown", "--out", "story.md"];
    place.explain(&write);
    let text = fs::read_to_string(place.path("story.md")).unwrap();
    assert_eq!(text, place.explain(&["--format", "markdown"]));
    assert_ends(&place.run(&[&EXPLAIN[..], &write].concat()), 1, &["exists already"]);
    place.explain(&[&write[..], &["--force"]].concat());
}
