//! The README of a package: what it is, what is in it, which command makes which figure, and how to make everything again.

use super::{
    CHECKSUMS, CITATION, CODEBOOK, CODEBOOK_PAGE, LICENCE, METADATA, Package, Packed, README, REPRODUCED, SCRIPT,
    TOOLCHAIN, cell, described, makers,
};
use crate::notation::{counted, thousands};
use crate::output::manifest::MANIFEST;

/// The file `README.md`.
pub fn readme(package: &Package) -> String {
    let names: Vec<&str> = package.results.iter().map(|packed| packed.name.as_str()).collect();
    let mut text = format!("# Replication package: {}\n\n", names.join(", "));
    text.push_str(&format!(
        "{} of `honest-broker`, which solves and plays the negotiation of a scenario file, with all that is needed to make {} again: \
         `sh {SCRIPT}` does so and compares every file. Nothing here needs the network, and no step is done by hand.\n",
        counted(package.results.len() as u64, "result"),
        if package.results.len() == 1 { "it" } else { "them" }
    ));
    text.push_str("\n## Questions and answers\n\n");
    for packed in &package.results {
        text.push_str(&answer(packed));
    }
    text.push_str(&environment(package));
    text.push_str(&figures(package));
    text.push_str(&tables(package));
    text.push_str(&files(package));
    text
}

fn answer(packed: &Packed) -> String {
    let Some((question, answer)) = &packed.asked else {
        return format!("* **{}**: {}\n", packed.name, unasked(packed));
    };
    format!("* **{}**. {question} {answer}\n", packed.name)
}

/// What a result without words is about.
fn unasked(packed: &Packed) -> &'static str {
    match packed.repeatable.command() {
        "attribute" => {
            "what an arm changes, divided among the broker’s instruments and the stakeholders; `attribution.csv` has the shares with \
             their intervals."
        }
        "solve" => "how one arm is played in the central world: `policy.csv` and `values.csv`.",
        "backtest" => "what the game says of negotiations that are over, scored against what happened: `scores.csv`.",
        _ => "tables without words.",
    }
}

fn environment(package: &Package) -> String {
    let mut text = "\n## How to make it again\n\n".to_owned();
    text.push_str(&format!(
        "```sh\nHONEST_BROKER=/path/to/honest-broker sh {SCRIPT}\n```\n\n\
         The script checks the files of the package against `{CHECKSUMS}`, runs one command for each result into `reproduced/`, compares \
         what came out with `{REPRODUCED}`, and keeps a log in `reproduced/log.txt`. It fails if a file differs. A single result is \
         verified by `honest-broker verify results/NAME`.\n\n"
    ));
    for (version, build) in makers(package) {
        text.push_str(&format!(
            "* Program: honest-broker {version}, build `{build}` (`honest-broker --version` prints it: a checksum of sources and libraries). \
             Its source, with all versions of its libraries in `Cargo.lock`, is what to install; no other software is needed.\n"
        ));
    }
    text.push_str(&format!(
        "* Toolchain of the program that wrote this package: {TOOLCHAIN}.\n"
    ));
    for packed in &package.results {
        let seed = match packed.seed() {
            Some(seed) => format!("seed {seed}"),
            None => "nothing is drawn at random".to_owned(),
        };
        let nodes = match nodes(&packed.manifest["solutions"]) {
            0 => String::new(),
            n => format!(", {} decision nodes solved", thousands(n)),
        };
        text.push_str(&format!("* {}: {seed}{nodes}.\n", packed.name));
    }
    text.push_str(
        "* Computer: any. Results do not depend on processor, operating system or number of threads; where charts have characters that \
         the built-in font lacks, pictures depend on the fonts of the computer.\n",
    );
    text.push_str(&match &package.machine {
        Some(words) => format!("* Computed on: {}\n", words.replace('\n', " ")),
        None => format!(
            "* Time: `{SCRIPT}` prints how long each command took; the results themselves keep no times, so that they are the same \
             wherever they are made.\n"
        ),
    });
    text
}

/// Nodes of all solutions, of one arm or of many.
fn nodes(solutions: &serde_json::Value) -> u64 {
    match solutions["nodes"].as_u64() {
        Some(nodes) => nodes,
        None => solutions
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, arm)| nodes(arm))
            .sum(),
    }
}

