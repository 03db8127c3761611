//! Whole numbers of the command line, refused with the range that they may have.

use std::ops::RangeInclusive;

/// A reader of whole numbers in `range`.
pub fn whole<N: TryFrom<u64>>(range: RangeInclusive<u64>) -> impl Fn(&str) -> Result<N, String> + Clone + Send + Sync {
    move |argument| {
        let number = argument.parse().ok().filter(|n| range.contains(n));
        let number = number.and_then(|n: u64| N::try_from(n).ok());
        number.ok_or_else(|| format!("give a whole number from {} to {}", range.start(), range.end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_outside_its_range_is_told_the_range_whatever_it_looks_like() {
        let read = whole::<u16>(2..=1024);
        assert_eq!(read("2"), Ok(2));
        assert_eq!(read("1024"), Ok(1024));
        for wrong in [
            "-3",
            "1",
            "1025",
            "70000",
            "1e3",
            "2.5",
            "",
            "many",
            "99999999999999999999",
        ] {
            assert_eq!(
                read(wrong),
                Err("give a whole number from 2 to 1024".to_owned()),
                "{wrong}"
            );
        }
    }
}
