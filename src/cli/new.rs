//! `new`: a scenario to begin with.

use std::path::Path;

use honest_broker::report::shell::quoted;
use honest_broker::scenario::{self, Code, Problem, SHIPPED, printable};

use super::arguments::New;
use super::failure::{Failure, print};
use super::file;
use super::format::Format;

pub fn run(options: &New) -> Result<(), Failure> {
    let shown = printable(&options.file.display().to_string());
    if options.file.extension().is_none_or(|ending| ending != "toml") {
        return Err(Failure::Usage(format!(
            "`{shown}` is no name for a scenario: it ends in .toml; write {}",
            printable(&quoted(&options.file.with_extension("toml").to_string_lossy()))
        )));
    }
    let text = match &options.from {
        Some(case) => copied(case)?,
        None => {
            let stem = options.file.file_stem().unwrap_or_default().to_string_lossy();
            scenario::template(&printable(&stem).replace(['-', '_'], " "))
        }
    };
    file::write(&options.file, &text, options.force)?;
    let file = printable(&quoted(&options.file.to_string_lossy()));
    print(&format!(
        "wrote {shown}\nnext: honest-broker check {file}\nthen: honest-broker compare {file}\n"
    ))
}

/// The text of a shipped scenario, or of a file, which must be valid.
fn copied(case: &str) -> Result<String, Failure> {
    if let Some(text) = scenario::shipped(case) {
        return Ok(text.to_owned());
    }
    let path = Path::new(case);
    if !path.exists() {
        let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        let message = format!("`{case}` is neither a shipped scenario nor a file");
        let begun = names
            .iter()
            .find(|name| !case.is_empty() && last(name).starts_with(case.to_lowercase().as_str()));
        let all = format!("the shipped scenarios are {}", names.join(", "));
        let help = begun.map_or(all.clone(), |name| format!("did you mean `{}`? {all}", last(name)));
        let problem = Problem::about_file(Code::NotFound, case, printable(&message)).help(help);
        return Err(Failure::Scenario(problem.into(), Format::Text));
    }
    // What a scenario extends is copied with it: it may not be where the copy is.
    let scenario = scenario::load(path, &[]).map_err(|problems| Failure::Scenario(problems, Format::Text))?;
    Ok(scenario.text)
}

/// The name of a shipped scenario without its folder and ending.
fn last(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.strip_suffix(".toml").unwrap_or(file)
}
