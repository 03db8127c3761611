//! Finished parts of a long computation, kept beside its target until it is done.
//!
//! The folder `.NAME.unfinished` beside the target `NAME` holds one file for each finished chunk. A file is one line of
//! JSON (format, program and its build, fingerprint of the request, number of the chunk, SHA-256 of the rest) and then the chunk itself. It is
//! written under another name, flushed to the disk, and renamed, so a file under its own name is whole, whenever the
//! program is killed. What cannot be used is never changed nor removed, unless the folder is discarded by request.
//!
//! Before the result is put in place, the file `concluded` names its request: if the program is killed before the chunks are removed,
//! the next run of this request knows that they are of no more use. Whoever opens the folder to go on takes the file away.

use serde_json::{Value, json};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::digest::sha256;
use super::place::{Place, UNFINISHED};

/// Version of the layout.
const FORMAT: u64 = 1;

/// Why a checkpoint cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    #[error("{} holds the unfinished parts of an earlier run; add --resume to continue it, or --force to discard them", .0.display())]
    Unfinished(PathBuf),
    #[error("{} is damaged: {what}; it was left as it is. Remove it to have its worlds computed again", path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("{} belongs to another request: {what}; it was left as it is. Repeat the request that made it, or add --force (without --resume) to discard it", path.display())]
    Foreign { path: PathBuf, what: String },
    #[error(
        "{} was computed by another build of the program ({theirs}; this is {ours}), and worlds of two builds are never mixed; it \
         was left as it is. Continue with the build that made it, or add --force (without --resume) to discard it",
        path.display()
    )]
    OtherBuild {
        path: PathBuf,
        theirs: String,
        ours: String,
    },
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

/// What to do with parts that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    Refuse,
    Resume,
    Discard,
}

/// Who computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maker {
    /// Name and version of the program.
    pub program: &'static str,
    /// What it was built from.
    pub build: &'static str,
}

/// The folder of one computation.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    folder: PathBuf,
    maker: Maker,
    fingerprint: String,
    /// Nobody else reads or writes there meanwhile; `None` if nothing is written there.
    _place: Option<Arc<Place>>,
}

impl Checkpoint {
    /// Looks at what is there; writes nothing, unless it is to be discarded. `fingerprint` tells requests apart whose parts
    /// must not be mixed.
    ///
    /// # Errors
    /// If there are parts although `earlier` refuses them, or the folder cannot be read or emptied.
    pub fn open(
        place: &Arc<Place>,
        maker: Maker,
        fingerprint: &str,
        earlier: Earlier,
    ) -> Result<Self, CheckpointError> {
        Self::open_in(place.hidden(UNFINISHED), place, maker, fingerprint, earlier)
    }

    /// As [`Checkpoint::open`], in another folder of the place.
    ///
    /// # Errors
    /// As [`Checkpoint::open`].
    pub fn open_in(
        folder: PathBuf,
        place: &Arc<Place>,
        maker: Maker,
        fingerprint: &str,
        earlier: Earlier,
    ) -> Result<Self, CheckpointError> {
        let checkpoint = Checkpoint {
            _place: Some(Arc::clone(place)),
            ..Self::beside(folder, maker, fingerprint)
        };
        if checkpoint.folder.exists() {
            match earlier {
                Earlier::Refuse => return Err(CheckpointError::Unfinished(checkpoint.folder)),
                Earlier::Resume => {
                    checkpoint.try_writing()?;
                    checkpoint.look_at_one()?;
                    remove_file(&checkpoint.folder.join(CONCLUDED))?;
                }
                Earlier::Discard => checkpoint.remove()?,
            }
        }
        Ok(checkpoint)
    }

    /// A folder of chunks that is only read, and that others may write to meanwhile.
    pub fn beside(folder: PathBuf, maker: Maker, fingerprint: &str) -> Self {
        Checkpoint {
            folder,
            maker,
            fingerprint: fingerprint.to_owned(),
            _place: None,
        }
    }

    /// Removes what a run that was killed after the result of `request` was in place had no time to remove. What goes into the result of
    /// another request stays, and so does what cannot be removed.
    pub fn remove_concluded(place: &Place, request: &str) {
        let folder = place.hidden(UNFINISHED);
        if fs::read(folder.join(CONCLUDED)).is_ok_and(|concluded| concluded == request.as_bytes()) {
            let _ = discard(&folder);
        } else {
            // An empty folder is where a removal was cut short at its last step; another one is not removed so.
            let _ = fs::remove_dir(&folder);
        }
    }

    /// Whether files can be made in the folder is better known before the work than after its first part.
    fn try_writing(&self) -> Result<(), CheckpointError> {
        let probe = self.folder.join(format!("chunk-probe.{PARTIAL}"));
        fs::write(&probe, "").map_err(failed("write", &probe))?;
        fs::remove_file(&probe).map_err(failed("remove", &probe))
    }

