//! What the record of single cases demands of the game. Most of it is missed, and that is asserted like the rest: a change that meets a
//! demand, or misses one that was met, has to say so here and in docs/backtest.md.

use std::sync::atomic::AtomicBool;

use honest_broker::backtest::checks::{Status, checks};
use honest_broker::backtest::coded::{self, Case};
use honest_broker::backtest::trial::{Request, predictions};
use honest_broker::backtest::{BASE, CASES};

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
