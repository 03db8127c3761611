//! The command that computes a result again: as people read it on a page, and as the manifest of the result keeps it.

use serde_json::{Map, Value, json};

use super::shell::quoted;
use super::words::plain_setting;
use crate::output::print::Charts;
use crate::solve::Start;
use crate::stats::level;
use crate::study::design::Sampling;
use crate::study::request::{Episodes, Evaluate, Refine, Request};

/// Entry of the manifest with the words of the command that computes the result again where the files of its folder are.
pub const REPEAT: &str = "repeat";

/// A command with every option that alters its result. One that is quoted to people leaves out what stands at its default; the
/// manifest keeps all of it, so that another default of a later version changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeat {
    /// The command, and the file that it is about if there is one.
    begun: Vec<String>,
    options: Vec<Given>,
}

/// An option as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Given {
    name: String,
    /// `None` for an option that is on by being there.
    value: Option<String>,
    /// Whether people are told it.
    told: bool,
}

impl Repeat {
    /// A command about a scenario file with its settings as they were written.
    fn about(command: &str, file: &str, settings: &[String]) -> Self {
        // A name that begins with a dash would be taken for an option.
        let file = match file.starts_with('-') {
            true => format!("./{file}"),
            false => file.to_owned(),
        };
        let mut begun = Repeat {
            begun: vec![command.to_owned(), file],
            options: Vec::new(),
        };
        for setting in settings {
            begun.option("set", Some(plain_setting(setting).to_owned()));
        }
        begun
    }

    /// An option with its value, if it has one.
    fn option(&mut self, name: &str, value: Option<String>) {
        self.given(name, value, true);
    }

    /// The same, of which people are only told if it is not the usual one.
    fn given(&mut self, name: &str, value: Option<String>, told: bool) {
        self.options.push(Given {
            name: name.to_owned(),
            value,
            told,
        });
    }

    /// The level of the intervals, of which people are only told if it is not the usual one.
    fn level(&mut self) {
        if let Some(share) = level().unusual() {
            self.option("level", Some(share.to_string()));
        }
    }

    /// The same command with the charts that it draws, of which people are not told.
    #[must_use]
    pub fn drawing(mut self, charts: &Charts) -> Self {
        if charts.kinds.is_empty() {
            self.given("no-charts", None, false);
            return self;
        }
        let kinds: Vec<&str> = charts.kinds.iter().map(|kind| kind.name()).collect();
        self.given("charts", Some(kinds.join(",")), false);
        self.given("charts-size", Some(charts.size.name().to_owned()), false);
        self
    }

    /// The command as people type it into a shell, without what stands at its default.
    pub fn in_short(&self) -> String {
        let mut words = vec!["honest-broker".to_owned()];
        words.extend(self.begun.iter().map(|word| quoted(word)));
        for option in self.options.iter().filter(|option| option.told) {
            words.push(format!("--{}", option.name));
            words.extend(option.value.as_ref().map(|value| quoted(value)));
        }
        words.join(" ")
    }

    /// The words of the command after the name of the program, all options among them, as `--name=value`: a value is never taken for
    /// an option then.
    pub fn in_full(&self) -> Vec<String> {
        let option = |option: &Given| match &option.value {
            Some(value) => format!("--{}={value}", option.name),
            None => format!("--{}", option.name),
        };
        self.begun
            .iter()
            .cloned()
            .chain(self.options.iter().map(option))
            .collect()
    }

    /// The entry of the manifest with the words of the command.
    pub fn record(&self, manifest: &mut Map<String, Value>) {
        manifest.insert(REPEAT.to_owned(), json!(self.in_full()));
    }
}

