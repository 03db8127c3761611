//! Files that extend others: what is taken from where, what is wrong with them, and that what comes out needs no other file.

use std::fs;

use honest_broker::scenario::{Annotation, Code, Problem, Problems, SHIPPED, Scenario, annotations, load, parse};
use tempfile::TempDir;

use crate::case::COMPLETE;
use crate::files::SMALLEST;

/// A folder with scenario files.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn load(&self, name: &str) -> Result<Scenario, Problems> {
        load(&self.0.path().join(name), &[])
    }

    fn good(&self, name: &str) -> Scenario {
        self.load(name).unwrap_or_else(|problems| panic!("{problems}"))
    }

    fn only(&self, name: &str) -> Problem {
        let problems = self.load(name).expect_err("there is a problem");
        assert_eq!(problems.len(), 1, "{problems}");
        problems.into_iter().next().unwrap()
    }

    /// The only problem of a scenario: code, file in this folder, line, and what is said.
    #[track_caller]
    fn fails(&self, name: &str, code: Code, (file, line): (&str, usize), said: &[&str]) {
        let problem = self.only(name);
        let words = format!("{}\n{}", problem.message, problem.help.as_deref().unwrap_or(""));
        assert_eq!(problem.code, code, "{problem:#?}");
        assert_eq!(problem.file, self.0.path().join(file).display().to_string());
        assert_eq!(problem.line, Some(line), "{problem:#?}");
        for fragment in said {
            assert!(words.contains(fragment), "`{fragment}` is not in:\n{words}");
        }
    }
}

/// A complete scenario as a base, and one that extends it.
fn over_complete(upper: &str) -> Folder {
    Folder::new(&[
        ("base.toml", COMPLETE),
        ("case.toml", &format!("extends = \"base.toml\"\n{upper}")),
    ])
}

/// All that tells scenarios apart, but for the text.
fn same(a: &Scenario, b: &Scenario) {
    let names = |scenario: &Scenario| -> Vec<String> { scenario.arms.iter().map(|arm| arm.name.clone()).collect() };
    assert_eq!(names(a), names(b));
    for arm in names(a) {
        assert_eq!(a.resolved(&arm).unwrap(), b.resolved(&arm).unwrap(), "{arm}");
        assert_eq!(a.levers(&arm), b.levers(&arm), "{arm}");
        assert_eq!(a.arm(&arm).unwrap().display_name, b.arm(&arm).unwrap().display_name);
    }
    assert_eq!(a.fingerprint(), b.fingerprint());
    assert_eq!((&a.name, &a.summary, &a.sources), (&b.name, &b.summary, &b.sources));
    assert_eq!((&a.stage_names, &a.stakeholders), (&b.stage_names, &b.stakeholders));
    assert_eq!(a.uncertain(), b.uncertain());
}

fn by_key(text: &str) -> Vec<Annotation> {
    let mut all = annotations(text);
    all.sort_by(|a, b| (&a.arm, &a.key).cmp(&(&b.arm, &b.key)));
    all
}

#[test]
fn a_file_that_only_extends_another_is_the_same_scenario_with_the_same_comments() {
    let shipped = SHIPPED.iter().map(|(_, text)| *text);
    for text in shipped.chain([COMPLETE, SMALLEST, include_str!("../data/uncertain.toml")]) {
        let folder = Folder::new(&[("base.toml", text), ("case.toml", "extends = \"base.toml\"\n")]);
        let case = folder.good("case.toml");
        let base = parse("base.toml", text, &[]).unwrap();
        same(&case, &base);
        assert_eq!(by_key(&case.text), by_key(text));
        assert_eq!(case.warnings().len(), base.warnings().len());
    }
}

#[test]
fn what_is_read_is_a_text_that_needs_no_other_file_and_means_the_same() {
    let folder = over_complete(CHANGES);
    let case = folder.good("case.toml");
    let alone = parse("case.toml", &case.text, &[]).unwrap_or_else(|problems| panic!("{problems}\n{}", case.text));
    same(&case, &alone);
    let first = case.text.lines().next().unwrap();
    assert!(first.starts_with("# Made from case.toml, base.toml"), "{first}");
    assert!(!case.text.contains("extends"));
    let names: Vec<&str> = case.made_of().iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["case.toml", "base.toml"]);
    assert!(alone.made_of().is_empty());
}

const CHANGES: &str = r#"
# the story of the case
name = "The case"
"stages.2.detection" = 0.75   # seen twice; C
"guarantor.relief_cost.keeper" = 0.3   # the keeper alone; J
"stakeholders.1.backs" = 0.5

