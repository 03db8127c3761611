//! Mergeable accumulators and estimates with intervals (`docs/statistics.md`). Knows nothing of the game.

pub mod boxes;
pub mod clusters;
pub mod components;
pub mod control;
pub mod cross;
pub mod estimate;
pub mod indices;
pub mod level;
pub mod levels;
pub mod moments;
pub mod paired;
pub mod sampled;
pub mod sequential;
pub mod shapley;
pub mod walk;

pub use clusters::{Clusters, Scale, ratio};
pub use cross::CrossMoments;
pub use estimate::Estimate;
pub use level::{Level, level, set_level, set_level_here};
pub use moments::Moments;
