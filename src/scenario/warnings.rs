//! What is valid and surely not meant.
//!
//! A warning names the number and says why it is odd. It changes nothing: the scenario can be played as it is. Medians stand for
//! uncertain numbers.

use super::complete::Values;
use super::layer::Layer;
use super::problem::Code;
use super::quantity::Quantity;
use super::source::Reporter;
use super::table::{DISARMER, GUARANTOR, KEYS};
use super::tree::join;

/// A yearly weight below this is more likely a discount rate.
const RATE: f64 = 0.5;
/// Relief that costs so many times what it is worth can be no deal.
const DEAR: f64 = 20.0;

/// Last parts of the keys of instruments that are numbers.
fn instruments() -> impl Iterator<Item = &'static str> {
    let numbers = KEYS.iter().filter(|key| key.kind.domain().is_some());
    numbers.filter_map(|key| key.path.strip_prefix("broker.instruments."))
}

/// Reports what is odd about the scenario as it stands.
pub(super) fn report(values: &Values, layer: &Layer, reporter: &mut Reporter<'_>) {
    let mut warnings = Warnings {
        values,
        layer,
        reporter,
    };
    warnings.discounting();
    warnings.types();
    warnings.calendar();
    warnings.broker();
    warnings.crises();
    warnings.relief();
}

struct Warnings<'w, 'a> {
    values: &'w Values,
    layer: &'w Layer,
    reporter: &'w mut Reporter<'a>,
}

impl Warnings<'_, '_> {
    fn central(&self, path: &str) -> Option<f64> {
        self.values.number(path).as_ref().map(Quantity::central)
    }

    /// The number of a type: its own, or that of both.
    fn of_type(&self, path: &str, name: &str) -> Option<f64> {
        self.central(&join(path, name)).or_else(|| self.central(path))
    }

    fn warn(&mut self, path: &str, message: String, help: impl Into<String>) {
        let given = self.layer.given.get(path).map(|given| &given.place);
        let place = given.or_else(|| self.layer.sections.get(path));
        self.reporter.warn(Code::Unlikely, place, path, message, help);
    }

    fn discounting(&mut self) {
        for player in ["disarmer", "guarantor", "broker"] {
            let path = format!("{player}.discount_factor");
            if let Some(factor) = self.central(&path).filter(|factor| *factor < RATE) {
                let message = format!("`{path}` is {factor}: a payoff a year later counts next to nothing");
                let meant = ((1.0 - factor) * 1e9).round() / 1e9;
                self.warn(
                    &path,
                    message,
                    format!("a yearly discount rate of {factor} is a factor of {meant}"),
                );
            }
        }
    }

    /// The names of types say which of them has more of a number.
    fn types(&mut self) {
        let [dealer, staller] = DISARMER;
        let [keeper, reneger] = GUARANTOR;
        let more = [
            ("disarmer.deterrent_value", staller, dealer, "values the deterrent more"),
            ("disarmer.covert_share", staller, dealer, "hides more"),
            (
                "guarantor.threat_reduction",
                keeper,
                reneger,
                "gains more by disarmament",
            ),
            (
                "guarantor.relief_cost",
                reneger,
                keeper,
                "bears a higher cost of relief",
            ),
            ("guarantor.renege_cost", keeper, reneger, "pays more for reneging"),
        ];
        for (path, high, low, what) in more {
            let (Some(of_high), Some(of_low)) = (self.of_type(path, high), self.of_type(path, low)) else {
                continue;
            };
            if of_high < of_low {
                let message = format!("`{path}` is {of_high} of a {high} and {of_low} of a {low}");
                let help = format!("by its name a {high} {what} than a {low}: are the two swapped?");
                self.warn(&join(path, high), message, help);
            }
        }
    }

    fn calendar(&mut self) {
        let (first, end) = ("guarantor.elections.first_year", "clock.years");
        if let (Some(year), Some(years)) = (self.central(first), self.central(end))
            && year > years
        {
            let message = format!("the first election comes after {year} years, and {years} are simulated");
            self.warn(
                first,
                message,
                "without an election in that time, leave out [guarantor.elections]",
            );
        }
    }

    fn broker(&mut self) {
        if self.central("broker.rationality").is_none() || self.central("broker.information.honesty").is_some() {
            return;
        }
        let number = |name: &str| self.values.number(&format!("broker.instruments.{name}"));
        let instruments: Vec<&str> = instruments().collect();
        if instruments
            .iter()
            .all(|name| number(name) == Some(Quantity::Fixed(0.0)))
        {
            let message = "the broker has neither instruments nor information, and changes nothing".to_string();
            let help = format!(
                "give it an instrument in [broker.instruments]: {}",
                instruments.join(", ")
            );
            self.warn("broker", message, help);
        }
    }

    fn crises(&mut self) {
        let rate = |name: &str| self.central(&format!("crises.{name}")).unwrap_or(0.0);
        if rate("escalation") == 0.0 && rate("rate_in_force") + rate("rate_ruptured") > 0.0 {
            let message = "there are crises, but none of them ever becomes war".to_string();
            self.warn(
                "crises",
                message,
                "give `crises.escalation`, the chance that a crisis becomes war",
            );
        }
    }

    fn relief(&mut self) {
        let cost = GUARANTOR
            .iter()
            .filter_map(|name| self.of_type("guarantor.relief_cost", name));
        let cost = cost.fold(f64::INFINITY, f64::min);
        let path = "disarmer.relief_value";
        if let Some(value) = self.central(path)
            && cost.is_finite()
            && value * DEAR < cost
        {
            let message = format!("relief is worth {value} to the disarmer and costs the guarantor {cost}");
            let help = "each side counts in a unit of its own, but such a deal has hardly a price: check both numbers";
            self.warn(path, message, help);
        }
    }
}
