//! Tables `policy` and `values`: how solved arms play their first rounds, and what that is worth.

use super::rows::Columns;
use crate::analysis::histories::{Decision, TooMany, decisions};
use crate::game::moves::Player;
use crate::game::state::Phase;
use crate::solve::{StartValues, TYPE_NAMES};
use crate::study::run::SolvedArm;
use crate::table::Table;

struct Choice<'a> {
    arm: &'a str,
    decision: &'a Decision,
    kind: &'a str,
    action: &'a str,
    probability: f64,
}

/// One row for each action of each type at each decision that can come up in the first `rounds` rounds.
///
/// # Errors
/// If there are too many.
pub fn policy(arms: &[SolvedArm], rounds: usize) -> Result<Table, TooMany> {
    let mut found = Vec::new();
    for arm in arms {
        let decisions = decisions(&arm.rules, &arm.solution, rounds)?;
        found.push((arm.name.as_str(), decisions));
    }
    let mut rows = Vec::new();
    for (arm, decisions) in &found {
        for decision in decisions {
            for (kind, actions) in &decision.types {
                rows.extend(actions.iter().map(|(action, probability)| Choice {
                    arm,
                    decision,
                    kind,
                    action,
                    probability: *probability,
                }));
            }
        }
    }
    Ok(Columns::over("policy", "What is done in the first rounds", &rows)
        .text("arm", |row| row.arm)
        .whole("round", "", |row| row.decision.round.map(|round| round as u64))
        .text("history", |row| row.decision.history.as_str())
        .whole("stages_completed", "", |row| Some(row.decision.state.stage as u64))
        .text("phase", |row| phase(row.decision.state.phase))
        .text("broker", |row| match row.decision.state.broker_active {
            true => "active",
            false => "none",
        })
        .number("dealer_belief", "", |row| Some(row.decision.beliefs[0]))
        .number("keeper_belief", "", |row| Some(row.decision.beliefs[1]))
        .text("player", |row| player(row.decision.mover))
        .text("type", |row| row.kind)
        .text("action", |row| row.action)
        .number("probability", "", |row| Some(row.probability))
        .table())
}

/// The phase, and whether what was dismantled has been rebuilt.
fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::InForce => "in_force",
        Phase::RupturedByGuarantor { enforced, rebuilt } => match (enforced, rebuilt) {
            (false, false) => "ruptured_by_guarantor",
            (false, true) => "ruptured_by_guarantor_rebuilt",
            (true, false) => "ruptured_by_guarantor_enforced",
            (true, true) => "ruptured_by_guarantor_enforced_rebuilt",
        },
        Phase::RupturedByDisarmer { rebuilt: false } => "ruptured_by_disarmer",
        Phase::RupturedByDisarmer { rebuilt: true } => "ruptured_by_disarmer_rebuilt",
    }
}

fn player(player: Player) -> &'static str {
    match player {
        Player::Disarmer => "disarmer",
        Player::Guarantor => "guarantor",
        Player::Broker => "broker",
    }
}

struct Worth<'a> {
    arm: &'a str,
    player: Player,
    kind: String,
    value: f64,
    before: f64,
}

/// One row for each type of each player, and for the broker one for each pair of the others' types and one for its expectation.
pub fn values(arms: &[SolvedArm]) -> Table {
    let mut rows = Vec::new();
    for arm in arms {
        let (over, before) = (&arm.solution.values_over_messages, &arm.solution.values);
        let mut add = |player: Player, kind: String, of: &dyn Fn(&StartValues) -> f64| {
            rows.push(Worth {
                arm: &arm.name,
                player,
                kind,
                value: of(over),
                before: of(before),
            });
        };
        for kind in 0..2 {
            add(Player::Disarmer, TYPE_NAMES[kind].to_owned(), &|v| v.disarmer[kind]);
        }
        for kind in 0..2 {
            add(Player::Guarantor, TYPE_NAMES[2 + kind].to_owned(), &|v| {
                v.guarantor[kind]
            });
        }
        if arm.rules.game.broker.is_some() || arm.rules.game.bystander.is_some() {
            for d in 0..2 {
                for g in 0..2 {
                    let kind = format!("facing {} and {}", TYPE_NAMES[d], TYPE_NAMES[2 + g]);
                    add(Player::Broker, kind, &|v| v.broker[d][g]);
                }
            }
            add(Player::Broker, "expected".to_owned(), &|v| v.broker_mean);
        }
    }
    Columns::over("values", "What the players expect at the start", &rows)
        .text("arm", |row| row.arm)
        .text("player", |row| player(row.player))
        .text("type", |row| row.kind.as_str())
        .number("value", "payoff", |row| Some(row.value))
        .number("value_without_messages", "payoff", |row| Some(row.before))
        .table()
}
