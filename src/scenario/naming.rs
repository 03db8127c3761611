//! Ids of list items: what stands for an item in key paths, and so in tables.
//!
//! Stages are an order, so the id of a stage is its number. Stakeholders are a set: the id of one is made from its name, so that
//! what is drawn for it stays the same if others are added or the list is written in another order. An id holds ASCII letters,
//! digits and underscores only. Names in other scripts become eight hexadecimal digits of their hash, which depend on the
//! name alone.

use super::source::shorten;
use super::suggest::nearest;
use super::tree::{Content, Node};

/// The id of the item at `position`, counted from 1.
pub(super) fn id(list: &str, position: usize, node: &Node) -> String {
    let named = (list == "stakeholders").then(|| name(node)).flatten();
    named.map_or_else(|| position.to_string(), from_name)
}

/// The item of `ids` that `written` means: an id, a name or a number counted from 1.
pub(super) fn find<'i>(written: &str, ids: &'i [String]) -> Option<&'i String> {
    let by_name = ids
        .iter()
        .find(|id| **id == written || (id.parse::<usize>().is_err() && **id == from_name(written)));
    by_name.or_else(|| ids.get(written.parse::<usize>().ok()?.checked_sub(1)?))
}

/// The id nearest to a misspelt one.
pub(super) fn suggestion<'i>(written: &str, ids: &'i [String]) -> Option<&'i str> {
    nearest(&from_name(written), ids.iter().map(String::as_str)).filter(|near| near.parse::<usize>().is_err())
}

/// What to say of an item that is not there, and what would be right.
pub(super) fn absent(list: &str, written: &str, ids: &[String]) -> (String, String) {
    let path = shorten(&format!("{list}.{written}"));
    let length = ids.len();
    let message = match length {
        1 => format!("there is no `{path}`: the scenario has one of the {list}"),
        _ => format!("there is no `{path}`: the scenario has {length} {list}"),
    };
    let help = match suggestion(written, ids) {
        _ if ids.is_empty() => format!("add [[{list}]] to the file first"),
        Some(near) => format!("did you mean `{list}.{near}`?"),
        None if list == "stages" && length == 1 => "the only one is `stages.1`".to_string(),
        None if list == "stages" => {
            format!("{list} are counted from 1 to {length}, as in \"{list}.{length}\"")
        }
        None => format!("the {list} are {}", ids.join(", ")),
    };
    (message, help)
}

/// A hash of 63 bits of a text, the same on every machine and in every version: FNV-1a, then the finaliser of SplitMix64.
pub(super) fn hash(text: &str) -> u64 {
    let fnv = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (fnv ^ (fnv >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) >> 1
}

fn name(node: &Node) -> Option<&str> {
    let Content::Table(entries) = &node.content else {
        return None;
    };
    entries.iter().find_map(|entry| match &entry.value.content {
        Content::Text(text) if entry.name == "name" && !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    })
}

fn from_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    let digits = format!("{:08x}", hash(name) & 0xffff_ffff);
    if !name.is_ascii() || words.is_empty() {
        words.push(&digits);
    }
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_holds_letters_digits_and_underscores_and_tells_names_apart() {
        assert_eq!(from_name("South Korea"), "South_Korea");
        assert_eq!(from_name(" U.S. (Senate) "), "U_S_Senate");
        let (north, south) = (from_name("조선"), from_name("한국"));
        assert_ne!(north, south);
        assert!(north.len() == 8 && north.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert!(from_name("Côte d’Ivoire").starts_with("C_te_d_Ivoire_"));
    }

    #[test]
    fn an_item_is_found_by_id_name_and_number() {
        let ids = ["China".to_string(), "South_Korea".to_string()];
        for written in ["South_Korea", "South Korea", "2", "02"] {
            assert_eq!(find(written, &ids), Some(&ids[1]), "{written}");
        }
        for written in ["0", "3", "Japan", ""] {
            assert_eq!(find(written, &ids), None, "{written}");
        }
        assert_eq!(suggestion("Chian", &ids), Some("China"));
    }

    #[test]
    fn hashes_keep_their_values() {
        // Results of all files with stakeholders depend on these.
        assert_eq!(hash("stakeholders.China.stands"), 0x1138_0fdd_0045_4279);
        assert_eq!(hash("stakeholders.Japan.aid"), 0x0f54_2a15_ee1c_b3de);
    }
}
