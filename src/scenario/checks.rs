//! What no single key can tell: sums and calendars.

use super::complete::{Values, share_paths};
use super::domain::MOST_ROUNDS;
use super::keys::parent;
use super::layer::Layer;
use super::problem::Code;
use super::quantity::Quantity;
use super::source::{Place, Reporter};

/// The keys of stages that sum to 1.
pub(super) const SHARES: [&str; 4] = ["deterrent_share", "threat_share", "relief_share", "cost_share"];

const SHARE_TOLERANCE: f64 = 1e-9;
/// Uncertain shares are scaled to sum to 1. Medians that miss it by more are more likely a slip than meant.
const MEDIAN_TOLERANCE: f64 = 0.1;
/// Years are decimal, rounds are counted: 0.1 years of 10 rounds are one round although 0.1 is no binary number.
const ROUND_TOLERANCE: f64 = 1e-6;

/// Checks the values of one arm against each other.
pub(super) fn check(values: &Values, layer: &Layer, reporter: &mut Reporter<'_>) {
    let mut checks = Checks {
        values,
        layer,
        reporter,
    };
    for share in SHARES {
        checks.shares(share);
    }
    checks.all_or_none("threat_share", "deterrent_share");
    checks.all_or_none("cost_share", "relief_share");
    checks.calendar();
}

struct Checks<'c, 'a> {
    values: &'c Values,
    layer: &'c Layer,
    reporter: &'c mut Reporter<'a>,
}

