//! The page of results: that it holds what the tables hold, can be made again, runs nothing of what it is given, and asks for nothing.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;

use super::place::{COMPLETE, Place, QUICK, UNCERTAIN, assert_ends, rows};

fn page(place: &Place, name: &str) -> String {
    fs::read_to_string(place.path(name)).unwrap()
}

/// The numbers behind the cells of a table of the page.
fn numbers(page: &str, table: &str) -> BTreeSet<String> {
    let begin = page
        .find(&format!("data-name=\"{table}\""))
        .unwrap_or_else(|| panic!("the page has no table {table}"));
    let text = &page[begin..];
    let text = &text[..text.find("</table>").unwrap()];
    let number = Regex::new("data-v=\"([^\"]*)\"").unwrap();
    number.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

#[test]
fn the_page_is_made_again_from_the_files_byte_for_byte() {
    let place = Place::uncertain();
    let told = place.compare(&["--out", "r"]);
    assert_ends(&told, 0, &["Report: r/report.html"]);
    assert_ends(
        &place.run(&["report", "r", "--out", "again.html"]),
        0,
        &["wrote again.html"],
    );
    assert!(page(&place, "r/report.html") == page(&place, "again.html"));
    // What is there is not replaced unasked.
    let twice = place.run(&["report", "r", "--out", "again.html"]);
    assert_ends(&twice, 1, &["again.html exists already; --force replaces it"]);
}

#[test]
fn numbers_of_the_page_are_those_of_the_tables() {
    let place = Place::uncertain();
    assert_ends(&place.compare(&["--out", "r"]), 0, &[]);
    let page = page(&place, "r/report.html");
    let plain = |row: &super::place::Row| row["method"] == "exact" && row["weighting"] == "with_broker";
    let levels = rows(&place.path("r/outcomes.csv"));
    let levels: BTreeSet<String> = levels
        .iter()
        .filter(|row| plain(row))
        .map(|row| row["estimate"].clone())
        .collect();
    assert_eq!(numbers(&page, "outcomes-by-arm"), levels);
    let changes = rows(&place.path("r/contrasts.csv"));
    let changes = changes
        .iter()
        .filter(|row| plain(row) && row["metric"].starts_with("outcome."));
    let changes: BTreeSet<String> = changes.map(|row| row["estimate"].clone()).collect();
    let shown = numbers(&page, "outcomes-and-changes");
    assert!(
        !changes.is_empty() && changes.is_subset(&shown),
        "{changes:?} in {shown:?}"
    );
    let gains = rows(&place.path("r/acceptance.csv"));
    let wanted =
        |row: &&super::place::Row| row["quantity"].starts_with("gain_") || row["quantity"].starts_with("accepted");
    let gains: BTreeSet<String> = gains.iter().filter(wanted).map(|row| row["estimate"].clone()).collect();
    assert_eq!(numbers(&page, "gains"), gains);
    // The sentences are those of the terminal.
    let told = place.run(&[
        "compare",
        "case.toml",
        "--out",
        "s",
        "--format",
        "json",
        "--grid",
        "3",
        "--episodes",
        "200",
        "--worlds",
        "32",
    ]);
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    for part in ["without", "change", "why"] {
        let sentence = told["scenarios"][0]["answer"][part].as_str().unwrap();
        assert!(page.contains(sentence), "{sentence}");
    }
}

#[test]
fn what_a_scenario_says_is_shown_and_not_run() {
    let place = Place::new();
    let evil = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    let text = COMPLETE
        .replace("name = \"Every key\"", &format!("name = '{evil}'"))
        .replace("name = \"North\"", "name = 'N & <b>'")
        .replace(
            "dealer_prior = 0.3\n",
            "dealer_prior = 0.3 # </script><script>alert(3)</script>; J\n",
        );
    assert!(text.contains("alert(3)") && text.contains("N & <b>"));
    place.write("case.toml", &text);
    assert_ends(&place.compare(&["--out", "r"]), 0, &[]);
    let page = page(&place, "r/report.html");
    assert!(page.contains("&#60;script&#62;alert(1)"), "the name is shown");
    for raw in ["<script>alert", "<img", "</script><script>alert", "<b>"] {
        assert!(!page.contains(raw), "{raw} is not escaped");
    }
}

#[test]
fn commands_of_the_page_are_quoted_for_a_shell() {
    let place = Place::uncertain();
    let name = "x;touch made;#.toml";
    place.write(name, UNCERTAIN);
    let told = place.run(&[&["compare", name, "--out", "r", "--set", "disarmer.name=A B"], QUICK].concat());
    assert_ends(&told, 0, &[]);
    let page = page(&place, "r/report.html");
    let commands = Regex::new("<pre><code>([^<]*)</code></pre>").unwrap();
    let all: Vec<String> = commands
        .captures_iter(&page)
        .map(|found| found[1].replace("&#39;", "'"))
        .collect();
    assert!(all.len() >= 3, "{all:?}");
    for command in all {
        assert!(command.contains("'x;touch made;#.toml'"), "{command}");
        assert!(command.contains("'disarmer.name=A B'"), "{command}");
    }
}

#[test]
fn a_page_asks_for_nothing_outside_itself() {
    let place = Place::uncertain();
    assert_ends(&place.compare(&["--out", "r"]), 0, &[]);
    let page = page(&place, "r/report.html");
    assert!(page.contains("default-src 'none'"));
    for (attribute, allowed) in [("src", "data:"), ("href", "#")] {
        let outside = Regex::new(&format!("<[^>]* {attribute}=\"([^\"]*)\"")).unwrap();
        for found in outside.captures_iter(&page) {
            assert!(found[1].starts_with(allowed), "{}", &found[0]);
        }
    }
    for word in ["fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "@import"] {
        assert!(!page.contains(word), "{word}");
    }
    // One name of a place in the page, and only one.
    let ids = Regex::new(" id=\"([^\"]*)\"").unwrap();
    let all: Vec<&str> = ids
        .captures_iter(&page)
        .map(|found| found.get(1).unwrap().as_str())
        .collect();
    let once: BTreeSet<&str> = all.iter().copied().collect();
    let twice: Vec<&&str> = once
        .iter()
        .filter(|id| all.iter().filter(|other| other == id).count() > 1)
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn several_results_stand_side_by_side_and_an_attribution_goes_to_its_comparison() {
    let place = Place::uncertain();
    place.write("two/first.toml", UNCERTAIN);
    place.write("two/second.toml", COMPLETE);
    let quick = [&["compare", "two", "--out", "all"], QUICK].concat();
    assert_ends(&place.run(&quick), 0, &["all/overview/report.html"]);
    let both = page(&place, "all/overview/report.html");
    assert!(
        both.contains("2 scenarios side by side")
            && both.contains("id=\"s-first\"")
            && both.contains("id=\"s-second\"")
    );
    let divided = [
        "attribute",
        "two/first.toml",
        "--grid",
        "3",
        "--worlds",
        "16",
        "--out",
        "all/parts",
    ];
    assert_ends(&place.run(&divided), 0, &[]);
    let alone = place.run(&["report", "all/parts", "--out", "alone.html"]);
    assert_ends(&alone, 2, &["name the folder of its comparison, too"]);
    assert_ends(&place.run(&["report", "all", "--out", "joined.html"]), 0, &[]);
    let joined = page(&place, "joined.html");
    assert!(joined.contains("data-name=\"attribution\"") && !both.contains("data-name=\"attribution\""));
}

#[test]
fn what_is_no_result_or_was_changed_is_refused_and_nothing_is_written() {
    let place = Place::uncertain();
    fs::create_dir(place.path("empty")).unwrap();
    assert_ends(
        &place.run(&["report", "empty"]),
        2,
        &["no result of a comparison in empty"],
    );
    assert_ends(&place.run(&["report", "nowhere"]), 1, &["cannot read nowhere"]);
    assert_ends(&place.compare(&["--out", "r"]), 0, &[]);
    let table = place.path("r/outcomes.csv");
    let changed = fs::read_to_string(&table).unwrap().replace("0.", "9.");
    fs::write(&table, changed).unwrap();
    assert_ends(
        &place.run(&["report", "r"]),
        1,
        &["outcomes.csv", "is not as it was written"],
    );
    assert!(!place.names(".").contains("report.html"));
}
