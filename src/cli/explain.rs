//! `explain`: one episode as a story, alone or beside the same episode of another arm.

use std::sync::atomic::AtomicBool;

use honest_broker::analysis::typical::Wanted;
use honest_broker::job::episodes::{Place, SEARCHED, Stage};
use honest_broker::report::layout::WIDTH;
use honest_broker::report::story::Told;
use honest_broker::scenario::{NO_BROKER, printable};
use honest_broker::study::request::Request;
use serde_json::json;

use super::failure::{Failure, print};
use super::file;
use super::format::Format;
use super::input::Input;
use super::loading::scenario;
use super::runs::written;
use super::screen::{in_lines, width};
use super::telling::{Explain, StoryFormat};

pub fn run(options: &Explain, stop: &AtomicBool) -> Result<(), Failure> {
    let input = Input {
        settings: options.settings.clone(),
        format: match options.format {
            StoryFormat::Json => Format::Json,
            StoryFormat::Text | StoryFormat::Markdown | StoryFormat::Html => Format::Text,
        },
    };
    let scenario = scenario(&options.file, &input)?;
    let wanted = wanted(options);
    let arm = options.arm.as_ref().unwrap_or(&scenario.default_arm().name).clone();
    let paired = matches!(wanted, Some(Wanted::Rescued | Wanted::Spoiled));
    let against = match (&options.against, paired) {
        (Some(against), _) => against.clone(),
        (None, true) => NO_BROKER.to_owned(),
        (None, false) => arm.clone(),
    };
    if arm == against && (paired || options.against.is_some()) {
        return Err(Failure::Usage(format!(
            "an episode of the arm `{arm}` is not told against itself; name another with --arm or --against"
        )));
    }
    let request = Request {
        arms: vec![arm.clone()],
        baseline: against.clone(),
        seed: options.seed,
        grid: options.grid,
        ..Request::default()
    };
    let failed = |problems| Failure::Scenario(problems, input.format);
    let study = request.study(&scenario).map_err(failed)?;
    let number = |name: &str| study.arms.iter().position(|own| own.name == name).unwrap_or(0);
    let arms = [number(&arm), number(&against)];
    let place = Place {
        file: options.file.display().to_string(),
        settings: written(&input),
        world: options.world,
        sampling: options.sampling.into(),
    };
    let failed = |error| Failure::of_job(error, input.format);
    let stage = Stage::open(&scenario, &study, &place, stop).map_err(failed)?;
    let beside = (arms[0] != arms[1]).then_some(arms[1]);
    let mut command = None;
    let told = match wanted {
        None => stage.tell(arms[0], beside, options.episode.unwrap_or(0), &[]),
        Some(wanted) => {
            let search = options.search.unwrap_or(SEARCHED);
            let found = stage.find(wanted, arms, search, stop).map_err(failed)?;
            let mut told = found.told;
            told.say(&[found.chosen]);
            command = Some(format!("Told again by: {}", found.command));
            told
        }
    };
    give(options, told, command)
}

fn wanted(options: &Explain) -> Option<Wanted> {
    let chosen = &options.chosen;
    match (chosen.typical, chosen.rescued, chosen.spoiled) {
        (Some(outcome), ..) => Some(Wanted::Ending(outcome)),
        (None, true, _) => Some(Wanted::Rescued),
        (None, false, true) => Some(Wanted::Spoiled),
        (None, false, false) => None,
    }
}

/// Prints the story, or writes it to the file that was named, with the command that tells it again.
fn give(options: &Explain, mut told: Told, command: Option<String>) -> Result<(), Failure> {
    // In lines that fit a terminal a command would be broken; there it comes last and in one piece.
    let after = match (command, options.format) {
        (Some(command), StoryFormat::Text) => format!("\n{}\n", printable(&command)),
        (Some(command), _) => {
            told.say(&[command]);
            String::new()
        }
        (None, _) => String::new(),
    };
    let text = |width| match options.format {
        StoryFormat::Text => in_lines(&told.text(), width) + &after,
        StoryFormat::Markdown => told.markdown(),
        StoryFormat::Html => told.page(),
        StoryFormat::Json => format!("{:#}\n", json!(told)),
    };
    match &options.out {
        Some(path) => file::write(path, &text(WIDTH), options.force),
        None => print(&text(width())),
    }
}
