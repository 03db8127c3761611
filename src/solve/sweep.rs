//! One round of backward induction: events and flows, then the decision nodes from the last to the first, and the opening
//! of the round at every state as soon as its first decision is solved (model sections 4, 5 and 9).

use pulp::{Simd, WithSimd};

use super::channels::by_channel;
use super::convergence::{Convergence, is_loose};
use super::events::{Events, Scratch, close_state};
use super::grid_lines::GridLines;
use super::kernel::Workspace;
use super::node::TOLERANCE;
use super::opening::{self, Gate};
use super::recorder::Recorder;
use super::schedule::Schedule;
use super::share::Share;
use super::typed_decision::TypedDecision;
use super::values::{Row, Values};
use super::warm_start::{BLOCK, WarmStart, WarmStarts, Workspaces, side};
use super::{Multiplicity, Settings, Start};
use crate::game::Rules;
use crate::game::moves::{NodeId, Player, Target};
use crate::game::payoffs::Horizon;
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::LANES;

/// The working memory of a solve.
pub struct Sweep<'a> {
    rules: &'a Rules,
    grid: &'a BeliefGrid,
    arch: pulp::Arch,
    /// Of disarmer and guarantor.
    lines: [GridLines; 2],
    schedule: Schedule,
    events: Events,
    scratch: Scratch,
    /// What is done here.
    share: Share,
    /// Probability of each pair of types, by grid point.
    pairs: Vec<[f64; 4]>,
    /// Values at the start of the round solved last.
    pub opening: Values,
    /// Values after the moves of a round: flows, events and continuation.
    closing: Values,
    /// Values at the decision nodes, by slot of the schedule.
    nodes: Vec<Vec<Row>>,
    warm_starts: Vec<WarmStarts>,
    workspaces: Workspaces,
    start: Start,
    tolerance: f64,
    /// Whether further equilibria are looked for in the round to be solved.
    pub probing: bool,
    pub multiplicity: Multiplicity,
    pub convergence: Convergence,
    /// The part of `convergence` that belongs to the game without a broker.
    pub convergence_without_broker: Convergence,
}

impl<'a> Sweep<'a> {
    pub fn new(rules: &'a Rules, grid: &'a BeliefGrid, settings: &Settings, share: Share) -> Self {
        let lines = [Player::Disarmer, Player::Guarantor].map(|mover| GridLines::of(mover, grid));
        let schedule = Schedule::new(rules);
        let warm_starts = rules.moves.nodes.iter().map(|node| WarmStarts::new(node, &lines, grid));
        Sweep {
            warm_starts: warm_starts.collect(),
            workspaces: Workspaces::new(),
            events: Events::new(rules, grid),
            scratch: Scratch::new(grid),
            share,
            nodes: vec![vec![[0.0; super::values::CHANNELS]; grid.len() * grid.len()]; schedule.slots],
            rules,
            grid,
            arch: pulp::Arch::new(),
            lines,
            schedule,
            pairs: opening::pair_weights(grid),
            opening: Values::new(rules.space.len(), grid),
            closing: Values::new(rules.space.len(), grid),
            start: settings.start,
            tolerance: settings.tolerance.unwrap_or(TOLERANCE),
            probing: false,
            multiplicity: Multiplicity::default(),
            convergence: Convergence::default(),
            convergence_without_broker: Convergence::default(),
        }
    }

