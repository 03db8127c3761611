//! Where the spread of results comes from, and what pairing and controls save: tables `variance`, `sign`, `pairing` and
//! `controls`.
//!
//! An episode's outcome varies for three reasons: the numbers of its world, the true types, and chance. With p(w, t) the
//! exact probability of an outcome given world and types, the variance of its indicator is the sum of
//!
//! ```text
//! parameters   Var_w E_t p      types   E_w Var_t p      chance   E_w E_t p (1 − p)
//! ```
//!
//! and for the paired difference D of arm and baseline likewise, with Δp in place of p and chance as the remainder of the
//! variance of D in play.

use super::Study;
use super::results::{Method, Results, Subset, discordant, exact_by_types, exact_contrast};
use super::tables::Rows;
use super::world::{ArmResult, Ending, WorldResult, weight};
use crate::game::outcome::Outcome;
use crate::stats::{CrossMoments, Estimate, Moments, Scale};
use crate::table::{Cells, Table};

/// Variances of parameters, types and chance; the last is missing where nothing was played.
type Parts = (f64, f64, Option<f64>);

/// Text columns and number columns of a table without estimates.
#[derive(Default)]
struct Plain {
    labels: Vec<Vec<String>>,
    numbers: Vec<Vec<Option<f64>>>,
}

impl Plain {
    fn push(&mut self, labels: &[&str], numbers: &[Option<f64>]) {
        self.labels.resize(labels.len(), Vec::new());
        self.numbers.resize(numbers.len(), Vec::new());
        for (column, label) in self.labels.iter_mut().zip(labels) {
            column.push((*label).to_owned());
        }
        for (column, number) in self.numbers.iter_mut().zip(numbers) {
            column.push(*number);
        }
    }

    fn table(self, slug: &'static str, title: &str, labels: &[&str], numbers: &[&str]) -> Table {
        let mut table = Table::new(slug, title);
        for (name, cells) in labels.iter().zip(self.labels) {
            table = table.with(*name, "", Cells::Text(cells));
        }
        for (name, cells) in numbers.iter().zip(self.numbers) {
            table = table.with(*name, "", Cells::Number(cells));
        }
        table
    }
}

/// Variance of the outcome of an episode, and of the paired difference of two, by where it comes from.
pub(super) fn variance(study: &Study, results: &Results) -> Table {
    let mut rows = Plain::default();
    let baseline = &study.arms[study.baseline].name;
    for (i, arm) in study.arms.iter().enumerate() {
        for ending in Ending::ALL {
            let mut push = |quantity: &str, compared: &str, parts: Option<Parts>| {
                let Some((parameters, types, chance)) = parts else {
                    return;
                };
                let total = chance.map(|c| parameters + types + c);
                let share = |x: f64| total.filter(|t| *t > 0.0).map(|t| x / t);
                rows.push(
                    &[&study.scenario, &arm.name, compared, &ending.metric(), quantity],
                    &[
                        Some(parameters),
                        Some(types),
                        chance,
                        total,
                        share(parameters),
                        share(types),
                        chance.and_then(share),
                    ],
                );
            };
            push("probability", &arm.name, of_probability(results, i, ending));
            if i != study.baseline {
                push("difference", baseline, of_difference(results, i, ending));
            }
        }
    }
    rows.table(
        "variance",
        "Variance of an episode's outcome by source",
        &["scenario", "arm", "against", "metric", "quantity"],
        &[
            "parameters",
            "types",
            "chance",
            "total",
            "share_parameters",
            "share_types",
            "share_chance",
        ],
    )
}

fn of_probability(results: &Results, arm: usize, ending: Ending) -> Option<Parts> {
    let (mut means, mut types, mut chance) = (Moments::default(), 0.0, 0.0);
    for (_, result) in results.among(arm, Subset::All) {
        let (mean, between, inside) = moments(result.priors, &exact_by_types(result, ending)?);
        means.push(mean);
        types += between;
        chance += inside;
    }
    let n = results.worlds.len() as f64;
    Some((means.variance().unwrap_or(0.0), types / n, Some(chance / n)))
}

