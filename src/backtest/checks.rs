//! What the record demands of a model, asked one by one: some of it the game meets, some it misses, and some it cannot be asked.

use std::sync::atomic::AtomicBool;

use super::coded::Case;
use super::codes::{Breaker, Codes};
use super::made::{TrialError, prediction, scenario};
use super::predict::{Effort, Prediction};
use super::rules::Constants;
use crate::game::Game;
use crate::game::outcome::Outcome;

/// Place of the staller among the types.
const STALLER: usize = 0;

/// What becomes of a demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Met,
    Missed,
    /// The game has no such thing.
    NotAsked,
}

impl Status {
    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::Missed => "missed",
            Status::NotAsked => "not asked",
        }
    }
}

/// A demand of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The case, by its short name.
    pub case: &'static str,
    /// What is demanded, in words.
    pub demand: &'static str,
    /// Ends of what is demanded.
    pub range: [f64; 2],
    /// What the game says; `None` if it cannot be asked.
    pub found: Option<f64>,
}

impl Check {
    /// Whether the demand is met.
    pub fn status(&self) -> Status {
        match self.found {
            None => Status::NotAsked,
            Some(found) if (self.range[0]..=self.range[1]).contains(&found) => Status::Met,
            Some(_) => Status::Missed,
        }
    }
}

const NOT_ASKED: &[(&str, &str)] = &[
    (
        "singapore2018",
        "the DPRK's likeliest offer is one production site for partial relief, and the United States ask for more: the game has no offers",
    ),
    (
        "jcpoa2015",
        "the disarmer retaliates with a lag and not at once: after the guarantor has left, the game knows rebuilding only",
    ),
    (
        "ukraine1994",
        "the guarantee is worth little twenty years later: the record is scored at five and ten years",
    ),
    (
        "singapore2018",
        "missile launches by year in talks and in deadlock: the game has crises and no launches",
    ),
];

