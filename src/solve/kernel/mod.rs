//! The fixed point of [`super::node`] at sixteen grid points at a time.
//!
//! The same equations and Newton's method, written on lanes so that the compiler can use vector instructions. By the contract
//! of [`crate::game::moves`], action i shows as observation i, except that the first two actions may be verified: then the
//! first leads to observation 0 (credited) with probability `credited[0]` and else to 1 (disputed), the second with
//! `credited[1]`. Most decisions have two actions that show as what they are; `pair` is for them, `general` for those with
//! three, whose first two are verified.
//!
//! A posterior seldom leaves its cell of the grid, so the cells are remembered from round to round ([`Cells`]), and the values
//! at their ends are read once per point and not once per step. A lane that has converged is frozen, and a lane looks for its
//! cell alone, so a result does not depend on its neighbours. A lane that does not converge within a few steps is left to the
//! scalar solver with its slower, safer methods.

mod general;
mod pair;

use pulp::Simd;

use super::values::Row;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::{LANES, Lanes};
use crate::numeric::wide::Wide;

const STEPS: usize = 7;
/// The bound on the residual is met with this margin, because a posterior may sit at a kink of the values.
const MARGIN: f64 = 0.1;

/// The constants of a decision in one round.
#[derive(Clone, Copy, Debug)]
pub struct Mover<const K: usize> {
    /// Channel of the mover's low type.
    pub own: usize,
    pub lambda: f64,
    /// Probability that the first two actions lead to observation 0 rather than 1.
    pub credited: [f64; 2],
    /// Expected one-offs of the mover by type and action.
    pub one_off: [[f64; K]; 2],
    /// Residual up to which a point counts as solved.
    pub tolerance: f64,
}

impl<const K: usize> Mover<K> {
    /// Whether every action shows as what it is.
    #[inline(always)]
    fn is_plain(&self) -> bool {
        self.credited == [1.0, 0.0]
    }

    /// Bound on the residual at which a lane is left as it is.
    #[inline(always)]
    fn converged(&self) -> f64 {
        MARGIN * self.tolerance
    }
}

/// A row of values for each lane.
pub type Rows = [u32; LANES];

/// Points of a line or of several lines, one to a lane.
pub struct Points<'a, const K: usize> {
    pub grid: &'a BeliefGrid,
    /// Continuation values by observation.
    pub after: [&'a [Row]; K],
    /// Distance of grid neighbours in the coordinate that moves.
    pub stride: usize,
    /// Where the line of each lane begins.
    pub base: Rows,
    /// Prior of each lane.
    pub belief: Lanes,
    /// Lanes in use; those after them repeat the last one, and vectors of such lanes are left out.
    pub lanes: usize,
}

impl<const K: usize> Points<'_, K> {
    /// Vectors in use.
    #[inline(always)]
    fn parts<S: Simd>(&self) -> usize {
        self.lanes.div_ceil(S::F64_LANES)
    }

    /// Values after observation `o` at a lane's posterior.
    #[inline(always)]
    pub fn between(&self, o: usize, lane: usize, found: &Found<K>, place: &Cells<K>) -> Row {
        let at = place.row[o][lane] as usize;
        let (low, high) = (&self.after[o][at], &self.after[o][at + self.stride]);
        let fraction = found.fraction[o][lane];
        let mut row = *low;
        for c in 0..row.len() {
            row[c] += (high[c] - low[c]) * fraction;
        }
        row
    }
}

/// What the kernel finds, lane by lane.
#[derive(Clone, Debug)]
pub struct Found<const K: usize> {
    /// Posteriors after each observation; on entry, where to start.
    pub posteriors: [Lanes; K],
    /// σ by type and action.
    pub policy: [[Lanes; K]; 2],
    /// Probability of each observation by type.
    pub seen: [[Lanes; K]; 2],
    /// Place of each posterior within its cell.
    pub fraction: [Lanes; K],
    pub residual: Lanes,
    pub evaluations: u64,
}

/// The cells of the posteriors. Most posteriors are still there a round earlier, so they are kept.
#[derive(Clone, Debug)]
pub struct Cells<const K: usize> {
    /// Where the cells begin, and 1 / width.
    pub low: [Lanes; K],
    pub inverse: [Lanes; K],
    /// Rows of the low ends.
    pub row: [Rows; K],
}

/// The mover's values at the low and at the high ends of the cells, by type.
#[derive(Clone, Debug)]
struct Ends<const K: usize> {
    value: [[Lanes; K]; 2],
    above: [[Lanes; K]; 2],
}

/// What Newton's step needs of an application of the map.
#[derive(Clone, Debug)]
struct Application<const K: usize> {
    gap: [Lanes; K],
    /// m (1 − m) of the updated posteriors.
    spread: [Lanes; K],
    /// λ u'(o) by type and observation.
    slope: [[Lanes; K]; 2],
}

/// Working memory for a group of points, made once for many groups.
#[derive(Clone, Debug)]
pub struct Workspace<const K: usize> {
    pub found: Found<K>,
    ends: Ends<K>,
    now: Application<K>,
}

const NOTHING: Lanes = [0.0; LANES];

impl<const K: usize> Cells<K> {
    /// Where the cells of some posteriors are.
    pub fn of(points: &Points<K>, posteriors: &[Lanes; K]) -> Self {
        let mut place = Cells {
            low: [NOTHING; K],
            inverse: [NOTHING; K],
            row: [[0; LANES]; K],
        };
        for o in 0..K {
            for l in 0..LANES {
                place.enter(points, posteriors[o][l], o, l);
            }
        }
        place
    }

