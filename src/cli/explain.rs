//! `explain`: one episode as a story.

use std::sync::atomic::AtomicBool;

use honest_broker::report::story::Story;
use honest_broker::report::words::lines;
use honest_broker::study::run::{replay_in, solve_arms};

use super::arguments::Explain;
use super::failure::{Failure, print};
use super::loading::{Plan, names, scenario, study};
use super::uncertainty::central;

pub fn run(options: &Explain, stop: &AtomicBool) -> Result<(), Failure> {
    let scenario = scenario(&options.file, &options.input)?;
    let default = scenario
        .arms
        .iter()
        .find(|a| a.name == honest_broker::scenario::BROKER)
        .unwrap_or(&scenario.arms[0]);
    let arm = options.arm.clone().unwrap_or_else(|| default.name.clone());
    let plan = Plan {
        arms: std::slice::from_ref(&arm),
        baseline: &arm,
        seed: options.seed,
        episodes: options.episode + 1,
        grid: options.grid,
    };
    let mut study = study(&scenario, &plan, &options.input)?;
    if let Some(world) = options.world {
        let uncertain = scenario.uncertain();
        if uncertain.is_empty() {
            let message = "nothing in the scenario is uncertain: it has one world, and --world has no meaning";
            return Err(Failure::Usage(message.into()));
        }
        let dimensions: Vec<usize> = uncertain.iter().map(|u| u.dimension).collect();
        let coordinates = options.sampling.design(options.seed).coordinates(world, &dimensions);
        let drawn = scenario.world(&coordinates);
        for (own, game) in scenario.arms.iter().zip(drawn.games) {
            if own.name == study.arms[study.baseline].name {
                study.arms[study.baseline].game = game;
            }
        }
    }
    let interrupted = || Failure::Interrupted("nothing was written".into());
    let arms = solve_arms(&study, stop, &|_| {}).ok_or_else(interrupted)?;
    let solved = &arms[study.baseline];
    let names = names(&scenario);
    let mut story = Story::new(&solved.rules, &names);
    let world = options.world.unwrap_or(0);
    let record = replay_in(world, solved, options.seed, options.episode, &mut |event| {
        story.watch(event)
    });
    let heading = format!(
        "{}, arm {arm}, episode {}, seed {}\n\n",
        scenario.title(),
        options.episode,
        options.seed
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
    print(&(heading + &world + &lines(&story.finish(&record))))
}
