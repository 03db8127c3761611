//! The confidence level of intervals: one for everything that a process computes.
//!
//! Every estimate of a result has its interval at the same level, so the level is no argument of the estimators. It is set once, before
//! anything is computed; the first that asks for it settles it. Where results of several levels meet, it is an argument. A process that
//! computes one result after the other, each at a level of its own, gives each its own threads, and these [their level](set_level_here).

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use std::cell::Cell;
use std::sync::OnceLock;

/// A confidence level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    share: f64,
    normal: f64,
}

/// Why a level is not taken.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum LevelError {
    /// Not between the least and the most, or with more decimals than can be told.
    #[error(
        "give a level from {} to {} with at most three decimals, for example 0.9",
        Level::LEAST,
        Level::MOST
    )]
    OutOfRange,
    /// Something was computed with another one already.
    #[error("intervals have the level {0} in this process already")]
    Settled(f64),
}

static LEVEL: OnceLock<Level> = OnceLock::new();

thread_local! {
    /// That of this thread, if it has one of its own.
    static HERE: Cell<Option<Level>> = const { Cell::new(None) };
}

/// The level of all intervals of this process: the one that was [set](set_level), or else [`Level::USUAL`], which it then remains. On a
/// thread with a level of its own, [that](set_level_here).
pub fn level() -> Level {
    HERE.get().unwrap_or_else(|| *LEVEL.get_or_init(|| Level::USUAL))
}

/// Sets the level of all intervals that are computed on this thread, until the thread ends. Threads that it starts do not have it: whoever
/// wants one level for a whole computation prepares all of its threads (`threads::on_prepared`).
pub fn set_level_here(wanted: Level) {
    HERE.set(Some(wanted));
}

/// Sets the level of all intervals of this process.
///
/// # Errors
/// If it is another one already, set or used.
pub fn set_level(wanted: Level) -> Result<(), LevelError> {
    let settled = *LEVEL.get_or_init(|| wanted);
    match settled == wanted {
        true => Ok(()),
        false => Err(LevelError::Settled(settled.share)),
    }
}

impl Level {
    /// The level if no other is asked for: 0.95.
    pub const USUAL: Level = Level {
        share: 0.95,
        normal: 1.959_963_984_540_054,
    };
    /// The least that can be asked for.
    pub const LEAST: f64 = 0.5;
    /// The most that can be asked for.
    pub const MOST: f64 = 0.999;

    /// The level of intervals that cover the truth in this share of cases, from [`LEAST`](Level::LEAST) to [`MOST`](Level::MOST) and in
    /// thousandths, so that words tell it without rounding.
    ///
    /// # Errors
    /// If it is something else.
    pub fn new(share: f64) -> Result<Self, LevelError> {
        if share == Level::USUAL.share {
            return Ok(Level::USUAL);
        }
        let law = Normal::new(0.0, 1.0).ok();
        let thousandths = (1000.0 * share).round() / 1000.0;
        let law = law.filter(|_| (Level::LEAST..=Level::MOST).contains(&share) && thousandths == share);
        law.map_or(Err(LevelError::OutOfRange), |law| {
            let normal = law.inverse_cdf(0.5 + 0.5 * share);
            Ok(Level { share, normal })
        })
    }

    /// Share of cases in which an interval is to cover the truth, such as 0.95.
    pub fn share(self) -> f64 {
        self.share
    }

    /// The share if it is not the usual one, for what says only what is unusual.
    pub fn unusual(self) -> Option<f64> {
        (self != Level::USUAL).then_some(self.share)
    }

    /// Standard errors from the middle of a normal interval to its end: the standard normal quantile of (1 + level) / 2.
    pub fn normal(self) -> f64 {
        self.normal
    }

    /// Student's quantile of (1 + level) / 2; from 1,000 degrees of freedom on the normal one, from which it then differs by
    /// less than 0.3 %.
    pub fn student(self, freedom: u64) -> f64 {
        if freedom >= 1_000 {
            return self.normal;
        }
        let law = StudentsT::new(0.0, 1.0, freedom.max(1) as f64);
        law.map_or(self.normal, |t| t.inverse_cdf(0.5 + 0.5 * self.share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        let at = |share| Level::new(share).unwrap();
        assert!((at(0.9).normal() - 1.644_853_627).abs() < 1e-8 && (at(0.99).normal() - 2.575_829_304).abs() < 1e-8);
        assert!((at(0.9).student(15) - 1.753_050).abs() < 1e-6 && (at(0.95).student(15) - 2.131_450).abs() < 1e-6);
        assert_eq!(at(0.95), Level::USUAL);
        assert_eq!((at(0.95).unusual(), at(0.9).unusual()), (None, Some(0.9)));
        assert_eq!(at(0.9).student(1_000), at(0.9).normal());
    }

    #[test]
    fn levels_outside_the_range_are_refused() {
        for share in [0.0, 0.499, 0.9991, 0.9755, 1.0, 95.0, f64::NAN] {
            assert_eq!(Level::new(share), Err(LevelError::OutOfRange), "{share}");
        }
        assert!(
            [0.5, 0.683, 0.9, 0.975, 0.999]
                .iter()
                .all(|share| Level::new(*share).is_ok())
        );
    }

    #[test]
    fn a_thread_has_a_level_of_its_own_and_leaves_it_to_no_other() {
        let shares = || {
            set_level_here(Level::new(0.9).unwrap());
            (level().share(), std::thread::spawn(|| level().share()).join().unwrap())
        };
        assert_eq!(std::thread::spawn(shares).join().unwrap(), (0.9, 0.95));
        assert_eq!(level(), Level::USUAL);
    }

    #[test]
    fn a_process_has_one_level() {
        assert_eq!(level(), Level::USUAL);
        assert_eq!(set_level(Level::USUAL), Ok(()));
        assert_eq!(set_level(Level::new(0.9).unwrap()), Err(LevelError::Settled(0.95)));
    }
}
