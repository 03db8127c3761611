//! `attribute`: what it writes and refuses, that its numbers follow from its worlds, and that orders and combinations agree.

use std::collections::{BTreeMap, BTreeSet};

use crate::place::{COMPLETE, Place, Row, UNCERTAIN, assert_draws_stand_once, err, number, out, rows};

fn attributed_in(place: Place, arguments: &[&str]) -> Place {
    let mut all = vec!["attribute", "case.toml", "--out", "r"];
    all.extend(arguments);
    let output = place.run(&all);
    assert!(output.status.success(), "{}", err(&output));
    let text = out(&output);
    assert!(
        text.contains("Together they change completed by") && text.contains("Shapley share"),
        "{text}"
    );
    place
}

/// Of a scenario with seven instruments and a stakeholder.
fn attributed(arguments: &[&str]) -> Place {
    attributed_in(Place::uncertain(), arguments)
}

/// A stakeholder that can do nothing, beside the one that matters whether it backs the settlement or not.
const BYSTANDER: &str = "\n[[stakeholders]]\nname = \"Bystander\"\nbacks = 0.5\n";

fn with_stakeholders() -> Place {
    let place = Place::new();
    place.write("case.toml", &format!("{UNCERTAIN}{BYSTANDER}"));
    place
}

/// The rows of a part by metric and factor.
fn part<'r>(table: &'r [Row], part: &str) -> BTreeMap<(&'r str, &'r str), &'r Row> {
    let rows = table.iter().filter(|row| row["part"] == part);
    rows.map(|row| ((&row["metric"][..], &row["factor"][..]), row))
        .collect()
}

fn shares_sum_to_the_change(table: &[Row]) {
    let totals = part(table, "total");
    assert!(totals.len() > 20, "every metric is there without playing");
    for part_of in ["shapley", "group"] {
        let shares = part(table, part_of);
        for ((metric, _), total) in &totals {
            let of_metric = shares.iter().filter(|((of, _), _)| of == metric);
            let sum: f64 = of_metric.map(|(_, row)| number(row, "estimate")).sum();
            let total = number(total, "estimate");
            assert!(
                shares.is_empty() || (sum - total).abs() < 1e-9 * (1.0 + total.abs()),
                "{part_of} of {metric}: {sum} and {total}"
            );
        }
    }
}

/// Solutions of worlds by level and world: replicate, weight, and the probability of a settlement by set of factors.
type Solutions = BTreeMap<(u64, u64), (u64, f64, BTreeMap<BTreeSet<String>, f64>)>;

fn solutions(place: &Place) -> Solutions {
    let mut all = Solutions::new();
    for row in rows(&place.path("r/worlds.csv")) {
        let whole = |column: &str| row[column].parse::<u64>().unwrap();
        let members = row["arm"].split('+').filter(|name| *name != "none");
        let own = all
            .entry((whole("grid_level"), whole("world")))
            .or_insert_with(|| (whole("replicate"), number(&row, "weight"), BTreeMap::new()));
        let before = own
            .2
            .insert(members.map(str::to_owned).collect(), number(&row, "p_settlement"));
        assert_eq!(before, None, "a set is solved once");
    }
    all
}

/// What each factor adds on average over all orders that go through solved sets only; their number.
fn over_orders(sets: &BTreeMap<BTreeSet<String>, f64>, all: &BTreeSet<String>) -> (BTreeMap<String, f64>, usize) {
    fn go(
        at: &BTreeSet<String>,
        sets: &BTreeMap<BTreeSet<String>, f64>,
        all: &BTreeSet<String>,
        path: &mut Vec<(String, f64)>,
        (sums, count): (&mut BTreeMap<String, f64>, &mut usize),
    ) {
        if at == all {
            *count += 1;
            path.iter()
                .for_each(|(factor, x)| *sums.entry(factor.clone()).or_default() += x);
        }
        for factor in all.difference(at) {
            let mut next = at.clone();
            next.insert(factor.clone());
            if let Some(value) = sets.get(&next) {
                path.push((factor.clone(), value - sets[at]));
                go(&next, sets, all, path, (sums, count));
                path.pop();
            }
        }
    }
    let (mut sums, mut count) = (BTreeMap::new(), 0);
    go(&BTreeSet::new(), sets, all, &mut Vec::new(), (&mut sums, &mut count));
    let means = sums
        .into_iter()
        .map(|(factor, sum)| (factor, sum / count.max(1) as f64));
    (means.collect(), count)
}

