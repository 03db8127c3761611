//! Parts that were computed by themselves, and whether they make a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::error::{JobError, shown};
use super::shard::{Merged, SHARDS, TICKET, Ticket};
use crate::output::checkpoint::CheckpointError;
use crate::report::manifest::BUILD;
use crate::report::shell::quoted;
use crate::report::words::listed;
use crate::study::share::Share;

/// Parts that make a whole, or as much of one as there is.
#[derive(Clone, Debug, PartialEq)]
pub struct Gathered {
    /// Where the parts of each scenario are.
    pub merged: Merged,
    /// The ticket of one part of each scenario, in the order of the command.
    pub tickets: Vec<Ticket>,
    /// What is not there or cannot be used, in words; empty if everything is.
    pub without: Vec<String>,
}

/// A folder with a ticket.
struct Found {
    folder: PathBuf,
    ticket: Ticket,
    share: Share,
}

/// Looks for parts in folders: those of parts, of the parts of a result, or of several results. `partial` takes what there is.
///
/// # Errors
/// Everything that is wrong with the parts, at once: what is missing, unfinished, doubled, damaged, of another request or of another
/// build.
pub fn gather(folders: &[PathBuf], partial: bool) -> Result<Gathered, JobError> {
    let mut faults = Vec::new();
    let mut by_scenario: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for folder in folders {
        let parts = parts_in(folder)?;
        if parts.is_empty() {
            faults.push(format!(
                "{}: there is no part in it; name the folder NAME.{SHARDS} of a result, or folders of single parts in it, such as NAME.{SHARDS}/1-of-4",
                folder.display()
            ));
        }
        for part in parts {
            let canonical = part.canonicalize().unwrap_or_else(|_| part.clone());
            if !seen.insert(canonical) {
                // The same folder by another name.
                continue;
            }
            let unusable = |what: String| format!("{}: {what}", part.display());
            match Ticket::read(&part) {
                Ok(None) => {}
                Ok(Some(ticket)) if ticket.build != BUILD => {
                    faults.push(unusable(format!(
                        "it was computed by another build of the program ({}; this is {}); put its parts together with that one",
                        shown(&ticket.build),
                        shown(BUILD)
                    )));
                }
                Ok(Some(ticket)) => {
                    let share = ticket.share().expect("it was looked at when it was read");
                    let all = by_scenario.entry(ticket.scenario.clone()).or_default();
                    all.push(Found {
                        folder: part,
                        ticket,
                        share,
                    });
                }
                Err(what) => faults.push(unusable(format!("{what}; compute this part again with --force"))),
            }
        }
    }
    let (mut without, mut merged, mut tickets) = (Vec::new(), Merged::default(), Vec::new());
    for (scenario, found) in by_scenario {
        let whole = Whole::of(found);
        faults.extend(whole.faults);
        if partial {
            without.extend(whole.without);
        } else {
            faults.extend(whole.without);
        }
        if whole.parts.is_empty() {
            faults.push(format!("of `{scenario}`, no part is finished"));
        }
        merged.parts.insert(scenario, (whole.share, whole.parts));
        tickets.push(whole.ticket);
    }
    faults.extend(strangers(&mut tickets));
    match faults.is_empty() {
        true => Ok(Gathered {
            merged,
            tickets,
            without,
        }),
        false => Err(JobError::Parts(faults)),
    }
}

/// Puts tickets of several scenarios into the order of their command; what is wrong if they are not all of one command.
fn strangers(tickets: &mut [Ticket]) -> Vec<String> {
    let Some(first) = tickets.first().cloned() else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    for other in tickets.iter().filter(|other| other.together != first.together) {
        faults.push(format!(
            "`{}` and `{}` were computed by different commands; put the parts of one together at a time",
            first.scenario, other.scenario
        ));
    }
    let there: BTreeSet<&String> = tickets.iter().map(|ticket| &ticket.scenario).collect();
    let missing = first.together.iter().filter(|name| !there.contains(name));
    faults
        .extend(missing.map(|name| format!("the parts of `{name}` are missing; name the folder {name}.{SHARDS}, too")));
    tickets.sort_by_key(|ticket| first.together.iter().position(|name| *name == ticket.scenario));
    faults
}

/// The parts of one scenario.
struct Whole {
    share: Share,
    parts: BTreeMap<u64, PathBuf>,
    /// Of any part.
    ticket: Ticket,
    /// What no option helps against.
    faults: Vec<String>,
    /// What is missing, unfinished or damaged.
    without: Vec<String>,
}

