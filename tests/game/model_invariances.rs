//! What must hold whatever the numbers (`docs/model.md` section 11, items 4 to 8), over random games of the whole legal range.
//!
//! Statistical tests compare at 5 standard errors or at Chernoff exponent 17 (see `play::surprise`): with about 400
//! comparisons the false-alarm rate is 0.03 % for a drawn seed. The seeds are fixed.

use honest_broker::analysis::results::Results;
use honest_broker::analysis::tables;
use honest_broker::game::moves::{Player, Position, Target};
use honest_broker::game::outcome::{Cause, Outcome};
use honest_broker::game::{Game, Rules, Sequence};
use honest_broker::policy::Mixture;
use honest_broker::simulate::episode::{Event, Record};
use honest_broker::study::run::SolvedArm;
use honest_broker::table::{Cells, Table};
use proptest::prelude::*;
use support::closed_form::one_round;
use support::games::{self, Draws, Size};
use support::play::{assert_mean, batch, moments, records, solved, study, surprise, watched};

const SEQUENCES: [Sequence; 2] = [Sequence::DisarmFirst, Sequence::ReliefFirst];

fn size(stages: usize, rounds: usize, sharpness: f64) -> Size {
    Size {
        stages,
        rounds,
        foresight: rounds,
        sharpness,
    }
}

fn with_broker(seed: u64, size: Size) -> Game {
    let mut game = games::random(seed, size);
    if game.broker.is_none() {
        game.broker = Some(games::illustrative_broker());
    }
    game
}

/// The largest difference of policies of disarmer and guarantor between a game with a broker (at its states with an active
/// one) and the same game without, at some beliefs in all rounds.
fn largest_difference(with: &SolvedArm, without: &SolvedArm) -> f64 {
    let mut draws = Draws::new(5);
    let mut largest = 0.0_f64;
    let spaces = [&with.rules.space, &without.rules.space];
    for (id, state) in spaces[1].states().iter().enumerate() {
        let mut same = *state;
        same.broker_active = true;
        let nodes = [
            with.rules.moves.openings[spaces[0].id(same)].node,
            without.rules.moves.openings[id].node,
        ];
        for round in 0..with.rules.game.clock.rounds {
            let beliefs = [draws.unit(), draws.unit()];
            largest = largest.max(node_difference(with, without, round, nodes, beliefs));
        }
    }
    largest
}

/// The same for a decision and those of the parties that follow it in the round.
fn node_difference(a: &SolvedArm, b: &SolvedArm, round: usize, nodes: [usize; 2], beliefs: [f64; 2]) -> f64 {
    let shapes = [&a.rules.moves.nodes[nodes[0]], &b.rules.moves.nodes[nodes[1]]];
    let mixtures: [Mixture; 2] = [
        a.solution.policy.node(round, nodes[0], beliefs),
        b.solution.policy.node(round, nodes[1], beliefs),
    ];
    let pairs = mixtures[0].iter().flatten().zip(mixtures[1].iter().flatten());
    let mut largest = pairs.map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
    for (x, y) in shapes[0].observations.iter().zip(&shapes[1].observations) {
        if let (Target::Node(x), Target::Node(y)) = (x.next, y.next) {
            largest = largest.max(node_difference(a, b, round, [x, y], beliefs));
        }
    }
    largest
}

#[test]
fn a_broker_without_instruments_and_messages_changes_no_value_and_no_policy() {
    for seed in 0..40 {
        let mut game = with_broker(seed, size(3, 6, 3.0));
        game.broker = game.broker.map(games::powerless);
        let with = solved(&game, 9);
        game.broker = None;
        let without = solved(&game, 9);
        let (a, b) = (&with.solution.values, &without.solution.values);
        let pairs = a
            .disarmer
            .iter()
            .chain(&a.guarantor)
            .zip(b.disarmer.iter().chain(&b.guarantor));
        for (x, y) in pairs {
            assert!((x - y).abs() < 1e-8 * (1.0 + y.abs()), "seed {seed}: {x} and {y}");
        }
        let difference = largest_difference(&with, &without);
        assert!(difference < 3e-7, "seed {seed}: {difference}");
    }
}

