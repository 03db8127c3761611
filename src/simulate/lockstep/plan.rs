//! A script compiled for lockstep play: the rules as flat tables that are indexed and never searched.
//!
//! Chances that do not depend on beliefs become whole-number thresholds for random words, and payments are discounted
//! beforehand, by the same multiplications in the same order as in scalar play.

use crate::game::Rules;
use crate::game::chances::MOST_CRISES;
use crate::game::moves::{Moves, Node, OneOff, Player, Target};
use crate::game::outcome::Cause;
use crate::game::payoffs::{Amounts, Horizon};
use crate::policy::{Policy, ROW};
use crate::simulate::episode::Script;
use crate::simulate::streams::below;

/// Payments to disarmer, guarantor and broker, and the probability of war, which is summed up in the same way and fills
/// the vector.
pub type Payment = [f64; 4];

/// Payments by pair of types: `disarmer + 2 × guarantor`.
pub type PaymentByTypes = [Payment; 4];

/// What comes after a decision, or the shape of its tables, by which decisions are worked on together.
pub mod route {
    /// No more decisions this round.
    pub const END: u8 = 0;
    /// A side that chooses among three actions.
    pub const WIDE: u8 = 1;
    /// A side that chooses between two actions.
    pub const NARROW: u8 = 2;
    /// The broker.
    pub const BROKER: u8 = 3;
    pub const COUNT: usize = 4;
}

/// No cause of a rupture.
pub const NO_CAUSE: u8 = u8::MAX;

/// One chance outcome of an action.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The node or the state that follows, by `route`.
    pub next: u16,
    pub route: u8,
    /// What the others see.
    pub observation: u8,
    /// Cause of the rupture that this is, as a number, or [`NO_CAUSE`].
    pub cause: u8,
    /// Whether this completes the last stage or restores it to force.
    pub settles: bool,
    /// Stages feigned by this, as a set.
    pub feigned: u16,
    /// Index into the payments of a round; 0 pays nothing.
    pub one_off: u16,
}

const NOTHING: Step = Step {
    next: 0,
    route: route::END,
    observation: 0,
    cause: NO_CAUSE,
    settles: false,
    feigned: 0,
    one_off: 0,
};

/// A decision node.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// Where its tables begin in the block of a round.
    pub offset: u32,
    /// Whose draw decides and, of the sides, whose type is learned about: 0 disarmer, 1 guarantor, 2 broker.
    pub mover: u8,
    /// By action, the number of words with which the first branch is taken.
    pub first_branch: [u64; ROW],
    /// By action and branch.
    pub steps: [[Step; 2]; ROW],
    /// Chance of an observation after an action: `[observation][action]`.
    pub likelihood: [[f64; ROW]; ROW],
}

/// How a round begins and ends at a state.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Number of words with which the first occasion comes, and with which the first or the second does, if the broker
    /// stands aside and if it mediates: `[mediates][occasion]`.
    pub come_by: [[u64; 2]; 2],
    pub war: u64,
    /// Number of words with which there is war or else at least 1, 2, … crises.
    pub crises_by: [u64; MOST_CRISES],
    /// Number of words with which there is war after at least 1, 2, … other crises of the round.
    pub crises_before_war: [u64; MOST_CRISES],
    /// Number of words with which a covert programme is exposed, by disarmer type.
    pub exposure: [u64; 2],
    /// Likelihoods of no exposure and of exposure under the types.
    pub seen: [[f64; 2]; 2],
    /// Whether these differ between the types.
    pub teaches: bool,
    pub rebuild: u64,
    pub neutrality_loss: u64,
    pub after_exposure: u16,
    pub after_rebuilding: u16,
    pub after_neutrality_loss: u16,
    /// The decision that comes first at each occasion.
    pub nodes: [u16; 2],
    pub routes: [u8; 2],
    pub in_force: bool,
    /// Whether the broker decides about mediating, and where the tables of that begin.
    pub mediation: bool,
    pub engagement: u32,
    /// Flows of a round, and the probability that it ends in war.
    pub flow: PaymentByTypes,
}

/// A change of those in office.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// Number of words with which they change.
    pub happens: u64,
    /// Number of words with which the successor is of the high type.
    pub high: u64,
    /// What the others believe of a successor.
    pub belief: f64,
}

impl Change {
    pub fn new(chance: f64, prior: f64) -> Self {
        Change {
            happens: below(chance),
            high: below(prior),
            belief: prior,
        }
    }
}

/// The compiled script.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    pub script: Script<'a>,
    pub decisions: Vec<Decision>,
    pub places: Vec<Place>,
    pub has_broker: bool,
    /// Changes of the disarmer's leader, if there can be any.
    pub succession: Option<Change>,
    /// Points a side of the belief grid.
    pub grid: usize,
    /// Discounted one-offs, round-major.
    one_offs: Vec<PaymentByTypes>,
    kinds: usize,
    /// Discounted cost of mediating by round.
    pub mediation_cost: Vec<f64>,
    /// Discounted payments of a war in each round.
    pub war: Vec<PaymentByTypes>,
}

