//! From rules to a tree: every history of the rounds, with what each player sees of it.
//!
//! Information sets are told apart by a player's *view*, which is also their label: its own type, a colon, then a word for
//! everything it has seen, round by round (`dealer: r0 meeting comply-credited honoured r1 review`). Everybody sees the same
//! words but for three: the disarmer knows whether it complied or feigned (`comply-credited`, `feign-credited`) where others
//! see `credited`, and each side knows the type of its new leader (`turnover-keeper`, `succession-dealer`) where others see
//! `turnover` or `succession`. Players never forget, though nothing that they alone know about the past matters to what they
//! will do. That a covert programme was not exposed shows as the absence of the word.
//!
//! The broker decides on public beliefs, as if it had forgotten its signals. So that no player forgets, its two messages are
//! sent by players of their own with the same payoffs; the second is not told the first one's signal.

use super::seating::{Place, Seating};
use super::tree::Tree;
use super::{Options, TooLarge};
use crate::game::moves::{NodeId, Player, Target};
use crate::game::payoffs::{Amounts, Horizon};
use crate::game::state::StateId;
use crate::game::{Information, Rules};

/// Names of the types, `[low, high]`.
const DISARMER: [&str; 2] = ["staller", "dealer"];
const GUARANTOR: [&str; 2] = ["reneger", "keeper"];

/// Lays out the whole game of `rules`: all rounds of its foresight.
pub fn tree(rules: &Rules, options: &Options) -> Result<Tree, TooLarge> {
    let seating = Seating::new(rules, options.seats);
    let names = seating.seats.iter().map(|s| s.name.clone()).collect();
    let mut walk = Walk {
        rules,
        tree: Tree::new(options.title.clone(), seating.description(), names, options.max_nodes),
        seating,
    };
    walk.types()?;
    Ok(walk.tree)
}

/// One history: what is true, what has been seen and what has been paid.
#[derive(Clone)]
struct History {
    /// Types of the disarmer and of the sitting administration.
    types: [usize; 2],
    /// Views of disarmer, guarantor and broker.
    views: [String; 3],
    /// What everybody saw, from a space on.
    public: String,
    /// Discounted to round 0.
    paid: [f64; 3],
}

impl History {
    fn new(disarmer: usize, guarantor: usize) -> Self {
        let view = |name: &str| format!("{name}:");
        History {
            types: [disarmer, guarantor],
            views: [view(DISARMER[disarmer]), view(GUARANTOR[guarantor]), view("broker")],
            public: String::new(),
            paid: [0.0; 3],
        }
    }

    /// The history after something that all see.
    fn seen(&self, word: &str) -> Self {
        self.seen_with(word, None)
    }

    /// The history after something that all see, and one side with a word of its own.
    fn seen_with(&self, word: &str, private: Option<(Player, String)>) -> Self {
        let mut next = self.clone();
        let mut own = [word; 3];
        if let Some((side, word)) = &private {
            own[*side as usize] = word;
        }
        for (text, word) in next.views.iter_mut().zip(own).chain([(&mut next.public, word)]) {
            text.push(' ');
            text.push_str(word);
        }
        next
    }

    fn pay(&mut self, amounts: &Amounts, discount: [f64; 3]) {
        let [d, g] = self.types;
        let due = [amounts.disarmer[d], amounts.guarantor[d][g], amounts.broker[d][g]];
        for (paid, (amount, factor)) in self.paid.iter_mut().zip(due.into_iter().zip(discount)) {
            *paid += amount * factor;
        }
    }
}

struct Walk<'a> {
    rules: &'a Rules,
    seating: Seating,
    tree: Tree,
}

type Done = Result<(), TooLarge>;

