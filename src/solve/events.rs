//! Steps 4 and 5 of a round, backed up: flows at the state reached, then war, election, rebuilding and loss of neutrality.

use super::channels::{add_scaled, by_channel, owner, scaled};
use super::values::{CHANNELS, Row, Values};
use crate::game::Rules;
use crate::numeric::grid::BeliefGrid;

/// Fills `closing`, the values after the moves of round `round`, from `opening`, those at the start of the next round.
#[inline(always)]
pub fn close(rules: &Rules, grid: &BeliefGrid, round: usize, opening: &Values, closing: &mut Values) {
    let election = rules.election_after(round).copied();
    let war = by_channel(&rules.payoffs.war);
    let discount: Row = std::array::from_fn(|channel| rules.payoffs.discount[owner(channel)]);
    for id in 0..rules.space.len() {
        let facts = &rules.payoffs.states[id];
        let (rebuilt, neutral) = (facts.after_rebuilding, facts.after_neutrality_loss);
        let both = rules.payoffs.states[rebuilt].after_neutrality_loss;
        let (r, l) = (facts.rebuild, facts.neutrality_loss);
        let target = closing.slot_mut(id);
        for (t, v) in target.iter_mut().zip(opening.slot(id)) {
            *t = scaled(v, (1.0 - r) * (1.0 - l));
        }
        for (source, weight) in [(rebuilt, r * (1.0 - l)), (neutral, (1.0 - r) * l), (both, r * l)] {
            if weight > 0.0 {
                for (t, v) in target.iter_mut().zip(opening.slot(source)) {
                    add_scaled(t, v, weight);
                }
            }
        }
        if let Some(election) = election {
            hold_election(target, grid, election.turnover, election.successor_keeper_prior);
        }
        let flow = by_channel(&facts.flow);
        for row in target {
            for c in 0..CHANNELS {
                row[c] = flow[c] + discount[c] * ((1.0 - facts.war) * row[c] + facts.war * war[c]);
            }
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
