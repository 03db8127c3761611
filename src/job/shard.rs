//! A job that is divided among several processes: where each keeps its part, and what is needed to put the parts together.
//!
//! The parts of the result `NAME` stand beside it, in `NAME.shards/I-of-N/`: finished chunks of worlds, and a ticket (`shard.json`) that
//! holds the command and all files it has read, so that parts can be put together where those files are not. Nobody but the part itself
//! writes there, so that parts need no lock but their own, and can be copied together from machines that share no files.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::beside::within;
use super::error::JobError;
use super::maker::MAKER;
use crate::output::checkpoint::{Checkpoint, CheckpointError};
use crate::output::digest::sha256;
use crate::output::single;
use crate::report::manifest::{BUILD, PROGRAM};
use crate::scenario::Scenario;
use crate::study::share::{Dealt, Share};

/// Version of the ticket.
const FORMAT: u64 = 1;
/// File of the ticket.
pub(super) const TICKET: &str = "shard.json";
/// End of the name of the folder that holds the parts of a result.
pub const SHARDS: &str = "shards";

/// With whom a job shares its work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// With nobody.
    #[default]
    Whole,
    /// It is a part.
    Part(Part),
    /// Others have done its parts.
    Merged(Merged),
}

/// What a part is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which part.
    pub share: Share,
    /// The words of the command line, without the name of the program.
    pub command: Vec<String>,
    /// Names of all scenarios of the command; each is divided by itself.
    pub together: Vec<String>,
    /// Name and text of a design that the command has read.
    pub design: Option<(String, String)>,
    /// Whether it is only looked at whether the part could begin: nothing is written then.
    pub rehearsed: bool,
}

/// Parts that are done, by scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// By name of the scenario: any share of the division, and the folders of the parts by number.
    pub parts: BTreeMap<String, (Share, BTreeMap<u64, PathBuf>)>,
}

impl Merged {
    /// Which chunks of a scenario there are.
    pub(super) fn dealt(&self, scenario: &str) -> Dealt {
        match self.parts.get(scenario) {
            Some((share, folders)) if (folders.len() as u64) < share.of() => Dealt::Without {
                share: *share,
                missing: (1..=share.of())
                    .filter(|number| !folders.contains_key(number))
                    .collect(),
            },
            _ => Dealt::Every,
        }
    }
}

/// What a part says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    format: u64,
    program: String,
    /// Build of the program.
    pub build: String,
    /// Number of the part, from 1 on.
    pub number: u64,
    /// Number of parts.
    pub of: u64,
    /// Name of the scenario.
    pub scenario: String,
    /// Names of all scenarios of the command.
    pub together: Vec<String>,
    /// The words of the command line, without the name of the program.
    pub command: Vec<String>,
    /// Texts of the scenario file and of those that it extends, by their paths from its folder; its own is `NAME.toml`.
    pub files: BTreeMap<String, String>,
    /// Name and text of a design that the command has read.
    pub design: Option<(String, String)>,
    /// Fingerprint of what the worlds depend on.
    pub worlds_sha256: String,
    /// Fingerprint of the whole request.
    pub request_sha256: String,
    /// Numbers of the finished chunks once all of the part are; `None` before.
    pub chunks: Option<Vec<u64>>,
    /// Checksum of all this.
    sha256: String,
}

impl Ticket {
    /// The ticket of a part that has just begun.
    pub(super) fn new(part: &Part, scenario: &Scenario, worlds_sha256: &str, request_sha256: &str) -> Self {
        let files = match scenario.made_of() {
            [] => [(format!("{}.toml", scenario.stem), scenario.text.clone())].into(),
            made => made.iter().map(|part| (part.name.clone(), part.text.clone())).collect(),
        };
        Ticket {
            format: FORMAT,
            program: PROGRAM.to_owned(),
            build: BUILD.to_owned(),
            number: part.share.number(),
            of: part.share.of(),
            scenario: scenario.stem.clone(),
            together: part.together.clone(),
            command: part.command.clone(),
            files,
            design: part.design.clone(),
            worlds_sha256: worlds_sha256.to_owned(),
            request_sha256: request_sha256.to_owned(),
            chunks: None,
            sha256: String::new(),
        }
    }

    /// Its share of the work; `None` if there is no such part.
    pub fn share(&self) -> Option<Share> {
        Share::new(self.number, self.of)
    }

    /// Whether it is of a part of the same result in the same division.
    pub(super) fn fits(&self, other: &Ticket) -> bool {
        (&self.request_sha256, self.of, &self.build) == (&other.request_sha256, other.of, &other.build)
    }

