//! Start-up and small jobs: reading a scenario, solving and playing it once, and what the pictures cost.
//!
//! `cargo bench --bench small_jobs` prints the fastest of several repeats of each step, and of the whole program as a user
//! starts it.

#[path = "shipped/mod.rs"]
mod shipped;

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use honest_broker::output::picture;
use honest_broker::scenario::{self, Uncertain, UncertainKind};
use shipped::{Arm, SCENARIO};

const REPEATS: usize = 9;
const CHARTS: [&str; 5] = ["outcomes", "phases", "first_ruptures", "beliefs", "effects"];

#[allow(clippy::disallowed_methods, reason = "time is what is measured")]
fn fastest(what: &str, mut work: impl FnMut()) {
    let mut best = f64::INFINITY;
    for _ in 0..REPEATS {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{what:<60} {:>8.1} ms", 1e3 * best);
}

fn program(arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_honest-broker"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .expect("the program starts");
    assert!(status.success(), "{arguments:?}");
}

fn main() {
    fastest("read and check the shipped scenario", || {
        black_box(scenario::load(Path::new(SCENARIO), &[]).expect("valid"));
    });
    fastest("solve no_broker, grid 11", || {
        black_box(Arm::shipped("no_broker", 11));
    });
    fastest("solve broker, grid 11", || {
        black_box(Arm::shipped("broker", 11));
    });
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("results/sample");
    let mut svgs = Vec::new();
    for chart in CHARTS {
        let Ok(svg) = std::fs::read_to_string(sample.join(format!("{chart}.svg"))) else {
            continue;
        };
        let png = picture::png(&svg, &[]).expect("a picture");
        fastest(&format!("picture {chart}: {} KB", png.len() / 1000), || {
            black_box(picture::png(&svg, &[]).expect("a picture"));
        });
        svgs.push(svg);
    }
    // The same without letters says what text costs.
    for svg in &mut svgs {
        *svg = without_text(svg);
    }
    fastest("all pictures without text", || {
        for svg in &svgs {
            black_box(picture::png(svg, &[]).expect("a picture"));
        }
    });
    fastest("honest-broker check", || {
        program(&["check", "scenarios/singapore-2018.toml"])
    });
    let scratch = tempfile::tempdir().expect("a folder");
    let out = scratch.path().join("result");
    let out = out.to_str().expect("a plain name");
    let settings = one_world();
    let compare = |more: &[&str]| {
        let scenario = "scenarios/singapore-2018.toml";
        let mut line = vec![
            "compare",
            scenario,
            "--episodes",
            "10000",
            "--quiet",
            "--force",
            "--out",
            out,
        ];
        line.extend(settings.iter().flat_map(|setting| ["--set", setting]));
        line.extend(more);
        program(&line);
    };
    fastest("honest-broker compare, two arms, 10,000 episodes", || {
        compare(&["--arms", "no_broker,broker"]);
    });
    fastest("honest-broker compare, all arms, 10,000 episodes", || compare(&[]));
}

/// Settings that leave the shipped scenario a single world: every number in the middle of its distribution, everybody willing.
fn one_world() -> Vec<String> {
    let scenario = scenario::load(Path::new(SCENARIO), &[]).expect("the shipped scenario is valid");
    let uncertain = scenario.uncertain();
    let drawn = scenario.world(&vec![0.5; uncertain.len()]).drawn;
    let setting = |(u, value): (&Uncertain, &Option<f64>)| match u.kind {
        UncertainKind::Event => {
            let key = u.key.replace(".accepts", "").replace(".stands", ".backs");
            Some(format!("{key}=1"))
        }
        // The probability of an event is set with the event.
        UncertainKind::Number if u.key.contains(".acceptance.") || u.key.ends_with(".backs") => None,
        UncertainKind::Number => value.map(|v| format!("{}={v}", u.key)),
    };
    uncertain.iter().zip(&drawn).filter_map(setting).collect()
}

/// An SVG without its text elements.
fn without_text(svg: &str) -> String {
    let mut rest = svg;
    let mut kept = String::new();
    while let Some(start) = rest.find("<text") {
        kept.push_str(&rest[..start]);
        let end = rest[start..].find("</text>").map_or(rest.len(), |e| start + e + 7);
        rest = &rest[end..];
    }
    kept + rest
}
