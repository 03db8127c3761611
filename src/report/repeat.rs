//! The command that computes a result again.

use super::shell::quoted;
use super::words::plain_setting;
use crate::solve::Start;
use crate::stats::level;
use crate::study::design::Sampling;
use crate::study::request::{Episodes, Evaluate, Refine, Request};

/// The command that compares the arms of a scenario file with the same options; what stands at its default is left out, but for the
/// seed and the grid, which a reader looks for. `settings` are options as they were written.
pub fn compare(file: &str, request: &Request, settings: &[String]) -> String {
    let defaults = Request::default();
    let mut words = begun("compare", file, settings);
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.extend([format!("--{name}"), quoted(&value)]);
        }
    };
    option("arms", (!request.arms.is_empty()).then(|| request.arms.join(",")));
    option(
        "baseline",
        (request.baseline != defaults.baseline).then(|| request.baseline.clone()),
    );
    option("seed", Some(request.seed.to_string()));
    option("grid", Some(request.grid.to_string()));
    option("worlds", request.worlds.map(|n| n.to_string()));
    option(
        "episodes",
        request.episodes.map(|episodes| match episodes {
            Episodes::Number(n) => n.to_string(),
            Episodes::Auto => "auto".to_owned(),
        }),
    );
    option(
        "sampling",
        (request.sampling != Sampling::Sobol).then(|| request.sampling.name().replace('_', "-")),
    );
    option(
        "refine",
        (request.refine != Refine::Some).then(|| request.refine.name().to_owned()),
    );
    option(
        "evaluate",
        (request.evaluate != Evaluate::Both).then(|| request.evaluate.name().to_owned()),
    );
    option(
        "selection",
        match request.selection {
            Start::Continued => None,
            Start::Traced => Some("traced".to_owned()),
            Start::GoodNews => Some("good-news".to_owned()),
            Start::BadNews => Some("bad-news".to_owned()),
        },
    );
    option("precision", request.precision.map(|x| x.to_string()));
    option("max-worlds", request.max_worlds.map(|n| n.to_string()));
    option(
        "threshold",
        (request.threshold != defaults.threshold).then(|| request.threshold.to_string()),
    );
    option("level", level().unusual().map(|share| share.to_string()));
    if let Some(worlds) = request.fan {
        words.extend(["--fan".to_owned(), "--fan-worlds".to_owned(), worlds.to_string()]);
    }
    words.join(" ")
}

/// The command that divides the effect of the broker of a scenario file among its instruments.
pub fn attribute(file: &str, settings: &[String]) -> String {
    let mut words = begun("attribute", file, settings);
    if let Some(share) = level().unusual() {
        words.extend(["--level".to_owned(), share.to_string()]);
    }
    words.join(" ")
}

/// The command that asks a question about a scenario file, with its options by name; one without a value has an empty text.
pub fn question(command: &str, file: &str, settings: &[String], options: &[(&str, String)]) -> String {
    let mut words = begun(command, file, settings);
    for (name, value) in options {
        words.push(format!("--{name}"));
        if !value.is_empty() {
            words.push(quoted(value));
        }
    }
    if let Some(level) = level().unusual() {
        words.extend(["--level".to_owned(), level.to_string()]);
    }
    words.join(" ")
}

/// The words with which a command about a scenario file begins.
fn begun(command: &str, file: &str, settings: &[String]) -> Vec<String> {
    let mut words = vec!["honest-broker".to_owned(), command.to_owned(), quoted(file)];
    for setting in settings {
        words.extend(["--set".to_owned(), quoted(plain_setting(setting))]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_what_is_not_at_its_default() {
        let request = Request {
            arms: vec!["no_broker".to_owned(), "broker".to_owned()],
            worlds: Some(32),
            fan: Some(16),
            ..Request::default()
        };
        let settings = ["--set crises.escalation={ pert = [0, 0.1, 0.2] }".to_owned()];
        assert_eq!(
            compare("my file.toml", &request, &settings),
            "honest-broker compare 'my file.toml' --set 'crises.escalation={ pert = [0, 0.1, 0.2] }' --arms no_broker,broker \
             --seed 1 --grid 11 --worlds 32 --fan --fan-worlds 16"
        );
    }
}
