//! What the solver needs of a decision node: its constants in a round, and the scalar solver at one of its lanes.

use super::Multiplicity;
use super::channels::{add_scaled, by_channel};
use super::kernel::{Cells, Found, Mover, Points};
use super::node::{Along, Decision, Point, TOLERANCE};
use super::values::{CHANNELS, Row};
use crate::game::Rules;
use crate::game::moves::{Node, OneOff, Player};
use crate::game::payoffs::Horizon;
use crate::numeric::lanes::Lanes;

/// One channel of the rows along a line; a scalar solve looks at few of them, so nothing is copied.
struct Strided<'a> {
    rows: &'a [Row],
    stride: usize,
    channel: usize,
}

impl Along for Strided<'_> {
    #[inline]
    fn ends(&self, cell: usize) -> (f64, f64) {
        let at = cell * self.stride;
        (self.rows[at][self.channel], self.rows[at + self.stride][self.channel])
    }
}

/// A typed node's constants in one round.
pub struct TypedDecision<const K: usize> {
    pub mover: Mover<K>,
    /// Expected one-offs by the mover's type, action and channel, if there are any. Who feigns decides what a feint costs the
    /// guarantor, so at the disarmer's decisions the guarantor's channels hold what that type brings about.
    pub paid: Option<[[Row; K]; 2]>,
}

impl<const K: usize> TypedDecision<K> {
    pub fn new(rules: &Rules, node: &Node, round: usize, tolerance: f64) -> Self {
        let disarmer = node.mover == Player::Disarmer;
        let lambda = if disarmer {
            rules.game.disarmer.rationality
        } else {
            rules.game.guarantor.rationality
        };
        let own = if disarmer { 0 } else { 2 };
        let mut credited = [1.0, 0.0];
        let mut paid = [[[0.0; CHANNELS]; K]; 2];
        for (a, choice) in node.choices.iter().enumerate() {
            if choice.branches.len() > 1 {
                credited[a] = choice.branches[0].probability;
            }
            for branch in &choice.branches {
                if branch.one_off == OneOff::None {
                    continue;
                }
                let amounts = rules.payoffs.one_off(branch.one_off, round, Horizon::Foresight);
                debug_assert!(
                    disarmer || amounts.guarantor[0] == amounts.guarantor[1],
                    "what the guarantor does costs it the same whoever the disarmer is"
                );
                for (kind, paid) in paid.iter_mut().enumerate() {
                    let row = by_channel(&amounts, if disarmer { kind } else { 0 });
                    add_scaled(&mut paid[a], &row, branch.probability);
                }
            }
        }
        let one_off = [0, 1].map(|kind| std::array::from_fn(|a| paid[kind][a][own + kind]));
        let any = paid.iter().flatten().flatten().any(|p| *p != 0.0);
        TypedDecision {
            mover: Mover {
                own,
                lambda,
                credited,
                one_off,
                tolerance,
            },
            paid: any.then_some(paid),
        }
    }

    /// P(o|a) as `[action][observation]`.
    pub fn chances(&self) -> [[f64; K]; K] {
        let mut chance = [[0.0; K]; K];
        for (a, row) in chance.iter_mut().enumerate() {
            row[a] = 1.0;
            if a < 2 {
                row[0] = self.mover.credited[a];
                row[1] = 1.0 - self.mover.credited[a];
            }
        }
        chance
    }

    /// Calls `work` with the scalar form of the decision at one lane.
    fn alone<R>(&self, points: &Points<K>, lane: usize, work: impl FnOnce(&Decision<K, Strided>) -> R) -> R {
        let value = std::array::from_fn(|o| {
            [0, 1].map(|kind| Strided {
                rows: &points.after[o][points.base[lane] as usize..],
                stride: points.stride,
                channel: self.mover.own + kind,
            })
        });
        work(&Decision {
            grid: points.grid,
            chance: self.chances(),
            own: self.mover.one_off,
            value,
            lambda: self.mover.lambda,
        })
    }

