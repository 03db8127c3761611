//! The two solutions that are compared with other programs: the exact recursion of the oracles and the solver on its grid.

use std::collections::BTreeMap;

use honest_broker::game::moves::{NodeId, Position};
use honest_broker::game::{Game, Rules, Sequence, state};
use honest_broker::solve::{Solution, solve};

use super::follow::{Moment, Place, Source};
use support::Phase;
use support::fixed_point::{Method, Policies};
use support::messages::{self, Messages};
use support::recursion::{Recursion, Round};

/// The recursion over all histories, each beginning of a round solved once.
pub struct Exact<'a> {
    game: &'a Game,
    rounds: BTreeMap<String, Round>,
    messages: Option<Messages>,
}

impl<'a> Exact<'a> {
    pub fn new(game: &'a Game) -> Self {
        Exact {
            game,
            rounds: BTreeMap::new(),
            messages: None,
        }
    }

    fn round(&mut self, place: &Place) -> Round {
        let solve = || {
            let mut recursion = Recursion::new(self.game, Method::Accelerated);
            let round = recursion.round(place.begin);
            assert!(
                recursion.worst_residual < 1e-9,
                "{place:?}: {}",
                recursion.worst_residual
            );
            round
        };
        *self.rounds.entry(place.before.clone()).or_insert_with(solve)
    }
}

impl Source for Exact<'_> {
    fn messages(&mut self) -> Messages {
        let game = self.game;
        *self
            .messages
            .get_or_insert_with(|| messages::solve(game).messages.expect("a broker with information"))
    }

    fn mediate(&mut self, place: &Place) -> f64 {
        self.round(place).mediate.expect("an active broker")
    }

    fn moves(&mut self, place: &Place) -> Policies {
        let moves = self.round(place).moves;
        match place.moment {
            Moment::First => moves.policies,
            Moment::Reply(seen) => moves.replies[seen].expect("a reply").policies,
            moment => panic!("nobody moves at {moment:?}"),
        }
    }

    fn enforce(&mut self, place: &Place) -> f64 {
        let Moment::Enforce(seen) = place.moment else {
            panic!("nothing to enforce at {place:?}");
        };
        let reply = self.round(place).moves.replies[seen].expect("a reply");
        reply.enforce.expect("a broker that may enforce")
    }
}

/// The solver, with policies interpolated as in play.
pub struct Grid {
    rules: Rules,
    pub solution: Solution,
}

impl Grid {
    pub fn new(game: &Game, grid: usize) -> Self {
        let rules = Rules::new(game);
        let solution = solve(&rules, grid, |_| {});
        assert_eq!(solution.convergence.unconverged, 0);
        Grid { rules, solution }
    }

    fn state(&self, place: &Place) -> usize {
        let phase = match place.now.phase {
            Phase::InForce => state::Phase::InForce,
            Phase::RupturedByGuarantor { enforced, rebuilt } => state::Phase::RupturedByGuarantor { enforced, rebuilt },
            Phase::RupturedByDisarmer { rebuilt } => state::Phase::RupturedByDisarmer { rebuilt },
        };
        self.rules.space.id(state::State {
            stage: place.now.stages,
            phase,
            broker_active: place.now.broker,
        })
    }

    fn node(&self, place: &Place) -> NodeId {
        let at = self.state(place);
        let disarm_first = self.rules.game.talks.sequence == Sequence::DisarmFirst;
        let left = place.now.stages < self.rules.game.stages.len();
        let in_force = place.now.phase == Phase::InForce;
        let position = match (in_force, disarm_first, place.moment) {
            (_, _, Moment::Enforce(_)) => Position::BrokerEnforces(at),
            (false, _, Moment::First) => Position::GuarantorReturns(at),
            (false, _, _) => Position::DisarmerReturns(at),
            (true, true, Moment::First) => Position::DisarmerOpens(at),
            (true, true, _) => Position::GuarantorAnswers(at),
            (true, false, Moment::First) => Position::GuarantorOpens(at),
            (true, false, Moment::Reply(0)) if left => Position::DisarmerAnswersDelivery(at),
            (true, false, _) => Position::DisarmerAnswersHold(at),
        };
        let nodes = &self.rules.moves.nodes;
        nodes.iter().position(|n| n.position == position).expect("a node")
    }

    fn policies(&self, place: &Place) -> Policies {
        let beliefs = [place.now.dealer, place.now.keeper];
        let policy = &self.solution.policy;
        policy.node(place.now.round, self.node(place), beliefs)
    }
}

impl Source for Grid {
    fn messages(&mut self) -> Messages {
        let information = self.rules.game.broker.and_then(|b| b.information);
        let messages = self.solution.messages.as_ref().expect("messages");
        let plan = messages.plan(&information.expect("information"));
        Messages {
            on_guarantor: plan.on_guarantor,
            on_disarmer: plan.on_disarmer,
            keeper: plan.keeper,
            dealer: plan.dealer,
        }
    }

    fn mediate(&mut self, place: &Place) -> f64 {
        let beliefs = [place.now.dealer, place.now.keeper];
        let policy = &self.solution.policy;
        let chance = policy.engagement(place.now.round, self.state(place), beliefs);
        chance.expect("an active broker")
    }

    fn moves(&mut self, place: &Place) -> Policies {
        self.policies(place)
    }

    fn enforce(&mut self, place: &Place) -> f64 {
        self.policies(place)[0][0]
    }
}
