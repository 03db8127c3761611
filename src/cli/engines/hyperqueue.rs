//! HyperQueue: one job, whose last task waits for all others, submitted by the package for Python.

use std::path::Path;
use std::process::Command;

use honest_broker::report::shell::quoted;
use serde_json::json;

use super::super::batch::Batch;
use super::super::batching::Plan;
use super::super::failure::Failure;
use super::super::screen::say;
use super::{run, write};

pub fn start(options: &Batch, plan: &Plan, folder: &Path) -> Result<(), Failure> {
    let logs = folder.join("logs");
    super::single::folder(&logs)?;
    let program = plan.program.display().to_string();
    let parts: Vec<Vec<String>> = (1..=plan.shards).map(|number| plan.words_of(number, &[])).collect();
    let mut merge = plan.merge();
    merge.extend(["--threads".to_owned(), plan.cpus.to_string()]);
    let job = json!({
        "program": program,
        "folder": plan.here.display().to_string(),
        "logs": logs.display().to_string(),
        "cpus": plan.cpus,
        "parts": parts,
        "merge": merge,
    });
    write(folder, "job.json", &format!("{job:#}\n"))?;
    let script = write(folder, "job.py", SCRIPT)?;
    // As it can be typed.
    let shown = quoted(&script.display().to_string());
    if options.write_only {
        return say(&format!(
            "Wrote {shown}: `python3 {shown}` submits {} parts to a running server, and with --local to one of its own.\n",
            plan.shards
        ));
    }
    run(
        Command::new("python3").arg(&script),
        "python3 with the package hyperqueue, which submits to a running server,",
        &format!("python3 {shown}"),
    )?;
    say(&format!(
        "Parts that fail are submitted again by the same command, and go on where they were: python3 {shown}\n"
    ))
}

/// Reads the job from beside itself, so that words need no quotes.
const SCRIPT: &str = r#"#!/usr/bin/env python3
"""Submits the parts in job.json to HyperQueue, with a last task that puts them together.

Needs the package `hyperqueue` from PyPI. Without options the job goes to the running server (`hq server start`), and this script
does not wait for it; --local starts a server and a worker on this machine, and waits. Numbers name the parts to submit: with some,
only these, and what puts all together.
"""
import argparse
import json
import pathlib

from hyperqueue import Client, Job, LocalCluster
from hyperqueue.ffi.protocol import ResourceRequest

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--local", action="store_true", help="start a server and a worker here, and wait")
parser.add_argument("parts", nargs="*", type=int, help="numbers of parts (default: all)")
arguments = parser.parse_args()

told = json.loads(pathlib.Path(__file__).with_name("job.json").read_text())
resources = ResourceRequest(cpus=told["cpus"])


def task(job, name, words, deps=()):
    log = f"{told['logs']}/{name}.txt"
    return job.program(
        [told["program"], *words], cwd=told["folder"], stdout=log, stderr=log, name=name, resources=resources, deps=deps
    )


def submit(client):
    job = Job()
    numbers = arguments.parts or range(1, len(told["parts"]) + 1)
    parts = [task(job, f"part-{number}", told["parts"][number - 1]) for number in numbers]
    task(job, "merge", told["merge"], deps=parts)
    submitted = client.submit(job)
    print(f"Submitted {len(parts)} parts and what puts them together as job {submitted.id}.", flush=True)
    return submitted


if arguments.local:
    with LocalCluster() as cluster:
        cluster.start_worker()
        client = cluster.client()
        client.wait_for_jobs([submit(client)])
else:
    submit(Client())
"#;
