//! What a solved arm does at every decision that can come up in the first rounds, public history by public history.
//!
//! A history has the words of the exported game (`docs/interop.md`), as somebody sees it who knows no type. Beliefs are carried
//! along it by Bayes' rule from the policies in the tables, as play does (model section 9), and the events of a round come in the
//! order of model section 4. What has probability 0 is left out.

use crate::game::Rules;
use crate::game::moves::{Node, NodeId, Player, Target};
use crate::game::state::{State, StateId};
use crate::policy::{Beliefs, posterior};
use crate::solve::{MessageStage, Messages, Solution, TYPE_NAMES};

/// Decisions of one arm at most.
pub const MOST: usize = 100_000;

/// More decisions than [`MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {MOST} decisions can come up in the first {rounds} rounds; ask for fewer with --rounds")]
pub struct TooMany {
    /// Rounds that were asked for.
    pub rounds: usize,
}

/// A decision at a public history, and what each type does.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Everything that everybody has seen, in words with single spaces.
    pub history: String,
    /// `None` before the first round.
    pub round: Option<usize>,
    /// Stages, phase and whether the broker is active.
    pub state: State,
    /// Of the disarmer being a dealer and the guarantor a keeper.
    pub beliefs: Beliefs,
    /// Who decides.
    pub mover: Player,
    /// By type: its name, and the probability of every action.
    pub types: Vec<(&'static str, Vec<(String, f64)>)>,
}

/// All decisions of the first rounds, each history before those that go on from it.
///
/// # Errors
/// If there are more than [`MOST`].
pub fn decisions(rules: &Rules, solution: &Solution, rounds: usize) -> Result<Vec<Decision>, TooMany> {
    let rounds = rounds.min(solution.policy.rounds());
    let mut walk = Walk {
        rules,
        solution,
        rounds,
        found: Vec::new(),
    };
    walk.messages()?;
    Ok(walk.found)
}

/// A public history and what is believed after it.
#[derive(Clone)]
struct History {
    words: String,
    beliefs: Beliefs,
}

impl History {
    fn seen(&self, word: &str) -> Self {
        let gap = if self.words.is_empty() { "" } else { " " };
        History {
            words: format!("{}{gap}{word}", self.words),
            beliefs: self.beliefs,
        }
    }

    /// The history after something that all see, with a new belief about one side (0 disarmer, 1 guarantor).
    fn seen_believing(&self, word: &str, side: usize, belief: f64) -> Self {
        let mut next = self.seen(word);
        next.beliefs[side] = belief;
        next
    }
}

struct Walk<'a> {
    rules: &'a Rules,
    solution: &'a Solution,
    rounds: usize,
    found: Vec<Decision>,
}

type Done = Result<(), TooMany>;

