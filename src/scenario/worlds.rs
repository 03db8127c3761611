//! From a scenario to its worlds.
//!
//! A world is one draw of everything that is uncertain: of numbers by their quantile functions, and of events (that a stakeholder
//! backs the settlement), which happen if their coordinate lies below their probability. Acceptance of the broker is no event:
//! every world with a broker plays it, and how far it would be accepted is a weight that the game carries along. Every
//! arm is drawn at the same coordinates, so a key that an arm gives another distribution is as low or as high there as in the
//! scenario as it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::build;
use super::checks::SHARES;
use super::complete::Values;
use super::coordinates::Outlook;
use super::keys::Key;
use super::quantity::Quantity;
use super::registry::{self, column};
use super::value::Value;
use super::{Arm, BROKER, Scenario};
use crate::game::Game;

/// Something of the scenario that differs from world to world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncertain {
    /// Path of the key (`stages.2.detection`), or name of the event (`stakeholders.China.stands`).
    pub key: String,
    /// Its key with underscores for dots, a name that Python and R take: `stages_2_detection`.
    pub column: String,
    pub kind: UncertainKind,
    /// Its fixed place in the sampling design, whatever else is uncertain and whoever else there is: a dimension of the sequence, or
    /// a stream, at least 2^63.
    pub dimension: u64,
    /// Path of the number, or of the event's probability.
    path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UncertainKind {
    /// A number that is a distribution in at least one arm.
    Number,
    /// Something that happens in a world or does not.
    Event,
}

/// One draw of all that is uncertain.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// By [`Scenario::uncertain`]: the value in the scenario as it stands, for events 1 if it happens and 0 if not. Shares of the
    /// stages are given as they enter the game, so that they sum to 1. `None` if only an arm draws it.
    pub drawn: Vec<Option<f64>>,
    /// By arm. Where an arm has no broker, that of the scenario as it stands looks on, if there is one.
    pub games: Vec<Game>,
}

impl Uncertain {
    /// Path of the number, or of the event's probability.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl Scenario {
    /// The scenario with some of its arms, in which nothing is uncertain that only the others draw. The scenario as it stands stays, for
    /// its broker looks on where an arm has none.
    pub fn of_arms(&self, names: &[&str]) -> Scenario {
        let base = self.arms[base(&self.arms)].name.clone();
        let mut some = self.clone();
        some.part_of = Some(self.fingerprint());
        some.arms
            .retain(|arm| arm.name == base || names.contains(&arm.name.as_str()));
        let arms = &some.arms;
        some.uncertain
            .retain(|uncertain| arms.iter().any(|arm| is_drawn(uncertain, &arm.values)));
        some.narrow_correlations();
        some
    }

    /// Everything that differs from world to world: what has a dimension of the sequence in that order, then streams by name. Empty if
    /// there is only one world.
    pub fn uncertain(&self) -> &[Uncertain] {
        &self.uncertain
    }

    /// The world at the given coordinates: one in (0, 1) for each of [`Scenario::uncertain`], in their order and independent of each other;
    /// what is correlated is drawn at [`Scenario::correlated`].
    ///
    /// # Panics
    /// If there are more or fewer coordinates than uncertain numbers and events.
    pub fn world(&self, coordinates: &[f64]) -> World {
        self.world_at(&self.correlated(coordinates))
    }

    /// The world in which each of [`Scenario::uncertain`] lies at its coordinate, whatever is correlated.
    ///
    /// # Panics
    /// If there are more or fewer coordinates than uncertain numbers and events.
    pub fn world_at(&self, coordinates: &[f64]) -> World {
        let by_key = self.by_key(coordinates);
        let outlook = Outlook::Drawn(&by_key);
        let drawn: Vec<Values> = self.arms.iter().map(|arm| draw(&arm.values, &outlook)).collect();
        let mut games: Vec<Game> = drawn.iter().map(|values| game(values, &outlook)).collect();
        let base = base(&self.arms);
        let aside = games[base].without_broker().bystander;
        for game in games.iter_mut().filter(|game| game.broker.is_none()) {
            game.bystander = aside;
        }
        World {
            drawn: self
                .uncertain
                .iter()
                .map(|uncertain| {
                    is_drawn(uncertain, &self.arms[base].values)
                        .then(|| realised(uncertain, &drawn[base], &outlook))
                        .flatten()
                })
                .collect(),
            games,
        }
    }
}

impl Scenario {
    /// The stakeholders of an arm, in alphabetical order; empty if there is no such arm.
    pub fn stakeholders(&self, arm: &str) -> Vec<String> {
        let arm = self.arms.iter().find(|own| own.name == arm);
        let names = arm.map(|arm| arm.values.ids("stakeholders", "backs"));
        names.into_iter().flatten().map(str::to_owned).collect()
    }

