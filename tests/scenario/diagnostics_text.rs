//! Problems of texts, files and settings as a whole: syntax, reading, rendering, and that nothing makes the reader panic.

use std::path::{Path, PathBuf};

use crate::case::{COMPLETE, case, only, problems_of, replaced};
use honest_broker::scenario::{COMMAND_LINE, Code, Problems, Scenario, Setting, find, load, parse, parse_bytes};
use proptest::prelude::*;

#[test]
fn every_syntax_error_is_reported_with_its_place() {
    let text = "[clock]\nyears = = 3\nrounds_per_year 4\n\n[talks\n";
    let problems = problems_of(text, &[]);
    let lines: Vec<Option<usize>> = problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [Some(2), Some(3), Some(5)], "{problems}");
    assert!(problems.iter().all(|p| p.code == Code::NotToml));
    assert_eq!(problems.iter().next().unwrap().column, Some(9));
}

#[test]
fn a_syntax_error_does_not_hide_a_misspelt_key_elsewhere() {
    let text = replaced("tension = 0.15", "tension = ").replace("custody = 0.45", "custodi = 0.45");
    let codes: Vec<Code> = problems_of(&text, &[]).iter().map(|p| p.code).collect();
    assert_eq!(codes, [Code::NotToml, Code::UnknownKey]);
}

#[test]
fn duplicate_keys_and_tables_are_reported_with_their_path() {
    case(
        "exposure = 0.35",
        "exposure = 0.35\n§exposure = 0.4",
        Code::DuplicateKey,
        "disarmer.exposure",
        &["twice"],
    );
    case("[talks]", "[talks]\n[§talks]", Code::DuplicateKey, "talks", &["twice"]);
}

#[test]
fn an_empty_file_is_told_how_to_begin() {
    for text in ["", "\n\n", "# only a comment\n", "\u{feff}"] {
        let problem = only(text);
        assert_eq!(problem.code, Code::EmptyFile);
        assert!(problem.help.unwrap().contains("[clock]"));
    }
}

#[test]
fn a_file_that_is_not_utf8_is_told_where() {
    let problems = parse_bytes("case.toml", b"format = 1\nname = \"\xE9\"\n", &[]).unwrap_err();
    let problem = problems.iter().next().unwrap();
    assert_eq!(
        (problem.code, problem.line, problem.column),
        (Code::NotUtf8, Some(2), Some(9))
    );
    assert!(problem.message.contains("0xE9"));
}

#[test]
fn a_file_in_utf16_is_told_its_encoding() {
    let units: Vec<u16> = COMPLETE.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let marked = [vec![0xff, 0xfe], little.clone()].concat();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for bytes in [little, marked, big] {
        let problems = parse_bytes("case.toml", &bytes, &[]).unwrap_err();
        let problem = problems.iter().next().unwrap();
        assert_eq!((problem.code, problems.len()), (Code::NotUtf8, 1));
        assert!(problem.message.contains("UTF-16"));
    }
}

#[test]
fn byte_order_marks_and_line_ends_of_windows_make_no_difference() {
    let plain = parse("case.toml", COMPLETE, &[]).unwrap();
    let windows = format!("\u{feff}{}", COMPLETE.replace('\n', "\r\n"));
    let mut read = parse("case.toml", &windows, &[]).unwrap();
    assert_eq!(read.text, windows);
    read.text.clone_from(&plain.text);
    assert_eq!(read, plain);
}

#[test]
fn a_bracket_that_is_missing_is_one_problem() {
    let list = replaced(
        "sources = [\"invented for the tests\"]",
        "sources = [\"invented for the tests\"",
    );
    let problem = only(&list);
    assert_eq!(
        (problem.code, problem.line, problem.column),
        (Code::NotToml, Some(4), Some(11))
    );
    assert!(problem.message.contains("never closed"), "{problem:?}");
    for (from, to) in [
        ("[talks]", "[talks"),
        ("[[stages]]\nname = \"closure", "[[stages]\nname = \"closure"),
    ] {
        let problem = only(&replaced(from, to));
        assert_eq!(problem.code, Code::NotToml);
        assert!(
            problem
                .help
                .unwrap()
                .contains(&from[..from.find('\n').unwrap_or(from.len())])
        );
    }
}

