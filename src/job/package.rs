//! Results as a package for replication: copied as they are, with scenarios, codebook, and the script that makes them again.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::earlier::faults;
use super::error::JobError;
use super::folder::Finished;
use crate::output::digest::sha256;
use crate::output::files::ResultFolder;
use crate::output::manifest::{MANIFEST, Manifest};
use crate::output::records::Finished as Written;
use crate::report::briefing::{BRIEFING, Briefing};
use crate::report::manifest::BUILD;
use crate::report::package::{
    self, CHECKSUMS, CITATION, CODEBOOK, CODEBOOK_PAGE, LICENCE, METADATA, Package, PackageError, Packed, PackedFile,
    README, REPRODUCED, SCRIPT, drawn_from,
};
use crate::report::repeatable::Repeatable;
use crate::report::reply::{ANSWER, Reply};

/// What is packed, and where.
#[derive(Clone, Debug)]
pub struct Request {
    /// Folders of results.
    pub results: Vec<PathBuf>,
    /// Folder of the package.
    pub out: PathBuf,
    /// Replace an earlier package there.
    pub force: bool,
    /// What the results were computed on and how long that took, in words.
    pub machine: Option<String>,
    /// Day of publication, `2026-11-27`.
    pub published: Option<String>,
}

/// A result as it was read: its files by name.
struct Read {
    packed: Packed,
    contents: Vec<Vec<u8>>,
}

/// Writes a package. The same results make the same bytes.
///
/// # Errors
/// If a result is not as it was written, or does not say how it is made again, two have one name, or the folder cannot be written.
pub fn package(request: &Request) -> Result<Finished, JobError> {
    if let Some(there) = Manifest::read(&request.out)
        && request.force
        && !there.entries["package"].is_array()
    {
        return Err(PackageError::NoPackage(request.out.clone()).into());
    }
    let mut folder = ResultFolder::create(&request.out, request.force)?;
    let mut refused = Vec::new();
    let mut read: Vec<Read> = Vec::new();
    for path in &request.results {
        let result = match result(path) {
            Err(JobError::Records(error)) => {
                refused.push(error.to_string());
                continue;
            }
            result => result?,
        };
        match result {
            Ok(own) if read.iter().any(|other| same_name(&other.packed.name, &own.packed.name)) => {
                refused.push(format!(
                    "{}: another of the results is called {}, too",
                    path.display(),
                    own.packed.name
                ))
            }
            Ok(own) => read.push(own),
            Err(why) => refused.push(format!("{}: {why}", path.display())),
        }
    }
    if !refused.is_empty() {
        return Err(PackageError::Refused(refused).into());
    }
    let mut files: Vec<(String, Vec<u8>)> = inputs(&mut read);
    let all = Package {
        results: read.iter().map(|own| own.packed.clone()).collect(),
        machine: request.machine.clone(),
        published: request.published.clone(),
    };
    let mut copied = Vec::new();
    for own in read {
        for (file, bytes) in own.packed.files.iter().zip(own.contents) {
            copied.push((format!("results/{}/{}", own.packed.name, file.name), bytes));
        }
    }
    files.extend([
        (README.to_owned(), package::readme(&all).into_bytes()),
        (SCRIPT.to_owned(), package::script(&all).into_bytes()),
        (REPRODUCED.to_owned(), reproduced(&all).into_bytes()),
        (CODEBOOK.to_owned(), package::codebook(&all)?),
        (CODEBOOK_PAGE.to_owned(), package::codebook_page(&all).into_bytes()),
        (CITATION.to_owned(), package::citation().into_bytes()),
        (LICENCE.to_owned(), package::licence().into_bytes()),
    ]);
    files.sort();
    let described: Vec<PackedFile> = files.iter().map(|(name, bytes)| packed_file(name, bytes)).collect();
    let metadata = package::metadata(&all, &described);
    files.push((METADATA.to_owned(), format!("{metadata:#}\n").into_bytes()));
    files.extend(copied);
    files.sort();
    // Its authors are asked to write into the terms of use.
    let lasting = files.iter().filter(|(name, _)| name != LICENCE);
    let sums = lasting.map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes)));
    files.push((CHECKSUMS.to_owned(), sums.collect::<String>().into_bytes()));
    for (name, bytes) in &files {
        folder.add(name, bytes)?;
    }
    let written = folder.finish(entries(&all))?;
    Ok(Finished {
        folder: request.out.clone(),
        files: written.files.into_iter().map(|file| file.name).collect(),
        not_drawn: Vec::new(),
        kept: written.kept,
    })
}

