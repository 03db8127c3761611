//! `export`: a short game for other game theory programs.

use honest_broker::export::{Options, Seats, efg, shortened, stage_game, walk};
use honest_broker::game::Rules;

use super::arguments::{Export, ExportFormat};
use super::failure::{Failure, print};
use super::file;
use super::format::Format;
use super::input::Input;
use super::loading::scenario;

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
