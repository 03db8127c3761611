//! Where the variance of a quantity comes from: the parameters of the world, the hidden types, or chance.
//!
//! By the law of total variance, with m the mean in a world and m_k its mean given type pair k, which has probability π_k
//! there:
//!
//! ```text
//! Var(y) = Var_w(m) + E_w Σ π_k (m_k − m)² + E_w Σ π_k Var(y | w, k)
//!          parameters     types                 chance
//! ```
//!
//! [`Exact`] takes the m_k as known. [`Played`] estimates them from episodes whose types are drawn with probabilities π_k,
//! and takes out what their noise adds; the estimators are unbiased if worlds and episodes are independent, and may come out
//! negative \[searle1992\]. [`Components`] reports them so; only [`Components::shares`] cuts them off at zero.
//!
//! Every world counts once. With a low-discrepancy sequence the worlds are spread more evenly than independent ones, and
//! their sample variance is then that of the distribution all the same, up to a part of the order of 1 / worlds.
//!
//! References by key: `docs/references.md`.

use super::level::level;
use super::moments::Moments;

/// Variances, in the square of the quantity's unit. `None` where nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Components {
    /// Between worlds.
    pub parameters: Option<f64>,
    /// Between type pairs within a world.
    pub types: Option<f64>,
    /// Between episodes of one world with one type pair.
    pub chance: Option<f64>,
}

impl Components {
    /// All three together; `None` unless all are known.
    pub fn total(&self) -> Option<f64> {
        Some(self.parameters? + self.types? + self.chance?)
    }

    /// Types and chance together: the variance of one episode of a given world.
    pub fn within(&self) -> Option<f64> {
        Some(self.types? + self.chance?)
    }

    /// Shares of parameters, types and chance, in \[0, 1\] and with sum 1; a negative component counts as 0. `None` unless all
    /// are known and one is positive.
    pub fn shares(&self) -> Option<[f64; 3]> {
        let parts = [self.parameters?, self.types?, self.chance?].map(|v| v.max(0.0));
        let sum: f64 = parts.iter().sum();
        (sum > 0.0).then(|| parts.map(|v| v / sum))
    }
}

/// Components from means that are known in each world and for each type pair.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exact {
    worlds: Moments,
    types: f64,
    /// Worlds in which the means given the types are known.
    with_types: u64,
    chance: f64,
    /// Worlds in which chance is known.
    with_chance: u64,
}

impl Exact {
    /// Adds a world in which an event has these probabilities given the type pairs, which have these weights.
    pub fn push_probabilities(&mut self, weights: &[f64], values: &[f64]) {
        let chance = weights.iter().zip(values).map(|(w, p)| w * p * (1.0 - p)).sum();
        self.push(weights, values, Some(chance));
    }

    /// Adds a world with these means given the type pairs. `chance` is its mean variance given the type pair; the component is its
    /// mean over the worlds in which it is known.
    pub fn push(&mut self, weights: &[f64], values: &[f64], chance: Option<f64>) {
        let sum: f64 = weights.iter().sum();
        let mean = weights.iter().zip(values).map(|(w, m)| w * m).sum::<f64>() / sum;
        let spread = weights.iter().zip(values).map(|(w, m)| w * (m - mean) * (m - mean));
        self.types += spread.sum::<f64>() / sum;
        self.with_types += 1;
        self.chance += chance.unwrap_or_default();
        self.with_chance += u64::from(chance.is_some());
        self.worlds.push(mean);
    }

    /// Adds a world of which only the mean over the types is known.
    pub fn push_mean(&mut self, mean: f64) {
        self.worlds.push(mean);
    }

    pub fn components(&self) -> Components {
        Components {
            parameters: self.worlds.variance(),
            types: (self.with_types > 0).then(|| self.types / self.with_types as f64),
            chance: (self.with_chance > 0).then(|| self.chance / self.with_chance as f64),
        }
    }
}

/// Components from played episodes, or from paired differences of them.
///
/// In a world with n episodes, n_k of them with type pair k, let SSB = Σ n_k (ȳ_k − ȳ)², s_k² the variance in cell k and s²
/// that of all n. Since the types are drawn,
///
/// ```text
/// types  = [SSB − Σ (1 − n_k/n) s_k²] / (n − 1)
/// chance = s² − types
/// parameters = Var_w(ȳ) − mean_w(s²/n)
/// ```
///
/// have the components as their expectations. A cell with one episode takes the pooled variance of the world's other cells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Played {
    means: Moments,
    /// Sum over worlds of s²/n.
    noise: f64,
    types: f64,
    chance: f64,
}

impl Played {
    /// Adds a world by the moments of its type pairs. A world with fewer than two episodes is left out.
    pub fn push(&mut self, cells: &[Moments]) {
        let mut all = Moments::default();
        for cell in cells {
            all.merge(cell);
        }
        let (Some(mean), Some(variance)) = (all.mean(), all.variance()) else {
            return;
        };
        let n = all.count() as f64;
        let freedom = |cell: &Moments| cell.count().saturating_sub(1) as f64;
        let inside: f64 = cells.iter().filter_map(|c| Some(freedom(c) * c.variance()?)).sum();
        let degrees: f64 = cells.iter().map(freedom).sum();
        let pooled = if degrees > 0.0 { inside / degrees } else { variance };
        let (mut between, mut expected) = (0.0, 0.0);
        for cell in cells.iter().filter(|c| c.count() > 0) {
            let (size, off) = (cell.count() as f64, cell.mean().map_or(0.0, |m| m - mean));
            between += size * off * off;
            expected += (1.0 - size / n) * cell.variance().unwrap_or(pooled);
        }
        let types = (between - expected) / (n - 1.0);
        self.means.push(mean);
        self.noise += variance / n;
        self.types += types;
        self.chance += variance - types;
    }

