//! The command as its users meet it.

mod cli;
mod cli_uncertain;
mod evaluate;
mod golden_sample;
mod resume;
mod same_bytes;
mod solved;
