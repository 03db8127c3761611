//! Slips of people: each gets one problem, at the culprit, with what would be right written out.

use crate::case::{COMPLETE, only, problems_of, replaced};
use honest_broker::scenario::{Code, Problem, Setting, parse};

const LINE: &str = "dealer_prior = 0.3";

/// The text that is underlined.
fn underlined(problem: &Problem) -> String {
    let excerpt = problem
        .excerpt
        .as_ref()
        .unwrap_or_else(|| panic!("{problem:?} has an excerpt"));
    excerpt.line[excerpt.span.clone()].to_string()
}

fn said(problem: &Problem) -> String {
    format!("{}\n{}", problem.message, problem.help.as_deref().unwrap_or(""))
}

/// The line that a help proposes to write, between backquotes.
fn proposed(problem: &Problem) -> Option<&str> {
    problem.help.as_deref()?.strip_prefix("write `")?.split('`').next()
}

/// The complete scenario with its line of the prior replaced. Keys at the end of line 14 in an inline table do not matter here.
fn with_line(line: &str) -> String {
    COMPLETE.replacen(LINE, line, 1)
}

#[test]
#[rustfmt::skip]
fn numbers_written_in_other_ways_are_written_out_and_the_proposal_is_valid() {
    let cases = [
        ("0,4", "0,4", "0.4"), ("40%", "40%", "0.4"), ("40 %", "40 %", "0.4"), ("12,5%", "12,5%", "0.125"), ("40 percent", "40 percent", "0.4"),
        (".4", ".4", "0.4"), ("+.5", "+.5", "0.5"), ("００.４", "００.４", "0.4"), ("0.4f", "0.4f", "0.4"),
        ("½", "½", "0.5"), ("1/3", "1/3", "0.333333"), ("0.4/year", "0.4/year", "0.4"), ("0.4 years", "0.4 years", "0.4"), ("0·4", "0·4", "0.4"),
        ("~0.4", "~0.4", "0.4"), ("about 0.4", "about 0.4", "0.4"), ("0.4,", "0.4,", "0.4"), ("0.4;", "0.4;", "0.4"), ("“0.4”", "“", "0.4"), ("«0.4»", "«", "0.4"), ("`0.4`", "`", "0.4"),
        ("0.4 // note", "//", "0.4 # note"), ("0.4 ; note", ";", "0.4 # note"), ("0.4 /* note */", "/*", "0.4 # note"), ("0.4 -- note", "--", "0.4 # note"), ("0.4 (a guess)", "(", "0.4 # a guess"),
        ("0,4 // note", "//", "0.4 # note"), ("0.2-0.5", "0.2-0.5", "{ interval90 = [0.2, 0.5] }"), ("0.2 to 0.5", "0.2 to 0.5", "{ interval90 = [0.2, 0.5] }"),
        ("0.2..0.5", "0.2..0.5", "{ interval90 = [0.2, 0.5] }"), ("(0.2, 0.5)", "(0.2, 0.5)", "{ interval90 = [0.2, 0.5] }"), ("0.4 ± 0.1", "0.4 ± 0.1", "{ interval90 = [0.3, 0.5] }"),
        ("uniform(0.2, 0.5)", "uniform(0.2, 0.5)", "{ uniform = [0.2, 0.5] }"), ("uniform [0.2, 0.5]", "uniform [0.2, 0.5]", "{ uniform = [0.2, 0.5] }"),
        ("{ uniform: [0.2, 0.5] }", "{ uniform: [0.2, 0.5] }", "{ uniform = [0.2, 0.5] }"), ("{ uniform = (0.2, 0.5) }", "{ uniform = (0.2, 0.5) }", "{ uniform = [0.2, 0.5] }"),
        ("{ uniform = [0.2 0.5] }", "{ uniform = [0.2 0.5] }", "{ uniform = [0.2, 0.5] }"), ("{ interval90 = 0.2, 0.5 }", "{ interval90 = 0.2, 0.5 }", "{ interval90 = [0.2, 0.5] }"),
        ("{ interval90 = [0.2–0.5] }", "{ interval90 = [0.2–0.5] }", "{ interval90 = [0.2, 0.5] }"), ("{ interval90 = 0.2 - 0.5 }", "{ interval90 = 0.2 - 0.5 }", "{ interval90 = [0.2, 0.5] }"),
        ("{ uniform [0.1, 0.3] }", "{ uniform [0.1, 0.3] }", "{ uniform = [0.1, 0.3] }"), ("{ uniform = [.1, 0.3] }", "{ uniform = [.1, 0.3] }", "{ uniform = [0.1, 0.3] }"),
        ("{ uniform = [10%, 30%] }", "{ uniform = [10%, 30%] }", "{ uniform = [0.1, 0.3] }"), ("{ interval90 = [0.2, 0.5 }", "[", "{ interval90 = [0.2, 0.5] }"),
        ("{ interval90 = [0.2, 0.5]] }", "]", "{ interval90 = [0.2, 0.5] }"), ("{ interval90 = [0.2, 0.5] } }", "}", "{ interval90 = [0.2, 0.5] }"),
        ("0.3; # c", ";", "0.3 # c"), ("one half", "one half", "0.5"), ("O.3", "O.3", "0.3"), ("(0.3)", "(0.3)", "0.3"), ("\"0.4 # note", "\"0.4", "0.4"), ("00.3", "00.3", "0.3"),
        ("\"0.4", "\"0.4", "0.4"), ("= 0.4", "=", "0.4"), ("half", "half", "0.5"),
    ];
    for (wrong, culprit, right) in cases {
        let text = with_line(&format!("dealer_prior = {wrong}"));
        let problem = only(&text);
        assert_eq!(problem.code, Code::NotToml, "{wrong}: {problem:#?}");
        assert_eq!((problem.line, underlined(&problem).as_str()), (Some(15), culprit), "{wrong}");
        let line = proposed(&problem).unwrap_or_else(|| panic!("{wrong}: {problem:#?}"));
        assert_eq!(line, format!("dealer_prior = {right}"), "{wrong}");
        parse("mended.toml", &with_line(line), &[]).unwrap_or_else(|problems| panic!("{wrong}: {problems}"));
    }
}

