//! The players of an exported game, and the factors by which their payoffs are multiplied.

use super::Seats;
use crate::game::Rules;
use crate::game::moves::Player;

/// The largest logit precision in a game: the λ at which another program's equilibrium of the export is ours.
pub fn reference_precision(rules: &Rules) -> f64 {
    precisions(rules).into_iter().fold(0.0, f64::max)
}

fn precisions(rules: &Rules) -> [f64; 3] {
    let game = &rules.game;
    [
        game.disarmer.rationality,
        game.guarantor.rationality,
        game.broker.as_ref().map_or(0.0, |b| b.rationality),
    ]
}

/// A player of the export: whose payoffs it gets, times what.
pub struct Place {
    pub name: String,
    pub side: Player,
    pub scale: f64,
}

/// The players of the export. The broker that decides about mediating is a player of its own: it weighs the gain as a rate a
/// year, so its payoffs are multiplied by the rounds a year besides.
pub struct Seating {
    kind: Seats,
    pub seats: Vec<Place>,
    /// Seats of a round, or of all rounds together.
    places: usize,
    reference: f64,
}

impl Seating {
    pub fn new(rules: &Rules, kind: Seats) -> Self {
        let reference = reference_precision(rules);
        let scales = precisions(rules).map(|l| if reference > 0.0 { l / reference } else { 1.0 });
        let rounds_a_year = f64::from(rules.game.clock.rounds_per_year);
        let places: &[(Player, &str, f64)] = &[
            (Player::Disarmer, "disarmer", 1.0),
            (Player::Guarantor, "guarantor", 1.0),
            (Player::Broker, "broker", 1.0),
            (Player::Broker, "broker mediating", rounds_a_year),
        ];
        let places = match rules.game.broker {
            Some(_) => places,
            None => &places[..2],
        };
        let rounds = match kind {
            Seats::PerSide => 1,
            Seats::PerRound => rules.game.clock.foresight,
        };
        let mut seats = Vec::new();
        for round in 0..rounds {
            let discount = rules.payoffs.discount_at(round);
            for (side, name, factor) in places {
                let name = match kind {
                    Seats::PerSide => (*name).to_owned(),
                    Seats::PerRound => format!("{name} in round {round}"),
                };
                let scale = factor * scales[*side as usize] / discount[*side as usize];
                seats.push(Place {
                    name,
                    side: *side,
                    scale,
                });
            }
        }
        if rules.game.broker.is_some_and(|b| b.information.is_some()) {
            for name in ["broker speaking on the guarantor", "broker speaking on the disarmer"] {
                seats.push(Place {
                    name: name.into(),
                    side: Player::Broker,
                    scale: scales[2],
                });
            }
        }
        Seating {
            kind,
            seats,
            places: places.len(),
            reference,
        }
    }

    /// The seat of a side in a round.
    pub fn of(&self, side: Player, round: usize) -> usize {
        self.first(round) + side as usize
    }

    /// The seat of the broker that decides about mediating in a round.
    pub fn mediating(&self, round: usize) -> usize {
        self.first(round) + Player::Broker as usize + 1
    }

    fn first(&self, round: usize) -> usize {
        match self.kind {
            Seats::PerSide => 0,
            Seats::PerRound => round * self.places,
        }
    }

    /// The seat that sends the message on the guarantor (0) or on the disarmer (1).
    pub fn speaking(&self, message: usize) -> usize {
        self.seats.len() - 2 + message
    }

    /// What a reader has to know to compare with our solution.
    pub fn description(&self) -> String {
        let mut text = format!(
            "The logit quantal-response equilibrium at lambda {} is the solution of honest-broker. Payoffs are multiplied, so \
             that one lambda serves all players:",
            self.reference
        );
        for seat in &self.seats {
            text.push_str(&format!(" {} by {},", seat.name, seat.scale));
        }
        text.pop();
        text.push('.');
        text
    }
}
