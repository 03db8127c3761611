//! The fan of rationality: a comparison's first worlds, solved again with all players more or less rational.

use std::sync::atomic::AtomicBool;

use super::beside::Beside;
use super::computation::Computation;
use super::error::JobError;
use super::watch::{Event, Step, Watch};
use crate::analysis::fan::{Fan, MULTIPLES, study};
use crate::analysis::results::Results;
use crate::game::Game;
use crate::scenario::World;
use crate::solve::Settings;
use crate::study::batch::{Keep, Plan, arms_of};
use crate::study::chunks::{self, Interruption, Store};
use crate::study::counts::Told;
use crate::study::points::sharpened;
use crate::study::request::multiple;
use crate::study::share::Dealt;

impl Computation<'_> {
    /// Solves the first `worlds` worlds (one if nothing is uncertain) with the rationality of all players at each of
    /// [`MULTIPLES`]; nothing is played. Finished chunks are kept in the store.
    ///
    /// # Errors
    /// If `stop` was raised, or the store fails.
    pub(super) fn fan<S: Store>(
        &self,
        worlds: u64,
        store: &S,
        stop: &AtomicBool,
        watch: &dyn Watch,
    ) -> Result<Fan, JobError>
    where
        JobError: From<Interruption<S::Error>>,
    {
        let fanned = study(self.study);
        let of_arms = arms_of(self.scenario, self.study);
        let draw = |world: u64, coordinates: &[f64]| {
            let world = of_arms(world, coordinates);
            let all = |multiple| world.games.iter().map(move |game| sharpened(game, multiple));
            let games: Vec<Game> = MULTIPLES.into_iter().flat_map(all).collect();
            World {
                games,
                drawn: world.drawn,
            }
        };
        let plan = Plan {
            scenario: self.scenario,
            draw: &draw,
            study: &fanned,
            design: self.request.design(),
            settings: Settings {
                exact: true,
                ..self.request.settings(self.request.grid)
            },
            play: false,
            keep: Keep::Means,
            course: Told::Not,
            accuracy: None,
            coarser: &[],
            memo: None,
        };
        let (scenario, step) = (&self.study.scenario, Step::Fan);
        let worlds = match self.scenario.uncertain().is_empty() {
            true => vec![plan.apart(0, stop)?],
            false => {
                let count = multiple(worlds) / plan.chunk();
                let numbers = match self.dealt {
                    Dealt::To(_) => self.dealt.strictly(count),
                    Dealt::Every | Dealt::Without { .. } => self.dealt.with_first(count),
                };
                let total = numbers.len() as u64 * plan.chunk();
                watch.notice(Event::Begin { scenario, step, total });
                let beside = Beside::of_fan(store);
                let done = chunks::run(&plan, numbers, &beside, stop, &|by| {
                    watch.notice(Event::Advance { step, by });
                });
                watch.notice(Event::End { step });
                done?.worlds
            }
        };
        Ok(Fan {
            arms: self.study.arms.iter().map(|arm| arm.name.clone()).collect(),
            results: Results::new(&fanned, worlds),
        })
    }
}
