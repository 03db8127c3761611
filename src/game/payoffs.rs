//! Flows, one-offs and chance events (model sections 3 to 5), compiled once per game.

use super::moves::OneOff;
use super::parameters::{Broker, Game, Stage};
use super::state::{State, StateId, StateSpace};
use crate::numeric::elementary::{occurrence, pow};

/// Payoffs of everybody for each own type: the disarmer's by `[staller, dealer]`, the guarantor's by `[reneger, keeper]`, the
/// broker's by `[disarmer type][guarantor type]`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amounts {
    pub disarmer: [f64; 2],
    pub guarantor: [f64; 2],
    pub broker: [[f64; 2]; 2],
}

/// What a state pays and risks in each round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StateFacts {
    /// A, the share dismantled in effect.
    pub dismantled: f64,
    /// C, the share of the relief package that flows.
    pub relief: f64,
    /// Flows of one round (per year divided by rounds a year).
    pub flow: Amounts,
    /// Probability that a crisis breaks out in a round.
    pub crisis: f64,
    /// Probability that a round ends in war: crisis × escalation.
    pub war: f64,
    /// Probability that the reversible part is rebuilt in a round; 0 where that changes nothing.
    pub rebuild: f64,
    /// Probability that the broker loses its neutrality in a round; 0 where it is not active.
    pub neutrality_loss: f64,
    pub after_rebuilding: StateId,
    pub after_neutrality_loss: StateId,
}

/// Everything that is paid or drawn, by state and round.
#[derive(Clone, Debug, PartialEq)]
pub struct Payoffs {
    pub states: Vec<StateFacts>,
    /// Lump sums of a war, as negative payoffs.
    pub war: Amounts,
    /// Discount factor per round of disarmer, guarantor and broker.
    pub discount: [f64; 3],
    /// Φ_i by round: the present value at round t of a flow of one a year until the end of foresight.
    annuity: [Vec<f64>; 3],
    /// A0(k): Σ_{j≤k} a_j.
    given_up: Vec<f64>,
    yearly: [f64; 3],
    game: Game,
}

/// Without a broker its payoff is identically zero, so its discount factor does not matter.
const NO_BROKER_DISCOUNT: f64 = 1.0;

impl Payoffs {
    pub fn new(game: &Game, space: &StateSpace) -> Self {
        let rounds = f64::from(game.clock.rounds_per_year);
        let yearly = [
            game.disarmer.discount_factor,
            game.guarantor.discount_factor,
            game.broker.as_ref().map_or(NO_BROKER_DISCOUNT, |b| b.discount_factor),
        ];
        let war_cost = game.broker.as_ref().map_or(0.0, |b| b.interests.war_cost);
        let mut given_up = vec![0.0];
        for stage in &game.stages {
            given_up.push(given_up[given_up.len() - 1] + stage.deterrent_share);
        }
        let discount = yearly.map(|d| pow(d, 1.0 / rounds));
        Payoffs {
            states: (0..space.len()).map(|id| state_facts(game, space, id)).collect(),
            war: Amounts {
                disarmer: [-game.disarmer.war_cost; 2],
                guarantor: [-game.guarantor.war_cost; 2],
                broker: [[-war_cost; 2]; 2],
            },
            annuity: discount.map(|d| annuities(d, game.clock.rounds_per_year, game.clock.foresight)),
            discount,
            given_up,
            yearly,
            game: game.clone(),
        }
    }

    /// What a one-off pays in round `round`, undiscounted (model section 5). The broker feels feigned stages and lost
    /// deliveries through its alignments, but not renege costs or guarantees, which the model names for the guarantor alone.
    pub fn one_off(&self, one_off: OneOff, round: usize) -> Amounts {
        let mut paid = Amounts::default();
        let game = &self.game;
        match one_off {
            OneOff::None => {}
            OneOff::Renege { stages } => {
                paid.guarantor = game
                    .guarantor
                    .renege_cost
                    .map(|c| -(c + game.backing.guarantee) * self.given_up[stages]);
            }
            OneOff::Enforce { stages } => self.add_enforcement(&mut paid, stages),
            OneOff::RenegeEnforced { stages } => {
                paid = self.one_off(OneOff::Renege { stages }, round);
                self.add_enforcement(&mut paid, stages);
            }
            OneOff::Feign { next } => {
                let share = game.stages[next].deterrent_share;
                paid.disarmer = game
                    .disarmer
                    .deterrent_value
                    .map(|v| v * share * self.annuity[0][round]);
                paid.guarantor = [-game.guarantor.threat_reduction * share * self.annuity[1][round]; 2];
                if let Some(broker) = &game.broker {
                    let own = -broker.interests.nonproliferation * share * self.annuity[2][round];
                    paid.broker = aligned(broker, own, paid.disarmer, paid.guarantor);
                }
            }
            OneOff::LostDelivery { next, broker_active } => {
                let share = game.stages[next].relief_share / f64::from(game.clock.rounds_per_year);
                paid.disarmer = [(game.disarmer.relief_value + aid(game, broker_active)) * share; 2];
                paid.guarantor = [-game.guarantor.relief_cost * share; 2];
                if let Some(broker) = &game.broker {
                    paid.broker = aligned(broker, 0.0, paid.disarmer, paid.guarantor);
                }
            }
        }
        paid
    }

    fn add_enforcement(&self, paid: &mut Amounts, stages: usize) {
        if let Some(broker) = &self.game.broker {
            let given_up = self.given_up[stages];
            for g in &mut paid.guarantor {
                *g -= broker.instruments.guarantee * given_up;
            }
            let gain = (broker.interests.credibility_stake - broker.interests.enforcement_cost) * given_up;
            for b in paid.broker.iter_mut().flatten() {
                *b += gain;
            }
        }
    }

