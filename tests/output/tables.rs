//! Tables of made-up but plausible numbers.

use honest_broker::output::chart::Spec;
use honest_broker::table::{Cells, Table};

const OUTCOMES: [&str; 8] = [
    "settlement",
    "hollow_settlement",
    "interim_deal",
    "symbolic_talks",
    "revocation",
    "deadlock",
    "breach",
    "war",
];
/// Probabilities of the outcomes in the first arm; later arms move some of the last to the first.
const BASE: [f64; 8] = [0.052, 0.0, 0.118, 0.231, 0.204, 0.0003, 0.3597, 0.035];
pub const TWO: &[&str] = &["no_broker", "broker"];
/// As many as have a style of their own, some with names that are too long.
pub const SIX: &[&str] = &[
    "no_broker",
    "a",
    "b_with_a_name_that_goes_on_and_on_and_never_seems_to_stop",
    "c",
    "d",
    "e",
];
pub const FOUR: &[&str] = &["no_broker", "facilitation", "guarantee", "everything"];

fn texts(cells: impl IntoIterator<Item = impl Into<String>>) -> Cells {
    Cells::Text(cells.into_iter().map(Into::into).collect())
}

/// A table in the long form of the result files from rows of labels and estimates with half an interval.
pub fn long(slug: &'static str, names: &[&str], rows: &[(Vec<String>, f64, f64)]) -> Table {
    let scenario = texts(rows.iter().map(|_| "made_up"));
    let mut table = Table::new(slug, "Made up").with("scenario", "", scenario);
    for (i, name) in names.iter().enumerate() {
        let cells: Vec<String> = rows.iter().map(|(labels, ..)| labels[i].clone()).collect();
        table = if *name == "year" {
            let years = cells.iter().map(|c| c.parse().ok()).collect();
            table.with(*name, "years", Cells::Number(years))
        } else {
            table.with(*name, "", Cells::Text(cells))
        };
    }
    let number = |f: &dyn Fn(f64, f64) -> f64| Cells::Number(rows.iter().map(|(_, v, h)| Some(f(*v, *h))).collect());
    table
        .with("estimate", "", number(&|v, _| v))
        .with("low", "", number(&|v, h| v - h))
        .with("high", "", number(&|v, h| v + h))
        .with("level", "", number(&|_, _| 0.95))
}

fn shifted(arm: usize) -> [f64; 8] {
    let mut shares = BASE;
    let moved = 0.045 * arm.min(6) as f64;
    shares[6] -= moved;
    shares[0] += 0.7 * moved;
    shares[1] += 0.1 * moved;
    shares[5] += 0.2 * moved;
    shares
}

pub fn outcome_table(arms: &[&str]) -> Table {
    let mut rows = Vec::new();
    for (i, arm) in arms.iter().enumerate() {
        for (outcome, share) in OUTCOMES.iter().zip(shifted(i)) {
            let half = 2.0 * (share * (1.0 - share) / 4000.0).sqrt();
            rows.push((vec![(*arm).to_owned(), (*outcome).to_owned()], share, half));
        }
    }
    long("outcomes", &["arm", "outcome"], &rows)
}

pub fn contrast_table(arms: &[&str]) -> Table {
    let mut rows = Vec::new();
    for (i, arm) in arms.iter().enumerate().skip(1) {
        for (outcome, (here, base)) in OUTCOMES.iter().zip(shifted(i).into_iter().zip(BASE)) {
            let labels = vec![(*arm).to_owned(), arms[0].to_owned(), format!("outcome.{outcome}")];
            rows.push((labels, here - base, 0.006 + 0.1 * (here - base).abs()));
        }
    }
    long("contrasts", &["arm", "baseline", "metric"], &rows)
}

