//! Games drawn from the whole legal range, ends of the ranges included.

use honest_broker::game::*;

/// Bounds on what [`random`] draws. `sharpness` is the largest logit precision; at 2 or so the short games keep one
/// equilibrium as a rule.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub stages: usize,
    pub rounds: usize,
    pub foresight: usize,
    pub sharpness: f64,
}

/// SplitMix64, enough for drawing test cases; or the bytes of a fuzzer for as long as there are any.
pub struct Draws<'b> {
    state: u64,
    bytes: &'b [u8],
}

impl<'b> Draws<'b> {
    pub fn new(seed: u64) -> Self {
        Draws {
            state: seed,
            bytes: &[],
        }
    }

    /// Draws that a fuzzer decides about: each takes the next eight bytes, so that a small change of the bytes changes little.
    pub fn of(bytes: &'b [u8]) -> Self {
        Draws { state: 0, bytes }
    }

    pub fn bits(&mut self) -> u64 {
        if !self.bytes.is_empty() {
            let (now, later) = self.bytes.split_at(self.bytes.len().min(8));
            self.bytes = later;
            let mut word = [0; 8];
            word[..now.len()].copy_from_slice(now);
            return u64::from_le_bytes(word);
        }
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
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

    /// In [0, top], 0 with probability 1/3.
    pub fn often_zero(&mut self, top: f64) -> f64 {
        if self.below(3) == 0 { 0.0 } else { top * self.unit() }
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
/// In half the games without a broker there is a bystander.
pub fn random(seed: u64, size: Size) -> Game {
    let mut draws = Draws::new(seed ^ 0x5eed_0f6a_3e5d_a7a1);
    let r = &mut draws;
    let mut game = Game {
        stages: random_stages(r, size.stages),
        clock: Clock {
            rounds_per_year: [1, 2, 4, 12][r.below(4)],
            rounds: size.rounds,
            foresight: size.foresight,
        },
        disarmer: random_disarmer(r, size.sharpness),
        guarantor: random_guarantor(r, size),
        talks: Talks {
            sequence: if r.flip() {
                Sequence::DisarmFirst
            } else {
                Sequence::ReliefFirst
            },
            meetings_per_year: 0.05 + r.size(6.0),
            reviews_per_year: r.often_zero(3.0),
            advance_years: r.size(1.0),
            reopening_rate: r.size(3.0),
        },
        verification: Verification {
            exposure_rate: r.size(3.0),
            concealed_value: r.probability(),
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
        bystander: None,
    };
    if game.broker.is_none() && r.flip() {
        let aside = random_broker(r, size.sharpness);
        game.bystander = Some(Bystander {
            interests: aside.interests,
            discount_factor: aside.discount_factor,
        });
    }
    game
}

/// Up to `most` stages; the two sides value them alike in one game of three.
fn random_stages(r: &mut Draws, most: usize) -> Vec<Stage> {
    let count = 1 + r.below(most);
    let (deterrent, relief) = (r.shares(count), r.shares(count));
    let alike = r.below(3) == 0;
    let (threat, cost) = if alike {
        (deterrent.clone(), relief.clone())
    } else {
        (r.shares(count), r.shares(count))
    };
    let item = |j: usize| Stage {
        deterrent_share: deterrent[j],
        threat_share: threat[j],
        relief_share: relief[j],
        cost_share: cost[j],
        years: r.often_zero(2.0),
        reversible: r.probability(),
        revocable: r.probability(),
        detection: r.probability(),
        false_alarm: r.probability() * 0.5,
    };
    (0..count).map(item).collect()
}

/// None, one small enough for a settlement, or a large one.
fn covert_share(r: &mut Draws) -> f64 {
    match r.below(3) {
        0 => 0.0,
        1 => 0.05 * r.probability(),
        _ => 0.9 * r.unit(),
    }
}

fn random_disarmer(r: &mut Draws, sharpness: f64) -> Disarmer {
    Disarmer {
        dealer_prior: r.prior(),
        deterrent_value: [r.size(3.0), r.size(3.0)],
        relief_value: r.size(3.0),
        exposure: r.size(2.0),
        pressure: r.size(1.0),
        prestige: r.size(0.5),
        rebuild_years: r.size(3.0),
        covert_share: [covert_share(r), covert_share(r)],
        succession: Succession {
            rate: r.often_zero(1.0),
            dealer_prior: r.prior(),
        },
        war_cost: r.size(20.0),
        discount_factor: r.discount(),
        rationality: r.size(sharpness),
    }
}

fn random_guarantor(r: &mut Draws, size: Size) -> Guarantor {
    Guarantor {
        keeper_prior: r.prior(),
        threat_reduction: [r.size(3.0), r.size(3.0)],
        relief_cost: [r.size(2.0), r.size(2.0)],
        tension: [r.size(1.0), r.size(1.0)],
        talks_cost: r.size(0.5),
        renege_cost: [r.size(2.0), r.size(5.0)],
        elections: r.flip().then(|| Elections {
            first: 1 + r.below(size.rounds),
            every: r.below(4),
            turnover: (0..1 + r.below(3)).map(|_| r.probability()).collect(),
            successor_keeper_prior: r.prior(),
        }),
        war_cost: r.size(20.0),
        discount_factor: r.discount(),
        rationality: r.size(size.sharpness),
    }
}

fn random_acceptance(r: &mut Draws) -> Acceptance {
    if r.flip() {
        Acceptance::Probability(r.probability())
    } else {
        Acceptance::Cost(r.size(1.0))
    }
}

fn random_broker(r: &mut Draws, sharpness: f64) -> Broker {
    Broker {
        acceptance: [random_acceptance(r), random_acceptance(r)],
        neutrality_loss_rate: r.size(1.0),
        instruments: Instruments {
            facilitation: r.size(4.0),
            reopening_rate: r.size(2.0),
            monitoring: r.probability(),
            exposure_rate: r.size(2.0),
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
