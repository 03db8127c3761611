//! The sentences of a story that do not depend on what came before.

use super::super::phrases::capitalised;
use super::super::words::{fixed, significant};
use super::{Calendar, Names};
use crate::game::Information;
use crate::game::moves::{Action, Observed, Player};
use crate::game::outcome::{Cause, Outcome};
use crate::policy::Beliefs;
use crate::simulate::record::Record;
use crate::solve::MessageStage;

/// A difference in value below this is printed as none.
const NO_INTEREST: f64 = 5e-7;

/// Who the players truly are, and what they start from.
pub fn opening(names: &Names, dealer: bool, keeper: bool, beliefs: Beliefs) -> Vec<String> {
    let kind = if dealer { "a dealer" } else { "a staller" };
    let administration = if keeper { "a keeper" } else { "a reneger" };
    vec![
        format!(
            "Unknown to the others, {} is {kind} and the administration of {} is {administration}.",
            names.disarmer, names.guarantor
        ),
        format!(
            "They start from Pr(dealer) = {:.2} and Pr(keeper) = {:.2}.",
            beliefs[0], beliefs[1]
        ),
    ]
}

/// A message of the broker before the talks.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// On whom.
    pub about: Player,
    /// Whether it vouches for it or warns of it.
    pub vouches: bool,
    /// Whether its private signal was good.
    pub good_signal: bool,
    /// Whether it speaks the signal out of honesty.
    pub honest: bool,
}

/// What the broker says, why, what its interest is, and what it does to the belief.
pub fn message(
    names: &Names,
    message: Message,
    information: &Information,
    stage: &MessageStage,
    [before, after]: [f64; 2],
) -> String {
    let Message {
        about,
        vouches,
        good_signal,
        honest,
    } = message;
    let broker = &names.broker;
    let verb = if vouches { "vouches for" } else { "warns of" };
    let signal = if good_signal { "good" } else { "bad" };
    let honesty = fixed(information.honesty, 2);
    let why = match honest {
        true => format!("it reports the signal as it is, as it does with probability {honesty} whatever its interest"),
        false => "this time it does not report the signal but chooses by its interest".to_owned(),
    };
    let gain = stage.gain[usize::from(good_signal)];
    let (better, worse, does) = match gain > 0.0 {
        true => ("vouching", "warning", "vouch"),
        false => ("warning", "vouching", "warn"),
    };
    let strategic = stage.strategic[usize::from(good_signal)];
    let chosen = if gain > 0.0 { strategic } else { 1.0 - strategic };
    let interest = match gain.abs() < NO_INTEREST {
        true => "It has no interest in either message.".to_owned(),
        false => format!(
            "Its interest: after a {signal} signal {better} is worth {} more to it than {worse}, so that it would {does} with \
             probability {} when it chooses.",
            significant(gain.abs()),
            fixed(chosen, 2)
        ),
    };
    let kind = if about == Player::Disarmer { "dealer" } else { "keeper" };
    let effect = match change(before, after) {
        true => format!("The others know how it chooses, and Pr({kind}) goes from {before:.2} to {after:.2}."),
        false => format!("The others know how it chooses and learn next to nothing: Pr({kind}) stays at {after:.2}."),
    };
    format!(
        "Before the talks {broker} {verb} {}. Its private signal was {signal}; {why}. {interest} {effect}",
        names.player(about)
    )
}

/// Whether a change of a belief would be seen with two decimals.
pub fn change(before: f64, after: f64) -> bool {
    (after - before).abs() >= 0.005
}

