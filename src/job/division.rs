//! What is asked of an attribution.

use crate::analysis::attribution::Factor;
use crate::game::Game;
use crate::game::instruments::present;
use crate::scenario::Scenario;
use crate::study::design::Sampling;
use crate::study::levels::Level;
use crate::study::request::{self, Evaluate, WORLDS, multiple};

/// Worlds if all sets are asked for.
const WORLDS_OF_ALL: u64 = 32;
/// Of so many worlds one is solved on the finest grid, too, where there is a coarser one, and no fewer than so many: a finer grid changes
/// little beside what differs between worlds.
const CORRECTED: u64 = 16;
const CORRECTING: u64 = 16;

/// Which factors a change is divided among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factors {
    /// The broker's instruments.
    Broker,
    /// The stakeholders.
    Stakeholders,
    /// Both, as far as there are any.
    All,
}

impl Factors {
    /// Name on the command line and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Factors::Broker => "broker",
            Factors::Stakeholders => "stakeholders",
            Factors::All => "all",
        }
    }
}

/// Options of an attribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Name of the arm that is taken apart.
    pub arm: String,
    /// What it is divided among.
    pub factors: Factors,
    /// Name of the metric of charts and summary; the tables have all.
    pub metric: String,
    /// Whether all combinations are solved in every world, and not those of one order.
    pub combinations: bool,
    /// Whether neighbours in an order are also solved the other way round, which tells how pairs work together.
    pub pairs: bool,
    /// Worlds, rounded up to a multiple of the number of replicates; `None` for 256, or 32 if all combinations are asked for.
    pub worlds: Option<u64>,
    /// How worlds are chosen.
    pub sampling: Sampling,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Grid points per axis of the belief grid; of the finer one, if there are two.
    pub grid: usize,
}

impl Request {
    /// Number of worlds that are drawn if anything is uncertain.
    pub(super) fn worlds(&self) -> u64 {
        let usual = if self.combinations { WORLDS_OF_ALL } else { WORLDS };
        multiple(self.worlds.unwrap_or(usual))
    }

    /// The factors of an arm, whose central game this is.
    pub(super) fn factors(&self, scenario: &Scenario, game: &Game) -> Vec<Factor> {
        let instruments = present(game).into_iter().map(Factor::Instrument);
        let stakeholders = scenario.stakeholders(&self.arm).into_iter().map(Factor::Stakeholder);
        match self.factors {
            Factors::Broker => instruments.collect(),
            Factors::Stakeholders => stakeholders.collect(),
            Factors::All => instruments.chain(stakeholders).collect(),
        }
    }

    /// The comparison whose worlds and solutions these are.
    pub(super) fn compared(&self) -> request::Request {
        request::Request {
            seed: self.seed,
            grid: self.grid,
            sampling: self.sampling,
            evaluate: Evaluate::Exact,
            ..request::Request::default()
        }
    }

    /// The levels of grids from the cheapest to the finest, with their numbers of worlds.
    pub(super) fn levels(&self) -> Vec<(Level, u64)> {
        let worlds = self.worlds();
        let levels = self.compared().levels(1, worlds);
        let size = |place: usize| match place {
            0 => worlds,
            _ => multiple(worlds / CORRECTED).max(CORRECTING).min(worlds),
        };
        levels
            .all()
            .iter()
            .enumerate()
            .map(|(place, level)| (*level, size(place)))
            .collect()
    }
}
