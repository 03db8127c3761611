//! Numerical building blocks that know nothing of the game: portable elementary functions, logit choice, quantile functions, belief
//! grids.

pub mod elementary;
pub mod grid;
pub mod lanes;
pub mod quantile;
pub mod wide;
