//! From the label of an information set to the policy there: replays the public history word by word with its own account of
//! the rules, and asks a source of policies on the way for what the beliefs have become.

use honest_broker::game::{Enforcement, Game, Sequence};

use support::Phase;
use support::fixed_point::Policies;
use support::messages::Messages;
use support::recursion::State;
use support::values::posterior;

/// Where a round stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    Opening,
    First,
    /// After this observation of the first move.
    Reply(usize),
    Enforce(usize),
    Closed,
}

/// A public history up to a decision.
#[derive(Clone, Debug)]
pub struct Place {
    /// The words before the current round; one key for each beginning of a round.
    pub before: String,
    pub begin: State,
    pub now: State,
    pub moment: Moment,
}

/// A solution.
pub trait Source {
    fn messages(&mut self) -> Messages;
    fn mediate(&mut self, place: &Place) -> f64;
    fn moves(&mut self, place: &Place) -> Policies;
    fn enforce(&mut self, place: &Place) -> f64;
}

/// Who moves, with its actions and what the others can see of them.
struct Table {
    disarmer: bool,
    actions: &'static [&'static str],
    seen: &'static [&'static str],
}

fn table(game: &Game, place: &Place) -> Table {
    let left = place.now.stages < game.stages.len();
    let disarm_first = game.talks.sequence == Sequence::DisarmFirst;
    let (disarmer, actions, seen): (bool, &[&str], &[&str]) =
        match (place.now.phase == Phase::InForce, disarm_first, place.moment) {
            (false, _, moment) => (moment != Moment::First, &["return", "refuse"], &["returned", "refused"]),
            (true, true, Moment::First) if left => (
                true,
                &["comply", "feign", "hold", "quit"],
                &["credited", "disputed", "held", "quit"],
            ),
            (true, true, Moment::First) => (true, &["hold", "quit"], &["held", "quit"]),
            (true, true, _) => (false, &["honour", "renege"], &["honoured", "reneged"]),
            (true, false, Moment::First) if left => {
                (false, &["deliver", "hold", "renege"], &["delivered", "held", "reneged"])
            }
            (true, false, Moment::First) => (false, &["honour", "renege"], &["honoured", "reneged"]),
            (true, false, Moment::Reply(0)) if left => (
                true,
                &["comply", "feign", "pocket"],
                &["credited", "disputed", "pocketed"],
            ),
            (true, false, _) => (true, &["hold", "quit"], &["held", "quit"]),
        };
    Table {
        disarmer,
        actions,
        seen,
    }
}

