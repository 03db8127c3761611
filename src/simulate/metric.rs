//! What is measured of an episode besides its outcome (model section 10).

use super::episode::Record;
use crate::game::outcome::Cause;

/// A number per episode, or none where it has no meaning (the year of a settlement that never came).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Share of the deterrent truly dismantled at the end.
    DismantledShare,
    /// Deterrent share of the stages that were feigned.
    FeignedShare,
    StagesCompleted,
    /// Time that the process stayed in force.
    YearsInForce,
    /// Whether all stages were ever completed and in force.
    SettlementReached,
    /// End of the round in which that was first so.
    SettlementYear,
    /// Whether the process ever ruptured.
    Ruptured,
    /// End of the round of the first rupture.
    FirstRuptureYear,
    /// Whether the first rupture had this cause.
    FirstRupture(Cause),
    Crises,
    /// Discounted over the simulated time.
    PayoffDisarmer,
    PayoffGuarantor,
    PayoffBroker,
}

impl Metric {
    pub const ALL: [Metric; 18] = [
        Metric::DismantledShare,
        Metric::FeignedShare,
        Metric::StagesCompleted,
        Metric::YearsInForce,
        Metric::SettlementReached,
        Metric::SettlementYear,
        Metric::Ruptured,
        Metric::FirstRuptureYear,
        Metric::FirstRupture(Cause::Reneged),
        Metric::FirstRupture(Cause::DisputedRightly),
        Metric::FirstRupture(Cause::DisputedWrongly),
        Metric::FirstRupture(Cause::Quit),
        Metric::FirstRupture(Cause::Pocketed),
        Metric::FirstRupture(Cause::Exposed),
        Metric::Crises,
        Metric::PayoffDisarmer,
        Metric::PayoffGuarantor,
        Metric::PayoffBroker,
    ];

    /// Place in [`Metric::ALL`].
    pub fn place(self) -> usize {
        Self::ALL
            .iter()
            .position(|m| *m == self)
            .expect("all metrics are listed")
    }

    /// Name in tables.
    pub fn name(self) -> String {
        match self {
            Metric::DismantledShare => "dismantled_share".into(),
            Metric::FeignedShare => "feigned_share".into(),
            Metric::StagesCompleted => "stages_completed".into(),
            Metric::YearsInForce => "years_in_force".into(),
            Metric::SettlementReached => "settlement_reached".into(),
            Metric::SettlementYear => "settlement_year".into(),
            Metric::Ruptured => "ruptured".into(),
            Metric::FirstRuptureYear => "first_rupture_year".into(),
            Metric::FirstRupture(cause) => format!("first_rupture.{}", cause.name()),
            Metric::Crises => "crises".into(),
            Metric::PayoffDisarmer => "payoff_disarmer".into(),
            Metric::PayoffGuarantor => "payoff_guarantor".into(),
            Metric::PayoffBroker => "payoff_broker".into(),
        }
    }

    /// Unit of the metric's mean.
    pub fn unit(self) -> &'static str {
        match self {
            Metric::DismantledShare | Metric::FeignedShare => "share",
            Metric::StagesCompleted => "stages",
            Metric::YearsInForce | Metric::SettlementYear | Metric::FirstRuptureYear => "years",
            Metric::SettlementReached | Metric::Ruptured | Metric::FirstRupture(_) => "probability",
            Metric::Crises => "crises",
            Metric::PayoffDisarmer | Metric::PayoffGuarantor | Metric::PayoffBroker => "payoff",
        }
    }

    /// Whether the metric is an event, so that its mean is a probability.
    pub fn is_event(self) -> bool {
        matches!(
            self,
            Metric::SettlementReached | Metric::Ruptured | Metric::FirstRupture(_)
        )
    }
}

/// All metrics of an episode, by [`Metric::ALL`]; NaN where one has no meaning.
pub type Row = [f64; Metric::ALL.len()];

/// The metrics of an episode in a game with `rounds_per_year` rounds a year; the broker's payoff has a meaning if there is a
/// third party to be paid.
#[inline]
pub fn row(record: &Record, rounds_per_year: f64, third_is_paid: bool) -> Row {
    // Written out, so that the compiler sees which metric each one is; a loop would decide that anew for every episode.
    let at = |index: usize| value(Metric::ALL[index], record, rounds_per_year, third_is_paid);
    [
        at(0),
        at(1),
        at(2),
        at(3),
        at(4),
        at(5),
        at(6),
        at(7),
        at(8),
        at(9),
        at(10),
        at(11),
        at(12),
        at(13),
        at(14),
        at(15),
        at(16),
        at(17),
    ]
}

/// A metric of an episode; NaN where it has no meaning.
#[inline(always)]
fn value(metric: Metric, record: &Record, rounds_per_year: f64, third_is_paid: bool) -> f64 {
    let event = |happened: bool| f64::from(u8::from(happened));
    let year = |round: usize| (round + 1) as f64 / rounds_per_year;
    match metric {
        Metric::DismantledShare => record.dismantled_share,
        Metric::FeignedShare => record.feigned_share,
        Metric::StagesCompleted => record.stages_completed as f64,
        Metric::YearsInForce => record.rounds_in_force as f64 / rounds_per_year,
        Metric::SettlementReached => event(record.settled.is_some()),
        Metric::SettlementYear => record.settled.map_or(f64::NAN, year),
        Metric::Ruptured => event(record.first_rupture.is_some()),
        Metric::FirstRuptureYear => record.first_rupture.map_or(f64::NAN, |(_, round)| year(round)),
        Metric::FirstRupture(cause) => event(record.first_rupture.is_some_and(|(c, _)| c == cause)),
        Metric::Crises => record.crises as f64,
        Metric::PayoffDisarmer => record.payoffs[0],
        Metric::PayoffGuarantor => record.payoffs[1],
        Metric::PayoffBroker if third_is_paid => record.payoffs[2],
        Metric::PayoffBroker => f64::NAN,
    }
}
