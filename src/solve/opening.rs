//! What the broker decides, and how a round opens (model section 4, steps 1 and 2, and section 6).
//!
//! The broker has no type and no belief to move: its choice is a plain logit on its expected value under the public
//! beliefs, computed for sixteen grid points at a time.

use super::channels::add_scaled;
use super::values::{CHANNELS, Row};
use crate::game::Broker;
use crate::game::moves::Opening;
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

/// Probabilities of enforcing at a group of points, from the broker's values after enforcing and after acquiescing, its
/// precision, and what enforcing costs it at once.
#[inline(always)]
pub fn enforces<S: Simd>(
    simd: S,
    weights: &[[f64; 4]],
    enforced: &[Row],
    left: &[Row],
    lambda: f64,
    cost: f64,
) -> Lanes {
    let mut score = [0.0; LANES];
    for (l, ((w, a), b)) in weights.iter().zip(enforced).zip(left).take(LANES).enumerate() {
        score[l] = lambda * (gain(w, a, b) - cost);
    }
    logistic(simd, score)
}

/// How much more the broker expects of one row than of another, by the weights of the pairs of types.
#[inline(always)]
fn gain(weights: &[f64; 4], first: &Row, second: &Row) -> f64 {
    let mut gain = 0.0;
    for pair in 0..4 {
        gain += weights[pair] * (first[4 + pair] - second[4 + pair]);
    }
    gain
}

/// How a round opens at a state with N occasions.
#[derive(Clone, Copy, Debug)]
pub struct Gate<const N: usize> {
    /// Probability of each occasion in the round, if the broker stands aside and if it mediates.
    chance: [[f64; N]; 2],
    /// The broker that decides here, if there is one.
    mediator: Option<Mediator>,
}

/// What a broker weighs when it decides about mediating.
#[derive(Clone, Copy, Debug)]
struct Mediator {
    lambda: f64,
    rounds_per_year: f64,
    /// A year.
    cost: f64,
}

impl<const N: usize> Gate<N> {
    /// # Panics
    /// If the opening has another number of occasions.
    #[inline(always)]
    pub fn new(opening: &Opening, broker: Option<&Broker>, rounds_per_year: u32) -> Self {
        assert_eq!(opening.occasions.len(), N, "a gate for each number of occasions");
        let chance = [0, 1].map(|mediates| {
            let mut none_yet = 1.0;
            std::array::from_fn(|n| {
                let chance = opening.occasions[n].chance[mediates];
                let comes = none_yet * chance;
                none_yet *= 1.0 - chance;
                comes
            })
        });
        let deciding = broker.filter(|_| opening.mediation);
        Gate {
            chance,
            mediator: deciding.map(|broker| Mediator {
                lambda: broker.rationality,
                rounds_per_year: f64::from(rounds_per_year),
                cost: broker.interests.mediation_cost,
            }),
        }
    }
}

/// Values at the start of a round from those at each occasion and those if none comes, at a group of points. Calls `record`
/// with the probabilities of mediating where the broker decides.
#[inline(always)]
pub fn open<const N: usize, S: Simd>(
    simd: S,
    gate: &Gate<N>,
    weights: &[[f64; 4]],
    occasions: &[&[Row]; N],
    none: &[Row],
    target: &mut [Row],
    record: impl FnOnce(&Lanes),
) {
    let [aside, mediated] = gate.chance;
    let mut chance = aside.map(|p| [p; LANES]);
    let mut fee = [0.0; LANES];
    if let Some(mediator) = gate.mediator {
        let mut score = [0.0; LANES];
        for (l, (w, apart)) in weights.iter().zip(none).take(LANES).enumerate() {
            let mut gained = 0.0;
            for n in 0..N {
                gained += (mediated[n] - aside[n]) * gain(w, &occasions[n][l], apart);
            }
            score[l] = mediator.lambda * (mediator.rounds_per_year * gained - mediator.cost);
        }
        let mediates = logistic(simd, score);
        for l in 0..LANES {
            for n in 0..N {
                chance[n][l] = mediates[l] * mediated[n] + (1.0 - mediates[l]) * aside[n];
            }
            fee[l] = mediates[l] * mediator.cost / mediator.rounds_per_year;
        }
        record(&mediates);
    }
    for (l, (row, apart)) in target.iter_mut().zip(none).take(LANES).enumerate() {
        let mut nothing = 1.0;
        for of_occasion in &chance {
            nothing -= of_occasion[l];
        }
        for c in 0..CHANNELS {
            let mut value = nothing * apart[c] - if c >= 4 { fee[l] } else { 0.0 };
            for n in 0..N {
                value += chance[n][l] * occasions[n][l][c];
            }
            row[c] = value;
        }
    }
}

/// Values before the broker chooses between two rows, with what it and others are paid at once.
#[inline(always)]
pub fn mix(chosen: f64, mut first: Row, mut second: Row, paid: &[Row; 2]) -> Row {
    add_scaled(&mut first, &paid[0], 1.0);
    add_scaled(&mut second, &paid[1], 1.0);
    std::array::from_fn(|c| chosen * first[c] + (1.0 - chosen) * second[c])
}
