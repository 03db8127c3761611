//! What each side has staked at a state: irrecoverable for the disarmer, revocable for the guarantor.

use honest_broker::game::state::{Phase, State};
use honest_broker::game::{Rules, Sequence};
use support::games::illustration;

fn stakes(rules: &Rules, stage: usize, phase: Phase, broker_active: bool) -> (f64, f64) {
    let id = rules.space.id(State {
        stage,
        phase,
        broker_active,
    });
    let shares = rules.payoffs.states[id].shares;
    assert!(shares.irrecoverable >= 0.0 && shares.irrecoverable <= shares.dismantled + 1e-15);
    assert!(shares.revocable >= 0.0 && shares.revocable <= shares.relief + 1e-15);
    (shares.irrecoverable, shares.revocable)
}

#[track_caller]
fn assert_close(found: (f64, f64), expected: (f64, f64)) {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
    assert!(
        near(found.0, expected.0) && near(found.1, expected.1),
        "{found:?} {expected:?}"
    );
}

#[test]
fn a_broker_lessens_what_either_side_could_lose() {
    let rules = Rules::new(&illustration(Sequence::DisarmFirst, true));
    let three = |phase, active| stakes(&rules, 3, phase, active);
    // 0.06·0 + 0.2·0.4 + 0.3·0.8 can never be rebuilt; 0.08 + 0.22 + 0.3·0.8 can be taken back.
    assert_close(three(Phase::InForce, false), (0.32, 0.54));
    // Custody of 0.4 and escrow of 0.25.
    assert_close(three(Phase::InForce, true), (0.32 * 0.6, 0.54 * 0.75));
    assert_close(stakes(&rules, 0, Phase::InForce, true), (0.0, 0.0));
}

#[test]
fn nothing_can_be_taken_back_once_ruptured_and_enforcement_returns_what_was_in_custody() {
    let rules = Rules::new(&illustration(Sequence::DisarmFirst, true));
    for rebuilt in [false, true] {
        let left = Phase::RupturedByGuarantor {
            enforced: false,
            rebuilt,
        };
        let enforced = Phase::RupturedByGuarantor {
            enforced: true,
            rebuilt,
        };
        assert_close(stakes(&rules, 3, left, true), (0.32, 0.0));
        assert_close(stakes(&rules, 3, enforced, true), (0.32 * 0.6, 0.0));
        assert_close(
            stakes(&rules, 3, Phase::RupturedByDisarmer { rebuilt }, false),
            (0.32, 0.0),
        );
    }
}
