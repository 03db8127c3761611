//! What an attribution answers: which factor does how much, what the groups do, and who works together with whom.

use super::phrases::{FEW, capitalised, size as size_of, sure};
use super::text::size;
use super::words::{change_of, counted, enumerated, grid, level, level_of, paragraph, with_settings};
use crate::analysis::attribution::{Division, Factor, Sets};
use crate::analysis::results::Results;
use crate::analysis::tables;
use crate::analysis::target::Target;
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::shapley::pairs;
use crate::study::Study;
use crate::table::{Cells, Table};

/// Pairs that a sentence names at most.
const PAIRS: usize = 3;

/// An attribution and what is said of it.
pub struct Answer<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) study: &'a Study,
    pub(super) division: &'a Division,
    pub(super) target: Target,
    pub(super) results: &'a Results,
    table: Table,
}

/// A change with the number of worlds that it rests on.
pub(super) struct Change {
    pub(super) estimate: Estimate,
    pub(super) effective: f64,
}

impl<'a> Answer<'a> {
    /// The answer for one metric.
    pub fn of(
        scenario: &'a Scenario,
        study: &'a Study,
        division: &'a Division,
        target: Target,
        results: &'a Results,
    ) -> Self {
        Answer {
            scenario,
            study,
            division,
            target,
            results,
            table: tables::attribution(&study.scenario, "arm", division, results),
        }
    }

    /// For the terminal: sentences, one table, and what was solved.
    pub fn text(&self, settings: &[String]) -> String {
        let mut text = format!(
            "{}\n{}{}, seed {}, grid {}{}\n\n",
            self.scenario.title(),
            with_settings(settings),
            size(self.study, self.results),
            self.study.seed,
            self.study.grid,
            match self.has_instruments() {
                true => "; the broker takes part in every world",
                false => "",
            }
        );
        for sentence in self.sentences() {
            text.push_str(&paragraph(&sentence));
        }
        text.push('\n');
        let of = |name: String, kind: &str, factor: &str, parts: &[&str]| -> Vec<String> {
            let known = |part: &&str| self.change_in_words(self.target, part, kind, factor);
            [vec![name], parts.iter().map(known).collect()].concat()
        };
        let mut rows: Vec<Vec<String>> = (self.division.factors.iter())
            .map(|f| {
                of(
                    f.name().to_owned(),
                    f.kind(),
                    f.name(),
                    &["shapley", "alone", "removed"],
                )
            })
            .collect();
        for group in self.division.groups() {
            rows.push(of(
                in_words(group).to_owned(),
                "set",
                group,
                &["group", "alone", "removed"],
            ));
        }
        rows.push(of("all together".to_owned(), "set", "all", &["total"]));
        for row in &mut rows {
            row.resize(4, String::new());
        }
        text.push_str(&grid(&["", "Shapley share", "alone", "when removed"], rows));
        text.push_str(&paragraph(&format!("{} {}", self.unit(), self.solved())));
        text.push('\n');
        text
    }

    pub(super) fn sentences(&self) -> Vec<String> {
        let parts = [
            Some(self.whole()),
            self.shares(),
            self.by_group(),
            self.elsewhere(),
            self.together(),
        ];
        parts.into_iter().flatten().collect()
    }

    /// What all of them change.
    fn whole(&self) -> String {
        let level = |set: &str| level_of(&self.change(self.target, "level", "set", set).estimate, self.scale());
        format!(
            "Together they change {} by {}, from {} to {}.",
            self.target.name(),
            self.change_in_words(self.target, "total", "set", "all"),
            level("none"),
            level("all")
        )
    }

    /// Whose share is largest, and whose others are told from nothing.
    fn shares(&self) -> Option<String> {
        let (sure, unsure) = self.ranked(self.target);
        let name = |i: &usize| self.division.factors[*i].name().to_owned();
        let told = |(i, change): &(usize, Change)| {
            let doubt = if change.effective < FEW {
                ", which few worlds make"
            } else {
                ""
            };
            format!("{} ({}{doubt})", name(i), self.in_its_unit(&change.estimate))
        };
        let nothing = match &unsure[..] {
            [] => String::new(),
            some => format!(
                " Not told from nothing: {}.",
                enumerated(&some.iter().map(name).collect::<Vec<_>>())
            ),
        };
        let Some((first, others)) = sure.split_first() else {
            return (self.division.count() > 1).then(|| {
                format!(
                    "No share of {} is told from nothing in these worlds.",
                    self.target.name()
                )
            });
        };
        let seems = if first.1.effective < FEW { "seems to be" } else { "is" };
        let others = match others {
            [] => String::new(),
            some => format!(" Then come {}.", enumerated(&some.iter().map(told).collect::<Vec<_>>())),
        };
        Some(format!(
            "The largest share {seems} that of {}: {}.{others}{nothing}",
            name(&first.0),
            self.in_its_unit(&first.1.estimate)
        ))
    }

