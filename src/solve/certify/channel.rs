//! Whose values are carried, and how payoffs and probabilities relate to them.
//!
//! A number stands for each type of the disarmer (0, 1) and of the guarantor (2, 3), and for the broker at each pair of true
//! types (4 to 7: 4 + 2 × disarmer type + guarantor type). The guarantor does not know the disarmer's type: its numbers are
//! expectations under the public belief.

use crate::game::payoffs::Amounts;

/// Numbers of a value.
pub const CHANNELS: usize = 8;

/// One value of everybody.
pub type Row = [f64; CHANNELS];

/// Whose value a channel holds: 0 disarmer, 1 guarantor, 2 broker.
pub fn owner(channel: usize) -> usize {
    (channel / 2).min(2)
}

/// Payoffs by channel if the disarmer is of a type.
pub fn by_channel(amounts: &Amounts, disarmer: usize) -> Row {
    let ([d0, d1], [g0, g1]) = (amounts.disarmer, amounts.guarantor[disarmer]);
    let [[b0, b1], [b2, b3]] = amounts.broker;
    [d0, d1, g0, g1, b0, b1, b2, b3]
}

/// Payoffs by channel, the guarantor's expected under a belief about the disarmer.
pub fn expected(amounts: &Amounts, dealer: f64) -> Row {
    let [staller, other] = [0, 1].map(|kind| by_channel(amounts, kind));
    std::array::from_fn(|c| (1.0 - dealer) * staller[c] + dealer * other[c])
}

/// Payoffs by channel of a move by a player other than the disarmer.
///
/// # Panics
/// If what the guarantor is paid depends on the disarmer's type: then there would be no number for it before that is known.
pub fn of_a_known_move(amounts: &Amounts) -> Row {
    let [staller, dealer] = amounts.guarantor;
    assert!(staller == dealer, "only a disarmer's move pays by the disarmer's type");
    by_channel(amounts, 0)
}

/// Probability of a type (1 = high) under a belief.
pub fn side(belief: f64, kind: usize) -> f64 {
    if kind == 1 { belief } else { 1.0 - belief }
}

/// Probability of each pair of types, in the order of the broker's channels.
pub fn pairs(beliefs: [f64; 2]) -> [f64; 4] {
    std::array::from_fn(|pair| side(beliefs[0], pair / 2) * side(beliefs[1], pair % 2))
}

/// A probability by channel, from that of the low and of the high type of the disarmer (`own` = 0) or of the guarantor
/// (`own` = 2): that side and the broker know the type their channel stands for, the other side knows only the belief.
pub fn by_type(own: usize, belief: f64, low: f64, high: f64) -> Row {
    let public = (1.0 - belief) * low + belief * high;
    match own {
        0 => [low, high, public, public, low, low, high, high],
        _ => [public, public, low, high, low, high, low, high],
    }
}
