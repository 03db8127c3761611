//! One solve on several threads: the states of a round are divided.
//!
//! Decisions hang together where one leads to another; groups that do not are independent of each other within a round,
//! given the values after its moves. So each part of a team solves some groups with a sweep of its own, and after every round
//! the parts tell each other what their states are worth. Every decision is computed as if there were only one part, so the
//! division shows in no bit.

use crate::threads::prelude::*;

use super::convergence::Convergence;
use super::recorder::Recorder;
use super::share::{Share, divide};
use super::sweep::Sweep;
use super::values::Values;
use super::{Multiplicity, Settings};
use crate::game::Rules;
use crate::numeric::grid::BeliefGrid;
use crate::policy::Policy;

/// The sweeps of one game.
pub struct ParallelSweep<'a> {
    /// The first one is complete after every round.
    parts: Vec<Sweep<'a>>,
    shares: Vec<Share>,
    /// What the parts find in a played round, if there are several.
    pages: Vec<Policy>,
}

impl<'a> ParallelSweep<'a> {
    /// A team of as many parts as there are threads, if the settings want it and nothing needs to see all decisions in order.
    pub fn new(rules: &'a Rules, grid: &'a BeliefGrid, settings: &Settings) -> Self {
        let alone = !settings.parallel || settings.certify || settings.probe_every > 0;
        let count = if alone {
            1
        } else {
            crate::threads::current_num_threads()
        };
        let shares = divide(rules, count);
        let parts: Vec<Sweep> = shares
            .iter()
            .map(|share| Sweep::new(rules, grid, settings, share.clone()))
            .collect();
        let pages = match parts.len() {
            1 => Vec::new(),
            n => (0..n).map(|_| Policy::page(rules, grid)).collect(),
        };
        ParallelSweep { parts, shares, pages }
    }

    /// A team that goes on with other settings or on another grid where one has stopped.
    pub fn after(before: &ParallelSweep<'a>, from: &BeliefGrid, to: &'a BeliefGrid, settings: &Settings) -> Self {
        let done = &before.parts[0];
        let mut next = ParallelSweep::new(done.rules(), to, settings);
        let opening = done.opening.on(from, to);
        for part in &mut next.parts {
            part.opening = opening.clone();
        }
        let [all, without_broker] = before.convergence();
        next.parts[0].convergence = all;
        next.parts[0].convergence_without_broker = without_broker;
        next.parts[0].multiplicity = done.multiplicity;
        next
    }

    /// Solves a round; see [`Sweep::round`].
    pub fn round(&mut self, round: usize, recorder: Recorder, leader: Option<&ParallelSweep>) {
        let leader = leader.map(|whole| &whole.parts[0]);
        if let [alone] = &mut self.parts[..] {
            alone.round(round, recorder, leader);
            return;
        }
        let policy = match recorder {
            Recorder::Policy(policy) => Some(policy),
            Recorder::Nowhere => None,
            Recorder::Certified(..) => unreachable!("who wants to see all decisions has no team"),
        };
        let wanted = policy.is_some();
        self.parts.par_iter_mut().zip(&mut self.pages).for_each(|(part, page)| {
            page.turn_to(round);
            let recorder = if wanted {
                Recorder::Policy(page)
            } else {
                Recorder::Nowhere
            };
            part.round(round, recorder, leader);
        });
        if let Some(policy) = policy {
            for (share, page) in self.shares.iter().zip(&self.pages) {
                policy.copy_from(round, &share.nodes, &share.opens, page);
            }
        }
        for from in 0..self.parts.len() {
            for to in 0..self.parts.len() {
                if from != to {
                    let [one, other] = self.parts.get_disjoint_mut([from, to]).expect("two parts");
                    other.learn(&self.shares[from].opens, one);
                }
            }
        }
    }

    /// Looks for further equilibria in the next round.
    pub fn probe(&mut self, wanted: bool) {
        self.parts[0].probing = wanted;
    }

    /// Values at the start of the round solved last.
    pub fn opening(&self) -> &Values {
        &self.parts[0].opening
    }

    pub fn multiplicity(&self) -> Multiplicity {
        self.parts[0].multiplicity
    }

    /// How well the nodes converged, and those of the game without a broker among them.
    pub fn convergence(&self) -> [Convergence; 2] {
        let mut sums = [Convergence::default(); 2];
        for part in &self.parts {
            sums[0].add(&part.convergence);
            sums[1].add(&part.convergence_without_broker);
        }
        sums
    }
}
