//! From worlds to conclusions: estimates, contrasts, controls, agreement, precision, attribution, and the tables of a result.
//!
//! [`results`] holds the worlds of a study and pools them; [`estimates`] chooses the method; everything else asks these two.
//! Nothing here is worded or drawn.
#![warn(missing_docs)]

pub mod acceptance;
pub mod agreement;
pub mod asymmetry;
pub mod attribution;
pub mod certificate;
pub mod comparison;
pub mod controlled;
pub mod discover;
pub mod drivers;
pub mod effects;
pub mod estimates;
pub mod exact;
pub mod fan;
pub mod grid;
pub mod histories;
mod levels;
pub mod method;
pub mod pilot;
pub mod played;
pub mod points;
pub mod precision;
pub mod reach;
pub mod reasons;
pub mod results;
pub mod robust;
pub mod tables;
pub mod target;
mod timelines;
pub mod typical;
pub mod unconverged;
mod weights;
