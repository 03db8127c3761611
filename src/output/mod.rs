//! From plain tables to files: CSV ([`csv`]), charts as SVG, PNG and PDF (`chart`, `picture`, `document`, as far as their features are on) and the folder that holds a
//! result ([`files`]).
//!
//! This room knows tables and nothing of the game: what is written and drawn was computed before it got here.

mod cell;
#[cfg(feature = "pictures")]
pub mod chart;
pub mod checkpoint;
pub mod csv;
pub mod difference;
pub mod digest;
#[cfg(feature = "pdf")]
pub mod document;
mod error;
pub mod files;
mod lock;
pub mod manifest;
#[cfg(feature = "pictures")]
pub mod picture;
pub mod place;
pub mod print;
pub mod records;
pub mod recovery;
pub mod single;
