//! From plain tables to files: CSV ([`csv`]), charts as SVG and PNG ([`chart`], [`picture`]) and the folder that holds a
//! result ([`files`]).
//!
//! This room knows tables and nothing of the game: what is written and drawn was computed before it got here.

mod cell;
#[cfg(feature = "pictures")]
pub mod chart;
pub mod checkpoint;
pub mod csv;
mod digest;
mod error;
pub mod files;
mod lock;
pub mod manifest;
#[cfg(feature = "pictures")]
pub mod picture;
pub mod place;
pub mod records;
mod recovery;
