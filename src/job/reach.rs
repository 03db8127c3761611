//! What it would take: which levers of a scenario bring a number to an aim.

use serde_json::{Map, Value, json};
use std::ops::Range;
use std::sync::Arc;

use super::error::JobError;
use super::inquiry::{Answered, Batch, Inquiry, Work};
use super::pictures;
use super::rough;
use super::watch::Step;
use crate::analysis::reach::{Aim, Confirmed, Cost, Found, Limits, Reached, Set, Values, search, share};
use crate::analysis::tables;
use crate::analysis::target::Target;
use crate::report::reach::reply;
use crate::scenario::{Lever, Scenario};
use crate::solve::DEFAULT_GRID;
use crate::study::design::{Design, Sampling};
use crate::study::points::{Point, Points};
use crate::study::request::{REPLICATES, multiple};
use crate::study::world::WorldResult;

/// Worlds of the first heat of a race.
const HEAT: u64 = REPLICATES;
/// Worlds in which every lever is tried alone.
const ALONE: u64 = 2 * REPLICATES;
/// Solved sets times worlds after which the search begins nothing new, for each world in which sets are judged.
const WORK: u64 = 64;
/// Worlds for which there is work in any case: where there is one, solutions cost little.
const LEAST: u64 = 4 * REPLICATES;

/// Options of the question.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Name of the arm.
    pub arm: String,
    /// What is to be reached.
    pub metric: Target,
    /// How much of it.
    pub aim: Aim,
    /// Worlds in which sets are judged, if anything is uncertain.
    pub worlds: u64,
    /// Fresh worlds in which the answer is confirmed.
    pub fresh: u64,
    /// Points a side of the belief grid of the search.
    pub grid: usize,
    /// Seed of all random numbers.
    pub seed: u64,
}

/// Searches and writes; `None` if the result is there already.
///
/// # Errors
/// If there is no lever, `stop` was raised, or something cannot be written.
pub fn reach(scenario: Scenario, request: &Request, work: &Work) -> Result<Option<Answered>, JobError> {
    let (levers, idle) = scenario.levers(&request.arm);
    if levers.is_empty() {
        return Err(JobError::NoLever(request.arm.clone()));
    }
    let whole = scenario;
    let scenario = whole.of_arms(&[&request.arm]);
    let (options, in_words) = options(request, &levers);
    let opened = Inquiry::open("target", scenario, (options, in_words), request.seed, work)?;
    let Some(inquiry) = opened else {
        return Ok(None);
    };
    let design = Design {
        sampling: Sampling::Sobol,
        replicates: REPLICATES as usize,
        seed: request.seed,
    };
    // Which sets are solved next depends on those before, so a part goes through the whole search.
    let is_part = inquiry.is_part_of(request.worlds.max(request.fresh), design)?;
    let mut solver = Solver {
        inquiry,
        whole: &whole,
        levers: &levers,
        request,
        design,
        batches: 0,
    };
    let found = solver.search()?;
    let confirmed = solver.confirm(&found)?;
    if is_part {
        solver.inquiry.end_part()?;
        return Ok(None);
    }
    let reached = Reached {
        scenario: &whole,
        arm: &request.arm,
        metric: request.metric,
        aim: request.aim,
        levers: &levers,
        idle: &idle,
        found: &found,
        confirmed: &confirmed,
        grids: [request.grid, fine(request)],
    };
    let repeat = [
        ("arm", request.arm.clone()),
        ("worlds", request.worlds.to_string()),
        ("fresh-worlds", request.fresh.to_string()),
        ("seed", request.seed.to_string()),
        ("grid", request.grid.to_string()),
    ];
    let open = solver.inquiry.unconverged();
    let said = reply(&reached, request.seed, &repeat, work.settings, open);
    let all = vec![
        tables::levers(&reached),
        tables::sets(&reached),
        tables::frontier(&reached),
    ];
    let facts = facts(&found);
    let figures =
        |origin: &_, tables: &[_], size| pictures::of_reach(&reached, (origin, &said.computed), &tables[2], size);
    let answered = solver.inquiry.finish(all, figures, said.clone(), facts)?;
    Ok(Some(answered))
}

/// The grid that the answer is confirmed on.
fn fine(request: &Request) -> usize {
    request.grid.max(DEFAULT_GRID)
}

/// All that alters the result besides the scenario, for programs and for people.
fn options(request: &Request, levers: &[Lever]) -> (Value, String) {
    let Aim {
        level,
        at_most,
        share,
        is_probability: _,
    } = request.aim;
    let moved = |lever: &Lever| {
        let keys: Map<String, Value> = (lever.moves.iter())
            .map(|m| (m.key.clone(), json!([m.at(0.0), m.at(1.0)])))
            .collect();
        json!({ "name": lever.name, "by": lever.by, "cost": lever.cost, "keys": keys })
    };
    let sense = if at_most { "at_most" } else { "at_least" };
    let options = json!({
        "arm": request.arm,
        "metric": request.metric.name(),
        sense: level,
        "share_of_worlds": share,
        "levers": levers.iter().map(moved).collect::<Vec<_>>(),
        "worlds": request.worlds,
        "fresh_worlds": request.fresh,
        "grid": request.grid,
    });
    let in_words = format!("arm {}, grid {}, {} levers", request.arm, request.grid, levers.len());
    (options, in_words)
}

