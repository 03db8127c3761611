//! Lines of progress for files and pipes: seldom enough not to fill them, often enough to show that the work goes on.

use std::time::Duration;

/// Time between two lines.
const EVERY: Duration = Duration::from_secs(30);

/// How a step goes on. Times are since any one moment.
#[derive(Debug)]
pub struct Pace {
    label: String,
    total: u64,
    done: u64,
    begun: Duration,
    /// When something was said last, or the step began.
    said: Duration,
}

impl Pace {
    /// A step of `total` units of work that begins now.
    pub fn new(label: String, total: u64, now: Duration) -> Self {
        Pace {
            label,
            total,
            done: 0,
            begun: now,
            said: now,
        }
    }

    /// Counts units of work that were done, and says how far the step is if it is time to.
    pub fn advance(&mut self, by: u64, now: Duration) -> Option<String> {
        self.done += by;
        if now.saturating_sub(self.said) < EVERY || self.done == 0 {
            return None;
        }
        self.said = now;
        let rest = self.total.saturating_sub(self.done);
        let left = now.saturating_sub(self.begun).as_secs_f64() * rest as f64 / self.done as f64;
        Some(format!(
            "{} {} of {} ({} %), about {} left",
            self.label,
            self.done,
            self.total,
            100 * self.done / self.total.max(1),
            duration(left)
        ))
    }
}

/// A time in the largest unit of which there are at least two.
fn duration(seconds: f64) -> String {
    let (number, unit) = match seconds {
        s if s < 120.0 => (s, "s"),
        s if s < 7200.0 => (s / 60.0, "min"),
        s => (s / 3600.0, "h"),
    };
    format!("{number:.0} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_line_comes_every_thirty_seconds_at_most_and_none_before() {
        let mut pace = Pace::new("korea: worlds".to_owned(), 96, at(5));
        let lines: Vec<(u64, String)> = (6..=100)
            .filter_map(|second| Some((second, pace.advance(1, at(second))?)))
            .collect();
        let seconds: Vec<u64> = lines.iter().map(|(second, _)| *second).collect();
        assert_eq!(seconds, [35, 65, 95]);
        assert_eq!(lines[0].1, "korea: worlds 30 of 96 (31 %), about 66 s left");
        assert_eq!(lines[2].1, "korea: worlds 90 of 96 (93 %), about 6 s left");
    }

    #[test]
    fn a_short_step_says_nothing_and_a_long_one_speaks_when_it_moves() {
        let mut short = Pace::new("a".to_owned(), 10, at(0));
        assert!((1..=10).all(|second| short.advance(1, at(second)).is_none()));
        let mut long = Pace::new("a".to_owned(), 10, at(0));
        let line = long.advance(1, at(7200)).unwrap();
        assert_eq!(line, "a 1 of 10 (10 %), about 18 h left");
        assert_eq!(long.advance(1, at(7229)), None);
        assert!(long.advance(1, at(7230)).is_some());
    }

    #[test]
    fn times_are_told_in_a_unit_that_fits() {
        let told = [
            (0.4, "0 s"),
            (119.0, "119 s"),
            (150.0, "2 min"),
            (7199.0, "120 min"),
            (9000.0, "2 h"),
        ];
        for (seconds, text) in told {
            assert_eq!(duration(seconds), text);
        }
    }
}
