//! What is valid and surely not meant.
//!
//! A warning names the number, says why it is odd and what would be right. It changes nothing: the scenario can be played as it is.
//! Medians stand for uncertain numbers. A file that means what is warned of says so: `meant = ["known_type"]`.

mod broker;
mod players;
mod roadmap;
mod spread;

use super::code::Code;
use super::complete::Values;
use super::keys::parent;
use super::layer::Layer;
use super::quantity::Quantity;
use super::source::{Place, Reporter};
use super::tree::join;

/// Reports what is odd about the scenario as it stands, or, if `own` is what an arm replaces, about that.
pub(super) fn report(values: &Values, layer: &Layer, own: Option<&Layer>, reporter: &mut Reporter<'_>) {
    let mut warnings = Warnings {
        values,
        layer,
        own,
        reporter,
    };
    players::report(&mut warnings);
    roadmap::report(&mut warnings);
    broker::report(&mut warnings);
    spread::report(&mut warnings);
}

struct Warnings<'w, 'a> {
    values: &'w Values,
    layer: &'w Layer,
    own: Option<&'w Layer>,
    reporter: &'w mut Reporter<'a>,
}

impl Warnings<'_, '_> {
    /// The number at `path`, or its median.
    fn central(&self, path: &str) -> Option<f64> {
        self.values.number(path).as_ref().map(Quantity::central)
    }

    /// As [`Self::central`], 0 if there is none.
    fn amount(&self, path: &str) -> f64 {
        self.central(path).unwrap_or(0.0)
    }

    /// The number of a type: its own, or that of both.
    fn of_type(&self, path: &str, name: &str) -> Option<f64> {
        self.central(&join(path, name)).or_else(|| self.central(path))
    }

    /// Whether the number at `path` is `x` in every world.
    fn is(&self, path: &str, x: f64) -> bool {
        self.values.number(path) == Some(Quantity::Fixed(x))
    }

    /// The numbers `key` of all stages, at their medians.
    fn of_stages(&self, key: &str) -> Vec<f64> {
        let path = |id: &String| format!("stages.{id}.{key}");
        let ids = self.layer.ids("stages").iter();
        ids.filter_map(|id| self.central(&path(id))).collect()
    }

    fn warn(&mut self, code: Code, path: &str, message: String, help: impl Into<String>) {
        // An arm answers for what it replaces, the scenario as it stands for the rest.
        if self.own.is_some_and(|own| written(own, path).is_none()) {
            return;
        }
        let place = written(self.layer, path).or_else(|| self.layer.sections.get(path));
        self.reporter.warn(code, place, path, message, help);
    }
}

/// Where the number at `path` was written, or the one for both types above it.
fn written<'l>(layer: &'l Layer, path: &str) -> Option<&'l Place> {
    let given = layer.given.get(path).or_else(|| layer.given.get(parent(path)));
    given.map(|given| &given.place)
}

/// A number with three significant digits.
fn short(x: f64) -> f64 {
    format!("{x:.2e}").parse().unwrap_or(x)
}

/// A number without the last bits of binary arithmetic.
fn plain(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}
