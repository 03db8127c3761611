//! Steps 4 and 5 of a round, backed up: flows at the state reached, then war, exposure, succession, election, rebuilding and
//! loss of neutrality.
//!
//! Backwards the events come in the opposite order. Values are mixed over rebuilding and neutrality at the same
//! beliefs, then over the election, which moves the belief about the guarantor, then over the succession and the exposure of a covert programme, which move the belief about the disarmer.

use super::channels::{add_scaled, by_channel, expected_by_channel, owner, scaled};
use super::values::{CHANNELS, Row, Values};
use crate::game::Rules;
use crate::game::state::StateId;
use crate::numeric::grid::{BeliefGrid, Place};
use crate::policy::posterior;

/// The side whose type is drawn afresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Disarmer,
    Guarantor,
}

/// A probability by the disarmer's type, and its mean under the public belief.
#[derive(Clone, Copy, Debug)]
pub struct ByDisarmer {
    pub of_type: [f64; 2],
    pub public: f64,
}

/// target + chance × row, for each channel with what its owner knows of the disarmer's type.
#[inline(always)]
fn add_by_disarmer(target: &mut Row, row: &Row, chance: &ByDisarmer) {
    let ByDisarmer {
        of_type: [low, high],
        public,
    } = *chance;
    let weight = [low, high, public, public, low, low, high, high];
    for c in 0..CHANNELS {
        target[c] += weight[c] * row[c];
    }
}

/// A place between two rows.
#[inline(always)]
fn between(low: &Row, high: &Row, fraction: f64) -> Row {
    std::array::from_fn(|c| low[c] + (high[c] - low[c]) * fraction)
}

/// The mean over a fresh type of one side, which is of the high type with probability `prior`: the side itself and the broker
/// see the mean; the other side's value is an expectation already.
#[inline(always)]
fn fresh(mut row: Row, side: Side, prior: f64) -> Row {
    let pairs = match side {
        Side::Disarmer => [(0, 1), (4, 6), (5, 7)],
        Side::Guarantor => [(2, 3), (4, 5), (6, 7)],
    };
    for (low, high) in pairs {
        let mean = (1.0 - prior) * row[low] + prior * row[high];
        (row[low], row[high]) = (mean, mean);
    }
    row
}

const ZERO: Row = [0.0; CHANNELS];

/// What may come to light at one belief about the disarmer: first that it is exposed, then that it is not.
type Line = [Branch; 2];

/// One of two observations, with its chance and the place of the belief about the disarmer after it.
#[derive(Clone, Copy, Debug)]
struct Branch {
    chance: ByDisarmer,
    place: Place,
}

/// The events of a game on a belief grid, made once.
#[derive(Clone, Debug)]
pub struct Events {
    /// By state in which something can be exposed: by the grid's points of the belief about the disarmer.
    exposure: Vec<Option<Vec<Line>>>,
    points: usize,
}

/// Working memory for the states in which something can be exposed.
#[derive(Clone, Debug)]
pub struct Scratch {
    spared: Vec<Row>,
    exposed: Vec<Row>,
    /// After a succession, by the grid's points of the belief about the guarantor.
    successor: Vec<Row>,
}

impl Scratch {
    pub fn new(grid: &BeliefGrid) -> Self {
        let points = grid.len() * grid.len();
        Scratch {
            spared: vec![ZERO; points],
            exposed: vec![ZERO; points],
            successor: vec![ZERO; grid.len()],
        }
    }
}

impl Events {
    pub fn new(rules: &Rules, grid: &BeliefGrid) -> Self {
        let exposure = rules.payoffs.states.iter().map(|facts| {
            let chance = facts.chances.exposure;
            let line = |&dealer: &f64| [chance, chance.map(|p| 1.0 - p)].map(|p| observed(grid, dealer, p));
            (chance != [0.0; 2]).then(|| grid.points().iter().map(line).collect())
        });
        Events {
            exposure: exposure.collect(),
            points: grid.len() * grid.len(),
        }
    }

