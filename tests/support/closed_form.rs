//! One stage, one round, known types (`docs/model.md` section 11, item 7): every choice in closed form. With a single stage
//! all shares are 1, with known types beliefs do not move, and nothing follows the round but the risk of war.

use honest_broker::game::{Enforcement, Game, Sequence};

/// Choice probabilities of round 0 when the types are common knowledge, in the order of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct OneRound {
    /// `disarm_first`: comply, feign, hold, quit. `relief_first`: comply, feign, pocket after a delivery.
    pub disarmer: Vec<f64>,
    /// `disarm_first`: honour, renege after a credited stage. `relief_first`: deliver, hold, renege.
    pub guarantor: Vec<f64>,
    /// Honour, renege after a held stage (`disarm_first`), or the disarmer's hold, quit after it (`relief_first`).
    pub after_held: Vec<f64>,
    /// Chance of enforcing after a renege on the stage (`disarm_first`; `relief_first` has none at k = 0).
    pub enforce: Option<f64>,
    pub mediate: Option<f64>,
    /// Values of the disarmer, the guarantor and the broker, of these types.
    pub values: [f64; 3],
}

fn logit(precision: f64, payoffs: &[f64]) -> Vec<f64> {
    let weights: Vec<f64> = payoffs.iter().map(|q| (precision * (q - payoffs[0])).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w / total).collect()
}

fn mean(chances: &[f64], payoffs: &[[f64; 3]]) -> [f64; 3] {
    std::array::from_fn(|i| chances.iter().zip(payoffs).map(|(p, q)| p * q[i]).sum())
}

fn plus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|i| a[i] + b[i])
}

/// Payoffs `[disarmer, guarantor, broker]` of ending the only round in a state with effective shares A and C.
fn ending(game: &Game, kind: usize, force: bool, a: f64, c: f64) -> [f64; 3] {
    let n = f64::from(game.clock.rounds_per_year);
    let (d, g) = (&game.disarmer, &game.guarantor);
    let aid = game.backing.aid + game.broker.map_or(0.0, |b| b.instruments.aid);
    let rate = if force {
        game.crises.rate_in_force
    } else {
        game.crises.rate_ruptured
    };
    let war = (1.0 - (-rate / n).exp()) * game.crises.escalation;
    let talks = if force {
        d.prestige + aid * c
    } else {
        -d.pressure - d.exposure * a
    };
    let to_d = (d.deterrent_value[kind] * (1.0 - a) + d.relief_value * c + talks) / n;
    let cost = if force { g.talks_cost } else { g.tension };
    let to_g = (g.threat_reduction * a - g.relief_cost * c - cost) / n;
    let to_b = game.broker.map_or(0.0, |b| {
        let revenue = if force {
            b.interests.project_revenue * c / n
        } else {
            0.0
        };
        let own = b.interests.nonproliferation * a / n + revenue
            - war * b.discount_factor.powf(1.0 / n) * b.interests.war_cost;
        own + b.interests.alignment_disarmer * to_d + b.interests.alignment_guarantor * to_g
    });
    [
        to_d - war * d.discount_factor.powf(1.0 / n) * d.war_cost,
        to_g - war * g.discount_factor.powf(1.0 / n) * g.war_cost,
        to_b,
    ]
}

/// What reaches the three players when the disarmer gets `to_d` and the guarantor `to_g` at once, the broker `own` besides.
fn at_once(game: &Game, to_d: f64, to_g: f64, own: f64) -> [f64; 3] {
    let to_b = game.broker.map_or(0.0, |b| {
        own + b.interests.alignment_disarmer * to_d + b.interests.alignment_guarantor * to_g
    });
    [to_d, to_g, to_b]
}

