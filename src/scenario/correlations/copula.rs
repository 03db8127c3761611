//! What is drawn together: a Gaussian copula over the coordinates of a world.
//!
//! Coordinates are uniform and independent. Those that are correlated become normal scores z = Φ⁻¹(u), L z with L the lower triangle of
//! the matrix of their correlations, R = L Lᵀ, and coordinates again, Φ(L z): each is uniform as before. A rank correlation r_s belongs to
//! the correlation 2 sin(π r_s / 6) of the scores (`docs/model.md`, section 8).
//!
//! The score of an event has the other sign, as an event happens if its coordinate is low: a positive correlation is one with its
//! happening.

use std::f64::consts::PI;

use crate::numeric::elementary::sin;
use crate::numeric::quantile::{below, normal};

/// A correlation leaves at least this part of a score's variance to itself; less is rounding.
const LEAST_VARIANCE: f64 = 1e-10;
/// Coordinates stay away from 0 and 1, where there are no scores.
const LEAST: f64 = 1.0 / (1_u64 << 53) as f64;

/// A pair of places with its rank correlation.
pub(super) type Pair = (usize, usize, f64);

/// What makes correlated coordinates of independent ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::scenario) struct Copula {
    /// Of the coordinates that are correlated, in ascending order; each with whether it is that of an event.
    members: Vec<(usize, bool)>,
    /// L: a row for each of them, as long as its number.
    rows: Vec<Vec<f64>>,
}

impl Copula {
    /// That of rank correlations between places; pairs that are not named are independent. `is_event` says of which places a low
    /// coordinate makes something happen. `None` if no numbers can have all these correlations together.
    pub fn new(pairs: &[Pair], is_event: impl Fn(usize) -> bool) -> Option<Self> {
        let mut places: Vec<usize> = pairs.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
        places.sort_unstable();
        places.dedup();
        Some(Copula {
            rows: triangle(&places, pairs)?,
            members: places.into_iter().map(|place| (place, is_event(place))).collect(),
        })
    }

    /// Makes them correlated. A coordinate that hangs on none before it stays as it is, to the last bit.
    pub fn apply(&self, coordinates: &mut [f64]) {
        let sign = |is_event: bool| if is_event { -1.0 } else { 1.0 };
        let score = |(place, is_event): &(usize, bool)| sign(*is_event) * normal(coordinates[*place]);
        let scores: Vec<f64> = self.members.iter().map(score).collect();
        for (row, (place, is_event)) in self.rows.iter().zip(&self.members) {
            let alone = row.len() - 1;
            if row[..alone].iter().all(|x| *x == 0.0) {
                continue;
            }
            let z: f64 = row.iter().zip(&scores).map(|(x, z)| x * z).sum();
            coordinates[*place] = below(sign(*is_event) * z).clamp(LEAST, 1.0 - LEAST);
        }
    }
}

