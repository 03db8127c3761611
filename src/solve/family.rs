//! From games to solutions.
//!
//! Games of one world that differ only in what an active broker can do share everything that happens without one: those
//! states and decisions come first in every numbering. A family of such games is solved round by round together, the shared
//! part once.

use std::sync::Arc;

use super::certify::{Certifier, RoundPlay};
use super::channels::{public_mean, side};
use super::messages::Messages;
use super::node::TOLERANCE;
use super::sink::Sink;
use super::team::Team;
use super::values::{Values, broker_channel};
use super::{Convergence, Settings, Solution, StartValues, WithoutBroker};
use crate::game::moves::NodeId;
use crate::game::state::StateId;
use crate::game::{Broker, Game, Rules};
use crate::numeric::grid::BeliefGrid;
use crate::policy::{Mixture, Policy, Tables};

/// Solves a game on a cosine-spaced grid of `grid` points a side. `progress` is called with the number of rounds solved.
///
/// # Panics
/// If `grid` is outside [`crate::numeric::grid::GRID_RANGE`].
pub fn solve(rules: &Rules, grid: usize, progress: impl FnMut(usize)) -> Solution {
    solve_with(rules, &Settings::grid(grid), progress)
}

/// Solves a game.
///
/// # Panics
/// If the grid is outside [`crate::numeric::grid::GRID_RANGE`].
pub fn solve_with(rules: &Rules, settings: &Settings, progress: impl FnMut(usize)) -> Solution {
    solve_family(&[rules], settings, progress).remove(0)
}

/// Whether two games differ in nothing but the broker's means: instruments, information, the rate at which it loses its
/// neutrality and how well it chooses. What it wants must be the same, because it goes on wanting it when it is no longer active.
pub fn are_related(a: &Game, b: &Game) -> bool {
    let stripped = |game: &Game| Game {
        broker: None,
        ..game.clone()
    };
    let wants = |broker: &Broker| (broker.interests, broker.discount_factor);
    match (&a.broker, &b.broker) {
        (Some(x), Some(y)) => wants(x) == wants(y) && stripped(a) == stripped(b),
        _ => false,
    }
}

/// Solves games that are all related to the first ([`are_related`]). The solutions have the same bits as if each game were
/// solved alone. `progress` is called with the number of rounds solved.
///
/// # Panics
/// If the grid is outside [`crate::numeric::grid::GRID_RANGE`], or if a game is not related to the first.
pub fn solve_family(family: &[&Rules], settings: &Settings, mut progress: impl FnMut(usize)) -> Vec<Solution> {
    let grid = &BeliefGrid::cosine(settings.grid);
    let Some(first) = family.first() else {
        return Vec::new();
    };
    let related = family[1..].iter().all(|other| are_related(&first.game, &other.game));
    assert!(
        related,
        "the games of a family share all but the means of an active broker"
    );
    let mut jobs: Vec<Job> = family.iter().map(|rules| Job::new(rules, grid, settings)).collect();
    let foresight = first.game.clock.foresight;
    for round in (0..foresight).rev() {
        let (leader, followers) = jobs.split_first_mut().expect("a family has a first game");
        leader.round(round, settings, None);
        for follower in followers {
            // A certificate wants to see every decision.
            let shared = (!settings.certify && settings.probe_every == 0).then_some(&*leader);
            follower.round(round, settings, shared);
        }
        progress(foresight - round);
    }
    // What the leader found of the part that all share.
    let [_, shared] = jobs[0].sweep.convergence();
    let follows = !settings.certify && settings.probe_every == 0;
    let finish = |(number, job): (usize, Job)| job.finish(grid, (number > 0 && follows).then_some(shared));
    jobs.into_iter().enumerate().map(finish).collect()
}

/// One game being solved.
struct Job<'a> {
    rules: &'a Rules,
    policy: Policy,
    sweep: Team<'a>,
    /// Of the game, and of the same without its broker.
    certifiers: Vec<Certifier>,
    play: Option<RoundPlay>,
}

impl<'a> Job<'a> {
    fn new(rules: &'a Rules, grid: &'a BeliefGrid, settings: &Settings) -> Self {
        let mut certifiers = Vec::new();
        if settings.certify {
            certifiers.push(Certifier::new(rules, grid));
            if rules.game.broker.is_some() {
                let stripped = Rules::new(&Game {
                    broker: None,
                    ..rules.game.clone()
                });
                certifiers.push(Certifier::new(&stripped, grid));
            }
        }
        Job {
            rules,
            policy: Policy::new(rules, grid),
            sweep: Team::new(rules, grid, settings),
            certifiers,
            play: settings.certify.then(|| RoundPlay::new(rules, grid)),
        }
    }

