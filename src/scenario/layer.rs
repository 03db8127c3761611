//! Layers: what the file gives, what a setting replaces, what an arm replaces.
//!
//! A layer knows only what somebody wrote, with places. Layers are stacked (file, settings in their order, arm) and only
//! the stack is completed with defaults, so that a default never hides what was written below it.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Place;
use super::value::Value;

/// A value somebody wrote; `None` if it was wrong, which has been reported.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub value: Option<Value>,
    pub place: Place,
    /// Height in the stack: where two values are at odds, the one laid on top is the one to point at.
    pub height: usize,
}

impl Given {
    /// A value at the bottom of a stack.
    pub fn new(value: Option<Value>, place: &Place) -> Self {
        Given {
            value,
            place: place.clone(),
            height: 0,
        }
    }
}

/// Key paths carry the ids of list items: `stages.3.detection`, `stakeholders.China.calm`.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub given: BTreeMap<String, Given>,
    /// Tables that were written, each with its place.
    pub sections: BTreeMap<String, Place>,
    /// Lists that were written whole, with the ids of their items: see [`super::naming`].
    pub lists: BTreeMap<&'static str, Vec<String>>,
    /// Keys that were given whole: what lies below them in the stack is replaced, in whichever form it was given.
    pub replaced: BTreeSet<String>,
    /// Optional tables that were switched off.
    pub removed: BTreeSet<String>,
    /// Paths that were written so wrongly that nothing below them can be called missing.
    pub spoilt: BTreeSet<String>,
}

impl Layer {
    /// The ids of the items of a list, in the order of the file.
    pub fn ids(&self, list: &str) -> &[String] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// Whether the optional table is there.
    pub fn has(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// This layer with `top` laid over it.
    pub fn under(&self, top: &Layer) -> Layer {
        let mut stack = self.clone();
        for path in top.removed.iter().chain(&top.replaced) {
            stack.drop_below(path);
        }
        for list in top.lists.keys() {
            stack.drop_below(list);
        }
        let height = 1 + stack.given.values().map(|given| given.height).max().unwrap_or(0);
        for (path, given) in &top.given {
            let mut given = given.clone();
            given.height = height;
            stack.given.insert(path.clone(), given);
        }
        for (path, place) in &top.sections {
            // A table stays where it was first written: that is where a missing key has to be added.
            stack.sections.entry(path.clone()).or_insert_with(|| place.clone());
        }
        stack
            .lists
            .extend(top.lists.iter().map(|(list, ids)| (*list, ids.clone())));
        stack.spoilt.extend(top.spoilt.iter().cloned());
        stack
    }

    /// This layer without the table and all that is below it.
    pub fn without(&self, section: &str) -> Layer {
        let mut rest = self.clone();
        rest.drop_below(section);
        rest
    }

    /// Whether `path` or a table above it was written wrongly.
    pub fn is_spoilt(&self, path: &str) -> bool {
        self.spoilt.iter().any(|spoilt| is_at_or_below(path, spoilt))
    }

    fn drop_below(&mut self, top: &str) {
        self.given.retain(|path, _| !is_at_or_below(path, top));
        self.sections.retain(|path, _| !is_at_or_below(path, top));
        self.spoilt.retain(|path| !is_at_or_below(path, top));
    }
}

/// Whether `path` is `top` or lies below it.
pub(super) fn is_at_or_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
