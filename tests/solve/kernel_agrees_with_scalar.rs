//! The vectorised node kernel against the scalar solver and against the equations, written out here once more in
//! logarithms (`docs/model.md` section 9). Decisions are drawn at random, the kernel is used as a round of the solver uses
//! it: lanes that it leaves open go to the scalar solver.

use honest_broker::numeric::grid::BeliefGrid;
use honest_broker::numeric::lanes::{LANES, Lanes, widths};
use honest_broker::solve::TOLERANCE;
use honest_broker::solve::internals::{CHANNELS, Cells, Decision, Found, Mover, Points, Row, Workspace};
use support::games::Draws;

/// A random decision: the mover's values along a line for each observation, and what its actions show and pay.
struct Case<const K: usize> {
    grid: BeliefGrid,
    mover: Mover<K>,
    after: [Vec<Row>; K],
}

impl<const K: usize> Case<K> {
    fn draw(r: &mut Draws, lambda: f64) -> Self {
        let grid = BeliefGrid::cosine([2, 3, 5, 11, 21][r.below(5)]);
        let own = [0, 2][r.below(2)];
        // Smooth, bent or rough along the line, and constant sometimes.
        let after = std::array::from_fn(|_| {
            let shape: [f64; 4] = std::array::from_fn(|_| 3.0 * (r.unit() - 0.5));
            let rough = if r.below(4) == 0 { 0.3 } else { 0.0 };
            let flat = r.below(6) == 0;
            let row = |x: f64, r: &mut Draws| {
                let mut row = [f64::NAN; CHANNELS];
                for kind in 0..2 {
                    let bend = if flat { 0.0 } else { shape[1] * x + shape[2] * x * x };
                    row[own + kind] = shape[0] + bend + shape[3] * kind as f64 * x + rough * r.unit();
                }
                row
            };
            grid.points().iter().map(|x| row(*x, r)).collect()
        });
        // Every action shows as itself, or the first two are mixed; some observations then cannot occur.
        let credited = match (K, r.below(4)) {
            (2, _) | (_, 0) => [1.0, 0.0],
            (_, 1) => [r.probability(), r.probability()],
            _ => [1.0 - 0.3 * r.unit(), r.unit()],
        };
        let one_off = [0, 1].map(|_| std::array::from_fn(|_| r.size(1.0) - 0.5));
        Case {
            grid,
            mover: Mover {
                own,
                lambda,
                credited,
                one_off,
                tolerance: TOLERANCE,
            },
            after,
        }
    }

    /// P(o|a).
    fn chance(&self) -> [[f64; K]; K] {
        std::array::from_fn(|a| {
            let mut row = [0.0; K];
            if a < 2 {
                row[0] = self.mover.credited[a];
                row[1] = 1.0 - self.mover.credited[a];
            } else {
                row[a] = 1.0;
            }
            row
        })
    }

    /// u_θ(o, m), linear between grid points.
    fn value(&self, o: usize, kind: usize, belief: f64) -> f64 {
        let points = self.grid.points();
        let cell = (1..points.len() - 1).filter(|&i| points[i] <= belief).count();
        let at = |i: usize| self.after[o][i][self.mover.own + kind];
        let part = (belief - points[cell]) / (points[cell + 1] - points[cell]);
        at(cell) + part * (at(cell + 1) - at(cell))
    }

    /// ln σ by type and action, given the posteriors.
    fn choices(&self, posteriors: &[f64; K]) -> [[f64; K]; 2] {
        let chance = self.chance();
        [0, 1].map(|kind| {
            let scores: [f64; K] = std::array::from_fn(|a| {
                let later: f64 = (0..K).map(|o| chance[a][o] * self.value(o, kind, posteriors[o])).sum();
                self.mover.lambda * (self.mover.one_off[kind][a] + later)
            });
            let total = log_sum(&scores);
            scores.map(|s| s - total)
        })
    }

    /// Bayes' rule in logarithms; an observation that no action can cause leaves what is held.
    fn bayes(&self, prior: f64, held: &[f64; K], choices: &[[f64; K]; 2]) -> [f64; K] {
        let chance = self.chance();
        std::array::from_fn(|o| {
            if (0..K).all(|a| chance[a][o] == 0.0) {
                return held[o];
            }
            let seen = |kind: usize| {
                log_sum(&std::array::from_fn::<_, K, _>(|a| {
                    choices[kind][a] + chance[a][o].ln()
                }))
            };
            let odds = prior.ln() - (1.0 - prior).ln() + seen(1) - seen(0);
            1.0 / (1.0 + (-odds).exp())
        })
    }
}

fn log_sum(terms: &[f64]) -> f64 {
    let top = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + terms.iter().map(|t| (t - top).exp()).sum::<f64>().ln()
}

