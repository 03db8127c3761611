//! What is known about a key, found by its path, its name, its column or nearly so.

use super::enters::ENTERS;
use super::keys::{Key, Kind, Place, Presence, Section, last, parent};
use super::near::near;
use super::quantity::FAMILIES;
use super::reference::value;
use super::shipped::{Example, examples};
use super::table::{ABOUT_CORRELATIONS, CORRELATIONS, KEYS, OF_CORRELATIONS, SECTIONS};

/// What a word given to `help` turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Key(Box<KeyHelp>),
    /// A table with its meaning, whether it may be left out, and the paths and meanings of its keys.
    Table {
        path: String,
        meaning: &'static str,
        optional: bool,
        keys: Vec<(String, &'static str)>,
    },
    /// Several keys have that name.
    Several(Vec<&'static str>),
    /// Nothing; these are near.
    Nothing(Vec<&'static str>),
}

/// All that is known about a key.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyHelp {
    /// With `[]` for the items of lists.
    pub path: &'static str,
    pub meaning: &'static str,
    pub unit: &'static str,
    /// What it holds, and in which range.
    pub value: String,
    pub left_out: String,
    /// Ways in which it may be written.
    pub forms: Vec<String>,
    /// Whether it may be uncertain, and its place in the sampling design.
    pub place: String,
    /// Where it enters the model.
    pub enters: &'static str,
    /// Section of `docs/model.md`; 0 for what is no part of the model.
    pub section: u32,
    /// What shipped scenarios give it.
    pub examples: Vec<Example>,
}

/// Looks up a key, a table or a name.
pub fn look_up(query: &str) -> Found {
    let plain = query.trim().trim_matches(['[', ']', '"', '\'', '`', ' ']).trim();
    let (list, rest) = plain.split_once('.').unwrap_or((plain, ""));
    if list == CORRELATIONS && (rest.is_empty() || OF_CORRELATIONS.iter().any(|(name, _)| *name == last(rest))) {
        return Found::Table {
            path: format!("[[{CORRELATIONS}]]"),
            meaning: ABOUT_CORRELATIONS,
            optional: true,
            keys: OF_CORRELATIONS
                .map(|(name, meaning)| (name.to_string(), meaning))
                .to_vec(),
        };
    }
    if let Some(key) = by_path(plain).or_else(|| by_column(plain)) {
        return Found::Key(Box::new(described(key)));
    }
    if let Some(section) = SECTIONS
        .iter()
        .find(|section| section.path.replace("[]", "") == plain && !plain.is_empty())
    {
        return of_table(section);
    }
    let named: Vec<&Key> = KEYS.iter().filter(|key| last(key.path) == plain).collect();
    match named.as_slice() {
        [key] => Found::Key(Box::new(described(key))),
        [] => match SECTIONS
            .iter()
            .find(|section| last(section.path) == plain && !plain.is_empty())
        {
            Some(section) => of_table(section),
            None => Found::Nothing(near(plain)),
        },
        several => Found::Several(several.iter().map(|key| key.path).collect()),
    }
}

/// What the number at a key path means, and its unit; `None` if no number stands there.
pub fn meaning(path: &str) -> Option<(&'static str, &'static str)> {
    let key = by_path(path)?;
    let told = key.kind.domain().is_some() || matches!(key.kind, Kind::Word(_));
    told.then_some((key.meaning, key.unit))
}

/// The key that a path, a name or a column stands for, with `[]` for the items of lists; `None` if there is none or several.
pub fn key_of(word: &str) -> Option<&'static str> {
    let named = || {
        let mut named = KEYS.iter().filter(|key| last(key.path) == word);
        named.next().filter(|_| named.next().is_none())
    };
    by_path(word)
        .or_else(|| by_column(word))
        .or_else(named)
        .map(|key| key.path)
}

/// How a distribution of that name is written.
pub fn distribution_form(name: &str) -> Option<String> {
    let (family, names) = FAMILIES.iter().find(|(family, _)| *family == name)?;
    Some(format!("{{ {family} = [{}] }}", names.join(", ")))
}

/// `stages.3.detection`, `stages[3].detection`, `stages[].detection`, `stages.detection`, `guarantor.relief_cost.keeper`.
pub(super) fn by_path(written: &str) -> Option<&'static Key> {
    let dotted = written.replace('[', ".").replace(']', "").replace("..", ".");
    let parts: Vec<&str> = dotted.split('.').collect();
    let fits = |key: &&Key| {
        let wanted: Vec<&str> = key.path.split('.').collect();
        let mut given = parts.iter().copied().peekable();
        let whole = wanted.iter().enumerate().all(|(i, segment)| {
            if given.next() != Some(segment.trim_end_matches("[]")) {
                return false;
            }
            // The number or name of an item may be there or not.
            let rest = given.clone().count();
            if segment.ends_with("[]") && rest > wanted.len() - i - 1 {
                given.next();
            }
            true
        });
        let below: Vec<&str> = given.collect();
        let part = |name: &str| key.kind.parts().iter().any(|(part, _)| part == name);
        whole && (below.is_empty() || (below.len() == 1 && part(below[0])))
    };
    // `stakeholders.when_opposed.aid` is no stakeholder of that name.
    KEYS.iter().filter(fits).max_by_key(|key| key.path.split('.').count())
}

