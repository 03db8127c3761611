//! From text to a checked [`Scenario`].

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde_json::{Value as Json, json};
use toml::de::DeTable;

use super::arms::{self, BROKER, NO_BROKER, Written};
use super::complete::{Values, complete};
use super::correlations::{self, Copula, Known};
use super::evidence::{self, Stated};
use super::extends;
use super::find::{first_in, neighbour};
use super::layer::Layer;
use super::levers;
use super::made::Sheet;
use super::printable::plain_stem;
use super::problem::{COMMAND_LINE, Code, Problem, Problems, Severity, forget_repeated};
use super::read::{self, Voice};
use super::setting::Setting;
use super::source::{Origin, Reporter, shorten};
use super::syntax;
use super::table::{CORRELATIONS, EVIDENCE, EXTENDS, KEYS, MEANT};
use super::text::{bytes_of, text_of};
use super::tree::{Entry, entries, expand};
use super::value::Value;
use super::{Arm, RoleNames, Scenario, StageName, StakeholderName, checks, upgrade, warnings, worlds};

/// Reads a scenario file, applies the settings and checks every arm.
///
/// # Errors
/// All that is wrong with the file and the settings.
pub fn load(path: &Path, settings: &[Setting]) -> Result<Scenario, Problems> {
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => Code::NotFound,
            _ => Code::Unreadable,
        };
        if path.is_dir() {
            let message = "this is a folder, and one scenario is needed";
            let help = format!(
                "name one file, such as `{}`",
                first_in(path).unwrap_or_else(|| format!("{name}/FILE.toml"))
            );
            return Problem::about_file(code, &name, message).help(help);
        }
        let help = match neighbour(path).filter(|_| code == Code::NotFound) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "check the path and the permissions of the file; `honest-broker new FILE.toml` writes a new one"
                .to_string(),
        };
        Problem::about_file(code, &name, format!("cannot read the scenario: {error}")).help(help)
    };
    let bytes = bytes_of(path).map_err(unreadable)?;
    let read = || -> Result<Scenario, Problems> {
        let text = text_of(&name, &bytes)?;
        match extends::flatten(path, &name, text)? {
            Some((text, made)) => settled(&Sheet::new(&name, &text, Some(made)), settings),
            None => parse(&name, text, settings),
        }
    };
    read().map_err(|problems| another_kind(path, &name, problems))
}

/// A file that is not TOML and has another ending is no scenario with faults, but no scenario.
fn another_kind(path: &Path, name: &str, problems: Problems) -> Problems {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let alien = |problem: &Problem| matches!(problem.code, Code::NotToml | Code::NotUtf8);
    if ending == "toml" || !problems.iter().any(alien) {
        return problems;
    }
    let message = match ending.as_str() {
        "" => "this is no scenario: scenarios are TOML files".to_string(),
        _ => format!(
            "this is no scenario: scenarios are TOML files, and its name ends in .{}",
            shorten(&ending)
        ),
    };
    let help = "name a file that ends in .toml, or write one with `honest-broker new FILE.toml`";
    let mut problem = Problem::about_file(Code::NotToml, name, message).help(help);
    (problem.line, problem.column) = (Some(1), Some(1));
    problem.into()
}

/// As [`parse`], for bytes that need not be text.
///
/// # Errors
/// All that is wrong with the file and the settings.
pub fn parse_bytes(file_name: &str, bytes: &[u8], settings: &[Setting]) -> Result<Scenario, Problems> {
    parse(file_name, text_of(file_name, bytes)?, settings)
}

/// Checks the text of a scenario file under the settings. `file_name` appears in problems, and its stem names the scenario.
///
/// # Errors
/// All that is wrong with the text and the settings.
pub fn parse(file_name: &str, text: &str, settings: &[Setting]) -> Result<Scenario, Problems> {
    settled(&Sheet::new(file_name, text, None), settings)
}

