//! Plays one negotiation (model sections 4 and 9).
//!
//! The simulator carries the exact public beliefs and asks the policy for probabilities at them. The same interpolated
//! probabilities draw the action and update the belief.

pub use super::record::{Event, Record, Script};

use super::streams::{Purpose, Stream, Streams};
use crate::game::moves::{Node, OneOff, Player, Target};
use crate::game::outcome::{Cause, Outcome};
use crate::game::payoffs::{Amounts, Horizon};
use crate::game::state::StateId;
use crate::policy::{Beliefs, Mixture, posterior};

/// Plays one episode; `watch` sees every event in order.
pub fn play(script: &Script, streams: &Streams, episode: u64, watch: &mut impl FnMut(Event)) -> Record {
    let mut table = Table::deal(script, streams, episode);
    watch(Event::Start {
        dealer: table.types[0] == 1,
        keeper: table.types[1] == 1,
        beliefs: table.beliefs,
    });
    table.send_messages(watch);
    let rounds = script.rules.game.clock.rounds;
    for round in 0..rounds {
        table.round = round;
        watch(Event::Round {
            round,
            state: table.state,
        });
        table.negotiate(watch);
        table.pay_flows();
        if table.events(watch) {
            table.record.rounds = round + 1;
            return table.finish(true);
        }
        watch(Event::RoundEnd {
            round,
            state: table.state,
            beliefs: table.beliefs,
        });
    }
    table.finish(false)
}

/// The state of play.
struct Table<'a> {
    script: &'a Script<'a>,
    disarmer: Stream,
    guarantor: Stream,
    broker: Option<Stream>,
    nature: Stream,
    elections: Option<Stream>,
    succession: Option<Stream>,
    messages: Option<Stream>,
    types: [usize; 2],
    beliefs: Beliefs,
    state: StateId,
    round: usize,
    /// Bit j is set if stage j was feigned.
    feigned: u32,
    /// Draws of nature for this round: occasion, verification, war and crises, exposure or rebuilding.
    luck: [f64; 4],
    /// Draws of the broker's stream: mediate, enforce, loss of neutrality.
    broker_luck: [f64; 4],
    record: Record,
}

impl<'a> Table<'a> {
    fn deal(script: &'a Script<'a>, streams: &Streams, episode: u64) -> Self {
        let game = &script.rules.game;
        let beliefs = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        let mut stream = streams.open(episode, Purpose::Types);
        let types = beliefs.map(|prior| usize::from(stream.draw() < prior));
        let open = |purpose| streams.open(episode, purpose);
        Table {
            script,
            disarmer: open(Purpose::Disarmer),
            guarantor: open(Purpose::Guarantor),
            broker: game.broker.is_some().then(|| open(Purpose::Broker)),
            nature: open(Purpose::Nature),
            elections: game.guarantor.elections.is_some().then(|| open(Purpose::Elections)),
            succession: (script.rules.succession > 0.0).then(|| open(Purpose::Succession)),
            messages: script.messages.is_some().then(|| open(Purpose::Messages)),
            types,
            beliefs,
            state: script.rules.start(),
            round: 0,
            feigned: 0,
            luck: [0.0; 4],
            broker_luck: [0.0; 4],
            record: Record {
                outcome: Outcome::War,
                dealer: types[0] == 1,
                keeper: types[1] == 1,
                first_rupture: None,
                settled: None,
                stages_completed: 0,
                dismantled_share: 0.0,
                feigned_share: 0.0,
                rounds_in_force: 0,
                rounds: game.clock.rounds,
                crises: 0,
                payoffs: [0.0; 3],
                war_hazard: 0.0,
                beliefs,
            },
        }
    }

    /// The broker's two messages before round 0, each from a signal, a chance of honesty and a strategic choice.
    fn send_messages(&mut self, watch: &mut impl FnMut(Event)) {
        let (Some(plan), Some(stream)) = (self.script.messages, self.messages.as_mut()) else {
            return;
        };
        let mut speak = |kind: usize, accuracy: f64, strategic: [f64; 2]| {
            let good_signal = stream.draw() < if kind == 1 { accuracy } else { 1.0 - accuracy };
            let honest = stream.draw() < plan.honesty;
            let vouches = stream.draw() < strategic[usize::from(good_signal)];
            (if honest { good_signal } else { vouches }, good_signal, honest)
        };
        let (first, good_signal, honest) = speak(self.types[1], plan.guarantor_accuracy, plan.on_guarantor);
        self.beliefs[1] = plan.keeper[usize::from(first)];
        watch(Event::Message {
            about: Player::Guarantor,
            vouches: first,
            good_signal,
            honest,
            beliefs: self.beliefs,
        });
        let strategic = plan.on_disarmer[usize::from(first)];
        let (second, good_signal, honest) = speak(self.types[0], plan.disarmer_accuracy, strategic);
        self.beliefs[0] = plan.dealer[usize::from(first)][usize::from(second)];
        watch(Event::Message {
            about: Player::Disarmer,
            vouches: second,
            good_signal,
            honest,
            beliefs: self.beliefs,
        });
    }

