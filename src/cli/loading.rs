//! From paths and options to checked scenarios and studies.

use std::path::{Path, PathBuf};

use honest_broker::report::story::Names;
use honest_broker::scenario::{self, Problems, Scenario};
use honest_broker::study::{Arm, Study};

use super::arguments::Input;
use super::failure::Failure;

/// All scenarios under the paths. Problems of all files are reported together.
pub fn scenarios(paths: &[PathBuf], recursive: bool, input: &Input) -> Result<Vec<(PathBuf, Scenario)>, Failure> {
    let failed = |problems| Failure::Scenario(problems, input.format);
    let files = scenario::find(paths, recursive).map_err(failed)?;
    let mut loaded = Vec::new();
    let mut problems: Option<Problems> = None;
    for file in files {
        match scenario::load(&file, &input.settings) {
            Ok(scenario) => loaded.push((file, scenario)),
            Err(more) => match &mut problems {
                Some(all) => all.append(more),
                None => problems = Some(more),
            },
        }
    }
    problems.map_or(Ok(loaded), |problems| Err(failed(problems)))
}

/// One scenario.
pub fn scenario(path: &Path, input: &Input) -> Result<Scenario, Failure> {
    scenario::load(path, &input.settings).map_err(|problems| Failure::Scenario(problems, input.format))
}

/// What a study is to compute, besides the scenario.
pub struct Plan<'a> {
    /// Empty for all.
    pub arms: &'a [String],
    pub baseline: &'a str,
    pub seed: u64,
    pub episodes: u64,
    pub grid: usize,
}

/// The study of a scenario: the arms asked for, in the order of the scenario, the baseline first among them.
pub fn study(scenario: &Scenario, plan: &Plan, input: &Input) -> Result<Study, Failure> {
    let failed = |problems| Failure::Scenario(problems, input.format);
    for name in plan.arms.iter().map(String::as_str).chain([plan.baseline]) {
        scenario.arm(name).map_err(failed)?;
    }
    let wanted = |name: &str| plan.arms.is_empty() || name == plan.baseline || plan.arms.iter().any(|a| a == name);
    let mut arms = Vec::new();
    for arm in scenario.arms.iter().filter(|arm| wanted(&arm.name)) {
        arms.push(Arm {
            name: arm.name.clone(),
            game: scenario.game(&arm.name).map_err(failed)?,
        });
    }
    let baseline = arms.iter().position(|arm| arm.name == plan.baseline).unwrap_or(0);
    Ok(Study {
        scenario: scenario.stem.clone(),
        arms,
        baseline,
        seed: plan.seed,
        episodes: plan.episodes,
        grid: plan.grid,
    })
}

/// Names for prose.
pub fn names(scenario: &Scenario) -> Names {
    Names {
        disarmer: scenario.roles.disarmer.clone(),
        guarantor: scenario.roles.guarantor.clone(),
        broker: scenario.roles.broker.clone(),
        stages: scenario
            .stage_names
            .iter()
            .map(|s| (s.name.clone(), s.relief.clone()))
            .collect(),
    }
}
