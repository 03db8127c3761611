//! What the broker decides, and how a round opens (model section 4, steps 1 and 2, and section 6).
//!
//! The broker has no type and no belief to move: its choice is a plain logit on its expected value under the public
//! beliefs, computed for sixteen grid points at a time.

use super::channels::add_scaled;
use super::values::{CHANNELS, Row};
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::{LANES, Lanes};
use crate::numeric::wide::logistic;
use pulp::Simd;

/// Probability of each pair of types under the public beliefs, by grid point.
pub fn pair_weights(grid: &BeliefGrid) -> Vec<[f64; 4]> {
    let beliefs = grid.points();
    let pairs = beliefs.iter().flat_map(|d| beliefs.iter().map(move |g| (*d, *g)));
    let weights = pairs.map(|(d, g)| [(1.0 - d) * (1.0 - g), (1.0 - d) * g, d * (1.0 - g), d * g]);
    weights.collect()
}

/// Probabilities of the broker's first action at a group of points, from its values after both by pair of types, its
/// precision, the factor of the gain, and what the first action costs.
#[inline(always)]
pub fn broker_chooses<S: Simd>(
    simd: S,
    weights: &[[f64; 4]],
    first: &[Row],
    second: &[Row],
    lambda: f64,
    scale: f64,
    cost: f64,
) -> Lanes {
    let mut score = [0.0; LANES];
    for (l, ((w, a), b)) in weights.iter().zip(first).zip(second).take(LANES).enumerate() {
        let mut gain = 0.0;
        for pair in 0..4 {
            gain += w[pair] * (a[4 + pair] - b[4 + pair]);
        }
        score[l] = lambda * (scale * gain - cost);
    }
    logistic(simd, score)
}

/// How a round opens at a state.
#[derive(Clone, Copy, Debug)]
pub struct Gate {
    /// Probability of meeting if the broker stands aside and if it mediates.
    pub meeting: [f64; 2],
    /// The broker's precision and what a round of mediating costs it, if it decides here.
    pub broker: Option<(f64, f64)>,
}

/// Values at the start of a round from those if the parties meet and those if they do not, at a group of points. Calls
/// `record` with the probabilities of mediating where the broker decides; returns the probabilities of meeting.
#[inline(always)]
pub fn open<S: Simd>(
    simd: S,
    gate: &Gate,
    weights: &[[f64; 4]],
    met: &[Row],
    apart: &[Row],
    target: &mut [Row],
    record: impl FnOnce(&Lanes),
) -> Lanes {
    let [aside, mediated] = gate.meeting;
    let mut meeting = [aside; LANES];
    let mut fee = [0.0; LANES];
    if let Some((lambda, cost)) = gate.broker {
        let mediates = broker_chooses(simd, weights, met, apart, lambda, mediated - aside, cost);
        for l in 0..LANES {
            meeting[l] = mediates[l] * mediated + (1.0 - mediates[l]) * aside;
            fee[l] = mediates[l] * cost;
        }
        record(&mediates);
    }
    for (l, ((row, m), a)) in target.iter_mut().zip(met).zip(apart).take(LANES).enumerate() {
        for c in 0..CHANNELS {
            let paid = if c >= 4 { fee[l] } else { 0.0 };
            row[c] = meeting[l] * m[c] + (1.0 - meeting[l]) * a[c] - paid;
        }
    }
    meeting
}

/// Values before the broker chooses between two rows, with what it and others are paid at once.
#[inline(always)]
pub fn mix(chosen: f64, mut first: Row, mut second: Row, paid: &[Row; 2]) -> Row {
    add_scaled(&mut first, &paid[0], 1.0);
    add_scaled(&mut second, &paid[1], 1.0);
    std::array::from_fn(|c| chosen * first[c] + (1.0 - chosen) * second[c])
}
