//! The commands that ask a question about one scenario: what they write, refuse and repeat, and that their numbers follow from others.

use std::collections::BTreeMap;

use crate::place::{Place, Row, assert_draws_stand_once, assert_ends, number, out, rows};

const QUICK: &[&str] = &["--grid", "3", "--quiet"];

/// A place in which a question about `case.toml` was answered in the folder `r`.
fn asked(command: &str, arguments: &[&str]) -> Place {
    let place = Place::uncertain();
    let output = place.run(&[&[command, "case.toml", "--out", "r"], QUICK, arguments].concat());
    assert_ends(&output, 0, &[]);
    place
}

fn only<'r>(rows: &'r [Row], cells: &[(&str, &str)]) -> Vec<&'r Row> {
    let same = |row: &&Row| cells.iter().all(|(column, text)| row[*column] == *text);
    rows.iter().filter(same).collect()
}

#[test]
fn a_sweep_pairs_its_points_and_each_is_what_compare_gives_for_the_same_setting() {
    let arguments = [
        "--worlds",
        "32",
        "--grid",
        "3",
        "--vary",
        "disarmer.relief_value=0.5,1.5",
    ];
    let place = asked(
        "sweep",
        &arguments[..2]
            .iter()
            .chain(&arguments[4..])
            .copied()
            .collect::<Vec<_>>(),
    );
    let table = rows(&place.path("r/sweep.csv"));
    let compared = place.run(&[
        "compare",
        "case.toml",
        "--out",
        "c",
        "--quiet",
        "--grid",
        "3",
        "--worlds",
        "32",
        "--refine",
        "every",
        "--evaluate",
        "exact",
        "--arms",
        "no_broker,broker",
        "--set",
        "disarmer.relief_value=1.5",
    ]);
    assert_ends(&compared, 0, &[]);
    let levels = rows(&place.path("c/outcomes.csv"));
    for arm in ["no_broker", "broker"] {
        let own = only(
            &table,
            &[
                ("point", "1"),
                ("arm", arm),
                ("metric", "outcome.settlement"),
                ("part", "level"),
            ],
        );
        let other = only(
            &levels,
            &[("arm", arm), ("outcome", "settlement"), ("weighting", "with_broker")],
        );
        let [own, other] = [own[0], other[0]].map(|row| number(row, "estimate"));
        // A sweep solves decisions to six digits.
        assert!((own - other).abs() < 1e-4, "{arm}: {own} and {other}");
    }
    for row in only(&table, &[("point", "0"), ("part", "change")]) {
        assert_eq!(number(row, "estimate"), 0.0);
        assert_eq!(number(row, "std_error"), 0.0);
    }
    for metric in ["outcome.settlement", "payoff_disarmer"] {
        let of = |part: &str, point: &str, arm: &str| {
            number(
                only(
                    &table,
                    &[("metric", metric), ("part", part), ("point", point), ("arm", arm)],
                )[0],
                "estimate",
            )
        };
        let effect = of("level", "1", "broker") - of("level", "1", "no_broker");
        assert!((of("effect", "1", "broker") - effect).abs() < 1e-9);
        let twice = of("effect", "1", "broker") - of("effect", "0", "broker");
        assert!((of("change_of_effect", "1", "broker") - twice).abs() < 1e-9);
    }
}

#[test]
fn points_come_from_a_table_as_values_or_as_coordinates_and_its_faults_have_row_and_column() {
    let place = Place::uncertain();
    let sweep = |file: &str, more: &[&str]| {
        place.run(
            &[
                &[
                    "sweep",
                    "case.toml",
                    "--design",
                    file,
                    "--out",
                    "r",
                    "--force",
                    "--worlds",
                    "16",
                ],
                QUICK,
                more,
            ]
            .concat(),
        )
    };
    place.write(
        "good.csv",
        "disarmer.relief_value,talks.sequence\n0.5,relief_first\n1.5,disarm_first\n",
    );
    assert_ends(&sweep("good.csv", &[]), 0, &[]);
    assert_eq!(
        only(&rows(&place.path("r/sweep.csv")), &[("talks_sequence", "disarm_first")]).len() % 2,
        0
    );
    place.write(
        "bad.csv",
        "disarmer.relief_value,talks.sequence\n-1,relief_first\n1.5,sideways\n",
    );
    assert_ends(
        &sweep("bad.csv", &[]),
        3,
        &["bad.csv:2:1", "out_of_range", "bad.csv:3:2", "unknown_word"],
    );
    place.write("holes.csv", "disarmer.relief_value,talks.sequence\n1,\n");
    assert_ends(&sweep("holes.csv", &[]), 3, &["holes.csv:2:2", "is missing"]);
    place.write("alien.csv", "disarmer.relief\n1\n2\n");
    let alien = sweep("alien.csv", &[]);
    assert_ends(&alien, 3, &["alien.csv:1:1", "unknown_key", "1 problem found"]);
    place.write("ragged.csv", "disarmer.relief_value\n1,2\n");
    assert_ends(&sweep("ragged.csv", &[]), 3, &["ragged.csv", "no CSV table"]);
    place.write("empty.csv", "disarmer.relief_value\n");
    assert_ends(&sweep("empty.csv", &[]), 3, &["no point"]);
    place.write("share.csv", "disarmer.deterrent_value.dealer\n0\n0.5\n1.5\n");
    assert_ends(
        &sweep("share.csv", &["--coordinates"]),
        3,
        &["share.csv:4:1", "no coordinate"],
    );
    place.write("fixed.csv", "clock.years\n0.5\n");
    assert_ends(
        &sweep("fixed.csv", &["--coordinates"]),
        3,
        &["fixed.csv:1:1", "fixed number"],
    );
    assert_ends(&sweep("missing.csv", &[]), 1, &["cannot read the design"]);
}

