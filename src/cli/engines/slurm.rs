//! Slurm: an array whose tasks are the parts, and a job that waits for all of them.

use std::path::Path;
use std::process::Command;

use honest_broker::report::shell::{command, quoted};

use super::super::batch::Batch;
use super::super::batching::Plan;
use super::super::failure::Failure;
use super::super::screen::say;
use super::{run, write};

pub fn start(options: &Batch, plan: &Plan, folder: &Path) -> Result<(), Failure> {
    fits(plan)?;
    let submit = written(options, plan, folder)?;
    // As it can be typed.
    let shown = quoted(&submit.display().to_string());
    if options.write_only {
        return say(&format!(
            "Wrote {shown}, which submits {} parts and what puts them together.\n",
            plan.shards
        ));
    }
    run(Command::new("sh").arg(&submit), "sbatch", &format!("sh {shown}"))?;
    say(&format!(
        "Parts that fail can be submitted again by their numbers, with what puts them all together: sh {shown} 2,5-7\n"
    ))
}

/// A cluster takes arrays up to a size.
fn fits(plan: &Plan) -> Result<(), Failure> {
    let Ok(shown) = Command::new("scontrol").args(["show", "config"]).output() else {
        return Ok(());
    };
    let text = String::from_utf8_lossy(&shown.stdout).into_owned();
    let line = text.lines().find(|line| line.trim_start().starts_with("MaxArraySize"));
    let most: Option<u64> = line.and_then(|line| line.split('=').nth(1)?.trim().parse().ok());
    match most {
        // Numbers of tasks are below it.
        Some(most) if plan.shards >= most => Err(Failure::Usage(format!(
            "--shards {}: this cluster takes arrays of {} tasks at most (MaxArraySize); take fewer parts, and more --cpus for each",
            plan.shards,
            most - 1
        ))),
        _ => Ok(()),
    }
}

/// Writes the three scripts; the one that submits the others.
fn written(options: &Batch, plan: &Plan, folder: &Path) -> Result<std::path::PathBuf, Failure> {
    let logs = folder.join("logs");
    super::single::folder(&logs)?;
    let further: String = options
        .sbatch
        .iter()
        .map(|option| format!("#SBATCH {option}\n"))
        .collect();
    let here = quoted(&plan.here.display().to_string());
    let parts = format!(
        "#!/bin/sh
#SBATCH --array=1-{shards}
#SBATCH --cpus-per-task={cpus}
#SBATCH --open-mode=append
{further}# One part of the work. What it has finished is kept: submitted again, it goes on from there.
cd {here} || exit 1
exec {part}
",
        shards = plan.shards,
        cpus = plan.cpus,
        part = plan.part("\"$SLURM_ARRAY_TASK_ID\"", &[]),
    );
    let program = plan.program.display().to_string();
    let merge = plan.merge();
    let merge = format!(
        "#!/bin/sh
#SBATCH --cpus-per-task={cpus}
#SBATCH --open-mode=append
{further}# Puts the parts together.
cd {here} || exit 1
exec {merge} --threads {cpus}
",
        cpus = plan.cpus,
        merge = command([program.as_str()].into_iter().chain(merge.iter().map(String::as_str))),
    );
    // In the scripts, names and paths would be taken apart at spaces and quotes.
    let named = |what: &str, log: &str| {
        let name = folder.file_stem().unwrap_or_default().to_string_lossy();
        let logs = logs.display().to_string().replace('%', "%%");
        let own = [
            ("--job-name", "-J", format!("{name}-{what}")),
            ("--output", "-o", format!("{logs}/{log}")),
        ];
        // What stands on the command line goes before what is asked for in the scripts.
        let asked = |option: &str| options.sbatch.iter().any(|further| further.starts_with(option));
        let own = own.iter().filter(|(long, short, _)| !asked(long) && !asked(short));
        let own: Vec<String> = own
            .map(|(long, _, value)| format!("{long}={}", quoted(value)))
            .collect();
        own.join(" ")
    };
    let parts = write(folder, "parts.sbatch", &parts)?;
    let merge = write(folder, "merge.sbatch", &merge)?;
    let submit = format!(
        "#!/bin/sh
# Submits the parts, and what puts them together once all are done. With numbers such as 2,5-7, those parts alone:
# the number of parts, which their command names, stays what it is.
set -e
parts=$(sbatch --parsable {of_parts} --array=\"${{1:-1-{shards}}}\" {parts})
parts=${{parts%%;*}}
merge=$(sbatch --parsable {of_merge} --dependency=afterok:\"$parts\" --kill-on-invalid-dep=yes {merge})
echo \"Submitted the parts as job $parts, and what puts them together as job ${{merge%%;*}}.\"
",
        shards = plan.shards,
        of_parts = named("parts", "part-%a.txt"),
        of_merge = named("merge", "merge.txt"),
        parts = quoted(&parts.display().to_string()),
        merge = quoted(&merge.display().to_string()),
    );
    write(folder, "submit.sh", &submit)
}
