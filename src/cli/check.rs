//! `check`: are the files right, and what do they mean?

use honest_broker::report::scenario::describe;
use honest_broker::scenario::Problems;

use super::arguments::Check;
use super::failure::{Failure, print};
use super::format::Format;
use super::loading::{scenarios, warned};

pub fn run(options: &Check) -> Result<(), Failure> {
    let mut text = String::new();
    let mut warnings = Problems::default();
    for (file, scenario) in scenarios(&options.paths, options.recursive, &options.input)? {
        let described = describe(&scenario, options.grid).map_err(|p| Failure::Scenario(p, options.input.format))?;
        text.push_str(&format!(
            "{}: valid\n\n{described}{}",
            file.display(),
            warned(&scenario)
        ));
        warnings.append(scenario.warnings().clone());
    }
    match options.input.format {
        Format::Text => print(&text),
        Format::Json => print(&format!("{:#}\n", warnings.to_json())),
    }
}
