//! Whether a conclusion survives other assumptions about how the game is played.

use super::acceptance::{PLAYERS, direction};
use super::effects::{NOTHING, effective};
use super::points::{At, Paired, SolvedPoints};
use super::results::Over;
use super::target::Target;
use crate::stats::{Estimate, Scale};
use crate::study::world::WorldResult;

/// A change is gone if less than this part of it is left.
const GONE: f64 = 0.25;

/// What is concluded: a difference between the arm and the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Conclusion {
    /// What the arm changes about a metric.
    Effect(Target),
    /// What a player gains by the broker of the arm, by its place among the players.
    Gain(usize),
}

/// What becomes of a conclusion in a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It has the same sign, surely.
    Holds,
    /// It has the same sign, surely, and less than a quarter of the size.
    Shrinks,
    /// It is not told from nothing.
    Unsure,
    /// It has the other sign, surely.
    Reverses,
}

impl Fate {
    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Holds => "holds",
            Fate::Shrinks => "shrinks",
            Fate::Unsure => "unsure",
            Fate::Reverses => "reverses",
        }
    }
}

/// A conclusion in a variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// Place of the variant; 0 is the scenario as it is.
    pub variant: usize,
    /// What the arm changes, or the player gains, there.
    pub there: Paired,
    /// The metric under the baseline there; nothing of a gain.
    pub baseline: Estimate,
    /// How that differs from the scenario as it is.
    pub change: Paired,
    /// What becomes of the conclusion; `None` if there is none as it is.
    pub fate: Option<Fate>,
}

impl Conclusion {
    /// Name in tables: the metric, or `gain_PLAYER`.
    pub fn name(self) -> String {
        match self {
            Conclusion::Effect(target) => target.name(),
            Conclusion::Gain(player) => format!("gain_{}", PLAYERS[player]),
        }
    }

    /// Whether it is a difference of probabilities.
    pub fn is_probability(self) -> bool {
        matches!(self, Conclusion::Effect(target) if target.is_probability())
    }

    /// The conclusion in every variant; `arms` are the places of the arm and of the baseline.
    pub fn tested(self, solved: &SolvedPoints, arms: [usize; 2]) -> Vec<Tested> {
        let there = |variant: usize| self.combined(solved, &[(1.0, variant)], arms);
        let base = there(0);
        let sign = direction(&base.estimate).filter(|_| seen(&base));
        let of = |variant: usize| {
            let own = there(variant);
            let baseline = match self {
                Conclusion::Effect(target) => solved.level(
                    At {
                        point: variant,
                        arm: arms[1],
                    },
                    target,
                ),
                Conclusion::Gain(_) => Estimate::default(),
            };
            Tested {
                variant,
                baseline,
                // Nothing differs from itself, not even by rounding.
                change: match variant {
                    0 => self.combined(solved, &[], arms),
                    _ => self.combined(solved, &[(1.0, variant), (-1.0, 0)], arms),
                },
                fate: sign.map(|up| fate(up, &base, &own)),
                there: own,
            }
        };
        (0..solved.points).map(of).collect()
    }

    /// The mean over worlds of a combination of variants.
    fn combined(self, solved: &SolvedPoints, terms: &[(f64, usize)], [arm, baseline]: [usize; 2]) -> Paired {
        match self {
            Conclusion::Effect(target) => {
                let of = |(weight, point): &(f64, usize)| {
                    let at = |arm| At { point: *point, arm };
                    [(*weight, at(arm)), (-weight, at(baseline))]
                };
                let all: Vec<(f64, At)> = terms.iter().flat_map(of).collect();
                solved.combined(&all, target)
            }
            Conclusion::Gain(player) => {
                let gain = |world: &WorldResult, point: usize| {
                    Some(world.arm(point * solved.arms + arm).broker.as_ref()?.gains[player])
                };
                let of = |world: &WorldResult| -> Option<f64> {
                    let values = terms.iter().map(|(weight, point)| Some(weight * gain(world, *point)?));
                    values.sum()
                };
                let mean = solved
                    .results
                    .mean_over(Over::All, 0, Scale::Real, |world, _| of(world));
                let all = solved.results.worlds.iter().filter_map(of);
                Paired {
                    estimate: mean.unwrap_or_default(),
                    effective: (!solved.results.single()).then(|| effective(all)).flatten(),
                }
            }
        }
    }
}

fn seen(of: &Paired) -> bool {
    of.estimate.value.is_some_and(|value| value.abs() >= NOTHING)
}

fn fate(up: bool, base: &Paired, own: &Paired) -> Fate {
    let size = |of: &Paired| of.estimate.value.map_or(0.0, f64::abs);
    match direction(&own.estimate).filter(|_| seen(own)) {
        None => Fate::Unsure,
        Some(sign) if sign != up => Fate::Reverses,
        Some(_) if size(own) < GONE * size(base) => Fate::Shrinks,
        Some(_) => Fate::Holds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conclusion_holds_shrinks_reverses_or_is_not_told() {
        let of = |value: f64, reach: f64| Paired {
            estimate: Estimate {
                value: Some(value),
                low: Some(value - reach),
                high: Some(value + reach),
                ..Estimate::default()
            },
            effective: None,
        };
        let base = of(0.1, 0.01);
        let told = |own: Paired| fate(true, &base, &own);
        assert_eq!(told(of(0.2, 0.05)), Fate::Holds);
        assert_eq!(told(of(0.01, 0.001)), Fate::Shrinks);
        assert_eq!(told(of(0.1, 0.2)), Fate::Unsure);
        assert_eq!(told(of(1e-6, 1e-7)), Fate::Unsure, "nothing that could be seen");
        assert_eq!(told(of(-0.05, 0.01)), Fate::Reverses);
    }
}
