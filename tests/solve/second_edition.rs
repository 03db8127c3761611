//! The solver against the results of an independent implementation of the model, at the same grid: values, first policies,
//! outcome probabilities and messages of one game that uses every key, in both sequences, with and without its broker.
//!
//! `tests/data/second_edition.csv` holds the expected numbers: five decimals; solved on 21 cosine-spaced points a side.

use std::collections::BTreeMap;

use honest_broker::game::moves::Position;
use honest_broker::game::outcome::Outcome;
use honest_broker::game::state::{Phase, State, StateId};
use honest_broker::game::{Acceptance, Broker, Enforcement, Game, Rules, Sequence};
use honest_broker::solve::{Settings, Solution, StartValues, are_related, solve_family, solve_with};
use support::games::{illustration, illustrative_broker};

const EXPECTED: &str = include_str!("../data/second_edition.csv");
const GRID: usize = 21;
/// The dismantled share is the mean of that many episodes, not solved.
const EPISODES: f64 = 500_000.0;

/// The illustration with this broker, or without one.
fn game(sequence: Sequence, broker: Option<Broker>) -> Game {
    Game {
        broker,
        ..illustration(sequence, false)
    }
}

/// The numbers of one case, by name.
struct Numbers(BTreeMap<String, f64>);

impl Numbers {
    fn expected(case: &str) -> Self {
        let rows = EXPECTED.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        let of_case = rows.filter(|row| row[0] == case);
        Numbers(
            of_case
                .map(|row| (row[1].to_owned(), row[2].parse().expect("a number")))
                .collect(),
        )
    }

    fn solved(game: &Game) -> Self {
        let rules = Rules::new(game);
        let settings = Settings {
            exact: true,
            ..Settings::grid(GRID)
        };
        let solution = solve_with(&rules, &settings, |_| {});
        assert_eq!(solution.convergence.unconverged, 0, "{:?}", solution.convergence);
        let mut numbers = Numbers(BTreeMap::new());
        numbers.add_outcomes(game, &solution);
        numbers.add_values("value", &solution.values, game.broker.is_some());
        if game.broker.is_some() {
            numbers.add_values("value_over_messages", &solution.values_over_messages, true);
        }
        numbers.add_policies(&rules, &solution);
        numbers.add_messages(&solution);
        numbers
    }

    fn add(&mut self, name: &str, value: f64) {
        self.0.insert(name.to_owned(), value);
    }

    fn add_outcomes(&mut self, game: &Game, solution: &Solution) {
        let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        let exact = solution.exact.as_ref().expect("asked for");
        let outcomes = exact.at(priors);
        for outcome in Outcome::ALL {
            self.add(&format!("outcome.{}", outcome.name()), outcomes[outcome]);
        }
        self.add("mean_dismantled_share", exact.dismantled_at(priors));
    }

    fn add_values(&mut self, group: &str, values: &StartValues, broker: bool) {
        const TYPES: [[&str; 2]; 2] = [["staller", "dealer"], ["reneger", "keeper"]];
        for kind in 0..2 {
            self.add(&format!("{group}.disarmer.{}", TYPES[0][kind]), values.disarmer[kind]);
            self.add(&format!("{group}.guarantor.{}", TYPES[1][kind]), values.guarantor[kind]);
        }
        for d in (0..2).filter(|_| broker) {
            for g in 0..2 {
                let name = format!("{group}.broker.{}_{}", TYPES[0][d], TYPES[1][g]);
                self.add(&name, values.broker[d][g]);
            }
        }
    }

