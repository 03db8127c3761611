//! One stage, one round, known types (`docs/model.md` section 11, item 7): every choice in closed form. With a single stage
//! all shares are 1, with known types beliefs do not move, and nothing follows the round but the risk of war.

use honest_broker::game::{Enforcement, Game, Interests, Sequence};

/// Choice probabilities of round 0 when the types are common knowledge, in the order of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct OneRound {
    /// At a step meeting: comply, feign, hold (`disarm_first`), or comply, feign, pocket after a delivery (`relief_first`).
    pub disarmer: Vec<f64>,
    /// At a step meeting: honour, renege after a credited stage (`disarm_first`), or deliver, hold (`relief_first`).
    pub guarantor: Vec<f64>,
    /// At a review: stay, quit, and honour, renege.
    pub stay: Vec<f64>,
    pub honour: Vec<f64>,
    /// Chance of enforcing after a renege on the stage (`disarm_first`; `relief_first` has none at k = 0).
    pub enforce: Option<f64>,
    pub mediate: Option<f64>,
    /// Values of the disarmer, the guarantor and the broker, of these types.
    pub values: [f64; 3],
}

type Payoffs = [f64; 3];

fn logit(precision: f64, payoffs: &[f64]) -> Vec<f64> {
    let best = payoffs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = payoffs.iter().map(|q| (precision * (q - best)).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w / total).collect()
}

fn mean(chances: &[f64], payoffs: &[Payoffs]) -> Payoffs {
    std::array::from_fn(|i| chances.iter().zip(payoffs).map(|(p, q)| p * q[i]).sum())
}

fn plus(a: Payoffs, b: Payoffs) -> Payoffs {
    std::array::from_fn(|i| a[i] + b[i])
}

/// The game between a disarmer of type `kind` and a guarantor of type `office`.
struct Known<'a> {
    game: &'a Game,
    kind: usize,
    office: usize,
}

/// Solves round 0 of a game with one stage and a foresight of one round, for a disarmer of type `kind` and a guarantor of
/// type `office`, both known.
pub fn one_round(game: &Game, kind: usize, office: usize) -> OneRound {
    assert_eq!((game.stages.len(), game.clock.foresight), (1, 1));
    Known { game, kind, office }.solve()
}

