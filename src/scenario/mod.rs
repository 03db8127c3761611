//! Scenario files: TOML → checked [`Scenario`] → worlds → one [`Game`] for each arm.
//!
//! *Parse, don't validate.* The text is read once into a tree that remembers where everything stood; the tree is read
//! against one table of keys into layers (file, settings, arm); the stack of layers is completed with defaults and checked
//! as a whole. Each step returns a type that can hold only what the step has established, and a [`Scenario`] exists only if
//! every one of its arms is a playable game: whoever holds one need not check anything again.
//!
//! Nothing stops at the first fault. Each step reports all it finds, with places, to one reporter, and the result is
//! either a scenario or the complete list of [`Problems`].
//!
//! ```
//! use honest_broker::scenario::{Setting, parse};
//!
//! let problems = parse("tiny.toml", "[clock]\nyaers = 10\n", &[]).unwrap_err();
//! assert!(problems.to_text(false).contains("did you mean `years`?"));
//! assert!(Setting::parse("clock.years=5").is_ok());
//! ```

mod annotations;
mod arms;
mod between;
mod build;
mod checks;
mod code;
mod comment;
mod compare;
mod complete;
mod coordinates;
mod correlations;
mod domain;
mod draw;
mod enters;
mod evidence;
mod extends;
mod find;
mod forms;
mod identity;
mod keys;
mod layer;
mod levers;
mod load;
mod lookup;
mod made;
mod month;
mod naming;
mod near;
mod printable;
mod problem;
mod quantity;
mod range;
mod read;
mod reference;
mod registry;
mod render;
mod schema;
mod setting;
mod shipped;
mod source;
mod spelling;
mod suggest;
mod syntax;
mod table;
mod template;
mod text;
mod tree;
mod upgrade;
mod value;
mod varied;
mod warnings;
mod worlds;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::game::Game;
use complete::Values;
use correlations::Copula;
use made::Made;

pub use annotations::{Annotation, annotations};
pub use arms::{BROKER, NO_BROKER};
pub use between::{Between, Change, Given, Variant};
pub use compare::Difference;
pub use correlations::Correlation;
pub use domain::{Domain, Interval};
pub use evidence::Grounds;
pub use extends::bases;
pub use find::find;
pub use identity::{Parameter, ParameterValue, digits};
pub use levers::{By, Course, Far, Lever, Move, USUAL, Usual};
pub use load::{load, parse, parse_bytes};
pub use lookup::{Found, KeyHelp, distribution_form, key_of, look_up, meaning};
pub use made::Part;
pub use month::Month;
pub use printable::{is_hidden, printable};
pub use problem::{COMMAND_LINE, Code, Excerpt, Problem, Problems, Severity};
pub use quantity::{Distribution, Quantity};
pub use reference::{code_reference, key_paths, key_reference, warning_reference};
pub use registry::{column, place_reference};
pub use schema::json_schema;
pub use setting::{Setting, SettingError};
pub use shipped::{Example, SHIPPED, text as shipped};
pub use template::{SCHEMA_LINE, template};
pub use worlds::{Uncertain, UncertainKind, World};

/// A checked scenario: every arm is a playable game.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The file's name without directory and extension.
    pub stem: String,
    /// The file as it was read, without the settings of the command line. If it extends another: what they make together, which needs no
    /// other file.
    pub text: String,
    /// The files that the text was made of.
    made: Option<Arc<Made>>,
    pub name: Option<String>,
    pub summary: Option<String>,
    pub sources: Vec<String>,
    /// When the simulated time begins, for labels.
    pub start: Option<Month>,
    pub roles: RoleNames,
    /// One for each stage; the same in every arm.
    pub stage_names: Vec<StageName>,
    /// In the order of the file.
    pub stakeholders: Vec<StakeholderName>,
    /// `no_broker`, then `broker` if there is one, then those of the file in its order.
    pub arms: Vec<Arm>,
    uncertain: Vec<Uncertain>,
    correlations: Vec<Correlation>,
    copula: Copula,
    /// The fingerprint of the scenario that this one is a part of.
    part_of: Option<String>,
    /// Of the command line.
    settings: Vec<Setting>,
    /// What the file says can be decided.
    levers: Vec<levers::Declared>,
    warnings: Problems,
}

