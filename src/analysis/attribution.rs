//! Which instrument of the broker does how much: all 2^k combinations of its instruments in the same worlds.
//!
//! The broker takes part in every world: acceptance is not drawn. An instrument is switched off by setting it to zero, and
//! information by sending no messages. A broker without any instrument changes nothing, so the empty combination is the game
//! without a broker. The change from the empty to the full set is divided by Shapley values \[shapley1953\], whose sum it is.

use super::exact;
use super::method::Method;
use crate::game::Game;
use crate::game::ending::Ending;
use crate::game::instruments::{Instrument, combination};
use crate::scenario::{Scenario, World};
use crate::simulate::metric::Metric;
use crate::study::Arm;
use crate::study::world::{ArmResult, WorldResult};

/// The combinations as arms of a study, named `none` or `custody+escrow`.
pub fn arms(game: &Game, instruments: &[Instrument]) -> Vec<Arm> {
    let name = |set: usize| {
        let members = instruments.iter().enumerate().filter(|(bit, _)| set & (1 << bit) != 0);
        let names: Vec<&str> = members.map(|(_, i)| i.name()).collect();
        match names.is_empty() {
            true => "none".to_owned(),
            false => names.join("+"),
        }
    };
    (0..1 << instruments.len())
        .map(|set| Arm {
            name: name(set),
            game: combination(game, instruments, set),
        })
        .collect()
}

/// Worlds of the combinations of the arm at `place` of a scenario, with its broker taking part in each.
pub fn worlds<'a>(
    scenario: &'a Scenario,
    place: usize,
    instruments: &'a [Instrument],
) -> impl Fn(&[f64]) -> World + Sync + 'a {
    move |coordinates| {
        let world = scenario.world(coordinates);
        let game = &world.games[place];
        let games = (0..1 << instruments.len()).map(|set| combination(game, instruments, set));
        World {
            games: games.collect(),
            ..world
        }
    }
}

/// The replicate of a world and a value for each combination.
pub type ByCombination = (u64, Vec<f64>);

/// Something that can be attributed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Probability of an ending.
    Ending(Ending),
    /// Mean of a metric.
    Metric(Metric),
}

impl Target {
    /// Targets defined for every episode. Conditional means are left out: Shapley values need one value for each combination.
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

    /// Whether it is known without playing.
    pub fn is_exact(self) -> bool {
        match self {
            Target::Ending(_) => true,
            Target::Metric(metric) => !matches!(metric, Metric::SettlementYear | Metric::FirstRuptureYear),
        }
    }

    /// Its value in one world under one combination.
    fn value(self, arm: &ArmResult, method: Method) -> Option<f64> {
        match (self, method) {
            (Target::Ending(ending), Method::Exact) => Some(ending.sum(&arm.probabilities()?)),
            (Target::Metric(metric), Method::Exact) => exact::metric(arm, metric),
            (Target::Ending(ending), Method::Played | Method::Controlled) => {
                let played = arm.played.as_ref()?;
                Some(ending.sum(&played.outcomes) as f64 / played.episodes as f64)
            }
            (Target::Metric(metric), Method::Played | Method::Controlled) => {
                arm.played.as_ref()?.metrics[metric.place()].mean()
            }
        }
    }

    /// The method, exact if possible, and for each world its replicate and the values of all combinations.
    pub fn values(self, worlds: &[WorldResult]) -> Option<(Method, Vec<ByCombination>)> {
        let by = |method: Method| -> Option<Vec<ByCombination>> {
            let row = |w: &WorldResult| {
                let values: Option<Vec<f64>> = w.arms.iter().map(|a| self.value(a, method)).collect();
                Some((w.replicate, values?))
            };
            worlds.iter().map(row).collect()
        };
        let methods = [Method::Exact, Method::Played].into_iter();
        methods.filter_map(|m| Some((m, by(m)?))).next()
    }
}
