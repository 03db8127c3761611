//! What can be wrong with a scenario, and where.
//!
//! A [`Problem`] says where the fault is (file, line, column, key), what was found, what is wrong with it and what would be
//! right, under a stable [`Code`]. Problems are collected, never thrown at the first one: a reader of a scenario file
//! learns everything that is wrong with it in one go.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// The kinds of problem. Their snake_case names are stable: scripts may rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    NotFound,
    Unreadable,
    TooLarge,
    NotUtf8,
    NoScenarios,
    EmptyFile,
    NotToml,
    DuplicateKey,
    DuplicateName,
    UnsupportedFormat,
    UnknownKey,
    MissingKey,
    PartlyGiven,
    WrongType,
    BadText,
    UnknownWord,
    NotFinite,
    OutOfRange,
    BadDistribution,
    MustBeFixed,
    SharesSum,
    NotWholeRounds,
    ForesightTooShort,
    TooManyRounds,
    NoStages,
    TooManyEntries,
    StageOutOfRange,
    BadArmName,
    ReservedArm,
    NotOverridable,
    Contradiction,
    UnknownArm,
    CircularArms,
    TooManyArms,
    Unlikely,
    EqualArms,
    IdleSetting,
}

impl Code {
    /// Every code with its stable name and its meaning, in the order of the reference.
    pub const ALL: [(Code, &'static str, &'static str); 37] = [
        (Code::NotFound, "not_found", "the path does not exist"),
        (Code::Unreadable, "unreadable", "the file or directory cannot be read"),
        (
            Code::TooLarge,
            "too_large",
            "the file is larger than any scenario (256 KiB)",
        ),
        (Code::NotUtf8, "not_utf8", "the file is not UTF-8 text"),
        (Code::NoScenarios, "no_scenarios", "the directory holds no `.toml` file"),
        (Code::EmptyFile, "empty_file", "the file holds no key at all"),
        (Code::NotToml, "not_toml", "the text is not TOML"),
        (Code::DuplicateKey, "duplicate_key", "a key or table is given twice"),
        (
            Code::DuplicateName,
            "duplicate_name",
            "two stakeholders have names that nothing tells apart",
        ),
        (
            Code::UnsupportedFormat,
            "unsupported_format",
            "`format` is not 2; for a file of format 1 the problem lists what to change",
        ),
        (Code::UnknownKey, "unknown_key", "there is no such key"),
        (
            Code::MissingKey,
            "missing_key",
            "a key or table the game cannot do without is absent",
        ),
        (
            Code::PartlyGiven,
            "partly_given",
            "a key that all stages or none must have is given for some",
        ),
        (
            Code::WrongType,
            "wrong_type",
            "for example a string where a number is needed",
        ),
        (
            Code::BadText,
            "bad_text",
            "a text is empty, too long or holds control characters",
        ),
        (
            Code::UnknownWord,
            "unknown_word",
            "a word that is not among the choices of the key",
        ),
        (
            Code::NotFinite,
            "not_finite",
            "NaN, an infinity, or a number too large to be represented",
        ),
        (
            Code::OutOfRange,
            "out_of_range",
            "a number outside the range of its key",
        ),
        (
            Code::BadDistribution,
            "bad_distribution",
            "a distribution that does not exist, is malformed or leaves the range of its key",
        ),
        (
            Code::MustBeFixed,
            "must_be_fixed",
            "a distribution where only a plain number makes sense",
        ),
        (
            Code::SharesSum,
            "shares_sum",
            "the shares of the stages do not sum to 1",
        ),
        (
            Code::NotWholeRounds,
            "not_whole_rounds",
            "years × rounds a year is not a whole number of rounds",
        ),
        (
            Code::ForesightTooShort,
            "foresight_too_short",
            "the players look less far ahead than is simulated",
        ),
        (
            Code::TooManyRounds,
            "too_many_rounds",
            "more than 20000 rounds would have to be solved",
        ),
        (Code::NoStages, "no_stages", "the roadmap has no stage"),
        (
            Code::TooManyEntries,
            "too_many_entries",
            "more stages or stakeholders than allowed",
        ),
        (
            Code::StageOutOfRange,
            "stage_out_of_range",
            "an override names a stage or stakeholder that does not exist",
        ),
        (
            Code::BadArmName,
            "bad_arm_name",
            "an arm's name is not a snake_case identifier",
        ),
        (
            Code::ReservedArm,
            "reserved_arm",
            "`broker` and `no_broker` exist without being written",
        ),
        (
            Code::NotOverridable,
            "not_overridable",
            "a key that is the same in every arm",
        ),
        (
            Code::Contradiction,
            "contradiction",
            "a table is switched off and used at the same time",
        ),
        (Code::UnknownArm, "unknown_arm", "the scenario has no arm of that name"),
        (
            Code::CircularArms,
            "circular_arms",
            "arms that are made from each other in a circle",
        ),
        (Code::TooManyArms, "too_many_arms", "more arms than can be compared"),
        (Code::Unlikely, "unlikely", "a warning: valid, but hardly meant"),
        (
            Code::EqualArms,
            "equal_arms",
            "a warning: an arm is the same game as another one",
        ),
        (
            Code::IdleSetting,
            "idle_setting",
            "a warning: a setting that changes nothing in any arm",
        ),
    ];

