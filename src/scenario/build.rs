//! From the values of one arm in one world to the [`Game`] that is solved and played.

use super::complete::Values;
use super::worlds::Outlook;
use crate::game::{
    Backing, Broker, Clock, Crises, Disarmer, Elections, Enforcement, Game, Guarantor, Information, Instruments,
    Interests, Sequence, Stage, Talks,
};

/// The game of complete, checked and certain values; `None` if they are not. Tables are there if one of the keys is that they
/// cannot do without.
pub(super) fn game(values: &Values, outlook: &Outlook<'_>) -> Option<Game> {
    let number = |path: &str| values.fixed(path);
    let per_year = number("clock.rounds_per_year")?;
    let rounds = |path: &str| Some((number(path)? * per_year).round() as usize);
    let stages = (1..)
        .take_while(|i| number(&format!("stages.{i}.detection")).is_some())
        .map(|i| stage(&|key| number(&format!("stages.{i}.{key}"))))
        .collect::<Option<Vec<Stage>>>()?;
    let support = support(values, outlook);
    let disarmer = disarmer(&|key| number(&format!("disarmer.{key}")))?;
    Some(Game {
        clock: Clock {
            rounds_per_year: per_year as u32,
            rounds: rounds("clock.years")?,
            foresight: rounds("clock.foresight_years")?,
        },
        stages,
        disarmer: Disarmer {
            pressure: (disarmer.pressure - support.pressure_relief).max(0.0),
            ..disarmer
        },
        guarantor: Guarantor {
            elections: match number("guarantor.elections.turnover") {
                Some(turnover) => Some(Elections {
                    first: rounds("guarantor.elections.first_year")?,
                    every: rounds("guarantor.elections.every_years").unwrap_or(0),
                    turnover,
                    successor_keeper_prior: number("guarantor.elections.successor_keeper_prior")?,
                }),
                None => None,
            },
            ..guarantor(&|key| number(&format!("guarantor.{key}")))?
        },
        talks: Talks {
            sequence: Sequence::from_word(values.text("talks.sequence")?)?,
            meeting_failure: number("talks.meeting_failure")?,
            reopening_rate: number("talks.reopening_rate")?,
        },
        crises: Crises {
            rate_in_force: support.unrest * number("crises.rate_in_force")?,
            rate_ruptured: support.unrest * number("crises.rate_ruptured")?,
            escalation: number("crises.escalation")?,
        },
        broker: match takes_part(values, outlook) {
            true => Some(broker(values)?),
            false => None,
        },
        backing: support.backing,
    })
}

/// Whether there is a broker and both sides accept it.
fn takes_part(values: &Values, outlook: &Outlook<'_>) -> bool {
    ["disarmer", "guarantor"].iter().all(|side| {
        let path = format!("broker.acceptance.{side}");
        values
            .fixed(&path)
            .is_some_and(|probability| outlook.accepts(&format!("{path}.accepts"), probability))
    })
}

/// What all stakeholders together do in this world (model section 7).
struct Support {
    backing: Backing,
    pressure_relief: f64,
    /// Share of the crises that nobody prevents.
    unrest: f64,
}

fn support(values: &Values, outlook: &Outlook<'_>) -> Support {
    let mut support = Support {
        backing: Backing::default(),
        pressure_relief: 0.0,
        unrest: 1.0,
    };
    // In alphabetical order, so that sums are the same to the last bit in whatever order the file has them.
    for id in values.ids("stakeholders", "backs") {
        let backs = values.fixed(&format!("stakeholders.{id}.backs")).unwrap_or(0.0);
        let table = match outlook.happens(&format!("stakeholders.{id}.stands"), backs) {
            true => format!("stakeholders.{id}"),
            false => format!("stakeholders.{id}.when_opposed"),
        };
        // One that has nothing to say when opposed does nothing.
        let number = |key: &str| values.fixed(&format!("{table}.{key}")).unwrap_or(0.0);
        support.backing.guarantee += number("guarantee");
        support.backing.aid += number("aid");
        support.pressure_relief += number("pressure_relief");
        support.unrest *= 1.0 - number("calm");
    }
    support
}

type Numbers<'n> = &'n dyn Fn(&str) -> Option<f64>;

fn stage(number: Numbers<'_>) -> Option<Stage> {
    Some(Stage {
        deterrent_share: number("deterrent_share")?,
        reversible: number("reversible")?,
        relief_share: number("relief_share")?,
        revocable: number("revocable")?,
        detection: number("detection")?,
        false_alarm: number("false_alarm")?,
    })
}

fn disarmer(number: Numbers<'_>) -> Option<Disarmer> {
    Some(Disarmer {
        dealer_prior: number("dealer_prior")?,
        deterrent_value: [number("deterrent_value.staller")?, number("deterrent_value.dealer")?],
        relief_value: number("relief_value")?,
        exposure: number("exposure")?,
        pressure: number("pressure")?,
        prestige: number("prestige")?,
        rebuild_years: number("rebuild_years")?,
        war_cost: number("war_cost")?,
        discount_factor: number("discount_factor")?,
        rationality: number("rationality")?,
    })
}

/// Without its elections, which are counted in rounds.
fn guarantor(number: Numbers<'_>) -> Option<Guarantor> {
    Some(Guarantor {
        keeper_prior: number("keeper_prior")?,
        threat_reduction: number("threat_reduction")?,
        relief_cost: number("relief_cost")?,
        tension: number("tension")?,
        talks_cost: number("talks_cost")?,
        renege_cost: [number("renege_cost.reneger")?, number("renege_cost.keeper")?],
        elections: None,
        war_cost: number("war_cost")?,
        discount_factor: number("discount_factor")?,
        rationality: number("rationality")?,
    })
}

fn broker(values: &Values) -> Option<Broker> {
    let number = |path: &str| values.fixed(&format!("broker.{path}"));
    let instrument = |key: &str| number(&format!("instruments.{key}"));
    let interest = |key: &str| number(&format!("interests.{key}"));
    Some(Broker {
        neutrality_loss_rate: number("neutrality_loss_rate")?,
        instruments: Instruments {
            facilitation: instrument("facilitation")?,
            reopening_rate: instrument("reopening_rate")?,
            monitoring: instrument("monitoring")?,
            custody: instrument("custody")?,
            escrow: instrument("escrow")?,
            guarantee: instrument("guarantee")?,
            aid: instrument("aid")?,
            enforcement: Enforcement::from_word(values.text("broker.instruments.enforcement")?)?,
        },
        information: match number("information.honesty") {
            Some(honesty) => Some(Information {
                disarmer_accuracy: number("information.disarmer_accuracy")?,
                guarantor_accuracy: number("information.guarantor_accuracy")?,
                honesty,
            }),
            None => None,
        },
        interests: Interests {
            project_revenue: interest("project_revenue")?,
            nonproliferation: interest("nonproliferation")?,
            war_cost: interest("war_cost")?,
            alignment_disarmer: interest("alignment.disarmer")?,
            alignment_guarantor: interest("alignment.guarantor")?,
            mediation_cost: interest("mediation_cost")?,
            enforcement_cost: interest("enforcement_cost")?,
            credibility_stake: interest("credibility_stake")?,
        },
        discount_factor: number("discount_factor")?,
        rationality: number("rationality")?,
    })
}
