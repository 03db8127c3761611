//! From places in the text to problems a person can follow.
//!
//! Everything that is read keeps its [`Place`]. Only the [`Reporter`] turns places into lines and columns, so that a fault
//! found late (a sum over all stages) points as precisely as one found early.

use std::ops::Range;

use super::made::Made;
use super::printable::{is_hidden, printable};
use super::problem::{COMMAND_LINE, Code, Excerpt, Problem, Problems, Severity};

/// Longer lines are located but not shown.
const LONGEST_EXCERPT: usize = 2000;
/// More problems than this are counted and not kept.
const MOST_KEPT: usize = 200;
/// Longer offending texts are shortened.
const LONGEST_FOUND: usize = 60;

/// Which text a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    File,
    /// Position in the list of settings.
    Setting(usize),
    /// Position in a chain of files that extend each other.
    Part(usize),
}

/// A stretch of the file or of a setting, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub origin: Origin,
    pub span: Range<usize>,
}

impl Place {
    /// The place of a byte span of the file.
    pub fn in_file(span: Range<usize>) -> Self {
        Place {
            origin: Origin::File,
            span,
        }
    }
}

/// Collects problems about one file and the settings applied to it.
pub(super) struct Reporter<'a> {
    file: &'a str,
    text: &'a str,
    /// The settings as they were written.
    settings: Vec<&'a str>,
    /// Where the lines of the file begin.
    lines: Vec<usize>,
    /// The files that the text was made of.
    made: Option<&'a Made>,
    /// Set while an arm is looked at.
    pub arm: Option<String>,
    pub problems: Vec<Problem>,
    /// Number of problems that were found and not kept.
    pub unseen: usize,
}

impl<'a> Reporter<'a> {
    pub fn new(file: &'a str, text: &'a str, settings: Vec<&'a str>) -> Self {
        Reporter {
            file,
            text,
            settings,
            lines: std::iter::once(0)
                .chain(text.match_indices('\n').map(|(at, _)| at + 1))
                .collect(),
            made: None,
            arm: None,
            problems: Vec::new(),
            unseen: 0,
        }
    }

    /// The same for a text that was made of several files, in which problems are then shown.
    pub fn made_of(mut self, made: Option<&'a Made>) -> Self {
        self.made = made;
        self
    }

    /// Records a problem. Without a place it concerns the file as a whole.
    pub fn report(&mut self, code: Code, place: Option<&Place>, key: &str, message: String, help: impl Into<String>) {
        if self.problems.len() >= MOST_KEPT {
            self.unseen += 1;
            return;
        }
        let message = match self.made {
            Some(made) if matches!(code, Code::MissingKey | Code::NoStages) => {
                format!("{message}; it is in {}", made.nowhere())
            }
            _ => message,
        };
        let mut problem = Problem::about_file(code, self.file, message).help(help);
        problem.arm = self.arm.clone();
        problem.key = (!key.is_empty()).then(|| shorten(key));
        match place {
            Some(place) => {
                self.locate(place, &mut problem);
                // A missing key was not found anywhere: its place is where it would have to stand.
                if code != Code::MissingKey {
                    problem.found = Some(self.found(place));
                }
            }
            None => {
                problem.line = Some(1);
                problem.column = Some(1);
            }
        }
        self.problems.push(problem);
    }

    /// Records something that is allowed and odd.
    pub fn warn(&mut self, code: Code, place: Option<&Place>, key: &str, message: String, help: impl Into<String>) {
        let before = self.problems.len();
        self.report(code, place, key, message, help);
        for problem in &mut self.problems[before..] {
            problem.severity = Severity::Warning;
        }
    }

    /// The lines, counted from 1, that hold a stretch of the file.
    pub fn lines(&self, bytes: &Range<usize>) -> Range<usize> {
        let line = |at: usize| self.lines.partition_point(|start| *start <= at);
        line(bytes.start)..line(bytes.end.saturating_sub(1)) + 1
    }

    /// All problems, sorted.
    pub fn into_problems(self) -> Problems {
        Problems::with_unseen(self.problems, self.unseen)
    }

    /// The text at a place, shortened to one readable line.
    pub fn found(&self, place: &Place) -> String {
        let text = self.text_of(place.origin);
        shorten(text.get(clip(text, &place.span)).unwrap_or_default())
    }

    fn text_of(&self, origin: Origin) -> &str {
        match origin {
            Origin::File | Origin::Part(_) => self.text,
            Origin::Setting(i) => self.settings.get(i).copied().unwrap_or_default(),
        }
    }

    fn locate(&self, place: &Place, problem: &mut Problem) {
        let of_part = self.made.filter(|_| place.origin == Origin::File);
        let (text, span) = match of_part.and_then(|made| made.locate(&place.span)) {
            Some((file, text, span)) => {
                problem.file = printable(file);
                (text, span)
            }
            None => (self.text_of(place.origin), place.span.clone()),
        };
        let span = clip(text, &span);
        let start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[span.start..]
            .find('\n')
            .map_or(text.len(), |newline| span.start + newline);
        // A byte-order mark is part of the file but not of its first line.
        let start = if start == 0 && text.starts_with('\u{feff}') {
            3.min(span.start)
        } else {
            start
        };
        let line = text[start..end].trim_end_matches('\r');
        match place.origin {
            Origin::File | Origin::Part(_) => {
                problem.line = Some(text[..span.start].matches('\n').count() + 1);
                problem.column = Some(text[start..span.start].chars().count() + 1);
            }
            Origin::Setting(_) => problem.file = COMMAND_LINE.to_string(),
        }
        if line.len() <= LONGEST_EXCERPT {
            let from = (span.start - start).min(line.len());
            let to = (span.end - start).clamp(from, line.len());
            problem.excerpt = Some(Excerpt {
                line: line.to_string(),
                span: from..to,
            });
        }
    }
}

/// The nearest span that can be cut out of `text`.
fn clip(text: &str, span: &Range<usize>) -> Range<usize> {
    let down = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = down(span.start);
    start..down(span.end).max(start)
}

/// One line, no control characters, not too long.
pub(super) fn shorten(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(LONGEST_FOUND)
        .map(|c| if is_hidden(c) { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST_FOUND).is_some() {
        short.push('…');
    }
    short
}
