//! What a manifest says of how its result is computed again, checked: a manifest comes with the result, perhaps from somebody else, and
//! what it says becomes a command of this machine. Only the commands and options that this program records are taken.

use serde_json::Value;

use super::repeat::REPEAT;
use crate::output::manifest::is_inside;

/// Commands that write a folder of results, and whether they are about a scenario file.
const COMMANDS: [(&str, bool); 9] = [
    ("attribute", true),
    ("backtest", false),
    ("compare", true),
    ("discover", true),
    ("drivers", true),
    ("robust", true),
    ("solve", true),
    ("sweep", true),
    ("target", true),
];

/// Options with a value that alter results.
const WITH_VALUE: [&str; 31] = [
    "arm",
    "arms",
    "at-least",
    "at-most",
    "baseline",
    "charts",
    "charts-size",
    "episodes",
    "evaluate",
    "factors",
    "fan-worlds",
    "fresh-worlds",
    "grid",
    "level",
    "likely",
    "max-worlds",
    "metric",
    "outcome",
    "precision",
    "refine",
    "rounds",
    "sampling",
    "seed",
    "selection",
    "set",
    "share-of-worlds",
    "threshold",
    "vary",
    "worlds",
    // The following two name files of the result.
    CASES,
    DESIGN,
];
const CASES: &str = "cases";
const DESIGN: &str = "design";

/// Options that are on by being there.
const ALONE: [&str; 7] = [
    "certify",
    "combinations",
    "coordinates",
    "fan",
    "no-charts",
    "pairs",
    "totals",
];

/// The command that computes a result again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeatable {
    /// Its words after the name of the program.
    pub words: Vec<String>,
    /// Names of the files of the result that it reads.
    pub inputs: Vec<String>,
    /// Checksum of the font that drew characters of the charts, if one was named; it is not kept with the result.
    pub font: Option<String>,
}

/// Why a result cannot be computed again from its manifest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRepeatable {
    /// The manifest does not say how.
    #[error("its manifest has no entry `repeat`, as those of earlier versions have none; compute it again to have it")]
    NotSaid,
    /// Some of its worlds are missing.
    #[error("it was merged without {0}: it does not hold all its worlds, and no single command makes it again")]
    Partial(String),
    /// The manifest says something that this program does not record.
    #[error("its manifest says `{0}` in the entry `repeat`, which this version of the program does not know")]
    Unknown(String),
    /// Something of the manifest that is passed on is not what it should be.
    #[error("its manifest says `{0}` where a version, a build or a checksum belongs")]
    NotPlain(String),
    /// It is no result but a package of results.
    #[error("it is a package; `sh reproduce.sh` makes all of it again, and each folder in its `results` is a result")]
    Package,
    /// A file that the command reads is not kept.
    #[error("the file `{0}` that it was computed from is not among those that its manifest lists")]
    NoInput(String),
}

/// Whether a word means nothing to a shell, nor to a page.
fn is_plain(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".+-_".contains(&byte))
}

impl Repeatable {
    /// What the entries of a manifest say.
    ///
    /// # Errors
    /// If they do not say it, or say what this program does not record.
    pub fn read(entries: &Value) -> Result<Self, NotRepeatable> {
        let without = &entries["options"]["without"];
        if !without.is_null() {
            return Err(NotRepeatable::Partial(in_words(without)));
        }
        if entries["package"].is_array() {
            return Err(NotRepeatable::Package);
        }
        for entry in [
            &entries["program"]["version"],
            &entries["program"]["build"],
            &entries["characters"]["font_sha256"],
        ] {
            // They stand in scripts.
            if entry.as_str().is_some_and(|text| !is_plain(text)) {
                return Err(NotRepeatable::NotPlain(entry.as_str().unwrap_or_default().to_owned()));
            }
        }
        let words = entries[REPEAT].as_array().ok_or(NotRepeatable::NotSaid)?;
        let said = |word: &Value| match word.as_str() {
            Some(word) => Ok(word.to_owned()),
            None => Err(NotRepeatable::Unknown(word.to_string())),
        };
        let words: Vec<String> = words.iter().map(said).collect::<Result<_, _>>()?;
        let unknown = |word: &str| NotRepeatable::Unknown(word.to_owned());
        let first = words.first().ok_or(NotRepeatable::NotSaid)?;
        let known = COMMANDS.iter().find(|(name, _)| name == first);
        let (_, about_file) = *known.ok_or_else(|| unknown(first))?;
        let mut inputs = Vec::new();
        if about_file {
            let file = words.get(1).filter(|word| !word.starts_with('-'));
            let file = file.ok_or_else(|| unknown(first))?;
            inputs.push(file.strip_prefix("./").unwrap_or(file).to_owned());
        }
        for word in &words[1 + usize::from(about_file)..] {
            let option = word.strip_prefix("--").ok_or_else(|| unknown(word))?;
            match option.split_once('=') {
                Some((name, value)) if WITH_VALUE.contains(&name) => {
                    inputs.extend([CASES, DESIGN].contains(&name).then(|| value.to_owned()));
                }
                None if ALONE.contains(&option) => {}
                Some(_) | None => return Err(unknown(word)),
            }
        }
        let listed = |name: &String| {
            let mut files = entries["files"].as_array().into_iter().flatten();
            is_inside(name) && files.any(|file| file["name"] == **name)
        };
        if let Some(name) = inputs.iter().find(|name| !listed(name)) {
            return Err(NotRepeatable::NoInput(name.clone()));
        }
        Ok(Repeatable {
            words,
            inputs,
            font: entries["characters"]["font_sha256"].as_str().map(str::to_owned),
        })
    }

    /// The command, `compare` for example.
    pub fn command(&self) -> &str {
        &self.words[0]
    }
}

/// What a result was merged without, as its manifest has it.
fn in_words(without: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match without {
        Value::Array(all) => all.iter().map(text).collect::<Vec<_>>().join(", "),
        other => text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(words: &[&str]) -> Result<Repeatable, NotRepeatable> {
        let files = json!([{ "name": "a.toml" }, { "name": "-x.toml" }, { "name": "design.csv" }]);
        Repeatable::read(&json!({ "repeat": words, "files": files }))
    }

    #[test]
    fn only_what_this_program_records_is_run() {
        let good = read(&["sweep", "./-x.toml", "--design=design.csv", "--coordinates", "--seed=1"]).unwrap();
        assert_eq!(good.inputs, ["-x.toml", "design.csv"]);
        for bad in [
            &["report", "a.toml"][..],
            &["compare", "--out=/tmp/x"],
            &["compare", "a.toml", "--out=x"],
            &["compare", "a.toml", "--force"],
            &["compare", "a.toml", "b.toml"],
            &["compare", "a.toml", "--metric", "x"],
            &["compare", "a.toml", "-q"],
            &["backtest", "--page=x"],
        ] {
            assert!(matches!(read(bad), Err(NotRepeatable::Unknown(_))), "{bad:?}");
        }
        for missing in ["b.toml", "../a.toml", "/a.toml"] {
            let no = NotRepeatable::NoInput(missing.to_owned());
            assert_eq!(read(&["compare", missing]), Err(no), "{missing}");
        }
        assert_eq!(Repeatable::read(&json!({})), Err(NotRepeatable::NotSaid));
        let partial = json!({ "options": { "without": ["2/4", "3/4"] }, "repeat": ["compare", "a.toml"] });
        let partial = Repeatable::read(&partial).unwrap_err().to_string();
        assert!(partial.contains("merged without 2/4, 3/4"), "{partial}");
    }
}
