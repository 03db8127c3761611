//! From codes to the keys of a scenario: the same formula for all cases, and no key set case by case.
//!
//! Every rule has the name under which `docs/coding.md` explains it. What is common to all cases stands in
//! `scenarios/history/base.toml`.

use super::codes::{Brought, Codes, StageCodes};
use super::lines::{Line, Lines, digits, quoted};
use crate::numeric::elementary::{exp, ln};

/// The few constants that are fitted: each multiplies what the rules say, and 1 leaves it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constants {
    /// Of the rationality of disarmer and guarantor.
    pub rationality: f64,
    /// Of the value of the deterrent, to both types.
    pub value: f64,
    /// Of the odds that the first leader is a dealer.
    pub dealer_odds: f64,
}

impl Constants {
    /// The rules as they are.
    pub const AS_CODED: Constants = Constants {
        rationality: 1.0,
        value: 1.0,
        dealer_odds: 1.0,
    };
}

/// Meetings a year where no plan asks for more (A8 of docs/calibration.md).
const MEETINGS: f64 = 1.45;
/// Probability that an election changes the party, one term and two or more after the last change, and of any election (A5, A6, A7).
const TURNOVER: [f64; 3] = [0.31, 0.86, 0.55];
/// Rate at which the disarmer's leader changes: the DPRK, and leaders past their sixth year anywhere (B6).
const SUCCESSION: [f64; 2] = [0.028, 0.118];

/// All keys of a case, in the order of its file.
pub fn lines(codes: &Codes, constants: &Constants) -> Vec<Line> {
    let mut lines = Lines::default();
    lines.words("clock.start", &codes.start, "O", &["start"]);
    disarmer(codes, constants, &mut lines);
    guarantor(codes, constants, &mut lines);
    process(codes, &mut lines);
    for (number, stage) in (1..).zip(&codes.stages) {
        self::stage(codes, number, stage, &mut lines);
    }
    if let Some(name) = &codes.third_party {
        broker(codes, name, &mut lines);
    }
    lines.0
}

/// Value of the deterrent in the middle between the types, a year (K1).
pub fn deterrent_value(codes: &Codes) -> f64 {
    (0.25 + 0.35 * codes.militarised_rival + 0.40 * codes.usable_weapons) * codes.stake
}

fn disarmer(codes: &Codes, constants: &Constants, lines: &mut Lines) {
    lines.text("disarmer.name", &codes.disarmer, "disarmer");
    let prior = match (codes.initiated, codes.coerced) {
        (true, _) => 0.60,
        (false, true) => 0.15,
        (false, false) => 0.35,
    };
    let of_leader = ("K3", "J");
    let entering = ["initiated", "coerced"];
    lines.number(
        "disarmer.dealer_prior",
        odds(prior, constants.dealer_odds),
        of_leader,
        &entering,
    );
    let middle = deterrent_value(codes) * constants.value;
    let entering = [
        "militarised_rival",
        "usable_weapons_own_control",
        "share_of_deterrent_at_stake",
    ];
    lines.around("disarmer.deterrent_value.dealer", 0.65 * middle, ("K1", "J"), &entering);
    lines.around(
        "disarmer.deterrent_value.staller",
        1.25 * middle,
        ("K1", "J"),
        &entering,
    );
    let relief = 0.35 * (codes.relief_of_gdp / 9.0).min(2.0);
    // What is neither relief nor security still has a price, if a small one.
    let value = (relief + 0.60 * codes.security).max(0.01);
    let entering = ["relief_pct_gdp_per_year", "security_or_recognition_0_1"];
    lines.around("disarmer.relief_value", value, ("K2", "J"), &entering);
    let exposure = if codes.militarised_rival >= 0.5 { 0.30 } else { 0.10 };
    lines.number("disarmer.exposure", exposure, ("K10", "J"), &["militarised_rival"]);
    lines.number(
        "disarmer.pressure",
        0.30 * relief,
        ("K12", "D"),
        &["relief_pct_gdp_per_year"],
    );
    let dprk = codes.disarmer == "DPRK";
    let rate = SUCCESSION[usize::from(!dprk)];
    lines.number("disarmer.succession.rate", rate, ("K13", "D"), &["disarmer"]);
    lines.number(
        "disarmer.succession.dealer_prior",
        odds(prior, 1.5),
        ("K13", "J"),
        &["initiated", "coerced"],
    );
    lines.rationality("disarmer.rationality", constants.rationality);
}

