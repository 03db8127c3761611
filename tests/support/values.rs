//! Values of the three players at a public state, and how a node combines those of its continuations.

use super::fixed_point::Policies;

/// Whose hidden type a move or a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Disarmer,
    Guarantor,
}

/// Expected discounted payoffs from here on. `disarmer` is by type `[staller, dealer]` and `guarantor` by type
/// `[reneger, keeper]`, each an expectation over the other's type under the public belief; `broker` is by the pair of true
/// types, `[disarmer's][guarantor's]` (`docs/model.md` section 9).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Values {
    pub disarmer: [f64; 2],
    pub guarantor: [f64; 2],
    pub broker: [[f64; 2]; 2],
}

impl Values {
    pub fn add(&mut self, weight: f64, other: &Values) {
        for i in 0..2 {
            self.disarmer[i] += weight * other.disarmer[i];
            self.guarantor[i] += weight * other.guarantor[i];
            for j in 0..2 {
                self.broker[i][j] += weight * other.broker[i][j];
            }
        }
    }

    /// The broker's value when the disarmer is a dealer with probability `dealer`, the guarantor a keeper with `keeper`.
    pub fn broker_expects(&self, dealer: f64, keeper: f64) -> f64 {
        let given = |row: &[f64; 2]| (1.0 - keeper) * row[0] + keeper * row[1];
        (1.0 - dealer) * given(&self.broker[0]) + dealer * given(&self.broker[1])
    }

    /// All eight numbers, for comparisons.
    pub fn numbers(&self) -> [f64; 8] {
        let ([d0, d1], [g0, g1], [[b0, b1], [b2, b3]]) = (self.disarmer, self.guarantor, self.broker);
        [d0, d1, g0, g1, b0, b1, b2, b3]
    }
}

/// Bayes' rule for a binary type; an observation that neither type can produce leaves the belief alone.
pub fn posterior(belief: f64, likelihood: [f64; 2]) -> f64 {
    let (low, high) = ((1.0 - belief) * likelihood[0], belief * likelihood[1]);
    if low + high > 0.0 { high / (low + high) } else { belief }
}

/// Values before an observation about `side`, which has chance `chance[type][observation]` and leads to `after`: the side's
/// own types know what they do, the other side expects it under the public belief.
pub fn blend(side: Side, belief: f64, chance: &Policies, after: &[Values]) -> Values {
    let mut result = Values::default();
    for (o, value) in after.iter().enumerate() {
        let by_type = [chance[0][o], chance[1][o]];
        let public = (1.0 - belief) * by_type[0] + belief * by_type[1];
        for i in 0..2 {
            let (own, other) = match side {
                Side::Disarmer => (by_type[i], public),
                Side::Guarantor => (public, by_type[i]),
            };
            result.disarmer[i] += own * value.disarmer[i];
            result.guarantor[i] += other * value.guarantor[i];
            for j in 0..2 {
                let mover = if side == Side::Disarmer { i } else { j };
                result.broker[i][j] += by_type[mover] * value.broker[i][j];
            }
        }
    }
    result
}
