//! What can be attributed: metrics that have one value in every world.

use super::exact;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::simulate::metric::Metric;
use crate::study::world::ArmResult;

/// Something that can be attributed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Probability of an ending.
    Ending(Ending),
    /// Mean of a metric.
    Metric(Metric),
}

impl Target {
    /// Those that a summary speaks of, whatever else is asked for.
    pub const HEADLINES: [Target; 4] = [
        Target::Ending(Ending::One(Outcome::Settlement)),
        Target::Ending(Ending::Completed),
        Target::Ending(Ending::InForce),
        Target::Metric(Metric::StagesCompleted),
    ];

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

    /// Whether it is an ending that needs everything to go well.
    pub fn is_rare(self) -> bool {
        matches!(
            self,
            Target::Ending(Ending::Completed | Ending::One(Outcome::Settlement))
        )
    }

    /// Its value in one world under one set, from the solution.
    pub fn value(self, arm: &ArmResult) -> Option<f64> {
        match self {
            Target::Ending(ending) => Some(ending.sum(&arm.probabilities()?)),
            Target::Metric(metric) => exact::metric(arm, metric),
        }
    }
}
