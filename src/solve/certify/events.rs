//! Steps 4 and 5 of a round under given policies: flows at the state reached, then war, exposure, succession, election,
//! rebuilding and loss of neutrality.
//!
//! Values are backed up from the last event to the first, so each function here takes what the later ones have left.

use pulp::Simd;

use super::channel::{CHANNELS, Row, by_type, expected, owner};
use super::strip::{APART, OF_BROKER, Strip, channel};
use crate::game::state::StateId;
use crate::game::{Election, Rules};
use crate::numeric::grid::BeliefGrid;
use crate::numeric::wide::Wide;
use crate::policy::posterior;

/// What follows a state, at the start of the next round.
pub struct Next<'a, const W: usize> {
    pub here: &'a [Strip<W>],
    /// With its probability; `None` where there is nothing to rebuild.
    pub rebuilt: Option<(f64, &'a [Strip<W>])>,
    /// If an active broker may lose its neutrality: with what probability, and without and with rebuilding.
    pub neutral: Option<(f64, [&'a [Strip<APART>]; 2])>,
}

/// Rebuilding and loss of neutrality.
#[inline(always)]
pub fn change<const W: usize, S: Simd>(simd: S, next: &Next<W>, target: &mut [Strip<W>]) {
    let rebuild = next.rebuilt.map_or(0.0, |(chance, _)| chance);
    let loss = next.neutral.map_or(0.0, |(chance, _)| chance);
    let [stays, rebuilds, loses, both] = [
        (1.0 - rebuild) * (1.0 - loss),
        rebuild * (1.0 - loss),
        (1.0 - rebuild) * loss,
        rebuild * loss,
    ]
    .map(|weight| Wide::splat(simd, weight));
    for (point, row) in target.iter_mut().enumerate() {
        for part in 0..W / S::F64_LANES {
            let mut value = stays * Wide::read(simd, &next.here[point].0, part);
            if let Some((_, rebuilt)) = next.rebuilt {
                value = value + rebuilds * Wide::read(simd, &rebuilt[point].0, part);
            }
            if let Some((_, [neutral, neutral_rebuilt])) = next.neutral {
                value = value + loses * widened(simd, &neutral[point], part);
                if next.rebuilt.is_some() {
                    value = value + both * widened(simd, &neutral_rebuilt[point], part);
                }
            }
            value.write(&mut row.0, part);
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

/// A row between two others.
fn between<const W: usize>(low: &Strip<W>, high: &Strip<W>, fraction: f64) -> Strip<W> {
    Strip(std::array::from_fn(|at| {
        low.0[at] + (high.0[at] - low.0[at]) * fraction
    }))
}

/// With the probability of turnover the administration is replaced: the belief about it jumps to its prior and its type is
/// drawn from there; the guarantor's value is then its successor's.
#[inline(never)]
pub fn elect<const W: usize>(target: &mut [Strip<W>], grid: &BeliefGrid, election: Election) {
    let (turnover, prior) = (election.turnover, election.successor_keeper_prior);
    let place = grid.locate(prior);
    for line in target.chunks_exact_mut(grid.len()) {
        let mut successor = between(&line[place.cell], &line[place.cell + 1], place.fraction);
        for at in (0..W).step_by(2).filter(|at| channel(*at) >= 2) {
            let mean = (1.0 - prior) * successor.0[at] + prior * successor.0[at + 1];
            successor.0[at] = mean;
            successor.0[at + 1] = mean;
        }
        for row in line {
            for at in 0..W {
                row.0[at] = (1.0 - turnover) * row.0[at] + turnover * successor.0[at];
            }
        }
    }
}

/// With a probability the disarmer's leader is replaced: the belief about it jumps to its prior and its type is drawn from
/// there; the disarmer's value is then its successor's, and the guarantor's is that at the new belief.
#[inline(always)]
pub fn succeed<const W: usize, S: Simd>(
    simd: S,
    target: &mut [Strip<W>],
    grid: &BeliefGrid,
    chance: f64,
    dealer_prior: f64,
) {
    let (size, place) = (grid.len(), grid.locate(dealer_prior));
    let (stays, goes) = (Wide::splat(simd, 1.0 - chance), Wide::splat(simd, chance));
    for column in 0..size {
        let low = place.cell * size + column;
        let mut successor = between(&target[low], &target[low + size], place.fraction);
        for at in 0..W {
            // The low type's number of a pair, and how far the high type's is away.
            let apart = match channel(at) {
                0 => 1,
                4 | 5 => 2,
                _ => continue,
            };
            let mean = (1.0 - dealer_prior) * successor.0[at] + dealer_prior * successor.0[at + apart];
            successor.0[at] = mean;
            successor.0[at + apart] = mean;
        }
        for line in 0..size {
            let row = &mut target[line * size + column].0;
            for part in 0..W / S::F64_LANES {
                let value = stays * Wide::read(simd, row, part) + goes * Wide::read(simd, &successor.0, part);
                value.write(row, part);
            }
        }
    }
}

/// A covert programme is exposed with a probability by type, or it is not: either way the belief about the disarmer moves.
/// `after` has the values if it is not and if it is.
#[inline(always)]
pub fn expose<const W: usize, S: Simd>(
    simd: S,
    grid: &BeliefGrid,
    chance: [f64; 2],
    after: [&[Strip<W>]; 2],
    target: &mut [Strip<W>],
) {
    let size = grid.len();
    let likelihoods = [chance.map(|p| 1.0 - p), chance];
    for (line, &belief) in target.chunks_exact_mut(size).zip(grid.points()) {
        let places = likelihoods.map(|[low, high]| grid.locate(posterior(belief, [low, high])));
        let weights = likelihoods.map(|[low, high]| Strip::<W>::of(&by_type(0, belief, low, high)));
        for (column, row) in line.iter_mut().enumerate() {
            for part in 0..W / S::F64_LANES {
                let mut value = Wide::splat(simd, 0.0);
                for ((after, place), weight) in after.iter().zip(&places).zip(&weights) {
                    let at = place.cell * size + column;
                    let low = Wide::read(simd, &after[at].0, part);
                    let high = Wide::read(simd, &after[at + size].0, part);
                    let here = low + (high - low) * Wide::splat(simd, place.fraction);
                    value = value + Wide::read(simd, &weight.0, part) * here;
                }
                value.write(&mut row.0, part);
            }
        }
    }
}

/// Flows of the round, and war.
#[inline(always)]
pub fn settle<const W: usize, S: Simd>(
    simd: S,
    rules: &Rules,
    grid: &BeliefGrid,
    state: StateId,
    target: &mut [Strip<W>],
) {
    let facts = &rules.payoffs.states[state];
    let war = facts.chances.war;
    let discount: Row = std::array::from_fn(|c| rules.payoffs.discount[owner(c)]);
    let peace = Strip::<W>::of(&discount.map(|discount| discount * (1.0 - war)));
    for (line, &belief) in target.chunks_exact_mut(grid.len()).zip(grid.points()) {
        let (flow, lost) = (expected(&facts.flow, belief), expected(&rules.payoffs.war, belief));
        let mut fixed = [0.0; CHANNELS];
        for c in 0..CHANNELS {
            fixed[c] = flow[c] + discount[c] * (war * lost[c]);
        }
        let fixed = Strip::<W>::of(&fixed);
        for row in line {
            for part in 0..W / S::F64_LANES {
                let value = Wide::read(simd, &row.0, part);
                let kept = Wide::read(simd, &peace.0, part) * value;
                (Wide::read(simd, &fixed.0, part) + kept).write(&mut row.0, part);
            }
        }
    }
}
