//! Decisions of many episodes, one after another but independently of each other, so that the waits of one (for tables, for
//! divisions) are filled with the work of the next.

use super::GROUP;
use super::group::{NEVER, Queue, Seat};
use super::plan::{NO_CAUSE, Plan, route};
use crate::numeric::grid::BeliefGrid;
use crate::policy::posterior;
use crate::simulate::streams::uniform;

/// Decisions whose tables are looked up together.
const BATCH: usize = 32;

/// What all decisions of a round have in common.
pub struct Round<'a> {
    pub plan: &'a Plan<'a>,
    pub grid: &'a BeliefGrid,
    pub round: usize,
    /// The policies of the round.
    pub block: &'a [f32],
    /// Words that decide, by mover.
    pub choice: [&'a [u32; GROUP]; 3],
    /// Words that verify.
    pub verification: &'a [u32; GROUP],
}

impl Round<'_> {
    /// Takes the decisions of one queue and sends each episode on.
    #[inline(always)]
    pub fn sides<const ROW: usize, const PAIR: usize, const ACTIONS: usize>(
        &self,
        (seats, states): (&mut [Seat; GROUP], &mut [u16; GROUP]),
        waiting: &[(u16, u16)],
        next: &mut Queue,
    ) {
        let mut rows = [[0.0; ROW]; BATCH];
        for batch in waiting.chunks(BATCH) {
            // A loop of its own, without branches that are hard to predict, so that many tables are waited for at once.
            for (&(at, node), row) in batch.iter().zip(&mut rows) {
                let offset = self.plan.decisions[usize::from(node)].offset;
                let seat = &seats[usize::from(at) % GROUP];
                interpolate::<ROW, PAIR>(row, self.block, offset, self.plan.grid, seat);
            }
            for (&(at, node), row) in batch.iter().zip(&rows) {
                self.side::<ROW, ACTIONS>((seats, states), (at, node), row, next);
            }
        }
    }

    /// One decision of a side: draws the action, then what is seen of it, and updates the belief about the mover.
    #[inline(always)]
    fn side<const ROW: usize, const ACTIONS: usize>(
        &self,
        (seats, states): (&mut [Seat; GROUP], &mut [u16; GROUP]),
        (at, node): (u16, u16),
        row: &[f64; ROW],
        next: &mut Queue,
    ) {
        let decision = &self.plan.decisions[usize::from(node)];
        let seat = &mut seats[usize::from(at) % GROUP];
        let mover = usize::from(decision.mover & 1);
        let low = normalise::<ROW, ACTIONS>(row, 0);
        let high = normalise::<ROW, ACTIONS>(row, ACTIONS);
        let own = if seat.types >> mover & 1 == 1 { &high } else { &low };
        let action = invert(own, uniform(self.choice[mover][usize::from(at) % GROUP]));
        let word = self.verification[usize::from(at) % GROUP];
        let branch = usize::from(u64::from(word) >= decision.first_branch[action]);
        let step = &decision.steps[action][branch];
        let chances = &decision.likelihood[usize::from(step.observation) % 4];
        let mut likelihood = [0.0; 2];
        for a in 0..ACTIONS {
            likelihood[0] += low[a] * chances[a];
            likelihood[1] += high[a] * chances[a];
        }
        let belief = posterior(seat.beliefs[mover], likelihood);
        seat.believe(mover, belief, self.grid);
        if step.one_off != 0 {
            let paid = &self.plan.one_offs(self.round)[usize::from(step.one_off)][usize::from(seat.types & 3)];
            for (sum, paid) in seat.payoffs.iter_mut().zip(paid) {
                *sum += paid;
            }
        }
        let ruptures = step.cause != NO_CAUSE && seat.cause == NO_CAUSE;
        seat.cause = if ruptures { step.cause } else { seat.cause };
        seat.ruptured = if ruptures { self.round as u32 } else { seat.ruptured };
        let settles = step.settles && seat.settled == NEVER;
        seat.settled = if settles { self.round as u32 } else { seat.settled };
        seat.feigned |= step.feigned;
        let state = &mut states[usize::from(at) % GROUP];
        *state = if step.route == route::END { step.next } else { *state };
        next.push(step.route, at, step.next);
    }

    /// Decisions of the broker within a round.
    #[inline(always)]
    pub fn broker(&self, (seats, states): (&mut [Seat; GROUP], &mut [u16; GROUP]), waiting: &[(u16, u16)]) {
        for &(at, node) in waiting {
            let at = usize::from(at) % GROUP;
            let decision = &self.plan.decisions[usize::from(node)];
            let seat = &mut seats[at];
            let mut row = [0.0; 2];
            interpolate::<2, 4>(&mut row, self.block, decision.offset, self.plan.grid, seat);
            let action = invert(&normalise::<2, 2>(&row, 0), uniform(self.choice[2][at]));
            let step = &decision.steps[action][0];
            let paid = &self.plan.one_offs(self.round)[usize::from(step.one_off)][usize::from(seat.types & 3)];
            for (sum, paid) in seat.payoffs.iter_mut().zip(paid) {
                *sum += paid;
            }
            states[at] = step.next;
        }
    }
}