impl Whole {
    fn of(mut found: Vec<Found>) -> Self {
        found.sort_by(|a, b| (a.share, &a.folder).cmp(&(b.share, &b.folder)));
        // What most of them belong to is what is meant.
        let request = |found: &Found| (found.ticket.request_sha256.clone(), found.share.of());
        let mut counts: BTreeMap<(String, u64), usize> = BTreeMap::new();
        for part in &found {
            *counts.entry(request(part)).or_default() += 1;
        }
        let most = counts.values().max().copied().unwrap_or_default();
        let meant = (found.iter().map(request))
            .find(|request| counts[request] == most)
            .expect("there is a part");
        let (found, foreign): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|part| request(part) == meant);
        let first = &found[0];
        let mut whole = Whole {
            share: first.share,
            parts: BTreeMap::new(),
            ticket: first.ticket.clone(),
            faults: Vec::new(),
            without: Vec::new(),
        };
        for part in foreign {
            let what = match part.ticket.request_sha256 == meant.0 {
                true => format!(
                    "it is one of {} parts, and the others are of {}",
                    part.share.of(),
                    meant.1
                ),
                false => format!("it belongs to another request than {}", first.folder.display()),
            };
            whole
                .faults
                .push(format!("{}: {what}; leave it out", part.folder.display()));
        }
        whole.take(&found);
        whole
    }

    fn take(&mut self, found: &[Found]) {
        let mut folders: BTreeMap<u64, Vec<&Found>> = BTreeMap::new();
        for part in found {
            folders.entry(part.share.number()).or_default().push(part);
        }
        for (number, same) in &folders {
            if let [first, second, ..] = same[..] {
                self.faults.push(format!(
                    "part {number} of {} is there twice, in {} and in {}; leave one of them out",
                    self.share.of(),
                    first.folder.display(),
                    second.folder.display()
                ));
            }
            let part = same[0];
            match state(part) {
                Ok(()) => drop(self.parts.insert(*number, part.folder.clone())),
                Err(what) => self.without.extend(what),
            }
        }
        let missing: Vec<u64> = (1..=self.share.of())
            .filter(|number| !folders.contains_key(number))
            .collect();
        if let Some(first) = missing.first() {
            let again = again(&self.ticket, self.share.other(*first));
            let which = match &missing[..] {
                [only] => format!(
                    "part {only} of {} of `{}` is missing",
                    self.share.of(),
                    self.ticket.scenario
                ),
                many => format!(
                    "parts {} of {} of `{}` are missing",
                    listed(many),
                    self.share.of(),
                    self.ticket.scenario
                ),
            };
            self.without.push(format!("{which}; compute it with: {again}"));
        }
    }
}

/// Whether a part is finished, and all its chunks are as they were written.
fn state(part: &Found) -> Result<(), Vec<String>> {
    let folder = part.folder.display();
    let again = again(&part.ticket, part.share);
    let Some(chunks) = &part.ticket.chunks else {
        return Err(vec![format!("{folder}: it is not finished; go on with: {again}")]);
    };
    let kept = part.ticket.kept(&part.folder);
    let fault = |chunk: &u64| match kept.read(*chunk) {
        Ok(Some(_)) => None,
        Ok(None) => Some(format!(
            "{} is missing; compute it with: {again}",
            kept.path(*chunk).display()
        )),
        // The chunk is computed again once it is away.
        Err(CheckpointError::Damaged { path, what }) => Some(format!(
            "{} is damaged: {what}; remove it, and compute it with: {again}",
            path.display()
        )),
        Err(error) => Some(error.to_string()),
    };
    let faults: Vec<String> = chunks.iter().filter_map(fault).collect();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults),
    }
}

/// The command of a part.
fn again(ticket: &Ticket, share: Share) -> String {
    let mut words = vec!["honest-broker".to_owned()];
    let mut rest = ticket.command.iter();
    while let Some(word) = rest.next() {
        if word == "--shard" {
            rest.next();
        } else if !word.starts_with("--shard=") {
            words.push(quoted(word));
        }
    }
    words.push(format!("--shard {share}"));
    words.join(" ")
}

/// Folders with a ticket: this one, those in it, or those in the folders of parts in it.
fn parts_in(folder: &Path) -> Result<Vec<PathBuf>, JobError> {
    let has_ticket = |folder: &PathBuf| folder.join(TICKET).is_file();
    if has_ticket(&folder.to_owned()) {
        return Ok(vec![folder.to_owned()]);
    }
    let inside = folders_in(folder)?;
    let parts: Vec<PathBuf> = inside.iter().filter(|part| has_ticket(part)).cloned().collect();
    if !parts.is_empty() {
        return Ok(parts);
    }
    let mut parts = Vec::new();
    for shards in inside
        .iter()
        .filter(|folder| folder.extension().is_some_and(|end| end == SHARDS))
    {
        parts.extend(folders_in(shards)?.into_iter().filter(has_ticket));
    }
    Ok(parts)
}

/// The folders in a folder, by name.
fn folders_in(folder: &Path) -> Result<Vec<PathBuf>, JobError> {
    let unreadable = |source| JobError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    let mut inside = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            inside.push(path);
        }
    }
    inside.sort();
    Ok(inside)
}
