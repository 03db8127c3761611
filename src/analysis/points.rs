//! What points say that were solved in the same worlds: levels, and differences that are paired world by world.

use super::effects::effective;
use super::results::{Over, Results};
use super::target::Target;
use crate::stats::{Estimate, Scale};
use crate::study::Study;
use crate::study::world::{ArmResult, WorldResult};

/// Points that are solved.
#[derive(Clone, Debug, PartialEq)]
pub struct SolvedPoints {
    /// The worlds; their arms are those of all points, point after point.
    pub results: Results,
    /// Number of arms of every point.
    pub arms: usize,
    /// Number of points.
    pub points: usize,
}

/// A solution of a point: its place, and that of the arm among the arms of the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The point.
    pub point: usize,
    /// The arm.
    pub arm: usize,
}

/// An estimate of a difference, with the number of worlds that it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// The difference.
    pub estimate: Estimate,
    /// Worlds that it rests on; `None` for one world and where nothing differs.
    pub effective: Option<f64>,
}

impl Paired {
    /// Whether it is surely above something that is not negative.
    pub(super) fn is_above(&self, least: f64) -> bool {
        self.estimate.low.is_some_and(|low| low > 0.0) && self.estimate.value.is_some_and(|value| value > least)
    }

    /// Whether it is surely below the negative of such a thing.
    pub(super) fn is_below(&self, least: f64) -> bool {
        self.estimate.high.is_some_and(|high| high < 0.0) && self.estimate.value.is_some_and(|value| value < -least)
    }
}

impl SolvedPoints {
    /// Worlds of a study whose arms are those of points with `arms` arms each.
    pub fn new(study: &Study, arms: usize, worlds: Vec<WorldResult>) -> Self {
        SolvedPoints {
            results: Results::new(study, worlds),
            arms,
            points: study.arms.len() / arms.max(1),
        }
    }

    /// These points and others that were solved in the same worlds, as one.
    #[must_use]
    pub fn beside(mut self, others: SolvedPoints) -> Self {
        let theirs = others.results.worlds;
        for (world, more) in self.results.worlds.iter_mut().zip(theirs) {
            debug_assert_eq!(world.world, more.world);
            world.arms.extend(more.arms);
        }
        self.points += others.points;
        self
    }

    fn place(&self, at: At) -> usize {
        at.point * self.arms + at.arm
    }

    /// The solution of an arm of a point in a world.
    pub fn solution<'w>(&self, world: &'w WorldResult, at: At) -> &'w ArmResult {
        world.arm(self.place(at))
    }

    /// The value of a target in a world; `None` if it is not known.
    pub fn value(&self, world: &WorldResult, at: At, target: Target) -> Option<f64> {
        target.value(world.arm(self.place(at)))
    }

    /// The mean of a target over worlds; unknown if it is in some world.
    pub fn level(&self, at: At, target: Target) -> Estimate {
        let scale = match target.is_probability() {
            true => Scale::ExactProbability,
            false => Scale::Real,
        };
        let mean = self
            .results
            .mean_over(Over::All, self.place(at), scale, |_, arm| target.value(arm));
        mean.unwrap_or_default()
    }

    /// The mean of a combination of solutions of each world, Σ weight × value, such as a difference or a difference of
    /// differences.
    pub fn combined(&self, terms: &[(f64, At)], target: Target) -> Paired {
        let scale = match target.is_probability() && terms.len() == 2 {
            true => Scale::ExactDifference,
            false => Scale::Real,
        };
        let of = |world: &WorldResult| -> Option<f64> {
            let values = terms
                .iter()
                .map(|(weight, at)| Some(weight * self.value(world, *at, target)?));
            values.sum()
        };
        let mean = self.results.mean_over(Over::All, 0, scale, |world, _| of(world));
        Paired {
            estimate: mean.unwrap_or_default(),
            effective: match self.results.single() {
                true => None,
                false => effective(self.results.worlds.iter().filter_map(of)),
            },
        }
    }

    /// One solution minus another.
    pub fn difference(&self, of: At, from: At, target: Target) -> Paired {
        self.combined(&[(1.0, of), (-1.0, from)], target)
    }

    /// What a point changes about the difference between two arms.
    pub fn difference_of_differences(&self, point: usize, from: usize, arms: [usize; 2], target: Target) -> Paired {
        if point == from {
            // Nothing differs from itself, not even by rounding.
            return self.combined(&[], target);
        }
        let at = |point, arm| At { point, arm };
        let [arm, baseline] = arms;
        let terms = [
            (1.0, at(point, arm)),
            (-1.0, at(point, baseline)),
            (-1.0, at(from, arm)),
            (1.0, at(from, baseline)),
        ];
        self.combined(&terms, target)
    }
}
