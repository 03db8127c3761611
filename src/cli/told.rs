//! What a `compare` prints: text for people, JSON for programs.

use honest_broker::job::compare::Compared;
use honest_broker::job::names::PAGE;
use honest_broker::job::overview::Overview;
use honest_broker::report::{machine, overview as words, text};
use honest_broker::scenario::Scenario;
use honest_broker::study::request::Request;
use serde_json::{Value, json};

use super::arguments::Compare;
use super::failure::{Failure, print};
use super::format::Format;
use super::runs::{files, shown, told, with_files, written as settings};
use super::screen::say;

/// Of more scenarios only the overview is printed, unless everything is asked for.
const TOLD: usize = 6;
/// Warnings about a scenario that are printed.
const WARNINGS: usize = 3;

/// What is to be printed of the comparisons that were computed.
#[derive(Default)]
pub struct Told {
    texts: Vec<String>,
    values: Vec<Value>,
    pub not_drawn: Vec<String>,
    unconverged: Vec<String>,
    imprecise: Vec<String>,
}

impl Told {
    /// Takes in a finished comparison.
    pub fn add(&mut self, compared: &Compared, request: &Request, options: &Compare) -> Result<(), Failure> {
        let Compared {
            scenario,
            comparison,
            fan,
            findings,
            lettering,
            origin,
            written,
        } = compared;
        let settings = settings(&options.input);
        if compared.unconverged() > 0 {
            self.unconverged
                .push(format!("{} in `{}`", compared.unconverged(), scenario.stem));
        }
        let missed = compared.missed_precision();
        self.imprecise
            .extend(missed.map(|missed| format!("{missed} in `{}`", scenario.stem)));
        self.not_drawn.extend(written.not_drawn.iter().cloned());
        if options.input.format == Format::Json {
            let value = machine::comparison(scenario, comparison, findings);
            self.values.push(with_files(value, origin, written, lettering));
            return Ok(());
        }
        let mut text = match options.verbose {
            true => text::everything(
                scenario,
                &settings,
                comparison,
                request.sampling,
                fan.as_ref(),
                findings,
            )
            .map_err(|problems| Failure::Scenario(problems, options.input.format))?,
            false => text::brief(scenario, &settings, comparison, fan.as_ref(), findings),
        };
        text.push_str(&told(lettering));
        text.push_str(&warnings_in_brief(scenario));
        text.push_str(&files(written));
        self.texts.push(text);
        Ok(())
    }

    /// Under `--strict`, an error if something did not converge or the precision was missed.
    pub fn strictly(&self, options: &Compare) -> Result<(), Failure> {
        if options.strict && !self.unconverged.is_empty() {
            return Err(Failure::Unconverged(format!(
                "nodes that did not converge: {}; the results were written and say so",
                self.unconverged.join(", ")
            )));
        }
        if options.strict && !self.imprecise.is_empty() {
            return Err(Failure::Imprecise(format!(
                "the precision was missed: {}; the results were written and say so. A larger --max-worlds may reach it",
                self.imprecise.join(", ")
            )));
        }
        Ok(())
    }

    /// The texts so far, once.
    pub fn print(&mut self, options: &Compare) -> Result<(), Failure> {
        let texts = std::mem::take(&mut self.texts);
        match options.run.writing.quiet || options.input.format == Format::Json {
            true => Ok(()),
            false => say(&texts.join("\n")),
        }
    }

    /// The overview, then the texts if they are few.
    pub fn print_beside(&mut self, beside: &Overview, options: &Compare) -> Result<(), Failure> {
        let texts = std::mem::take(&mut self.texts);
        if options.run.writing.quiet {
            return Ok(());
        }
        let mut text = words::text(&beside.lines);
        let folder = shown(&beside.folder);
        text.push_str(&format!("Report: {folder}/{PAGE}\nFiles: {folder}/\n"));
        if texts.len() <= TOLD || options.verbose {
            for one in texts {
                text.push('\n');
                text.push_str(&one);
            }
        } else {
            text.push_str("Each scenario has a folder of its own beside it; --verbose prints them all.\n");
        }
        say(&text)
    }

    /// Everything so far as JSON.
    pub fn print_json(&mut self, beside: Option<&Overview>, failures: &[(String, Failure)]) -> Result<(), Failure> {
        let failures: Vec<&String> = failures.iter().map(|(name, _)| name).collect();
        let all = json!({
            "overview": beside.map(|beside| words::json(&beside.lines)),
            "scenarios": std::mem::take(&mut self.values),
            "left_out": failures,
        });
        print(&format!("{all:#}\n"))
    }
}

/// The first warnings, and how many there are.
fn warnings_in_brief(scenario: &Scenario) -> String {
    let all = scenario.warnings();
    let mut text = String::new();
    for problem in all.iter().take(WARNINGS) {
        text.push_str(&format!("Warning ({}): {}.\n", problem.code, problem.message));
    }
    text.push_str(&match all.len() {
        0 => String::new(),
        n if n > WARNINGS => format!(
            "{} more warnings; `check` shows all, and where they are.\n",
            n - WARNINGS
        ),
        _ => "`check` shows where.\n".to_owned(),
    });
    text
}
