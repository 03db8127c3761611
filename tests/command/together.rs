//! Numbers that are drawn together: what the command says of them, and that its tables and its page hold them.

use std::fs;

use serde_json::Value;

use super::place::{Place, UNCERTAIN, assert_ends, number, out, rows};

const TOGETHER: &str = "[[correlations]]
keys = [\"talks.meetings_per_year\", \"guarantor.relief_cost.keeper\"]
rank = 0.8

";

/// The uncertain scenario with a correlation, in `case.toml`, and without it in `apart.toml`.
fn place() -> Place {
    let place = Place::new();
    let (before, arms) = UNCERTAIN.split_once("[arms.").unwrap();
    place.write("case.toml", &format!("{before}{TOGETHER}[arms.{arms}"));
    place.write("apart.toml", UNCERTAIN);
    place
}

/// How often two numbers of a world lie on the same side of their medians.
fn same_side(place: &Place, folder: &str) -> f64 {
    let draws = rows(&place.path(&format!("{folder}/draws.csv")));
    let above = |column: &str| {
        let mut values: Vec<f64> = draws.iter().map(|row| number(row, column)).collect();
        let all = values.clone();
        values.sort_by(f64::total_cmp);
        let middle = values[values.len() / 2];
        all.into_iter().map(move |x| x >= middle).collect::<Vec<_>>()
    };
    let (a, b) = (above("talks_meetings_per_year"), above("guarantor_relief_cost_keeper"));
    assert!(a.len() >= 64, "{} worlds", a.len());
    a.iter().zip(&b).filter(|(a, b)| a == b).count() as f64 / a.len() as f64
}

#[test]
fn a_result_holds_worlds_in_which_numbers_are_high_and_low_together() {
    let place = place();
    for (file, folder) in [("case.toml", "together"), ("apart.toml", "apart")] {
        let arguments = [
            "compare",
            file,
            "--grid",
            "5",
            "--worlds",
            "64",
            "--evaluate",
            "exact",
            "--out",
            folder,
        ];
        assert_ends(&place.run(&arguments), 0, &[]);
    }
    // Normal scores with correlation ρ are on the same side with probability ½ + arcsin(ρ)/π, here 0.80.
    let (together, apart) = (same_side(&place, "together"), same_side(&place, "apart"));
    assert!(
        together > 0.7 && (0.35..0.65).contains(&apart),
        "{together} and {apart}"
    );

    let read = |path: &str| fs::read_to_string(place.path(path)).unwrap();
    let json = |path: &str| serde_json::from_str::<Value>(&read(path)).unwrap();
    let resolved = &json("together/manifest.json")["scenario"]["resolved"]["broker"];
    let path = "correlations.talks.meetings_per_year and guarantor.relief_cost.keeper";
    assert_eq!(resolved[path], 0.8);
    let method = json("together/briefing.json")["method"].to_string();
    assert!(
        method.contains("uncertain keys, 1 pair of them drawn together."),
        "{method}"
    );
    assert!(
        !json("apart/briefing.json")["method"]
            .to_string()
            .contains("drawn together")
    );

    // The page moves no key that is drawn with another, and names both.
    let page = read("together/report.html");
    assert!(page.contains("\"together\":[\"talks.meetings_per_year\",\"guarantor.relief_cost.keeper\"]"));
    let movable = |page: &str| page.matches("\"key\":\"talks.meetings_per_year\"").count();
    assert_eq!((movable(&page), movable(&read("apart/report.html"))), (0, 1));

    let diff = out(&place.run(&["diff", "apart", "together"]));
    let diff = diff.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        diff.contains("rank correlation of two uncertain keys") && diff.contains("not there → 0.8"),
        "{diff}"
    );
}

#[test]
fn check_and_help_say_what_is_drawn_together() {
    let place = place();
    let checked = out(&place.run(&["check", "case.toml"]));
    let row = checked.lines().find(|line| line.contains("+0.80")).unwrap_or_default();
    assert!(
        row.contains("talks.meetings_per_year") && row.contains("guarantor.relief_cost.keeper"),
        "{checked}"
    );
    assert!(!out(&place.run(&["check", "apart.toml"])).contains("drawn together"));
    for word in ["correlations", "correlations.rank", "[[correlations]]"] {
        assert_ends(&place.run(&["help", word]), 0, &["rank correlation (Spearman's)"]);
    }
}
