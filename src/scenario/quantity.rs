//! Numbers that are known, and numbers that differ from world to world.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::domain::{Domain, Interval};

/// A number of the scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    Fixed(f64),
    /// Drawn once per world; its support lies inside the range of its key.
    Distribution(Distribution),
}

impl Quantity {
    /// The number, if it is certain.
    pub fn fixed(&self) -> Option<f64> {
        match self {
            Quantity::Fixed(x) => Some(*x),
            Quantity::Distribution(_) => None,
        }
    }

    /// The number, or the median of the distribution.
    pub fn central(&self) -> f64 {
        match self {
            Quantity::Fixed(x) => *x,
            Quantity::Distribution(distribution) => distribution.median(),
        }
    }
}

/// A checked distribution: parameters finite and in order, spreads positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    Uniform {
        low: f64,
        high: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    Pert {
        low: f64,
        mode: f64,
        high: f64,
    },
    Normal {
        mean: f64,
        sd: f64,
    },
    /// `sigma` is the standard deviation of the logarithm.
    Lognormal {
        median: f64,
        sigma: f64,
    },
    Beta {
        a: f64,
        b: f64,
    },
    /// A logit-normal on (`floor`, 1) whose central 90 % lie between `low` and `high`.
    LogitNormalInterval {
        floor: f64,
        low: f64,
        high: f64,
    },
    /// A lognormal whose central 90 % lie between `low` and `high`.
    LognormalInterval {
        low: f64,
        high: f64,
    },
}

/// The distributions as they are written: name and parameters.
pub(super) const FAMILIES: [(&str, &[&str]); 7] = [
    ("uniform", &["low", "high"]),
    ("triangular", &["low", "mode", "high"]),
    ("pert", &["low", "mode", "high"]),
    ("normal", &["mean", "sd"]),
    ("lognormal", &["median", "sigma"]),
    ("beta", &["a", "b"]),
    ("interval90", &["low", "high"]),
];

/// A beta distribution with larger parameters is a point.
const LARGEST_SHAPE: f64 = 1e6;
/// Spreads on the logarithmic scale beyond this give worlds that overflow.
const LARGEST_SIGMA: f64 = 10.0;

impl Distribution {
    /// Builds the distribution `family` with finite `parameters` for a key that lives in `domain`; the error says what is
    /// wrong.
    pub(super) fn new(family: &str, parameters: &[f64], domain: Domain) -> Result<Self, String> {
        let distribution = match (family, parameters) {
            ("uniform", &[low, high]) => Distribution::Uniform { low, high },
            ("triangular", &[low, mode, high]) => Distribution::Triangular { low, mode, high },
            ("pert", &[low, mode, high]) => Distribution::Pert { low, mode, high },
            ("normal", &[mean, sd]) => Distribution::Normal { mean, sd },
            ("lognormal", &[median, sigma]) => Distribution::Lognormal { median, sigma },
            ("beta", &[a, b]) => Distribution::Beta { a, b },
            ("interval90", &[low, high]) if domain.is_unit() => {
                let floor = domain.interval().low.0;
                Distribution::LogitNormalInterval { floor, low, high }
            }
            ("interval90", &[low, high]) if matches!(domain, Domain::NotNegative | Domain::Positive) => {
                Distribution::LognormalInterval { low, high }
            }
            ("interval90", _) => {
                return Err(
                    "`interval90` does not suit keys of any sign; for a 90 % interval [low, high] that is symmetric, \
                     write { normal = [mean, sd] } with mean (low + high)/2 and sd (high − low)/3.29"
                        .into(),
                );
            }
            _ => return Err(format!("`{family}` does not take {} parameters", parameters.len())),
        };
        distribution.check_parameters()?;
        let plain = domain.interval();
        if let Some(&outside) = distribution
            .locations()
            .iter()
            .find(|x| !Interval::contains(&closed(plain), **x))
        {
            return Err(format!(
                "{outside} lies outside the range of the key, which must be {}",
                domain.phrase()
            ));
        }
        if !domain.support().covers(&distribution.support()) {
            return Err(format!(
                "its values run {}, but the key must be {}",
                distribution.support_phrase(),
                domain.phrase()
            ));
        }
        Ok(distribution)
    }

