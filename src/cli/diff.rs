//! `diff`: in what two scenarios differ, or two results.

use honest_broker::job::diff::diff;

use super::failure::{Failure, print};
use super::format::Format;
use super::screen::say;
use super::telling::Diff;

pub fn run(options: &Diff) -> Result<(), Failure> {
    let failed = |error| Failure::of_job(error, options.format);
    let found = diff([&options.first, &options.second], options.level).map_err(failed)?;
    match options.format {
        Format::Text => say(&found.text())?,
        Format::Json => print(&format!("{:#}\n", found.json()))?,
    }
    match options.exit_code && found.differs() {
        true => Err(Failure::Differing),
        false => Ok(()),
    }
}
