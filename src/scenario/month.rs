//! The month in which the simulated time begins, for labels.

use std::fmt;
use std::str::FromStr;

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

impl Month {
    /// The month that many years later, to the nearest month before.
    pub fn after(self, years: f64) -> Self {
        let months = i64::from(self.year) * 12 + i64::from(self.month) - 1 + (years * 12.0 + 1e-6).floor() as i64;
        Month {
            year: u16::try_from(months.div_euclid(12)).unwrap_or(u16::MAX),
            month: months.rem_euclid(12) as u8 + 1,
        }
    }
}

impl FromStr for Month {
    type Err = ();

    /// Reads `2018-06` or `2018-06-12`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<&str> = text.trim().split('-').collect();
        let (year, month, day) = match parts[..] {
            [year, month] => (year, month, "01"),
            [year, month, day] => (year, month, day),
            _ => return Err(()),
        };
        let number = |text: &str, digits: usize, most: u16| -> Result<u16, ()> {
            let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = text.parse().map_err(|_| ())?;
            (plain && (1..=most).contains(&number)).then_some(number).ok_or(())
        };
        number(day, 2, 31)?;
        Ok(Month {
            year: number(year, 4, 9999)?,
            month: number(month, 2, 12)? as u8,
        })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_with_or_without_a_day_and_counts_on_over_years() {
        let june: Month = "2018-06".parse().unwrap();
        assert_eq!((june.year, june.month, june.to_string().as_str()), (2018, 6, "2018-06"));
        assert_eq!("2018-06-12".parse(), Ok(june));
        for wrong in [
            "2018",
            "2018-13",
            "2018-00",
            "18-06",
            "2018-6",
            "2018-06-32",
            "June 2018",
            "",
        ] {
            assert_eq!(wrong.parse::<Month>(), Err(()), "{wrong}");
        }
        let later = |years| june.after(years).to_string();
        assert_eq!(
            [later(0.25), later(0.5), later(0.75), later(2.5)],
            ["2018-09", "2018-12", "2019-03", "2020-12"]
        );
        assert_eq!(later(1.0 / 3.0), "2018-10");
    }
}
