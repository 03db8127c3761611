//! Steps 4 and 5 of a round, backed up: flows at the state reached, then war, election, rebuilding and loss of neutrality.

use super::channels::{add_scaled, by_channel, owner, scaled};
use super::values::{CHANNELS, Row, Values};
use crate::game::Rules;
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;

/// Fills `target`, the values at a state after the moves of round `round`, from `opening`, those at the start of the next
/// round.
#[inline(always)]
pub fn close_state(rules: &Rules, grid: &BeliefGrid, round: usize, id: StateId, opening: &Values, target: &mut [Row]) {
    let facts = &rules.payoffs.states[id];
    let (rebuilt, neutral) = (facts.after_rebuilding, facts.after_neutrality_loss);
    let both = rules.payoffs.states[rebuilt].after_neutrality_loss;
    let (r, l) = (facts.rebuild, facts.neutrality_loss);
    let weights = [(1.0 - r) * (1.0 - l), r * (1.0 - l), (1.0 - r) * l, r * l];
    let source = [id, rebuilt, neutral, both].map(|state| opening.slot(state));
    let war = by_channel(&rules.payoffs.war);
    let flow = by_channel(&facts.flow);
    let mut peace: Row = std::array::from_fn(|channel| rules.payoffs.discount[owner(channel)]);
    let mut fixed = flow;
    for c in 0..CHANNELS {
        fixed[c] += peace[c] * (facts.war * war[c]);
        peace[c] *= 1.0 - facts.war;
    }
    let election = rules.election_after(round).copied();
    let settle = |row: Row| -> Row { std::array::from_fn(|c| fixed[c] + peace[c] * row[c]) };
    let keep = election.is_none();
    for (point, row) in target.iter_mut().enumerate() {
        let mut next = scaled(&source[0][point], weights[0]);
        if weights[1] > 0.0 {
            add_scaled(&mut next, &source[1][point], weights[1]);
        }
        if weights[2] > 0.0 {
            add_scaled(&mut next, &source[2][point], weights[2]);
        }
        if weights[3] > 0.0 {
            add_scaled(&mut next, &source[3][point], weights[3]);
        }
        *row = if keep { settle(next) } else { next };
    }
    if let Some(election) = election {
        hold_election(target, grid, election.turnover, election.successor_keeper_prior);
        for row in target {
            *row = settle(*row);
        }
    }
}

/// With probability `turnover` the administration is replaced: the belief about it jumps to `prior` and its type is drawn
/// from there; the guarantor's value is then its successor's.
#[inline(always)]
fn hold_election(target: &mut [Row], grid: &BeliefGrid, turnover: f64, prior: f64) {
    let place = grid.locate(prior);
    for line in target.chunks_exact_mut(grid.len()) {
        let (low, high) = (line[place.cell], line[place.cell + 1]);
        let mut successor: Row = std::array::from_fn(|c| low[c] + (high[c] - low[c]) * place.fraction);
        for pair in [2, 4, 6] {
            let mean = (1.0 - prior) * successor[pair] + prior * successor[pair + 1];
            successor[pair] = mean;
            successor[pair + 1] = mean;
        }
        for row in line {
            *row = scaled(row, 1.0 - turnover);
            add_scaled(row, &successor, turnover);
        }
    }
}
