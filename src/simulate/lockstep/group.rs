//! The state of a group of episodes that are played together, and their random words.

use super::GROUP;
use super::chacha::{Blocks, WORDS, fill};
use super::plan::{NO_CAUSE, Plan, route};
use crate::numeric::grid::BeliefGrid;
use crate::simulate::streams::{Purpose, Streams};

/// Not in any round.
pub const NEVER: u32 = u32::MAX;

/// One episode in play. What every round touches comes first and fills one cache line; what only decisions touch fills
/// another.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Seat {
    /// Of disarmer, guarantor and broker, and the sum of the probabilities of war.
    pub payoffs: [f64; 4],
    pub beliefs: [f64; 2],
    pub rounds_in_force: u32,
    pub crises: u32,
    /// Types of those in office: disarmer + 2 × guarantor.
    pub types: u8,
    /// Rounds played if the game ended in war.
    pub war: u32,
    /// Where the beliefs lie within their cells of the grid.
    pub fractions: [f64; 2],
    pub cells: [u16; 2],
    /// Stages feigned, as a set.
    pub feigned: u16,
    /// Types at the start.
    pub first_types: u8,
    pub cause: u8,
    pub ruptured: u32,
    pub settled: u32,
}

impl Seat {
    pub const EMPTY: Seat = Seat {
        payoffs: [0.0; 4],
        beliefs: [0.0; 2],
        fractions: [0.0; 2],
        cells: [0; 2],
        feigned: 0,
        types: 0,
        first_types: 0,
        cause: NO_CAUSE,
        ruptured: NEVER,
        settled: NEVER,
        war: NEVER,
        rounds_in_force: 0,
        crises: 0,
    };

    /// Sets a belief and finds its place on the grid.
    #[inline(always)]
    pub fn believe(&mut self, side: usize, belief: f64, grid: &BeliefGrid) {
        let place = grid.locate(belief);
        self.beliefs[side] = belief;
        self.cells[side] = place.cell as u16;
        self.fractions[side] = place.fraction;
    }
}

/// Episodes waiting for a decision, by the route that leads there.
#[derive(Clone, Debug)]
pub struct Queue {
    /// Seat and node.
    items: [[(u16, u16); GROUP]; route::COUNT],
    lengths: [usize; route::COUNT],
}

impl Queue {
    pub const EMPTY: Queue = Queue {
        items: [[(0, 0); GROUP]; route::COUNT],
        lengths: [0; route::COUNT],
    };

    #[inline(always)]
    pub fn clear(&mut self) {
        self.lengths = [0; route::COUNT];
    }

    /// Adds an episode to a queue; what is sent to [`route::END`] is never read. Without branches, because where an
    /// episode goes next is hard to predict.
    #[inline(always)]
    pub fn push(&mut self, to: u8, seat: u16, node: u16) {
        let to = usize::from(to) % route::COUNT;
        self.items[to][self.lengths[to] % GROUP] = (seat, node);
        self.lengths[to] += 1;
    }

    #[inline(always)]
    pub fn waiting(&self, at: u8) -> &[(u16, u16)] {
        let at = usize::from(at);
        &self.items[at][..self.lengths[at].min(GROUP)]
    }

    #[inline(always)]
    pub fn is_done(&self) -> bool {
        self.lengths[1..] == [0; route::COUNT - 1]
    }
}

/// The blocks of random words in use, one per purpose.
#[derive(Clone, Debug)]
pub struct Words {
    pub disarmer: Blocks<GROUP>,
    pub guarantor: Blocks<GROUP>,
    pub broker: Blocks<GROUP>,
    pub nature: Blocks<GROUP>,
    pub elections: Blocks<GROUP>,
    pub succession: Blocks<GROUP>,
    /// Types, then messages.
    pub deal: Blocks<GROUP>,
}

impl Words {
    pub const EMPTY: Words = Words {
        disarmer: [[0; GROUP]; WORDS],
        guarantor: [[0; GROUP]; WORDS],
        broker: [[0; GROUP]; WORDS],
        nature: [[0; GROUP]; WORDS],
        elections: [[0; GROUP]; WORDS],
        succession: [[0; GROUP]; WORDS],
        deal: [[0; GROUP]; WORDS],
    };

    /// Makes the words of a round available.
    #[inline(always)]
    pub fn reach(&mut self, streams: &Streams, first: u64, round: usize, plan: &Plan) {
        if round.is_multiple_of(WORDS) {
            let block = (round / WORDS) as u32;
            fill(&mut self.disarmer, streams, first, Purpose::Disarmer, block);
            fill(&mut self.guarantor, streams, first, Purpose::Guarantor, block);
        }
        if round.is_multiple_of(WORDS / 4) {
            let block = (round / (WORDS / 4)) as u32;
            fill(&mut self.nature, streams, first, Purpose::Nature, block);
            if plan.has_broker {
                fill(&mut self.broker, streams, first, Purpose::Broker, block);
            }
        }
        if plan.succession.is_some() && round.is_multiple_of(WORDS / 2) {
            let block = (round / (WORDS / 2)) as u32;
            fill(&mut self.succession, streams, first, Purpose::Succession, block);
        }
    }
}

/// Room for a selection of seats.
#[derive(Clone, Debug)]
pub struct Chosen([u16; GROUP]);

impl Chosen {
    /// The seats of a list that pass a test, in their order, without a branch that depends on the test.
    #[inline(always)]
    pub fn choose(&mut self, from: &[u16], mut passes: impl FnMut(usize) -> bool) -> &[u16] {
        let mut count = 0;
        for &at in from {
            self.0[count % GROUP] = at;
            count += usize::from(passes(usize::from(at) % GROUP));
        }
        &self.0[..count.min(GROUP)]
    }
}

/// Everything that a group needs while it is played; made once and used for one group after another.
#[derive(Clone, Debug)]
pub struct Group {
    pub seats: [Seat; GROUP],
    /// State of each seat. Apart from the rest, because every round asks for it several times.
    pub states: [u16; GROUP],
    /// Whether the broker mediates this round.
    pub mediates: [bool; GROUP],
    pub words: Words,
    /// Seats of the episodes that go on, in the order of the episodes.
    pub going_on: Vec<u16>,
    pub chosen: Chosen,
    pub queues: [Queue; 2],
}

impl Group {
    pub fn new() -> Box<Self> {
        Box::new(Group {
            seats: [Seat::EMPTY; GROUP],
            states: [0; GROUP],
            mediates: [false; GROUP],
            words: Words::EMPTY,
            going_on: Vec::with_capacity(GROUP),
            chosen: Chosen([0; GROUP]),
            queues: [Queue::EMPTY; 2],
        })
    }
}
