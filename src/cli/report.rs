//! `report`: one page from the folders of results.

use honest_broker::job::page::report;

use super::arguments::Report;
use super::failure::{Failure, print};
use super::file;
use super::format::Format;

pub fn run(options: &Report) -> Result<(), Failure> {
    let page = report(&options.paths).map_err(|error| Failure::of_job(error, Format::Text))?;
    file::write(&options.out, &page, options.force)?;
    print(&format!(
        "wrote {} ({} kB); open it in a browser\n",
        options.out.display(),
        page.len().div_ceil(1000)
    ))
}
