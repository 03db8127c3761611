//! The tables of the page, from those of the folder: what happens, who gains, what the arms are.

mod certainty;
mod reasons;

pub(super) use certainty::{assumptions, grades};

use super::grid::{Cell, Column, Grid};
use super::select::rows;
use crate::game::outcome::Outcome;
use crate::notation::{fixed, percent_trimmed, points, signed, significant};
use crate::output::records::Records;
use crate::report::briefing::{ArmWords, Briefing};
use crate::report::phrases::FEW;

/// How finely differences are printed: hundredths of a point, and thousandths of a gain.
const POINTS: f64 = 10_000.0;
const GAINS: f64 = 1_000.0;

/// What the tables of a result share.
pub(super) struct View<'a> {
    briefing: &'a Briefing,
    outcomes: &'a Records,
    contrasts: &'a Records,
    /// The method that is quoted: the most exact one.
    method: &'static str,
}

impl<'a> View<'a> {
    pub fn new(briefing: &'a Briefing, outcomes: &'a Records, contrasts: &'a Records) -> Self {
        let has = |method: &&str| outcomes.find(&[("method", method)]).is_some();
        View {
            briefing,
            outcomes,
            contrasts,
            method: ["exact", "controlled", "played"]
                .into_iter()
                .find(has)
                .unwrap_or("exact"),
        }
    }

