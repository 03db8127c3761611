//! Arms of the shipped step-by-step scenario, solved, with all that a script borrows.
#![allow(dead_code, reason = "each bench uses a part of this")]

use std::path::Path;

use honest_broker::game::{Game, Rules};
use honest_broker::policy::MessagePlan;
use honest_broker::scenario;
use honest_broker::simulate::episode::Script;
use honest_broker::solve::{Solution, solve};

pub const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/singapore-2018.toml");
/// Arms that are measured: without a broker and with one that has all instruments.
pub const ARMS: [&str; 2] = ["no_broker", "broker"];

pub struct Arm {
    pub rules: Rules,
    pub solution: Solution,
    pub messages: Option<MessagePlan>,
    pub discounts: Vec<[f64; 3]>,
}

impl Arm {
    pub fn new(game: &Game, grid: usize) -> Self {
        let rules = Rules::new(game);
        let solution = solve(&rules, grid, |_| {});
        let information = game.broker.as_ref().and_then(|b| b.information);
        let messages = information.and_then(|i| Some(solution.messages.as_ref()?.plan(&i)));
        let discounts = (0..=game.clock.rounds).map(|r| rules.payoffs.discount_at(r)).collect();
        Arm {
            rules,
            solution,
            messages,
            discounts,
        }
    }

    /// An arm of the shipped scenario with every number at its central value.
    pub fn shipped(name: &str, grid: usize) -> Self {
        Arm::new(&game(name), grid)
    }

    pub fn script(&self) -> Script<'_> {
        Script {
            rules: &self.rules,
            policy: &self.solution.policy,
            messages: self.messages,
            discounts: &self.discounts,
        }
    }
}

pub fn game(arm: &str) -> Game {
    let scenario = scenario::load(Path::new(SCENARIO), &[]).expect("the shipped scenario is valid");
    scenario.game(arm).expect("the shipped scenario has this arm")
}

/// Processor time that the threads of this process have used, where the system tells it; precise to a few milliseconds.
pub fn processor_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent = |task: std::fs::DirEntry| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    };
    tasks.filter_map(spent).sum::<f64>() * 1e-9
}
