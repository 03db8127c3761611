//! Values of options that several commands have.

use honest_broker::scenario::Setting;
use honest_broker::stats::Level;
use honest_broker::stats::level::LevelError;

/// Reads `KEY=VALUE`.
pub fn setting(argument: &str) -> Result<Setting, String> {
    Setting::parse(argument).map_err(|e| e.to_string())
}

/// Reads the confidence level of intervals.
pub fn level(argument: &str) -> Result<Level, String> {
    let share = argument.parse().map_err(|_| LevelError::OutOfRange);
    share.and_then(Level::new).map_err(|e| e.to_string())
}

/// Reads the points a side of the belief grid.
pub fn grid(argument: &str) -> Result<usize, String> {
    let range = honest_broker::numeric::grid::GRID_RANGE;
    let wrong = || {
        format!(
            "the grid needs a whole number of points from {} to {}",
            range.start(),
            range.end()
        )
    };
    argument.parse().ok().filter(|n| range.contains(n)).ok_or_else(wrong)
}
