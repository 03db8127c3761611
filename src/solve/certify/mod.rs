//! Certificates: how far given policies are from an equilibrium.
//!
//! [`Certifier`] evaluates any policies on the belief grid, not only the solver's, by a sweep of its own: Bayes' rule and
//! expectations, with no fixed point in it and nothing of the solver's but the policies. It reads decisions, occasions and
//! events from [`Rules`] for itself, so that a slip in the solver's reading shows as a large residual. Three values are
//! carried side by side for every type:
//!
//! * V: everybody follows the policies;
//! * B: this type alone plays a best response to the others' policies, who go on drawing their conclusions as if it
//!   followed its own (its actions move beliefs by the policies' likelihoods);
//! * U: this type alone plays uniformly at random.
//!
//! B − V is what a full deviation could gain. The rationality gauge (V − U) / (B − U) is 0 for uniform play and 1 for a best
//! response. Under logit play the gain of one best deviation at a node is at most ln K / λ, K being the number of actions
//! (the entropy of a choice is at most ln K), which is the rate at which play becomes optimal as λ grows.

mod agenda;
mod broker;
mod channel;
mod decide;
mod events;
mod findings;
mod opening;
mod play;
mod stage;
mod strip;

use pulp::{Simd, WithSimd};

use crate::game::Rules;
use crate::game::moves::Player;
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;
use agenda::{Agenda, Task};
use channel::{expected, owner, pairs};
use findings::Findings;
use stage::Stage;
use strip::{ACTIVE, APART, Block, Kind, Paths};

pub use play::RoundPlay;

/// The certificate of one player type (or of the broker, under the public beliefs).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TypeCertificate {
    /// Value of following the policy, at the priors.
    pub value: f64,
    /// What a full best response would gain at the priors, in the player's payoff units.
    pub deviation_gain: f64,
    /// The same as a share of what is at stake: the spread of its flows over all states, received until the end of foresight.
    pub share_of_stakes: f64,
    /// (V − U) / (B − U) at the priors; none if nothing this type does matters.
    pub gauge: Option<f64>,
    /// Largest gain of one best deviation at any node, round and grid point.
    pub one_deviation_gain: f64,
}

/// A certificate of policies over the whole foresight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Certificate {
    /// Largest change of any probability under one more application of logit response, at any node and grid point.
    pub residual: f64,
    /// Staller, dealer, reneger, keeper, broker.
    pub types: [TypeCertificate; 5],
}

/// Names of [`Certificate::types`].
pub const TYPE_NAMES: [&str; 5] = ["staller", "dealer", "reneger", "keeper", "broker"];

/// Evaluates policies round by round, from the last to the first.
///
/// A game with a broker contains the game without it: the first states and decisions of every numbering. Both get a
/// certificate from one sweep.
pub struct Certifier<'a> {
    rules: &'a Rules,
    grid: &'a BeliefGrid,
    arch: pulp::Arch,
    agenda: Agenda,
    /// Of disarmer and guarantor.
    paths: [Paths; 2],
    /// Probability of each pair of types, by grid point.
    pairs: Vec<[f64; 4]>,
    apart: Block<APART>,
    active: Block<ACTIVE>,
    /// At the decisions of the game without the broker, and at the others.
    findings: [Findings; 2],
}

impl<'a> Certifier<'a> {
    pub fn new(rules: &'a Rules, grid: &'a BeliefGrid) -> Self {
        let agenda = Agenda::new(rules);
        let states = rules.space.states();
        let apart = states.iter().take_while(|state| !state.broker_active).count();
        let [slots, active_slots] = agenda.slots;
        let beliefs = grid.points();
        let points = beliefs.iter().flat_map(|d| beliefs.iter().map(|g| [*d, *g]));
        Certifier {
            rules,
            grid,
            arch: pulp::Arch::new(),
            agenda,
            paths: [Player::Disarmer, Player::Guarantor].map(|mover| Paths::of(mover, grid)),
            pairs: points.map(pairs).collect(),
            apart: Block::new(0, apart, slots, grid),
            active: Block::new(apart, states.len() - apart, active_slots, grid),
            findings: [Findings::default(); 2],
        }
    }

    /// Takes the policies of round `round`; rounds must come in falling order from the end of foresight.
    pub fn round(&mut self, round: usize, play: &RoundPlay) {
        let arch = self.arch;
        arch.dispatch(Evaluation {
            certifier: self,
            round,
            play,
        });
    }

