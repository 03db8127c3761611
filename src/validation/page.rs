use super::Verdict;
pub struct Section { pub title: String, pub text: String }
pub fn page(_: &[Verdict], _: &[Section]) -> String { String::new() }
pub fn table(_: &[Verdict]) -> String { String::new() }
