//! Who and what does how much: sets of the broker's instruments and of the stakeholders in the same worlds.
//!
//! A *factor* is an instrument of the broker or a stakeholder. The broker takes part in every world: acceptance is not drawn. An instrument is
//! switched off by setting it to zero, and information by sending no messages. A broker without any instrument changes nothing, so that
//! it is then not there. A stakeholder that is left out is not there either: it neither backs the settlement nor works against it; where it
//! is in, it stands in each world as it was drawn. The change from the empty to the full set is divided by Shapley values \[shapley1953\],
//! whose sum it is.
//!
//! Either all 2^k sets are solved in a world, or those of one [`Walk`]. Worlds differ by far more than orders do: in every world the ends
//! of the walk are solved, which tell the whole change, and the groups by themselves; the sets between them in some of the worlds, chosen by chance, with the more
//! chance the more seems to happen there ([`sampled`]).

use std::collections::BTreeMap;

use super::results::{Over, Results, Solved};
use super::target::Target;
use crate::game::Game;
use crate::game::instruments::{Instrument, combination};
use crate::scenario::{Scenario, World};
use crate::stats::sampled::{self, Unit};
use crate::stats::shapley::attribute;
use crate::stats::walk::Walk;
use crate::study::Arm;
use crate::study::design::{Design, ORDER, PAIRS, WALKED};
use crate::study::world::WorldResult;

/// Which sets of factors are solved in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sets {
    /// Those of one random order, in some of the worlds.
    Order,
    /// All combinations.
    All,
}

impl Sets {
    /// Name in tables and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Sets::Order => "order",
            Sets::All => "all",
        }
    }

    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Sets::Order => "none and all of them in each world, and in some worlds one random order of them",
            Sets::All => "all combinations of them in each world",
        }
    }
}

/// Something whose part in a change is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Factor {
    /// An instrument of the broker.
    Instrument(Instrument),
    /// A stakeholder, by its name in the scenario.
    Stakeholder(String),
}

impl Factor {
    /// Name in tables.
    pub fn name(&self) -> &str {
        match self {
            Factor::Instrument(instrument) => instrument.name(),
            Factor::Stakeholder(name) => name,
        }
    }

    /// What it is: `instrument` or `stakeholder`.
    pub fn kind(&self) -> &'static str {
        match self {
            Factor::Instrument(_) => "instrument",
            Factor::Stakeholder(_) => "stakeholder",
        }
    }

    /// The group whose part its share belongs to: `broker` or `stakeholders`.
    pub fn group(&self) -> &'static str {
        match self {
            Factor::Instrument(_) => "broker",
            Factor::Stakeholder(_) => "stakeholders",
        }
    }
}

/// How a change is divided.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// In the order of the bits of a set: instruments, then stakeholders.
    pub factors: Vec<Factor>,
    /// Which sets of them are solved.
    pub sets: Sets,
    /// Whether neighbours in an order are also taken the other way round, which tells how pairs work together.
    pub pairs: bool,
    /// How worlds, and orders with them, are chosen.
    pub design: Design,
    /// Chances with which the sets between the ends are solved, by world; where there is none it is 1.
    pub chances: Vec<f64>,
}

/// Which of the sets of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Those that are solved in every world.
    Ends,
    /// Those that are solved in some.
    Between,
}

/// A number that is known in some worlds, with what such a world counts.
pub type Known = Option<(f64, f64)>;

/// The chance with which Shapley values are known, and the values.
type Walked = (f64, Vec<f64>);

/// What one solution of a world says of the factors, by [`Division::factors`].
#[derive(Clone, Debug, PartialEq)]
pub struct Divided {
    /// Value without and with all factors.
    pub levels: [f64; 2],
    /// Estimates of the Shapley values. The sum is the difference of the levels.
    pub shapley: Vec<f64>,
    /// What each adds to none.
    pub alone: Vec<Known>,
    /// What all others lack without it.
    pub removed: Vec<Known>,
    /// Of pairs, by [`pairs`](crate::stats::shapley::pairs).
    pub interactions: Vec<Known>,
    /// Value with the broker's instruments alone, and with the stakeholders alone, if factors are of both groups.
    pub groups: Option<[f64; 2]>,
}

impl Division {
    /// Number of factors.
    pub fn count(&self) -> usize {
        self.factors.len()
    }

