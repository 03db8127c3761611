//! The script of a package that makes all its results again and compares them.

use super::{CHECKSUMS, Package, REPRODUCED, makers};
use crate::report::shell::quoted;

/// What the script does before the first result.
const BEGIN: &str = include_str!("begin.sh");
/// What it does after the last.
const END: &str = include_str!("end.sh");

/// The script `reproduce.sh`, for any POSIX shell.
pub fn script(package: &Package) -> String {
    let needs = makers(package)
        .into_iter()
        .map(|(version, build)| format!("honest-broker {version}, build {build}"));
    let builds = makers(package).into_iter().map(|(_, build)| build.to_owned());
    let begin = BEGIN
        .replace("@NEEDS@", &needs.collect::<Vec<_>>().join("; "))
        .replace("@BUILDS@", &builds.collect::<Vec<_>>().join(" "))
        .replace("@CHECKSUMS@", CHECKSUMS);
    let mut text = begin;
    for packed in &package.results {
        let words: Vec<String> = packed.words().iter().map(|word| quoted(word)).collect();
        let mut line = format!("again {} {}", quoted(&packed.name), words.join(" "));
        if let Some(font) = &packed.repeatable.font {
            text.push_str(&format!(
                "# Its charts have characters of a font that is not handed out here.\n\
                 : \"${{FONT:?name the font with the SHA-256 {font}}}\"\n"
            ));
            line.push_str(" --font \"$FONT\"");
        }
        text.push_str(&format!("{line}\n\n"));
    }
    text + &END.replace("@REPRODUCED@", REPRODUCED)
}
