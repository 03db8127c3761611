//! Shares of episodes over time: the phase they are in, and whether and how their process has ruptured.

use super::hatch::Hatch;
use super::page::Page;
use super::palette::{BLACK, BLUE, ORANGE, PURPLE, Paint, SKY, VERMILION, WHITE, YELLOW};
use super::records::{Records, distinct};
use super::stacks::{self, Layer, Panel};
use super::{ChartError, Spec};
use crate::table::Table;
use std::collections::BTreeMap;

/// Shares that should add up may miss by this much.
const SLACK: f64 = 1e-6;

/// A quantity over time in one arm, by year.
pub(super) type Course = Vec<(f64, usize)>;

/// The rows of `timeline.csv`, by arm and quantity.
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
    pub(super) fn course(&self, arm: &'t str, quantity: &'t str) -> &[(f64, usize)] {
        self.courses.get(&(arm, quantity)).map_or(&[], Vec::as_slice)
    }

    fn has(&self, quantity: &str) -> bool {
        self.courses.keys().any(|(_, q)| *q == quantity)
    }

    /// Years of an arm and, for each of the quantities, the estimates; zero for a quantity that the arm does not have.
    fn shares(&self, arm: &'t str, quantities: &[&'static str]) -> Result<(Vec<f64>, Vec<Vec<f64>>), ChartError> {
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

    fn check_shares(&self, arm: &str, years: &[f64], shares: &[Vec<f64>]) -> Result<(), ChartError> {
        for (i, year) in years.iter().enumerate() {
            let total: f64 = shares.iter().map(|s| s[i]).sum();
            let lowest = shares.iter().map(|s| s[i]).fold(f64::MAX, f64::min);
            if total > 1.0 + SLACK || lowest < -SLACK {
                let what = format!("the shares of arm {arm} in year {year} are negative or add up to more than 1");
                return Err(self.records.inconsistent(what));
            }
        }
        Ok(())
    }
}

const IN_FORCE: &str = "phase.in_force";
const SETTLED: &str = "phase.in_force_settled";
const ENFORCED: &str = "phase.ruptured_by_guarantor_enforced";
const GUARANTOR: &str = "phase.ruptured_by_guarantor";
const DISARMER: &str = "phase.ruptured_by_disarmer";
const WAR: &str = "phase.war";

