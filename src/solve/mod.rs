//! Solves a game for its logit agent quantal-response equilibrium by backward induction over public beliefs
//! (model section 9; \[mckelvey-palfrey1998\], \[signorino1999\]).
//!
//! The solver never prints and never draws a number. Nodes that do not converge are counted in [`Convergence`].

mod certify;
mod channels;
mod convergence;
mod course;
mod events;
mod family;
mod grid_lines;
mod kernel;
mod messages;
mod node;
mod opening;
mod parallel;
mod probability_pair;
mod recorder;
mod schedule;
mod share;
mod sweep;
mod typed_decision;
mod values;
mod warm_start;

use std::sync::Arc;

use crate::game::Rules;
use crate::policy::Policy;

pub use certify::{Certificate, Certifier, RoundPlay, TYPE_NAMES, TypeCertificate};
pub use convergence::Convergence;
pub use course::{Course, Date, Exact, Means};
pub use family::{are_related, solve, solve_family, solve_family_until, solve_with};
pub use messages::{MessageStage, Messages};
pub use node::TOLERANCE;

/// The solver of one decision in its two forms, which tests hold against each other. No part of the interface.
#[doc(hidden)]
pub mod internals {
    pub use crate::solve::kernel::{Cells, Found, Mover, Points, Workspace};
    pub use crate::solve::node::{Along, Decision, Point};
    pub use crate::solve::values::{CHANNELS, Row};
}

/// Points a side of the belief grid if nothing else is asked for.
pub const DEFAULT_GRID: usize = 11;

/// Solved values at the priors at the start of play, discounted to round 0 over the whole foresight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StartValues {
    /// By type `[staller, dealer]`.
    pub disarmer: [f64; 2],
    /// By type `[reneger, keeper]`.
    pub guarantor: [f64; 2],
    /// By pair of true types `[disarmer][guarantor]`; zero without a broker or bystander.
    pub broker: [[f64; 2]; 2],
    /// The broker's expectation over the pairs, by the priors.
    pub broker_mean: f64,
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
    /// Outcome probabilities given the true types, if asked for.
    pub exact: Option<Exact>,
    /// How play goes, if it was asked for.
    pub course: Option<Arc<Course>>,
    /// The same policies seen as the solution of the game without the broker, which they contain.
    without_broker: Option<WithoutBroker>,
}

/// What is known of the game without the broker that a game with one contains.
#[derive(Clone, Debug)]
struct WithoutBroker {
    values: StartValues,
    convergence: Convergence,
    certificate: Option<Certificate>,
    exact: Option<Exact>,
    course: Option<Arc<Course>>,
}

/// What to do besides solving, and where the solver starts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Settings {
    /// Points a side of the belief grid.
    pub grid: usize,
    /// Points a side of the grid in the rounds that are solved but not played, if it is another: what the players expect of the time
    /// beyond is then known less well. Not with certificates.
    pub tail_grid: Option<usize>,
    /// Residual up to which a node counts as solved, if not [`TOLERANCE`].
    pub tolerance: Option<f64>,
    pub start: Start,
    /// Evaluate the solution by a sweep of its own.
    pub certify: bool,
    /// Look for further equilibria in every so many of the played rounds; 0 for never.
    pub probe_every: usize,
    /// Follow the solution through the played rounds, at the priors: [`Course`].
    pub course: bool,
    /// The same with outcomes given the true types, which takes three times as long: [`Exact`] and [`Course`].
    pub exact: bool,
    /// Divide the states of a round over the threads of the pool. Results do not depend on it; where several worlds are solved
    /// at a time it only costs.
    pub parallel: bool,
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
    /// Along the branch traced from λ = 0 at every node, through its turning points: the principal branch by construction, where it
    /// can be followed to the end, and many times slower.
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

impl Solution {
    /// The solution of [`Game::without_broker`](crate::game::Game::without_broker): after the loss of neutrality play is exactly
    /// that game, and its states and nodes come first in every numbering, so the policies serve as they are. `None` if there
    /// is no broker.
    pub fn without_broker(&self) -> Option<Solution> {
        let WithoutBroker {
            values,
            convergence,
            certificate,
            exact,
            course,
        } = self.without_broker.clone()?;
        Some(Solution {
            policy: Arc::clone(&self.policy),
            messages: None,
            values,
            values_over_messages: values,
            convergence,
            certificate,
            multiplicity: Multiplicity::default(),
            exact,
            course,
            without_broker: None,
        })
    }
}

impl Solution {
    /// The solution of the same game with a broker that sends no messages, whose rules are given: they come before the first
    /// round, so the policies serve as they are.
    pub fn without_messages(mut self, rules: &Rules) -> Solution {
        self.messages = None;
        self.values_over_messages = self.values;
        if self.course.is_some() {
            let by_types = self.exact.is_some();
            let (exact, course) = course::follow(rules, &self.policy, rules.start(), None, by_types);
            (self.exact, self.course) = (exact, Some(Arc::new(course)));
        }
        self
    }

    /// How the same policies go in a game that is played over fewer rounds, or that starts from other priors where no message is sent:
    /// neither is looked at by a policy. The rules are those of that game.
    pub fn course_of(&self, rules: &Rules) -> Course {
        course::follow(rules, &self.policy, rules.start(), self.messages.as_ref(), false).1
    }
}