fn figures(package: &Package) -> String {
    let mut text =
        "\n## Figures\n\nEach figure is drawn from a table of the same result, by the command of the result.\n\n\
                    | figure | files | table | result |\n|---|---|---|---|\n"
            .to_owned();
    let empty = text.len();
    for packed in &package.results {
        for (chart, table) in &packed.charts {
            let of = |file: &&super::PackedFile| {
                file.name
                    .rsplit_once('.')
                    .is_some_and(|(stem, end)| stem == chart && end != "csv")
            };
            let files: Vec<String> = (packed.files.iter().filter(of))
                .map(|file| format!("`results/{}/{}`", packed.name, file.name))
                .collect();
            let tables = drawn_from_both(chart, table).map(|table| format!("`results/{}/{table}.csv`", packed.name));
            let tables: Vec<String> = tables.collect();
            let what = described(&format!("{chart}.svg")).unwrap_or_default();
            text.push_str(&format!(
                "| {} | {} | {} | {} |\n",
                what.trim_start_matches("chart: "),
                cell(&files.join(", ")),
                cell(&tables.join(", ")),
                cell(&packed.name)
            ));
        }
    }
    if text.len() == empty {
        return "\n## Figures\n\nThe results have no charts.\n".to_owned() + &commands(package);
    }
    text + &commands(package)
}

/// The tables of a chart. One has the levels of its first panel from another table than the changes beside them.
fn drawn_from_both<'t>(chart: &str, table: &'t str) -> impl Iterator<Item = &'t str> {
    let levels = (chart == "outcomes" && table != "outcomes").then_some("outcomes");
    levels.into_iter().chain([table])
}

/// The command of each result.
fn commands(package: &Package) -> String {
    let mut text = "\n## Commands\n\nIn this order, in the folder of the package:\n\n```sh\n".to_owned();
    for packed in &package.results {
        let font = packed.repeatable.font.as_ref().map_or("", |_| " --font FILE");
        text.push_str(&format!("{}{font}\n", packed.command()));
    }
    text + "```\n"
}

fn tables(package: &Package) -> String {
    let mut text = format!(
        "\n## Tables\n\nCSV in UTF-8, commas between cells, a header line; a missing value is empty. `{CODEBOOK}` and `{CODEBOOK_PAGE}` \
         explain every column.\n\n| table | result | a row is |\n|---|---|---|\n"
    );
    for packed in &package.results {
        for file in packed.files.iter().filter(|file| file.name.ends_with(".csv")) {
            let line = described(&file.name).unwrap_or_default();
            text.push_str(&format!(
                "| `results/{}/{}` | {} | {} |\n",
                cell(&packed.name),
                file.name,
                cell(&packed.name),
                line.trim_start_matches("table: ")
            ));
        }
    }
    text
}

fn files(package: &Package) -> String {
    let mut text = "\n## Files\n\n| file | what it is |\n|---|---|\n".to_owned();
    let mut line = |name: &str, what: &str| text.push_str(&format!("| `{}` | {what} |\n", cell(name)));
    line(README, "this page");
    line(SCRIPT, "makes everything again and compares");
    line(
        CHECKSUMS,
        "SHA-256 of every other file of the package but its list, `manifest.json`, and the terms of use, which its authors complete",
    );
    line(REPRODUCED, "SHA-256 of every file that the script makes");
    line(CODEBOOK, "every column of every table: type, unit, meaning");
    line(CODEBOOK_PAGE, "the same to read");
    line(CITATION, "how to cite the program");
    line(METADATA, "all of this for programs (RO-Crate)");
    line(LICENCE, "the terms of use");
    line(MANIFEST, "the list of all files, by which the program knows the folder");
    let mut told: Vec<&str> = Vec::new();
    for input in package.results.iter().flat_map(|packed| &packed.inputs) {
        if !told.contains(&input.as_str()) {
            told.push(input);
            let name = input.rsplit('/').next().unwrap_or(input);
            line(input, &described(name).unwrap_or_default());
        }
    }
    for packed in &package.results {
        for file in &packed.files {
            let what = described(&file.name).unwrap_or_default();
            line(&format!("results/{}/{}", packed.name, file.name), &what);
        }
    }
    text
}
