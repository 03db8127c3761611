//! Values on the belief grid.

use crate::numeric::grid::BeliefGrid;

/// Channels of a value: the disarmer's by type (0, 1), the guarantor's by type (2, 3), the broker's for each pair of true
/// types (4 to 7: 4 + 2 × disarmer type + guarantor type). Without a broker its channels are zero.
pub const CHANNELS: usize = 8;

/// The values of everybody at one point: 64 bytes, one cache line.
pub type Row = [f64; CHANNELS];

/// Channel of the broker's value for a pair of types.
pub const fn broker_channel(disarmer: usize, guarantor: usize) -> usize {
    4 + 2 * disarmer + guarantor
}

/// Values of many states or nodes: slot × grid point, where point = disarmer index × G + guarantor index.
#[derive(Clone, Debug)]
pub struct Values {
    rows: Vec<Row>,
    points: usize,
}

impl Values {
    pub fn new(slots: usize, grid: &BeliefGrid) -> Self {
        let points = grid.len() * grid.len();
        Values {
            rows: vec![[0.0; CHANNELS]; slots * points],
            points,
        }
    }

    /// All slots, one after the other.
    pub fn all(&self) -> &[Row] {
        &self.rows
    }

    /// All grid points of a slot.
    #[inline(always)]
    pub fn slot(&self, slot: usize) -> &[Row] {
        &self.rows[slot * self.points..(slot + 1) * self.points]
    }

    #[inline(always)]
    pub fn slot_mut(&mut self, slot: usize) -> &mut [Row] {
        &mut self.rows[slot * self.points..(slot + 1) * self.points]
    }

    /// Takes the first slots from other values on the same grid.
    pub fn copy_first(&mut self, slots: usize, other: &Values) {
        let count = slots * self.points;
        self.rows[..count].copy_from_slice(&other.rows[..count]);
    }

    /// The same values at the points of another grid, by bilinear interpolation.
    pub fn on(&self, from: &BeliefGrid, to: &BeliefGrid) -> Self {
        let slots = self.rows.len() / self.points;
        let mut values = Values::new(slots, to);
        for slot in 0..slots {
            for (point, row) in values.slot_mut(slot).iter_mut().enumerate() {
                let beliefs = [to.points()[point / to.len()], to.points()[point % to.len()]];
                *row = std::array::from_fn(|channel| self.at(slot, channel, from, beliefs));
            }
        }
        values
    }

    /// Bilinear interpolation of one channel at any beliefs.
    pub fn at(&self, slot: usize, channel: usize, grid: &BeliefGrid, beliefs: [f64; 2]) -> f64 {
        let values = self.slot(slot);
        let size = grid.len();
        let (p, q) = (grid.locate(beliefs[0]), grid.locate(beliefs[1]));
        let along = |i: usize| {
            let start = (p.cell + i) * size + q.cell;
            let (low, high) = (values[start][channel], values[start + 1][channel]);
            low + (high - low) * q.fraction
        };
        let low = along(0);
        low + (along(1) - low) * p.fraction
    }
}
