//! The branch of fixed points that starts at uniform play, followed through its turning points (model section 9).
//!
//! As λ grows from 0 the fixed points form a curve; where it turns back, λ has to fall for a while, and no method that only
//! raises λ can follow. So λ is an unknown beside the posteriors, and the curve is followed along its own length
//! \[turocy2005\]: a step along the tangent, then Newton's method at right angles to it.
//!
//! The posteriors are held as what Bayes' rule adds to the log odds of the belief,
//!
//!   z_o = ln L_1(o) − ln L_0(o),   m_o = logistic(ln(μ / (1 − μ)) + z_o),   H_o(z, λ) = ln L_1(o) − ln L_0(o) − z_o = 0,
//!
//! in which nothing underflows however sharp the choices are. Values are linear between grid points, so the curve consists of
//! smooth pieces, one for each combination of cells, and has corners where a posterior passes a grid point. On each piece the
//! values are continued beyond the cell; where a posterior leaves it, the end of the piece is found to the last digit and
//! the next piece begins there. The sense of the curve is that in which the determinant of H's derivatives and the tangent keeps its
//! sign: it does so at turning points and at corners alike, also where the curve doubles back on itself at a corner.
//!
//! Where both types gain alike at the prior, curves cross: pooling goes on, and separation branches off from it. The way is
//! straight on then. Where curves cross at a corner there is no one way, and the attempt fails. The next one follows a curve that
//! is bent a little, H_o(z, λ) + (1 − λ/λ̄) ε_o = 0, which crosses nothing, and is the curve itself where it ends, at the λ̄ of
//! the decision.

mod bordered;
mod place;

use super::{Along, Decision};
use crate::numeric::elementary::{exp, ln, logistic};
use bordered::{MOST, determinant, eliminate, tangent};
use place::{Place, SCALE, distance};

/// Steps along the curve before it is given up.
const STEPS: usize = 2000;
/// Newton steps back to the curve at most, and so few that the next step may be longer.
const CORRECTIONS: usize = 8;
const QUICK: usize = 3;
/// A place is on the curve when Newton's last step was shorter than this share of the way.
const ON_CURVE: f64 = 1e-5;
/// First, shortest and longest steps.
const FIRST: f64 = 0.1;
const SHORTEST: f64 = 1e-10;
const LONGEST: f64 = 2.0;
/// Far out, where beliefs are all but certain, steps may be this share of the largest |z| longer.
const FAR_OUT: f64 = 0.2;
/// A correction longer than this share of the step may have reached another part of the curve.
const STRAY: f64 = 0.3;
/// Cosine of the angle between two tangents that counts as straight on.
const STRAIGHT: f64 = 0.99;
/// How far z may pass a grid point before its piece ends, so that rounding does not count as a passage.
const SILL: f64 = 1e-7;
/// On a way as short as this, posteriors may leave their cells together.
const ABREAST: f64 = 1e-6;
/// Directions in which the curve is bent, by observation.
const BENDS: [f64; MOST] = [1.0, -0.618, 0.414, -0.303, 0.236];
/// How strongly the curve is bent, one attempt after the other.
const BENT: [f64; 4] = [0.0, 1e-6, 1e-4, 1e-2];

/// The sense in which the curve is followed.
#[derive(Default)]
struct Way {
    /// Whether the determinant is positive.
    up: Option<bool>,
    /// The last tangent on the same piece.
    last: Option<[f64; MOST]>,
}

/// What a step along the curve comes upon first.
enum Stop<const K: usize> {
    /// The decision's λ.
    End(Place<K>),
    /// A grid point, which the posterior after an observation passes upwards or not.
    Corner(Place<K>, usize, bool),
    Nowhere(Place<K>),
}

/// H, and its derivatives by z and by the part of λ in rows.
struct Slope<const K: usize> {
    value: [f64; K],
    rows: [[f64; MOST]; K],
}