fn of_difference(results: &Results, arm: usize, ending: Ending) -> Option<Parts> {
    let (mut means, mut types, mut square, mut played) = (Moments::default(), 0.0, 0.0, true);
    for (world, result) in results.among(arm, Subset::All) {
        let (with, without) = (
            exact_by_types(result, ending)?,
            exact_by_types(&world.arms[results.baseline], ending)?,
        );
        let difference = std::array::from_fn(|d| std::array::from_fn(|g| with[d][g] - without[d][g]));
        let (mean, between, _) = moments(result.priors, &difference);
        means.push(mean);
        types += between;
        match &result.pairs {
            Some(pairs) => {
                let (gained, lost) = discordant(&pairs.flips, ending);
                square += (gained + lost) as f64 / pairs.pairs.max(1) as f64;
            }
            None => played = false,
        }
    }
    let n = results.worlds.len() as f64;
    let parameters = means.variance().unwrap_or(0.0);
    let mean = means.mean().unwrap_or(0.0);
    let total = square / n - mean * mean;
    let chance = (total - parameters - types / n).max(0.0);
    Some((parameters, types / n, played.then_some(chance)))
}

/// Mean over types of p, its variance over types, and the mean of p (1 − p).
fn moments(priors: [f64; 2], p: &[[f64; 2]; 2]) -> (f64, f64, f64) {
    let over = |f: &dyn Fn(f64) -> f64| {
        let mut sum = 0.0;
        for d in 0..2 {
            for g in 0..2 {
                sum += weight(priors, d, g) * f(p[d][g]);
            }
        }
        sum
    };
    let mean = over(&|x| x);
    let between = over(&|x| (x - mean) * (x - mean));
    (mean, between, over(&|x| x * (1.0 - x)).max(0.0))
}

/// What a difference means for a reader.
const EFFECTS: [&str; 3] = ["helps", "hurts", "no_difference"];

/// Share of worlds in which the arm helps, hurts or changes less than `threshold`, by ending.
pub(super) fn sign(study: &Study, results: &Results, threshold: f64) -> Table {
    let mut rows = Rows::default();
    let baseline = &study.arms[study.baseline].name;
    let Some(method) = results.methods().first().copied() else {
        return Table::new("sign", "");
    };
    for (i, arm) in study.arms.iter().enumerate() {
        if i == study.baseline {
            continue;
        }
        for subset in results.subsets(i) {
            for ending in Ending::ALL {
                let worlds: Vec<&WorldResult> = results.among(i, subset).map(|(world, _)| world).collect();
                let effects: Option<Vec<(u64, usize)>> = worlds
                    .iter()
                    .map(|world| {
                        let difference = effect(world, i, study.baseline, ending, method)?;
                        Some((world.replicate, reading(difference, threshold, ending)))
                    })
                    .collect();
                let Some(effects) = effects else { continue };
                for (kind, name) in EFFECTS.into_iter().enumerate() {
                    let shares = effects.iter().map(|(r, k)| (*r, f64::from(u8::from(*k == kind)), 1.0));
                    let estimate = match results.single() {
                        true => Estimate {
                            value: shares.clone().next().map(|s| s.1),
                            observations: 1,
                            ..Estimate::default()
                        },
                        false => results.estimate(shares.collect(), Scale::Probability),
                    };
                    let metric = ending.metric();
                    let labels = [
                        study.scenario.as_str(),
                        &arm.name,
                        baseline,
                        &metric,
                        method.name(),
                        subset.name(),
                        name,
                    ];
                    rows.push(&labels, estimate, effects.len() as u64, 0);
                }
            }
        }
    }
    let labels = ["scenario", "arm", "baseline", "metric", "method", "subset", "effect"];
    let title = "Share of worlds in which the arm helps, hurts or makes no difference";
    let mut table = rows.table("sign", title, &labels, "none");
    table.columns.pop();
    let cells = Cells::Number(vec![Some(threshold); table.rows()]);
    table.with("threshold", "", cells)
}

/// Arm minus baseline in one world.
pub(super) fn effect(world: &WorldResult, arm: usize, baseline: usize, ending: Ending, method: Method) -> Option<f64> {
    match method {
        Method::Exact => exact_contrast(world, arm, baseline, ending),
        Method::Played => {
            let pairs = world.arms[arm].pairs.as_ref()?;
            let (gained, lost) = discordant(&pairs.flips, ending);
            Some((gained as f64 - lost as f64) / pairs.pairs.max(1) as f64)
        }
    }
}

fn reading(difference: f64, threshold: f64, ending: Ending) -> usize {
    match (difference.abs() > threshold, (difference > 0.0) != ending.is_failure()) {
        (false, _) => 2,
        (true, true) => 0,
        (true, false) => 1,
    }
}

