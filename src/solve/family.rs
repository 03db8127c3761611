//! From games to solutions.
//!
//! Games of one world that differ only in what an active broker can do share everything that happens without one: those
//! states and decisions come first in every numbering. A family of such games is solved round by round together, the shared
//! part once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use super::certify::{Certificate, Certifier, RoundPlay};
use super::channels::{public_mean, side};
use super::messages::Messages;
use super::node::TOLERANCE;
use super::parallel::ParallelSweep;
use super::recorder::Recorder;
use super::values::{Values, broker_channel};
use super::{Convergence, Course, Exact, Settings, Solution, StartValues, WithoutBroker, course};
use crate::game::state::StateId;
use crate::game::{Game, Rules};
use crate::numeric::grid::BeliefGrid;
use crate::policy::Policy;

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

/// Whether two games with brokers differ in nothing but the broker's means: its acceptance, instruments, information, the rate
/// at which it loses its neutrality and how well it chooses. What it wants must be the same, because it goes on wanting it when
/// it is no longer active.
pub fn are_related(a: &Game, b: &Game) -> bool {
    a.broker.is_some() && b.broker.is_some() && a.without_broker() == b.without_broker()
}

/// Solves games that are all related to the first ([`are_related`]). The solutions have the same bits as if each game were
/// solved alone. `progress` is called with the number of rounds solved.
///
/// # Panics
/// If the grid is outside [`crate::numeric::grid::GRID_RANGE`], or if a game is not related to the first.
pub fn solve_family(family: &[&Rules], settings: &Settings, progress: impl FnMut(usize)) -> Vec<Solution> {
    let solutions = solve_family_until(family, settings, &AtomicBool::new(false), progress);
    solutions.expect("nobody raises the flag")
}

/// The same until `stop` is raised, which is looked at in every round; `None` if it was.
///
/// # Panics
/// If the grid is outside [`crate::numeric::grid::GRID_RANGE`], or if a game is not related to the first.
pub fn solve_family_until(
    family: &[&Rules],
    settings: &Settings,
    stop: &AtomicBool,
    mut progress: impl FnMut(usize),
) -> Option<Vec<Solution>> {
    let grid = &BeliefGrid::cosine(settings.grid);
    let other = settings.tail_grid.filter(|_| !settings.certify).map(BeliefGrid::cosine);
    let tail = other.as_ref().unwrap_or(grid);
    let Some(first) = family.first() else {
        return Some(Vec::new());
    };
    let related = family[1..].iter().all(|other| are_related(&first.game, &other.game));
    assert!(
        related,
        "the games of a family share all but the means of an active broker"
    );
    let mut jobs: Vec<Job> = family
        .iter()
        .map(|rules| Job::new(rules, [grid, tail], settings))
        .collect();
    let mut certifiers: Vec<Certifier> = match settings.certify {
        true => family.iter().map(|rules| Certifier::new(rules, grid)).collect(),
        false => Vec::new(),
    };
    if settings.certify && crate::threads::current_num_threads() > 1 {
        rounds_beside_certifiers(&mut jobs, settings, stop, &mut progress, &mut certifiers);
    } else {
        rounds(&mut jobs, settings, stop, &mut progress, |job, round, play| {
            certifiers[job].round(round, &play);
            play
        });
    }
    if stop.load(Ordering::Relaxed) {
        return None;
    }
    // What the leader found of the part that all share.
    let [_, shared] = jobs[0].sweep.convergence();
    let follows = !settings.certify && settings.probe_every == 0;
    let contained = jobs[0]
        .rules
        .game
        .broker
        .as_ref()
        .and_then(|_| jobs[0].follow(settings, 0, None));
    let finish = |(number, job): (usize, Job)| {
        let shared = (number > 0 && follows).then_some(shared);
        job.finish(grid, settings, shared, contained.clone(), certifiers.get(number))
    };
    Some(jobs.into_iter().enumerate().map(finish).collect())
}