    /// Steps 1 to 3 of a round.
    fn negotiate(&mut self, watch: &mut impl FnMut(Event)) {
        let rules = self.script.rules;
        self.luck = self.nature.draw4();
        if let Some(stream) = &mut self.broker {
            self.broker_luck = stream.draw4();
        }
        let choice_luck = [self.disarmer.draw(), self.guarantor.draw(), self.broker_luck[1]];
        let opening = &rules.moves.openings[self.state];
        let mut mediated = false;
        if let Some(probability) = self.script.policy.engagement(self.round, self.state, self.beliefs)
            && opening.mediation
        {
            let mediates = self.broker_luck[0] < probability;
            watch(Event::Engagement { mediates, probability });
            mediated = mediates;
            if mediates {
                let cost = rules.game.broker.as_ref().map_or(0.0, |b| b.interests.mediation_cost);
                let rounds = f64::from(rules.game.clock.rounds_per_year);
                self.record.payoffs[2] -= self.script.discounts[self.round][2] * cost / rounds;
            }
        }
        let come = opening.come_by(mediated);
        let Some(which) = come.iter().position(|by| self.luck[0] < *by) else {
            return;
        };
        let first = opening.occasions[which].node;
        watch(Event::Occasion {
            first: rules.moves.nodes[first].position,
            probability: come[which] - come[..which].last().unwrap_or(&0.0),
        });
        let mut next = Target::Node(first);
        while let Target::Node(id) = next {
            let node = &rules.moves.nodes[id];
            let mixture = self.script.policy.node(self.round, id, self.beliefs);
            next = self.decide(node, &mixture, &choice_luck, watch);
        }
        if let Target::End(state) = next {
            if state != self.state {
                watch(Event::Arrival { state });
            }
            self.arrive(state);
        }
    }

    /// One decision: draws the action, then what is seen of it, and updates the belief about the mover.
    fn decide(
        &mut self,
        node: &Node,
        mixture: &Mixture,
        choice_luck: &[f64; 3],
        watch: &mut impl FnMut(Event),
    ) -> Target {
        let (side, luck) = match node.mover {
            Player::Disarmer => (Some(0), choice_luck[0]),
            Player::Guarantor => (Some(1), choice_luck[1]),
            Player::Broker => (None, choice_luck[2]),
        };
        let own = &mixture[side.map_or(0, |s| self.types[s])];
        let chosen = invert(&own[..node.choices.len()], luck);
        let choice = &node.choices[chosen];
        let branch = match choice.branches.as_slice() {
            [first, second] if self.luck[1] >= first.probability => second,
            [first, ..] => first,
            [] => unreachable!("every action has a branch"),
        };
        if let Some(side) = side {
            let likelihood = [0, 1].map(|kind| {
                let chances = node
                    .choices
                    .iter()
                    .zip(&mixture[kind])
                    .flat_map(|(c, p)| c.branches.iter().map(move |b| (b, p)));
                chances
                    .filter(|(b, _)| b.observation == branch.observation)
                    .map(|(b, p)| p * b.probability)
                    .sum()
            });
            self.beliefs[side] = posterior(self.beliefs[side], likelihood);
        }
        self.pay(branch.one_off);
        let observation = node.observations[branch.observation];
        if let Some(cause) = Cause::of(choice.action, observation.observed) {
            self.record.first_rupture.get_or_insert((cause, self.round));
        }
        if let OneOff::Feign { next, .. } = branch.one_off {
            self.feigned |= 1 << next;
        }
        let event = Event::Move {
            position: node.position,
            mover: node.mover,
            action: choice.action,
            observed: observation.observed,
            probability: own[chosen],
            beliefs: self.beliefs,
        };
        watch(event);
        observation.next
    }

    /// The state reached by the moves of the round.
    fn arrive(&mut self, state: StateId) {
        self.state = state;
        let reached = self.script.rules.space.states()[state];
        if reached.phase.in_force() && reached.stage == self.script.rules.game.stages.len() {
            self.record.settled.get_or_insert(self.round);
        }
    }

    fn pay(&mut self, one_off: OneOff) {
        if one_off != OneOff::None {
            let paid = self
                .script
                .rules
                .payoffs
                .one_off(one_off, self.round, Horizon::Simulated);
            self.add(&paid, self.round);
        }
    }

