//! A job that is a part of another: what it works on, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::JobError;
use super::folder::{Desk, Job, Target};
use super::maker::MAKER;
use super::shard::{Others, Part, TICKET, Ticket, folder_of, folders_in, shards_of};
use super::watch::{Event, Watch};
use crate::output::checkpoint::{Checkpoint, CheckpointError, Earlier, discard};
use crate::output::place::Place;
use crate::scenario::Scenario;
use crate::study::share::{Dealt, Share};

impl Job {
    /// Opens a part, which goes on where it was, whoever began it. With the fingerprints of the worlds and of the request.
    ///
    /// # Errors
    /// If there is nothing to divide, or what is in its folder cannot be used.
    pub(super) fn part(
        target: &Target,
        part: &Part,
        scenario: &Scenario,
        (worlds_sha256, request): (String, String),
    ) -> Result<Self, JobError> {
        if scenario.uncertain().is_empty() {
            return Err(JobError::NothingToDivide(scenario.stem.clone()));
        }
        let ticket = Ticket::new(part, scenario, &worlds_sha256, &request);
        let folder = folder_of(&target.folder, part.share);
        if part.rehearsed {
            clear(&target.folder, &ticket, target.force)?;
        }
        let place = Arc::new(Place::reserve(&folder)?);
        let earlier = match target.force && !part.rehearsed {
            true => Earlier::Discard,
            false => Earlier::Resume,
        };
        let checkpoint = Checkpoint::open_in(folder.clone(), &place, MAKER, &worlds_sha256, earlier)?;
        let desk = match part.rehearsed {
            true => Desk::Rehearsal,
            false => {
                ticket.write(&folder)?;
                Desk::Part(Box::new(ticket))
            }
        };
        Ok(Job {
            target: target.folder.clone(),
            desk,
            checkpoint,
            others: Others::Parts {
                result: target.folder.clone(),
                share: part.share,
                worlds_sha256,
            },
            dealt: Dealt::To(part.share),
            request,
        })
    }

    /// Which chunks it works on.
    pub(super) fn dealt(&self) -> &Dealt {
        &self.dealt
    }

    /// Which part of a result it works on; `None` for a whole one.
    pub(super) fn share(&self) -> Option<Share> {
        match self.dealt {
            Dealt::To(share) => Some(share),
            Dealt::Every | Dealt::Without { .. } => None,
        }
    }

    /// Which part of a result it works on, if the result can be divided among so many; `None` for a whole one. `chunks` is the largest
    /// number of chunks that are computed side by side.
    ///
    /// # Errors
    /// If there are fewer chunks than parts; nothing is left of the part then.
    pub(super) fn dividing(&self, chunks: u64) -> Result<Option<Share>, JobError> {
        let share = self.share();
        match share.filter(|share| share.of() > chunks) {
            None => Ok(share),
            Some(share) => {
                self.forget();
                Err(JobError::TooManyParts { share, chunks })
            }
        }
    }

    /// Works through chunks that all that follows depends on: all of them, even for a part. A part takes its own first; what others finish
    /// meanwhile is then taken from them, where their folders can be seen.
    ///
    /// # Errors
    /// The first of the work.
    pub(super) fn needed<T>(
        &self,
        all: &[u64],
        mut work: impl FnMut(&[u64]) -> Result<T, JobError>,
    ) -> Result<T, JobError> {
        if let Some(share) = self.share() {
            let (own, theirs): (Vec<u64>, Vec<u64>) = all.iter().partition(|chunk| share.owns(**chunk));
            work(&own)?;
            for chunk in theirs {
                work(&[chunk])?;
            }
        }
        work(all)
    }

    /// Removes the ticket and folder of a part that has done nothing.
    pub(super) fn forget(&self) {
        let folder = self.checkpoint.folder();
        if matches!(self.desk, Desk::Part(_)) && !self.checkpoint.holds_something() {
            // What cannot be removed does no harm.
            let _ = fs::remove_file(folder.join(TICKET));
            let _ = fs::remove_dir(folder);
        }
    }

    /// Says of a part that all its chunks are finished.
    ///
    /// # Errors
    /// If that cannot be written down.
    pub(super) fn end_part(self, watch: &dyn Watch) -> Result<(), JobError> {
        let (Dealt::To(share), Desk::Part(mut ticket)) = (self.dealt, self.desk) else {
            return Ok(());
        };
        let chunks = self.checkpoint.chunks()?;
        let folder = self.checkpoint.folder();
        let count = chunks.len();
        ticket.chunks = Some(chunks);
        ticket.write(folder)?;
        watch.notice(Event::PartDone {
            scenario: &ticket.scenario,
            share,
            chunks: count,
            folder,
        });
        Ok(())
    }
}

/// Looks for parts of another request or of another division among those of a result, which would make no whole with parts like `own`.
/// With `force` they are discarded, and those that fit are kept.
///
/// # Errors
/// If there are some, or one cannot be discarded.
fn clear(result: &Path, own: &Ticket, force: bool) -> Result<(), JobError> {
    let shards = shards_of(result);
    if !shards.is_dir() {
        return Ok(());
    }
    let is_strange = |folder: &PathBuf| matches!(Ticket::read(folder), Ok(Some(ticket)) if !ticket.fits(own));
    let strangers: Vec<PathBuf> = folders_in(&shards)?.into_iter().filter(is_strange).collect();
    if !strangers.is_empty() && !force {
        return Err(JobError::OtherParts { shards, strangers });
    }
    for folder in strangers {
        // Not while somebody computes it.
        let _place = Place::reserve(&folder)?;
        let ticket = folder.join(TICKET);
        fs::remove_file(&ticket).map_err(|source| CheckpointError::Io {
            action: "remove",
            path: ticket,
            source,
        })?;
        discard(&folder)?;
    }
    Ok(())
}
