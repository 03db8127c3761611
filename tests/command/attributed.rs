//! `attribute`: what it writes and refuses, that its numbers follow from its worlds, and that orders and combinations agree.

use std::collections::{BTreeMap, BTreeSet};

use crate::place::{COMPLETE, Place, Row, number, rows};

fn attributed(arguments: &[&str]) -> Place {
    let place = Place::uncertain();
    let mut all = vec!["attribute", "case.toml", "--out", "r"];
    all.extend(arguments);
    let output = place.run(&all);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        text.contains("Shapley share") && text.contains("takes part in every world"),
        "{text}"
    );
    place
}

/// The rows of a part by metric and instrument.
fn part<'r>(table: &'r [Row], part: &str) -> BTreeMap<(&'r str, &'r str), &'r Row> {
    let rows = table.iter().filter(|row| row["part"] == part);
    rows.map(|row| ((&row["metric"][..], &row["instrument"][..]), row))
        .collect()
}

fn shares_sum_to_the_change(table: &[Row]) {
    let totals = part(table, "total");
    assert!(totals.len() > 20, "every metric is there without playing");
    for ((metric, _), total) in totals {
        let shares = part(table, "shapley");
        let sum: f64 = (shares.iter().filter(|((of, _), _)| *of == metric))
            .map(|(_, row)| number(row, "estimate"))
            .sum();
        let total = number(total, "estimate");
        assert!(
            (sum - total).abs() < 1e-9 * (1.0 + total.abs()),
            "{metric}: {sum} and {total}"
        );
    }
}

#[test]
fn shares_of_instruments_follow_from_the_worlds_their_orders_and_their_weights() {
    let place = attributed(&["--worlds", "64", "--grid", "9"]);
    let names = place.names("r");
    assert!(
        names.contains("waterfall.png") && !names.contains("interactions.svg") && !names.contains("combinations.csv")
    );
    let worlds = rows(&place.path("r/worlds.csv"));
    let rows = rows(&place.path("r/attribution.csv"));
    assert!(
        rows.iter()
            .all(|row| row["sets"] == "order" && row["part"] != "interaction")
    );
    shares_sum_to_the_change(&rows);
    // Each solution of a world as its sets, from none to all.
    let mut solutions: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
    for row in &worlds {
        solutions
            .entry((&row["grid_level"], &row["world"]))
            .or_default()
            .push(row);
    }
    let on = |level: &str| solutions.keys().filter(|(l, _)| *l == level).count();
    assert_eq!([on("0"), on("1"), on("2")], [64, 32, 0]);
    let (mut sums, mut firsts) = (BTreeMap::<&str, f64>::new(), BTreeMap::<&str, [f64; 2]>::new());
    let members = |row: &Row| -> BTreeSet<String> {
        row["arm"]
            .split('+')
            .filter(|name| *name != "none")
            .map(str::to_owned)
            .collect()
    };
    let instruments: BTreeSet<String> = worlds.iter().flat_map(members).collect();
    assert_eq!(instruments.len(), 7);
    for sets in solutions.values() {
        for (before, after) in sets.iter().zip(&sets[1..]) {
            let (fewer, more) = (members(before), members(after));
            let added: Vec<&String> = more.difference(&fewer).collect();
            assert!(fewer.is_subset(&more) && added.len() == 1, "{fewer:?} {more:?}");
            let instrument = &instruments.get(added[0]).unwrap()[..];
            let weight = number(after, "weight");
            let change = weight * (number(after, "p_settlement") - number(before, "p_settlement"));
            *sums.entry(instrument).or_default() += change;
            if fewer.is_empty() {
                let [sum, worlds] = firsts.entry(instrument).or_default();
                (*sum, *worlds) = (*sum + change, *worlds + weight);
            }
        }
    }
    for instrument in &instruments {
        let key = ("outcome.settlement", &instrument[..]);
        let estimate = number(part(&rows, "shapley")[&key], "estimate");
        assert!((sums[&instrument[..]] / 64.0 - estimate).abs() < 1e-12, "{instrument}");
        let alone = part(&rows, "alone")[&key];
        let [sum, worlds] = firsts[&instrument[..]];
        assert!((sum / worlds - number(alone, "estimate")).abs() < 1e-12, "{instrument}");
        assert_eq!(number(alone, "worlds"), worlds.round(), "{instrument}");
    }
    let counts = part(&rows, "alone")
        .values()
        .map(|row| number(row, "worlds"))
        .sum::<f64>();
    assert_eq!(
        counts,
        64.0 * part(&rows, "total").len() as f64,
        "some instrument is first in every world"
    );
}

#[test]
fn orders_agree_with_all_combinations() {
    // Five instruments and a short foresight: 32 combinations in each world, which are soon solved.
    let common = ["--worlds", "64", "--grid", "3"];
    let sets = [
        "clock.foresight_years=6",
        "broker.instruments.escrow=0",
        "broker.instruments.aid=0",
    ];
    let common = [&common[..], &sets.map(|set| ["--set", set]).concat()].concat();
    let (some, all) = (
        attributed(&common),
        attributed(&[&common[..], &["--combinations"]].concat()),
    );
    let names = all.names("r");
    for name in [
        "attribution.csv",
        "combinations.csv",
        "worlds.csv",
        "waterfall.png",
        "interactions.svg",
        "manifest.json",
    ] {
        assert!(names.contains(name), "{name}");
    }
    let (some, all) = (
        rows(&some.path("r/attribution.csv")),
        rows(&all.path("r/attribution.csv")),
    );
    shares_sum_to_the_change(&all);
    for whole in ["level", "total"] {
        for (key, row) in part(&some, whole) {
            let (some, all) = (number(row, "estimate"), number(part(&all, whole)[&key], "estimate"));
            assert!(
                (some - all).abs() < 1e-6 * (1.0 + all.abs()),
                "{whole} {key:?}: {some} and {all}"
            );
        }
    }
    // The worlds are the same, so what all orders give misses an interval less often than the truth would, but never by far.
    let (mut inside, mut count) = (0, 0);
    let shares = part(&some, "shapley");
    for (key, row) in &shares {
        let of = |name: &str| number(row, name);
        let truth = number(part(&all, "shapley")[key], "estimate");
        let margin = 1e-9 * (1.0 + truth.abs());
        inside += u32::from((of("low") - margin..=of("high") + margin).contains(&truth));
        count += 1;
        let off = (of("estimate") - truth).abs();
        assert!(
            off <= 5.0 * of("std_error") + margin,
            "{key:?}: {} and {truth}",
            of("estimate")
        );
    }
    assert!(10 * inside >= 9 * count, "{inside} of {count} intervals");
}

#[test]
fn one_world_has_all_combinations() {
    let place = Place::new();
    place.write("case.toml", COMPLETE);
    let output = place.run(&["attribute", "case.toml", "--grid", "3", "--out", "r"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rows = rows(&place.path("r/attribution.csv"));
    assert!(rows.iter().all(|row| row["sets"] == "all" && row["worlds"] == "1"));
    shares_sum_to_the_change(&rows);
}

#[test]
fn what_cannot_be_attributed_is_refused() {
    let place = Place::uncertain();
    let refused = |arguments: &[&str], said: [&str; 2]| {
        let output = place.run(&[&["attribute", "case.toml", "--grid", "3"], arguments].concat());
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(said.iter().all(|words| text.contains(words)), "{text}");
    };
    refused(&["--metric", "no_such"], ["no metric `no_such`", "completed"]);
    refused(&["--arm", "no_broker"], ["no broker with an instrument"; 2]);
}
