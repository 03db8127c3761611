//! A scenario to begin with: every key with its meaning, written from the table of keys.

use super::keys::{FORMAT, Key, Kind, Presence, Section, parent};
use super::reference::value;
use super::table::{CORRELATIONS, KEYS, SECTIONS};

/// What begins the line that tells editors where the schema is.
pub const SCHEMA_LINE: &str = "#:schema ./scenario.schema.json";

/// Values to begin with, of required keys and of those without which a table has no effect. The stages have one for each.
#[rustfmt::skip]
const FIRST: &[(&str, &[&str])] = &[
    ("clock.rounds_per_year", &["4"]),
    ("clock.years", &["10"]),
    ("clock.foresight_years", &["20"]),
    ("stages[].name", &["\"freeze and inspection\"", "\"removal of the deterrent\""]),
    ("stages[].relief", &["\"first relief\"", "\"full relief\""]),
    ("stages[].deterrent_share", &["0.3", "0.7"]),
    ("stages[].relief_share", &["0.3", "0.7"]),
    ("stages[].years", &["0.5", "1.5"]),
    ("stages[].reversible", &["0.8", "0.1"]),
    ("stages[].revocable", &["1", "0.9"]),
    ("stages[].detection", &["0.9", "0.6"]),
    ("stages[].false_alarm", &["0.02", "0.05"]),
    ("disarmer.dealer_prior", &["{ interval90 = [0.2, 0.5] }"]),
    ("disarmer.relief_value", &["1"]),
    ("disarmer.rebuild_years", &["1"]),
    ("disarmer.discount_factor", &["0.95"]),
    ("disarmer.rationality", &["3"]),
    ("disarmer.deterrent_value", &["{ dealer = 0.6, staller = 1.3 }"]),
    ("disarmer.succession.dealer_prior", &["0.4"]),
    ("guarantor.keeper_prior", &["{ interval90 = [0.4, 0.8] }"]),
    ("guarantor.threat_reduction", &["1"]),
    ("guarantor.relief_cost", &["{ keeper = 0.4, reneger = 0.9 }"]),
    ("guarantor.discount_factor", &["0.93"]),
    ("guarantor.rationality", &["3"]),
    ("guarantor.renege_cost", &["{ keeper = 2, reneger = 0.3 }"]),
    ("guarantor.elections.first_year", &["2"]),
    ("guarantor.elections.turnover", &["0.4"]),
    ("guarantor.elections.successor_keeper_prior", &["0.4"]),
    ("talks.sequence", &["\"disarm_first\""]),
    ("talks.meetings_per_year", &["2"]),
    ("talks.reviews_per_year", &["1"]),
    ("broker.discount_factor", &["0.93"]),
    ("broker.rationality", &["3"]),
    ("broker.instruments.custody", &["0.3"]),
    ("broker.instruments.escrow", &["0.2"]),
    ("broker.interests.credibility_stake", &["0.3"]),
    ("broker.information.disarmer_accuracy", &["0.8"]),
    ("broker.information.guarantor_accuracy", &["0.7"]),
    ("broker.information.honesty", &["0.9"]),
    ("stakeholders[].backs", &["0.6"]),
];

/// Optional tables that a first scenario has: without a broker there is nothing to compare.
const PRESENT: [&str; 1] = ["broker"];

/// A scenario of that title, with every key explained, which can be played as it is.
pub fn template(title: &str) -> String {
    let mut text = format!(
        "{SCHEMA_LINE}\n#\n# A scenario to begin with. Say here who negotiates with whom, when, and what is asymmetric; then replace the \
         numbers by\n# yours, each with its evidence or the word \"judgement\". What begins with `# ` before a key is optional and shows \
         what holds\n# without it. `honest-broker help KEY` says more about each key.\n"
    );
    for section in SECTIONS {
        match section.path.strip_suffix("[]") {
            Some("stages") => (0..2).for_each(|item| table(&mut text, section, item, title)),
            _ => table(&mut text, section, 0, title),
        }
    }
    text.push_str(&format!(
        "\n# Uncertain keys that are drawn together; what no such table names is independent.\n# [[{CORRELATIONS}]]\n\
         # keys = [\"disarmer.relief_value\", \"guarantor.keeper_prior\"] # each with a distribution\n# rank = 0.5 # rank correlation\n"
    ));
    text.push_str(
        "\n# Variants to compare with the scenario as it stands and with the one without a broker.\n\
         [arms.custody_only]\ntitle = \"Custody alone\"\nsummary = \"The broker keeps what was dismantled and holds no money\"\n\
         \"broker.instruments.escrow\" = 0\n\n\
         # What can be decided, for `honest-broker target`: how far, by whom, at what cost. Without any, usual levers are tried.\n\
         # [levers.\"broker.instruments.monitoring\"]\n# to = 0.9\n# by = \"the broker\"\n# cost = 1\n",
    );
    text
}

