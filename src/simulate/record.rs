//! What goes into an episode and what comes out of it.

use crate::game::Rules;
use crate::game::moves::{Action, Observed, Player, Position};
use crate::game::outcome::{Cause, Outcome};
use crate::game::state::StateId;
use crate::policy::{Beliefs, MessagePlan, Policy};

/// What a player needs: the rules, the policies, and the message plan.
#[derive(Clone, Copy, Debug)]
pub struct Script<'a> {
    pub rules: &'a Rules,
    pub policy: &'a Policy,
    pub messages: Option<MessagePlan>,
    /// Discounts of the three players by round, from round 0 to one past the last.
    pub discounts: &'a [[f64; 3]],
}

/// How an episode went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    pub outcome: Outcome,
    /// Whether the disarmer's first leader is a dealer.
    pub dealer: bool,
    /// Whether the first administration is a keeper.
    pub keeper: bool,
    /// Cause of the first rupture and the round in which it came.
    pub first_rupture: Option<(Cause, usize)>,
    /// Round in which all stages were first completed and in force.
    pub settled: Option<usize>,
    pub stages_completed: usize,
    /// Share of the deterrent truly dismantled at the end, or at the outbreak of war: 1 − h of the leader then in office times
    /// the part of A that belongs to stages that were not feigned. In [0, 1].
    pub dismantled_share: f64,
    /// Deterrent share of the stages that were feigned.
    pub feigned_share: f64,
    /// Rounds whose moves left the process in force.
    pub rounds_in_force: usize,
    /// Rounds played; fewer than the clock's only after a war.
    pub rounds: usize,
    /// Crises, the one that became war included.
    pub crises: usize,
    /// Discounted payoffs of disarmer, guarantor and broker over the simulated time; feints count to its end.
    pub payoffs: [f64; 3],
    /// Sum of the probabilities of war over the rounds played, the fatal one included: in each round that of the state in
    /// which its flows are paid. The part of a war that could be foreseen, so its mean over episodes is the probability of war, with
    /// much less noise than the count of wars has. From 0 to the number of rounds.
    pub war_hazard: f64,
    pub beliefs: Beliefs,
}

/// Something that happened, for those who want to watch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// The types drawn, and the beliefs before anything is said.
    Start {
        dealer: bool,
        keeper: bool,
        beliefs: Beliefs,
    },
    /// A message of the broker: on whom, whether it vouches, its signal, whether it spoke the signal out of honesty.
    Message {
        about: Player,
        vouches: bool,
        good_signal: bool,
        honest: bool,
        beliefs: Beliefs,
    },
    /// A round begins.
    Round {
        round: usize,
        state: StateId,
    },
    /// An active broker mediates or stands aside.
    Engagement {
        mediates: bool,
        probability: f64,
    },
    /// An occasion for moves has come, which had this probability: a step meeting, a review or an opening to return, as the
    /// position of its first decision tells.
    Occasion {
        first: Position,
        probability: f64,
    },
    /// A decision and what was seen of it.
    Move {
        position: Position,
        mover: Player,
        action: Action,
        observed: Observed,
        probability: f64,
        beliefs: Beliefs,
    },
    /// The moves of the round have led to another state.
    Arrival {
        state: StateId,
    },
    /// A crisis that did not escalate.
    Crisis,
    War,
    /// The disarmer's covert programme has come to light, which ruptures the process; the beliefs after it.
    Exposure {
        beliefs: Beliefs,
    },
    /// The disarmer's leader has changed; whether the successor is a dealer.
    Succession {
        dealer: bool,
    },
    /// An election: whether the administration changed and, if so, whether the successor is a keeper.
    Election {
        turnover: bool,
        keeper: bool,
    },
    Rebuilt,
    NeutralityLost,
    /// A round has ended (not reached by war): the state and beliefs at its end, after events.
    RoundEnd {
        round: usize,
        state: StateId,
        beliefs: Beliefs,
    },
}
