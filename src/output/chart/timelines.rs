//! Tables in long form over time, and shares of a whole stacked over time.

use super::page::Page;
use super::palette::Surface;
use super::records::{Records, distinct};
use super::stacks::{self, Layer, Panel};
use super::{ChartError, Spec};
use crate::table::Table;
use std::collections::BTreeMap;

/// Shares that should add up may miss by this much.
const SLACK: f64 = 1e-6;

/// A quantity over time in one arm, by year.
pub(super) type Course = Vec<(f64, usize)>;

/// The rows of a table over time, by arm and quantity.
pub(super) struct Timeline<'t> {
    pub records: Records<'t>,
    pub arms: Vec<&'t str>,
    /// Says how many arms are left out, if any.
    pub note: Option<String>,
    courses: BTreeMap<(&'t str, &'t str), Course>,
}

impl<'t> Timeline<'t> {
    pub(super) fn new(table: &'t Table, spec: &Spec) -> Result<Self, ChartError> {
        let records = Records::new(table, spec)?;
        let (arms, quantities) = (records.text("arm")?, records.text("quantity")?);
        let mut courses: BTreeMap<_, Course> = BTreeMap::new();
        for row in records.rows() {
            let year = records.number("year", *row)?;
            let course = courses
                .entry((arms[*row].as_str(), quantities[*row].as_str()))
                .or_default();
            course.push((year, *row));
        }
        for course in courses.values_mut() {
            course.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        let (arms, note) = spec.arm_order(distinct(arms, records.rows()));
        Ok(Timeline {
            records,
            arms,
            note,
            courses,
        })
    }

    /// Years and rows of a quantity; empty if the arm has none.
    pub(super) fn course(&self, arm: &str, quantity: &str) -> &[(f64, usize)] {
        let found = self.courses.iter().find(|((a, q), _)| *a == arm && *q == quantity);
        found.map_or(&[], |(_, course)| course)
    }

    fn has(&self, quantity: &str) -> bool {
        self.courses.keys().any(|(_, q)| *q == quantity)
    }

    /// Years of an arm and, for each of the quantities, the estimates; zero for a quantity that the arm does not have.
    fn shares(&self, arm: &str, quantities: &[&str]) -> Result<(Vec<f64>, Vec<Vec<f64>>), ChartError> {
        let courses: Vec<_> = quantities.iter().map(|q| self.course(arm, q)).collect();
        let years = |course: &[(f64, usize)]| course.iter().map(|(year, _)| *year).collect::<Vec<f64>>();
        let longest = courses.iter().max_by_key(|c| c.len()).map_or(Vec::new(), |c| years(c));
        let mut all = Vec::new();
        for (course, quantity) in courses.into_iter().zip(quantities) {
            if course.is_empty() {
                all.push(vec![0.0; longest.len()]);
                continue;
            }
            if years(course) != longest {
                let what = format!("{quantity} of arm {arm} has other years than the other quantities");
                return Err(self.records.inconsistent(what));
            }
            let values = course.iter().map(|(_, row)| self.records.number("estimate", *row));
            all.push(values.collect::<Result<_, _>>()?);
        }
        Ok((longest, all))
    }

    /// Layers that do not fill the whole would show something else than it is; so would layers that overlap.
    fn check_shares(&self, arm: &str, years: &[f64], shares: &[Vec<f64>]) -> Result<(), ChartError> {
        for (i, year) in years.iter().enumerate() {
            let total: f64 = shares.iter().map(|s| s[i]).sum();
            let lowest = shares.iter().map(|s| s[i]).fold(f64::MAX, f64::min);
            if (total - 1.0).abs() > SLACK || lowest < -SLACK {
                let what = format!("the shares of arm {arm} in year {year} are negative or do not add up to 1");
                return Err(self.records.inconsistent(what));
            }
        }
        Ok(())
    }
}

/// A layer of a stack: a quantity of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub quantity: String,
    /// Words in the key.
    pub label: String,
    /// Words inside the area, where it is large enough.
    pub short: String,
    pub surface: Surface,
}

/// Shares of the same whole over time, stacked from the bottom to the top, one panel for each arm: long form with columns `arm`,
/// `year`, `quantity`, `estimate`. A layer that no arm has is left out; those that are there must add up to 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    pub layers: Vec<Share>,
    /// Title of the upright axis.
    pub axis: String,
}

impl Stack {
    pub(super) fn draw(&self, table: &Table, spec: &Spec) -> Result<String, ChartError> {
        let timeline = Timeline::new(table, spec)?;
        let present: Vec<&Share> = self
            .layers
            .iter()
            .filter(|layer| timeline.has(&layer.quantity))
            .collect();
        if present.is_empty() {
            let names: Vec<&str> = self.layers.iter().map(|layer| layer.quantity.as_str()).collect();
            return Err(timeline.records.empty(&names.join(" or ")));
        }
        let quantities: Vec<&str> = present.iter().map(|layer| layer.quantity.as_str()).collect();
        let layers: Vec<Layer> = present
            .iter()
            .map(|layer| Layer {
                label: layer.label.clone(),
                short: layer.short.clone(),
                paint: layer.surface.paint(),
            })
            .collect();
        let mut panels = Vec::new();
        for arm in &timeline.arms {
            let (years, shares) = timeline.shares(arm, &quantities)?;
            timeline.check_shares(arm, &years, &shares)?;
            panels.push(Panel {
                title: spec.words(&format!("arm.{arm}")),
                years,
                shares,
            });
        }
        let notes: Vec<String> = timeline.note.into_iter().collect();
        let page = Page::new(spec, stacks::key(&layers, &spec.calendar), &notes);
        let description = format!("Stacked shares over the years, for {} arms.", panels.len());
        stacks::draw(&page, &spec.calendar, &description, &self.axis, &layers, &panels)
    }
}
