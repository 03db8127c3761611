//! Published results against the solver, and a control: under broken rules the claims must fail.

use assert_cmd::Command;
use honest_broker::game::{Game, Rules};
use honest_broker::scenario::parse;
use honest_broker::validation::{Kind, TEXTBOOK, Verdict, run_exact};

fn failing(claims: &[Verdict]) -> Vec<String> {
    let of = |v: &Verdict| {
        format!(
            "{}: expected {}, obtained {} ({:?})",
            v.claim, v.expected, v.obtained, v.also
        )
    };
    claims.iter().filter(|v| !v.holds()).map(of).collect()
}

/// The command computes all claims, which takes a quarter of a minute: no other test does.
#[test]
fn every_claim_holds_and_the_page_is_current() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("validation.md");
    let mut command = Command::cargo_bin("honest-broker").unwrap();
    let output = command.arg("validate").arg("--out").arg(&page).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{printed}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for kind in Kind::ALL {
        assert!(printed.contains(kind.label()), "no claim of kind {}", kind.label());
    }
    assert!(
        std::fs::read_to_string(page).unwrap() == include_str!("../../docs/validation.md"),
        "docs/validation.md is out of date: honest-broker validate --out docs/validation.md"
    );
}

/// Points of the belief grid of the controls: exact claims hold on any.
const GRID: usize = 5;

/// At least three claims of the groups named fail, and none by accident: the same claims hold on the same grid under the true rules.
fn caught(names: &[&str], broken: impl Fn(&Game) -> Rules + Sync) {
    let by_accident = failing(&run_exact(names, &|game| Rules::new(game), GRID));
    assert!(by_accident.is_empty(), "under the true rules: {by_accident:#?}");
    let failing = failing(&run_exact(names, &broken, GRID));
    assert!(
        failing.len() >= 3,
        "only {} claims noticed: {failing:#?}",
        failing.len()
    );
}

#[test]
fn reneging_without_a_penalty_is_caught() {
    caught(&["third parties", "trust"], |game| {
        let mut game = game.clone();
        game.guarantor.renege_cost = [0.0; 2];
        if let Some(broker) = &mut game.broker {
            broker.instruments.guarantee = 0.0;
        }
        Rules::new(&game)
    });
}

#[test]
fn custody_that_returns_nothing_is_caught() {
    caught(&["third parties", "trust"], |game| {
        let mut game = game.clone();
        if let Some(broker) = &mut game.broker {
            broker.instruments.custody = 0.0;
        }
        Rules::new(&game)
    });
}

#[test]
fn detection_with_the_wrong_sign_is_caught() {
    caught(&["basics", "clocks"], |game| {
        let mut rules = Rules::new(game);
        for choice in rules.moves.nodes.iter_mut().flat_map(|n| &mut n.choices) {
            if let [credited, disputed] = &mut choice.branches[..] {
                std::mem::swap(&mut credited.probability, &mut disputed.probability);
            }
        }
        rules
    });
}

#[test]
fn elections_that_change_nobody_are_caught() {
    caught(&["promises"], |game| {
        let mut game = game.clone();
        if let Some(elections) = &mut game.guarantor.elections {
            elections.turnover = vec![0.0];
        }
        Rules::new(&game)
    });
}

#[test]
fn discounting_by_the_other_side_is_caught() {
    caught(&["promises"], |game| {
        let mut rules = Rules::new(game);
        rules.payoffs.discount.swap(0, 1);
        rules
    });
}

#[test]
fn the_embedded_files_are_those_of_the_folder() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/textbook");
    let mut stems: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    stems.sort();
    let embedded: Vec<&str> = TEXTBOOK.iter().map(|(stem, _)| *stem).collect();
    assert_eq!(stems, embedded);
    for (stem, text) in TEXTBOOK {
        parse(&format!("{stem}.toml"), text, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    }
}