    /// Writes the ticket into the folder of its part.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn write(&self, folder: &Path) -> Result<(), CheckpointError> {
        let path = folder.join(TICKET);
        let failed = |action| {
            let path = path.clone();
            move |source: io::Error| CheckpointError::Io { action, path, source }
        };
        fs::create_dir_all(folder).map_err(failed("create the folder of"))?;
        let sealed = Ticket {
            sha256: self.digest(),
            ..self.clone()
        };
        let text = serde_json::to_string_pretty(&sealed).expect("texts and numbers can always be written as JSON");
        single::write(&path, (text + "\n").as_bytes()).map_err(failed("write"))?;
        Ok(())
    }

    /// Reads the ticket of a part; `None` if there is none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(folder: &Path) -> Result<Option<Self>, String> {
        let bytes = match fs::read(folder.join(TICKET)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes.map_err(|error| format!("its {TICKET} cannot be read: {error}"))?,
        };
        let ticket: Ticket =
            serde_json::from_slice(&bytes).map_err(|_| format!("its {TICKET} is damaged: it is not whole"))?;
        if ticket.format != FORMAT || ticket.program != PROGRAM {
            return Err(format!("its {TICKET} is not of this version of the program"));
        }
        if ticket.sha256 != ticket.digest() || ticket.share().is_none() {
            return Err(format!("its {TICKET} is damaged: it does not match its checksum"));
        }
        // The files are written where parts are put together, and a ticket may come from somebody else.
        let own = format!("{}.toml", ticket.scenario);
        if own.contains('/') || !ticket.files.contains_key(&own) || !ticket.files.keys().all(|name| stays(name)) {
            return Err(format!("its {TICKET} names files that do not belong to it"));
        }
        Ok(Some(ticket))
    }

    fn digest(&self) -> String {
        let open = Ticket {
            sha256: String::new(),
            ..self.clone()
        };
        sha256(&serde_json::to_vec(&open).expect("texts and numbers can always be written as JSON"))
    }

    /// The chunks in the folder of the part.
    pub(super) fn kept(&self, folder: &Path) -> Checkpoint {
        Checkpoint::beside(folder.to_owned(), MAKER, &self.worlds_sha256)
    }
}

/// Whether a path from a folder stays in it.
fn stays(path: &str) -> bool {
    !path.is_empty()
        && Path::new(path)
            .components()
            .all(|step| matches!(step, Component::Normal(_)))
}

/// The folder of a part of a result.
pub fn folder_of(result: &Path, share: Share) -> PathBuf {
    shards_of(result).join(share.folder())
}

/// The folder of the parts of a result, which stands beside it.
pub fn shards_of(result: &Path) -> PathBuf {
    // The folder `.` has no name of its own.
    let named = match result.file_name() {
        Some(_) => result.to_owned(),
        None => result.canonicalize().unwrap_or_else(|_| result.to_owned()),
    };
    let mut name = named.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{SHARDS}"));
    named.with_file_name(name)
}

/// The folders in a folder, by name.
pub(super) fn folders_in(folder: &Path) -> Result<Vec<PathBuf>, JobError> {
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

/// Where chunks that others have finished are looked for.
#[derive(Debug)]
pub(super) enum Others {
    /// There are no others.
    Nobody,
    /// Other parts, as far as this one sees their folders: those of this result.
    Parts {
        result: PathBuf,
        share: Share,
        worlds_sha256: String,
    },
    /// All parts, by number.
    All(Share, BTreeMap<u64, Checkpoint>),
}

impl Others {
    /// The payload of a chunk and whose it is, if one of the others has it.
    ///
    /// # Errors
    /// If it cannot be used; not for a part, which can compute the chunk itself.
    pub fn read(&self, chunk: u64) -> Result<Option<Vec<u8>>, CheckpointError> {
        match self {
            Others::Nobody => Ok(None),
            Others::Parts {
                result,
                share,
                worlds_sha256,
            } => {
                let owner = share.owner(within(chunk));
                if owner == share.number() {
                    return Ok(None);
                }
                let folder = folder_of(result, share.other(owner));
                let kept = Checkpoint::beside(folder, MAKER, worlds_sha256).read(chunk);
                Ok(kept.unwrap_or_default())
            }
            Others::All(share, parts) => {
                let owner = parts.get(&share.owner(within(chunk)));
                // What every part works on may be in any of them.
                for part in owner.into_iter().chain(parts.values()) {
                    if let Some(payload) = part.read(chunk)? {
                        return Ok(Some(payload));
                    }
                }
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_names_no_files_outside_of_where_it_is_put_together() {
        let place = tempfile::tempdir().unwrap();
        let ticket = |scenario: &str, files: &[&str]| Ticket {
            format: FORMAT,
            program: PROGRAM.to_owned(),
            build: BUILD.to_owned(),
            number: 1,
            of: 2,
            scenario: scenario.to_owned(),
            together: vec![scenario.to_owned()],
            command: vec!["compare".to_owned()],
            files: files.iter().map(|name| ((*name).to_owned(), String::new())).collect(),
            design: None,
            worlds_sha256: String::new(),
            request_sha256: String::new(),
            chunks: None,
            sha256: String::new(),
        };
        for (scenario, files, good) in [
            ("case", &["case.toml", "below/base.toml"][..], true),
            ("case: one", &["case: one.toml"], true),
            ("case", &["case.toml", "/evil.toml"], false),
            ("case", &["case.toml", "../evil.toml"], false),
            ("case", &["case.toml", "below/../../evil.toml"], false),
            ("../case", &["../case.toml"], false),
            ("case", &["other.toml"], false),
        ] {
            ticket(scenario, files).write(place.path()).unwrap();
            assert_eq!(Ticket::read(place.path()).is_ok(), good, "{scenario} {files:?}");
        }
    }

    #[test]
    fn parts_stand_beside_their_result_whatever_its_name() {
        assert_eq!(shards_of(Path::new("results/a.b")), Path::new("results/a.b.shards"));
        let here = Path::new(".").canonicalize().unwrap();
        let name = here.file_name().unwrap().to_string_lossy();
        assert_eq!(shards_of(Path::new(".")), here.with_file_name(format!("{name}.shards")));
    }
}
