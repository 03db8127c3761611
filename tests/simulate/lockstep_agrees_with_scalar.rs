//! The lockstep player against the scalar one, which is the readable specification: the same records and the same counts by
//! round, to the last bit, in games of every kind.
//!
//! Policies are random tables rather than solutions. They are quicker to make, and they reach what solutions avoid: actions
//! that are certain, impossible, or so rare that they vanish in 32 bits.

use honest_broker::game::outcome::{Cause, Outcome};
use honest_broker::game::*;
use honest_broker::numeric::grid::BeliefGrid;
use honest_broker::policy::{MessagePlan, Mixture, Policy, Tables};
use honest_broker::simulate::episode::{Record, Script, play};
use honest_broker::simulate::lockstep::{GROUP, Player};
use honest_broker::simulate::streams::Streams;
use honest_broker::simulate::tally::Tally;
use honest_broker::simulate::{CHUNK, simulate};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a random game must have; everything else is drawn.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    sequence: Sequence,
    broker: Option<Enforcement>,
    messages: bool,
    stages: usize,
    rounds: usize,
    rebuild_years: f64,
    /// Precision of the random logit policies: 0 is uniform, a huge one makes every choice certain.
    rationality: f64,
    grid: usize,
}

const USUAL: Wanted = Wanted {
    sequence: Sequence::DisarmFirst,
    broker: Some(Enforcement::Discretionary),
    messages: true,
    stages: 4,
    rounds: 40,
    rebuild_years: 0.5,
    rationality: 3.0,
    grid: 7,
};

fn unit(random: &mut impl Rng) -> f64 {
    random.random::<f64>()
}

/// Shares that sum to one.
fn shares(random: &mut impl Rng, count: usize) -> Vec<f64> {
    let parts: Vec<f64> = (0..count).map(|_| 0.05 + unit(random)).collect();
    let total: f64 = parts.iter().sum();
    parts.iter().map(|p| p / total).collect()
}

fn random_game(random: &mut impl Rng, wanted: Wanted) -> Game {
    let [deterrent, threat, relief, cost] = [(); 4].map(|()| shares(random, wanted.stages));
    let mut x = || unit(random);
    let stage = |j: usize, x: &mut dyn FnMut() -> f64| Stage {
        deterrent_share: deterrent[j],
        threat_share: threat[j],
        // Some stages leave nothing to rebuild, which merges states.
        reversible: (1.5 * x() - 0.5).max(0.0),
        relief_share: relief[j],
        cost_share: cost[j],
        years: (x() - 0.5).max(0.0),
        revocable: x(),
        detection: x(),
        false_alarm: 0.3 * x(),
    };
    Game {
        clock: Clock {
            rounds_per_year: 4,
            rounds: wanted.rounds,
            foresight: wanted.rounds + 10,
        },
        stages: (0..wanted.stages).map(|j| stage(j, &mut x)).collect(),
        disarmer: Disarmer {
            dealer_prior: 0.1 + 0.8 * x(),
            deterrent_value: [1.0 + x(), x()],
            relief_value: x(),
            exposure: x(),
            pressure: x(),
            prestige: x(),
            rebuild_years: wanted.rebuild_years,
            // Also none, equal ones, and those of a type that counts as completing a settlement.
            covert_share: match (3.0 * x()) as u32 {
                0 => [0.0; 2],
                1 => [0.3; 2],
                _ => [0.9 * x(), 0.1 * x()],
            },
            succession: Succession {
                rate: (0.6 * x() - 0.2).max(0.0),
                dealer_prior: 0.1 + 0.8 * x(),
            },
            war_cost: 40.0 * x(),
            discount_factor: 0.9 + 0.1 * x(),
            rationality: 2.0,
        },
        guarantor: Guarantor {
            keeper_prior: 0.1 + 0.8 * x(),
            threat_reduction: [x(), x()],
            relief_cost: [x(), x()],
            tension: [x(), x()],
            talks_cost: x(),
            renege_cost: [x(), 5.0 * x()],
            elections: (x() < 0.8).then(|| Elections {
                first: 1 + (6.0 * x()) as usize,
                every: (4.0 * x()) as usize,
                turnover: (0..=(3.0 * x()) as usize).map(|_| x()).collect(),
                successor_keeper_prior: 0.1 + 0.8 * x(),
            }),
            war_cost: 30.0 * x(),
            discount_factor: 0.9 + 0.1 * x(),
            rationality: 2.0,
        },
        talks: Talks {
            sequence: wanted.sequence,
            meetings_per_year: 0.2 + 8.0 * x(),
            reviews_per_year: 3.0 * x(),
            advance_years: x(),
            reopening_rate: 4.0 * x(),
        },
        verification: Verification {
            exposure_rate: 2.0 * x(),
            concealed_value: x(),
        },
        crises: Crises {
            rate_in_force: x(),
            // Several a round, and sometimes more than are counted.
            rate_ruptured: 20.0 * x() * x(),
            escalation: 0.1 * x(),
        },
        broker: wanted.broker.map(|enforcement| random_broker(enforcement, &mut x)),
        bystander: wanted.broker.is_none().then(|| Bystander {
            interests: random_broker(Enforcement::Automatic, &mut x).interests,
            discount_factor: 0.93,
        }),
        backing: Backing::default(),
    }
}