/// What is left of a record without the broker's payoff, which has interests even without instruments.
fn without_broker(mut record: Record) -> Record {
    record.payoffs[2] = 0.0;
    record
}

#[test]
fn a_broker_without_instruments_and_messages_changes_no_episode() {
    for sequence in SEQUENCES {
        let mut game = games::illustration(sequence, true);
        game.clock.foresight = 60;
        game.broker = game.broker.map(games::powerless);
        let with = solved(&game, 11);
        game.broker = None;
        let without = solved(&game, 11);
        let pairs = std::iter::zip(records(&with, 2, 20_000), records(&without, 2, 20_000));
        for (episode, (a, b)) in pairs.enumerate() {
            let (mut a, b) = (without_broker(a), without_broker(b));
            for (x, y) in a.beliefs.iter_mut().zip(b.beliefs) {
                assert!((*x - y).abs() < 1e-5, "{sequence:?}, episode {episode}: {x} and {y}");
                *x = y;
            }
            for (x, y) in a.payoffs.iter_mut().zip(b.payoffs) {
                assert!(
                    (*x - y).abs() < 1e-10 * (1.0 + y.abs()),
                    "{sequence:?}, episode {episode}: {x} and {y}"
                );
                *x = y;
            }
            assert_eq!(a, b, "{sequence:?}, episode {episode}");
        }
    }
}

/// Beliefs at the end, against the prior on average and against the truth in classes of ten per cent.
#[track_caller]
fn assert_martingale(played: &[(f64, bool)], prior: f64, what: &str) {
    assert_mean(&moments(played.iter().map(|p| p.0)), prior, 5.0, 2e-6, what);
    for class in 0..10 {
        let inside = |belief: f64| (belief * 10.0).floor().min(9.0) as usize == class;
        let off = moments(
            played
                .iter()
                .filter(|p| inside(p.0))
                .map(|(belief, truth)| f64::from(u8::from(*truth)) - belief),
        );
        if off.count() > 400 {
            let slack = 20.0 / off.count() as f64;
            assert_mean(&off, 0.0, 5.0, slack, &format!("{what}, beliefs from {class}0 %"));
        }
    }
}

#[test]
fn beliefs_are_a_martingale_and_tell_the_truth_about_the_types() {
    let random = (0..24).map(|seed| with_broker(seed, size(3, 10, 6.0)));
    let illustrations = SEQUENCES.map(|sequence| games::illustration(sequence, true));
    for (i, mut game) in illustrations.into_iter().chain(random).enumerate() {
        game.guarantor.elections = None;
        game.clock.foresight = game.clock.rounds;
        let arm = solved(&game, 11);
        let played = records(&arm, 5, if i < 2 { 100_000 } else { 20_000 });
        let of = |side: usize| -> Vec<(f64, bool)> {
            played
                .iter()
                .map(|r| (r.beliefs[side], [r.dealer, r.keeper][side]))
                .collect()
        };
        assert_martingale(&of(0), game.disarmer.dealer_prior, &format!("game {i}, dealer"));
        assert_martingale(&of(1), game.guarantor.keeper_prior, &format!("game {i}, keeper"));
    }
}

#[test]
fn beliefs_are_a_martingale_over_the_messages_and_over_every_round() {
    for sequence in SEQUENCES {
        let mut game = games::illustration(sequence, true);
        game.guarantor.elections = None;
        let priors = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
        let arm = solved(&game, 11);
        let rounds = game.clock.rounds;
        // Beliefs after the messages and after every round; after a war they stay what they were.
        let beliefs = watched(&arm, 8, 20_000, |events| {
            let (mut list, mut last) = (Vec::with_capacity(rounds + 1), priors);
            for event in events {
                match event {
                    Event::Message { beliefs, .. } | Event::Move { beliefs, .. } => last = *beliefs,
                    Event::Round { .. } => list.push(last),
                    _ => {}
                }
            }
            list.resize(rounds + 1, last);
            list
        });
        for round in 0..=rounds {
            for (side, prior) in priors.into_iter().enumerate() {
                let sample = moments(beliefs.iter().map(|(_, list)| list[round][side]));
                assert_mean(
                    &sample,
                    prior,
                    5.0,
                    0.0,
                    &format!("{sequence:?}, before round {round}, side {side}"),
                );
            }
        }
    }
}

