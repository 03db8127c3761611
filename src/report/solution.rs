//! The solution of an arm at a glance: values, messages, first moves and convergence.

use std::fmt::Write;

use super::certificate;
use super::words::{fixed, grid, paragraph, percent, scientific, signed, thousands};
use crate::game::Acceptance;
use crate::game::moves::{Node, Player};
use crate::game::state::{Phase, State};
use crate::policy::Mixture;
use crate::scenario::Scenario;
use crate::study::run::SolvedArm;
use crate::study::world::BrokerResult;

/// Values at the priors, messages and first moves of a solved arm.
pub fn describe(scenario: &Scenario, arm: &SolvedArm) -> String {
    let text = &mut String::new();
    let roles = &scenario.roles;
    let v = &arm.solution.values;
    let _ = writeln!(
        text,
        "\nArm {}: values at the priors, discounted over the whole foresight",
        arm.name
    );
    let header = ["player", "type", "value"];
    let row = |player: &str, kind: &str, value: f64| vec![player.to_owned(), kind.to_owned(), fixed(value, 4)];
    let mut rows = vec![
        row(&roles.disarmer, "dealer", v.disarmer[1]),
        row(&roles.disarmer, "staller", v.disarmer[0]),
        row(&roles.guarantor, "keeper", v.guarantor[1]),
        row(&roles.guarantor, "reneger", v.guarantor[0]),
    ];
    if arm.rules.game.broker.is_some() {
        for (d, disarmer) in ["staller", "dealer"].into_iter().enumerate() {
            for (g, guarantor) in ["reneger", "keeper"].into_iter().enumerate() {
                rows.push(row(
                    &roles.broker,
                    &format!("facing {disarmer} and {guarantor}"),
                    v.broker[d][g],
                ));
            }
        }
        rows.push(row(&roles.broker, "expected", v.broker_mean));
    }
    text.push_str(&grid(&header, rows));
    if let Some(broker) = BrokerResult::of(arm) {
        text.push_str(&acceptance(scenario, arm, &broker));
    }
    if let Some(course) = &arm.solution.course {
        let outcomes = course.outcomes.iter();
        let ends: Vec<String> = outcomes
            .map(|(outcome, p)| format!("{} {}", outcome.title(), percent(*p, 2)))
            .collect();
        text.push_str(&paragraph(&format!("It ends in {}.", ends.join(", "))));
    }
    if let Some(messages) = &arm.solution.messages {
        let _ = writeln!(
            text,
            "Messages: probability that the broker vouches, by the true type, and the belief that follows"
        );
        let header = [
            "about",
            "vouches if true type is bad",
            "good",
            "belief after a warning",
            "after vouching",
        ];
        let stage = |about: &str, s: &crate::solve::MessageStage| {
            let numbers = [s.by_type[0], s.by_type[1], s.posterior[0], s.posterior[1]];
            std::iter::once(about.to_owned())
                .chain(numbers.map(|x| fixed(x, 3)))
                .collect::<Vec<_>>()
        };
        let rows = vec![
            stage(&roles.guarantor, &messages.on_guarantor),
            stage(
                &format!("{} (guarantor vouched for)", roles.disarmer),
                &messages.on_disarmer[1],
            ),
            stage(
                &format!("{} (guarantor warned of)", roles.disarmer),
                &messages.on_disarmer[0],
            ),
        ];
        text.push_str(&grid(&header, rows));
    }
    let _ = writeln!(
        text,
        "Probabilities of the actions in the first round, at the prior beliefs"
    );
    text.push_str(&actions(arm));
    std::mem::take(text)
}

