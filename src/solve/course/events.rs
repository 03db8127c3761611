//! Steps 4 and 5 of a round for the mass that has moved: flows, then war, exposure, succession, rebuilding and loss of neutrality,
//! and the election.
//!
//! What is rebuilt and who stays neutral does not depend on the beliefs, and the redrawing of types not on the state, so their
//! order does not matter. A succession takes the mass of all points of a column to one belief, so it is enough to know the
//! columns.

use super::field::Taken;
use super::pass::Walk;
use super::plan::{Change, Exposure};
use super::row::{Row, Total, Weights, by_type, times};
use crate::game::Election;
use crate::game::state::StateId;
use crate::numeric::grid::Place;

impl<const C: usize> Walk<'_, C> {
    #[inline(always)]
    pub fn events(&mut self, round: usize) {
        let states = self.states();
        for id in 0..states {
            let mut taken = self.moving.take(id, std::mem::take(&mut self.room));
            if !taken.is_empty() {
                self.leave(round, id, &mut taken);
            }
            self.room = self.moving.clear(id, taken);
        }
        if let Some(election) = self.rules.election_after(round) {
            for id in 0..states {
                if self.opening.is_lit(id) {
                    self.elect(id, election);
                }
            }
        }
    }

    /// What happens to the mass that is at a state after the moves of a round.
    #[inline(always)]
    fn leave(&mut self, round: usize, id: StateId, taken: &mut Taken<C>) {
        let (rules, plan, size) = (self.rules, self.plan, self.grid.len());
        let change = &plan.changes[id];
        let state = rules.space.states()[id];
        let settles = state.phase.in_force() && state.stage == rules.game.stages.len();
        if settles {
            self.accounts.settles(round, taken.settle());
        }
        self.columns.fill(Row::NOTHING);
        for (point, row) in taken.rows() {
            self.columns[self.indices[point][1]].add(row, &Weights::all(1.0));
        }
        let mut total = Total::new();
        self.columns.iter().for_each(|column| total.add(column));
        self.accounts.flows(round, id, &total);
        let war = rules.payoffs.states[id].chances.war;
        let stays = ((1.0 - war) * (1.0 - rules.succession)) as f32;
        match &change.exposure {
            None => {
                for (next, chance) in &change.spared {
                    let weights = Weights::all(stays * chance);
                    let rows = self.opening.light(*next);
                    for (point, row) in taken.rows() {
                        rows[point].add(row, &weights);
                    }
                }
            }
            Some(exposure) => {
                for branch in 0..2 {
                    for (next, chance) in targets(change, branch) {
                        let weights = after(exposure, branch, stays * chance);
                        let rows = self.opening.light(*next);
                        for (point, row) in taken.rows() {
                            let [i, j] = self.indices[point];
                            let place = exposure.lines[i][branch];
                            let low = place.cell * size + j;
                            let fraction = place.fraction as f32;
                            rows[low].add(row, &weights.times(1.0 - fraction));
                            rows[low + size].add(row, &weights.times(fraction));
                        }
                    }
                }
            }
        }
        if rules.succession > 0.0 {
            self.succeed(change, ((1.0 - war) * rules.succession) as f32);
        }
    }

    /// This part of the mass of a state, by the columns, passes to another leader.
    #[inline(always)]
    fn succeed(&mut self, change: &Change, part: f32) {
        let (size, prior) = (self.grid.len(), self.rules.game.disarmer.succession.dealer_prior);
        let Place { cell, fraction } = self.grid.locate(prior);
        // With exposure there are two branches, and the first is that.
        for branch in usize::from(change.exposure.is_none())..2 {
            let weights = match &change.exposure {
                Some(exposure) => after(exposure, branch, part),
                None => Weights::all(part),
            };
            for j in 0..size {
                let mut gone = Row::NOTHING;
                gone.add(&self.columns[j], &weights);
                let fresh = gone.fresh(0, prior);
                for (next, chance) in targets(change, branch) {
                    let rows = self.opening.light(*next);
                    rows[cell * size + j].add(&fresh, &Weights::all(chance * (1.0 - fraction as f32)));
                    rows[(cell + 1) * size + j].add(&fresh, &Weights::all(chance * fraction as f32));
                }
            }
        }
    }

    /// An election at a state.
    #[inline(always)]
    fn elect(&mut self, id: StateId, election: Election) {
        let prior = election.successor_keeper_prior;
        let Place { cell, fraction } = self.grid.locate(prior);
        let (turnover, fraction) = (election.turnover as f32, fraction as f32);
        for line in self.opening.light(id).chunks_exact_mut(self.grid.len()) {
            let mut gone = Row::NOTHING;
            for row in &mut *line {
                gone.add(row, &Weights::all(turnover));
                row.scale(1.0 - turnover);
            }
            let fresh = gone.fresh(1, prior);
            line[cell].add(&fresh, &Weights::all(1.0 - fraction));
            line[cell + 1].add(&fresh, &Weights::all(fraction));
        }
    }
}

/// The weights of what is exposed (0) or not (1), times a factor.
#[inline(always)]
fn after(exposure: &Exposure, branch: usize, factor: f32) -> Weights {
    let chance = match branch {
        0 => exposure.chance,
        _ => exposure.chance.map(|p| 1.0 - p),
    };
    Weights::of(times(&by_type(0, chance), factor), branch == 0)
}

/// Where a branch leads.
#[inline(always)]
fn targets(change: &Change, branch: usize) -> &[(StateId, f32)] {
    if branch == 0 { &change.exposed } else { &change.spared }
}