/// A decision and a belief whose curve is followed.
struct Curve<'d, const K: usize, V> {
    decision: &'d Decision<'d, K, V>,
    /// ln(μ / (1 − μ)).
    odds: f64,
    /// Observations that no action can cause, which change no belief.
    idle: [bool; K],
    /// ε: by how much the curve is bent at λ = 0.
    bend: [f64; K],
}

impl<const K: usize, V: Along> Decision<'_, K, V> {
    /// The posteriors at the end of the branch that starts at uniform play for λ = 0; `None` if it could not be followed to
    /// the end. `steps` counts evaluations.
    pub(super) fn follow(&self, belief: f64, steps: &mut usize) -> Option<[f64; K]> {
        assert!(K < MOST, "a decision has fewer than {MOST} observations");
        if belief <= 0.0 || belief >= 1.0 {
            return None;
        }
        let idle = std::array::from_fn(|o| (0..K).all(|a| self.chance[a][o] == 0.0));
        BENT.into_iter().find_map(|bent| {
            let curve = Curve {
                decision: self,
                odds: ln(belief / (1.0 - belief)),
                idle,
                // Different and of different signs, so that no symmetry of the game is left.
                bend: std::array::from_fn(|o| if idle[o] { 0.0 } else { bent * BENDS[o] }),
            };
            curve.end(steps).map(|place| curve.posteriors(&place))
        })
    }
}

