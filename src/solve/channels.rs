//! How payoffs, probabilities and beliefs relate to the channels of a value.

use super::values::{CHANNELS, Row, broker_channel};
use crate::game::payoffs::Amounts;

/// weight × row.
#[inline(always)]
pub fn scaled(row: &Row, weight: f64) -> Row {
    std::array::from_fn(|c| weight * row[c])
}

/// target + weight × row.
#[inline(always)]
pub fn add_scaled(target: &mut Row, row: &Row, weight: f64) {
    for c in 0..CHANNELS {
        target[c] += weight * row[c];
    }
}

/// Whose value a channel holds: 0 disarmer, 1 guarantor, 2 broker.
pub fn owner(channel: usize) -> usize {
    (channel / 2).min(2)
}

/// Payoffs by channel: the guarantor's are those that a disarmer of type `disarmer` brings about.
#[inline(always)]
pub fn by_channel(amounts: &Amounts, disarmer: usize) -> Row {
    let ([d0, d1], [g0, g1], [[b0, b1], [b2, b3]]) = (amounts.disarmer, amounts.guarantor[disarmer], amounts.broker);
    [d0, d1, g0, g1, b0, b1, b2, b3]
}

/// Payoffs by channel: the guarantor's as it expects them if the disarmer is a dealer with probability `dealer`.
#[inline(always)]
pub fn expected_by_channel(amounts: &Amounts, dealer: f64) -> Row {
    let (mut row, other) = (by_channel(amounts, 0), by_channel(amounts, 1));
    for c in [2, 3] {
        row[c] = (1.0 - dealer) * row[c] + dealer * other[c];
    }
    row
}

/// The broker's expectation under the public beliefs of a quantity given by broker channel.
pub fn public_mean(beliefs: [f64; 2], quantity: impl Fn(usize) -> f64) -> f64 {
    let mut mean = 0.0;
    for disarmer in 0..2 {
        for guarantor in 0..2 {
            let weight = side(beliefs[0], disarmer) * side(beliefs[1], guarantor);
            mean += weight * quantity(broker_channel(disarmer, guarantor));
        }
    }
    mean
}

/// Probability of a type (1 = high) under a belief.
pub fn side(belief: f64, kind: usize) -> f64 {
    if kind == 1 { belief } else { 1.0 - belief }
}

/// A probability by channel, from that of the mover's low and high type: the mover and the broker know the type that
/// their channel stands for, the other side knows only the belief. `own` is the channel of the mover's low type.
#[inline(always)]
pub fn weights(own: usize, belief: f64, low: f64, high: f64) -> Row {
    let public = (1.0 - belief) * low + belief * high;
    match own {
        0 => [low, high, public, public, low, low, high, high],
        _ => [public, public, low, high, low, high, low, high],
    }
}