#[test]
fn a_list_written_in_single_brackets_is_one_problem() {
    let problem = only(&COMPLETE.replace("[[stages]]", "[stages]"));
    assert_eq!(
        (problem.code, problem.key.as_deref()),
        (Code::DuplicateKey, Some("stages"))
    );
    assert!(problem.help.unwrap().contains("[[stages]] in double brackets"));
}

#[test]
fn a_misspelt_file_name_is_told_the_file_beside_it() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("small.toml"), COMPLETE).unwrap();
    let path = directory.path().join("smal.toml");
    for problems in [load(&path, &[]).unwrap_err(), find(&[path], false).unwrap_err()] {
        let problem = problems.iter().next().unwrap();
        assert_eq!(problem.code, Code::NotFound);
        assert!(problem.help.as_deref().unwrap().contains("small.toml`?"));
    }
}

#[test]
fn a_file_name_is_a_word_in_tables_and_holds_nothing_that_a_terminal_obeys() {
    let stem = |name: &str| parse(name, COMPLETE, &[]).unwrap().stem;
    for (name, expected) in [
        ("korea.toml", "korea"),
        ("korea-2018.toml", "korea-2018"),
        ("NA.toml", "scenario NA"),
        ("2018.toml", "scenario 2018"),
        ("2018-06.toml", "scenario 2018-06"),
        ("1e5.toml", "scenario 1e5"),
        ("=1+1.toml", "scenario =1+1"),
        ("true.toml", "scenario true"),
        ("a\u{1b}[31mb.toml", "a_[31mb"),
    ] {
        assert_eq!(stem(name), expected, "{name}");
    }
    let problems = parse("a\u{1b}[31m.toml", "", &[]).unwrap_err();
    assert!(!problems.to_text(false).contains('\u{1b}'));
}

#[test]
#[allow(clippy::disallowed_methods, reason = "it is the time that is tested")]
fn a_file_of_nothing_but_faults_is_read_in_linear_time_and_answered_briefly() {
    for line in [
        "a=1\n",
        "a = = 1\n",
        "[arms.x]\n",
        "[[stages]]\nx = 1\n",
        "x = [\n",
        "“\n",
    ] {
        let text = line.repeat(240_000 / line.len());
        let started = std::time::Instant::now();
        let problems = problems_of(&text, &[]);
        let shown = problems.to_text(false);
        assert!(shown.len() < 60_000, "{line:?}: {} bytes", shown.len());
        let json = problems.to_json();
        assert!(json["problems"].as_array().unwrap().len() <= 50);
        assert!(started.elapsed().as_secs() < 60, "{line:?}: {:?}", started.elapsed());
    }
}

#[test]
fn files_that_cannot_be_read_are_problems() {
    let directory = tempfile::tempdir().unwrap();
    let code = |result: Result<Scenario, Problems>| result.unwrap_err().iter().next().unwrap().code;
    assert_eq!(code(load(&directory.path().join("none.toml"), &[])), Code::NotFound);
    assert_eq!(code(load(directory.path(), &[])), Code::Unreadable);
    let huge = directory.path().join("huge.toml");
    std::fs::write(&huge, vec![b'#'; (1 << 18) + 1]).unwrap();
    assert_eq!(code(load(&huge, &[])), Code::TooLarge);
}

#[test]
fn missing_paths_and_directories_without_scenarios_are_reported_together() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing");
    std::fs::create_dir(directory.path().join("below")).unwrap();
    std::fs::write(directory.path().join("below/a.toml"), COMPLETE).unwrap();
    let paths: Vec<PathBuf> = vec![directory.path().to_path_buf(), missing];
    let problems = find(&paths, false).unwrap_err();
    let codes: Vec<Code> = problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, [Code::NoScenarios, Code::NotFound]);
    assert!(
        problems
            .iter()
            .next()
            .unwrap()
            .help
            .as_deref()
            .unwrap()
            .contains("recursively")
    );
    assert_eq!(
        find(&paths[..1], true).unwrap(),
        [directory.path().join(Path::new("below/a.toml"))]
    );
}

#[test]
fn a_problem_of_a_setting_points_to_the_command_line() {
    let problems = problems_of(
        COMPLETE,
        &[
            "guarantor.keeper_prior=4",
            "guarantor.keper_prior=0.4",
            "clock.years=3.3",
        ],
    );
    let found: Vec<(Code, &str, Option<usize>)> = problems.iter().map(|p| (p.code, p.file.as_str(), p.line)).collect();
    let expected = [Code::OutOfRange, Code::UnknownKey, Code::NotWholeRounds].map(|code| (code, COMMAND_LINE, None));
    assert_eq!(found, expected, "{problems}");
    assert!(problems.to_text(false).contains("--set guarantor.keeper_prior=4"));
}

