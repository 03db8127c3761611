//! From conclusions to what people read: one dialect of words, typed findings, summaries, stories, and the manifest.
//!
//! Nothing is estimated here and nothing is written to a file. The terminal prints [`text`]; other forms of a report say the
//! same [`findings`] their own way.
#![warn(missing_docs)]

pub mod answer;
pub mod arms;
pub mod asking;
mod assumptions;
pub mod asymmetry;
pub mod attribution;
mod attribution_json;
pub mod backtest;
pub mod briefing;
mod causes;
pub mod certificate;
pub mod controls;
pub mod diff;
pub mod discover;
pub mod drivers;
#[cfg(feature = "pictures")]
pub mod drivers_drawn;
pub mod evidence;
pub mod explorer;
#[cfg(feature = "pictures")]
pub mod figure;
#[cfg(feature = "pictures")]
pub mod figures;
pub mod findings;
#[cfg(feature = "pictures")]
mod headlines;
pub mod key;
pub mod layout;
#[cfg(feature = "pictures")]
pub mod lettering;
mod levels;
pub mod machine;
pub mod manifest;
pub mod noise;
pub mod origin;
pub mod overview;
#[cfg(feature = "pictures")]
pub mod overview_drawn;
pub mod package;
#[cfg(feature = "pages")]
pub mod page;
mod phrases;
pub mod reach;
#[cfg(feature = "pictures")]
pub mod reach_drawn;
mod reach_tables;
pub mod reasons;
#[cfg(feature = "pictures")]
mod reasons_drawn;
pub mod repeat;
pub mod repeatable;
pub mod reply;
pub mod robust;
#[cfg(feature = "pictures")]
pub mod robust_drawn;
pub mod scenario;
pub mod shell;
pub mod size;
pub mod solution;
#[cfg(feature = "pictures")]
pub mod stacks;
pub mod story;
pub mod summary;
pub mod sweep;
#[cfg(feature = "pictures")]
pub mod sweep_drawn;
pub mod text;
pub mod uncertainty;
pub mod verified;
pub mod words;
#[cfg(feature = "pictures")]
mod worlds_drawn;
