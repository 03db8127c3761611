//! Fixed point of the logit response at one node (`docs/model.md` section 9), for the two types of one mover.
//!
//! Two methods from the same start, uniform play: plain damping, and Broyden's method on the log odds, which needs few
//! evaluations. Both report the residual in the policies.

/// Policies of the two types of a mover over at most three actions; actions beyond those of the node have probability 0.
pub type Policies = [[f64; 3]; 2];

/// Residual at which a node counts as solved at once.
pub const TARGET: f64 = 1e-12;

/// How a node is solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Broyden's method on log odds; falls back to damping where it does not settle.
    Accelerated,
    /// p := p + step · (logit(p) − p); the step starts at 1 and is halved whenever the iteration stops improving.
    Damped,
}

/// The solved node: what was evaluated last, at exactly these policies.
pub struct Solved<C> {
    pub policies: Policies,
    pub payload: C,
    pub residual: f64,
}

/// Logit choice of each type among the first `actions` actions, given the expected payoffs.
pub fn logit(precision: f64, actions: usize, payoffs: &Policies) -> Policies {
    let mut result = [[0.0; 3]; 2];
    for (row, q) in result.iter_mut().zip(payoffs) {
        let best = q[..actions].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for (p, &value) in row[..actions].iter_mut().zip(q) {
            *p = (precision * (value - best)).exp();
        }
        let total: f64 = row.iter().sum();
        row.iter_mut().for_each(|p| *p /= total);
    }
    result
}

/// Solves policies = logit(payoffs(policies)), where `evaluate` gives the payoffs and whatever else the caller wants back.
pub fn solve<C>(
    method: Method,
    precision: f64,
    actions: usize,
    mut evaluate: impl FnMut(&Policies) -> (Policies, C),
) -> Solved<C> {
    if method == Method::Accelerated
        && let Some(solved) = broyden(precision, actions, &mut evaluate)
    {
        return solved;
    }
    damped(precision, actions, &mut evaluate)
}

fn distance(a: &Policies, b: &Policies) -> f64 {
    let pairs = a.iter().flatten().zip(b.iter().flatten());
    pairs.map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
}

fn damped<C>(precision: f64, actions: usize, evaluate: &mut impl FnMut(&Policies) -> (Policies, C)) -> Solved<C> {
    let mut policies = logit(0.0, actions, &[[0.0; 3]; 2]);
    let (mut best, mut since_best, mut step) = (f64::INFINITY, 0, 1.0);
    let mut kept = None;
    for _ in 0..20_000 {
        let (payoffs, payload) = evaluate(&policies);
        let response = logit(precision, actions, &payoffs);
        let residual = distance(&response, &policies);
        if residual < best {
            best = residual;
            since_best = 0;
            kept = Some(Solved {
                policies,
                payload,
                residual,
            });
        } else {
            since_best += 1;
        }
        if best <= TARGET || (best <= 100.0 * TARGET && since_best > 5) || step < 1e-4 {
            break;
        }
        if since_best > 10 {
            step *= 0.5;
            since_best = 0;
        }
        for (p, r) in policies.iter_mut().flatten().zip(response.iter().flatten()) {
            *p += step * (r - *p);
        }
    }
    kept.expect("payoffs are numbers")
}

/// Log odds against the first action, both types in one vector.
type Odds = [f64; 4];

fn odds_of(precision: f64, actions: usize, payoffs: &Policies) -> Odds {
    let mut odds = [0.0; 4];
    for (half, q) in odds.chunks_mut(2).zip(payoffs) {
        for (x, &value) in half.iter_mut().zip(&q[1..actions]) {
            *x = precision * (value - q[0]);
        }
    }
    odds
}

fn policies_of(actions: usize, odds: &Odds) -> Policies {
    let mut scores = [[0.0; 3]; 2];
    for (row, half) in scores.iter_mut().zip(odds.chunks(2)) {
        row[1..actions].copy_from_slice(&half[..actions - 1]);
    }
    logit(1.0, actions, &scores)
}

fn dot(a: &Odds, b: &Odds) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Broyden's good method for response(x) − x = 0 with the first Jacobian −I, that is: its first step is x := response(x).
fn broyden<C>(
    precision: f64,
    actions: usize,
    evaluate: &mut impl FnMut(&Policies) -> (Policies, C),
) -> Option<Solved<C>> {
    let mut inverse: [Odds; 4] = std::array::from_fn(|i| std::array::from_fn(|j| if i == j { -1.0 } else { 0.0 }));
    let mut odds: Odds = [0.0; 4];
    let mut last: Option<(Odds, Odds)> = None;
    let (mut best, mut since_best) = (f64::INFINITY, 0);
    let mut kept = None;
    for _ in 0..40 {
        let policies = policies_of(actions, &odds);
        let (payoffs, payload) = evaluate(&policies);
        let response = odds_of(precision, actions, &payoffs);
        let residual = distance(&logit(precision, actions, &payoffs), &policies);
        if !residual.is_finite() {
            return None;
        }
        if residual < best {
            (best, since_best) = (residual, 0);
            kept = Some(Solved {
                policies,
                payload,
                residual,
            });
        } else {
            since_best += 1;
        }
        if best <= TARGET || (best <= 100.0 * TARGET && since_best >= 2) {
            return kept;
        }
        if since_best > 12 {
            return None;
        }
        let gap: Odds = std::array::from_fn(|i| response[i] - odds[i]);
        if let Some((step, old_gap)) = last {
            let change: Odds = std::array::from_fn(|i| gap[i] - old_gap[i]);
            let moved: Odds = std::array::from_fn(|i| dot(&inverse[i], &change));
            let left: Odds = std::array::from_fn(|j| (0..4).map(|i| step[i] * inverse[i][j]).sum());
            let scale = dot(&step, &moved);
            if scale.abs() > 1e-300 {
                for i in 0..4 {
                    let factor = (step[i] - moved[i]) / scale;
                    (0..4).for_each(|j| inverse[i][j] += factor * left[j]);
                }
            }
        }
        let step: Odds = std::array::from_fn(|i| -dot(&inverse[i], &gap));
        (0..4).for_each(|i| odds[i] = (odds[i] + step[i]).clamp(-600.0, 600.0));
        last = Some((step, gap));
    }
    None
}
