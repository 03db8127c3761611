//! In which worlds the numbers of a scenario contradict the names of its types ([`Contradiction`]).

use super::results::Results;
use crate::game::ledger::{Contradiction, Ledger};
use crate::scenario::Scenario;
use crate::stats::{Estimate, Scale};
use crate::study::Study;
use crate::study::batch::arms_of;
use crate::study::design::Design;

/// How often one contradiction holds under one arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Index into the arms of the study.
    pub arm: usize,
    /// Name of the contradiction: one of [`Contradiction::NAMES`].
    pub name: &'static str,
    /// Whether it holds in the central world.
    pub central: bool,
    /// Share of the worlds in which it holds.
    pub share: Estimate,
    /// Number of those worlds.
    pub worlds: u64,
}

/// How often each contradiction holds under each arm, over the worlds of a result. They are drawn again, which costs little
/// beside solving them: nothing is solved.
pub fn contradictions(scenario: &Scenario, study: &Study, design: &Design, results: &Results) -> Vec<Held> {
    let dimensions: Vec<u64> = scenario.uncertain().iter().map(|u| u.dimension).collect();
    let draw = arms_of(scenario, study);
    let names =
        |ledger: &Ledger| -> Vec<&'static str> { ledger.contradictions.iter().map(Contradiction::name).collect() };
    // By world and then by arm.
    let found: Vec<(u64, Vec<Vec<&str>>)> = results
        .every_world()
        .iter()
        .map(|world| {
            let games = draw(world.world, &design.coordinates(world.world, &dimensions)).games;
            (world.replicate, games.iter().map(|g| names(&Ledger::new(g))).collect())
        })
        .collect();
    let mut held = Vec::new();
    for (arm, central) in study.arms.iter().map(|arm| names(&Ledger::new(&arm.game))).enumerate() {
        for name in Contradiction::NAMES {
            let holds = |arms: &Vec<Vec<&str>>| f64::from(u8::from(arms[arm].contains(&name)));
            let rows: Vec<_> = found
                .iter()
                .map(|(replicate, arms)| (*replicate, holds(arms), 1.0))
                .collect();
            held.push(Held {
                arm,
                name,
                central: central.contains(&name),
                worlds: rows.iter().filter(|row| row.1 > 0.0).count() as u64,
                share: results.estimate(rows, Scale::ExactProbability),
            });
        }
    }
    held
}
