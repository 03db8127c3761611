//! One round under given policies, task by task.

use pulp::Simd;

use super::RoundPlay;
use super::agenda::Agenda;
use super::decide::{Ahead, Case, Notes};
use super::events::{Next, change, elect, expose, settle, succeed};
use super::findings::{Findings, Worst};
use super::strip::{APART, Block, Paths, Strip};
use crate::game::Rules;
use crate::game::moves::{NodeId, Player, Target};
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;

/// What the tasks of a round read.
pub struct Stage<'s> {
    pub rules: &'s Rules,
    pub grid: &'s BeliefGrid,
    pub agenda: &'s Agenda,
    pub paths: &'s [Paths; 2],
    pub pairs: &'s [[f64; 4]],
    pub round: usize,
    pub play: &'s RoundPlay,
}

impl Stage<'_> {
    /// Values of a state after the moves; `apart` has the states where an active broker has lost its neutrality.
    #[inline(always)]
    pub fn close<const W: usize, S: Simd>(
        &self,
        simd: S,
        state: StateId,
        block: &mut Block<W>,
        apart: Option<&Block<APART>>,
    ) {
        let chances = &self.rules.payoffs.states[state].chances;
        let slot = self.agenda.closing[state];
        let mut target = std::mem::take(&mut block.slots[slot]);
        if chances.exposure == [0.0; 2] {
            self.unexposed(simd, state, chances.rebuild, block, apart, &mut target);
        } else {
            let [mut hidden, mut exposed] = std::mem::take(&mut block.exposure);
            self.unexposed(simd, state, chances.rebuild, block, apart, &mut hidden);
            // What is ruptured by exposure is not rebuilt in the same round.
            self.unexposed(simd, chances.after_exposure, 0.0, block, apart, &mut exposed);
            expose(simd, self.grid, chances.exposure, [&hidden, &exposed], &mut target);
            block.exposure = [hidden, exposed];
        }
        settle(simd, self.rules, self.grid, state, &mut target);
        block.slots[slot] = target;
    }

    /// Values of a state before its succession, election, rebuilding and loss of neutrality.
    #[inline(always)]
    fn unexposed<const W: usize, S: Simd>(
        &self,
        simd: S,
        state: StateId,
        rebuild: f64,
        block: &Block<W>,
        apart: Option<&Block<APART>>,
        target: &mut [Strip<W>],
    ) {
        let chances = &self.rules.payoffs.states[state].chances;
        let rebuilt = chances.after_rebuilding;
        let after_loss = |state: StateId| self.rules.payoffs.states[state].chances.after_neutrality_loss;
        let lost = apart.filter(|_| chances.neutrality_loss > 0.0).map(|apart| {
            let both = [after_loss(state), after_loss(rebuilt)].map(|state| apart.opening(state));
            (chances.neutrality_loss, both)
        });
        let next = Next {
            here: block.opening(state),
            rebuilt: (rebuild > 0.0).then(|| (rebuild, block.opening(rebuilt))),
            neutral: lost,
        };
        change(simd, &next, target);
        if let Some(election) = self.rules.election_after(self.round) {
            elect(target, self.grid, election);
        }
        if self.rules.succession > 0.0 {
            let prior = self.rules.game.disarmer.succession.dealer_prior;
            succeed(simd, target, self.grid, self.rules.succession, prior);
        }
    }

    /// Values at a decision of the disarmer or the guarantor.
    #[inline(always)]
    pub fn decide<const W: usize, S: Simd>(
        &self,
        simd: S,
        id: NodeId,
        block: &mut Block<W>,
        findings: &mut [Findings; 2],
    ) {
        let node = &self.rules.moves.nodes[id];
        let slot = self.agenda.node[id];
        let mut target = std::mem::take(&mut block.slots[slot]);
        let worst = match node.choices.len() {
            2 => self.typed::<2, W, S>(simd, id, block, &mut target),
            _ => self.typed::<3, W, S>(simd, id, block, &mut target),
        };
        block.slots[slot] = target;
        let part = usize::from(id >= self.rules.moves.without_broker);
        let first = if node.mover == Player::Disarmer { 0 } else { 2 };
        findings[part].add(&worst, first);
    }

    #[inline(always)]
    fn typed<const K: usize, const W: usize, S: Simd>(
        &self,
        simd: S,
        id: NodeId,
        block: &Block<W>,
        target: &mut [Strip<W>],
    ) -> Worst {
        let node = &self.rules.moves.nodes[id];
        let case = Case::<K, W>::of(self.rules, node, self.round);
        let mover = usize::from(node.mover == Player::Guarantor);
        let mut after: [&[Strip<W>]; K] = [&[]; K];
        for (after, observation) in after.iter_mut().zip(&node.observations) {
            *after = self.ahead(block, observation.next);
        }
        let ahead = Ahead {
            paths: &self.paths[mover],
            share: &block.share[mover],
            after,
        };
        let (plain, pays) = (K == 2 && case.is_plain(), case.pays());
        let mut notes = Notes::<K>::NOTHING;
        for (number, group) in ahead.paths.groups.iter().enumerate() {
            let policy = self.play.node(id, number);
            if !plain {
                case.evaluate::<false, true, S>(simd, &ahead, group, policy, target, &mut notes);
            } else if pays {
                case.evaluate::<true, true, S>(simd, &ahead, group, policy, target, &mut notes);
            } else {
                case.evaluate::<true, false, S>(simd, &ahead, group, policy, target, &mut notes);
            }
        }
        notes.worst
    }

    /// The values that follow an observation.
    #[inline(always)]
    pub fn ahead<'b, const W: usize>(&self, block: &'b Block<W>, next: Target) -> &'b [Strip<W>] {
        let slot = match next {
            Target::Node(id) => self.agenda.node[id],
            Target::End(state) => self.agenda.closing[state],
        };
        &block.slots[slot]
    }
}