/// Ten years in quarters.
pub fn timeline_table(arms: &[&str]) -> Table {
    let mut rows = Vec::new();
    for (i, arm) in arms.iter().enumerate() {
        let strength = 1.0 + 0.5 * i as f64;
        for round in 1..=40 {
            let year = f64::from(round) / 4.0;
            let gone = |rate: f64| 1.0 - (-rate * year).exp();
            let war = 0.035 * gone(0.2);
            let in_force = 1.0 - 0.62 / strength * gone(0.35) - war;
            let settled = in_force * 0.5 * strength.min(1.8) * gone(0.15);
            let ruptured = 1.0 - in_force - war;
            let enforced = if i == 0 { 0.0 } else { 0.45 * ruptured * gone(0.3) };
            let disarmer = 0.5 * (ruptured - enforced);
            let cause = |share: f64| share * 1.05 * ruptured;
            let early_war = 0.6 * war;
            for (quantity, value, half) in [
                ("phase.in_force_open", in_force - settled, 0.0),
                ("phase.in_force_settled", settled, 0.0),
                ("phase.ruptured_by_guarantor", ruptured - enforced - disarmer, 0.0),
                ("phase.rupture_enforced", enforced, 0.0),
                ("phase.ruptured_by_disarmer", disarmer, 0.0),
                ("phase.war", war, 0.0),
                ("settled", settled, 0.0),
                ("first_rupture.reneged", cause(0.35), 0.0),
                ("first_rupture.disputed_rightly", cause(0.25), 0.0),
                ("first_rupture.disputed_wrongly", cause(0.12), 0.0),
                ("first_rupture.quit", cause(0.25), 0.0),
                ("first_rupture.pocketed", cause(0.03), 0.0),
                ("first_rupture.war", early_war, 0.0),
                ("first_rupture.never", 1.0 - cause(1.0) - early_war, 0.0),
                ("belief.dealer_if_dealer", 0.4 + 0.4 * gone(0.4), 0.004 + 0.002 * year),
                ("belief.dealer_if_staller", 0.4 - 0.2 * gone(0.4), 0.004 + 0.002 * year),
                (
                    "belief.keeper_if_keeper",
                    0.6 + 0.3 / strength * gone(0.5),
                    0.01 + 0.002 * year,
                ),
                (
                    "belief.keeper_if_reneger",
                    0.6 - 0.3 / strength * gone(0.5),
                    0.01 + 0.002 * year,
                ),
            ] {
                rows.push((
                    vec![(*arm).to_owned(), year.to_string(), quantity.to_owned()],
                    value,
                    half,
                ));
            }
        }
    }
    long("timeline", &["arm", "year", "quantity"], &rows)
}

pub fn spec(file: &str) -> Spec {
    Spec::new(
        "made_up",
        "Denuclearisation of the Korean Peninsula",
        format!("{file} · seed 7 · 200 worlds × 500 episodes"),
    )
    .label("arm.no_broker", "Without a broker")
    .label("arm.broker", "With the broker")
    .label("arm.everything", "All instruments, “honest broker”")
}

/// Sorted differences between arms and the first, at every fiftieth of the worlds.
pub fn effect_table(arms: &[&str]) -> Table {
    let mut labels: [Vec<String>; 3] = Default::default();
    let (mut shares, mut effects) = (Vec::new(), Vec::new());
    for (i, arm) in arms.iter().enumerate().skip(1) {
        for metric in ["completed", "in_force"] {
            for step in 0..=50 {
                let share = f64::from(step) / 50.0;
                for (label, text) in labels.iter_mut().zip([*arm, arms[0], metric]) {
                    label.push(text.to_owned());
                }
                shares.push(Some(share));
                effects.push(Some(0.01 * i as f64 * (4.0 * share.powi(3) - 0.5)));
            }
        }
    }
    let [arm, baseline, metric] = labels;
    Table::new("effects", "Made up")
        .with("scenario", "", texts(arm.iter().map(|_| "made_up")))
        .with("arm", "", Cells::Text(arm))
        .with("baseline", "", Cells::Text(baseline))
        .with("metric", "", Cells::Text(metric))
        .with("share", "", Cells::Number(shares))
        .with("effect", "", Cells::Number(effects))
}

/// The shares of worlds that go up, down or nowhere.
pub fn sign_table(arms: &[&str]) -> Table {
    let mut rows = Vec::new();
    for (i, arm) in arms.iter().enumerate().skip(1) {
        for metric in ["completed", "in_force"] {
            let raises = 0.3 + 0.05 * i as f64;
            for (direction, share) in [("raises", raises), ("lowers", 0.1), ("no_difference", 0.9 - raises)] {
                let labels = [*arm, metric, direction].map(str::to_owned).into();
                rows.push((labels, share, 0.05));
            }
        }
    }
    long("sign", &["arm", "metric", "direction"], &rows)
}

/// What the broker of each arm but the first is worth to each player.
pub fn acceptance_table(arms: &[&str]) -> Table {
    let mut rows = Vec::new();
    for (i, arm) in arms.iter().enumerate().skip(1) {
        for (player, gain) in [("gain_disarmer", 0.02), ("gain_guarantor", -0.4), ("gain_broker", 1.5)] {
            rows.push((vec![(*arm).to_owned(), player.to_owned()], gain * i as f64, 0.1));
        }
    }
    long("acceptance", &["arm", "quantity"], &rows)
}

