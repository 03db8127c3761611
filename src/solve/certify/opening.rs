//! How a round opens, and what the broker decides, under given policies.

use pulp::Simd;

use super::broker::Courses;
use super::channel::{CHANNELS, Row, of_a_known_move};
use super::findings::{Findings, Worst};
use super::stage::Stage;
use super::strip::{ACTIVE, Block, Strip};
use crate::game::moves::{NodeId, Occasion};
use crate::game::payoffs::Horizon;
use crate::game::state::StateId;
use crate::numeric::lanes::LANES;
use crate::numeric::wide::Wide;

/// The first number of the broker among the types of [`Findings`].
const BROKER: usize = 4;

/// Probability of each occasion in a round; at most one of them takes place.
fn chances<const N: usize>(occasions: &[Occasion; N], mediates: bool) -> [f64; N] {
    let mut none_yet = 1.0;
    std::array::from_fn(|i| {
        let chance = occasions[i].chance[usize::from(mediates)];
        let here = none_yet * chance;
        none_yet *= 1.0 - chance;
        here
    })
}

impl Stage<'_> {
    /// Values at the start of a round where nobody decides about mediating.
    #[inline(always)]
    pub fn open<const W: usize, S: Simd>(&self, simd: S, state: StateId, block: &mut Block<W>) {
        match self.rules.moves.openings[state].occasions.as_slice() {
            &[only] => self.await_occasions(simd, state, [only], block),
            &[first, second] => self.await_occasions(simd, state, [first, second], block),
            more => unreachable!("{} occasions in a round", more.len()),
        }
    }

    #[inline(always)]
    fn await_occasions<const N: usize, const W: usize, S: Simd>(
        &self,
        simd: S,
        state: StateId,
        occasions: [Occasion; N],
        block: &mut Block<W>,
    ) {
        let chances = chances(&occasions, false);
        let (target, slots) = block.opening_mut(state);
        let rest = &slots[self.agenda.closing[state]];
        let met = occasions.map(|occasion| &slots[self.agenda.node[occasion.node]]);
        for (point, row) in target.iter_mut().enumerate() {
            for part in 0..W / S::F64_LANES {
                let apart = Wide::read(simd, &rest[point].0, part);
                let mut value = apart;
                for i in 0..N {
                    let met = Wide::read(simd, &met[i][point].0, part);
                    value = value + Wide::splat(simd, chances[i]) * (met - apart);
                }
                value.write(&mut row.0, part);
            }
        }
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
        let occasions = self.rules.moves.openings[state].occasions.as_slice();
        match (self.play.engagement(state), occasions) {
            (Some(given), &[only]) => self.engage(simd, state, [only], given, block, findings),
            (Some(given), &[first, second]) => self.engage(simd, state, [first, second], given, block, findings),
            (Some(_), more) => unreachable!("{} occasions in a round", more.len()),
            (None, _) => self.open(simd, state, block),
        }
    }

    /// Mediation is weighed as a rate a year: its logit choice sees the gain of a round times the rounds a year.
    #[inline(always)]
    fn engage<const N: usize, S: Simd>(
        &self,
        simd: S,
        state: StateId,
        occasions: [Occasion; N],
        given: &[Strip<LANES>],
        block: &mut Block<ACTIVE>,
        findings: &mut Findings,
    ) {
        let game = &self.rules.game;
        let rounds = f64::from(game.clock.rounds_per_year);
        let fee = game.broker.as_ref().map_or(0.0, |b| b.interests.mediation_cost) / rounds;
        let mut paid: [Row; 2] = [[0.0; CHANNELS]; 2];
        paid[0][4..].fill(-fee);
        let courses = Courses::new(
            rounds * self.precision(),
            [true, false].map(|mediates| chances(&occasions, mediates)),
            paid,
        );
        let (target, slots) = block.opening_mut(state);
        let met = occasions.map(|occasion| slots[self.agenda.node[occasion.node]].as_slice());
        let rest = slots[self.agenda.closing[state]].as_slice();
        self.choose(simd, &courses, (met, rest), |group| &given[group], target, findings);
    }

    /// Values at the broker's decision to enforce, which follows a renege.
    #[inline(always)]
    pub fn enforce<S: Simd>(&self, simd: S, id: NodeId, block: &mut Block<ACTIVE>, findings: &mut Findings) {
        let node = &self.rules.moves.nodes[id];
        let mut first = [[0.0]; 2];
        let mut paid: [Row; 2] = [[0.0; CHANNELS]; 2];
        for (a, choice) in node.choices.iter().enumerate() {
            for branch in &choice.branches {
                if branch.observation == 0 {
                    first[a][0] += branch.probability;
                }
                let amounts = self
                    .rules
                    .payoffs
                    .one_off(branch.one_off, self.round, Horizon::Foresight);
                for (paid, amount) in paid[a].iter_mut().zip(of_a_known_move(&amounts)) {
                    *paid += branch.probability * amount;
                }
            }
        }
        let slot = self.agenda.node[id];
        let mut target = std::mem::take(&mut block.slots[slot]);
        let courses = Courses::new(self.precision(), first, paid);
        let [enforced, acquiesced] = [0, 1].map(|o| self.ahead(block, node.observations[o].next));
        let given = |group: usize| &self.play.node(id, group)[0];
        self.choose(simd, &courses, ([enforced], acquiesced), given, &mut target, findings);
        block.slots[slot] = target;
    }

    /// The broker's choice between two courses at all grid points.
    #[inline(always)]
    fn choose<'p, const N: usize, S: Simd>(
        &self,
        simd: S,
        courses: &Courses<N>,
        (after, rest): ([&[Strip<ACTIVE>]; N], &[Strip<ACTIVE>]),
        given: impl Fn(usize) -> &'p Strip<LANES>,
        target: &mut [Strip<ACTIVE>],
        findings: &mut Findings,
    ) {
        let mut worst = Worst::NOTHING;
        for (group, target) in target.chunks_mut(LANES).enumerate() {
            let here = group * LANES..group * LANES + target.len();
            let after = after.map(|values| &values[here.clone()]);
            let (pairs, rest) = (&self.pairs[here.clone()], &rest[here]);
            courses.evaluate(simd, given(group), pairs, after, rest, target, &mut worst);
        }
        findings.add(&worst, BROKER);
    }

    fn precision(&self) -> f64 {
        self.rules.game.broker.as_ref().map_or(0.0, |b| b.rationality)
    }
}