/// One group of points, solved at a vector width.
struct Work<'a, 'p, const K: usize> {
    mover: &'a Mover<K>,
    points: &'a Points<'p, K>,
    start: &'a [Lanes; K],
}

impl<const K: usize> pulp::WithSimd for Work<'_, '_, K> {
    type Output = Found<K>;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) -> Found<K> {
        let mut workspace = Workspace::new();
        // Cells are remembered from somewhere else and must be found again.
        let mut place = Cells::of(self.points, &[[0.5; LANES]; K]);
        workspace.prepare(simd, self.mover, self.points, self.start, &mut place);
        workspace.solve(simd, self.mover, self.points, &mut place);
        workspace.found
    }
}

fn solve<const K: usize>(mover: &Mover<K>, points: &Points<K>, start: &[Lanes; K], arch: pulp::Arch) -> Found<K> {
    arch.dispatch(Work { mover, points, start })
}

/// What a solver says of one point.
#[derive(Debug)]
struct Answer<const K: usize> {
    policy: [[f64; K]; 2],
    posteriors: [f64; K],
    /// Whether the posteriors are those that follow from the policies, rather than those the policies were chosen at.
    updated: bool,
    residual: f64,
}

/// Counts over many points.
#[derive(Default, Debug)]
struct Score {
    points: u64,
    left_to_scalar: u64,
    unconverged: u64,
    worst_residual: f64,
    worst_posterior: f64,
    /// Largest difference between the kernel's and the scalar solver's policies, where the kernel did converge.
    apart: f64,
}

fn check<const K: usize>(case: &Case<K>, prior: f64, answer: &Answer<K>, score: &mut Score) {
    let numbers = answer.policy.iter().flatten().chain(&answer.posteriors);
    assert!(numbers.clone().all(|x| (0.0..=1.0).contains(x)), "{:?}", answer.policy);
    for row in &answer.policy {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{prior} {answer:?}");
    }
    score.points += 1;
    if answer.residual > TOLERANCE {
        score.unconverged += 1;
        return;
    }
    // The change of the policies under one more application of the map.
    let choices = case.choices(&answer.posteriors);
    let next = case.bayes(prior, &answer.posteriors, &choices);
    let again = if answer.updated { choices } else { case.choices(&next) };
    for (row, (now, again)) in answer.policy.iter().zip(choices.iter().zip(again)) {
        for a in 0..K {
            assert!(
                (row[a] - now[a].exp()).abs() < 1e-8,
                "the policy is not the logit choice"
            );
            score.worst_residual = score.worst_residual.max((row[a] - again[a].exp()).abs());
        }
    }
    for o in 0..K {
        score.worst_posterior = score.worst_posterior.max((next[o] - answer.posteriors[o]).abs());
    }
}

/// Solves a case at eight priors by the kernel and by the scalar solver, and checks all answers.
fn compare<const K: usize>(r: &mut Draws, lambda: f64, score: &mut Score) {
    let case = Case::<K>::draw(r, lambda);
    let mut belief: [f64; LANES] = std::array::from_fn(|_| r.unit());
    belief[..6].copy_from_slice(&[0.0, 1.0, 1e-12, 1.0 - 1e-12, 1e-3, 0.5]);
    // From the prior, as in the last round, or from anywhere, as after a round that was quite different.
    let start: [[f64; LANES]; K] = match r.below(3) {
        0 => std::array::from_fn(|_| std::array::from_fn(|_| r.unit())),
        _ => [belief; K],
    };
    let points = Points {
        grid: &case.grid,
        after: std::array::from_fn(|o| &case.after[o][..]),
        stride: 1,
        base: [0; LANES],
        belief,
        lanes: LANES,
    };
    let found = solve(&case.mover, &points, &start, pulp::Arch::new());
    let line: [[Vec<f64>; 2]; K] = std::array::from_fn(|o| {
        [0, 1].map(|kind| case.after[o].iter().map(|row| row[case.mover.own + kind]).collect())
    });
    let decision = Decision::<K> {
        grid: &case.grid,
        chance: case.chance(),
        own: case.mover.one_off,
        value: std::array::from_fn(|o| [&line[o][0][..], &line[o][1][..]]),
        lambda,
    };
    for lane in 0..LANES {
        let solved = decision.solve(belief[lane], std::array::from_fn(|o| start[o][lane]));
        let scalar = Answer {
            policy: solved.policy,
            posteriors: solved.posteriors,
            updated: true,
            residual: solved.residual,
        };
        check(&case, belief[lane], &scalar, score);
        if found.residual[lane] > TOLERANCE || found.residual[lane].is_nan() {
            score.left_to_scalar += 1;
            continue;
        }
        let kernel = Answer {
            policy: found.policy.map(|row| row.map(|l| l[lane])),
            posteriors: found.posteriors.map(|l| l[lane]),
            updated: false,
            residual: found.residual[lane],
        };
        check(&case, belief[lane], &kernel, score);
        if scalar.residual <= TOLERANCE {
            let pairs = kernel.policy.iter().flatten().zip(scalar.policy.iter().flatten());
            score.apart = pairs.map(|(k, s)| (k - s).abs()).fold(score.apart, f64::max);
        }
    }
}

