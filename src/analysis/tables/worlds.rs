//! Table `worlds`: what came of each world under each arm, and how well it was solved. What was drawn in it is in `draws`.

use super::columns::suffix;
use super::rows::Columns;
use crate::analysis::acceptance::PLAYERS;
use crate::analysis::agreement::within;
use crate::analysis::played::discordant;
use crate::analysis::results::{Over, Results, Solved};
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::study::Study;
use crate::study::world::{ArmResult, WorldResult};
use crate::table::Table;

struct Row<'r> {
    solved: Solved<'r>,
    world: &'r WorldResult,
    arm: usize,
    result: &'r ArmResult,
}

/// One row for each world, level on which it was solved, and arm that was solved there.
pub fn worlds(study: &Study, results: &Results) -> Table {
    named(study, results, &|_, arm| study.arms[arm].name.clone())
}

/// The same with arms that have their names by world and place.
pub fn named(study: &Study, results: &Results, name: &dyn Fn(u64, usize) -> String) -> Table {
    let mut rows = Vec::new();
    for solved in results.solutions(Over::All) {
        let world = solved.world;
        let arms: Vec<usize> = match solved.level.every_arm {
            true => (0..world.arms.len()).collect(),
            false => vec![study.baseline],
        };
        rows.extend(arms.into_iter().map(|arm| Row {
            solved,
            world,
            arm,
            result: world.arm(arm),
        }));
    }
    let mut columns = Columns::over("worlds", "Worlds", &rows)
        .text("scenario", |_| &study.scenario)
        .text("arm", |row| name(row.world.world, row.arm))
        .whole("world", |row| Some(row.world.world))
        .whole("replicate", |row| Some(row.world.replicate))
        .whole("grid_level", |row| Some(row.solved.place as u64))
        .whole("grid", |row| Some(row.world.grid as u64))
        .number("weight", |row| Some(row.solved.weight))
        .number("grid_error", |row| Some(row.result.grid_error?.size()))
        .text("jump_outcome", |row| {
            let jump = row.result.grid_error.and_then(|error| error.jump);
            jump.map_or("", |(place, _)| Outcome::ALL[place].name())
        })
        .number("jump_low", |row| Some(row.result.grid_error?.jump?.1[0]))
        .number("jump_high", |row| Some(row.result.grid_error?.jump?.1[1]));
    let accepted = |row: &Row| Some(row.result.broker.as_ref()?.accepted());
    columns = columns.number("accepted", accepted);
    for (side, player) in PLAYERS.into_iter().enumerate().take(2) {
        let by = move |row: &Row| Some(row.result.broker.as_ref()?.acceptance[side]);
        columns = columns.number(&format!("accepted_by_{player}"), by);
    }
    for (place, player) in PLAYERS.into_iter().enumerate() {
        let gain = move |row: &Row| Some(row.result.broker.as_ref()?.gains[place]);
        columns = columns.number(&format!("gain_{player}"), gain);
    }
    for outcome in Outcome::ALL {
        let exact = |row: &Row| Some(row.result.probabilities()?[outcome]);
        columns = columns.number(&format!("p_{}", outcome.name()), exact);
    }
    for outcome in Outcome::ALL {
        let share = |row: &Row| {
            let played = row.result.played.as_ref()?;
            Some(played.outcomes[outcome] as f64 / played.episodes as f64)
        };
        columns = columns.number(&format!("played_{}", outcome.name()), share);
    }
    for ending in Ending::ALL {
        let changed = move |row: &Row| {
            let paired = row.result.pairs.as_ref()?;
            let (gained, lost) = discordant(&paired.flips, ending);
            Some((gained + lost) as f64 / paired.pairs.max(1) as f64)
        };
        columns = columns.number(&format!("changed_{}", suffix(ending)), changed);
    }
    columns
        .whole("episodes", |row| {
            Some(row.result.played.as_ref().map_or(0, |played| played.episodes))
        })
        .number("discrepancy", |row| within(row.result))
        .whole("nodes", |row| Some(row.result.nodes))
        .whole("unconverged", |row| Some(row.result.unconverged))
        .number("largest_residual", |row| Some(row.result.largest_residual))
        .table()
}
