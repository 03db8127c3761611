//! Gives the program a name for what it was made from: a SHA-256 over its sources, as the variable `HONEST_BROKER_BUILD`.
//!
//! Covered is everything that can alter a result: all of `src`, the fonts that are built into the program, `Cargo.toml` and
//! `Cargo.lock` (versions of the libraries) and this file. Not covered is what cannot: profile, processor, features, threads and the
//! place of the checkout, under all of which results have the same bytes; and scenarios, which are a part of the request.
//! Names are relative, sorted and written with `/`, and lines end with a line feed, so the same sources have the same name
//! wherever and however they are checked out.

use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files and folders that make the program. Where it is built as a part of something else there may be no lock file.
const SOURCES: [&str; 5] = ["Cargo.lock", "Cargo.toml", "assets", "build.rs", "src"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| ".".into()));
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(&root, Path::new(source), &mut files)?;
    }
    files.sort();
    let mut digest = Sha256::new();
    for (name, bytes) in files {
        digest.update(format!("{name}\n{}\n", bytes.len()));
        digest.update(bytes);
    }
    let hex: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=HONEST_BROKER_BUILD={hex}");
    println!("cargo::rustc-env=HONEST_BROKER_TOOLCHAIN={}", toolchain());
    Ok(())
}

/// What compiles the program, as it says itself; results do not depend on it, but who builds the program again may want to know.
fn toolchain() -> String {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(compiler).arg("--version").output();
    let said = said.ok().and_then(|said| String::from_utf8(said.stdout).ok());
    let first = said
        .as_deref()
        .and_then(|said| said.lines().next())
        .unwrap_or("an unknown version of rustc");
    first.to_owned()
}

/// Names and contents of all files at a place below the root; none if there is nothing.
fn collect(root: &Path, place: &Path, files: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let path = root.join(place);
    if path.is_dir() {
        for entry in fs::read_dir(&path)? {
            collect(root, &place.join(entry?.file_name()), files)?;
        }
    } else if path.is_file() {
        let parts: Vec<_> = place.iter().map(|part| part.to_string_lossy()).collect();
        files.push((parts.join("/"), with_line_feeds(fs::read(&path)?)));
    }
    Ok(())
}

/// Text with plain line feeds; what is not text stays as it is.
fn with_line_feeds(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) => text.replace("\r\n", "\n").into_bytes(),
        Err(other) => other.into_bytes(),
    }
}
