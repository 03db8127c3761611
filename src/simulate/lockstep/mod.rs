//! Plays many episodes at once.
//!
//! The scalar player in [`super::episode`] says what is to be computed; this one computes the same records to the last bit,
//! several times faster. Episodes of a group go through each round together. In every step of a round the episodes are
//! independent of each other, so a processor that waits for one episode's tables, division or misprediction works on the
//! next; the words of ChaCha8 are made for many streams side by side; and the tables of a round are used by a whole group
//! while they are in the cache. Everything is compiled for several vector widths, and the widest that the machine has is
//! chosen at run time. All arithmetic is that of single episodes and in their order, so neither the width nor the size of
//! a group shows in the results.

pub mod chacha;
mod decide;
mod group;
mod plan;

use std::cell::RefCell;
use std::ops::Range;

use decide::{Round, engage};
use group::{Group, NEVER, Seat, Words};
use plan::{Change, NO_CAUSE, Plan, route};

use super::episode::{Record, Script};
use super::streams::{Purpose, Streams, below, uniform};
use super::tally::Timeline;
use crate::game::Election;
use crate::game::outcome::{Cause, Outcome};
use crate::numeric::grid::BeliefGrid;
use crate::numeric::lanes::widths;
use crate::policy::posterior;

/// Episodes of a group.
pub const GROUP: usize = 512;

thread_local! {
    /// The group of a thread. Nothing is carried over from one play to the next except the memory, which is large enough
    /// that making it anew for every chunk would show.
    static SPARE: RefCell<Box<Group>> = RefCell::new(Group::new());
}

/// Plays the episodes of one script in lockstep.
pub struct Player<'a> {
    plan: Plan<'a>,
    arch: pulp::Arch,
}

impl<'a> Player<'a> {
    pub fn new(script: &Script<'a>) -> Self {
        Player {
            plan: Plan::new(script),
            arch: pulp::Arch::new(),
        }
    }

    /// The same player at every vector width that the machine has, narrowest first. Results do not depend on it.
    pub fn at_every_width(script: &Script<'a>) -> Vec<Self> {
        let at = |arch| Player {
            arch,
            ..Player::new(script)
        };
        widths().into_iter().map(at).collect()
    }

    /// Plays a range of episodes. Their records are appended to `records` in order, and their rounds are counted in
    /// `timeline`.
    pub fn play(&self, streams: &Streams, episodes: Range<u64>, timeline: &mut Timeline, records: &mut Vec<Record>) {
        SPARE.with_borrow_mut(|group| self.play_in(group, streams, episodes, timeline, records));
    }

    fn play_in(
        &self,
        group: &mut Group,
        streams: &Streams,
        episodes: Range<u64>,
        timeline: &mut Timeline,
        records: &mut Vec<Record>,
    ) {
        let mut first = episodes.start;
        while first < episodes.end {
            let count = (episodes.end - first).min(GROUP as u64) as usize;
            let table = Table {
                plan: &self.plan,
                grid: self.plan.script.policy.grid(),
                streams,
                first,
                count,
                group: &mut *group,
            };
            self.arch.dispatch(Playing { table, timeline });
            let seats = &group.seats[..count];
            let ends = seats.iter().zip(&group.states);
            records.extend(ends.map(|(seat, &state)| record(&self.plan, seat, state)));
            first += count as u64;
        }
    }
}

/// The work that is compiled for every vector width.
struct Playing<'a, 't> {
    table: Table<'a>,
    timeline: &'t mut Timeline,
}

impl pulp::WithSimd for Playing<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(mut self, _: S) {
        self.table.play(self.timeline);
    }
}

/// A group in play.
struct Table<'a> {
    plan: &'a Plan<'a>,
    grid: &'a BeliefGrid,
    streams: &'a Streams,
    /// Number of the first episode.
    first: u64,
    count: usize,
    group: &'a mut Group,
}