/// Asks everything. `predictions` are those of the cases.
///
/// # Errors
/// If `stop` was raised, or a scenario is wrong.
pub fn checks(
    cases: &[Case],
    predictions: &[Prediction],
    base: &str,
    effort: &Effort,
    stop: &AtomicBool,
) -> Result<Vec<Check>, TrialError> {
    let place = |id: &str| cases.iter().position(|case| case.id == id);
    let game = |id: &str| -> Result<Option<Game>, TrialError> {
        let Some(at) = place(id) else { return Ok(None) };
        let scenario = scenario(&cases[at], base, &Constants::AS_CODED)?;
        let arm = &scenario.default_arm().name;
        Ok(Some(scenario.game(arm).expect("the default arm is one of the arms")))
    };
    let (korea, syria) = (game("af1994")?, game("syria2013")?);
    let mut all = Vec::new();
    let mut ask = |case: &'static str, demand: &'static str, range: [f64; 2], found: &dyn Fn(&Prediction) -> f64| {
        if let Some(place) = place(case) {
            all.push(Check {
                case,
                demand,
                range,
                found: Some(found(&predictions[place])),
            });
        }
    };
    let broken = |p: &Prediction, by: Breaker, year: usize| p.mean(|said| said.broken[year - 1][by as usize]);
    let at_least = |p: &Prediction, stages: usize, year: usize| p.mean(|s| s.stages[year - 1][stages..].iter().sum());
    ask(
        "singapore2018",
        "probability that no production site is given up within five years (Hanoi ended without a deal)",
        [0.6, 1.0],
        &|p| 1.0 - at_least(p, 2, 5),
    );
    ask(
        "jcpoa2015",
        "probability that the guarantor breaks it first within three years",
        [0.25, 0.6],
        &|p| broken(p, Breaker::Guarantor, 3),
    );
    ask(
        "af1994",
        "probability that the leader keeps a covert hedge",
        [0.5, 1.0],
        &|_| korea.as_ref().map_or(0.0, |game| 1.0 - game.disarmer.dealer_prior),
    );
    ask(
        "af1994",
        "years until a hedge of the size on record is found, in the mean",
        [4.0, 6.0],
        &|_| {
            korea.as_ref().map_or(0.0, |game| {
                1.0 / (game.verification.exposure_rate * game.disarmer.covert_share[STALLER])
            })
        },
    );
    ask(
        "af1994",
        "probability that it is broken between the fifth and the tenth year",
        [0.5, 1.0],
        &|p| p.mean(|said| said.years_in_force()[3]),
    );
    ask(
        "leapday2012",
        "probability that it is broken within a year",
        [0.5, 1.0],
        &|p| p.mean(|said| said.years_in_force()[0]),
    );
    ask(
        "ukraine1994",
        "probability that all is done within four years",
        [0.7, 1.0],
        &|p| p.mean(|said| said.settled[3]),
    );
    ask(
        "syria2013",
        "share of the declared stock that is given up within a year",
        [0.8, 0.95],
        // The declared stock is what the first two stages hold.
        &|p| p.mean(|said| said.credited(&p.shares, 1)) / p.shares[2],
    );
    ask(
        "syria2013",
        "probability that something is kept back",
        [0.5, 1.0],
        &|_| syria.as_ref().map_or(0.0, |game| 1.0 - game.disarmer.dealer_prior),
    );
    ask(
        "libya2003",
        "probability that all is done within five years",
        [0.5, 1.0],
        &|p| p.mean(|said| said.settled[4]),
    );
    ask(
        "libya2003",
        "probability that the guarantor is the first to break it within ten years",
        [0.1, 0.4],
        &|p| broken(p, Breaker::Guarantor, 10),
    );
    let mut compare = |case: &'static str, asked: Compared| -> Result<(), TrialError> {
        let Some(at) = place(case) else { return Ok(()) };
        let other = Case {
            codes: (asked.without)(&cases[at].codes),
            ..cases[at].clone()
        };
        let without = prediction(&other, base, &Constants::AS_CODED, effort, stop)?;
        for (demand, range, number) in asked.demands {
            all.push(Check {
                case,
                demand,
                range,
                found: Some(number(&predictions[at], &without)),
            });
        }
        Ok(())
    };
    fn completed(p: &Prediction) -> f64 {
        p.mean(|said| said.outcomes[0][Outcome::Settlement] + said.outcomes[0][Outcome::HollowSettlement])
    }
    compare(
        "aceh2005",
        Compared {
            without: |codes| alone(codes, 1),
            demands: vec![
                (
                    "probability of completion with a ruling monitor and matched tranches",
                    [0.7, 1.0],
                    |with, _| completed(with),
                ),
                (
                    "the same with weak monitors and in one step (the agreement of 2002)",
                    [0.0, 0.3],
                    |_, without| completed(without),
                ),
            ],
        },
    )?;
    compare(
        "sixparty2007",
        Compared {
            without: |codes| alone(codes, codes.verification),
            demands: vec![(
                "points by which the chance of a shutdown within a year falls without the channel for payments",
                [0.2, 1.0],
                |with, without| {
                    let first = |p: &Prediction| p.mean(|said| 1.0 - said.stages[0][0]);
                    first(with) - first(without)
                },
            )],
        },
    )?;
    let known = NOT_ASKED.iter().filter(|(case, _)| place(case).is_some());
    all.extend(known.map(|(case, demand)| Check {
        case,
        demand,
        range: [0.0, 1.0],
        found: None,
    }));
    Ok(all)
}

type Demand = (&'static str, [f64; 2], fn(&Prediction, &Prediction) -> f64);

/// A case against the same case without its third party.
struct Compared {
    without: fn(&Codes) -> Codes,
    demands: Vec<Demand>,
}

/// Without a third party, and verified otherwise; in one step where that is less.
fn alone(codes: &Codes, verification: usize) -> Codes {
    let mut other = codes.clone();
    other.third_party = None;
    other.brought.clear();
    if verification < codes.verification {
        other.verification = verification;
        let mut whole = codes.stages[codes.stages.len() - 1].clone();
        whole.deterrent_share = 1.0;
        whole.relief_share = 1.0;
        other.stages = vec![whole];
    }
    other
}
