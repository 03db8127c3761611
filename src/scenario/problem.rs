//! What can be wrong with a scenario, and where.
//!
//! A [`Problem`] says where the fault is (file, line, column, key), what was found, what is wrong with it and what would be
//! right, under a stable [`Code`]. Problems are collected, never thrown at the first one: a reader of a scenario file
//! learns everything that is wrong with it in one go.

use std::ops::Range;

use serde::Serialize;

pub use super::code::Code;
use super::printable::printable;

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
            file: printable(&file.into()),
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

    /// Adds those of another scenario, so that a whole folder is reported together. What is wrong with a file that several scenarios extend
    /// is there once.
    pub fn append(&mut self, other: Problems) {
        for problem in other.kept {
            if problem.file == COMMAND_LINE || !self.kept.contains(&problem) {
                self.kept.push(problem);
            }
        }
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

/// Drops the problems from `before` on that are known: those that the scenario as it stands has too, and those that an arm
/// has from another one, at the same place.
pub(super) fn forget_repeated(problems: &mut Vec<Problem>, before: usize, of_base: &[Problem]) {
    let same = |a: &Problem, b: &Problem| a.code == b.code && a.key == b.key && a.message == b.message;
    let inherited = |a: &Problem, b: &Problem| same(a, b) && (a.line, a.column) == (b.line, b.column);
    for new in problems.split_off(before) {
        let known = of_base.iter().any(|old| same(old, &new)) || problems.iter().any(|old| inherited(old, &new));
        if !known {
            problems.push(new);
        }
    }
}