    fn add_policies(&mut self, rules: &Rules, solution: &Solution) {
        let active = rules.game.broker.is_some();
        let at = |stage: usize| -> StateId {
            rules.space.id(State {
                stage,
                phase: Phase::InForce,
                broker_active: active,
            })
        };
        let positions = match rules.game.talks.sequence {
            Sequence::DisarmFirst => [
                ("step_disarmer", Position::DisarmerSteps(at(0))),
                ("step_guarantor", Position::GuarantorAnswers(at(1))),
                ("review_disarmer", Position::DisarmerReviews(at(0))),
                ("review_guarantor", Position::GuarantorAnswers(at(0))),
            ],
            Sequence::ReliefFirst => [
                ("step_disarmer", Position::DisarmerAnswersDelivery(at(0))),
                ("step_guarantor", Position::GuarantorSteps(at(0))),
                ("review_disarmer", Position::DisarmerReviews(at(0))),
                ("review_guarantor", Position::GuarantorReviews(at(0))),
            ],
        };
        let priors = [rules.game.disarmer.dealer_prior, rules.game.guarantor.keeper_prior];
        for (name, position) in positions {
            let mixture = solution
                .policy
                .at(rules, 0, position, priors)
                .expect("a decision of this game");
            let node = rules.moves.nodes.iter().find(|node| node.position == position);
            let types = match name.ends_with("disarmer") {
                true => ["staller", "dealer"],
                false => ["reneger", "keeper"],
            };
            for (kind, of_type) in types.into_iter().enumerate() {
                for (a, choice) in node.expect("found above").choices.iter().enumerate() {
                    let action = format!("{:?}", choice.action).to_lowercase();
                    self.add(&format!("{name}.{of_type}.{action}"), mixture[kind][a]);
                }
            }
        }
        if let Some(mediates) = solution.policy.engagement(0, rules.start(), priors) {
            self.add("mediate", mediates);
        }
        let enforces = Position::BrokerEnforces(at(1));
        if let (Sequence::DisarmFirst, Some(mixture)) = (
            rules.game.talks.sequence,
            solution.policy.at(rules, 0, enforces, priors),
        ) {
            self.add("enforce_after_step", mixture[0][0]);
        }
    }

    fn add_messages(&mut self, solution: &Solution) {
        let Some(messages) = &solution.messages else {
            return;
        };
        let stages = [
            ("vouches.guarantor", &messages.on_guarantor),
            ("vouches.disarmer_after_warning", &messages.on_disarmer[0]),
            ("vouches.disarmer_after_vouching", &messages.on_disarmer[1]),
        ];
        for (name, stage) in stages {
            for (signal, probability) in ["bad", "good"].into_iter().zip(stage.strategic) {
                self.add(&format!("{name}.{signal}"), probability);
            }
        }
    }

    /// Differences beyond what the digits of the expected numbers, or their chance, allow.
    fn differences(&self, expected: &Numbers) -> Vec<String> {
        let tolerance = |name: &str, value: f64| match name.split('.').next() {
            Some("mean_dismantled_share") => 5e-4 + 4.0 * f64::sqrt(value / EPISODES),
            Some("outcome") => 2e-5,
            _ => 1.5e-5,
        };
        let compare = |(name, &wanted): (&String, &f64)| {
            let Some(&found) = self.0.get(name) else {
                return Some(format!("{name}: expected {wanted}, not computed"));
            };
            let apart = (found - wanted).abs();
            (apart.is_nan() || apart > tolerance(name, wanted))
                .then(|| format!("{name}: expected {wanted}, found {found:.6}"))
        };
        expected.0.iter().filter_map(compare).collect()
    }
}

fn assert_agreement(case: &str, game: &Game) {
    let expected = Numbers::expected(case);
    assert!(expected.0.len() > 20, "the fixture has the case {case}");
    let differences = Numbers::solved(game).differences(&expected);
    assert!(differences.is_empty(), "{case}:\n{}", differences.join("\n"));
}

#[test]
fn disarm_first_without_a_broker() {
    assert_agreement("no_broker", &game(Sequence::DisarmFirst, None));
}

#[test]
fn disarm_first_with_a_broker() {
    assert_agreement("broker", &game(Sequence::DisarmFirst, Some(illustrative_broker())));
}

#[test]
fn relief_first_without_a_broker() {
    assert_agreement("no_broker_relief_first", &game(Sequence::ReliefFirst, None));
}

#[test]
fn relief_first_with_a_broker() {
    assert_agreement(
        "broker_relief_first",
        &game(Sequence::ReliefFirst, Some(illustrative_broker())),
    );
}

#[test]
fn automatic_enforcement() {
    let mut broker = illustrative_broker();
    broker.instruments.enforcement = Enforcement::Automatic;
    assert_agreement(
        "broker_automatic_enforcement",
        &game(Sequence::DisarmFirst, Some(broker)),
    );
}

