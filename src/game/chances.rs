//! Chance events at the end of a round (model section 4, step 5).

use super::parameters::Game;
use super::state::{StateId, StateSpace};
use crate::numeric::elementary::{exp, occurrence};

/// Crises of a round that do not escalate are counted up to this number.
pub const MOST_CRISES: usize = 16;

/// What may happen to a state at the end of a round, and where it leads. Events come in the order of the fields `war`,
/// `exposure`, (succession and election, which do not depend on the state), `rebuild`, `neutrality_loss`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chances {
    /// Probability that a crisis becomes war: 1 − exp(−rate·escalation/n).
    pub war: f64,
    /// Probability of at least 1, 2, … crises that do not escalate, given that there is no war.
    pub crises: [f64; MOST_CRISES],
    /// Probability of war after at least 1, 2, … crises in the same round that did not escalate.
    pub crises_before_war: [f64; MOST_CRISES],
    /// Probability that a covert programme is exposed, by disarmer type; 0 unless in force with a stage completed.
    pub exposure: [f64; 2],
    /// Probability that the reversible part is rebuilt; 0 where that changes nothing.
    pub rebuild: f64,
    /// Probability that the broker loses its neutrality; 0 where it is not active.
    pub neutrality_loss: f64,
    /// The state after exposure, in which nothing is rebuilt in the same round.
    pub after_exposure: StateId,
    pub after_rebuilding: StateId,
    pub after_neutrality_loss: StateId,
}

impl Chances {
    /// Probabilities that a round sees war, or else at least 1, 2, … crises that do not escalate. One draw decides about
    /// both: war has the lowest part of it, and of that the lowest part is war after many other crises
    /// ([`Self::crises_before_war`]).
    pub fn crises_by(&self) -> [f64; MOST_CRISES] {
        self.crises.map(|more| self.war + (1.0 - self.war) * more)
    }
}

/// The chances at a state.
pub(super) fn chances(game: &Game, space: &StateSpace, id: StateId) -> Chances {
    let state = space.states()[id];
    let rounds = f64::from(game.clock.rounds_per_year);
    let crises = &game.crises;
    let rate = match state.phase.in_force() {
        true => crises.rate_in_force,
        false => crises.rate_ruptured,
    } / rounds;
    let active = game.broker.as_ref().filter(|_| state.broker_active);
    let after_exposure = space.after_exposure(id);
    let exposure = match after_exposure == id {
        true => [0.0; 2],
        false => {
            let rate = game.verification.exposure_rate + active.map_or(0.0, |b| b.instruments.exposure_rate);
            game.disarmer.covert_share.map(|h| occurrence(rate * h / rounds))
        }
    };
    let after_rebuilding = space.after_rebuilding(id);
    let rebuild = match after_rebuilding == id {
        true => 0.0,
        false => occurrence(1.0 / (game.disarmer.rebuild_years * rounds)),
    };
    Chances {
        war: occurrence(rate * crises.escalation),
        crises: at_least(rate * (1.0 - crises.escalation)),
        crises_before_war: before_war(rate, crises.escalation),
        exposure,
        rebuild,
        neutrality_loss: active.map_or(0.0, |b| occurrence(b.neutrality_loss_rate / rounds)),
        after_exposure,
        after_rebuilding,
        after_neutrality_loss: space.after_neutrality_loss(id),
    }
}

/// Probability that a Poisson number of mean `mean` is at least 1, 2, ….
fn at_least(mean: f64) -> [f64; MOST_CRISES] {
    let mut exactly = exp(-mean);
    let mut more = occurrence(mean);
    let mut probabilities = [0.0; MOST_CRISES];
    for (below, probability) in probabilities.iter_mut().enumerate() {
        *probability = more.max(0.0);
        exactly *= mean / (below + 1) as f64;
        more -= exactly;
    }
    probabilities
}

/// Probability that one of a Poisson number of crises of mean `mean` escalates, after at least 1, 2, … others that did not.
fn before_war(mean: f64, escalation: f64) -> [f64; MOST_CRISES] {
    let mut more = occurrence(mean * escalation);
    // The crisis after some others happens, these do not escalate and it does.
    let mut escalates = escalation;
    at_least(mean).map(|happens| {
        more -= escalates * happens;
        escalates *= 1.0 - escalation;
        more.max(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_of_many_crises_are_those_of_a_poisson_number() {
        let [one, two, three, ..] = at_least(0.5);
        let none = exp(-0.5);
        assert!((one - (1.0 - none)).abs() < 1e-15);
        assert!((two - (1.0 - 1.5 * none)).abs() < 1e-15);
        assert!((three - (1.0 - 1.625 * none)).abs() < 1e-15);
        assert_eq!(at_least(0.0), [0.0; MOST_CRISES]);
    }

    #[test]
    fn a_war_comes_after_as_many_crises_as_did_not_escalate() {
        let (mean, escalation) = (3.0, 0.3);
        let before = before_war(mean, escalation);
        let war = occurrence(mean * escalation);
        // Crises stop at the first that escalates, so their mean is that of the wars over the chance to escalate.
        let expected: f64 = war + before.iter().sum::<f64>();
        let among_all = war / escalation;
        let without_war: f64 = at_least(mean * (1.0 - escalation)).iter().sum::<f64>() * (1.0 - war);
        assert!((expected + without_war - among_all).abs() < 1e-6);
        assert_eq!(before_war(mean, 1.0), [0.0; MOST_CRISES]);
        assert_eq!(before_war(mean, 0.0), [0.0; MOST_CRISES]);
    }
}
