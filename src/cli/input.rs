//! The options that change what a scenario file says.

use clap::Args;
use honest_broker::scenario::Setting;

use super::format::Format;
use super::values::setting;

/// Options that change what a scenario file says.
#[derive(Debug, Args)]
pub struct Input {
    /// Replace a number of the scenario, for example --set broker.instruments.custody=0 (repeatable)
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting)]
    pub settings: Vec<Setting>,
    /// Form of problems and, with check and compare, of what is printed: text for people, or JSON for programs
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}