impl Table<'_> {
    #[inline(always)]
    fn play(&mut self, timeline: &mut Timeline) {
        self.deal();
        self.send_messages();
        let mut elections_held = 0;
        for round in 0..self.plan.script.rules.game.clock.rounds {
            let words = &mut self.group.words;
            words.reach(self.streams, self.first, round, self.plan);
            self.open(round);
            self.negotiate(round);
            let election = match self.plan.script.rules.election_after(round) {
                Some(rules) => {
                    elections_held += 1;
                    Some(self.hold_election(elections_held - 1, rules))
                }
                None => None,
            };
            self.close(round, election, timeline);
        }
    }

    /// Makes the words of an election available, of which a block has those of eight. Returns the place of the first of its
    /// two.
    #[inline(always)]
    fn hold_election(&mut self, number: usize, election: Election) -> (usize, Change) {
        let place = number % (chacha::WORDS / 2);
        if place == 0 {
            let block = (number / (chacha::WORDS / 2)) as u32;
            let words = &mut self.group.words.elections;
            chacha::fill(words, self.streams, self.first, Purpose::Elections, block);
        }
        (
            2 * place,
            Change::new(election.turnover, election.successor_keeper_prior),
        )
    }

    #[inline(always)]
    fn deal(&mut self) {
        let game = &self.plan.script.rules.game;
        let group = &mut *self.group;
        chacha::fill(&mut group.words.deal, self.streams, self.first, Purpose::Types, 0);
        let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        let thresholds = priors.map(below);
        let mut start = Seat::EMPTY;
        group.states = [self.plan.script.rules.start() as u16; GROUP];
        group.mediates = [false; GROUP];
        start.believe(0, priors[0], self.grid);
        start.believe(1, priors[1], self.grid);
        for at in 0..self.count {
            let high = |side: usize| u8::from(u64::from(group.words.deal[side][at]) < thresholds[side]);
            let types = high(0) + 2 * high(1);
            group.seats[at] = Seat {
                types,
                first_types: types,
                ..start
            };
        }
        group.going_on.clear();
        group.going_on.extend(0..self.count as u16);
    }

    #[inline(always)]
    fn send_messages(&mut self) {
        let Some(plan) = &self.plan.script.messages else { return };
        let group = &mut *self.group;
        chacha::fill(&mut group.words.deal, self.streams, self.first, Purpose::Messages, 0);
        for at in 0..self.count {
            let seat = &mut group.seats[at];
            let draw = |word: usize| uniform(group.words.deal[word][at]);
            let speak = |word: usize, high: bool, accuracy: f64, strategic: [f64; 2]| {
                let good_signal = draw(word) < if high { accuracy } else { 1.0 - accuracy };
                let honest = draw(word + 1) < plan.honesty;
                let vouches = draw(word + 2) < strategic[usize::from(good_signal)];
                usize::from(if honest { good_signal } else { vouches })
            };
            let first = speak(0, seat.types & 2 != 0, plan.guarantor_accuracy, plan.on_guarantor);
            let second = speak(3, seat.types & 1 != 0, plan.disarmer_accuracy, plan.on_disarmer[first]);
            seat.believe(1, plan.keeper[first], self.grid);
            seat.believe(0, plan.dealer[first][second], self.grid);
        }
    }

    /// Steps 1 and 2 of a round: engagement and occasion. Fills the first queue.
    #[inline(always)]
    fn open(&mut self, round: usize) {
        let Group {
            seats,
            states,
            mediates,
            words,
            going_on,
            chosen,
            queues: [queue, _],
        } = &mut *self.group;
        let slot = 4 * (round % 4);
        let places = &self.plan.places;
        if self.plan.has_broker {
            let asked = chosen.choose(going_on, |at| places[usize::from(states[at])].mediation);
            mediates.fill(false);
            engage(self.plan, round, (seats, states), asked, &words.broker[slot], mediates);
        }
        let come_by = |at: usize| places[usize::from(states[at])].come_by[usize::from(mediates[at])];
        let nature = &words.nature[slot];
        let meeting = chosen.choose(going_on, |at| u64::from(nature[at]) < come_by(at)[1]);
        queue.clear();
        for &at in meeting {
            let seat = usize::from(at) % GROUP;
            let place = &places[usize::from(states[seat])];
            let which = usize::from(u64::from(nature[seat]) >= come_by(seat)[0]);
            queue.push(place.routes[which], at, place.nodes[which]);
        }
    }

    /// Step 3 of a round: the moves.
    #[inline(always)]
    fn negotiate(&mut self, round: usize) {
        let Group {
            seats,
            states,
            words,
            queues,
            ..
        } = &mut *self.group;
        let slot = 4 * (round % 4);
        let context = Round {
            plan: self.plan,
            grid: self.grid,
            round,
            block: self.plan.script.policy.block(round),
            choice: [
                &words.disarmer[round % chacha::WORDS],
                &words.guarantor[round % chacha::WORDS],
                &words.broker[slot + 1],
            ],
            verification: &words.nature[slot + 1],
        };
        let [mut now, mut next] = queues.each_mut();
        while !now.is_done() {
            next.clear();
            context.sides::<8, 16, 4>((seats, states), now.waiting(route::WIDE), next);
            context.sides::<4, 8, 2>((seats, states), now.waiting(route::NARROW), next);
            context.broker((seats, states), now.waiting(route::BROKER));
            (now, next) = (next, now);
        }
    }

    /// Steps 4 and 5 of a round: flows and events.
    #[inline(always)]
    fn close(&mut self, round: usize, election: Option<(usize, Change)>, timeline: &mut Timeline) {
        let Group {
            seats,
            states,
            words,
            going_on,
            ..
        } = &mut *self.group;
        let Words {
            nature,
            broker,
            elections,
            succession,
            ..
        } = words;
        let (slot, succession_word) = (4 * (round % 4), 2 * (round % 8));
        let discount = self.plan.discount(round);
        let (occupancy, beliefs) = timeline.round_mut(round);
        let mut left = 0;
        for i in 0..going_on.len() {
            let at = going_on[i];
            let index = usize::from(at) % GROUP;
            let seat = &mut seats[index];
            let place = &self.plan.places[usize::from(states[index])];
            let types = usize::from(seat.types & 3);
            let (paid, flow) = (seat.payoffs, place.flow[types]);
            seat.payoffs = std::array::from_fn(|k| paid[k] + discount[k] * flow[k]);
            seat.rounds_in_force += u32::from(place.in_force);
            let crisis_word = u64::from(nature[slot + 2][index]);
            if crisis_word < place.war {
                let others = place.crises_before_war.iter().take_while(|by| crisis_word < **by);
                seat.crises += 1 + others.count() as u32;
                for k in 0..4 {
                    seat.payoffs[k] += self.plan.war[round][types][k];
                }
                seat.war = round as u32 + 1;
                continue;
            }
            seat.crises += place.crises_by.iter().take_while(|by| crisis_word < **by).count() as u32;
            let event_word = u64::from(nature[slot + 3][index]);
            let exposed = event_word < place.exposure[types & 1];
            if place.teaches {
                let belief = posterior(seat.beliefs[0], place.seen[usize::from(exposed)]);
                seat.believe(0, belief, self.grid);
            }
            if exposed && seat.cause == NO_CAUSE {
                seat.cause = Cause::Exposed as u8;
                seat.ruptured = round as u32;
            }
            if let Some(change) = &self.plan.succession
                && u64::from(succession[succession_word][index]) < change.happens
            {
                let dealer = u64::from(succession[succession_word + 1][index]) < change.high;
                seat.types = seat.types & 2 | u8::from(dealer);
                seat.believe(0, change.belief, self.grid);
            }
            if let Some((word, change)) = &election
                && u64::from(elections[*word][index]) < change.happens
            {
                let keeper = u64::from(elections[word + 1][index]) < change.high;
                seat.types = seat.types & 1 | u8::from(keeper) << 1;
                seat.believe(1, change.belief, self.grid);
            }
            let rebuilt = event_word < place.rebuild;
            let mut state = match (exposed, rebuilt) {
                (true, _) => place.after_exposure,
                (false, true) => place.after_rebuilding,
                (false, false) => states[index],
            };
            // Neither exposure nor rebuilding touches the broker, so the probability is that of the state before them.
            if u64::from(broker[slot + 2][index]) < place.neutrality_loss {
                state = self.plan.places[usize::from(state)].after_neutrality_loss;
            }
            states[index] = state;
            occupancy[usize::from(state)] += 1;
            let [d, g] = seat.beliefs;
            *beliefs = [beliefs[0] + d, beliefs[1] + g, beliefs[2] + d * d, beliefs[3] + g * g];
            going_on[left] = at;
            left += 1;
        }
        going_on.truncate(left);
    }
}