    /// The game of the arm at `place` in the world at the given coordinates, as [`Scenario::world`] has it, without the stakeholders of
    /// each of these lists: they neither back the settlement nor work against it.
    ///
    /// # Panics
    /// If there are more or fewer coordinates than uncertain numbers and events, or no such arm.
    pub fn games_without(&self, coordinates: &[f64], place: usize, absent: &[Vec<&str>]) -> Vec<Game> {
        let coordinates = self.correlated(coordinates);
        let by_key = self.by_key(&coordinates);
        let outlook = Outlook::Drawn(&by_key);
        let drawn = draw(&self.arms[place].values, &outlook);
        let aside = || {
            let base = draw(&self.arms[base(&self.arms)].values, &outlook);
            game(&base, &outlook).without_broker().bystander
        };
        let has_broker = game(&drawn, &outlook).broker.is_some();
        let bystander = if has_broker { None } else { aside() };
        let without = |absent: &Vec<&str>| {
            let mut left = drawn.clone();
            absent
                .iter()
                .for_each(|name| left.remove_all(&format!("stakeholders.{name}.")));
            Game {
                bystander,
                ..game(&left, &outlook)
            }
        };
        absent.iter().map(without).collect()
    }

    fn by_key(&self, coordinates: &[f64]) -> BTreeMap<&str, f64> {
        assert_eq!(
            coordinates.len(),
            self.uncertain.len(),
            "one coordinate for each dimension"
        );
        let keys = self.uncertain.iter().map(|uncertain| uncertain.key.as_str());
        keys.zip(coordinates.iter().copied()).collect()
    }
}

/// The game of the central world of an arm: numbers at their medians, and the stakeholders that back the settlement at least as often
/// as not. `base` are the values of the scenario as it stands, whose broker looks on where the arm has none.
pub(super) fn central(values: &Values, base: &Values) -> Game {
    let of = |values: &Values| game(&draw(values, &Outlook::Central), &Outlook::Central);
    let game = of(values);
    match game.broker {
        Some(_) => game,
        None => Game {
            bystander: of(base).without_broker().bystander,
            ..game
        },
    }
}

/// Place of the arm that is the scenario as it stands.
fn base(arms: &[Arm]) -> usize {
    arms.iter().position(|arm| arm.name == BROKER).unwrap_or(0)
}

/// What differs from world to world in any of the arms, among the keys in `keys`.
pub(super) fn uncertain(keys: &[Key], arms: &[Arm]) -> Vec<Uncertain> {
    let stakeholders: BTreeSet<&str> = arms
        .iter()
        .flat_map(|arm| arm.values.ids("stakeholders", "backs"))
        .collect();
    registry::slots(keys, &Vec::from_iter(stakeholders))
        .into_iter()
        .map(|slot| Uncertain {
            column: column(slot.key()),
            key: slot.key().to_string(),
            kind: match slot.event {
                Some(_) => UncertainKind::Event,
                None => UncertainKind::Number,
            },
            dimension: slot.dimension,
            path: slot.path,
        })
        .filter(|uncertain| arms.iter().any(|arm| is_drawn(uncertain, &arm.values)))
        .collect()
}

/// Whether `values` leave it open.
pub(super) fn is_drawn(uncertain: &Uncertain, values: &Values) -> bool {
    match (uncertain.kind, values.number(&uncertain.path)) {
        (_, Some(Quantity::Distribution(_))) => true,
        (UncertainKind::Event, Some(Quantity::Fixed(probability))) => probability > 0.0 && probability < 1.0,
        _ => false,
    }
}

fn realised(uncertain: &Uncertain, drawn: &Values, outlook: &Outlook<'_>) -> Option<f64> {
    let number = drawn.fixed(&uncertain.path)?;
    Some(match uncertain.kind {
        UncertainKind::Number => number,
        UncertainKind::Event if outlook.happens(&uncertain.key, number) => 1.0,
        UncertainKind::Event => 0.0,
    })
}

fn game(drawn: &Values, outlook: &Outlook<'_>) -> Game {
    build::game(drawn, outlook).expect("a scenario exists only if all its arms are complete")
}

/// The values with every distribution replaced by a number.
fn draw(values: &Values, outlook: &Outlook<'_>) -> Values {
    let mut drawn = values.clone();
    let mut moved: BTreeMap<&str, f64> = BTreeMap::new();
    for (path, value) in values.iter() {
        if let Value::Number(Quantity::Distribution(distribution)) = value {
            let x = outlook.value(path, distribution);
            drawn.set(path, x);
            if let Some(share) = share_of(path) {
                *moved.entry(share).or_default() += x;
            }
        }
    }
    for (share, sum) in moved {
        settle(share, sum, values, &mut drawn);
    }
    drawn
}

/// The name of the share that a path belongs to.
fn share_of(path: &str) -> Option<&'static str> {
    let (_, name) = path.strip_prefix("stages.")?.split_once('.')?;
    SHARES.into_iter().find(|share| *share == name)
}

/// Scales the drawn shares so that they take what the fixed ones leave of 1.
fn settle(share: &str, sum: f64, values: &Values, drawn: &mut Values) {
    let paths: Vec<String> = values
        .iter()
        .map(|(path, _)| path)
        .filter(|path| share_of(path) == Some(share))
        .cloned()
        .collect();
    let left = 1.0 - paths.iter().filter_map(|path| values.fixed(path)).sum::<f64>();
    for path in paths {
        if values.fixed(&path).is_none()
            && let Some(x) = drawn.fixed(&path)
        {
            drawn.set(&path, left * (x / sum));
        }
    }
}