/// Keys of a scenario with their words, some of them long; one has none.
pub const KEYS: [(&str, &str); 26] = [
    (
        "verification.detection",
        "How often a check of the late stages finds a breach",
    ),
    (
        "guarantor.elections.successor_keeper_prior",
        "Chance that a successor keeps his predecessor's promises",
    ),
    ("disarmer.reserve_value", "What the weapons are worth"),
    ("disarmer.dealer_prior", "Chance that he means it"),
    (
        "clock.meeting_failure",
        "Chance that a meeting fails without anybody's fault",
    ),
    ("guarantor.guarantee_value_that_no_word_was_found_for", ""),
    ("disarmer.rationality", "How sharply the disarming side decides"),
    ("guarantor.rationality", "How sharply the guaranteeing side decides"),
    ("guarantor.rupture_cost", "Price of a rupture at home"),
    ("disarmer.relief_value", "What relief is worth"),
    ("broker.instruments.escrow", "Share of relief that is held in escrow"),
    ("broker.instruments.custody", "Custody of what was handed over"),
    ("broker.instruments.monitoring", "Monitoring"),
    (
        "broker.instruments.facilitation",
        "Meetings that would not have taken place",
    ),
    ("broker.instruments.guarantee", "The broker's own guarantee"),
    ("broker.bias", "Bias"),
    ("verification.false_alarm", "False alarms"),
    ("crisis.rate", "How often a crisis comes"),
    ("crisis.war_chance", "Chance that a crisis becomes a war"),
    ("clock.years", "Years"),
    ("guarantor.discount", "Patience of the guaranteeing side"),
    ("disarmer.discount", "Patience of the disarming side"),
    ("disarmer.rebuild_years", "Years to build it all again"),
    ("guarantor.elections.years", "Years between elections"),
    ("guarantor.public_cost", "Price of talks at home"),
    ("disarmer.public_cost", "Price of talks over there"),
];

/// What each key does to two outcomes: a number that falls from key to key, a level that is the same for an outcome, and whether the
/// number exceeds it.
pub fn driver_table(keys: usize) -> Table {
    let mut rows = Vec::new();
    for (outcome, scale) in [("settlement", 0.3), ("war", 0.08)] {
        // With few keys, other keys come first for the second outcome.
        let first = if keys < 10 && outcome == "war" { 5 } else { 0 };
        for (i, (key, _)) in KEYS.iter().skip(first).enumerate().take(keys) {
            let value = scale * 0.8f64.powi(i as i32);
            rows.push((
                vec![outcome.to_owned(), (*key).to_owned(), "share".to_owned()],
                value,
                0.012,
            ));
        }
    }
    let floors = rows
        .iter()
        .map(|(labels, ..)| Some(if labels[0] == "war" { 0.009 } else { 0.02 }));
    let floors: Vec<Option<f64>> = floors.collect();
    let firm = rows
        .iter()
        .zip(&floors)
        .map(|((_, value, _), floor)| Some(i64::from(Some(*value) > *floor)));
    let firm: Vec<Option<i64>> = firm.collect();
    long("drivers", &["outcome", "key", "part"], &rows)
        .with("floor", "", Cells::Number(floors))
        .with("resolved", "", Cells::Integer(firm))
}

/// What becomes of an outcome at the low and at the high end of each key.
pub fn tornado_table(keys: usize) -> Table {
    let mut rows = Vec::new();
    for (i, (key, _)) in KEYS.iter().enumerate().take(keys) {
        let reach = 0.11 * 0.75f64.powi(i as i32);
        for (end, side) in [("low", -0.7), ("high", 1.0)] {
            let side = if i % 3 == 1 { -side } else { side };
            rows.push((
                vec!["settlement".to_owned(), (*key).to_owned(), end.to_owned()],
                0.21 + side * reach,
                0.006,
            ));
        }
    }
    let base = rows.iter().map(|_| Some(0.21)).collect();
    let firm = (0..rows.len()).map(|i| Some(i64::from(i < 14))).collect();
    long("tornado", &["outcome", "key", "end"], &rows)
        .with("base", "", Cells::Number(base))
        .with("resolved", "", Cells::Integer(firm))
}