fn guarantor(codes: &Codes, constants: &Constants, lines: &mut Lines) {
    lines.text("guarantor.name", &codes.guarantor, "guarantor");
    let [keeper, successor] = if codes.embedded { [0.95, 0.81] } else { [0.87, 0.38] };
    lines.number("guarantor.keeper_prior", keeper, ("K4", "D"), &["form"]);
    let cost = ["relief_cost_to_guarantor"];
    lines.around("guarantor.relief_cost.keeper", codes.relief_cost, ("K11", "J"), &cost);
    // The ratio of the two types in docs/calibration.md: the upper halves of what relief costs, and its own side is the hostile one.
    lines.around(
        "guarantor.relief_cost.reneger",
        1.875 * codes.relief_cost,
        ("K11", "J"),
        &cost,
    );
    lines.rationality("guarantor.rationality", constants.rationality);
    lines.number(
        "guarantor.elections.first_year",
        codes.first_election,
        ("E1", "D"),
        &["first_election_year"],
    );
    lines.number(
        "guarantor.elections.every_years",
        codes.every_years,
        ("E1", "D"),
        &["election_every_years"],
    );
    match codes.party_terms {
        Some(terms) => {
            let list: Vec<String> = turnover(terms).iter().map(|p| digits(*p)).collect();
            let list = format!("[{}]", list.join(", "));
            lines.push("guarantor.elections.turnover", list, ("E1", "D"), &["party_terms"]);
        }
        None => lines.number(
            "guarantor.elections.turnover",
            codes.turnover,
            ("E1", "D"),
            &["turnover"],
        ),
    }
    lines.number(
        "guarantor.elections.successor_keeper_prior",
        successor,
        ("K4", "D"),
        &["form"],
    );
}

/// Chances of a change of party at the next elections of the United States, if the party has held the White House for so many terms in a
/// row by the first of them; 0 if that change is decided.
fn turnover(terms: usize) -> [f64; 4] {
    let [young, old, any] = TURNOVER;
    let first = match terms {
        0 => 1.0,
        1 => young,
        _ => old,
    };
    // After a change the party is young, and without one it is old.
    let next = |before: f64| before * young + (1.0 - before) * old;
    let second = next(first);
    [first, second, next(second), any]
}

fn process(codes: &Codes, lines: &mut Lines) {
    let order = if codes.relief_first {
        "relief_first"
    } else {
        "disarm_first"
    };
    lines.words("talks.sequence", order, "S1", &["sequence"]);
    lines.number(
        "talks.meetings_per_year",
        meetings(codes),
        ("K5", "D"),
        &["planned_years", "stages"],
    );
    let light = codes.verification <= 2;
    let entering = ["verification_0_4"];
    let rate = match codes.verification {
        0 => 0.08,
        1 | 2 => 0.17,
        _ => 0.45,
    };
    // The rates on record are for a hedge of 0.15 of the whole (C5).
    lines.number("verification.exposure_rate", rate / 0.15, ("K15", "D"), &entering);
    let concealed = if light { 0.21 } else { 0.092 };
    lines.number("verification.concealed_value", concealed, ("K15", "J"), &entering);
    let [in_force, ruptured] = if codes.militarised_rival >= 0.5 {
        [0.28, 0.65]
    } else {
        [0.05, 0.20]
    };
    lines.number("crises.rate_in_force", in_force, ("K9", "D"), &["militarised_rival"]);
    lines.number("crises.rate_ruptured", ruptured, ("K9", "D"), &["militarised_rival"]);
    let escalation = if codes.military_option { 0.03 } else { 0.01 };
    lines.number(
        "crises.escalation",
        escalation,
        ("K9", "J"),
        &["declared_military_option"],
    );
}

/// Years that the plan gives a stage.
fn planned(codes: &Codes) -> f64 {
    codes.planned_years / codes.stages.len() as f64
}

/// A plan that leaves a stage little time has meetings to match: half of the time is waiting then.
fn meetings(codes: &Codes) -> f64 {
    MEETINGS.max(2.0 / planned(codes))
}

