//! Several results side by side: their tables one after another, in a folder of its own.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::error::JobError;
use super::pictures;
use crate::analysis::acceptance::PLAYERS;
use crate::output::files::ResultFolder;
use crate::output::print::Charts;
use crate::output::records::{Finished, Records, RecordsError, stacked};
use crate::report::overview::{Line, manifest};

/// Name of the folder beside those of the results.
pub const OVERVIEW: &str = "overview";
/// Tables that are put side by side.
const TABLES: [&str; 3] = ["outcomes", "contrasts", "acceptance"];

/// What was put side by side.
#[derive(Clone, Debug)]
pub struct Overview {
    /// One for each result.
    pub lines: Vec<Line>,
    /// Folder of the tables.
    pub folder: PathBuf,
}

/// Puts finished results side by side, and their tables and a chart of them into the folder `overview` in `target`, in place of an earlier one.
///
/// # Errors
/// If a result cannot be read, or is not as it was written, or the folder cannot be written.
pub fn overview(results: &[(String, PathBuf)], target: &Path, charts: &Charts) -> Result<Overview, JobError> {
    let open = |(_, folder): &(String, PathBuf)| Finished::open(folder);
    let finished: Vec<Finished> = results.iter().map(open).collect::<Result<_, _>>()?;
    let (mut lines, mut stacks) = (Vec::new(), TABLES.map(|_| None));
    for ((name, _), result) in results.iter().zip(&finished) {
        let mut tables: [Records; 3] = Default::default();
        for ((slug, table), stack) in TABLES.into_iter().zip(&mut tables).zip(&mut stacks) {
            if let Some(records) = result.table(slug)? {
                stacked(stack, &records, result, slug)?;
                *table = records;
            }
        }
        lines.push(Line::of(name, &players(&result.manifest.entries), &tables));
    }
    let folder = target.join(OVERVIEW);
    let mut written = ResultFolder::create(&folder, true)?;
    let runs: Vec<String> = finished
        .iter()
        .map(|result| {
            result.manifest.entries["identity"]["run_hash"]
                .as_str()
                .unwrap_or("unknown")
                .to_owned()
        })
        .collect();
    for (name, drawn) in pictures::of_overview(&lines, &runs, charts) {
        for (kind, bytes) in drawn.map_err(JobError::Chart)? {
            written.add(&format!("{name}.{}", kind.name()), bytes)?;
        }
    }
    for (slug, records) in TABLES.into_iter().zip(stacks) {
        if let Some(records) = records {
            add(&mut written, slug, &records)?;
        }
    }
    if let Some(mut meanings) = finished
        .first()
        .map(|result| result.table("columns"))
        .transpose()?
        .flatten()
    {
        let about: Vec<Vec<String>> = std::mem::take(&mut meanings.rows);
        let of_ours = |row: &Vec<String>| TABLES.contains(&meanings.cell(row, "table"));
        meanings.rows = about.into_iter().filter(of_ours).collect();
        add(&mut written, "columns", &meanings)?;
    }
    #[cfg(feature = "pages")]
    {
        let folders: Vec<PathBuf> = results.iter().map(|(_, folder)| folder.clone()).collect();
        written.add(super::names::PAGE, super::page::report(&folders)?)?;
    }
    let program = finished
        .first()
        .map_or(json!(null), |result| result.manifest.entries["program"].clone());
    let named = results
        .iter()
        .zip(&finished)
        .map(|((name, _), result)| (name.clone(), result.manifest.entries["manifest_sha256"].clone()));
    written.finish(manifest(program, &named.collect::<Vec<_>>(), charts))?;
    Ok(Overview { lines, folder })
}

fn add(folder: &mut ResultFolder, slug: &str, records: &Records) -> Result<(), JobError> {
    let name = format!("{slug}.csv");
    let bytes = records.to_csv().map_err(|source| RecordsError::NotATable {
        path: PathBuf::from(&name),
        source,
    })?;
    folder.add(&name, bytes)?;
    Ok(())
}

/// The names of disarmer, guarantor and broker in the manifest of a result, in whichever arm has them; else the roles.
fn players(manifest: &Value) -> [String; 3] {
    let arms = || {
        manifest["scenario"]["resolved"]
            .as_object()
            .into_iter()
            .flat_map(|arms| arms.values())
    };
    PLAYERS.map(|role| {
        let name = arms().find_map(|arm| arm[format!("{role}.name")].as_str());
        name.unwrap_or(role).to_owned()
    })
}
