//! `export`: a short game for other game theory programs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use honest_broker::export::{Options, Seats, efg, shortened, stage_game, walk};
use honest_broker::game::Rules;
use honest_broker::scenario::Setting;

use super::failure::{Failure, print};
use super::file;
use super::format::Format;
use super::input::Input;
use super::loading::scenario;
use super::values::setting;
use super::whole::whole;

/// Formats of exported games.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Gambit extensive form
    #[default]
    Efg,
}

#[derive(Debug, Args)]
pub struct Export {
    /// Scenario file
    pub file: PathBuf,
    /// Format of the game
    #[arg(long, value_enum, default_value_t)]
    pub format: ExportFormat,
    /// Replace a number of the scenario, for example --set crises.escalation=0 (repeatable)
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting)]
    pub settings: Vec<Setting>,
    /// Arm to export (default: broker if the scenario has one, else no_broker)
    #[arg(long)]
    pub arm: Option<String>,
    /// Rounds of the game; the world ends after them
    #[arg(long, default_value_t = 1, value_parser = whole::<u16>(1..=100), allow_negative_numbers = true)]
    pub rounds: u16,
    /// One round in which the parties meet, without messages, mediation, war or election
    #[arg(long, conflicts_with = "rounds")]
    pub stage_game: bool,
    /// Make each side another player in each round, so that Gambit's logit equilibrium is ours under discounting, too
    #[arg(long)]
    pub player_per_round: bool,
    /// Refuse to write a game with more nodes
    #[arg(long, default_value_t = honest_broker::export::DEFAULT_MAX_NODES)]
    pub max_nodes: usize,
    /// File for the game (default: standard output)
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "out")]
    pub force: bool,
}

pub fn run(options: &Export) -> Result<(), Failure> {
    let input = Input {
        settings: options.settings.clone(),
        format: Format::Text,
    };
    let scenario = scenario(&options.file, &input)?;
    let arm = options.arm.as_ref().unwrap_or(&scenario.default_arm().name);
    let failed = |problems| Failure::Scenario(problems, input.format);
    let game = scenario.game(arm).map_err(failed)?;
    let (game, what) = match options.stage_game {
        true => (stage_game(&game), "stage game".to_owned()),
        false => (
            shortened(&game, options.rounds.into()),
            format!("{} round(s)", options.rounds),
        ),
    };
    let world = match scenario.uncertain().is_empty() {
        true => "",
        false => ", central world of an uncertain scenario",
    };
    let wanted = Options {
        title: format!("{}, arm {arm}, {what}{world}", scenario.title()),
        seats: match options.player_per_round {
            true => Seats::PerRound,
            false => Seats::PerSide,
        },
        max_nodes: options.max_nodes,
    };
    let tree = walk::tree(&Rules::new(&game), &wanted).map_err(|e| {
        Failure::Usage(format!(
            "{e}; nothing was written\nTry fewer --rounds or --stage-game, switch chance off (--set broker.information.honesty=1, \
             --set crises.escalation=0), or raise --max-nodes"
        ))
    })?;
    let text = match options.format {
        ExportFormat::Efg => efg::write(&tree),
    };
    let Some(path) = &options.out else {
        return print(&text);
    };
    file::write(path, &text, options.force)
}
