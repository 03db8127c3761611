//! What the benchmarks share: the illustrative game of the model, solved and ready to be played.

use honest_broker::game::*;
use honest_broker::policy::MessagePlan;
use honest_broker::simulate::episode::Script;
use honest_broker::solve::{Solution, solve};

/// A game with all that a script borrows.
pub struct Arm {
    pub rules: Rules,
    solution: Solution,
    messages: Option<MessagePlan>,
    discounts: Vec<[f64; 3]>,
}

impl Arm {
    /// Solves a game on a grid of `grid` points a side.
    pub fn new(game: &Game, grid: usize) -> Self {
        let rules = Rules::new(game);
        let solution = solve(&rules, grid, |_| {});
        let information = game.broker.and_then(|b| b.information);
        let messages = information.and_then(|i| Some(solution.messages.as_ref()?.plan(&i)));
        let discounts = (0..=game.clock.rounds).map(|r| rules.payoffs.discount_at(r)).collect();
        Arm {
            rules,
            solution,
            messages,
            discounts,
        }
    }

    pub fn script(&self) -> Script<'_> {
        Script {
            rules: &self.rules,
            policy: &self.solution.policy,
            messages: self.messages,
            discounts: &self.discounts,
        }
    }
}

/// The illustrative game: four stages, ten years of quarters, a broker with every instrument.
pub fn illustration() -> Game {
    let stage = |a, r, c, v, q, f| Stage {
        deterrent_share: a,
        reversible: r,
        relief_share: c,
        revocable: v,
        detection: q,
        false_alarm: f,
    };
    Game {
        clock: Clock {
            rounds_per_year: 4,
            rounds: 40,
            foresight: 120,
        },
        stages: vec![
            stage(0.06, 1.0, 0.06, 1.0, 0.97, 0.01),
            stage(0.20, 0.6, 0.2, 1.0, 0.8, 0.05),
            stage(0.30, 0.2, 0.3, 0.8, 0.35, 0.1),
            stage(0.44, 0.0, 0.44, 0.8, 0.35, 0.1),
        ],
        disarmer: Disarmer {
            dealer_prior: 0.35,
            deterrent_value: [1.4, 0.85],
            relief_value: 0.95,
            exposure: 0.4,
            pressure: 0.2,
            prestige: 0.05,
            rebuild_years: 0.5,
            war_cost: 40.0,
            discount_factor: 0.95,
            rationality: 2.0,
        },
        guarantor: Guarantor {
            keeper_prior: 0.6,
            threat_reduction: 1.0,
            relief_cost: 0.45,
            tension: 0.1,
            talks_cost: 0.05,
            renege_cost: [0.5, 5.0],
            elections: Some(Elections {
                first: 10,
                every: 16,
                turnover: 0.55,
                successor_keeper_prior: 0.4,
            }),
            war_cost: 30.0,
            discount_factor: 0.9,
            rationality: 2.0,
        },
        talks: Talks {
            sequence: Sequence::DisarmFirst,
            meeting_failure: 0.4,
            reopening_rate: 0.25,
        },
        crises: Crises {
            rate_in_force: 0.12,
            rate_ruptured: 0.57,
            escalation: 0.012,
        },
        broker: Some(Broker {
            neutrality_loss_rate: 0.12,
            instruments: Instruments {
                facilitation: 0.4,
                reopening_rate: 0.2,
                monitoring: 0.1,
                custody: 0.4,
                escrow: 0.2,
                guarantee: 0.4,
                aid: 0.04,
                enforcement: Enforcement::Discretionary,
            },
            information: Some(Information {
                disarmer_accuracy: 0.75,
                guarantor_accuracy: 0.7,
                honesty: 0.7,
            }),
            interests: Interests {
                project_revenue: 0.3,
                nonproliferation: 0.2,
                war_cost: 20.0,
                alignment_disarmer: 0.05,
                alignment_guarantor: 0.05,
                mediation_cost: 0.05,
                enforcement_cost: 0.8,
                credibility_stake: 0.3,
            },
            discount_factor: 0.92,
            rationality: 2.0,
        }),
        backing: Backing::default(),
    }
}
