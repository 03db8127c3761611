//! What no single key can tell: sums, calendars, and what this version cannot play.

use super::complete::{Values, share_paths};
use super::domain::MOST_ROUNDS;
use super::layer::Layer;
use super::problem::Code;
use super::quantity::Quantity;
use super::source::{Place, Reporter};
use super::value::Value;

const SHARE_TOLERANCE: f64 = 1e-9;
/// Years are decimal, rounds are counted: 0.1 years of 10 rounds are one round although 0.1 is no binary number.
const ROUND_TOLERANCE: f64 = 1e-6;

/// Checks the values of one arm against each other.
pub(super) fn check(values: &Values, layer: &Layer, reporter: &mut Reporter<'_>) {
    let mut checks = Checks {
        values,
        layer,
        reporter,
    };
    checks.shares("deterrent_share");
    checks.shares("relief_share");
    checks.calendar();
    checks.what_is_not_available();
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

    fn shares(&mut self, share: &str) {
        let paths = share_paths(share, self.layer);
        let shares: Option<Vec<f64>> = paths.iter().map(|path| self.values.fixed(path)).collect();
        let Some(shares) = shares.filter(|shares| !shares.is_empty()) else {
            return;
        };
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() <= SHARE_TOLERANCE || self.layer.is_spoilt("stages") {
            return;
        }
        let terms: Vec<String> = shares.iter().map(f64::to_string).collect();
        let message = format!("`{share}` sums to {} over the stages, not to 1", rounded(sum));
        let help = format!(
            "{} = {}; change them so that they sum to 1",
            terms.join(" + "),
            rounded(sum)
        );
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        self.report(Code::SharesSum, &paths, message, help);
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
            let help = format!("`clock.foresight_years` must be at least {years}; left out, it equals `clock.years`");
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

    /// This version plays one world with fixed numbers. What the scenario format offers beyond that is refused here, and
    /// only here, so that nothing is ignored silently.
    fn what_is_not_available(&mut self) {
        let uncertain: Vec<String> = self
            .values
            .iter()
            .filter(|(_, value)| matches!(value, Value::Number(Quantity::Distribution(_))))
            .map(|(path, _)| path.clone())
            .collect();
        for path in uncertain {
            let message =
                format!("`{path}` is a distribution: distributions over worlds are not available in this version");
            let help = "write a plain number".to_string();
            self.report(Code::NotAvailable, &[&path], message, help);
        }
        if self.layer.stakeholders() > 0 {
            let message = "stakeholders are not available in this version".to_string();
            let place = self.layer.sections.get("stakeholders.1").cloned();
            let help = "leave [[stakeholders]] out";
            self.reporter
                .report(Code::NotAvailable, place.as_ref(), "stakeholders", message, help);
        }
    }
}

/// A sum as a person would write it: without the last bits of binary arithmetic.
fn rounded(x: f64) -> f64 {
    let scaled = (x * 1e9).round() / 1e9;
    // A sum that misses 1 by less than is shown must not be shown as 1.
    if scaled == 1.0 { x } else { scaled }
}
