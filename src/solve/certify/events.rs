//! Steps 4 and 5 of a round under given policies: flows at the state reached, then war, election, rebuilding and loss of
//! neutrality.

use pulp::Simd;

use super::super::channels::{by_channel, owner};
use super::super::values::{CHANNELS, Row};
use super::strip::{APART, OF_BROKER, Strip, channel};
use crate::game::Elections;
use crate::game::Rules;
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::wide::Wide;

/// What follows a state, at the start of the next round.
pub struct Next<'a, const W: usize> {
    pub here: &'a [Strip<W>],
    /// `None` where there is nothing to rebuild.
    pub rebuilt: Option<&'a [Strip<W>]>,
    /// If an active broker may lose its neutrality: without and with rebuilding.
    pub neutral: Option<[&'a [Strip<APART>]; 2]>,
}

/// What a state pays and risks, by number in a strip.
struct Settlement<const W: usize> {
    fixed: Strip<W>,
    peace: Strip<W>,
}

impl<const W: usize> Settlement<W> {
    fn of(rules: &Rules, state: StateId) -> Self {
        let facts = &rules.payoffs.states[state];
        let war = by_channel(&rules.payoffs.war);
        let mut fixed = by_channel(&facts.flow);
        let mut peace: Row = [0.0; CHANNELS];
        for c in 0..CHANNELS {
            let discount = rules.payoffs.discount[owner(c)];
            fixed[c] += discount * (facts.war * war[c]);
            peace[c] = discount * (1.0 - facts.war);
        }
        Settlement {
            fixed: Strip::of(&fixed),
            peace: Strip::of(&peace),
        }
    }
}

/// Values of a state after the moves of a round.
#[inline(always)]
pub fn close<const W: usize, S: Simd>(
    simd: S,
    rules: &Rules,
    grid: &BeliefGrid,
    round: usize,
    state: StateId,
    next: &Next<W>,
    target: &mut [Strip<W>],
) {
    let facts = &rules.payoffs.states[state];
    let (r, l) = (facts.rebuild, facts.neutrality_loss);
    let weights = [(1.0 - r) * (1.0 - l), r * (1.0 - l), (1.0 - r) * l, r * l];
    let election = rules.election_after(round);
    let settled = Settlement::<W>::of(rules, state);
    let mut settlement = Settlement::<W>::of(rules, state);
    if election.is_some() {
        settlement = Settlement {
            fixed: Strip::NOTHING,
            peace: Strip([1.0; W]),
        };
    }
    let rebuilt = next.rebuilt.unwrap_or(next.here);
    for (point, row) in target.iter_mut().enumerate() {
        for part in 0..W / S::F64_LANES {
            let mut value = Wide::read(simd, &next.here[point].0, part) * Wide::splat(simd, weights[0]);
            if next.rebuilt.is_some() {
                value = value + Wide::read(simd, &rebuilt[point].0, part) * Wide::splat(simd, weights[1]);
            }
            if let Some([neutral, both]) = next.neutral {
                value = value + widened(simd, &neutral[point], part) * Wide::splat(simd, weights[2]);
                if next.rebuilt.is_some() {
                    value = value + widened(simd, &both[point], part) * Wide::splat(simd, weights[3]);
                }
            }
            let peace = Wide::read(simd, &settlement.peace.0, part);
            (Wide::read(simd, &settlement.fixed.0, part) + peace * value).write(&mut row.0, part);
        }
    }
    if let Some(election) = election {
        hold(target, grid, election);
        for row in target {
            for at in 0..W {
                row.0[at] = settled.fixed.0[at] + settled.peace.0[at] * row.0[at];
            }
        }
    }
}

/// A vector of a strip without an active broker as part of one with: the broker's B and U are its V.
#[inline(always)]
fn widened<S: Simd>(simd: S, strip: &Strip<APART>, part: usize) -> Wide<S> {
    if part * S::F64_LANES < OF_BROKER {
        return Wide::read(simd, &strip.0, part);
    }
    let v = &strip.0;
    let twice = [v[4], v[5], v[6], v[7], v[4], v[5], v[6], v[7]];
    Wide::read(simd, &twice, part - OF_BROKER / S::F64_LANES)
}

/// With the probability of turnover the administration is replaced: the belief about it jumps to its prior and its type is
/// drawn from there; the guarantor's value is then its successor's.
#[inline(never)]
fn hold<const W: usize>(target: &mut [Strip<W>], grid: &BeliefGrid, election: &Elections) {
    let (turnover, prior) = (election.turnover, election.successor_keeper_prior);
    let place = grid.locate(prior);
    for line in target.chunks_exact_mut(grid.len()) {
        let (low, high) = (&line[place.cell].0, &line[place.cell + 1].0);
        let mut successor = [0.0; W];
        for at in 0..W {
            successor[at] = low[at] + (high[at] - low[at]) * place.fraction;
        }
        for at in (0..W).step_by(2).filter(|at| channel(*at) >= 2) {
            let mean = (1.0 - prior) * successor[at] + prior * successor[at + 1];
            successor[at] = mean;
            successor[at + 1] = mean;
        }
        for row in line {
            for at in 0..W {
                row.0[at] = (1.0 - turnover) * row.0[at] + turnover * successor[at];
            }
        }
    }
}