    fn round(&mut self, round: usize, settings: &Settings, leader: Option<&Job>) {
        let played = round < self.rules.game.clock.rounds;
        self.sweep
            .probe(settings.probe_every > 0 && played && round.is_multiple_of(settings.probe_every));
        if let Some(play) = &mut self.play {
            let mut both = Both(play, played.then_some(&mut self.policy));
            self.sweep.round(round, Sink::Tables(&mut both), None);
            for certifier in &mut self.certifiers {
                certifier.round(round, both.0);
            }
            return;
        }
        let sink = match played {
            true => Sink::Policy(&mut self.policy),
            false => Sink::Nowhere,
        };
        self.sweep.round(round, sink, leader.map(|job| &job.sweep));
        if let (Some(leader), true) = (leader, played) {
            let nodes = self.rules.moves.without_broker;
            self.policy.copy_first(round, nodes, &leader.policy);
        }
    }

    fn finish(self, grid: &BeliefGrid, shared: Option<Convergence>) -> Solution {
        let Job {
            rules,
            policy,
            sweep,
            certifiers,
            ..
        } = self;
        let mut certificates = certifiers.iter().map(Certifier::finish);
        let certificate = certificates.next();
        let stripped_certificate = certificates.next();
        let messages = Messages::solve(rules, grid, sweep.opening());
        let [mut convergence, mut without] = sweep.convergence();
        if let Some(shared) = shared {
            convergence.add(&shared);
            without = shared;
        }
        if let Some(messages) = &messages {
            convergence.largest_residual = convergence.largest_residual.max(messages.residual());
            convergence.unconverged += u64::from(messages.residual() > TOLERANCE);
        }
        let start = rules.start();
        let silent = values_at_priors(rules, grid, sweep.opening(), start);
        // State 0 is the start of the game without a broker: the first state of the first block.
        let without_broker = rules.game.broker.is_some().then(|| WithoutBroker {
            values: values_at_priors(rules, grid, sweep.opening(), 0),
            convergence: without,
            certificate: stripped_certificate,
            exact: sweep.exact(0, None),
        });
        Solution {
            policy: Arc::new(policy),
            values: silent,
            values_over_messages: match &messages {
                Some(messages) => values_over_messages(rules, grid, sweep.opening(), messages),
                None => silent,
            },
            exact: sweep.exact(start, messages.as_ref()),
            exact_before_messages: sweep.exact(start, None),
            messages,
            convergence,
            certificate,
            multiplicity: sweep.multiplicity(),
            without_broker,
        }
    }
}

/// Policies go to the certifier and, in the rounds that are played, to the tables.
struct Both<'a>(&'a mut RoundPlay, Option<&'a mut Policy>);

impl Tables for Both<'_> {
    fn set_node(&mut self, round: usize, node: NodeId, point: usize, mixture: &Mixture) {
        self.0.set_node(round, node, point, mixture);
        if let Some(policy) = &mut self.1 {
            policy.set_node(round, node, point, mixture);
        }
    }

    fn set_engagement(&mut self, round: usize, state: StateId, point: usize, mediates: f64) {
        self.0.set_engagement(round, state, point, mediates);
        if let Some(policy) = &mut self.1 {
            policy.set_engagement(round, state, point, mediates);
        }
    }
}

fn values_at_priors(rules: &Rules, grid: &BeliefGrid, opening: &Values, start: usize) -> StartValues {
    let beliefs = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
    let at = |channel: usize| opening.at(start, channel, grid, beliefs);
    StartValues {
        disarmer: [at(0), at(1)],
        guarantor: [at(2), at(3)],
        broker: public_mean(beliefs, at),
    }
}

/// Expectation over the messages, for each type given that it is the true one.
fn values_over_messages(rules: &Rules, grid: &BeliefGrid, opening: &Values, messages: &Messages) -> StartValues {
    let priors = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
    let start = rules.start();
    let mut values = StartValues {
        disarmer: [0.0; 2],
        guarantor: [0.0; 2],
        broker: 0.0,
    };
    for d in 0..2 {
        for g in 0..2 {
            for (weight, beliefs) in messages.distribution(d, g).into_iter().flatten() {
                let at = |channel: usize| weight * opening.at(start, channel, grid, beliefs);
                values.disarmer[d] += side(priors[1], g) * at(d);
                values.guarantor[g] += side(priors[0], d) * at(2 + g);
                values.broker += side(priors[0], d) * side(priors[1], g) * at(broker_channel(d, g));
            }
        }
    }
    values
}
