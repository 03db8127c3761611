//! Outcome probabilities, known without playing: against the Markov chain of uniform play,
//! against played episodes, and against what must hold of any probabilities (`docs/model.md` section 9, "Exact outcomes").
//!
//! Played counts are compared with the probabilities by z-scores. A belief grid makes both a little wrong in different ways,
//! so a difference of `GRID_ERROR` is forgiven; beyond it 5 standard errors, 6e-7 each and, over about 220 of them, a
//! false-alarm rate of 0.013 %, had the seeds been drawn. They are fixed.

use honest_broker::game::outcome::Outcome;
use honest_broker::game::{Game, Instruments, Rules, Sequence};
use honest_broker::solve::are_related;
use honest_broker::solve::{Settings, Solution, solve_family, solve_with};
use honest_broker::study::run::SolvedArm;
use support::chain;
use support::games::{self, Size};
use support::play::batch;

const GRID_ERROR: f64 = 0.003;
const ERRORS: f64 = 5.0;
/// Rounding in single precision over many rounds.
const ROUNDING: f64 = 1e-5;

fn settings(grid: usize) -> Settings {
    Settings {
        exact: true,
        ..Settings::grid(grid)
    }
}

fn solved(game: &Game, grid: usize) -> SolvedArm {
    let rules = Rules::new(game);
    let solution = solve_with(&rules, &settings(grid), |_| {});
    SolvedArm {
        name: "arm".into(),
        rules,
        solution,
    }
}

fn priors(game: &Game) -> [f64; 2] {
    [game.disarmer.dealer_prior, game.guarantor.keeper_prior]
}

fn random_games(count: u64, sharpness: f64) -> impl Iterator<Item = Game> {
    let size = move |seed: u64| Size {
        stages: 4,
        rounds: 2 + (seed % 20) as usize,
        foresight: 2 + (seed % 20) as usize + (seed % 3) as usize * 4,
        sharpness,
    };
    (0..count).map(move |seed| games::random(seed + 500, size(seed)))
}

fn illustrations() -> impl Iterator<Item = Game> {
    let each = |sequence| [false, true].map(|broker| games::illustration(sequence, broker));
    [Sequence::DisarmFirst, Sequence::ReliefFirst]
        .into_iter()
        .flat_map(each)
}

#[test]
fn uniform_play_has_the_outcomes_of_the_chain() {
    let all = illustrations().chain(random_games(40, 2.0)).map(games::uniform);
    for (i, game) in all.enumerate() {
        let chain = chain::play(&game, game.clock.rounds);
        for grid in [2, 5] {
            let arm = solved(&game, grid);
            let exact = arm.solution.exact.expect("it was asked for");
            for (outcome, found) in exact.at(priors(&game)).iter() {
                let expected = chain.outcomes[outcome as usize];
                assert!(
                    (found - expected).abs() < ROUNDING,
                    "game {i}, grid {grid}, {}: {found} instead of {expected}",
                    outcome.name()
                );
            }
            let dismantled = exact.dismantled_at(priors(&game));
            assert!(
                (dismantled - chain.dismantled).abs() < ROUNDING,
                "game {i}: {dismantled} instead of {}",
                chain.dismantled
            );
        }
    }
}

#[test]
fn episodes_end_as_often_as_they_should() {
    const EPISODES: u64 = 40_000;
    let mut compared = 0;
    for (i, game) in illustrations().chain(random_games(24, 8.0)).enumerate() {
        let arm = solved(&game, 21);
        let exact = arm.solution.exact.expect("it was asked for").at(priors(&game));
        let played = batch(std::slice::from_ref(&arm), 7 + i as u64, EPISODES);
        for outcome in Outcome::ALL {
            let p = exact[outcome];
            let share = played.tallies[0].outcomes[outcome] as f64 / EPISODES as f64;
            let error = (p.max(1.0 / EPISODES as f64) * (1.0 - p).max(0.0) / EPISODES as f64).sqrt();
            assert!(
                (share - p).abs() < GRID_ERROR + ERRORS * error,
                "game {i}, {}: {share} played, {p} expected",
                outcome.name()
            );
            compared += 1;
        }
    }
    assert!(compared > 200);
}

#[test]
fn given_the_types_they_are_probabilities_and_nothing_is_real_that_was_feigned() {
    for (i, game) in illustrations().chain(random_games(60, 20.0)).enumerate() {
        let exact = solved(&game, 5).solution.exact.expect("it was asked for");
        for outcomes in exact.outcomes.iter().flatten() {
            let sum: f64 = outcomes.0.iter().sum();
            assert!((sum - 1.0).abs() < ROUNDING, "game {i}: {outcomes:?}");
            assert!(
                outcomes.0.iter().all(|p| (0.0..=1.0 + ROUNDING).contains(p)),
                "game {i}: {outcomes:?}"
            );
        }
    }
    // Where feigning is always found out and nothing is covert, no settlement is hollow.
    let mut open = games::illustration(Sequence::DisarmFirst, false);
    open.disarmer.covert_share = [0.0; 2];
    for stage in &mut open.stages {
        stage.detection = 1.0;
    }
    let exact = solved(&open, 7).solution.exact.expect("it was asked for");
    let outcomes = || exact.outcomes.iter().flatten();
    assert!(outcomes().all(|p| p[Outcome::HollowSettlement] < ROUNDING));
    assert!(exact.at(priors(&open))[Outcome::Settlement] > 1e-4);
    // A leader that hides too much never settles, and an honest one that hides as much as is overlooked does.
    open.disarmer.covert_share = [0.051, 0.05];
    open.disarmer.succession.rate = 0.0;
    open.verification.exposure_rate = 0.0;
    let open = games::uniform(open);
    let exact = solved(&open, 7).solution.exact.expect("it was asked for");
    assert!(exact.outcomes[0].iter().all(|p| p[Outcome::Settlement] < ROUNDING));
    assert!(
        exact.outcomes[1]
            .iter()
            .all(|p| p[Outcome::HollowSettlement] < ROUNDING)
    );
    assert!(exact.at(priors(&open))[Outcome::HollowSettlement] > 1e-5);
}