impl<const K: usize, V: Along> Curve<'_, K, V> {
    fn posteriors(&self, place: &Place<K>) -> [f64; K] {
        place.z.map(|z| logistic(self.odds + z))
    }

    fn cells(&self, place: &Place<K>) -> [usize; K] {
        self.posteriors(place).map(|m| self.decision.grid.cell(m))
    }

    /// Follows the curve from λ = 0 to its first crossing of the decision's λ.
    fn end(&self, steps: &mut usize) -> Option<Place<K>> {
        let mut at = Place {
            z: self.bend,
            part: 0.0,
        };
        let mut cells = self.cells(&at);
        let (mut length, mut way) = (FIRST, Way::default());
        for _ in 0..STEPS {
            let slope = self.slope(&at, &cells);
            *steps += 1;
            let mut tangent = tangent::<K>(&slope.rows)?;
            self.orient(&slope, &mut tangent, &mut way);
            loop {
                if length < SHORTEST || at.part < -SILL {
                    return None;
                }
                let step = self.corrected(&at, &tangent, length, &cells, steps);
                let reached = step.and_then(|(next, corrections)| {
                    let stop = self.stop(&at, &next, &cells, length <= ABREAST, steps)?;
                    Some((stop, corrections))
                });
                let Some((stop, corrections)) = reached else {
                    length *= 0.5;
                    continue;
                };
                match stop {
                    Stop::End(place) => return Some(place),
                    Stop::Corner(place, o, upwards) => {
                        at = place;
                        way.last = None;
                        cells[o] = if upwards { cells[o] + 1 } else { cells[o] - 1 };
                    }
                    Stop::Nowhere(place) => {
                        at = place;
                        if corrections <= QUICK {
                            let far = at.z.iter().fold(0.0, |m: f64, z| m.max(z.abs()));
                            length = (1.6 * length).min(LONGEST + FAR_OUT * far);
                        }
                    }
                }
                break;
            }
        }
        None
    }

    /// Turns a tangent so that it goes on along the curve. λ grows at the start; from there on the determinant keeps its sense,
    /// except where another curve crosses: there this one goes straight on.
    fn orient(&self, slope: &Slope<K>, tangent: &mut [f64; MOST], way: &mut Way) {
        let onwards = match &way.last {
            Some(last) => (0..=K).map(|i| last[i] * tangent[i]).sum(),
            None => tangent[K],
        };
        let turn = |tangent: &mut [f64; MOST]| tangent.iter_mut().for_each(|x| *x = -*x);
        if onwards < 0.0 {
            turn(tangent);
        }
        let up = determinant::<K>(&slope.rows, tangent) > 0.0;
        let crossed = way.last.is_some() && onwards.abs() > STRAIGHT;
        if way.up.is_some_and(|before| before != up) && !crossed {
            turn(tangent);
        } else {
            way.up = Some(up);
        }
        way.last = Some(*tangent);
    }

    /// What a step comes upon; `None` if the step is too long to say, because several posteriors leave their cells on it. Where
    /// they leave `abreast`, one after the other is taken up.
    fn stop(
        &self,
        at: &Place<K>,
        next: &Place<K>,
        cells: &[usize; K],
        abreast: bool,
        steps: &mut usize,
    ) -> Option<Stop<K>> {
        let mut to = *next;
        let left = self.first_left(at, next, cells);
        if let Some((share, o, up)) = left {
            let edge = self.edge(cells[o] + usize::from(up));
            to = self.pinned([at, next], share, (o, edge), cells, steps)?;
        }
        let ends = to.part >= SCALE;
        if ends {
            let share = (SCALE - at.part) / (to.part - at.part);
            to = self.pinned([at, &to], share, (K, SCALE), cells, steps)?;
        }
        if !abreast && self.first_left(at, &to, cells).is_some() {
            return None;
        }
        Some(match (ends, left) {
            (true, _) => Stop::End(to),
            (false, Some((_, o, up))) => Stop::Corner(to, o, up),
            (false, None) => Stop::Nowhere(to),
        })
    }

    /// z at a grid point.
    fn edge(&self, point: usize) -> f64 {
        let x = self.decision.grid.points()[point];
        ln(x / (1.0 - x)) - self.odds
    }

    /// The first observation whose posterior leaves its cell on the way: after which share of it, which, and whether upwards.
    fn first_left(&self, at: &Place<K>, next: &Place<K>, cells: &[usize; K]) -> Option<(f64, usize, bool)> {
        let last = self.decision.grid.len() - 2;
        let mut first: Option<(f64, usize, bool)> = None;
        for o in 0..K {
            let up = next.z[o] > at.z[o];
            // Beyond the last grid points there is nothing.
            if self.idle[o] || cells[o] == if up { last } else { 0 } {
                continue;
            }
            let edge = self.edge(cells[o] + usize::from(up));
            let beyond = if up { next.z[o] - edge } else { edge - next.z[o] };
            if beyond > SILL {
                let share = ((edge - at.z[o]) / (next.z[o] - at.z[o])).max(0.0);
                if first.is_none_or(|(other, ..)| share < other) {
                    first = Some((share, o, up));
                }
            }
        }
        first
    }

    /// A step along the tangent and back to the curve at right angles to it; the number of corrections, or `None` if that fails
    /// or leads astray.
    fn corrected(
        &self,
        at: &Place<K>,
        tangent: &[f64; MOST],
        length: f64,
        cells: &[usize; K],
        steps: &mut usize,
    ) -> Option<(Place<K>, usize)> {
        let predicted = at.moved(tangent, length);
        let (found, corrections) = self.newton(predicted, tangent, cells, ON_CURVE * length, steps)?;
        let apart = distance(&found, &predicted);
        (apart <= STRAY * length).then_some((found, corrections))
    }

    /// The place on the curve at which one unknown has a given value, between two places on it.
    fn pinned(
        &self,
        [from, to]: [&Place<K>; 2],
        share: f64,
        (unknown, value): (usize, f64),
        cells: &[usize; K],
        steps: &mut usize,
    ) -> Option<Place<K>> {
        let mut start = Place {
            z: std::array::from_fn(|o| from.z[o] + share * (to.z[o] - from.z[o])),
            part: from.part + share * (to.part - from.part),
        };
        let set = |place: &mut Place<K>| match unknown == K {
            true => place.part = value,
            false => place.z[unknown] = value,
        };
        set(&mut start);
        let mut normal = [0.0; MOST];
        normal[unknown] = 1.0;
        let way = distance(from, to).max(SILL);
        let (mut found, _) = self.newton(start, &normal, cells, ON_CURVE * way, steps)?;
        set(&mut found);
        // The plane may cut the curve elsewhere too.
        (distance(&found, &start) <= STRAY * way).then_some(found)
    }

    /// Newton's method for H = 0 in the plane through `start` with the given normal, until its step is shorter than `precise`; and
    /// the number of steps.
    fn newton(
        &self,
        start: Place<K>,
        normal: &[f64; MOST],
        cells: &[usize; K],
        precise: f64,
        steps: &mut usize,
    ) -> Option<(Place<K>, usize)> {
        let mut at = start;
        for correction in 1..=CORRECTIONS {
            let slope = self.slope(&at, cells);
            *steps += 1;
            let mut matrix = [[0.0; MOST]; MOST];
            let mut right = [0.0; MOST];
            matrix[..K].copy_from_slice(&slope.rows);
            matrix[K] = *normal;
            for o in 0..K {
                right[o] = -slope.value[o];
            }
            eliminate::<K>(&mut matrix, &mut right)?;
            let next = at.moved(&right, 1.0);
            let moved = distance(&at, &next);
            if !moved.is_finite() {
                return None;
            }
            at = next;
            // Rounding may keep it from becoming shorter.
            let far = at.z.iter().fold(1.0, |m: f64, z| m.max(z.abs()));
            if moved <= precise.max(1e-14 * far) {
                return Some((at, correction));
            }
        }
        None
    }

    /// H and its derivatives on the piece of the curve that belongs to some cells.
    fn slope(&self, at: &Place<K>, cells: &[usize; K]) -> Slope<K> {
        let d = self.decision;
        let lambda = d.lambda * at.part / SCALE;
        let mut value = [[0.0; K]; 2];
        // du/dz by type and observation.
        let mut rise = [[0.0; K]; 2];
        for o in 0..K {
            let m = logistic(self.odds + at.z[o]);
            let inverse = d.grid.inverse_width(cells[o]);
            let fraction = (m - d.grid.points()[cells[o]]) * inverse;
            for kind in 0..2 {
                let (low, high) = d.value[o][kind].ends(cells[o]);
                value[kind][o] = low + (high - low) * fraction;
                rise[kind][o] = (high - low) * inverse * m * (1.0 - m);
            }
        }
        let mut slope = Slope {
            value: [0.0; K],
            rows: [[0.0; MOST]; K],
        };
        for kind in 0..2 {
            let sign = if kind == 1 { 1.0 } else { -1.0 };
            let mut quality = d.own[kind];
            for a in 0..K {
                quality[a] += (0..K).map(|o| d.chance[a][o] * value[kind][o]).sum::<f64>();
            }
            let scores = quality.map(|q| lambda * q);
            let (total, policy) = log_sum(&scores);
            for o in (0..K).filter(|o| !self.idle[*o]) {
                let caused: [f64; K] = std::array::from_fn(|a| match d.chance[a][o] > 0.0 {
                    true => scores[a] + ln(d.chance[a][o]),
                    false => f64::NEG_INFINITY,
                });
                let (seen, given) = log_sum(&caused);
                slope.value[o] += sign * (seen - total);
                // How the log likelihood moves with the quality of each action.
                let pull: [f64; K] = std::array::from_fn(|a| sign * (given[a] - policy[a]));
                for p in 0..K {
                    let through: f64 = (0..K).map(|a| pull[a] * d.chance[a][p]).sum();
                    slope.rows[o][p] += lambda * through * rise[kind][p];
                }
                let by_lambda: f64 = (0..K).map(|a| pull[a] * quality[a]).sum();
                slope.rows[o][K] += by_lambda * d.lambda / SCALE;
            }
        }
        for o in 0..K {
            slope.value[o] += (1.0 - at.part / SCALE) * self.bend[o] - at.z[o];
            slope.rows[o][o] -= 1.0;
            slope.rows[o][K] -= self.bend[o] / SCALE;
        }
        slope
    }
}

/// ln Σ e^x, and each term's share of the sum.
fn log_sum<const K: usize>(terms: &[f64; K]) -> (f64, [f64; K]) {
    let top = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let parts = terms.map(|x| exp(x - top));
    let total: f64 = parts.iter().sum();
    (top + ln(total), parts.map(|p| p / total))
}
