//! The end of a round in the exact recursion (`docs/model.md` section 4, step 5): war, exposure, succession, election,
//! rebuilding, loss of neutrality, each with the beliefs it leaves.

use super::recursion::{Recursion, State};
use super::values::{Side, Values, blend, posterior};
use super::{Phase, third_party};

/// Probability that something of rate `rate` a year happens in a round.
fn happens(rate: f64, rounds_per_year: f64) -> f64 {
    1.0 - (-rate / rounds_per_year).exp()
}

impl Recursion<'_> {
    /// Flows of the round at the state reached, then events, then the next round.
    pub(super) fn settle(&mut self, s: State) -> Values {
        let n = self.rounds_per_year();
        let game = self.game;
        let crises = match s.phase {
            Phase::InForce => game.crises.rate_in_force,
            _ => game.crises.rate_ruptured,
        };
        let war = happens(crises * game.crises.escalation, n);
        let next = if s.round + 1 < game.clock.foresight {
            self.exposure(State {
                round: s.round + 1,
                ..s
            })
        } else {
            Values::default()
        };
        let mut values = self.flows(s);
        let step = |discount: f64, cost: f64, next: f64| discount.powf(1.0 / n) * ((1.0 - war) * next - war * cost);
        let (d, g) = (&game.disarmer, &game.guarantor);
        for i in 0..2 {
            values.disarmer[i] += step(d.discount_factor, d.war_cost, next.disarmer[i]);
            values.guarantor[i] += step(g.discount_factor, g.war_cost, next.guarantor[i]);
            if let Some((wants, discount)) = third_party(game) {
                for j in 0..2 {
                    values.broker[i][j] += step(discount, wants.war_cost, next.broker[i][j]);
                }
            }
        }
        values
    }

    /// Values over exposure and what follows it; `s` carries the number of the next round from here on.
    fn exposure(&mut self, s: State) -> Values {
        let game = self.game;
        let rebuilding = self.rebuilding(s.phase);
        if s.phase != Phase::InForce || s.stages == 0 {
            return self.succession(s, rebuilding);
        }
        let sought = game.verification.exposure_rate
            + game
                .broker
                .filter(|_| s.broker)
                .map_or(0.0, |b| b.instruments.exposure_rate);
        let n = self.rounds_per_year();
        let found = game.disarmer.covert_share.map(|h| happens(sought * h, n));
        if found == [0.0; 2] {
            return self.succession(s, rebuilding);
        }
        let chance = found.map(|p| [1.0 - p, p, 0.0]);
        let broken = Phase::RupturedByDisarmer { rebuilt: false };
        let after = [s.phase, broken].map(|phase| {
            let seen = if phase == broken { 1 } else { 0 };
            let dealer = posterior(s.dealer, [chance[0][seen], chance[1][seen]]);
            // Rebuilding begins in the round after.
            self.succession(State { phase, dealer, ..s }, 0.0)
        });
        blend(Side::Disarmer, s.dealer, &chance, &after)
    }

    /// Chance that what can be rebuilt is rebuilt in a round that ends its moves in `phase`.
    fn rebuilding(&self, phase: Phase) -> f64 {
        let years = self.game.disarmer.rebuild_years;
        match phase {
            Phase::RupturedByGuarantor { rebuilt: false, .. } | Phase::RupturedByDisarmer { rebuilt: false } => {
                if years == 0.0 {
                    1.0
                } else {
                    happens(1.0 / years, self.rounds_per_year())
                }
            }
            _ => 0.0,
        }
    }

    fn succession(&mut self, s: State, rebuilding: f64) -> Values {
        let succession = self.game.disarmer.succession;
        let changes = happens(succession.rate, self.rounds_per_year());
        let mut values = Values::default();
        if changes < 1.0 {
            values.add(1.0 - changes, &self.election(s, rebuilding));
        }
        if changes > 0.0 {
            let dealer = succession.dealer_prior;
            let fresh = self.election(State { dealer, ..s }, rebuilding);
            values.add(changes, &under_a_new_leader(&fresh, dealer));
        }
        values
    }

    fn election(&mut self, s: State, rebuilding: f64) -> Values {
        let elections = self.game.guarantor.elections.as_ref();
        let (turnover, prior) = elections.map_or((0.0, s.keeper), |e| {
            // s.round rounds have ended.
            let mut dates = std::iter::successors(Some(e.first), |d| (e.every > 0).then_some(d + e.every));
            let number = dates.by_ref().take_while(|d| *d <= s.round).position(|d| d == s.round);
            let odds = number.map_or(0.0, |number| *e.turnover.get(number).or(e.turnover.last()).unwrap());
            (odds, e.successor_keeper_prior)
        });
        let mut values = Values::default();
        if turnover < 1.0 {
            values.add(1.0 - turnover, &self.last_events(s, rebuilding));
        }
        if turnover > 0.0 {
            let fresh = self.last_events(State { keeper: prior, ..s }, rebuilding);
            values.add(turnover, &under_a_new_administration(&fresh, prior));
        }
        values
    }

    /// Rebuilding and loss of neutrality, then the next round.
    fn last_events(&mut self, s: State, rebuilding: f64) -> Values {
        let loss = self
            .game
            .broker
            .filter(|_| s.broker)
            .map_or(0.0, |b| happens(b.neutrality_loss_rate, self.rounds_per_year()));
        let built = match s.phase {
            Phase::InForce => Phase::InForce,
            Phase::RupturedByGuarantor { enforced, .. } => Phase::RupturedByGuarantor {
                enforced,
                rebuilt: true,
            },
            Phase::RupturedByDisarmer { .. } => Phase::RupturedByDisarmer { rebuilt: true },
        };
        let mut values = Values::default();
        for (p_phase, phase) in [(1.0 - rebuilding, s.phase), (rebuilding, built)] {
            for (p_broker, broker) in [(1.0 - loss, s.broker), (loss, false)] {
                if p_phase * p_broker > 0.0 {
                    let next = self.round(State { phase, broker, ..s }).values;
                    values.add(p_phase * p_broker, &next);
                }
            }
        }
        values
    }
}

/// The disarmer is a state: under a new leader its value, and the broker's view of it, are means over the leader's type.
fn under_a_new_leader(values: &Values, prior: f64) -> Values {
    let mean = |[staller, dealer]: [f64; 2]| (1.0 - prior) * staller + prior * dealer;
    let broker: [f64; 2] = std::array::from_fn(|j| mean([values.broker[0][j], values.broker[1][j]]));
    Values {
        disarmer: [mean(values.disarmer); 2],
        broker: [broker; 2],
        ..*values
    }
}

/// The guarantor's value under a new administration, and the broker's view of it.
fn under_a_new_administration(values: &Values, prior: f64) -> Values {
    let mean = |[reneger, keeper]: [f64; 2]| (1.0 - prior) * reneger + prior * keeper;
    Values {
        guarantor: [mean(values.guarantor); 2],
        broker: values.broker.map(|row| [mean(row); 2]),
        ..*values
    }
}
