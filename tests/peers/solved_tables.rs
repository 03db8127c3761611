//! The table of policies against Gambit: joined by the words of its histories as `docs/interop.md` says, it has Gambit's
//! probabilities up to the error of the belief grid.

use std::collections::BTreeMap;

use honest_broker::analysis::histories::decisions;
use support::peers;
use support::play::solved;

use crate::fixtures::actions;

/// Points a side of the grid, and the largest difference allowed there.
const GRID: usize = 41;
const ALLOWED: f64 = 1e-3;

/// Type and public history of an information set: what its player alone saw becomes what all saw, and a successor's type is that of
/// who sits now.
fn public(label: &str) -> (String, String) {
    let (mut kind, words) = label.split_once(':').expect("a type and a colon");
    let mut seen = Vec::new();
    for word in words.split_whitespace() {
        let parts = word.split_once('-');
        seen.push(match parts {
            Some(("comply" | "feign", shown)) => shown,
            Some((event @ ("turnover" | "succession"), successor)) => {
                kind = successor;
                event
            }
            _ => word,
        });
    }
    (kind.to_owned(), seen.join(" "))
}

#[test]
fn the_table_of_policies_has_gambits_probabilities() {
    let all = actions();
    let (mut worst, mut count): (f64, usize) = (0.0, 0);
    for peer in peers::all() {
        let multiple = peer.multiples[0];
        let game = peer.at(multiple);
        let arm = solved(&game, GRID);
        let found = decisions(&arm.rules, &arm.solution, usize::MAX).expect("the games are small");
        let mut ours = BTreeMap::new();
        for decision in &found {
            for (kind, actions) in &decision.types {
                for (action, p) in actions {
                    let key = ((*kind).to_owned(), decision.history.clone(), action.clone());
                    assert_eq!(ours.insert(key, *p), None, "every history once");
                }
            }
        }
        for theirs in all
            .iter()
            .filter(|a| a.game == peer.name && a.lambda == peer.lambda(multiple))
        {
            let (kind, history) = public(&theirs.label);
            let key = (kind, history, theirs.action.clone());
            let p = ours
                .get(&key)
                .unwrap_or_else(|| panic!("{}: no row {key:?}", peer.name));
            worst = worst.max((p - theirs.probability).abs());
            count += 1;
        }
    }
    println!("{count} probabilities, largest difference {worst:e}");
    assert!(count > 1000, "{count}");
    assert!(worst < ALLOWED, "{worst}");
}
