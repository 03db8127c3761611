//! The fan of rationality: a comparison's first worlds, solved again with all players more or less rational.

use std::sync::atomic::AtomicBool;

use super::computation::Computation;
use super::error::JobError;
use super::watch::{Event, Step, Watch};
use crate::analysis::fan::{Fan, MULTIPLES, sharpened, study};
use crate::analysis::results::Results;
use crate::game::Game;
use crate::scenario::World;
use crate::solve::Settings;
use crate::study::batch::{self, Belief, Interruption, Keep, Plan, Store, arms_of};
use crate::study::request::multiple;
use crate::study::world::WorldResult;

/// Chunks of the fan are kept beside those of the comparison, from this number on.
const FIRST_CHUNK: u64 = 1 << 32;

/// Keeps the chunks of a fan among others in one store.
struct Beside<'s, S> {
    store: &'s S,
    /// Worlds of a chunk.
    size: u64,
}

impl<S> Beside<'_, S> {
    fn shifted(&self, mut worlds: Vec<WorldResult>, shift: impl Fn(u64, u64) -> u64) -> Vec<WorldResult> {
        for world in &mut worlds {
            world.world = shift(world.world, FIRST_CHUNK * self.size);
        }
        worlds
    }
}

impl<S: Store> Store for Beside<'_, S> {
    type Error = S::Error;

    fn load(&self, chunk: u64, believed: Belief) -> Result<Option<Vec<WorldResult>>, S::Error> {
        let back = |worlds: Vec<WorldResult>| self.shifted(worlds, |world, by| world.wrapping_sub(by));
        let kept = self
            .store
            .load(FIRST_CHUNK + chunk, &|worlds| believed(&back(worlds.to_vec())))?;
        Ok(kept.map(back))
    }

    fn save(&self, chunk: u64, worlds: &[WorldResult]) -> Result<(), S::Error> {
        let worlds = self.shifted(worlds.to_vec(), |world, by| world + by);
        self.store.save(FIRST_CHUNK + chunk, &worlds)
    }
}

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
        let draw = |coordinates: &[f64]| {
            let world = of_arms(coordinates);
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
                ..self.request.settings()
            },
            play: false,
            keep: Keep::Means,
        };
        let (scenario, step) = (&self.study.scenario, Step::Fan);
        let worlds = match self.scenario.uncertain().is_empty() {
            true => vec![plan.apart(0, stop)?],
            false => {
                let total = multiple(worlds);
                watch.notice(Event::Begin { scenario, step, total });
                let size = plan.chunk();
                let beside = Beside { store, size };
                let done = batch::run(&plan, 0..total / size, &beside, stop, &|by| {
                    watch.notice(Event::Advance { step, by });
                });
                watch.notice(Event::End { step });
                done?
            }
        };
        Ok(Fan {
            arms: self.study.arms.iter().map(|arm| arm.name.clone()).collect(),
            results: Results::new(&fanned, worlds),
        })
    }
}
