//! Exported games: structure, read back by a parser that is not ours.

use std::collections::{BTreeMap, BTreeSet};

use gambit_parser::{ExtensiveFormGame, Node};
use honest_broker::export::{Options, Seats, efg, shortened, walk};
use honest_broker::game::{Rules, Sequence};
use support::games;

fn options(seats: Seats, max_nodes: usize) -> Options {
    Options {
        title: "test".into(),
        seats,
        max_nodes,
    }
}

/// Everything that a file must not repeat or contradict, collected on the way through the tree.
#[derive(Default)]
struct Seen {
    chances: BTreeSet<u64>,
    chance_labels: BTreeSet<String>,
    sets: BTreeMap<(usize, u64), (String, Vec<String>)>,
    labels: BTreeMap<(usize, String), u64>,
    outcomes: BTreeSet<u64>,
    outcome_labels: BTreeSet<String>,
    /// Sets of each player along every path, with the action taken: perfect recall.
    recall: BTreeMap<(usize, u64), Vec<(u64, String)>>,
    nodes: usize,
}

fn visit(node: Node, players: usize, memory: &mut Vec<Vec<(u64, String)>>, seen: &mut Seen) {
    seen.nodes += 1;
    match node {
        Node::Chance(chance) => {
            assert!(seen.chances.insert(chance.infoset()), "a chance move of its own");
            assert!(seen.chance_labels.insert(chance.infoset_name().to_string()));
            let branches: Vec<_> = chance.actions().collect();
            let names: BTreeSet<String> = branches.iter().map(|b| b.0.to_string()).collect();
            assert_eq!(names.len(), branches.len(), "branches have names of their own");
            let positive = |p: String| p != "0" && !p.starts_with('-');
            assert!(
                branches.iter().all(|b| positive(b.1.to_string())),
                "no branch is impossible"
            );
            let others = branches[1..].iter();
            let total = others.fold(branches[0].1.clone(), |sum, b| sum + b.1);
            assert_eq!(total.to_string(), "1", "chances sum to exactly one");
            for (_, _, next) in branches {
                visit(next, players, memory, seen);
            }
        }
        Node::Player(player) => {
            let key = (player.player_num(), player.infoset());
            let label = player.infoset_name().to_string();
            let actions: Vec<String> = player.actions().map(|(a, _)| a.to_string()).collect();
            assert_eq!(actions.iter().collect::<BTreeSet<_>>().len(), actions.len());
            let set = seen.sets.entry(key).or_insert_with(|| (label.clone(), actions.clone()));
            assert_eq!(*set, (label.clone(), actions), "a set is declared alike everywhere");
            assert_eq!(
                *seen.labels.entry((key.0, label)).or_insert(key.1),
                key.1,
                "a label, a set"
            );
            let own = memory[key.0 - 1].clone();
            assert_eq!(
                *seen.recall.entry(key).or_insert_with(|| own.clone()),
                own,
                "nobody forgets"
            );
            for (action, next) in player.actions() {
                memory[key.0 - 1].push((key.1, action.to_string()));
                visit(next, players, memory, seen);
                memory[key.0 - 1].pop();
            }
        }
        Node::Terminal(end) => {
            assert!(seen.outcomes.insert(end.outcome()), "an outcome of its own");
            let label = end.outcome_name().expect("a label").to_string();
            assert!(seen.outcome_labels.insert(label));
            assert_eq!(end.outcome_payoffs().expect("payoffs").len(), players);
        }
    }
}

fn check(text: &str, nodes: usize) {
    assert!(
        text.is_ascii() && !text.contains("  "),
        "printable ASCII, single spaces"
    );
    let game: ExtensiveFormGame = text.try_into().unwrap_or_else(|e| panic!("{e}"));
    let players = game.player_names().len();
    let mut seen = Seen::default();
    visit(game.root(), players, &mut vec![Vec::new(); players], &mut seen);
    assert_eq!(seen.nodes, nodes, "all nodes, once each");
}

#[test]
fn every_game_of_the_peers_is_read_back_whole() {
    for peer in support::peers::all() {
        check(&peer.text(), peer.tree().nodes.len());
    }
}

#[test]
fn random_games_are_read_back_whole() {
    let mut written = 0;
    for seed in 0..300 {
        let size = games::Size {
            stages: 2,
            rounds: 1 + seed as usize % 2,
            foresight: 1 + seed as usize % 2,
            sharpness: 2.0,
        };
        let game = games::random(seed, size);
        let seats = if seed % 3 == 0 { Seats::PerRound } else { Seats::PerSide };
        if let Ok(tree) = walk::tree(&Rules::new(&game), &options(seats, 6000)) {
            check(&efg::write(&tree), tree.nodes.len());
            written += 1;
        }
    }
    assert!(written > 100, "{written} of 300");
}

#[test]
fn a_game_with_more_nodes_than_allowed_is_refused() {
    let game = shortened(&games::short(Sequence::DisarmFirst, false, 2), 1);
    let rules = Rules::new(&game);
    let nodes = walk::tree(&rules, &options(Seats::PerSide, 50_000))
        .unwrap()
        .nodes
        .len();
    assert!(walk::tree(&rules, &options(Seats::PerSide, nodes)).is_ok());
    let refused = walk::tree(&rules, &options(Seats::PerSide, nodes - 1)).unwrap_err();
    assert_eq!(refused.limit, nodes - 1);
}

fn command(arguments: &[&str], folder: &std::path::Path) -> std::process::Output {
    std::fs::write(folder.join("case.toml"), include_str!("../data/complete.toml")).unwrap();
    let mut command = assert_cmd::Command::cargo_bin("honest-broker").unwrap();
    let command = command
        .current_dir(folder)
        .args(["export", "case.toml", "--arm", "no_broker"]);
    command.args(arguments).output().unwrap()
}

#[test]
fn the_command_writes_a_game_to_a_file_or_to_standard_output_and_keeps_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let printed = command(&["--stage-game", "--format", "efg"], folder.path());
    assert_eq!(printed.status.code(), Some(0), "{printed:?}");
    let written = command(&["--stage-game", "--out", "game.efg"], folder.path());
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    assert!(written.stdout.is_empty());
    assert_eq!(std::fs::read(folder.path().join("game.efg")).unwrap(), printed.stdout);
    let text = String::from_utf8(printed.stdout).unwrap();
    check(&text, text.lines().filter(|l| l.contains("\"\"")).count());
    let refused = command(&["--out", "game.efg"], folder.path());
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    let replaced = command(&["--out", "game.efg", "--force"], folder.path());
    assert_eq!(replaced.status.code(), Some(0), "{replaced:?}");
}

#[test]
fn the_command_refuses_a_tree_that_is_too_large_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let refused = command(&["--max-nodes", "10", "--out", "game.efg"], folder.path());
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("more than 10 nodes"));
    assert!(!folder.path().join("game.efg").exists());
}
