//! Where the policies of a round go.

use super::kernel::Found;
use crate::policy::{Mixture, Policy, Tables};

/// Where the policies of a round go.
pub enum Sink<'t> {
    Nowhere,
    Policy(&'t mut Policy),
    Tables(&'t mut dyn Tables),
}

impl Sink<'_> {
    /// The same for a shorter time.
    #[inline(always)]
    pub fn again(&mut self) -> Sink<'_> {
        match self {
            Sink::Nowhere => Sink::Nowhere,
            Sink::Policy(policy) => Sink::Policy(policy),
            Sink::Tables(tables) => Sink::Tables(*tables),
        }
    }

    #[inline(always)]
    pub fn tables(&mut self) -> Option<&mut dyn Tables> {
        match self {
            Sink::Nowhere => None,
            Sink::Policy(policy) => Some(*policy),
            Sink::Tables(tables) => Some(*tables),
        }
    }
}

#[inline(always)]
pub fn mixture<const K: usize>(found: &Found<K>, lane: usize) -> Mixture {
    let mut mixture = Mixture::default();
    for kind in 0..2 {
        for a in 0..K {
            mixture[kind][a] = found.policy[kind][a][lane];
        }
    }
    mixture
}