    pub fn rules(&self) -> &'a Rules {
        self.rules
    }

    /// Solves round `round` from the values of round `round + 1`, which `opening` holds; gives the policies to `recorder`. What
    /// `leader` has solved already, the part of the game without an active broker, is taken from there.
    pub fn round(&mut self, round: usize, recorder: Recorder, leader: Option<&Sweep>) {
        let arch = self.arch;
        arch.dispatch(Round {
            sweep: self,
            round,
            recorder,
            leader,
        });
    }

    #[inline(always)]
    fn round_in_lanes<S: Simd>(&mut self, simd: S, round: usize, mut recorder: Recorder, leader: Option<&Sweep>) {
        for &id in &self.share.closes {
            let target = self.closing.slot_mut(id);
            let (game, scratch) = ((self.rules, self.grid), &mut self.scratch);
            close_state(&self.events, game, round, id, &self.opening, target, scratch);
        }
        let first = match leader {
            Some(leader) => self.follow(leader),
            None => 0,
        };
        for i in 0..self.share.nodes.len() {
            let node = self.share.nodes[i];
            if node < first {
                continue;
            }
            let slot = self.schedule.slot[node];
            let mut target = std::mem::take(&mut self.nodes[slot]);
            let mut workspaces = std::mem::take(&mut self.workspaces);
            let mut warm = std::mem::replace(&mut self.warm_starts[node], WarmStarts::None);
            let at = Decision {
                round,
                id: node,
                target: &mut target,
            };
            match &mut warm {
                WarmStarts::None => self.broker_node(simd, at, recorder.again()),
                WarmStarts::Two(warm_start) => {
                    self.typed_node(simd, at, warm_start, &mut workspaces.two, recorder.again())
                }
                WarmStarts::Three(warm_start) => {
                    self.typed_node(simd, at, warm_start, &mut workspaces.three, recorder.again())
                }
            }
            self.warm_starts[node] = warm;
            self.workspaces = workspaces;
            self.nodes[slot] = target;
            for i in 0..self.schedule.opens[node].len() {
                let state = self.schedule.opens[node][i];
                match self.rules.moves.openings[state].occasions.len() {
                    1 => self.open::<1, S>(simd, round, state, recorder.again()),
                    _ => self.open::<2, S>(simd, round, state, recorder.again()),
                }
            }
        }
    }

    /// Takes what some states are worth at the start of the round from a sweep that has just solved them.
    pub fn learn(&mut self, states: &[StateId], other: &Sweep) {
        for &id in states {
            self.opening.slot_mut(id).copy_from_slice(other.opening.slot(id));
        }
    }

    /// Takes the states without an active broker from the sweep of a game that shares them; returns the first decision of
    /// its own.
    fn follow(&mut self, leader: &Sweep) -> NodeId {
        let states = self.rules.space.without_broker();
        self.opening.copy_first(states, &leader.opening);
        self.rules.moves.without_broker
    }

    /// A decision of the disarmer or the guarantor at every grid point.
    #[inline(always)]
    fn typed_node<const K: usize, S: Simd>(
        &mut self,
        simd: S,
        at: Decision,
        warm_start: &mut [WarmStart<K>],
        workspaces: &mut [Workspace<K>],
        mut recorder: Recorder,
    ) {
        let Decision { round, id, target } = at;
        let node = &self.rules.moves.nodes[id];
        let typed = TypedDecision::<K>::new(self.rules, node, round, self.tolerance);
        let lines = &self.lines[side(node.mover)];
        let after: [&[Row]; K] = std::array::from_fn(|o| match node.observations[o].next {
            Target::Node(next) => &self.nodes[self.schedule.slot[next]][..],
            Target::End(next) => self.closing.slot(next),
        });
        let mut convergence = Convergence::default();
        let careful = self.probing || self.start == Start::Traced;
        let mut largest = [0.0; LANES];
        for (groups, starts) in lines.groups.chunks(BLOCK).zip(warm_start.chunks_mut(BLOCK)) {
            for ((workspace, group), warm_start) in workspaces.iter_mut().zip(groups).zip(&mut *starts) {
                let points = lines.points_of(group, self.grid, after);
                let start = warm_start.next(self.start);
                workspace.prepare(simd, &typed.mover, &points, &start, &mut warm_start.place);
            }
            for ((workspace, group), warm_start) in workspaces.iter_mut().zip(groups).zip(&mut *starts) {
                let points = lines.points_of(group, self.grid, after);
                workspace.solve(simd, &typed.mover, &points, &mut warm_start.place);
                if careful || workspace.is_loose(group.lanes, self.tolerance) {
                    let start = warm_start.next(self.start);
                    for lane in 0..group.lanes {
                        let (found, place) = (&mut workspace.found, &mut warm_start.place);
                        if self.start == Start::Traced {
                            typed.trace_alone(&points, lane, found, place);
                        }
                        if is_loose(found.residual[lane], self.tolerance) {
                            typed.solve_alone(&points, lane, &start, found, place);
                        }
                        convergence.count(found.residual[lane], self.tolerance);
                        if self.probing {
                            typed.probe(&points, lane, found, &mut self.multiplicity);
                        }
                    }
                } else {
                    convergence.nodes += group.lanes as u64;
                    for lane in 0..group.lanes {
                        let residual = workspace.found.residual[lane];
                        largest[lane] = if residual > largest[lane] {
                            residual
                        } else {
                            largest[lane]
                        };
                    }
                }
                convergence.evaluations += workspace.found.evaluations * group.lanes as u64;
                warm_start.add(&workspace.found.posteriors);
            }
            for ((workspace, group), warm_start) in workspaces.iter().zip(groups).zip(starts) {
                let points = lines.points_of(group, self.grid, after);
                let found = &workspace.found;
                for lane in 0..group.lanes {
                    let share = &lines.share[group.index[lane]];
                    target[group.first + lane] = typed.back_up(&points, share, lane, found, &warm_start.place);
                }
                match &mut recorder {
                    Recorder::Nowhere => {}
                    Recorder::Policy(policy) => policy.store_lanes(round, id, group.first, group.lanes, &found.policy),
                    Recorder::Certified(play, policy) => {
                        play.store_lanes(id, group.first, &found.policy);
                        if let Some(policy) = policy {
                            policy.store_lanes(round, id, group.first, group.lanes, &found.policy);
                        }
                    }
                }
            }
        }
        convergence.largest_residual = largest.iter().fold(convergence.largest_residual, |a, b| a.max(*b));
        self.convergence.add(&convergence);
        if id < self.rules.moves.without_broker {
            self.convergence_without_broker.add(&convergence);
        }
    }

    /// The broker's decision to enforce: logit on its expected value under the public beliefs.
    #[inline(always)]
    fn broker_node<S: Simd>(&mut self, simd: S, at: Decision, mut recorder: Recorder) {
        let Decision { round, id, target } = at;
        let node = &self.rules.moves.nodes[id];
        let lambda = self.rules.game.broker.as_ref().map_or(0.0, |b| b.rationality);
        let end = |o: usize| match node.observations[o].next {
            Target::End(state) => state,
            Target::Node(_) => unreachable!("no decision follows the broker's"),
        };
        let states = [end(0), end(1)];
        let after = states.map(|state| self.closing.slot(state));
        let paid: [Row; 2] = std::array::from_fn(|o| {
            let one_off = node.choices[o].branches[0].one_off;
            by_channel(&self.rules.payoffs.one_off(one_off, round, Horizon::Foresight), 0)
        });
        // The cost of enforcing is the same for every pair of types, and nothing is paid for acquiescing.
        let cost = paid[1][4] - paid[0][4];
        for (number, rows) in target.chunks_mut(LANES).enumerate() {
            let first = number * LANES;
            let here = first..first + rows.len();
            let weights = &self.pairs[here.clone()];
            let ends = [&after[0][here.clone()], &after[1][here]];
            let enforces = opening::enforces(simd, weights, ends[0], ends[1], lambda, cost);
            for (lane, row) in rows.iter_mut().enumerate() {
                *row = opening::mix(enforces[lane], ends[0][lane], ends[1][lane], &paid);
                if let Some(policy) = recorder.tables() {
                    let row = [enforces[lane], 1.0 - enforces[lane], 0.0, 0.0];
                    policy.set_node(round, id, first + lane, &[row, row]);
                }
            }
        }
    }

    /// Steps 1 and 2 of a round at a state: whether the broker mediates, and which of N occasions comes.
    #[inline(always)]
    fn open<const N: usize, S: Simd>(&mut self, simd: S, round: usize, id: StateId, mut recorder: Recorder) {
        let game = &self.rules.game;
        let opening = &self.rules.moves.openings[id];
        let gate = Gate::<N>::new(opening, game.broker.as_ref(), game.clock.rounds_per_year);
        let slots: [usize; N] = std::array::from_fn(|n| self.schedule.slot[opening.occasions[n].node]);
        let none = self.closing.slot(id);
        for (number, rows) in self.opening.slot_mut(id).chunks_mut(LANES).enumerate() {
            let first = number * LANES;
            let here = first..first + rows.len();
            let count = rows.len();
            let occasions = slots.map(|slot| &self.nodes[slot][here.clone()]);
            let weights = &self.pairs[here.clone()];
            opening::open(simd, &gate, weights, &occasions, &none[here], rows, |mediates| {
                if let Some(policy) = recorder.tables() {
                    for (lane, probability) in mediates.iter().take(count).enumerate() {
                        policy.set_engagement(round, id, first + lane, *probability);
                    }
                }
            });
        }
    }
}

/// A decision in a round, and where its values go.
struct Decision<'t> {
    round: usize,
    id: NodeId,
    target: &'t mut [Row],
}

/// The work that is compiled for every vector width.
struct Round<'s, 'a, 't, 'l> {
    sweep: &'s mut Sweep<'a>,
    round: usize,
    recorder: Recorder<'t>,
    leader: Option<&'l Sweep<'l>>,
}

impl WithSimd for Round<'_, '_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.sweep.round_in_lanes(simd, self.round, self.recorder, self.leader);
    }
}
