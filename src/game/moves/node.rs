//! Decisions, and the contract that solver, player and certificate rely on.
//!
//! A [`Node`] can only be made by [`Node::new`], which refuses whatever breaks the contract:
//!
//! * there are two or three actions and as many observations;
//! * action i shows as observation i, except that the first two may be *verified* together: then each is credited
//!   (observation 0) with a probability of its own and disputed (observation 1) otherwise;
//! * an observation carries the name by which its action shows, so that none can be exchanged for another;
//! * only the disarmer is verified, and feigning is the second action of a verified decision: what others are paid for a move
//!   may depend on the type of a feigning disarmer, and on no other type that is not public;
//! * the broker has two actions, and both end the moves of a round.
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
        if verified && self.mover != Player::Disarmer {
            return Some("only the disarmer is verified");
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Position = Position::DisarmerSteps(0);

    fn step_choices() -> Vec<Choice> {
        let feint = OneOff::Feign {
            next: 0,
            broker_active: false,
        };
        vec![
            Choice::verified(Action::Comply, 0.9, OneOff::None, OneOff::None),
            Choice::verified(Action::Feign, 0.5, feint, OneOff::None),
            Choice::plain(Action::Hold, 2, OneOff::None),
        ]
    }

    fn observations<const N: usize>(seen: [Observed; N]) -> Vec<Observation> {
        let observation = |(state, observed)| Observation {
            observed,
            next: Target::End(state),
        };
        seen.into_iter().enumerate().map(observation).collect()
    }

    fn step_observations() -> Vec<Observation> {
        observations([Observed::Credited, Observed::Disputed, Observed::Held])
    }

    fn rule(mover: Player, choices: Vec<Choice>, observations: Vec<Observation>) -> &'static str {
        Node::new(HERE, mover, choices, observations)
            .expect_err("broken on purpose")
            .rule
    }

    #[test]
    fn a_step_keeps_the_contract() {
        assert!(Node::new(HERE, Player::Disarmer, step_choices(), step_observations()).is_ok());
    }

    #[test]
    fn observations_in_another_order_are_refused_even_if_the_actions_follow() {
        let swapped = observations([Observed::Credited, Observed::Held, Observed::Disputed]);
        let named = "an observation bears the name by which its action shows";
        assert_eq!(rule(Player::Disarmer, step_choices(), swapped.clone()), named);
        let mut choices = step_choices();
        for branch in choices.iter_mut().flat_map(|c| &mut c.branches) {
            branch.observation = [0, 2, 1][branch.observation];
        }
        let placed = "action i shows as observation i, or the first two are verified together";
        assert_eq!(rule(Player::Disarmer, choices.clone(), swapped), placed);
        assert_eq!(rule(Player::Disarmer, choices, step_observations()), placed);
    }

    #[test]
    fn actions_in_another_order_are_refused() {
        let mut choices = step_choices();
        choices.swap(0, 1);
        let feigns = "feigning is the second action of a verified decision, and of no other";
        assert_eq!(rule(Player::Disarmer, choices, step_observations()), feigns);
        let answer = |actions: [Action; 2]| {
            let place = |(a, action)| Choice::plain(action, a, OneOff::None);
            actions.into_iter().enumerate().map(place).collect::<Vec<_>>()
        };
        let seen = || observations([Observed::Honoured, Observed::Reneged]);
        let honest = answer([Action::Honour, Action::Renege]);
        assert!(Node::new(HERE, Player::Guarantor, honest, seen()).is_ok());
        let named = "an observation bears the name by which its action shows";
        let swapped = answer([Action::Renege, Action::Honour]);
        assert_eq!(rule(Player::Guarantor, swapped, seen()), named);
    }

    #[test]
    fn chances_that_do_not_sum_to_one_are_refused() {
        let mut choices = step_choices();
        choices[0].branches[0].probability = 0.8;
        let sums = "the chances of an action are probabilities that sum to one";
        assert_eq!(rule(Player::Disarmer, choices, step_observations()), sums);
    }

    #[test]
    fn nobody_but_the_disarmer_is_verified_and_the_broker_ends_the_round() {
        let verified = rule(Player::Guarantor, step_choices(), step_observations());
        assert_eq!(verified, "only the disarmer is verified");
        let choices = vec![
            Choice::plain(Action::Enforce, 0, OneOff::Enforce { stages: 1 }),
            Choice::plain(Action::Acquiesce, 1, OneOff::None),
        ];
        let mut seen = observations([Observed::Enforced, Observed::Acquiesced]);
        assert!(Node::new(HERE, Player::Broker, choices.clone(), seen.clone()).is_ok());
        seen[0].next = Target::Node(0);
        let ends = "the broker has two plain actions that end the moves of the round";
        assert_eq!(rule(Player::Broker, choices, seen), ends);
    }
}