/// Solves all rounds, or those before `stop` is raised. `certify` gets the number of a job, a round and its policies if certificates are wanted, and gives
/// room for other policies back.
fn rounds(
    jobs: &mut [Job],
    settings: &Settings,
    stop: &AtomicBool,
    progress: &mut impl FnMut(usize),
    mut certify: impl FnMut(usize, usize, RoundPlay) -> RoundPlay,
) {
    let foresight = jobs[0].rules.game.clock.foresight;
    for round in (0..foresight).rev() {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        for number in 0..jobs.len() {
            let (before, job) = jobs.split_at_mut(number);
            // A certificate wants to see every decision.
            let shared = before
                .first()
                .filter(|_| !settings.certify && settings.probe_every == 0);
            if let Some(play) = job[0].round(round, settings, shared) {
                job[0].room = Some(certify(number, round, play));
            }
        }
        progress(foresight - round);
    }
}

/// The same with certifiers at work on a thread of their own: the solver does not wait for what they find.
fn rounds_beside_certifiers(
    jobs: &mut [Job],
    settings: &Settings,
    stop: &AtomicBool,
    progress: &mut impl FnMut(usize),
    certifiers: &mut [Certifier],
) {
    /// Rounds of a game that may wait for its certifier.
    const WAITING: usize = 2;
    let (hand_over, handed_over) = mpsc::channel::<(usize, usize, RoundPlay)>();
    let mut rooms = Vec::new();
    let mut returns = Vec::new();
    for job in &*jobs {
        let (give_back, given_back) = mpsc::channel();
        for room in std::iter::repeat_n(&job.room, WAITING).flatten() {
            give_back.send(room.clone()).expect("the other end is here");
        }
        rooms.push(given_back);
        returns.push(give_back);
    }
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for (job, round, play) in handed_over {
                certifiers[job].round(round, &play);
                // Nobody wants the room after the last round.
                let _ = returns[job].send(play);
            }
        });
        rounds(jobs, settings, stop, progress, |job, round, play| {
            let sent = hand_over.send((job, round, play));
            sent.expect("the certifiers take every round");
            rooms[job].recv().expect("the certifiers give room back")
        });
        drop(hand_over);
    });
}

/// What following a solution gives.
type Followed = (Option<Exact>, Arc<Course>);

/// One game being solved.
struct Job<'a> {
    rules: &'a Rules,
    policy: Policy,
    sweep: ParallelSweep<'a>,
    /// Of the rounds that are played, and of those beyond.
    grids: [&'a BeliefGrid; 2],
    /// For the policies of the next round, if they are to be certified.
    room: Option<RoundPlay>,
}