[disarmer]
dealer_prior = { interval90 = [0.2, 0.5] }   # drawn; D

[guarantor]
elections = false

[arms.of_the_case]
"stages.1.detection" = 0.99   # of the arm; J

[levers."disarmer.pressure"]
to = 0.9
"#;

#[test]
fn what_a_file_says_replaces_what_it_extends_and_nothing_else_changes() {
    let folder = over_complete(CHANGES);
    let (case, base) = (folder.good("case.toml"), folder.good("base.toml"));
    assert_eq!(case.title(), "The case");
    let arm = "broker";
    let (of_case, of_base) = (case.resolved(arm).unwrap(), base.resolved(arm).unwrap());
    let changed: Vec<&str> = (of_base.keys())
        .chain(of_case.keys().filter(|key| !of_base.contains_key(*key)))
        .filter(|key| of_case.get(*key) != of_base.get(*key))
        .map(String::as_str)
        .filter(|key| !key.starts_with("guarantor.elections."))
        .collect();
    let stakeholder = format!("{}.backs", base.stakeholders[0].key);
    let mut expected = vec![
        "name",
        "stages.2.detection",
        "guarantor.relief_cost.keeper",
        "disarmer.dealer_prior",
        stakeholder.as_str(),
    ];
    let mut changed = changed;
    changed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(changed, expected);
    assert!(of_case.keys().all(|key| !key.starts_with("guarantor.elections")));
    assert!(case.arms.len() == base.arms.len() + 1);
    let comment = |key: &str| {
        let all = annotations(&case.text).into_iter();
        all.filter(|own| own.key == key)
            .map(|own| own.comment)
            .collect::<Vec<_>>()
    };
    assert_eq!(comment("stages.2.detection"), ["seen twice; C"]);
    assert_eq!(comment("guarantor.relief_cost.keeper"), ["the keeper alone; J"]);
    assert_eq!(comment("disarmer.dealer_prior"), ["drawn; D"]);
}

/// The resolved value of a key in a scenario that extends the smallest one.
fn value_of(base: &str, upper: &str, key: &str) -> String {
    let folder = Folder::new(&[
        ("base.toml", &format!("{SMALLEST}{base}")),
        ("case.toml", &format!("extends = \"base.toml\"\n{upper}")),
    ]);
    let case = folder.good("case.toml");
    let arm = case.default_arm().name.clone();
    case.resolved(&arm)
        .unwrap()
        .get(key)
        .map_or_else(String::new, ToString::to_string)
}

#[test]
fn one_type_of_a_key_by_type_is_replaced_whatever_form_the_other_file_has() {
    let reneger = |base: &str, upper: &str| value_of(base, upper, "guarantor.relief_cost.reneger");
    assert_eq!(reneger("", "guarantor.relief_cost.keeper = 0.3"), "0.5");
    assert_eq!(
        reneger("", "[guarantor]\nrelief_cost = { keeper = 0.3, reneger = 0.7 }"),
        "0.7"
    );
    let replaced = SMALLEST.replace("relief_cost = 0.5", "relief_cost = { uniform = [0.4, 0.6] }");
    let folder = Folder::new(&[
        ("base.toml", &replaced),
        (
            "case.toml",
            "extends = \"base.toml\"\nguarantor.relief_cost.keeper = 0.3",
        ),
    ]);
    let case = folder.good("case.toml");
    let drawn: Vec<&str> = case.uncertain().iter().map(|own| own.key.as_str()).collect();
    assert_eq!(drawn, ["guarantor.relief_cost.reneger"]);
    let keeper = "guarantor.renege_cost.keeper";
    assert_eq!(value_of("", "[guarantor.renege_cost]\nkeeper = 7", keeper), "7");
    assert_eq!(
        value_of("", "guarantor.renege_cost.keeper = 7", "guarantor.renege_cost.reneger"),
        "0"
    );
    assert_eq!(
        value_of("", "[guarantor]\nrenege_cost = 3", "guarantor.renege_cost"),
        "3"
    );
}

