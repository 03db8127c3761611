//! A decision of the disarmer or the guarantor under given policies.
//!
//! The posteriors follow from the policies by Bayes' rule; the values ahead are read there, once for V, B and U together.
//! With q(a) what action a is worth to everybody, one-offs included, V is the mean of q over the policies; so are B and U,
//! but for the mover's own B, the largest q, and its own U, the plain mean.

use pulp::Simd;

use super::channel::{CHANNELS, by_channel, of_a_known_move};
use super::findings::Worst;
use super::strip::{Group, Kind, OF_BROKER, OF_SIDES, Paths, ROUNDER, Strip, place};
use crate::game::Rules;
use crate::game::moves::{Node, Player};
use crate::game::payoffs::Horizon;
use crate::numeric::lanes::LANES;
use crate::numeric::wide::Wide;

/// What is the same at all grid points.
pub struct Case<const K: usize, const W: usize> {
    own: usize,
    lambda: f64,
    /// Probability of each observation, by action.
    chance: [[f64; K]; K],
    /// Expected one-offs by action, if the mover is of its low type.
    paid: [Strip<W>; K],
    /// How much more is paid if it is of its high type: what others are paid for its move may depend on who it is.
    paid_more: [Strip<W>; K],
    /// 1 at the mover's own B.
    best: Strip<W>,
    /// 1 / K at the mover's own U.
    even: Strip<W>,
}

impl<const K: usize, const W: usize> Case<K, W> {
    /// Reads the decision as the rules state it: action by action and branch by branch.
    pub fn of(rules: &Rules, node: &Node, round: usize) -> Self {
        let (own, lambda) = match node.mover {
            Player::Disarmer => (0, rules.game.disarmer.rationality),
            Player::Guarantor | Player::Broker => (2, rules.game.guarantor.rationality),
        };
        let mut chance = [[0.0; K]; K];
        let mut paid = [[[0.0; CHANNELS]; K]; 2];
        for (a, choice) in node.choices.iter().enumerate() {
            for branch in &choice.branches {
                chance[a][branch.observation] += branch.probability;
                let amounts = rules.payoffs.one_off(branch.one_off, round, Horizon::Foresight);
                for (kind, paid) in paid.iter_mut().enumerate() {
                    let row = match node.mover {
                        Player::Disarmer => by_channel(&amounts, kind),
                        Player::Guarantor | Player::Broker => of_a_known_move(&amounts),
                    };
                    for c in 0..CHANNELS {
                        paid[a][c] += branch.probability * row[c];
                    }
                }
            }
        }
        let (mut best, mut even) = (Strip::NOTHING, Strip::NOTHING);
        for t in 0..2 {
            best.0[place(W, Kind::Best, own + t)] = 1.0;
            even.0[place(W, Kind::Uniform, own + t)] = 1.0 / K as f64;
        }
        let more = |a: usize| std::array::from_fn(|c| paid[1][a][c] - paid[0][a][c]);
        Case {
            own,
            lambda,
            chance,
            paid: paid[0].map(|row| Strip::of(&row)),
            paid_more: std::array::from_fn(|a| Strip::of(&more(a))),
            best,
            even,
        }
    }

    /// Whether anything is paid at once.
    pub fn pays(&self) -> bool {
        let mut amounts = self.paid.iter().chain(&self.paid_more);
        amounts.any(|strip| strip.0.iter().any(|amount| *amount != 0.0))
    }

    /// Whether every action shows as what it is.
    pub fn is_plain(&self) -> bool {
        (0..K).all(|a| (0..K).all(|o| self.chance[a][o] == if a == o { 1.0 } else { 0.0 }))
    }
}

/// What each action is worth under V, by lane; with two actions only what the first is worth more than the second.
type Scores<const K: usize> = [[Strip<CHANNELS>; LANES]; K];

/// What is noted about the policies at a decision.
pub struct Notes<const K: usize> {
    scores: Scores<K>,
    pub worst: Worst,
}

impl<const K: usize> Notes<K> {
    pub const NOTHING: Self = Notes {
        scores: [[Strip::NOTHING; LANES]; K],
        worst: Worst::NOTHING,
    };
}

/// The values ahead of a decision, by observation, and how its mover's belief moves among them.
pub struct Ahead<'a, const K: usize, const W: usize> {
    pub paths: &'a Paths,
    pub share: &'a [[Strip<W>; 2]],
    pub after: [&'a [Strip<W>]; K],
}