fn random_broker(enforcement: Enforcement, x: &mut dyn FnMut() -> f64) -> Broker {
    Broker {
        acceptance: [Acceptance::Probability(1.0), Acceptance::Cost(x())],
        neutrality_loss_rate: 0.5 * x(),
        instruments: Instruments {
            facilitation: x(),
            reopening_rate: x(),
            monitoring: x(),
            exposure_rate: x(),
            custody: x(),
            escrow: x(),
            guarantee: x(),
            aid: x(),
            enforcement,
        },
        information: Some(Information {
            disarmer_accuracy: 0.5 + 0.5 * x(),
            guarantor_accuracy: 0.5 + 0.5 * x(),
            honesty: x(),
        }),
        interests: Interests {
            project_revenue: x(),
            nonproliferation: x(),
            war_cost: 20.0 * x(),
            alignment_disarmer: x(),
            alignment_guarantor: x(),
            mediation_cost: x(),
            enforcement_cost: x(),
            credibility_stake: x(),
        },
        discount_factor: 0.92,
        rationality: 2.0,
    }
}

/// Logit probabilities of random values.
fn random_row(random: &mut impl Rng, actions: usize, rationality: f64) -> [f64; 4] {
    let mut row = [0.0; 4];
    for p in &mut row[..actions] {
        *p = rationality * unit(random);
    }
    honest_broker::numeric::elementary::softmax(&mut row[..actions]);
    row
}

fn random_policy(random: &mut impl Rng, rules: &Rules, wanted: Wanted) -> Policy {
    let grid = BeliefGrid::cosine(wanted.grid);
    let mut policy = Policy::new(rules, &grid);
    for round in 0..wanted.rounds {
        for point in 0..wanted.grid * wanted.grid {
            for (id, node) in rules.moves.nodes.iter().enumerate() {
                let mixture: Mixture = [0, 1].map(|_| random_row(random, node.choices.len(), wanted.rationality));
                policy.set_node(round, id, point, &mixture);
            }
            for state in 0..rules.space.len() {
                policy.set_engagement(round, state, point, random_row(random, 2, wanted.rationality)[0]);
            }
        }
    }
    policy
}

fn random_messages(random: &mut impl Rng, game: &Game) -> Option<MessagePlan> {
    let information = game.broker.as_ref()?.information?;
    let mut pair = || [unit(random), unit(random)];
    Some(MessagePlan {
        guarantor_accuracy: information.guarantor_accuracy,
        disarmer_accuracy: information.disarmer_accuracy,
        honesty: information.honesty,
        on_guarantor: pair(),
        keeper: pair(),
        on_disarmer: [pair(), pair()],
        dealer: [pair(), pair()],
    })
}

/// Equal bits, not only equal numbers.
fn bits(record: &Record) -> ([u64; 8], &Record) {
    let [a, b, c] = record.payoffs;
    let [d, e] = record.beliefs;
    let shares = [record.dismantled_share, record.feigned_share];
    let floats = [a, b, c, d, e, shares[0], shares[1], record.war_hazard];
    (floats.map(f64::to_bits), record)
}

/// Returns the records that both have made.
fn assert_agreement(wanted: Wanted, seed: u64, episodes: std::ops::Range<u64>) -> Vec<Record> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let game = random_game(&mut random, wanted);
    let rules = Rules::new(&game);
    let policy = random_policy(&mut random, &rules, wanted);
    let messages = random_messages(&mut random, &game).filter(|_| wanted.messages);
    let discounts: Vec<[f64; 3]> = (0..=wanted.rounds).map(|r| rules.payoffs.discount_at(r)).collect();
    let script = Script {
        rules: &rules,
        policy: &policy,
        messages,
        discounts: &discounts,
    };
    let streams = Streams::new(seed, 3);
    let mut counted = Tally::new(&rules);
    let watch = &mut |event| counted.timeline.watch(event);
    let expected: Vec<Record> = episodes.clone().map(|e| play(&script, &streams, e, watch)).collect();
    for player in Player::at_every_width(&script) {
        let mut together = Tally::new(&rules);
        let mut records = Vec::new();
        player.play(&streams, episodes.clone(), &mut together.timeline, &mut records);
        assert_eq!(records.len(), expected.len());
        for ((episode, expected), record) in episodes.clone().zip(&expected).zip(&records) {
            assert_eq!(
                bits(expected),
                bits(record),
                "episode {episode} of seed {seed}, {wanted:?}"
            );
        }
        assert!(
            counted.timeline == together.timeline,
            "timeline of seed {seed}, {wanted:?}"
        );
    }
    expected
}