    /// What the broker's instruments and the stakeholders do.
    fn by_group(&self) -> Option<String> {
        let of = |group: &str| {
            let change = self.change(self.target, "group", "set", group);
            let doubt = match (sure(&change.estimate), change.effective < FEW) {
                (false, _) => ", not told from nothing",
                (true, true) => ", which few worlds make",
                (true, false) => "",
            };
            format!("{} {}{doubt}", in_words(group), self.in_its_unit(&change.estimate))
        };
        let groups: Vec<String> = self.division.groups().into_iter().map(of).collect();
        let beyond = self.of_groups()?;
        let seems = if beyond.effective < FEW { "seem to help" } else { "help" };
        let stand = if beyond.effective < FEW {
            "seem to stand"
        } else {
            "stand"
        };
        let words = self.in_its_unit(&beyond.estimate);
        let together = match (sure(&beyond.estimate), beyond.estimate.value > Some(0.0)) {
            (false, _) => format!(
                "Whether these two help each other is not told from nothing: {words} beyond what they add apart."
            ),
            (true, true) => format!("These two {seems} each other: {words} beyond what they add apart."),
            (true, false) => format!("These two {stand} in for each other: {words} beyond what they add apart."),
        };
        Some(format!("Of this is the part of {}. {together}", groups.join("; of ")))
    }

    /// The largest share in other metrics.
    fn elsewhere(&self) -> Option<String> {
        if self.division.count() < 2 {
            return None;
        }
        let others = Target::HEADLINES.into_iter().filter(|target| *target != self.target);
        let of = |target: Target| match self.ranked(target).0.first() {
            None => format!("{} by nobody surely", target.name()),
            Some((i, change)) => format!(
                "{} by {}{} ({})",
                target.name(),
                self.division.factors[*i].name(),
                if change.effective < FEW { ", it seems" } else { "" },
                change_of(&change.estimate, scale_of(target))
            ),
        };
        Some(format!(
            "Most is done for {}.",
            others.map(of).collect::<Vec<_>>().join(", for ")
        ))
    }

    /// Which help each other, and which stand in for each other.
    fn together(&self) -> Option<String> {
        let all: Vec<(usize, usize)> = pairs(self.division.count()).collect();
        if all.is_empty() {
            return None;
        }
        if !self.knows_pairs() {
            return Some("How every two of them work together is computed with --pairs.".to_owned());
        }
        let mut found: Vec<([&str; 2], Change)> = (all.iter())
            .map(|(i, j)| {
                (
                    [*i, *j].map(|i| self.division.factors[i].name()),
                    self.interaction(*i, *j),
                )
            })
            .filter(|(_, change)| self.stands_out(change))
            .collect();
        found.sort_by(|a, b| size_of(&b.1.estimate).total_cmp(&size_of(&a.1.estimate)));
        let told = |help: bool| -> Vec<String> {
            let own = found
                .iter()
                .filter(|(_, change)| (change.estimate.value > Some(0.0)) == help);
            let words = own.map(|([a, b], change)| {
                let doubt = if change.effective < FEW { ", it seems" } else { "" };
                format!("{a} and {b} ({}{doubt})", change_of(&change.estimate, self.scale()))
            });
            words.take(PAIRS).collect()
        };
        let words = [
            ("help each other", told(true)),
            ("stand in for each other", told(false)),
        ];
        let said: Vec<String> = (words.into_iter())
            .filter(|(_, pairs)| !pairs.is_empty())
            .map(|(what, pairs)| format!("{} {what}", enumerated(&pairs)))
            .collect();
        Some(match said.is_empty() {
            true => match all.len() {
                1 => "Whether the two help each other is not told from these worlds.".to_owned(),
                count => format!("Of {count} pairs none surely help each other or stand in for each other."),
            },
            false => format!("{}.", capitalised(&said.join("; "))),
        })
    }

    /// Whether it was asked how pairs work together.
    pub(super) fn knows_pairs(&self) -> bool {
        self.division.pairs || self.division.sets == Sets::All
    }