    /// Looks for other fixed points at one lane: from two extreme starts, and along the branch from λ = 0.
    #[cold]
    #[inline(never)]
    pub fn probe(&self, points: &Points<K>, lane: usize, found: &Found<K>, counts: &mut Multiplicity) {
        const APART: f64 = 1e-6;
        let belief = points.belief[lane];
        let differs = |point: &Point<K>| {
            let apart = |t: usize, a: usize| (point.policy[t][a] - found.policy[t][a][lane]).abs() > APART;
            point.residual <= TOLERANCE && (0..2).any(|t| (0..K).any(|a| apart(t, a)))
        };
        self.alone(points, lane, |decision| {
            let extreme = |first: f64| std::array::from_fn(|o| if o == 0 { first } else { 1.0 - first });
            let traced = decision.traced(belief);
            let off = differs(&traced);
            let several = off
                || [0.999, 0.001]
                    .into_iter()
                    .any(|first| differs(&decision.solve(belief, extreme(first))));
            counts.probed += 1;
            counts.several += u64::from(several);
            counts.off_branch += u64::from(off);
        });
    }

    /// The scalar solver at one lane, from the same start; the result replaces the lane's.
    #[cold]
    #[inline(never)]
    pub fn solve_alone(
        &self,
        points: &Points<K>,
        lane: usize,
        start: &[Lanes; K],
        found: &mut Found<K>,
        place: &mut Cells<K>,
    ) {
        let solved = self.alone(points, lane, |decision| {
            decision.solve(points.belief[lane], std::array::from_fn(|o| start[o][lane]))
        });
        self.replace(points, lane, &solved, found, place);
    }

    /// The branch traced from λ = 0 at one lane; where it cannot be followed to the end, the lane stays as it is.
    #[cold]
    #[inline(never)]
    pub fn trace_alone(&self, points: &Points<K>, lane: usize, found: &mut Found<K>, place: &mut Cells<K>) {
        let traced = self.alone(points, lane, |decision| decision.traced(points.belief[lane]));
        if traced.residual <= self.mover.tolerance || traced.residual < found.residual[lane] {
            self.replace(points, lane, &traced, found, place);
        }
    }

    fn replace(&self, points: &Points<K>, lane: usize, solved: &Point<K>, found: &mut Found<K>, place: &mut Cells<K>) {
        found.evaluations += solved.iterations as u64;
        found.residual[lane] = solved.residual;
        for o in 0..K {
            found.posteriors[o][lane] = solved.posteriors[o];
            place.enter(points, solved.posteriors[o], o, lane);
            found.fraction[o][lane] = (solved.posteriors[o] - place.low[o][lane]) * place.inverse[o][lane];
            for kind in 0..2 {
                found.policy[kind][o][lane] = solved.policy[kind][o];
                found.seen[kind][o][lane] = solved.seen[kind][o];
            }
        }
    }

    /// Values of everybody at a solved point: the mover's by type, the other side's as an expectation under the public belief
    /// about the mover, the broker's for each pair of types. `share` says who expects what (see [`super::grid_lines::GridLines`]).
    #[inline(always)]
    pub fn back_up(
        &self,
        points: &Points<K>,
        share: &[Row; 2],
        lane: usize,
        found: &Found<K>,
        place: &Cells<K>,
    ) -> Row {
        let mut values = [0.0; CHANNELS];
        if K == 2 {
            // The weights of the two observations sum to one.
            let after = [
                points.between(0, lane, found, place),
                points.between(1, lane, found, place),
            ];
            let first = spread(share, found.seen[0][0][lane], found.seen[1][0][lane]);
            for c in 0..CHANNELS {
                values[c] = after[1][c] + first[c] * (after[0][c] - after[1][c]);
            }
        } else {
            for o in 0..K {
                let after = points.between(o, lane, found, place);
                let weight = spread(share, found.seen[0][o][lane], found.seen[1][o][lane]);
                for c in 0..CHANNELS {
                    values[c] += weight[c] * after[c];
                }
            }
        }
        if let Some(paid) = &self.paid {
            for a in 0..K {
                let [low, high] = [0, 1].map(|kind| found.policy[kind][a][lane]);
                for c in 0..CHANNELS {
                    values[c] += low * share[0][c] * paid[0][a][c] + high * share[1][c] * paid[1][a][c];
                }
            }
        }
        values
    }
}

/// A probability by channel, from that of the mover's low and high type.
#[inline(always)]
pub fn spread(share: &[Row; 2], low: f64, high: f64) -> Row {
    let mut weight = [0.0; CHANNELS];
    for c in 0..CHANNELS {
        weight[c] = low * share[0][c] + high * share[1][c];
    }
    weight
}