/// The command that compares the arms of a scenario file with the same options; people are told what does not stand at its default, and
/// the seed and the grid, which a reader looks for. `settings` are options as they were written.
pub fn compare(file: &str, request: &Request, settings: &[String]) -> Repeat {
    let usual = Request::default();
    let mut repeat = Repeat::about("compare", file, settings);
    if !request.arms.is_empty() {
        repeat.option("arms", Some(request.arms.join(",")));
    }
    let baseline = request.baseline.clone();
    repeat.given("baseline", Some(baseline), request.baseline != usual.baseline);
    repeat.option("seed", Some(request.seed.to_string()));
    repeat.option("grid", Some(request.grid.to_string()));
    if let Some(worlds) = request.worlds {
        repeat.option("worlds", Some(worlds.to_string()));
    }
    if let Some(episodes) = request.episodes {
        let number = match episodes {
            Episodes::Number(n) => n.to_string(),
            Episodes::Auto => "auto".to_owned(),
        };
        repeat.option("episodes", Some(number));
    }
    let sampled = request.sampling != Sampling::Sobol;
    repeat.given("sampling", Some(sampling(request.sampling)), sampled);
    let refined = request.refine != Refine::Some;
    repeat.given("refine", Some(request.refine.name().to_owned()), refined);
    let evaluated = request.evaluate != Evaluate::Both;
    repeat.given("evaluate", Some(request.evaluate.name().to_owned()), evaluated);
    let selected = request.selection != Start::Continued;
    repeat.given("selection", Some(selection(request.selection).to_owned()), selected);
    if let Some(half_width) = request.precision {
        repeat.option("precision", Some(half_width.to_string()));
    }
    if let Some(most) = request.max_worlds {
        repeat.option("max-worlds", Some(most.to_string()));
    }
    let threshold = request.threshold != usual.threshold;
    repeat.given("threshold", Some(request.threshold.to_string()), threshold);
    repeat.level();
    if let Some(worlds) = request.fan {
        repeat.option("fan", None);
        repeat.option("fan-worlds", Some(worlds.to_string()));
    }
    repeat
}

/// The command that asks a question about a scenario file, with its options by name; one without a value has an empty text.
pub fn question(command: &str, file: &str, settings: &[String], options: &[(&str, String)]) -> Repeat {
    let mut repeat = Repeat::about(command, file, settings);
    for (name, value) in options {
        repeat.option(name, (!value.is_empty()).then(|| value.clone()));
    }
    repeat.level();
    repeat
}

/// A command about no scenario file, with its options by name.
pub fn without_scenario(command: &str, options: &[(&str, String)]) -> Repeat {
    let mut repeat = Repeat {
        begun: vec![command.to_owned()],
        options: Vec::new(),
    };
    for (name, value) in options {
        repeat.option(name, Some(value.clone()));
    }
    repeat.level();
    repeat
}

/// The name of a sampling on the command line.
pub fn sampling(sampling: Sampling) -> String {
    sampling.name().replace('_', "-")
}

/// The name of a selection on the command line.
pub fn selection(start: Start) -> &'static str {
    match start {
        Start::Continued => "continued",
        Start::Traced => "traced",
        Start::GoodNews => "good-news",
        Start::BadNews => "bad-news",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_what_is_not_at_its_default_and_the_manifest_everything() {
        let request = Request {
            arms: vec!["no_broker".to_owned(), "broker".to_owned()],
            worlds: Some(32),
            fan: Some(16),
            ..Request::default()
        };
        let settings = ["--set crises.escalation={ pert = [0, 0.1, 0.2] }".to_owned()];
        let repeat = compare("my file.toml", &request, &settings).drawing(&Charts::none());
        assert_eq!(
            repeat.in_short(),
            "honest-broker compare 'my file.toml' --set 'crises.escalation={ pert = [0, 0.1, 0.2] }' --arms no_broker,broker \
             --seed 1 --grid 11 --worlds 32 --fan --fan-worlds 16"
        );
        let full = repeat.in_full().join("|");
        assert_eq!(
            full,
            "compare|my file.toml|--set=crises.escalation={ pert = [0, 0.1, 0.2] }|--arms=no_broker,broker|--baseline=no_broker|\
             --seed=1|--grid=11|--worlds=32|--sampling=sobol|--refine=some|--evaluate=both|--selection=continued|--threshold=0.005|\
             --fan|--fan-worlds=16|--no-charts"
        );
        let odd = question("drivers", "-x.toml", &[], &[("metric", "-1".to_owned())]);
        assert_eq!(odd.in_full(), ["drivers", "./-x.toml", "--metric=-1"]);
    }
}
