//! What is counted must add up (`docs/model.md` section 11, item 8), over random games of the whole legal range: outcomes sum
//! to the number of episodes, shares and chances stay in [0, 1], every rupture has a cause. Nothing here can fail by chance.

use honest_broker::analysis::results::Results;
use honest_broker::analysis::tables;
use honest_broker::game::outcome::{Cause, Outcome};
use honest_broker::game::{Rules, Sequence};
use honest_broker::simulate::episode::Record;
use honest_broker::table::{Cells, Table};
use proptest::prelude::*;
use support::games::{self, Size};
use support::play::{batch, records, solved, study};

fn size(stages: usize, rounds: usize, sharpness: f64) -> Size {
    Size {
        stages,
        rounds,
        foresight: rounds,
        sharpness,
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
    const PHASES: [&str; 6] = [
        "phase.in_force_open",
        "phase.in_force_settled",
        "phase.ruptured_by_guarantor",
        "phase.rupture_enforced",
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
        let all_done = staged.clone().next_back().unwrap();
        let stages: f64 = staged.map(|n| of(n)).sum();
        assert!((stages + of("phase.war") - 1.0).abs() < 1e-12, "{stages}");
        assert!(of("phase.in_force_settled") <= of(all_done) + 1e-12, "{all_done}");
        let ruptured: f64 = Cause::ALL
            .iter()
            .map(|c| of(&format!("first_rupture.{}", c.name())))
            .sum();
        assert!(ruptured + of("first_rupture.war") <= 1.0 + 1e-12);
        let apart = of(PHASES[2]) + of(PHASES[3]) + of(PHASES[4]);
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
    let (real, feigned) = (record.dismantled_share, record.feigned_share);
    assert!(end != Outcome::Settlement || feigned == 0.0);
    assert!((0.0..=1.0 + 1e-12).contains(&real) && (0.0..=1.0 + 1e-12).contains(&feigned));
    assert!(real + feigned <= 1.0 + 1e-12);
    assert!(record.rounds <= rules.game.clock.rounds && record.rounds_in_force <= record.rounds);
    assert!(record.rounds == rules.game.clock.rounds || end == Outcome::War);
    assert!(end != Outcome::War || record.crises > 0);
    assert!(record.first_rupture.is_none_or(|(_, round)| round < record.rounds));
    assert!(record.settled.is_none_or(|round| round < record.rounds));
    let pocketed = record.first_rupture.is_some_and(|(cause, _)| cause == Cause::Pocketed);
    assert!(!pocketed || rules.game.talks.sequence == Sequence::ReliefFirst);
    let exposed = record.first_rupture.is_some_and(|(cause, _)| cause == Cause::Exposed);
    assert!(!exposed || record.stages_completed > 0 && rules.game.disarmer.covert_share != [0.0; 2]);
    assert!(record.beliefs.iter().all(|b| (0.0..=1.0).contains(b)) && record.payoffs.iter().all(|p| p.is_finite()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn shares_and_chances_of_every_state_and_move_lie_in_their_ranges(seed in any::<u64>()) {
        let rules = Rules::new(&games::random(seed, size(6, 4, 2.0)));
        let chance = |p: f64| (0.0..=1.0).contains(&p);
        for facts in &rules.payoffs.states {
            let (s, c) = (&facts.shares, &facts.chances);
            for share in [s.dismantled, s.threat_removed, s.relief, s.cost, s.irrecoverable, s.revocable] {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&share));
            }
            prop_assert!([c.war, c.rebuild, c.neutrality_loss].into_iter().all(chance));
            prop_assert!(c.exposure.into_iter().all(chance));
            for thresholds in [c.crises_by(), c.crises_before_war] {
                prop_assert!(thresholds.iter().copied().all(chance));
                prop_assert!(thresholds.windows(2).all(|w| w[0] >= w[1]));
            }
            prop_assert!(c.crises_before_war[0] <= c.war);
        }
        for node in &rules.moves.nodes {
            for choice in &node.choices {
                let sum: f64 = choice.branches.iter().map(|b| b.probability).sum();
                prop_assert!((sum - 1.0).abs() < 1e-15 && choice.branches.iter().all(|b| chance(b.probability)));
            }
        }
        for opening in &rules.moves.openings {
            for occasion in &opening.occasions {
                prop_assert!(chance(occasion.chance[0]) && chance(occasion.chance[1]));
                prop_assert!(occasion.chance[1] >= occasion.chance[0]);
            }
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
            prop_assert_eq!(tally.outcomes.0.iter().sum::<u64>(), 500);
            prop_assert_eq!(pairs.flips.iter().flat_map(|(_, row)| row.0).sum::<u64>(), 500);
        }
        let study = study(&[&other, &game], 5, seed, 500);
        let results = Results::of_batch(&study, &arms, &batch);
        let tables = tables::all(&study, &tables::Numbers::default(), &results, 0.005);
        assert_shares_sum_to_one(tables.iter().find(|t| t.slug == "timeline").unwrap());
    }
}
