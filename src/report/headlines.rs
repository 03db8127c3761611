//! Titles of charts: what a chart shows of the leading arm, in a sentence with numbers, where that is clear.

use super::answer::{for_whom, leading, rests_on_few};
use super::causes::breaks;
use super::phrases::{NOTHING, capitalised, contrast, level, side, size, subject, sure};
use super::words::{fixed, percent};
use crate::analysis::results::Results;
use crate::game::ending::Ending;
use crate::game::outcome::{Cause, Outcome};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::study::Study;
use crate::study::counts::{Place, rupture};
use crate::table::{Cells, Table};

/// What the titles are about.
pub(super) struct Headlines<'h> {
    pub scenario: &'h Scenario,
    pub study: &'h Study,
    pub results: &'h Results,
}

impl Headlines<'_> {
    fn baseline(&self) -> &str {
        &self.study.arms[self.study.baseline].name
    }

    /// The leading arm by its place, if anything is compared.
    fn arm(&self) -> Option<usize> {
        leading(self.study)
    }

    fn subject(&self, arm: usize) -> String {
        capitalised(&subject(self.scenario, self.study, arm))
    }

    /// An arm as it is called beside others, with a small letter: `with Russia`.
    fn called(&self, arm: &str) -> String {
        self.scenario.display_name(arm).unwrap_or(arm).to_owned()
    }

    /// The outcome that the arm surely changes most, and the one that it changes most the other way; of a single arm, the likeliest ending.
    pub(super) fn outcomes(&self) -> String {
        let Some(arm) = self.arm() else {
            let levels = Outcome::ALL.map(|o| (o, size(&level(self.results, self.results.baseline, o))));
            let likeliest = levels.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
            return likeliest.map_or(String::new(), |(outcome, share)| {
                format!(
                    "The likeliest ending is {}, with {}",
                    article(outcome),
                    percent(share, 1)
                )
            });
        };
        let mut moved: Vec<(Outcome, Estimate)> = Outcome::ALL
            .into_iter()
            .map(|outcome| (outcome, contrast(self.results, arm, outcome)))
            .filter(|(_, e)| sure(e))
            .collect();
        moved.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)).then(a.0.cmp(&b.0)));
        let up = |e: &Estimate| e.value.unwrap_or(0.0) > 0.0;
        let first = moved.first().copied();
        let other = first.and_then(|(_, first)| moved.iter().find(|(_, e)| up(e) != up(&first)));
        let named: Vec<(Outcome, Estimate)> = first.into_iter().chain(other.copied()).collect();
        let parts: Vec<String> = named
            .iter()
            .map(|(outcome, e)| {
                let direction = if up(e) { "likelier" } else { "less likely" };
                format!("{} {direction} by {} points", article(*outcome), points(size(e)))
            })
            .collect();
        let seems = named
            .iter()
            .any(|(outcome, _)| rests_on_few(self.results, arm, *outcome));
        let verb = if seems { "seems to make" } else { "makes" };
        let subject = self.subject(arm);
        match &parts[..] {
            [] => format!("{subject} changes no ending detectably"),
            parts => format!("{subject} {verb} {}", parts.join(", and ")),
        }
    }

    /// Who gains and who loses by the broker of the leading arm; `None` if it has none.
    pub(super) fn gains(&self) -> Option<String> {
        let arm = self.arm()?;
        let whom = for_whom(self.scenario, self.results, arm)?;
        Some(format!("{}: {whom}", self.subject(arm)))
    }

    /// How much is in force at the end, under the baseline and the leading arm.
    pub(super) fn phases(&self, timeline: &Table) -> Option<String> {
        let in_force = |arm: &str| {
            let of = |place: Place| at_end(timeline, arm, place.quantity()).map(|(_, share)| share);
            Some(of(Place::InForce)? + of(Place::Settled)?)
        };
        let (years, _) = at_end(timeline, self.baseline(), Place::InForce.quantity())?;
        let mut arms = vec![self.baseline().to_owned()];
        arms.extend(self.arm().map(|arm| self.study.arms[arm].name.clone()));
        let shares: Option<Vec<f64>> = arms.iter().map(|arm| in_force(arm)).collect();
        let [first, rest @ ..] = &shares?[..] else {
            return None;
        };
        let rest = rest.iter().zip(&arms[1..]);
        let rest = rest.map(|(share, arm)| format!(", and {} {}", percent(*share, 1), self.called(arm)));
        Some(format!(
            "After {} years {} of negotiations are in force {}{}",
            fixed(years, 0),
            percent(*first, 1),
            self.called(&arms[0]),
            rest.collect::<String>()
        ))
    }

    /// How many rupture under the baseline, and why most often.
    pub(super) fn ruptures(&self, timeline: &Table) -> Option<String> {
        let of = |quantity: &str| at_end(timeline, self.baseline(), quantity);
        let (years, _) = of(rupture::NEVER)?;
        let causes: Option<Vec<(Cause, f64)>> = Cause::ALL
            .into_iter()
            .map(|cause| Some((cause, of(&rupture::by(cause))?.1)))
            .collect();
        let causes = causes?;
        let all: f64 = causes.iter().map(|(_, share)| share).sum();
        let (cause, share) = causes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
        if share < NOTHING {
            return None;
        }
        Some(format!(
            "{} of negotiations {} rupture within {} years; most often, in {}, because {}",
            percent(all, 0),
            self.called(self.baseline()),
            fixed(years, 0),
            percent(share, 0),
            breaks(
                cause,
                &side(&self.scenario.roles.disarmer, "disarmer"),
                &side(&self.scenario.roles.guarantor, "guarantor"),
            )
        ))
    }

    /// In how many worlds the leading arm completes more processes, and in how many fewer.
    pub(super) fn effects(&self, signs: &Table) -> Option<String> {
        let arm = self.arm()?;
        let of = |direction: &str| {
            let rows = signs
                .only("arm", &self.study.arms[arm].name)
                .only("metric", &Ending::Completed.metric())
                .only("direction", direction);
            last(&rows, "estimate")
        };
        Some(format!(
            "In {} of worlds {} raises the chance that all stages are completed by more than half a point; in {} it lowers it",
            percent(of("raises")?, 0),
            subject(self.scenario, self.study, arm),
            percent(of("lowers")?, 0)
        ))
    }

    /// The most that each side has staked under the baseline.
    pub(super) fn asymmetry(&self, table: &Table, sides: [&str; 2]) -> Option<String> {
        let most = |quantity: &str| {
            let rows = table.only("arm", self.baseline()).only("quantity", quantity);
            numbers(&rows, "estimate").into_iter().reduce(f64::max)
        };
        let roles = &self.scenario.roles;
        Some(format!(
            "{}, {} has on average given up at most {} of its deterrent for good, and {} at most {} of its relief that it could take back",
            capitalised(&self.called(self.baseline())),
            super::phrases::side(&roles.disarmer, "disarmer"),
            percent(most(sides[0])?, 1),
            super::phrases::side(&roles.guarantor, "guarantor"),
            percent(most(sides[1])?, 1)
        ))
    }
}

/// An outcome inside a sentence.
fn article(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Settlement => "a real settlement",
        Outcome::HollowSettlement => "a hollow settlement",
        Outcome::InterimDeal => "an interim deal",
        Outcome::SymbolicTalks => "symbolic talks",
        Outcome::Revocation => "revocation",
        Outcome::Deadlock => "deadlock",
        Outcome::Breach => "a breach",
        Outcome::War => "war",
    }
}

/// A size in percentage points: one decimal, or two if it is small.
fn points(size: f64) -> String {
    fixed(100.0 * size, if size < 0.002 { 2 } else { 1 })
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    match table.column(column) {
        Some(Cells::Number(cells)) => cells.iter().flatten().copied().collect(),
        _ => Vec::new(),
    }
}

fn last(table: &Table, column: &str) -> Option<f64> {
    numbers(table, column).pop()
}

/// Year and value of a quantity at the end of a timeline.
fn at_end(timeline: &Table, arm: &str, quantity: &str) -> Option<(f64, f64)> {
    let rows = timeline.only("arm", arm).only("quantity", quantity);
    Some((last(&rows, "year")?, last(&rows, "estimate")?))
}
