//! The solver against its equations, and what it says about itself.

mod certificates;
mod coarser;
mod fallback;
mod fuzzed;
mod kernel_agrees_with_scalar;
mod robustness;
mod second_edition;