    #[inline(always)]
    fn round_in_lanes<S: Simd>(&mut self, simd: S, round: usize, play: &RoundPlay) {
        let Certifier {
            rules,
            grid,
            agenda,
            paths,
            pairs,
            apart,
            active,
            findings,
            ..
        } = self;
        let stage = Stage {
            rules,
            grid,
            agenda,
            paths,
            pairs,
            round,
            play,
        };
        for (task, with_broker) in &stage.agenda.tasks {
            match (*task, *with_broker) {
                (Task::Close(state), true) => stage.close(simd, state, active, Some(apart)),
                (Task::Close(state), false) => stage.close(simd, state, apart, None),
                (Task::Decide(id), true) if rules.moves.nodes[id].mover == Player::Broker => {
                    stage.enforce(simd, id, active, &mut findings[1]);
                }
                (Task::Decide(id), true) => stage.decide(simd, id, active, findings),
                (Task::Decide(id), false) => stage.decide(simd, id, apart, findings),
                (Task::Open(state), true) => stage.open_with_broker(simd, state, active, &mut findings[1]),
                (Task::Open(state), false) => stage.open(simd, state, apart),
            }
        }
    }

    /// The certificate once round 0 has been taken.
    pub fn finish(&self) -> Certificate {
        let [inner, outer] = &self.findings;
        self.certificate(self.rules.start(), self.rules.space.len(), &inner.or(outer))
    }

    /// The certificate of the game without the broker, once round 0 has been taken; `None` if there is none.
    pub fn finish_without_broker(&self) -> Option<Certificate> {
        self.rules.game.broker.as_ref()?;
        // State 0 is the start of the game without a broker: the first state of the first block.
        Some(self.certificate(0, self.rules.space.without_broker(), &self.findings[0]))
    }

    /// Of the game that consists of the first `states` states and starts at `start`.
    fn certificate(&self, start: StateId, states: usize, findings: &Findings) -> Certificate {
        let game = &self.rules.game;
        let beliefs = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        let at = |kind: Kind, c: usize| match self.rules.space.states()[start].broker_active {
            true => self.active.at(start, kind, c, self.grid, beliefs),
            false => self.apart.at(start, kind, c, self.grid, beliefs),
        };
        let value = |kind: Kind, t: usize| match t {
            0..4 => at(kind, t),
            _ => (0..4).map(|pair| pairs(beliefs)[pair] * at(kind, 4 + pair)).sum(),
        };
        let types = std::array::from_fn(|t| {
            let [v, b, u] = [Kind::Following, Kind::Best, Kind::Uniform].map(|kind| value(kind, t));
            let spread = b - u;
            let stakes = self.stakes(t, states);
            TypeCertificate {
                value: v,
                deviation_gain: b - v,
                share_of_stakes: if stakes > 0.0 { (b - v) / stakes } else { 0.0 },
                gauge: (spread > 1e-9 * stakes.max(1e-12)).then(|| (v - u) / spread),
                one_deviation_gain: findings.gains[t],
            }
        });
        Certificate {
            residual: findings.residual,
            types,
        }
    }

    /// Spread of a type's flows over the first states, as a present value until the end of foresight.
    fn stakes(&self, t: usize, states: usize) -> f64 {
        let beliefs = [
            self.rules.game.disarmer.dealer_prior,
            self.rules.game.guarantor.keeper_prior,
        ];
        let flows = self.rules.payoffs.states[..states].iter().map(|facts| {
            let row = expected(&facts.flow, beliefs[0]);
            match t {
                0..4 => row[t],
                _ => (0..4).map(|pair| pairs(beliefs)[pair] * row[4 + pair]).sum(),
            }
        });
        let (low, high) = flows.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
        let channel = if t < 4 { t } else { 4 };
        let discount = self.rules.payoffs.discount[owner(channel)];
        let rounds = (0..self.rules.game.clock.foresight).fold(0.0, |sum, _| 1.0 + discount * sum);
        (high - low) * rounds
    }
}

/// The work that is compiled for every vector width.
struct Evaluation<'c, 'a, 'p> {
    certifier: &'c mut Certifier<'a>,
    round: usize,
    play: &'p RoundPlay,
}

impl WithSimd for Evaluation<'_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.certifier.round_in_lanes(simd, self.round, self.play);
    }
}
