//! `check`: are the files right, and what do they mean?

use honest_broker::report::evidence::{Shares, listed, listed_json};
use honest_broker::report::{reasons, scenario::describe};
use honest_broker::scenario::{Problems, printable};

use serde_json::{Value, json};

use super::arguments::Check;
use super::failure::{Failure, print};
use super::format::Format;
use super::loading::{scenarios, warned};
use super::runs::written;
use super::screen::say;

pub fn run(options: &Check) -> Result<(), Failure> {
    let mut warnings = Problems::default();
    let (mut ledgers, mut evidence): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let settings = written(&options.input);
    let found = scenarios(&options.paths, options.recursive, &options.input)?;
    for (file, scenario) in found.loaded {
        let refused = |problems| Failure::Scenario(problems, options.input.format);
        let arm = &scenario.default_arm().name;
        let game = scenario.game(arm).map_err(refused)?;
        ledgers.push(json!({ "file": file.display().to_string(), "arm": arm, "ledger": reasons::json(&game) }));
        let described = describe(&scenario, options.grid).map_err(refused)?;
        let shares = Shares::of(&scenario, &settings);
        let mut of_file = shares.json();
        of_file["file"] = json!(file.display().to_string());
        if options.evidence {
            of_file["values"] = listed_json(&scenario, &settings);
        }
        evidence.push(of_file);
        if options.input.format == Format::Text {
            let values = match options.evidence {
                true => format!("\n{}", listed(&scenario, &settings)),
                false => String::new(),
            };
            say(&format!(
                "{}: valid\n\n{described}{}{values}\n",
                printable(&file.display().to_string()),
                shares.sentence()
            ))?;
            print(&warned(&scenario))?;
        }
        warnings.append(scenario.warnings().clone());
    }
    let bases: Vec<String> = found.bases.iter().map(|file| file.display().to_string()).collect();
    match options.input.format {
        Format::Text => {
            for file in &bases {
                say(&format!(
                    "{}: skipped, as other files extend it and it is no whole scenario by itself\n",
                    printable(file)
                ))?;
            }
        }
        Format::Json => {
            let mut all = warnings.to_json();
            all["ledgers"] = json!(ledgers);
            all["evidence"] = json!(evidence);
            all["skipped"] = json!(bases);
            print(&format!("{all:#}\n"))?;
        }
    }
    match warnings.len() {
        n if n > 0 && options.strict => Err(Failure::Odd(n)),
        _ => Ok(()),
    }
}