    /// Notes the cell of one posterior.
    #[inline(always)]
    pub fn enter(&mut self, points: &Points<K>, posterior: f64, o: usize, l: usize) {
        let cell = points.grid.cell(posterior);
        self.row[o][l] = points.base[l] + (cell * points.stride) as u32;
        self.low[o][l] = points.grid.points()[cell];
        self.inverse[o][l] = points.grid.inverse_width(cell);
    }

    /// Follows the posteriors that have left their cells; whether any had.
    #[inline(always)]
    fn follow<S: Simd>(&mut self, simd: S, points: &Points<K>, posteriors: &[Lanes; K]) -> bool {
        let (zero, one) = (Wide::splat(simd, 0.0), Wide::splat(simd, 1.0));
        let mut any = false;
        for o in 0..K {
            let mut left = false;
            for part in 0..points.parts::<S>() {
                let beyond = Wide::load(simd, &posteriors[o], part) - Wide::load(simd, &self.low[o], part);
                let fraction = beyond * Wide::load(simd, &self.inverse[o], part);
                left |= fraction.less(zero).or(one.less(fraction)).any();
            }
            if left {
                self.catch_up(points, &posteriors[o], o);
            }
            any |= left;
        }
        any
    }

    #[cold]
    #[inline(never)]
    fn catch_up(&mut self, points: &Points<K>, posteriors: &Lanes, o: usize) {
        for l in 0..LANES {
            let fraction = (posteriors[l] - self.low[o][l]) * self.inverse[o][l];
            if !(0.0..=1.0).contains(&fraction) {
                self.enter(points, posteriors[l], o, l);
            }
        }
    }
}

impl<const K: usize> Ends<K> {
    /// Reads the values at the ends of all cells.
    #[inline(always)]
    fn read<S: Simd>(&mut self, own: usize, points: &Points<K>, place: &Cells<K>) {
        let lanes = LANES.min(points.parts::<S>() * S::F64_LANES);
        for o in 0..K {
            let after = points.after[o];
            for l in 0..lanes {
                let row = place.row[o][l] as usize;
                let (at, above) = (&after[row], &after[row + points.stride]);
                self.value[0][o][l] = at[own];
                self.value[1][o][l] = at[own + 1];
                self.above[0][o][l] = above[own];
                self.above[1][o][l] = above[own + 1];
            }
        }
    }
}

impl<const K: usize> Workspace<K> {
    pub fn new() -> Self {
        Workspace {
            found: Found {
                posteriors: [NOTHING; K],
                policy: [[NOTHING; K]; 2],
                seen: [[NOTHING; K]; 2],
                fraction: [NOTHING; K],
                residual: NOTHING,
                evaluations: 0,
            },
            ends: Ends {
                value: [[NOTHING; K]; 2],
                above: [[NOTHING; K]; 2],
            },
            now: Application {
                gap: [NOTHING; K],
                spread: [NOTHING; K],
                slope: [[NOTHING; K]; 2],
            },
        }
    }

    /// Prepares a group of points for [`Self::solve`]: the search starts from the posteriors `start`, whose cells are looked
    /// for where they were. What is read here is used only much later, if several groups are prepared first: a processor
    /// cannot load at once what has just been stored in pieces.
    #[inline(always)]
    pub fn prepare<S: Simd>(
        &mut self,
        simd: S,
        mover: &Mover<K>,
        points: &Points<K>,
        start: &[Lanes; K],
        place: &mut Cells<K>,
    ) {
        self.found.posteriors = *start;
        place.follow(simd, points, start);
        self.ends.read::<S>(mover.own, points, place);
    }

    /// Solves the group; lanes with a residual above the tolerance afterwards have not converged.
    #[inline(always)]
    pub fn solve<S: Simd>(&mut self, simd: S, mover: &Mover<K>, points: &Points<K>, place: &mut Cells<K>) {
        let Workspace { found, ends, now } = self;
        let plain = K == 2 && mover.is_plain();
        let parts = points.parts::<S>();
        found.evaluations = 0;
        for step in 0..STEPS {
            let done = match plain {
                true => pair::apply(simd, parts, mover, &points.belief, place, ends, found, now),
                false => general::apply(simd, parts, mover, &points.belief, place, ends, found, now),
            };
            found.evaluations += 1;
            if done || step + 1 == STEPS {
                break;
            }
            match plain {
                true => pair::newton(simd, parts, mover, found, now),
                false => general::newton(simd, parts, mover, found, now),
            }
            if place.follow(simd, points, &found.posteriors) {
                ends.read::<S>(mover.own, points, place);
            }
        }
        if plain {
            for kind in 0..2 {
                for a in 0..2 {
                    for l in 0..LANES {
                        // Rounding must not leave more than certainty.
                        let p = found.policy[kind][a][l];
                        let p = if p < 1.0 { p } else { 1.0 };
                        found.policy[kind][a][l] = p;
                        found.seen[kind][a][l] = p;
                    }
                }
            }
        }
    }

    /// Whether any of the first so many lanes fails a tolerance.
    #[inline(always)]
    pub fn is_loose(&self, lanes: usize, tolerance: f64) -> bool {
        let mut tight = true;
        for residual in &self.found.residual[..lanes] {
            tight &= *residual <= tolerance;
        }
        !tight
    }
}

impl<const K: usize> Default for Workspace<K> {
    fn default() -> Self {
        Self::new()
    }
}
