//! From paths and options to checked scenarios.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use honest_broker::scenario::{self, Problems, Scenario};

use super::failure::Failure;
use super::input::Input;

/// What was found under paths.
pub struct Scenarios {
    /// Files and what they hold.
    pub loaded: Vec<(PathBuf, Scenario)>,
    /// Files that others of them extend, and that are no whole scenarios themselves.
    pub bases: Vec<PathBuf>,
}

/// All scenarios under the paths. Problems of all files are reported together.
pub fn scenarios(paths: &[PathBuf], recursive: bool, input: &Input) -> Result<Scenarios, Failure> {
    once(input)?;
    let failed = |problems| Failure::Scenario(problems, input.format);
    let files = scenario::find(paths, recursive).map_err(failed)?;
    let found = Found::among(&files, paths);
    let (mut loaded, mut bases) = (Vec::new(), Vec::new());
    let mut problems: Option<Problems> = None;
    for file in files {
        match scenario::load(&file, &input.settings) {
            Ok(scenario) => loaded.push((file, scenario)),
            Err(_) if found.is_base(&file) => bases.push(file),
            Err(more) => match &mut problems {
                Some(all) => all.append(more),
                None => problems = Some(more),
            },
        }
    }
    problems.map_or(Ok(Scenarios { loaded, bases }), |problems| Err(failed(problems)))
}

/// The files that were found in a folder and not named, and those that others extend.
struct Found<'p> {
    named: &'p [PathBuf],
    extended: BTreeSet<PathBuf>,
}

impl<'p> Found<'p> {
    fn among(files: &[PathBuf], named: &'p [PathBuf]) -> Self {
        Found {
            named,
            extended: scenario::bases(files),
        }
    }

    /// Whether a file need not be a scenario, because it was found in a folder and another one extends it.
    fn is_base(&self, file: &PathBuf) -> bool {
        let is_extended = |file: PathBuf| self.extended.contains(&file);
        !self.named.contains(file) && file.canonicalize().is_ok_and(is_extended)
    }
}

/// A file and its scenario, or why it has none.
pub type Loaded = (PathBuf, Result<Scenario, Failure>);

/// All files under the paths with their scenarios. Without `apart`, the problems of all files are one failure; with it, each file has
/// its own.
pub fn each(paths: &[PathBuf], recursive: bool, input: &Input, apart: bool) -> Result<Vec<Loaded>, Failure> {
    if !apart {
        let all = scenarios(paths, recursive, input)?.loaded;
        return Ok(all.into_iter().map(|(file, scenario)| (file, Ok(scenario))).collect());
    }
    let files = scenario::find(paths, recursive).map_err(|problems| Failure::Scenario(problems, input.format))?;
    let found = Found::among(&files, paths);
    let load = |file: PathBuf| {
        let loaded = self::scenario(&file, input);
        (loaded.is_ok() || !found.is_base(&file)).then_some((file, loaded))
    };
    Ok(files.into_iter().filter_map(load).collect())
}

/// What is valid in a scenario and hardly meant, after an empty line; nothing if there is nothing.
pub fn warned(scenario: &Scenario) -> String {
    match scenario.warnings().is_empty() {
        true => String::new(),
        false => format!("\n{}", scenario.warnings().to_text(false)),
    }
}

/// An error if a key is set twice: only one of the values could hold.
fn once(input: &Input) -> Result<(), Failure> {
    for (place, setting) in input.settings.iter().enumerate() {
        if input.settings[..place]
            .iter()
            .any(|before| before.key() == setting.key())
        {
            return Err(Failure::Usage(format!(
                "--set {} is given twice; give it once",
                setting.key()
            )));
        }
    }
    Ok(())
}

/// One scenario.
pub fn scenario(path: &Path, input: &Input) -> Result<Scenario, Failure> {
    once(input)?;
    scenario::load(path, &input.settings).map_err(|problems| Failure::Scenario(problems, input.format))
}
