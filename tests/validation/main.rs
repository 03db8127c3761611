//! Published results, and those of an independent implementation.

mod validation;
