//! What is at stake in the exact recursion: shares, flows and one-offs (`docs/model.md` sections 3 and 5). Events are in
//! [`super::events`].

use super::fixed_point::Policies;
use super::recursion::{Recursion, State};
use super::values::Values;
use super::{Phase, third_party};

/// An amount of money by true types: what the disarmer's type gets, what the guarantor's type gets facing it, and what the
/// broker gets on its own account, before its alignments.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Amount {
    pub disarmer: [f64; 2],
    /// `[disarmer's type][guarantor's type]`.
    pub guarantor: [[f64; 2]; 2],
    pub broker: [f64; 2],
}

/// How the disarmer's actions show, and what they pay at once.
pub(super) struct Actions {
    pub count: usize,
    /// Chance of each observation given the action.
    pub shows: [[f64; 3]; 3],
    /// Expected one-off of feigning (action 1).
    pub feigning: Amount,
}

/// The effective shares of section 3: A and C as the disarmer values them, Â and Ĉ as the guarantor does.
struct Shares {
    given_up: f64,
    threat_removed: f64,
    relief: f64,
    cost: f64,
}

impl Recursion<'_> {
    pub(super) fn rounds_per_year(&self) -> f64 {
        f64::from(self.game.clock.rounds_per_year)
    }

    /// T_θ = 1 − h_θ.
    fn declared(&self) -> [f64; 2] {
        self.game.disarmer.covert_share.map(|h| 1.0 - h)
    }

    /// A0(k) = Σ a_j over the first `stages` stages.
    pub(super) fn promised(&self, stages: usize) -> f64 {
        self.game.stages[..stages].iter().map(|s| s.deterrent_share).sum()
    }

    fn aid(&self, broker: bool) -> f64 {
        let lent = self.game.broker.filter(|_| broker).map_or(0.0, |b| b.instruments.aid);
        lent + self.game.backing.aid
    }

    /// Φ of section 5 for one discount factor.
    fn until_foresight(&self, round: usize, discount: f64) -> f64 {
        let n = self.rounds_per_year();
        let left = self.game.clock.foresight - round;
        (0..left).map(|r| discount.powf(r as f64 / n)).sum::<f64>() / n
    }

    /// What an amount, paid by type with the given weights, is worth to everybody: the disarmer's type knows what it gets, the
    /// guarantor expects it under the belief, the broker is tracked by pair of types and adds its alignments.
    pub(super) fn to_everybody(&self, dealer: f64, weights: [f64; 2], amount: &Amount) -> Values {
        let (to_d, to_g) = third_party(self.game).map_or((0.0, 0.0), |(wants, _)| {
            (wants.alignment_disarmer, wants.alignment_guarantor)
        });
        let believed = [1.0 - dealer, dealer];
        let mut values = Values::default();
        for i in 0..2 {
            values.disarmer[i] = weights[i] * amount.disarmer[i];
            for j in 0..2 {
                let paid = weights[i] * amount.guarantor[i][j];
                values.guarantor[j] += believed[i] * paid;
                values.broker[i][j] = weights[i] * (amount.broker[i] + to_d * amount.disarmer[i]) + to_g * paid;
            }
        }
        values
    }

    /// The one-off of an advance for stage k + 1 that was pocketed or whose step was disputed.
    pub(super) fn lost_advance(&self, s: State) -> Values {
        let (stage, years) = (&self.game.stages[s.stages], self.game.talks.advance_years);
        let enjoyed = (self.game.disarmer.relief_value + self.aid(s.broker)) * stage.relief_share * years;
        let paid = self.game.guarantor.relief_cost.map(|g| -g * stage.cost_share * years);
        let amount = Amount {
            disarmer: [enjoyed; 2],
            guarantor: [paid; 2],
            broker: [0.0; 2],
        };
        self.to_everybody(s.dealer, [1.0; 2], &amount)
    }

    /// Comply, feign and the third action at stage k + 1; observed as credited, disputed, and the third action as it is.
    pub(super) fn steps(&self, s: State) -> Actions {
        let stage = &self.game.stages[s.stages];
        let tools = self.game.broker.filter(|_| s.broker).map(|b| b.instruments);
        let (watched, custody) = tools.map_or((0.0, 0.0), |i| (i.monitoring, i.custody));
        let caught = 1.0 - (1.0 - stage.detection) * (1.0 - watched);
        let alarm = stage.false_alarm * (1.0 - watched);
        let (d, g) = (&self.game.disarmer, &self.game.guarantor);
        // z χ of section 5, times how long it counts and the share it is taken from.
        let concealed = (1.0 - stage.reversible) * (1.0 - custody) * self.game.verification.concealed_value;
        let weigh = |share: f64, discount: f64| concealed * share * self.until_foresight(s.round, discount);
        let kept = weigh(stage.deterrent_share, d.discount_factor);
        let missed = weigh(stage.threat_share, g.discount_factor);
        let worry = third_party(self.game).map_or(0.0, |(wants, discount)| {
            wants.nonproliferation * weigh(stage.threat_share, discount)
        });
        let declared = self.declared();
        let credited = 1.0 - caught;
        let mut actions = Actions::plain(3);
        actions.shows[0] = [1.0 - alarm, alarm, 0.0];
        actions.shows[1] = [credited, caught, 0.0];
        for i in 0..2 {
            let often = credited * declared[i];
            actions.feigning.disarmer[i] = often * d.deterrent_value[i] * kept;
            actions.feigning.guarantor[i] = g.threat_reduction.map(|d| -often * d * missed);
            actions.feigning.broker[i] = -often * worry;
        }
        actions
    }

    fn shares(&self, s: State) -> Shares {
        let tools = self.game.broker.map(|b| b.instruments);
        let mut total = Shares {
            given_up: 0.0,
            threat_removed: 0.0,
            relief: 0.0,
            cost: 0.0,
        };
        for stage in &self.game.stages[..s.stages] {
            let lasting = |rebuilt: bool| if rebuilt { 1.0 - stage.reversible } else { 1.0 };
            let (a, c) = match s.phase {
                Phase::InForce => (1.0, 1.0),
                Phase::RupturedByDisarmer { rebuilt } => (lasting(rebuilt), 1.0 - stage.revocable),
                Phase::RupturedByGuarantor { enforced, rebuilt } => {
                    // What was enforced outlasts the broker's neutrality.
                    let (returned, released) = tools.filter(|_| enforced).map_or((0.0, 0.0), |i| (i.custody, i.escrow));
                    (
                        (1.0 - returned) * lasting(rebuilt),
                        1.0 - stage.revocable * (1.0 - released),
                    )
                }
            };
            total.given_up += stage.deterrent_share * a;
            total.threat_removed += stage.threat_share * a;
            total.relief += stage.relief_share * c;
            total.cost += stage.cost_share * c;
        }
        total
    }

    /// The flows of one round at a state, the guarantor's as it expects them at the belief there.
    pub(super) fn flows(&self, s: State) -> Values {
        let (game, n) = (self.game, self.rounds_per_year());
        let shares = self.shares(s);
        let (d, g) = (&game.disarmer, &game.guarantor);
        let force = s.phase == Phase::InForce;
        let declared = self.declared();
        let mut amount = Amount::default();
        for i in 0..2 {
            let gone = shares.given_up * declared[i];
            let phase = if force {
                d.prestige + self.aid(s.broker) * shares.relief
            } else {
                -(d.pressure + d.exposure * gone)
            };
            let flow = d.deterrent_value[i] * (1.0 - gone) + d.relief_value * shares.relief + phase;
            amount.disarmer[i] = flow / n;
            for j in 0..2 {
                let cost = if force { g.talks_cost } else { g.tension[j] };
                let safety = g.threat_reduction[j] * shares.threat_removed * declared[i];
                amount.guarantor[i][j] = (safety - g.relief_cost[j] * shares.cost - cost) / n;
            }
            if let Some((wants, _)) = third_party(game) {
                let revenue = if force && s.broker {
                    wants.project_revenue * shares.relief
                } else {
                    0.0
                };
                let safety = wants.nonproliferation * shares.threat_removed * declared[i];
                amount.broker[i] = (safety + revenue) / n;
            }
        }
        self.to_everybody(s.dealer, [1.0; 2], &amount)
    }
}

impl Actions {
    /// Actions that are observed as they are and pay nothing at once.
    pub(super) fn plain(count: usize) -> Actions {
        let shows = std::array::from_fn(|a| std::array::from_fn(|o| if a == o && a < count { 1.0 } else { 0.0 }));
        Actions {
            count,
            shows,
            feigning: Amount::default(),
        }
    }

    /// Chance of each observation by type.
    pub(super) fn seen(&self, policies: &Policies) -> Policies {
        policies.map(|p| std::array::from_fn(|o| (0..self.count).map(|a| p[a] * self.shows[a][o]).sum()))
    }
}
