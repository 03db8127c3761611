//! Levels of grids over worlds: many worlds are solved cheaply and a few of them dearly, and what the dear solution changes corrects
//! the mean of the cheap ones \[giles2008\].
//!
//! With levels 0, 1, …, L from the cheapest to the dearest, the worlds of each among those of the one before, the mean of a
//! quantity y is estimated by the telescoping sum
//!
//! ```text
//! mean over N_0 worlds of y_0 + mean over N_1 of (y_1 − y_0) + … + mean over N_L of (y_L − y_{L−1})
//! ```
//!
//! whose expectation is that of y_L. It is a weighted sum over all solutions: one of level l counts 1/N_l, less 1/N_{l+1} if its world
//! was solved on level l + 1 as well. As every replicate has equally many worlds of each level, the replicates are independent
//! estimates of the same kind, and their spread tells the error of all levels together.
//!
//! The cheapest level solves the baseline alone and lets it stand for every arm: most of what differs between worlds does not differ
//! between arms. Where the arms' correlation with the baseline or the coarse grid's with the fine one is poor, the corrections vary
//! more, and the sizes give their levels more worlds.

use super::request::multiple;

/// Points a side of the coarse belief grid.
pub const COARSE_GRID: usize = 5;
/// Grids with fewer points than this are not worth a coarser one.
const FINE_GRID: usize = 9;
/// With fewer worlds there is one level.
pub const FEWEST_WORLDS: u64 = 64;

/// What is solved in the worlds of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// Points a side of the belief grid.
    pub grid: usize,
    /// Whether every arm is solved, or the baseline alone.
    pub every_arm: bool,
}

/// The levels of a study from the cheapest to the dearest, and the share of the worlds that each gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    levels: Vec<Level>,
    /// Falling, from 1.
    shares: Vec<f64>,
}

impl Levels {
    /// Every arm in every world on one grid.
    pub fn one(grid: usize) -> Self {
        Levels {
            levels: vec![Level { grid, every_arm: true }],
            shares: vec![1.0],
        }
    }

    /// Those that suit a grid and a number of arms: the baseline alone and then every arm on a coarse grid, and every arm on the
    /// finest. Until [`Levels::share_out`] every level gets all worlds.
    pub fn below(grid: usize, arms: usize) -> Self {
        let coarse = match grid >= FINE_GRID {
            true => COARSE_GRID,
            false => grid,
        };
        let mut levels = Vec::new();
        if arms > 1 {
            levels.push(Level {
                grid: coarse,
                every_arm: false,
            });
        }
        levels.push(Level {
            grid: coarse,
            every_arm: true,
        });
        if grid > coarse {
            levels.push(Level { grid, every_arm: true });
        }
        Levels {
            shares: vec![1.0; levels.len()],
            levels,
        }
    }

    /// From the cheapest to the dearest.
    pub fn all(&self) -> &[Level] {
        &self.levels
    }

    /// The dearest.
    pub fn finest(&self) -> Level {
        *self.levels.last().expect("there is at least one level")
    }

    /// Whether there is only one.
    pub fn is_one(&self) -> bool {
        self.levels.len() == 1
    }

    /// Shares out the worlds so that the variance of the sum is least for the work: a level gets worlds in proportion to
    /// √(variance / cost), never more than the one before. `variances` and `costs` are those of a world of each level, of what it
    /// changes and of solving it.
    pub fn share_out(&mut self, variances: &[f64], costs: &[f64]) {
        let worth = |level: usize| (variances[level].max(0.0) / costs[level].max(f64::MIN_POSITIVE)).sqrt();
        let first = worth(0);
        let mut most = 1.0_f64;
        for level in 0..self.levels.len() {
            let share = match first > 0.0 {
                true => worth(level) / first,
                false => 1.0,
            };
            most = most.min(share);
            self.shares[level] = most;
        }
    }

    /// Worlds of each level if there are so many of the cheapest: multiples of the number of replicates, not rising.
    pub fn sizes(&self, worlds: u64) -> Vec<u64> {
        let mut most = multiple(worlds);
        self.shares
            .iter()
            .map(|share| {
                most = most.min(multiple((share * worlds as f64).ceil().max(1.0) as u64));
                most
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarse_grid_and_a_baseline_come_before_where_they_are_cheaper() {
        let kinds = |grid, arms| -> Vec<(usize, bool)> {
            let levels = Levels::below(grid, arms);
            levels.all().iter().map(|l| (l.grid, l.every_arm)).collect()
        };
        assert_eq!(kinds(11, 3), [(5, false), (5, true), (11, true)]);
        assert_eq!(kinds(11, 1), [(5, true), (11, true)]);
        assert_eq!(kinds(7, 2), [(7, false), (7, true)]);
        assert_eq!(kinds(7, 1), [(7, true)]);
    }

    #[test]
    fn worlds_go_where_the_variance_is_and_the_cost_is_not() {
        let mut levels = Levels::below(11, 2);
        levels.share_out(&[1.0, 0.01, 0.0004], &[1.0, 4.0, 16.0]);
        assert_eq!(levels.sizes(1024), [1024, 64, 16]);
        // A correction that varies more than what it corrects needs as many worlds, and no more.
        levels.share_out(&[1.0, 9.0, 0.0], &[1.0, 1.0, 1.0]);
        assert_eq!(levels.sizes(100), [112, 112, 16]);
        levels.share_out(&[0.0, 0.0, 0.0], &[1.0, 1.0, 1.0]);
        assert_eq!(levels.sizes(64), [64, 64, 64], "nothing is known to be cheap");
    }
}
