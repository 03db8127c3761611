//! What a key of a scenario means, in words, for `help`.

use std::fmt::Write;

use super::phrases::capitalised;
use super::words::{lines, paragraph};
use crate::game::outcome::Outcome;
use crate::scenario::{Example, Found, KeyHelp, distribution_form, look_up, printable};

/// All that is known about a key or a table.
///
/// # Errors
/// What was not found, or which keys could be meant.
pub fn describe(word: &str) -> Result<String, String> {
    match look_up(word) {
        Found::Key(key) => Ok(of_key(&key)),
        Found::Table {
            path,
            meaning,
            optional,
            keys,
        } => {
            let mut text = format!("{path}{}\n\n", if optional { ", optional" } else { "" });
            text.push_str(&paragraph(&plain(meaning)));
            text.push('\n');
            for (name, meaning) in keys {
                text.push_str(&lines(&format!("  {name}: {}", plain(meaning))));
            }
            Ok(text)
        }
        Found::Several(paths) => Err(format!(
            "several keys are called `{}`: {}",
            printable(word),
            paths.join(", ")
        )),
        Found::Nothing(_) if concept(word).is_some() => Ok(paragraph(&concept(word).unwrap_or_default())),
        Found::Nothing(near) => Err(match near.is_empty() {
            true => format!(
                "there is no key `{}`; docs/scenarios.md lists all of them, and `honest-broker help disarmer` those of a table",
                printable(word)
            ),
            false => format!(
                "there is no key `{}`; did you mean {}?",
                printable(word),
                near.join(" or ")
            ),
        }),
    }
}

/// What a word means that is no key and no table: an arm, a distribution, an outcome.
fn concept(word: &str) -> Option<String> {
    let word = word
        .trim()
        .trim_matches(['[', ']', '{', '}', '`', '"', ' '])
        .to_lowercase();
    if word == "arm" || word == "arms" || word.starts_with("arms.") {
        return Some(
            "Arms are the variants of a scenario that are compared. broker, the scenario as it stands, and no_broker, the scenario \
             without its broker, exist without being written. Each table [arms.NAME] adds another: from is the arm it is made from, \
             title the name to display, summary a sentence about it, and every other line replaces a key, such as \
             \"broker.instruments.custody\" = 0.0 (docs/scenarios.md)."
                .to_owned(),
        );
    }
    if word == "lever" || word == "levers" || word.starts_with("levers.") {
        return Some(
            "Levers are what of a scenario someone can decide, for the command target. Each table [levers.\"KEY\"] names a key: to is the \
             far end to which it can be moved, by is who decides, cost what moving it all the way costs (1 if left out), summary what it \
             does in words. A table [levers.NAME] with to = { \"KEY\" = 0.9, \"OTHER\" = 0.1 } moves several keys together. Without any, \
             target tries the usual levers (docs/targets.md)."
                .to_owned(),
        );
    }
    if word == "extends" {
        return Some(
            "extends = \"base.toml\" at the top of a scenario file takes what the file does not say from another one, in the same folder or \
             below it, which may extend a third. Tables are merged key by key, arms by name and levers by key; a value replaces the whole \
             value of the other file, and a list such as [[stages]] the whole list. A single stage is changed as in an arm, \
             \"stages.2.detection\" = 0.7, an optional table switched off with false (docs/scenarios.md)."
                .to_owned(),
        );
    }
    if word == "evidence" || word.starts_with("evidence.") {
        return Some(
            "Evidence says what values rest on and alters no result. Each table [evidence.\"KEY\"] names a key, or a table or stage and so \
             all that is below it: source is where it is written, grade one or several of C (confirmed in a source), M (from memory), D \
             (derived by a stated rule) and J (judgement), note how the value follows from it. It stands above the comment beside the \
             value. `honest-broker check FILE --evidence` lists it (docs/scenarios.md)."
                .to_owned(),
        );
    }
    if let Some(form) = distribution_form(&word) {
        return Some(format!(
            "{word} is a distribution: a key that may be uncertain takes {form} in place of a number (docs/scenarios.md, \
             Uncertain numbers)."
        ));
    }
    let outcome = Outcome::ALL
        .into_iter()
        .find(|outcome| outcome.name() == word || outcome.title() == word)?;
    Some(format!(
        "{} is no key but an outcome, one of the {} in which an episode can end (docs/model.md, section 10).",
        capitalised(outcome.title()),
        Outcome::COUNT
    ))
}

fn of_key(key: &KeyHelp) -> String {
    let mut text = format!("{}\n\n", key.path);
    text.push_str(&paragraph(&format!("{}.", capitalised(&sentence(&plain(key.meaning))))));
    let unit = if key.unit.is_empty() { "none" } else { key.unit };
    let enters = match key.section {
        0 => key.enters.to_owned(),
        n => format!("{} (docs/model.md, section {n})", key.enters),
    };
    text.push('\n');
    for (what, said) in [
        ("value", plain(&key.value)),
        ("unit", unit.to_owned()),
        ("left out", plain(&key.left_out)),
        ("worlds", key.place.clone()),
        ("enters", enters),
    ] {
        text.push_str(&lines(&format!("  {what}: {said}")));
    }
    text.push_str("\nWritten as\n");
    for form in &key.forms {
        let _ = writeln!(text, "  {form}");
    }
    if !key.examples.is_empty() {
        text.push_str("\nIn the shipped scenarios\n");
    }
    for Example {
        scenario,
        key,
        value,
        comment,
    } in &key.examples
    {
        let comment = if comment.is_empty() {
            String::new()
        } else {
            format!(" # {comment}")
        };
        text.push_str(&lines(&format!("  {scenario}: {key} = {value}{comment}")));
    }
    text
}

/// Without the marks of Markdown.
fn plain(text: &str) -> String {
    text.replace(['`', '*'], "")
}

/// A meaning that begins with "that" says of what a probability is one.
fn sentence(meaning: &str) -> String {
    match meaning.starts_with("that ") {
        true => format!("probability {meaning}"),
        false => meaning.to_string(),
    }
}