#[test]
fn what_is_varied_must_be_a_key_with_values_and_not_set_as_well() {
    let place = Place::uncertain();
    let sweep = |more: &[&str]| place.run(&[&["sweep", "case.toml", "--out", "r"], QUICK, more].concat());
    assert_ends(&sweep(&[]), 2, &["--vary"]);
    assert_ends(&sweep(&["--vary", "disarmer.exposure"]), 2, &["no `=`"]);
    assert_ends(&sweep(&["--vary", "disarmer.exposure=0..x"]), 2, &["is no range"]);
    assert_ends(
        &sweep(&["--vary", "disarmer.exposur=0,1"]),
        3,
        &["did you mean `exposure`"],
    );
    let both = ["--vary", "disarmer.exposure=0,1", "--set", "disarmer.exposure=0.5"];
    assert_ends(&sweep(&both), 2, &["varied and set"]);
    assert_ends(
        &sweep(&["--vary", "disarmer.exposure=0,1", "--metric", "peace"]),
        2,
        &["no metric `peace`", "settlement"],
    );
    assert!(
        !place.path("r").exists(),
        "nothing is written by a command that was refused"
    );
}

#[test]
fn drivers_measure_their_noise_and_what_cannot_matter_has_exactly_no_total() {
    let place = asked("drivers", &["--worlds", "256", "--totals"]);
    let drivers = rows(&place.path("r/drivers.csv"));
    for row in &drivers {
        assert!(
            row["placebo"] == "0" || row["resolved"] == "0",
            "a placebo is resolved: {row:?}"
        );
        if row["resolved"] == "1" {
            assert!(number(row, "estimate") > number(row, "noise_floor") && number(row, "low") > 0.0);
        }
    }
    // A broker's numbers cannot matter where there is none.
    let placebos = only(&drivers, &[("arm", "no_broker"), ("part", "level"), ("placebo", "1")]);
    assert!(!placebos.is_empty() && placebos.iter().all(|row| row["key"].starts_with("broker.")));
    let resolved = drivers.iter().filter(|row| row["resolved"] == "1").count();
    assert!(resolved > 0, "nothing drives anything");
    let totals = rows(&place.path("r/totals.csv"));
    let none = only(&totals, &[("placebo", "1")]);
    assert!(
        !none.is_empty()
            && none
                .iter()
                .all(|row| ["estimate", "low", "high"].iter().all(|c| number(row, c) == 0.0))
    );
    let tornado = rows(&place.path("r/tornado.csv"));
    for row in only(&tornado, &[("end", "difference"), ("part", "level")]) {
        let at = |end: &str| {
            let cells = [
                ("end", end),
                ("part", "level"),
                ("arm", row["arm"].as_str()),
                ("key", row["key"].as_str()),
            ];
            number(only(&tornado, &cells)[0], "estimate")
        };
        assert!((number(row, "estimate") - (at("high") - at("low"))).abs() < 1e-9);
    }
    let places = [
        "drivers.svg",
        "tornado.svg",
        "answer.json",
        "columns.csv",
        "case.toml",
        "draws.csv",
        "worlds.csv",
    ];
    let names = place.names("r");
    assert!(places.iter().all(|name| names.contains(*name)), "{names:?}");
    assert_draws_stand_once(&place.path("r"));
}

#[test]
fn regions_are_reported_from_worlds_in_which_they_were_not_looked_for() {
    let place = asked("discover", &["--worlds", "256"]);
    let regions = rows(&place.path("r/regions.csv"));
    let mut seen = BTreeMap::new();
    for row in &regions {
        *seen.entry((row["event"].clone(), row["sample"].clone())).or_insert(0) += 1;
    }
    assert!(seen.keys().any(|(_, sample)| sample == "all"));
    let of = |event: &str, sample: &str, part: &str| {
        let cells = [("event", event), ("sample", sample), ("part", part)];
        only(&regions, &cells).first().map(|row| (*row).clone())
    };
    for event in ["helps", "harms", "likely"] {
        let Some(density) = of(event, "test", "density") else {
            continue;
        };
        let base = number(&of(event, "test", "base_rate").unwrap(), "estimate");
        let confirmed = density["low"].parse::<f64>().is_ok_and(|low| low > base);
        assert_eq!(density["confirmed"], if confirmed { "1" } else { "0" });
    }
    let turns = rows(&place.path("r/turns.csv"));
    for quantity in ["effect", "disarmer", "guarantor", "broker"] {
        assert_eq!(only(&turns, &[("quantity", quantity), ("side", "all")]).len(), 1);
    }
}

