//! The tables of a study: the only place that knows both the domain and [`Table`].

use super::Study;
use super::run::SolvedArm;
use crate::game::outcome::{Cause, Outcome};
use crate::game::state::Phase;
use crate::simulate::Batch;
use crate::simulate::metric::Metric;
use crate::simulate::tally::{Pairs, Tally, Timeline};
use crate::stats::Estimate;
use crate::stats::estimate::LEVEL;
use crate::table::{Cells, Table};

/// All tables of a study, in the order in which they are written.
pub fn all(study: &Study, arms: &[SolvedArm], batch: &Batch) -> Vec<Table> {
    vec![
        outcomes(study, batch),
        contrasts(study, batch),
        metrics(study, batch),
        flips(study, batch),
        timeline(study, arms, batch),
    ]
}

/// Probability of an outcome in an arm.
pub fn outcome_estimate(tally: &Tally, outcome: Outcome) -> Estimate {
    Estimate::proportion(tally.outcomes[outcome as usize], tally.episodes)
}

/// Arm minus baseline in the probability of an outcome.
pub fn outcome_contrast(pairs: &Pairs, outcome: Outcome) -> Estimate {
    let o = outcome as usize;
    let arm: u64 = pairs.flips.iter().map(|row| row[o]).sum();
    let baseline: u64 = pairs.flips[o].iter().sum();
    let both = pairs.flips[o][o];
    Estimate::paired_difference(arm - both, baseline - both, pairs.pairs)
}

/// Mean of a metric in an arm.
pub fn metric_estimate(tally: &Tally, index: usize) -> Estimate {
    let moments = &tally.metrics[index];
    if Metric::ALL[index].is_event() {
        Estimate::event(moments)
    } else {
        Estimate::mean(moments)
    }
}

fn metric_contrast(pairs: &Pairs, index: usize) -> Estimate {
    let moments = &pairs.differences[index];
    if Metric::ALL[index].is_event() {
        Estimate::event_difference(moments)
    } else {
        Estimate::mean(moments)
    }
}

fn outcomes(study: &Study, batch: &Batch) -> Table {
    let mut rows = Rows::default();
    for (arm, tally) in study.arms.iter().zip(&batch.tallies) {
        for outcome in Outcome::ALL {
            rows.push(
                &[&study.scenario, &arm.name, outcome.name()],
                outcome_estimate(tally, outcome),
            );
        }
    }
    rows.table(
        "outcomes",
        "Outcomes by arm",
        &["scenario", "arm", "outcome"],
        "episodes",
        true,
    )
}

fn contrasts(study: &Study, batch: &Batch) -> Table {
    let mut rows = Rows::default();
    let baseline = &study.arms[study.baseline].name;
    for (index, (arm, pairs)) in study.arms.iter().zip(&batch.pairs).enumerate() {
        if index == study.baseline {
            continue;
        }
        for outcome in Outcome::ALL {
            let metric = format!("outcome.{}", outcome.name());
            rows.push(
                &[&study.scenario, &arm.name, baseline, &metric],
                outcome_contrast(pairs, outcome),
            );
        }
        for (i, metric) in Metric::ALL.into_iter().enumerate() {
            rows.push(
                &[&study.scenario, &arm.name, baseline, &metric.name()],
                metric_contrast(pairs, i),
            );
        }
    }
    rows.table(
        "contrasts",
        "Arm minus baseline, paired",
        &["scenario", "arm", "baseline", "metric"],
        "pairs",
        false,
    )
}

fn metrics(study: &Study, batch: &Batch) -> Table {
    let mut rows = Rows::default();
    for (arm, tally) in study.arms.iter().zip(&batch.tallies) {
        for (i, metric) in Metric::ALL.into_iter().enumerate() {
            rows.push(
                &[&study.scenario, &arm.name, &metric.name(), metric.unit()],
                metric_estimate(tally, i),
            );
        }
    }
    rows.table(
        "metrics",
        "Means by arm",
        &["scenario", "arm", "metric", "unit"],
        "episodes",
        true,
    )
}

