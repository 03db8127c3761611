//! The players against the rules, the solver's chances and each other.

mod beliefs_by_type;
mod course;
mod determinism;
mod evaluated_worlds;
mod events_of_rounds;
mod exact_outcomes;
mod lockstep_agrees_with_scalar;
mod played_reference;
mod war_hazard;
