//! What the record of single cases demands of the game. Most of it is missed, and that is asserted like the rest: a change that meets a
//! demand, or misses one that was met, has to say so here and in docs/backtest.md.

use std::sync::atomic::AtomicBool;

use honest_broker::backtest::checks::{Status, checks};
use honest_broker::backtest::coded::{self, Case};
use honest_broker::backtest::predict::Quantity;
use honest_broker::backtest::tables::given_to_what_happened;
use honest_broker::backtest::trial::{Request, predictions};
use honest_broker::backtest::{BASE, CASES};
use honest_broker::report::words::percent_trimmed;

/// Case, beginning of the demand, and what becomes of it.
const LISTED: [(&str, &str, Status); 18] = [
    ("singapore2018", "probability that no production site", Status::Met),
    (
        "jcpoa2015",
        "probability that the guarantor breaks it first",
        Status::Missed,
    ),
    (
        "af1994",
        "probability that the leader keeps a covert hedge",
        Status::Met,
    ),
    ("af1994", "years until a hedge", Status::Missed),
    ("af1994", "probability that it is broken between", Status::Missed),
    (
        "leapday2012",
        "probability that it is broken within a year",
        Status::Missed,
    ),
    (
        "ukraine1994",
        "probability that all is done within four years",
        Status::Missed,
    ),
    ("syria2013", "share of the declared stock", Status::Missed),
    ("syria2013", "probability that something is kept back", Status::Met),
    (
        "libya2003",
        "probability that all is done within five years",
        Status::Missed,
    ),
    ("libya2003", "probability that the guarantor is the first", Status::Met),
    (
        "aceh2005",
        "probability of completion with a ruling monitor",
        Status::Missed,
    ),
    ("aceh2005", "the same with weak monitors", Status::Missed),
    (
        "sixparty2007",
        "points by which the chance of a shutdown",
        Status::Missed,
    ),
    ("singapore2018", "the DPRK's likeliest offer", Status::NotAsked),
    ("jcpoa2015", "the disarmer retaliates with a lag", Status::NotAsked),
    ("ukraine1994", "the guarantee is worth little", Status::NotAsked),
    ("singapore2018", "missile launches by year", Status::NotAsked),
];

#[test]
fn what_the_record_demands_is_met_or_missed_as_listed_and_the_page_says_so() {
    let mut cases: Vec<Case> = coded::read("cases.csv", CASES).unwrap();
    cases.retain(|case| LISTED.iter().any(|(id, _, _)| *id == case.id));
    let request = Request {
        worlds: 8,
        few: 8,
        grid: 5,
        seed: 1,
    };
    let (effort, never) = (request.effort(request.worlds), AtomicBool::new(false));
    let predicted = predictions(&cases, BASE, &effort, &never, &|_| {}).unwrap();
    let found = checks(&cases, &predicted, BASE, &effort, &never).unwrap();
    let page = include_str!("../../docs/backtest.md");
    assert_eq!(found.len(), LISTED.len());
    for (check, (case, demand, status)) in found.iter().zip(LISTED) {
        assert_eq!(check.case, case);
        assert!(check.demand.starts_with(demand), "{}", check.demand);
        assert_eq!(check.status(), status, "{case}: {} ({:?})", check.demand, check.found);
        let row = page.lines().find(|line| line.contains(check.demand));
        let row = row.unwrap_or_else(|| panic!("docs/backtest.md does not have: {}", check.demand));
        assert!(row.ends_with(&format!("| {} |", status.name())), "{row}");
    }
}

/// Of two cases, computed anew: what the page says was given to what happened, after five years and after ten.
#[test]
fn the_page_of_the_back_test_has_the_numbers_that_are_computed() {
    let mut cases: Vec<Case> = coded::read("cases.csv", CASES).unwrap();
    cases.retain(|case| ["leapday2012", "inf1988"].contains(&case.id.as_str()));
    let request = Request {
        worlds: 24,
        few: 4,
        grid: 5,
        seed: 1,
    };
    let never = AtomicBool::new(false);
    let predicted = predictions(&cases, BASE, &request.effort(request.worlds), &never, &|_| {}).unwrap();
    let page = include_str!("../../docs/backtest.md");
    for (case, prediction) in cases.iter().zip(&predicted) {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| [{}]", case.name)))
            .unwrap();
        let given = [Quantity::Outcome5, Quantity::Outcome10]
            .map(|quantity| percent_trimmed(given_to_what_happened(case, prediction, quantity).unwrap()));
        assert!(
            row.ends_with(&format!("| {} | {} |", given[0], given[1])),
            "{given:?} are not those of\n{row}"
        );
    }
}

/// The front page quotes the verdict of that page.
#[test]
fn the_front_page_quotes_the_back_test() {
    let page = include_str!("../../docs/backtest.md");
    let answer = page
        .lines()
        .find(|line| line.starts_with("* Fitted to nothing"))
        .unwrap();
    let after_ten = answer.rsplit_once("(Brier loss less theirs: ").unwrap().1;
    let quoted = after_ten
        .trim_end_matches(").")
        .replace(" [", " (")
        .replace(", ", " to ")
        .replace(']', ")");
    let front = include_str!("../../README.md")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        front.contains(&format!("its Brier loss is {quoted} above theirs")),
        "{quoted}"
    );
}
