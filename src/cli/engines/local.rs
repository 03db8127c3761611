//! Processes on this machine, as many at a time as it has processors for.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use honest_broker::report::shell::command;

use super::super::batch::Batch;
use super::super::batching::Plan;
use super::super::failure::{Failure, complain};
use super::super::screen::say;
use super::write;

/// Time between two looks at the processes.
const LOOK: Duration = Duration::from_millis(50);

/// A part that is being computed.
struct Running {
    number: u64,
    child: Child,
}

pub fn start(options: &Batch, plan: &Plan, folder: &Path, stop: &AtomicBool) -> Result<(), Failure> {
    let logs = folder.join("logs");
    super::single::folder(&logs)?;
    if options.write_only {
        let script = write(folder, "run.sh", &script(plan))?;
        return say(&format!(
            "Wrote {}, which computes the parts one after the other and puts them together.\n",
            script.display()
        ));
    }
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let at_once = (processors / usize::from(plan.cpus)).max(1);
    let mut waiting = 1..=plan.shards;
    let (mut running, mut failed): (Vec<Running>, Vec<(u64, String)>) = (Vec::new(), Vec::new());
    loop {
        if stop.load(Ordering::Relaxed) {
            for part in &mut running {
                // What it has finished is kept.
                let _ = part.child.kill();
                let _ = part.child.wait();
            }
            return Err(Failure::Interrupted(
                "finished worlds are kept; the same command goes on from there".to_owned(),
            ));
        }
        while running.len() < at_once
            && let Some(number) = waiting.next()
        {
            let child = part(plan, number, &logs)?;
            running.push(Running { number, child });
        }
        if running.is_empty() {
            break;
        }
        std::thread::sleep(LOOK);
        let mut still = Vec::new();
        for mut part in running {
            match part.child.try_wait() {
                Ok(None) => still.push(part),
                Ok(Some(status)) if status.success() => {}
                Ok(Some(status)) => failed.push((part.number, status.to_string())),
                Err(error) => failed.push((part.number, error.to_string())),
            }
        }
        running = still;
    }
    if failed.is_empty() {
        return Ok(());
    }
    failed.sort_unstable();
    for (number, how) in &failed {
        complain(&format!(
            "part {number} has failed ({how}): {}\n",
            logs.join(format!("part-{number}.txt")).display()
        ));
    }
    Err(Failure::Io(format!(
        "{} of {} parts have failed; once what they say is mended, the same command goes on from there",
        failed.len(),
        plan.shards
    )))
}

/// Starts a part, which prints into a file of its own.
fn part(plan: &Plan, number: u64, logs: &Path) -> Result<Child, Failure> {
    let path = logs.join(format!("part-{number}.txt"));
    let failed = |error: std::io::Error| Failure::Io(format!("cannot start part {number}: {error}"));
    let log = File::create(&path).map_err(failed)?;
    Command::new(&plan.program)
        .args(plan.words_of(number, &["--threads", &plan.cpus.to_string()]))
        .stdin(Stdio::null())
        .stdout(log.try_clone().map_err(failed)?)
        .stderr(log)
        .spawn()
        .map_err(failed)
}

/// The same as a script.
fn script(plan: &Plan) -> String {
    let program = plan.program.display().to_string();
    let merge = plan.merge();
    format!(
        "#!/bin/sh
# Computes the parts one after the other, and puts them together.
set -e
cd {here}
number=1
while [ \"$number\" -le {shards} ]; do
    {part}
    number=$((number + 1))
done
{merge}
",
        here = command([plan.here.display().to_string().as_str()]),
        shards = plan.shards,
        part = plan.part("\"$number\"", &["--threads", &plan.cpus.to_string()]),
        merge = command([program.as_str()].into_iter().chain(merge.iter().map(String::as_str))),
    )
}
