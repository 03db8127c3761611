//! How well the nodes of a solve converged.

use super::node::TOLERANCE;

/// How well the nodes of a solve converged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Convergence {
    /// Fixed points computed: nodes with private types × grid points × rounds.
    pub nodes: u64,
    /// Those whose residual exceeds the tolerance, [`TOLERANCE`] unless the settings say otherwise.
    pub unconverged: u64,
    pub largest_residual: f64,
    /// Evaluations of the fixed-point map over all nodes.
    pub evaluations: u64,
}

impl Convergence {
    #[inline(always)]
    pub fn count(&mut self, residual: f64, tolerance: f64) {
        self.nodes += 1;
        self.unconverged += u64::from(is_loose(residual, tolerance));
        if residual > self.largest_residual || residual.is_nan() {
            self.largest_residual = residual;
        }
    }

    /// Takes notice of a residual that was measured in another way: the worse of the two counts, at one node at least.
    pub fn or(mut self, residual: f64) -> Self {
        if is_loose(residual, TOLERANCE) {
            self.unconverged = self.unconverged.max(1);
        }
        if residual > self.largest_residual || residual.is_nan() {
            self.largest_residual = residual;
        }
        self
    }

    #[inline(always)]
    pub fn add(&mut self, other: &Convergence) {
        self.nodes += other.nodes;
        self.unconverged += other.unconverged;
        self.evaluations += other.evaluations;
        if other.largest_residual > self.largest_residual || other.largest_residual.is_nan() {
            self.largest_residual = other.largest_residual;
        }
    }
}

/// Whether a residual fails a tolerance; a NaN does.
#[inline(always)]
pub fn is_loose(residual: f64, tolerance: f64) -> bool {
    residual > tolerance || residual.is_nan()
}