#[test]
fn an_election_resets_the_belief_and_the_disarmer_stays_who_it_is() {
    let game = games::illustration(Sequence::DisarmFirst, true);
    let elections = game.guarantor.elections.unwrap();
    let arm = solved(&game, 11);
    let kept = watched(&arm, 4, 20_000, |events| {
        let mut turnovers = Vec::new();
        for (i, event) in events.iter().enumerate() {
            if let Event::Election { turnover, keeper } = event {
                let after = events[i..].iter().find_map(|e| match e {
                    Event::RoundEnd { beliefs, .. } => Some(beliefs[1]),
                    _ => None,
                });
                assert!(!turnover || after == Some(elections.successor_keeper_prior));
                turnovers.push((*turnover, *keeper));
            }
        }
        turnovers
    });
    let held: Vec<(bool, bool)> = kept.iter().flat_map(|(_, t)| t.iter().copied()).collect();
    let changed: Vec<&(bool, bool)> = held.iter().filter(|e| e.0).collect();
    let keepers = changed.iter().filter(|e| e.1).count() as u64;
    assert!(surprise(changed.len() as u64, held.len() as u64, elections.turnover) < 17.0);
    assert!(surprise(keepers, changed.len() as u64, elections.successor_keeper_prior) < 17.0);
    let dealers: Vec<(f64, bool)> = kept.iter().map(|(r, _)| (r.beliefs[0], r.dealer)).collect();
    assert_martingale(&dealers, game.disarmer.dealer_prior, "dealer through elections");
}

/// Multiplies all payoffs of the players by the factors and divides their precisions by them.
fn rescaled(game: &Game, [d, g, b]: [f64; 3]) -> Game {
    let mut game = game.clone();
    let x = &mut game.disarmer;
    x.deterrent_value = x.deterrent_value.map(|v| v * d);
    for payoff in [
        &mut x.relief_value,
        &mut x.exposure,
        &mut x.pressure,
        &mut x.prestige,
        &mut x.war_cost,
    ] {
        *payoff *= d;
    }
    x.rationality /= d;
    let x = &mut game.guarantor;
    x.renege_cost = x.renege_cost.map(|v| v * g);
    for payoff in [
        &mut x.threat_reduction,
        &mut x.relief_cost,
        &mut x.tension,
        &mut x.talks_cost,
        &mut x.war_cost,
    ] {
        *payoff *= g;
    }
    x.rationality /= g;
    game.backing.aid *= d;
    game.backing.guarantee *= g;
    if let Some(broker) = &mut game.broker {
        broker.instruments.aid *= d;
        broker.instruments.guarantee *= g;
        broker.rationality /= b;
        let x = &mut broker.interests;
        let own = [
            &mut x.project_revenue,
            &mut x.nonproliferation,
            &mut x.war_cost,
            &mut x.mediation_cost,
        ];
        for payoff in own
            .into_iter()
            .chain([&mut x.enforcement_cost, &mut x.credibility_stake])
        {
            *payoff *= b;
        }
        x.alignment_disarmer *= b / d;
        x.alignment_guarantor *= b / g;
    }
    game
}

