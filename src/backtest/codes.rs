//! The codes of a case as the rules use them, read from its values.

use std::collections::{BTreeMap, BTreeSet};

use crate::game::outcome::Outcome;

/// A value as it is coded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// Empty if it is not known or there is none.
    pub value: String,
    /// C confirmed in a source, M from memory, D derived by a rule, J judgement; `-` if there is no value.
    pub grade: String,
    /// Name of the rule in the codebook.
    pub rule: String,
    /// The section of the record with the facts.
    pub source: String,
    /// Its line in the table.
    pub line: usize,
}

/// What happened, by class: weights that add up to 1, as two codes may be defensible.
pub type Happened = Vec<(Outcome, f64)>;

/// What a third party brought to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Brought {
    Aid,
    Facilitation,
    Reopening,
    Information,
    Custody,
    Escrow,
    /// Escrow that is released by rule.
    Automatic,
    Monitoring,
    Guarantee,
}

const BROUGHT: [(&str, Brought); 9] = [
    ("aid", Brought::Aid),
    ("facilitation", Brought::Facilitation),
    ("reopening", Brought::Reopening),
    ("information", Brought::Information),
    ("custody", Brought::Custody),
    ("escrow", Brought::Escrow),
    ("automatic", Brought::Automatic),
    ("monitoring", Brought::Monitoring),
    ("guarantee", Brought::Guarantee),
];

/// Who broke a bargain first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breaker {
    /// Also where an honest step was disputed: observers cannot tell the two.
    Disarmer,
    Guarantor,
    /// War came before any rupture.
    War,
    /// Nobody within ten years.
    Nobody,
}

impl Breaker {
    /// All of them, in the order of the tables.
    pub const ALL: [Breaker; 4] = [Breaker::Disarmer, Breaker::Guarantor, Breaker::War, Breaker::Nobody];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Breaker::Disarmer => "disarmer",
            Breaker::Guarantor => "guarantor",
            Breaker::War => "war",
            Breaker::Nobody => "none",
        }
    }
}

/// A stage of a bargain.
#[derive(Clone, Debug, PartialEq)]
pub struct StageCodes {
    pub name: String,
    /// Of the deterrent, as the disarmer values it.
    pub deterrent_share: f64,
    /// Of the relief, as the disarmer values it.
    pub relief_share: f64,
    /// Months to undo it once that is wanted.
    pub reversal_months: f64,
    /// Share of the relief in return that can be taken back.
    pub revocable: f64,
    /// Whether what is given up is at a declared site.
    pub declared: bool,
}

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Record {
    /// By class at 5 and at 10 years; empty if it is not known.
    pub outcomes: [Happened; 2],
    /// Who broke it first within ten years; empty if it is not known.
    pub first_breaker: Vec<(Breaker, f64)>,
    /// Years from the start to the breakdown of the core bargain, or until now if that is longer than what is scored.
    pub years_in_force: Option<f64>,
    /// Whether it still holds.
    pub censored: bool,
    /// Share of the promised irreversible work at its peak.
    pub completion: Option<f64>,
}

/// What the rules start from.
#[derive(Clone, Debug, PartialEq)]
pub struct Codes {
    /// `1994-10`.
    pub start: String,
    pub disarmer: String,
    pub guarantor: String,
    pub third_party: Option<String>,
    pub brought: BTreeSet<Brought>,
    pub relief_first: bool,
    /// From 0, none, to 4, anywhere and at any time.
    pub verification: usize,
    /// Ratified, or embedded in institutions or in the politics of both sides.
    pub embedded: bool,
    pub militarised_rival: f64,
    pub usable_weapons: f64,
    pub initiated: bool,
    pub coerced: bool,
    pub military_option: bool,
    pub stake: f64,
    pub relief_of_gdp: f64,
    pub security: f64,
    pub relief_cost: f64,
    pub planned_years: f64,
    pub first_election: f64,
    pub every_years: f64,
    pub turnover: f64,
    /// Terms in a row of the president's party at the first election; 0 if its end was decided before the start.
    pub party_terms: Option<usize>,
    pub stages: Vec<StageCodes>,
    pub record: Record,
}

