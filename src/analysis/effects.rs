//! What an arm changes in one world, and on how many worlds a difference rests.

use super::exact;
use super::method::Method;
use super::results::Results;
use super::{controlled, played};
use crate::game::ending::Ending;
use crate::study::world::WorldResult;

/// Differences below this are nothing: as probabilities they would be printed as 0.00 points.
pub const NOTHING: f64 = 5e-5;

/// Arm minus baseline in one world.
pub fn effect(world: &WorldResult, arm: usize, baseline: usize, ending: Ending, method: Method) -> Option<f64> {
    match method {
        Method::Exact => exact::contrast(world, arm, baseline, ending),
        Method::Controlled => controlled::effect(world, arm, baseline, ending),
        Method::Played => {
            let pairs = world.arms[arm].pairs.as_ref()?;
            let (gained, lost) = played::discordant(&pairs.flips, ending);
            Some((gained as f64 - lost as f64) / pairs.pairs.max(1) as f64)
        }
    }
}

/// Number of worlds that a difference in effect rests on, (Σ|x|)² / Σx² over the differences x of the worlds: all of them if
/// they are equal in size, one if a single world makes the whole difference. `None` for one world and where nothing differs.
pub fn effective_worlds(results: &Results, arm: usize, baseline: usize, ending: Ending, method: Method) -> Option<f64> {
    if results.single() {
        return None;
    }
    let all = results.looked_at(method).into_iter();
    effective(all.filter_map(|world| effect(world, arm, baseline, ending, method)))
}

/// Number of worlds that the mean of such differences rests on; `None` where nothing differs.
pub fn effective(differences: impl Iterator<Item = f64>) -> Option<f64> {
    let [sum, squares] = differences.fold([0.0; 2], |[sum, squares]: [f64; 2], x| [sum + x.abs(), squares + x * x]);
    (squares > 0.0).then(|| sum * sum / squares)
}
