//! How well the numbers of a scenario are known, from its evidence and the marks at the end of its comments.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::assumptions::{self, Assumption};
use super::words::{lines, paragraph};
use crate::scenario::{Scenario, key_of};

/// What every key rests on.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    by_key: BTreeMap<String, Assumption>,
}

impl Evidence {
    /// That of a scenario under settings.
    pub fn of(scenario: &Scenario, settings: &[String]) -> Self {
        let mut by_key: BTreeMap<String, Assumption> = BTreeMap::new();
        for assumption in assumptions::of(scenario, settings) {
            // The scenario as it stands comes before its arms.
            by_key.entry(assumption.key.clone()).or_insert(assumption);
        }
        Evidence { by_key }
    }

    fn find(&self, key: &str) -> Option<&Assumption> {
        let of_event = || {
            // Whether a stakeholder backs the settlement rests on how often it does.
            let name = key.strip_suffix(".stands")?;
            self.by_key.get(&format!("{name}.backs"))
        };
        self.by_key.get(key).or_else(of_event)
    }

    /// The marks of a key's evidence, such as `D, J`; empty if there are none.
    pub fn grade(&self, key: &str) -> String {
        self.find(key).map_or_else(String::new, |own| own.grade.clone())
    }

    /// Where it is written what a key rests on; empty if no source is stated.
    pub fn source(&self, key: &str) -> String {
        self.find(key).map_or_else(String::new, |own| own.source.clone())
    }

    /// What the key means; empty if nobody knows.
    pub fn meaning(&self, key: &str) -> String {
        self.find(key).map_or_else(String::new, |own| own.meaning.clone())
    }

    /// Whether a key rests on judgement, at least in part, or on nothing that is marked.
    pub fn is_judgement(&self, key: &str) -> bool {
        let grade = self.grade(key);
        grade.is_empty() || grade.contains('J')
    }

    /// The grade in words for a table.
    pub fn in_words(&self, key: &str) -> String {
        match self.grade(key) {
            grade if grade.is_empty() => "none given".to_owned(),
            grade => grade,
        }
    }
}

/// Keys of the calendar are conventions of the computation: they rest on nothing.
const CONVENTIONS: &str = "clock.";

/// On what the numbers of a scenario rest, counted. A number counts once, by the weakest of its marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Numbers that the scenario as it stands gives, without those of the calendar; a list counts by its entries, and a number that is drawn
    /// counts as one.
    pub numbers: usize,
    /// Confirmed in a source, or derived by a stated rule.
    pub sourced: usize,
    /// Facts from memory, at least in part.
    pub remembered: usize,
    /// Judgement, at least in part.
    pub judged: usize,
    /// Without a grade.
    pub ungraded: usize,
}

impl Shares {
    /// Those of a scenario under settings.
    pub fn of(scenario: &Scenario, settings: &[String]) -> Self {
        let mut shares = Shares::default();
        let arm = &scenario.default_arm().name;
        let all = assumptions::of(scenario, settings).into_iter();
        let is_number = |own: &Assumption| {
            own.arm.is_none() && !own.key.starts_with(CONVENTIONS) && scenario.number(arm, &own.key).is_some()
        };
        for own in all.filter(is_number) {
            shares.numbers += 1;
            let has = |mark: &str| own.grade.split(',').any(|one| one.trim() == mark);
            *match (own.grade.is_empty(), has("J"), has("M")) {
                (true, ..) => &mut shares.ungraded,
                (_, true, _) => &mut shares.judged,
                (_, _, true) => &mut shares.remembered,
                (_, false, false) => &mut shares.sourced,
            } += 1;
        }
        shares
    }

    /// In a sentence.
    pub fn sentence(&self) -> String {
        let of = |count: usize| format!("{:.0} %", 100.0 * count as f64 / self.numbers.max(1) as f64);
        paragraph(&format!(
            "Evidence: of {} numbers {} are confirmed in a source or derived by a stated rule, {} are facts from memory, {} rest on \
             judgement at least in part, and {} have no grade.",
            self.numbers,
            of(self.sourced),
            of(self.remembered),
            of(self.judged),
            of(self.ungraded)
        ))
    }

    /// For programs: counts.
    pub fn json(&self) -> Value {
        json!({
            "numbers": self.numbers,
            "confirmed_or_derived": self.sourced,
            "from_memory": self.remembered,
            "judgement": self.judged,
            "no_grade": self.ungraded,
        })
    }
}

/// Every value that the file gives with what it rests on, a line for each; those of arms come last.
pub fn listed(scenario: &Scenario, settings: &[String]) -> String {
    let mut text = "What the values rest on\n".to_owned();
    let mut arm = None;
    for own in assumptions::of(scenario, settings) {
        if own.arm != arm {
            arm.clone_from(&own.arm);
            text.push_str(&format!("\nIn the arm {}\n", arm.as_deref().unwrap_or_default()));
        }
        text.push_str(&line(&own));
    }
    text
}

fn line(own: &Assumption) -> String {
    let grade = if own.grade.is_empty() { "no grade" } else { &own.grade };
    let source = match own.source.is_empty() {
        true => String::new(),
        false => format!("source: {}", own.source),
    };
    let said: Vec<&str> = [own.basis.as_str(), &source]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    let said = if said.is_empty() {
        String::new()
    } else {
        format!(" {}", said.join("; "))
    };
    lines(&format!("  {} = {} [{grade}]{said}", own.key, own.value))
}

/// The same for programs.
pub fn listed_json(scenario: &Scenario, settings: &[String]) -> Value {
    let one = |own: Assumption| {
        json!({
            "arm": own.arm,
            "key": own.key,
            "value": own.value,
            "grade": own.grade,
            "source": own.source,
            "note": own.basis,
        })
    };
    assumptions::of(scenario, settings).into_iter().map(one).collect()
}

/// What a scenario gives to a key and what that rests on, for `help`: to exactly that path or what is below it, or else to its like in other
/// stages; empty if it gives nothing.
pub fn of_key(scenario: &Scenario, word: &str) -> String {
    let all = assumptions::of(scenario, &[]);
    let plain = word.replace('[', ".").replace(']', "");
    let below = |key: &str| {
        key.strip_prefix(&plain)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let exact = all.iter().any(|own| below(&own.key));
    let pattern = key_of(word);
    let wanted = |own: &&Assumption| match exact {
        true => below(&own.key),
        false => pattern.is_some() && key_of(&own.key) == pattern,
    };
    let told = |own: &Assumption| match &own.arm {
        Some(arm) => format!("{} (in the arm {arm})\n", line(own).trim_end()),
        None => line(own),
    };
    all.iter().filter(wanted).map(told).collect()
}
