//! The table of worlds that somebody else has chosen: what comes of each under each arm. It is handed out in memory and no file of a result.

use super::columns::suffix;
use super::rows::Columns;
use crate::analysis::acceptance::PLAYERS;
use crate::analysis::target::Target;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::simulate::metric::Metric;
use crate::study::world::{ArmResult, WorldResult};
use crate::table::Table;

struct Row<'r> {
    world: &'r WorldResult,
    arm: &'r str,
    result: &'r ArmResult,
}

/// One row for each world and arm, in the order of the worlds and then of `arms`, which are those of every world. Columns have the names,
/// units and meanings of `worlds.csv`; besides there is one for each group of endings and each metric that every negotiation has.
pub fn evaluated(arms: &[String], worlds: &[WorldResult]) -> Table {
    let rows: Vec<Row> = (worlds.iter())
        .flat_map(|world| {
            arms.iter().enumerate().map(move |(place, arm)| Row {
                world,
                arm,
                result: world.arm(place),
            })
        })
        .collect();
    let mut columns = Columns::over("worlds", "Worlds", &rows)
        .whole("world", |row| Some(row.world.world))
        .text("arm", |row| row.arm)
        .whole("grid", |row| Some(row.world.grid as u64))
        .number("accepted", |row| Some(row.result.broker.as_ref()?.accepted()));
    for (side, player) in PLAYERS.into_iter().enumerate().take(2) {
        let by = move |row: &Row| Some(row.result.broker.as_ref()?.acceptance[side]);
        columns = columns.number(&format!("accepted_by_{player}"), by);
    }
    for (place, player) in PLAYERS.into_iter().enumerate() {
        let gain = move |row: &Row| Some(row.result.broker.as_ref()?.gains[place]);
        columns = columns.number(&format!("gain_{player}"), gain);
    }
    for outcome in Outcome::ALL {
        let exact = move |row: &Row| Some(row.result.probabilities()?[outcome]);
        columns = columns.number(&format!("p_{}", outcome.name()), exact);
    }
    for target in Target::all() {
        let (name, unit, meaning) = match target {
            Target::Ending(Ending::One(_)) => continue,
            Target::Ending(ending) => (
                format!("p_{}", suffix(ending)),
                "probability",
                format!("exact probability of {}", ending.metric()),
            ),
            Target::Metric(metric) => (
                metric.name().replace('.', "_"),
                metric.unit(),
                format!("exact mean of {}", metric.name()),
            ),
        };
        columns = columns.named(&name, unit, meaning, move |row| target.value(row.result));
    }
    let payoff = Metric::PayoffBroker;
    let paid = |row: &Row| Some(row.result.exact.as_ref()?.mean(payoff)?.0);
    columns = columns.named(
        &payoff.name(),
        payoff.unit(),
        format!("exact mean of {}; empty if nobody would be paid it", payoff.name()),
        paid,
    );
    columns
        .whole("nodes", |row| Some(row.result.nodes))
        .whole("unconverged", |row| Some(row.result.unconverged))
        .number("largest_residual", |row| Some(row.result.largest_residual))
        .table()
}
