//! The incentive ledger against numbers worked out by hand and against the flows of the game.

use honest_broker::game::ledger::{Contradiction, Ledger};
use honest_broker::game::state::{Phase, State};
use honest_broker::game::{Game, Rules, Sequence};
use support::games::illustration;

fn plain() -> Game {
    illustration(Sequence::DisarmFirst, false)
}

#[track_caller]
fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

#[test]
fn the_disarmer_s_entries_are_those_worked_out_by_hand() {
    let ledger = Ledger::new(&plain());
    // A dealer: 0.6·0.98 for the deterrent, 0.95 + 0.03 for relief; 0.45·0.85·0.012 more wars a year, at 40 each.
    let dealer = &ledger.disarmer[1];
    assert_eq!((dealer.stage, dealer.kind), (0, 1));
    assert_close(dealer.step, 0.98 * 0.08 - 0.588 * 0.06);
    assert_close(dealer.kept_faith, 0.04312);
    // All can be rebuilt and revoked: −0.15 − 0.1836 against 0.04312 + 0.05.
    assert_close(dealer.quit, -0.42672);
    // Nothing of a stage that can be rebuilt is worth concealing: 0.96 of what is lost.
    assert_close(dealer.feign, -0.96 * 0.42672);
    assert_close(ledger.disarmer[0].step, 0.0784 - 1.3 * 0.8 * 0.06);
    // The second stage: a fifth passes, 0.8·0.4 of 0.2 stays concealed; 0.75 of 0.14112 + 0.05 + 0.3336 is lost.
    assert_close(ledger.disarmer[3].kept_faith, 0.14112);
    assert_close(ledger.disarmer[3].feign, 0.2 * 0.588 * 0.2 * 0.32 - 0.75 * 0.52472);
}

#[test]
fn the_guarantor_s_entries_are_those_worked_out_by_hand() {
    let ledger = Ledger::new(&plain());
    let keeper = &ledger.guarantor[7];
    assert_eq!((keeper.stage, keeper.kind), (3, 1));
    // Expected declared share 0.863.
    assert_close(keeper.step, 1.1 * 0.863 * 0.25 - 0.35 * 0.4);
    assert_close(keeper.kept_faith, 0.5993);
    // 0.642 of the threat stays removed and 0.15 of the cost stays paid; tension 0.15, wars 0.1377.
    assert_close(keeper.renege, -0.2900494);
    assert_close(keeper.renege_cost, 1.6);
    let foresight = (1.0 - 0.92_f64.powi(20)) / -(0.92_f64.ln());
    assert_close(keeper.renege_in_all, -0.2900494 * foresight - 1.6);
    let last = &ledger.take_back[3];
    let shares = [last.given_up, last.rebuildable, last.delivered, last.revocable];
    for (found, expected) in shares.into_iter().zip([1.0, 0.24, 1.0, 0.86]) {
        assert_close(found, expected);
    }
    assert_close(ledger.price[0], 0.2044 / 0.98);
    assert_close(ledger.price[1], 1.3257 / 0.35);
    assert_eq!(ledger.contradictions, []);
}

#[test]
fn quitting_and_reneging_are_differences_of_the_game_s_flows_less_the_risk_of_war() {
    let game = plain();
    let rules = Rules::new(&game);
    let wars = (game.crises.rate_ruptured - game.crises.rate_in_force) * game.crises.escalation;
    let flow = |stage: usize, phase: Phase| {
        let id = rules.space.id(State {
            stage,
            phase,
            broker_active: false,
        });
        rules.payoffs.states[id].flow
    };
    let prior = game.disarmer.dealer_prior;
    let ledger = Ledger::new(&game);
    for entry in &ledger.disarmer {
        let broken = flow(entry.stage + 1, Phase::RupturedByDisarmer { rebuilt: true });
        let kept = flow(entry.stage + 1, Phase::InForce);
        let yearly = 4.0 * (broken.disarmer[entry.kind] - kept.disarmer[entry.kind]);
        assert_close(entry.quit, yearly - wars * game.disarmer.war_cost);
    }
    for entry in &ledger.guarantor {
        let left = Phase::RupturedByGuarantor {
            enforced: false,
            rebuilt: true,
        };
        let (broken, kept) = (flow(entry.stage + 1, left), flow(entry.stage + 1, Phase::InForce));
        let of = |d: usize| 4.0 * (broken.guarantor[d][entry.kind] - kept.guarantor[d][entry.kind]);
        let yearly = (1.0 - prior) * of(0) + prior * of(1);
        assert_close(entry.renege, yearly - wars * game.guarantor.war_cost);
    }
}

#[test]
fn each_contradiction_is_found_where_the_numbers_ask_for_it_and_its_name_is_its_own() {
    let found = |change: &dyn Fn(&mut Game)| {
        let mut game = plain();
        change(&mut game);
        let list = Ledger::new(&game).contradictions;
        list.iter().map(Contradiction::name).collect::<Vec<_>>()
    };
    assert!(found(&|g| g.stages[3].relief_share = 0.1).contains(&"dealer_loses_by_the_last_step"));
    let tempting = |g: &mut Game| (g.guarantor.relief_cost[1], g.guarantor.renege_cost[1]) = (5.0, 0.4);
    assert!(found(&tempting).contains(&"keeper_gains_by_leaving"));
    assert!(found(&|g| g.disarmer.deterrent_value.reverse()).contains(&"disarmer_types_swapped"));
    assert!(
        found(&|g| {
            g.guarantor.renege_cost.reverse();
            g.guarantor.threat_reduction.reverse();
            g.guarantor.relief_cost.reverse();
        })
        .contains(&"guarantor_types_swapped")
    );
    assert!(found(&|g| g.guarantor.relief_cost[1] = 20.0).contains(&"no_price"));
}
