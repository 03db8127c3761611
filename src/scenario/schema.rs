//! The file format as a JSON Schema, for editors, written from the table of keys.
//!
//! A number that may be a distribution is one schema of `type: [number, object]`, whose keywords apply by type, and not a choice of
//! two: editors then name the bound that was passed. Nothing is `required`, because editors repeat such an error at every key of the
//! table; `check` reports it once.

use serde_json::{Map, Value, json};

use super::code::Code;
use super::domain::Domain;
use super::evidence::{ABOUT_EVIDENCE, OF_EVIDENCE};
use super::keys::{FORMAT, Key, Kind, MOST_ELECTIONS, Presence, Section, last, parent};
use super::quantity::FAMILIES;
use super::read::MAX_STAKEHOLDERS;
use super::table::{
    ABOUT_CORRELATIONS, CORRELATIONS, EVIDENCE, EXTENDS, KEYS, MEANT, MOST_CORRELATED, OF_CORRELATIONS, SECTIONS,
};
use crate::game::MAX_STAGES;

/// A name that an arm may have.
const ARM: &str = "^[a-z][a-z0-9_]{0,39}$";

/// The schema (draft-07) as JSON with sorted keys and a line break at its end.
pub fn json_schema() -> String {
    let mut schema = table("", false);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("Scenario of honest-broker, format 2");
    schema["properties"]["arms"] = json!({
        "type": "object",
        "description": "Variants that are compared, one table [arms.NAME] for each",
        "patternProperties": { ARM: arm() },
        "additionalProperties": false,
    });
    let [keys, rank] = OF_CORRELATIONS;
    schema["properties"][CORRELATIONS] = json!({
        "type": "array",
        "description": ABOUT_CORRELATIONS,
        "maxItems": MOST_CORRELATED,
        "items": {
            "type": "object",
            "properties": {
                keys.0: { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": MOST_CORRELATED, "description": keys.1 },
                rank.0: { "type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1, "description": rank.1 },
            },
            "additionalProperties": false,
        },
    });
    schema["properties"]["levers"] = json!({
        "type": "object",
        "description": "What can be decided, for the command target: one table [levers.\"KEY\"] for each key, or [levers.NAME] for several that move together",
        "additionalProperties": lever(),
    });
    schema["properties"][EXTENDS] = json!({
        "type": "string",
        "minLength": 1,
        "description": "Path of another scenario file in the same folder or below it, from which is taken what this one does not say",
    });
    let mut of_evidence = Map::new();
    for key in OF_EVIDENCE {
        of_evidence.insert(key.path.to_string(), of_key(&key));
    }
    of_evidence["grade"]["pattern"] = json!("^\\s*[CMDJ]\\s*(,\\s*[CMDJ]\\s*)*$");
    schema["properties"][EVIDENCE] = json!({
        "type": "object",
        "description": ABOUT_EVIDENCE,
        "additionalProperties": {
            "type": "object",
            "properties": of_evidence,
            "minProperties": 1,
            "additionalProperties": false,
        },
    });
    let mut text = String::new();
    print(&schema, 0, &mut text);
    text + "\n"
}

/// Depth from which on everything stands on one line: a key of a table is a line, and so the file is short and differences are seen.
const ONE_LINE: usize = 4;

fn print(value: &Value, depth: usize, text: &mut String) {
    let Value::Object(map) = value else {
        return text.push_str(&value.to_string());
    };
    if depth >= ONE_LINE || map.is_empty() {
        return text.push_str(&value.to_string());
    }
    text.push_str("{\n");
    for (i, (name, inner)) in map.iter().enumerate() {
        let comma = if i == 0 { "" } else { ",\n" };
        text.push_str(&format!(
            "{comma}{}{}: ",
            "  ".repeat(depth + 1),
            Value::from(name.as_str())
        ));
        print(inner, depth + 1, text);
    }
    text.push_str(&format!("\n{}}}", "  ".repeat(depth)));
}

/// The table at `path`. In an arm it holds what may be replaced.
fn table(path: &str, in_arm: bool) -> Value {
    let mut properties = Map::new();
    for key in KEYS
        .iter()
        .filter(|key| parent(key.path) == path && (!in_arm || is_replaceable(key)))
    {
        properties.insert(last(key.path).to_string(), of_key(key));
    }
    for section in SECTIONS
        .iter()
        .filter(|inner| !inner.path.is_empty() && parent(inner.path) == path)
    {
        properties.insert(last(section.path).to_string(), of_section(section, in_arm));
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn of_section(section: &Section, in_arm: bool) -> Value {
    let mut inner = table(section.path, in_arm);
    if section.optional {
        // `false` switches it off.
        inner["type"] = json!(["object", "boolean"]);
    }
    if let Some(list) = section.path.strip_suffix("[]") {
        let most = if list == "stages" { MAX_STAGES } else { MAX_STAKEHOLDERS };
        inner["description"] = json!(section.meaning);
        return match in_arm {
            false => json!({ "type": "array", "items": inner, "maxItems": most, "description": section.meaning }),
            // Single items are replaced by number or name; the list of stakeholders also as a whole.
            true if list == "stages" => items(list, inner),
            true => {
                let mut either = items(list, table(section.path, true));
                either["type"] = json!(["object", "array"]);
                either["items"] = inner;
                either["maxItems"] = json!(most);
                either
            }
        };
    }
    inner["description"] = json!(section.meaning);
    inner
}

fn items(list: &str, inner: Value) -> Value {
    let name = if list == "stages" { "^[0-9]+$" } else { "^.+$" };
    json!({ "type": "object", "patternProperties": { name: inner }, "additionalProperties": false })
}

/// An arm: its own keys, tables of what it replaces, and the same as dotted paths in quotes.
fn arm() -> Value {
    let mut arm = table("", true);
    let text = |longest: usize, description: &str| json!({ "type": "string", "minLength": 1, "maxLength": longest, "description": description });
    arm["properties"]["title"] = text(80, "name to display");
    arm["properties"]["summary"] = text(2000, "what the arm is");
    arm["properties"]["from"] = text(40, "the arm it is made from");
    let mut patterns = Map::new();
    for key in KEYS.iter().filter(|key| is_replaceable(key) && key.path.contains('.')) {
        let mut path = key.path.replace('.', r"\.");
        path = path.replace("stages[]", r"stages(\.[0-9]+|\[[0-9]+\])");
        path = path.replace("stakeholders[]", r"stakeholders(\.[^.\[\]]+|\[[0-9]+\])");
        patterns.insert(format!("^{path}$"), of_key(key));
        let parts: Vec<(String, Domain)> = key.kind.parts();
        if let Some((_, domain)) = parts.first() {
            let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
            patterns.insert(format!(r"^{path}\.({})$", names.join("|")), uncertain(*domain));
        }
    }
    for section in SECTIONS
        .iter()
        .filter(|section| section.optional && section.path.contains('.') && !section.path.contains("[]"))
    {
        patterns.insert(
            format!("^{}$", section.path.replace('.', r"\.")),
            json!({ "type": "boolean" }),
        );
    }
    arm["patternProperties"] = Value::Object(patterns);
    arm
}

fn lever() -> Value {
    let text = |longest: usize, description: &str| json!({ "type": "string", "minLength": 1, "maxLength": longest, "description": description });
    let end = json!({ "type": ["number", "string"] });
    let mut far = end.clone();
    far["type"] = json!(["number", "string", "object"]);
    far["additionalProperties"] = end;
    far["description"] = json!(
        "far end to which it can be moved: a number in the unit of the key, or a word; of several keys a table { \"KEY\" = 0.9 }"
    );
    json!({
        "type": "object",
        "properties": {
            "to": far,
            "by": text(80, "who decides"),
            "cost": { "type": "number", "exclusiveMinimum": 0, "description": "what it costs to move it all the way, in any unit that is the same for all levers; 1 if left out" },
            "summary": text(200, "what moving it does, in words"),
        },
        "additionalProperties": false,
    })
}

/// Whether an arm may replace it: names and the file's own keys are the same in every arm.
fn is_replaceable(key: &Key) -> bool {
    match key.kind {
        Kind::Text(_) | Kind::Texts(_) | Kind::Month | Kind::Format => key.path.starts_with("stakeholders"),
        Kind::Number(_)
        | Kind::Fixed(_)
        | Kind::Word(_)
        | Kind::ByType(..)
        | Kind::ByElection(_)
        | Kind::Acceptance => true,
    }
}

fn of_key(key: &Key) -> Value {
    let mut schema = match key.kind {
        Kind::Number(domain) => uncertain(domain),
        Kind::Fixed(domain) => number(domain),
        Kind::Word(words) => json!({ "type": "string", "enum": words }),
        Kind::Text(longest) => json!({ "type": "string", "minLength": 1, "maxLength": longest }),
        Kind::Texts(_) if key.path == MEANT => {
            json!({ "type": "array", "items": { "type": "string", "enum": Code::REASONS.map(|(code, _)| code.name()) } })
        }
        Kind::Texts(longest) => {
            json!({ "type": "array", "items": { "type": "string", "minLength": 1, "maxLength": longest } })
        }
        Kind::ByType(domain, types) => {
            let mut schema = uncertain(domain);
            for name in types {
                schema["properties"][*name] = uncertain(domain);
            }
            schema["maxProperties"] = json!(2);
            schema
        }
        Kind::ByElection(domain) => {
            let mut schema = uncertain(domain);
            schema["type"] = json!(["number", "object", "array"]);
            schema["items"] = uncertain(domain);
            schema["minItems"] = json!(1);
            schema["maxItems"] = json!(MOST_ELECTIONS);
            schema["patternProperties"] = json!({ "^[0-9]+$": uncertain(domain) });
            schema["maxProperties"] = json!(MOST_ELECTIONS);
            schema
        }
        Kind::Acceptance => {
            let mut schema = uncertain(Domain::Probability);
            schema["properties"]["cost"] = uncertain(Domain::NotNegative);
            schema
        }
        Kind::Month => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$" }),
        Kind::Format => json!({ "type": "integer", "enum": [FORMAT] }),
    };
    schema["description"] = json!(description(key));
    if let Presence::Default(x) = key.presence {
        schema["default"] = json!(x);
    }
    if let Presence::DefaultWord(word) = key.presence {
        schema["default"] = json!(word);
    }
    schema
}

fn description(key: &Key) -> String {
    let mut text = key.meaning.to_string();
    if !key.unit.is_empty() {
        text.push_str(&format!(" [{}]", key.unit));
    }
    text.push_str(&match key.presence {
        Presence::Required => "; required".to_string(),
        Presence::Default(x) => format!("; {x} if left out"),
        Presence::DefaultWord(word) => format!("; \"{word}\" if left out"),
        Presence::SameAs(other) => format!("; as `{other}` if left out"),
        Presence::Optional(meaning) => format!("; if left out: {meaning}"),
    });
    text
}

/// A plain number in its range.
fn number(domain: Domain) -> Value {
    let kind = if domain == Domain::Count { "integer" } else { "number" };
    let mut schema = json!({ "type": kind });
    let interval = domain.interval();
    let ends = [
        (interval.low, "minimum", "exclusiveMinimum"),
        (interval.high, "maximum", "exclusiveMaximum"),
    ];
    for ((end, closed), included, excluded) in ends {
        schema[if closed { included } else { excluded }] = json!(end);
    }
    schema
}

/// A number in its range, or a distribution.
fn uncertain(domain: Domain) -> Value {
    let mut schema = number(domain);
    let mut families = Map::new();
    for (family, names) in FAMILIES {
        let list = json!({
            "type": "array",
            "items": { "type": "number" },
            "minItems": names.len(),
            "maxItems": names.len(),
            "description": format!("[{}]", names.join(", ")),
        });
        families.insert(family.to_string(), list);
    }
    schema["type"] = json!(["number", "object"]);
    schema["properties"] = Value::Object(families);
    schema["minProperties"] = json!(1);
    schema["maxProperties"] = json!(1);
    schema["additionalProperties"] = json!(false);
    schema
}
