//! The bench on which claims are tested: textbook files, solved games, log odds.

use crate::game::moves::{Action, Position};
use crate::game::state::{Phase, State, StateId};
use crate::game::{Broker, Game, Rules, Stage};
use crate::policy::Beliefs;
use crate::scenario::{BROKER, NO_BROKER, parse};
use crate::solve::{Solution, solve};

/// How a game becomes rules. Claims are handed this, so that a test can hand them broken rules.
pub type Compile<'a> = &'a (dyn Fn(&Game) -> Rules + Sync);

/// Solves games under given rules.
#[derive(Clone, Copy)]
pub struct Lab<'a> {
    pub compile: Compile<'a>,
    /// Points per axis of the belief grid, where a claim does not ask for another.
    pub grid: usize,
}

/// A decision in force after so many completed stages, the broker active if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    DisarmerSteps(usize),
    DisarmerReviews(usize),
    GuarantorAnswers(usize),
    GuarantorSteps(usize),
    DisarmerAnswersDelivery(usize),
    BrokerEnforces(usize),
}

/// A solved game with its rules.
pub struct Solved {
    pub rules: Rules,
    pub solution: Solution,
}

impl Lab<'_> {
    pub fn solve(&self, game: &Game) -> Solved {
        self.solve_on(game, self.grid)
    }

    pub fn solve_on(&self, game: &Game, grid: usize) -> Solved {
        let rules = (self.compile)(game);
        let solution = solve(&rules, grid, |_| ());
        Solved { rules, solution }
    }
}

impl Solved {
    /// Probability that a type (0 low, 1 high) of the mover chooses an action in the first round.
    pub fn chance(&self, at: At, action: Action, kind: usize, beliefs: Beliefs) -> f64 {
        let (node, index) = self.place(at, action);
        self.solution.policy.node(0, node, beliefs)[kind][index]
    }

    /// Log odds of one action against another. For logit play it is λ times the difference of their values.
    pub fn odds(&self, at: At, actions: [Action; 2], kind: usize, beliefs: Beliefs) -> f64 {
        let [a, b] = actions.map(|action| self.chance(at, action, kind, beliefs));
        (a / b).ln()
    }

    /// Log odds at any belief in a keeper where the difference of values is linear in it: mixed from the two certainties, which
    /// are points of every grid.
    pub fn odds_at(&self, at: At, actions: [Action; 2], keeper: f64) -> f64 {
        let [none, all] = [0.0, 1.0].map(|belief| self.odds(at, actions, 1, [0.5, belief]));
        none + (all - none) * keeper
    }

    fn place(&self, at: At, action: Action) -> (usize, usize) {
        let state = |stage| self.in_force(stage);
        let position = match at {
            At::DisarmerSteps(k) => Position::DisarmerSteps(state(k)),
            At::DisarmerReviews(k) => Position::DisarmerReviews(state(k)),
            At::GuarantorAnswers(k) => Position::GuarantorAnswers(state(k)),
            At::GuarantorSteps(k) => Position::GuarantorSteps(state(k)),
            At::DisarmerAnswersDelivery(k) => Position::DisarmerAnswersDelivery(state(k)),
            At::BrokerEnforces(k) => Position::BrokerEnforces(state(k)),
        };
        let nodes = &self.rules.moves.nodes;
        let node = nodes.iter().position(|n| n.position == position);
        let node = node.expect("the textbook game has this decision");
        let index = nodes[node].choices.iter().position(|c| c.action == action);
        (node, index.expect("the decision has this action"))
    }

    fn in_force(&self, stage: usize) -> StateId {
        self.rules.space.id(State {
            stage,
            phase: Phase::InForce,
            broker_active: self.rules.game.broker.is_some(),
        })
    }
}

/// The game of a textbook file, with its broker if it has one.
///
/// # Panics
/// If the file is not a scenario; a test reads them all.
pub fn textbook(name: &str) -> Game {
    let (_, text) = super::TEXTBOOK
        .iter()
        .find(|(stem, _)| *stem == name)
        .expect("the file is embedded");
    let scenario = parse(&format!("{name}.toml"), text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let arm = if scenario.arm(BROKER).is_ok() {
        BROKER
    } else {
        NO_BROKER
    };
    scenario.game(arm).expect("the arm exists")
}

/// The broker of a game that has one.
pub fn broker(game: &mut Game) -> &mut Broker {
    game.broker.as_mut().expect("the textbook game has a broker")
}

/// Sets the precision of all players.
pub fn precision(game: &mut Game, lambda: f64) {
    game.disarmer.rationality = lambda;
    game.guarantor.rationality = lambda;
    if let Some(broker) = &mut game.broker {
        broker.rationality = lambda;
    }
}

/// Makes all stages equal, so many of them.
pub fn equal_stages(game: &mut Game, count: usize) {
    let share = 1.0 / count as f64;
    let stage = Stage {
        deterrent_share: share,
        threat_share: share,
        relief_share: share,
        cost_share: share,
        ..game.stages[0]
    };
    game.stages = vec![stage; count];
}

/// Makes a discretionary broker without other interests enforce with chance `e` (precision 1): stake − cost = logit(e).
pub fn enforces_with(game: &mut Game, e: f64) {
    let broker = broker(game);
    let logit = (e / (1.0 - e)).ln();
    broker.rationality = 1.0;
    broker.interests.credibility_stake = logit.max(0.0);
    broker.interests.enforcement_cost = (-logit).max(0.0);
}

/// Where a function that is linear in its argument is zero, from two of its values.
pub fn linear_root(at: [f64; 2], f: impl Fn(f64) -> f64) -> f64 {
    let [low, high] = at.map(&f);
    at[0] - low * (at[1] - at[0]) / (high - low)
}

/// Where a monotone function changes sign between `low` and `high`, to a hundred-millionth of their distance: stored policies say no more.
pub fn root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let rises = f(high) > f(low);
    for _ in 0..27 {
        let middle = 0.5 * (low + high);
        if (f(middle) > 0.0) == rises {
            high = middle;
        } else {
            low = middle;
        }
    }
    0.5 * (low + high)
}

/// 1/(1 + e^−x).
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
