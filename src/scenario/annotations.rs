//! What the author of a scenario wrote beside its values: where a number comes from stands in a comment, and not in a key.

use toml::de::DeTable;

use super::arms;
use super::comment::Comment;
use super::evidence::{self, Grounds};
use super::layer::Layer;
use super::read::{self, Voice};
use super::source::{Origin, Reporter};
use super::table::{CORRELATIONS, EVIDENCE, EXTENDS};
use super::tree::entries;

/// A value as it is written, with the comment beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The arm that gives the value; `None` for the scenario as it stands.
    pub arm: Option<String>,
    /// Key path, with the number of the stage.
    pub key: String,
    pub value: String,
    /// Empty if there is none.
    pub comment: String,
    /// What `[evidence]` says of it; arms have only comments.
    pub grounds: Option<Grounds>,
}

/// Every value of a scenario's text in the order of the file, those of arms after the others. Of a text with faults, what can be read.
pub fn annotations(text: &str) -> Vec<Annotation> {
    let (table, _) = DeTable::parse_recoverable(text);
    // What is wrong with the text was reported when it was loaded.
    let mut reporter = Reporter::new("", text, Vec::new());
    let (variants, own): (Vec<_>, Vec<_>) = entries(table.get_ref(), Origin::File, 0)
        .into_iter()
        .filter(|entry| entry.name != "levers" && entry.name != EXTENDS)
        .partition(|entry| entry.name == "arms");
    // What is drawn together is no value of a key.
    let (stated, own): (Vec<_>, Vec<_>) = (own.into_iter())
        .filter(|entry| entry.name != CORRELATIONS)
        .partition(|entry| entry.name == EVIDENCE);
    let base = read::layer(&own, Voice::File, &mut reporter);
    let stated = evidence::read(&stated, &base, &mut reporter);
    let mut found = of_layer(&base, None, text);
    for annotation in &mut found {
        annotation.grounds = evidence::of(&stated, &annotation.key).cloned();
    }
    let drafts = variants
        .iter()
        .flat_map(|entry| arms::drafts(entry, &mut reporter))
        .collect();
    for arm in arms::written(drafts, &base, &mut reporter) {
        found.extend(of_layer(&arm.overrides, Some(&arm.draft.name), text));
    }
    found
}

fn of_layer(layer: &Layer, arm: Option<&str>, text: &str) -> Vec<Annotation> {
    let mut found: Vec<(usize, Annotation)> = Vec::new();
    for (key, given) in &layer.given {
        let span = given.place.span.clone();
        let value = text[span.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        let annotation = Annotation {
            arm: arm.map(str::to_owned),
            key: key.clone(),
            value,
            comment: Comment::beside(text, span.end).words(),
            grounds: None,
        };
        found.push((span.start, annotation));
    }
    // In the order of the file, whose entries of a list stand in the order of time.
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, annotation)| annotation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_with_the_comments_beside_them_also_those_of_arms() {
        let text = "[clock]\nyears = 15 # upper end; J\n\n[arms.short]\n\"clock.years\" = 5 # a term; D\n";
        let found = annotations(text);
        let told: Vec<(Option<&str>, &str, &str, &str)> = found
            .iter()
            .map(|a| (a.arm.as_deref(), a.key.as_str(), a.value.as_str(), a.comment.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (None, "clock.years", "15", "upper end; J"),
                (Some("short"), "clock.years", "5", "a term; D"),
            ]
        );
    }
}