#[test]
#[rustfmt::skip]
fn other_slips_of_a_line_are_written_out_and_the_proposal_is_valid() {
    let cases = [
        ("dealer_prior: 0.4", ":", "dealer_prior = 0.4"), ("dealer_prior := 0.4", ":=", "dealer_prior = 0.4"), ("dealer_prior == 0.4", "==", "dealer_prior = 0.4"),
        ("dealer_prior -> 0.4", "->", "dealer_prior = 0.4"), ("dealer_prior => 40%", "=>", "dealer_prior = 0.4"), ("dealer_prior 0.4", "", "dealer_prior = 0.4"),
        ("dealer prior = 0.4", "dealer prior", "dealer_prior = 0.4"), ("let dealer_prior = 0.4", "let dealer_prior", "dealer_prior = 0.4"),
        ("- dealer_prior = 0.4", "- dealer_prior", "dealer_prior = 0.4"), ("* dealer_prior = 0.4", "* dealer_prior", "dealer_prior = 0.4"),
        ("“dealer_prior” = 0.4", "“", "\"dealer_prior\" = 0.4"), ("dealer_prior: 40% // guess", ":", "dealer_prior = 0.4 # guess"),
    ];
    for (wrong, culprit, right) in cases {
        let problem = only(&with_line(wrong));
        assert_eq!(problem.code, Code::NotToml, "{wrong}");
        if !wrong.ends_with("guess") {
            assert_eq!(underlined(&problem), culprit, "{wrong}");
            assert_eq!(proposed(&problem), Some(right), "{wrong}: {problem:#?}");
            parse("mended.toml", &with_line(right), &[]).unwrap_or_else(|problems| panic!("{wrong}: {problems}"));
        }
    }
    for comment in ["// note", "; note", "/* note */", "-- note", "% note", "! note"] {
        let problem = only(&with_line(&format!("{comment}\n{LINE}")));
        assert_eq!(proposed(&problem), Some("# note"), "{comment}");
    }
    for (wrong, right) in [
        ("name = “North”", "name = \"North\""), ("name = «North»", "name = \"North\""), ("name = `North`", "name = \"North\""), ("name = „North“", "name = \"North\""),
        ("name = North", "name = \"North\""), ("name = \"North", "name = \"North\""), ("name = 'North", "name = \"North\""), ("name = \"C:\\users\"", "name = 'C:\\users'"),
        ("name = \"North # note", "name = \"North\""), ("name = \"my \"own\" deal\"", "name = 'my \"own\" deal'"),
    ] {
        let problem = only(&replaced("name = \"North\"", wrong));
        assert_eq!(proposed(&problem), Some(right), "{wrong}: {problem:#?}");
    }
}