    /// Whatever numbers the chunks of this request have, those of another one must not be taken for rubbish.
    fn look_at_one(&self) -> Result<(), CheckpointError> {
        match self.chunks()?.first() {
            Some(number) => self.read(*number).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Numbers of the chunks that are there, rising.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn chunks(&self) -> Result<Vec<u64>, CheckpointError> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed("read", &self.folder))?,
        };
        let number = |entry: fs::DirEntry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.strip_prefix("chunk-")?.strip_suffix(".json")?.parse().ok()
        };
        let mut numbers: Vec<u64> = entries.flatten().filter_map(number).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether any chunk is kept.
    pub fn holds_something(&self) -> bool {
        holds_chunks(&self.folder)
    }

    /// The payload of a chunk, if it is there.
    ///
    /// # Errors
    /// If the file is damaged, belongs to another request, or cannot be read.
    pub fn read(&self, chunk: u64) -> Result<Option<Vec<u8>>, CheckpointError> {
        let path = self.path(chunk);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(failed("read", &path)(source)),
        };
        let damaged = |what: &str| self.damaged(chunk, what);
        let end = bytes
            .iter()
            .position(|b| *b == b'\n')
            .ok_or_else(|| damaged("it has no header"))?;
        let (header, payload) = (&bytes[..end], &bytes[end + 1..]);
        let header: Value = serde_json::from_slice(header).map_err(|_| damaged("its header is not JSON"))?;
        let foreign = |what: String| CheckpointError::Foreign {
            path: path.clone(),
            what,
        };
        if header["format"] != FORMAT {
            return Err(foreign(format!("its format is {}, not {FORMAT}", header["format"])));
        }
        let (program, build) = (&header["program"], &header["build"]);
        if program != self.maker.program || build != self.maker.build {
            let named =
                |program: &str, build: &str| format!("{program}, build {}", build.get(..SHOWN).unwrap_or(build));
            return Err(CheckpointError::OtherBuild {
                path: path.clone(),
                theirs: named(
                    program.as_str().unwrap_or("unknown"),
                    build.as_str().unwrap_or("unknown"),
                ),
                ours: named(self.maker.program, self.maker.build),
            });
        }
        if header["sha256"] != sha256(payload).as_str() {
            return Err(damaged("its contents do not match their checksum"));
        }
        if header["fingerprint"] != self.fingerprint.as_str() {
            return Err(foreign(
                "the scenario or an option that alters results is not the same".into(),
            ));
        }
        if header["chunk"] != chunk {
            return Err(damaged(&format!("it says that it is chunk {}", header["chunk"])));
        }
        Ok(Some(payload.to_vec()))
    }

    /// Keeps a chunk.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, chunk: u64, payload: &[u8]) -> Result<(), CheckpointError> {
        fs::create_dir_all(&self.folder).map_err(failed("create", &self.folder))?;
        let header = json!({
            "format": FORMAT,
            "program": self.maker.program,
            "build": self.maker.build,
            "fingerprint": self.fingerprint,
            "chunk": chunk,
            "sha256": sha256(payload),
        });
        let path = self.path(chunk);
        let partial = path.with_extension(PARTIAL);
        let io = |source| failed("write", &partial)(source);
        let mut file = fs::File::create(&partial).map_err(io)?;
        file.write_all(format!("{header}\n").as_bytes()).map_err(io)?;
        file.write_all(payload).map_err(io)?;
        file.sync_all().map_err(io)?;
        fs::rename(&partial, &path).map_err(failed("write", &path))
    }

    /// Says that the chunks, if any are kept, have become the result of a request, which is about to be put in place.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn conclude(&self, request: &str) -> Result<(), CheckpointError> {
        match self.folder.is_dir() {
            true => {
                let path = self.folder.join(CONCLUDED);
                fs::write(&path, request).map_err(failed("write", &path))
            }
            false => Ok(()),
        }
    }

    /// Removes the chunks, and the folder if nothing else is in it.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub fn remove(&self) -> Result<(), CheckpointError> {
        discard(&self.folder)
    }

    /// The error for a chunk whose payload makes no sense.
    pub fn damaged(&self, chunk: u64, what: &str) -> CheckpointError {
        CheckpointError::Damaged {
            path: self.path(chunk),
            what: what.to_owned(),
        }
    }

    /// The file of a chunk.
    pub fn path(&self, chunk: u64) -> PathBuf {
        self.folder.join(format!("chunk-{chunk:06}.json"))
    }
}

/// Whether a folder has chunks, of whatever request.
pub fn holds_chunks(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|e| is_chunk(&e.file_name().to_string_lossy())))
}

/// Removes the chunks of a folder, of whatever request, and the folder if nothing else is in it.
///
/// # Errors
/// If a file cannot be removed.
pub fn discard(folder: &Path) -> Result<(), CheckpointError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(failed("read", folder)(source)),
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_chunk(&name) || name.starts_with("chunk-") && name.ends_with(PARTIAL) {
            remove_file(&entry.path())?;
        }
    }
    // The last one, so that a removal that is cut short can be made up for.
    remove_file(&folder.join(CONCLUDED))?;
    // Refused if a file of another owner is left, which then stays.
    let _ = fs::remove_dir(folder);
    Ok(())
}

/// Removes a file, if it is there.
fn remove_file(path: &Path) -> Result<(), CheckpointError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(failed("remove", path)),
    }
}

/// Digits of a build's name that are shown.
pub const SHOWN: usize = 12;

/// File that names the request whose result the chunks have become.
const CONCLUDED: &str = "concluded";
/// Extension of a file that is being written.
const PARTIAL: &str = "partial";

fn is_chunk(name: &str) -> bool {
    name.starts_with("chunk-") && name.ends_with(".json")
}

fn failed<'p>(action: &'static str, path: &'p Path) -> impl FnOnce(io::Error) -> CheckpointError + 'p {
    move |source| CheckpointError::Io {
        action,
        path: path.to_owned(),
        source,
    }
}