/// Reads a sheet and looks for settings that change nothing.
pub(super) fn settled(sheet: &Sheet<'_>, settings: &[Setting]) -> Result<Scenario, Problems> {
    let mut scenario = read_text(sheet, settings)?;
    let mut idle = Vec::new();
    for position in 0..settings.len() {
        let mut others = settings.to_vec();
        let setting = others.remove(position);
        let without = read_text(sheet, &others);
        if without.is_ok_and(|without| without.is_same_game(&scenario)) {
            let message = format!("`{}` changes nothing in any arm", setting.as_written());
            let help = "the arms have values of their own for the key, or the value was the same";
            let mut problem = Problem::about_file(Code::IdleSetting, COMMAND_LINE, message).help(help);
            problem.severity = Severity::Warning;
            problem.key = Some(setting.key().to_string());
            idle.push(problem);
        }
    }
    scenario.warnings.append(Problems::new(idle));
    Ok(scenario)
}

/// As [`parse`], without looking for settings that change nothing.
pub(super) fn read_text(sheet: &Sheet<'_>, settings: &[Setting]) -> Result<Scenario, Problems> {
    let (file_name, text, made) = (sheet.file_name, sheet.text, &sheet.made);
    let written = settings.iter().map(Setting::as_written).collect();
    let mut reporter = Reporter::new(file_name, text, written).made_of(made.as_deref());
    let (table, errors) = DeTable::parse_recoverable(text);
    if table.get_ref().iter().next().is_none() && errors.is_empty() {
        let message = "the file is empty: it holds no key at all";
        let help = "begin with the tables [clock], [disarmer], [guarantor] and [[stages]], or with `honest-broker new FILE.toml`";
        let mut problem = Problem::about_file(Code::EmptyFile, file_name, message).help(help);
        (problem.line, problem.column) = (Some(1), Some(1));
        return Err(problem.into());
    }
    let doubt = syntax::report(&errors, text, &mut reporter);
    let doubtful: Vec<Range<usize>> = doubt.ranges.iter().map(|bytes| reporter.lines(bytes)).collect();
    let broken_lines: Vec<Option<usize>> = reporter.problems.iter().map(|problem| problem.line).collect();

    let (arms, own): (Vec<Entry>, Vec<Entry>) = entries(table.get_ref(), Origin::File, 0)
        .into_iter()
        .partition(|entry| entry.name == "arms");
    let (declared, own): (Vec<Entry>, Vec<Entry>) = own.into_iter().partition(|entry| entry.name == "levers");
    let (stated, own): (Vec<Entry>, Vec<Entry>) = own.into_iter().partition(|entry| entry.name == EVIDENCE);
    let (extended, own): (Vec<Entry>, Vec<Entry>) = own.into_iter().partition(|entry| entry.name == EXTENDS);
    if let Some(entry) = extended.first().filter(|_| errors.is_empty()) {
        extends::nowhere(entry, &mut reporter);
        return Err(reporter.into_problems());
    }
    if errors.is_empty() && upgrade::report(&own, &arms, &mut reporter) {
        // What else is wrong cannot be told before the file has the new format.
        return Err(reporter.into_problems());
    }
    let (together, own): (Vec<Entry>, Vec<Entry>) = own.into_iter().partition(|entry| entry.name == CORRELATIONS);
    let drafts = together
        .iter()
        .flat_map(|list| correlations::drafts(list, &mut reporter))
        .collect();
    let mut base = read::layer(&own, Voice::File, &mut reporter);
    let stated = evidence::read(&stated, &base, &mut reporter);
    for (position, setting) in settings.iter().enumerate() {
        let expanded = expand(vec![setting.entry(position)], "", &mut reporter);
        let layer = read::layer(&expanded, Voice::Setting(&base), &mut reporter);
        base = base.under(&layer);
    }
    let variants = arms
        .iter()
        .flat_map(|entry| arms::drafts(entry, &mut reporter))
        .collect();
    let written = arms::written(variants, &base, &mut reporter);
    let declared = levers::read(&declared, &base, &mut reporter);

    if !errors.is_empty() {
        // What a broken line seems to say is guesswork, and what seems to be missing may stand on it.
        let nowhere = |problem: &Problem| problem.found.as_deref() == Some("");
        let in_doubt = |line: usize| doubtful.iter().any(|lines| lines.contains(&line));
        let guesswork = |problem: &Problem| {
            let missing = matches!(problem.code, Code::MissingKey | Code::StageOutOfRange) && !doubtful.is_empty();
            let broken = broken_lines.contains(&problem.line) || problem.line.is_some_and(in_doubt);
            let of_list = |list: &String| problem.key.as_ref().is_some_and(|key| key == list);
            let listed = doubt.lists.iter().any(of_list);
            !is_syntax(problem.code) && (nowhere(problem) || broken || missing || listed)
        };
        reporter.problems.retain(|problem| !guesswork(problem));
        return Err(reporter.into_problems());
    }
    let scenario = assemble(
        file_name,
        &base,
        (written, declared, stated),
        (drafts, settings),
        reporter,
    )?;
    Ok(Scenario {
        text: text.to_owned(),
        made: made.clone(),
        settings: settings.to_vec(),
        ..scenario
    })
}

