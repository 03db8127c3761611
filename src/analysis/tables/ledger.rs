//! Tables `ledger` and `contradictions`: what the numbers of a scenario give each side reason to do, without a solution.

use super::rows::Columns;
use crate::analysis::reasons::Held;
use crate::game::ledger::Ledger;
use crate::study::Study;
use crate::table::Table;

struct Row {
    arm: usize,
    player: &'static str,
    kind: &'static str,
    stage: usize,
    quantity: &'static str,
    value: f64,
    unit: &'static str,
}

/// The units of the two sides: each counts in one of its own.
const OWN: [&str; 2] = ["disarmer units", "guarantor units"];
const YEARLY: [&str; 2] = ["disarmer units a year", "guarantor units a year"];

/// One row for each arm, player, type, stage and quantity of the incentive ledger of the central world. Rows of what a side
/// could take back are of both types.
pub fn ledger(study: &Study) -> Table {
    let mut rows = Vec::new();
    for (arm, game) in study.arms.iter().map(|a| &a.game).enumerate() {
        let ledger = Ledger::new(game);
        let mut push = |side: usize, kind: &'static str, stage: usize, list: &[(&'static str, f64, &'static str)]| {
            rows.extend(list.iter().map(|(quantity, value, unit)| Row {
                arm,
                player: ["disarmer", "guarantor"][side],
                kind,
                stage: stage + 1,
                quantity,
                value: *value,
                unit,
            }));
        };
        for e in &ledger.disarmer {
            let list = [
                ("step", e.step, YEARLY[0]),
                ("kept_faith", e.kept_faith, YEARLY[0]),
                ("feign", e.feign, YEARLY[0]),
                ("quit", e.quit, YEARLY[0]),
            ];
            push(0, ["staller", "dealer"][e.kind], e.stage, &list);
        }
        for e in &ledger.guarantor {
            let list = [
                ("step", e.step, YEARLY[1]),
                ("kept_faith", e.kept_faith, YEARLY[1]),
                ("renege", e.renege, YEARLY[1]),
                ("renege_cost", e.renege_cost, OWN[1]),
                ("renege_in_all", e.renege_in_all, OWN[1]),
            ];
            push(1, ["reneger", "keeper"][e.kind], e.stage, &list);
        }
        for t in &ledger.take_back {
            push(
                0,
                "both",
                t.stage,
                &[
                    ("given_up", t.given_up, "share"),
                    ("rebuildable", t.rebuildable, "share"),
                ],
            );
            push(
                1,
                "both",
                t.stage,
                &[("delivered", t.delivered, "share"), ("revocable", t.revocable, "share")],
            );
        }
    }
    Columns::over("ledger", "What each side gains if the other keeps faith", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("player", |row| row.player)
        .text("type", |row| row.kind)
        .whole("stage", |row| Some(row.stage as u64))
        .text("quantity", |row| row.quantity)
        .number("value", |row| Some(row.value))
        .text("unit", |row| row.unit)
        .table()
}

/// One row for each arm and contradiction: whether it holds in the central world, and in which share of the worlds.
pub fn contradictions(study: &Study, held: &[Held]) -> Table {
    Columns::over("contradictions", "What contradicts the names of the types", held)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| &study.arms[row.arm].name)
        .text("contradiction", |row| row.name)
        .whole("central", |row| Some(u64::from(row.central)))
        .estimate_as("share_of_worlds", |row| &row.share)
        .whole("worlds", |row| Some(row.worlds))
        .table()
}
