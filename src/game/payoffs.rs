//! Flows and one-offs (model sections 3 and 5), compiled once per game.

use super::chances::{Chances, chances};
use super::moves::OneOff;
use super::parameters::{Game, Interests, Stage};
use super::state::{State, StateId, StateSpace};
use crate::numeric::elementary::pow;

/// Payoffs of everybody. Types are indexed as in [`Game`]: `[staller, dealer]` and `[reneger, keeper]`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amounts {
    /// By own type.
    pub disarmer: [f64; 2],
    /// By `[disarmer type][own type]`: what a disarmer has truly given up depends on its covert share.
    pub guarantor: [[f64; 2]; 2],
    /// By `[disarmer type][guarantor type]`.
    pub broker: [[f64; 2]; 2],
}

/// The effective shares of a state (model section 3).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// A, share of the deterrent given up, as the disarmer values it.
    pub dismantled: f64,
    /// Â, share of the threat removed.
    pub threat_removed: f64,
    /// C, share of the relief package enjoyed.
    pub relief: f64,
    /// Ĉ, share of the cost of relief borne.
    pub cost: f64,
    /// Part of A that the disarmer could neither rebuild nor be given back: what it has staked for good. In force an active
    /// broker's custody lessens it. As declared: feints and covert programmes count as given up.
    pub irrecoverable: f64,
    /// Part of C that the guarantor could take back by reneging now, what an active broker keeps in escrow set aside: what
    /// the disarmer holds on sufferance. 0 while ruptured.
    pub revocable: f64,
}

/// What a state pays and risks in each round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StateFacts {
    pub shares: Shares,
    /// Flows of one round (per year divided by rounds a year).
    pub flow: Amounts,
    pub chances: Chances,
}

/// Over which time a feint's concealed share is counted (Φ in model section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Horizon {
    /// To the end of foresight: what the players weigh.
    Foresight,
    /// To the end of the simulated time: what an episode pays.
    Simulated,
}

/// Everything that is paid, by state and round.
#[derive(Clone, Debug, PartialEq)]
pub struct Payoffs {
    pub states: Vec<StateFacts>,
    /// Lump sums of a war, as negative payoffs.
    pub war: Amounts,
    /// Discount factor per round of disarmer, guarantor and broker.
    pub discount: [f64; 3],
    /// T_θ = 1 − h_θ, the share of the deterrent that is declared, by disarmer type.
    pub declared: [f64; 2],
    /// Φ_i by player and round, to the end of foresight and of the simulated time.
    annuity: [[Vec<f64>; 3]; 2],
    /// A0(k) = Σ_{j≤k} a_j.
    given_up: Vec<f64>,
    yearly: [f64; 3],
    game: Game,
}

impl Payoffs {
    /// Compiles the payoffs of a game over its states.
    pub fn new(game: &Game, space: &StateSpace) -> Self {
        let rounds = f64::from(game.clock.rounds_per_year);
        let yearly = [
            game.disarmer.discount_factor,
            game.guarantor.discount_factor,
            third_discount(game),
        ];
        let war_cost = game.interests().map_or(0.0, |interests| interests.war_cost);
        let mut given_up = vec![0.0];
        for stage in &game.stages {
            given_up.push(given_up[given_up.len() - 1] + stage.deterrent_share);
        }
        let discount = yearly.map(|d| pow(d, 1.0 / rounds));
        let annuity = [game.clock.foresight, game.clock.rounds]
            .map(|end| discount.map(|d| annuities(d, game.clock.rounds_per_year, game.clock.foresight, end)));
        Payoffs {
            states: (0..space.len()).map(|id| state_facts(game, space, id)).collect(),
            war: Amounts {
                disarmer: [-game.disarmer.war_cost; 2],
                guarantor: [[-game.guarantor.war_cost; 2]; 2],
                broker: [[-war_cost; 2]; 2],
            },
            annuity,
            discount,
            declared: declared(game),
            given_up,
            yearly,
            game: game.clone(),
        }
    }