impl Walk<'_> {
    fn types(&mut self) -> Done {
        let dealer = self.rules.game.disarmer.dealer_prior;
        let keeper = self.rules.game.guarantor.keeper_prior;
        let pairs = [(0, 0), (0, 1), (1, 0), (1, 1)];
        let name = |(d, g): (usize, usize)| format!("{} and {}", DISARMER[d], GUARANTOR[g]);
        let names = pairs.map(name);
        let chance = |(d, g): (usize, usize)| [1.0 - dealer, dealer][d] * [1.0 - keeper, keeper][g];
        let branches: Vec<(&str, f64)> = names.iter().map(String::as_str).zip(pairs.map(chance)).collect();
        for i in self.tree.chance("types", &branches)? {
            let history = History::new(pairs[i].0, pairs[i].1);
            match self.rules.game.broker.as_ref().and_then(|b| b.information) {
                Some(information) => self.message(0, information, &history)?,
                None => self.round(0, self.rules.start(), &history)?,
            }
        }
        Ok(())
    }

    /// A message, on the guarantor (0) or on the disarmer (1): the signal and whether the broker is honest about it, then
    /// what it says if it is free to choose.
    fn message(&mut self, message: usize, information: Information, history: &History) -> Done {
        let (accuracy, kind, about) = match message {
            0 => (information.guarantor_accuracy, history.types[1], "guarantor"),
            _ => (information.disarmer_accuracy, history.types[0], "disarmer"),
        };
        let good = if kind == 1 { accuracy } else { 1.0 - accuracy };
        let honest = information.honesty;
        let branches = [
            ("honest vouch", honest * good),
            ("honest warning", honest * (1.0 - good)),
            ("free after good signal", (1.0 - honest) * good),
            ("free after bad signal", (1.0 - honest) * (1.0 - good)),
        ];
        for i in self
            .tree
            .chance(&format!("signal and honesty on the {about}"), &branches)?
        {
            let words = ["vouch", "warn"].map(|word| format!("{word}-{about}"));
            if i < 2 {
                self.after_message(message, information, &history.seen(&words[i]))?;
                continue;
            }
            let signal = ["good", "bad"][i - 2];
            let view = format!("{signal} signal:{}", history.public);
            self.tree
                .decision(self.seating.speaking(message), &view, &["vouch", "warn"])?;
            for word in &words {
                self.after_message(message, information, &history.seen(word))?;
            }
        }
        Ok(())
    }

    fn after_message(&mut self, message: usize, information: Information, history: &History) -> Done {
        match message {
            0 => self.message(1, information, history),
            _ => self.round(0, self.rules.start(), history),
        }
    }

    /// A round from its beginning.
    fn round(&mut self, round: usize, state: StateId, history: &History) -> Done {
        let history = history.seen(&format!("r{round}"));
        let opening = &self.rules.moves.openings[state];
        let rounds = f64::from(self.rules.game.clock.rounds_per_year);
        let broker = self.rules.game.broker.as_ref();
        let fee = broker.map_or(0.0, |b| b.interests.mediation_cost / rounds);
        let helps = opening.occasions.iter().any(|o| o.chance[0] != o.chance[1]);
        if !opening.mediation || !(helps || fee != 0.0) {
            return self.occasions(round, state, 0, &history);
        }
        let seat = self.seating.mediating(round);
        self.tree
            .decision(seat, &history.views[2], &["mediate", "stand-aside"])?;
        let mut mediated = history.seen("mediates");
        mediated.paid[2] -= fee * self.rules.payoffs.discount_at(round)[2];
        self.occasions(round, state, 1, &mediated)?;
        self.occasions(round, state, 0, &history.seen("aside"))
    }

    /// At most one occasion comes; `mediation` is 1 if the broker mediates.
    fn occasions(&mut self, round: usize, state: StateId, mediation: usize, history: &History) -> Done {
        let occasions = &self.rules.moves.openings[state].occasions;
        let mut branches = Vec::new();
        let mut none_yet = 1.0;
        for occasion in occasions {
            let chance = occasion.chance[mediation];
            branches.push((
                self.rules.moves.nodes[occasion.node].position.occasion(),
                none_yet * chance,
            ));
            none_yet *= 1.0 - chance;
        }
        branches.push(("apart", none_yet));
        for i in self.tree.chance("occasion", &branches)? {
            let history = history.seen(branches[i].0);
            match occasions.get(i) {
                Some(occasion) => self.node(round, occasion.node, &history)?,
                None => self.close(round, state, history)?,
            }
        }
        Ok(())
    }

    fn node(&mut self, round: usize, id: NodeId, history: &History) -> Done {
        let node = &self.rules.moves.nodes[id];
        let actions: Vec<String> = node.choices.iter().map(|c| c.action.word()).collect();
        let names: Vec<&str> = actions.iter().map(String::as_str).collect();
        let seat = self.seating.of(node.mover, round);
        self.tree.decision(seat, &history.views[node.mover as usize], &names)?;
        for choice in &node.choices {
            let did = choice.action.word();
            let words: Vec<String> = choice
                .branches
                .iter()
                .map(|b| node.observations[b.observation].observed.word())
                .collect();
            let chances = choice.branches.iter().map(|b| b.probability);
            let branches: Vec<(&str, f64)> = words.iter().map(String::as_str).zip(chances).collect();
            for i in self.tree.chance(&format!("verification after {did}"), &branches)? {
                let private = (branches.len() > 1).then(|| (node.mover, format!("{did}-{}", words[i])));
                let mut next = history.seen_with(&words[i], private);
                let branch = &choice.branches[i];
                let paid = self.rules.payoffs.one_off(branch.one_off, round, Horizon::Foresight);
                next.pay(&paid, self.rules.payoffs.discount_at(round));
                match node.observations[branch.observation].next {
                    Target::Node(id) => self.node(round, id, &next)?,
                    Target::End(state) => self.close(round, state, next)?,
                }
            }
        }
        Ok(())
    }

    /// Flows, then war.
    fn close(&mut self, round: usize, state: StateId, mut history: History) -> Done {
        let payoffs = &self.rules.payoffs;
        let facts = &payoffs.states[state];
        history.pay(&facts.flow, payoffs.discount_at(round));
        let last = round + 1 == self.rules.game.clock.foresight;
        let war = facts.chances.war;
        for i in self.tree.chance("crisis", &[("peace", 1.0 - war), ("war", war)])? {
            match (i, last) {
                (0, false) => self.exposure(round, state, &history)?,
                (0, true) => self.end(&history)?,
                _ => {
                    let mut history = history.clone();
                    history.pay(&payoffs.war, payoffs.discount_at(round + 1));
                    self.end(&history)?;
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, history: &History) -> Done {
        let payoff = |place: &Place| place.scale * history.paid[place.side as usize];
        let payoffs = self.seating.seats.iter().map(payoff).collect();
        self.tree.terminal(payoffs)
    }

    /// What is exposed is ruptured, and not rebuilt in the same round.
    fn exposure(&mut self, round: usize, state: StateId, history: &History) -> Done {
        let chances = &self.rules.payoffs.states[state].chances;
        let (exposed, after, rebuild) = (
            chances.exposure[history.types[0]],
            chances.after_exposure,
            chances.rebuild,
        );
        let branches = [("not exposed", 1.0 - exposed), ("exposed", exposed)];
        for i in self.tree.chance("exposure", &branches)? {
            match i {
                0 => self.succession(round, state, rebuild, history)?,
                _ => self.succession(round, after, 0.0, &history.seen("exposed"))?,
            }
        }
        Ok(())
    }

    fn succession(&mut self, round: usize, state: StateId, rebuild: f64, history: &History) -> Done {
        let (change, dealer) = (self.rules.succession, self.rules.game.disarmer.succession.dealer_prior);
        let branches = [
            ("successor is a staller", change * (1.0 - dealer)),
            ("successor is a dealer", change * dealer),
            ("no succession", 1.0 - change),
        ];
        for i in self.tree.chance("succession", &branches)? {
            if i == 2 {
                self.election(round, state, rebuild, history)?;
                continue;
            }
            let own = (Player::Disarmer, format!("succession-{}", DISARMER[i]));
            let mut next = history.seen_with("succession", Some(own));
            next.types[0] = i;
            self.election(round, state, rebuild, &next)?;
        }
        Ok(())
    }

    fn election(&mut self, round: usize, state: StateId, rebuild: f64, history: &History) -> Done {
        let Some(election) = self.rules.election_after(round) else {
            return self.changes(round, state, rebuild, history);
        };
        let (change, keeper) = (election.turnover, election.successor_keeper_prior);
        let branches = [
            ("successor is a reneger", change * (1.0 - keeper)),
            ("successor is a keeper", change * keeper),
            ("no turnover", 1.0 - change),
        ];
        for i in self.tree.chance("election", &branches)? {
            if i == 2 {
                self.changes(round, state, rebuild, history)?;
                continue;
            }
            let own = (Player::Guarantor, format!("turnover-{}", GUARANTOR[i]));
            let mut next = history.seen_with("turnover", Some(own));
            next.types[1] = i;
            self.changes(round, state, rebuild, &next)?;
        }
        Ok(())
    }

    /// Rebuilding, with a given probability, and loss of neutrality, then the next round.
    fn changes(&mut self, round: usize, state: StateId, rebuild: f64, history: &History) -> Done {
        let rebuilt = self.rules.payoffs.states[state].chances.after_rebuilding;
        let branches = [("not rebuilt", 1.0 - rebuild), ("rebuilt", rebuild)];
        for i in self.tree.chance("rebuilding", &branches)? {
            let (state, history) = match i {
                0 => (state, history.clone()),
                _ => (rebuilt, history.seen("rebuilt")),
            };
            let chances = &self.rules.payoffs.states[state].chances;
            let (loss, neutral) = (chances.neutrality_loss, chances.after_neutrality_loss);
            let branches = [("stays neutral", 1.0 - loss), ("loses neutrality", loss)];
            for i in self.tree.chance("neutrality", &branches)? {
                match i {
                    0 => self.round(round + 1, state, &history)?,
                    _ => self.round(round + 1, neutral, &history.seen("neutrality-lost"))?,
                }
            }
        }
        Ok(())
    }
}
