//! `solve --out`: the tables of policies and values.

use std::collections::BTreeMap;

use super::place::{Place, number, rows};

#[test]
fn policies_and_values_are_written_to_full_precision() {
    let place = Place::new();
    let solve = |more: &[&str]| {
        place.run(
            &[
                &["solve", "case.toml", "--grid", "3", "--arms", "broker,no_broker"],
                more,
            ]
            .concat(),
        )
    };
    let solved = solve(&["--out", "one"]);
    assert_eq!(solved.status.code(), Some(0), "{solved:?}");
    assert!(String::from_utf8_lossy(&solved.stdout).contains("3 tables as CSV, manifest.json"));
    let policy = rows(&place.path("one/policy.csv"));
    let mut sums: BTreeMap<[String; 3], f64> = BTreeMap::new();
    for row in &policy {
        for belief in ["dealer_belief", "keeper_belief", "probability"] {
            assert!((0.0..=1.0).contains(&number(row, belief)), "{row:?}");
        }
        assert!(
            ["", "0"].contains(&row["round"].as_str()),
            "only the first round: {row:?}"
        );
        *sums
            .entry(["arm", "history", "type"].map(|c| row[c].clone()))
            .or_default() += number(row, "probability");
    }
    assert!(sums.values().all(|sum| (sum - 1.0).abs() < 1e-12), "{sums:?}");
    let meeting = |arm: &str| {
        policy
            .iter()
            .find(|row| row["arm"] == arm && row["history"] == "r0 meeting")
    };
    let first = meeting("no_broker").expect("the first decision without a broker");
    assert_eq!(
        [number(first, "dealer_belief"), number(first, "keeper_belief")],
        [0.3, 0.55],
        "the priors"
    );
    assert!(first["probability"].len() > 10, "full precision: {first:?}");
    assert!(
        meeting("broker").is_none(),
        "the broker speaks and decides about mediating before"
    );
    assert!(sums.contains_key(&["broker", "", "good signal"].map(String::from)));
    let values = rows(&place.path("one/values.csv"));
    let of = |arm: &str| values.iter().filter(|row| row["arm"] == arm).count();
    assert_eq!((of("broker"), of("no_broker")), (9, 9), "a bystander is paid too");
    assert!(values.iter().all(|row| number(row, "value").is_finite()));
    // The terminal shows the same to four decimals.
    let dealer = values
        .iter()
        .find(|row| row["arm"] == "no_broker" && row["type"] == "dealer")
        .unwrap();
    let shown = format!("{:.4}", number(dealer, "value_without_messages"));
    assert!(
        String::from_utf8_lossy(&solved.stdout).contains(shown.trim_start_matches('-')),
        "{shown}"
    );
    // An earlier result is kept, and replaced when asked to.
    assert_eq!(solve(&["--out", "one"]).status.code(), Some(1));
    assert_eq!(solve(&["--out", "one", "--force"]).status.code(), Some(0));
    let forced = place.run(&[
        "solve",
        "case.toml",
        "--grid",
        "3",
        "--arms",
        "no_broker",
        "--out",
        "one",
        "--force",
        "--rounds",
        "2",
    ]);
    assert_eq!(forced.status.code(), Some(0), "{forced:?}");
    let two = rows(&place.path("one/policy.csv"));
    assert!(two.iter().any(|row| row["round"] == "1") && two.iter().all(|row| row["arm"] == "no_broker"));
    assert!(two.iter().any(|row| row["history"].contains("r1 review")));
}

#[test]
fn more_rounds_than_a_table_holds_are_refused_and_nothing_is_written() {
    let place = Place::new();
    let rounds = place.run(&[
        "solve",
        "case.toml",
        "--grid",
        "3",
        "--arms",
        "broker",
        "--out",
        "many",
        "--rounds",
        "8",
    ]);
    assert_eq!(rounds.status.code(), Some(2), "{rounds:?}");
    assert!(String::from_utf8_lossy(&rounds.stderr).contains("--rounds"));
    assert!(!place.path("many").exists());
    let without = place.run(&["solve", "case.toml", "--rounds", "2"]);
    assert_eq!(without.status.code(), Some(2));
}