/// Pairs of episodes that differ, whether by chance alone, and what pairing saved.
pub(super) fn pairing(study: &Study, results: &Results) -> Table {
    let mut rows = Plain::default();
    let mut counts: Vec<[Option<i64>; 4]> = Vec::new();
    let baseline = &study.arms[study.baseline].name;
    for (i, arm) in study.arms.iter().enumerate() {
        if i == study.baseline || !results.is_played() {
            continue;
        }
        for ending in Ending::ALL {
            let Some(p) = Pairing::of(results, i, ending) else {
                continue;
            };
            let share = |of: fn(&(u64, u64)) -> u64| results.flip_share(i, ending, of);
            let (gained, lost) = (share(|d| d.0), share(|d| d.1));
            let unchanged = 1.0 - (p.gained + p.lost) as f64 / p.pairs.max(1) as f64;
            let (correlation, saved) = p.saved();
            rows.push(
                &[&study.scenario, &arm.name, baseline, &ending.metric()],
                &[
                    gained.value,
                    gained.low,
                    gained.high,
                    lost.value,
                    lost.low,
                    lost.high,
                    Some(unchanged),
                    Some(crate::stats::estimate::LEVEL),
                    Some(mcnemar(p.gained, p.lost)),
                    correlation,
                ],
            );
            let integer = |n: u64| i64::try_from(n).ok();
            counts.push([
                integer(p.gained),
                integer(p.lost),
                integer(p.pairs),
                saved.map(|s| s.round() as i64),
            ]);
        }
    }
    let numbers = [
        "gained_share",
        "gained_low",
        "gained_high",
        "lost_share",
        "lost_low",
        "lost_high",
        "unchanged_share",
        "level",
        "p_value",
        "correlation",
    ];
    let labels = ["scenario", "arm", "baseline", "metric"];
    let mut table = rows.table("pairing", "Paired episodes", &labels, &numbers);
    for (k, name) in ["gained", "lost", "pairs", "pairs_saved"].into_iter().enumerate() {
        table = table.with(name, "episodes", Cells::Integer(counts.iter().map(|c| c[k]).collect()));
    }
    table
}

/// Sums over worlds for one ending.
#[derive(Default)]
struct Pairing {
    gained: u64,
    lost: u64,
    pairs: u64,
    /// Variances within worlds of arm and baseline, and their covariance.
    variances: [f64; 2],
    covariance: f64,
}

impl Pairing {
    fn of(results: &Results, arm: usize, ending: Ending) -> Option<Self> {
        let mut sum = Pairing::default();
        for (_, result) in results.among(arm, Subset::All) {
            let paired = result.pairs.as_ref()?;
            let (gained, lost) = discordant(&paired.flips, ending);
            let with: u64 = ending.sum(&result.played.as_ref()?.outcomes);
            let n = paired.pairs.max(1) as f64;
            let (a, b) = (with as f64 / n, (with + lost - gained) as f64 / n);
            let both = (with - gained) as f64 / n;
            sum.gained += gained;
            sum.lost += lost;
            sum.pairs += paired.pairs;
            sum.variances[0] += n * a * (1.0 - a);
            sum.variances[1] += n * b * (1.0 - b);
            sum.covariance += n * (both - a * b);
        }
        Some(sum)
    }

    /// The correlation within worlds, and how many pairs more would be needed without it.
    fn saved(&self) -> (Option<f64>, Option<f64>) {
        let [a, b] = self.variances;
        let correlation = (a > 0.0 && b > 0.0).then(|| self.covariance / (a * b).sqrt());
        let paired = a + b - 2.0 * self.covariance;
        let saved = (paired > 1e-12 * (a + b)).then(|| self.pairs as f64 * ((a + b) / paired - 1.0));
        (correlation, saved)
    }
}

/// Two-sided p-value of McNemar's exact test: under no difference in any world, each of the pairs that differ is a fair coin,
/// whatever the worlds are.
fn mcnemar(gained: u64, lost: u64) -> f64 {
    use statrs::distribution::{Binomial, DiscreteCDF};
    let (few, n) = (gained.min(lost), gained + lost);
    match Binomial::new(0.5, n) {
        Ok(law) if n > 0 => (2.0 * law.cdf(few)).min(1.0),
        _ => 1.0,
    }
}

