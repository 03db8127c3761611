//! Games for tests: the illustration of `docs/model.md`, short games, and games drawn from the whole legal range.

use honest_broker::game::*;

fn stage(share: f64, reversible: f64, revocable: f64, detection: f64, false_alarm: f64) -> Stage {
    Stage {
        deterrent_share: share,
        reversible,
        relief_share: share,
        revocable,
        detection,
        false_alarm,
    }
}

/// The illustrative negotiation: four stages, ten years in quarters, thirty years of foresight.
pub fn illustration(sequence: Sequence, broker: bool) -> Game {
    Game {
        clock: Clock {
            rounds_per_year: 4,
            rounds: 40,
            foresight: 120,
        },
        stages: vec![
            stage(0.06, 1.0, 1.0, 0.97, 0.01),
            stage(0.2, 0.6, 1.0, 0.8, 0.05),
            stage(0.3, 0.2, 0.8, 0.35, 0.1),
            stage(0.44, 0.0, 0.8, 0.35, 0.1),
        ],
        disarmer: Disarmer {
            dealer_prior: 0.35,
            deterrent_value: [1.4, 0.85],
            relief_value: 0.95,
            exposure: 0.4,
            pressure: 0.2,
            prestige: 0.05,
            rebuild_years: 0.5,
            war_cost: 40.0,
            discount_factor: 0.95,
            rationality: 2.0,
        },
        guarantor: Guarantor {
            keeper_prior: 0.6,
            threat_reduction: 1.0,
            relief_cost: 0.45,
            tension: 0.1,
            talks_cost: 0.05,
            renege_cost: [0.5, 5.0],
            elections: Some(Elections {
                first: 10,
                every: 16,
                turnover: 0.55,
                successor_keeper_prior: 0.4,
            }),
            war_cost: 30.0,
            discount_factor: 0.9,
            rationality: 2.0,
        },
        talks: Talks {
            sequence,
            meeting_failure: 0.4,
            reopening_rate: 0.25,
        },
        crises: Crises {
            rate_in_force: 0.12,
            rate_ruptured: 0.57,
            escalation: 0.012,
        },
        broker: broker.then(illustrative_broker),
        backing: Backing::default(),
    }
}

/// The broker of the illustration.
pub fn illustrative_broker() -> Broker {
    Broker {
        neutrality_loss_rate: 0.12,
        instruments: Instruments {
            facilitation: 0.4,
            reopening_rate: 0.2,
            monitoring: 0.1,
            custody: 0.4,
            escrow: 0.2,
            guarantee: 0.4,
            aid: 0.04,
            enforcement: Enforcement::Discretionary,
        },
        information: Some(Information {
            disarmer_accuracy: 0.75,
            guarantor_accuracy: 0.7,
            honesty: 0.7,
        }),
        interests: Interests {
            project_revenue: 0.3,
            nonproliferation: 0.2,
            war_cost: 20.0,
            alignment_disarmer: 0.05,
            alignment_guarantor: 0.05,
            mediation_cost: 0.05,
            enforcement_cost: 0.8,
            credibility_stake: 0.3,
        },
        discount_factor: 0.92,
        rationality: 2.0,
    }
}

/// A short game with something at stake in every round: yearly rounds, `rounds` of them solved and played, two stages, an
/// election after round 0.
pub fn short(sequence: Sequence, broker: bool, rounds: usize) -> Game {
    let mut game = illustration(sequence, broker);
    game.clock = Clock {
        rounds_per_year: 1,
        rounds,
        foresight: rounds,
    };
    game.stages = vec![stage(0.4, 0.5, 0.9, 0.6, 0.1), stage(0.6, 0.1, 0.8, 0.4, 0.15)];
    game.disarmer.war_cost = 10.0;
    game.guarantor.war_cost = 8.0;
    game.guarantor.renege_cost = [0.3, 1.5];
    game.guarantor.elections = Some(Elections {
        first: 1,
        every: 2,
        turnover: 0.5,
        successor_keeper_prior: 0.4,
    });
    game
}

/// A broker without any instrument that sends no message; its interests stay.
pub fn powerless(mut broker: Broker) -> Broker {
    broker.instruments = Instruments {
        facilitation: 0.0,
        reopening_rate: 0.0,
        monitoring: 0.0,
        custody: 0.0,
        escrow: 0.0,
        guarantee: 0.0,
        aid: 0.0,
        enforcement: broker.instruments.enforcement,
    };
    broker.information = None;
    broker
}

/// The game with every player's logit precision at zero.
pub fn uniform(mut game: Game) -> Game {
    game.disarmer.rationality = 0.0;
    game.guarantor.rationality = 0.0;
    if let Some(broker) = &mut game.broker {
        broker.rationality = 0.0;
    }
    game
}

/// Bounds on what [`random`] draws. `sharpness` is the largest logit precision; at 2 or so the short games keep one
/// equilibrium as a rule.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub stages: usize,
    pub rounds: usize,
    pub foresight: usize,
    pub sharpness: f64,
}

/// SplitMix64, enough for drawing test cases.
pub struct Draws(u64);

impl Draws {
    pub fn new(seed: u64) -> Self {
        Draws(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.bits() % bound as u64) as usize
    }

