//! Finished chunks of worlds on the disk.

use super::shard::Others;
use crate::output::checkpoint::{Checkpoint, CheckpointError};
use crate::study::chunks::{Belief, Store};
use crate::study::world::WorldResult;

/// Keeps chunks as JSON, whose numbers read back as the same bits.
pub struct Chunks<'c> {
    pub(super) checkpoint: &'c Checkpoint,
    /// Asked for what is not there.
    pub(super) others: &'c Others,
}

impl Store for Chunks<'_> {
    type Error = CheckpointError;

    fn load(&self, chunk: u64, believed: Belief) -> Result<Option<Vec<WorldResult>>, CheckpointError> {
        let own = self.checkpoint.read(chunk)?;
        let is_own = own.is_some();
        let Some(bytes) = own.map_or_else(|| self.others.read(chunk), |own| Ok(Some(own)))? else {
            return Ok(None);
        };
        if !is_own && matches!(self.others, Others::Parts { .. }) {
            // What another part has, and is not as it should be, is computed here.
            let worlds: Option<Vec<WorldResult>> = serde_json::from_slice(&bytes).ok();
            return Ok(worlds.filter(|worlds| believed(worlds).is_ok()));
        }
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
