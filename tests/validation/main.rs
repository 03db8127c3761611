//! Published results, those of an independent implementation, and what the record of single cases demands.

mod demands;
mod validation;