    /// What a one-off pays in round `round`, discounted to that round (model section 5). The broker feels feints and lost
    /// deliveries through its alignments, but not renege costs or guarantees.
    pub fn one_off(&self, one_off: OneOff, round: usize, horizon: Horizon) -> Amounts {
        let mut paid = Amounts::default();
        let game = &self.game;
        match one_off {
            OneOff::None => {}
            OneOff::Renege { stages } => {
                let cost = game.guarantor.renege_cost;
                paid.guarantor = [cost.map(|c| -(c + game.backing.guarantee) * self.given_up[stages]); 2];
            }
            OneOff::Enforce { stages } => self.add_enforcement(&mut paid, stages),
            OneOff::RenegeEnforced { stages } => {
                paid = self.one_off(OneOff::Renege { stages }, round, horizon);
                self.add_enforcement(&mut paid, stages);
            }
            OneOff::Feign { next, broker_active } => paid = self.feint(next, broker_active, round, horizon),
            OneOff::LostDelivery { next, broker_active } => {
                let (stage, years) = (&game.stages[next], game.talks.advance_years);
                let enjoyed = (game.disarmer.relief_value + aid(game, broker_active)) * stage.relief_share * years;
                paid.disarmer = [enjoyed; 2];
                paid.guarantor = [game.guarantor.relief_cost.map(|g| -g * stage.cost_share * years); 2];
                if let Some(interests) = game.interests() {
                    paid.broker = aligned(interests, [0.0; 2], &paid);
                }
            }
        }
        paid
    }

    /// What is kept back by a credited feint at stage `next` counts to the end of the horizon, but only the part that could
    /// neither be rebuilt nor returned from custody anyway: z = (1 − ρ)(1 − M_c·[broker active]).
    fn feint(&self, next: usize, broker_active: bool, round: usize, horizon: Horizon) -> Amounts {
        let game = &self.game;
        let stage = &game.stages[next];
        let custody = match (&game.broker, broker_active) {
            (Some(broker), true) => broker.instruments.custody,
            _ => 0.0,
        };
        let kept = game.verification.concealed_value * (1.0 - stage.reversible) * (1.0 - custody);
        let [disarmer, guarantor, broker] = [0, 1, 2].map(|player| {
            let annuity = match horizon {
                Horizon::Foresight => &self.annuity[0],
                Horizon::Simulated => &self.annuity[1],
            };
            kept * annuity[player][round]
        });
        let value = game.disarmer.deterrent_value;
        let mut paid = Amounts {
            disarmer: [0, 1].map(|d| value[d] * self.declared[d] * stage.deterrent_share * disarmer),
            guarantor: self.declared.map(|t| {
                let loss = game.guarantor.threat_reduction;
                loss.map(|d| -d * t * stage.threat_share * guarantor)
            }),
            broker: [[0.0; 2]; 2],
        };
        if let Some(interests) = game.interests() {
            let own = self
                .declared
                .map(|t| -interests.nonproliferation * t * stage.threat_share * broker);
            paid.broker = aligned(interests, own, &paid);
        }
        paid
    }

