//! The key reference of the documentation, generated from the table of keys.

use super::keys::{FORMAT, Key, Kind, Presence, parent};
use super::problem::Code;
use super::table::{KEYS, SECTIONS};

/// Every key with type, range, default, unit and meaning, as Markdown tables.
pub fn key_reference() -> String {
    let mut text = String::new();
    for section in SECTIONS {
        let keys: Vec<&Key> = KEYS.iter().filter(|key| parent(key.path) == section.path).collect();
        let heading = match (section.path, section.path.strip_suffix("[]")) {
            ("", _) => "The top of the file".to_string(),
            (_, Some(list)) => format!("`[[{list}]]`"),
            (path, None) => format!("`[{}]`", path.replace("[]", "")),
        };
        let optional = if section.optional { " (optional)" } else { "" };
        text.push_str(&format!("### {heading}{optional}\n\n{}\n\n", section.meaning));
        if keys.is_empty() {
            continue;
        }
        text.push_str("| key | value | if left out | unit | meaning |\n|---|---|---|---|---|\n");
        for key in keys {
            text.push_str(&format!(
                "| `{}` | {} | {} | {} | {} |\n",
                key.path.rsplit('.').next().unwrap_or(key.path),
                value(key.kind),
                left_out(key.presence),
                key.unit,
                key.meaning
            ));
        }
        text.push('\n');
    }
    text
}

/// The path of every key, with `[]` for items of a list: `stages[].detection`.
pub fn key_paths() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|key| key.path)
}

/// Every problem code with its meaning, as a Markdown table.
pub fn code_reference() -> String {
    let mut text = "| code | meaning |\n|---|---|\n".to_string();
    for (_, name, meaning) in Code::ALL.iter().filter(|(code, ..)| !code.is_warning()) {
        text.push_str(&format!("| `{name}` | {meaning} |\n"));
    }
    text
}

/// Every warning with when it is given and why that is hardly meant, as a Markdown table.
pub fn warning_reference() -> String {
    let mut text = "| code | what is found | why it is hardly meant |\n|---|---|---|\n".to_string();
    for (code, reason) in Code::REASONS {
        let (_, name, found) = Code::ALL[code as usize];
        text.push_str(&format!("| `{name}` | {found} | {reason} |\n"));
    }
    text
}

pub(super) fn value(kind: Kind) -> String {
    match kind {
        Kind::Number(domain) => domain.symbols().to_string(),
        Kind::Fixed(domain) => format!("{}, fixed", domain.symbols()),
        Kind::ByType(domain, [first, second]) => format!("{}, or by type `{first}`, `{second}`", domain.symbols()),
        Kind::ByElection(domain) => format!("{}, or a list by election", domain.symbols()),
        Kind::Acceptance => "[0, 1], or `{ cost = x }` with x ≥ 0".to_string(),
        Kind::Word(words) => words
            .iter()
            .map(|word| format!("`\"{word}\"`"))
            .collect::<Vec<_>>()
            .join(", "),
        Kind::Text(longest) => format!("text (at most {longest})"),
        Kind::Texts(_) => "list of texts".to_string(),
        Kind::Month => "a month, `\"2018-06\"`".to_string(),
        Kind::Format => FORMAT.to_string(),
    }
}

fn left_out(presence: Presence) -> String {
    match presence {
        Presence::Required => "**required**".to_string(),
        Presence::Default(x) => x.to_string(),
        Presence::DefaultWord(word) => format!("`\"{word}\"`"),
        Presence::SameAs(key) => format!("as `{key}`"),
        Presence::Optional(meaning) => meaning.to_string(),
    }
}
