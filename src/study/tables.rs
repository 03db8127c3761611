//! The tables of a study: the only place that knows both the domain and [`Table`].

use super::Study;
use super::agreement::discrepancy;
use super::results::{Method, Results};
use super::spread::effective_worlds;
use super::world::{Counts, Ending};
use super::{controlled, pairing, spread, worlds};
use crate::game::outcome::Outcome;
use crate::simulate::metric::Metric;
use crate::simulate::tally::{Pairs, Tally};
use crate::stats::Estimate;
use crate::stats::estimate::LEVEL;
use crate::table::{Cells, Table};

/// All tables of a study, in the order in which they are written. `uncertain` names the columns of what differs between
/// worlds, `threshold` is the least difference that counts. Those of play are missing if nothing was played.
pub fn all(study: &Study, uncertain: &[String], results: &Results, threshold: f64) -> Vec<Table> {
    let tables = vec![
        outcomes(study, results),
        contrasts(study, results),
        metrics(study, results),
        flips(study, results),
        timeline(study, results),
        pairing::pairing(study, results),
        controlled::controls(study, results),
        spread::variance(study, results),
        spread::sign(study, results, threshold),
        worlds::effects(study, results),
        worlds::worlds(study, uncertain, results),
    ];
    let compared = study.arms.len() > 1;
    let kept =
        |t: &Table| t.rows() > 0 || (t.slug == "contrasts" || t.slug == "flips") && !compared && results.is_played();
    tables.into_iter().filter(kept).collect()
}

/// Probability of an outcome in an arm.
pub fn outcome_estimate(tally: &Tally, outcome: Outcome) -> Estimate {
    Estimate::proportion(tally.outcomes[outcome], tally.episodes)
}

/// Arm minus baseline in the probability of an outcome.
pub fn outcome_contrast(pairs: &Pairs, outcome: Outcome) -> Estimate {
    let arm: u64 = pairs.flips.iter().map(|(_, row)| row[outcome]).sum();
    let baseline: u64 = pairs.flips[outcome].iter().map(|(_, count)| count).sum();
    let both = pairs.flips[outcome][outcome];
    Estimate::paired_difference(arm - both, baseline - both, pairs.pairs)
}

fn outcomes(study: &Study, results: &Results) -> Table {
    let mut rows = Rows::default();
    let mut discrepancies = Vec::new();
    for (i, arm) in study.arms.iter().enumerate() {
        for outcome in Outcome::ALL {
            for method in results.methods() {
                let Some(estimate) = results.ending(i, Ending::One(outcome), method) else {
                    continue;
                };
                let episodes = match method {
                    Method::Exact => 0,
                    _ => results.episodes(i),
                };
                let labels = [study.scenario.as_str(), &arm.name, outcome.name(), method.name()];
                rows.push(&labels, estimate, results.worlds_behind(&estimate), episodes);
                discrepancies.push(discrepancy(results, i, outcome));
            }
        }
    }
    let labels = ["scenario", "arm", "outcome", "method"];
    rows.table("outcomes", "Outcomes by arm", &labels, "episodes").with(
        "discrepancy",
        "standard errors",
        Cells::Number(discrepancies),
    )
}

fn contrasts(study: &Study, results: &Results) -> Table {
    let mut rows = Rows::default();
    let mut effective = Vec::new();
    let baseline = &study.arms[study.baseline].name;
    for (i, arm) in study.arms.iter().enumerate() {
        if i == study.baseline {
            continue;
        }
        for subset in results.subsets(i) {
            let mut push =
                |metric: &str, method: Method, estimate: Option<Estimate>, pairs: u64, ending: Option<Ending>| {
                    let Some(estimate) = estimate else { return };
                    let of = |ending| effective_worlds(results, i, study.baseline, ending, method, subset);
                    effective.push(ending.and_then(of));
                    let labels = [
                        study.scenario.as_str(),
                        &arm.name,
                        baseline,
                        metric,
                        method.name(),
                        subset.name(),
                    ];
                    rows.push(&labels, estimate, results.worlds_behind(&estimate), pairs);
                };
            for ending in Ending::ALL {
                for method in results.methods() {
                    let pairs = match method {
                        Method::Exact => 0,
                        _ => results.pairs(i, subset),
                    };
                    let contrast = results.ending_contrast(i, ending, method, subset);
                    push(&ending.metric(), method, contrast, pairs, Some(ending));
                }
            }
            for (m, metric) in Metric::ALL.into_iter().enumerate() {
                let (estimate, pairs) = results.metric_contrast(i, m, subset).unzip();
                push(&metric.name(), Method::Played, estimate, pairs.unwrap_or(0), None);
            }
        }
    }
    let labels = ["scenario", "arm", "baseline", "metric", "method", "subset"];
    rows.table("contrasts", "Arm minus baseline, paired", &labels, "pairs")
        .with("effective_worlds", "worlds", Cells::Number(effective))
}

fn metrics(study: &Study, results: &Results) -> Table {
    let mut rows = Rows::default();
    for (i, arm) in study.arms.iter().enumerate() {
        for (m, metric) in Metric::ALL.into_iter().enumerate() {
            let exact = results.exact_metric(i, metric).map(|e| (Method::Exact, e, 0));
            let played = results.metric(i, m).map(|(e, n)| (Method::Played, e, n));
            for (method, estimate, episodes) in exact.into_iter().chain(played) {
                let labels = [
                    study.scenario.as_str(),
                    &arm.name,
                    &metric.name(),
                    metric.unit(),
                    method.name(),
                ];
                rows.push(&labels, estimate, results.worlds_behind(&estimate), episodes);
            }
        }
    }
    let labels = ["scenario", "arm", "metric", "unit", "method"];
    rows.table("metrics", "Means by arm", &labels, "episodes")
}

