//! What uniform play pays: effective shares, flows and one-offs along the chain (`docs/model.md` sections 3 and 5), written
//! apart from those of the recursion.

use honest_broker::game::Game;

use super::Phase;
use super::chain::{Place, Way};

/// A of section 3.
pub fn given_up(game: &Game, place: &Place) -> f64 {
    let custody = game.broker.map_or(0.0, |b| b.instruments.custody);
    let (returned, rebuilt) = match place.phase {
        Phase::InForce => (false, false),
        Phase::RupturedByGuarantor { enforced, rebuilt } => (enforced, rebuilt),
        Phase::RupturedByDisarmer { rebuilt } => (false, rebuilt),
    };
    let mut total = 0.0;
    for stage in &game.stages[..place.stages] {
        let held = if returned { 1.0 - custody } else { 1.0 };
        let lost = if rebuilt { 1.0 - stage.reversible } else { 1.0 };
        total += stage.deterrent_share * held * lost;
    }
    total
}

/// C of section 3. What was enforced outlasts the broker's neutrality.
fn relief(game: &Game, place: &Place) -> f64 {
    let escrow = game.broker.map_or(0.0, |b| b.instruments.escrow);
    let kept = |revocable: f64| match place.phase {
        Phase::InForce => 1.0,
        Phase::RupturedByGuarantor { enforced: true, .. } => (1.0 - revocable) + revocable * escrow,
        _ => 1.0 - revocable,
    };
    game.stages[..place.stages]
        .iter()
        .map(|s| s.relief_share * kept(s.revocable))
        .sum()
}

/// Expected discounted payoffs so far.
#[derive(Clone, Copy, Default)]
pub struct Purse {
    pub disarmer: [f64; 2],
    pub guarantor: [f64; 2],
    pub broker: [f64; 2],
}

impl Purse {
    /// Flows and one-offs of one way of one round, weighted by its probability.
    pub fn collect(&mut self, game: &Game, round: usize, mass: f64, way: &Way, keeper: [f64; 2]) {
        let n = f64::from(game.clock.rounds_per_year);
        let years = round as f64 / n;
        let (d, g, place) = (&game.disarmer, &game.guarantor, &way.to);
        let (a, c) = (given_up(game, place), relief(game, place));
        let force = place.phase == Phase::InForce;
        let aid = game.backing.aid + game.broker.filter(|_| place.broker).map_or(0.0, |b| b.instruments.aid);
        let a0: f64 = game.stages[..place.stages].iter().map(|s| s.deterrent_share).sum();
        let feigned = way.feigned.map_or(0.0, |j| game.stages[j].deterrent_share);
        let wasted = way.wasted.map_or(0.0, |j| game.stages[j].relief_share);
        let concealed = |discount: f64| {
            let rounds = round..game.clock.foresight;
            feigned * rounds.map(|r| discount.powf((r - round) as f64 / n)).sum::<f64>() / n
        };
        // What reaches the broker through its alignments: flows, feigned stages, deliveries in vain.
        let shared_d = d.deterrent_value.map(|v| {
            let phase = if force {
                d.prestige + aid * c
            } else {
                -d.pressure - d.exposure * a
            };
            let flow = v * (1.0 - a) + d.relief_value * c + phase;
            (flow + (d.relief_value + aid) * wasted) / n + v * concealed(d.discount_factor)
        });
        let cost = if force { g.talks_cost } else { g.tension };
        let shared_g = (g.threat_reduction * a - g.relief_cost * (c + wasted) - cost) / n
            - g.threat_reduction * concealed(g.discount_factor);
        let enforced = way.reneged && matches!(place.phase, Phase::RupturedByGuarantor { enforced: true, .. });
        for i in 0..2 {
            self.disarmer[i] += mass * d.discount_factor.powf(years) * shared_d[i];
            let mut audience = 0.0;
            if way.reneged {
                let own = (1.0 - keeper[i]) * g.renege_cost[0] + keeper[i] * g.renege_cost[1];
                let extra = game
                    .broker
                    .filter(|_| enforced)
                    .map_or(0.0, |b| b.instruments.guarantee);
                audience = (own + game.backing.guarantee + extra) * a0;
            }
            self.guarantor[i] += mass * g.discount_factor.powf(years) * (shared_g - audience);
        }
        let Some(b) = &game.broker else { return };
        let interests = &b.interests;
        let mut own = interests.nonproliferation * (a / n - concealed(b.discount_factor));
        own += if force && place.broker {
            interests.project_revenue * c / n
        } else {
            0.0
        };
        own -= if way.mediated {
            interests.mediation_cost / n
        } else {
            0.0
        };
        own += if enforced {
            (interests.credibility_stake - interests.enforcement_cost) * a0
        } else {
            0.0
        };
        for (sum, to_d) in self.broker.iter_mut().zip(shared_d) {
            let paid = own + interests.alignment_disarmer * to_d + interests.alignment_guarantor * shared_g;
            *sum += mass * b.discount_factor.powf(years) * paid;
        }
    }

    pub fn war(&mut self, game: &Game, round: usize, mass: f64) {
        let years = (round + 1) as f64 / f64::from(game.clock.rounds_per_year);
        let cost = |discount: f64, cost: f64| mass * discount.powf(years) * cost;
        let (d, g) = (&game.disarmer, &game.guarantor);
        self.disarmer
            .iter_mut()
            .for_each(|v| *v -= cost(d.discount_factor, d.war_cost));
        self.guarantor
            .iter_mut()
            .for_each(|v| *v -= cost(g.discount_factor, g.war_cost));
        if let Some(b) = &game.broker {
            self.broker
                .iter_mut()
                .for_each(|v| *v -= cost(b.discount_factor, b.interests.war_cost));
        }
    }
}