    pub fn components(&self) -> Components {
        let n = self.means.count() as f64;
        let some = self.means.count() > 0;
        Components {
            parameters: self.means.variance().map(|v| v - self.noise / n),
            types: some.then(|| self.types / n),
            chance: some.then(|| self.chance / n),
        }
    }
}

/// Episodes per world that give the smallest variance for a given effort \[cochran1977\]:
///
/// ```text
/// √( cost of a world / cost of an episode × variance within / variance between )
/// ```
///
/// rounded and kept between `least` and `most`; `most` if worlds do not differ. `cost` is that of a world in episodes.
/// `between` is the variance that one more world averages out: [`Components::parameters`] for independent worlds; for a
/// low-discrepancy sequence the number of worlds times the variance of the exact mean, which is less.
pub fn allocation(cost: f64, within: f64, between: f64, least: u64, most: u64) -> u64 {
    let best = (cost * within.max(0.0) / between.max(0.0)).sqrt();
    // Not a number only if nothing varies at all: then the fewest are enough.
    if best.is_nan() {
        least
    } else {
        (best.round() as u64).clamp(least, most)
    }
}

/// Expected half-width of an interval from `worlds` worlds with `episodes` episodes each; arguments as in [`allocation`].
pub fn predicted_half_width(within: f64, between: f64, worlds: u64, episodes: u64) -> f64 {
    let variance = between.max(0.0) + within.max(0.0) / episodes as f64;
    level().normal() * (variance / worlds as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Option<f64>, b: f64) -> bool {
        a.is_some_and(|a| (a - b).abs() < 1e-12)
    }

    #[test]
    fn exact_components_of_a_probability_add_up_to_its_variance() {
        let mut exact = Exact::default();
        let worlds = [([0.3, 0.7], [0.2, 0.6]), ([0.5, 0.5], [0.1, 0.9])];
        for (weights, values) in worlds {
            exact.push_probabilities(&weights, &values);
        }
        let c = exact.components();
        // Means 0.48 and 0.5; the sample variance of two worlds is twice that of the distribution.
        assert!(near(c.parameters, 0.0002) && near(c.types, (0.3 * 0.7 * 0.16 + 0.16) / 2.0));
        assert!((0.5 * c.parameters.unwrap() + c.within().unwrap() - 0.49 * 0.51).abs() < 1e-12);
        assert!((c.shares().unwrap().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        exact.push(&[1.0], &[0.5], None);
        assert_eq!(
            exact.components().chance,
            c.chance,
            "a world without it says nothing of chance"
        );
        let mut unknown = Exact::default();
        unknown.push(&[1.0], &[0.5], None);
        assert_eq!(
            (unknown.components().chance, unknown.components().total()),
            (None, None)
        );
    }

    #[test]
    fn types_and_chance_of_a_world_add_up_to_its_variance() {
        let cell = |values: &[f64]| {
            let mut m = Moments::default();
            values.iter().for_each(|v| m.push(*v));
            m
        };
        let mut played = Played::default();
        let cells = [
            cell(&[1.0, 0.0, 1.0]),
            cell(&[0.0]),
            cell(&[]),
            cell(&[1.0, 1.0, 0.0, -1.0]),
        ];
        played.push(&cells);
        let all = cell(&[1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, -1.0]);
        assert!(near(played.components().within(), all.variance().unwrap()));
        assert_eq!(played.components().parameters, None);
        assert_eq!(Played::default().components(), Components::default());
    }

    #[test]
    fn negative_components_are_reported_and_have_no_share() {
        let c = Components {
            parameters: Some(-0.01),
            types: Some(0.1),
            chance: Some(0.3),
        };
        assert_eq!(c.shares().unwrap()[0], 0.0);
        assert!((c.shares().unwrap()[1] - 0.25).abs() < 1e-12);
        assert!(near(c.total(), 0.39));
    }

    #[test]
    fn the_allocation_is_the_best_of_all() {
        let (cost, within, between) = (400.0, 0.2, 0.01);
        let m = allocation(cost, within, between, 1, 100_000);
        assert_eq!(m, 89);
        let price = |m: u64| (between + within / m as f64) * (cost + m as f64);
        assert!(price(m) <= price(m - 1) && price(m) <= price(m + 1));
        assert_eq!(allocation(cost, within, 0.0, 1, 500), 500);
        assert_eq!(allocation(cost, within, -0.1, 1, 500), 500);
        assert_eq!(allocation(cost, 0.0, 0.0, 2, 500), 2);
        assert_eq!(allocation(cost, -0.1, between, 2, 500), 2);
        assert!((predicted_half_width(within, between, 100, 20) - 1.959_964 * 0.02f64.sqrt() / 10.0).abs() < 1e-6);
    }
}
