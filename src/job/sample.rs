//! Independent worlds of a scenario, for questions about what differs between worlds.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::error::JobError;
use super::inquiry::{Batch, Inquiry};
use super::rough;
use super::watch::{Step, Watch};
use crate::analysis::drivers::Sample;
use crate::analysis::points::SolvedPoints;
use crate::study::design::{Design, Sampling};
use crate::study::points::{Point, Points};

/// What is drawn and solved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Names of the arms, in the order of the scenario.
    pub arms: Vec<String>,
    /// Place among them of the one that the others are compared with.
    pub baseline: usize,
    /// Worlds, rounded up to a multiple of 16.
    pub worlds: u64,
    /// Points a side of the belief grid.
    pub grid: usize,
    /// Seed of all random numbers.
    pub seed: u64,
}

impl Drawn {
    /// The design: worlds independent of each other. In a low-discrepancy design pairs of numbers go together, which plants false
    /// drivers.
    pub(super) fn design(&self) -> Design {
        Design {
            sampling: Sampling::MonteCarlo,
            replicates: 1,
            seed: self.seed,
        }
    }

    /// The scenario as it is, as the only point.
    pub(super) fn point(&self, inquiry: &Inquiry) -> Point {
        Point::of(Arc::clone(&inquiry.scenario), &self.arms)
    }

    /// Draws and solves the worlds, as the batch of number 0.
    ///
    /// # Errors
    /// If nothing is uncertain, `stop` was raised, or a finished chunk cannot be read or kept.
    pub(super) fn sample(
        &self,
        inquiry: &mut Inquiry,
        stop: &AtomicBool,
        watch: &dyn Watch,
    ) -> Result<Sample, JobError> {
        if inquiry.scenario.uncertain().is_empty() {
            return Err(JobError::NothingUncertain(inquiry.scenario.stem.clone()));
        }
        let points = Points {
            points: vec![self.point(inquiry)],
            design: self.design(),
        };
        let batch = Batch {
            number: 0,
            points: &points,
            worlds: self.worlds,
            settings: rough::settings(self.grid),
            step: Step::Worlds,
        };
        let worlds = inquiry.solve(&batch, stop, watch)?;
        let study = points.study(self.seed, self.grid);
        let solved = SolvedPoints::new(&study, points.arms(), worlds);
        Ok(Sample::new(&inquiry.scenario, &self.arms, &self.design(), solved))
    }
}
