//! What the roles and the stages are called in prose.

use serde::{Deserialize, Serialize};

use super::super::phrases::side;
use crate::game::moves::Player;
use crate::scenario::Scenario;

/// Names for the middle of a sentence: those of the file, else `the disarmer`, `the guarantor` and `the broker`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Names {
    /// Name of the disarmer.
    pub disarmer: String,
    /// Name of the guarantor.
    pub guarantor: String,
    /// Name of the broker.
    pub broker: String,
    /// Per stage: what the disarmer gives up, and what it gets.
    pub stages: Vec<(String, String)>,
}

impl Names {
    /// Those of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let stages = scenario.stage_names.iter();
        Names {
            disarmer: side(&scenario.roles.disarmer, "disarmer"),
            guarantor: side(&scenario.roles.guarantor, "guarantor"),
            broker: side(&scenario.roles.broker, "broker"),
            stages: stages.map(|s| (s.name.clone(), s.relief.clone())).collect(),
        }
    }

    /// The name of a player.
    pub(super) fn player(&self, player: Player) -> &str {
        match player {
            Player::Disarmer => &self.disarmer,
            Player::Guarantor => &self.guarantor,
            Player::Broker => &self.broker,
        }
    }
}
