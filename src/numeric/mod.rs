//! Numerical building blocks that know nothing of the game: portable elementary functions, logit choice, belief grids.

pub mod elementary;
pub mod grid;
pub mod lanes;
pub mod wide;