impl<'a> Plan<'a> {
    pub fn new(script: &Script<'a>) -> Self {
        let rules = script.rules;
        let kinds = one_off_kinds(&rules.moves);
        let rounds = rules.game.clock.rounds;
        let discounted = |paid: &Amounts, round: usize| by_types(paid).map(|p| discount(p, &script.discounts[round]));
        let one_offs = (0..rounds).flat_map(|round| {
            let pays = kinds
                .iter()
                .map(move |&kind| rules.payoffs.one_off(kind, round, Horizon::Simulated));
            pays.map(move |paid| discounted(&paid, round))
        });
        let cost = rules.game.broker.as_ref().map_or(0.0, |b| b.interests.mediation_cost);
        let per_year = f64::from(rules.game.clock.rounds_per_year);
        let decision = |(id, node)| compile(rules, script.policy.slot(id).offset, node, &kinds);
        Plan {
            script: *script,
            decisions: rules.moves.nodes.iter().enumerate().map(decision).collect(),
            places: (0..rules.space.len()).map(|s| place(rules, script.policy, s)).collect(),
            has_broker: rules.game.broker.is_some(),
            succession: (rules.succession > 0.0)
                .then(|| Change::new(rules.succession, rules.game.disarmer.succession.dealer_prior)),
            grid: script.policy.grid().len(),
            one_offs: one_offs.collect(),
            kinds: kinds.len(),
            mediation_cost: script.discounts.iter().map(|d| d[2] * cost / per_year).collect(),
            war: (1..=rounds).map(|next| discounted(&rules.payoffs.war, next)).collect(),
        }
    }

    /// Discounted one-offs of a round.
    #[inline(always)]
    pub fn one_offs(&self, round: usize) -> &[PaymentByTypes] {
        &self.one_offs[round * self.kinds..(round + 1) * self.kinds]
    }

    /// Discounts of a round as a vector that fits payments. Probabilities are not discounted.
    #[inline(always)]
    pub fn discount(&self, round: usize) -> Payment {
        let [d, g, b] = self.script.discounts[round];
        [d, g, b, 1.0]
    }
}

/// Every one-off that some move can pay; "none" comes first.
fn one_off_kinds(moves: &Moves) -> Vec<OneOff> {
    let mut kinds = vec![OneOff::None];
    for node in &moves.nodes {
        for branch in node.choices.iter().flat_map(|c| &c.branches) {
            if !kinds.contains(&branch.one_off) {
                kinds.push(branch.one_off);
            }
        }
    }
    kinds
}

fn by_types(paid: &Amounts) -> PaymentByTypes {
    std::array::from_fn(|types| {
        let (d, g) = (types & 1, types >> 1);
        [paid.disarmer[d], paid.guarantor[d][g], paid.broker[d][g], 0.0]
    })
}

fn discount(paid: Payment, discounts: &[f64; 3]) -> Payment {
    let [d, g, b, _] = paid;
    [discounts[0] * d, discounts[1] * g, discounts[2] * b, 0.0]
}

fn route_to(node: &Node) -> u8 {
    match node.mover {
        Player::Broker => route::BROKER,
        _ if node.choices.len() > 2 => route::WIDE,
        _ => route::NARROW,
    }
}

fn place(rules: &Rules, policy: &Policy, state: usize) -> Place {
    let opening = &rules.moves.openings[state];
    let facts = &rules.payoffs.states[state];
    let chances = &facts.chances;
    // Where there is only one occasion, the second place is never reached.
    let first = |which: usize| opening.occasions.get(which).unwrap_or(&opening.occasions[0]).node;
    let engagement = policy.engagement_slot(state).filter(|_| opening.mediation);
    Place {
        come_by: [false, true].map(|mediated| opening.come_by(mediated).map(below)),
        war: below(chances.war),
        crises_by: chances.crises_by().map(below),
        crises_before_war: chances.crises_before_war.map(below),
        exposure: chances.exposure.map(below),
        seen: [chances.exposure.map(|p| 1.0 - p), chances.exposure],
        teaches: chances.exposure[0] != chances.exposure[1],
        rebuild: below(chances.rebuild),
        neutrality_loss: below(chances.neutrality_loss),
        after_exposure: chances.after_exposure as u16,
        after_rebuilding: chances.after_rebuilding as u16,
        after_neutrality_loss: chances.after_neutrality_loss as u16,
        nodes: [0, 1].map(|which| first(which) as u16),
        routes: [0, 1].map(|which| route_to(&rules.moves.nodes[first(which)])),
        in_force: rules.space.states()[state].phase.in_force(),
        mediation: engagement.is_some(),
        engagement: engagement.map_or(0, |slot| slot.offset as u32),
        flow: by_types(&facts.flow).map(|[d, g, b, _]| [d, g, b, chances.war]),
    }
}

fn compile(rules: &Rules, offset: usize, node: &Node, kinds: &[OneOff]) -> Decision {
    let mut decision = Decision {
        offset: offset as u32,
        mover: match node.mover {
            Player::Disarmer => 0,
            Player::Guarantor => 1,
            Player::Broker => 2,
        },
        first_branch: [0; ROW],
        steps: [[NOTHING; 2]; ROW],
        likelihood: [[0.0; ROW]; ROW],
    };
    for (a, choice) in node.choices.iter().enumerate() {
        let certain = choice.branches.len() == 1;
        decision.first_branch[a] = below(if certain { 1.0 } else { choice.branches[0].probability });
        for (b, branch) in choice.branches.iter().enumerate() {
            decision.likelihood[branch.observation][a] = branch.probability;
            let observation = node.observations[branch.observation];
            let step = &mut decision.steps[a][b];
            step.observation = branch.observation as u8;
            step.cause = Cause::of(choice.action, observation.observed).map_or(NO_CAUSE, |c| c as u8);
            step.one_off = kinds.iter().position(|k| *k == branch.one_off).unwrap_or(0) as u16;
            if let OneOff::Feign { next, .. } = branch.one_off {
                step.feigned = 1 << next;
            }
            match observation.next {
                Target::Node(id) => (step.route, step.next) = (route_to(&rules.moves.nodes[id]), id as u16),
                Target::End(state) => {
                    let reached = rules.space.states()[state];
                    step.next = state as u16;
                    step.settles = reached.phase.in_force() && reached.stage == rules.game.stages.len();
                }
            }
        }
    }
    decision
}
