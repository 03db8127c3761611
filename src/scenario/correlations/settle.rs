//! What correlations name, looked up among what is uncertain, and whether numbers can have them together.

use std::collections::BTreeMap;

use super::Correlation;
use super::copula::{Copula, Pair, blocks, possible_share};
use super::form::Draft;
use crate::scenario::Arm;
use crate::scenario::keys::parent;
use crate::scenario::lookup::by_path;
use crate::scenario::naming;
use crate::scenario::problem::Code;
use crate::scenario::setting::Setting;
use crate::scenario::source::{Place, Reporter, shorten};
use crate::scenario::suggest::nearest;
use crate::scenario::worlds::{Uncertain, UncertainKind, is_drawn};

/// What correlations are looked up in.
pub(in crate::scenario) struct Known<'k> {
    pub arms: &'k [Arm],
    /// What differs from world to world.
    pub uncertain: &'k [Uncertain],
    pub settings: &'k [Setting],
}

impl Known<'_> {
    /// What stands for the stakeholders of any arm in key paths.
    fn stakeholders(&self) -> Vec<String> {
        let of_arm = |arm: &'_ Arm| -> Vec<String> {
            let ids = arm.values.ids("stakeholders", "backs").into_iter();
            ids.map(str::to_owned).collect()
        };
        let mut ids: Vec<String> = self.arms.iter().flat_map(of_arm).collect();
        ids.sort();
        ids.dedup();
        ids
    }
}

/// The pairs in effect, in the order of what is uncertain, and how they are drawn. What is wrong with them is reported.
pub(in crate::scenario) fn settle(
    drafts: &[Draft],
    known: &Known<'_>,
    reporter: &mut Reporter<'_>,
) -> (Vec<Correlation>, Copula) {
    // Pair → rank, and the table that gives it.
    let mut pairs: BTreeMap<(usize, usize), (f64, usize)> = BTreeMap::new();
    let before = reporter.problems.len();
    for (at, draft) in drafts.iter().enumerate() {
        let Some(places) = places(draft, known, reporter) else {
            continue;
        };
        for (i, a) in places.iter().enumerate() {
            for b in &places[i + 1..] {
                let pair = (*a.min(b), *a.max(b));
                if let Some((_, other)) = pairs.insert(pair, (draft.rank, at)) {
                    let names = [pair.0, pair.1].map(|place| &known.uncertain[place].key);
                    let message = format!(
                        "the rank correlation of `{}` and `{}` is given twice, in `{}` and here",
                        names[0], names[1], drafts[other].path
                    );
                    let help = "keep one of the two";
                    reporter.report(Code::BadCorrelation, Some(&draft.place), &draft.path, message, help);
                }
            }
        }
        idle(draft, &places, known, reporter);
    }
    let flat: Vec<Pair> = pairs
        .iter()
        .map(|((a, b), (rank, _))| (*a, *b, *rank))
        .filter(|(.., rank)| *rank != 0.0)
        .collect();
    let is_event = |place: usize| known.uncertain[place].kind == UncertainKind::Event;
    if let Some(copula) = Copula::new(&flat, is_event) {
        let named = |(a, b, rank): &Pair| Correlation {
            first: known.uncertain[*a].key.clone(),
            second: known.uncertain[*b].key.clone(),
            rank: *rank,
        };
        return (flat.iter().map(named).collect(), copula);
    }
    // A fault that was reported may be the reason.
    let faults = reporter.problems[before..].iter();
    if faults.clone().all(|problem| problem.code.is_warning()) {
        for block in blocks(&flat)
            .iter()
            .filter(|block| Copula::new(block, is_event).is_none())
        {
            let last = block.iter().map(|(a, b, _)| pairs[&(*a, *b)].1).max().unwrap_or(0);
            impossible(block, &drafts[last], known.uncertain, reporter);
        }
    }
    (Vec::new(), Copula::default())
}