impl Checks<'_, '_> {
    /// Of several paths, the one written last: on top of the stack, then furthest down the text.
    fn last_written<'p>(&self, paths: &[&'p str]) -> Option<(&'p str, Place)> {
        let written = paths
            .iter()
            .filter_map(|path| Some((*path, self.layer.given.get(*path)?)));
        let last = written.max_by_key(|(_, given)| (given.height, given.place.span.start));
        last.map(|(path, given)| (path, given.place.clone()))
    }

    fn report(&mut self, code: Code, paths: &[&str], message: String, help: String) {
        let written = self.last_written(paths);
        let (path, place) = match &written {
            Some((path, place)) => (*path, Some(place)),
            None => (paths.first().copied().unwrap_or(""), None),
        };
        self.reporter.report(code, place, path, message, help);
    }

    /// Fixed shares sum to 1. Uncertain ones are scaled in every world to what the fixed ones leave, and so must be at least two,
    /// with something left for them and with medians that nearly fit already.
    fn shares(&mut self, share: &str) {
        let paths = share_paths(share, self.layer);
        let shares: Option<Vec<Quantity>> = paths.iter().map(|path| self.values.number(path)).collect();
        let Some(shares) = shares.filter(|shares| !shares.is_empty()) else {
            return;
        };
        if self.layer.is_spoilt("stages") {
            return;
        }
        let central: Vec<f64> = shares.iter().map(Quantity::central).collect();
        let sum: f64 = central.iter().sum();
        let terms: Vec<String> = central.iter().map(|x| rounded(*x).to_string()).collect();
        let terms = terms.join(" + ");
        let fixed: f64 = shares.iter().filter_map(Quantity::fixed).sum();
        let fault = match shares.iter().filter(|share| share.fixed().is_none()).count() {
            0 if (sum - 1.0).abs() > SHARE_TOLERANCE => Some((
                format!("`{share}` sums to {} over the stages, not to 1", rounded(sum)),
                format!("{terms} = {}; change them so that they sum to 1", rounded(sum)),
            )),
            0 => None,
            _ if fixed >= 1.0 - SHARE_TOLERANCE => Some((
                format!(
                    "the fixed ones of `{share}` sum to {} and leave nothing for the uncertain ones",
                    rounded(fixed)
                ),
                "lower the fixed ones, or make all of them uncertain".to_string(),
            )),
            1 => Some((
                format!(
                    "only one `{share}` is uncertain, and it must be {}: what the fixed ones leave of 1",
                    rounded(1.0 - fixed)
                ),
                "write that number, or make another stage's uncertain too".to_string(),
            )),
            _ if (sum - 1.0).abs() > MEDIAN_TOLERANCE => Some((
                format!(
                    "the medians of `{share}` sum to {} over the stages, more than a tenth away from 1",
                    rounded(sum)
                ),
                format!(
                    "{terms} = {}; every world scales them to sum to 1, so change them until they nearly do",
                    rounded(sum)
                ),
            )),
            _ => None,
        };
        if let Some((message, help)) = fault {
            let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
            self.report(Code::SharesSum, &paths, message, help);
        }
    }

    /// A share that some stages give and others take from `default` would mix two ways of counting.
    fn all_or_none(&mut self, share: &str, default: &str) {
        let paths = share_paths(share, self.layer);
        let absent = |path: &&String| !self.layer.given.contains_key(*path);
        let missing: Vec<&String> = paths.iter().filter(absent).collect();
        let Some(first) = missing.first().filter(|_| missing.len() < paths.len()) else {
            return;
        };
        let stages: Vec<&str> = missing.iter().filter_map(|path| path.split('.').nth(1)).collect();
        let message = format!(
            "`{share}` is given for {} of {} stages",
            paths.len() - missing.len(),
            paths.len()
        );
        let help = format!(
            "add it to stage {} too, or leave it out everywhere: it is then the stage's `{default}`",
            stages.join(", ")
        );
        let place = self.layer.sections.get(parent(first)).cloned();
        self.reporter
            .report(Code::PartlyGiven, place.as_ref(), first, message, help);
    }

    fn calendar(&mut self) {
        let Some(per_year) = self.values.fixed("clock.rounds_per_year") else {
            return;
        };
        let keys = [
            "clock.years",
            "clock.foresight_years",
            "guarantor.elections.first_year",
            "guarantor.elections.every_years",
        ];
        for key in keys {
            // A default repeats another key, whose fault has been reported.
            if let Some(years) = self.values.fixed(key).filter(|_| self.layer.given.contains_key(key)) {
                self.whole_rounds(key, years, per_year);
            }
        }
        let (Some(years), Some(foresight)) = (
            self.values.fixed("clock.years"),
            self.values.fixed("clock.foresight_years"),
        ) else {
            return;
        };
        if foresight < years {
            let message = format!("the players look {foresight} years ahead, less than the {years} years simulated");
            let help = format!("`clock.foresight_years` must be at least {years}");
            self.report(
                Code::ForesightTooShort,
                &["clock.foresight_years", "clock.years"],
                message,
                help,
            );
        }
        let rounds = foresight.max(years) * per_year;
        if rounds > MOST_ROUNDS {
            let message = format!("{rounds} rounds would have to be solved, and at most {MOST_ROUNDS} can be");
            let help = "lower `clock.foresight_years`, `clock.years` or `clock.rounds_per_year`".to_string();
            let keys = ["clock.foresight_years", "clock.years", "clock.rounds_per_year"];
            self.report(Code::TooManyRounds, &keys, message, help);
        }
    }

    fn whole_rounds(&mut self, key: &str, years: f64, per_year: f64) {
        let rounds = years * per_year;
        if rounds.round() >= 1.0 && (rounds - rounds.round()).abs() <= ROUND_TOLERANCE {
            return;
        }
        let message = format!(
            "`{key}` is {years} years, which at {per_year} rounds a year are {} rounds",
            rounded(rounds)
        );
        let nearest = rounds.round().max(1.0) / per_year;
        let help = format!("it must be a whole number of rounds, at least one; the nearest is {nearest}");
        self.report(Code::NotWholeRounds, &[key, "clock.rounds_per_year"], message, help);
    }
}

/// A sum as a person would write it: without the last bits of binary arithmetic.
fn rounded(x: f64) -> f64 {
    let scaled = (x * 1e9).round() / 1e9;
    // A sum that misses 1 by less than is shown must not be shown as 1.
    if scaled == 1.0 { x } else { scaled }
}