#[test]
fn shares_follow_from_the_worlds_their_orders_their_chances_and_their_weights() {
    let place = attributed(&[
        "--factors",
        "broker",
        "--worlds",
        "128",
        "--grid",
        "9",
        "--set",
        "clock.foresight_years=6",
    ]);
    let names = place.names("r");
    assert!(
        names.contains("waterfall.png") && !names.contains("interactions.svg") && !names.contains("combinations.csv")
    );
    let table = rows(&place.path("r/attribution.csv"));
    let without = |row: &Row| !["group", "interaction"].contains(&&row["part"][..]);
    assert!(table.iter().all(|row| row["sets"] == "order" && without(row)));
    shares_sum_to_the_change(&table);
    let manifest: serde_json::Value = serde_json::from_slice(&place.files("r")["manifest.json"]).unwrap();
    let chances: Vec<f64> = serde_json::from_value(manifest["chances"].clone()).unwrap();
    let mean = chances.iter().sum::<f64>() / 128.0;
    assert!(chances.len() == 128 && (mean - 0.3).abs() < 1e-9, "{mean}");
    let solved = solutions(&place);
    let on = |level: u64| solved.keys().filter(|(l, _)| *l == level).count();
    assert_eq!([on(0), on(1), on(2)], [128, 16, 0]);
    let all: BTreeSet<String> = (solved.values().flat_map(|(_, _, sets)| sets.keys().flatten().cloned())).collect();
    assert_eq!(all.len(), 7);
    // What each factor adds where an order was solved.
    let added: BTreeMap<(u64, u64), BTreeMap<String, f64>> = (solved.iter())
        .filter_map(|(key, (_, _, sets))| match over_orders(sets, &all) {
            (_, 0) => {
                assert_eq!(sets.len(), 2, "none and all");
                None
            }
            (means, count) => {
                assert_eq!((count, sets.len()), (1, 8));
                Some((*key, means))
            }
        })
        .collect();
    let walked = added.keys().filter(|(level, _)| *level == 0).count();
    assert!((25..52).contains(&walked), "{walked} of 128 worlds");
    for (level, world) in solved.keys() {
        assert_eq!(
            added.contains_key(&(*level, *world)),
            added.contains_key(&(0, *world)),
            "world {world}"
        );
    }
    let none = BTreeSet::new();
    let whole = |key: &(u64, u64)| solved[key].2[&all] - solved[key].2[&none];
    for factor in &all {
        // The slope for a replicate is from the other replicates.
        let slope = |replicate: u64| {
            let [mut over, mut under] = [0.0; 2];
            for (key, means) in added.iter().filter(|((level, _), _)| *level == 0) {
                let p = chances[key.1 as usize];
                if solved[key].0 != replicate {
                    over += (1.0 / p - 1.0) / p * whole(key) * means[factor];
                    under += (1.0 / p - 1.0) / p * whole(key) * whole(key);
                }
            }
            over / under
        };
        let mut sum = 0.0;
        for (key, (replicate, weight, _)) in &solved {
            let guess = slope(*replicate) * whole(key);
            let seen = added
                .get(key)
                .map_or(0.0, |means| (means[factor] - guess) / chances[key.1 as usize]);
            sum += weight * (guess + seen);
        }
        let estimate = number(
            part(&table, "shapley")[&("outcome.settlement", &factor[..])],
            "estimate",
        );
        assert!(
            (sum / 128.0 - estimate).abs() < 1e-12,
            "{factor}: {} and {estimate}",
            sum / 128.0
        );
        // Alone, in the worlds in which it is known.
        let alone = BTreeSet::from([factor.clone()]);
        let [mut over, mut under] = [0.0; 2];
        for (key, (_, weight, sets)) in &solved {
            if let Some(value) = sets.get(&alone) {
                over += weight / chances[key.1 as usize] * (value - sets[&none]);
                under += weight / chances[key.1 as usize];
            }
        }
        let row = part(&table, "alone")[&("outcome.settlement", &factor[..])];
        assert!((over / under - number(row, "estimate")).abs() < 1e-12, "{factor} alone");
    }
}