fn flips(study: &Study, batch: &Batch) -> Table {
    let mut rows = Rows::default();
    let mut counts = Vec::new();
    let baseline = &study.arms[study.baseline].name;
    for (index, (arm, pairs)) in study.arms.iter().zip(&batch.pairs).enumerate() {
        if index == study.baseline {
            continue;
        }
        for before in Outcome::ALL {
            for after in Outcome::ALL {
                let count = pairs.flips[before as usize][after as usize];
                counts.push(Some(i64::try_from(count).expect("fewer than 2^61 episodes")));
                let share = Estimate::proportion(count, pairs.pairs);
                rows.push(
                    &[&study.scenario, &arm.name, baseline, before.name(), after.name()],
                    share,
                );
            }
        }
    }
    let labels = ["scenario", "arm", "baseline", "baseline_outcome", "arm_outcome"];
    let mut table = rows.table(
        "flips",
        "Outcome of the same episode under baseline and arm",
        &labels,
        "pairs",
        false,
    );
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

fn timeline(study: &Study, arms: &[SolvedArm], batch: &Batch) -> Table {
    let mut rows = Rows::default();
    let mut rounds = Vec::new();
    let mut years = Vec::new();
    for (arm, tally) in arms.iter().zip(&batch.tallies) {
        for round in 0..tally.timeline.rounds {
            let before = rows.len();
            for (quantity, estimate) in quantities(arm, tally, round) {
                rows.push(&[&study.scenario, &arm.name, &quantity], estimate);
            }
            let year = (round + 1) as f64 / f64::from(arm.rules.game.clock.rounds_per_year);
            rounds.resize(rows.len(), Some(round as i64));
            years.resize(rows.len(), Some(year));
            debug_assert!(rows.len() > before);
        }
    }
    let mut table = rows.table(
        "timeline",
        "State of play by round",
        &["scenario", "arm", "quantity"],
        "episodes",
        true,
    );
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

/// Everything reported about the end of a round.
fn quantities(arm: &SolvedArm, tally: &Tally, round: usize) -> Vec<(String, Estimate)> {
    let timeline = &tally.timeline;
    let states = arm.rules.space.states();
    let last = arm.rules.game.stages.len();
    let all = tally.episodes;
    let count = |keep: &dyn Fn(Phase, usize) -> bool| {
        let kept = states
            .iter()
            .zip(timeline.occupancy(round))
            .filter(|(s, _)| keep(s.phase, s.stage));
        Estimate::proportion(kept.map(|(_, n)| n).sum(), all)
    };
    let (wars, wars_unruptured) = timeline.war_by(round);
    let by_guarantor =
        |p: Phase, enforced: bool| matches!(p, Phase::RupturedByGuarantor { enforced: e, .. } if e == enforced);
    let mut list = vec![
        ("phase.in_force".to_owned(), count(&|p, _| p.in_force())),
        (
            "phase.in_force_settled".to_owned(),
            count(&|p, k| p.in_force() && k == last),
        ),
        (
            "phase.ruptured_by_guarantor".to_owned(),
            count(&|p, _| by_guarantor(p, false)),
        ),
        (
            "phase.ruptured_by_guarantor_enforced".to_owned(),
            count(&|p, _| by_guarantor(p, true)),
        ),
        (
            "phase.ruptured_by_disarmer".to_owned(),
            count(&|p, _| matches!(p, Phase::RupturedByDisarmer { .. })),
        ),
        ("phase.war".to_owned(), Estimate::proportion(wars, all)),
    ];
    for stage in 0..=last {
        list.push((format!("stage.{stage}"), count(&|_, k| k == stage)));
    }
    list.push((
        "settlement_reached".to_owned(),
        Estimate::proportion(timeline.settled_by(round), all),
    ));
    for cause in Cause::ALL {
        let share = Estimate::proportion(timeline.ruptured_by(round, cause), all);
        list.push((format!("first_rupture.{}", cause.name()), share));
    }
    list.push((
        "first_rupture.war".to_owned(),
        Estimate::proportion(wars_unruptured, all),
    ));
    list.push(("belief.dealer".to_owned(), belief(timeline, round, 0)));
    list.push(("belief.keeper".to_owned(), belief(timeline, round, 1)));
    list
}

fn belief(timeline: &Timeline, round: usize, side: usize) -> Estimate {
    let (mean, std_error, count) = timeline.belief(round, side);
    Estimate::normal(mean, std_error, count)
}

/// Labels and estimates, row by row.
#[derive(Default)]
struct Rows {
    labels: Vec<Vec<String>>,
    estimates: Vec<Estimate>,
}

impl Rows {
    fn push(&mut self, labels: &[&str], estimate: Estimate) {
        self.labels.resize(labels.len(), Vec::new());
        for (column, label) in self.labels.iter_mut().zip(labels) {
            column.push((*label).to_owned());
        }
        self.estimates.push(estimate);
    }

    fn len(&self) -> usize {
        self.estimates.len()
    }

    /// The label columns, the estimate, and the number of observations under the name `counted`.
    fn table(self, slug: &'static str, title: &str, names: &[&str], counted: &str, worlds: bool) -> Table {
        let mut labels = self.labels;
        labels.resize(names.len(), Vec::new());
        let number = |of: fn(&Estimate) -> Option<f64>| Cells::Number(self.estimates.iter().map(of).collect());
        let integer = |of: fn(&Estimate) -> u64| {
            Cells::Integer(self.estimates.iter().map(|e| i64::try_from(of(e)).ok()).collect())
        };
        let mut table = Table::new(slug, title);
        for (name, cells) in names.iter().zip(labels) {
            table = table.with(*name, "", Cells::Text(cells));
        }
        table = table
            .with("estimate", "", number(|e| e.value))
            .with("std_error", "", number(|e| e.std_error))
            .with("low", "", number(|e| e.low))
            .with("high", "", number(|e| e.high))
            .with("level", "", number(|_| Some(LEVEL)));
        if worlds {
            table = table.with("worlds", "worlds", integer(|_| 1));
        }
        table.with(counted, "episodes", integer(|e| e.observations))
    }
}