#[test]
#[rustfmt::skip]
fn values_without_meaning_say_so() {
    for (wrong, fragment) in [
        ("", "has no value"), ("# 0.4", "has no value"), ("null", "leave the line out"), ("None", "leave the line out"), ("yes", "a number such as"), ("0.4 0.5", "interval90 = [0.4, 0.5]"),
        ("0.4.1", "is not a number"), ("1e", "digits after it"), ("0.4 relief_value = 2", "on a line of its own"), ("nan", "not a finite number"), ("true", "a number without quotes"),
        ("40", "40 per cent is 0.4"), ("[0.6, 0.95]", "{ interval90 = [0.6, 0.95] }"), ("\"0.4\"", "write 0.4 without quotes"), ("'40%'", "write 0.4 without quotes"), ("\"0,4\"", "write 0.4 without quotes"),
        ("{ uniform = [0.9, 0.1] }", "swap them? In ascending order it is { uniform = [0.1, 0.9] }"), ("{ interval90 = [0.5, 0.2] }", "{ interval90 = [0.2, 0.5] }"),
        ("{ pert = [0.9, 0.5, 0.1] }", "{ pert = [0.1, 0.5, 0.9] }"), ("{ normal = [0.5, 0.2] }", "{ interval90 = [0.171, 0.829] }"), ("{ interval90 = [20, 50] }", "{ interval90 = [0.2, 0.5] }"),
        ("{ uniform = [0,2, 0,5] }", "{ uniform = [0.2, 0.5] }"), ("{ low = 0.2, high = 0.5 }", "{ interval90 = [0.2, 0.5] }"), ("{ mean = 0.4, sd = 0.1 }", "interval90"), ("{ range = [0.2, 0.5] }", "did you mean `uniform`? Write { uniform = [0.2, 0.5] }"),
        ("{ ci90 = [0.2, 0.5] }", "did you mean `interval90`? Write { interval90 = [0.2, 0.5] }"), ("{ min = 0.2, mode = 0.3, max = 0.5 }", "{ pert = [0.2, 0.3, 0.5] }"),
    ] {
        let problem = only(&with_line(&format!("dealer_prior = {wrong}")));
        assert!(said(&problem).contains(fragment), "{wrong}: {}", said(&problem));
    }
}

#[test]
#[rustfmt::skip]
fn what_cannot_be_a_number_is_never_proposed_as_a_text() {
    for wrong in ["quite likely", "yes", "no", "on", "off", "low-ish", "high (see note)"] {
        let problem = only(&with_line(&format!("dealer_prior = {wrong}")));
        assert!(said(&problem).contains("number"), "{wrong}: {}", said(&problem));
        assert!(!said(&problem).contains(" = \""), "{wrong}: {}", said(&problem));
    }
}

