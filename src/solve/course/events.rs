//! Steps 4 and 5 of a round for the mass that has moved: flows, then war, exposure, succession, rebuilding and loss of neutrality,
//! and the election.
//!
//! What is rebuilt and who stays neutral does not depend on the beliefs, and the redrawing of types not on the state, so their
//! order does not matter. A succession takes the mass of all points of a line to one belief, and the sums over a line are known
//! from the books.

use super::accounts::Total;
use super::pass::{Walk, count};
use super::plan::{Change, Exposure};
use super::row::{self, NOTHING, Row};
use crate::game::Election;
use crate::game::state::StateId;
use crate::numeric::grid::Place;

impl<const C: usize> Walk<'_, C> {
    #[inline(always)]
    pub fn events(&mut self, round: usize) {
        for id in 0..self.opening.lit.len() {
            if std::mem::take(&mut self.moving.lit[id]) {
                self.leave(round, id);
            }
        }
        if let Some(election) = self.rules.election_after(round) {
            for id in 0..self.opening.lit.len() {
                if self.opening.lit[id] {
                    self.elect(id, election);
                }
            }
        }
    }

    /// What happens to the mass at a state after the moves of a round.
    #[inline(always)]
    fn leave(&mut self, round: usize, id: StateId) {
        let (rules, plan, size) = (self.rules, self.plan, self.grid.len());
        let change = &plan.changes[id];
        let state = rules.space.states()[id];
        let settles = state.phase.in_force() && state.stage == rules.game.stages.len();
        let war = rules.payoffs.states[id].chances.war;
        let stays = ((1.0 - war) * (1.0 - rules.succession)) as f32;
        self.columns.fill([NOTHING; C]);
        let mut settled = 0.0;
        for point in 0..self.moving.points {
            let Some(mut row) = self.moving.take(id, point) else {
                continue;
            };
            if settles {
                settled += row::settle(&mut row);
            }
            row::add(&mut self.columns[point % size], &row, 1.0);
            match &change.exposure {
                None => {
                    for (next, chance) in &change.spared {
                        row::add(&mut self.opening.light(*next)[point], &row, stays * chance);
                    }
                }
                Some(exposure) => {
                    let row = row::scaled(&row, stays);
                    for (branch, place) in exposure.lines[point / size].iter().enumerate() {
                        let moved = after(exposure, branch, &row);
                        let low = place.cell * size + point % size;
                        let fraction = place.fraction as f32;
                        for (next, chance) in targets(change, branch) {
                            let rows = self.opening.light(*next);
                            row::add(&mut rows[low], &moved, chance * (1.0 - fraction));
                            row::add(&mut rows[low + size], &moved, chance * fraction);
                        }
                    }
                }
            }
        }
        let mut total = Total::default();
        let mut unbroken = [0.0; 4];
        for column in &self.columns {
            count(&mut total, column);
            let of_column = row::unbroken(column);
            for i in 0..4 {
                unbroken[i] += f64::from(of_column[i]);
            }
        }
        if settles {
            self.accounts.settles(round, settled);
        }
        self.accounts.flows(round, id, &total, unbroken.iter().sum());
        if let Some(Exposure { chance, .. }) = change.exposure {
            let hit = chance[0] * (unbroken[0] + unbroken[1]) + chance[1] * (unbroken[2] + unbroken[3]);
            self.accounts.exposed(round, (1.0 - war) * hit);
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
        for j in 0..size {
            let column = row::scaled(&self.columns[j], part);
            let branches = if change.exposure.is_some() { 2 } else { 1 };
            for number in 0..branches {
                // With exposure the first branch is that.
                let (branch, gone) = match &change.exposure {
                    Some(exposure) => (number, after(exposure, number, &column)),
                    None => (1, column),
                };
                let fresh = row::fresh(&gone, 0, prior);
                for (next, chance) in targets(change, branch) {
                    let rows = self.opening.light(*next);
                    row::add(&mut rows[cell * size + j], &fresh, chance * (1.0 - fraction as f32));
                    row::add(&mut rows[(cell + 1) * size + j], &fresh, chance * fraction as f32);
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
            let mut gone: Row<C> = [NOTHING; C];
            for row in &mut *line {
                row::add(&mut gone, row, turnover);
                *row = row::scaled(row, 1.0 - turnover);
            }
            let fresh = row::fresh(&gone, 1, prior);
            row::add(&mut line[cell], &fresh, 1.0 - fraction);
            row::add(&mut line[cell + 1], &fresh, fraction);
        }
    }
}

/// The part of a row that is exposed (0) or not (1).
#[inline(always)]
fn after<const C: usize>(exposure: &Exposure, branch: usize, row: &Row<C>) -> Row<C> {
    let chance = match branch {
        0 => exposure.chance,
        _ => exposure.chance.map(|p| 1.0 - p),
    };
    let mut moved = row::by_types(row, &row::twice(row::by_pair(0, chance)));
    if branch == 0 {
        row::rupture(&mut moved);
    }
    moved
}

/// Where a branch leads.
#[inline(always)]
fn targets(change: &Change, branch: usize) -> &[(StateId, f32)] {
    if branch == 0 { &change.exposed } else { &change.spared }
}
