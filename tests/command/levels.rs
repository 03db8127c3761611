//! Worlds on several levels: what the tables say of them, and that estimates follow from the worlds.

use std::sync::LazyLock;

use crate::place::{COMPLETE, Place, Row, assert_draws_stand_once, number, rows};

fn compared(refine: &str) -> Place {
    let place = Place::uncertain();
    let output = place.run(&[
        "compare",
        "case.toml",
        "--no-charts",
        "--quiet",
        "--episodes",
        "50",
        "--worlds",
        "64",
        "--grid",
        "9",
        "--arms",
        "broker",
        "--set",
        "clock.foresight_years=10",
        "--refine",
        refine,
        "--out",
        "r",
    ]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    place
}

/// One run on levels for all tests.
static LEVELS: LazyLock<Place> = LazyLock::new(|| compared("some"));

#[test]
fn every_exact_estimate_follows_from_the_worlds_and_their_weights() {
    let place = &*LEVELS;
    let worlds = rows(&place.path("r/worlds.csv"));
    let arms = |level: &str| -> usize {
        let mut arms: Vec<&String> = (worlds.iter().filter(|row| row["grid_level"] == level))
            .map(|row| &row["arm"])
            .collect();
        arms.sort();
        arms.dedup();
        arms.len()
    };
    assert_eq!(arms("0"), 1, "the cheapest level has the baseline alone");
    assert!(arms("1") > 1 && arms("2") > 1 && arms("3") == 0);
    let mut compared = 0;
    for row in rows(&place.path("r/outcomes.csv")) {
        if row["method"] != "exact" || row["weighting"] != "with_broker" {
            continue;
        }
        let column = format!("p_{}", row["outcome"]);
        let counts = |world: &&Row| world["arm"] == row["arm"] || world["grid_level"] == "0";
        let (mut sum, mut weights) = (0.0, 0.0);
        for world in worlds.iter().filter(counts) {
            sum += number(world, "weight") * number(world, &column);
            weights += number(world, "weight");
        }
        let estimate = number(&row, "estimate");
        assert!((sum / weights - estimate).abs() < 1e-9, "{row:?}: {}", sum / weights);
        assert_eq!(row["worlds"], "64");
        compared += 1;
    }
    assert!(compared >= 16, "{compared}");
}

#[test]
fn what_was_drawn_stands_once_and_not_for_each_arm_and_level() {
    assert_draws_stand_once(&LEVELS.path("r"));
}

#[test]
fn every_world_says_how_far_its_grid_is_off_and_levels_are_nested() {
    let place = &*LEVELS;
    let worlds = rows(&place.path("r/worlds.csv"));
    let numbers = |level: &str| -> Vec<u64> {
        let mut of_level: Vec<u64> = (worlds.iter().filter(|row| row["grid_level"] == level))
            .map(|row| row["world"].parse().unwrap())
            .collect();
        of_level.dedup();
        of_level
    };
    let (all, some, few) = (numbers("0"), numbers("1"), numbers("2"));
    assert_eq!(all, (0..64).collect::<Vec<u64>>());
    assert!(some.len() <= all.len() && few.len() <= some.len() && few.len() >= 16);
    assert!(
        all.starts_with(&some) && some.starts_with(&few),
        "the first worlds of a level are on the next"
    );
    for row in &worlds {
        assert!(number(row, "grid_error") >= 0.0);
        let grid: u64 = row["grid"].parse().unwrap();
        let finest = row["grid_level"] == "2";
        assert!(if finest { grid >= 9 } else { grid >= 5 }, "{grid}");
        assert_eq!(
            row["episodes"] == "50",
            finest,
            "episodes are played on the finest level"
        );
    }
}

#[test]
fn levels_agree_with_every_world_on_the_finest_grid() {
    let every = compared("every");
    let [levels, every] = [&*LEVELS, &every].map(|place| rows(&place.path("r/contrasts.csv")));
    let mut compared = 0;
    for (a, b) in levels.iter().zip(&every) {
        if a["method"] != "exact" {
            continue;
        }
        assert_eq!(
            [&a["arm"], &a["metric"], &a["weighting"]],
            [&b["arm"], &b["metric"], &b["weighting"]]
        );
        let apart = (number(a, "estimate") - number(b, "estimate")).abs();
        // Worlds are the same, so the distance is a part of either error: beyond four of them something is wrong.
        let error = number(a, "std_error") + number(b, "std_error");
        assert!(
            apart <= 4.0 * error + 1e-9,
            "{} {}: {apart} with {error}",
            a["arm"],
            a["metric"]
        );
        compared += 1;
    }
    assert!(compared > 10);
}

#[test]
fn what_only_another_arm_draws_makes_no_worlds() {
    let place = Place::new();
    let arm = "\n[arms.unsure]\n\"talks.reviews_per_year\" = { uniform = [0.5, 1.5] }\n";
    place.write("case.toml", &format!("{COMPLETE}{arm}"));
    let worlds = |arms: &str, folder: &str| {
        let output = place.run(&[
            "compare",
            "case.toml",
            "--arms",
            arms,
            "--no-charts",
            "--quiet",
            "--worlds",
            "16",
            "--out",
            folder,
        ]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        rows(&place.path(&format!("{folder}/worlds.csv"))).len()
    };
    assert_eq!(worlds("no_broker,broker", "one"), 2, "one world of two arms");
    assert_eq!(worlds("no_broker,unsure", "many"), 32);
}