    /// What the groups add together beyond what they add apart, if there are two.
    pub(super) fn of_groups(&self) -> Option<Change> {
        let groups = self.division.groups();
        let [first, second] = groups[..] else { return None };
        let rows = self.rows(self.target, "interaction", "set", first);
        Some(change(&rows.only("other", second)))
    }

    /// Factors whose share is told from nothing, the largest first, and the others.
    fn ranked(&self, target: Target) -> (Vec<(usize, Change)>, Vec<usize>) {
        let factors = self.division.factors.iter().enumerate();
        let all = factors.map(|(i, f)| (i, self.change(target, "shapley", f.kind(), f.name())));
        let (mut sure, unsure): (Vec<_>, Vec<_>) = all.partition(|(_, change)| sure(&change.estimate));
        sure.sort_by(|a, b| size_of(&b.1.estimate).total_cmp(&size_of(&a.1.estimate)));
        (sure, unsure.into_iter().map(|(i, _)| i).collect())
    }

    /// Whether an interaction is told from nothing among all pairs.
    pub(super) fn stands_out(&self, change: &Change) -> bool {
        let pairs = pairs(self.division.count()).count();
        let freedom = self.results.replicates().saturating_sub(1);
        match self.results.single() {
            true => sure(&change.estimate),
            false => sure(&change.estimate) && change.estimate.stands_out_among(pairs, freedom),
        }
    }

    pub(super) fn interaction(&self, i: usize, j: usize) -> Change {
        let [first, second] = [i, j].map(|i| &self.division.factors[i]);
        let rows = self.rows(self.target, "interaction", first.kind(), first.name());
        change(&rows.only("other_kind", second.kind()).only("other", second.name()))
    }

    pub(super) fn change(&self, target: Target, part: &str, kind: &str, name: &str) -> Change {
        change(&self.rows(target, part, kind, name))
    }

    fn change_in_words(&self, target: Target, part: &str, kind: &str, name: &str) -> String {
        change_of(&self.change(target, part, kind, name).estimate, scale_of(target))
    }

    fn rows(&self, target: Target, part: &str, kind: &str, name: &str) -> Table {
        let rows = self.table.only("metric", &target.name()).only("part", part);
        rows.only("kind", kind).only("factor", name)
    }

    fn in_its_unit(&self, estimate: &Estimate) -> String {
        let unit = if self.target.is_probability() { " points" } else { "" };
        change_of(estimate, self.scale()) + unit
    }

    fn scale(&self) -> f64 {
        scale_of(self.target)
    }

    fn unit(&self) -> String {
        let unit = if self.target.is_probability() {
            "percentage points"
        } else {
            "the unit of the metric"
        };
        format!(
            "{} in {unit}, with {} intervals.",
            capitalised(&self.target.name()),
            level()
        )
    }

    fn has_instruments(&self) -> bool {
        let instrument = |factor: &Factor| matches!(factor, Factor::Instrument(_));
        self.division.factors.iter().any(instrument)
    }

    /// What was solved in each world, and on which grids.
    fn solved(&self) -> String {
        let mut text = format!("Solved: {}", self.division.sets.in_words());
        let levels: Vec<String> = (self.results.levels())
            .map(|(level, worlds)| format!("{} on grid {}", counted(worlds.len() as u64, "world"), level.grid))
            .collect();
        match &levels[..] {
            [_] => {}
            [coarse, finer @ ..] => {
                text.push_str(&format!("; {coarse}, corrected by {}", finer.join(" and these by ")))
            }
            [] => {}
        }
        if self.division.sets == Sets::Order {
            text.push_str(
                ". An effect alone or when removed is from the worlds in which the factor came first or last",
            );
        }
        text + "."
    }
}

/// The estimate in a table's only row.
fn change(row: &Table) -> Change {
    let of = |column: &str| match row.column(column) {
        Some(Cells::Number(cells)) => cells.first().copied().flatten(),
        _ => None,
    };
    Change {
        estimate: Estimate {
            value: of("estimate"),
            std_error: of("std_error"),
            low: of("low"),
            high: of("high"),
            ..Estimate::default()
        },
        // In a single world nothing is counted.
        effective: of("effective_worlds").unwrap_or(f64::INFINITY),
    }
}

fn scale_of(target: Target) -> f64 {
    if target.is_probability() { 100.0 } else { 1.0 }
}

fn in_words(group: &str) -> &'static str {
    match group {
        "broker" => "the broker's instruments",
        _ => "the stakeholders",
    }
}