impl Known<'_> {
    fn n(&self) -> f64 {
        f64::from(self.game.clock.rounds_per_year)
    }

    /// T of the disarmer.
    fn declared(&self) -> f64 {
        1.0 - self.game.disarmer.covert_share[self.kind]
    }

    fn aid(&self) -> f64 {
        self.game.backing.aid + self.game.broker.map_or(0.0, |b| b.instruments.aid)
    }

    /// What reaches the three players when the disarmer gets `to_d` and the guarantor `to_g`, the broker `own` besides.
    fn with_alignments(&self, to_d: f64, to_g: f64, own: f64) -> Payoffs {
        let to_b = self.third().map_or(0.0, |(interests, _)| {
            own + interests.alignment_disarmer * to_d + interests.alignment_guarantor * to_g
        });
        [to_d, to_g, to_b]
    }

    /// Interests and discount factor of the broker, or of the one that stands by.
    fn third(&self) -> Option<(Interests, f64)> {
        let bystander = self.game.bystander.map(|b| (b.interests, b.discount_factor));
        let broker = self.game.broker.map(|b| (b.interests, b.discount_factor));
        broker.or(bystander)
    }

    /// Payoffs of ending the only round in a state with effective shares A and C, the sides' shares being equal.
    fn ending(&self, force: bool, a: f64, c: f64) -> Payoffs {
        let (d, g, n) = (&self.game.disarmer, &self.game.guarantor, self.n());
        let gone = a * self.declared();
        let (rate, talks, cost) = if force {
            (
                self.game.crises.rate_in_force,
                d.prestige + self.aid() * c,
                g.talks_cost,
            )
        } else {
            let cost = g.tension[self.office];
            (self.game.crises.rate_ruptured, -d.pressure - d.exposure * gone, cost)
        };
        let to_d = d.deterrent_value[self.kind] * (1.0 - gone) + d.relief_value * c + talks;
        let to_g = g.threat_reduction[self.office] * gone - g.relief_cost[self.office] * c - cost;
        let active = self.game.broker.is_some();
        let own = self.third().map_or(0.0, |(interests, _)| {
            let revenue = if force && active {
                interests.project_revenue * c
            } else {
                0.0
            };
            interests.nonproliferation * gone + revenue
        });
        let war = 1.0 - (-rate * self.game.crises.escalation / n).exp();
        let (wd, wg) = (d.discount_factor.powf(1.0 / n), g.discount_factor.powf(1.0 / n));
        let broker = self
            .third()
            .map_or(0.0, |(interests, discount)| discount.powf(1.0 / n) * interests.war_cost);
        let wars = [wd * d.war_cost, wg * g.war_cost, broker].map(|cost| -war * cost);
        plus(self.with_alignments(to_d / n, to_g / n, own / n), wars)
    }

    fn solve(&self) -> OneRound {
        let (game, n) = (self.game, self.n());
        let (d, g, stage) = (&game.disarmer, &game.guarantor, &game.stages[0]);
        let tools = game.broker.map(|b| b.instruments);
        let watch = tools.map_or(0.0, |i| i.monitoring);
        let caught = 1.0 - (1.0 - stage.detection) * (1.0 - watch);
        let alarm = stage.false_alarm * (1.0 - watch);
        // With one round Φ is 1/n for everybody.
        let concealed = game.verification.concealed_value
            * self.declared()
            * (1.0 - stage.reversible)
            * (1.0 - tools.map_or(0.0, |i| i.custody))
            / n;
        let feint = self.with_alignments(
            concealed * d.deterrent_value[self.kind],
            -concealed * g.threat_reduction[self.office],
            -concealed * self.third().map_or(0.0, |(interests, _)| interests.nonproliferation),
        );
        let nothing = self.ending(true, 0.0, 0.0);
        let broken = self.ending(false, 0.0, 0.0);
        let done = self.ending(true, 1.0, 1.0);
        let (step, disarmer, guarantor, enforce) = match game.talks.sequence {
            Sequence::DisarmFirst => {
                let (renege, enforce) = self.reneged_on_everything();
                let answer = logit(g.rationality, &[done[1], renege[1]]);
                let credited = mean(&answer, &[done, renege]);
                let actions = [
                    mean(&[1.0 - alarm, alarm], &[credited, broken]),
                    mean(&[1.0 - caught, caught], &[plus(credited, feint), broken]),
                    nothing,
                ];
                let policy = logit(d.rationality, &actions.map(|q| q[0]));
                (mean(&policy, &actions), policy, answer, enforce)
            }
            Sequence::ReliefFirst => {
                let years = game.talks.advance_years;
                let advance = self.with_alignments(
                    (d.relief_value + self.aid()) * years,
                    -g.relief_cost[self.office] * years,
                    0.0,
                );
                let vain = plus(broken, advance);
                let actions = [
                    mean(&[1.0 - alarm, alarm], &[done, vain]),
                    mean(&[1.0 - caught, caught], &[plus(done, feint), vain]),
                    vain,
                ];
                let policy = logit(d.rationality, &actions.map(|q| q[0]));
                let offers = [mean(&policy, &actions), nothing];
                let offer = logit(g.rationality, &offers.map(|q| q[1]));
                (mean(&offer, &offers), policy, offer, None)
            }
        };
        // At a review with nothing done, leaving is the same state for both.
        let pair = [nothing, broken];
        let (stay, honour, review);
        match game.talks.sequence {
            Sequence::DisarmFirst => {
                honour = logit(g.rationality, &pair.map(|q| q[1]));
                let first = [mean(&honour, &pair), broken];
                stay = logit(d.rationality, &first.map(|q| q[0]));
                review = mean(&stay, &first);
            }
            Sequence::ReliefFirst => {
                stay = logit(d.rationality, &pair.map(|q| q[0]));
                let first = [mean(&stay, &pair), broken];
                honour = logit(g.rationality, &first.map(|q| q[1]));
                review = mean(&honour, &first);
            }
        }
        let expected = |meetings: f64| {
            let meets = 1.0 - (-1.0 / ((stage.years + 1.0 / meetings) * n)).exp();
            let reviews = (1.0 - meets) * (1.0 - (-game.talks.reviews_per_year / n).exp());
            mean(&[meets, reviews, 1.0 - meets - reviews], &[step, review, nothing])
        };
        let aside = expected(game.talks.meetings_per_year);
        let (mut values, mut mediate) = (aside, None);
        if let Some(broker) = &game.broker {
            let mut mediated = expected(game.talks.meetings_per_year + broker.instruments.facilitation);
            let gain = n * (mediated[2] - aside[2]);
            let choice = logit(broker.rationality, &[gain - broker.interests.mediation_cost, 0.0]);
            mediated[2] -= broker.interests.mediation_cost / n;
            values = mean(&choice, &[mediated, aside]);
            mediate = Some(choice[0]);
        }
        OneRound {
            disarmer,
            guarantor,
            stay,
            honour,
            enforce,
            mediate,
            values,
        }
    }

    /// Payoffs after a renege on the one completed stage, and the chance that the broker enforces.
    fn reneged_on_everything(&self) -> (Payoffs, Option<f64>) {
        let (game, revocable) = (self.game, self.game.stages[0].revocable);
        let audience = [
            0.0,
            -game.guarantor.renege_cost[self.office] - game.backing.guarantee,
            0.0,
        ];
        let left = plus(self.ending(false, 1.0, 1.0 - revocable), audience);
        let Some(broker) = &game.broker else {
            return (left, None);
        };
        let (tools, interests) = (&broker.instruments, &broker.interests);
        let kept = 1.0 - revocable + revocable * tools.escrow;
        let besides = [
            0.0,
            -tools.guarantee,
            interests.credibility_stake - interests.enforcement_cost,
        ];
        let upheld = plus(plus(self.ending(false, 1.0 - tools.custody, kept), audience), besides);
        let chance = match tools.enforcement {
            Enforcement::Automatic => 1.0,
            Enforcement::Discretionary => logit(broker.rationality, &[upheld[2], left[2]])[0],
        };
        (mean(&[chance, 1.0 - chance], &[upheld, left]), Some(chance))
    }
}
