//! Oddities of the two sides: how they weigh, what they want, and who they may be.

use super::{Warnings, plain, short};
use crate::scenario::code::Code;
use crate::scenario::table::{DISARMER, GUARANTOR};
use crate::scenario::tree::join;

/// A yearly weight below this is more likely a discount rate.
const RATE: f64 = 0.5;
/// Relief that costs so many times what it is worth can be no deal.
const DEAR: f64 = 20.0;
/// A type this improbable, or its opposite, is no secret.
const CERTAIN: f64 = 1e-3;
/// Precision times payoff beyond which the solver may find no fixed point.
const SHARPEST: f64 = 1000.0;

const PLAYERS: [&str; 3] = ["disarmer", "guarantor", "broker"];

pub(super) fn report(warnings: &mut Warnings<'_, '_>) {
    discounting(warnings);
    rationality(warnings);
    types(warnings);
    priors(warnings);
    relief(warnings);
    wars(warnings);
}

fn discounting(warnings: &mut Warnings<'_, '_>) {
    for player in PLAYERS {
        let path = format!("{player}.discount_factor");
        if let Some(factor) = warnings.central(&path).filter(|factor| *factor < RATE) {
            let message = format!("`{path}` is {factor}: a payoff a year later counts next to nothing");
            let help = format!(
                "a yearly discount rate of {factor} is a factor of {}",
                plain(1.0 - factor)
            );
            warnings.warn(Code::DiscountRate, &path, message, help);
        }
    }
}

fn rationality(warnings: &mut Warnings<'_, '_>) {
    let path = |player: &str| format!("{player}.rationality");
    let strategic = PLAYERS
        .iter()
        .any(|player| warnings.central(&path(player)).is_some_and(|x| x > 0.0));
    for player in PLAYERS {
        let Some(precision) = warnings.central(&path(player)) else {
            continue;
        };
        if precision == 0.0 && strategic {
            let message = format!("`{}` is 0: the {player} chooses by tossing coins", path(player));
            let help =
                "write how strongly it answers to payoffs, such as 2; 0 is a benchmark if it holds for all players";
            warnings.warn(Code::UniformPlay, &path(player), message, help);
        }
        let (key, stake) = largest_payoff(warnings, player);
        if precision * stake > SHARPEST {
            let product = plain(precision * stake);
            let message = format!(
                "`{}` is {precision}, and times `{key}` ({stake}) that is {product}",
                path(player)
            );
            let help = format!(
                "above {SHARPEST} the player hardly errs and results depend on which equilibrium is found; at 2 ÷ payoff a \
                 stake of one payoff is got right 88 % of the time"
            );
            warnings.warn(Code::ExtremeRationality, &path(player), message, help);
        }
    }
}

/// The largest flow of a year that a player may win or lose, with its key.
fn largest_payoff(warnings: &Warnings<'_, '_>, player: &str) -> (String, f64) {
    let keys: &[&str] = match player {
        "disarmer" => &["deterrent_value", "relief_value", "exposure", "pressure", "prestige"],
        "guarantor" => &[
            "threat_reduction",
            "relief_cost",
            "tension",
            "talks_cost",
            "renege_cost",
        ],
        _ => &[
            "interests.project_revenue",
            "interests.nonproliferation",
            "interests.mediation_cost",
            "interests.enforcement_cost",
            "interests.credibility_stake",
        ],
    };
    let types: &[&str] = if player == "disarmer" { &DISARMER } else { &GUARANTOR };
    let mut largest = (String::new(), 0.0);
    for key in keys {
        let path = format!("{player}.{key}");
        for name in types {
            if let Some(x) = warnings.of_type(&path, name).filter(|x| *x > largest.1) {
                largest = (path.clone(), x);
            }
        }
    }
    largest
}

/// The names of types say which of them has more of a number.
fn types(warnings: &mut Warnings<'_, '_>) {
    let [dealer, staller] = DISARMER;
    let [keeper, reneger] = GUARANTOR;
    let more = [
        ("disarmer.deterrent_value", staller, dealer, "values the deterrent more"),
        ("disarmer.covert_share", staller, dealer, "hides more"),
        (
            "guarantor.threat_reduction",
            keeper,
            reneger,
            "gains more by disarmament",
        ),
        (
            "guarantor.relief_cost",
            reneger,
            keeper,
            "bears a higher cost of relief",
        ),
        ("guarantor.renege_cost", keeper, reneger, "pays more for reneging"),
    ];
    for (path, high, low, what) in more {
        let (Some(of_high), Some(of_low)) = (warnings.of_type(path, high), warnings.of_type(path, low)) else {
            continue;
        };
        if of_high < of_low {
            let message = format!(
                "`{path}` is {} of a {high} and {} of a {low}",
                plain(of_high),
                plain(of_low)
            );
            let help = format!("by its name a {high} {what} than a {low}: are the two swapped?");
            warnings.warn(Code::TypesSwapped, &join(path, high), message, help);
        }
    }
}

