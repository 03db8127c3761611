//! Finished chunks of worlds on the disk, and the command that continues from them.

use std::ffi::OsStr;

use honest_broker::output::checkpoint::{Checkpoint, CheckpointError};
use honest_broker::study::batch::Store;
use honest_broker::study::world::WorldResult;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Keeps chunks as JSON, whose numbers read back as the same bits.
pub struct Chunks<'c> {
    pub checkpoint: &'c Checkpoint,
    /// Worlds of a chunk.
    pub size: u64,
}

impl Store for Chunks<'_> {
    type Error = CheckpointError;

    fn load(&self, chunk: u64) -> Result<Option<Vec<WorldResult>>, CheckpointError> {
        let Some(bytes) = self.checkpoint.read(chunk)? else {
            return Ok(None);
        };
        let worlds: Vec<WorldResult> = serde_json::from_slice(&bytes).map_err(|e| {
            self.checkpoint
                .damaged(chunk, &format!("its worlds cannot be read ({e})"))
        })?;
        let first = chunk * self.size;
        let expected = worlds.len() as u64 == self.size && worlds.iter().zip(first..).all(|(w, n)| w.world == n);
        match expected {
            true => Ok(Some(worlds)),
            false => Err(self
                .checkpoint
                .damaged(chunk, "it does not hold the worlds of this chunk")),
        }
    }

    fn save(&self, chunk: u64, worlds: &[WorldResult]) -> Result<(), CheckpointError> {
        let bytes = serde_json::to_vec(worlds).expect("counts and finite numbers can always be written as JSON");
        self.checkpoint.write(chunk, &bytes)
    }
}

/// Name and version, as chunks carry them.
pub const PROGRAM: &str = concat!("honest-broker ", env!("CARGO_PKG_VERSION"));

/// SHA-256 of a request, written as JSON with sorted keys.
pub fn fingerprint(request: &Value) -> String {
    let digest = Sha256::digest(request.to_string().as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// This command with `--resume`, quoted for a POSIX shell.
pub fn continuation() -> String {
    let mut words: Vec<String> = std::env::args_os().map(|word| quoted(&word)).collect();
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".into());
    }
    words.join(" ")
}

/// A word as a POSIX shell reads it back.
fn quoted(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.into_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_would_change_them() {
        let of = |word: &str| quoted(OsStr::new(word));
        assert_eq!(of("scenarios/a-b.toml"), "scenarios/a-b.toml");
        assert_eq!(of("--set=a.b=0.5"), "--set=a.b=0.5");
        assert_eq!(of("my file"), "'my file'");
        assert_eq!(of("it's"), r"'it'\''s'");
        assert_eq!(of("a={ beta = [1, 2] }"), "'a={ beta = [1, 2] }'");
        assert_eq!(of(""), "''");
    }
}