    fn add_enforcement(&self, paid: &mut Amounts, stages: usize) {
        if let Some(broker) = &self.game.broker {
            let given_up = self.given_up[stages];
            for g in paid.guarantor.iter_mut().flatten() {
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
        let in_set = self
            .game
            .stages
            .iter()
            .enumerate()
            .filter(|(j, _)| stages & (1 << j) != 0);
        in_set.map(|(_, s)| s.deterrent_share).sum()
    }

    /// Share of the deterrent truly dismantled at a state by a disarmer of a type that has feigned a set of stages: T_θ times
    /// the part of A that belongs to the other stages; in [0, 1].
    pub fn truly_dismantled(&self, state: State, feigned: u32, disarmer: usize) -> f64 {
        let done = self.game.stages[..state.stage].iter().enumerate();
        let kept: f64 = done
            .filter(|(j, _)| feigned & (1 << j) == 0)
            .map(|(_, stage)| stage.deterrent_share * left_of(stage, state, custody(&self.game)))
            .sum();
        self.declared[disarmer] * kept
    }

    /// Discounts of disarmer, guarantor and broker at the start of round `round`: δ^{t/n}.
    pub fn discount_at(&self, round: usize) -> [f64; 3] {
        let years = round as f64 / f64::from(self.game.clock.rounds_per_year);
        self.yearly.map(|d| pow(d, years))
    }
}

/// The discount factor of the broker or bystander; without either its payoff is identically zero, so that it does not matter.
fn third_discount(game: &Game) -> f64 {
    let bystander = game.bystander.as_ref().map(|b| b.discount_factor);
    let broker = game.broker.as_ref().map(|b| b.discount_factor);
    broker.or(bystander).unwrap_or(1.0)
}

/// T_θ by disarmer type.
fn declared(game: &Game) -> [f64; 2] {
    game.disarmer.covert_share.map(|h| 1.0 - h)
}

/// Φ by round t < `foresight`: (1/n) Σ_{u=0}^{end−t−1} δ^{u/n}, 0 from `end` on.
fn annuities(discount_per_round: f64, rounds_per_year: u32, foresight: usize, end: usize) -> Vec<f64> {
    let mut values = vec![0.0; foresight + 1];
    for round in (0..end).rev() {
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

fn custody(game: &Game) -> f64 {
    game.broker.as_ref().map_or(0.0, |b| b.instruments.custody)
}

/// The broker's payoff for each pair of types: its own interest, by disarmer type, plus its alignments times those of the
/// two sides.
fn aligned(interests: &Interests, own: [f64; 2], sides: &Amounts) -> [[f64; 2]; 2] {
    [0, 1].map(|d| {
        sides.guarantor[d]
            .map(|g| own[d] + interests.alignment_disarmer * sides.disarmer[d] + interests.alignment_guarantor * g)
    })
}

/// Effective shares of a state (model section 3). The flag E outlasts the broker's neutrality, and with it both effects:
/// capability once returned stays returned, and money once placed in escrow is released under its terms, not at the broker's
/// pleasure.
fn effective_shares(game: &Game, state: State) -> Shares {
    let escrow = game.broker.as_ref().map_or(0.0, |b| b.instruments.escrow);
    let enforced = if state.phase.enforced() { 1.0 } else { 0.0 };
    let in_force = state.phase.in_force();
    let (in_custody, in_escrow) = match in_force && state.broker_active {
        true => (custody(game), escrow),
        false => (0.0, 0.0),
    };
    let at_worst = State {
        phase: state.phase.with_rebuilt(),
        ..state
    };
    let mut shares = Shares::default();
    for stage in &game.stages[..state.stage] {
        let left = left_of(stage, state, custody(game));
        let lasting = match in_force {
            true => (1.0 - in_custody) * (1.0 - stage.reversible),
            false => left_of(stage, at_worst, custody(game)),
        };
        let held = match in_force {
            true => 1.0,
            false => (1.0 - stage.revocable) + stage.revocable * escrow * enforced,
        };
        shares.dismantled += stage.deterrent_share * left;
        shares.threat_removed += stage.threat_share * left;
        shares.relief += stage.relief_share * held;
        shares.cost += stage.cost_share * held;
        shares.irrecoverable += stage.deterrent_share * lasting;
        if in_force {
            shares.revocable += stage.relief_share * stage.revocable * (1.0 - in_escrow);
        }
    }
    shares
}

/// What is left of a completed stage at a state: (1 − M_c E)(1 − ρ_j R).
fn left_of(stage: &Stage, state: State, custody: f64) -> f64 {
    let rebuilt = if state.phase.rebuilt() { stage.reversible } else { 0.0 };
    let returned = if state.phase.enforced() { custody } else { 0.0 };
    (1.0 - returned) * (1.0 - rebuilt)
}

fn state_facts(game: &Game, space: &StateSpace, id: StateId) -> StateFacts {
    let state = space.states()[id];
    let shares = effective_shares(game, state);
    StateFacts {
        shares,
        flow: flow(game, state, &shares),
        chances: chances(game, space, id),
    }
}

/// Flows of one round at a state (model section 5).
fn flow(game: &Game, state: State, shares: &Shares) -> Amounts {
    let in_force = state.phase.in_force();
    let (d, g) = (&game.disarmer, &game.guarantor);
    let declared = declared(game);
    let given_up = declared.map(|t| t * shares.dismantled);
    let removed = declared.map(|t| t * shares.threat_removed);
    let mut paid = Amounts {
        disarmer: [0, 1].map(|kind| {
            let process = match in_force {
                true => d.prestige + aid(game, state.broker_active) * shares.relief,
                false => -(d.pressure + d.exposure * given_up[kind]),
            };
            d.deterrent_value[kind] * (1.0 - given_up[kind]) + d.relief_value * shares.relief + process
        }),
        guarantor: removed.map(|removed| {
            [0, 1].map(|kind| {
                let strain = if in_force { g.talks_cost } else { g.tension[kind] };
                g.threat_reduction[kind] * removed - g.relief_cost[kind] * shares.cost - strain
            })
        }),
        broker: [[0.0; 2]; 2],
    };
    if let Some(interests) = game.interests() {
        let revenue = match in_force && state.broker_active {
            true => interests.project_revenue * shares.relief,
            false => 0.0,
        };
        let own = removed.map(|removed| interests.nonproliferation * removed + revenue);
        paid.broker = aligned(interests, own, &paid);
    }
    let rounds = f64::from(game.clock.rounds_per_year);
    Amounts {
        disarmer: paid.disarmer.map(|x| x / rounds),
        guarantor: paid.guarantor.map(|row| row.map(|x| x / rounds)),
        broker: paid.broker.map(|row| row.map(|x| x / rounds)),
    }
}