#[test]
fn a_war_of_one_in_a_million_has_its_digits() {
    let mut game = games::uniform(games::illustration(Sequence::DisarmFirst, false));
    game.crises.escalation = 1e-6;
    let chain = chain::play(&game, game.clock.rounds);
    let war = solved(&game, 3)
        .solution
        .exact
        .expect("it was asked for")
        .at(priors(&game))[Outcome::War];
    let expected = chain.outcomes[Outcome::War as usize];
    assert!(
        expected > 0.0 && (war / expected - 1.0).abs() < 1e-4,
        "{war} instead of {expected}"
    );
}

#[test]
fn the_game_without_the_broker_is_contained_with_its_outcomes() {
    for sequence in [Sequence::DisarmFirst, Sequence::ReliefFirst] {
        let with = solved(&games::illustration(sequence, true), 7);
        let without = solved(&games::illustration(sequence, false), 7);
        let contained = with.solution.without_broker().expect("there is a broker");
        assert_eq!(contained.exact, without.solution.exact);
        assert_ne!(with.solution.exact, without.solution.exact);
    }
}

#[test]
fn carrying_outcomes_changes_no_policy() {
    let rules = Rules::new(&games::illustration(Sequence::DisarmFirst, true));
    let plain = solve_with(&rules, &Settings::grid(7), |_| {});
    let exact = solve_with(&rules, &settings(7), |_| {});
    assert_eq!(plain.policy, exact.policy);
    assert_eq!(plain.values, exact.values);
    assert!(plain.exact.is_none());
}

#[test]
fn states_divided_over_threads_are_solved_to_the_same_bits() {
    let (family, _) = relatives();
    let mut games = vec![games::illustration(Sequence::ReliefFirst, false)];
    games.extend(random_games(6, 5.0));
    for (i, games) in games.into_iter().map(|g| vec![g]).chain([family]).enumerate() {
        let rules: Vec<Rules> = games.iter().map(Rules::new).collect();
        let related: Vec<&Rules> = rules.iter().collect();
        let alone = solve_family(&related, &settings(5), |_| {});
        for threads in [2, 3, 64] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let divided = Settings {
                parallel: true,
                ..settings(5)
            };
            let together = pool.install(|| solve_family(&related, &divided, |_| {}));
            for (a, b) in alone.iter().zip(&together) {
                assert_eq!(a.policy, b.policy, "game {i}, {threads} threads");
                assert_eq!((a.values, a.exact, a.messages), (b.values, b.exact, b.messages));
                assert_eq!(a.convergence, b.convergence);
                let contained = |s: &Solution| s.without_broker().map(|s| (s.values, s.exact, s.convergence));
                assert_eq!(contained(a), contained(b));
            }
        }
    }
}

/// Games that differ in the broker's means, and one that differs in its interests.
fn relatives() -> (Vec<Game>, Game) {
    let game = games::illustration(Sequence::DisarmFirst, true);
    let with = |change: &dyn Fn(&mut Instruments)| {
        let mut other = game.clone();
        change(&mut other.broker.as_mut().expect("there is a broker").instruments);
        other
    };
    let mut stranger = game.clone();
    stranger
        .broker
        .as_mut()
        .expect("there is a broker")
        .interests
        .nonproliferation += 0.1;
    let mut silent = with(&|i| i.escrow = 0.0);
    silent.broker.as_mut().expect("there is a broker").information = None;
    let family = vec![
        game.clone(),
        with(&|i| i.custody = 0.0),
        with(&|i| (i.monitoring, i.aid, i.guarantee) = (0.9, 0.0, 2.0)),
        silent,
    ];
    (family, stranger)
}

#[test]
fn a_family_is_solved_as_each_of_its_games_alone() {
    let (family, stranger) = relatives();
    assert!(family.iter().all(|g| are_related(&family[0], g)));
    assert!(!are_related(&family[0], &stranger));
    let rules: Vec<Rules> = family.iter().map(Rules::new).collect();
    let together = solve_family(&rules.iter().collect::<Vec<_>>(), &settings(7), |_| {});
    for (rules, found) in rules.iter().zip(&together) {
        let alone = solve_with(rules, &settings(7), |_| {});
        let facts = |s: &Solution| (s.values, s.values_over_messages, s.exact, s.convergence.nodes);
        assert_eq!(facts(found), facts(&alone));
        assert_eq!(found.policy, alone.policy);
        assert_eq!(
            found.without_broker().map(|s| facts(&s)),
            alone.without_broker().map(|s| facts(&s))
        );
    }
}

#[test]
#[should_panic(expected = "share all but the means")]
fn a_stranger_is_not_taken_for_family() {
    let (family, stranger) = relatives();
    let rules = [Rules::new(&family[0]), Rules::new(&stranger)];
    solve_family(&rules.iter().collect::<Vec<_>>(), &settings(3), |_| {});
}