/// Names of the roles to display; the role itself where the file gives none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleNames {
    pub disarmer: String,
    pub guarantor: String,
    pub broker: String,
}

/// Names of the two halves of a stage: what the disarmer gives up, and what is delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageName {
    pub name: String,
    pub relief: String,
}

/// A stakeholder's name to display, and the path of its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StakeholderName {
    pub name: String,
    /// `stakeholders.South_Korea`; for one without a name its number takes the name's place.
    pub key: String,
}

/// A variant of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    pub name: String,
    /// Its title in the file; else its name with spaces, and for the two arms that need not be written "with" or "without" the broker's
    /// name.
    pub display_name: String,
    pub summary: Option<String>,
    /// The arm it is made from; `None` for the two that need not be written.
    pub from: Option<String>,
    /// Key path → value that replaces that of the parent; `false` for a table that is switched off.
    pub overrides: BTreeMap<String, serde_json::Value>,
    values: Values,
}

impl Arm {
    fn new(
        name: &str,
        title: Option<String>,
        summary: Option<String>,
        overrides: BTreeMap<String, serde_json::Value>,
    ) -> Self {
        Arm {
            name: name.to_string(),
            display_name: title.unwrap_or_else(|| name.replace('_', " ")),
            summary,
            from: None,
            overrides,
            values: Values::default(),
        }
    }
}

impl Scenario {
    /// The title: the name if there is one, else the file's stem.
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.stem)
    }

    /// The arm of that name.
    ///
    /// # Errors
    /// If there is none.
    pub fn arm(&self, name: &str) -> Result<&Arm, Problems> {
        self.arms.iter().find(|arm| arm.name == name).ok_or_else(|| {
            let names = || self.arms.iter().map(|arm| arm.name.as_str());
            let help = match suggest::nearest(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the arms are {}", names().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("the scenario `{}` has no arm `{}`", self.stem, source::shorten(name));
            Problem::about_file(Code::UnknownArm, COMMAND_LINE, message)
                .help(help)
                .into()
        })
    }

    /// The files that the scenario was made of: its own, what that extends, and so on; empty if it extends nothing.
    pub fn made_of(&self) -> &[Part] {
        self.made.as_deref().map_or(&[], |made| &made.parts)
    }

    /// What is valid and hardly meant, as problems of severity [`Severity::Warning`]; often empty.
    pub fn warnings(&self) -> &Problems {
        &self.warnings
    }

    /// The arm to look at if none is named: the scenario with its broker, or as it stands if it has none.
    pub fn default_arm(&self) -> &Arm {
        let broker = self.arms.iter().find(|arm| arm.name == BROKER);
        broker.unwrap_or(&self.arms[0])
    }

    /// The game of an arm in the central world: numbers at their medians, shares of the stages scaled to sum to 1, and those
    /// stakeholders backing the settlement that do so at least as often as not.
    ///
    /// # Errors
    /// If there is no such arm.
    pub fn game(&self, arm: &str) -> Result<Game, Problems> {
        Ok(worlds::central(&self.arm(arm)?.values, &self.default_arm().values))
    }

    /// The number at a key path in an arm, defaults included; `None` if there is no such arm or the arm has no such number.
    pub fn number(&self, arm: &str, path: &str) -> Option<Quantity> {
        self.arms.iter().find(|a| a.name == arm)?.values.number(path)
    }

    /// Every key path of an arm with the value in effect, defaults included, in alphabetical order. Keys of absent optional
    /// tables are absent. Correlations stand among them as `correlations.KEY and KEY`, the same in every arm.
    ///
    /// # Errors
    /// If there is no such arm.
    pub fn resolved(&self, arm: &str) -> Result<BTreeMap<String, serde_json::Value>, Problems> {
        let mut values = complete::flat(&self.arm(arm)?.values);
        values.extend(self.flat_correlations());
        Ok(values)
    }
}
