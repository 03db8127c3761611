//! Exported games, and what other programs make of them.

mod export;
mod fixtures;
mod follow;
mod gambit_peer;
mod solved_tables;
mod sources;
