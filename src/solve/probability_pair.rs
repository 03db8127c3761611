//! A fixed point in two probabilities where damped iteration does not settle: a message of a broker that chooses sharply.
//!
//! x = R(x) for a continuous R from the unit square into itself, which has a fixed point always. First Newton's method on
//! R(x) − x with derivatives from differences, from where the iteration came nearest and from a lattice; then bisection within
//! bisection: for every first probability, a second one that answers itself, and over these a first one that does. It needs no
//! derivative and misses the fixed point only where the second answer leaps.

/// Newton steps from one start, halvings of a step, and the width of the differences.
const STEPS: usize = 30;
const HALVINGS: usize = 10;
const WIDTH: f64 = 1e-7;
/// Where the search starts, besides the nearest point known.
const LATTICE: [f64; 5] = [0.001, 0.1, 0.5, 0.9, 0.999];
/// Halvings of an interval.
const BISECTIONS: usize = 50;

/// A point whose distance from its own answer is at most `enough`, or the nearest to that which was found.
pub fn search(respond: impl Fn([f64; 2]) -> [f64; 2], start: [f64; 2], enough: f64) -> [f64; 2] {
    let distance = |x: [f64; 2]| apart(respond(x), x);
    let lattice = LATTICE.iter().flat_map(|a| LATTICE.iter().map(|b| [*a, *b]));
    let mut best = start;
    let mut least = distance(start);
    for from in std::iter::once(start).chain(lattice) {
        let found = newton(&respond, from, enough);
        let left = distance(found);
        if left < least {
            (best, least) = (found, left);
        }
        if least <= enough {
            return best;
        }
    }
    let second = |first: f64| bisect(|second| respond([first, second])[1]);
    let first = bisect(|first| respond([first, second(first)])[0]);
    let halved = [first, second(first)];
    for found in [halved, newton(&respond, halved, enough)] {
        let left = distance(found);
        if left < least {
            (best, least) = (found, left);
        }
    }
    best
}

fn apart(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).abs().max((a[1] - b[1]).abs())
}

/// Newton's method on R(x) − x, with shorter steps where the distance does not shrink.
fn newton(respond: &impl Fn([f64; 2]) -> [f64; 2], start: [f64; 2], enough: f64) -> [f64; 2] {
    let gap = |x: [f64; 2]| {
        let answer = respond(x);
        [answer[0] - x[0], answer[1] - x[1]]
    };
    let size = |g: [f64; 2]| g[0].abs().max(g[1].abs());
    let mut at = start;
    let mut now = gap(at);
    for _ in 0..STEPS {
        if size(now) <= 0.01 * enough {
            break;
        }
        let column = |i: usize| {
            let width = if at[i] > 0.5 { -WIDTH } else { WIDTH };
            let mut beside = at;
            beside[i] += width;
            let there = gap(beside);
            [(there[0] - now[0]) / width, (there[1] - now[1]) / width]
        };
        let ([a, c], [b, d]) = (column(0), column(1));
        let determinant = a * d - b * c;
        let step = [
            (b * now[1] - d * now[0]) / determinant,
            (c * now[0] - a * now[1]) / determinant,
        ];
        if !(step[0].is_finite() && step[1].is_finite()) {
            break;
        }
        let mut scale = 1.0;
        let shorter = (0..HALVINGS).find_map(|_| {
            let trial = [0, 1].map(|i| (at[i] + scale * step[i]).clamp(0.0, 1.0));
            let there = gap(trial);
            scale *= 0.5;
            (size(there) < size(now)).then_some((trial, there))
        });
        match shorter {
            Some(next) => (at, now) = next,
            None => break,
        }
    }
    at
}

/// A probability that answers itself, by halving [0, 1].
fn bisect(respond: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (low + high);
        if respond(middle) >= middle {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::elementary::logistic;

    #[test]
    fn answers_that_leap_across_each_other_are_balanced() {
        // Matching pennies at rising precision: damping swings ever more widely, and the answer is near the middle.
        for precision in [1.0, 30.0, 1e3, 1e6] {
            for shift in [0.0, 0.1, -0.3] {
                let respond = |x: [f64; 2]| {
                    [
                        logistic(precision * (x[1] - 0.5 - shift)),
                        logistic(precision * (0.4 - x[0])),
                    ]
                };
                let found = search(respond, [0.5, 0.5], 1e-9);
                let left = apart(respond(found), found);
                assert!(left <= 1e-9, "{precision} {shift}: {left} at {found:?}");
            }
        }
    }

    #[test]
    fn corners_of_the_answer_do_no_harm() {
        let bent = |x: f64| if x < 0.3 { 0.9 - x } else { 0.6 - 0.5 * (x - 0.3) };
        let respond = |x: [f64; 2]| [bent(x[1]), 1.0 - bent(x[0])];
        let found = search(respond, [0.9, 0.1], 1e-12);
        assert!(apart(respond(found), found) <= 1e-12, "{found:?}");
    }
}