#[test]
fn lists_are_replaced_whole_and_single_items_by_number() {
    let two = "
[[stages]]
deterrent_share = 0.5
relief_share = 0.5
detection = 0.1
[[stages]]
deterrent_share = 0.5
relief_share = 0.5
detection = 0.2
";
    assert_eq!(value_of("", two, "stages.2.detection"), "0.2");
    assert_eq!(value_of("", "[stages.1]\ndetection = 0.9", "stages.1.detection"), "0.9");
    assert_eq!(
        value_of("", "[stages.1]\ndetection = 0.9", "stages.1.relief_share"),
        "1"
    );
    let inline = "sources = [\"a\", \"b\"]";
    let folder = Folder::new(&[
        ("base.toml", &format!("{inline}\n{SMALLEST}")),
        ("case.toml", "extends = \"base.toml\"\nsources = [\"c\"]\n"),
    ]);
    assert_eq!(folder.good("case.toml").sources, ["c"]);
    let other = "[[stakeholders]]\nname = \"Japan\"\nbacks = 0.3\ncalm = 0.1\n";
    let folder = over_complete(other);
    let names: Vec<String> = folder
        .good("case.toml")
        .stakeholders
        .iter()
        .map(|own| own.name.clone())
        .collect();
    assert_eq!(names, ["Japan"]);
    assert!(
        over_complete("stakeholders = []\n")
            .good("case.toml")
            .stakeholders
            .is_empty()
    );
}

