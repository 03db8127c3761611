//! Solves a game for its logit agent quantal-response equilibrium by backward induction over public beliefs
//! (model section 9; \[mckelvey-palfrey1998\], \[signorino1999\]).
//!
//! The solver never prints and never draws a number. Nodes that do not converge are counted in [`Convergence`].

pub mod certify;
pub mod channels;
pub mod events;
pub mod kernel;
pub mod messages;
pub mod node;
pub mod shape;
pub mod sweep;
pub mod values;

use std::sync::Arc;

use crate::game::moves::NodeId;
use crate::game::state::StateId;
use crate::game::{Game, Rules};
use crate::numeric::grid::BeliefGrid;
use crate::policy::{Mixture, Policy, Tables};
use certify::{Certifier, RoundPlay};
use channels::{public_mean, side};
use messages::Messages;
use sweep::Sweep;
use values::Values;

pub use certify::Certificate;
pub use sweep::Convergence;

/// Points a side of the belief grid if nothing else is asked for.
pub const DEFAULT_GRID: usize = 11;

/// Solved values at the priors at the start of play, discounted to round 0 over the whole foresight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StartValues {
    /// By type `[staller, dealer]`.
    pub disarmer: [f64; 2],
    /// By type `[reneger, keeper]`.
    pub guarantor: [f64; 2],
    /// Expected under the priors; zero without a broker.
    pub broker: f64,
}

/// A solved game.
#[derive(Clone, Debug)]
pub struct Solution {
    pub policy: Arc<Policy>,
    pub messages: Option<Messages>,
    /// At the priors, as if no message were sent.
    pub values: StartValues,
    /// Expected over the broker's messages; equal to `values` if there are none.
    pub values_over_messages: StartValues,
    pub convergence: Convergence,
    /// If asked for.
    pub certificate: Option<Certificate>,
    pub multiplicity: Multiplicity,
    /// The same policies seen as the solution of the game without the broker, which they contain.
    without_broker: Option<(StartValues, Convergence, Option<Certificate>)>,
}

/// What to do besides solving, and where the solver starts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Settings {
    /// Points a side of the belief grid.
    pub grid: usize,
    pub start: Start,
    /// Evaluate the solution by a sweep of its own (see [`certify`]).
    pub certify: bool,
    /// Look for further equilibria in every so many of the played rounds; 0 for never.
    pub probe_every: usize,
}

impl Settings {
    /// Plain solving on a grid of that many points a side.
    pub fn grid(grid: usize) -> Self {
        Settings {
            grid,
            ..Settings::default()
        }
    }
}

/// Where the fixed point of a node is searched from. Where it is unique, the choice changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// From the solution of the following round, and from uniform play in the last: the default. Where it leaves the branch
    /// traced from λ = 0, [`Multiplicity`] says so.
    #[default]
    Continued,
    /// Along the branch traced from λ = 0 at every node: the principal branch by construction, many times slower.
    Traced,
    /// As if the first observation (credited, honoured, returned, delivered) proved the high type and the others the low one.
    GoodNews,
    /// The reverse.
    BadNews,
}

/// What was found when further equilibria were looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Multiplicity {
    /// Nodes at which the search started from other places as well.
    pub probed: u64,
    /// Those at which it ended at another fixed point.
    pub several: u64,
    /// Those at which the branch traced from λ = 0 ends elsewhere than the solution.
    pub off_branch: u64,
}

/// Solves a game on a cosine-spaced grid of `grid` points a side. `progress` is called with the number of rounds solved.
///
/// # Panics
/// If `grid` is outside [`crate::numeric::grid::GRID_RANGE`].
pub fn solve(rules: &Rules, grid: usize, progress: impl FnMut(usize)) -> Solution {
    solve_with(rules, &Settings::grid(grid), progress)
}

