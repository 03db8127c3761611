//! Charts of what each side has reason to do, and of how much of what happens is noise.

use super::figure::Figure;
use super::phrases::{capitalised, side};
use crate::analysis::asymmetry::SIDES;
use crate::game::outcome::Outcome;
use crate::output::chart::{Chart, PanelOf, Profiles, Spec};
use crate::scenario::Scenario;
use crate::table::{Cells, Table};

/// The incentive ledger of one arm: a panel for each way of acting, a line for each type over the stages.
pub fn ledger(table: Table, spec: Spec, scenario: &Scenario) -> Figure {
    let panels = [
        ("step", "One more step"),
        ("kept_faith", "All steps so far"),
        ("feign", "Feigning"),
        ("quit", "Quitting"),
        ("renege", "Reneging"),
    ];
    let roles = &scenario.roles;
    let (disarmer, guarantor) = (
        capitalised(&side(&roles.disarmer, "disarmer")),
        capitalised(&side(&roles.guarantor, "guarantor")),
    );
    let lines = [
        ("dealer", format!("{disarmer} as a dealer")),
        ("staller", format!("{disarmer} as a staller")),
        ("keeper", format!("{guarantor} as a keeper")),
        ("reneger", format!("{guarantor} as a reneger")),
    ];
    let note = "Central world. Above zero it pays, if the other side keeps faith. Each side counts in its own unit; the lump sum \
                that reneging costs comes on top.";
    Figure {
        name: "ledger",
        table,
        chart: Chart::Profiles(Profiles {
            panel: "quantity",
            panels: panels.map(|(name, title)| PanelOf::new(name, title)).into(),
            line: "type",
            lines: lines.map(|(name, title)| PanelOf::new(name, title)).into(),
            across: "stage",
            up: "value",
            even: true,
            time: false,
            percent: false,
            below: "Stage".to_owned(),
            beside: "Gain a year, in own unit".to_owned(),
        }),
        spec: spec.titled("What keeping faith and breaking it is worth").note(note),
    }
}

/// Outcomes with more and less rational players: a panel for each arm, a line for each outcome.
pub fn fan(table: Table, spec: Spec) -> Figure {
    // As many as have a style of their own: without those that are neither success nor failure.
    let drawn = Outcome::ALL
        .into_iter()
        .filter(|o| !matches!(o, Outcome::InterimDeal | Outcome::SymbolicTalks));
    let lines = drawn.map(|o| PanelOf::new(o.name(), spec.words(&format!("outcome.{}", o.name()))));
    let note = "At 1 the players are as in the scenario. What vanishes to the right is noise, what stays or grows is strategy. The \
                other outcomes are in the table.";
    Figure {
        name: "fan",
        chart: Chart::Profiles(Profiles {
            panel: "arm",
            panels: arms(&table, &spec),
            line: "outcome",
            lines: lines.take(6).collect(),
            across: "multiple",
            up: "estimate",
            even: true,
            time: false,
            percent: true,
            below: "Rationality of all players, times".to_owned(),
            beside: "Probability (%)".to_owned(),
        }),
        table,
        spec: spec
            .titled("What remains when players err less is strategy, what vanishes is noise")
            .note(note),
    }
}

/// What each side has staked over time: a panel for each arm, a line for each side.
pub fn asymmetry(table: Table, spec: Spec, scenario: &Scenario) -> Figure {
    let roles = &scenario.roles;
    let lines = [
        format!("{}: given up for good", capitalised(&side(&roles.disarmer, "disarmer"))),
        format!(
            "{}: given, can be taken back",
            capitalised(&side(&roles.guarantor, "guarantor"))
        ),
    ];
    let note = "Means over all negotiations: the share of the deterrent that could neither be rebuilt nor be given back, and the \
                share of the relief package that could be revoked at once.";
    Figure {
        name: "asymmetry",
        chart: Chart::Profiles(Profiles {
            panel: "arm",
            panels: arms(&table, &spec),
            line: "quantity",
            lines: SIDES
                .into_iter()
                .zip(lines)
                .map(|(name, title)| PanelOf::new(name, title))
                .collect(),
            across: "year",
            up: "estimate",
            even: false,
            time: true,
            percent: true,
            below: String::new(),
            beside: "Share of the whole (%)".to_owned(),
        }),
        table,
        spec: spec.titled("What each side has staked").note(note),
    }
}

/// A panel for each arm of a table, in the order of its rows.
fn arms(table: &Table, spec: &Spec) -> Vec<PanelOf> {
    let Some(Cells::Text(names)) = table.column("arm") else {
        return Vec::new();
    };
    let mut seen: Vec<PanelOf> = Vec::new();
    for name in names {
        if seen.iter().all(|panel| panel.name != *name) {
            seen.push(PanelOf::new(name, spec.words(&format!("arm.{name}"))));
        }
    }
    seen
}
