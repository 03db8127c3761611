//! What a text was made of: the files, and where in them each stretch of it stands.

use std::ops::Range;
use std::sync::Arc;

/// A file of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its path from the folder of the scenario, with `/`.
    pub name: String,
    pub text: String,
    /// Its path as problems show it.
    pub(super) shown: String,
}

/// Where a stretch of the made text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// In the made text.
    pub made: Range<usize>,
    /// Place in the list of files.
    pub part: usize,
    /// In its text.
    pub source: Range<usize>,
    /// Whether it was copied letter by letter.
    pub verbatim: bool,
}

/// The files that a scenario was made of, and its places in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// The scenario's own file, then what it extends, then what that extends.
    pub parts: Vec<Part>,
    /// In the order of the made text, apart from each other.
    pub pieces: Vec<Piece>,
}

impl Made {
    /// File, its text and the place in it that a stretch of the made text comes from.
    pub fn locate(&self, span: &Range<usize>) -> Option<(&str, &str, Range<usize>)> {
        let after = self.pieces.partition_point(|piece| piece.made.start <= span.start);
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        if span.start > piece.made.end {
            return None;
        }
        let part = self.parts.get(piece.part)?;
        let source = match piece.verbatim {
            true => {
                let at = |made: usize| {
                    piece.source.start + (made.clamp(piece.made.start, piece.made.end) - piece.made.start)
                };
                at(span.start)..at(span.end)
            }
            false => piece.source.clone(),
        };
        Some((&part.shown, &part.text, source))
    }

    /// `neither a.toml nor b.toml`, for what is in none of the files.
    pub fn nowhere(&self) -> String {
        let names: Vec<String> = self.parts.iter().map(|part| format!("`{}`", part.shown)).collect();
        match names.split_last() {
            Some((last, [first])) => format!("neither {first} nor {last}"),
            Some((last, rest)) => format!("none of {} and {last}", rest.join(", ")),
            None => String::new(),
        }
    }
}

/// The text of a scenario.
pub(super) struct Sheet<'t> {
    /// Its stem names the scenario.
    pub file_name: &'t str,
    pub text: &'t str,
    /// The files that the text was made of, if it extends another.
    pub made: Option<Arc<Made>>,
}

impl<'t> Sheet<'t> {
    pub fn new(file_name: &'t str, text: &'t str, made: Option<Arc<Made>>) -> Self {
        Sheet { file_name, text, made }
    }
}
