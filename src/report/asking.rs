//! What the replies to all questions about a scenario share: how they say what was computed, how exact it is, and numbers of any metric.

use super::phrases::{FEW, NOTHING, broker, capitalised};
use super::repeat;
use super::reply::Reply;
use super::words::{change, change_of, counted, fixed, level, level_of, percent, share, with_settings};
use crate::analysis::acceptance::direction;
use crate::analysis::points::{At, Paired, SolvedPoints};
use crate::analysis::target::Target;
use crate::game::ending::Ending;
use crate::scenario::{BROKER, Scenario};
use crate::simulate::metric::Metric;
use crate::stats::Estimate;
use crate::study::world::WorldResult;

/// A question as every reply needs it.
pub struct Question<'q> {
    /// The scenario that it is about.
    pub scenario: &'q Scenario,
    /// What the sentences are about.
    pub metric: Target,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Points a side of the belief grid.
    pub grid: usize,
    /// Settings of the command line as they were written.
    pub settings: &'q [String],
    /// Options that repeat the question, by name.
    pub options: &'q [(&'static str, String)],
    /// What a finer grid adds to the metric: name of the arm, finer grid, and how much.
    pub errors: &'q [(String, usize, Estimate)],
    /// Nodes that did not converge.
    pub open: u64,
}

impl Question<'_> {
    /// The reply of a command to the question in these words, from so many worlds, without its answer.
    pub(super) fn reply(&self, command: &str, question: String, worlds: usize) -> Reply {
        let Question { scenario, settings, .. } = *self;
        let file = format!("{}.toml", scenario.stem);
        let again = repeat::question(command, &file, settings, self.options);
        Reply {
            command: command.to_owned(),
            scenario: scenario.stem.clone(),
            title: scenario.title().to_owned(),
            question,
            computed: computed(worlds, self.seed, self.grid, settings),
            repeat: again.in_short(),
            again,
            ..Reply::default()
        }
    }

    /// The notes that every reply ends with: how exact the grid is, and what did not converge.
    pub(super) fn exactness(&self) -> Vec<String> {
        let mut notes = grid_notes(self.errors, self.metric, self.grid);
        notes.extend(unconverged(self.open));
        notes
    }
}

/// What was computed, in a line: worlds, seed, grid and level of the intervals, with the settings before it.
fn computed(worlds: usize, seed: u64, grid: usize, settings: &[String]) -> String {
    let worlds = match worlds {
        1 => "one world, nothing uncertain".to_owned(),
        n => counted(n as u64, "world"),
    };
    let with = with_settings(settings).replace('\n', "; ");
    format!(
        "{}{worlds}, seed {seed}, grid {grid}; {} intervals",
        capitalised(&with),
        level()
    )
}

/// How a metric is called.
pub(super) fn called(target: Target) -> String {
    match target {
        Target::Ending(Ending::One(outcome)) => outcome.title().to_lowercase(),
        Target::Ending(Ending::Completed) => "completion".to_owned(),
        Target::Ending(Ending::InForce) => "a process in force at the end".to_owned(),
        Target::Metric(Metric::PayoffDisarmer) => "the disarmer's payoff".to_owned(),
        Target::Metric(Metric::PayoffGuarantor) => "the guarantor's payoff".to_owned(),
        Target::Metric(Metric::PayoffBroker) => "the broker's payoff".to_owned(),
        Target::Metric(metric) => metric.name().replace(['_', '.'], " "),
    }
}

/// An arm as the subject of a sentence: `Russia as broker`, `arm NAME`.
pub(super) fn actor(scenario: &Scenario, arm: &str) -> String {
    match arm {
        BROKER => broker(scenario),
        name => format!("arm {name}"),
    }
}

/// A level with its interval, in per cent for a probability.
pub(super) fn level_in_words(target: Target, estimate: &Estimate) -> String {
    match target.is_probability() {
        true => share(estimate),
        false => level_of(estimate, 1.0),
    }
}

/// A difference with its interval, in points for a probability.
pub(super) fn change_in_words(target: Target, estimate: &Estimate) -> String {
    match target.is_probability() {
        true => change(estimate),
        false => change_of(estimate, 1.0),
    }
}

/// A mark on a difference that few worlds make.
pub(super) fn few(paired: &Paired) -> &'static str {
    match paired.effective.is_some_and(|worlds| worlds < FEW) {
        true => "*",
        false => "",
    }
}

/// What the mark means.
pub(super) fn few_note() -> String {
    format!("* rests on fewer than {FEW} worlds: it only seems so.")
}

/// How far numbers hold where a broker need not be accepted: a note on an arm of solved points, if it has a broker.
pub fn accepted(scenario: &Scenario, arm: &str, solved: &SolvedPoints, at: At) -> Option<String> {
    let of = |world: &WorldResult| Some(solved.solution(world, at).broker.as_ref()?.accepted());
    let all: Option<Vec<f64>> = solved.results.worlds.iter().map(of).collect();
    let all = all.filter(|all| !all.is_empty())?;
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    (mean < 1.0).then(|| {
        format!(
            "{} takes part in every world here. Both sides would accept it with probability {} as things stand; `compare` weighs by that.",
            capitalised(&actor(scenario, arm)),
            percent(mean, 1)
        )
    })
}

/// The unit of such a difference behind the number, with a space before it.
pub(super) fn points_of(target: Target) -> &'static str {
    match target.is_probability() {
        true => " points",
        false => "",
    }
}

/// A verb for what a difference does: surely, seemingly or not.
pub(super) fn verb(paired: &Paired) -> Option<&'static str> {
    let seen = paired.estimate.value.is_some_and(|value| value.abs() >= NOTHING);
    let few = paired.effective.is_some_and(|worlds| worlds < FEW);
    let up = paired.estimate.value? > 0.0;
    (seen && direction(&paired.estimate).is_some()).then_some(match (up, few) {
        (true, false) => "raises",
        (false, false) => "lowers",
        (true, true) => "seems to raise",
        (false, true) => "seems to lower",
    })
}

/// How far the coarse grid is off, in sentences. `errors` are those of the arms: name, finer grid, and what it adds.
fn grid_notes(errors: &[(String, usize, Estimate)], target: Target, grid: usize) -> Vec<String> {
    let Some((_, finer, first)) = errors.first() else {
        return Vec::new();
    };
    let of = |(arm, _, error): &(String, usize, Estimate)| {
        format!("{}{} under {arm}", change_in_words(target, error), points_of(target))
    };
    let parts: Vec<String> = errors.iter().map(of).collect();
    vec![format!(
        "Grid: numbers are from grid {grid}. In {} of the worlds, grid {finer} adds to {} {}; --grid {finer} solves all so, which takes several times as long.",
        first.observations,
        called(target),
        parts.join(", ")
    )]
}

/// What did not converge, in a sentence; nothing if all did.
fn unconverged(nodes: u64) -> Option<String> {
    (nodes > 0).then(|| {
        format!(
            "{} of the solutions did not converge; manifest.json counts them.",
            counted(nodes, "node")
        )
    })
}

/// A number as short as it can be said.
pub(super) fn short(x: f64) -> String {
    let decimals = match x.abs() {
        a if a == 0.0 || a >= 100.0 => 0,
        a if a >= 10.0 => 1,
        a if a >= 0.1 => 2,
        _ => 3,
    };
    let text = fixed(x, decimals);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}
