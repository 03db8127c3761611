//! What a replication package says besides the results that it holds: README, codebook, the script that makes everything again, how to
//! cite it, and the same for programs as an RO-Crate.

mod citation;
mod codebook;
mod described;
mod metadata;
mod readme;
mod script;

use std::path::PathBuf;

use serde_json::Value;

use super::repeatable::Repeatable;
use super::shell::quoted;
use crate::output::records::{Records, RecordsError};

pub use citation::citation;
pub use codebook::{codebook, codebook_page};
pub use described::{described, drawn_from, row_of};
pub use metadata::{day_of, metadata};
pub use readme::readme;
pub use script::script;

/// Names of the files that a package has besides results and scenarios.
pub const README: &str = "README.md";
/// The script that makes everything again.
pub const SCRIPT: &str = "reproduce.sh";
/// Checksums of every other file.
pub const CHECKSUMS: &str = "checksums.sha256";
/// Checksums of what the script makes.
pub const REPRODUCED: &str = "reproduced.sha256";
/// What every column means.
pub const CODEBOOK: &str = "codebook.csv";
/// The same as a page.
pub const CODEBOOK_PAGE: &str = "codebook.md";
/// How to cite the program.
pub const CITATION: &str = "CITATION.cff";
/// Everything in the package for programs.
pub const METADATA: &str = "ro-crate-metadata.json";
/// Under which terms the package is passed on.
pub const LICENCE: &str = "LICENSE.md";

/// What the program that writes packages was compiled with.
pub const TOOLCHAIN: &str = env!("HONEST_BROKER_TOOLCHAIN");

/// A package that is to be written.
#[derive(Clone, Debug)]
pub struct Package {
    /// The results in the order in which they were named.
    pub results: Vec<Packed>,
    /// What it was computed on and how long that took, in the words of who made it.
    pub machine: Option<String>,
    /// Day of publication, `2026-11-27`.
    pub published: Option<String>,
}

/// A result in a package.
#[derive(Clone, Debug)]
pub struct Packed {
    /// Name of its folder below `results`.
    pub name: String,
    /// The entries of its manifest.
    pub manifest: Value,
    /// The command that makes it again.
    pub repeatable: Repeatable,
    /// Where in the package the files stand that the command reads, in the order of [`Repeatable::inputs`].
    pub inputs: Vec<String>,
    /// What was asked, and the first sentence of the answer, if the result has words.
    pub asked: Option<(String, String)>,
    /// Charts with the tables that they are drawn from.
    pub charts: Vec<(String, String)>,
    /// Its files by name, the manifest among them.
    pub files: Vec<PackedFile>,
    /// What its columns mean, as the result has it.
    pub columns: Records,
}

/// A file in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedFile {
    /// Relative to what holds it.
    pub name: String,
    /// Bytes.
    pub size: usize,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
}

/// Why something cannot be packed.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A table of columns cannot be written.
    #[error("the codebook cannot be written: {0}")]
    Codebook(#[from] csv::Error),
    /// A file of a result cannot be read.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// Something else than a package is not replaced by one.
    #[error("{} holds a result and no package, which --force does not replace by one; choose another folder", .0.display())]
    NoPackage(PathBuf),
    /// Results that cannot be handed out, and why, a line for each.
    #[error("the package would not reproduce itself:\n{}", .0.join("\n"))]
    Refused(Vec<String>),
}

impl Packed {
    /// The words of the command after the name of the program, as it is run in the folder of the package.
    pub fn words(&self) -> Vec<String> {
        let mut words = self.repeatable.words.clone();
        for (name, path) in self.repeatable.inputs.iter().zip(&self.inputs) {
            for word in &mut words {
                if word.strip_prefix("./").unwrap_or(word) == name {
                    word.clone_from(path);
                }
                for option in ["--cases=", "--design="] {
                    if word.strip_prefix(option) == Some(name) {
                        *word = format!("{option}{path}");
                    }
                }
            }
        }
        words.extend(["--out".to_owned(), format!("reproduced/{}", self.name)]);
        words
    }

    /// The command as it is typed into a shell.
    pub fn command(&self) -> String {
        let words = self.words();
        let words = words.iter().map(|word| quoted(word));
        std::iter::once("honest-broker".to_owned())
            .chain(words)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn program(&self, entry: &str) -> &str {
        self.manifest["program"][entry].as_str().unwrap_or("unknown")
    }

    /// Seed of all random numbers; `None` if nothing is drawn.
    fn seed(&self) -> Option<&str> {
        self.repeatable
            .words
            .iter()
            .find_map(|word| word.strip_prefix("--seed="))
    }
}

/// Text in a cell of a table of a page.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Programs that made the results: versions and builds, each once.
fn makers(package: &Package) -> Vec<(&str, &str)> {
    let mut all: Vec<(&str, &str)> = Vec::new();
    for packed in &package.results {
        let maker = (packed.program("version"), packed.program("build"));
        if !all.contains(&maker) {
            all.push(maker);
        }
    }
    all
}

/// The terms under which a package is passed on.
pub fn licence() -> String {
    format!(
        "# Terms of use\n\n\
         The program `{}` may be used under the {} licences; what it computes belongs to whoever computes it. The scenarios, tables, charts \
         and pages of this package are therefore under the terms that the authors of the package choose. Write them here before you publish: \
         data archives of journals usually ask for CC0 or CC BY 4.0.\n\n\
         Pages and charts carry letters of the font Inter, which is under the SIL Open Font License 1.1.\n",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_LICENSE").replace(" OR ", " or ")
    )
}
