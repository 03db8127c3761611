//! What a key of a scenario means, in words, for `help`.

use std::fmt::Write;

use super::words::{lines, paragraph};
use crate::scenario::{Example, Found, KeyHelp, look_up, printable};

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

fn of_key(key: &KeyHelp) -> String {
    let mut text = format!("{}\n\n", key.path);
    text.push_str(&paragraph(&format!("{}.", capital(&sentence(&plain(key.meaning))))));
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

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