impl Walk<'_> {
    fn decide(
        &mut self,
        history: &History,
        round: Option<usize>,
        state: StateId,
        mover: Player,
        types: Vec<(&'static str, Vec<(String, f64)>)>,
    ) -> Done {
        if self.found.len() == MOST {
            return Err(TooMany { rounds: self.rounds });
        }
        self.found.push(Decision {
            history: history.words.clone(),
            round,
            state: self.rules.space.states()[state],
            beliefs: history.beliefs,
            mover,
            types,
        });
        Ok(())
    }

    /// The broker's messages, if it sends any, and then the rounds.
    fn messages(&mut self) -> Done {
        let game = &self.rules.game;
        let start = History {
            words: String::new(),
            beliefs: [game.disarmer.dealer_prior, game.guarantor.keeper_prior],
        };
        let information = game.broker.as_ref().and_then(|b| b.information);
        let (Some(messages), Some(information)) = (self.solution.messages, information) else {
            return self.round(0, self.rules.start(), &start);
        };
        let free = information.honesty < 1.0;
        let Messages {
            on_guarantor,
            on_disarmer,
        } = &messages;
        if free {
            self.speak(&start, on_guarantor)?;
        }
        for (first, word) in ["warn-guarantor", "vouch-guarantor"].into_iter().enumerate() {
            if !said(on_guarantor, first, start.beliefs[1]) {
                continue;
            }
            let heard = start.seen_believing(word, 1, on_guarantor.posterior[first]);
            let stage = &on_disarmer[first];
            if free {
                self.speak(&heard, stage)?;
            }
            for (second, word) in ["warn-disarmer", "vouch-disarmer"].into_iter().enumerate() {
                if said(stage, second, start.beliefs[0]) {
                    let heard = heard.seen_believing(word, 0, stage.posterior[second]);
                    self.round(0, self.rules.start(), &heard)?;
                }
            }
        }
        Ok(())
    }

    /// What the broker says after each signal when it is free to choose.
    fn speak(&mut self, history: &History, stage: &MessageStage) -> Done {
        let [bad, good] = stage.strategic.map(|vouch| two(["vouch", "warn"], vouch));
        let types = vec![("bad signal", bad), ("good signal", good)];
        self.decide(history, None, self.rules.start(), Player::Broker, types)
    }

    fn round(&mut self, round: usize, state: StateId, history: &History) -> Done {
        let history = history.seen(&format!("r{round}"));
        let opening = &self.rules.moves.openings[state];
        let fee = self
            .rules
            .game
            .broker
            .as_ref()
            .map_or(0.0, |b| b.interests.mediation_cost);
        let helps = opening.occasions.iter().any(|o| o.chance[0] != o.chance[1]);
        let mediates = self.solution.policy.engagement(round, state, history.beliefs);
        let Some(mediates) = mediates.filter(|_| helps || fee != 0.0) else {
            return self.occasions(round, state, 0, &history);
        };
        let types = vec![(TYPE_NAMES[4], two(["mediate", "stand-aside"], mediates))];
        self.decide(&history, Some(round), state, Player::Broker, types)?;
        if mediates > 0.0 {
            self.occasions(round, state, 1, &history.seen("mediates"))?;
        }
        match mediates < 1.0 {
            true => self.occasions(round, state, 0, &history.seen("aside")),
            false => Ok(()),
        }
    }

    /// At most one occasion comes; `mediation` is 1 if the broker mediates.
    fn occasions(&mut self, round: usize, state: StateId, mediation: usize, history: &History) -> Done {
        let rules = self.rules;
        let mut none_yet = 1.0;
        for occasion in &rules.moves.openings[state].occasions {
            let chance = none_yet * occasion.chance[mediation];
            none_yet *= 1.0 - occasion.chance[mediation];
            if chance > 0.0 {
                let word = rules.moves.nodes[occasion.node].position.occasion();
                self.node(round, occasion.node, &history.seen(word))?;
            }
        }
        match none_yet > 0.0 {
            true => self.close(round, state, &history.seen("apart")),
            false => Ok(()),
        }
    }

    fn node(&mut self, round: usize, id: NodeId, history: &History) -> Done {
        let rules = self.rules;
        let node: &Node = &rules.moves.nodes[id];
        let mixture = self.solution.policy.node(round, id, history.beliefs);
        let actions = |kind: usize| {
            let shares = node.choices.iter().zip(mixture[kind]);
            shares.map(|(choice, p)| (choice.action.word(), p)).collect()
        };
        let side = node.mover as usize;
        let types = match node.mover {
            Player::Broker => vec![(TYPE_NAMES[4], actions(0))],
            _ => [0, 1].map(|kind| (TYPE_NAMES[2 * side + kind], actions(kind))).to_vec(),
        };
        self.decide(history, Some(round), node.position.state(), node.mover, types)?;
        for (o, observation) in node.observations.iter().enumerate() {
            let likelihood = [0, 1].map(|kind| {
                let of = |(choice, p): (&crate::game::moves::Choice, f64)| {
                    let into = choice.branches.iter().filter(|b| b.observation == o);
                    p * into.map(|b| b.probability).sum::<f64>()
                };
                node.choices.iter().zip(mixture[kind]).map(of).sum::<f64>()
            });
            if likelihood == [0.0; 2] {
                continue;
            }
            let word = observation.observed.word();
            let next = match node.mover {
                Player::Broker => history.seen(&word),
                _ => history.seen_believing(&word, side, posterior(history.beliefs[side], likelihood)),
            };
            match observation.next {
                Target::Node(id) => self.node(round, id, &next)?,
                Target::End(state) => self.close(round, state, &next)?,
            }
        }
        Ok(())
    }

    /// What happens at the end of a round that does not end in war: exposure, then successions.
    fn close(&mut self, round: usize, state: StateId, history: &History) -> Done {
        let chances = &self.rules.payoffs.states[state].chances;
        if round + 1 >= self.rounds || chances.war >= 1.0 {
            return Ok(());
        }
        let (exposed, after, rebuild) = (chances.exposure, chances.after_exposure, chances.rebuild);
        let belief = history.beliefs[0];
        let hidden = exposed.map(|p| 1.0 - p);
        if hidden != [0.0; 2] {
            let mut next = history.clone();
            next.beliefs[0] = posterior(belief, hidden);
            self.succession(round, state, rebuild, &next)?;
        }
        match exposed != [0.0; 2] {
            true => {
                let next = history.seen_believing("exposed", 0, posterior(belief, exposed));
                self.succession(round, after, 0.0, &next)
            }
            false => Ok(()),
        }
    }

    fn succession(&mut self, round: usize, state: StateId, rebuild: f64, history: &History) -> Done {
        let change = self.rules.succession;
        if change < 1.0 {
            self.election(round, state, rebuild, history)?;
        }
        if change > 0.0 {
            let dealer = self.rules.game.disarmer.succession.dealer_prior;
            self.election(round, state, rebuild, &history.seen_believing("succession", 0, dealer))?;
        }
        Ok(())
    }

    fn election(&mut self, round: usize, state: StateId, rebuild: f64, history: &History) -> Done {
        let election = self.rules.election_after(round);
        if election.is_none_or(|e| e.turnover < 1.0) {
            self.changes(round, state, rebuild, history)?;
        }
        match election.filter(|e| e.turnover > 0.0) {
            Some(e) => {
                let next = history.seen_believing("turnover", 1, e.successor_keeper_prior);
                self.changes(round, state, rebuild, &next)
            }
            None => Ok(()),
        }
    }

    /// Rebuilding, with a given probability, and loss of neutrality, then the next round.
    fn changes(&mut self, round: usize, state: StateId, rebuild: f64, history: &History) -> Done {
        let rebuilt = self.rules.payoffs.states[state].chances.after_rebuilding;
        let cases = [(1.0 - rebuild, state, None), (rebuild, rebuilt, Some("rebuilt"))];
        for (_, state, word) in cases.into_iter().filter(|(chance, ..)| *chance > 0.0) {
            let history = word.map_or_else(|| history.clone(), |word| history.seen(word));
            let chances = &self.rules.payoffs.states[state].chances;
            if chances.neutrality_loss < 1.0 {
                self.round(round + 1, state, &history)?;
            }
            if chances.neutrality_loss > 0.0 {
                let history = history.seen("neutrality-lost");
                self.round(round + 1, chances.after_neutrality_loss, &history)?;
            }
        }
        Ok(())
    }
}

/// Whether a message (0 warns, 1 vouches) can come.
fn said(stage: &MessageStage, message: usize, belief: f64) -> bool {
    let vouches = (1.0 - belief) * stage.by_type[0] + belief * stage.by_type[1];
    if message == 1 { vouches > 0.0 } else { vouches < 1.0 }
}

fn two(names: [&str; 2], first: f64) -> Vec<(String, f64)> {
    vec![(names[0].to_owned(), first), (names[1].to_owned(), 1.0 - first)]
}
