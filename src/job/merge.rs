//! Parts that were computed by themselves, and whether they make a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::error::{JobError, shown};
use super::shard::{Merged, SHARDS, TICKET, Ticket, folders_in};
use crate::output::checkpoint::{CheckpointError, holds_chunks};
use crate::report::manifest::BUILD;
use crate::report::shell::quoted;
use crate::report::words::{enumerated, listed};
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
    let (mut faults, mut without) = (Vec::new(), Vec::new());
    let mut by_scenario: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for folder in folders {
        let parts = match parts_in(folder) {
            Ok(parts) => parts,
            Err(error) => {
                faults.push(error.to_string());
                continue;
            }
        };
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
            match found(part) {
                Ok(found) => by_scenario
                    .entry(found.ticket.scenario.clone())
                    .or_default()
                    .push(found),
                Err(what) if partial => without.push(what),
                Err(what) => faults.push(what),
            }
        }
    }
    let (mut merged, mut tickets) = (Merged::default(), Vec::new());
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
    if tickets.is_empty() {
        // With nothing to take, it is of interest why.
        faults.append(&mut without);
    }
    match faults.is_empty() {
        true => Ok(Gathered {
            merged,
            tickets,
            without,
        }),
        false => Err(JobError::Parts(faults)),
    }
}

/// A part in a folder; why it cannot be used.
fn found(folder: PathBuf) -> Result<Found, String> {
    let place = folder.display();
    match Ticket::read(&folder) {
        Ok(Some(ticket)) if ticket.build != BUILD => Err(format!(
            "{place}: it was computed by another build of the program ({}; this is {}); put its parts together with that one",
            shown(&ticket.build),
            shown(BUILD)
        )),
        Ok(Some(ticket)) => Ok(Found {
            share: ticket.share().expect("it was looked at when it was read"),
            folder,
            ticket,
        }),
        Ok(None) => Err(format!(
            "{place}: it has chunks and no {TICKET}; copy the whole folder again, or start its part again"
        )),
        Err(what) => Err(format!(
            "{place}: {what}; start its part again, which keeps the finished chunks"
        )),
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
        for part in &foreign {
            let what = match part.ticket.request_sha256 == meant.0 {
                true => format!(
                    "it is one of {} parts, and the others are of {}; leave it out",
                    part.share.of(),
                    meant.1
                ),
                false => format!(
                    "it belongs to another request than {}: {}; leave it out, or compute whichever of the two is out of date again, with --force",
                    first.folder.display(),
                    unlike(&part.ticket, &first.ticket)
                ),
            };
            whole.faults.push(format!("{}: {what}", part.folder.display()));
        }
        // Where one of another request stands in the place of a part, the reader knows which of the two is the right one.
        let in_place = foreign.iter().filter(|part| part.folder.ends_with(part.share.folder()));
        let named: BTreeSet<u64> = in_place.map(|part| part.share.number()).collect();
        whole.take(&found, &named);
        whole
    }

    /// Takes note of what there is of the request that is meant. `named` are parts in whose place one of another stands.
    fn take(&mut self, found: &[Found], named: &BTreeSet<u64>) {
        let mut folders: BTreeMap<u64, Vec<&Found>> = BTreeMap::new();
        for part in found {
            folders.entry(part.share.number()).or_default().push(part);
        }
        for (number, same) in &folders {
            if same.len() > 1 {
                let folders: Vec<String> = same.iter().map(|part| part.folder.display().to_string()).collect();
                self.faults.push(format!(
                    "part {number} of {} is there more than once, in {}; leave all but one of them out",
                    self.share.of(),
                    enumerated(&folders)
                ));
            }
            let part = same[0];
            match state(part) {
                Ok(()) => drop(self.parts.insert(*number, part.folder.clone())),
                Err(what) => self.without.extend(what),
            }
        }
        let missing: Vec<u64> = (1..=self.share.of())
            .filter(|number| !folders.contains_key(number) && !named.contains(number))
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
            self.without.push(match &missing[1..] {
                [] => format!("{which}; compute it with: {again}"),
                more => format!(
                    "{which}; compute them with: {again}, and likewise {}",
                    enumerated(&more.iter().map(|number| self.share.other(*number)).collect::<Vec<_>>())
                ),
            });
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
        Err(CheckpointError::OtherBuild { path, theirs, .. }) => Some(format!(
            "{} was computed by another build of the program ({theirs}); remove it, and compute it with: {again}",
            path.display()
        )),
        Err(CheckpointError::Foreign { path, what }) => Some(format!(
            "{} belongs to another request: {what}; remove it, and compute it with: {again}",
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

/// In what two requests for the same scenario differ, in words.
fn unlike(a: &Ticket, b: &Ticket) -> String {
    let names: BTreeSet<&String> = a.files.keys().chain(b.files.keys()).collect();
    let texts: Vec<&String> = (names.into_iter())
        .filter(|name| a.files.get(*name) != b.files.get(*name))
        .collect();
    match &texts[..] {
        [] => format!("its command is {}", command(a, None)),
        texts => format!("the text of {} is not the same", enumerated(texts)),
    }
}

/// The command of a part, which goes on where it was.
fn again(ticket: &Ticket, share: Share) -> String {
    command(ticket, Some(share))
}

/// The command of a ticket with this part instead of its own, and without --force, which would discard what is finished.
fn command(ticket: &Ticket, share: Option<Share>) -> String {
    let mut words = vec!["honest-broker".to_owned()];
    let mut rest = ticket.command.iter();
    words.extend(rest.next().map(|word| quoted(word)));
    words.extend(share.map(|share| format!("--shard {share}")));
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--shard" => drop(rest.next()),
            "--force" => {}
            word if word.starts_with("--shard=") => {}
            word => words.push(quoted(word)),
        }
    }
    words.join(" ")
}

/// Folders of parts: this one, those in it, or those in the folders of parts in it.
fn parts_in(folder: &Path) -> Result<Vec<PathBuf>, JobError> {
    if is_part(folder) {
        return Ok(vec![folder.to_owned()]);
    }
    let inside = folders_in(folder)?;
    let parts: Vec<PathBuf> = inside.iter().filter(|part| is_part(part)).cloned().collect();
    if !parts.is_empty() {
        return Ok(parts);
    }
    let mut parts = Vec::new();
    for shards in inside
        .iter()
        .filter(|folder| folder.extension().is_some_and(|end| end == SHARDS))
    {
        parts.extend(folders_in(shards)?.into_iter().filter(|part| is_part(part)));
    }
    Ok(parts)
}

/// Whether a folder has a ticket, or the name and the chunks of a part without one.
fn is_part(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let named = || {
        name.split_once("-of-")
            .is_some_and(|(number, of)| format!("{number}/{of}").parse::<Share>().is_ok())
    };
    folder.join(TICKET).is_file() || named() && holds_chunks(folder)
}
