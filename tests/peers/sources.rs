//! The two solutions that are compared with other programs: the exact recursion of the oracles and the solver on its grid.

use std::collections::BTreeMap;

use honest_broker::game::moves::{NodeId, Position};
use honest_broker::game::{Game, Rules, Sequence, state};
use honest_broker::solve::{Solution, solve};

use super::follow::{Moment, Occasion, Place, Source};
use support::Phase;
use support::fixed_point::{Method, Policies};
use support::messages::{self, Messages};
use support::recursion::{Moves, Recursion, Round};

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

    fn occasion(&mut self, place: &Place) -> Moves {
        let round = self.round(place);
        let moves = match place.occasion {
            Occasion::Meeting => round.step,
            Occasion::Review => round.review,
            Occasion::Opening => round.opening,
        };
        moves.expect("an occasion of this state")
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
        let moves = self.occasion(place);
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
        let reply = self.occasion(place).replies[seen].expect("a reply");
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
        let position = match (place.occasion, disarm_first, place.moment) {
            (_, _, Moment::Enforce(_)) => Position::BrokerEnforces(at),
            (Occasion::Meeting, true, Moment::First) => Position::DisarmerSteps(at),
            (Occasion::Meeting, false, Moment::First) => Position::GuarantorSteps(at),
            (Occasion::Meeting, false, _) => Position::DisarmerAnswersDelivery(at),
            (Occasion::Review, true, Moment::First) | (Occasion::Review, false, Moment::Reply(_)) => {
                Position::DisarmerReviews(at)
            }
            (Occasion::Review, false, _) => Position::GuarantorReviews(at),
            (Occasion::Meeting | Occasion::Review, true, _) => Position::GuarantorAnswers(at),
            (Occasion::Opening, _, Moment::First) => Position::GuarantorReturns(at),
            (Occasion::Opening, _, _) => Position::DisarmerReturns(at),
        };
        let nodes = &self.rules.moves.nodes;
        nodes.iter().position(|n| n.position == position).expect("a node")
    }

    fn policies(&self, place: &Place) -> Policies {
        let beliefs = [place.now.dealer, place.now.keeper];
        let policy = &self.solution.policy;
        let mixture = policy.node(place.now.round, self.node(place), beliefs);
        mixture.map(|row| [row[0], row[1], row[2]])
    }
}

impl Source for Grid {
    fn messages(&mut self) -> Messages {
        let information = self.rules.game.broker.as_ref().and_then(|b| b.information);
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
