//! The search for what it would take, on functions whose answer is known.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::ops::Range;

use honest_broker::analysis::reach::{ALL, Aim, Cost, Found, Limits, Set, Values, members, search};

const WORLDS: u64 = 64;
const REPLICATES: u64 = 16;

/// A number from 0 to 1 that belongs to three others.
fn noise(a: u64, b: u64, c: u64) -> f64 {
    let mut z =
        a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ c.wrapping_add(0x94d0_49bb);
    for _ in 0..3 {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z ^= z >> 27;
    }
    (z >> 11) as f64 / (1u64 << 53) as f64
}

const LIMITS: Limits = Limits {
    worlds: WORLDS,
    heat: 16,
    alone: 32,
    most: 1_000_000,
};

fn mean_of(level: f64) -> Aim {
    Aim {
        level,
        at_most: false,
        share: None,
        is_probability: true,
    }
}

fn alike(levers: usize) -> Vec<Cost> {
    vec![
        Cost {
            whole: 1.0,
            divisible: true
        };
        levers
    ]
}

fn found(costs: &[Cost], aim: Aim, limits: Limits, of: &dyn Fn(&[f64], u64) -> f64) -> Found {
    let mut asked: BTreeSet<(Set, u64)> = BTreeSet::new();
    let mut ask = |sets: &[Set], worlds: Range<u64>| -> Result<Vec<Values>, Infallible> {
        let values = |set: &Set| {
            let shares: Vec<f64> = set.iter().map(|level| f64::from(*level) / f64::from(ALL)).collect();
            let value = |world: u64| {
                assert!(asked.insert((set.clone(), world)), "nothing is solved twice");
                (world % REPLICATES, of(&shares, world))
            };
            worlds.clone().map(value).collect()
        };
        Ok(sets.iter().map(values).collect())
    };
    match search(costs, aim, limits, &mut ask) {
        Ok(found) => found,
        Err(never) => match never {},
    }
}

/// What a world adds to all sets alike.
fn of_world(world: u64) -> f64 {
    0.1 * (noise(1, world, 7) - 0.5)
}

fn sets(found: &Found) -> BTreeSet<Vec<usize>> {
    found.minimal.iter().map(|minimal| members(&minimal.whole)).collect()
}

/// Levers 0 and 1 do it together, and so do 2, 3 and 4; one alone does nothing. Lever 5 harms.
fn either(s: &[f64], world: u64) -> f64 {
    0.2 + of_world(world) + 0.5 * f64::max(s[0] * s[1], s[2] * s[3] * s[4]) - 0.1 * s[5]
}

#[test]
fn both_minimal_sets_are_found_though_no_lever_does_anything_alone() {
    let found = found(&alike(6), mean_of(0.6), LIMITS, &either);
    assert_eq!(sets(&found), [vec![0, 1], vec![2, 3, 4]].into());
    assert!(found.path.is_empty(), "no single step gains");
    let top = found.top.expect("all at once");
    assert_eq!(members(&top), [0, 1, 2, 3, 4], "what harms is left out");
    assert!(!found.needed.is_empty(), "without one of each set there is no third");
    for effect in &found.effects[..5] {
        assert_eq!(effect.alone.estimate.value, Some(0.0));
    }
    for lever in members(&found.judged) {
        let on_top = found.effects[lever].on_top.unwrap().estimate.value.unwrap();
        assert!(
            (on_top - 0.5).abs() < 1e-9,
            "the set lacks all without lever {lever}: {on_top}"
        );
    }
}

#[test]
fn levels_are_the_smallest_that_still_reach_the_aim() {
    let of = |s: &[f64], world: u64| 0.1 + of_world(world) + 0.3 * s[0].powi(2) + 0.4 * s[1].sqrt() + 0.01 * s[2];
    let aim = mean_of(0.55);
    let dear = |whole| Cost { whole, divisible: true };
    let found = found(&[dear(1.0), dear(3.0), dear(1.0)], aim, LIMITS, &of);
    let minimal = &found.minimal[0];
    assert!(minimal.is_smallest);
    assert_eq!(members(&minimal.set), [0, 1]);
    let reached = |set: &[u8]| {
        let shares: Vec<f64> = set.iter().map(|level| f64::from(*level) / f64::from(ALL)).collect();
        aim.is_reached(
            &(0..WORLDS)
                .map(|world| (world % REPLICATES, of(&shares, world)))
                .collect(),
        )
    };
    // The dear lever comes first, with the other all the way; then the other.
    let first = (1..=ALL).find(|level| reached(&[ALL, *level, 0])).unwrap();
    let second = (1..=ALL).find(|level| reached(&[*level, first, 0])).unwrap();
    assert_eq!(minimal.set, [second, first, 0]);
    assert!(first < ALL / 2 && reached(&minimal.set), "{:?}", minimal.set);
}

