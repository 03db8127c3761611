//! Values on the belief grid, one array per channel.

use crate::numeric::grid::BeliefGrid;

/// The disarmer's value by type is channels 0 and 1, the guarantor's 2 and 3, the broker's for each pair of true types 4 to 7
/// (4 + 2 × disarmer type + guarantor type).
pub const CHANNELS: usize = 8;

/// Channels of a game without a broker: the broker's are identically zero and are not carried.
pub const CHANNELS_WITHOUT_BROKER: usize = 4;

/// Channel of the broker's value for a pair of types.
pub const fn broker_channel(disarmer: usize, guarantor: usize) -> usize {
    4 + 2 * disarmer + guarantor
}

/// Values of many states or nodes: `slot` × channel × grid point, where point = disarmer index × G + guarantor index.
#[derive(Clone, Debug)]
pub struct Values {
    cells: Vec<f64>,
    channels: usize,
    points: usize,
}

impl Values {
    pub fn new(slots: usize, channels: usize, grid: &BeliefGrid) -> Self {
        let points = grid.len() * grid.len();
        Values {
            cells: vec![0.0; slots * channels * points],
            channels,
            points,
        }
    }

    pub fn channels(&self) -> usize {
        self.channels
    }

    /// All grid points of one channel.
    #[inline]
    pub fn channel(&self, slot: usize, channel: usize) -> &[f64] {
        let start = (slot * self.channels + channel) * self.points;
        &self.cells[start..start + self.points]
    }

    #[inline]
    pub fn channel_mut(&mut self, slot: usize, channel: usize) -> &mut [f64] {
        let start = (slot * self.channels + channel) * self.points;
        &mut self.cells[start..start + self.points]
    }

    /// Bilinear interpolation of one channel at any beliefs.
    pub fn at(&self, slot: usize, channel: usize, grid: &BeliefGrid, beliefs: [f64; 2]) -> f64 {
        let values = self.channel(slot, channel);
        let size = grid.len();
        let (p, q) = (grid.locate(beliefs[0]), grid.locate(beliefs[1]));
        let row = |i: usize| {
            let start = (p.cell + i) * size + q.cell;
            values[start] + (values[start + 1] - values[start]) * q.fraction
        };
        let low = row(0);
        low + (row(1) - low) * p.fraction
    }
}