#[test]
fn agrees_in_both_sequences_with_every_kind_of_broker() {
    let mut records = Vec::new();
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        for broker in [None, Some(Enforcement::Automatic), Some(Enforcement::Discretionary)] {
            for messages in [false, true] {
                for seed in 0..4 {
                    let wanted = Wanted {
                        sequence,
                        broker,
                        messages,
                        stages: 1 + seed as usize,
                        ..USUAL
                    };
                    records.extend(assert_agreement(wanted, seed, 0..700));
                }
            }
        }
    }
    // Agreement about what never happens would say little.
    for outcome in Outcome::ALL {
        assert!(records.iter().any(|r| r.outcome == outcome), "{outcome:?}");
    }
    for cause in Cause::ALL {
        assert!(
            records.iter().any(|r| r.first_rupture.is_some_and(|(c, _)| c == cause)),
            "{cause:?}"
        );
    }
    assert!(records.iter().any(|r| r.crises > r.rounds));
    assert!(records.iter().all(|r| (0.0..=1.0).contains(&r.dismantled_share)));
}

#[test]
fn agrees_for_the_fewest_and_the_most_stages_and_rounds() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        for (stages, rounds) in [(1, 1), (1, 40), (2, 3), (12, 1), (12, 33), (3, 90)] {
            let wanted = Wanted {
                sequence,
                stages,
                rounds,
                grid: 3,
                ..USUAL
            };
            assert_agreement(wanted, 5, 0..300);
        }
    }
}

#[test]
fn agrees_when_rebuilding_takes_no_time_or_for_ever() {
    for rebuild_years in [0.0, 1e9] {
        let wanted = Wanted { rebuild_years, ..USUAL };
        assert_agreement(wanted, 8, 0..600);
    }
}

#[test]
fn agrees_when_choices_are_uniform_or_certain() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        for rationality in [0.0, 60.0, 1e6] {
            for grid in [2, 9] {
                let wanted = Wanted {
                    sequence,
                    rationality,
                    grid,
                    ..USUAL
                };
                assert_agreement(wanted, 13, 0..600);
            }
        }
    }
}

#[test]
fn agrees_wherever_groups_begin_and_end() {
    let group = GROUP as u64;
    let wanted = Wanted { rounds: 12, ..USUAL };
    for episodes in [
        0..0,
        0..1,
        7..8,
        0..group - 1,
        0..group,
        3..group + 4,
        5_000..5_000 + 2 * group + 17,
    ] {
        assert_agreement(wanted, 21, episodes);
    }
}

#[test]
fn a_batch_is_the_same_with_one_thread_and_with_several() {
    let mut random = ChaCha8Rng::seed_from_u64(34);
    let arms: Vec<Rules> = [Some(Enforcement::Discretionary), None]
        .map(|broker| Rules::new(&random_game(&mut random, Wanted { broker, ..USUAL })))
        .into();
    let policies: Vec<Policy> = arms.iter().map(|r| random_policy(&mut random, r, USUAL)).collect();
    let discounts: Vec<[f64; 3]> = (0..=USUAL.rounds).map(|r| arms[0].payoffs.discount_at(r)).collect();
    let script = |(rules, policy)| Script {
        rules,
        policy,
        messages: None,
        discounts: &discounts,
    };
    let scripts: Vec<Script> = arms.iter().zip(&policies).map(script).collect();
    let batch = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let never = std::sync::atomic::AtomicBool::new(false);
        pool.install(|| simulate(&scripts, 1, &Streams::new(2, 0), 3 * CHUNK + 100, &never, &|_| {}).unwrap())
    };
    let alone = batch(1);
    assert_eq!(alone, batch(3));
    for (arm, pairs) in alone.pairs.iter().enumerate() {
        assert_eq!(pairs.pairs, 3 * CHUNK + 100);
        for (difference, (a, b)) in pairs
            .differences
            .iter()
            .zip(alone.tallies[arm].metrics.iter().zip(&alone.tallies[1].metrics))
        {
            if a.count() == pairs.pairs && b.count() == pairs.pairs {
                let expected = a.mean().unwrap() - b.mean().unwrap();
                assert!((difference.mean().unwrap() - expected).abs() < 1e-9);
            }
        }
    }
}