/// Places of what a table names; `None` if something is wrong, or settings have left nothing to correlate.
fn places(draft: &Draft, known: &Known<'_>, reporter: &mut Reporter<'_>) -> Option<Vec<usize>> {
    let (mut places, mut wrong, mut settled) = (Vec::new(), false, false);
    let stakeholders = known.stakeholders();
    for (written, place) in &draft.keys {
        let key = canonical(written, &stakeholders);
        let named: Vec<usize> = (0..known.uncertain.len())
            .filter(|at| matches(&key, &known.uncertain[*at].key))
            .collect();
        if named.is_empty() {
            // A setting may fix what the file draws; the others are then drawn together as before.
            match known
                .settings
                .iter()
                .any(|setting| replaces(setting, &key, &stakeholders))
            {
                true => settled = true,
                false => {
                    unfit(written, &key, draft, place, known, reporter);
                    wrong = true;
                }
            }
        }
        for at in named {
            if places.contains(&at) {
                let message = format!("`{}` is named twice in one correlation", known.uncertain[at].key);
                let help = "name it once";
                reporter.report(Code::BadCorrelation, Some(place), &draft.path, message, help);
                wrong = true;
                continue;
            }
            places.push(at);
        }
    }
    if places.len() < 2 && !wrong && !settled {
        let message = match places.first() {
            Some(only) => format!(
                "`{}` alone is named, and a correlation needs two keys",
                known.uncertain[*only].key
            ),
            None => "no key is named, and a correlation needs two".to_string(),
        };
        let help = "add another uncertain key to the list, or take the correlation out";
        reporter.report(Code::BadCorrelation, Some(&draft.place), &draft.path, message, help);
    }
    (places.len() >= 2 && !wrong).then_some(places)
}

/// A key as paths have it: `stages[03].detection` is `stages.3.detection`, `stages[].detection` is `stages..detection`.
fn canonical(written: &str, stakeholders: &[String]) -> String {
    let dotted = written.replace('[', ".").replace(']', "");
    let mut parts: Vec<String> = dotted.split('.').map(|part| part.trim().to_string()).collect();
    if parts.len() > 2 && parts[0] == "stages" {
        if parts[1] == "*" {
            parts[1].clear();
        }
        if let Ok(number) = parts[1].parse::<usize>() {
            parts[1] = number.to_string();
        }
    }
    if parts.len() > 2
        && parts[0] == "stakeholders"
        && let Some(id) = naming::find(&parts[1], stakeholders)
    {
        parts[1].clone_from(id);
    }
    parts.join(".")
}

/// Whether `key` is meant: the same, or the same key of any stage.
fn matches(wanted: &str, key: &str) -> bool {
    match wanted.split_once("..") {
        None => wanted == key,
        Some((list, name)) => {
            let rest = key.strip_prefix(list).and_then(|rest| rest.strip_prefix('.'));
            rest.and_then(|rest| rest.split_once('.'))
                .is_some_and(|(_, own)| own == name)
        }
    }
}