#[test]
fn all_problems_of_a_file_are_reported_at_once_in_the_order_of_the_text() {
    let text = replaced("keeper_prior = 0.55", "keper_prior = 0.55")
        .replace("years = 5\n", "years = 4.7\n")
        .replace("custody = 0.45", "custody = nan")
        .replace("\"stages.3.detection\"", "\"stages.5.detection\"");
    let codes: Vec<Code> = problems_of(&text, &[]).iter().map(|p| p.code).collect();
    assert_eq!(
        codes,
        [
            Code::NotWholeRounds,
            Code::UnknownKey,
            Code::NotFinite,
            Code::StageOutOfRange
        ]
    );
}

#[test]
fn a_problem_is_shown_with_its_line_underlined() {
    let text = replaced("keeper_prior = 0.55", "keper_prior = 0.55");
    let expected = "\
error[unknown_key]: `guarantor` has no key `keper_prior`
  --> case.toml:33:1
   |
33 | keper_prior = 0.55
   | ^^^^^^^^^^^
   |
   = help: did you mean `keeper_prior`?

1 problem found
";
    assert_eq!(problems_of(&text, &[]).to_text(false), expected);
    assert!(problems_of(&text, &[]).to_text(true).contains("\u{1b}["));
}

#[test]
fn a_setting_is_shown_as_it_was_typed() {
    let expected = "\
error[out_of_range]: `clock.years` is -3, which is out of range
 |
 | --set clock.years=-3
 |                   ^^
 |
 = help: it must be greater than 0 and at most 20000

1 problem found
";
    assert_eq!(problems_of(COMPLETE, &["clock.years=-3"]).to_text(false), expected);
}

#[test]
fn problems_as_json_have_stable_fields() {
    let text = replaced("custody = 0.45", "custody = 1.45");
    let line = text[..text.find("1.45").unwrap()].matches('\n').count() + 1;
    let json = problems_of(&text, &[]).to_json();
    let expected = serde_json::json!({
        "code": "out_of_range", "severity": "error", "file": "case.toml", "line": line, "column": 11,
        "key": "broker.instruments.custody", "found": "1.45", "arm": null,
        "message": "`broker.instruments.custody` is 1.45, which is out of range",
        "help": "it must be a share from 0 to 1",
    });
    assert_eq!(json["problems"][0], expected);
}

#[test]
fn hostile_nesting_is_a_problem_and_no_crash() {
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("{} = 1", vec!["a"; 100_000].join(".")),
        format!("[arms.x]\n\"{}\" = 1", vec!["a"; 100_000].join(".")),
        format!("[[stages]]\n{}", "[[stages]]\n".repeat(20_000)),
    ] {
        let problems = problems_of(&text, &[]);
        assert!(problems.len() < 200, "{} problems", problems.len());
        assert!(problems.to_text(false).len() < 100_000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Err(problems) = parse_bytes("noise.toml", &bytes, &[]) {
            prop_assert!(!problems.is_empty());
            problems.to_text(true);
            problems.to_json();
        }
    }

    #[test]
    fn no_mutation_of_a_scenario_makes_the_reader_panic(
        edits in proptest::collection::vec((0..COMPLETE.len(), 0usize..12, "[\\[\\]{}=\".,#a-z0-9é\n -]{0,8}"), 1..6),
    ) {
        let mut text: Vec<u8> = COMPLETE.as_bytes().to_vec();
        for (at, cut, insert) in edits {
            let from = at.min(text.len());
            let to = (from + cut).min(text.len());
            text.splice(from..to, insert.bytes());
        }
        match parse_bytes("mutated.toml", &text, &[]) {
            Ok(scenario) => {
                for arm in &scenario.arms {
                    prop_assert!(scenario.game(&arm.name).is_ok());
                }
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                problems.to_text(false);
            }
        }
    }

    #[test]
    fn no_setting_makes_the_reader_panic(key in "[a-z.\\[\\]0-9 \"]{0,20}", value in "\\PC{0,12}") {
        if let Ok(setting) = Setting::parse(&format!("{key}={value}"))
            && let Err(problems) = parse("case.toml", COMPLETE, &[setting])
        {
            prop_assert!(problems.to_text(false).contains("--set"));
        }
    }
}