/// Values of a case that are being read.
pub struct Reading<'a> {
    file: &'a str,
    case: &'a str,
    values: &'a BTreeMap<String, Coded>,
    problems: &'a mut Vec<String>,
    /// Variables that were asked for.
    pub seen: BTreeSet<String>,
    complete: bool,
}

impl<'a> Reading<'a> {
    /// Nothing is read yet.
    pub fn new(
        file: &'a str,
        case: &'a str,
        values: &'a BTreeMap<String, Coded>,
        problems: &'a mut Vec<String>,
    ) -> Self {
        Reading {
            file,
            case,
            values,
            problems,
            seen: BTreeSet::new(),
            complete: true,
        }
    }

    fn wrong(&mut self, variable: &str, what: &str) {
        let line = self
            .values
            .get(variable)
            .map_or_else(String::new, |coded| format!(", line {}", coded.line));
        self.problems
            .push(format!("{}{line}, {} {variable}: {what}", self.file, self.case));
        self.complete = false;
    }

    /// A text; `None` if there is no value.
    fn maybe(&mut self, variable: &str) -> Option<&'a str> {
        self.seen.insert(variable.to_owned());
        let text = self.values.get(variable)?.value.as_str();
        (!text.is_empty()).then_some(text)
    }

    fn text(&mut self, variable: &str) -> String {
        match self.maybe(variable) {
            Some(text) => text.to_owned(),
            None => {
                self.wrong(variable, "the value is missing");
                String::new()
            }
        }
    }

    fn maybe_number(&mut self, variable: &str, [low, high]: [f64; 2]) -> Option<f64> {
        let text = self.maybe(variable)?;
        match text.parse::<f64>() {
            Ok(number) if (low..=high).contains(&number) => Some(number),
            _ => {
                self.wrong(variable, &format!("`{text}` must be a number from {low} to {high}"));
                None
            }
        }
    }

    fn number(&mut self, variable: &str, range: [f64; 2]) -> f64 {
        let number = self.maybe_number(variable, range);
        if self.values.get(variable).is_none_or(|coded| coded.value.is_empty()) {
            self.wrong(variable, "the value is missing");
        }
        number.unwrap_or(0.0)
    }

    fn yes(&mut self, variable: &str) -> bool {
        self.one_of(variable, &["0", "1"]) == "1"
    }

    fn one_of(&mut self, variable: &str, words: &[&'static str]) -> &'static str {
        let text = self.text(variable);
        match words.iter().find(|word| **word == text) {
            Some(word) => word,
            None => {
                if !text.is_empty() {
                    self.wrong(variable, &format!("`{text}` must be one of {}", words.join(", ")));
                }
                ""
            }
        }
    }

    /// A class with the weight of the first of two codes; empty if it is not known.
    fn weighted<T: Copy>(&mut self, stem: &str, of: impl Fn(&str) -> Option<T>) -> Vec<(T, f64)> {
        let alternative = format!("{stem}_alternative");
        let weight = format!("{stem}_weight_primary");
        let [first, second] = [stem, &alternative].map(|variable| {
            let text = self.maybe(variable)?;
            let class = of(text);
            if class.is_none() {
                self.wrong(variable, &format!("`{text}` is no class"));
            }
            class
        });
        let share = self.maybe_number(&weight, [0.0, 1.0]);
        match (first, second, share) {
            (None, _, _) => Vec::new(),
            (Some(first), None, _) => vec![(first, 1.0)],
            (Some(first), Some(second), Some(share)) => vec![(first, share), (second, 1.0 - share)],
            (Some(_), Some(_), None) => {
                self.wrong(&weight, "the weight of the first code is missing");
                Vec::new()
            }
        }
    }
}

const SHARE: [f64; 2] = [0.0, 1.0];
const AMOUNT: [f64; 2] = [0.0, 1e6];

fn outcome(text: &str) -> Option<Outcome> {
    Outcome::ALL.into_iter().find(|outcome| outcome.name() == text)
}

fn breaker(text: &str) -> Option<Breaker> {
    Breaker::ALL.into_iter().find(|breaker| breaker.name() == text)
}

impl Codes {
    /// `None` if something is missing or wrong, which is then told to the reading.
    pub fn read(from: &mut Reading) -> Option<Self> {
        let count = from.number("stages", [1.0, 5.0]) as usize;
        let stages: Vec<StageCodes> = (1..=count).map(|number| stage(from, number)).collect();
        for (kind, sum) in [
            ("deterrent_share", stages.iter().map(|s| s.deterrent_share).sum::<f64>()),
            ("relief_share", stages.iter().map(|s| s.relief_share).sum::<f64>()),
        ] {
            if from.complete && (sum - 1.0).abs() > 1e-3 {
                from.wrong(
                    &format!("stage1_{kind}"),
                    &format!("the shares of all stages add up to {sum:.4} and not to 1"),
                );
            }
        }
        let third_party = from.maybe("third_party").map(str::to_owned);
        // The words of the sources stand beside the standard ones.
        from.maybe("instrument");
        let mut brought = BTreeSet::new();
        for word in from.maybe("instruments").unwrap_or_default().split(';').map(str::trim) {
            match BROUGHT.iter().find(|(name, _)| *name == word) {
                Some((_, kind)) => _ = brought.insert(*kind),
                None if word.is_empty() => {}
                None => {
                    let known: Vec<&str> = BROUGHT.iter().map(|(name, _)| *name).collect();
                    from.wrong("instruments", &format!("`{word}` must be one of {}", known.join(", ")));
                }
            }
        }
        let codes = Codes {
            start: from.text("start"),
            disarmer: from.text("disarmer"),
            guarantor: from.text("guarantor"),
            third_party,
            brought,
            relief_first: from.one_of("sequence", &["disarm_first", "relief_first"]) == "relief_first",
            verification: from.number("verification_0_4", [0.0, 4.0]) as usize,
            embedded: from.one_of("form", &["political", "embedded"]) == "embedded",
            militarised_rival: from.number("militarised_rival", SHARE),
            usable_weapons: from.number("usable_weapons_own_control", SHARE),
            initiated: from.yes("initiated"),
            coerced: from.yes("coerced"),
            military_option: from.yes("declared_military_option"),
            stake: from.number("share_of_deterrent_at_stake", [0.01, 1.0]),
            relief_of_gdp: from.number("relief_pct_gdp_per_year", AMOUNT),
            security: from.number("security_or_recognition_0_1", SHARE),
            relief_cost: from.number("relief_cost_to_guarantor", [0.01, 10.0]),
            planned_years: from.number("planned_years", [0.1, 30.0]),
            first_election: from.number("first_election_year", [0.25, 30.0]),
            every_years: from.number("election_every_years", [0.25, 30.0]),
            turnover: from.number("turnover", SHARE),
            party_terms: from
                .maybe_number("party_terms", [0.0, 10.0])
                .map(|terms| terms as usize),
            stages,
            record: record(from),
        };
        from.complete.then_some(codes)
    }
}

fn stage(from: &mut Reading, number: usize) -> StageCodes {
    let of = |what: &str| format!("stage{number}_{what}");
    StageCodes {
        name: from.text(&of("name")),
        deterrent_share: from.number(&of("deterrent_share"), SHARE),
        relief_share: from.number(&of("relief_share"), SHARE),
        reversal_months: from.number(&of("reversal_months"), AMOUNT),
        revocable: from.number(&of("revocable"), SHARE),
        declared: from.yes(&of("declared")),
    }
}

fn record(from: &mut Reading) -> Record {
    let outcomes = ["outcome_5y", "outcome_10y"].map(|stem| from.weighted(stem, outcome));
    let censored = from.maybe("censored") == Some("1");
    // What is in force and has not lasted as long as is scored is not over: how long it lasts is not known.
    let lasted = from.maybe_number("years_in_force", AMOUNT);
    let years_in_force = lasted.filter(|years| !censored || *years > super::YEARS[1]);
    let first_breaker = match years_in_force {
        // What broke later was in force at the end of the ten years that are scored.
        Some(years) if years > super::YEARS[1] => {
            from.weighted("first_breaker", breaker);
            vec![(Breaker::Nobody, 1.0)]
        }
        _ => from.weighted("first_breaker", breaker),
    };
    // Told on the page, and entering no rule.
    from.maybe("covert_cheating_found");
    Record {
        outcomes,
        first_breaker,
        years_in_force,
        censored,
        completion: from.maybe_number("degree_of_completion", SHARE),
    }
}
