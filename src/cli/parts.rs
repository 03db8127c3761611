//! Parts that are put together instead of computing their worlds.

use std::path::PathBuf;
use std::sync::Mutex;

use honest_broker::job::shard::Merged;

/// Parts that are put together, and what they have read.
#[derive(Clone, Debug)]
pub struct Parts {
    pub merged: Merged,
    /// Name and text of a design.
    pub design: Option<(String, String)>,
}

/// Where the folders of parts are put down that a command would write to.
pub type Seen = Mutex<Vec<PathBuf>>;
