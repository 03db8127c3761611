//! Where two files of the same name differ first, in words.

use serde_json::Value;

use super::records::Records;

/// Characters of a line or an entry that are shown.
const SHOWN: usize = 60;

/// Where the contents of a file and those that a run made of it differ first: row and column of a table, line of another text. `None` if
/// they are the same, or no text.
pub fn first_difference(name: &str, here: &[u8], again: &[u8]) -> Option<String> {
    if here == again {
        return None;
    }
    if name.ends_with(".csv")
        && let (Ok(here), Ok(again)) = (Records::of_csv(here), Records::of_csv(again))
        && let Some(place) = in_tables(&here, &again)
    {
        return Some(place);
    }
    in_lines(std::str::from_utf8(here).ok()?, std::str::from_utf8(again).ok()?)
}

fn in_tables(here: &Records, again: &Records) -> Option<String> {
    let columns = here.header.iter().zip(&again.header).enumerate();
    if let Some((place, (ours, theirs))) = columns.into_iter().find(|(_, (a, b))| a != b) {
        return Some(format!(
            "column {} is {}",
            place + 1,
            both(ours.as_str(), theirs.as_str())
        ));
    }
    if here.header.len() != again.header.len() {
        let (ours, theirs) = (here.header.len(), again.header.len());
        return Some(format!("{ours} columns here, {theirs} in the run"));
    }
    for (row, (ours, theirs)) in here.rows.iter().zip(&again.rows).enumerate() {
        let mut cells = here.header.iter().zip(ours.iter().zip(theirs));
        if let Some((column, (a, b))) = cells.find(|(_, (a, b))| a != b) {
            return Some(format!("row {}, column {column}: {}", row + 1, both(a, b)));
        }
    }
    let (ours, theirs) = (here.rows.len(), again.rows.len());
    (ours != theirs).then(|| format!("{ours} rows here, {theirs} in the run"))
}

fn in_lines(here: &str, again: &str) -> Option<String> {
    let (mut ours, mut theirs) = (here.lines(), again.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (ours.next(), theirs.next()) {
            (None, None) => return None,
            (a, b) if a == b => {}
            (Some(a), Some(b)) => return Some(format!("line {number}: {}", parted(a, b))),
            (Some(_), None) => return Some(format!("line {number} is not there in the run")),
            (None, Some(_)) => return Some(format!("line {number} is there in the run alone")),
        }
    }
}

/// Where two trees of entries differ first, by the path of the entry; without entries at the top with these names.
pub fn first_entry(here: &Value, again: &Value, without: &[&str]) -> Option<String> {
    match (here, again) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let names: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            let mut names = names.into_iter().filter(|name| !without.contains(&name.as_str()));
            names.find_map(|name| {
                let (a, b) = (ours.get(name), theirs.get(name));
                let found = first_entry(a.unwrap_or(&Value::Null), b.unwrap_or(&Value::Null), &[])?;
                Some(match found.starts_with(": ") {
                    true => format!("{name}{found}"),
                    false => format!("{name}.{found}"),
                })
            })
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let pairs = ours.iter().zip(theirs).enumerate();
            pairs.into_iter().find_map(|(place, (a, b))| {
                let found = first_entry(a, b, &[])?;
                Some(match found.starts_with(": ") {
                    true => format!("{}{found}", place + 1),
                    false => format!("{}.{found}", place + 1),
                })
            })
        }
        (a, b) if a == b => None,
        (a, b) => Some(format!(": {}", both(&a.to_string(), &b.to_string()))),
    }
}

/// Two texts of which each is shown from its beginning.
fn both(here: &str, again: &str) -> String {
    let shown = |text: &str| match text {
        "" => "nothing".to_owned(),
        text => shortened(text),
    };
    format!("{} here, {} in the run", shown(here), shown(again))
}

/// Two lines from a little before the place where they part.
fn parted(here: &str, again: &str) -> String {
    let same = here.chars().zip(again.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(SHOWN / 3);
    let rest = |line: &str| line.chars().skip(from).collect::<String>();
    both(rest(here).trim(), rest(again).trim())
}

fn shortened(text: &str) -> String {
    match text.chars().count() > SHOWN {
        true => format!("{}…", text.chars().take(SHOWN - 1).collect::<String>()),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_named_by_its_place() {
        let of = |name: &str, a: &str, b: &str| first_difference(name, a.as_bytes(), b.as_bytes());
        let csv = |a: &str, b: &str| of("x.csv", a, b).unwrap_or_default();
        assert_eq!(of("x.csv", "a\n1\n", "a\n1\n"), None);
        assert_eq!(
            csv("a,b\n1,2\n3,4\n", "a,b\n1,2\n3,\n"),
            "row 2, column b: 4 here, nothing in the run"
        );
        assert_eq!(csv("a,b\n1,2\n", "a,c\n1,2\n"), "column 2 is b here, c in the run");
        assert_eq!(csv("a\n1\n2\n", "a\n1\n"), "2 rows here, 1 in the run");
        // The cells are the same, and the bytes are not.
        assert_eq!(csv("a\n\"1\"\n", "a\n1\n"), "line 2: \"1\" here, 1 in the run");
        assert_eq!(of("x.json", "a\nb\n", "a\n").unwrap(), "line 2 is not there in the run");
        assert_eq!(first_difference("x.png", &[0xff, 0], &[0xff, 1]), None);
    }

    #[test]
    fn the_first_entry_is_named_by_its_path() {
        let here = json!({ "a": { "b": [1, 2] }, "build": "x" });
        let again = json!({ "a": { "b": [1, 3] }, "build": "y" });
        assert_eq!(
            first_entry(&here, &again, &["build"]).unwrap(),
            "a.b.2: 2 here, 3 in the run"
        );
        assert_eq!(first_entry(&here, &here, &[]), None);
        let found = first_entry(&here, &json!({ "build": "x" }), &[]).unwrap();
        assert!(found.starts_with("a: {"), "{found}");
    }
}