impl<const K: usize, const W: usize> Case<K, W> {
    /// Evaluates sixteen points; `policy` is by type and action. `PLAIN` says that every action shows as what it is, `PAID` that
    /// something may be paid at once.
    #[inline(always)]
    pub fn evaluate<const PLAIN: bool, const PAID: bool, S: Simd>(
        &self,
        simd: S,
        ahead: &Ahead<K, W>,
        group: &Group,
        policy: &[Strip<LANES>],
        target: &mut [Strip<W>],
        notes: &mut Notes<K>,
    ) {
        let Notes { scores, worst } = notes;
        let (low, high) = policy.split_at(K);
        let Ok(low): Result<&[Strip<LANES>; K], _> = low.try_into() else {
            unreachable!("K actions of the low type")
        };
        let Ok(high): Result<&[Strip<LANES>; K], _> = high.try_into() else {
            unreachable!("K actions of the high type")
        };
        let mut posteriors = [Strip::NOTHING; K];
        let mut rounded = [Strip::NOTHING; K];
        self.update::<PLAIN, S>(simd, ahead.paths, group, [low, high], &mut posteriors, &mut rounded);
        let rows = target[group.first..group.first + group.lanes].iter_mut();
        for (lane, (row, (base, index))) in rows.zip(group.lines).take(LANES).enumerate() {
            let share = &ahead.share[index as usize];
            let mut ends = [(&ahead.after[0][0], &ahead.after[0][0]); K];
            let mut fractions = [0.0; K];
            for o in 0..K {
                let (offset, fraction) = ahead.paths.find(posteriors[o].0[lane], rounded[o].0[lane]);
                let at = base as usize + offset;
                ends[o] = (&ahead.after[o][at], &ahead.after[o][at + ahead.paths.stride]);
                fractions[o] = fraction;
            }
            for part in 0..W / S::F64_LANES {
                let mut q = [Wide::splat(simd, 0.0); K];
                for o in 0..K {
                    let (from, to) = (
                        Wide::read(simd, &ends[o].0.0, part),
                        Wide::read(simd, &ends[o].1.0, part),
                    );
                    q[o] = from + (to - from) * Wide::splat(simd, fractions[o]);
                }
                if !PLAIN {
                    let seen = q;
                    for a in 0..K {
                        q[a] = Wide::splat(simd, self.chance[a][0]) * seen[0];
                        for o in 1..K {
                            q[a] = q[a] + Wide::splat(simd, self.chance[a][o]) * seen[o];
                        }
                    }
                }
                if PAID {
                    for a in 0..K {
                        q[a] = q[a] + Wide::read(simd, &self.paid[a].0, part);
                    }
                }
                let shares = [Wide::read(simd, &share[0].0, part), Wide::read(simd, &share[1].0, part)];
                let of_sides = (OF_SIDES..OF_BROKER).contains(&(part * S::F64_LANES));
                let of_all = part * S::F64_LANES < OF_SIDES;
                let mut mean = q[K - 1];
                if K == 2 {
                    let ahead = q[0] - q[1];
                    let mut weight =
                        Wide::splat(simd, low[0].0[lane]) * shares[0] + Wide::splat(simd, high[0].0[lane]) * shares[1];
                    if of_sides {
                        weight = weight + Wide::read(simd, &self.even.0, part);
                    }
                    mean = mean + weight * ahead;
                    if of_all {
                        ahead.write(&mut scores[0][lane].0, part);
                    }
                } else {
                    for a in 0..K {
                        let mut weight = Wide::splat(simd, low[a].0[lane]) * shares[0]
                            + Wide::splat(simd, high[a].0[lane]) * shares[1];
                        if of_sides {
                            weight = weight + Wide::read(simd, &self.even.0, part);
                        }
                        mean = if a == 0 { weight * q[a] } else { mean + weight * q[a] };
                        if of_all {
                            q[a].write(&mut scores[a][lane].0, part);
                        }
                    }
                }
                if PAID {
                    for a in 0..K {
                        let likely = Wide::splat(simd, high[a].0[lane]) * shares[1];
                        mean = mean + likely * Wide::read(simd, &self.paid_more[a].0, part);
                    }
                }
                if of_sides {
                    let mut largest = q[0];
                    for a in 1..K {
                        largest = largest.max(q[a]);
                    }
                    let own = Wide::splat(simd, 0.5).less(Wide::read(simd, &self.best.0, part));
                    mean = own.select(largest, mean);
                }
                mean.write(&mut row.0, part);
            }
        }
        for scores in scores.iter_mut() {
            let last = scores[group.lanes - 1];
            scores[group.lanes..].fill(last);
        }
        self.judge(simd, [low, high], scores, worst);
    }

