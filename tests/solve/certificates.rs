//! Certificates do not depend on how they are computed.

use honest_broker::game::{Clock, Game, Rules, Sequence};
use honest_broker::solve::{Certificate, Settings, Solution, solve_family, solve_with};
use support::games::illustration;

const CERTIFIED: Settings = Settings {
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
                let bound = libm::log(4.0) / lambda;
                assert!((0.0..bound).contains(&side.one_deviation_gain), "{certificate:?}");
            }
        }
    }
}