/// Factors that are powers of two change no digit of any product, so that nothing may change in the last bit either.
#[test]
fn rescaling_a_players_payoffs_and_precision_changes_no_bit_of_any_policy() {
    for seed in 0..24 {
        let game = with_broker(seed, size(3, 5, 6.0));
        let plain = solved(&game, 7);
        for factors in [[4.0, 1.0, 1.0], [1.0, 0.25, 1.0], [1.0, 1.0, 8.0], [0.5, 2.0, 0.125]] {
            let scaled = solved(&rescaled(&game, factors), 7);
            assert!(
                plain.solution.policy == scaled.solution.policy,
                "seed {seed}, factors {factors:?}"
            );
            let (v, s) = (
                &plain.solution.values_over_messages,
                &scaled.solution.values_over_messages,
            );
            assert_eq!(v.disarmer.map(|x| x * factors[0]), s.disarmer);
            assert_eq!(v.guarantor.map(|x| x * factors[1]), s.guarantor);
            assert_eq!(v.broker * factors[2], s.broker);
            assert_eq!(plain.message_plan(), scaled.message_plan());
        }
    }
}

#[test]
fn rescaling_by_any_factor_changes_policies_by_rounding_only() {
    let factors = [2.7, 0.31, 5.9];
    for seed in 0..24 {
        let game = with_broker(seed, size(3, 5, 2.0));
        let (plain, scaled) = (solved(&game, 7), solved(&rescaled(&game, factors), 7));
        let nodes = 0..plain.rules.moves.nodes.len();
        let difference = nodes.map(|n| node_difference(&plain, &scaled, 0, [n, n], [0.37, 0.61]));
        let largest = difference.fold(0.0, f64::max);
        assert!(largest < 3e-7, "seed {seed}: {largest}");
    }
}

#[test]
fn one_stage_and_one_round_with_known_types_have_closed_forms() {
    for seed in 0..200 {
        let mut game = games::random(seed, size(1, 1, 4.0));
        game.guarantor.elections = None;
        if let Some(broker) = &mut game.broker {
            broker.information = None;
        }
        for (kind, office) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let prior = |index: usize| if index == 1 { 1.0 - 1e-13 } else { 1e-13 };
            game.disarmer.dealer_prior = prior(kind);
            game.guarantor.keeper_prior = prior(office);
            assert_closed_form(&solved(&game, 5), kind, office, &format!("seed {seed}"));
        }
    }
}

#[track_caller]
fn assert_closed_form(arm: &SolvedArm, kind: usize, office: usize, what: &str) {
    let game = &arm.rules.game;
    let expected = one_round(game, kind, office);
    let beliefs = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
    let next_of = |node: usize, observation: usize| match arm.rules.moves.nodes[node].observations[observation].next {
        Target::Node(next) => next,
        Target::End(_) => panic!("a decision follows"),
    };
    let first = arm.rules.moves.openings[arm.rules.start()].node;
    let (disarmer, guarantor, held) = match game.talks.sequence {
        Sequence::DisarmFirst => (first, next_of(first, 0), next_of(first, 2)),
        Sequence::ReliefFirst => (next_of(first, 0), first, next_of(first, 1)),
    };
    let check = |node: usize, expected: &[f64]| {
        let row = match arm.rules.moves.nodes[node].mover {
            Player::Disarmer => kind,
            _ => office,
        };
        let found = arm.solution.policy.node(0, node, beliefs)[row];
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() < 2e-7, "{what}: {found:?} instead of {expected:?}");
        }
    };
    check(disarmer, &expected.disarmer);
    check(guarantor, &expected.guarantor);
    check(held, &expected.after_held);
    let enforces = arm
        .rules
        .moves
        .nodes
        .iter()
        .position(|n| matches!(n.position, Position::BrokerEnforces(_)));
    if let (Some(node), Some(chance)) = (enforces, expected.enforce) {
        check(node, &[chance, 1.0 - chance]);
    }
    let mediate = arm.solution.policy.engagement(0, arm.rules.start(), beliefs);
    assert_eq!(mediate.is_some(), expected.mediate.is_some());
    assert!((mediate.unwrap_or(0.0) - expected.mediate.unwrap_or(0.0)).abs() < 2e-7);
    let v = &arm.solution.values;
    for (found, expected) in [v.disarmer[kind], v.guarantor[office], v.broker]
        .iter()
        .zip(expected.values)
    {
        assert!(
            (found - expected).abs() < 1e-9 * (1.0 + expected.abs()),
            "{what}: {found} instead of {expected}"
        );
    }
}