/// The key whose column in tables of worlds this is.
pub(super) fn by_column(written: &str) -> Option<&'static Key> {
    let counted: String = written
        .split('_')
        .filter(|part| part.is_empty() || !part.chars().all(|c| c.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join("_");
    let column = |key: &Key| key.path.replace("[]", "").replace('.', "_");
    KEYS.iter().find(|key| {
        let name = column(key);
        let typed = |suffix: &str| key.kind.parts().iter().any(|(part, _)| part == suffix);
        name == counted || counted.strip_prefix(&format!("{name}_")).is_some_and(typed)
    })
}

fn of_table(section: &Section) -> Found {
    let keys = KEYS.iter().filter(|key| parent(key.path) == section.path);
    let inner = SECTIONS
        .iter()
        .filter(|inner| !inner.path.is_empty() && parent(inner.path) == section.path);
    Found::Table {
        path: match section.path.strip_suffix("[]") {
            Some(list) => format!("[[{list}]]"),
            None => format!("[{}]", section.path.replace("[]", "")),
        },
        meaning: section.meaning,
        optional: section.optional,
        keys: keys
            .map(|key| (last(key.path).to_string(), key.meaning))
            .chain(inner.map(|inner| (format!("[{}]", inner.path.replace("[]", "")), inner.meaning)))
            .collect(),
    }
}

fn described(key: &Key) -> KeyHelp {
    let (_, enters, section) = ENTERS
        .iter()
        .find(|row| row.0 == key.path)
        .copied()
        .unwrap_or(("", "", 0));
    let wanted = |path: &str| by_path(path).is_some_and(|found| found.path == key.path);
    KeyHelp {
        path: key.path,
        meaning: key.meaning,
        unit: key.unit,
        value: match key.kind.domain() {
            Some(domain) => domain.phrase().to_string(),
            None => value(key.kind),
        },
        left_out: match key.presence {
            Presence::Required => "it is required".to_string(),
            Presence::Default(x) => x.to_string(),
            Presence::DefaultWord(word) => format!("\"{word}\""),
            Presence::SameAs(other) => format!("as `{other}` of the same stage"),
            Presence::Optional(meaning) => meaning.to_string(),
        },
        forms: forms(key),
        place: match key.place {
            Place::None if key.kind.domain().is_some() => {
                "fixed: it shapes the game and cannot be uncertain".to_string()
            }
            Place::None => "fixed".to_string(),
            Place::At(dimension) => format!("may be uncertain; dimension {dimension} of the sampling design"),
            Place::Each { first, step } => {
                format!(
                    "may be uncertain; dimension {first} of the sampling design for the first item, {step} further for each"
                )
            }
            Place::Forms { whole, parts } => format!(
                "may be uncertain; dimension {whole} of the sampling design as one number, {parts} and following as several"
            ),
            Place::ByName => "may be uncertain; a stream of its own, told by the name of its item".to_string(),
        },
        enters,
        section,
        examples: examples(wanted),
    }
}

fn forms(key: &Key) -> Vec<String> {
    let name = last(key.path);
    let distributions = |domain: super::Domain| {
        let suits = |family: &&str| match *family {
            "normal" => domain == super::Domain::Real,
            "lognormal" => !domain.is_unit() && domain != super::Domain::Real,
            "interval90" => domain != super::Domain::Real,
            "beta" => !matches!(domain, super::Domain::Accuracy),
            _ => true,
        };
        let families = FAMILIES.iter().filter(|(family, _)| suits(family));
        families
            .map(move |(family, names)| format!("{{ {family} = [{}] }}", names.join(", ")))
            .collect::<Vec<_>>()
    };
    let uncertain = |domain| distributions(domain).into_iter().map(|form| format!("{name} = {form}"));
    let number = format!("{name} = 0.5").replace(
        "0.5",
        if key.kind.domain().is_some_and(super::Domain::is_unit) {
            "0.5"
        } else {
            "1"
        },
    );
    match key.kind {
        Kind::Number(domain) => std::iter::once(number).chain(uncertain(domain)).collect(),
        Kind::Fixed(_) => vec![number],
        Kind::ByType(domain, [first, second]) => [
            number,
            format!("{name} = {{ {first} = …, {second} = … }}"),
            format!("{name}.{first} = …"),
        ]
        .into_iter()
        .chain(uncertain(domain))
        .collect(),
        Kind::ByElection(domain) => [number, format!("{name} = [0.3, 0.8]")]
            .into_iter()
            .chain(uncertain(domain))
            .collect(),
        Kind::Acceptance => vec![
            number,
            format!("{name} = {{ interval90 = [0.4, 0.7] }}"),
            format!("{name} = {{ cost = 0.1 }}"),
        ],
        Kind::Word(words) => words.iter().map(|word| format!("{name} = \"{word}\"")).collect(),
        Kind::Text(_) => vec![format!("{name} = \"…\"")],
        Kind::Texts(_) => vec![format!("{name} = [\"…\", \"…\"]")],
        Kind::Month => vec![format!("{name} = \"2018-06\"")],
        Kind::Format => vec![format!("{name} = {}", super::keys::FORMAT)],
    }
}