/// Whether a setting gives a value to the key, to one above it or to one of its parts.
fn replaces(setting: &Setting, key: &str, stakeholders: &[String]) -> bool {
    let set = canonical(setting.key(), stakeholders);
    let below = |path: &str, top: &str| {
        path.strip_prefix(top)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let backs = key.strip_suffix(".stands").map(|owner| format!("{owner}.backs"));
    let of = |key: &str| below(&set, key) || below(key, &set) || (key.contains("..") && matches(key, &set));
    of(key) || backs.is_some_and(|backs| of(&backs))
}

/// Reports a key that is not uncertain, or none.
fn unfit(written: &str, key: &str, draft: &Draft, place: &Place, known: &Known<'_>, reporter: &mut Reporter<'_>) {
    let fixed = known.arms.iter().find_map(|arm| arm.values.fixed(key));
    let drawn = |test: &dyn Fn(&str) -> bool| known.uncertain.iter().map(|u| u.key.as_str()).find(|key| test(key));
    let part = drawn(&|other| parent(other) == key);
    let whole = drawn(&|other| other == parent(key) && !key.is_empty());
    let stands = key.strip_suffix(".backs").map(|owner| format!("{owner}.stands"));
    let stands = stands.and_then(|event| drawn(&|other| other == event));
    let column = drawn(&|other| other.replace('.', "_") == *written);
    let shown = shorten(written);
    let (code, message, help) = if let Some(event) = stands {
        let message = format!("`{shown}` is the same in every world; what it is the probability of is drawn");
        (Code::NotUncertain, message, format!("did you mean `{event}`?"))
    } else if let Some(x) = fixed {
        let message = format!("`{shown}` is the fixed number {x}, and only what is uncertain can be correlated");
        let help = format!(
            "give it a distribution, such as {{ interval90 = [low, high] }}, or take `{shown}` out of the correlation"
        );
        (Code::NotUncertain, message, help)
    } else if let Some(part) = part {
        let message = format!("`{shown}` is not drawn as one number, but in parts");
        (
            Code::NotUncertain,
            message,
            format!("name one of them, such as `{part}`"),
        )
    } else if let Some(whole) = whole {
        let message = format!("`{shown}` is not drawn apart: one number stands for all");
        (Code::NotUncertain, message, format!("did you mean `{whole}`?"))
    } else if let Some(key) = column {
        let message = format!("there is no key `{shown}`: that is the name of a column");
        (Code::UnknownKey, message, format!("did you mean `{key}`?"))
    } else {
        let keys: Vec<&str> = known.uncertain.iter().map(|u| u.key.as_str()).collect();
        let help = match nearest(key, keys.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if keys.is_empty() => "nothing is uncertain in this scenario: give keys a distribution first".to_string(),
            None => "name keys as `honest-broker check` lists them under Worlds, with their tables, such as `disarmer.rationality`".to_string(),
        };
        match by_path(key) {
            Some(_) => {
                let message = format!(
                    "`{shown}` is not uncertain in this scenario, and only what is uncertain can be correlated"
                );
                (Code::NotUncertain, message, help)
            }
            None => (Code::UnknownKey, format!("there is no key `{shown}`"), help),
        }
    };
    reporter.report(code, Some(place), &draft.path, message, help);
}

/// Warns of a correlation that changes nothing.
fn idle(draft: &Draft, places: &[usize], known: &Known<'_>, reporter: &mut Reporter<'_>) {
    let together = |arm: &Arm| {
        let drawn = places.iter().filter(|at| is_drawn(&known.uncertain[**at], &arm.values));
        drawn.count() > 1
    };
    let (message, help) = if draft.rank == 0.0 {
        (
            "a rank correlation of 0 changes nothing",
            "leave it out: what no correlation names is independent",
        )
    } else if !known.arms.iter().any(together) {
        (
            "no arm draws two of these keys, so that the correlation changes no arm",
            "check which arms give the keys a distribution",
        )
    } else {
        return;
    };
    let place = &draft.rank_place;
    reporter.warn(
        Code::IdleCorrelation,
        Some(place),
        &draft.path,
        message.to_string(),
        help,
    );
}

/// Reports correlations that no numbers can have together.
fn impossible(block: &[Pair], draft: &Draft, uncertain: &[Uncertain], reporter: &mut Reporter<'_>) {
    let mut places: Vec<usize> = block.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
    places.sort_unstable();
    places.dedup();
    let name = |place: usize| format!("`{}`", uncertain[place].key);
    let message = format!(
        "no numbers can have all these rank correlations together: those between {}",
        listed(places.iter().map(|place| name(*place)).collect(), 8)
    );
    let share = possible_share(block);
    let mut help = format!("multiplied by {share} all of them would be possible");
    let mut open = Vec::new();
    for (i, a) in places.iter().enumerate() {
        for b in &places[i + 1..] {
            if !block.iter().any(|(first, second, _)| (first, second) == (a, b)) {
                open.push(format!("{} with {}", name(*a), name(*b)));
            }
        }
    }
    if !open.is_empty() {
        help.push_str(&format!(
            "; or give a rank to pairs that have none and count as independent: {}",
            listed(open, 3)
        ));
    }
    reporter.report(
        Code::ImpossibleCorrelations,
        Some(&draft.rank_place),
        &draft.path,
        message,
        help,
    );
}

/// The first of several names, and how many there are more.
fn listed(names: Vec<String>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let first = names.into_iter().take(most).collect::<Vec<_>>().join(", ");
    match more {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
