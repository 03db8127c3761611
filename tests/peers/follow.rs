//! From the label of an information set to the policy there: replays the public history word by word with its own account of
//! the rules, and asks a source of policies on the way for what the beliefs have become.

use honest_broker::game::{Enforcement, Game, Sequence};

use support::Phase;
use support::fixed_point::Policies;
use support::messages::Messages;
use support::recursion::State;
use support::values::posterior;

/// What brings a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    Meeting,
    Review,
    Opening,
}

/// Where a round stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    Beginning,
    First,
    /// After this observation of the first move.
    Reply(usize),
    /// After a renege that followed this observation of the first move, or was it.
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
    /// The latest one.
    pub occasion: Occasion,
    pub moment: Moment,
    /// Whether it is known that a covert programme was exposed in this round, or was not.
    swept: bool,
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
    let disarm_first = game.talks.sequence == Sequence::DisarmFirst;
    let first = place.moment == Moment::First;
    let (disarmer, actions, seen): (bool, &[&str], &[&str]) = match (place.occasion, disarm_first, first) {
        (Occasion::Opening, _, first) => (!first, &["return", "refuse"], &["returned", "refused"]),
        (Occasion::Meeting, true, true) => (true, &["comply", "feign", "hold"], &["credited", "disputed", "held"]),
        (Occasion::Meeting, false, true) => (false, &["deliver", "hold"], &["delivered", "held"]),
        (Occasion::Meeting, false, false) => (
            true,
            &["comply", "feign", "pocket"],
            &["credited", "disputed", "pocketed"],
        ),
        (Occasion::Review, true, true) | (Occasion::Review, false, false) => {
            (true, &["stay", "quit"], &["stayed", "quit"])
        }
        (Occasion::Meeting, true, false) | (Occasion::Review, _, _) => {
            (false, &["honour", "renege"], &["honoured", "reneged"])
        }
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
        occasion: Occasion::Meeting,
        moment: Moment::Closed,
        swept: false,
    };
    let mut said = Vec::new();
    for (at, word) in words.match_indices(|c: char| c != ' ').filter_map(|(at, _)| {
        let begins = at == 0 || words.as_bytes()[at - 1] == b' ';
        begins.then(|| (at, words[at..].split(' ').next().expect("a word")))
    }) {
        if let Some((_, successor)) = word.split_once("turnover-").or(word.split_once("succession-")) {
            kind = usize::from(["keeper", "dealer"].contains(&successor));
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
            sweep(game, &mut place, false);
            place.swept = false;
            place.now.round = round;
            place.begin = place.now;
            place.before = public(&words[..at]);
            place.moment = Moment::Beginning;
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
        Moment::Beginning => binary(["mediate", "stand-aside"], source.mediate(&place)),
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
        let word = word.split_once("turnover-").map_or(word, |_| "turnover");
        word.split_once("succession-").map_or(word, |_| "succession").to_owned()
    };
    words.split_whitespace().map(plain).collect::<Vec<_>>().join(" ")
}

fn step(game: &Game, source: &mut impl Source, place: &mut Place, word: &str) {
    let occurs = |place: &mut Place, occasion| (place.occasion, place.moment) = (occasion, Moment::First);
    match public(word).as_str() {
        "mediates" | "aside" => {}
        "meeting" => occurs(place, Occasion::Meeting),
        "review" => occurs(place, Occasion::Review),
        "opening" => occurs(place, Occasion::Opening),
        "apart" => place.moment = Moment::Closed,
        "exposed" => {
            sweep(game, place, true);
            place.now.phase = Phase::RupturedByDisarmer { rebuilt: false };
        }
        "succession" => {
            sweep(game, place, false);
            place.now.dealer = game.disarmer.succession.dealer_prior;
        }
        "turnover" => {
            sweep(game, place, false);
            let elections = game.guarantor.elections.as_ref().expect("elections");
            place.now.keeper = elections.successor_keeper_prior;
        }
        "neutrality-lost" => {
            sweep(game, place, false);
            place.now.broker = false;
        }
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

/// What everybody concludes at the end of a round in force from a covert programme that was exposed, or was not.
fn sweep(game: &Game, place: &mut Place, exposed: bool) {
    let now = &mut place.now;
    if !place.swept && now.phase == Phase::InForce && now.stages > 0 {
        let broker = game.broker.as_ref().filter(|_| now.broker);
        let sought = game.verification.exposure_rate + broker.map_or(0.0, |b| b.instruments.exposure_rate);
        let per_round = sought / f64::from(game.clock.rounds_per_year);
        let hidden = game.disarmer.covert_share.map(|share| (-per_round * share).exp());
        let likelihood = hidden.map(|hidden| if exposed { 1.0 - hidden } else { hidden });
        now.dealer = posterior(now.dealer, likelihood);
    }
    place.swept = true;
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
            .as_ref()
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
        "delivered" => place.moment = Moment::Reply(seen),
        "stayed" | "honoured" | "returned" if first => place.moment = Moment::Reply(seen),
        "returned" => place.now.phase = Phase::InForce,
        "reneged" => match game
            .broker
            .as_ref()
            .filter(|_| place.now.broker && place.now.stages > 0)
        {
            Some(broker) if broker.instruments.enforcement == Enforcement::Discretionary => {
                place.moment = Moment::Enforce(origin);
            }
            broker => leave(place, broker.is_some()),
        },
        "held" | "stayed" | "honoured" | "refused" => {}
        word => panic!("`{word}` is not an observation"),
    }
}