/// A quantity with its words in the key, its words inside the area, and its surface.
type Share = (&'static str, &'static str, &'static str, Paint);

/// From the bottom to the top.
const PHASES: [Share; 6] = [
    (
        SETTLED,
        "All stages done, in force",
        "All stages done",
        Paint::plain(BLUE),
    ),
    (IN_FORCE, "In force", "In force", Paint::plain(SKY)),
    (
        ENFORCED,
        "Ruptured by the guarantor, enforced",
        "Enforced",
        Paint::hatched(YELLOW, Hatch::Falling),
    ),
    (
        GUARANTOR,
        "Ruptured by the guarantor",
        "By the guarantor",
        Paint::hatched(ORANGE, Hatch::Rising),
    ),
    (
        DISARMER,
        "Ruptured by the disarmer",
        "By the disarmer",
        Paint::hatched(PURPLE, Hatch::Level),
    ),
    (WAR, "War", "War", Paint::plain(BLACK)),
];

/// Stacked phases of `timeline.csv`: long form with columns `arm`, `year`, `quantity`, `estimate`; one panel per arm.
///
/// Drawn are the quantities that exist among `phase.in_force`, `phase.in_force_settled` (its part with all stages done),
/// `phase.ruptured_by_guarantor`, `phase.ruptured_by_guarantor_enforced`, `phase.ruptured_by_disarmer` and `phase.war`.
/// The enforced share may be given beside or within the guarantor's: it is taken as a part if all shares would
/// otherwise exceed 1.
///
/// # Errors
/// If a column is missing or of another kind, there are no phases, or the shares exceed 1.
pub fn phases(table: &Table, spec: &Spec) -> Result<String, ChartError> {
    let timeline = Timeline::new(table, spec)?;
    let present: Vec<_> = PHASES.into_iter().filter(|(q, ..)| timeline.has(q)).collect();
    if !present.iter().any(|(q, ..)| *q == IN_FORCE) {
        return Err(timeline.records.empty("phase.in_force"));
    }
    let quantities: Vec<&'static str> = present.iter().map(|(q, ..)| *q).collect();
    let split = quantities.contains(&SETTLED);
    let layers: Vec<Layer> = present
        .iter()
        .map(|(quantity, label, short, paint)| {
            let label = if *quantity == IN_FORCE && split {
                "In force, stages open"
            } else {
                label
            };
            Layer {
                label: spec.words_or(quantity, label),
                short: spec.words_or(&format!("{quantity}.short"), short),
                paint: *paint,
            }
        })
        .collect();
    let mut panels = Vec::new();
    for arm in &timeline.arms {
        let (years, mut shares) = timeline.shares(arm, &quantities)?;
        take_out_parts(&quantities, &mut shares);
        timeline.check_shares(arm, &years, &shares)?;
        panels.push(Panel {
            title: spec.words(&format!("arm.{arm}")),
            years,
            shares,
        });
    }
    let notes: Vec<String> = timeline.note.into_iter().collect();
    let page = Page::new("Where the process stands over time", spec, stacks::key(&layers), &notes);
    let description = format!(
        "Stacked shares of episodes by phase over the years, for {} arms.",
        panels.len()
    );
    stacks::draw(&page, &description, "Share of episodes", &layers, &panels)
}

/// Leaves in each layer only what no other layer shows.
fn take_out_parts(quantities: &[&str], shares: &mut [Vec<f64>]) {
    let place = |quantity: &str| quantities.iter().position(|q| *q == quantity);
    if let (Some(part), Some(whole)) = (place(SETTLED), place(IN_FORCE)) {
        subtract(shares, part, whole);
    }
    if let (Some(part), Some(whole)) = (place(ENFORCED), place(GUARANTOR)) {
        let years = shares[whole].len();
        let within = (0..years).any(|i| shares.iter().map(|s| s[i]).sum::<f64>() > 1.0 + SLACK);
        if within {
            subtract(shares, part, whole);
        }
    }
}

/// Takes the shares of one layer out of another.
fn subtract(shares: &mut [Vec<f64>], part: usize, whole: usize) {
    let parts = shares[part].clone();
    for (share, part) in shares[whole].iter_mut().zip(parts) {
        *share = (*share - part).max(0.0);
    }
}

/// From the bottom to the top, above the share that has never ruptured.
const CAUSES: [Share; 6] = [
    (
        "first_rupture.quit",
        "Disarmer quit",
        "Quit",
        Paint::hatched(PURPLE, Hatch::Level),
    ),
    (
        "first_rupture.pocketed",
        "Relief pocketed",
        "Pocketed",
        Paint::hatched(SKY, Hatch::Falling),
    ),
    (
        "first_rupture.disputed_rightly",
        "Feigned step found out",
        "Found out",
        Paint::plain(VERMILION),
    ),
    (
        "first_rupture.disputed_wrongly",
        "False alarm",
        "False alarm",
        Paint::hatched(YELLOW, Hatch::Crossed),
    ),
    (
        "first_rupture.reneged",
        "Guarantor reneged",
        "Reneged",
        Paint::hatched(ORANGE, Hatch::Rising),
    ),
    (
        "first_rupture.war",
        "War before any rupture",
        "War",
        Paint::plain(BLACK),
    ),
];

/// Share of episodes whose process has never ruptured, and the causes of first ruptures above it, from `timeline.csv`:
/// quantities `first_rupture.reneged`, `.disputed_rightly`, `.disputed_wrongly`, `.quit`, `.pocketed` and `.war`, each the
/// share whose process has ruptured for that cause by then. One panel per arm.
///
/// # Errors
/// If a column is missing or of another kind, none of the quantities is there, or the shares exceed 1.
pub fn first_ruptures(table: &Table, spec: &Spec) -> Result<String, ChartError> {
    let timeline = Timeline::new(table, spec)?;
    let causes: Vec<_> = CAUSES.into_iter().filter(|(q, ..)| timeline.has(q)).collect();
    if causes.is_empty() {
        return Err(timeline.records.empty("first_rupture.*"));
    }
    let quantities: Vec<&'static str> = causes.iter().map(|(q, ..)| *q).collect();
    let whole = Layer {
        label: spec.words_or("first_rupture.never", "Never ruptured so far"),
        short: spec.words_or("first_rupture.never.short", "Never ruptured"),
        paint: Paint::plain(WHITE),
    };
    let layers: Vec<Layer> = std::iter::once(whole)
        .chain(causes.iter().map(|(quantity, label, short, paint)| Layer {
            label: spec.words_or(quantity, label),
            short: spec.words_or(&format!("{quantity}.short"), short),
            paint: *paint,
        }))
        .collect();
    let mut panels = Vec::new();
    for arm in &timeline.arms {
        let (years, mut shares) = timeline.shares(arm, &quantities)?;
        timeline.check_shares(arm, &years, &shares)?;
        let rest = (0..years.len()).map(|i| 1.0 - shares.iter().map(|s| s[i]).sum::<f64>());
        let rest: Vec<f64> = rest.map(|share| share.max(0.0)).collect();
        shares.insert(0, rest);
        panels.push(Panel {
            title: spec.words(&format!("arm.{arm}")),
            years,
            shares,
        });
    }
    let mut notes = vec![
        "White: episodes whose process has never ruptured so far; above it, by cause of the first rupture.".into(),
    ];
    notes.extend(timeline.note);
    let page = Page::new("How long the process survives", spec, stacks::key(&layers), &notes);
    let description = format!(
        "Share of episodes never ruptured over the years, and causes of the first rupture, for {} arms.",
        panels.len()
    );
    stacks::draw(&page, &description, "Share of episodes", &layers, &panels)
}
