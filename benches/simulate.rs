//! How many episodes a second are played.
//!
//! Ratios within one run mean more than absolute numbers on a machine that does other work as well.
mod support;
fn main() {}
