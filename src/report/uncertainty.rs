//! What differs from world to world, in words.

use std::fmt::Write;

use super::words::{counted, grid, lines, paragraph, signed, significant};
use crate::scenario::{Quantity, Scenario, StakeholderName, Uncertain, UncertainKind};

/// A sentence for output that shows one world of a scenario that has many.
pub fn central(scenario: &Scenario) -> Option<String> {
    let uncertain = scenario.uncertain();
    if uncertain.is_empty() {
        return None;
    }
    let mut stands = match count(scenario, UncertainKind::Number) {
        0 => Vec::new(),
        1 => vec!["its uncertain number stands at its median".to_owned()],
        n => vec![format!("its {n} uncertain numbers stand at their medians")],
    };
    if count(scenario, UncertainKind::Event) > 0 {
        stands.push("stakeholders do what they do more often than not".to_owned());
    }
    Some(paragraph(&format!("One world of many: {}.", stands.join(", "))))
}

/// Everything that is drawn, with medians and intervals, and what arms draw differently.
pub fn describe(text: &mut String, scenario: &Scenario) {
    stakeholders(text, scenario);
    let uncertain = scenario.uncertain();
    if uncertain.is_empty() {
        let _ = writeln!(text, "\nNothing is uncertain: there is one world.");
        return;
    }
    let numbers = count(scenario, UncertainKind::Number);
    let _ = writeln!(
        text,
        "\nWorlds: {} dimensions are drawn, {numbers} numbers and {} events. Shown above: the medians.",
        uncertain.len(),
        uncertain.len() - numbers
    );
    acceptance(text, scenario);
    if numbers > 0 {
        let header = ["number", "drawn from", "median", "90 %"];
        let rows = uncertain
            .iter()
            .filter(|u| u.kind == UncertainKind::Number)
            .flat_map(|u| rows(scenario, u));
        text.push_str(&grid(&header, rows));
        if uncertain.iter().any(|u| u.key.ends_with("_share")) {
            let note = "Shares of the stages are drawn as shown and then scaled, so that they sum to 1 in every world.";
            text.push_str(&paragraph(note));
        }
    }
    together(text, scenario);
}

/// So many correlations are listed.
const MOST_LISTED: usize = 12;

/// What is drawn together.
fn together(text: &mut String, scenario: &Scenario) {
    let all = scenario.correlations();
    if all.is_empty() {
        return;
    }
    text.push('\n');
    let header = ["drawn together", "and", "rank correlation"];
    let rows = all
        .iter()
        .take(MOST_LISTED)
        .map(|c| vec![c.first.clone(), c.second.clone(), signed(c.rank, 2)]);
    text.push_str(&grid(&header, rows));
    let more = match all.len().saturating_sub(MOST_LISTED) {
        0 => String::new(),
        more => format!("and {} more. ", counted(more as u64, "pair")),
    };
    let note = format!(
        "{more}Above zero, both tend to be high in the same worlds; whether a stakeholder backs the settlement counts as high if it does. All \
         other pairs are independent."
    );
    text.push_str(&paragraph(&note));
}

fn count(scenario: &Scenario, kind: UncertainKind) -> usize {
    scenario.uncertain().iter().filter(|u| u.kind == kind).count()
}

/// The number in the scenario as it stands, then one row for each arm that replaces it.
fn rows(scenario: &Scenario, uncertain: &Uncertain) -> Vec<Vec<String>> {
    let base = scenario.number(&scenario.default_arm().name, &uncertain.key);
    let mut rows: Vec<Vec<String>> = base.iter().map(|q| row(uncertain.key.clone(), q)).collect();
    for arm in &scenario.arms {
        let own = scenario
            .number(&arm.name, &uncertain.key)
            .filter(|own| Some(*own) != base);
        rows.extend(own.iter().map(|q| row(format!("  in {}", arm.name), q)));
    }
    rows
}

fn row(name: String, quantity: &Quantity) -> Vec<String> {
    match quantity {
        Quantity::Fixed(x) => vec![name, "fixed".to_owned(), significant(*x)],
        Quantity::Distribution(distribution) => {
            let [low, high] = distribution.interval90();
            let written = distribution.to_string();
            vec![
                name,
                written,
                significant(distribution.median()),
                format!("{} to {}", significant(low), significant(high)),
            ]
        }
    }
}

/// Who has to agree, and how likely that is or what it costs.
fn acceptance(text: &mut String, scenario: &Scenario) {
    let of = |path: &str| scenario.number(&scenario.default_arm().name, path);
    let side = |(side, name): (&str, &str)| {
        let path = format!("broker.acceptance.{side}");
        let chance = of(&path).map(|x| format!("{name} accepts it with probability {}", significant(x.central())));
        let cost = of(&format!("{path}.cost"));
        let chosen = cost.map(|x| format!("{name} decides, at a cost of {}", significant(x.central())));
        chosen.or(chance)
    };
    let roles = [
        ("disarmer", scenario.roles.disarmer.as_str()),
        ("guarantor", scenario.roles.guarantor.as_str()),
    ];
    let sides: Vec<String> = roles.into_iter().filter_map(side).collect();
    if !sides.is_empty() {
        let line = format!(
            "Every world of an arm with the broker {} is played with it. How far it would be accepted is a weight: {}.",
            scenario.roles.broker,
            sides.join(", ")
        );
        text.push_str(&paragraph(&line));
    }
}

fn stakeholders(text: &mut String, scenario: &Scenario) {
    if scenario.stakeholders.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nStakeholders");
    for StakeholderName { name, key: table } in &scenario.stakeholders {
        let of = |path: String| {
            scenario
                .number(&scenario.default_arm().name, &path)
                .map_or(0.0, |q| q.central())
        };
        let does = |table: &str| {
            let what: Vec<String> = ["guarantee", "aid", "pressure_relief", "calm"]
                .iter()
                .map(|key| (key.replace('_', " "), of(format!("{table}.{key}"))))
                .filter(|(_, x)| *x != 0.0)
                .map(|(key, x)| format!("{key} {}", significant(x)))
                .collect();
            match what.is_empty() {
                true => "nothing".to_owned(),
                false => what.join(", "),
            }
        };
        let line = format!(
            "  {name} backs the settlement with probability {}: {}; otherwise {}.",
            significant(of(format!("{table}.backs"))),
            does(table),
            does(&format!("{table}.when_opposed"))
        );
        text.push_str(&lines(&line));
    }
}
