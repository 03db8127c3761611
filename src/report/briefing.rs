//! Everything about a comparison that its tables do not hold: the sentences, the names, the assumptions, and how to repeat it. It is
//! kept beside the tables, so that a page can be made again from the files of a folder alone.

use serde::{Deserialize, Serialize};

use super::answer::{Answer, leading, other_arms};
use super::assumptions::{self, Assumption};
use super::findings::Finding;
use super::origin::Origin;
use super::phrases::capitalised;
use super::repeat::{self, Repeat};
use super::shell::quoted;
use super::words::level;
use super::{levels, noise, summary, text};
use crate::analysis::comparison::Comparison;
use crate::analysis::fan::Fan;
use crate::scenario::Scenario;
use crate::study::request::Request;

/// Name of the file.
pub const BRIEFING: &str = "briefing.json";

/// The words of a comparison. What an older version did not write is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Briefing {
    /// Stem of the scenario file.
    pub stem: String,
    /// Its name, or else its stem.
    pub title: String,
    /// What the scenario is about, as its author wrote it.
    pub question: Option<String>,
    /// What the scenario names as its sources.
    pub sources: Vec<String>,
    /// Names of disarmer, guarantor and broker.
    pub players: [String; 3],
    /// Month in which the simulated time begins, such as `2018-06`.
    pub start: Option<String>,
    /// Years that are simulated.
    pub years: f64,
    /// In the order of the scenario.
    pub arms: Vec<ArmWords>,
    /// Name of the arm that the others are compared with.
    pub baseline: String,
    /// Name of the arm that the answer is about; `None` if there is one arm.
    pub leading: Option<String>,
    /// The answer in sentences, in their order.
    pub answer: Vec<String>,
    /// What the other arms change.
    pub other_arms: Option<String>,
    /// What must be known before the answer is trusted, in brief.
    pub cautions: Vec<String>,
    /// What else was found about how sure the numbers are.
    pub findings: Vec<String>,
    /// How worlds were drawn, solved and checked.
    pub method: Vec<String>,
    /// How often an honest stage was disputed by mistake.
    pub mistaken: Option<String>,
    /// Whether outcomes are noise or strategy, if that was asked for.
    pub fan: Vec<String>,
    /// Worlds and episodes.
    pub size: String,
    /// The confidence level of all intervals.
    pub level: String,
    /// Seed of all random numbers, as text.
    pub seed: String,
    /// Grid points per axis of the belief grid.
    pub grid: usize,
    /// Settings of the command line, as they were written.
    pub settings: Vec<String>,
    /// Changes with every value of every arm.
    pub scenario_hash: String,
    /// Changes with the scenario, the version and every option that alters results.
    pub run_hash: String,
    /// The command that repeats the run where the scenario file is, and those that add the fan of rationality or charts, into folders
    /// of their own.
    pub command: String,
    /// The same in full, which the manifest keeps.
    #[serde(skip)]
    pub again: Repeat,
    /// With the fan.
    pub command_of_fan: String,
    /// With charts.
    pub command_of_charts: String,
    /// The command that divides the broker's effect among its instruments.
    pub command_of_attribution: String,
    /// The commands that ask further questions about the scenario.
    #[serde(default)]
    pub commands_of_questions: Vec<String>,
    /// Every number and choice, with what it rests on.
    pub assumptions: Vec<Assumption>,
    /// Charts that were drawn.
    pub charts: Vec<ChartWords>,
    /// What is valid in the scenario and hardly meant.
    pub warnings: Vec<String>,
}

/// A chart, and the table that it draws.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartWords {
    /// Name of its files, without ending.
    pub name: String,
    /// Name of the table, without ending.
    pub table: String,
}

/// An arm in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmWords {
    /// Its name in options and tables.
    pub name: String,
    /// Its name to display.
    pub title: String,
    /// What it is.
    pub summary: Option<String>,
    /// Who gains by its broker, and how far it would be accepted.
    pub sentences: Vec<String>,
    /// Whether a broker takes part in it.
    pub has_broker: bool,
}

