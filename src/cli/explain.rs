//! `explain`: one episode as a story.

use std::sync::atomic::AtomicBool;

use honest_broker::report::story::{Names, Story};
use honest_broker::report::uncertainty::central;
use honest_broker::report::words::{lines, with_settings};
use honest_broker::study::request::{Episodes, Request};
use honest_broker::study::run::{replay_in, solve_arms};

use super::arguments::Explain;
use super::failure::Failure;
use super::loading::scenario;
use super::runs::written;
use super::screen::say;

pub fn run(options: &Explain, stop: &AtomicBool) -> Result<(), Failure> {
    let scenario = scenario(&options.file, &options.input)?;
    let default = &scenario.default_arm().name;
    let arm = options.arm.clone().unwrap_or_else(|| default.clone());
    let failed = |problems| Failure::Scenario(problems, options.input.format);
    let request = Request {
        arms: vec![arm.clone()],
        baseline: arm.clone(),
        seed: options.seed,
        episodes: Some(Episodes::Number(options.episode + 1)),
        grid: options.grid,
        ..Request::default()
    };
    let mut study = request.study(&scenario).map_err(failed)?;
    if let Some(world) = options.world {
        let uncertain = scenario.uncertain();
        if uncertain.is_empty() {
            let message = "nothing in the scenario is uncertain: it has one world, and --world has no meaning";
            return Err(Failure::Usage(message.into()));
        }
        let dimensions: Vec<u64> = uncertain.iter().map(|u| u.dimension).collect();
        let design = Request {
            sampling: options.sampling.into(),
            ..request
        }
        .design();
        let coordinates = design.coordinates(world, &dimensions);
        let drawn = scenario.world(&coordinates);
        for (own, game) in scenario.arms.iter().zip(drawn.games) {
            if own.name == study.arms[study.baseline].name {
                study.arms[study.baseline].game = game;
            }
        }
    }
    let arms = solve_arms(&study, stop, &|_| {})?;
    let solved = &arms[study.baseline];
    let names = Names::of(&scenario);
    let mut story = Story::new(&solved.rules, &names);
    let world = options.world.unwrap_or(0);
    let record = replay_in(world, solved, options.seed, options.episode, &mut |event| {
        story.watch(event)
    });
    let heading = format!(
        "{}, arm {arm}, episode {}, seed {}\n{}\n",
        scenario.title(),
        options.episode,
        options.seed,
        with_settings(&written(&options.input))
    );
    let world = match options.world {
        Some(world) => {
            let with = if solved.rules.game.broker.is_some() {
                ""
            } else {
                ", in which no broker takes part"
            };
            format!("World {world}{with}.\n\n")
        }
        None => central(&scenario).map_or(String::new(), |text| text + "\n"),
    };
    say(&(heading + &world + &lines(&story.finish(&record))))
}
