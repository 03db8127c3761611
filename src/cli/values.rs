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

/// Reads a day.
pub fn day(argument: &str) -> Result<String, String> {
    match is_date(argument) {
        true => Ok(argument.to_owned()),
        false => Err("give a day as year, month and day, such as 2026-11-27".to_owned()),
    }
}

/// Whether a text is a day of the calendar: `2026-11-27`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |text: &str, digits: usize| match text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()) {
        true => text.parse::<u32>().ok(),
        false => None,
    };
    let days = |year: u32, month: u32| match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    match (number(year, 4), number(month, 2), number(day, 2)) {
        (Some(year), Some(month), Some(day)) => (1..=12).contains(&month) && (1..=days(year, month)).contains(&day),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for written in ["2026-11-27", "2028-02-29", "2000-02-29"] {
            assert!(day(written).is_ok(), "{written}");
        }
        let wrong = [
            "2026-11-31",
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "26-11-27",
            "2026-11-27 ",
            "27.11.2026",
            "2026-1-01",
            "+026-11-27",
        ];
        for written in wrong {
            assert!(day(written).is_err(), "{written}");
        }
    }
}