    /// Fills `target`, what a state is worth before the exposures and later events of round `round`, from `opening`, what all
    /// states are worth at the start of the next round.
    #[inline(always)]
    pub fn back_up(
        &self,
        (rules, grid): (&Rules, &BeliefGrid),
        round: usize,
        id: StateId,
        opening: &[Row],
        target: &mut [Row],
        scratch: &mut Scratch,
    ) {
        let Scratch {
            spared,
            exposed,
            successor,
        } = scratch;
        let chances = &rules.payoffs.states[id].chances;
        let Some(lines) = &self.exposure[id] else {
            self.mix(rules, id, chances.rebuild, opening, target);
            redraw(rules, grid, round, target, successor);
            return;
        };
        // Nothing is rebuilt in the round in which a process breaks.
        let broken = chances.after_exposure;
        for (state, rows) in [(id, &mut *spared), (broken, &mut *exposed)] {
            self.mix(rules, state, 0.0, opening, rows);
            redraw(rules, grid, round, rows, successor);
        }
        let size = grid.len();
        for (line, rows) in lines.iter().zip(target.chunks_exact_mut(size)) {
            let [hit, miss] = line.map(|branch| branch.place.cell * size);
            for (j, row) in rows.iter_mut().enumerate() {
                let after = [
                    between(&exposed[hit + j], &exposed[hit + size + j], line[0].place.fraction),
                    between(&spared[miss + j], &spared[miss + size + j], line[1].place.fraction),
                ];
                *row = ZERO;
                add_by_disarmer(row, &after[0], &line[0].chance);
                add_by_disarmer(row, &after[1], &line[1].chance);
            }
        }
    }

    /// Mixes over rebuilding, with probability `rebuild`, and the loss of neutrality.
    #[inline(always)]
    fn mix(&self, rules: &Rules, id: StateId, rebuild: f64, opening: &[Row], target: &mut [Row]) {
        let states = &rules.payoffs.states;
        let chances = &states[id].chances;
        let (rebuilt, neutral) = (chances.after_rebuilding, chances.after_neutrality_loss);
        let both = states[rebuilt].chances.after_neutrality_loss;
        let (r, l) = (rebuild, chances.neutrality_loss);
        let weights = [(1.0 - r) * (1.0 - l), r * (1.0 - l), (1.0 - r) * l, r * l];
        let sources = [id, rebuilt, neutral, both].map(|s| &opening[s * self.points..(s + 1) * self.points]);
        for (row, source) in target.iter_mut().zip(sources[0]) {
            *row = scaled(source, weights[0]);
        }
        for (source, weight) in sources.into_iter().zip(weights).skip(1) {
            if weight > 0.0 {
                for (row, source) in target.iter_mut().zip(source) {
                    add_scaled(row, source, weight);
                }
            }
        }
    }
}

/// An observation of probability `chance` by type: its public probability and the belief after it.
fn observed(grid: &BeliefGrid, dealer: f64, chance: [f64; 2]) -> Branch {
    Branch {
        chance: ByDisarmer {
            of_type: chance,
            public: (1.0 - dealer) * chance[0] + dealer * chance[1],
        },
        place: grid.locate(posterior(dealer, chance).clamp(0.0, 1.0)),
    }
}

/// Changes of the administration and of the leader: backwards, the election comes first.
#[inline(always)]
fn redraw(rules: &Rules, grid: &BeliefGrid, round: usize, rows: &mut [Row], successor: &mut [Row]) {
    if let Some(election) = rules.election_after(round) {
        elect(rows, grid, election.turnover, election.successor_keeper_prior);
    }
    if rules.succession > 0.0 {
        let prior = rules.game.disarmer.succession.dealer_prior;
        succeed(rows, grid, rules.succession, prior, successor);
    }
}

/// With probability `turnover` the administration is replaced: the belief about it jumps to `prior` and its type is drawn
/// from there.
#[inline(always)]
fn elect(rows: &mut [Row], grid: &BeliefGrid, turnover: f64, prior: f64) {
    let place = grid.locate(prior);
    for line in rows.chunks_exact_mut(grid.len()) {
        let new = between(&line[place.cell], &line[place.cell + 1], place.fraction);
        let successor = scaled(&fresh(new, Side::Guarantor, prior), turnover);
        for row in line {
            mix_in(row, 1.0 - turnover, &successor);
        }
    }
}

