//! Independent worlds with what was drawn in them.

use super::Quantity;
use crate::analysis::points::SolvedPoints;
use crate::numeric::quantile::normal;
use crate::scenario::{Scenario, UncertainKind};
use crate::stats::Estimate;
use crate::stats::indices::{first_order, first_order_of_event};
use crate::study::design::{Design, ORDER};

/// Numbers that are drawn beside those of the scenario and enter nowhere: what they seem to drive is noise.
pub const PLACEBOS: u64 = 32;

/// Something uncertain, with what was drawn in every world.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Key path of the number, or name of the event.
    pub key: String,
    /// Its place in the sampling design.
    pub dimension: u64,
    /// Normal scores of its coordinates, by world.
    pub scores: Vec<f64>,
    /// Of an event, whether it happens, by world.
    pub happens: Option<Vec<bool>>,
    /// Arms, by their places, in which the scenario has no such number.
    absent: Vec<usize>,
}

/// Worlds drawn independently of each other, and the numbers drawn in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// By [`Scenario::uncertain`].
    pub inputs: Vec<Input>,
    /// Normal scores of numbers that enter nowhere.
    pub placebos: Vec<Vec<f64>>,
    /// One point with the arms in question.
    pub solved: SolvedPoints,
}

impl Sample {
    /// The sample of a scenario whose worlds a design chose and somebody solved under these arms.
    pub fn new(scenario: &Scenario, arms: &[String], design: &Design, solved: SolvedPoints) -> Self {
        let worlds: Vec<u64> = solved.results.worlds.iter().map(|world| world.world).collect();
        let dimensions: Vec<u64> = scenario.uncertain().iter().map(|u| u.dimension).collect();
        let coordinates: Vec<Vec<f64>> = worlds
            .iter()
            .map(|world| scenario.correlated(&design.coordinates(*world, &dimensions)))
            .collect();
        let drawn: Vec<Vec<Option<f64>>> = coordinates.iter().map(|at| scenario.world_at(at).drawn).collect();
        let input = |place: usize| {
            let uncertain = &scenario.uncertain()[place];
            let has = |arm: &String| scenario.number(arm, &uncertain.key).is_some();
            let event = uncertain.kind == UncertainKind::Event;
            Input {
                key: uncertain.key.clone(),
                dimension: uncertain.dimension,
                scores: coordinates.iter().map(|at| normal(at[place])).collect(),
                happens: event.then(|| drawn.iter().map(|values| values[place] == Some(1.0)).collect()),
                absent: (0..arms.len()).filter(|arm| !event && !has(&arms[*arm])).collect(),
            }
        };
        let placebo = |number: u64| {
            let at = |world: &u64| normal(design.coordinates(*world, &[ORDER + 1 + number])[0]);
            worlds.iter().map(at).collect()
        };
        Sample {
            inputs: (0..dimensions.len()).map(input).collect(),
            placebos: (0..PLACEBOS).map(placebo).collect(),
            solved,
        }
    }

    /// The values of a quantity by world; `None` unless all are known.
    pub fn values(&self, quantity: &Quantity) -> Option<Vec<f64>> {
        let worlds = self.solved.results.worlds.iter();
        worlds.map(|world| quantity.value(self, world)).collect()
    }

    /// Whether an input enters none of the arms that a quantity is of.
    pub fn cannot_matter(&self, input: usize, quantity: &Quantity) -> bool {
        let absent = |arm: usize| self.inputs[input].absent.contains(&arm);
        absent(quantity.arm) && quantity.against.is_none_or(absent)
    }
}

impl Input {
    /// Where it stands in a world, by the place of the world: its normal score, or 1 if the event happens and 0 if not.
    pub fn place(&self, world: usize) -> f64 {
        match &self.happens {
            None => self.scores[world],
            Some(happens) => f64::from(u8::from(happens[world])),
        }
    }

    /// The numbers that a slope is along: normal scores, or 1 and 0 of an event.
    pub fn line(&self) -> Vec<f64> {
        match &self.happens {
            None => self.scores.clone(),
            Some(_) => self.events(),
        }
    }

    /// 1 where the event happens and 0 where not, by world; nothing of a number.
    pub fn events(&self) -> Vec<f64> {
        let happens = self.happens.iter().flatten();
        happens.map(|happens| f64::from(u8::from(*happens))).collect()
    }

    /// Its first-order share of the variance of values by world.
    pub fn share(&self, values: &[f64]) -> Estimate {
        match &self.happens {
            None => first_order(&self.scores, values),
            Some(happens) => first_order_of_event(happens, values),
        }
    }
}