#[test]
fn robustness_has_a_row_for_every_variant_and_its_own_scenario_first() {
    let place = asked("robust", &["--worlds", "16"]);
    let table = rows(&place.path("r/robust.csv"));
    let own = only(&table, &[("variant", "as_it_is"), ("part", "change")]);
    assert!(!own.is_empty() && own.iter().all(|row| number(row, "estimate") == 0.0));
    for variant in [
        "blunt",
        "sharp",
        "sharpest",
        "other_order",
        "longer_foresight",
        "good_news",
        "bad_news",
        "correlated",
    ] {
        let cells = [
            ("variant", variant),
            ("conclusion", "outcome.settlement"),
            ("part", "difference"),
        ];
        assert_eq!(only(&table, &cells).len(), 1, "{variant}");
    }
    let names = place.names("r");
    for chart in [
        "robust.svg",
        "robust_in_force.svg",
        "robust_war.svg",
        "robust_gain_disarmer.svg",
    ] {
        assert!(names.contains(chart), "{chart} is not among {names:?}");
    }
}

#[test]
fn questions_have_the_same_bytes_at_any_number_of_threads_and_go_on_where_they_were() {
    for (command, more) in [
        ("drivers", &["--worlds", "64"][..]),
        ("discover", &["--worlds", "64"]),
        ("robust", &["--worlds", "16"]),
        ("sweep", &["--worlds", "16", "--vary", "disarmer.exposure=0,1"]),
    ] {
        let place = Place::uncertain();
        let run = |folder: &str, threads: &str, extra: &[&str]| {
            let all = [
                &[command, "case.toml", "--out", folder, "--threads", threads],
                QUICK,
                &["--charts", "svg"],
                more,
                extra,
            ]
            .concat();
            assert_ends(&place.run(&all), 0, &[]);
            let names = place.names(folder).into_iter();
            names
                .map(|name| {
                    (
                        name.clone(),
                        std::fs::read(place.path(&format!("{folder}/{name}"))).unwrap(),
                    )
                })
                .collect()
        };
        let one: BTreeMap<String, Vec<u8>> = run("one", "1", &[]);
        let two: BTreeMap<String, Vec<u8>> = run("two", "2", &[]);
        assert!(one == two, "{command} differs between one and two threads");
        let again: BTreeMap<String, Vec<u8>> = run("one", "2", &["--resume"]);
        assert!(one == again, "{command} is not taken as finished");
    }
}

#[test]
fn replies_are_text_or_json_and_a_page_takes_them_in() {
    let place = Place::uncertain();
    let robust = ["robust", "case.toml", "--out", "r", "--worlds", "16", "--grid", "3"];
    let text = place.run(&robust);
    assert_ends(&text, 0, &["by variant", "Grid: numbers are from grid 3", "Files: r/"]);
    let json = place.run(&[&robust[..], &["--format", "json", "--force"]].concat());
    let value: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!(value["command"], "robust");
    assert!(value["answer"].as_array().is_some_and(|sentences| sentences.len() >= 3));
    assert!(value["repeat"].as_str().unwrap().contains("--worlds 16"));
    assert_ends(&place.compare(&["--out", "c", "--quiet"]), 0, &[]);
    assert_ends(&place.run(&["report", "c", "r", "--out", "page.html"]), 0, &[]);
    let page = std::fs::read_to_string(place.path("page.html")).unwrap();
    assert!(page.contains("Do the conclusions survive") && page.contains("answer-1-robust"));
    assert_ends(&place.run(&["report", "r", "--out", "alone.html"]), 2, &["comparison"]);
}

#[test]
fn what_has_no_answer_is_refused_before_the_work() {
    let place = Place::new();
    for command in ["drivers", "discover"] {
        let output = place.run(&[command, "case.toml", "--grid", "3"]);
        assert_ends(&output, 2, &["nothing in `case` is uncertain"]);
    }
    let robust = place.run(&["robust", "case.toml", "--grid", "3", "--quiet", "--out", "r"]);
    assert_ends(&robust, 0, &[]);
    let same = place.run(&["robust", "case.toml", "--grid", "3", "--arm", "no_broker", "--out", "s"]);
    assert_ends(&same, 2, &["one arm alone is asked about"]);
    assert_ends(
        &place.run(&["discover", "case.toml", "--threshold", "-1"]),
        2,
        &["above 0"],
    );
}
