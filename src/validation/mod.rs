//! Published results as claims about this program: special cases of the game whose answers are known.
//!
//! Each claim has an expected number, from a paper's formula or from a closed form written here independently of
//! the game's rules, and an obtained one, from the solver (or from played episodes). The scenarios are the files
//! under `scenarios/textbook`; their headers say how the paper's symbols map to keys.

mod basics;
mod broker;
mod clocks;
mod evidence;
pub mod lab;
mod page;
mod power;
mod promises;
mod references;
mod reputation;
mod signs;
mod third_party;
mod trust;

use crate::threads::prelude::*;

use crate::game::{Game, Rules};
pub use evidence::{score_quantiles, sections};
use lab::{Compile, Lab};
pub use page::{Section, page, table};

macro_rules! textbook {
    ($($stem:literal),* $(,)?) => {
        /// The textbook scenarios by stem.
        pub const TEXTBOOK: &[(&str, &str)] =
            &[$(($stem, include_str!(concat!("../../scenarios/textbook/", $stem, ".toml")))),*];
    };
}

textbook!(
    "asymmetry",
    "biased-broker",
    "crisis-game",
    "custody-and-trust",
    "guarantee-threshold",
    "guaranteed-settlement",
    "hostage",
    "informed-broker",
    "instalments",
    "leader-survival",
    "preventive-action",
    "reputation",
    "revocable-promise",
    "undeclared-work",
    "uniform-play",
);

/// In what sense a claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// At the stated precision of play, up to rounding.
    Exact,
    /// As precision grows, or as the belief grid is refined: the error must be small and must shrink.
    Limit,
    /// The direction of a change, over random games: the number of violations.
    Sign,
    /// A frequency among played episodes.
    Played,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Exact, Kind::Limit, Kind::Sign, Kind::Played];

    pub fn label(self) -> &'static str {
        match self {
            Kind::Exact => "exact",
            Kind::Limit => "limit",
            Kind::Sign => "sign",
            Kind::Played => "played",
        }
    }
}

/// A claim and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub group: &'static str,
    pub claim: String,
    /// Key of the bibliography.
    pub source: &'static str,
    /// Stem of the textbook file.
    pub scenario: &'static str,
    pub kind: Kind,
    pub expected: f64,
    pub obtained: f64,
    pub tolerance: f64,
    /// A second condition, such as that errors shrink, and what was seen.
    pub also: Option<(bool, String)>,
}

impl Verdict {
    /// Whether the claim holds. A number that is not finite never does.
    pub fn holds(&self) -> bool {
        (self.obtained - self.expected).abs() <= self.tolerance && self.also.as_ref().is_none_or(|(holds, _)| *holds)
    }
}

/// Tolerance of exact claims: policies are stored in single precision.
pub const EXACT: f64 = 1e-6;

/// Where claims of a group come from.
#[derive(Clone, Copy)]
struct Origin {
    group: &'static str,
    source: &'static str,
    scenario: &'static str,
}

impl Origin {
    fn exact(&self, claim: impl Into<String>, expected: f64, obtained: f64) -> Verdict {
        self.verdict(Kind::Exact, claim, [expected, obtained, EXACT])
    }

    /// Numbers: expected, obtained, tolerance.
    fn verdict(&self, kind: Kind, claim: impl Into<String>, numbers: [f64; 3]) -> Verdict {
        let [expected, obtained, tolerance] = numbers;
        Verdict {
            group: self.group,
            claim: claim.into(),
            source: self.source,
            scenario: self.scenario,
            kind,
            expected,
            obtained,
            tolerance,
            also: None,
        }
    }

    /// A limit from values at ever larger precision (or finer grids): the last must be near and nearer than the first (errors
    /// may cross zero on the way, so not each step need shrink).
    fn limit(
        &self,
        claim: impl Into<String>,
        expected: f64,
        along: &str,
        values: &[(f64, f64)],
        tolerance: f64,
    ) -> Verdict {
        let errors: Vec<f64> = values.iter().map(|(_, v)| (v - expected).abs()).collect();
        let [first, last] = [errors[0], errors[errors.len() - 1]];
        let falls = last < first || last < EXACT;
        let seen: Vec<String> = errors.iter().map(|e| format!("{e:.5}")).collect();
        let at: Vec<String> = values.iter().map(|(x, _)| format!("{x}")).collect();
        let note = format!("errors {} at {along} {}", seen.join(", "), at.join(", "));
        let last = values.last().map_or(f64::NAN, |(_, v)| *v);
        Verdict {
            also: Some((falls, note)),
            ..self.verdict(Kind::Limit, claim, [expected, last, tolerance])
        }
    }
}

type Group = fn(&Lab) -> Vec<Verdict>;

/// Closed forms and thresholds, by name.
const EXACT_GROUPS: [(&str, Group); 7] = [
    ("basics", basics::claims),
    ("promises", promises::claims),
    ("power", power::claims),
    ("third parties", third_party::claims),
    ("trust", trust::claims),
    ("broker", broker::claims),
    ("clocks", clocks::claims),
];

/// Limits and random games.
const SLOW_GROUPS: [Group; 2] = [reputation::claims, signs::claims];

/// Points per axis of the belief grid under the exact claims, which hold on any: what is compared is seen where beliefs are certain, or
/// does not depend on them.
const GRID: usize = 7;

/// All claims, in the order of the page, under the rules of the game.
pub fn run() -> Vec<Verdict> {
    let exact = EXACT_GROUPS.map(|(_, claims)| claims);
    let groups = [&exact[..], &SLOW_GROUPS[..]].concat();
    run_groups(&groups, &|game: &Game| Rules::new(game), GRID)
}

/// The exact claims of the groups with these names under other rules: the negative control, which must fail. Exact claims hold on any
/// grid.
pub fn run_exact(names: &[&str], compile: Compile, grid: usize) -> Vec<Verdict> {
    let named = EXACT_GROUPS.iter().filter(|(name, _)| names.contains(name));
    let groups: Vec<Group> = named.map(|(_, claims)| *claims).collect();
    run_groups(&groups, compile, grid)
}

fn run_groups(groups: &[Group], compile: Compile, grid: usize) -> Vec<Verdict> {
    let lab = Lab { compile, grid };
    groups
        .par_iter()
        .map(|claims| claims(&lab))
        .collect::<Vec<_>>()
        .concat()
}