    /// The stable name.
    pub fn name(self) -> &'static str {
        // The table lists the variants in the order of declaration; a unit test holds that.
        Code::ALL[self as usize].1
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The line a problem points at; `span` is in bytes of `line`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub line: String,
    pub span: Range<usize>,
}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The scenario cannot be played.
    Error,
    /// It can, but is hardly what was meant.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub code: Code,
    pub severity: Severity,
    /// The file's path as it was given, or `command line` for a setting.
    pub file: String,
    /// Counted from 1; absent on the command line and where no line is at fault.
    pub line: Option<usize>,
    /// Counted from 1, in characters; absent where the line is.
    pub column: Option<usize>,
    /// Key path such as `stages.3.detection`.
    pub key: Option<String>,
    /// The offending text as written, shortened.
    pub found: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
    /// The arm in which it is wrong, if it is right outside that arm.
    pub arm: Option<String>,
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

impl Problem {
    /// A problem about a file as a whole.
    pub fn about_file(code: Code, file: impl Into<String>, message: impl Into<String>) -> Self {
        Problem {
            code,
            severity: Severity::Error,
            // The name of a file may hold what a terminal would obey.
            file: file
                .into()
                .chars()
                .map(|c| if c.is_control() { '\u{fffd}' } else { c })
                .collect(),
            line: None,
            column: None,
            key: None,
            found: None,
            message: message.into(),
            help: None,
            arm: None,
            excerpt: None,
        }
    }

    /// The same problem with what would be right.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// All that is wrong, in the order of the text. Whoever gets `Problems` has at least one; the command ends with code 3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    kept: Vec<Problem>,
    unseen: usize,
}

impl Problems {
    /// Sorted by file, then by place, with what concerns no line first and the command line last.
    pub fn new(problems: Vec<Problem>) -> Self {
        Self::with_unseen(problems, 0)
    }

    /// As [`Problems::new`], with the number of further problems that were found and not kept.
    pub fn with_unseen(mut problems: Vec<Problem>, unseen: usize) -> Self {
        problems.sort_by(|a, b| {
            let place = |p: &Problem| (p.file == COMMAND_LINE, p.line, p.column);
            a.file.cmp(&b.file).then(place(a).cmp(&place(b)))
        });
        problems.sort_by_key(|p| p.file == COMMAND_LINE);
        Problems { kept: problems, unseen }
    }

    /// How many further problems were found and not kept.
    pub fn unseen(&self) -> usize {
        self.unseen
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.kept.iter()
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Adds those of another scenario, so that a whole folder is reported together.
    pub fn append(&mut self, other: Problems) {
        self.kept.extend(other.kept);
        self.unseen += other.unseen;
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Problems::new(vec![problem])
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.iter()
    }
}

/// What stands for the file in problems about settings.
pub const COMMAND_LINE: &str = "command line";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_codes_agrees_with_their_serialised_names() {
        for (position, (code, name, _)) in Code::ALL.iter().enumerate() {
            assert_eq!(*code as usize, position);
            assert_eq!(serde_json::to_value(code).unwrap(), *name);
        }
    }
}