/// Solves round 0 of a game with one stage and a foresight of one round, for a disarmer of type `kind` and a guarantor of
/// type `office`, both known.
pub fn one_round(game: &Game, kind: usize, office: usize) -> OneRound {
    assert_eq!((game.stages.len(), game.clock.foresight), (1, 1));
    let n = f64::from(game.clock.rounds_per_year);
    let (d, g, stage) = (&game.disarmer, &game.guarantor, &game.stages[0]);
    let watch = game.broker.map_or(0.0, |b| b.instruments.monitoring);
    let caught = 1.0 - (1.0 - stage.detection) * (1.0 - watch);
    let alarm = stage.false_alarm * (1.0 - watch);
    // With one stage Φ is 1/n for everybody.
    let nonproliferation = game.broker.map_or(0.0, |b| b.interests.nonproliferation);
    let feigned = at_once(
        game,
        d.deterrent_value[kind] / n,
        -g.threat_reduction / n,
        -nonproliferation / n,
    );
    let nothing = ending(game, kind, true, 0.0, 0.0);
    let broken = ending(game, kind, false, 0.0, 0.0);
    let (renege, enforce) = reneged_on_everything(game, kind, office);
    let (met, disarmer, guarantor, after_held, enforce) = match game.talks.sequence {
        Sequence::DisarmFirst => {
            let honoured = ending(game, kind, true, 1.0, 1.0);
            let answer = logit(g.rationality, &[honoured[1], renege[1]]);
            let held_answer = logit(g.rationality, &[nothing[1], broken[1]]);
            let credited = mean(&answer, &[honoured, renege]);
            let held = mean(&held_answer, &[nothing, broken]);
            let actions = [
                mean(&[1.0 - alarm, alarm], &[credited, broken]),
                mean(&[1.0 - caught, caught], &[plus(credited, feigned), broken]),
                held,
                broken,
            ];
            let policy = logit(d.rationality, &actions.map(|q| q[0]));
            (mean(&policy, &actions), policy, answer, held_answer, enforce)
        }
        Sequence::ReliefFirst => {
            let aid = game.backing.aid + game.broker.map_or(0.0, |b| b.instruments.aid);
            let vain = plus(
                broken,
                at_once(game, (d.relief_value + aid) / n, -g.relief_cost / n, 0.0),
            );
            let credited = ending(game, kind, true, 1.0, 1.0);
            let actions = [
                mean(&[1.0 - alarm, alarm], &[credited, vain]),
                mean(&[1.0 - caught, caught], &[plus(credited, feigned), vain]),
                vain,
            ];
            let policy = logit(d.rationality, &actions.map(|q| q[0]));
            let held_answer = logit(d.rationality, &[nothing[0], broken[0]]);
            let offers = [mean(&policy, &actions), mean(&held_answer, &[nothing, broken]), broken];
            let offer = logit(g.rationality, &offers.map(|q| q[1]));
            (mean(&offer, &offers), policy, offer, held_answer, None)
        }
    };
    let fails = game.talks.meeting_failure;
    let with = |failure: f64| mean(&[1.0 - failure, failure], &[met, nothing]);
    let Some(broker) = &game.broker else {
        return OneRound {
            disarmer,
            guarantor,
            after_held,
            enforce,
            mediate: None,
            values: with(fails),
        };
    };
    let mediated = plus(
        with(fails * (1.0 - broker.instruments.facilitation)),
        [0.0, 0.0, -broker.interests.mediation_cost / n],
    );
    let choice = logit(broker.rationality, &[mediated[2], with(fails)[2]]);
    OneRound {
        disarmer,
        guarantor,
        after_held,
        enforce,
        mediate: Some(choice[0]),
        values: mean(&choice, &[mediated, with(fails)]),
    }
}

/// Payoffs after a renege on the one completed stage, and the chance that the broker enforces.
fn reneged_on_everything(game: &Game, kind: usize, office: usize) -> ([f64; 3], Option<f64>) {
    let revocable = game.stages[0].revocable;
    let audience = [0.0, -game.guarantor.renege_cost[office] - game.backing.guarantee, 0.0];
    let left = plus(ending(game, kind, false, 1.0, 1.0 - revocable), audience);
    let Some(broker) = &game.broker else {
        return (left, None);
    };
    let (tools, interests) = (&broker.instruments, &broker.interests);
    let kept = 1.0 - revocable + revocable * tools.escrow;
    let upheld = plus(
        plus(ending(game, kind, false, 1.0 - tools.custody, kept), audience),
        [
            0.0,
            -tools.guarantee,
            interests.credibility_stake - interests.enforcement_cost,
        ],
    );
    let chance = match tools.enforcement {
        Enforcement::Automatic => 1.0,
        Enforcement::Discretionary => logit(broker.rationality, &[upheld[2], left[2]])[0],
    };
    (mean(&[chance, 1.0 - chance], &[upheld, left]), Some(chance))
}
