//! How the intervals shrink as worlds are added, and when to stop.

use super::estimates;
use super::results::Results;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::stats::Estimate;
use crate::stats::sequential::widest;
use crate::study::request::multiple;

/// The quantities whose precision is asked for, after so many worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Worlds that were drawn.
    pub worlds: u64,
    /// Arm, metric, and the estimate.
    pub estimates: Vec<(usize, String, Estimate)>,
}

impl Look {
    /// Every outcome probability and the contrast in completed processes, over the first worlds of each level, given as their
    /// numbers.
    pub fn new(results: &Results, sizes: &[u64]) -> Self {
        let some = results.first(sizes);
        let worlds = some.drawn() as u64;
        let arms = some.worlds.first().map_or(0, |w| w.arms.len());
        let mut estimates = Vec::new();
        let Some(method) = some.methods().first().copied() else {
            return Look { worlds, estimates };
        };
        for arm in 0..arms {
            for outcome in Outcome::ALL {
                let ending = Ending::One(outcome);
                let estimate = estimates::ending(&some, arm, ending, method);
                estimates.extend(estimate.map(|e| (arm, ending.metric(), e)));
            }
            if arm != some.baseline {
                let contrast = estimates::ending_contrast(&some, arm, Ending::Completed, method);
                estimates.extend(contrast.map(|e| (arm, Ending::Completed.metric(), e)));
            }
        }
        Look { worlds, estimates }
    }

    /// The largest half-width of all.
    pub fn widest(&self) -> Option<f64> {
        widest(self.estimates.iter().map(|(_, _, e)| e.half_width()))
    }
}

/// Looks after every doubling of the worlds from at least `first` on, the last with all of them.
pub fn doublings(results: &Results, first: u64) -> Vec<Look> {
    let all = results.drawn() as u64;
    let mut worlds = vec![all];
    while worlds[0] / 2 >= first && worlds[0].is_multiple_of(2 * first) {
        worlds.insert(0, worlds[0] / 2);
    }
    // Every level grows with the worlds, in whole points of the design.
    let sizes = |n: u64| -> Vec<u64> {
        let share = |of: u64| multiple((of * n).div_ceil(all)).min(of);
        results.levels().map(|(_, worlds)| share(worlds.len() as u64)).collect()
    };
    worlds.into_iter().map(|n| Look::new(results, &sizes(n))).collect()
}