    pub fn flip(&mut self) -> bool {
        self.bits() >> 63 == 1
    }

    /// In [0, 1], each end with probability 1/10.
    pub fn probability(&mut self) -> f64 {
        match self.below(10) {
            0 => 0.0,
            1 => 1.0,
            _ => self.unit(),
        }
    }

    /// In [0, top], 0 with probability 1/10.
    pub fn size(&mut self, top: f64) -> f64 {
        if self.below(10) == 0 { 0.0 } else { top * self.unit() }
    }

    /// In (0, 1), sometimes very near an end.
    pub fn prior(&mut self) -> f64 {
        match self.below(10) {
            0 => 1e-6,
            1 => 1.0 - 1e-6,
            _ => 0.001 + 0.998 * self.unit(),
        }
    }

    /// In (0, 1], 1 with probability 1/10.
    pub fn discount(&mut self) -> f64 {
        if self.below(10) == 0 {
            1.0
        } else {
            1.0 - 0.6 * self.unit()
        }
    }

    /// Shares of `count` items that sum to 1, some of them 0.
    pub fn shares(&mut self, count: usize) -> Vec<f64> {
        let mut parts: Vec<f64> = (0..count).map(|_| self.size(1.0)).collect();
        let total: f64 = parts.iter().sum();
        if total <= 0.0 {
            parts[0] = 1.0;
            return parts;
        }
        parts.iter().map(|p| p / total).collect()
    }
}

/// A game drawn from the whole legal range, ends of the ranges included; the same for the same seed and size.
pub fn random(seed: u64, size: Size) -> Game {
    let mut draws = Draws::new(seed ^ 0x5eed_0f6a_3e5d_a7a1);
    let r = &mut draws;
    let count = 1 + r.below(size.stages);
    let (arms, relief) = (r.shares(count), r.shares(count));
    let stages = std::iter::zip(arms, relief).map(|(deterrent_share, relief_share)| Stage {
        deterrent_share,
        relief_share,
        reversible: r.probability(),
        revocable: r.probability(),
        detection: r.probability(),
        false_alarm: r.probability() * 0.5,
    });
    Game {
        stages: stages.collect(),
        clock: Clock {
            rounds_per_year: [1, 2, 4, 12][r.below(4)],
            rounds: size.rounds,
            foresight: size.foresight,
        },
        disarmer: Disarmer {
            dealer_prior: r.prior(),
            deterrent_value: [r.size(3.0), r.size(3.0)],
            relief_value: r.size(3.0),
            exposure: r.size(2.0),
            pressure: r.size(1.0),
            prestige: r.size(0.5),
            rebuild_years: r.size(3.0),
            war_cost: r.size(20.0),
            discount_factor: r.discount(),
            rationality: r.size(size.sharpness),
        },
        guarantor: Guarantor {
            keeper_prior: r.prior(),
            threat_reduction: r.size(3.0),
            relief_cost: r.size(2.0),
            tension: r.size(1.0),
            talks_cost: r.size(0.5),
            renege_cost: [r.size(2.0), r.size(5.0)],
            elections: r.flip().then(|| Elections {
                first: 1 + r.below(size.rounds),
                every: r.below(4),
                turnover: r.probability(),
                successor_keeper_prior: r.prior(),
            }),
            war_cost: r.size(20.0),
            discount_factor: r.discount(),
            rationality: r.size(size.sharpness),
        },
        talks: Talks {
            sequence: if r.flip() {
                Sequence::DisarmFirst
            } else {
                Sequence::ReliefFirst
            },
            meeting_failure: r.probability(),
            reopening_rate: r.size(3.0),
        },
        crises: Crises {
            rate_in_force: r.size(2.0),
            rate_ruptured: r.size(4.0),
            escalation: r.probability() * 0.3,
        },
        broker: r.flip().then(|| random_broker(r, size.sharpness)),
        backing: Backing {
            guarantee: r.size(1.0),
            aid: r.size(0.5),
        },
    }
}

fn random_broker(r: &mut Draws, sharpness: f64) -> Broker {
    Broker {
        neutrality_loss_rate: r.size(1.0),
        instruments: Instruments {
            facilitation: r.probability(),
            reopening_rate: r.size(2.0),
            monitoring: r.probability(),
            custody: r.probability(),
            escrow: r.probability(),
            guarantee: r.size(2.0),
            aid: r.size(0.5),
            enforcement: if r.flip() {
                Enforcement::Automatic
            } else {
                Enforcement::Discretionary
            },
        },
        information: r.flip().then(|| Information {
            disarmer_accuracy: 0.5 + 0.5 * r.probability(),
            guarantor_accuracy: 0.5 + 0.5 * r.probability(),
            honesty: r.probability(),
        }),
        interests: Interests {
            project_revenue: r.size(1.0),
            nonproliferation: r.size(1.0),
            war_cost: r.size(20.0),
            alignment_disarmer: r.size(0.5),
            alignment_guarantor: r.size(0.5),
            mediation_cost: r.size(0.5),
            enforcement_cost: r.size(2.0),
            credibility_stake: r.size(2.0),
        },
        discount_factor: r.discount(),
        rationality: r.size(sharpness),
    }
}
