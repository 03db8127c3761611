//! One round under given policies, task by task.

use pulp::Simd;

use super::super::channels::by_channel;
use super::super::shape::Shape;
use super::super::values::{CHANNELS, Row};
use super::RoundPlay;
use super::agenda::Agenda;
use super::broker::Courses;
use super::decide::{Ahead, Case, Notes};
use super::events::{Next, close};
use super::findings::{Findings, Worst};
use super::strip::{ACTIVE, APART, Block, Paths, Strip};
use crate::game::Rules;
use crate::game::moves::{NodeId, Player, Target};
use crate::game::state::StateId;
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::LANES;
use crate::numeric::wide::Wide;

/// The first number of the broker among the types of [`Findings`].
const BROKER: usize = 4;

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
        let facts = &self.rules.payoffs.states[state];
        let both = self.rules.payoffs.states[facts.after_rebuilding].after_neutrality_loss;
        let slot = self.agenda.closing[state];
        let mut target = std::mem::take(&mut block.slots[slot]);
        let mut next = Next {
            here: block.opening(state),
            rebuilt: None,
            neutral: None,
        };
        if facts.rebuild > 0.0 {
            next.rebuilt = Some(block.opening(facts.after_rebuilding));
        }
        if let (Some(apart), true) = (apart, facts.neutrality_loss > 0.0) {
            next.neutral = Some([apart.opening(facts.after_neutrality_loss), apart.opening(both)]);
        }
        close(simd, self.rules, self.grid, self.round, state, &next, &mut target);
        block.slots[slot] = target;
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
            3 => self.typed::<3, W, S>(simd, id, block, &mut target),
            _ => self.typed::<4, W, S>(simd, id, block, &mut target),
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
        let case = Case::<K, W>::of(&Shape::new(self.rules, node, self.round));
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
    fn ahead<'b, const W: usize>(&self, block: &'b Block<W>, next: Target) -> &'b [Strip<W>] {
        let slot = match next {
            Target::Node(id) => self.agenda.node[id],
            Target::End(state) => self.agenda.closing[state],
        };
        &block.slots[slot]
    }

    /// Values at the broker's decision to enforce, which follows a renege.
    #[inline(always)]
    pub fn enforce<S: Simd>(&self, simd: S, id: NodeId, block: &mut Block<ACTIVE>, findings: &mut Findings) {
        let node = &self.rules.moves.nodes[id];
        let mut paid: [Row; 2] = [[0.0; CHANNELS]; 2];
        for (paid, choice) in paid.iter_mut().zip(&node.choices) {
            *paid = by_channel(&self.rules.payoffs.one_off(choice.branches[0].one_off, self.round));
        }
        let slot = self.agenda.node[id];
        let mut target = std::mem::take(&mut block.slots[slot]);
        let courses = Courses::new(self.precision(), [1.0, 0.0], paid);
        let after = [
            self.ahead(block, node.observations[0].next),
            self.ahead(block, node.observations[1].next),
        ];
        self.choose(
            simd,
            &courses,
            after,
            |group| &self.play.node(id, group)[0],
            &mut target,
            findings,
        );
        block.slots[slot] = target;
    }

    /// Values at the start of a round where an active broker decides about mediating.
    #[inline(always)]
    pub fn open_with_broker<S: Simd>(
        &self,
        simd: S,
        state: StateId,
        block: &mut Block<ACTIVE>,
        findings: &mut Findings,
    ) {
        let opening = self.rules.moves.openings[state];
        let Some(given) = self.play.engagement(state) else {
            return self.open(simd, state, block);
        };
        let [aside, mediated] = opening.meeting;
        let rounds = f64::from(self.rules.game.clock.rounds_per_year);
        let broker = self.rules.game.broker.as_ref();
        let cost = broker.map_or(0.0, |b| b.interests.mediation_cost / rounds);
        let mut paid: [Row; 2] = [[0.0; CHANNELS]; 2];
        paid[0][4..].fill(-cost);
        let courses = Courses::new(self.precision(), [mediated, aside], paid);
        let slots = [self.agenda.node[opening.node], self.agenda.closing[state]];
        let [met, apart] = slots.map(|slot| std::mem::take(&mut block.slots[slot]));
        let target = block.opening_mut(state);
        self.choose(simd, &courses, [&met, &apart], |group| &given[group], target, findings);
        for (slot, values) in slots.into_iter().zip([met, apart]) {
            block.slots[slot] = values;
        }
    }

    fn precision(&self) -> f64 {
        self.rules.game.broker.as_ref().map_or(0.0, |b| b.rationality)
    }

    #[inline(always)]
    fn choose<'p, S: Simd>(
        &self,
        simd: S,
        courses: &Courses,
        after: [&[Strip<ACTIVE>]; 2],
        given: impl Fn(usize) -> &'p Strip<LANES>,
        target: &mut [Strip<ACTIVE>],
        findings: &mut Findings,
    ) {
        let mut worst = Worst::NOTHING;
        for (group, target) in target.chunks_mut(LANES).enumerate() {
            let here = group * LANES..group * LANES + target.len();
            let after = [&after[0][here.clone()], &after[1][here.clone()]];
            courses.evaluate(simd, given(group), &self.pairs[here], after, target, &mut worst);
        }
        findings.add(&worst, BROKER);
    }

    /// Values at the start of a round where the parties meet or not, and nobody decides about it.
    #[inline(always)]
    pub fn open<const W: usize, S: Simd>(&self, simd: S, state: StateId, block: &mut Block<W>) {
        let opening = self.rules.moves.openings[state];
        let meeting = Wide::splat(simd, opening.meeting[0]);
        let slots = [self.agenda.node[opening.node], self.agenda.closing[state]];
        let [met, apart] = slots.map(|slot| std::mem::take(&mut block.slots[slot]));
        for ((row, met), apart) in block.opening_mut(state).iter_mut().zip(&met).zip(&apart) {
            for part in 0..W / S::F64_LANES {
                let (met, apart) = (Wide::read(simd, &met.0, part), Wide::read(simd, &apart.0, part));
                (apart + meeting * (met - apart)).write(&mut row.0, part);
            }
        }
        for (slot, values) in slots.into_iter().zip([met, apart]) {
            block.slots[slot] = values;
        }
    }
}