#[test]
fn arms_and_levers_are_matched_by_name_and_left_out_by_false() {
    let base = format!(
        "{SMALLEST}
[arms.first]
summary = \"from the base\"
\"stages.1.detection\" = 0.9
\"disarmer.pressure\" = 0.1
[arms.second]
\"disarmer.pressure\" = 0.2
[levers.\"disarmer.pressure\"]
to = 1.0
by = \"us\"
"
    );
    let upper = "extends = \"base.toml\"
[arms]
second = false
[arms.first]
disarmer.pressure = 0.4
[arms.third]
from = \"first\"
talks.meetings_per_year = 4
[levers.\"disarmer.pressure\"]
to = 2.0
";
    let folder = Folder::new(&[("base.toml", &base), ("case.toml", upper)]);
    let case = folder.good("case.toml");
    let names: Vec<&str> = case.arms.iter().map(|arm| arm.name.as_str()).collect();
    assert_eq!(names, ["no_broker", "first", "third"]);
    let first = case.resolved("first").unwrap();
    assert_eq!(
        (&first["disarmer.pressure"], &first["stages.1.detection"]),
        (&0.4.into(), &0.9.into())
    );
    assert_eq!(case.arm_summary("first"), Some("from the base"));
    assert_eq!(case.resolved("third").unwrap()["disarmer.pressure"], 0.4);
    let (levers, _) = case.levers("no_broker");
    assert_eq!((levers.len(), levers[0].by.as_str()), (1, "us"));
    let folder = Folder::new(&[
        ("base.toml", &base),
        (
            "case.toml",
            "extends = \"base.toml\"\nlevers.\"disarmer.pressure\" = false\n",
        ),
    ]);
    assert!(!folder.good("case.toml").declares_levers());
}

#[test]
fn a_table_is_switched_off_and_brought_back() {
    let folder = Folder::new(&[
        ("base.toml", COMPLETE),
        ("without.toml", "extends = \"base.toml\"\nbroker.information = false\n"),
        (
            "again.toml",
            "extends = \"without.toml\"\n[broker.information]\nhonesty = 0.9\ndisarmer_accuracy = 0.9\nguarantor_accuracy = 0.9\n",
        ),
    ]);
    let has = |name: &str| {
        folder
            .good(name)
            .resolved("broker")
            .unwrap()
            .contains_key("broker.information.honesty")
    };
    assert_eq!((has("without.toml"), has("again.toml")), (false, true));
    let names: Vec<String> = folder
        .good("again.toml")
        .made_of()
        .iter()
        .map(|part| part.name.clone())
        .collect();
    assert_eq!(names, ["again.toml", "without.toml", "base.toml"]);
}

#[test]
fn a_value_that_is_wrong_is_shown_in_the_file_in_which_it_stands() {
    let wrong = COMPLETE.replacen("\ndealer_prior = ", "\ndealer_prior = 3 # ", 1);
    let line = wrong.lines().position(|line| line.starts_with("dealer_prior")).unwrap() + 1;
    let folder = Folder::new(&[
        ("base.toml", &wrong),
        ("case.toml", "extends = \"base.toml\"\nname = \"x\"\n"),
    ]);
    folder.fails("case.toml", Code::OutOfRange, ("base.toml", line), &["dealer_prior"]);
    let problem = folder.only("case.toml");
    assert_eq!(problem.column, Some("dealer_prior = ".len() + 1));
    assert!(problem.excerpt.unwrap().line.starts_with("dealer_prior = 3 #"));
    // What is replaced is not looked at.
    folder.write(
        "better.toml",
        "extends = \"base.toml\"\n[disarmer]\ndealer_prior = 0.3\n",
    );
    folder.good("better.toml");
    let folder = over_complete("\n[disarmer]\ndealer_prior = 3\n");
    folder.fails("case.toml", Code::OutOfRange, ("case.toml", 4), &["dealer_prior"]);
    let folder = over_complete("\n[disarmer]\ndealr_prior = 0.3\n");
    folder.fails(
        "case.toml",
        Code::UnknownKey,
        ("case.toml", 4),
        &["did you mean `dealer_prior`?"],
    );
    let folder = over_complete("\n\"stages.9.detection\" = 0.3\n");
    folder.fails(
        "case.toml",
        Code::StageOutOfRange,
        ("case.toml", 3),
        &["there is no `stages.9`"],
    );
    let folder = over_complete("\n[arms.new]\n\"stages.2.detection\" = 7\n");
    folder.fails("case.toml", Code::OutOfRange, ("case.toml", 4), &["stages.2.detection"]);
}

#[test]
fn a_key_that_no_file_has_is_said_to_be_in_none() {
    let base = SMALLEST.replace("detection = 0.5\n", "");
    let folder = Folder::new(&[
        ("base.toml", &base),
        ("middle.toml", "extends = \"base.toml\"\n"),
        ("case.toml", "extends = \"base.toml\"\n[disarmer]\npressure = 0.1\n"),
        ("three.toml", "extends = \"middle.toml\"\n"),
    ]);
    let line = base.lines().position(|line| line == "[[stages]]").unwrap() + 1;
    folder.fails(
        "case.toml",
        Code::MissingKey,
        ("base.toml", line),
        &["neither", "case.toml` nor", "base.toml`"],
    );
    folder.fails(
        "three.toml",
        Code::MissingKey,
        ("base.toml", line),
        &["none of", "three.toml`,", "middle.toml` and"],
    );
    let base = SMALLEST.replace("rationality = 1\n[guarantor]", "[guarantor]");
    let folder = Folder::new(&[
        ("base.toml", &base),
        ("case.toml", "extends = \"base.toml\"\n[disarmer]\npressure = 0.1\n"),
    ]);
    // It has to be added to the upper file, which has the table.
    folder.fails(
        "case.toml",
        Code::MissingKey,
        ("case.toml", 2),
        &["`disarmer.rationality` is missing"],
    );
}

#[test]
fn a_path_that_names_no_file_to_extend_is_refused_with_what_would_be_right() {
    let folder = Folder::new(&[("base.toml", SMALLEST), ("below/inner.toml", SMALLEST)]);
    let absolute = folder.0.path().join("base.toml").display().to_string();
    let cases: [(&str, Code, &[&str]); 10] = [
        (
            "\"bsae.toml\"",
            Code::NotFound,
            &["no file `bsae.toml`", "did you mean \"base.toml\"?"],
        ),
        (
            "\"elsewhere/thing.toml\"",
            Code::NotFound,
            &["from the folder of this file"],
        ),
        (
            "\"below\"",
            Code::BadExtends,
            &["is a folder", "such as \"below/inner.toml\""],
        ),
        ("\".\"", Code::BadExtends, &["is a folder"]),
        ("\"\"", Code::BadExtends, &["names no file"]),
        ("\"../base.toml\"", Code::BadExtends, &["leads out of the folder"]),
        (
            "\"below/../../base.toml\"",
            Code::BadExtends,
            &["leads out of the folder"],
        ),
        (&format!("{absolute:?}"), Code::BadExtends, &["absolute path"]),
        ("3", Code::WrongType, &["`extends` must be a text, not a number"]),
        ("[\"base.toml\"]", Code::WrongType, &["not a list", "one file"]),
    ];
    for (named, code, said) in cases {
        folder.write("case.toml", &format!("# x\nextends = {named}\n"));
        folder.fails("case.toml", code, ("case.toml", 2), said);
        let problem = folder.only("case.toml");
        assert_eq!((problem.key.as_deref(), problem.column), (Some("extends"), Some(11)));
    }
    for good in ["\"below/inner.toml\"", "\"./base.toml\"", "\"below/../base.toml\""] {
        folder.write("case.toml", &format!("extends = {good}\n"));
        folder.good("case.toml");
    }
}

#[cfg(unix)]
#[test]
fn a_link_may_not_lead_out_of_the_folder() {
    let outside = Folder::new(&[("base.toml", SMALLEST)]);
    let folder = Folder::new(&[("inner.toml", SMALLEST), ("case.toml", "extends = \"link.toml\"\n")]);
    let link = folder.0.path().join("link.toml");
    std::os::unix::fs::symlink(outside.0.path().join("base.toml"), &link).unwrap();
    folder.fails(
        "case.toml",
        Code::BadExtends,
        ("case.toml", 1),
        &["a link that leads out of the folder"],
    );
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink("inner.toml", &link).unwrap();
    folder.good("case.toml");
}

#[test]
fn files_that_extend_each_other_in_a_circle_are_named_in_full() {
    let folder = Folder::new(&[
        ("a.toml", "extends = \"b.toml\"\n"),
        ("b.toml", "extends = \"a.toml\"\n"),
        ("c.toml", "extends = \"c.toml\"\n"),
        ("d.toml", "extends = \"b.toml\"\n"),
    ]);
    folder.fails(
        "a.toml",
        Code::CircularExtends,
        ("b.toml", 1),
        &["a.toml -> b.toml -> a.toml"],
    );
    folder.fails("c.toml", Code::CircularExtends, ("c.toml", 1), &["c.toml -> c.toml"]);
    folder.fails(
        "d.toml",
        Code::CircularExtends,
        ("a.toml", 1),
        &["b.toml -> a.toml -> b.toml"],
    );
}

#[test]
fn a_chain_has_at_most_eight_files() {
    let folder = Folder::new(&[("1.toml", SMALLEST)]);
    for number in 2..=9 {
        folder.write(
            &format!("{number}.toml"),
            &format!("extends = \"{}.toml\"\n", number - 1),
        );
    }
    assert_eq!(folder.good("8.toml").made_of().len(), 8);
    folder.fails("9.toml", Code::LongChain, ("2.toml", 1), &["8th file"]);
}

#[test]
fn what_is_wrong_with_the_other_file_as_a_file_is_told_of_it() {
    let case = ("case.toml", "extends = \"base.toml\"\n");
    let folder = Folder::new(&[case, ("base.toml", "format = 2\n[clock\nyears = 1\n")]);
    let problem = folder.load("case.toml").unwrap_err().into_iter().next().unwrap();
    assert_eq!((problem.code, problem.line), (Code::NotToml, Some(2)));
    assert!(problem.file.ends_with("base.toml"), "{}", problem.file);
    let folder = Folder::new(&[case, ("base.toml", "# nothing\n")]);
    folder.fails("case.toml", Code::EmptyFile, ("base.toml", 1), &["holds no key"]);
    fs::write(folder.0.path().join("base.toml"), b"format = 2\n\xff").unwrap();
    folder.fails("case.toml", Code::NotUtf8, ("base.toml", 2), &["not UTF-8"]);
    folder.write("base.toml", &"#".repeat((1 << 18) + 1));
    assert_eq!(folder.only("case.toml").code, Code::TooLarge);
    // Together they may not be larger than one scenario, either.
    let comment = format!("format = 2 # {}\n", "x".repeat(200_000));
    let base = SMALLEST.replace("format = 2\n", &comment);
    let text = format!(
        "extends = \"base.toml\"\n[arms.long]\n\"disarmer.pressure\" = 0.1 # {}\n",
        "y".repeat(200_000)
    );
    let folder = Folder::new(&[("base.toml", &base), ("case.toml", &text)]);
    assert_eq!(folder.only("case.toml").code, Code::TooLarge);
}

#[test]
fn only_a_file_extends_another_at_its_top() {
    let text = format!("extends = \"base.toml\"\n{SMALLEST}");
    let problems = parse("case.toml", &text, &[]).unwrap_err();
    let problem = problems.iter().next().unwrap();
    assert_eq!(
        (problems.len(), problem.code, problem.line),
        (1, Code::BadExtends, Some(1))
    );
    for at_the_end in [
        "\n[arms.x]\nextends = \"base.toml\"\n",
        "\n[verification]\nextends = \"base.toml\"\n",
    ] {
        let problems = parse("case.toml", &format!("{SMALLEST}{at_the_end}"), &[]).unwrap_err();
        assert!(
            problems.to_string().contains("written at the top of the file"),
            "{problems}"
        );
    }
    let refused = honest_broker::scenario::Setting::parse("extends=\"base.toml\"").unwrap_err();
    assert!(refused.to_string().contains("cannot be set"), "{refused}");
}