#[test]
fn the_game_after_the_broker_is_bit_for_bit_the_game_without_it() {
    for seed in 0..40 {
        let mut game = with_broker(seed, size(3, 6, 5.0));
        let read = solved(&game, 8).solution.without_broker().expect("there is a broker");
        game.broker = None;
        let arm = solved(&game, 8);
        assert_eq!(read.values, arm.solution.values, "seed {seed}");
        assert_eq!(read.values_over_messages, arm.solution.values_over_messages);
        assert_eq!(read.convergence.nodes, arm.solution.convergence.nodes);
        assert_eq!(read.convergence.unconverged, arm.solution.convergence.unconverged);
        assert_eq!(
            read.convergence.largest_residual.to_bits(),
            arm.solution.convergence.largest_residual.to_bits()
        );
        let mut draws = Draws::new(seed);
        for node in 0..arm.rules.moves.nodes.len() {
            for round in 0..game.clock.rounds {
                let beliefs = [draws.probability(), draws.probability()];
                let rows = [&read, &arm.solution].map(|s| s.policy.node(round, node, beliefs));
                assert_eq!(rows[0], rows[1], "seed {seed}, node {node}, round {round}");
            }
        }
    }
}

/// Cells of a column of numbers.
fn numbers<'a>(table: &'a Table, name: &str) -> &'a [Option<f64>] {
    match &table
        .columns
        .iter()
        .find(|c| c.name == name)
        .expect("the column exists")
        .cells
    {
        Cells::Number(cells) => cells,
        _ => panic!("{name} is a column of numbers"),
    }
}

fn texts<'a>(table: &'a Table, name: &str) -> &'a [String] {
    match &table
        .columns
        .iter()
        .find(|c| c.name == name)
        .expect("the column exists")
        .cells
    {
        Cells::Text(cells) => cells,
        _ => panic!("{name} is a column of text"),
    }
}

/// Shares of phases, and of stages and war, by arm and round, in the order of the table.
fn assert_shares_sum_to_one(timeline: &Table) {
    const PHASES: [&str; 5] = [
        "phase.in_force",
        "phase.ruptured_by_guarantor",
        "phase.ruptured_by_guarantor_enforced",
        "phase.ruptured_by_disarmer",
        "phase.war",
    ];
    let (names, estimates) = (texts(timeline, "quantity"), numbers(timeline, "estimate"));
    let blocks = names.iter().filter(|n| *n == PHASES[0]).count();
    let rows = names.len() / blocks;
    for block in 0..blocks {
        let of = |name: &str| {
            let row = names[block * rows..(block + 1) * rows]
                .iter()
                .position(|n| n == name)
                .unwrap();
            estimates[block * rows + row].unwrap()
        };
        let phases: f64 = PHASES.iter().map(|p| of(p)).sum();
        assert!((phases - 1.0).abs() < 1e-12, "{phases}");
        let staged = names[block * rows..(block + 1) * rows]
            .iter()
            .filter(|n| n.starts_with("stage."));
        let stages: f64 = staged.map(|n| of(n)).sum();
        assert!((stages + of("phase.war") - 1.0).abs() < 1e-12, "{stages}");
        assert!(of("phase.in_force_settled") <= of("phase.in_force"));
        let ruptured: f64 = Cause::ALL
            .iter()
            .map(|c| of(&format!("first_rupture.{}", c.name())))
            .sum();
        assert!(ruptured + of("first_rupture.war") <= 1.0 + 1e-12);
        let apart = of(PHASES[1]) + of(PHASES[2]) + of(PHASES[3]);
        assert!(apart <= ruptured + 1e-12, "who is apart has ruptured");
    }
}

