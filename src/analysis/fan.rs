//! The fan of rationality: the same worlds with all players more or less rational, to tell strategy from noise.
//!
//! A logit equilibrium gives every action some probability, the more the less rational its player. What is left of an outcome
//! when everybody is sixteen times as rational is strategy; what is gone was noise:
//!
//! > noise share = 1 − min(1, P(16 λ) / P(λ)).

use super::exact;
use super::results::Results;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::stats::{Estimate, Scale};
use crate::study::points::sharpened;
use crate::study::{Arm, Study};

/// Multiples of the rationality λ of disarmer, guarantor and broker, in rising order.
pub const MULTIPLES: [f64; 4] = [0.25, 1.0, 4.0, 16.0];
/// Place of the players as they are among [`MULTIPLES`].
const AS_THEY_ARE: usize = 1;
/// Place of the sharpest players among [`MULTIPLES`].
const SHARPEST: usize = MULTIPLES.len() - 1;

/// The study whose arms are those of another at each of [`MULTIPLES`], multiple after multiple.
pub fn study(of: &Study) -> Study {
    let at = |multiple: f64| {
        of.arms.iter().map(move |arm| Arm {
            name: arm.name.clone(),
            game: sharpened(&arm.game, multiple),
        })
    };
    Study {
        arms: MULTIPLES.into_iter().flat_map(at).collect(),
        episodes: 0,
        ..of.clone()
    }
}

/// A fan that is done: exact outcomes of every arm at every multiple in common worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// Names of the arms.
    pub arms: Vec<String>,
    /// The worlds, with arms in the order of [`study`].
    pub results: Results,
}

/// How much of an outcome is noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Index into the arms.
    pub arm: usize,
    /// The outcome.
    pub outcome: Outcome,
    /// Probability with the players as they are, and with the sharpest.
    pub probabilities: [f64; 2],
    /// Share of the probability that vanishes with the sharpest players, in [0, 1]; its interval is that of the ratio of means
    /// over replicates, cut to that range.
    pub share: Estimate,
}

impl Fan {
    /// Probability of an outcome in an arm at a multiple, by their places.
    pub fn probability(&self, arm: usize, multiple: usize, outcome: Outcome) -> Estimate {
        let place = multiple * self.arms.len() + arm;
        exact::ending(&self.results, place, Ending::One(outcome)).unwrap_or_default()
    }

    /// Nodes of an arm at a multiple that did not converge, and all of its nodes, over the worlds.
    pub fn unconverged(&self, arm: usize, multiple: usize) -> [u64; 2] {
        let place = multiple * self.arms.len() + arm;
        let arms = self.results.worlds.iter().map(|w| &w.arms[place]);
        arms.fold([0, 0], |[open, all], arm| [open + arm.unconverged, all + arm.nodes])
    }

    /// Nodes that did not converge with the sharpest players, and all of their nodes, over arms and worlds.
    pub fn unconverged_when_sharp(&self) -> [u64; 2] {
        let arms = (0..self.arms.len()).map(|arm| self.unconverged(arm, SHARPEST));
        arms.fold([0, 0], |[open, all], [o, a]| [open + o, all + a])
    }

    /// The noise in every outcome that an arm has with the players as they are; outcomes without probability are left out.
    pub fn noise(&self, arm: usize) -> Vec<Noise> {
        let of = |outcome: Outcome| {
            let place = |multiple: usize| multiple * self.arms.len() + arm;
            let rows: Option<Vec<(u64, f64, f64)>> = (self.results.worlds.iter())
                .map(|world| {
                    let at = |multiple: usize| Some(world.arms[place(multiple)].probabilities()?[outcome]);
                    Some((world.replicate, at(SHARPEST)?, at(AS_THEY_ARE)?))
                })
                .collect();
            let rows = rows?;
            let worlds = rows.len() as f64;
            let mean = |part: fn(&(u64, f64, f64)) -> f64| rows.iter().map(part).sum::<f64>() / worlds;
            let probabilities = [mean(|row| row.2), mean(|row| row.1)];
            if probabilities[0].is_nan() || probabilities[0] <= 0.0 {
                return None;
            }
            Some(Noise {
                arm,
                outcome,
                probabilities,
                share: vanished(&self.results.estimate(rows, Scale::Real)),
            })
        };
        Outcome::ALL.into_iter().filter_map(of).collect()
    }
}

/// 1 − min(1, ratio), for an estimate of a ratio that is not negative.
fn vanished(ratio: &Estimate) -> Estimate {
    let of = |x: Option<f64>| x.map(|x| 1.0 - x.clamp(0.0, 1.0));
    Estimate {
        value: of(ratio.value),
        low: of(ratio.high),
        high: of(ratio.low),
        ..*ratio
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grows_with_sharper_players_is_no_noise_and_ends_of_the_interval_change_places() {
        let ratio = |value, low, high| Estimate {
            value: Some(value),
            low: Some(low),
            high: Some(high),
            ..Estimate::default()
        };
        let ends = |e: Estimate| [e.value, e.low, e.high].map(Option::unwrap);
        assert_eq!(ends(vanished(&ratio(0.25, 0.125, 0.5))), [0.75, 0.5, 0.875]);
        assert_eq!(ends(vanished(&ratio(1.5, 0.75, 2.0))), [0.0, 0.0, 0.25]);
    }
}