#[test]
#[rustfmt::skip]
fn values_of_other_keys_are_written_out_and_the_proposal_is_valid() {
    for (right, wrong, proposal) in [
        ("deterrent_value = { dealer = 0.8, staller = 1.5 }", "deterrent_value = { dealer = 0.8 staller = 1.5 }", "deterrent_value = { dealer = 0.8, staller = 1.5 }"),
        ("deterrent_value = { dealer = 0.8, staller = 1.5 }", "deterrent_value = { dealer = 0,8, staller = 1,5 }", "deterrent_value = { dealer = 0.8, staller = 1.5 }"),
        ("deterrent_value = { dealer = 0.8, staller = 1.5 }", "deterrent_value = { dealer = 80%, staller = 1.5 }", "deterrent_value = { dealer = 0.8, staller = 1.5 }"),
        ("turnover = [0.3, 0.8, 0.5]", "turnover = [0.3 0.8, 0.5]", "turnover = [0.3, 0.8, 0.5]"), ("turnover = [0.3, 0.8, 0.5]", "turnover = [.3, 0.8, 50%]", "turnover = [0.3, 0.8, 0.5]"),
        ("turnover = [0.3, 0.8, 0.5]", "turnover = [0.3, 0.8, 0.5}", "turnover = [0.3, 0.8, 0.5]"), ("turnover = [0.3, 0.8, 0.5]", "turnover = [0.3, 0.8, 0.5]]", "turnover = [0.3, 0.8, 0.5]"),
        ("relief_value = 0.9", "relief_value = 1'000 # note", "relief_value = 1000"), ("start = \"2018-06\"", "start = 2026-01", "start = \"2026-01\""), ("start = \"2018-06\"", "start = 2026/01 # note", "start = \"2026-01\""),
        ("sources = [\"invented for the tests\"]", "sources = [\"a\" \"b\"]", "sources = [\"a\", \"b\"]"), ("sources = [\"invented for the tests\"]", "sources = [\"a\", \"b]", "sources = [\"a\", \"b\"]"),
        ("sources = [\"invented for the tests\"]", "sources = [\"a, b]", "sources = [\"a, b\"]"),
    ] {
        let problem = only(&replaced(right, wrong));
        assert_eq!(proposed(&problem), Some(proposal), "{wrong}: {problem:#?}");
        parse("mended.toml", &replaced(right, proposal), &[]).unwrap_or_else(|problems| panic!("{proposal}: {problems}"));
    }
    for (right, wrong, fragment) in [
        ("relief_value = 0.9", "relief_value = { dealer = 1, staller = 2 }", "is one number for both types"), ("relief_value = 0.9", "relief_value = { dealer = 1 }", "is one number for both types"),
        ("meant = [\"vague_interval\"]", "meant = \"vague_interval\"", "write [\"vague_interval\"]"),
        ("relief_value = 0.9", "relief_value = { interval90 = [0, 3] }", "strictly inside the range: above 0; if they are limits, write { uniform = [0, 3] }"),
        ("covert_share = { dealer = 0.03, staller = 0.25 }", "covert_share = { interval90 = [0, 1] }", "strictly inside the range: above 0 and below 1"),
        ("relief_value = 0.9", "relief_value = { gaussian = [1, 0.2] }", "{ interval90 = ["), ("relief_value = 0.9", "relief_value = { interval95 = [0.5, 2] }", "intervals are of 90 %"),
        ("relief_value = 0.9", "relief_value = { ci_80 = [0.5, 2] }", "intervals are of 90 %"), ("relief_value = 0.9", "relief_value = { pert = [0.5, 2] }", "write { interval90 = [0.5, 2] }"),
        ("relief_value = 0.9", "relief_value = { interval90 = [0.5, 1, 2] }", "write { pert = [0.5, 1, 2] }"), ("relief_value = 0.9", "relief_value = { uniform = [\"0.2\", \"0.4\"] }", "without quotes: write { uniform = [0.2, 0.4] }"),
        ("title = \"Custody only\"", "titel = \"Custody only\"", "did you mean `title`?"), ("[arms.silent]\nfrom = \"broker\"\nbroker.information = false\n", "[arms.silent]\nfrom = \"no_broker\"\n", "write `from = \"broker\"`"),
    ] {
        let problem = only(&replaced(right, wrong));
        assert!(said(&problem).contains(fragment), "{wrong}: {}", said(&problem));
    }
}

#[test]
#[rustfmt::skip]
fn keys_and_tables_under_another_name_are_found() {
    for name in ["dealer-prior", "dealerPrior", "DealerPrior", "Dealer-Prior", "DEALER_PRIOR", "dealer_priors", "daeler_prior"] {
        let problem = only(&with_line(&format!("{name} = 0.4")));
        assert_eq!((problem.code, underlined(&problem).as_str()), (Code::UnknownKey, name));
        assert!(said(&problem).contains("did you mean `dealer_prior`?"), "{name}: {}", said(&problem));
    }
    let problem = only(&with_line("disarmer.dealer_prior = 0.4"));
    assert!(said(&problem).contains("write `dealer_prior = …`"), "{problem:#?}");
    for (line, fragment) in [
        ("tension = 0.2", "belongs to [guarantor]"), ("keeper_prior = 0.2", "belongs to [guarantor]"), ("escalation = 0.2", "belongs to [crises]"), ("detection = 0.2", "belongs to [[stages]]"),
        ("summary = \"x\"", "this line belongs to [disarmer]: `summary` stands at the top of the file"), ("lambda = 3", "`rationality`"),
    ] {
        let problem = only(&with_line(&format!("{LINE}\n{line}")));
        assert!(said(&problem).contains(fragment), "{line}: {}", said(&problem));
    }
    let problem = only(&format!("{COMPLETE}\nclock.start = \"2019-01\"\n"));
    assert!(said(&problem).contains("the same in every arm"), "{problem:#?}");
    let problem = only(&format!("{}\nsources = [\"x\"]\n", COMPLETE.replace("sources = [\"invented for the tests\"]\n", "")));
    assert!(said(&problem).contains("this line belongs to [arms.alone]"), "{problem:#?}");
    assert!(said(&problem).contains("at the top of the file"), "{problem:#?}");
}