/// The same for the disarmer's leader, across the lines of the grid.
#[inline(always)]
fn succeed(rows: &mut [Row], grid: &BeliefGrid, chance: f64, prior: f64, successor: &mut [Row]) {
    let (size, place) = (grid.len(), grid.locate(prior));
    let low = place.cell * size;
    for (j, successor) in successor.iter_mut().enumerate() {
        let new = between(&rows[low + j], &rows[low + size + j], place.fraction);
        *successor = scaled(&fresh(new, Side::Disarmer, prior), chance);
    }
    for line in rows.chunks_exact_mut(size) {
        for (row, successor) in line.iter_mut().zip(&*successor) {
            mix_in(row, 1.0 - chance, successor);
        }
    }
}

/// weight × row + other.
#[inline(always)]
fn mix_in(row: &mut Row, weight: f64, other: &Row) {
    for c in 0..CHANNELS {
        row[c] = weight * row[c] + other[c];
    }
}

/// Fills `target`, the values at a state after the moves of round `round`, from `opening`, those at the start of the next
/// round.
#[inline(always)]
pub fn close_state(
    events: &Events,
    (rules, grid): (&Rules, &BeliefGrid),
    round: usize,
    id: StateId,
    opening: &Values,
    target: &mut [Row],
    scratch: &mut Scratch,
) {
    events.back_up((rules, grid), round, id, opening.all(), target, scratch);
    let facts = &rules.payoffs.states[id];
    let (discount, war) = (&rules.payoffs.discount, facts.chances.war);
    let cost = by_channel(&rules.payoffs.war, 0);
    let peace: Row = std::array::from_fn(|c| (1.0 - war) * discount[owner(c)]);
    let lost: Row = std::array::from_fn(|c| war * discount[owner(c)] * cost[c]);
    for (line, &dealer) in target.chunks_exact_mut(grid.len()).zip(grid.points()) {
        let mut fixed = expected_by_channel(&facts.flow, dealer);
        add_scaled(&mut fixed, &lost, 1.0);
        for row in line {
            for c in 0..CHANNELS {
                row[c] = fixed[c] + peace[c] * row[c];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exposure_and_its_absence_move_beliefs_but_not_on_average() {
        let grid = BeliefGrid::cosine(9);
        for chance in [[0.3, 0.02], [0.0, 0.4], [0.25, 0.0], [1.0, 0.1]] {
            for &dealer in grid.points() {
                let branches = [chance, chance.map(|p| 1.0 - p)].map(|p| observed(&grid, dealer, p));
                let belief = |place: Place| {
                    let (low, high) = (grid.points()[place.cell], grid.points()[place.cell + 1]);
                    low + (high - low) * place.fraction
                };
                let mean: f64 = branches.iter().map(|b| b.chance.public * belief(b.place)).sum();
                assert!((mean - dealer).abs() < 1e-12, "{chance:?} {dealer} {mean}");
            }
        }
    }

    #[test]
    fn a_successor_is_worth_the_mean_over_its_type_at_the_new_belief() {
        let grid = BeliefGrid::cosine(5);
        let (prior, chance) = (0.3, 0.25);
        let value = |dealer: f64, keeper: f64| -> Row {
            std::array::from_fn(|c| c as f64 + (1.0 + c as f64) * dealer - 2.0 * keeper)
        };
        let pairs = grid
            .points()
            .iter()
            .flat_map(|d| grid.points().iter().map(move |g| (*d, *g)));
        let mut rows: Vec<Row> = pairs.clone().map(|(d, g)| value(d, g)).collect();
        succeed(&mut rows, &grid, chance, prior, &mut vec![ZERO; grid.len()]);
        for ((d, g), row) in pairs.zip(rows) {
            let (stays, new) = (value(d, g), value(prior, g));
            let mean = |low: usize, high: usize| (1.0 - prior) * new[low] + prior * new[high];
            let fresh = [
                mean(0, 1),
                mean(0, 1),
                new[2],
                new[3],
                mean(4, 6),
                mean(5, 7),
                mean(4, 6),
                mean(5, 7),
            ];
            for c in 0..CHANNELS {
                let expected = (1.0 - chance) * stays[c] + chance * fresh[c];
                assert!((row[c] - expected).abs() < 1e-12, "channel {c} at {d}, {g}");
            }
        }
    }
}