    /// Deterrent share of the stages in a set (bit j is stage j of `Game::stages`).
    pub fn share_of(&self, stages: u32) -> f64 {
        self.game
            .stages
            .iter()
            .enumerate()
            .filter(|(j, _)| stages & (1 << j) != 0)
            .map(|(_, s)| s.deterrent_share)
            .sum()
    }

    /// Discounts of disarmer, guarantor and broker at the start of round `round`: δ^{t/n}.
    pub fn discount_at(&self, round: usize) -> [f64; 3] {
        let years = round as f64 / f64::from(self.game.clock.rounds_per_year);
        self.yearly.map(|d| pow(d, years))
    }
}

/// Φ by round t: (1/n) Σ_{r=0}^{F−t−1} δ^{r/n}.
fn annuities(discount_per_round: f64, rounds_per_year: u32, foresight: usize) -> Vec<f64> {
    let mut values = vec![0.0; foresight + 1];
    for round in (0..foresight).rev() {
        values[round] = 1.0 / f64::from(rounds_per_year) + discount_per_round * values[round + 1];
    }
    values
}

/// The broker's aid while it is active plus that of backing stakeholders.
fn aid(game: &Game, broker_active: bool) -> f64 {
    let own = match (&game.broker, broker_active) {
        (Some(broker), true) => broker.instruments.aid,
        _ => 0.0,
    };
    own + game.backing.aid
}

/// The broker's payoff for each pair of types: its own interest plus its alignments times those of the two sides.
fn aligned(broker: &Broker, own: f64, disarmer: [f64; 2], guarantor: [f64; 2]) -> [[f64; 2]; 2] {
    let interests = &broker.interests;
    disarmer.map(|d| guarantor.map(|g| own + interests.alignment_disarmer * d + interests.alignment_guarantor * g))
}

/// A and C of a state (model section 3). The flag E outlasts the broker's neutrality, and with it both effects: capability
/// once returned stays returned, and money once placed in escrow is released under its terms, not at the broker's pleasure.
fn effective_shares(game: &Game, state: State) -> (f64, f64) {
    let (custody, escrow) = game
        .broker
        .as_ref()
        .map_or((0.0, 0.0), |b| (b.instruments.custody, b.instruments.escrow));
    let done = &game.stages[..state.stage];
    let enforced = if state.phase.enforced() { 1.0 } else { 0.0 };
    let dismantled = done.iter().map(|s| dismantled_share(s, state, custody)).sum();
    let relief = done
        .iter()
        .map(|s| {
            let held = if state.phase.in_force() {
                1.0
            } else {
                (1.0 - s.revocable) + s.revocable * escrow * enforced
            };
            s.relief_share * held
        })
        .sum();
    (dismantled, relief)
}

/// What is left of a completed stage at a state: a_j (1 − m E)(1 − ρ_j R).
fn dismantled_share(stage: &Stage, state: State, custody: f64) -> f64 {
    let rebuilt = if state.phase.rebuilt() { stage.reversible } else { 0.0 };
    let returned = if state.phase.enforced() { custody } else { 0.0 };
    stage.deterrent_share * (1.0 - returned) * (1.0 - rebuilt)
}

fn state_facts(game: &Game, space: &StateSpace, id: StateId) -> StateFacts {
    let state = space.states()[id];
    let rounds = f64::from(game.clock.rounds_per_year);
    let in_force = state.phase.in_force();
    let (dismantled, relief) = effective_shares(game, state);
    let rate = if in_force {
        game.crises.rate_in_force
    } else {
        game.crises.rate_ruptured
    };
    let crisis = occurrence(rate / rounds);
    let after_rebuilding = space.after_rebuilding(id);
    let rebuild = match after_rebuilding == id {
        true => 0.0,
        false => occurrence(1.0 / (game.disarmer.rebuild_years * rounds)),
    };
    let neutrality_loss = match (&game.broker, state.broker_active) {
        (Some(broker), true) => occurrence(broker.neutrality_loss_rate / rounds),
        _ => 0.0,
    };
    StateFacts {
        dismantled,
        relief,
        flow: flow(game, state, dismantled, relief),
        crisis,
        war: crisis * game.crises.escalation,
        rebuild,
        neutrality_loss,
        after_rebuilding,
        after_neutrality_loss: space.after_neutrality_loss(id),
    }
}

/// Flows of one round at a state (model section 5).
fn flow(game: &Game, state: State, dismantled: f64, relief: f64) -> Amounts {
    let in_force = state.phase.in_force();
    let (d, g) = (&game.disarmer, &game.guarantor);
    let process = match in_force {
        true => d.prestige + aid(game, state.broker_active) * relief,
        false => -(d.pressure + d.exposure * dismantled),
    };
    let disarmer = d
        .deterrent_value
        .map(|v| v * (1.0 - dismantled) + d.relief_value * relief + process);
    let strain = if in_force { g.talks_cost } else { g.tension };
    let guarantor = [g.threat_reduction * dismantled - g.relief_cost * relief - strain; 2];
    let broker = game.broker.as_ref().map_or([[0.0; 2]; 2], |b| {
        let revenue = if in_force && state.broker_active {
            b.interests.project_revenue * relief
        } else {
            0.0
        };
        aligned(
            b,
            b.interests.nonproliferation * dismantled + revenue,
            disarmer,
            guarantor,
        )
    });
    let rounds = f64::from(game.clock.rounds_per_year);
    Amounts {
        disarmer: disarmer.map(|x| x / rounds),
        guarantor: guarantor.map(|x| x / rounds),
        broker: broker.map(|row| row.map(|x| x / rounds)),
    }
}