    fn check_parameters(&self) -> Result<(), String> {
        let ensure = |holds: bool, rule: &str| if holds { Ok(()) } else { Err(rule.to_string()) };
        match *self {
            Distribution::Uniform { low, high } => ensure(low < high, "low must be less than high"),
            Distribution::Triangular { low, mode, high } | Distribution::Pert { low, mode, high } => ensure(
                low < high && low <= mode && mode <= high,
                "low ≤ mode ≤ high and low < high must hold",
            ),
            Distribution::Normal { sd, .. } => ensure(sd > 0.0, "sd must be greater than 0"),
            Distribution::Lognormal { median, sigma } => ensure(
                median > 0.0 && sigma > 0.0 && sigma <= LARGEST_SIGMA,
                "median must be greater than 0, and sigma greater than 0 and at most 10",
            ),
            Distribution::Beta { a, b } => ensure(
                a > 0.0 && b > 0.0 && a.max(b) <= LARGEST_SHAPE,
                "a and b must be greater than 0 and at most 1000000",
            ),
            Distribution::LogitNormalInterval { floor, low, high } => ensure(
                floor < low && low < high && high < 1.0,
                if floor == 0.0 {
                    "0 < low < high < 1 must hold"
                } else {
                    "0.5 < low < high < 1 must hold"
                },
            ),
            Distribution::LognormalInterval { low, high } => {
                ensure(0.0 < low && low < high, "0 < low < high must hold")
            }
        }
    }

    /// The parameters that are values of the quantity itself.
    fn locations(&self) -> Vec<f64> {
        match *self {
            Distribution::Uniform { low, high }
            | Distribution::LogitNormalInterval { low, high, .. }
            | Distribution::LognormalInterval { low, high } => vec![low, high],
            Distribution::Triangular { low, mode, high } | Distribution::Pert { low, mode, high } => {
                vec![low, mode, high]
            }
            Distribution::Normal { mean, .. } => vec![mean],
            Distribution::Lognormal { median, .. } => vec![median],
            Distribution::Beta { .. } => Vec::new(),
        }
    }

    /// Where its values lie.
    pub fn support(&self) -> Interval {
        let (low, high) = match *self {
            Distribution::Uniform { low, high }
            | Distribution::Triangular { low, high, .. }
            | Distribution::Pert { low, high, .. } => ((low, true), (high, true)),
            Distribution::Normal { .. } => ((f64::NEG_INFINITY, false), (f64::INFINITY, false)),
            Distribution::Lognormal { .. } | Distribution::LognormalInterval { .. } => {
                ((0.0, false), (f64::INFINITY, false))
            }
            Distribution::Beta { .. } => ((0.0, false), (1.0, false)),
            Distribution::LogitNormalInterval { floor, .. } => ((floor, false), (1.0, false)),
        };
        Interval { low, high }
    }

    fn support_phrase(&self) -> String {
        let Interval { low, high } = self.support();
        match (low.0.is_finite(), high.0.is_finite()) {
            (true, true) => format!("from {} to {}", low.0, high.0),
            (true, false) => format!("from {} without bound", low.0),
            _ => "over all numbers".to_string(),
        }
    }

    /// Name and parameters as they are written.
    pub(super) fn parts(&self) -> (&'static str, Vec<f64>) {
        match *self {
            Distribution::Uniform { low, high } => ("uniform", vec![low, high]),
            Distribution::Triangular { low, mode, high } => ("triangular", vec![low, mode, high]),
            Distribution::Pert { low, mode, high } => ("pert", vec![low, mode, high]),
            Distribution::Normal { mean, sd } => ("normal", vec![mean, sd]),
            Distribution::Lognormal { median, sigma } => ("lognormal", vec![median, sigma]),
            Distribution::Beta { a, b } => ("beta", vec![a, b]),
            Distribution::LogitNormalInterval { low, high, .. } | Distribution::LognormalInterval { low, high } => {
                ("interval90", vec![low, high])
            }
        }
    }
}