/// What the controls save: exact values given the types, and the probability of war that was lived through.
pub(super) fn controls(study: &Study, results: &Results) -> Table {
    let mut rows = Plain::default();
    for (i, arm) in study.arms.iter().enumerate() {
        for outcome in Outcome::ALL {
            let plain = results.ending(i, Ending::One(outcome), Method::Played);
            let Some((plain, controlled)) = plain.zip(controlled(results, i, outcome)) else {
                continue;
            };
            let ratio = |a: &Estimate, b: &Estimate| {
                let (a, b) = (a.std_error?, b.std_error?);
                (b > 0.0).then(|| (a / b) * (a / b))
            };
            let reduction = ratio(&plain, &controlled);
            let relative = |e: &Estimate| e.std_error.zip(e.value).filter(|(_, v)| *v > 0.0).map(|(s, v)| s / v);
            rows.push(
                &[&study.scenario, &arm.name, outcome.name()],
                &[
                    plain.value,
                    plain.std_error,
                    controlled.value,
                    controlled.std_error,
                    controlled.low,
                    controlled.high,
                    Some(crate::stats::estimate::LEVEL),
                    reduction,
                    relative(&controlled),
                    reduction.map(|r| r * results.episodes(i) as f64),
                ],
            );
        }
    }
    rows.table(
        "controls",
        "Played probabilities with control variates",
        &["scenario", "arm", "outcome"],
        &[
            "plain",
            "plain_std_error",
            "controlled",
            "controlled_std_error",
            "low",
            "high",
            "level",
            "variance_reduction",
            "relative_error",
            "equivalent_episodes",
        ],
    )
}

/// The played probability with its controls. The exact value given the types drawn has a known mean over types, right or
/// wrong as it may be, so that subtracting its deviation leaves no bias; then war less its hazard, with the slope that suits
/// the outcome (1 for war itself, which leaves the mean hazard).
fn controlled(results: &Results, arm: usize, outcome: Outcome) -> Option<Estimate> {
    let o = outcome as usize;
    let mut pooled = CrossMoments::default();
    for (_, result) in results.among(arm, Subset::All) {
        pooled.merge(&result.played.as_ref()?.controls[o]);
    }
    let slope = if outcome == Outcome::War { 1.0 } else { pooled.slope() };
    let mut rows = Vec::new();
    let mut variance = 0.0;
    for (world, result) in results.among(arm, Subset::All) {
        let played = result.played.as_ref()?;
        let m = played.episodes as f64;
        let war = played.outcomes[Outcome::War as usize] as f64 - m * played.hazard.mean()?;
        let types = match outcome {
            Outcome::War => 0.0,
            _ => types_control(result, outcome).unwrap_or(0.0),
        };
        rows.push((world.replicate, played.outcomes[o] as f64 - types - slope * war, m));
        variance += within(result, outcome, slope);
    }
    if results.single() {
        let (_, sum, m) = rows[0];
        let error = (variance / m).sqrt();
        return Some(Estimate::normal(Some(sum / m), Some(error), m as u64));
    }
    Some(results.estimate(rows, Scale::Probability))
}

/// Σ over episodes of the exact probability given the types drawn, minus its expectation.
fn types_control(result: &ArmResult, outcome: Outcome) -> Option<f64> {
    let exact = exact_by_types(result, Ending::One(outcome))?;
    let played = result.played.as_ref()?;
    let mut sum = 0.0;
    for d in 0..2 {
        for g in 0..2 {
            let drawn: u64 = played.by_types[d][g].iter().sum();
            let expected = weight(result.priors, d, g) * played.episodes as f64;
            sum += (drawn as f64 - expected) * exact[d][g];
        }
    }
    Some(sum)
}

/// Variance of an episode's controlled indicator in a single world.
fn within(result: &ArmResult, outcome: Outcome, slope: f64) -> f64 {
    let Some(played) = &result.played else { return 0.0 };
    if outcome == Outcome::War {
        return played.hazard.variance().unwrap_or(0.0);
    }
    let moments = &played.controls[outcome as usize];
    let Some(([x, c], product)) = moments.variances().zip(moments.covariance()) else {
        return 0.0;
    };
    let explained = exact_by_types(result, Ending::One(outcome)).map_or(0.0, |p| self::moments(result.priors, &p).1);
    (x - 2.0 * slope * product + slope * slope * c - explained).max(0.0)
}
