//! From the checked values of one arm to the [`Game`] that is solved and played.

use super::complete::Values;
use super::layer::Layer;
use crate::game::{
    Backing, Broker, Clock, Crises, Disarmer, Elections, Enforcement, Game, Guarantor, Information, Instruments,
    Interests, Sequence, Stage, Talks,
};

/// The game of complete, checked and certain values; `None` if they are not, which the checks have reported.
pub(super) fn game(values: &Values, layer: &Layer) -> Option<Game> {
    let number = |path: &str| values.fixed(path);
    let per_year = number("clock.rounds_per_year")?;
    let rounds = |path: &str| Some((number(path)? * per_year).round() as usize);
    let stages = (1..=layer.stages())
        .map(|i| stage(&|key| number(&format!("stages.{i}.{key}"))))
        .collect::<Option<Vec<Stage>>>()?;
    Some(Game {
        clock: Clock {
            rounds_per_year: per_year as u32,
            rounds: rounds("clock.years")?,
            foresight: rounds("clock.foresight_years")?,
        },
        stages,
        disarmer: disarmer(&|key| number(&format!("disarmer.{key}")))?,
        guarantor: Guarantor {
            elections: if layer.has("guarantor.elections") {
                Some(Elections {
                    first: rounds("guarantor.elections.first_year")?,
                    every: rounds("guarantor.elections.every_years").unwrap_or(0),
                    turnover: number("guarantor.elections.turnover")?,
                    successor_keeper_prior: number("guarantor.elections.successor_keeper_prior")?,
                })
            } else {
                None
            },
            ..guarantor(&|key| number(&format!("guarantor.{key}")))?
        },
        talks: Talks {
            sequence: match values.text("talks.sequence")? {
                "relief_first" => Sequence::ReliefFirst,
                _ => Sequence::DisarmFirst,
            },
            meeting_failure: number("talks.meeting_failure")?,
            reopening_rate: number("talks.reopening_rate")?,
        },
        crises: Crises {
            rate_in_force: number("crises.rate_in_force")?,
            rate_ruptured: number("crises.rate_ruptured")?,
            escalation: number("crises.escalation")?,
        },
        broker: if layer.has("broker") {
            Some(broker(values, layer)?)
        } else {
            None
        },
        backing: Backing::default(),
    })
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

fn broker(values: &Values, layer: &Layer) -> Option<Broker> {
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
            enforcement: match values.text("broker.instruments.enforcement")? {
                "automatic" => Enforcement::Automatic,
                _ => Enforcement::Discretionary,
            },
        },
        information: if layer.has("broker.information") {
            Some(Information {
                disarmer_accuracy: number("information.disarmer_accuracy")?,
                guarantor_accuracy: number("information.guarantor_accuracy")?,
                honesty: number("information.honesty")?,
            })
        } else {
            None
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
