//! From estimates to what people read: words, findings, summaries.

pub mod story;
pub mod summary;
pub mod words;
