use super::lab::Lab;
use super::Verdict;
pub fn claims(_: &Lab) -> Vec<Verdict> { Vec::new() }