    fn pay_flows(&mut self) {
        let facts = &self.script.rules.payoffs.states[self.state];
        self.add(&facts.flow, self.round);
        self.record.war_hazard += facts.chances.war;
        self.record.rounds_in_force += usize::from(self.script.rules.space.states()[self.state].phase.in_force());
    }

    fn add(&mut self, paid: &Amounts, round: usize) {
        let discount = &self.script.discounts[round];
        let [d, g] = self.types;
        self.record.payoffs[0] += discount[0] * paid.disarmer[d];
        self.record.payoffs[1] += discount[1] * paid.guarantor[d][g];
        self.record.payoffs[2] += discount[2] * paid.broker[d][g];
    }

    /// Step 5 of a round; true if the game ended in war.
    fn events(&mut self, watch: &mut impl FnMut(Event)) -> bool {
        let rules = self.script.rules;
        let chances = &rules.payoffs.states[self.state].chances;
        let crises = match self.luck[2] < chances.war {
            true => chances.crises_before_war,
            false => chances.crises_by(),
        };
        for _ in crises.iter().take_while(|by| self.luck[2] < **by) {
            self.record.crises += 1;
            watch(Event::Crisis);
        }
        if self.luck[2] < chances.war {
            self.record.crises += 1;
            self.add(&rules.payoffs.war, self.round + 1);
            watch(Event::War);
            return true;
        }
        let mut after = self.state;
        if self.luck[3] < chances.exposure[self.types[0]] {
            after = chances.after_exposure;
            self.record.first_rupture.get_or_insert((Cause::Exposed, self.round));
            self.learn_from_exposure(chances.exposure);
            watch(Event::Exposure { beliefs: self.beliefs });
        } else {
            self.learn_from_exposure(chances.exposure.map(|p| 1.0 - p));
        }
        if let Some(stream) = &mut self.succession {
            let prior = rules.game.disarmer.succession.dealer_prior;
            let changes = stream.draw() < rules.succession;
            let dealer = stream.draw() < prior;
            if changes {
                self.types[0] = usize::from(dealer);
                self.beliefs[0] = prior;
                watch(Event::Succession { dealer });
            }
        }
        if let (Some(election), Some(stream)) = (rules.election_after(self.round), &mut self.elections) {
            let turnover = stream.draw() < election.turnover;
            let keeper = stream.draw() < election.successor_keeper_prior;
            if turnover {
                self.types[1] = usize::from(keeper);
                self.beliefs[1] = election.successor_keeper_prior;
            }
            watch(Event::Election { turnover, keeper });
        }
        // The draw for exposure again: what can be exposed is in force, so that there is nothing to rebuild.
        if self.luck[3] < chances.rebuild {
            after = chances.after_rebuilding;
            watch(Event::Rebuilt);
        }
        // Neither exposure nor rebuilding touches the broker, so the probability is that of the state before them.
        if self.broker_luck[2] < chances.neutrality_loss {
            after = rules.payoffs.states[after].chances.after_neutrality_loss;
            watch(Event::NeutralityLost);
        }
        self.state = after;
        false
    }

    /// Bayes' rule on the disarmer's type from whether it was exposed. Equal likelihoods teach nothing, which leaves the
    /// belief as it is to the last bit.
    fn learn_from_exposure(&mut self, likelihood: [f64; 2]) {
        if likelihood[0] != likelihood[1] {
            self.beliefs[0] = posterior(self.beliefs[0], likelihood);
        }
    }

    fn finish(mut self, war: bool) -> Record {
        let rules = self.script.rules;
        let state = rules.space.states()[self.state];
        self.record.stages_completed = state.stage;
        self.record.feigned_share = rules.payoffs.share_of(self.feigned);
        self.record.dismantled_share = rules.payoffs.truly_dismantled(state, self.feigned, self.types[0]);
        self.record.beliefs = self.beliefs;
        self.record.outcome = match war {
            true => Outcome::War,
            false => {
                let hollow = rules.is_hollow(self.feigned, self.types[0]);
                Outcome::classify(state.stage, rules.game.stages.len(), state.phase, hollow)
            }
        };
        self.record
    }
}

/// Inverts the cumulative distribution: the first action whose cumulative probability exceeds the draw.
#[inline]
fn invert(probabilities: &[f64], draw: f64) -> usize {
    let mut cumulative = 0.0;
    let mut last = 0;
    for (action, &p) in probabilities.iter().enumerate() {
        cumulative += p;
        if p > 0.0 {
            last = action;
        }
        if draw < cumulative {
            return action;
        }
    }
    // Rounding can leave the sum just below one; the last possible action takes the rest.
    last
}
