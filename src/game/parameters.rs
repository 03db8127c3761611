//! The numbers of one game: one world under one arm, checked and plain.
//!
//! A [`Game`] is what the solver and the simulator receive. Every field is named after the scenario key it holds;
//! units and ranges are those of `docs/model.md` section 2. Flows are per year in the player's own payoff unit, rates
//! are per year, costs are positive numbers. A `Game` is built by the scenario layer, which has checked every range, and is
//! never deserialised.

/// The largest number of stages a roadmap may have.
pub const MAX_STAGES: usize = 12;

/// The calendar: `rounds` rounds are played, `foresight` rounds are solved, `foresight >= rounds`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    pub rounds_per_year: u32,
    /// H = years × rounds a year.
    pub rounds: usize,
    /// F = foresight years × rounds a year.
    pub foresight: usize,
}

/// One item of the roadmap. All fields are shares or probabilities in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    pub deterrent_share: f64,
    pub reversible: f64,
    pub relief_share: f64,
    pub revocable: f64,
    pub detection: f64,
    pub false_alarm: f64,
}

/// The side that can give up a deterrent. Values by type are `[staller, dealer]`: index 1 is the type whose probability is
/// the public belief.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disarmer {
    pub dealer_prior: f64,
    pub deterrent_value: [f64; 2],
    pub relief_value: f64,
    pub exposure: f64,
    pub pressure: f64,
    pub prestige: f64,
    pub rebuild_years: f64,
    pub war_cost: f64,
    pub discount_factor: f64,
    pub rationality: f64,
}

/// The side that pays with revocable concessions. Values by type are `[reneger, keeper]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guarantor {
    pub keeper_prior: f64,
    pub threat_reduction: f64,
    pub relief_cost: f64,
    pub tension: f64,
    pub talks_cost: f64,
    pub renege_cost: [f64; 2],
    pub elections: Option<Elections>,
    pub war_cost: f64,
    pub discount_factor: f64,
    pub rationality: f64,
}

/// The electoral calendar in rounds: an election closes round t if t + 1 = first + m·every for some m ≥ 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elections {
    pub first: usize,
    /// 0 if there is only one election.
    pub every: usize,
    pub turnover: f64,
    pub successor_keeper_prior: f64,
}

/// Who moves first in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sequence {
    DisarmFirst,
    ReliefFirst,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Talks {
    pub sequence: Sequence,
    pub meeting_failure: f64,
    pub reopening_rate: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crises {
    pub rate_in_force: f64,
    pub rate_ruptured: f64,
    pub escalation: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Enforcement {
    Automatic,
    Discretionary,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Instruments {
    pub facilitation: f64,
    pub reopening_rate: f64,
    pub monitoring: f64,
    pub custody: f64,
    pub escrow: f64,
    pub guarantee: f64,
    pub aid: f64,
    pub enforcement: Enforcement,
}

/// Accuracies lie in [0.5, 1], honesty in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Information {
    pub disarmer_accuracy: f64,
    pub guarantor_accuracy: f64,
    pub honesty: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interests {
    pub project_revenue: f64,
    pub nonproliferation: f64,
    pub war_cost: f64,
    pub alignment_disarmer: f64,
    pub alignment_guarantor: f64,
    pub mediation_cost: f64,
    pub enforcement_cost: f64,
    pub credibility_stake: f64,
}

/// The third party, by consent of both. In a `Game` it takes part from round 0 (acceptance is a matter of worlds).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Broker {
    pub neutrality_loss_rate: f64,
    pub instruments: Instruments,
    pub information: Option<Information>,
    pub interests: Interests,
    pub discount_factor: f64,
    pub rationality: f64,
}

/// What the stakeholders add to the game in this world, summed over them (model section 7). `pressure_relief` and
/// `calm` are already applied to `disarmer.pressure` and to the crisis rates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Backing {
    pub guarantee: f64,
    pub aid: f64,
}

/// One world under one arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Game {
    pub clock: Clock,
    pub stages: Vec<Stage>,
    pub disarmer: Disarmer,
    pub guarantor: Guarantor,
    pub talks: Talks,
    pub crises: Crises,
    pub broker: Option<Broker>,
    pub backing: Backing,
}