fn many(seed: u64, lambda: impl Fn(&mut Draws) -> f64) -> Score {
    let r = &mut Draws::new(seed);
    let mut score = Score::default();
    for _ in 0..4_000 {
        let precision = lambda(r);
        match 2 + r.below(3) {
            2 => compare::<2>(r, precision, &mut score),
            3 => compare::<3>(r, precision, &mut score),
            _ => compare::<4>(r, precision, &mut score),
        }
    }
    score
}

#[test]
fn at_moderate_precision_both_solvers_find_the_same_point() {
    let score = many(11, |r| r.size(1.0));
    assert!(score.apart < 1e-8, "{score:?}");
    assert!(score.worst_residual <= TOLERANCE && score.unconverged == 0, "{score:?}");
    assert!(score.worst_posterior <= 1e-8, "{score:?}");
    assert!(score.left_to_scalar * 100 < score.points, "{score:?}");
}

#[test]
fn whatever_is_called_converged_solves_the_equations_up_to_a_precision_of_two_hundred() {
    let score = many(12, |r| match r.below(4) {
        0 => 200.0,
        1 => r.size(200.0),
        _ => r.size(20.0),
    });
    assert!(score.worst_residual <= TOLERANCE, "{score:?}");
    assert!(score.worst_posterior <= 1e-8, "{score:?}");
    // These lines are rougher than those of any game, and at high precision they can defeat all methods; that stays rare.
    assert!(score.unconverged * 100 < score.points, "{score:?}");
}

#[test]
fn at_precision_zero_play_is_uniform_and_beliefs_stay() {
    let r = &mut Draws::new(13);
    for _ in 0..200 {
        let mut score = Score::default();
        compare::<4>(r, 0.0, &mut score);
        assert!(
            score.unconverged == 0 && score.left_to_scalar == 0 && score.apart < 1e-14,
            "{score:?}"
        );
    }
}

#[test]
fn every_vector_width_gives_the_same_bits() {
    fn at_all_widths<const K: usize>(r: &mut Draws) {
        let lambda = r.size(30.0);
        let case = Case::<K>::draw(r, lambda);
        let points = Points {
            grid: &case.grid,
            after: std::array::from_fn(|o| &case.after[o][..]),
            stride: 1,
            base: [0; LANES],
            belief: std::array::from_fn(|_| r.unit()),
            lanes: LANES,
        };
        let start = std::array::from_fn(|_| std::array::from_fn(|_| r.unit()));
        let all: Vec<Found<K>> = widths()
            .into_iter()
            .map(|arch| solve(&case.mover, &points, &start, arch))
            .collect();
        let bits = |f: &Found<K>| {
            (
                f.posteriors.map(|x| x.map(f64::to_bits)),
                f.policy.map(|row| row.map(|x| x.map(f64::to_bits))),
                f.residual.map(f64::to_bits),
                f.evaluations,
            )
        };
        for other in &all[1..] {
            assert_eq!(bits(&all[0]), bits(other));
        }
    }
    let r = &mut Draws::new(15);
    for _ in 0..300 {
        at_all_widths::<2>(r);
        at_all_widths::<3>(r);
        at_all_widths::<4>(r);
    }
}

#[test]
fn a_lane_does_not_depend_on_its_neighbours() {
    let r = &mut Draws::new(14);
    for _ in 0..500 {
        let lambda = r.size(30.0);
        let case = Case::<4>::draw(r, lambda);
        let belief: [f64; LANES] = std::array::from_fn(|_| r.unit());
        let run = |belief: [f64; LANES]| {
            let points = Points {
                grid: &case.grid,
                after: std::array::from_fn(|o| &case.after[o][..]),
                stride: 1,
                base: [0; LANES],
                belief,
                lanes: LANES,
            };
            solve(&case.mover, &points, &[belief; 4], pulp::Arch::new())
        };
        let together = run(belief);
        for lane in 0..LANES {
            let alone = run([belief[lane]; LANES]);
            let of = |f: &Found<4>, l: usize| {
                (
                    f.policy.map(|row| row.map(|x| x[l].to_bits())),
                    f.posteriors.map(|x| x[l].to_bits()),
                )
            };
            // A lane that converged is frozen while its neighbours go on.
            if alone.residual[0] <= TOLERANCE {
                assert_eq!(of(&together, lane), of(&alone, 0));
            }
        }
    }
}
