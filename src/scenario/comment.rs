//! Comments that belong to values.

/// A comment that belongs to a value.
pub(super) enum Comment<'t> {
    None,
    /// On its line, without the mark.
    Behind(&'t str),
    /// The lines above it, from the last one upwards.
    Above(Vec<&'t str>),
}

impl<'t> Comment<'t> {
    /// That of a value that ends at `end`: behind it, or else on the lines above it.
    pub fn beside(text: &'t str, end: usize) -> Self {
        let line = text[end..].lines().next().unwrap_or_default();
        if let Some((_, behind)) = line.split_once('#') {
            return Comment::Behind(behind.trim());
        }
        let above = text[..end].lines().rev().skip(1);
        let above: Vec<&str> = above.take_while(|line| line.starts_with('#')).collect();
        match above.is_empty() {
            true => Comment::None,
            false => Comment::Above(above),
        }
    }

    /// Its words; empty if there is none.
    pub fn words(&self) -> String {
        match self {
            Comment::None => String::new(),
            Comment::Behind(words) => (*words).to_string(),
            Comment::Above(lines) => {
                let words = lines.iter().rev().map(|line| line.trim_start_matches('#').trim());
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }
}