fn is_syntax(code: Code) -> bool {
    matches!(code, Code::NotToml | Code::DuplicateKey)
}

/// Completes and checks every arm; the scenario as it stands comes first, so that its faults are reported once.
fn assemble(
    file_name: &str,
    base: &Layer,
    (written, levers, stated): (Vec<Written>, Vec<levers::Draft>, Vec<Stated>),
    (together, settings): (Vec<correlations::Draft>, &[Setting]),
    mut reporter: Reporter<'_>,
) -> Result<Scenario, Problems> {
    let values = complete(base, &mut reporter);
    checks::check(&values, base, &mut reporter);
    let of_base = reporter.problems.clone();

    let mut stacks = standing_arms(base);
    let mut places = BTreeMap::new();
    for arm in written {
        places.insert(arm.draft.name.clone(), arm.draft.place.clone());
        let own = Arm {
            from: Some(arm.parent),
            ..Arm::new(
                &arm.draft.name,
                arm.draft.title,
                arm.draft.summary,
                overrides_of(&arm.overrides),
            )
        };
        stacks.push((own, arm.stack, Some(arm.overrides)));
    }

    for (arm, stack, _) in &mut stacks {
        reporter.arm = Some(arm.name.clone());
        let before = reporter.problems.len();
        arm.values = complete(stack, &mut reporter);
        checks::check(&arm.values, stack, &mut reporter);
        forget_repeated(&mut reporter.problems, before, &of_base);
    }
    reporter.arm = None;
    for lever in &levers {
        let before = reporter.problems.len();
        checks::check(&complete(&lever.stack, &mut reporter), &lever.stack, &mut reporter);
        forget_repeated(&mut reporter.problems, before, &of_base);
    }
    levers::rootless(&levers, &values, &mut reporter);
    if !reporter.problems.is_empty() {
        return Err(reporter.into_problems());
    }
    levers::idle(&levers, &values, &mut reporter);
    evidence::idle(&stated, &mut reporter);
    warnings::report(&values, base, None, &mut reporter);
    for (arm, stack, own) in &stacks {
        if let Some(own) = own {
            reporter.arm = Some(arm.name.clone());
            warnings::report(&arm.values, stack, Some(own), &mut reporter);
        }
    }
    reporter.arm = None;
    let arms = stacks.into_iter().map(|(arm, ..)| arm).collect();
    let mut scenario = scenario(file_name, &values, base, arms);
    scenario.levers = levers.into_iter().map(|lever| lever.declared).collect();
    let known = Known {
        arms: &scenario.arms,
        uncertain: &scenario.uncertain,
        settings,
    };
    (scenario.correlations, scenario.copula) = correlations::settle(&together, &known, &mut reporter);
    if reporter
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
    {
        return Err(reporter.into_problems());
    }
    for names in scenario.equal_arms() {
        let message = format!("the arms {} are the same game in every world", names.join(" and "));
        let help = "one of them says nothing that the other does not";
        let last = names.last().map_or("", |name| name);
        reporter.warn(
            Code::EqualArms,
            places.get(last),
            &format!("arms.{last}"),
            message,
            help,
        );
    }
    if let Some(Value::Texts(meant)) = values.get(MEANT) {
        let is_meant = |problem: &Problem| meant.iter().any(|code| code == problem.code.name());
        reporter.problems.retain(|problem| !is_meant(problem));
    }
    scenario.warnings = reporter.into_problems();
    Ok(scenario)
}

