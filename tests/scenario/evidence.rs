//! What a file says that its values rest on.

use std::fs;

use honest_broker::report::evidence::Shares;
use honest_broker::scenario::{Code, Grounds, Scenario, Severity, annotations, load, parse};

use crate::case::problems_of;
use crate::files::SMALLEST;

fn with(evidence: &str) -> Scenario {
    parse("case.toml", &format!("{SMALLEST}{evidence}"), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Source, grade and note that the file states of a key.
fn stated(text: &str, key: &str) -> Option<[String; 3]> {
    let found = annotations(text)
        .into_iter()
        .find(|own| own.arm.is_none() && own.key == key);
    let Grounds { source, grade, note } = found.unwrap_or_else(|| panic!("{key} is given")).grounds?;
    Some([source, grade, note])
}

fn texts(source: &str, grade: &str, note: &str) -> Option<[String; 3]> {
    Some([source, grade, note].map(str::to_owned))
}

#[test]
fn evidence_is_that_of_the_deepest_entry_that_covers_a_key() {
    let scenario = with(
        "
[[stages]]
deterrent_share = 0
relief_share = 0
detection = 0.4
[evidence.disarmer]
grade = \"M\"
[evidence.\"disarmer.deterrent_value\"]
source = \"A book\"
grade = \"C,J\"
[evidence.\"disarmer.deterrent_value.dealer\"]
note = \"twice\"
[evidence.stages]
note = \"all\"
[evidence.\"stages[].detection\"]
note = \"every stage\"
[evidence.\"stages[2]\"]
note = \"the second\"
[evidence.\"stages.2.detection\"]
note = \"this one\"
",
    );
    let of = |key: &str| stated(&scenario.text, key);
    assert_eq!(of("disarmer.dealer_prior"), texts("", "M", ""));
    assert_eq!(of("disarmer.deterrent_value.staller"), texts("A book", "C, J", ""));
    assert_eq!(of("disarmer.deterrent_value.dealer"), texts("", "", "twice"));
    assert_eq!(of("stages.1.relief_share"), texts("", "", "all"));
    assert_eq!(of("stages.1.detection"), texts("", "", "every stage"));
    assert_eq!(of("stages.2.relief_share"), texts("", "", "the second"));
    assert_eq!(of("stages.2.detection"), texts("", "", "this one"));
    assert_eq!(of("guarantor.keeper_prior"), None);
}

#[test]
fn evidence_alters_nothing() {
    let (plain, told) = (with(""), with("[evidence.disarmer]\ngrade = \"J\"\n"));
    assert_eq!(plain.fingerprint(), told.fingerprint());
    assert_eq!(
        plain.resolved("no_broker").unwrap(),
        told.resolved("no_broker").unwrap()
    );
    assert!(told.warnings().is_empty());
}

#[test]
fn faulty_evidence_is_shown_with_line_and_remedy() {
    let cases: [(&str, Code, usize, &[&str]); 11] = [
        (
            "[evidence]\ndisarmer = 3",
            Code::WrongType,
            2,
            &["begin it with [evidence.\"disarmer\"]"],
        ),
        (
            "[evidence.\"disarmer.dealr_prior\"]\ngrade = \"J\"",
            Code::UnknownKey,
            1,
            &["did you mean `disarmer.dealer_prior`"],
        ),
        (
            "[evidence.nothing_like_it]\ngrade = \"J\"",
            Code::UnknownKey,
            1,
            &["stages by their number"],
        ),
        (
            "[evidence.disarmer.dealer_prior]\ngrade = \"J\"",
            Code::UnknownKey,
            1,
            &["[evidence.\"disarmer.dealer_prior\"]"],
        ),
        (
            "[evidence.disarmer]\ngrad = \"J\"",
            Code::UnknownKey,
            2,
            &["did you mean `grade`?"],
        ),
        (
            "[evidence.disarmer]\ngrade = \"A\"",
            Code::BadEvidence,
            2,
            &["C (confirmed in a source)", "\"D, J\""],
        ),
        (
            "[evidence.disarmer]\ngrade = \"C J\"",
            Code::BadEvidence,
            2,
            &["with commas"],
        ),
        (
            "[evidence.disarmer]\ngrade = 3",
            Code::WrongType,
            2,
            &["evidence.disarmer.grade"],
        ),
        (
            "[evidence.disarmer]\nnote = \"\"",
            Code::BadText,
            2,
            &["evidence.disarmer.note"],
        ),
        (
            "[evidence.disarmer]",
            Code::BadEvidence,
            1,
            &["says nothing", "source, grade and note"],
        ),
        (
            "[evidence.\"stages.1\"]\ngrade = \"J\"\n[evidence.\"stages[1]\"]\ngrade = \"D\"",
            Code::DuplicateKey,
            3,
            &["under two names"],
        ),
    ];
    let before = SMALLEST.lines().count();
    for (evidence, code, line, said) in cases {
        let problems = problems_of(&format!("{SMALLEST}{evidence}\n"), &[]);
        let problem = problems.iter().next().unwrap();
        assert_eq!(
            (problems.len(), problem.code, problem.line),
            (1, code, Some(before + line)),
            "{problems}"
        );
        for fragment in said {
            assert!(
                problems.to_string().contains(fragment),
                "`{fragment}` is not in:\n{problems}"
            );
        }
    }
    let problems = problems_of(&format!("evidence = 3\n{SMALLEST}"), &[]);
    assert!(
        problems
            .to_string()
            .contains("`evidence` must be a table, not a number"),
        "{problems}"
    );
    let of_arm = format!("{SMALLEST}[arms.x.evidence.disarmer]\ngrade = \"J\"\n");
    let problems = problems_of(&of_arm, &[]);
    assert!(
        problems
            .to_string()
            .contains("write it into a comment beside the value"),
        "{problems}"
    );
}

#[test]
fn evidence_for_what_has_no_value_is_warned_of() {
    for idle in [
        "broker.instruments.custody",
        "stages.4",
        "disarmer.pressure",
        "guarantor.relief_cost.keeper",
    ] {
        let scenario = with(&format!("[evidence.\"{idle}\"]\ngrade = \"J\"\n"));
        let found: Vec<_> = scenario.warnings().iter().collect();
        assert_eq!(found.len(), 1, "{idle}");
        assert_eq!(
            (found[0].code, found[0].severity),
            (Code::IdleEvidence, Severity::Warning)
        );
        assert!(found[0].message.contains(idle) && found[0].line.is_some());
    }
}

/// What a scenario that extends another states of a key.
fn stated_over(base: &str, upper: &str, key: &str) -> Option<[String; 3]> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("base.toml"), format!("{SMALLEST}{base}")).unwrap();
    let case = folder.path().join("case.toml");
    fs::write(&case, format!("extends = \"base.toml\"\n{upper}")).unwrap();
    let scenario = load(&case, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(scenario.warnings().is_empty(), "{}", scenario.warnings());
    stated(&scenario.text, key)
}

#[test]
fn evidence_of_a_file_that_is_extended_holds_for_its_own_values_only() {
    let base = "[evidence.disarmer]\ngrade = \"M\"\n[evidence.\"guarantor.relief_cost\"]\nsource = \"base\"\n";
    let of_base = texts("", "M", "");
    let pressure = "[disarmer]\nrelief_value = 2\n";
    assert_eq!(stated_over(base, "", "disarmer.relief_value"), of_base);
    assert_eq!(stated_over(base, pressure, "disarmer.relief_value"), None);
    assert_eq!(stated_over(base, pressure, "disarmer.dealer_prior"), of_base);
    assert_eq!(
        stated_over(base, "[disarmer]\npressure = 2\n", "disarmer.pressure"),
        None
    );
    let keeper = "[guarantor]\nrelief_cost.keeper = 0.3\n";
    assert_eq!(stated_over(base, keeper, "guarantor.relief_cost.keeper"), None);
    assert_eq!(
        stated_over(base, keeper, "guarantor.relief_cost.reneger"),
        texts("base", "", "")
    );
    let own = format!("{pressure}[evidence.\"disarmer.relief_value\"]\ngrade = \"C\"\n");
    assert_eq!(stated_over(base, &own, "disarmer.relief_value"), texts("", "C", ""));
    assert_eq!(stated_over(base, &own, "disarmer.dealer_prior"), of_base);
    // Of two entries that have to be written out, the deeper one holds.
    let nested = format!("{base}[evidence.\"disarmer.deterrent_value\"]\ngrade = \"C\"\n");
    let staller = "[disarmer]\ndeterrent_value.staller = 3\n";
    assert_eq!(
        stated_over(&nested, staller, "disarmer.deterrent_value.dealer"),
        texts("", "C", "")
    );
    assert_eq!(stated_over(&nested, staller, "disarmer.deterrent_value.staller"), None);
    assert_eq!(stated_over(&nested, staller, "disarmer.dealer_prior"), of_base);
    // What a file states itself stands above what the other one states, also of its values.
    let over = "[evidence.disarmer]\ngrade = \"J\"\n";
    assert_eq!(stated_over(base, over, "disarmer.dealer_prior"), texts("", "J", ""));
    assert_eq!(
        stated_over(base, "evidence.disarmer = false\n", "disarmer.dealer_prior"),
        None
    );
}

#[test]
fn numbers_are_counted_by_the_weakest_of_their_marks() {
    let text = "
format = 2
[clock]
rounds_per_year = 4 # a convention
years = 1 # J
foresight_years = 1
[[stages]]
deterrent_share = 1 # all; D
relief_share = 1 # all; C, D
detection = { interval90 = [0.3, 0.6] } # a guess; D, J
[talks]
sequence = \"disarm_first\" # no number; J
meetings_per_year = 2 # remembered; D, M
reviews_per_year = 1
[disarmer]
dealer_prior = 0.5
deterrent_value = { dealer = 1, staller = 2 } # both; J
relief_value = 1 # J, the comment says; J
rebuild_years = 0
discount_factor = 0.9
rationality = 1
[guarantor]
keeper_prior = 0.5
threat_reduction = 1
relief_cost = 0.5
renege_cost = { keeper = 2, reneger = 0 }
discount_factor = 0.9
rationality = 1
[guarantor.elections]
first_year = 1
every_years = 4
turnover = [0.5, 0.6]
successor_keeper_prior = 0.5
[arms.other]
\"disarmer.pressure\" = 0.1 # of an arm; J
[evidence.\"disarmer.relief_value\"]
grade = \"C\"
[evidence.\"guarantor.elections.turnover\"]
source = \"a list\"
grade = \"C\"
[evidence.\"guarantor.keeper_prior\"]
source = \"a source alone is no grade\"
";
    let scenario = parse("case.toml", text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let shares = Shares::of(&scenario, &[]);
    let expected = Shares {
        numbers: 24,
        sourced: 2 + 1 + 2,
        remembered: 1,
        judged: 1 + 2,
        ungraded: 24 - 9,
    };
    assert_eq!(shares, expected);
    let said = shares.sentence();
    assert!(
        said.contains("of 24 numbers 21 % are confirmed in a source or derived by a stated rule, 4 % are"),
        "{said}"
    );
}
