//! Certificates do not depend on how they are computed.

use honest_broker::game::moves::Position;
use honest_broker::game::{Clock, Game, Rules, Sequence};
use honest_broker::numeric::grid::BeliefGrid;
use honest_broker::policy::{Mixture, Tables};
use honest_broker::solve::{Certificate, Settings, Solution, TOLERANCE, solve_family, solve_with};
use honest_broker::solve::{Certifier, RoundPlay};
use support::games::{self, illustration};

const CERTIFIED: Settings = Settings {
    tail_grid: None,
    tolerance: None,
    course: false,
    grid: 7,
    start: honest_broker::solve::Start::Continued,
    certify: true,
    probe_every: 0,
    exact: false,
    parallel: false,
};

/// Ten years' foresight are enough to see a difference.
fn game(sequence: Sequence) -> Game {
    let mut game = illustration(sequence, true);
    game.clock = Clock {
        foresight: 40,
        rounds: 12,
        ..game.clock
    };
    game
}

fn certificates(solution: &Solution) -> [Option<Certificate>; 2] {
    let without = solution.without_broker();
    [solution.certificate, without.and_then(|solution| solution.certificate)]
}

#[test]
fn a_game_with_a_broker_holds_the_certificate_of_the_game_without_it() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let with = game(sequence);
        let without = with.without_broker();
        let [_, contained] = certificates(&solve_with(&Rules::new(&with), &CERTIFIED, |_| {}));
        let alone = solve_with(&Rules::new(&without), &CERTIFIED, |_| {}).certificate;
        assert_eq!(contained.expect("asked for"), alone.expect("asked for"));
    }
}

#[test]
fn a_certifier_on_a_thread_of_its_own_finds_the_same() {
    let first = game(Sequence::DisarmFirst);
    let mut second = first.clone();
    second.broker.as_mut().expect("it has one").instruments.facilitation = 0.1;
    let family = [Rules::new(&first), Rules::new(&second)];
    let [alone, beside] = [1, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads can be had").install(|| {
            let solutions = solve_family(&[&family[0], &family[1]], &CERTIFIED, |_| {});
            [certificates(&solutions[0]), certificates(&solutions[1])]
        })
    });
    assert_eq!(alone, beside);
    let each = family.map(|rules| certificates(&solve_with(&rules, &CERTIFIED, |_| {})));
    assert_eq!(alone, each);
    assert_ne!(each[0][0], each[1][0]);
}

#[test]
fn solved_play_is_a_logit_response_that_beats_uniform_play() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let game = game(sequence);
        let lambda = game.disarmer.rationality.min(game.guarantor.rationality);
        let solution = solve_with(&Rules::new(&game), &CERTIFIED, |_| {});
        for certificate in certificates(&solution).into_iter().flatten() {
            assert!(certificate.residual < 1e-8, "{certificate:?}");
            for side in &certificate.types[..4] {
                assert!(side.deviation_gain > -1e-9, "{certificate:?}");
                assert!(side.gauge.is_none_or(|g| g <= 1.0), "{certificate:?}");
                // A choice of three at most.
                let bound = libm::log(3.0) / lambda;
                assert!((0.0..bound).contains(&side.one_deviation_gain), "{certificate:?}");
            }
        }
    }
}

/// Solved play of a short game in which everything is played, so that its policies can be taken from the tables.
fn played(sequence: Sequence) -> Game {
    let mut game = games::short(sequence, true, 3);
    game.clock.foresight = game.clock.rounds;
    game
}

/// The certificate of tables of policies, changed by `change` as they are read.
fn certified(
    rules: &Rules,
    solution: &Solution,
    grid: &BeliefGrid,
    change: impl Fn(Position, &mut Mixture),
) -> Certificate {
    let mut certifier = Certifier::new(rules, grid);
    let mut play = RoundPlay::new(rules, grid);
    let points = || {
        grid.points()
            .iter()
            .flat_map(|d| grid.points().iter().map(|g| [*d, *g]))
    };
    for round in (0..rules.game.clock.rounds).rev() {
        for (point, beliefs) in points().enumerate() {
            for (id, node) in rules.moves.nodes.iter().enumerate() {
                let mut mixture = solution.policy.node(round, id, beliefs);
                change(node.position, &mut mixture);
                play.set_node(round, id, point, &mixture);
            }
            for state in 0..rules.space.len() {
                if let Some(mediates) = solution.policy.engagement(round, state, beliefs) {
                    play.set_engagement(round, state, point, mediates);
                }
            }
        }
        certifier.round(round, &play);
    }
    certifier.finish()
}

#[test]
fn two_actions_exchanged_at_one_decision_are_noticed() {
    let grid = BeliefGrid::cosine(CERTIFIED.grid);
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let rules = Rules::new(&played(sequence));
        let solution = solve_with(&rules, &CERTIFIED, |_| {});
        // Tables hold numbers of single precision.
        let faithful = certified(&rules, &solution, &grid, |_, _| {});
        assert!(faithful.residual < 1e-5, "{faithful:?}");
        let start = rules.start();
        for (position, [a, b]) in [
            (Position::DisarmerSteps(start), [1, 2]),
            (Position::DisarmerAnswersDelivery(start), [0, 2]),
            (Position::DisarmerReviews(start), [0, 1]),
            (Position::GuarantorSteps(start), [0, 1]),
        ] {
            if !rules.moves.nodes.iter().any(|node| node.position == position) {
                continue;
            }
            let exchanged = certified(&rules, &solution, &grid, |at, mixture| {
                if at == position {
                    mixture.iter_mut().for_each(|row| row.swap(a, b));
                }
            });
            assert!(exchanged.residual > 0.01, "{position:?}: {exchanged:?}");
            let gain = |c: &Certificate| c.types.iter().map(|t| t.one_deviation_gain).fold(0.0, f64::max);
            assert!(gain(&exchanged) > gain(&faithful), "{position:?}: {exchanged:?}");
        }
    }
}

#[test]
fn what_is_said_of_convergence_is_the_worse_of_what_solver_and_certificate_find() {
    // So sharp that likelihoods underflow.
    let sharp = |sequence: Sequence, broker: bool, by: f64| {
        let mut game = illustration(sequence, broker);
        game.clock = Clock {
            foresight: 12,
            rounds: 6,
            ..game.clock
        };
        game.disarmer.rationality *= by;
        game.guarantor.rationality *= by;
        game
    };
    let mut contradicted = 0;
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        for (broker, by) in [(false, 1e3), (true, 1e2), (true, 1e3), (true, 1e4)] {
            let rules = Rules::new(&sharp(sequence, broker, by));
            let settings = Settings::grid(5);
            let plain = solve_with(&rules, &settings, |_| {}).convergence;
            let certified = Settings {
                certify: true,
                ..settings
            };
            let solution = solve_with(&rules, &certified, |_| {});
            let (convergence, residual) = (solution.convergence, solution.certificate.unwrap().residual);
            let converged = convergence.largest_residual <= TOLERANCE;
            assert_eq!(convergence.unconverged == 0, converged, "{sequence:?}, {by}");
            assert!(convergence.largest_residual >= residual, "{sequence:?}, {by}");
            assert!(convergence.unconverged >= plain.unconverged, "{sequence:?}, {by}");
            // Without a certificate, too, whatever is more than rounding is found.
            if residual > 1e-3 {
                contradicted += 1;
                assert!(plain.unconverged > 0, "{sequence:?}, {by}: residual {residual:.1e}");
            }
        }
    }
    assert!(contradicted >= 4, "no game puts this to the test");
}