fn record(plan: &Plan, seat: &Seat, state: u16) -> Record {
    let rules = plan.script.rules;
    let state = rules.space.states()[usize::from(state)];
    let (feigned, sitting) = (u32::from(seat.feigned), usize::from(seat.types & 1));
    let [d, g, b, war_hazard] = seat.payoffs;
    let outcome = match seat.war {
        NEVER => {
            let hollow = rules.is_hollow(feigned, sitting);
            Outcome::classify(state.stage, rules.game.stages.len(), state.phase, hollow)
        }
        _ => Outcome::War,
    };
    let cause = |number: u8| (number != NO_CAUSE).then(|| Cause::ALL[usize::from(number)]);
    Record {
        outcome,
        dealer: seat.first_types & 1 != 0,
        keeper: seat.first_types & 2 != 0,
        first_rupture: cause(seat.cause).map(|cause| (cause, seat.ruptured as usize)),
        settled: (seat.settled != NEVER).then_some(seat.settled as usize),
        stages_completed: state.stage,
        dismantled_share: rules.payoffs.truly_dismantled(state, feigned, sitting),
        feigned_share: rules.payoffs.share_of(feigned),
        rounds_in_force: seat.rounds_in_force as usize,
        rounds: match seat.war {
            NEVER => rules.game.clock.rounds,
            rounds => rounds as usize,
        },
        crises: seat.crises as usize,
        payoffs: [d, g, b],
        war_hazard,
        beliefs: seat.beliefs,
    }
}
