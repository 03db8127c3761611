//! The files of charts: kinds, sizes, and what stands on them.

use std::collections::BTreeSet;
use std::fs;

use super::place::{COMPLETE, Place, assert_ends};

/// What is written on a chart, without the tags, and with plain spaces.
fn words(svg: &str) -> String {
    let body = svg.split("</style>").nth(1).expect("the letters come first");
    let texts = body
        .split("<text ")
        .skip(1)
        .filter_map(|t| t.split_once('>')?.1.split_once('<'));
    let lines: Vec<&str> = texts.map(|(text, _)| text).collect();
    lines.join(" ").replace('\u{a0}', " ")
}

#[test]
fn charts_are_written_in_the_kinds_and_in_the_size_that_are_asked_for() {
    let place = Place::new();
    let options = ["--charts", "pdf,svg,pdf", "--charts-size", "slide"];
    assert_ends(&place.compare(&options), 0, &["charts as SVG and PDF"]);
    let names = place.names("results/case");
    let of = |end: &str| -> BTreeSet<String> {
        names
            .iter()
            .filter_map(|name| Some(name.strip_suffix(end)?.to_owned()))
            .collect()
    };
    assert!(
        of(".svg").contains("outcomes") && of(".svg") == of(".pdf") && of(".png").is_empty(),
        "{names:?}"
    );
    let svg = fs::read_to_string(place.path("results/case/outcomes.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains(" width=\"254mm\""));
    assert!(
        fs::read(place.path("results/case/outcomes.pdf"))
            .unwrap()
            .starts_with(b"%PDF-")
    );
    // The same request is done; another size is another result.
    assert_ends(
        &place.compare(&[&options[..], &["--resume"]].concat()),
        0,
        &["finished before"],
    );
    let other = ["--charts", "svg", "--charts-size", "one-column"];
    assert_ends(&place.compare(&other), 1, &["already holds files"]);
    assert_ends(&place.compare(&[&other[..], &["--force"]].concat()), 0, &[]);
    let names = place.names("results/case");
    assert!(
        !names.contains("outcomes.pdf") && names.contains("outcomes.svg"),
        "{names:?}"
    );
    for wrong in [["--charts", "gif"], ["--charts-size", "huge"]] {
        assert_ends(&place.compare(&wrong), 2, &["possible values"]);
    }
    assert_ends(
        &place.compare(&["--no-charts", "--charts", "svg"]),
        2,
        &["cannot be used with"],
    );
}

#[test]
fn charts_say_what_they_show_when_and_of_whom_in_the_names_of_the_sides() {
    let place = Place::new();
    assert_ends(&place.compare(&[]), 0, &[]);
    let read = |name: &str| fs::read_to_string(place.path(&format!("results/case/{name}.svg"))).unwrap();
    let outcomes = words(&read("outcomes"));
    for part in ["Probability after 5 years", "Every key", "seed 1", "run ", "scenario "] {
        assert!(outcomes.contains(part), "{part}: {outcomes}");
    }
    assert!(
        !outcomes.contains("How the negotiation ends"),
        "the title says what came out: {outcomes}"
    );
    let phases = words(&read("phases"));
    for part in ["After 5 years", "Broken by North", "Negotiations (%)", "2020", "Year"] {
        assert!(phases.contains(part), "{part}: {phases}");
    }
    assert!(
        !phases.contains("disarmer") && !phases.contains("Share of episodes"),
        "{phases}"
    );
    place.write("case.toml", &COMPLETE.replace("start = \"2018-06\"\n", ""));
    assert_ends(&place.compare(&["--force"]), 0, &[]);
    let phases = words(&read("phases"));
    assert!(
        phases.contains("Years from the beginning") && !phases.contains("2020"),
        "{phases}"
    );
}
