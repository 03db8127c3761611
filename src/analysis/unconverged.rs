//! What depends on the worlds in which some node did not converge.

use super::estimates;
use super::results::Results;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::study::world::WorldResult;

/// What leaving out those worlds does to the estimates. They are not a random part of all, so a change is not all error of the solver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WithoutUnconverged {
    /// Number of worlds left out.
    pub left_out: usize,
    /// Arm, outcome and change of its probability, the largest in size; `None` if no world is left.
    pub largest: Option<(usize, Outcome, f64)>,
}

impl WithoutUnconverged {
    /// `None` if everything converged, or if there is one world only.
    pub fn of(results: &Results) -> Option<Self> {
        let sound = |world: &WorldResult| world.arms.iter().all(|arm| arm.unconverged == 0);
        let rest = results.only(sound);
        let left_out = results.drawn() - rest.drawn();
        if left_out == 0 || results.single() {
            return None;
        }
        let method = results.methods().first().copied()?;
        let arms = rest.worlds.first().map_or(0, |world| world.arms.len());
        let cells = (0..arms).flat_map(|arm| Outcome::ALL.map(|o| (arm, o)));
        let changes = cells.filter_map(|(arm, outcome)| {
            let of = |some: &Results| estimates::ending(some, arm, Ending::One(outcome), method)?.value;
            Some((arm, outcome, of(&rest)? - of(results)?))
        });
        Some(WithoutUnconverged {
            left_out,
            largest: changes.max_by(|a, b| a.2.abs().total_cmp(&b.2.abs())),
        })
    }
}