fn flips(study: &Study, results: &Results) -> Table {
    let mut rows = Rows::default();
    let mut counts = Vec::new();
    let baseline = &study.arms[study.baseline].name;
    for (i, arm) in study.arms.iter().enumerate() {
        if i == study.baseline {
            continue;
        }
        for before in Outcome::ALL {
            for after in Outcome::ALL {
                let Some((count, pairs, share)) = results.flip(i, before, after) else {
                    continue;
                };
                counts.push(Some(i64::try_from(count).expect("fewer than 2^61 episodes")));
                let labels = [
                    study.scenario.as_str(),
                    &arm.name,
                    baseline,
                    before.name(),
                    after.name(),
                ];
                rows.push(&labels, share, results.worlds_behind(&share), pairs);
            }
        }
    }
    let labels = ["scenario", "arm", "baseline", "baseline_outcome", "arm_outcome"];
    let title = "Outcome of the same episode under baseline and arm";
    let mut table = rows.table("flips", title, &labels, "pairs");
    let count = crate::table::Column {
        name: "count".into(),
        unit: "episodes",
        cells: Cells::Integer(counts),
    };
    table.columns.insert(labels.len(), count);
    if let Some(share) = table.columns.iter_mut().find(|c| c.name == "estimate") {
        share.name = "share".into();
    }
    table
}

fn timeline(study: &Study, results: &Results) -> Table {
    let mut rows = Rows::default();
    let mut rounds = Vec::new();
    let mut years = Vec::new();
    for (i, arm) in study.arms.iter().enumerate() {
        let names = Counts::names(arm.game.stages.len());
        let (all, per_year) = results.rounds(i);
        for round in 0..all {
            let mut push = |quantity: &str, estimate: Estimate, episodes: u64| {
                let labels = [study.scenario.as_str(), &arm.name, quantity];
                rows.push(&labels, estimate, results.worlds.len() as u64, episodes);
                rounds.push(Some(round as i64));
                years.push(Some((round + 1) as f64 / f64::from(per_year)));
            };
            let (counted, episodes) = results.at_round(i, round);
            for (quantity, estimate) in names.iter().zip(counted) {
                push(quantity, estimate, episodes);
            }
            for (side, quantity) in ["belief.dealer", "belief.keeper"].into_iter().enumerate() {
                let (estimate, going_on) = results.belief(i, round, side);
                push(quantity, estimate, going_on);
            }
        }
    }
    let labels = ["scenario", "arm", "quantity"];
    let mut table = rows.table("timeline", "State of play by round", &labels, "episodes");
    let column = |name: &str, unit, cells| crate::table::Column {
        name: name.into(),
        unit,
        cells,
    };
    table
        .columns
        .insert(2, column("round", "rounds", Cells::Integer(rounds)));
    table.columns.insert(3, column("year", "years", Cells::Number(years)));
    table
}

/// Labels, estimates and what they rest on, row by row.
#[derive(Default)]
pub(super) struct Rows {
    labels: Vec<Vec<String>>,
    estimates: Vec<Estimate>,
    worlds: Vec<Option<i64>>,
    counts: Vec<Option<i64>>,
}

impl Rows {
    pub(super) fn push(&mut self, labels: &[&str], estimate: Estimate, worlds: u64, count: u64) {
        self.labels.resize(labels.len(), Vec::new());
        for (column, label) in self.labels.iter_mut().zip(labels) {
            column.push((*label).to_owned());
        }
        self.estimates.push(estimate);
        self.worlds.push(i64::try_from(worlds).ok());
        self.counts.push(i64::try_from(count).ok());
    }

    /// The label columns, the estimate, the number of worlds, and the number of episodes or pairs under the name `counted`.
    pub(super) fn table(self, slug: &'static str, title: &str, names: &[&str], counted: &str) -> Table {
        let mut labels = self.labels;
        labels.resize(names.len(), Vec::new());
        let number = |of: fn(&Estimate) -> Option<f64>| Cells::Number(self.estimates.iter().map(of).collect());
        let mut table = Table::new(slug, title);
        for (name, cells) in names.iter().zip(labels) {
            table = table.with(*name, "", Cells::Text(cells));
        }
        table
            .with("estimate", "", number(|e| e.value))
            .with("std_error", "", number(|e| e.std_error))
            .with("low", "", number(|e| e.low))
            .with("high", "", number(|e| e.high))
            .with("level", "", number(|_| Some(LEVEL)))
            .with("worlds", "worlds", Cells::Integer(self.worlds))
            .with(counted, "episodes", Cells::Integer(self.counts))
    }
}

/// Text columns and number columns of a table without estimates.
#[derive(Default)]
pub(super) struct Plain {
    labels: Vec<Vec<String>>,
    numbers: Vec<Vec<Option<f64>>>,
}

impl Plain {
    pub(super) fn push(&mut self, labels: &[&str], numbers: &[Option<f64>]) {
        self.labels.resize(labels.len(), Vec::new());
        self.numbers.resize(numbers.len(), Vec::new());
        for (column, label) in self.labels.iter_mut().zip(labels) {
            column.push((*label).to_owned());
        }
        for (column, number) in self.numbers.iter_mut().zip(numbers) {
            column.push(*number);
        }
    }

    pub(super) fn table(self, slug: &'static str, title: &str, labels: &[&str], numbers: &[&str]) -> Table {
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
