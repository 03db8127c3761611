//! The tables of a result, one file each, from the results of a study to plain [`Table`]s.
//!
//! A new table is a file here and a line in [`all`] (or in the job that writes it), and its columns are defined in
//! `columns`, from which `columns.csv` and `docs/columns.md` are made.

mod acceptance;
mod arms;
mod asymmetry;
mod attribution;
mod columns;
mod columns_of_backtest;
mod columns_of_questions;
mod contrasts;
mod controls;
mod dictionary;
mod discover;
mod draws;
mod drivers;
mod effects;
mod evaluated;
mod fan;
mod flips;
mod identity;
mod ledger;
mod metrics;
mod outcomes;
mod pairing;
mod precision;
mod reach;
mod robust;
mod rows;
mod sign;
mod solved;
mod sweep;
mod timeline;
mod types;
mod variance;
mod worlds;

pub use arms::arms;
pub use asymmetry::{asymmetry, exposure};
pub use attribution::{attribution, combinations};
pub use dictionary::columns;
pub use discover::{Values, region_limits, regions, turns};
pub use draws::{Numbers, draws};
pub use drivers::{Swing, drivers, tornado, totals};
pub use evaluated::evaluated;
pub use fan::{fan, noise};
pub use identity::Identity;
pub use ledger::{contradictions, ledger};
pub use precision::{WIDEST, precision};
pub use reach::{frontier, levers, sets};
pub use robust::robust;
pub(crate) use rows::Columns;
pub use solved::{policy, values};
pub use sweep::sweep;
pub use timeline::BELIEFS_BY_TYPE;
pub use worlds::{named as named_worlds, worlds};

use super::results::Results;
use crate::study::Study;
use crate::table::Table;

/// The tables of a comparison, in the order in which they are written. `numbers` are those of the scenario; `threshold` is the least difference in a probability that counts. Tables that need played episodes are left out if
/// nothing was played, and empty ones are left out in any case.
pub fn all(study: &Study, numbers: &Numbers, results: &Results, threshold: f64) -> Vec<Table> {
    let tables = vec![
        outcomes::outcomes(study, results),
        contrasts::contrasts(study, results),
        acceptance::acceptance(study, results),
        metrics::metrics(study, results),
        flips::flips(study, results),
        timeline::timeline(study, results),
        pairing::pairing(study, results),
        controls::controls(study, results),
        variance::variance(study, results),
        sign::sign(study, results, threshold),
        effects::effects(study, results),
        draws::draws(study, numbers, results),
        worlds::worlds(study, results),
        types::types(study, results),
    ];
    // With one arm there is nothing to compare, but a reader of the files finds the columns.
    let compared = study.arms.len() > 1;
    let header = |t: &Table| (t.slug == "contrasts" || t.slug == "flips") && !compared && results.is_played();
    tables.into_iter().filter(|t| t.rows() > 0 || header(t)).collect()
}

/// Indices of the arms that are compared with the baseline.
fn compared(study: &Study) -> impl Iterator<Item = usize> {
    let baseline = study.baseline;
    (0..study.arms.len()).filter(move |arm| *arm != baseline)
}