#[test]
fn uniform_play() {
    let mut game = game(Sequence::DisarmFirst, None);
    game.disarmer.rationality = 0.0;
    game.guarantor.rationality = 0.0;
    assert_agreement("no_broker_rationality_zero", &game);
}

/// A coarse solve with everything that is carried.
fn coarse(parallel: bool) -> Settings {
    Settings {
        exact: true,
        parallel,
        ..Settings::grid(5)
    }
}

fn assert_same(one: &Solution, other: &Solution) {
    assert_eq!(one.values, other.values);
    assert_eq!(one.values_over_messages, other.values_over_messages);
    assert_eq!(one.exact, other.exact);
    assert_eq!(one.messages, other.messages);
    assert_eq!(
        (one.convergence.nodes, one.convergence.unconverged),
        (other.convergence.nodes, other.convergence.unconverged)
    );
}

#[test]
fn games_with_related_brokers_are_solved_together_as_if_each_were_alone() {
    let change = |change: fn(&mut Broker)| {
        let mut broker = illustrative_broker();
        change(&mut broker);
        Rules::new(&game(Sequence::DisarmFirst, Some(broker)))
    };
    let family = [
        change(|_| {}),
        change(|broker| broker.instruments.exposure_rate = 0.0),
        change(|broker| broker.instruments.custody = 0.9),
        change(|broker| broker.instruments.enforcement = Enforcement::Automatic),
        change(|broker| (broker.neutrality_loss_rate, broker.information) = (0.0, None)),
        change(|broker| broker.acceptance = [Acceptance::Cost(1.0); 2]),
    ];
    let members: Vec<&Rules> = family.iter().collect();
    let together = solve_family(&members, &coarse(false), |_| {});
    let without_broker = solve_with(&Rules::new(&family[0].game.without_broker()), &coarse(false), |_| {});
    for (rules, together) in family.iter().zip(&together) {
        let alone = solve_with(rules, &coarse(false), |_| {});
        assert_same(together, &alone);
        assert_eq!(together.policy, alone.policy);
        let contained = together.without_broker().expect("the game has a broker");
        assert_same(&contained, &without_broker);
        let shared = without_broker.policy.rounds();
        for round in 0..shared {
            for node in 0..rules.moves.without_broker {
                assert_eq!(
                    contained.policy.node(round, node, [0.3, 0.6]),
                    without_broker.policy.node(round, node, [0.3, 0.6])
                );
            }
        }
    }
    let mut wants_more = illustrative_broker();
    wants_more.interests.nonproliferation = 0.5;
    assert!(!are_related(
        &game(Sequence::DisarmFirst, Some(illustrative_broker())),
        &game(Sequence::DisarmFirst, Some(wants_more))
    ));
}

#[test]
fn the_threads_of_a_solve_show_in_no_bit() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let rules = Rules::new(&game(sequence, Some(illustrative_broker())));
        let alone = solve_with(&rules, &coarse(false), |_| {});
        let threads = rayon::ThreadPoolBuilder::new().num_threads(3).build();
        let divided = threads
            .expect("three threads")
            .install(|| solve_with(&rules, &coarse(true), |_| {}));
        assert_same(&divided, &alone);
        assert_eq!(divided.policy, alone.policy);
    }
}

#[test]
fn outcomes_and_shares_stay_in_their_ranges() {
    for (sequence, broker) in [
        (Sequence::DisarmFirst, Some(illustrative_broker())),
        (Sequence::ReliefFirst, None),
    ] {
        let solution = solve_with(&Rules::new(&game(sequence, broker)), &coarse(false), |_| {});
        let exact = solution.exact.expect("asked for");
        for d in 0..2 {
            for g in 0..2 {
                let outcomes = &exact.outcomes[d][g];
                let total: f64 = outcomes.iter().map(|(_, p)| p).sum();
                assert!((total - 1.0).abs() < 1e-9, "{outcomes:?}");
                assert!(outcomes.iter().all(|(_, p)| (0.0..=1.0).contains(p)), "{outcomes:?}");
                assert!((0.0..=1.0).contains(&exact.dismantled_share[d][g]));
            }
        }
    }
}
