//! Which instrument of the broker does how much: all 2^k combinations of its instruments in the same worlds.
//!
//! The broker takes part in every world: acceptance is not drawn. An instrument is switched off by setting it to zero, and
//! information by sending no messages. A broker without any instrument changes nothing, so the empty combination is the game
//! without a broker. The change from the empty to the full set is divided by Shapley values \[shapley1953\], whose sum it is.

use super::Arm;
use super::exact::{exact_metric_of, is_exact};
use super::results::{Method, Results};
use super::tables::Rows;
use super::world::{ArmResult, Ending, WorldResult};
use crate::game::{Broker, Game};
use crate::scenario::{Scenario, World};
use crate::simulate::metric::Metric;
use crate::stats::Scale;
use crate::stats::shapley::{Attribution, attribute, pairs};
use crate::table::{Cells, Table};

/// What can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instrument {
    Custody,
    Escrow,
    Guarantee,
    Monitoring,
    Aid,
    /// Together with the openings it adds.
    Facilitation,
    Information,
}

impl Instrument {
    pub const ALL: [Instrument; 7] = [
        Instrument::Custody,
        Instrument::Escrow,
        Instrument::Guarantee,
        Instrument::Monitoring,
        Instrument::Aid,
        Instrument::Facilitation,
        Instrument::Information,
    ];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Instrument::Custody => "custody",
            Instrument::Escrow => "escrow",
            Instrument::Guarantee => "guarantee",
            Instrument::Monitoring => "monitoring",
            Instrument::Aid => "aid",
            Instrument::Facilitation => "facilitation",
            Instrument::Information => "information",
        }
    }

    /// Whether a broker has it.
    fn is_in(self, broker: &Broker) -> bool {
        let i = &broker.instruments;
        match self {
            Instrument::Custody => i.custody != 0.0,
            Instrument::Escrow => i.escrow != 0.0,
            Instrument::Guarantee => i.guarantee != 0.0,
            Instrument::Monitoring => i.monitoring != 0.0,
            Instrument::Aid => i.aid != 0.0,
            Instrument::Facilitation => i.facilitation != 0.0 || i.reopening_rate != 0.0,
            // A signal at 0.5 says nothing.
            Instrument::Information => broker
                .information
                .is_some_and(|s| s.disarmer_accuracy > 0.5 || s.guarantor_accuracy > 0.5),
        }
    }

    fn remove(self, broker: &mut Broker) {
        let i = &mut broker.instruments;
        match self {
            Instrument::Custody => i.custody = 0.0,
            Instrument::Escrow => i.escrow = 0.0,
            Instrument::Guarantee => i.guarantee = 0.0,
            Instrument::Monitoring => i.monitoring = 0.0,
            Instrument::Aid => i.aid = 0.0,
            Instrument::Facilitation => (i.facilitation, i.reopening_rate) = (0.0, 0.0),
            Instrument::Information => broker.information = None,
        }
    }
}

/// The instruments of the broker in a game.
pub fn present(game: &Game) -> Vec<Instrument> {
    let broker = game.broker.as_ref();
    let there = |i: &Instrument| broker.is_some_and(|b| i.is_in(b));
    Instrument::ALL.into_iter().filter(there).collect()
}

/// The game with the instruments whose bits are set in `set`; without any, there is no broker.
pub fn combination(game: &Game, instruments: &[Instrument], set: usize) -> Game {
    let mut game = game.clone();
    if set == 0 {
        game.broker = None;
    }
    if let Some(broker) = &mut game.broker {
        for (bit, instrument) in instruments.iter().enumerate() {
            if set & (1 << bit) == 0 {
                instrument.remove(broker);
            }
        }
    }
    game
}

