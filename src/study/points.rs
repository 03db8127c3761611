//! Points of a space of scenarios: variants of one scenario that are solved in the same worlds.
//!
//! A world is the same for all points: a number that several of them draw is drawn at the same coordinate of its distribution, whatever
//! else they change. So differences between points are paired, and what a few worlds share falls out of them.

use std::sync::Arc as Shared;

use super::design::{Design, ORDER};
use super::{Arm, Study};
use crate::game::Game;
use crate::numeric::quantile::{below, normal};
use crate::scenario::{Scenario, Uncertain, UncertainKind, World};

/// The first of the streams of numbers that groups share.
const SHARED: u64 = ORDER + (1 << 32);
/// Coordinates are kept this far from 0 and 1.
const EDGE: f64 = 1e-12;

/// How a point departs from the coordinates of its world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moved {
    /// The coordinate of this dimension is this one in every world.
    At(u64, f64),
    /// The coordinate of this dimension is drawn once more, the same for all points that draw it so.
    Again(u64),
}

/// Numbers that go together: the normal score of each is mixed with one that all of them share, so that any two have the same
/// correlation and each keeps its distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Like {
    /// Tells groups apart: each shares a number of its own.
    pub number: u64,
    /// Dimensions of the members.
    pub dimensions: Vec<u64>,
    /// Correlation of the normal scores of any two, from 0 to 1.
    pub correlation: f64,
}

/// A variant of a scenario.
#[derive(Clone, Debug)]
pub struct Point {
    /// The scenario with what the point sets.
    pub scenario: Shared<Scenario>,
    /// Places of its arms that are solved.
    pub arms: Vec<usize>,
    /// Coordinates that are not those of the world.
    pub moved: Vec<Moved>,
    /// Numbers that go together.
    pub like: Vec<Like>,
    /// What the rationality of every player is multiplied by; 1 leaves it.
    pub sharpness: f64,
}

/// Points that are solved together.
#[derive(Clone, Debug)]
pub struct Points {
    /// In the order of their results. All have equally many arms.
    pub points: Vec<Point>,
    /// How worlds are chosen.
    pub design: Design,
}

impl Point {
    /// The arms of a scenario as they are.
    ///
    /// # Panics
    /// If the scenario has no arm of one of the names.
    pub fn of(scenario: Shared<Scenario>, arms: &[String]) -> Self {
        let place = |name: &String| scenario.arms.iter().position(|arm| arm.name == *name);
        let places = arms.iter().map(|name| place(name).expect("the scenario has the arm"));
        Point {
            arms: places.collect(),
            scenario,
            moved: Vec::new(),
            like: Vec::new(),
            sharpness: 1.0,
        }
    }

    /// The same at other coordinates.
    pub fn moved(&self, moved: Vec<Moved>) -> Self {
        Point { moved, ..self.clone() }
    }

    /// The coordinates of a world for this point, by [`Scenario::uncertain`].
    fn coordinates(&self, design: &Design, world: u64) -> Vec<f64> {
        let dimensions: Vec<u64> = self.scenario.uncertain().iter().map(|u| u.dimension).collect();
        let mut coordinates = design.coordinates(world, &dimensions);
        for like in &self.like {
            let shared = normal(design.coordinates(world, &[SHARED + like.number])[0]);
            for place in (0..dimensions.len()).filter(|i| like.dimensions.contains(&dimensions[*i])) {
                let own = normal(coordinates[place]);
                let mixed = like.correlation.sqrt() * shared + (1.0 - like.correlation).sqrt() * own;
                coordinates[place] = below(mixed).clamp(EDGE, 1.0 - EDGE);
            }
        }
        for again in &self.moved {
            if let (Moved::Again(own), Some(place)) = (again, place_of(again, &dimensions)) {
                coordinates[place] = design.again().coordinates(world, &[*own])[0];
            }
        }
        // What stays where it is put does not go with others.
        let mut coordinates = self.scenario.correlated(&coordinates);
        for at in &self.moved {
            if let (Moved::At(_, own), Some(place)) = (at, place_of(at, &dimensions)) {
                coordinates[place] = *own;
            }
        }
        coordinates
    }

    /// The games in the one world that the point names itself: what it does not move lies at its median, and an event that it does not
    /// move happens if it does so at least as often as not, as in the central world.
    pub fn central(&self) -> Vec<Game> {
        let median = |uncertain: &Uncertain| match uncertain.kind {
            UncertainKind::Number => 0.5,
            // An event happens if its coordinate lies below its probability, which may be one half.
            UncertainKind::Event => 0.5_f64.next_down(),
        };
        let moved = |uncertain: &Uncertain| {
            let own = |moved: &Moved| match moved {
                Moved::At(dimension, at) if *dimension == uncertain.dimension => Some(*at),
                Moved::At(..) | Moved::Again(_) => None,
            };
            self.moved.iter().find_map(own).unwrap_or_else(|| median(uncertain))
        };
        let coordinates: Vec<f64> = self.scenario.uncertain().iter().map(moved).collect();
        self.games_at(&coordinates)
    }

    fn games(&self, design: &Design, world: u64) -> Vec<Game> {
        self.games_at(&self.coordinates(design, world))
    }

    fn games_at(&self, coordinates: &[f64]) -> Vec<Game> {
        let drawn = self.scenario.world_at(coordinates);
        let game = |place: &usize| sharpened(&drawn.games[*place], self.sharpness);
        self.arms.iter().map(game).collect()
    }
}

impl Points {
    /// Number of arms of every point.
    pub fn arms(&self) -> usize {
        self.points.first().map_or(0, |point| point.arms.len())
    }

    /// The arms of all points, point after point, as those of a study.
    pub fn study(&self, seed: u64, grid: usize) -> Study {
        let arms = self.points.iter().flat_map(|point| {
            let arm = |place: &usize| {
                let own = &point.scenario.arms[*place];
                Arm {
                    name: own.name.clone(),
                    game: point.scenario.game(&own.name).expect("the arm is the scenario's"),
                }
            };
            point.arms.iter().map(arm)
        });
        Study {
            scenario: (self.points.first()).map_or_else(String::new, |point| point.scenario.stem.clone()),
            arms: arms.collect(),
            baseline: 0,
            seed,
            episodes: 0,
            grid,
        }
    }

    /// Whether anything is uncertain in some point, so that there is more than one world.
    pub fn are_uncertain(&self) -> bool {
        self.points.iter().any(|point| !point.scenario.uncertain().is_empty())
    }

    /// The games of all points in a world.
    pub fn world(&self, world: u64) -> World {
        World {
            drawn: Vec::new(),
            games: (self.points.iter())
                .flat_map(|point| point.games(&self.design, world))
                .collect(),
        }
    }
}

/// The place of a moved coordinate among dimensions.
fn place_of(moved: &Moved, dimensions: &[u64]) -> Option<usize> {
    let (Moved::At(own, _) | Moved::Again(own)) = moved;
    dimensions.iter().position(|dimension| dimension == own)
}

/// A game with the rationality of all its players multiplied.
pub fn sharpened(game: &Game, multiple: f64) -> Game {
    let mut game = game.clone();
    game.disarmer.rationality *= multiple;
    game.guarantor.rationality *= multiple;
    if let Some(broker) = &mut game.broker {
        broker.rationality *= multiple;
    }
    game
}
