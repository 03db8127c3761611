//! Oddities of the calendar and the stages: what cannot come about in the time that is simulated.

use super::{Warnings, plain};
use crate::scenario::code::Code;
use crate::scenario::tree::join;

/// Fewer step meetings than this in the whole time are none.
const HALF_A_MEETING: f64 = 0.5;

pub(super) fn report(warnings: &mut Warnings<'_, '_>) {
    elections(warnings);
    duration(warnings);
    stages(warnings);
    verification(warnings);
}

fn elections(warnings: &mut Warnings<'_, '_>) {
    let path = "guarantor.elections.first_year";
    let (Some(first), Some(years)) = (warnings.central(path), warnings.central("clock.years")) else {
        return;
    };
    if first > years {
        let message = format!("the first election comes after {first} years, and {years} are simulated");
        let help = "without an election in that time, leave out [guarantor.elections]";
        warnings.warn(Code::LateElection, path, message, help);
        return;
    }
    let foresight = warnings.central("clock.foresight_years").unwrap_or(years);
    let count = match warnings.central("guarantor.elections.every_years") {
        Some(every) if every > 0.0 => 1 + ((foresight - first).max(0.0) / every).floor() as usize,
        _ => 1,
    };
    let turnover = "guarantor.elections.turnover";
    let listed = (1..)
        .take_while(|i: &usize| warnings.central(&join(turnover, &i.to_string())).is_some())
        .count();
    if listed > count {
        let message = format!("`{turnover}` lists {listed} elections, and the players look ahead to {count}");
        let help = "leave out those that never come; the last one holds for all later elections";
        warnings.warn(
            Code::UnusedElections,
            &join(turnover, &(count + 1).to_string()),
            message,
            help,
        );
    }
}

fn duration(warnings: &mut Warnings<'_, '_>) {
    let Some(years) = warnings.central("clock.years") else {
        return;
    };
    let work: f64 = warnings.of_stages("years").iter().sum();
    if work > years {
        let last = warnings.layer.ids("stages").len();
        let message = format!(
            "the work of all stages takes {} years, and {years} are simulated",
            plain(work)
        );
        let help = "lengthen `clock.years`, or shorten the stages: `years` is the work before a step, in years";
        warnings.warn(Code::LongRoadmap, &format!("stages.{last}.years"), message, help);
    }
    let path = "talks.meetings_per_year";
    let own = warnings.amount(path);
    if own * years < HALF_A_MEETING {
        let message = format!("{own} step meetings a year are {} in {years} years", plain(own * years));
        let help = "this is a rate per year, such as 2 for one in six months";
        warnings.warn(Code::RareMeetings, path, message, help);
    }
}

fn stages(warnings: &mut Warnings<'_, '_>) {
    for id in warnings.layer.ids("stages") {
        let path = |key: &str| format!("stages.{id}.{key}");
        let (detection, alarm) = (
            warnings.amount(&path("detection")),
            warnings.amount(&path("false_alarm")),
        );
        if alarm > 0.0 && detection <= alarm {
            let message = format!(
                "stage {id} is disputed with probability {alarm} if it was honest and {detection} if it was feigned"
            );
            let help = "detection should exceed the false alarms: are the two swapped?";
            let arm_replaced = warnings
                .own
                .is_some_and(|own| own.given.contains_key(&path("false_alarm")));
            let at = if arm_replaced {
                path("false_alarm")
            } else {
                path("detection")
            };
            warnings.warn(Code::BlindDetection, &at, message, help);
        }
    }
    let all = |numbers: Vec<f64>| !numbers.is_empty() && numbers.iter().all(|x| *x == 1.0);
    if all(warnings.of_stages("reversible"))
        && all(warnings.of_stages("revocable"))
        && warnings.is("disarmer.rebuild_years", 0.0)
    {
        let message = "every stage can be undone at once by the disarmer and taken back by the guarantor".to_string();
        let help = "give `reversible` below 1 to a stage that cannot be rebuilt (0 is irreversible), or `disarmer.rebuild_years`";
        warnings.warn(Code::NothingBinds, "stages.1.reversible", message, help);
    }
}

fn verification(warnings: &mut Warnings<'_, '_>) {
    let nothing = [
        "disarmer.covert_share",
        "disarmer.covert_share.dealer",
        "disarmer.covert_share.staller",
    ]
    .iter()
    .all(|path| warnings.values.number(path).is_none() || warnings.is(path, 0.0));
    for path in ["verification.exposure_rate", "broker.instruments.exposure_rate"] {
        if nothing && warnings.amount(path) > 0.0 {
            let message = format!("`{path}` finds nothing: neither type of the disarmer has a covert programme");
            let help = "give `disarmer.covert_share`, or leave the key out";
            warnings.warn(Code::IdleVerification, path, message, help);
        }
    }
}