/// The combinations as arms of a study, named `none` or `custody+escrow`.
pub fn arms(game: &Game, instruments: &[Instrument]) -> Vec<Arm> {
    let name = |set: usize| {
        let members = instruments.iter().enumerate().filter(|(bit, _)| set & (1 << bit) != 0);
        let names: Vec<&str> = members.map(|(_, i)| i.name()).collect();
        match names.is_empty() {
            true => "none".to_owned(),
            false => names.join("+"),
        }
    };
    (0..1 << instruments.len())
        .map(|set| Arm {
            name: name(set),
            game: combination(game, instruments, set),
        })
        .collect()
}

/// Worlds of the combinations of the arm at `place` of a scenario, each with its broker accepted.
pub fn worlds<'a>(
    scenario: &'a Scenario,
    place: usize,
    instruments: &'a [Instrument],
) -> impl Fn(&[f64]) -> World + Sync + 'a {
    let accepts = |key: &str| key.starts_with("broker.acceptance.") && key.ends_with(".accepts");
    let fixed: Vec<bool> = scenario.uncertain().iter().map(|u| accepts(&u.key)).collect();
    move |coordinates| {
        // An event happens if its coordinate lies below its probability.
        let accepted = coordinates.iter().zip(&fixed).map(|(u, fixed)| match fixed {
            true => f64::MIN_POSITIVE,
            false => *u,
        });
        let world = scenario.world(&accepted.collect::<Vec<f64>>());
        let game = &world.games[place];
        let games: Vec<Game> = (0..1 << instruments.len())
            .map(|set| combination(game, instruments, set))
            .collect();
        World {
            takes_part: games.iter().map(|g| g.broker.is_some()).collect(),
            games,
            ..world
        }
    }
}

/// The replicate of a world and a value for each combination.
type ByCombination = (u64, Vec<f64>);

/// Something that can be attributed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    Ending(Ending),
    Metric(Metric),
}

impl Target {
    /// All that are known of every episode; means over some of them cannot be divided.
    pub fn all() -> Vec<Target> {
        let conditional = |m: &Metric| {
            matches!(
                m,
                Metric::SettlementYear | Metric::FirstRuptureYear | Metric::PayoffBroker
            )
        };
        let metrics = Metric::ALL.into_iter().filter(|m| !conditional(m));
        let endings = Ending::ALL.into_iter().map(Target::Ending);
        endings.chain(metrics.map(Target::Metric)).collect()
    }

    pub fn name(self) -> String {
        match self {
            Target::Ending(ending) => ending.metric(),
            Target::Metric(metric) => metric.name(),
        }
    }

    /// Whether its mean is a probability.
    pub fn is_probability(self) -> bool {
        match self {
            Target::Ending(_) => true,
            Target::Metric(metric) => metric.is_event(),
        }
    }

    /// Whether it is known without playing.
    pub fn is_exact(self) -> bool {
        match self {
            Target::Ending(_) => true,
            Target::Metric(metric) => is_exact(metric),
        }
    }

    /// Its value in one world under one combination.
    fn value(self, arm: &ArmResult, method: Method) -> Option<f64> {
        match (self, method) {
            (Target::Ending(ending), Method::Exact) => Some(ending.sum(&arm.probabilities()?)),
            (Target::Metric(metric), Method::Exact) => exact_metric_of(arm, metric),
            (Target::Ending(ending), _) => {
                let played = arm.played.as_ref()?;
                Some(ending.sum(&played.outcomes) as f64 / played.episodes as f64)
            }
            (Target::Metric(metric), _) => {
                let index = Metric::ALL.iter().position(|m| *m == metric)?;
                arm.played.as_ref()?.metrics[index].mean()
            }
        }
    }

    /// By world: the replicate and the values of all combinations, and how they were found; exactly if possible.
    fn values(self, worlds: &[WorldResult]) -> Option<(Method, Vec<ByCombination>)> {
        let by = |method: Method| -> Option<Vec<ByCombination>> {
            let row = |w: &WorldResult| {
                let values: Option<Vec<f64>> = w.arms.iter().map(|a| self.value(a, method)).collect();
                Some((w.replicate, values?))
            };
            worlds.iter().map(row).collect()
        };
        let methods = [Method::Exact, Method::Played].into_iter();
        methods.filter_map(|m| Some((m, by(m)?))).next()
    }
}

