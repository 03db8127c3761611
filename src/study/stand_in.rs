//! Thin stand-ins for interfaces that other rooms are about to offer.

use crate::game::Game;
use crate::scenario::Scenario;

#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain {
    pub key: String,
    pub column: String,
    pub dimension: usize,
}

pub struct World {
    pub drawn: Vec<Option<f64>>,
    pub games: Vec<Game>,
    pub takes_part: Vec<bool>,
}

pub fn uncertain(_scenario: &Scenario) -> Vec<Uncertain> {
    match std::env::var_os("PRETEND") {
        Some(_) => vec![Uncertain {
            key: "guarantor.keeper_prior".into(),
            column: "guarantor_keeper_prior".into(),
            dimension: 0,
        }],
        None => Vec::new(),
    }
}

pub fn world(scenario: &Scenario, coordinates: &[f64]) -> World {
    let mut games: Vec<Game> = scenario
        .arms
        .iter()
        .map(|a| scenario.game(&a.name).expect("checked"))
        .collect();
    let mut drawn = Vec::new();
    if let Some(u) = coordinates.first() {
        let accepted = (u * 10.0).fract() < 0.3;
        for g in &mut games {
            g.guarantor.keeper_prior = 0.3 + 0.6 * u;
            if !accepted {
                g.broker = None;
            }
        }
        drawn.push(Some(0.3 + 0.6 * u));
    }
    let takes_part = games.iter().map(|g| g.broker.is_some()).collect();
    World {
        drawn,
        games,
        takes_part,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    Sobol,
    MonteCarlo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design {
    pub sampling: Sampling,
    pub replicates: usize,
    pub seed: u64,
}

impl Design {
    pub fn replicate(&self, world: u64) -> u64 {
        match self.sampling {
            Sampling::Sobol => world % self.replicates as u64,
            Sampling::MonteCarlo => world,
        }
    }

    pub fn coordinates(&self, world: u64, dimensions: &[usize]) -> Vec<f64> {
        dimensions
            .iter()
            .map(|d| ((world as f64 + 0.5) * 0.618_033_988_75 + 0.3 * *d as f64).fract())
            .collect()
    }
}