impl Briefing {
    /// The words of a finished comparison. `settings` are those of the command line as they were written.
    pub fn of(
        scenario: &Scenario,
        comparison: &Comparison,
        request: &Request,
        fan: Option<&Fan>,
        findings: &[Finding],
        settings: &[String],
        origin: &Origin,
    ) -> Self {
        let Comparison { study, results, .. } = comparison;
        let answer = Answer::of(scenario, comparison);
        let clock = study.arms[study.baseline].game.clock;
        let arms = study.arms.iter().enumerate().map(|(number, arm)| {
            let words = scenario.arms.iter().find(|own| own.name == arm.name);
            let sentences = [
                summary::gains(&scenario.roles, results, number),
                summary::accepted(&scenario.roles, study, results, number),
            ];
            ArmWords {
                name: arm.name.clone(),
                title: capitalised(scenario.display_name(&arm.name).unwrap_or(&arm.name)),
                summary: words.and_then(|own| own.summary.clone()),
                sentences: sentences.into_iter().flatten().collect(),
                has_broker: arm.game.broker.is_some(),
            }
        });
        let method = [
            (!results.single()).then(|| text::design(scenario, results, request.sampling)),
            levels::describe(results),
            levels::grid_error(study, results),
            Some(text::agreement(study, results)).filter(|line| !line.is_empty()),
            Some(text::convergence(results)).filter(|line| !line.is_empty()),
        ];
        let identity = origin.identity();
        let file = format!("{}.toml", scenario.stem);
        let again = repeat::compare(&file, request, settings);
        let command = again.in_short();
        let asked = |command: &str| repeat::question(command, &file, settings, &[]).in_short();
        Briefing {
            stem: scenario.stem.clone(),
            title: scenario.title().to_owned(),
            question: scenario.summary.clone(),
            sources: scenario.sources.clone(),
            players: [
                scenario.roles.disarmer.clone(),
                scenario.roles.guarantor.clone(),
                scenario.roles.broker.clone(),
            ],
            start: scenario.start.map(|month| month.to_string()),
            years: clock.rounds as f64 / f64::from(clock.rounds_per_year),
            arms: arms.collect(),
            baseline: study.arms[study.baseline].name.clone(),
            leading: leading(study).map(|arm| study.arms[arm].name.clone()),
            answer: answer.sentences().map(str::to_owned).collect(),
            other_arms: other_arms(study, results),
            cautions: findings
                .iter()
                .filter_map(|finding| finding.in_brief(study, "the section on how sure this is"))
                .collect(),
            findings: findings.iter().map(|finding| finding.sentence(study)).collect(),
            method: method
                .into_iter()
                .flatten()
                .map(|line| line.trim().to_owned())
                .collect(),
            mistaken: summary::mistaken_disputes(results),
            fan: fan.map(noise::sentences).unwrap_or_default(),
            size: text::size(study, results),
            level: level(),
            seed: study.seed.to_string(),
            grid: study.grid,
            settings: settings.to_vec(),
            scenario_hash: identity.scenario_hash.clone(),
            run_hash: identity.run_hash.clone(),
            command_of_fan: format!(
                "{command} --fan --out {}",
                quoted(&format!("results/{}-fan", scenario.stem))
            ),
            command_of_charts: format!(
                "{command} --charts svg,png --out {}",
                quoted(&format!("results/{}-charts", scenario.stem))
            ),
            command_of_attribution: asked("attribute"),
            commands_of_questions: ["drivers", "target", "discover", "robust"].map(asked).to_vec(),
            command,
            again,
            assumptions: assumptions::of(scenario, settings),
            charts: Vec::new(),
            warnings: scenario
                .warnings()
                .iter()
                .map(|problem| problem.message.clone())
                .collect(),
        }
    }
}