/// The arms that exist without being written, each with its stack; they replace nothing.
fn standing_arms(base: &Layer) -> Vec<(Arm, Layer, Option<Layer>)> {
    let role = |role: &str| match base.given.get(&format!("{role}.name")).map(|given| &given.value) {
        Some(Some(Value::Text(name))) => name.clone(),
        _ => role.to_string(),
    };
    let summary = Some("the scenario without a broker".to_string());
    if !base.has(BROKER) {
        let title = Some("without a broker".to_string());
        return vec![(Arm::new(NO_BROKER, title, summary, BTreeMap::new()), base.clone(), None)];
    }
    let title = |with: &str| Some(format!("{with} {}", role(BROKER)));
    let without = BTreeMap::from([(BROKER.to_string(), json!(false))]);
    let stands = Some("the scenario as it stands".to_string());
    vec![
        (
            Arm::new(NO_BROKER, title("without"), summary, without),
            base.without(BROKER),
            None,
        ),
        (
            Arm::new(BROKER, title("with"), stands, BTreeMap::new()),
            base.clone(),
            None,
        ),
    ]
}

fn overrides_of(layer: &Layer) -> BTreeMap<String, Json> {
    let mut overrides: BTreeMap<String, Json> = layer
        .given
        .iter()
        .filter_map(|(path, given)| Some((path.clone(), given.value.as_ref()?.to_json())))
        .collect();
    overrides.extend(layer.removed.iter().map(|path| (path.clone(), json!(false))));
    if layer.lists.get("stakeholders").is_some_and(Vec::is_empty) {
        overrides.insert("stakeholders".to_string(), json!([]));
    }
    overrides
}

fn scenario(file_name: &str, values: &Values, base: &Layer, arms: Vec<Arm>) -> Scenario {
    let stem = Path::new(file_name).file_stem().unwrap_or_default().to_string_lossy();
    let text = |path: &str| values.text(path).map(str::to_string);
    let role = |role: &str| text(&format!("{role}.name")).unwrap_or_else(|| role.to_string());
    Scenario {
        text: String::new(),
        made: None,
        stem: plain_stem(&stem),
        name: text("name"),
        summary: text("summary"),
        sources: match values.get("sources") {
            Some(Value::Texts(sources)) => sources.clone(),
            _ => Vec::new(),
        },
        start: values.text("clock.start").and_then(|text| text.parse().ok()),
        roles: RoleNames {
            disarmer: role("disarmer"),
            guarantor: role("guarantor"),
            broker: role("broker"),
        },
        stage_names: base
            .ids("stages")
            .iter()
            .map(|i| StageName {
                name: text(&format!("stages.{i}.name")).unwrap_or_else(|| format!("stage {i}")),
                relief: text(&format!("stages.{i}.relief")).unwrap_or_else(|| format!("relief {i}")),
            })
            .collect(),
        stakeholders: base
            .ids("stakeholders")
            .iter()
            .map(|id| StakeholderName {
                name: text(&format!("stakeholders.{id}.name")).unwrap_or_else(|| format!("stakeholder {id}")),
                key: format!("stakeholders.{id}"),
            })
            .collect(),
        uncertain: worlds::uncertain(KEYS, &arms),
        correlations: Vec::new(),
        copula: Copula::default(),
        part_of: None,
        settings: Vec::new(),
        levers: Vec::new(),
        warnings: Problems::default(),
        arms,
    }
}