/// Actions and probabilities at an information set.
pub fn probabilities(game: &Game, source: &mut impl Source, label: &str) -> Vec<(&'static str, f64)> {
    let (who, words) = label.split_once(':').expect("a view begins with a type and a colon");
    let mut kind = usize::from(["dealer", "keeper", "good signal"].contains(&who));
    let start = State::start(game);
    let mut place = Place {
        before: String::new(),
        begin: start,
        now: start,
        moment: Moment::Closed,
    };
    let mut said = Vec::new();
    for (at, word) in words.match_indices(|c: char| c != ' ').filter_map(|(at, _)| {
        let begins = at == 0 || words.as_bytes()[at - 1] == b' ';
        begins.then(|| (at, words[at..].split(' ').next().expect("a word")))
    }) {
        if let Some(successor) = word.strip_prefix("turnover-") {
            kind = usize::from(successor == "keeper");
        }
        if let Some((verb @ ("vouch" | "warn"), about)) = word.split_once('-') {
            said.push(usize::from(verb == "vouch"));
            let messages = source.messages();
            match about {
                "guarantor" => place.now.keeper = messages.keeper[said[0]],
                _ => place.now.dealer = messages.dealer[said[0]][said[1]],
            }
            continue;
        }
        if let Some(round) = word.strip_prefix('r').and_then(|n| n.parse().ok()) {
            place.now.round = round;
            place.begin = place.now;
            place.before = public(&words[..at]);
            place.moment = Moment::Opening;
            continue;
        }
        step(game, source, &mut place, word);
    }
    if who.ends_with("signal") {
        let messages = source.messages();
        let vouch = match said.as_slice() {
            [] => messages.on_guarantor[kind],
            [first] => messages.on_disarmer[*first][kind],
            _ => panic!("two messages at most: {label}"),
        };
        return vec![("vouch", vouch), ("warn", 1.0 - vouch)];
    }
    let binary = |names: [&'static str; 2], p: f64| vec![(names[0], p), (names[1], 1.0 - p)];
    match place.moment {
        Moment::Opening => binary(["mediate", "stand-aside"], source.mediate(&place)),
        Moment::Enforce(_) => binary(["enforce", "acquiesce"], source.enforce(&place)),
        Moment::First | Moment::Reply(_) => {
            let table = table(game, &place);
            assert_eq!(
                table.disarmer,
                ["dealer", "staller"].contains(&who),
                "the right mover: {label}"
            );
            let policy = source.moves(&place)[kind];
            table.actions.iter().copied().zip(policy).collect()
        }
        Moment::Closed => panic!("nothing is decided at {label}"),
    }
}

/// What others saw where one player saw more.
fn public(words: &str) -> String {
    let plain = |word: &str| {
        let word = word
            .strip_prefix("comply-")
            .or_else(|| word.strip_prefix("feign-"))
            .unwrap_or(word);
        word.split_once("turnover-").map_or(word, |_| "turnover").to_owned()
    };
    words.split_whitespace().map(plain).collect::<Vec<_>>().join(" ")
}

fn step(game: &Game, source: &mut impl Source, place: &mut Place, word: &str) {
    match public(word).as_str() {
        "mediates" | "aside" => {}
        "meets" => place.moment = Moment::First,
        "apart" => place.moment = Moment::Closed,
        "turnover" => {
            let elections = game.guarantor.elections.expect("elections");
            place.now.keeper = elections.successor_keeper_prior;
        }
        "neutrality-lost" => place.now.broker = false,
        "rebuilt" => match &mut place.now.phase {
            Phase::RupturedByGuarantor { rebuilt, .. } | Phase::RupturedByDisarmer { rebuilt } => *rebuilt = true,
            Phase::InForce => panic!("nothing to rebuild in force"),
        },
        "enforced" => leave(place, true),
        "acquiesced" => leave(place, false),
        word => {
            let table = table(game, place);
            let seen = table.seen.iter().position(|s| *s == word);
            let seen = seen.unwrap_or_else(|| panic!("`{word}` cannot be seen at {place:?}"));
            learn(game, source, place, &table, seen);
            follow_up(game, place, word, seen);
        }
    }
}

fn leave(place: &mut Place, enforced: bool) {
    place.now.phase = Phase::RupturedByGuarantor {
        enforced,
        rebuilt: false,
    };
    place.moment = Moment::Closed;
}

/// Bayes' rule after an observation.
fn learn(game: &Game, source: &mut impl Source, place: &mut Place, table: &Table, seen: usize) {
    let policies = source.moves(place);
    let likelihood = policies.map(|p| {
        if table.actions[0] != "comply" || seen > 1 {
            return p[seen];
        }
        let stage = &game.stages[place.now.stages];
        let watched = game
            .broker
            .filter(|_| place.now.broker)
            .map_or(0.0, |b| b.instruments.monitoring);
        let detection = 1.0 - (1.0 - stage.detection) * (1.0 - watched);
        let alarm = stage.false_alarm * (1.0 - watched);
        match seen {
            0 => p[0] * (1.0 - alarm) + p[1] * (1.0 - detection),
            _ => p[0] * alarm + p[1] * detection,
        }
    });
    let belief = if table.disarmer {
        &mut place.now.dealer
    } else {
        &mut place.now.keeper
    };
    *belief = posterior(*belief, likelihood);
}

fn follow_up(game: &Game, place: &mut Place, word: &str, seen: usize) {
    let disarm_first = game.talks.sequence == Sequence::DisarmFirst;
    let first = place.moment == Moment::First;
    let origin = match place.moment {
        Moment::Reply(origin) => origin,
        _ => seen,
    };
    place.moment = Moment::Closed;
    match word {
        "credited" => {
            place.now.stages += 1;
            if disarm_first {
                place.moment = Moment::Reply(seen);
            }
        }
        "disputed" | "pocketed" | "quit" => place.now.phase = Phase::RupturedByDisarmer { rebuilt: false },
        "held" if first => place.moment = Moment::Reply(seen),
        "delivered" => place.moment = Moment::Reply(seen),
        "honoured" if !disarm_first => place.moment = Moment::Reply(seen),
        "returned" if first => place.moment = Moment::Reply(seen),
        "returned" => place.now.phase = Phase::InForce,
        "reneged" => match game.broker.filter(|_| place.now.broker && place.now.stages > 0) {
            Some(broker) if broker.instruments.enforcement == Enforcement::Discretionary => {
                place.moment = Moment::Enforce(origin);
            }
            broker => leave(place, broker.is_some()),
        },
        _ => {}
    }
}
