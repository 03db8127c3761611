//! Solving and playing a game in a test, and the yardsticks of its statistics.

use honest_broker::game::moves::{Action, Observed, Position};
use honest_broker::game::{Game, Rules, state};
use honest_broker::simulate::Batch;
use honest_broker::simulate::episode::{Event, Record, Script, play};
use honest_broker::simulate::streams::Streams;
use honest_broker::solve::solve;
use honest_broker::stats::Moments;
use honest_broker::study::run::{SolvedArm, play_arms};
use honest_broker::study::{Arm, Study};
use rayon::prelude::*;

use super::Phase;
use super::ledger::{Entry, Place};

pub fn solved(game: &Game, grid: usize) -> SolvedArm {
    let rules = Rules::new(game);
    let solution = solve(&rules, grid, |_| {});
    SolvedArm {
        name: "arm".into(),
        rules,
        solution,
    }
}

pub fn study(games: &[&Game], grid: usize, seed: u64, episodes: u64) -> Study {
    let arm = |(i, game): (usize, &&Game)| Arm {
        name: format!("arm_{i}"),
        game: (*game).clone(),
    };
    Study {
        scenario: "test".into(),
        arms: games.iter().enumerate().map(arm).collect(),
        baseline: 0,
        seed,
        episodes,
        grid,
    }
}

/// Plays solved arms, the first as baseline.
pub fn batch(arms: &[SolvedArm], seed: u64, episodes: u64) -> Batch {
    let games: Vec<&Game> = arms.iter().map(|a| &a.rules.game).collect();
    let study = study(&games, 2, seed, episodes);
    play_arms(&study, arms, &Default::default(), &|_| {}).expect("nobody stops it")
}

/// The records of episodes 0 to `episodes` − 1, in order.
pub fn records(arm: &SolvedArm, seed: u64, episodes: u64) -> Vec<Record> {
    watched(arm, seed, episodes, |_| ())
        .into_iter()
        .map(|(record, ())| record)
        .collect()
}

/// The same, with something kept of each episode's events.
pub fn watched<T: Send>(
    arm: &SolvedArm,
    seed: u64,
    episodes: u64,
    keep: impl Fn(&[Event]) -> T + Sync,
) -> Vec<(Record, T)> {
    let discounts = arm.discounts();
    let script = Script {
        rules: &arm.rules,
        policy: &arm.solution.policy,
        messages: arm.message_plan(),
        discounts: &discounts,
    };
    let streams = Streams::new(seed, 0);
    let episode = |number: u64| {
        let mut events = Vec::new();
        let record = play(&script, &streams, number, &mut |event| events.push(event));
        (record, keep(&events))
    };
    (0..episodes).into_par_iter().map(episode).collect()
}

pub fn moments(values: impl IntoIterator<Item = f64>) -> Moments {
    let mut moments = Moments::default();
    values.into_iter().for_each(|v| moments.push(v));
    moments
}

/// How far a count is from its expectation, as the exponent of Chernoff's bound: if the event has probability `p`, counts
/// this far out have at most probability 2 exp(−surprise), whatever `p` and the number of trials.
pub fn surprise(count: u64, trials: u64, p: f64) -> f64 {
    let n = trials as f64;
    let share = count as f64 / n;
    let term = |q: f64, p: f64| {
        if q == 0.0 {
            0.0
        } else {
            // A probability that is 0 up to rounding is 0.
            q * (q / if p < 1e-13 { 0.0 } else { p }).ln()
        }
    };
    n * (term(share, p) + term(1.0 - share, 1.0 - p))
}

/// Asserts that a sample mean is within `errors` standard errors plus `slack` of an expectation.
#[track_caller]
pub fn assert_mean(sample: &Moments, expected: f64, errors: f64, slack: f64, what: &str) {
    let (mean, error) = (sample.mean().unwrap(), sample.standard_error().unwrap_or(f64::INFINITY));
    let slack = slack + 1e-9 * (1.0 + expected.abs());
    assert!(
        (mean - expected).abs() <= errors * error + slack,
        "{what}: mean {mean} of {} instead of {expected}, standard error {error}, slack {slack}",
        sample.count()
    );
}

/// The log of an episode as the oracles' ledger reads it, one entry for each round played.
pub fn log(rules: &Rules, events: &[Event]) -> Vec<Entry> {
    let states = rules.space.states();
    let stage_of = |position: Position| states[position.state()].stage;
    let mut log: Vec<Entry> = Vec::new();
    let (mut leader_is_dealer, mut office_is_keeper) = (false, false);
    for event in events {
        if let Event::Start { dealer, keeper, .. } = event {
            (leader_is_dealer, office_is_keeper) = (*dealer, *keeper);
        }
        if let Event::Round { state, .. } = event {
            log.push(Entry {
                place: place(states[*state], leader_is_dealer),
                keeper: office_is_keeper,
                mediated: false,
                feigned: None,
                lost: None,
                reneged: false,
                war: false,
            });
        }
        let Some(entry) = log.last_mut() else { continue };
        match event {
            Event::Engagement { mediates, .. } => entry.mediated = *mediates,
            Event::Arrival { state } => entry.place = place(states[*state], leader_is_dealer),
            Event::Move {
                position,
                action,
                observed,
                ..
            } => {
                entry.reneged |= *action == Action::Renege;
                if *action == Action::Feign && *observed == Observed::Credited {
                    entry.feigned = Some(stage_of(*position));
                }
                let answers = matches!(position, Position::DisarmerAnswersDelivery(_));
                if answers && *observed != Observed::Credited {
                    entry.lost = Some(stage_of(*position));
                }
            }
            Event::War => entry.war = true,
            Event::Succession { dealer } => leader_is_dealer = *dealer,
            Event::Election { turnover, keeper } => {
                office_is_keeper = if *turnover { *keeper } else { office_is_keeper }
            }
            _ => {}
        }
    }
    log
}

fn place(state: state::State, dealer: bool) -> Place {
    Place {
        stages: state.stage,
        phase: phase(state.phase),
        broker: state.broker_active,
        dealer,
    }
}

/// The phase of the library as that of the oracles.
pub fn phase(phase: state::Phase) -> Phase {
    match phase {
        state::Phase::InForce => Phase::InForce,
        state::Phase::RupturedByGuarantor { enforced, rebuilt } => Phase::RupturedByGuarantor { enforced, rebuilt },
        state::Phase::RupturedByDisarmer { rebuilt } => Phase::RupturedByDisarmer { rebuilt },
    }
}