/// What the manifest says of the search.
fn facts(found: &Found) -> Map<String, Value> {
    let solved: u64 = found.values.values().map(|values| values.len() as u64).sum();
    let search = json!({
        "sets": found.values.len(),
        "solved_worlds": solved,
        "minimal_sets": found.minimal.len(),
        "cut_short": found.cut_short,
    });
    [("search".to_owned(), search)].into_iter().collect()
}

/// Solves sets of levers.
struct Solver<'s> {
    inquiry: Inquiry<'s>,
    whole: &'s Scenario,
    levers: &'s [Lever],
    request: &'s Request,
    design: Design,
    /// Number of batches so far: the search is the same every time, and so are its batches.
    batches: u64,
}

impl Solver<'_> {
    fn search(&mut self) -> Result<Found, JobError> {
        let is_uncertain = !self.inquiry.scenario.uncertain().is_empty();
        let worlds = if is_uncertain { multiple(self.request.worlds) } else { 1 };
        let cost = |lever: &Lever| Cost {
            whole: lever.cost,
            divisible: lever.is_divisible(),
        };
        let costs: Vec<Cost> = self.levers.iter().map(cost).collect();
        let limits = Limits {
            worlds,
            heat: HEAT,
            alone: ALONE,
            most: WORK * worlds.max(LEAST),
        };
        let design = self.design;
        search(&costs, self.request.aim, limits, &mut |sets, worlds| {
            self.values(sets, worlds, (design, self.request.grid), Step::Sets)
        })
    }

    /// The scenario as it is, and what was found, in fresh worlds on a fine grid.
    fn confirm(&mut self, found: &Found) -> Result<Vec<Confirmed>, JobError> {
        let mut sets: Vec<Set> = vec![vec![0; self.levers.len()]];
        sets.extend(found.minimal.iter().map(|minimal| minimal.set.clone()));
        if found.minimal.is_empty() && found.judged != sets[0] {
            sets.push(found.judged.clone());
        }
        let design = self.design.again();
        let fresh = match self.inquiry.scenario.uncertain().is_empty() {
            true => 1,
            false => multiple(self.request.fresh),
        };
        let on_fine = self.values(&sets, 0..fresh, (design, fine(self.request)), Step::Fresh)?;
        let on_coarse = match fine(self.request) == self.request.grid {
            true => vec![Values::new(); sets.len()],
            false => self.values(
                &sets,
                0..fresh.min(REPLICATES),
                (design, self.request.grid),
                Step::Fresh,
            )?,
        };
        let values = std::iter::zip(on_fine, on_coarse);
        let confirmed = std::iter::zip(sets, values).map(|(set, (fine, coarse))| Confirmed { set, fine, coarse });
        Ok(confirmed.collect())
    }

    /// The number by set and world.
    fn values(
        &mut self,
        sets: &[Set],
        worlds: Range<u64>,
        (design, grid): (Design, usize),
        step: Step,
    ) -> Result<Vec<Values>, JobError> {
        let points: Result<Vec<Point>, JobError> = sets.iter().map(|set| self.point(set)).collect();
        let points = Points {
            points: points?,
            design,
        };
        let batch = Batch {
            number: self.batches,
            points: &points,
            worlds: worlds.end,
            settings: rough::settings(grid),
            step,
        };
        self.batches += 1;
        let solved = self.inquiry.solve_from(&batch, worlds.start)?.results.worlds;
        let value = |world: &WorldResult, place: usize| {
            let value = self.request.metric.value(world.arm(place));
            value.ok_or_else(|| JobError::NotKnown(self.request.metric.name()))
        };
        let of = |place: usize| match &solved[..] {
            // Where a set leaves nothing uncertain, all worlds are the same.
            [only] => {
                let value = value(only, place)?;
                Ok(worlds.clone().map(|world| (design.replicate(world), value)).collect())
            }
            many => many
                .iter()
                .map(|world| Ok((world.replicate, value(world, place)?)))
                .collect(),
        };
        (0..sets.len()).map(of).collect()
    }

    fn point(&self, set: &Set) -> Result<Point, JobError> {
        let mut settings = Vec::new();
        for (lever, level) in self.levers.iter().zip(set).filter(|(_, level)| **level > 0) {
            settings.extend(lever.settings(share(*level)));
        }
        let moved = self.whole.with(&settings)?.of_arms(&[&self.request.arm]);
        Ok(Point::of(Arc::new(moved), std::slice::from_ref(&self.request.arm)))
    }
}