    /// The arms that are compared with the baseline, the one that the answer is about first.
    fn others(&self) -> Vec<&'a ArmWords> {
        let leading = self.briefing.leading.as_deref();
        let mut others: Vec<&ArmWords> = (self.briefing.arms.iter())
            .filter(|arm| arm.name != self.briefing.baseline)
            .collect();
        others.sort_by_key(|arm| Some(arm.name.as_str()) != leading);
        others
    }

    fn title(&self, arm: &str) -> &'a str {
        let own = self.briefing.arms.iter().find(|own| own.name == arm);
        own.map_or("", |own| own.title.as_str())
    }

    /// Outcomes of the baseline, and what each other arm changes.
    pub fn outcomes(&self) -> Grid {
        let baseline = &self.briefing.baseline;
        let others = self.others();
        let changes = others
            .iter()
            .map(|arm| Column::number(format!("{}, change in points", arm.title)));
        let rows = Outcome::ALL.into_iter().map(|outcome| {
            let mut cells = vec![Cell::text(outcome.title()), self.level(baseline, outcome)];
            cells.extend(others.iter().map(|arm| self.change(&arm.name, outcome)));
            cells
        });
        Grid {
            name: "outcomes-and-changes".to_owned(),
            caption: format!(
                "How negotiations end after {} years: probability in per cent under “{}”, and what each other arm changes about it, \
                 in percentage points; {} intervals. What is pale is no finding: its interval includes zero, or fewer than ten \
                 worlds make it.",
                significant(self.briefing.years),
                self.title(baseline),
                self.briefing.level
            ),
            columns: [
                Column::text("outcome"),
                Column::number(format!("{}, %", self.title(baseline))),
            ]
            .into_iter()
            .chain(changes)
            .collect(),
            rows: rows.collect(),
        }
    }

    /// Probabilities of all outcomes in all arms.
    pub fn levels(&self) -> Grid {
        let arms = &self.briefing.arms;
        let columns = arms.iter().map(|arm| Column::number(format!("{}, %", arm.title)));
        let rows = Outcome::ALL.into_iter().map(|outcome| {
            let levels = arms.iter().map(|arm| self.level(&arm.name, outcome));
            std::iter::once(Cell::text(outcome.title())).chain(levels).collect()
        });
        Grid {
            name: "outcomes-by-arm".to_owned(),
            caption: format!(
                "Probability of each outcome in each arm, in per cent; {} intervals. With a broker means that it takes part, \
                 whether or not both sides would have it.",
                self.briefing.level
            ),
            columns: std::iter::once(Column::text("outcome")).chain(columns).collect(),
            rows: rows.collect(),
        }
    }

    fn level(&self, arm: &str, outcome: Outcome) -> Cell {
        let cells = [
            ("arm", arm),
            ("outcome", outcome.name()),
            ("method", self.method),
            ("weighting", "with_broker"),
        ];
        estimate(self.outcomes, self.outcomes.find(&cells), &|x| fixed(100.0 * x, 2))
    }

    fn change(&self, arm: &str, outcome: Outcome) -> Cell {
        let metric = format!("outcome.{}", outcome.name());
        let cells = [
            ("arm", arm),
            ("metric", metric.as_str()),
            ("method", self.method),
            ("weighting", "with_broker"),
        ];
        let row = self.contrasts.find(&cells);
        let mut cell = estimate(self.contrasts, row, &|x| points(x, 2));
        cell.unsure = row.is_some_and(|row| unsure(self.contrasts, row, POINTS));
        cell
    }

    /// What each broker is worth to each player, and how far it would be accepted.
    pub fn gains(&self, acceptance: &Records) -> Grid {
        let players = [("disarmer", 0), ("guarantor", 1), ("broker", 2)];
        let arms = self.briefing.arms.iter().filter(|arm| arm.has_broker);
        let rows = arms.map(|arm| {
            let find = |quantity: String| acceptance.find(&[("arm", &arm.name), ("quantity", &quantity)]);
            let gains = players.map(|(role, _)| {
                let row = find(format!("gain_{role}"));
                let mut cell = estimate(acceptance, row, &|x| signed(x, 3));
                cell.unsure = row.is_some_and(|row| unsure(acceptance, row, GAINS));
                cell
            });
            let share = |x: f64| fixed(100.0 * x, 1);
            let accepted = ["accepted_by_disarmer", "accepted_by_guarantor", "accepted"]
                .map(|quantity| estimate(acceptance, find(quantity.to_owned()), &share));
            std::iter::once(Cell::text(&arm.title))
                .chain(gains)
                .chain(accepted)
                .collect()
        });
        let names = &self.briefing.players;
        Grid {
            name: "gains".to_owned(),
            caption: format!(
                "What the broker is worth to each player against the same arm without it, each in its own unit, so that columns \
                 must not be compared; and the probability, in per cent, that it would be accepted. {} intervals; what is pale is \
                 no finding.",
                self.briefing.level
            ),
            columns: [
                Column::text("arm"),
                Column::number(format!("gain of {}", names[0])),
                Column::number(format!("gain of {}", names[1])),
                Column::number(format!("gain of {}", names[2])),
                Column::number(format!("{} accepts, %", names[0])),
                Column::number(format!("{} accepts, %", names[1])),
                Column::number("both accept, %"),
            ]
            .into(),
            rows: rows.collect(),
        }
    }

    /// What the arms are.
    pub fn arms(&self, arms: &Records) -> Grid {
        let rows = arms.rows.iter().map(|row| {
            let either = |text: &str, number: &str| match arms.cell(row, text) {
                "" => Cell::number(arms.cell(row, number), significant),
                text => Cell::text(text),
            };
            vec![
                Cell::text(self.title(arms.cell(row, "arm"))),
                Cell::text(arms.cell(row, "key")),
                either("baseline_text", "baseline_value"),
                either("arm_text", "arm_value"),
            ]
        });
        Grid {
            name: "arms".to_owned(),
            caption: "In which keys each arm differs from the baseline, at the median of what is drawn.".to_owned(),
            columns: [
                Column::text("arm"),
                Column::text("key"),
                Column::number("baseline"),
                Column::number("arm"),
            ]
            .into(),
            rows: rows.collect(),
        }
    }

    /// What each instrument of the broker and each stakeholder adds to the chance of a settlement.
    pub fn attribution(&self, attribution: &Records) -> Grid {
        let metric = "outcome.settlement";
        let parts = ["shapley", "alone", "removed"];
        // It was computed apart from the comparison, perhaps at another level.
        let level = attribution
            .find(&[("metric", metric), ("part", "shapley")])
            .and_then(|row| attribution.cell(row, "level").parse().ok());
        let line = |row: &Vec<String>, name: String, parts: [&str; 3]| -> Vec<Cell> {
            let [kind, factor] = ["kind", "factor"].map(|column| attribution.cell(row, column));
            let changes = parts.map(|part| {
                let cells = [("metric", metric), ("part", part), ("kind", kind), ("factor", factor)];
                let row = attribution.find(&cells);
                let mut cell = estimate(attribution, row, &|x| points(x, 2));
                cell.unsure = row.is_some_and(|row| unsure(attribution, row, POINTS));
                cell
            });
            std::iter::once(Cell::text(name)).chain(changes).collect()
        };
        let settlement = [("metric", metric)];
        let of = |part: &'static str| {
            let all = rows(attribution, &settlement);
            all.filter(move |row| attribution.cell(row, "part") == part)
        };
        let factors = of("shapley").map(|row| line(row, attribution.cell(row, "factor").replace('_', " "), parts));
        let groups = of("group").map(|row| {
            let name = match attribution.cell(row, "factor") {
                "broker" => "the broker’s instruments together",
                _ => "the stakeholders together",
            };
            line(row, name.to_owned(), ["group", "alone", "removed"])
        });
        let rows: Vec<Vec<Cell>> = factors.chain(groups).collect();
        Grid {
            name: "attribution".to_owned(),
            caption: format!(
                "What each instrument of the broker and each stakeholder adds to the chance of a real settlement, in points: its \
                 Shapley share of the whole change, its effect alone, and what goes if it is removed; {} intervals, what is pale is \
                 no finding.",
                level.map_or_else(|| self.briefing.level.clone(), percent_trimmed)
            ),
            columns: [
                Column::text("instrument or stakeholder"),
                Column::number("Shapley share"),
                Column::number("alone"),
                Column::number("when removed"),
            ]
            .into(),
            rows,
        }
    }
}

/// The estimate of a row with its interval.
fn estimate(records: &Records, row: Option<&[String]>, of: &dyn Fn(f64) -> String) -> Cell {
    named(records, row, "estimate", of)
}

fn named(records: &Records, row: Option<&[String]>, column: &str, of: &dyn Fn(f64) -> String) -> Cell {
    let Some(row) = row else {
        return Cell::default();
    };
    let end = |column: &str| records.cell(row, column).parse::<f64>().ok();
    Cell::interval(records.cell(row, column), end("low").zip(end("high")), of)
}

/// Whether a difference is no finding: its interval includes zero as it is printed, in so many units, or it rests on few worlds.
fn unsure(records: &Records, row: &[String], units: f64) -> bool {
    let number = |column: &str| records.cell(row, column).parse::<f64>().ok();
    let printed = |column: &str| number(column).map(|x| (units * x).round());
    let few = number("effective_worlds").is_some_and(|worlds| worlds < FEW);
    let ends = printed("low").zip(printed("high"));
    few || ends.is_none_or(|(low, high)| low <= 0.0 && high >= 0.0)
}