#[test]
#[rustfmt::skip]
fn headers_with_the_wrong_brackets_are_one_problem() {
    for wrong in ["[talks", "talks]", "(talks)", "{talks}", "<talks>", "[[talks]", "[talks]]", "[talks] // note"] {
        let problem = only(&replaced("[talks]", wrong));
        assert_eq!(problem.code, Code::NotToml, "{wrong}");
        let line = proposed(&problem).unwrap_or_else(|| panic!("{wrong}: {problem:#?}"));
        assert!(line.starts_with("[talks]"), "{wrong}: {line}");
    }
    assert!(said(&only(&replaced("[talks]", "talks:"))).contains("[talks]"));
    for single in ["[stages]", "[stage]", "[[stage]]", "[Stages]", "[stages", "stages]"] {
        let problems = problems_of(&COMPLETE.replace("[[stages]]", single), &[]);
        let first = problems.iter().next().unwrap();
        assert!(said(first).contains("[[stages]]"), "{single}: {problems}");
        assert!(problems.len() <= 3, "{single}: {} problems\n{problems}", problems.len());
        if single.starts_with('[') && single.ends_with(']') {
            assert_eq!(problems.len(), 1, "{single}: {problems}");
        }
    }
}

#[test]
#[rustfmt::skip]
fn slips_of_settings_are_written_out() {
    for (wrong, right) in [
        ("disarmer.dealer_prior:0.4", "disarmer.dealer_prior=0.4"), ("disarmer.dealer_prior 0.4", "disarmer.dealer_prior=0.4"), ("disarmer.dealer_prior==0.4", "disarmer.dealer_prior=0.4"),
        ("disarmer.dealer_prior=40%", "disarmer.dealer_prior=0.4"), ("disarmer.dealer_prior=0,4", "disarmer.dealer_prior=0.4"), ("disarmer.dealer_prior=.4", "disarmer.dealer_prior=0.4"),
        ("disarmer.dealer_prior=0.2..0.5", "{ interval90 = [0.2, 0.5] }"),
    ] {
        let error = Setting::parse(wrong).unwrap_err().to_string();
        assert!(error.contains(right), "{wrong}: {error}");
    }
    for (wrong, fragment) in [("disarmer.dealer_prior:", "example disarmer.dealer_prior=0.4"), ("disarmer.dealer_prior=", "no value after the `=`")] {
        let error = Setting::parse(wrong).unwrap_err().to_string();
        assert!(error.contains(fragment), "{wrong}: {error}");
    }
    for (wrong, fragment) in [
        ("disarmer.dealerPrior=0.4", "did you mean `dealer_prior`?"), ("dealer_prior=0.4", "[disarmer]"), ("guarantor_keeper_prior=0.3", "the key is `guarantor.keeper_prior`"), ("stages_2_detection=0.3", "the key is `stages.2.detection`"), ("disarmer.dealer_prior=40", "40 per cent is 0.4"), ("stages.9.detection=0.4", "from 1 to 3"),
    ] {
        let problems = problems_of(COMPLETE, &[wrong]);
        assert_eq!(problems.len(), 1, "{problems}");
        assert!(said(problems.iter().next().unwrap()).contains(fragment), "{wrong}: {problems}");
    }
}

#[test]
#[rustfmt::skip]
fn a_file_of_another_kind_is_no_scenario_and_one_problem() {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in [("a.csv", "a,b\n1,2\n3,4\n"), ("b.json", "{\n \"a\": 1,\n \"b\": 2\n}\n"), ("c.md", "# Title\n\nProse, and more.\n")] {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        let problems = honest_broker::scenario::load(&path, &[]).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems}");
        assert!(said(problems.iter().next().unwrap()).contains("scenarios are TOML files"), "{problems}");
    }
}

#[test]
fn a_file_without_its_ending_and_a_folder_for_a_file_are_told_which_file_to_name() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("my.toml"), COMPLETE).unwrap();
    for wrong in [directory.path().join("my"), directory.path().to_path_buf()] {
        let problems = honest_broker::scenario::load(&wrong, &[]).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems}");
        let said = said(problems.iter().next().unwrap());
        assert!(
            said.contains("my.toml`") && !said.contains("os error 21"),
            "{}: {said}",
            wrong.display()
        );
    }
}

#[test]
fn help_knows_arms_distributions_and_outcomes() {
    use honest_broker::report::key::describe;
    for (word, fragment) in [
        ("arms", "[arms.NAME]"),
        ("interval90", "{ interval90 = [low, high] }"),
        ("settlement", "outcome"),
        ("stages.detection", "Probability that a feigned stage is found out."),
    ] {
        let said = describe(word).unwrap_or_else(|error| panic!("{word}: {error}"));
        assert!(said.replace('\n', " ").contains(fragment), "{word}: {said}");
    }
}