fn closed(interval: Interval) -> Interval {
    Interval {
        low: (interval.low.0, true),
        high: (interval.high.0, true),
    }
}

impl fmt::Display for Distribution {
    /// Family and parameters: `uniform [0.2, 0.6]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (family, parameters) = self.parts();
        let parameters: Vec<String> = parameters.iter().map(f64::to_string).collect();
        write!(f, "{family} [{}]", parameters.join(", "))
    }
}

impl Serialize for Quantity {
    /// A number, or the one-key table the distribution was written as.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Quantity::Fixed(x) => serializer.serialize_f64(*x),
            Quantity::Distribution(distribution) => {
                let (family, parameters) = distribution.parts();
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(family, &parameters)?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_logit_normal_for_shares_and_accuracies_and_lognormal_for_costs() {
        let share = Distribution::new("interval90", &[0.2, 0.4], Domain::Share);
        let (floor, low, high) = (0.0, 0.2, 0.4);
        assert_eq!(share, Ok(Distribution::LogitNormalInterval { floor, low, high }));
        let accuracy = Distribution::new("interval90", &[0.6, 0.9], Domain::Accuracy);
        let (floor, low, high) = (0.5, 0.6, 0.9);
        assert_eq!(accuracy, Ok(Distribution::LogitNormalInterval { floor, low, high }));
        let cost = Distribution::new("interval90", &[0.2, 4.0], Domain::NotNegative);
        assert_eq!(cost, Ok(Distribution::LognormalInterval { low: 0.2, high: 4.0 }));
        assert!(Distribution::new("interval90", &[0.2, 0.4], Domain::Real).is_err());
        assert!(Distribution::new("interval90", &[0.5, 0.9], Domain::Accuracy).is_err());
    }

    #[test]
    fn a_distribution_must_stay_inside_the_range_of_its_key() {
        let refused = [
            ("uniform", vec![0.0, 0.5], Domain::Prior),
            ("uniform", vec![-0.1, 0.5], Domain::Share),
            ("uniform", vec![0.0, 1e10], Domain::NotNegative),
            ("normal", vec![0.5, 0.1], Domain::Share),
            ("normal", vec![5.0, 0.1], Domain::NotNegative),
            ("lognormal", vec![0.5, 0.1], Domain::Discount),
            ("beta", vec![2.0, 2.0], Domain::Accuracy),
        ];
        for (family, parameters, domain) in refused {
            let result = Distribution::new(family, &parameters, domain);
            assert!(result.is_err(), "{family} {parameters:?} was accepted for {domain:?}");
        }
        let accepted = [
            ("uniform", vec![0.0, 1.0], Domain::Share),
            ("pert", vec![0.5, 0.5, 1.0], Domain::Accuracy),
            ("beta", vec![2.0, 2.0], Domain::Prior),
            ("beta", vec![2.0, 2.0], Domain::NotNegative),
            ("lognormal", vec![2.0, 0.5], Domain::NotNegative),
            ("normal", vec![0.0, 1.0], Domain::Real),
            ("interval90", vec![0.9, 0.99], Domain::Discount),
        ];
        for (family, parameters, domain) in accepted {
            let result = Distribution::new(family, &parameters, domain);
            assert!(result.is_ok(), "{family} {parameters:?}: {result:?}");
        }
    }

    #[test]
    fn disordered_parameters_are_refused() {
        for (family, parameters) in [
            ("uniform", vec![0.5, 0.5]),
            ("triangular", vec![0.1, 0.6, 0.5]),
            ("pert", vec![0.3, 0.2, 0.5]),
            ("lognormal", vec![1.0, 0.0]),
            ("beta", vec![0.0, 1.0]),
            ("interval90", vec![0.0, 0.5]),
            ("uniform", vec![0.1]),
            ("pert", vec![0.1, 0.5]),
        ] {
            let result = Distribution::new(family, &parameters, Domain::NotNegative);
            assert!(result.is_err(), "{family} {parameters:?} was accepted");
        }
    }
}