fn priors(warnings: &mut Warnings<'_, '_>) {
    let priors = [
        ("disarmer.dealer_prior", DISARMER),
        ("disarmer.succession.dealer_prior", DISARMER),
        ("guarantor.keeper_prior", GUARANTOR),
        ("guarantor.elections.successor_keeper_prior", GUARANTOR),
    ];
    for (path, [first, second]) in priors {
        let Some(prior) = warnings.central(path) else { continue };
        if !(CERTAIN..=1.0 - CERTAIN).contains(&prior) {
            let name = if prior < 0.5 { second } else { first };
            let message = format!("`{path}` is {prior}: everybody knows that it is a {name}");
            let help = "a hidden type needs some doubt, such as 0.05 or 0.95";
            warnings.warn(Code::KnownType, path, message, help);
        }
    }
    let turnover = "guarantor.elections.turnover";
    let (whole, list) = (warnings.central(turnover), warnings.values.series(turnover));
    if whole == Some(0.0) || list.is_some_and(|list| list.iter().all(|chance| *chance == 0.0)) {
        let at = if whole.is_some() {
            turnover.to_string()
        } else {
            join(turnover, "1")
        };
        let message = "no election ever changes the administration".to_string();
        let help = "give the chance that one does, or leave out [guarantor.elections]";
        warnings.warn(Code::IdleSuccession, &at, message, help);
    }
    if warnings.is("disarmer.succession.rate", 0.0) {
        let message = "the leader never changes, so `disarmer.succession.dealer_prior` has no effect".to_string();
        let help = "give `disarmer.succession.rate`, or leave out [disarmer.succession]";
        let given = warnings.layer.given.contains_key("disarmer.succession.rate");
        let at = if given {
            "disarmer.succession.rate"
        } else {
            "disarmer.succession"
        };
        warnings.warn(Code::IdleSuccession, at, message, help);
    }
}

fn relief(warnings: &mut Warnings<'_, '_>) {
    let cost = GUARANTOR
        .iter()
        .filter_map(|name| warnings.of_type("guarantor.relief_cost", name));
    let cost = cost.fold(f64::INFINITY, f64::min);
    let path = "disarmer.relief_value";
    if let Some(value) = warnings.central(path)
        && cost.is_finite()
        && value * DEAR < cost
    {
        let message = format!(
            "relief is worth {} to the disarmer and costs the guarantor {}",
            short(value),
            short(cost)
        );
        let help = "each side counts in a unit of its own, but such a deal has hardly a price: check both numbers";
        warnings.warn(Code::WorthlessRelief, path, message, help);
    }
}

fn wars(warnings: &mut Warnings<'_, '_>) {
    let crises = warnings.amount("crises.rate_in_force") + warnings.amount("crises.rate_ruptured");
    let escalation = warnings.amount("crises.escalation");
    if crises > 0.0 && escalation == 0.0 {
        let message = "there are crises, but none of them ever becomes war".to_string();
        let help = "give `crises.escalation`, the chance that a crisis becomes war";
        let given = warnings.layer.given.contains_key("crises.escalation");
        let at = if given { "crises.escalation" } else { "crises" };
        warnings.warn(Code::HarmlessCrises, at, message, help);
    }
    for (side, other) in [("disarmer", "guarantor"), ("guarantor", "disarmer")] {
        let (own, its) = (format!("{side}.war_cost"), format!("{other}.war_cost"));
        if crises * escalation > 0.0 && warnings.is(&own, 0.0) && warnings.amount(&its) > 0.0 {
            let message = format!("war can come, and costs the {side} nothing, while `{its}` is not 0");
            let help = format!("give `{own}`, the lump sum that the {side} loses in a war, in its own unit");
            let at = if warnings.layer.given.contains_key(&own) {
                own.as_str()
            } else {
                side
            };
            warnings.warn(Code::FreeWar, at, message, help);
        }
    }
}
