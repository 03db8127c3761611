//! Games that other programs have solved: both orders of moves, with and without a broker, one to three rounds, every kind of
//! chance somewhere.

use honest_broker::export::{Options, Seats, efg, seating, shortened, stage_game, tree::Tree, walk};
use honest_broker::game::{Broker, Enforcement, Game, Rules, Sequence};

use super::games;

/// An exported game.
pub struct Peer {
    pub name: String,
    pub game: Game,
    pub seats: Seats,
    /// What the logit precisions of all players are multiplied with, in turn.
    pub multiples: &'static [f64],
}

impl Peer {
    pub fn tree(&self) -> Tree {
        let options = Options {
            title: self.name.clone(),
            seats: self.seats,
            max_nodes: honest_broker::export::DEFAULT_MAX_NODES,
        };
        walk::tree(&Rules::new(&self.game), &options).expect("the games are small")
    }

    pub fn text(&self) -> String {
        efg::write(&self.tree())
    }

    /// The λ of Gambit that stands for a multiple.
    pub fn lambda(&self, multiple: f64) -> f64 {
        multiple * seating::reference_precision(&Rules::new(&self.game))
    }

    /// The game with all precisions multiplied.
    pub fn at(&self, multiple: f64) -> Game {
        let mut game = self.game.clone();
        game.disarmer.rationality *= multiple;
        game.guarantor.rationality *= multiple;
        if let Some(broker) = &mut game.broker {
            broker.rationality *= multiple;
        }
        game
    }
}

const SEVERAL: &[f64] = &[0.25, 1.0, 4.0];
const FEW: &[f64] = &[0.5, 1.0];

fn name(sequence: Sequence) -> &'static str {
    match sequence {
        Sequence::DisarmFirst => "disarm_first",
        Sequence::ReliefFirst => "relief_first",
    }
}

fn with_broker(mut game: Game, change: impl FnOnce(&mut Broker)) -> Game {
    change(game.broker.as_mut().expect("a broker"));
    game
}

/// The short game without messages.
fn full(sequence: Sequence, broker: bool, rounds: usize) -> Game {
    let mut game = games::short(sequence, broker, rounds);
    if let Some(broker) = &mut game.broker {
        broker.information = None;
    }
    game
}

/// A rate at which something happens in every round.
const CERTAIN: f64 = 1000.0;

/// One stage, no discounting, and no chance but in verification and in openings to return: a step meeting in every round
/// until the stage is done, then a review.
fn slim(sequence: Sequence, broker: bool, rounds: usize) -> Game {
    let mut game = full(sequence, broker, rounds);
    game.stages.truncate(1);
    let stage = &mut game.stages[0];
    (stage.deterrent_share, stage.threat_share) = (1.0, 1.0);
    (stage.relief_share, stage.cost_share) = (1.0, 1.0);
    (stage.reversible, stage.years) = (0.0, 0.0);
    game.talks.meetings_per_year = CERTAIN;
    game.talks.reviews_per_year = CERTAIN;
    game.talks.reopening_rate = 1.2;
    game.crises.escalation = 0.0;
    game.guarantor.elections = None;
    game.disarmer.covert_share = [0.0; 2];
    game.disarmer.succession.rate = 0.0;
    game.disarmer.discount_factor = 1.0;
    game.guarantor.discount_factor = 1.0;
    if let Some(broker) = &mut game.broker {
        broker.discount_factor = 1.0;
        broker.neutrality_loss_rate = 0.0;
        // Mediation would bring no meeting; the broker keeps its decision to enforce.
        broker.interests.mediation_cost = 0.0;
        broker.instruments.reopening_rate = 0.0;
    }
    game
}

/// All games, in the order of the fixtures.
pub fn all() -> Vec<Peer> {
    let mut peers = Vec::new();
    let mut add = |name: String, game: Game, seats: Seats, multiples: &'static [f64]| {
        peers.push(Peer {
            name,
            game,
            seats,
            multiples,
        });
    };
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let n = name(sequence);
        let side = Seats::PerSide;
        add(format!("{n}_1_round"), full(sequence, false, 1), side, SEVERAL);
        add(format!("{n}_1_round_broker"), full(sequence, true, 1), side, SEVERAL);
        let automatic = with_broker(full(sequence, true, 1), |b| {
            b.instruments.enforcement = Enforcement::Automatic;
        });
        add(format!("{n}_1_round_automatic"), automatic, side, SEVERAL);
        let mut unequal = with_broker(full(sequence, true, 1), |b| b.rationality = 3.0);
        (unequal.disarmer.rationality, unequal.guarantor.rationality) = (1.0, 2.5);
        // Mediation is weighed as a rate a year.
        unequal.clock.rounds_per_year = 2;
        add(format!("{n}_1_round_unequal_precision"), unequal, side, FEW);
        add(
            format!("{n}_stage_game"),
            stage_game(&games::short(sequence, true, 3)),
            side,
            SEVERAL,
        );
        let mut messages = slim(sequence, true, 1);
        messages.broker.as_mut().unwrap().information = games::illustrative_broker().information;
        add(format!("{n}_messages"), messages.clone(), side, FEW);
        let talk = with_broker(messages, |b| b.information.as_mut().unwrap().honesty = 0.0);
        add(format!("{n}_cheap_talk"), talk, side, &[1.0]);
        add(
            format!("{n}_2_rounds"),
            slim(sequence, false, 2),
            side,
            &[0.5, 1.0, 2.0],
        );
        let mut election = slim(sequence, false, 2);
        election.guarantor.elections = full(sequence, false, 2).guarantor.elections;
        add(format!("{n}_2_rounds_election"), election, side, FEW);
        let mut exposure = slim(sequence, false, 2);
        exposure.disarmer.covert_share = [0.6, 0.2];
        exposure.verification.exposure_rate = 0.8;
        add(format!("{n}_2_rounds_exposure"), exposure, side, FEW);
        let mut succession = slim(sequence, false, 2);
        (succession.disarmer.succession.rate, succession.disarmer.covert_share) = (0.5, [0.3, 0.0]);
        add(format!("{n}_2_rounds_succession"), succession, side, FEW);
        add(format!("{n}_2_rounds_broker"), slim(sequence, true, 2), side, FEW);
        let mut discounted = shortened(&slim(sequence, true, 2), 2);
        discounted.disarmer.discount_factor = 0.8;
        discounted.guarantor.discount_factor = 0.7;
        discounted.broker.as_mut().unwrap().discount_factor = 0.9;
        discounted.broker.as_mut().unwrap().neutrality_loss_rate = 0.2;
        add(
            format!("{n}_2_rounds_discounted"),
            discounted.clone(),
            Seats::PerRound,
            FEW,
        );
        let mut rebuilding = discounted.without_broker();
        rebuilding.stages[0].reversible = 0.6;
        rebuilding.crises.escalation = 0.1;
        rebuilding.talks.meetings_per_year = 1.5;
        rebuilding.talks.reviews_per_year = 0.7;
        add(format!("{n}_2_rounds_war_rebuilding"), rebuilding, Seats::PerRound, FEW);
    }
    let mut certain = slim(Sequence::DisarmFirst, false, 3);
    certain.stages[0].false_alarm = 0.0;
    certain.talks.reopening_rate = 0.0;
    add("disarm_first_3_rounds".into(), certain, Seats::PerSide, &[0.5]);
    peers
}
