//! `solve`: the solution at a glance.

use std::fmt::Write;
use std::sync::atomic::AtomicBool;

use honest_broker::game::moves::{Node, Player, Position};
use honest_broker::game::state::{Phase, State};
use honest_broker::policy::Mixture;
use honest_broker::report::words::{fixed, grid};
use honest_broker::scenario::Scenario;
use honest_broker::solve::Settings;
use honest_broker::study::run::{SolvedArm, rounds_to_solve, solve_arms_with};

use super::arguments::Solve;
use super::failure::{Failure, print};
use super::loading::{Plan, scenario, study};
use super::progress::bar;
use super::report::convergence;

pub fn run(options: &Solve, stop: &AtomicBool) -> Result<(), Failure> {
    let scenario = scenario(&options.file, &options.input)?;
    let baseline = options.arms.first().unwrap_or(&scenario.arms[0].name);
    let plan = Plan {
        arms: &options.arms,
        baseline,
        seed: 1,
        episodes: options.episodes,
        grid: options.grid,
    };
    let study = study(&scenario, &plan, &options.input)?;
    let settings = Settings {
        start: options.selection.into(),
        ..Settings::grid(study.grid)
    };
    let progress = bar("solving", rounds_to_solve(&study), false);
    let interrupted = || Failure::Interrupted("nothing was written".into());
    let arms = solve_arms_with(&study, &settings, stop, &|rounds| progress.inc(rounds)).ok_or_else(interrupted)?;
    progress.finish_and_clear();
    let mut text = format!("{}\n", scenario.title());
    text.push_str(&super::uncertainty::central(&scenario).unwrap_or_default());
    for arm in &arms {
        describe(&mut text, &scenario, arm);
    }
    text.push_str(&convergence(&arms));
    if options.certify {
        for index in 0..study.arms.len() {
            let report = honest_broker::analysis::certificate::certify(&study, index, settings.start, stop)
                .ok_or_else(interrupted)?;
            text.push_str(&super::certificate::describe(
                &study,
                index,
                &report,
                scenario_roles(&scenario),
            ));
        }
    }
    print(&text)?;
    let loose: u64 = arms.iter().map(|a| a.solution.convergence.unconverged).sum();
    match options.strict && loose > 0 {
        true => Err(Failure::Unconverged(format!("{loose} nodes did not converge"))),
        false => Ok(()),
    }
}

/// Disarmer, guarantor, broker.
fn scenario_roles(scenario: &Scenario) -> [&str; 3] {
    [
        &scenario.roles.disarmer,
        &scenario.roles.guarantor,
        &scenario.roles.broker,
    ]
}

fn describe(text: &mut String, scenario: &Scenario, arm: &SolvedArm) {
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
        rows.push(row(&roles.broker, "expected", v.broker));
    }
    text.push_str(&grid(&header, rows));
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
        let stage = |about: &str, s: &honest_broker::solve::messages::MessageStage| {
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
        let state = arm.rules.space.states()[state_of(node.position)];
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

fn state_of(position: Position) -> usize {
    match position {
        Position::DisarmerOpens(s)
        | Position::GuarantorAnswers(s)
        | Position::GuarantorOpens(s)
        | Position::DisarmerAnswersDelivery(s)
        | Position::DisarmerAnswersHold(s)
        | Position::GuarantorReturns(s)
        | Position::DisarmerReturns(s)
        | Position::BrokerEnforces(s) => s,
    }
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
            .map(|p| fixed(*p, 2))
            .collect();
        shares.join(" ")
    };
    if node.mover == Player::Broker {
        (list(0), String::new())
    } else {
        (list(0), list(1))
    }
}
