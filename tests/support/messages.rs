//! The broker's messages before round 0 (`docs/model.md` section 6) on top of the exact recursion, and its whole solution.

use honest_broker::game::{Game, Information};

use super::fixed_point::{Method, Policies};
use super::recursion::{Recursion, Round, State};
use super::values::{Side, Values, blend, posterior};

/// The solved messages. Messages and signals are indexed `[warn, vouch]` and `[bad, good]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Messages {
    /// Chance that a dishonest broker vouches for the guarantor, by signal.
    pub on_guarantor: [f64; 2],
    /// Chance that a dishonest broker vouches for the disarmer, by its first message and then by signal.
    pub on_disarmer: [[f64; 2]; 2],
    /// Public beliefs after the messages: on the guarantor by the first, on the disarmer by the first and the second.
    pub keeper: [f64; 2],
    pub dealer: [[f64; 2]; 2],
}

/// The exact solution of a short game.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Solution {
    /// Round 0 at the priors, as if no message were sent.
    pub at_priors: Round,
    /// Values before any message; those at the priors where the broker sends none.
    pub before_messages: Values,
    pub messages: Option<Messages>,
    /// Largest residual of any node in its policies.
    pub worst_residual: f64,
}

/// Solves a game of a few rounds with exact beliefs.
pub fn solve(game: &Game) -> Solution {
    solve_by(game, Method::Accelerated)
}

/// Solves a game of a few rounds with exact beliefs, its nodes by a chosen method.
pub fn solve_by(game: &Game, method: Method) -> Solution {
    let mut recursion = Recursion::new(game, method);
    let at_priors = recursion.round(State::start(game));
    let information = game.broker.as_ref().and_then(|b| b.information);
    let (before_messages, messages) = match information {
        None => (at_priors.values, None),
        Some(information) => {
            let (values, messages) = first_message(&mut recursion, information);
            (values, Some(messages))
        }
    };
    Solution {
        at_priors,
        before_messages,
        messages,
        worst_residual: recursion.worst_residual,
    }
}

/// One message: its senders' policies by signal, the beliefs and values after each message, and the values before it.
#[derive(Clone, Copy)]
struct Message<C> {
    vouch: [f64; 2],
    beliefs: [f64; 2],
    before: Values,
    after: [C; 2],
}

/// Solves one message about `side`. `then` gives the values at a belief and what else is to be kept; `expects` the broker's
/// value given what it believes about this side after its signal.
fn message<C: Copy>(
    recursion: &mut Recursion,
    (side, prior, accuracy, honesty): (Side, f64, f64, f64),
    mut then: impl FnMut(&mut Recursion, f64) -> (Values, C),
    expects: impl Fn(&Values, f64) -> f64,
) -> Message<C> {
    let precision = recursion.game.broker.as_ref().map_or(0.0, |b| b.rationality);
    // signal[type][signal]
    let signal = [[accuracy, 1.0 - accuracy], [1.0 - accuracy, accuracy]];
    let informed: [f64; 2] = std::array::from_fn(|s| posterior(prior, [signal[0][s], signal[1][s]]));
    let (policies, (beliefs, before, after)) = recursion.node(precision, 2, |me, dishonest| {
        let said: Policies = std::array::from_fn(|kind| {
            let vouches = |s: usize| honesty * s as f64 + (1.0 - honesty) * dishonest[s][1];
            let vouch = signal[kind][0] * vouches(0) + signal[kind][1] * vouches(1);
            [1.0 - vouch, vouch, 0.0]
        });
        let beliefs: [f64; 2] = std::array::from_fn(|m| posterior(prior, [said[0][m], said[1][m]]));
        let solved = beliefs.map(|belief| then(me, belief));
        let values = solved.map(|(values, _)| values);
        let mut payoffs = [[0.0; 3]; 2];
        for (row, &believes) in payoffs.iter_mut().zip(&informed) {
            (0..2).for_each(|m| row[m] = expects(&values[m], believes));
        }
        let before = blend(side, prior, &said, &values);
        (payoffs, (beliefs, before, solved.map(|(_, kept)| kept)))
    });
    Message {
        vouch: policies.map(|p| p[1]),
        beliefs,
        before,
        after,
    }
}

fn second_message(recursion: &mut Recursion, information: Information, keeper: f64) -> Message<()> {
    let start = State::start(recursion.game);
    let about = (
        Side::Disarmer,
        start.dealer,
        information.disarmer_accuracy,
        information.honesty,
    );
    message(
        recursion,
        about,
        |me, dealer| {
            let state = State {
                dealer,
                keeper,
                ..start
            };
            (me.round(state).values, ())
        },
        |values, dealer| values.broker_expects(dealer, keeper),
    )
}

fn first_message(recursion: &mut Recursion, information: Information) -> (Values, Messages) {
    let start = State::start(recursion.game);
    let about = (
        Side::Guarantor,
        start.keeper,
        information.guarantor_accuracy,
        information.honesty,
    );
    let first = message(
        recursion,
        about,
        |me, keeper| {
            let second = second_message(me, information, keeper);
            (second.before, second)
        },
        |values, keeper| values.broker_expects(start.dealer, keeper),
    );
    let messages = Messages {
        on_guarantor: first.vouch,
        on_disarmer: first.after.map(|second| second.vouch),
        keeper: first.beliefs,
        dealer: first.after.map(|second| second.beliefs),
    };
    (first.before, messages)
}
