//! `check`: are the files right, and what do they mean?

use honest_broker::report::scenario::describe;

use super::arguments::Check;
use super::failure::{Failure, print};
use super::loading::scenarios;

pub fn run(options: &Check) -> Result<(), Failure> {
    let mut text = String::new();
    for (file, scenario) in scenarios(&options.paths, options.recursive, &options.input)? {
        let described = describe(&scenario, options.grid).map_err(|p| Failure::Scenario(p, options.input.format))?;
        text.push_str(&format!("{}: valid\n\n{described}", file.display()));
    }
    print(&text)
}
