//! Table `draws`: the numbers of the scenario in each world. They are the same in all arms, so that they stand here once and not in
//! every row of `worlds`; `scenario` and `world` join the two.

use std::collections::BTreeMap;

use super::rows::Columns;
use crate::analysis::results::Results;
use crate::scenario::{Parameter, ParameterValue, Scenario};
use crate::study::Study;
use crate::study::design::Design;
use crate::table::Table;

/// The numbers of a scenario, fixed and drawn.
#[derive(Default)]
pub struct Numbers<'n> {
    parameters: Vec<Parameter>,
    drawn: Option<(&'n Scenario, Design)>,
}

impl<'n> Numbers<'n> {
    /// Those of a scenario whose worlds are chosen by a design. Draws are made again and not kept, which costs little beside solving.
    pub fn of(scenario: &'n Scenario, design: Design) -> Self {
        Numbers {
            parameters: scenario.parameters(),
            drawn: Some((scenario, design)),
        }
    }

    /// What was drawn in a world, by [`Scenario::uncertain`].
    fn drawn(&self, world: u64) -> Vec<Option<f64>> {
        let Some((scenario, design)) = &self.drawn else {
            return Vec::new();
        };
        let dimensions: Vec<u64> = scenario.uncertain().iter().map(|u| u.dimension).collect();
        scenario.world(&design.coordinates(world, &dimensions)).drawn
    }
}

struct Row {
    world: u64,
    replicate: u64,
    drawn: Vec<Option<f64>>,
}

/// One row for each world that was solved on any level, with a column for each number of the scenario, drawn or not.
pub fn draws(study: &Study, numbers: &Numbers, results: &Results) -> Table {
    let solved = results.levels().flat_map(|(_, worlds)| worlds);
    let replicate_of: BTreeMap<u64, u64> = solved.map(|world| (world.world, world.replicate)).collect();
    let row = |(world, replicate)| Row {
        world,
        replicate,
        drawn: numbers.drawn(world),
    };
    let rows: Vec<Row> = replicate_of.into_iter().map(row).collect();
    let replicates = results.replicates();
    let mut columns = Columns::over("draws", "Draws", &rows)
        .text("scenario", |_| &study.scenario)
        .whole("world", |row| Some(row.world))
        .whole("replicate", |row| Some(row.replicate))
        .whole("point", |row| Some(row.world / replicates));
    for p in &numbers.parameters {
        let meaning = format!("{}: in the scenario as it stands, {}", p.key, p.meaning);
        columns = columns.named(&p.column, p.unit, meaning, |row| match p.value {
            ParameterValue::Fixed(x) => Some(x),
            ParameterValue::Drawn(place) => row.drawn.get(place).copied().flatten(),
        });
    }
    columns.table()
}
