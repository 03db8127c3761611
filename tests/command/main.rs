//! The command as its users meet it.

mod answer;
mod attributed;
mod backtest;
mod briefing;
mod charts;
mod cli;
mod cli_uncertain;
mod confidence;
mod differences;
mod evaluate;
mod extends;
mod forecasts;
mod golden_sample;
mod interruptions;
mod levels;
mod page;
mod place;
mod questions;
mod resume;
mod same_bytes;
mod scenario_files;
mod shards;
mod solved;
mod targets;
mod together;
mod variants;