fn stage(codes: &Codes, number: usize, stage: &StageCodes, lines: &mut Lines) {
    let key = |what: &str| format!("stages.{number}.{what}");
    let variable = |what: &str| format!("stage{number}_{what}");
    let all = |of: fn(&StageCodes) -> f64| codes.stages.iter().map(of).sum::<f64>();
    let (deterrent, relief) = (
        stage.deterrent_share / all(|s| s.deterrent_share),
        stage.relief_share / all(|s| s.relief_share),
    );
    let equal = 1.0 / codes.stages.len() as f64;
    let years = planned(codes);
    lines.push(&key("name"), quoted(&stage.name), ("S0", "D"), &[&variable("name")]);
    let (own, theirs) = (variable("deterrent_share"), variable("relief_share"));
    lines.share(&key("deterrent_share"), deterrent, ("S3", "J"), &[&own]);
    lines.share(&key("threat_share"), (deterrent + equal) / 2.0, ("S7", "J"), &[&own]);
    lines.share(&key("relief_share"), relief, ("S4", "J"), &[&theirs]);
    lines.share(&key("cost_share"), (relief + equal) / 2.0, ("S7", "J"), &[&theirs]);
    let wait = 1.0 / meetings(codes);
    lines.number(
        &key("years"),
        (years - wait).max(0.0),
        ("K5", "D"),
        &["planned_years", "stages"],
    );
    let months = variable("reversal_months");
    let reversible = match stage.reversal_months {
        0.0 => 1.0,
        months => 1.0 - exp(-24.0 / months),
    };
    lines.number(&key("reversible"), reversible, ("K7", "D"), &[&months]);
    lines.number(
        &key("revocable"),
        stage.revocable,
        ("S6", "J"),
        &[&variable("revocable")],
    );
    let a_year: f64 = [0.08, 0.17, 0.17, 0.45, 0.45][codes.verification];
    let detection = match stage.declared {
        true => [0.30, 0.95, 0.95, 0.95, 0.97][codes.verification],
        false => 1.0 - exp(years * ln(1.0 - a_year)),
    };
    let declared = variable("declared");
    lines.number(
        &key("detection"),
        detection,
        ("K6", "D"),
        &[&declared, "verification_0_4", "planned_years"],
    );
    let alarm = 1.0 - exp(-0.055 * years);
    lines.number(&key("false_alarm"), alarm, ("K8", "D"), &["planned_years", "stages"]);
}

/// What a third party brings, by standard instrument (T1); its interests are those of Russia in 2018, for want of others.
fn broker(codes: &Codes, name: &str, lines: &mut Lines) {
    let rule = ("T1", "D");
    let judged = ("T1", "J");
    let has = |kind: Brought| codes.brought.contains(&kind);
    let by = ["instruments"];
    lines.text("broker.name", name, "third_party");
    // It took part, so nothing is to be weighed.
    lines.number("broker.acceptance.disarmer", 1.0, rule, &["third_party"]);
    lines.number("broker.acceptance.guarantor", 1.0, rule, &["third_party"]);
    for (kind, key, value) in [
        (Brought::Facilitation, "facilitation", 0.59),
        (Brought::Reopening, "reopening_rate", 0.14),
        (Brought::Monitoring, "monitoring", 0.40),
        (Brought::Monitoring, "exposure_rate", 0.27),
        (Brought::Custody, "custody", 0.39),
        (Brought::Escrow, "escrow", 0.60),
        (Brought::Guarantee, "guarantee", 1.0),
        (Brought::Aid, "aid", 0.04),
    ] {
        if has(kind) {
            lines.number(&format!("broker.instruments.{key}"), value, rule, &by);
        }
    }
    let enforceable = [Brought::Custody, Brought::Escrow, Brought::Guarantee]
        .into_iter()
        .any(has);
    if enforceable {
        let enforcement = if has(Brought::Automatic) {
            "automatic"
        } else {
            "discretionary"
        };
        lines.words("broker.instruments.enforcement", enforcement, "T1", &by);
    }
    if has(Brought::Information) {
        for (key, value) in [
            ("disarmer_accuracy", 0.73),
            ("guarantor_accuracy", 0.58),
            ("honesty", 0.57),
        ] {
            lines.number(&format!("broker.information.{key}"), value, rule, &by);
        }
    }
    for (key, value) in [
        ("neutrality_loss_rate", 0.12),
        ("discount_factor", 0.93),
        ("interests.project_revenue", 0.30),
        ("interests.nonproliferation", 0.20),
        ("interests.alignment.disarmer", 0.095),
        ("interests.alignment.guarantor", 0.028),
        ("interests.mediation_cost", 0.05),
        ("interests.enforcement_cost", 0.85),
        ("interests.credibility_stake", 0.40),
        ("interests.war_cost", 20.0),
    ] {
        // What is at stake in an enforcement is left out where there is nothing to enforce.
        let idle = !enforceable && ["interests.enforcement_cost", "interests.credibility_stake"].contains(&key);
        if !idle {
            lines.number(&format!("broker.{key}"), value, judged, &["third_party"]);
        }
    }
    lines.rationality("broker.rationality", 1.0);
}

fn odds(probability: f64, times: f64) -> f64 {
    let odds = times * probability / (1.0 - probability);
    odds / (1.0 + odds)
}
