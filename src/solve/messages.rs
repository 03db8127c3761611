//! The broker's messages before round 0 (model section 6): what it would say, and what the others conclude.
//!
//! A broker with private signals sends one public message on the guarantor and then one on the disarmer. With probability
//! `honesty` a message is the signal, otherwise it is chosen by logit on the broker's expected value. What a message
//! does to beliefs depends on when it would be sent, so each stage is a fixed point in two numbers: the probabilities that a
//! dishonest broker vouches after a bad and after a good signal. Damped iteration finds it but where the choice is very sharp;
//! there `probability_pair` goes on.

use super::channels::side;
use super::node::TOLERANCE;
use super::probability_pair;
use super::values::{Values, broker_channel};
use crate::game::{Information, Rules};
use crate::numeric::elementary::logistic;
use crate::numeric::grid::BeliefGrid;
use crate::policy::{Beliefs, MessagePlan, posterior};

/// One message stage: about one side, at given public beliefs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MessageStage {
    /// Probability that the broker vouches when it speaks strategically, by signal `[bad, good]`.
    pub strategic: [f64; 2],
    /// Probability that it vouches, honesty included, by signal.
    pub vouches: [f64; 2],
    /// Probability of vouching by the true type of the side spoken of.
    pub by_type: [f64; 2],
    /// The belief about that side after `[warn, vouch]`.
    pub posterior: [f64; 2],
    /// What vouching is worth more to the broker than warning, in its own unit, by signal: what it weighs when it speaks
    /// strategically. Negative where warning suits it better.
    pub gain: [f64; 2],
    pub residual: f64,
}

/// The whole message policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Messages {
    pub on_guarantor: MessageStage,
    /// After `[warn, vouch]` on the guarantor.
    pub on_disarmer: [MessageStage; 2],
}

impl Messages {
    /// Solves both stages from the broker's values at the start of play; `None` if the broker has no information.
    pub fn solve(rules: &Rules, grid: &BeliefGrid, opening: &Values) -> Option<Self> {
        let broker = rules.game.broker.as_ref()?;
        let information = broker.information?;
        let priors = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
        let start = rules.start();
        let speaker = Speaker {
            information,
            lambda: broker.rationality,
        };
        let value = |d: usize, g: usize, beliefs: Beliefs| opening.at(start, broker_channel(d, g), grid, beliefs);
        let on_disarmer = |guarantor_belief: f64| {
            speaker.stage(priors[0], information.disarmer_accuracy, |d, belief| {
                (0..2)
                    .map(|g| side(guarantor_belief, g) * value(d, g, [belief, guarantor_belief]))
                    .sum()
            })
        };
        let on_guarantor = speaker.stage(priors[1], information.guarantor_accuracy, |g, belief| {
            let next = on_disarmer(belief);
            let mut mean = 0.0;
            for d in 0..2 {
                for vouch in 0..2 {
                    let weight = side(priors[0], d) * side(next.by_type[d], vouch);
                    mean += weight * value(d, g, [next.posterior[vouch], belief]);
                }
            }
            mean
        });
        let on_disarmer = on_guarantor.posterior.map(on_disarmer);
        Some(Messages {
            on_guarantor,
            on_disarmer,
        })
    }

    /// What the simulator needs to play the messages.
    pub fn plan(&self, information: &Information) -> MessagePlan {
        MessagePlan {
            guarantor_accuracy: information.guarantor_accuracy,
            disarmer_accuracy: information.disarmer_accuracy,
            honesty: information.honesty,
            on_guarantor: self.on_guarantor.strategic,
            keeper: self.on_guarantor.posterior,
            on_disarmer: self.on_disarmer.map(|s| s.strategic),
            dealer: self.on_disarmer.map(|s| s.posterior),
        }
    }

    /// The largest residual of the three stages.
    pub fn residual(&self) -> f64 {
        self.on_guarantor
            .residual
            .max(self.on_disarmer[0].residual)
            .max(self.on_disarmer[1].residual)
    }

    /// Probability of each pair of messages `[on guarantor][on disarmer]` given the true types, with the beliefs that follow.
    pub fn distribution(&self, disarmer: usize, guarantor: usize) -> [[(f64, Beliefs); 2]; 2] {
        std::array::from_fn(|first| {
            let stage = &self.on_disarmer[first];
            std::array::from_fn(|second| {
                let weight = side(self.on_guarantor.by_type[guarantor], first) * side(stage.by_type[disarmer], second);
                (weight, [stage.posterior[second], self.on_guarantor.posterior[first]])
            })
        })
    }
}

struct Speaker {
    information: Information,
    lambda: f64,
}

impl Speaker {
    /// The fixed point of one stage about a side with public prior `prior`; `value(kind, belief)` is the broker's expected
    /// value if that side's true type is `kind` and the belief about it becomes `belief`.
    fn stage(&self, prior: f64, accuracy: f64, value: impl Fn(usize, f64) -> f64) -> MessageStage {
        // Probability of a good signal by true type.
        let good = [1.0 - accuracy, accuracy];
        // The broker's own belief after a bad and a good signal.
        let informed = [posterior(prior, [1.0 - good[0], 1.0 - good[1]]), posterior(prior, good)];
        let respond = |strategic: [f64; 2]| {
            let mut stage = self.conclude(prior, good, strategic);
            let worth = stage.posterior.map(|belief| [value(0, belief), value(1, belief)]);
            stage.gain = informed
                .map(|own| side(own, 0) * (worth[1][0] - worth[0][0]) + side(own, 1) * (worth[1][1] - worth[0][1]));
            (stage, stage.gain.map(|gain| logistic(self.lambda * gain)))
        };
        let mut at = [0.5, 0.5];
        let mut weight = 1.0;
        let mut best: Option<MessageStage> = None;
        for _ in 0..2000 {
            let (mut stage, next) = respond(at);
            stage.residual = (next[0] - at[0]).abs().max((next[1] - at[1]).abs());
            if best.is_none_or(|b| stage.residual < b.residual) {
                best = Some(stage);
            } else {
                weight = f64::max(0.5 * weight, 0.005);
            }
            if stage.residual <= 0.01 * TOLERANCE {
                break;
            }
            for signal in 0..2 {
                at[signal] += weight * (next[signal] - at[signal]);
            }
        }
        let best = best.expect("at least one evaluation");
        if best.residual <= TOLERANCE {
            return best;
        }
        let found = probability_pair::search(|at| respond(at).1, best.strategic, TOLERANCE);
        let (mut stage, next) = respond(found);
        stage.residual = (next[0] - found[0]).abs().max((next[1] - found[1]).abs());
        if stage.residual < best.residual { stage } else { best }
    }

    fn conclude(&self, prior: f64, good: [f64; 2], strategic: [f64; 2]) -> MessageStage {
        let honesty = self.information.honesty;
        let vouches = [(1.0 - honesty) * strategic[0], honesty + (1.0 - honesty) * strategic[1]];
        let by_type = good.map(|g| g * vouches[1] + (1.0 - g) * vouches[0]);
        let posterior = [posterior(prior, by_type.map(|p| 1.0 - p)), posterior(prior, by_type)];
        MessageStage {
            strategic,
            vouches,
            by_type,
            posterior,
            gain: [0.0; 2],
            residual: f64::INFINITY,
        }
    }
}
