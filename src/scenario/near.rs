//! Keys that a word nearly is.

use super::keys::last;
use super::suggest::nearest;
use super::table::{CORRELATIONS, KEYS, SECTIONS};

/// Keys whose path, name or column is near to a word.
pub(super) fn near(word: &str) -> Vec<&'static str> {
    let mut found: Vec<&str> = Vec::new();
    let mut add = |path: &'static str| {
        if !found.contains(&path) {
            found.push(path);
        }
    };
    let underscored = word.replace(['.', '-', ' '], "_").to_lowercase();
    let columns: Vec<String> = KEYS
        .iter()
        .map(|key| key.path.replace("[]", "").replace('.', "_"))
        .collect();
    if let Some(name) = nearest(&underscored, columns.iter().map(String::as_str)) {
        let at = columns.iter().position(|column| column == name);
        at.into_iter().for_each(|i| add(KEYS[i].path));
    }
    let end = last(word);
    if let Some(name) = nearest(end, KEYS.iter().map(|key| last(key.path))) {
        KEYS.iter()
            .filter(|key| last(key.path) == name)
            .for_each(|key| add(key.path));
    }
    if nearest(word, [CORRELATIONS].into_iter()).is_some() {
        add(CORRELATIONS);
    }
    if let Some(name) = nearest(word, SECTIONS.iter().map(|section| last(section.path))) {
        let sections = SECTIONS
            .iter()
            .filter(|section| last(section.path) == name && !name.is_empty());
        sections.for_each(|section| add(section.path));
    }
    let part = underscored.trim_matches('_');
    if part.len() > 3 {
        let holding = KEYS
            .iter()
            .filter(|key| last(key.path).split('_').any(|word| word == part));
        holding.for_each(|key| add(key.path));
    }
    found.truncate(8);
    found
}
