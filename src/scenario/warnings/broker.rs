//! Oddities of the broker and of the stakeholders: what has no effect.

use super::Warnings;
use crate::scenario::code::Code;
use crate::scenario::quantity::Quantity;
use crate::scenario::table::KEYS;

/// With this rate a year, 95 % of brokers are gone within a year.
const GONE: f64 = 3.0;
/// What a stakeholder does.
const DEEDS: [&str; 4] = ["guarantee", "aid", "pressure_relief", "calm"];

pub(super) fn report(warnings: &mut Warnings<'_, '_>) {
    if warnings.central("broker.rationality").is_some() {
        powers(warnings);
        targets(warnings);
        standing(warnings);
    }
    stakeholders(warnings);
}

/// Last parts of the keys of instruments that are numbers.
fn instruments() -> impl Iterator<Item = &'static str> {
    let numbers = KEYS.iter().filter(|key| key.kind.domain().is_some());
    numbers.filter_map(|key| key.path.strip_prefix("broker.instruments."))
}

fn instrument(name: &str) -> String {
    format!("broker.instruments.{name}")
}

fn powers(warnings: &mut Warnings<'_, '_>) {
    if warnings.central("broker.information.honesty").is_some() {
        return;
    }
    let all: Vec<&str> = instruments().collect();
    if all.iter().all(|name| warnings.is(&instrument(name), 0.0)) {
        let message = "the broker has neither instruments nor information, and changes nothing".to_string();
        let help = format!("give it an instrument in [broker.instruments]: {}", all.join(", "));
        warnings.warn(Code::IdleBroker, "broker", message, help);
    }
}

/// Instruments with nothing to work on.
fn targets(warnings: &mut Warnings<'_, '_>) {
    let only = |numbers: Vec<f64>, x: f64| !numbers.is_empty() && numbers.iter().all(|y| *y == x);
    let (escrow, monitoring) = (instrument("escrow"), instrument("monitoring"));
    if warnings.amount(&escrow) > 0.0 && only(warnings.of_stages("revocable"), 0.0) {
        let message = "there is nothing to hold in escrow: no stage's relief can be taken back".to_string();
        let help = "give `revocable` above 0 to the stages whose relief can be withdrawn, or leave out `escrow`";
        warnings.warn(Code::IdleInstrument, &escrow, message, help);
    }
    let nothing_escapes = only(warnings.of_stages("detection"), 1.0) && only(warnings.of_stages("false_alarm"), 0.0);
    if warnings.amount(&monitoring) > 0.0 && nothing_escapes {
        let message = "there is nothing to monitor: every feint is found out and no alarm is false".to_string();
        let help = "give `detection` below 1 to the stages that can be feigned, or leave out `monitoring`";
        warnings.warn(Code::IdleInstrument, &monitoring, message, help);
    }
    let enforceable = ["custody", "escrow", "guarantee"]
        .iter()
        .any(|name| !warnings.is(&instrument(name), 0.0));
    for path in [
        "broker.interests.enforcement_cost",
        "broker.interests.credibility_stake",
    ] {
        if !enforceable && warnings.amount(path) > 0.0 {
            let message = format!("`{path}` is at stake in an enforcement that would change nothing");
            let help = "give the broker `custody`, `escrow` or a `guarantee` to enforce with";
            warnings.warn(Code::IdleEnforcement, path, message, help);
        }
    }
}

fn standing(warnings: &mut Warnings<'_, '_>) {
    for side in ["disarmer", "guarantor"] {
        let path = format!("broker.acceptance.{side}");
        if warnings.is(&path, 0.0) {
            let message = format!("the {side} never accepts this broker, so all that it could do has the weight 0");
            let help = "give the probability that it does, or { cost = … } to let it decide";
            warnings.warn(Code::RefusedBroker, &path, message, help);
        }
    }
    let path = "broker.neutrality_loss_rate";
    if let Some(rate) = warnings.central(path).filter(|rate| *rate >= GONE) {
        let message = format!(
            "`{path}` is {rate} a year: the broker lasts a mean of {:.1} months",
            12.0 / rate
        );
        let help = "this is a rate per year; a broker that lasts for ten years on average has 0.1";
        warnings.warn(Code::BriefBroker, path, message, help);
    }
    let accuracies = [
        "broker.information.disarmer_accuracy",
        "broker.information.guarantor_accuracy",
    ];
    if accuracies.iter().all(|path| warnings.is(path, 0.5)) {
        let message = "both of the broker's signals are noise, right half of the time".to_string();
        let help = "give an accuracy above 0.5, or leave out [broker.information]";
        warnings.warn(Code::NoisyInformation, accuracies[0], message, help);
    }
}

fn stakeholders(warnings: &mut Warnings<'_, '_>) {
    let values = warnings.values;
    for id in values.ids("stakeholders", "backs") {
        let table = format!("stakeholders.{id}");
        let of = |table: &str, deed: &str| {
            values
                .number(&format!("{table}.{deed}"))
                .unwrap_or(Quantity::Fixed(0.0))
        };
        let opposed = format!("{table}.when_opposed");
        if DEEDS.iter().all(|deed| of(&table, deed) == of(&opposed, deed)) {
            let message = format!("`{table}` does the same whether it backs the settlement or not");
            let help = format!("say what it does: {}; or leave it out", DEEDS.join(", "));
            warnings.warn(Code::IdleStakeholder, &format!("{table}.backs"), message, help);
        }
    }
}
