//! Where the policies of a round go.

use super::certify::RoundPlay;
use crate::game::moves::NodeId;
use crate::game::state::StateId;
use crate::policy::{Mixture, Policy, Tables};

/// Where the policies of a round go.
pub enum Recorder<'t> {
    Nowhere,
    Policy(&'t mut Policy),
    /// To a certifier and, in the rounds that are played, to the tables.
    Certified(&'t mut RoundPlay, Option<&'t mut Policy>),
}

impl Recorder<'_> {
    /// The same for a shorter time.
    #[inline(always)]
    pub fn again(&mut self) -> Recorder<'_> {
        match self {
            Recorder::Nowhere => Recorder::Nowhere,
            Recorder::Policy(policy) => Recorder::Policy(policy),
            Recorder::Certified(play, policy) => Recorder::Certified(play, policy.as_deref_mut()),
        }
    }

    #[inline(always)]
    pub fn tables(&mut self) -> Option<&mut dyn Tables> {
        match self {
            Recorder::Nowhere => None,
            Recorder::Policy(policy) => Some(*policy),
            certified @ Recorder::Certified(..) => Some(certified),
        }
    }
}

impl Tables for Recorder<'_> {
    fn set_node(&mut self, round: usize, node: NodeId, point: usize, mixture: &Mixture) {
        match self {
            Recorder::Nowhere => {}
            Recorder::Policy(policy) => policy.set_node(round, node, point, mixture),
            Recorder::Certified(play, policy) => {
                play.set_node(round, node, point, mixture);
                if let Some(policy) = policy {
                    policy.set_node(round, node, point, mixture);
                }
            }
        }
    }

    fn set_engagement(&mut self, round: usize, state: StateId, point: usize, mediates: f64) {
        match self {
            Recorder::Nowhere => {}
            Recorder::Policy(policy) => policy.set_engagement(round, state, point, mediates),
            Recorder::Certified(play, policy) => {
                play.set_engagement(round, state, point, mediates);
                if let Some(policy) = policy {
                    policy.set_engagement(round, state, point, mediates);
                }
            }
        }
    }
}
