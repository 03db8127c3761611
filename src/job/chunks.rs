//! Finished chunks of worlds on the disk.

use crate::output::checkpoint::{Checkpoint, CheckpointError};
use crate::study::batch::Store;
use crate::study::world::WorldResult;

/// Keeps chunks as JSON, whose numbers read back as the same bits.
pub struct Chunks<'c> {
    pub(super) checkpoint: &'c Checkpoint,
    /// Worlds of a chunk.
    pub(super) size: u64,
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
