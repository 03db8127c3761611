//! Distributions as quantile functions: a coordinate in (0, 1) becomes a value.
//!
//! Every draw is made by inversion, so that the coordinate that a design gives to a key is the probability of a smaller value, and
//! a coordinate of one half is the median. PERT is the beta distribution on [low, high] with a = 1 + 4 (mode − low)/(high − low)
//! and b = 1 + 4 (high − mode)/(high − low) \[malcolm1959\].
//!
//! A draw always lies in the range of its key. Families whose support is bounded do so by themselves. Draws of the others are
//! moved to the nearest number that a plain key may hold: at most 10⁹ in size, and 10⁻¹² away from the open ends of an interval.

use super::domain::LARGEST;
use super::quantity::Distribution;
use crate::numeric::elementary::{exp, ln, logistic};
use crate::numeric::quantile::{NORMAL_95, beta_logit, normal};

/// How near a draw comes to an end of an interval that does not belong to it.
const MARGIN: f64 = 1e-12;

impl Distribution {
    /// The value below which a share `u` of the worlds lies, for `u` in (0, 1).
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Distribution::Uniform { low, high } => between(low, high, u),
            Distribution::Triangular { low, mode, high } => {
                let width = high - low;
                let x = if u * width < mode - low {
                    low + (u * width * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - u) * width * (high - mode)).sqrt()
                };
                x.clamp(low, high)
            }
            Distribution::Pert { low, mode, high } => {
                let width = high - low;
                let (a, b) = (1.0 + 4.0 * (mode - low) / width, 1.0 + 4.0 * (high - mode) / width);
                between(low, high, logistic(beta_logit(u, a, b)))
            }
            Distribution::Normal { mean, sd } => (mean + sd * normal(u)).clamp(-LARGEST, LARGEST),
            Distribution::Lognormal { median, sigma } => (median * exp(sigma * normal(u))).min(LARGEST),
            Distribution::Beta { a, b } => logistic(beta_logit(u, a, b)).clamp(MARGIN, 1.0 - MARGIN),
            Distribution::LogitNormalInterval { floor, low, high } => {
                let logit = |x: f64| ln((x - floor) / (1.0 - x));
                let x = logistic(within(logit(low), logit(high), normal(u)));
                floor + (1.0 - floor) * x.clamp(MARGIN, 1.0 - MARGIN)
            }
            Distribution::LognormalInterval { low, high } => exp(within(ln(low), ln(high), normal(u))).min(LARGEST),
        }
    }

    /// The value that half of the worlds exceed.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Its 5 % and 95 % quantiles.
    pub fn interval90(&self) -> [f64; 2] {
        [self.quantile(0.05), self.quantile(0.95)]
    }
}

fn between(low: f64, high: f64, share: f64) -> f64 {
    (low + (high - low) * share).clamp(low, high)
}

/// `z` standard deviations from the middle of the central 90 % from `low` to `high`.
fn within(low: f64, high: f64, z: f64) -> f64 {
    0.5 * (low + high) + 0.5 * (high - low) / NORMAL_95 * z
}

#[cfg(test)]
mod tests {
    use super::super::domain::Domain;
    use super::*;

    fn distribution(family: &str, parameters: &[f64], domain: Domain) -> Distribution {
        Distribution::new(family, parameters, domain).unwrap()
    }

    fn near(x: f64, expected: f64) -> bool {
        (x - expected).abs() <= 1e-12 * expected.abs().max(1e-3)
    }

    #[test]
    fn quantiles_have_their_closed_forms() {
        let uniform = distribution("uniform", &[0.2, 0.6], Domain::Share);
        assert!(near(uniform.quantile(0.25), 0.3));
        // Below the mode F = (x − l)²/((h − l)(m − l)), above it 1 − F = (h − x)²/((h − l)(h − m)).
        let triangular = distribution("triangular", &[0.0, 1.0, 4.0], Domain::NotNegative);
        assert!(near(triangular.quantile(0.0625), 0.5) && near(triangular.quantile(1.0 - 1.0 / 12.0), 3.0));
        // A pert with its mode at an end is a beta of shape (1, 5); in the middle it is symmetric.
        let pert = distribution("pert", &[2.0, 2.0, 12.0], Domain::NotNegative);
        assert!(near(pert.quantile(0.3), 2.0 + 10.0 * (1.0 - libm::pow(0.7, 0.2))));
        assert!(near(
            distribution("pert", &[-1.0, 1.0, 3.0], Domain::Real).median(),
            1.0
        ));
        let normal = distribution("normal", &[1.0, 2.0], Domain::Real);
        assert!(near(normal.quantile(0.975), 1.0 + 2.0 * 1.959_963_984_540_054));
        let lognormal = distribution("lognormal", &[3.0, 0.5], Domain::NotNegative);
        assert!(near(lognormal.median(), 3.0) && near(lognormal.quantile(0.95), 3.0 * exp(0.5 * NORMAL_95)));
        let beta = distribution("beta", &[1.0, 3.0], Domain::Prior);
        assert!(near(beta.quantile(0.488), 0.2));
    }

    #[test]
    fn an_interval_holds_the_central_ninety_per_cent() {
        for (low, high, domain) in [
            (0.02, 0.13, Domain::Probability),
            (0.94, 0.999, Domain::Discount),
            (0.52, 0.64, Domain::Accuracy),
            (31.0, 138.0, Domain::NotNegative),
        ] {
            let [from, to] = distribution("interval90", &[low, high], domain).interval90();
            assert!(near(from, low) && near(to, high), "{from} {to}");
        }
        // The median is the middle on the scale of the family.
        let cost = distribution("interval90", &[2.0, 8.0], Domain::NotNegative);
        assert!(near(cost.median(), 4.0));
        let accuracy = distribution("interval90", &[0.6, 0.9], Domain::Accuracy);
        assert!(near(accuracy.median(), 0.75));
    }

    #[test]
    fn draws_rise_with_the_coordinate_and_stay_in_the_range_of_every_key() {
        let cases = [
            ("uniform", vec![1e-6, 0.9], Domain::Prior),
            ("triangular", vec![0.5, 0.5, 1.0], Domain::Accuracy),
            ("pert", vec![0.0, 1.0, 1.0], Domain::Share),
            ("normal", vec![9e8, 1e9], Domain::Real),
            ("lognormal", vec![5e8, 10.0], Domain::NotNegative),
            ("beta", vec![1e-3, 1e-3], Domain::Prior),
            ("beta", vec![1e6, 1.0], Domain::Discount),
            ("interval90", vec![1e-300, 1.0 - 1e-15], Domain::Prior),
            ("interval90", vec![0.5 + 1e-15, 1.0 - 1e-15], Domain::Accuracy),
            ("interval90", vec![1e-300, 1e9], Domain::NotNegative),
        ];
        for (family, parameters, domain) in cases {
            let distribution = distribution(family, &parameters, domain);
            let mut last = f64::NEG_INFINITY;
            for u in [1e-12, 1e-9, 1e-3, 0.3, 0.5, 0.7, 0.999, 1.0 - 1e-9, 1.0 - 1e-12] {
                let x = distribution.quantile(u);
                assert!(domain.interval().contains(x), "{family} {parameters:?} at {u}: {x}");
                assert!(x >= last, "{family} {parameters:?} at {u}: {x} after {last}");
                last = x;
            }
        }
    }
}