#[test]
fn a_stakeholder_that_can_do_nothing_has_no_share_and_the_groups_divide_the_change() {
    let common = ["--worlds", "64", "--grid", "3", "--set", "clock.foresight_years=6"];
    let table = |more: &[&str]| {
        let place = attributed_in(with_stakeholders(), &[&common[..], more].concat());
        rows(&place.path("r/attribution.csv"))
    };
    let (all, broker, stakeholders) = (
        table(&[]),
        table(&["--factors", "broker"]),
        table(&["--factors", "stakeholders"]),
    );
    for table in [&all, &broker, &stakeholders] {
        shares_sum_to_the_change(table);
    }
    let count = |table: &[Row]| part(table, "shapley").keys().filter(|(m, _)| *m == "completed").count();
    assert_eq!([count(&all), count(&broker), count(&stakeholders)], [9, 7, 2]);
    assert_eq!(part(&all, "group").len(), 2 * part(&all, "total").len());
    // What the groups do by themselves, and together beyond that, is known in every world.
    for (metric, _) in part(&all, "total").keys() {
        let of = |part_of: &str, factor: &str| number(part(&all, part_of)[&(*metric, factor)], "estimate");
        let [none, whole] = ["none", "all"].map(|set| of("level", set));
        let apart = of("alone", "broker") + of("alone", "stakeholders");
        let beyond = of("interaction", "broker");
        let scale = 1.0 + whole.abs();
        assert!((none + apart + beyond - whole).abs() < 1e-9 * scale, "{metric}");
        assert!(
            (of("removed", "broker") - of("alone", "broker") - beyond).abs() < 1e-9 * scale,
            "{metric}"
        );
    }
    let (mut nothing, mut something) = (0, 0);
    for row in all.iter().chain(&stakeholders) {
        if row["factor"] == "Bystander" || row["other"] == "Bystander" {
            if !row["estimate"].is_empty() {
                assert_eq!(number(row, "estimate"), 0.0, "{row:?}");
                nothing += 1;
            }
        } else if row["factor"] == "Neighbour" && row["part"] == "shapley" {
            something += usize::from(number(row, "estimate") != 0.0);
        }
    }
    assert!(nothing > 50 && something > 20, "{nothing} and {something}");
    // With all of them it is the game as it stands, whoever is taken for a factor.
    for key in part(&all, "level").keys().filter(|(_, factor)| *factor == "all") {
        let of = |table: &[Row]| number(part(table, "level")[key], "estimate");
        assert!(
            (of(&all) - of(&broker)).abs() < 1e-9 && (of(&all) - of(&stakeholders)).abs() < 1e-9,
            "{key:?}"
        );
    }
}

#[test]
fn an_arm_without_a_broker_is_divided_among_its_stakeholders() {
    let place = attributed_in(
        with_stakeholders(),
        &["--worlds", "16", "--grid", "3", "--arm", "no_broker"],
    );
    let table = rows(&place.path("r/attribution.csv"));
    assert!(
        table
            .iter()
            .all(|row| row["kind"] == "stakeholder" || row["kind"] == "set")
    );
    // Two factors have four sets, and the others of those are solved by themselves, so that they can be read.
    let means = rows(&place.path("r/combinations.csv"));
    let of = |neighbour: &str| {
        let set = |row: &&Row| row["stakeholder_Neighbour"] == neighbour && row["stakeholder_Bystander"] == "1";
        let row = means.iter().find(|row| row["metric"] == "completed" && set(row));
        number(row.unwrap(), "estimate")
    };
    let removed = number(part(&table, "removed")[&("completed", "Neighbour")], "estimate");
    assert!((of("1") - of("0") - removed).abs() < 1e-12 && removed != 0.0);
}