impl<'a> Job<'a> {
    fn new(rules: &'a Rules, grids: [&'a BeliefGrid; 2], settings: &Settings) -> Self {
        let [grid, tail] = grids;
        let clock = &rules.game.clock;
        let first = if clock.foresight > clock.rounds { tail } else { grid };
        Job {
            rules,
            policy: Policy::new(rules, grid),
            sweep: ParallelSweep::new(rules, first, settings),
            grids,
            room: settings.certify.then(|| RoundPlay::new(rules, grid)),
        }
    }

    /// Solves a round; returns its policies if they are to be certified.
    fn round(&mut self, round: usize, settings: &Settings, leader: Option<&Job>) -> Option<RoundPlay> {
        let played = round < self.rules.game.clock.rounds;
        let [grid, tail] = self.grids;
        let clock = &self.rules.game.clock;
        if round + 1 == clock.rounds && clock.foresight > clock.rounds && grid.len() != tail.len() {
            self.sweep = ParallelSweep::after(&self.sweep, tail, grid, settings);
        }
        let probed = settings.probe_every > 0 && round.is_multiple_of(settings.probe_every.max(1));
        self.sweep.probe(played && probed);
        let policy = played.then_some(&mut self.policy);
        let mut room = self.room.take();
        let recorder = match (&mut room, policy) {
            (Some(play), policy) => Recorder::Certified(play, policy),
            (None, Some(policy)) => Recorder::Policy(policy),
            (None, None) => Recorder::Nowhere,
        };
        self.sweep.round(round, recorder, leader.map(|job| &job.sweep));
        if let (Some(leader), true) = (leader, played) {
            let nodes = self.rules.moves.without_broker;
            self.policy.copy_first(round, nodes, &leader.policy);
        }
        room
    }

    /// Follows the solution from a state through the played rounds, if it is wanted.
    fn follow(&self, settings: &Settings, start: StateId, messages: Option<&Messages>) -> Option<Followed> {
        (settings.exact || settings.course).then(|| {
            let (exact, course) = course::follow(self.rules, &self.policy, start, messages, settings.exact);
            (exact, Arc::new(course))
        })
    }

    fn finish(
        self,
        grid: &BeliefGrid,
        settings: &Settings,
        shared: Option<Convergence>,
        contained: Option<Followed>,
        certifier: Option<&Certifier>,
    ) -> Solution {
        let (rules, sweep) = (self.rules, &self.sweep);
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
        let certificate = certifier.map(Certifier::finish);
        let certificate_without = certifier.and_then(Certifier::finish_without_broker);
        // Where likelihoods underflow, the solver may know more of a belief than the policies can say. They are the result.
        let certified = |convergence: Convergence, certificate: &Option<Certificate>| match certificate {
            Some(certificate) => convergence.or(certificate.residual),
            None => convergence,
        };
        let convergence = certified(convergence, &certificate);
        let without = certified(without, &certificate_without);
        let start = rules.start();
        let silent = values_at_priors(rules, grid, sweep.opening(), start);
        let (exact_without, course_without) = contained.unzip();
        // State 0 is the start of the game without a broker: the first state of the first block.
        let without_broker = rules.game.broker.is_some().then(|| WithoutBroker {
            values: values_at_priors(rules, grid, sweep.opening(), 0),
            convergence: without,
            certificate: certificate_without,
            exact: exact_without.flatten(),
            course: course_without,
        });
        let followed = self.follow(settings, start, messages.as_ref());
        let (exact, course) = followed.unzip();
        Solution {
            values: silent,
            values_over_messages: match &messages {
                Some(messages) => values_over_messages(rules, grid, sweep.opening(), messages),
                None => silent,
            },
            exact: exact.flatten(),
            course,
            messages,
            convergence,
            certificate,
            multiplicity: sweep.multiplicity(),
            without_broker,
            policy: Arc::new(self.policy),
        }
    }
}

fn values_at_priors(rules: &Rules, grid: &BeliefGrid, opening: &Values, start: usize) -> StartValues {
    let beliefs = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
    let at = |channel: usize| opening.at(start, channel, grid, beliefs);
    StartValues {
        disarmer: [at(0), at(1)],
        guarantor: [at(2), at(3)],
        broker: [0, 1].map(|d| [0, 1].map(|g| at(broker_channel(d, g)))),
        broker_mean: public_mean(beliefs, at),
    }
}

/// Expectation over the messages, for each type (or pair of types) given that it is the true one.
fn values_over_messages(rules: &Rules, grid: &BeliefGrid, opening: &Values, messages: &Messages) -> StartValues {
    let priors = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
    let start = rules.start();
    let mut values = StartValues::default();
    for d in 0..2 {
        for g in 0..2 {
            for (weight, beliefs) in messages.distribution(d, g).into_iter().flatten() {
                let at = |channel: usize| weight * opening.at(start, channel, grid, beliefs);
                values.disarmer[d] += side(priors[1], g) * at(d);
                values.guarantor[g] += side(priors[0], d) * at(2 + g);
                values.broker[d][g] += at(broker_channel(d, g));
            }
        }
    }
    values.broker_mean = public_mean(priors, |channel| values.broker[(channel - 4) / 2][channel % 2]);
    values
}
