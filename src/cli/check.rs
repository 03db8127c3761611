//! `check`: are the files right, and what do they mean?

use honest_broker::report::{reasons, scenario::describe};
use honest_broker::scenario::{Problems, printable};

use serde_json::{Value, json};

use super::arguments::Check;
use super::failure::{Failure, print};
use super::format::Format;
use super::loading::{scenarios, warned};
use super::screen::say;

pub fn run(options: &Check) -> Result<(), Failure> {
    let mut warnings = Problems::default();
    let mut ledgers: Vec<Value> = Vec::new();
    for (file, scenario) in scenarios(&options.paths, options.recursive, &options.input)? {
        let refused = |problems| Failure::Scenario(problems, options.input.format);
        let arm = &scenario.default_arm().name;
        let game = scenario.game(arm).map_err(refused)?;
        ledgers.push(json!({ "file": file.display().to_string(), "arm": arm, "ledger": reasons::json(&game) }));
        let described = describe(&scenario, options.grid).map_err(refused)?;
        if options.input.format == Format::Text {
            say(&format!(
                "{}: valid\n\n{described}",
                printable(&file.display().to_string())
            ))?;
            print(&warned(&scenario))?;
        }
        warnings.append(scenario.warnings().clone());
    }
    match options.input.format {
        Format::Text => {}
        Format::Json => {
            let mut all = warnings.to_json();
            all["ledgers"] = json!(ledgers);
            print(&format!("{all:#}\n"))?;
        }
    }
    match warnings.len() {
        n if n > 0 && options.strict => Err(Failure::Odd(n)),
        _ => Ok(()),
    }
}