    /// Groups of factors, if there is more than one: the broker's instruments and the stakeholders.
    pub fn groups(&self) -> Vec<&'static str> {
        let mut groups: Vec<&str> = self.factors.iter().map(Factor::group).collect();
        groups.dedup();
        match groups.len() {
            1 => Vec::new(),
            _ => groups,
        }
    }

    /// The sets of the broker's instruments and of the stakeholders, if there are both.
    fn group_sets(&self) -> Option<[usize; 2]> {
        let instruments = self.factors.iter().filter(|factor| factor.group() == "broker").count();
        let (full, broker) = (self.full(), (1 << instruments) - 1);
        (broker != 0 && broker != full).then_some([broker, full & !broker])
    }

    /// The set of all factors.
    fn full(&self) -> usize {
        (1 << self.count()) - 1
    }

    fn walk(&self, world: u64) -> Walk {
        let numbers = self.design.coordinates(world, &[ORDER, PAIRS]);
        Walk::new(numbers[0], self.count(), self.pairs.then_some(numbers[1]))
    }

    /// None and all of the factors, and between them each group by itself, if there are two.
    fn ends(&self) -> Vec<usize> {
        let groups = self.group_sets().into_iter().flatten();
        std::iter::once(0).chain(groups).chain([self.full()]).collect()
    }

    /// The chance of a world that was chosen; `None` if it was not.
    fn chosen(&self, world: u64) -> Option<f64> {
        let place = usize::try_from(world).ok();
        let chance = place.and_then(|place| self.chances.get(place)).copied().unwrap_or(1.0);
        (self.design.coordinates(world, &[WALKED])[0] < chance).then_some(chance)
    }

    /// Sets of a world as bits.
    pub fn sets_of(&self, world: u64, part: Part) -> Vec<usize> {
        match (self.sets, part) {
            (Sets::All, Part::Ends) => (0..1 << self.count()).collect(),
            (Sets::All, Part::Between) => Vec::new(),
            (Sets::Order, Part::Ends) => self.ends(),
            (Sets::Order, Part::Between) => match self.chosen(world) {
                Some(_) => self.between(&self.walk(world)),
                None => Vec::new(),
            },
        }
    }

    /// What is solved only where an order is: an order may come by a whole group.
    fn between(&self, walk: &Walk) -> Vec<usize> {
        let ends = self.ends();
        walk.between().into_iter().filter(|set| !ends.contains(set)).collect()
    }

    /// All sets that are solved in a world, those of both parts.
    pub fn of_world(&self, world: u64) -> Vec<usize> {
        let parts = [Part::Ends, Part::Between].map(|part| self.sets_of(world, part));
        parts.concat()
    }

    /// The name of a set: `none` or `custody+escrow`.
    pub fn name(&self, set: usize) -> String {
        let members = self.factors.iter().enumerate();
        let members = members.filter(|(bit, _)| set & (1 << bit) != 0);
        let names: Vec<&str> = members.map(|(_, factor)| factor.name()).collect();
        match names.is_empty() {
            true => "none".to_owned(),
            false => names.join("+"),
        }
    }

    /// So many sets as a world can have in a part, as arms of a study; all are the game as it stands, and worlds have their own.
    pub fn arms(&self, game: &Game) -> Vec<Arm> {
        let sets = match self.sets {
            Sets::All => self.sets_of(0, Part::Ends),
            // The most pairs fit if they begin at the first place.
            Sets::Order => {
                let walk = Walk::new(0.5, self.count(), self.pairs.then_some(0.25));
                [self.ends(), walk.between()].concat()
            }
        };
        let arm = |set| Arm {
            name: self.name(set),
            game: game.clone(),
        };
        sets.into_iter().map(arm).collect()
    }

    /// Worlds of the sets of a part, of the arm at `place` of a scenario, with its broker taking part in each.
    pub fn worlds<'a>(
        &'a self,
        scenario: &'a Scenario,
        place: usize,
        part: Part,
    ) -> impl Fn(u64, &[f64]) -> World + Sync + 'a {
        move |number, coordinates| World {
            drawn: Vec::new(),
            games: self.games(scenario, place, coordinates, &self.sets_of(number, part)),
        }
    }

    /// The games of sets at the coordinates of a world.
    fn games(&self, scenario: &Scenario, place: usize, coordinates: &[f64], sets: &[usize]) -> Vec<Game> {
        let instruments: Vec<Instrument> = (self.factors.iter())
            .filter_map(|factor| match factor {
                Factor::Instrument(instrument) => Some(*instrument),
                Factor::Stakeholder(_) => None,
            })
            .collect();
        let stakeholders: Vec<&str> = self.factors[instruments.len()..].iter().map(Factor::name).collect();
        let absent = |set: &usize| -> Vec<&str> {
            let out = stakeholders.iter().enumerate();
            let out = out.filter(|(i, _)| set >> instruments.len() & (1 << i) == 0);
            out.map(|(_, name)| *name).collect()
        };
        if sets.is_empty() {
            return Vec::new();
        }
        let games = scenario.games_without(coordinates, place, &sets.iter().map(absent).collect::<Vec<_>>());
        let without = |(game, set): (Game, &usize)| match instruments.is_empty() {
            true => game,
            false => combination(&game, &instruments, set & ((1 << instruments.len()) - 1)),
        };
        games.into_iter().zip(sets).map(without).collect()
    }

    /// Chooses with which chances the sets between the ends are solved, from what the ends of each world say: in proportion to how large
    /// the changes and the levels of some metrics are there. `worlds` are those of the cheapest level, in the order of their numbers.
    pub fn choose(&mut self, worlds: &[WorldResult]) {
        let mut sizes = vec![0.0; worlds.len()];
        let add = |of: &dyn Fn(&WorldResult) -> Option<f64>, sums: &mut [f64]| {
            let values: Vec<f64> = worlds.iter().map(|world| of(world).unwrap_or(0.0)).collect();
            let square = values.iter().map(|x| x * x).sum::<f64>() / values.len() as f64;
            if square > 0.0 {
                sums.iter_mut().zip(values).for_each(|(sum, x)| *sum += x * x / square);
            }
        };
        let levels = |world: &WorldResult, target: Target| -> Option<[f64; 2]> {
            Some([target.value(world.arms.first()?)?, target.value(world.arms.last()?)?])
        };
        // What changes, and how likely what is rare is at all: factors that work against each other need not show in the change of all.
        let mut likely = vec![0.0; worlds.len()];
        for target in Target::HEADLINES {
            add(&|world| levels(world, target).map(|[none, all]| all - none), &mut sizes);
            if target.is_rare() {
                add(
                    &|world| levels(world, target).map(|[none, all]| none.max(all)),
                    &mut likely,
                );
            }
        }
        let sizes: Vec<f64> = sizes.iter().zip(&likely).map(|(a, b)| a.sqrt() + b.sqrt()).collect();
        self.chances = sampled::chances(&sizes, CHOSEN, LEAST_CHANCE);
    }

    /// What every solution of every world says of a target; `None` if it is not known.
    pub fn divided<'r>(&self, results: &'r Results, target: Target) -> Option<Vec<(Solved<'r>, Divided)>> {
        let solutions: Vec<Solved> = results.solutions(Over::EveryArm).collect();
        let mut divided = Vec::new();
        let mut units = Vec::new();
        for solved in &solutions {
            let (own, parts) = self.told(solved.world, target)?;
            units.push(Unit {
                group: solved.world.replicate,
                whole: own.levels[1] - own.levels[0],
                parts,
                regressed: solved.place == solutions[0].place,
            });
            divided.push(own);
        }
        let shares = sampled::parts(&units, self.count());
        let with = |((solved, own), shapley)| (solved, Divided { shapley, ..own });
        Some(solutions.into_iter().zip(divided).zip(shares).map(with).collect())
    }

    /// What the solved sets of a world say, and the Shapley values with the chance with which they are known, if they are.
    fn told(&self, world: &WorldResult, target: Target) -> Option<(Divided, Option<Walked>)> {
        let values: Option<Vec<f64>> = world.arms.iter().map(|arm| target.value(arm)).collect();
        let sets = self.of_world(world.world);
        let values: BTreeMap<usize, f64> = sets.into_iter().zip(values?).collect();
        let levels = [*values.get(&0)?, *values.get(&self.full())?];
        let of = |set: usize| values.get(&set).copied();
        let groups = self.group_sets().and_then(|[a, b]| Some([of(a)?, of(b)?]));
        if self.sets == Sets::All {
            let all = attribute(&values.values().copied().collect::<Vec<f64>>());
            let known = |numbers: Vec<f64>| numbers.into_iter().map(|x| Some((x, 1.0))).collect();
            let divided = Divided {
                levels,
                shapley: Vec::new(),
                alone: known(all.alone),
                removed: known(all.removed),
                interactions: known(all.interactions),
                groups,
            };
            return Some((divided, Some((1.0, all.shapley))));
        }
        let Some(chance) = self.chosen(world.world) else {
            let divided = Divided {
                levels,
                shapley: Vec::new(),
                alone: vec![None; self.count()],
                removed: vec![None; self.count()],
                interactions: vec![None; self.count() * (self.count() - 1) / 2],
                groups,
            };
            return Some((divided, None));
        };
        let told = self.walk(world.world).told(|set| of(set).unwrap_or(f64::NAN));
        let known = |numbers: Vec<Option<f64>>| -> Vec<Known> {
            numbers.into_iter().map(|x| x.map(|x| (x, 1.0 / chance))).collect()
        };
        let divided = Divided {
            levels,
            shapley: Vec::new(),
            alone: known(told.alone),
            removed: known(told.removed),
            interactions: known(told.interactions),
            groups,
        };
        Some((divided, Some((chance, told.shapley))))
    }
}

/// Share of the worlds in which the sets between the ends are solved.
const CHOSEN: f64 = 0.3;
/// Least chance of a world: none counts more than ten times.
const LEAST_CHANCE: f64 = 0.1;
