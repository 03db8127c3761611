//! Which instrument of the broker does how much: sets of its instruments in the same worlds.
//!
//! The broker takes part in every world: acceptance is not drawn. An instrument is switched off by setting it to zero, and
//! information by sending no messages. A broker without any instrument changes nothing, so the empty set is the game
//! without a broker. The change from the empty to the full set is divided by Shapley values \[shapley1953\], whose sum it is.
//!
//! Either all 2^k sets are solved in a world, or the k + 1 through which one random order of the instruments goes \[castro2009\]. What an
//! instrument adds to those before it then has, over the orders, its Shapley value in that world as mean. Worlds differ by more than
//! orders do, so that many worlds with an order each tell more than few with all sets, for the same work.

use super::exact;
use crate::game::Game;
use crate::game::ending::Ending;
use crate::game::instruments::{Instrument, combination};
use crate::scenario::{Scenario, World};
use crate::simulate::metric::Metric;
use crate::stats::shapley::{attribute, chain, order};
use crate::study::Arm;
use crate::study::design::{Design, ORDER};
use crate::study::world::{ArmResult, WorldResult};

/// Which sets of instruments are solved in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sets {
    /// Those that one random order of the instruments goes through, from none to all.
    Order,
    /// All combinations.
    All,
}

impl Sets {
    /// Name in tables and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Sets::Order => "order",
            Sets::All => "all",
        }
    }

    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Sets::Order => "one random order of the instruments in each world",
            Sets::All => "all combinations of the instruments in each world",
        }
    }
}

/// How the broker of a scenario is taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// Its instruments, in the order of the bits of a set.
    pub instruments: Vec<Instrument>,
    /// Which sets of them are solved.
    pub sets: Sets,
    /// How worlds, and orders with them, are chosen.
    pub design: Design,
}

/// What one solution of a world says of the instruments, by [`Division::instruments`].
#[derive(Clone, Debug, PartialEq)]
pub struct Divided {
    /// Value without and with all instruments.
    pub levels: [f64; 2],
    /// What each adds to those before it, on average over the orders that were solved. The sum is the difference of the levels.
    pub shapley: Vec<f64>,
    /// What each adds to none, where that was solved.
    pub alone: Vec<Option<f64>>,
    /// What all others lack without it, where that was solved.
    pub removed: Vec<Option<f64>>,
    /// Of pairs, by [`pairs`](crate::stats::shapley::pairs); empty unless all sets were solved.
    pub interactions: Vec<f64>,
}

impl Division {
    /// Number of sets that are solved in a world.
    pub fn size(&self) -> usize {
        match self.sets {
            Sets::Order => self.instruments.len() + 1,
            Sets::All => 1 << self.instruments.len(),
        }
    }

    /// The order of the instruments in a world.
    pub fn order(&self, world: u64) -> Vec<usize> {
        order(self.design.coordinates(world, &[ORDER])[0], self.instruments.len())
    }

    /// The sets that are solved in a world as bits, from none to all.
    pub fn of_world(&self, world: u64) -> Vec<usize> {
        match self.sets {
            Sets::Order => chain(&self.order(world)),
            Sets::All => (0..1 << self.instruments.len()).collect(),
        }
    }

    /// The name of a set: `none` or `custody+escrow`.
    pub fn name(&self, set: usize) -> String {
        let members = self.instruments.iter().enumerate();
        let members = members.filter(|(bit, _)| set & (1 << bit) != 0);
        let names: Vec<&str> = members.map(|(_, i)| i.name()).collect();
        match names.is_empty() {
            true => "none".to_owned(),
            false => names.join("+"),
        }
    }

    /// The sets of world 0 as arms of a study, for their number; in a study of one world they are those of that world.
    pub fn arms(&self, game: &Game) -> Vec<Arm> {
        let arm = |set| Arm {
            name: self.name(set),
            game: combination(game, &self.instruments, set),
        };
        self.of_world(0).into_iter().map(arm).collect()
    }

    /// Worlds of the sets of the arm at `place` of a scenario, with its broker taking part in each.
    pub fn worlds<'a>(&'a self, scenario: &'a Scenario, place: usize) -> impl Fn(u64, &[f64]) -> World + Sync + 'a {
        move |number, coordinates| {
            let world = scenario.world(coordinates);
            let game = &world.games[place];
            let sets = self.of_world(number).into_iter();
            World {
                games: sets.map(|set| combination(game, &self.instruments, set)).collect(),
                ..world
            }
        }
    }

    /// What a solution of a world says of a target; `None` if it is not known.
    pub fn divided(&self, world: &WorldResult, target: Target) -> Option<Divided> {
        let values: Option<Vec<f64>> = world.arms.iter().map(|arm| target.value(arm)).collect();
        let values = values?;
        let levels = [*values.first()?, *values.last()?];
        if self.sets == Sets::All {
            let all = attribute(&values);
            return Some(Divided {
                levels,
                shapley: all.shapley,
                alone: all.alone.into_iter().map(Some).collect(),
                removed: all.removed.into_iter().map(Some).collect(),
                interactions: all.interactions,
            });
        }
        let count = self.instruments.len();
        let mut divided = Divided {
            levels,
            shapley: vec![0.0; count],
            alone: vec![None; count],
            removed: vec![None; count],
            interactions: Vec::new(),
        };
        for (place, instrument) in self.order(world.world).into_iter().enumerate() {
            let added = values[place + 1] - values[place];
            divided.shapley[instrument] = added;
            if place == 0 {
                divided.alone[instrument] = Some(added);
            }
            if place + 1 == count {
                divided.removed[instrument] = Some(added);
            }
        }
        Some(divided)
    }
}

/// Something that can be attributed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Probability of an ending.
    Ending(Ending),
    /// Mean of a metric.
    Metric(Metric),
}

impl Target {
    /// Targets defined for every episode. Conditional means are left out: Shapley values need one value for each set.
    pub fn all() -> Vec<Target> {
        let conditional = |m: &Metric| {
            matches!(
                m,
                Metric::SettlementYear | Metric::FirstRuptureYear | Metric::PayoffBroker
            )
        };
        let metrics = Metric::ALL.into_iter().filter(|m| !conditional(m));
        let endings = Ending::ALL.into_iter().map(Target::Ending);
        endings.chain(metrics.map(Target::Metric)).collect()
    }

    /// Name in tables and on the command line.
    pub fn name(self) -> String {
        match self {
            Target::Ending(ending) => ending.metric(),
            Target::Metric(metric) => metric.name(),
        }
    }

    /// Whether its mean is a probability.
    pub fn is_probability(self) -> bool {
        match self {
            Target::Ending(_) => true,
            Target::Metric(metric) => metric.is_event(),
        }
    }

    /// Its value in one world under one set, from the solution.
    pub fn value(self, arm: &ArmResult) -> Option<f64> {
        match self {
            Target::Ending(ending) => Some(ending.sum(&arm.probabilities()?)),
            Target::Metric(metric) => exact::metric(arm, metric),
        }
    }
}