/// Whether the broker mediates in the episodes `asked`, and what that costs it.
#[inline(always)]
pub fn engage(
    plan: &Plan,
    round: usize,
    (seats, states): (&mut [Seat; GROUP], &[u16; GROUP]),
    asked: &[u16],
    words: &[u32; GROUP],
    mediates: &mut [bool; GROUP],
) {
    let block = plan.script.policy.block(round);
    let cost = plan.mediation_cost[round];
    let mut rows = [[0.0; 2]; BATCH];
    for batch in asked.chunks(BATCH) {
        for (&at, row) in batch.iter().zip(&mut rows) {
            let at = usize::from(at) % GROUP;
            let offset = plan.places[usize::from(states[at])].engagement;
            interpolate::<2, 4>(row, block, offset, plan.grid, &seats[at]);
        }
        for (&at, row) in batch.iter().zip(&rows) {
            let at = usize::from(at) % GROUP;
            let [mediating, _] = normalise::<2, 2>(row, 0);
            mediates[at] = uniform(words[at]) < mediating;
            seats[at].payoffs[2] -= if mediates[at] { cost } else { 0.0 };
        }
    }
}

/// Interpolates a row of `ROW` floats between the four grid points around the beliefs. Neighbours along the guarantor's axis
/// lie side by side: `PAIR` = 2 × `ROW` floats.
#[inline(always)]
fn interpolate<const ROW: usize, const PAIR: usize>(
    row: &mut [f64; ROW],
    block: &[f32],
    offset: u32,
    grid: usize,
    seat: &Seat,
) {
    let cell = usize::from(seat.cells[0]) * grid + usize::from(seat.cells[1]);
    let start = offset as usize + cell * ROW;
    let near = pair::<PAIR>(block, start);
    let far = pair::<PAIR>(block, start + grid * ROW);
    let [x, y] = seat.fractions;
    let (wa, wb, wc, wd) = ((1.0 - x) * (1.0 - y), (1.0 - x) * y, x * (1.0 - y), x * y);
    for (i, weight) in row.iter_mut().enumerate() {
        *weight = wa * f64::from(near[i])
            + wb * f64::from(near[ROW + i])
            + wc * f64::from(far[i])
            + wd * f64::from(far[ROW + i]);
    }
}

#[inline(always)]
fn pair<const PAIR: usize>(block: &[f32], start: usize) -> &[f32; PAIR] {
    block[start..]
        .first_chunk()
        .expect("a cell has a neighbour on either side")
}

/// The probabilities of one type.
#[inline(always)]
fn normalise<const ROW: usize, const ACTIONS: usize>(row: &[f64; ROW], from: usize) -> [f64; ACTIONS] {
    let mut total = 0.0;
    for a in 0..ACTIONS {
        total += row[from + a];
    }
    std::array::from_fn(|a| row[from + a] / total)
}

/// The first action whose cumulative probability exceeds the draw, counted without branches.
#[inline(always)]
fn invert<const ACTIONS: usize>(probabilities: &[f64; ACTIONS], draw: f64) -> usize {
    let mut cumulative = 0.0;
    let mut passed = 0;
    for p in probabilities {
        cumulative += p;
        passed += usize::from(draw >= cumulative);
    }
    if passed < ACTIONS {
        return passed;
    }
    // Rounding can leave the sum just below one; the last possible action takes the rest.
    probabilities.iter().rposition(|&p| p > 0.0).unwrap_or(0)
}
