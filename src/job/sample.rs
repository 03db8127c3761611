//! Independent worlds of a scenario, for questions about what differs between worlds.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::error::JobError;
use super::inquiry::{Batch, Inquiry};
use super::rough::{self, Finer};
use super::watch::Step;
use crate::analysis::drivers::Sample;
use crate::analysis::tables::{self, Numbers};
use crate::study::design::{Design, Sampling};
use crate::study::points::{Point, Points};
use crate::table::Table;

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

    fn points(&self, inquiry: &Inquiry) -> Points {
        Points {
            points: vec![self.point(inquiry)],
            design: self.design(),
        }
    }

    /// Solves some of the worlds of a sample on a finer grid, as the batch of number 1.
    ///
    /// # Errors
    /// If `stop` was raised, or a finished chunk cannot be read or kept.
    pub(super) fn finer(&self, inquiry: &mut Inquiry, sample: &Sample) -> Result<Finer, JobError> {
        let point = self.point(inquiry);
        Finer::of(inquiry, &point, (&sample.solved, self.grid, self.design()), 1)
    }

    /// The tables of the worlds of a sample: what was drawn, and what came of it.
    pub(super) fn tables(&self, inquiry: &Inquiry, sample: &Sample) -> [Table; 2] {
        let study = self.points(inquiry).study(self.seed, self.grid);
        let numbers = Numbers::of(&inquiry.scenario, self.design());
        let results = &sample.solved.results;
        [
            tables::draws(&study, &numbers, results),
            tables::worlds(&study, results),
        ]
    }

    /// What the manifest says of a sample.
    pub(super) fn facts(&self, finer: &Finer) -> Map<String, Value> {
        let entries = [
            ("grid_error", finer.facts(&self.arms)),
            ("sampling", json!(self.design().sampling.name())),
        ];
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    }

    /// Of a part, works on its chunks of the sample and of what is solved on a finer grid, and is true: it is to be ended then. False for
    /// a whole result.
    ///
    /// # Errors
    /// As [`Inquiry::divide`].
    pub(super) fn divide(&self, inquiry: &Inquiry) -> Result<bool, JobError> {
        let points = self.points(inquiry);
        rough::divide(inquiry, vec![self.batch(&points)], self.grid, 1)
    }

    fn batch<'p>(&self, points: &'p Points) -> Batch<'p> {
        Batch {
            number: 0,
            points,
            worlds: self.worlds,
            settings: rough::settings(self.grid),
            step: Step::Worlds,
        }
    }

    /// Draws and solves the worlds, as the batch of number 0.
    ///
    /// # Errors
    /// If nothing is uncertain, `stop` was raised, or a finished chunk cannot be read or kept.
    pub(super) fn sample(&self, inquiry: &mut Inquiry) -> Result<Sample, JobError> {
        if inquiry.scenario.uncertain().is_empty() {
            return Err(JobError::NothingUncertain(inquiry.scenario.stem.clone()));
        }
        let points = self.points(inquiry);
        let solved = inquiry.solve(&self.batch(&points))?;
        Ok(Sample::new(&inquiry.scenario, &self.arms, &self.design(), solved))
    }
}