/// Differences under other assumptions, of two outcomes.
pub fn robust_table() -> Table {
    let variants = [
        "as_written",
        "sharp_players",
        "blunt_players",
        "no_covert_programme",
        "relief_first",
    ];
    let mut rows = Vec::new();
    for (outcome, effect) in [("settlement", 0.08), ("breach", -0.05)] {
        for (i, variant) in variants.iter().enumerate() {
            for (arm, part) in [("broker", 1.0), ("weak_broker", 0.4)] {
                let value = part * effect * (1.0 - 0.3 * i as f64);
                rows.push((
                    vec![outcome.to_owned(), (*variant).to_owned(), arm.to_owned()],
                    value,
                    0.015,
                ));
            }
        }
    }
    long("robust", &["outcome", "variant", "arm"], &rows)
}

/// An outcome over two settings, in two arms: numbers as labels of the first two columns.
pub fn sweep_table(across: usize, up: usize) -> Table {
    let (mut rows, mut xs, mut ys) = (Vec::new(), Vec::new(), Vec::new());
    for (arm, shift) in [("no_broker", 0.0), ("broker", 0.07)] {
        for x in 0..across {
            // The last pair has no estimate.
            for y in (0..up).filter(|y| x + y + 2 < across + up) {
                let (right, top) = (x as f64 / (across - 1) as f64, y as f64 / (up - 1) as f64);
                xs.push(Some(0.1 + 0.8 * right));
                ys.push(Some(1.0 + 9.0 * top));
                rows.push((
                    vec![arm.to_owned()],
                    0.02 + shift + 0.5 * right * top,
                    0.01 + 0.02 * right,
                ));
            }
        }
    }
    long("sweep", &["arm"], &rows)
        .with("detection", "", Cells::Number(xs))
        .with("years", "years", Cells::Number(ys))
}

/// What the broker changes about some outcomes under other assumptions.
pub fn changes_table() -> Table {
    let variants = [
        "as_written",
        "sharp_players",
        "blunt_players",
        "no_covert_programme_and_no_reviews",
        "relief_first",
    ];
    let mut rows = Vec::new();
    for (i, outcome) in ["settlement", "interim_deal", "breach", "war"].iter().enumerate() {
        for (j, variant) in variants.iter().enumerate() {
            let value = [0.12, 0.03, -0.09, -0.004][i] * (1.0 - 0.3 * j as f64);
            rows.push((
                vec!["broker".to_owned(), (*outcome).to_owned(), (*variant).to_owned()],
                value,
                0.012,
            ));
        }
    }
    long("robust", &["arm", "outcome", "variant"], &rows)
}

/// Three bins of predictions of two kinds of things by two forecasters.
pub fn reliability_table() -> Table {
    let (mut rows, mut predicted, mut cases) = (Vec::new(), Vec::new(), Vec::new());
    for (kind, shift) in [("in_force", 0.0), ("completed", -0.15)] {
        for (of, bold) in [("model", 0.5), ("base_rates", 1.0)] {
            for (bin, p) in [0.06, 0.22, 0.41, 0.93].into_iter().enumerate() {
                let p = 0.5 + bold * (p - 0.5);
                predicted.push(Some(p));
                cases.push(Some(19 - 4 * bin as i64));
                let share: f64 = 0.3 + 0.5 * p + shift;
                rows.push((vec![kind.to_owned(), of.to_owned()], share, 0.12 + 0.02 * bin as f64));
            }
        }
    }
    long("reliability", &["kind", "of"], &rows)
        .with("predicted", "", Cells::Number(predicted))
        .with("cases", "", Cells::Integer(cases))
}

/// What was predicted in 19 cases of three groups over eight classes, and what came about: contested in one case, not known in another.
pub fn matches_table() -> Table {
    let classes = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let groups = ["ratified", "bilateral_and_embedded_in_something_larger", "neither"];
    let (mut rows, mut weights) = (Vec::new(), Vec::new());
    for case in 0..19 {
        let raw = |k: usize| ((case * 7 + k * 5) % 11) as f64 * ((case + 3 * k) % 4) as f64 + 0.2;
        let total: f64 = (0..8).map(raw).sum();
        for (k, class) in classes.iter().enumerate() {
            let labels = vec![format!("case_{case}"), groups[case / 7].to_owned(), (*class).to_owned()];
            rows.push((labels, raw(k) / total, 0.0));
            weights.push(match (case, k) {
                (4, _) => None,
                (6, 2) => Some(0.6),
                (6, 5) => Some(0.4),
                (6, _) => Some(0.0),
                _ => Some(f64::from(u8::from((case * 3 + case / 5) % 8 == k))),
            });
        }
    }
    long("matches", &["case", "group", "class"], &rows).with("happened", "", Cells::Number(weights))
}
