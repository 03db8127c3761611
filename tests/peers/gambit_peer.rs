//! The solver against Gambit and OpenSpiel, which solved and played exported games (`tests/peers`): another program's
//! quantal-response equilibrium, from the tree of the game alone, is ours.
//!
//! `BLESS=1 cargo test --release --test peers` writes the games anew; `tests/peers/run.sh` then writes what the other
//! programs make of them.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use crate::fixtures::{Action, actions, folder, payoffs};
use crate::follow::{Source, probabilities};
use crate::sources::{Exact, Grid};
use honest_broker::game::Game;
use support::messages;
use support::peers::{self, Peer};
use support::values::Values;

/// Largest differences allowed between Gambit and the exact recursion: in probabilities, and in payoffs.
const EXACT: f64 = 1e-8;
const EXACT_PAYOFF: f64 = 1e-8;

/// Points a side of the grid, and the largest difference in any probability allowed there.
const GRIDS: [(usize, f64); 3] = [(11, 1.5e-2), (21, 4e-3), (41, 1e-3)];

#[test]
fn committed_games_are_what_the_exporter_writes_today() {
    let mut index = String::from("game,lambda\n");
    for peer in peers::all() {
        let path = folder().join("games").join(format!("{}.efg", peer.name));
        let text = peer.text();
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(folder().join("games")).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert!(committed == text, "{} differs", path.display());
        for multiple in peer.multiples {
            let _ = writeln!(index, "{},{}", peer.name, peer.lambda(*multiple));
        }
    }
    let path = folder().join("games/index.csv");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &index).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), index);
}

/// Calls `check` with every game and multiple, and what Gambit found there.
fn each(mut check: impl FnMut(&Peer, &Game, &[&Action])) {
    let all = actions();
    let mut used = 0;
    for peer in peers::all() {
        let sets = peer.tree().decisions;
        for &multiple in peer.multiples {
            let lambda = peer.lambda(multiple);
            let found: Vec<&Action> = all
                .iter()
                .filter(|a| a.game == peer.name && a.lambda == lambda)
                .collect();
            let labels: BTreeSet<&str> = found.iter().map(|a| a.label.as_str()).collect();
            assert_eq!(labels.len(), sets.len(), "{}: every information set", peer.name);
            used += found.len();
            check(&peer, &peer.at(multiple), &found);
        }
    }
    assert_eq!(used, all.len(), "nothing of the fixtures is left out");
}

/// The largest difference in a probability.
fn distance(game: &Game, source: &mut impl Source, found: &[&Action]) -> f64 {
    let mut worst: f64 = 0.0;
    for action in found {
        let ours = probabilities(game, source, &action.label);
        let (_, ours) = ours
            .iter()
            .find(|(name, _)| *name == action.action)
            .unwrap_or_else(|| panic!("{}: no action {} at {}", action.game, action.action, action.label));
        worst = worst.max((ours - action.probability).abs());
    }
    worst
}

#[test]
fn gambit_finds_the_equilibrium_of_the_exact_recursion() {
    let mut faults = Vec::new();
    let mut worst: f64 = 0.0;
    each(|peer, game, found| {
        let apart = distance(game, &mut Exact::new(game), found);
        worst = worst.max(apart);
        if apart > EXACT {
            faults.push(format!("{} at {}: {apart:e}", peer.name, found[0].lambda));
        }
    });
    println!("largest difference {worst:e}");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn gambit_finds_the_equilibrium_of_the_solver_up_to_the_grid() {
    let mut means = Vec::new();
    for (grid, allowed) in GRIDS {
        let (mut worst, mut total, mut games) = (0.0, 0.0, 0);
        let mut where_worst = String::new();
        each(|peer, game, found| {
            let apart = distance(game, &mut Grid::new(game, grid), found);
            if apart > worst {
                (worst, where_worst) = (apart, format!("{} at {}", peer.name, found[0].lambda));
            }
            total += apart;
            games += 1;
        });
        let mean = total / f64::from(games);
        println!("grid {grid}: largest difference {worst:e} ({where_worst}), mean over games {mean:e}");
        assert!(worst < allowed, "grid {grid}: {worst} in {where_worst}");
        means.push(mean);
    }
    assert!(
        means.windows(2).all(|m| m[1] < 0.5 * m[0]),
        "a finer grid is closer: {means:?}"
    );
}

/// What a player of the export expects from values before anything has happened; `None` for players of later rounds.
fn expected(peer: &Peer, game: &Game, player: &str, values: &Values) -> Option<f64> {
    let (d, g) = (game.disarmer.dealer_prior, game.guarantor.keeper_prior);
    let mean = |pair: [f64; 2], high: f64| (1.0 - high) * pair[0] + high * pair[1];
    let side = player.strip_suffix(" in round 0").unwrap_or(player);
    let (precision, value) = match side {
        "disarmer" => (game.disarmer.rationality, mean(values.disarmer, d)),
        "guarantor" => (game.guarantor.rationality, mean(values.guarantor, g)),
        "broker" => (game.broker.as_ref()?.rationality, values.broker_expects(d, g)),
        // Mediation is weighed as a rate a year.
        "broker mediating" => {
            let rounds = f64::from(game.clock.rounds_per_year);
            (rounds * game.broker.as_ref()?.rationality, values.broker_expects(d, g))
        }
        _ => return None,
    };
    let multiple = game.disarmer.rationality / peer.game.disarmer.rationality;
    Some(value * precision / peer.lambda(multiple))
}

#[test]
fn gambit_and_openspiel_expect_the_payoffs_of_the_recursion_and_of_the_solver() {
    let all = payoffs();
    let (mut worst, mut worst_grid, mut count): (f64, f64, usize) = (0.0, 0.0, 0);
    for peer in peers::all() {
        for &multiple in peer.multiples {
            let game = peer.at(multiple);
            let exact = messages::solve(&game).before_messages;
            let solved = Grid::new(&game, 41).solution.values_over_messages;
            let solved = Values {
                disarmer: solved.disarmer,
                guarantor: solved.guarantor,
                broker: solved.broker,
            };
            let lambda = peer.lambda(multiple);
            for row in all.iter().filter(|p| p.game == peer.name && p.lambda == lambda) {
                let Some(ours) = expected(&peer, &game, &row.player, &exact) else {
                    continue;
                };
                let on_grid = expected(&peer, &game, &row.player, &solved).unwrap();
                for theirs in [row.gambit, row.openspiel] {
                    worst = worst.max((ours - theirs).abs());
                    worst_grid = worst_grid.max((on_grid - theirs).abs());
                    count += 1;
                }
            }
        }
    }
    println!("{count} payoffs: largest difference {worst:e}, with the grid {worst_grid:e}");
    assert!(count >= 4 * peers::all().len(), "every game has payoffs");
    assert!(worst < EXACT_PAYOFF, "{worst}");
    assert!(worst_grid < 5e-4, "{worst_grid}");
}
