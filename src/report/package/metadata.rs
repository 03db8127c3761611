//! A package for programs: an RO-Crate 1.3 with an action for each result, after the profile Process Run Crate 0.5.

use serde_json::{Map, Value, json};

use super::{
    CHECKSUMS, CITATION, CODEBOOK, CODEBOOK_PAGE, LICENCE, METADATA, Package, Packed, README, REPRODUCED, SCRIPT,
    described, makers,
};

const CRATE: &str = "https://w3id.org/ro/crate/1.3";
const PROCESS: &str = "https://w3id.org/ro/wfrun/process/0.5";

/// The file `ro-crate-metadata.json`. `others` are the files of the package besides results, with their sizes and checksums.
pub fn metadata(package: &Package, others: &[super::PackedFile]) -> Value {
    let mut graph = vec![json!({
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": { "@id": CRATE },
        "about": { "@id": "./" },
    })];
    let mut parts = Vec::new();
    let mut files = Vec::new();
    for other in others {
        files.push(file(&other.name, other, &what(&other.name)));
        parts.push(id(&other.name));
    }
    for packed in &package.results {
        for own in &packed.files {
            let path = format!("results/{}/{}", packed.name, own.name);
            files.push(file(&path, own, &described(&own.name).unwrap_or_default()));
            parts.push(id(&path));
        }
    }
    let names: Vec<&str> = package.results.iter().map(|packed| packed.name.as_str()).collect();
    let mut root = json!({
        "@id": "./",
        "@type": "Dataset",
        "name": format!("Replication package: {}", names.join(", ")),
        "description": "Results of honest-broker with scenarios, codebook, and a script that makes them again and compares every file.",
        "license": { "@id": LICENCE },
        "conformsTo": { "@id": PROCESS },
        "hasPart": parts,
        "mentions": package.results.iter().map(|packed| json!({ "@id": action_id(packed) })).collect::<Vec<_>>(),
    });
    // Left out where nobody says it: a clock would make other bytes of the same results.
    if let Some(day) = &package.published {
        root["datePublished"] = json!(day);
    }
    graph.push(root);
    graph.push(json!({
        "@id": PROCESS,
        "@type": "CreativeWork",
        "name": "Process Run Crate",
        "version": "0.5",
    }));
    for (version, build) in makers(package) {
        graph.push(json!({
            "@id": program_id(version, build),
            "@type": "SoftwareApplication",
            "name": "honest-broker",
            "description": env!("CARGO_PKG_DESCRIPTION"),
            "softwareVersion": version,
            "identifier": format!("build {build}"),
            "citation": { "@id": CITATION },
        }));
    }
    graph.extend(package.results.iter().map(action));
    graph.extend(files);
    json!({ "@context": format!("{CRATE}/context"), "@graph": graph })
}

/// The run that made a result.
fn action(packed: &Packed) -> Value {
    let results: Vec<Value> = packed
        .files
        .iter()
        .map(|own| id(&format!("results/{}/{}", packed.name, own.name)))
        .collect();
    let mut action: Map<String, Value> = [
        ("@id", json!(action_id(packed))),
        ("@type", json!("CreateAction")),
        ("name", json!(format!("The run that made results/{}", packed.name))),
        ("description", json!(packed.command())),
        (
            "instrument",
            json!({ "@id": program_id(packed.program("version"), packed.program("build")) }),
        ),
        ("result", json!(results)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    if !packed.inputs.is_empty() {
        let objects = packed.inputs.iter().map(|input| id(input));
        action.insert("object".to_owned(), objects.collect());
    }
    Value::Object(action)
}

fn action_id(packed: &Packed) -> String {
    format!("#run-{}", in_uri(&packed.name))
}

fn program_id(version: &str, build: &str) -> String {
    format!("#honest-broker-{}-{}", in_uri(version), in_uri(build))
}

fn id(path: &str) -> Value {
    json!({ "@id": in_uri(path) })
}

fn file(path: &str, of: &super::PackedFile, what: &str) -> Value {
    json!({
        "@id": in_uri(path),
        "@type": "File",
        "name": path,
        "description": what,
        "encodingFormat": format_of(path),
        "contentSize": of.size.to_string(),
        "sha256": of.sha256,
    })
}

/// What a file of the package besides results is.
fn what(name: &str) -> String {
    let line = match name {
        README => "what the package is and how to make it again",
        SCRIPT => "makes everything again and compares",
        CHECKSUMS => "SHA-256 of the other files",
        REPRODUCED => "SHA-256 of every file that the script makes",
        CODEBOOK => "every column of every table",
        CODEBOOK_PAGE => "every column of every table, to read",
        CITATION => "how to cite the program",
        LICENCE => "the terms of use",
        path => return described(path.rsplit('/').next().unwrap_or(path)).unwrap_or_default(),
    };
    line.to_owned()
}

fn format_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("csv") => "text/csv",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("pdf") => "application/pdf",
        Some("html") => "text/html",
        Some("json") => "application/json",
        Some("md") => "text/markdown",
        Some("toml") => "application/toml",
        Some("cff") => "application/yaml",
        Some("sh") => "application/x-sh",
        _ => "text/plain",
    }
}

/// A path as a part of an identifier: what is neither letter, digit nor one of `-._~/` by its bytes.
fn in_uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The day of a time in seconds since the beginning of 1970, as `2026-11-27`.
pub fn day_of(seconds: u64) -> String {
    let mut days = seconds / 86_400;
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(day_of(0), "1970-01-01");
        assert_eq!(day_of(951_782_400), "2000-02-29");
        assert_eq!(day_of(1_795_737_599), "2026-11-26");
        assert_eq!(day_of(1_795_737_600), "2026-11-27");
        assert_eq!(day_of(1_798_761_599), "2026-12-31");
    }

    #[test]
    fn identifiers_have_no_sign_that_means_something_else() {
        assert_eq!(in_uri("results/a b#1/x.csv"), "results/a%20b%231/x.csv");
    }
}