fn assert_record_makes_sense(record: &Record, rules: &Rules) {
    let stages = rules.game.stages.len();
    let end = record.outcome;
    let ruptured = matches!(end, Outcome::Revocation | Outcome::Deadlock | Outcome::Breach);
    assert!(
        !ruptured || record.first_rupture.is_some(),
        "every rupture has a cause: {record:?}"
    );
    match (end, record.stages_completed) {
        (Outcome::Settlement | Outcome::HollowSettlement, k) => {
            assert!(k == stages && record.settled.is_some());
        }
        (Outcome::InterimDeal, k) => assert!(0 < k && k < stages),
        (Outcome::SymbolicTalks | Outcome::Deadlock, k) => assert_eq!(k, 0),
        (Outcome::Revocation, k) => assert!(k > 0),
        (Outcome::Breach | Outcome::War, k) => assert!(k <= stages),
    }
    assert!(end != Outcome::Settlement || record.feigned_share == 0.0);
    let standing = record.dismantled_share + record.feigned_share;
    assert!((-1e-12..=1.0 + 1e-12).contains(&standing) && (0.0..=1.0 + 1e-12).contains(&record.feigned_share));
    assert!(record.rounds <= rules.game.clock.rounds && record.rounds_in_force <= record.rounds);
    assert!(record.rounds == rules.game.clock.rounds || end == Outcome::War);
    assert!(end != Outcome::War || record.crises > 0);
    assert!(record.first_rupture.is_none_or(|(_, round)| round < record.rounds));
    assert!(record.settled.is_none_or(|round| round < record.rounds));
    let pocketed = record.first_rupture.is_some_and(|(cause, _)| cause == Cause::Pocketed);
    assert!(!pocketed || rules.game.talks.sequence == Sequence::ReliefFirst);
    assert!(record.beliefs.iter().all(|b| (0.0..=1.0).contains(b)) && record.payoffs.iter().all(|p| p.is_finite()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn shares_and_chances_of_every_state_and_move_lie_in_their_ranges(seed in any::<u64>()) {
        let rules = Rules::new(&games::random(seed, size(6, 4, 2.0)));
        let chance = |p: f64| (0.0..=1.0).contains(&p);
        for facts in &rules.payoffs.states {
            prop_assert!((0.0..=1.0 + 1e-12).contains(&facts.dismantled) && (0.0..=1.0 + 1e-12).contains(&facts.relief));
            prop_assert!(chance(facts.crisis) && chance(facts.war) && facts.war <= facts.crisis);
            prop_assert!(chance(facts.rebuild) && chance(facts.neutrality_loss));
        }
        for node in &rules.moves.nodes {
            for choice in &node.choices {
                let sum: f64 = choice.branches.iter().map(|b| b.probability).sum();
                prop_assert!((sum - 1.0).abs() < 1e-15 && choice.branches.iter().all(|b| chance(b.probability)));
            }
        }
        for opening in &rules.moves.openings {
            prop_assert!(chance(opening.meeting[0]) && chance(opening.meeting[1]));
            prop_assert!(opening.meeting[1] >= opening.meeting[0]);
        }
    }

    #[test]
    fn every_episode_makes_sense_and_every_table_adds_up(seed in any::<u64>()) {
        let rounds = 1 + (seed % 12) as usize;
        let mut game = games::random(seed, size(4, rounds, 5.0));
        game.clock.foresight = rounds + 2;
        let mut other = game.clone();
        other.broker = None;
        let arms = [solved(&other, 5), solved(&game, 5)];
        for arm in &arms {
            for record in records(arm, seed, 500) {
                assert_record_makes_sense(&record, &arm.rules);
            }
        }
        let batch = batch(&arms, seed, 500);
        for (tally, pairs) in batch.tallies.iter().zip(&batch.pairs) {
            prop_assert_eq!(tally.outcomes.iter().sum::<u64>(), 500);
            prop_assert_eq!(pairs.flips.iter().flatten().sum::<u64>(), 500);
        }
        let study = study(&[&other, &game], 5, seed, 500);
        let results = Results::of_batch(&study, &arms, &batch);
        let tables = tables::all(&study, &[], &results, 0.005);
        assert_shares_sum_to_one(tables.iter().find(|t| t.slug == "timeline").unwrap());
    }
}