/// A move at the attempt on a stage, counted from zero.
pub fn of_move(names: &Names, mover: Player, action: Action, observed: Observed, attempted: usize) -> String {
    let name = capitalised(names.player(mover));
    let number = attempted + 1;
    let stage = names.stages.get(attempted);
    let given = stage.map_or("the next stage", |(given, _)| given.as_str());
    let relief = stage.map_or("the next relief", |(_, relief)| relief.as_str());
    let seen = match observed {
        Observed::Credited => "it is verified and credited",
        Observed::Disputed => "the inspectors dispute it and the process breaks",
        _ => "",
    };
    let what = match action {
        Action::Comply => format!("{name} carries out stage {number} ({given}); {seen}"),
        Action::Feign => format!("{name} feigns stage {number} ({given}) and conceals the real thing; {seen}"),
        Action::Hold => format!("{name} holds: no step is taken"),
        Action::Stay => format!("{name} stays"),
        Action::Quit => format!("{name} walks out"),
        Action::Pocket => format!("{name} pockets what it was given and stops"),
        Action::Deliver => format!("{name} delivers in advance ({relief})"),
        Action::Honour => format!("{name} honours the agreement"),
        Action::Renege => format!("{name} reneges"),
        Action::Return => format!("{name} is ready to return"),
        Action::Refuse => format!("{name} refuses to return"),
        Action::Enforce => {
            format!("{name} enforces: it returns what it held in custody and keeps releasing what is in escrow")
        }
        Action::Acquiesce => format!("{name} lets it pass"),
    };
    format!("{what}.")
}

/// What an outcome means, in a clause.
pub fn verdict(names: &Names, outcome: Outcome) -> String {
    let (d, g) = (&names.disarmer, &names.guarantor);
    match outcome {
        Outcome::Settlement => {
            "a settlement: every stage completed, none feigned, nothing of weight kept in secret, and still in force"
                .to_owned()
        }
        Outcome::HollowSettlement => {
            format!("a hollow settlement: all stages credited, but {d} feigned one or keeps a covert programme")
        }
        Outcome::InterimDeal => "an interim deal: some stages completed and the process still in force".to_owned(),
        Outcome::SymbolicTalks => "symbolic talks: in force, but nothing completed".to_owned(),
        Outcome::Revocation => format!("revocation: {g} took back what it could after stages had been completed"),
        Outcome::Deadlock => format!("deadlock: {g} left before anything was completed"),
        Outcome::Breach => format!("breach: the process was ruptured on {d}'s side"),
        Outcome::War => "war".to_owned(),
    }
}

fn cause(names: &Names, cause: Cause) -> String {
    let (d, g) = (&names.disarmer, &names.guarantor);
    match cause {
        Cause::Reneged => format!("{g} reneged"),
        Cause::DisputedRightly => format!("a stage that {d} had feigned was found out"),
        Cause::DisputedWrongly => "an honest stage was disputed by mistake".to_owned(),
        Cause::Quit => format!("{d} walked out"),
        Cause::Pocketed => format!("{d} pocketed a delivery"),
        Cause::Exposed => format!("a covert programme of {d} came to light"),
    }
}

/// How it ended, of so many stages.
pub fn ending(names: &Names, calendar: Calendar, record: &Record, stages: usize) -> Vec<String> {
    let years = |rounds: usize| fixed(rounds as f64 / calendar.rounds_per_year.max(1) as f64, 2);
    let (d, g) = (&names.disarmer, &names.guarantor);
    let date = calendar
        .date(record.rounds)
        .map_or(String::new(), |date| format!(", in {date}"));
    let rupture = match record.first_rupture {
        None => "It never ruptured.".to_owned(),
        Some((why, round)) => format!(
            "It first ruptured in round {} because {}.",
            round + 1,
            cause(names, why)
        ),
    };
    vec![
        format!(
            "After {} years{date}: {}.",
            years(record.rounds),
            verdict(names, record.outcome)
        ),
        format!(
            "{rupture} It was in force for {} years, {} of {stages} stages were completed, and the share of the deterrent truly \
             dismantled is {}.",
            years(record.rounds_in_force),
            record.stages_completed,
            fixed(record.dismantled_share, 2)
        ),
        format!(
            "Beliefs at the end: Pr(dealer) = {}, Pr(keeper) = {}. Discounted payoffs: {d} {}, {g} {}.",
            fixed(record.beliefs[0], 2),
            fixed(record.beliefs[1], 2),
            fixed(record.payoffs[0], 2),
            fixed(record.payoffs[1], 2),
        ),
    ]
}

/// A number of rounds in words.
pub fn rounds(n: usize) -> String {
    if n == 1 {
        "one round".into()
    } else {
        format!("{n} rounds")
    }
}