/// Whether two folders are one on a file system that takes capitals for small letters.
fn same_name(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

fn packed_file(name: &str, bytes: &[u8]) -> PackedFile {
    PackedFile {
        name: name.to_owned(),
        size: bytes.len(),
        sha256: sha256(bytes),
    }
}

/// Reads a result; why it cannot be packed, if it cannot.
fn result(path: &Path) -> Result<Result<Read, String>, JobError> {
    let finished = Written::open(path)?;
    let unreadable = |source| JobError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let name = path.canonicalize().map_err(unreadable)?;
    let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if name.is_empty() || name.starts_with('-') || name.contains(|c: char| c.is_control() || "\\:".contains(c)) {
        return Ok(Err(
            "the name of its folder means something else to a shell; give it a plain one".to_owned(),
        ));
    }
    let faults = faults(&finished.manifest, path);
    if !faults.is_empty() {
        return Ok(Err(faults.join(", ")));
    }
    let manifest = &finished.manifest.entries;
    if manifest["results"].is_array() {
        return Ok(Err("it only puts other results side by side; name those".to_owned()));
    }
    let repeatable = match Repeatable::read(manifest) {
        Ok(repeatable) => repeatable,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let mut files = Vec::new();
    let mut contents = Vec::new();
    let mut names: Vec<&str> = finished.manifest.files.iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    for name in names {
        let bytes = finished.file(name)?;
        files.push(packed_file(name, &bytes));
        contents.push(bytes);
    }
    let own = path.join(MANIFEST);
    let bytes = fs::read(&own).map_err(unreadable)?;
    files.push(packed_file(MANIFEST, &bytes));
    contents.push(bytes);
    let (asked, charts) = words(&files, &contents);
    Ok(Ok(Read {
        packed: Packed {
            name,
            manifest: manifest.clone(),
            inputs: Vec::new(),
            repeatable,
            asked,
            charts,
            files,
            columns: finished.table("columns")?.unwrap_or_default(),
        },
        contents,
    }))
}

/// Question and first sentence of the answer, and the charts with their tables.
#[expect(clippy::type_complexity, reason = "two lists that only one function takes apart")]
fn words(files: &[PackedFile], contents: &[Vec<u8>]) -> (Option<(String, String)>, Vec<(String, String)>) {
    let read = |name: &str| {
        let place = files.iter().position(|file| file.name == name)?;
        Some(contents[place].as_slice())
    };
    let briefing: Option<Briefing> = read(BRIEFING).and_then(|bytes| serde_json::from_slice(bytes).ok());
    let reply: Option<Reply> = read(ANSWER).and_then(|bytes| serde_json::from_slice(bytes).ok());
    let mut told = Vec::new();
    let asked = match (briefing, reply) {
        (Some(briefing), _) => {
            told = briefing.charts;
            let question = briefing.question.unwrap_or(briefing.title);
            briefing.answer.into_iter().next().map(|answer| (question, answer))
        }
        (None, Some(reply)) => {
            told = reply.charts;
            let question = reply.question;
            reply.answer.into_iter().next().map(|answer| (question, answer))
        }
        (None, None) => None,
    };
    let mut charts: Vec<(String, String)> = Vec::new();
    for file in files {
        let Some((stem, "svg" | "png" | "pdf")) = file.name.rsplit_once('.') else {
            continue;
        };
        if charts.iter().all(|(chart, _)| chart != stem) {
            let table = told
                .iter()
                .find(|chart| chart.name == stem)
                .map(|chart| chart.table.clone());
            let table = table.or_else(|| drawn_from(stem).map(str::to_owned));
            charts.push((stem.to_owned(), table.unwrap_or_default()));
        }
    }
    (asked, charts)
}

/// The files that the commands read, in their places below `scenarios`: a scenario that several results share once, and whatever would
/// take the name of another in a folder of its result's name.
fn inputs(read: &mut [Read]) -> Vec<(String, Vec<u8>)> {
    let mut placed: Vec<(String, Vec<u8>)> = Vec::new();
    for own in read {
        for name in own.packed.repeatable.inputs.clone() {
            let Some(place) = own.packed.files.iter().position(|file| file.name == name) else {
                continue;
            };
            let bytes = &own.contents[place];
            let plain = format!("scenarios/{name}");
            let taken = placed.iter().find(|(path, _)| same_name(path, &plain));
            let path = match taken {
                Some((path, there)) if there == bytes && *path == plain => plain,
                None if name.ends_with(".toml") => plain,
                Some(_) | None => format!("scenarios/{}/{name}", own.packed.name),
            };
            if placed.iter().all(|(there, _)| *there != path) {
                placed.push((path.clone(), bytes.clone()));
            }
            own.packed.inputs.push(path);
        }
    }
    placed
}

/// The checksums of what the script makes, but for the manifests, which name the build that made them.
fn reproduced(package: &Package) -> String {
    let mut text = String::new();
    for packed in &package.results {
        for file in packed.files.iter().filter(|file| file.name != MANIFEST) {
            text.push_str(&format!("{}  reproduced/{}/{}\n", file.sha256, packed.name, file.name));
        }
    }
    text
}

/// The manifest of a package.
fn entries(package: &Package) -> Map<String, Value> {
    let results = package.results.iter().map(|packed| packed.name.as_str());
    let program = json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "build": BUILD,
    });
    let entries = [("program", program), ("package", json!(results.collect::<Vec<_>>()))];
    entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}
