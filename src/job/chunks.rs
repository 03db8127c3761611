//! Finished chunks of worlds on the disk.

use crate::output::checkpoint::{Checkpoint, CheckpointError};
use crate::study::chunks::{Belief, Store};
use crate::study::world::WorldResult;

/// Keeps chunks as JSON, whose numbers read back as the same bits.
pub struct Chunks<'c> {
    pub(super) checkpoint: &'c Checkpoint,
}

impl Store for Chunks<'_> {
    type Error = CheckpointError;

    fn load(&self, chunk: u64, believed: Belief) -> Result<Option<Vec<WorldResult>>, CheckpointError> {
        let Some(bytes) = self.checkpoint.read(chunk)? else {
            return Ok(None);
        };
        let worlds: Vec<WorldResult> = serde_json::from_slice(&bytes).map_err(|e| {
            self.checkpoint
                .damaged(chunk, &format!("its worlds cannot be read ({e})"))
        })?;
        believed(&worlds).map_err(|fault| self.checkpoint.damaged(chunk, fault))?;
        Ok(Some(worlds))
    }

    fn save(&self, chunk: u64, worlds: &[WorldResult]) -> Result<(), CheckpointError> {
        let bytes = serde_json::to_vec(worlds).expect("counts and finite numbers can always be written as JSON");
        self.checkpoint.write(chunk, &bytes)
    }
}
