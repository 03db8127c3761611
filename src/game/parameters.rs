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

/// One item of the roadmap. All fields but `years` are shares or probabilities in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// a_j, share of the deterrent given up, as the disarmer values it.
    pub deterrent_share: f64,
    /// â_j, share of the threat removed, as the guarantor values it.
    pub threat_share: f64,
    /// c_j, share of the relief package delivered in return, as the disarmer values it.
    pub relief_share: f64,
    /// ĉ_j, share of the cost of relief, as the guarantor bears it.
    pub cost_share: f64,
    /// Mean years of work before the step can be taken, not negative.
    pub years: f64,
    /// ρ_j, share of the deterrent share that can be rebuilt after a rupture.
    pub reversible: f64,
    /// ν_j, share of the relief share that can be taken back.
    pub revocable: f64,
    /// q_j, probability that a feigned stage is found out.
    pub detection: f64,
    /// f_j, probability that an honest stage is disputed.
    pub false_alarm: f64,
}

/// The side that can give up a deterrent. Values by type are `[staller, dealer]`: index 1 is the type whose probability is
/// the public belief.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disarmer {
    /// π_D, public prior that the disarmer is a dealer.
    pub dealer_prior: f64,
    /// v_θ, value of the whole deterrent a year.
    pub deterrent_value: [f64; 2],
    /// b, value of the whole relief package a year.
    pub relief_value: f64,
    /// x, yearly cost of a wholly dismantled deterrent while ruptured.
    pub exposure: f64,
    /// s, yearly cost of pressure while ruptured.
    pub pressure: f64,
    /// p, yearly benefit of a process in force.
    pub prestige: f64,
    /// Mean years to rebuild the reversible part once ruptured; 0 for at once.
    pub rebuild_years: f64,
    /// h_θ, share of the deterrent in a programme that is never declared, in [0, 1).
    pub covert_share: [f64; 2],
    pub succession: Succession,
    /// W_D, lump sum of a war.
    pub war_cost: f64,
    pub discount_factor: f64,
    pub rationality: f64,
}

/// Changes of the disarmer's leader: at `rate` a year the type is drawn afresh, a dealer with probability `dealer_prior`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Succession {
    pub rate: f64,
    pub dealer_prior: f64,
}

/// The side that pays with revocable concessions. Values by type are `[reneger, keeper]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Guarantor {
    /// π_G, public prior that the sitting administration is a keeper.
    pub keeper_prior: f64,
    /// d_θ, value of a wholly dismantled deterrent a year.
    pub threat_reduction: [f64; 2],
    /// g_θ, cost of the whole relief package a year.
    pub relief_cost: [f64; 2],
    /// τ_θ, cost of the ruptured phase a year.
    pub tension: [f64; 2],
    /// y_G, cost of a process in force a year.
    pub talks_cost: f64,
    /// κ_θ, audience cost of reneging on a whole settlement, a lump sum.
    pub renege_cost: [f64; 2],
    pub elections: Option<Elections>,
    pub war_cost: f64,
    pub discount_factor: f64,
    pub rationality: f64,
}

/// The electoral calendar in rounds: an election closes round t if t + 1 = first + m·every for some m ≥ 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Elections {
    pub first: usize,
    /// 0 if there is only one election.
    pub every: usize,
    /// Chance that the administration changes, by election; the last entry holds for all later ones. Never empty.
    pub turnover: Vec<f64>,
    /// π_S, prior that the successor is a keeper.
    pub successor_keeper_prior: f64,
}

/// One election: the chance that the administration changes, and the prior of its successor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Election {
    pub turnover: f64,
    pub successor_keeper_prior: f64,
}

impl Elections {
    /// The election that closes round `round`, if there is one.
    pub fn after(&self, round: usize) -> Option<Election> {
        let since_first = (round + 1).checked_sub(self.first)?;
        let number = match self.every {
            0 if since_first > 0 => return None,
            0 => 0,
            every if !since_first.is_multiple_of(every) => return None,
            every => since_first / every,
        };
        Some(Election {
            turnover: self.turnover[number.min(self.turnover.len() - 1)],
            successor_keeper_prior: self.successor_keeper_prior,
        })
    }
}

/// Who moves first at a step and at a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sequence {
    DisarmFirst,
    ReliefFirst,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Talks {
    pub sequence: Sequence,
    /// m, rate of meetings at which a step can be agreed, while in force; positive.
    pub meetings_per_year: f64,
    /// r, rate of reviews, at which either side may leave, while in force.
    pub reviews_per_year: f64,
    /// u, years for which an advance is enjoyed before it is stopped (`relief_first`).
    pub advance_years: f64,
    /// ω, rate of openings to return while ruptured.
    pub reopening_rate: f64,
}

/// How a covert programme comes to light, and what concealment is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verification {
    /// η, rate at which a covert programme as large as the whole deterrent would be found out, in force with k ≥ 1.
    pub exposure_rate: f64,
    /// χ, value of a concealed share of the deterrent as a share of its open value, in [0, 1].
    pub concealed_value: f64,
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
    /// Extra meetings a year while it mediates.
    pub facilitation: f64,
    /// Extra openings a year while ruptured and mediating.
    pub reopening_rate: f64,
    /// M_q: detection becomes 1 − (1 − q)(1 − M_q), false alarms f(1 − M_q).
    pub monitoring: f64,
    /// Added to [`Verification::exposure_rate`] while the broker is active.
    pub exposure_rate: f64,
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

/// Whether a side accepts the broker: a probability, or the cost (of sovereignty, a lump sum in the side's own unit, not
/// negative) at which it decides for itself before its type is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Acceptance {
    Probability(f64),
    Cost(f64),
}

/// The third party. In a `Game` it takes part from round 0: acceptance is a weight that is reported beside the game and
/// changes nothing in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Broker {
    /// Of disarmer and guarantor.
    pub acceptance: [Acceptance; 2],
    pub neutrality_loss_rate: f64,
    pub instruments: Instruments,
    pub information: Option<Information>,
    pub interests: Interests,
    pub discount_factor: f64,
    pub rationality: f64,
}

/// A broker that takes no part, but whose interests are paid by what happens between the two sides: so it can be told what
/// taking part is worth to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bystander {
    pub interests: Interests,
    pub discount_factor: f64,
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
    pub verification: Verification,
    pub crises: Crises,
    pub broker: Option<Broker>,
    /// Without a broker, the one that might have taken part. It changes nothing but what is paid to it.
    pub bystander: Option<Bystander>,
    pub backing: Backing,
}

impl Game {
    /// The interests of the broker, or of the one that might have taken part.
    pub fn interests(&self) -> Option<&Interests> {
        let bystander = self.bystander.as_ref().map(|b| &b.interests);
        self.broker.as_ref().map(|b| &b.interests).or(bystander)
    }

    /// The same game without its broker, which becomes a bystander.
    pub fn without_broker(&self) -> Game {
        let aside = |b: &Broker| Bystander {
            interests: b.interests,
            discount_factor: b.discount_factor,
        };
        Game {
            bystander: self.broker.as_ref().map(aside).or(self.bystander),
            broker: None,
            ..self.clone()
        }
    }

    /// The same game whoever would accept the broker: acceptance weighs results and changes nothing of the play.
    pub fn regardless_of_acceptance(&self) -> Game {
        let mut game = self.clone();
        if let Some(broker) = &mut game.broker {
            broker.acceptance = [Acceptance::Probability(1.0); 2];
        }
        game
    }
}