/// Solves a game.
///
/// # Panics
/// If the grid is outside [`crate::numeric::grid::GRID_RANGE`].
pub fn solve_with(rules: &Rules, settings: &Settings, mut progress: impl FnMut(usize)) -> Solution {
    let grid = &BeliefGrid::cosine(settings.grid);
    let mut policy = Policy::new(rules, grid);
    let mut sweep = Sweep::new(rules, grid, settings.start);
    let stripped = Rules::new(&Game {
        broker: None,
        ..rules.game.clone()
    });
    let mut certifiers: Vec<Certifier> = Vec::new();
    if settings.certify {
        certifiers.push(Certifier::new(rules, grid));
        if rules.game.broker.is_some() {
            certifiers.push(Certifier::new(&stripped, grid));
        }
    }
    let mut play = settings.certify.then(|| RoundPlay::new(rules, grid));
    let foresight = rules.game.clock.foresight;
    for round in (0..foresight).rev() {
        let played = round < rules.game.clock.rounds;
        sweep.probing = settings.probe_every > 0 && played && round % settings.probe_every == 0;
        match &mut play {
            Some(play) => {
                let mut both = Both(play, played.then_some(&mut policy));
                sweep.round(round, Some(&mut both));
                for certifier in &mut certifiers {
                    certifier.round(round, both.0);
                }
            }
            None if played => sweep.round(round, Some(&mut policy)),
            None => sweep.round(round, None),
        }
        progress(foresight - round);
    }
    let mut certificates = certifiers.iter().map(Certifier::finish);
    let certificate = certificates.next();
    let stripped_certificate = certificates.next();
    let messages = Messages::solve(rules, grid, &sweep.opening);
    let mut convergence = sweep.convergence;
    if let Some(messages) = &messages {
        convergence.largest_residual = convergence.largest_residual.max(messages.residual());
        convergence.unconverged += u64::from(messages.residual() > node::TOLERANCE);
    }
    let start = rules.start();
    let silent = values_at_priors(rules, grid, &sweep.opening, start);
    let without_broker = rules.game.broker.is_some().then(|| {
        // State 0 is the start of the game without a broker: the first state of the first block.
        (
            values_at_priors(rules, grid, &sweep.opening, 0),
            sweep.convergence_without_broker,
            stripped_certificate,
        )
    });
    Solution {
        policy: Arc::new(policy),
        values: silent,
        values_over_messages: match &messages {
            Some(messages) => values_over_messages(rules, grid, &sweep.opening, messages),
            None => silent,
        },
        messages,
        convergence,
        certificate,
        multiplicity: sweep.multiplicity,
        without_broker,
    }
}

/// Policies go to the certifier and, in the rounds that are played, to the tables.
struct Both<'a>(&'a mut RoundPlay, Option<&'a mut Policy>);

impl Tables for Both<'_> {
    fn set_node(&mut self, round: usize, node: NodeId, point: usize, mixture: &Mixture) {
        self.0.set_node(round, node, point, mixture);
        if let Some(policy) = &mut self.1 {
            policy.set_node(round, node, point, mixture);
        }
    }

    fn set_engagement(&mut self, round: usize, state: StateId, point: usize, mediates: f64) {
        self.0.set_engagement(round, state, point, mediates);
        if let Some(policy) = &mut self.1 {
            policy.set_engagement(round, state, point, mediates);
        }
    }
}

impl Solution {
    /// The solution of the same game without its broker: after the loss of neutrality play is exactly that game, and its
    /// states and nodes come first in every numbering, so the policies serve as they are. `None` if there is no broker.
    pub fn without_broker(&self) -> Option<Solution> {
        let (mut values, convergence, certificate) = self.without_broker?;
        values.broker = 0.0;
        Some(Solution {
            policy: Arc::clone(&self.policy),
            messages: None,
            values,
            values_over_messages: values,
            convergence,
            certificate,
            multiplicity: Multiplicity::default(),
            without_broker: None,
        })
    }
}

impl Solution {
    /// The solution of the same game with a broker that sends no messages: they come before the first round, so the policies
    /// serve as they are.
    pub fn without_messages(mut self) -> Solution {
        self.messages = None;
        self.values_over_messages = self.values;
        self
    }
}

fn values_at_priors(rules: &Rules, grid: &BeliefGrid, opening: &Values, start: usize) -> StartValues {
    let beliefs = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
    let at = |channel: usize| opening.at(start, channel, grid, beliefs);
    StartValues {
        disarmer: [at(0), at(1)],
        guarantor: [at(2), at(3)],
        broker: public_mean(beliefs, at),
    }
}

/// Expectation over the messages, for each type given that it is the true one.
fn values_over_messages(rules: &Rules, grid: &BeliefGrid, opening: &Values, messages: &Messages) -> StartValues {
    let priors = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
    let start = rules.start();
    let mut values = StartValues {
        disarmer: [0.0; 2],
        guarantor: [0.0; 2],
        broker: 0.0,
    };
    for d in 0..2 {
        for g in 0..2 {
            for (weight, beliefs) in messages.distribution(d, g).into_iter().flatten() {
                let at = |channel: usize| weight * opening.at(start, channel, grid, beliefs);
                values.disarmer[d] += side(priors[1], g) * at(d);
                values.guarantor[g] += side(priors[0], d) * at(2 + g);
                values.broker += side(priors[0], d) * side(priors[1], g) * at(values::broker_channel(d, g));
            }
        }
    }
    values
}
