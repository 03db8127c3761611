//! From the values of one arm in one world to the [`Game`] that is solved and played.

use super::complete::Values;
use super::coordinates::Outlook;
use super::table::{DISARMER, GUARANTOR};
use crate::game::{
    Acceptance, Backing, Broker, Clock, Crises, Disarmer, Elections, Enforcement, Game, Guarantor, Information,
    Instruments, Interests, Sequence, Stage, Succession, Talks, Verification,
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
    let disarmer = disarmer(values)?;
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
            elections: match number("guarantor.elections.successor_keeper_prior") {
                Some(successor_keeper_prior) => Some(Elections {
                    first: rounds("guarantor.elections.first_year")?,
                    every: rounds("guarantor.elections.every_years").unwrap_or(0),
                    turnover: values.series("guarantor.elections.turnover")?,
                    successor_keeper_prior,
                }),
                None => None,
            },
            ..guarantor(values)?
        },
        talks: Talks {
            sequence: Sequence::from_word(values.text("talks.sequence")?)?,
            meetings_per_year: number("talks.meetings_per_year")?,
            reviews_per_year: number("talks.reviews_per_year")?,
            advance_years: number("talks.advance_years")?,
            reopening_rate: number("talks.reopening_rate")?,
        },
        verification: Verification {
            exposure_rate: number("verification.exposure_rate")?,
            concealed_value: number("verification.concealed_value")?,
        },
        crises: Crises {
            rate_in_force: support.unrest * number("crises.rate_in_force")?,
            rate_ruptured: support.unrest * number("crises.rate_ruptured")?,
            escalation: number("crises.escalation")?,
        },
        broker: match number("broker.rationality") {
            Some(rationality) => Some(broker(values, rationality)?),
            None => None,
        },
        // Known only beside the other arms: see `Scenario::world`.
        bystander: None,
        backing: support.backing,
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
        threat_share: number("threat_share").or_else(|| number("deterrent_share"))?,
        relief_share: number("relief_share")?,
        cost_share: number("cost_share").or_else(|| number("relief_share"))?,
        years: number("years")?,
        reversible: number("reversible")?,
        revocable: number("revocable")?,
        detection: number("detection")?,
        false_alarm: number("false_alarm")?,
    })
}

fn disarmer(values: &Values) -> Option<Disarmer> {
    let number = |key: &str| values.fixed(&format!("disarmer.{key}"));
    let by_type = |key: &str| values.by_type(&format!("disarmer.{key}"), DISARMER);
    let dealer_prior = number("dealer_prior")?;
    Some(Disarmer {
        dealer_prior,
        deterrent_value: by_type("deterrent_value")?,
        relief_value: number("relief_value")?,
        exposure: number("exposure")?,
        pressure: number("pressure")?,
        prestige: number("prestige")?,
        rebuild_years: number("rebuild_years")?,
        covert_share: by_type("covert_share")?,
        // Without the table nobody succeeds anybody, and the prior of a successor is never used.
        succession: Succession {
            rate: number("succession.rate").unwrap_or(0.0),
            dealer_prior: number("succession.dealer_prior").unwrap_or(dealer_prior),
        },
        war_cost: number("war_cost")?,
        discount_factor: number("discount_factor")?,
        rationality: number("rationality")?,
    })
}

/// Without its elections, which are counted in rounds.
fn guarantor(values: &Values) -> Option<Guarantor> {
    let number = |key: &str| values.fixed(&format!("guarantor.{key}"));
    let by_type = |key: &str| values.by_type(&format!("guarantor.{key}"), GUARANTOR);
    Some(Guarantor {
        keeper_prior: number("keeper_prior")?,
        threat_reduction: by_type("threat_reduction")?,
        relief_cost: by_type("relief_cost")?,
        tension: by_type("tension")?,
        talks_cost: number("talks_cost")?,
        renege_cost: by_type("renege_cost")?,
        elections: None,
        war_cost: number("war_cost")?,
        discount_factor: number("discount_factor")?,
        rationality: number("rationality")?,
    })
}

fn broker(values: &Values, rationality: f64) -> Option<Broker> {
    let number = |path: &str| values.fixed(&format!("broker.{path}"));
    let instrument = |key: &str| number(&format!("instruments.{key}"));
    let interest = |key: &str| number(&format!("interests.{key}"));
    let acceptance = |side: &str| {
        let cost = number(&format!("acceptance.{side}.cost")).map(Acceptance::Cost);
        cost.or_else(|| number(&format!("acceptance.{side}")).map(Acceptance::Probability))
    };
    Some(Broker {
        acceptance: [acceptance("disarmer")?, acceptance("guarantor")?],
        neutrality_loss_rate: number("neutrality_loss_rate")?,
        instruments: Instruments {
            facilitation: instrument("facilitation")?,
            reopening_rate: instrument("reopening_rate")?,
            monitoring: instrument("monitoring")?,
            exposure_rate: instrument("exposure_rate")?,
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
        rationality,
    })
}
