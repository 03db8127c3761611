//! A computation from a scenario to a folder of results: what is written, kept, resumed and told meanwhile.
//!
//! A job owns its folder and its checkpoint. Worlds are kept chunk by chunk, so that an interrupted job goes on where it was.
//! At the end all tables are written before any chart, and the manifest last; the folder appears whole or not at all.
//! Progress is told to a [`Watch`].
//!
//! A new command is a file here: it computes worlds with [`Job::store`], turns them into tables and figures, and hands both to
//! the job to be written.
#![warn(missing_docs)]

pub mod attribute;
pub mod backtest;
mod beside;
mod chunks;
pub mod compare;
mod computation;
pub mod diff;
pub mod discover;
mod dividing;
mod division;
pub mod drivers;
mod earlier;
pub mod episodes;
mod error;
mod fan;
mod folder;
mod inputs;
mod inquiry;
mod maker;
pub mod merge;
pub mod names;
pub mod overview;
pub mod package;
pub mod page;
mod pictures;
pub mod reach;
pub mod robust;
pub mod rough;
pub mod sample;
pub mod shard;
pub mod solution;
pub mod sweep;
pub mod verify;
mod watch;

pub use chunks::Chunks;
pub use error::JobError;
pub use folder::{Finished, Job, Opened, Target};
pub use inquiry::{Answered, Work};
pub use watch::{Event, Step, Watch};
