//! Published results, and those of an independent implementation.

mod reference_results;
mod validation;
