//! Decisions, and the contract that solver, player and certificate rely on.
//!
//! A [`Node`] can only be made by [`Node::new`], which refuses whatever breaks the contract:
//!
//! * there are two or three actions and as many observations;
//! * action i shows as observation i, except that the first two may be *verified* together: then each is credited
//!   (observation 0) with a probability of its own and disputed (observation 1) otherwise;
//! * an observation carries the name by which its action shows, so that none can be exchanged for another;
//! * feigning is the second action of a verified decision; the broker has two actions, and both end the moves of a round.
//!
//! Every observation is public before the next decision, so simultaneous moves cannot be expressed.

use super::{Action, Observed, OneOff, Player, Position, Target};

/// The largest number of actions of a decision.
pub const MAX_ACTIONS: usize = 3;

/// One chance outcome of an action.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Branch {
    /// Index into the node's observations.
    pub observation: usize,
    pub probability: f64,
    pub one_off: OneOff,
}

/// An action with its chances, which sum to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub action: Action,
    pub branches: Vec<Branch>,
}

impl Choice {
    /// An action that always shows as observation `observation` and pays `one_off`.
    pub fn plain(action: Action, observation: usize, one_off: OneOff) -> Self {
        Choice {
            action,
            branches: vec![Branch {
                observation,
                probability: 1.0,
                one_off,
            }],
        }
    }

    /// An action that is credited (observation 0) with probability `credited`, and else disputed (observation 1).
    pub fn verified(action: Action, credited: f64, if_credited: OneOff, if_disputed: OneOff) -> Self {
        let branch = |observation, probability, one_off| Branch {
            observation,
            probability,
            one_off,
        };
        Choice {
            action,
            branches: vec![branch(0, credited, if_credited), branch(1, 1.0 - credited, if_disputed)],
        }
    }

    fn is_verified(&self) -> bool {
        self.branches.len() == 2
    }
}

/// An observation and what follows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    pub observed: Observed,
    pub next: Target,
}

/// A decision. Its fields are read freely; only [`Node::new`] makes one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Node {
    pub position: Position,
    pub mover: Player,
    pub choices: Vec<Choice>,
    pub observations: Vec<Observation>,
}

/// Why a decision was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the decision {position:?} breaks the contract of the moves: {rule}")]
pub struct Refused {
    pub position: Position,
    pub rule: &'static str,
}

impl Node {
    /// A decision of `mover` at `position`.
    ///
    /// # Errors
    /// If the choices and observations break the contract in this module's header.
    pub fn new(
        position: Position,
        mover: Player,
        choices: Vec<Choice>,
        observations: Vec<Observation>,
    ) -> Result<Self, Refused> {
        let node = Node {
            position,
            mover,
            choices,
            observations,
        };
        match node.broken_rule() {
            None => Ok(node),
            Some(rule) => Err(Refused { position, rule }),
        }
    }

    /// Whether the first two actions are verified.
    pub fn is_verified(&self) -> bool {
        self.choices[0].is_verified()
    }

    fn broken_rule(&self) -> Option<&'static str> {
        let (choices, observations) = (&self.choices, &self.observations);
        if !(2..=MAX_ACTIONS).contains(&choices.len()) || observations.len() != choices.len() {
            return Some("two or three actions, and as many observations");
        }
        let verified = choices[0].is_verified();
        for (a, choice) in choices.iter().enumerate() {
            let places: Vec<usize> = choice.branches.iter().map(|b| b.observation).collect();
            let expected: &[usize] = match verified && a < 2 {
                true => &[0, 1],
                false => &[a],
            };
            if places != expected {
                return Some("action i shows as observation i, or the first two are verified together");
            }
            let chances = choice.branches.iter().map(|b| b.probability);
            if (chances.clone().sum::<f64>() - 1.0).abs() > 1e-12 || chances.clone().any(|p| !(0.0..=1.0).contains(&p))
            {
                return Some("the chances of an action are probabilities that sum to one");
            }
            let shows = match (verified, a) {
                (true, 0) => Observed::Credited,
                (true, 1) => Observed::Disputed,
                _ => match choice.action.shows_as() {
                    Some(observed) => observed,
                    None => return Some("comply and feign are verified"),
                },
            };
            if observations[a].observed != shows {
                return Some("an observation bears the name by which its action shows");
            }
            let feigns = choice
                .branches
                .iter()
                .any(|b| matches!(b.one_off, OneOff::Feign { .. }));
            if (choice.action == Action::Feign || feigns) != (verified && a == 1) {
                return Some("feigning is the second action of a verified decision, and of no other");
            }
        }
        if self.mover == Player::Broker {
            let ends = observations.iter().all(|o| matches!(o.next, Target::End(_)));
            if choices.len() != 2 || verified || !ends {
                return Some("the broker has two plain actions that end the moves of the round");
            }
        }
        None
    }
}