/// What the broker is worth to each player, and how far the two sides would accept it.
fn acceptance(scenario: &Scenario, arm: &SolvedArm, broker: &BrokerResult) -> String {
    let roles = &scenario.roles;
    let terms = arm.rules.game.broker.as_ref().map(|b| b.acceptance);
    let header = ["player", "gain by the broker", "its cost", "accepts it"];
    let names = [&roles.disarmer, &roles.guarantor, &roles.broker];
    let rows = names.into_iter().enumerate().map(|(player, name)| {
        let cost = match terms.as_ref().and_then(|terms| terms.get(player)) {
            Some(Acceptance::Cost(cost)) => fixed(*cost, 4),
            Some(Acceptance::Probability(_)) => "as given".to_owned(),
            None => String::new(),
        };
        let accepts = broker.acceptance.get(player).map_or(String::new(), |p| percent(*p, 2));
        vec![name.clone(), signed(broker.gains[player], 4), cost, accepts]
    });
    let text = grid(&header, rows);
    format!("{text}Both accept it: {}\n", percent(broker.accepted(), 2))
}

/// Number of nodes, certificates, and what did not converge.
pub fn convergence(arms: &[SolvedArm]) -> String {
    let mut text = String::new();
    let nodes: u64 = arms.iter().map(|a| a.solution.convergence.nodes).sum();
    let loose: Vec<&SolvedArm> = arms.iter().filter(|a| a.solution.convergence.unconverged > 0).collect();
    if loose.is_empty() {
        text.push_str(&format!("Solution: all {} nodes converged.\n", thousands(nodes)));
    }
    for arm in arms {
        if let Some(found) = &arm.solution.certificate {
            text.push_str(&paragraph(&format!(
                "Certificate of {}: {}.",
                arm.name,
                certificate::short(found)
            )));
        }
    }
    for arm in loose {
        let c = &arm.solution.convergence;
        text.push_str(&format!(
            "Solution: {} of {} nodes of arm {} did NOT converge (largest residual {}).\n",
            thousands(c.unconverged),
            thousands(c.nodes),
            arm.name,
            scientific(c.largest_residual)
        ));
    }
    text
}

/// Every decision of the first round at the priors, by stage and phase; phases that differ only in what was rebuilt are
/// shown as not yet rebuilt.
fn actions(arm: &SolvedArm) -> String {
    let game = &arm.rules.game;
    let beliefs = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
    let header = ["stages, phase", "decision", "staller or reneger", "dealer or keeper"];
    let with_broker = game.broker.is_some();
    let mut rows: Vec<(usize, usize, Vec<String>)> = Vec::new();
    for (id, node) in arm.rules.moves.nodes.iter().enumerate() {
        let state = arm.rules.space.states()[node.position.state()];
        if state.phase.rebuilt() || state.broker_active != with_broker {
            continue;
        }
        let mixture = arm.solution.policy.node(0, id, beliefs);
        let (low, high) = by_type(node, &mixture);
        rows.push((state.stage, id, vec![describe_state(&state), decision(node), low, high]));
    }
    rows.sort_by_key(|(stage, id, _)| (*stage, *id));
    grid(&header, rows.into_iter().map(|(_, _, row)| row))
}

fn describe_state(state: &State) -> String {
    let phase = match state.phase {
        Phase::InForce => "in force",
        Phase::RupturedByGuarantor { enforced: true, .. } => "guarantor left, enforced",
        Phase::RupturedByGuarantor { .. } => "guarantor left",
        Phase::RupturedByDisarmer { .. } => "disarmer left",
    };
    format!("{}, {phase}", state.stage)
}

fn decision(node: &Node) -> String {
    let actions: Vec<String> = node
        .choices
        .iter()
        .map(|c| format!("{:?}", c.action).to_lowercase())
        .collect();
    let mover = match node.mover {
        Player::Disarmer => "disarmer",
        Player::Guarantor => "guarantor",
        Player::Broker => "broker",
    };
    format!("{mover}: {}", actions.join(", "))
}

fn by_type(node: &Node, mixture: &Mixture) -> (String, String) {
    let list = |kind: usize| {
        let shares: Vec<String> = mixture[kind][..node.choices.len()]
            .iter()
            .map(|p| fixed(*p, 4))
            .collect();
        shares.join(" ")
    };
    if node.mover == Player::Broker {
        (list(0), String::new())
    } else {
        (list(0), list(1))
    }
}
