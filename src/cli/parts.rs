//! Parts that are put together instead of computing their worlds.

use honest_broker::job::shard::Merged;

/// Parts that are put together, and what they have read.
#[derive(Clone, Debug)]
pub struct Parts {
    pub merged: Merged,
    /// Name and text of a design.
    pub design: Option<(String, String)>,
}
