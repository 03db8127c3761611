//! Parts of a long computation that are computed by themselves, on other machines or at other times.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// One of several parts into which chunks are divided, such as `2/8`.
///
/// Chunks are dealt out like cards: chunk c goes to part c mod N + 1 of N. Numbers of chunks then differ by one at most, every level of a
/// study is divided alike, and a part has the coarser solutions of all worlds that it solves finely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    number: u64,
    of: u64,
}

/// Parts there may be at most.
const MOST: u64 = 1_000_000;

impl Share {
    /// Part `number`, counted from 1, of so many; `None` if there is no such part.
    pub fn new(number: u64, of: u64) -> Option<Self> {
        (1..=MOST).contains(&of).then_some(())?;
        (1..=of).contains(&number).then_some(Share { number, of })
    }

    /// Its number, from 1 on.
    pub fn number(self) -> u64 {
        self.number
    }

    /// Number of parts.
    pub fn of(self) -> u64 {
        self.of
    }

    /// The number of the part that a chunk belongs to.
    pub fn owner(self, chunk: u64) -> u64 {
        chunk % self.of + 1
    }

    /// Whether a chunk belongs to this part.
    pub fn owns(self, chunk: u64) -> bool {
        self.owner(chunk) == self.number
    }

    /// Another part of the same division.
    ///
    /// # Panics
    /// If there is no such part.
    pub fn other(self, number: u64) -> Self {
        Share::new(number, self.of).expect("there is such a part")
    }

    /// Name of the folder of the part, such as `2-of-8`.
    pub fn folder(self) -> String {
        format!("{}-of-{}", self.number, self.of)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, of)| {
            let number = number.trim().parse().ok()?;
            Share::new(number, of.trim().parse().ok()?)
        });
        numbers.ok_or_else(|| {
            "give the number of the part and how many parts there are, such as 2/8 for the second of eight; the first is 1/8".to_owned()
        })
    }
}

/// Which chunks of a study are worked on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Dealt {
    /// All of them.
    #[default]
    Every,
    /// Those of one part.
    To(Share),
    /// Those of all parts but some.
    Without {
        /// Any part of the division.
        share: Share,
        /// Numbers of the parts that are not there.
        missing: BTreeSet<u64>,
    },
}

impl Dealt {
    /// Those of the first `count` chunks that are worked on, in their order; empty for a part that has none.
    pub fn strictly(&self, count: u64) -> Vec<u64> {
        let has = |chunk: &u64| match self {
            Dealt::Every => true,
            Dealt::To(share) => share.owns(*chunk),
            Dealt::Without { share, missing } => !missing.contains(&share.owner(*chunk)),
        };
        (0..count).filter(has).collect()
    }

    /// Every chunk, if none of the first `count` is left out: those of a missing part that held nothing but the first chunk are made up for.
    pub fn unless_whole(self, count: u64) -> Self {
        match self.with_first(count).len() as u64 == count {
            true => Dealt::Every,
            false => self,
        }
    }

    /// The same with the first chunk, which every part works on where the division of worlds among levels rests on it.
    pub fn with_first(&self, count: u64) -> Vec<u64> {
        let mut chunks = self.strictly(count);
        if count > 0 && chunks.first() != Some(&0) {
            chunks.insert(0, 0);
        }
        chunks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_belongs_to_one_part_and_parts_differ_by_one_chunk_at_most() {
        for (chunks, of) in [(16, 3), (5, 5), (1, 1), (100, 7)] {
            let parts: Vec<u64> = (1..=of)
                .map(|number| {
                    let share = Share::new(number, of).unwrap();
                    (0..chunks).filter(|chunk| share.owns(*chunk)).count() as u64
                })
                .collect();
            assert_eq!(parts.iter().sum::<u64>(), chunks);
            assert!(
                parts.iter().max().unwrap() - parts.iter().min().unwrap() <= 1,
                "{parts:?}"
            );
        }
    }

    #[test]
    fn what_is_left_without_some_parts_is_what_the_others_have() {
        let share = Share::new(2, 3).unwrap();
        let without = Dealt::Without {
            share,
            missing: [1, 3].into(),
        };
        assert_eq!(without.strictly(9), [1, 4, 7]);
        assert_eq!(without.strictly(9), Dealt::To(share).strictly(9));
        assert_eq!(Dealt::To(share).with_first(5), [0, 1, 4]);
        assert_eq!(Dealt::Every.with_first(3), [0, 1, 2]);
        assert_eq!(without.clone().unless_whole(9), without);
        let first = Dealt::Without {
            share: Share::new(2, 4).unwrap(),
            missing: [1].into(),
        };
        assert_eq!(first.clone().unless_whole(4), Dealt::Every);
        assert_eq!(first.clone().unless_whole(5), first, "chunk 4 is of part 1, too");
        assert!(Dealt::To(share).with_first(0).is_empty());
    }

    #[test]
    fn only_parts_that_there_are_can_be_named() {
        assert_eq!("2/8".parse(), Ok(Share { number: 2, of: 8 }));
        for wrong in [
            "0/8",
            "9/8",
            "2",
            "2/",
            "/8",
            "a/b",
            "1/0",
            "-1/3",
            "1/1000001",
            "2/8/3",
        ] {
            assert!(wrong.parse::<Share>().is_err(), "{wrong}");
        }
    }
}