fn table(text: &mut String, section: &Section, item: usize, title: &str) {
    let keys: Vec<&Key> = KEYS.iter().filter(|key| parent(key.path) == section.path).collect();
    if section.path.is_empty() {
        text.push('\n');
    } else {
        let absent = is_absent(section.path);
        let hash = if absent { "# " } else { "" };
        let header = match (section.path.strip_suffix("[]"), section.path.split_once("[].")) {
            (Some(list), _) => format!("[[{list}]]"),
            (None, Some((list, inner))) => format!("[{list}.{inner}]"),
            (None, None) => format!("[{}]", section.path),
        };
        if item == 0 {
            text.push_str(&format!("\n# {}\n", section.meaning.replace('`', "")));
        } else {
            text.push('\n');
        }
        text.push_str(&format!("{hash}{header}\n"));
    }
    for key in keys {
        line(text, key, item, title);
    }
}

/// Whether the table of `path` or one above it is left out in a template.
fn is_absent(path: &str) -> bool {
    let optional = |section: &&Section| section.optional && !PRESENT.contains(&section.path);
    let above = |section: &Section| path == section.path || path.starts_with(&format!("{}.", section.path));
    path.starts_with("stakeholders") || SECTIONS.iter().filter(optional).any(above)
}

fn line(text: &mut String, key: &Key, item: usize, title: &str) {
    let first = FIRST
        .iter()
        .find(|(path, _)| *path == key.path)
        .map(|(_, values)| values);
    let given = first.and_then(|values| values.get(item).or(values.last()));
    let (hash, shown) = match (given, key.presence) {
        _ if key.path == "name" => ("", quoted(title)),
        (Some(value), _) => ("", (*value).to_string()),
        (None, Presence::Required) if key.kind == Kind::Format => ("", FORMAT.to_string()),
        (None, Presence::Default(x)) => ("# ", x.to_string()),
        (None, Presence::DefaultWord(word)) => ("# ", quoted(word)),
        (None, Presence::SameAs(other)) => {
            let values = FIRST.iter().find(|(path, _)| path.ends_with(&format!(".{other}")));
            (
                "# ",
                values
                    .and_then(|(_, values)| values.get(item))
                    .unwrap_or(&"0.5")
                    .to_string(),
            )
        }
        (None, _) => ("# ", empty(key.kind).to_string()),
    };
    let hash = if is_absent(parent(key.path)) { "# " } else { hash };
    let name = key.path.rsplit('.').next().unwrap_or(key.path);
    // Explained once for a list.
    let comment = match item {
        0 => format!(" # {}", note(key)),
        _ => String::new(),
    };
    text.push_str(&format!("{hash}{name} = {shown}{comment}\n"));
}

/// Meaning, range, unit, and what holds if it is left out.
fn note(key: &Key) -> String {
    let unit = if key.unit.is_empty() {
        String::new()
    } else {
        format!(", {}", key.unit)
    };
    let left_out = match key.presence {
        Presence::Required => "required".to_string(),
        Presence::Default(x) => format!("{x} if left out"),
        Presence::DefaultWord(word) => format!("{word} if left out"),
        Presence::SameAs(other) => format!("as {other} if left out"),
        Presence::Optional(meaning) => format!("if left out, {meaning}"),
    };
    format!("{} ({}{unit}; {left_out})", key.meaning, value(key.kind)).replace('`', "")
}

fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

fn empty(kind: Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "\"…\"",
        Kind::Texts(_) => "[\"…\"]",
        Kind::Month => "\"2026-01\"",
        Kind::Number(_) | Kind::Fixed(_) | Kind::ByType(..) | Kind::ByElection(_) | Kind::Acceptance => "4",
        Kind::Word(words) => words.first().copied().unwrap_or_default(),
        Kind::Format => "2",
    }
}
