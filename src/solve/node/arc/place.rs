//! Places on the curve, and how far apart they are.

use super::bordered::MOST;

/// What λ counts along the curve, where z counts in its own units: as if it ran from 0 to this.
pub const SCALE: f64 = 8.0;

/// A place on the curve: z by observation, and λ as a part of [`SCALE`].
#[derive(Clone, Copy, Debug)]
pub struct Place<const K: usize> {
    pub z: [f64; K],
    pub part: f64,
}

impl<const K: usize> Place<K> {
    /// From here along a direction.
    pub fn moved(&self, direction: &[f64; MOST], length: f64) -> Self {
        Place {
            z: std::array::from_fn(|o| self.z[o] + length * direction[o]),
            part: self.part + length * direction[K],
        }
    }
}

/// How far two places are apart.
pub fn distance<const K: usize>(a: &Place<K>, b: &Place<K>) -> f64 {
    let z = (0..K).map(|o| (a.z[o] - b.z[o]) * (a.z[o] - b.z[o])).sum::<f64>();
    (z + (a.part - b.part) * (a.part - b.part)).sqrt()
}
