//! Tables of how sure a result is: signs over worlds, sources of variance, and what every number rests on.

use super::super::grid::{Cell, Column, Grid};
use super::super::select::rows;
use super::{View, estimate};
use crate::game::outcome::Outcome;
use crate::notation::{fixed, trimmed};
use crate::output::records::Records;
use crate::report::briefing::Briefing;

impl View<'_> {
    /// In which share of the worlds an arm raises, lowers, or does not change.
    pub fn sign(&self, sign: &Records) -> Grid {
        let Some(arm) = self.briefing.leading.as_deref() else {
            return Grid::default();
        };
        let threshold = sign
            .rows
            .first()
            .and_then(|row| sign.cell(row, "threshold").parse::<f64>().ok());
        let rows = Outcome::ALL.into_iter().filter_map(|outcome| {
            let metric = format!("outcome.{}", outcome.name());
            let of = |direction: &str| {
                let row = sign.find(&[
                    ("arm", arm),
                    ("metric", &metric),
                    ("method", self.method),
                    ("direction", direction),
                ]);
                row.map(|row| estimate(sign, Some(row), &|x| fixed(100.0 * x, 0)))
            };
            Some(vec![
                Cell::text(outcome.title()),
                of("raises")?,
                of("lowers")?,
                of("no_difference").or_else(|| of("neither")).unwrap_or_default(),
            ])
        });
        Grid {
            name: "direction".to_owned(),
            caption: format!(
                "{}: in how many worlds, in per cent, it raises or lowers the probability of an outcome by {} points or more; {} \
                 intervals.",
                self.title(arm),
                threshold.map_or(String::new(), |x| trimmed(100.0 * x, 2)),
                self.briefing.level
            ),
            columns: [
                Column::text("outcome"),
                Column::number("raises, %"),
                Column::number("lowers, %"),
                Column::number("changes less, %"),
            ]
            .into(),
            rows: rows.collect(),
        }
    }

    /// Where the variance of outcomes comes from.
    pub fn variance(&self, variance: &Records) -> Grid {
        let arm = &self.briefing.baseline;
        let cells = [("arm", arm.as_str()), ("quantity", "probability")];
        let rows = rows(variance, &cells).filter_map(|row| {
            let metric = variance.cell(row, "metric").strip_prefix("outcome.")?;
            let share = |column: &str| Cell::number(variance.cell(row, column), |x| fixed(100.0 * x, 0));
            Some(vec![
                Cell::text(metric.replace('_', " ")),
                share("share_parameters"),
                share("share_types"),
                share("share_chance"),
            ])
        });
        Grid {
            name: "variance".to_owned(),
            caption: format!(
                "{}: how much of the variance of single negotiations comes from the uncertain numbers, from the hidden types of the \
                 two sides, and from chance, in per cent.",
                self.title(arm)
            ),
            columns: [
                Column::text("outcome"),
                Column::number("numbers, %"),
                Column::number("types, %"),
                Column::number("chance, %"),
            ]
            .into(),
            rows: rows.collect(),
        }
    }
}

/// Every number with what it rests on.
pub(in super::super) fn assumptions(briefing: &Briefing) -> Grid {
    let rows = briefing.assumptions.iter().map(|own| {
        let value = match &own.drawn {
            Some([median, low, high]) => Cell {
                text: median.clone(),
                value: median.clone(),
                note: format!("[{low}, {high}]"),
                unsure: false,
            },
            None => Cell::text(&own.value),
        };
        vec![
            Cell {
                text: own.key.clone(),
                note: match &own.arm {
                    Some(arm) => format!("in arm {arm}"),
                    None => String::new(),
                },
                ..Cell::default()
            },
            Cell::text(match own.unit.as_str() {
                "" => own.meaning.clone(),
                unit => format!("{} ({unit})", own.meaning),
            }),
            value,
            Cell {
                text: own.basis.clone(),
                note: own.source.clone(),
                ..Cell::default()
            },
            Cell::text(&own.grade),
        ]
    });
    Grid {
        name: "assumptions".to_owned(),
        caption: "Every number and choice of the scenario: its value, or its median and 90 % interval if it is drawn, and what it \
                  rests on, in the words of whoever wrote the scenario."
            .to_owned(),
        columns: [
            Column::text("key"),
            Column::prose("meaning"),
            Column::number("value"),
            Column::prose("what it rests on"),
            Column::text("evidence"),
        ]
        .into(),
        rows: rows.collect(),
    }
}

/// How many of the numbers rest on what, in a sentence; empty if none has a mark.
pub(in super::super) fn grades(briefing: &Briefing) -> String {
    let marked = |mark: &str| {
        let has = |grade: &str| grade.split(',').any(|own| own.trim() == mark);
        briefing.assumptions.iter().filter(|own| has(&own.grade)).count()
    };
    let [confirmed, memory, derived, judged] = ["C", "M", "D", "J"].map(marked);
    if confirmed + memory + derived + judged == 0 {
        return String::new();
    }
    format!(
        "Of {} numbers and choices, {confirmed} rest at least in part on facts confirmed in a source (C), {memory} on facts from memory \
         (M), {derived} were derived by a stated rule (D), and {judged} rest at least in part on judgement (J); some have several marks.",
        briefing.assumptions.len()
    )
}