    /// Bayes' rule: the posterior after each observation. An observation that neither type can cause leaves the belief where
    /// it was.
    #[inline(always)]
    fn update<const PLAIN: bool, S: Simd>(
        &self,
        simd: S,
        paths: &Paths,
        group: &Group,
        policy: [&[Strip<LANES>; K]; 2],
        posteriors: &mut [Strip<LANES>; K],
        rounded: &mut [Strip<LANES>; K],
    ) {
        let (zero, one) = (Wide::splat(simd, 0.0), Wide::splat(simd, 1.0));
        let (bins, rounder) = (Wide::splat(simd, paths.bins), Wide::splat(simd, ROUNDER));
        for part in 0..Wide::<S>::PER_LANES {
            let belief = Wide::load(simd, &group.belief.0, part);
            for o in 0..K {
                let mut seen = [zero; 2];
                for kind in 0..2 {
                    if PLAIN {
                        seen[kind] = Wide::load(simd, &policy[kind][o].0, part);
                        continue;
                    }
                    for a in 0..K {
                        let chosen = Wide::load(simd, &policy[kind][a].0, part);
                        seen[kind] = seen[kind] + Wide::splat(simd, self.chance[a][o]) * chosen;
                    }
                }
                let high = belief * seen[1];
                let total = high + (one - belief) * seen[0];
                let posterior = zero.less(total).select(high / total, belief);
                posterior.store(&mut posteriors[o].0, part);
                (posterior * bins + rounder).store(&mut rounded[o].0, part);
            }
        }
    }

    /// How far the policies are from a logit response to V, and what the best single deviation would gain.
    #[inline(always)]
    fn judge<S: Simd>(&self, simd: S, policy: [&[Strip<LANES>; K]; 2], scores: &Scores<K>, worst: &mut Worst) {
        let (zero, one) = (Wide::splat(simd, 0.0), Wide::splat(simd, 1.0));
        let lambda = Wide::splat(simd, self.lambda);
        let listed = if K == 2 { 1 } else { K };
        for kind in 0..2 {
            let mut q = [Strip::<LANES>::NOTHING; K];
            for a in 0..listed {
                for lane in 0..LANES {
                    let score = &scores[a][lane].0;
                    q[a].0[lane] = if self.own == 0 { score[kind] } else { score[2 + kind] };
                }
            }
            for part in 0..Wide::<S>::PER_LANES {
                let mut residual = Wide::load(simd, &worst.residual.0, part);
                let mut gain = Wide::load(simd, &worst.gains[kind].0, part);
                if K == 2 {
                    let [first, second] = [
                        Wide::load(simd, &policy[kind][0].0, part),
                        Wide::load(simd, &policy[kind][1].0, part),
                    ];
                    let ahead = Wide::load(simd, &q[0].0, part);
                    let score = lambda * ahead;
                    let odds = (-score.abs()).exp_nonpositive();
                    let likelier = one / (one + odds);
                    let other = odds * likelier;
                    let positive = zero.at_most(score);
                    residual = residual.max((positive.select(likelier, other) - first).abs());
                    residual = residual.max((positive.select(other, likelier) - second).abs());
                    gain = gain.max(zero.max(ahead) - first * ahead);
                } else {
                    let mut top = Wide::load(simd, &q[0].0, part);
                    let mut mean = top * Wide::load(simd, &policy[kind][0].0, part);
                    for a in 1..K {
                        let next = Wide::load(simd, &q[a].0, part);
                        top = top.max(next);
                        mean = mean + next * Wide::load(simd, &policy[kind][a].0, part);
                    }
                    let mut odds = [zero; K];
                    let mut total = zero;
                    for a in 0..K {
                        let behind = Wide::load(simd, &q[a].0, part) - top;
                        odds[a] = (lambda * behind).exp_nonpositive();
                        total = total + odds[a];
                    }
                    let inverse = one / total;
                    for a in 0..K {
                        let given = Wide::load(simd, &policy[kind][a].0, part);
                        residual = residual.max((odds[a] * inverse - given).abs());
                    }
                    gain = gain.max(top - mean);
                }
                residual.store(&mut worst.residual.0, part);
                gain.store(&mut worst.gains[kind].0, part);
            }
        }
    }
}
