//! What runs the parts of a command: each engine gets files that a reader can change and start again, and starts them.

mod hyperqueue;
mod local;
mod slurm;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use super::batch::{Batch, Engine};
use super::batching::{Plan, folder};
use super::failure::Failure;
use super::screen::say;
use super::single;

/// Writes what the engine needs, and starts it unless that is not wanted.
pub fn start(options: &Batch, plan: &Plan, stop: &AtomicBool) -> Result<(), Failure> {
    if !options.sbatch.is_empty() && options.engine != Engine::Slurm {
        return Err(Failure::Usage(
            "--sbatch has a meaning with --engine slurm alone; leave it out".to_owned(),
        ));
    }
    let folder = absolute(&folder(options, plan))?;
    single::folder(&folder)?;
    match options.engine {
        Engine::Slurm => slurm::start(options, plan, &folder),
        Engine::Hyperqueue => hyperqueue::start(options, plan, &folder),
        Engine::Local => local::start(options, plan, &folder, stop),
    }
}

/// Scripts run in other folders.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::Io(format!("cannot tell where {} is: {error}", path.display())))
}

/// Writes a file of an engine.
fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, Failure> {
    let path = folder.join(name);
    single::write(&path, text)?;
    executable(&path).map_err(|error| Failure::Io(format!("cannot make {} executable: {error}", path.display())))?;
    Ok(path)
}

#[cfg(unix)]
fn executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Runs a script, and prints what it says. `again` sends what is written when the engine can be reached.
fn run(command: &mut Command, what: &str, again: &str) -> Result<(), Failure> {
    let later = format!("the scripts are written, and `{again}` sends them later");
    let output = command
        .output()
        .map_err(|error| Failure::Io(format!("{what} cannot be started: {error}; {later}")))?;
    say(&String::from_utf8_lossy(&output.stdout))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(Failure::Io(format!(
            "{what} has failed; {later}:\n{}",
            String::from_utf8_lossy(&output.stderr).trim_end()
        ))),
    }
}