/// `attribution`: what each instrument adds, by metric and by the way of asking; and the mean of the first and the last
/// combination.
pub fn attribution(scenario: &str, arm: &str, instruments: &[Instrument], results: &Results) -> Table {
    let mut rows = Rows::default();
    for target in Target::all() {
        let Some((method, values)) = target.values(&results.worlds) else {
            continue;
        };
        let (level, change) = scales(target);
        let metric = target.name();
        let divided: Vec<Attribution> = values.iter().map(|(_, v)| attribute(v)).collect();
        let mut push = |part: &str, [first, second]: [&str; 2], scale: Scale, of: &dyn Fn(usize) -> f64| {
            let cells = values
                .iter()
                .enumerate()
                .map(|(w, (replicate, _))| (*replicate, of(w), 1.0));
            let labels = [scenario, arm, &metric, method.name(), part, first, second];
            rows.push(
                &labels,
                results.estimate(cells.collect(), scale),
                values.len() as u64,
                0,
            );
        };
        let full = (1 << instruments.len()) - 1;
        let value = |w: usize, set: usize| values[w].1[set];
        push("level", ["none"; 2], level, &|w| value(w, 0));
        push("level", ["all"; 2], level, &|w| value(w, full));
        push("total", ["all"; 2], change, &|w| value(w, full) - value(w, 0));
        for (i, instrument) in instruments.iter().enumerate() {
            let names = [instrument.name(); 2];
            push("shapley", names, change, &|w| divided[w].shapley[i]);
            push("alone", names, change, &|w| divided[w].alone[i]);
            push("removed", names, change, &|w| divided[w].removed[i]);
        }
        for (k, (i, j)) in pairs(instruments.len()).enumerate() {
            let names = [i, j].map(|i| instruments[i].name());
            push("interaction", names, Scale::Real, &|w| divided[w].interactions[k]);
        }
    }
    let labels = ["scenario", "arm", "metric", "method", "part", "instrument", "other"];
    let title = "What each instrument of the broker adds";
    let mut table = rows.table("attribution", title, &labels, "none");
    table.columns.pop();
    table
}

/// `combinations`: the mean of every metric under every combination, with a column of 0 and 1 for each instrument.
pub fn combinations(scenario: &str, arm: &str, instruments: &[Instrument], results: &Results) -> Table {
    let mut rows = Rows::default();
    let mut members: Vec<Vec<Option<i64>>> = vec![Vec::new(); instruments.len()];
    for target in Target::all() {
        let Some((method, values)) = target.values(&results.worlds) else {
            continue;
        };
        let (level, _) = scales(target);
        for set in 0..1 << instruments.len() {
            let cells = values.iter().map(|(replicate, v)| (*replicate, v[set], 1.0)).collect();
            let labels = [scenario, arm, &target.name(), method.name()];
            rows.push(&labels, results.estimate(cells, level), values.len() as u64, 0);
            for (bit, column) in members.iter_mut().enumerate() {
                column.push(Some(i64::from(set & (1 << bit) != 0)));
            }
        }
    }
    let labels = ["scenario", "arm", "metric", "method"];
    let mut table = rows.table("combinations", "Means by combination of instruments", &labels, "none");
    table.columns.pop();
    for (instrument, cells) in instruments.iter().zip(members) {
        table = table.with(instrument.name(), "", Cells::Integer(cells));
    }
    table
}

/// Scales of a level and of a change. Each world counts once with its mean, exact or played.
fn scales(target: Target) -> (Scale, Scale) {
    match target.is_probability() {
        false => (Scale::Real, Scale::Real),
        true => (Scale::ExactProbability, Scale::ExactDifference),
    }
}