#[test]
fn a_lever_that_has_words_is_moved_wholly_or_not_at_all() {
    let mut costs = alike(2);
    costs[0].divisible = false;
    let of = |s: &[f64], world: u64| 0.1 + of_world(world) + 0.6 * s[0] + 0.2 * s[1];
    let found = found(&costs, mean_of(0.4), LIMITS, &of);
    assert_eq!(found.minimal[0].set, [ALL, 0]);
}

#[test]
fn races_never_drop_the_lever_that_gains_most_for_its_cost() {
    for case in 0..300 {
        let gain = |lever: usize, world: u64| 0.02 * lever as f64 + 0.05 * (noise(case, world, lever as u64) - 0.5);
        let of = |s: &[f64], world: u64| {
            let gains = s.iter().enumerate().map(|(lever, s)| s * gain(lever, world));
            0.1 + of_world(world) + gains.sum::<f64>()
        };
        let found = found(&alike(8), mean_of(0.9), LIMITS, &of);
        let mean = |lever: &usize| (0..WORLDS).map(|world| gain(*lever, world)).sum::<f64>();
        let best = (0..8).max_by(|a, b| mean(a).total_cmp(&mean(b)));
        assert_eq!(found.path.first().map(|(lever, _)| *lever), best, "case {case}");
    }
    let mut costs = alike(2);
    costs[1].whole = 10.0;
    let of = |s: &[f64], world: u64| 0.1 + of_world(world) + 0.1 * s[0] + 0.5 * s[1];
    let cheap = found(&costs, mean_of(0.5), LIMITS, &of).path;
    assert_eq!(cheap[0].0, 0, "a fifth of the gain at a tenth of the cost comes first");
}

#[test]
fn an_aim_out_of_reach_is_called_so_with_the_best_that_can_be_had() {
    let of = |s: &[f64], world: u64| 0.1 + of_world(world) + 0.2 * s[0] + 0.1 * s[1] * s[0] - 0.1 * s[2] + 0.0 * s[3];
    let found = found(&alike(4), mean_of(0.9), LIMITS, &of);
    assert!(found.minimal.is_empty() && found.needed.is_empty() && !found.cut_short);
    assert_eq!(members(&found.judged), [0, 1]);
    let steps: Vec<usize> = found.path.iter().map(|(lever, _)| *lever).collect();
    assert_eq!(steps, [0, 1], "the second gains on top of the first and not alone");
}

#[test]
fn a_harm_is_brought_below_a_level_by_the_same_steps() {
    let up = found(&alike(6), mean_of(0.6), LIMITS, &either);
    let down = Aim {
        level: 0.4,
        at_most: true,
        ..mean_of(0.0)
    };
    let down = found(&alike(6), down, LIMITS, &|s, world| 1.0 - either(s, world));
    assert_eq!(sets(&up), sets(&down));
    let levels = |found: &Found| found.minimal.iter().map(|m| m.set.clone()).collect::<Vec<_>>();
    assert_eq!(levels(&up), levels(&down));
}

#[test]
fn the_mean_and_the_share_of_worlds_are_two_questions() {
    // Half of the worlds go all the way with lever 0, and lever 1 brings every world to 0.45.
    let of = |s: &[f64], world: u64| {
        let lucky = f64::from(u8::from((world / REPLICATES).is_multiple_of(2)));
        f64::max(0.9 * s[0] * lucky, 0.45 * s[1])
    };
    let mean = found(&alike(2), mean_of(0.42), LIMITS, &of);
    assert_eq!(sets(&mean), [vec![0], vec![1]].into());
    let share = Aim {
        share: Some(0.8),
        ..mean_of(0.42)
    };
    let share = found(&alike(2), share, LIMITS, &of);
    assert_eq!(sets(&share), [vec![1]].into());
    assert_eq!(share.needed, [1], "lever 0 does it in half of the worlds only");
}

#[test]
fn one_world_without_chance_is_enough_to_search_in() {
    let limits = Limits { worlds: 1, ..LIMITS };
    let found = found(&alike(6), mean_of(0.6), limits, &|s, _| either(s, 3));
    assert_eq!(sets(&found), [vec![0, 1], vec![2, 3, 4]].into());
    assert!(found.values.values().all(|values| values.len() == 1));
}

#[test]
fn a_search_without_work_left_says_so_and_looks_for_no_other_set() {
    let limits = Limits { most: 1, ..LIMITS };
    let found = found(&alike(6), mean_of(0.6), limits, &either);
    assert!(found.cut_short && found.path.is_empty());
    let [only] = &found.minimal[..] else {
        panic!("one set from the top: {:?}", found.minimal);
    };
    assert!(only.is_smallest, "its levels are looked for in any case");
}

#[test]
fn what_is_reached_already_needs_nothing() {
    let found = found(&alike(6), mean_of(0.05), LIMITS, &either);
    assert!(found.minimal.is_empty() && found.path.is_empty() && found.top.is_none());
}
