//! Whether a result is as it was written, and whether its command makes it again: as data, as text and as JSON.

use serde::Serialize;

use super::words::{grid, lines, paragraph};
use crate::notation::counted;
use crate::output::manifest::State;

/// A result that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verified {
    /// Its folder as it was named.
    pub folder: String,
    /// The program that made it.
    pub made_by: Maker,
    /// The program that looked at it.
    pub looked_at_by: Maker,
    /// Its files by name, the manifest last.
    pub files: Vec<Checked>,
    /// Files in the folder that are no part of the result, by name.
    pub additional: Vec<String>,
    /// Whether it was made again.
    pub again: Again,
}

/// A version and a build of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Maker {
    /// Version.
    pub version: String,
    /// Checksum of its sources; two programs of one build give the same bytes.
    pub build: String,
}

/// Whether a result was made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "done", content = "how")]
pub enum Again {
    /// It was not asked for.
    NotAsked,
    /// It could not be: why, in words that follow the name of the result and a colon.
    Impossible(String),
    /// It was, by this command.
    Done(String),
}

/// A file of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Its name.
    pub name: String,
    /// What has become of it since it was written; `None` if the result has no such file, and the run made one.
    #[serde(serialize_with = "state")]
    pub kept: Option<State>,
    /// What the run made of it; `None` if there was none.
    pub again: Option<Repeated>,
    /// Where a file that was edited first differs from what the run made, in words, if there was a run and it can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<String>,
}

/// A file of a result beside the one of the same name that was made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "where")]
pub enum Repeated {
    /// The same bytes.
    Same,
    /// Other bytes: where the first difference is, in words, if it can be said.
    Differs(Option<String>),
    /// The run made no such file.
    Missing,
    /// The run made it, and the result has none.
    New,
}

fn state<S: serde::Serializer>(kept: &Option<State>, serializer: S) -> Result<S::Ok, S::Error> {
    kept.map(|state| match state {
        State::Intact => "as_written",
        State::Edited => "edited",
        State::Missing => "missing",
    })
    .serialize(serializer)
}

impl Checked {
    /// Whether it is as it was written, and came out the same if it was made again.
    pub fn is_good(&self) -> bool {
        self.kept == Some(State::Intact) && matches!(self.again, None | Some(Repeated::Same))
    }

    fn row(&self) -> Vec<String> {
        let kept = match self.kept {
            Some(State::Intact) => "as written",
            Some(State::Edited) => "edited",
            Some(State::Missing) => "missing",
            None => "not in the result",
        };
        let again = match &self.again {
            None => "",
            Some(Repeated::Same) if self.kept == Some(State::Intact) => "same",
            Some(Repeated::Same) => "as it was written",
            Some(Repeated::Differs(_)) => "differs",
            Some(Repeated::Missing) => "missing",
            Some(Repeated::New) => "new",
        };
        [&self.name, kept, again].map(str::to_owned).to_vec()
    }
}

impl Verified {
    /// Whether all files are as they were written and, unless it was not asked for, came out the same.
    pub fn is_good(&self) -> bool {
        self.files.iter().all(Checked::is_good) && !matches!(self.again, Again::Impossible(_))
    }

    /// Whether another build of the program made it.
    pub fn is_of_another_build(&self) -> bool {
        self.made_by != self.looked_at_by
    }

    /// The verification for people, to be laid out where it is printed.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.folder);
        let Maker { version, build } = &self.made_by;
        text.push_str(&lines(&format!(
            "made by honest-broker {version}, build {}",
            beginning(build)
        )));
        if let Again::Done(command) = &self.again {
            text.push_str(&lines(&format!("run again: {command}")));
        }
        text.push('\n');
        let header = ["file", "in the folder", "run again"];
        let columns = match self.again {
            Again::Done(_) => 3,
            Again::NotAsked | Again::Impossible(_) => 2,
        };
        let cut = |mut row: Vec<String>| {
            row.truncate(columns);
            row
        };
        text.push_str(&grid(&header[..columns], self.files.iter().map(Checked::row).map(cut)));
        text.push('\n');
        for sentence in self.sentences() {
            text.push_str(&paragraph(&sentence));
        }
        text
    }

    /// What was found, in sentences.
    fn sentences(&self) -> Vec<String> {
        let mut said = Vec::new();
        if self.is_of_another_build() {
            let Maker { version, build } = &self.looked_at_by;
            said.push(format!(
                "Another build of the program made it: this is honest-broker {version}, build {}. A difference may come from that; only \
                 the same build promises the same bytes.",
                beginning(build)
            ));
        }
        for file in &self.files {
            said.extend(file.fault());
        }
        if !self.additional.is_empty() {
            said.push(format!(
                "In the folder, and no part of the result: {}.",
                self.additional.join(", ")
            ));
        }
        said.push(self.conclusion());
        said
    }

    fn conclusion(&self) -> String {
        let files = match self.files.len() {
            1 => "The only file is as it was written".to_owned(),
            n => format!("All {n} files are as they were written"),
        };
        let bad = self.files.iter().filter(|file| !file.is_good()).count() as u64;
        match (&self.again, bad) {
            (Again::Impossible(why), 0) => format!("{files}, but the result cannot be made again: {why}."),
            (Again::Impossible(why), _) => format!("Not verified: {}. Nor can it be made again: {why}.", of(bad)),
            (Again::NotAsked, 0) => format!("{files}; the result was not made again."),
            (Again::Done(_), 0) => format!("{files}, and the run made every one of them again, byte for byte."),
            (Again::NotAsked | Again::Done(_), _) => format!("Not verified: {}.", of(bad)),
        }
    }
}

/// So many files are at fault.
fn of(bad: u64) -> String {
    match bad {
        1 => "1 file is not what it should be".to_owned(),
        n => format!("{} are not what they should be", counted(n, "file")),
    }
}

impl Checked {
    /// What is wrong with it, in a sentence.
    fn fault(&self) -> Option<String> {
        let name = &self.name;
        match (self.kept, &self.again) {
            (Some(State::Edited), _) => Some(match &self.edit {
                Some(place) => format!("{name} has been edited since it was written: {place}."),
                None => format!("{name} has been edited since it was written."),
            }),
            (Some(State::Missing), _) => Some(format!("{name} is missing.")),
            (_, Some(Repeated::Differs(Some(place)))) => Some(format!("{name} differs: {place}.")),
            (_, Some(Repeated::Differs(None))) => Some(format!("{name} differs.")),
            (_, Some(Repeated::Missing)) => Some(format!("{name} was not made by the run.")),
            (_, Some(Repeated::New)) => Some(format!("{name} was made by the run, and the result has none.")),
            (Some(State::Intact) | None, Some(Repeated::Same) | None) => None,
        }
    }
}

/// The beginning of the name of a build, which is enough to tell it.
pub fn beginning(build: &str) -> &str {
    build.get(..12).unwrap_or(build)
}