#[test]
fn what_programs_are_told_is_what_the_tables_say() {
    let place = with_stakeholders();
    let arguments = [
        "attribute",
        "case.toml",
        "--worlds",
        "16",
        "--grid",
        "3",
        "--out",
        "r",
        "--format",
        "json",
        "--pairs",
    ];
    let output = place.run(&arguments);
    assert!(output.status.success() && err(&output).is_empty(), "{}", err(&output));
    let value: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let table = rows(&place.path("r/attribution.csv"));
    let factors = value["factors"].as_array().unwrap();
    assert_eq!(factors.len(), 9);
    for factor in factors {
        let name = factor["name"].as_str().unwrap();
        let row = part(&table, "shapley")[&("completed", name)];
        assert_eq!(
            factor["share"]["value"].as_f64().unwrap(),
            number(row, "estimate"),
            "{name}"
        );
        assert_eq!(factor["kind"].as_str().unwrap(), row["kind"]);
    }
    assert_eq!(value["interactions"].as_array().unwrap().len(), 36);
    assert!(value["groups"]["broker"]["share"]["low"].is_f64() && value["answer"].as_array().unwrap().len() >= 4);
    assert_eq!(value["worlds"], 16);
}

#[test]
fn orders_agree_with_all_combinations() {
    // Five instruments and a short foresight: 32 combinations in each world, which are soon solved. Of 750 intervals of six seeds 730 hold
    // what all combinations give; those of one seed go together, so that one of the six (seed 1) holds 108 of its 125.
    let common = ["--factors", "broker", "--worlds", "128", "--grid", "3", "--seed", "2"];
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
        "draws.csv",
        "worlds.csv",
        "waterfall.png",
        "interactions.svg",
        "manifest.json",
    ] {
        assert!(names.contains(name), "{name}");
    }
    assert_draws_stand_once(&some.path("r"));
    assert_draws_stand_once(&all.path("r"));
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
    // Pairs that were asked for are near those of all combinations.
    let pairs = attributed(&[&common[..], &["--pairs"]].concat());
    let pairs = rows(&pairs.path("r/attribution.csv"));
    let (mut near, mut known) = (0, 0);
    for row in pairs
        .iter()
        .filter(|row| row["part"] == "interaction" && !row["estimate"].is_empty())
    {
        let same = |other: &&Row| {
            ["part", "metric", "factor", "other"]
                .iter()
                .all(|c| other[*c] == row[*c])
        };
        let truth = number(all.iter().find(same).unwrap(), "estimate");
        known += 1;
        near += usize::from((number(row, "estimate") - truth).abs() <= 4.0 * number(row, "std_error") + 1e-9);
    }
    assert!(known > 100 && 10 * near > 8 * known, "{near} of {known}");
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
    refused(
        &["--arm", "no_broker", "--factors", "broker"],
        ["no broker with an instrument", "--factors"],
    );
    let several: String = (0..5)
        .map(|i| BYSTANDER.replace("Bystander", &format!("S{i}")))
        .collect();
    place.write("case.toml", &format!("{UNCERTAIN}{several}"));
    refused(
        &["--combinations"],
        ["13 factors have too many combinations, 12", "--factors broker"],
    );
    let [before, after] = ["[[stakeholders]]", "[arms.custody_only]"].map(|at| UNCERTAIN.find(at).unwrap());
    place.write("case.toml", &format!("{}{}", &UNCERTAIN[..before], &UNCERTAIN[after..]));
    refused(&["--factors", "stakeholders"], ["no stakeholders", "--factors"]);
    refused(
        &["--arm", "no_broker"],
        ["neither stakeholders nor a broker with an instrument", "--arm"],
    );
}