/// The largest number of hundredths below 1 by which all ranks can be multiplied so that numbers can have them together.
pub(super) fn possible_share(pairs: &[Pair]) -> f64 {
    let scaled = |share: f64| pairs.iter().map(move |(a, b, rank)| (*a, *b, share * rank));
    let fits = |hundredths: u32| {
        let scaled: Vec<Pair> = scaled(f64::from(hundredths) / 100.0).collect();
        Copula::new(&scaled, |_| false).is_some()
    };
    // Between independent numbers, which there are, and what was asked for.
    let (mut low, mut high) = (0, 100);
    while high - low > 1 {
        let middle = u32::midpoint(low, high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::from(low) / 100.0
}

/// Groups of pairs that hang together, each in the order in which they are given.
pub(super) fn blocks(pairs: &[Pair]) -> Vec<Vec<Pair>> {
    let mut blocks: Vec<Vec<Pair>> = Vec::new();
    for pair in pairs {
        let touches = |block: &Vec<Pair>| {
            let at = |place: usize| block.iter().any(|(a, b, _)| *a == place || *b == place);
            at(pair.0) || at(pair.1)
        };
        let (joined, mut apart): (Vec<_>, Vec<_>) = blocks.into_iter().partition(touches);
        let mut block: Vec<Pair> = joined.into_iter().flatten().collect();
        block.push(*pair);
        apart.push(block);
        blocks = apart;
    }
    blocks
}

/// The lower triangle L with R = L Lᵀ, by Cholesky's method; `None` if R is not positive definite.
fn triangle(places: &[usize], pairs: &[Pair]) -> Option<Vec<Vec<f64>>> {
    let size = places.len();
    let mut matrix = vec![vec![0.0; size]; size];
    for (first, second, rank) in pairs {
        let at = |place: &usize| places.iter().position(|other| other == place);
        let (i, j) = (at(first)?, at(second)?);
        matrix[i.max(j)][i.min(j)] = 2.0 * sin(PI * rank / 6.0);
    }
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(size);
    for (i, entries) in matrix.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(i + 1);
        for (j, other) in rows.iter().enumerate() {
            let known: f64 = row.iter().zip(other).map(|(x, y)| x * y).sum();
            row.push((entries[j] - known) / other[j]);
        }
        let variance = 1.0 - row.iter().map(|x| x * x).sum::<f64>();
        if variance < LEAST_VARIANCE {
            return None;
        }
        row.push(variance.sqrt());
        rows.push(row);
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triangle_is_that_worked_out_by_hand() {
        let copula = Copula::new(&[(3, 7, 0.5)], |_| false).unwrap();
        let rho = 2.0 * (PI / 12.0).sin();
        assert!((copula.rows[1][0] - rho).abs() < 1e-15);
        assert!((copula.rows[1][1] - (1.0 - rho * rho).sqrt()).abs() < 1e-15);
        let mut coordinates = [0.1, 0.2, 0.3, 0.9, 0.5, 0.6, 0.7, 0.5];
        copula.apply(&mut coordinates);
        assert_eq!(coordinates[..7], [0.1, 0.2, 0.3, 0.9, 0.5, 0.6, 0.7]);
        assert!((coordinates[7] - below(rho * normal(0.9))).abs() < 1e-15);
    }

    #[test]
    fn an_event_goes_the_other_way_by_its_coordinate() {
        let copula = Copula::new(&[(0, 1, 0.8)], |place| place == 1).unwrap();
        let mut coordinates = [0.99, 0.5];
        copula.apply(&mut coordinates);
        assert!(coordinates[1] < 0.1, "low, so that it happens: {coordinates:?}");
    }

    #[test]
    fn coordinates_stay_inside_the_unit_interval_however_far_out() {
        let copula = Copula::new(&[(0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.9)], |_| false).unwrap();
        for end in [LEAST, 1.0 - LEAST] {
            let mut coordinates = [end; 3];
            copula.apply(&mut coordinates);
            assert!(coordinates.iter().all(|u| *u > 0.0 && *u < 1.0), "{coordinates:?}");
        }
    }

    #[test]
    fn what_cannot_be_together_is_refused_and_the_share_that_can_is_found() {
        let chain = [(0, 1, 0.9), (1, 2, 0.9)];
        assert_eq!(Copula::new(&chain, |_| false), None);
        let share = possible_share(&chain);
        // Two correlations with a third of 0 fit as long as their squares sum to less than 1: 2 sin(π r/6) < √½, so r < 0.6902.
        assert_eq!(share, 0.76);
        assert!(Copula::new(&[(0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.8)], |_| false).is_some());
    }

    #[test]
    fn pairs_that_share_no_place_are_blocks_of_their_own() {
        let pairs = [(0, 1, 0.1), (2, 3, 0.2), (4, 5, 0.3), (1, 2, 0.4)];
        let blocks = blocks(&pairs);
        assert_eq!(blocks.len(), 2);
        assert!(blocks.contains(&vec![(4, 5, 0.3)]));
    }
}
