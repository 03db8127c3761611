//! What must hold whatever the input: of a file that may be anything, and of a small scenario that is always valid.
//!
//! The targets in `fuzz` and the tests that always run call the same functions; the ones feed them bytes that a fuzzer has
//! chosen, the others bytes drawn at random.

use std::fmt::Write;

use honest_broker::game::{Game, Rules};
use honest_broker::scenario::{Problems, Scenario, parse_bytes};
use honest_broker::solve::{Settings, Start, solve_with};

use super::draws::Draws;

/// Name of the file in messages.
const FILE: &str = "fuzzed.toml";

/// Loads a file of any bytes. It is either a scenario whose arms all have a game, or it has problems whose places are inside it
/// and that can be printed.
///
/// # Panics
/// If not.
pub fn load(bytes: &[u8]) -> Result<Scenario, Problems> {
    let loaded = parse_bytes(FILE, bytes, &[]);
    match &loaded {
        Ok(scenario) => {
            let world = scenario.world(&vec![0.5; scenario.uncertain().len()]);
            assert_eq!(world.games.len(), scenario.arms.len());
        }
        Err(problems) => {
            let text = String::from_utf8_lossy(bytes);
            let lines: Vec<&str> = text.split('\n').collect();
            assert!(problems.iter().next().is_some(), "refused without a reason");
            for problem in problems.iter() {
                assert_eq!(problem.file, FILE);
                assert!(!problem.message.is_empty());
                let Some(line) = problem.line else {
                    assert_eq!(problem.column, None, "a column without a line");
                    continue;
                };
                // A file in UTF-16 has no lines that could be counted here.
                if std::str::from_utf8(bytes).is_ok() {
                    assert!(
                        (1..=lines.len()).contains(&line),
                        "line {line} of {}: {problem:?}",
                        lines.len()
                    );
                    let width = lines[line - 1].chars().count();
                    let inside = problem.column.is_none_or(|column| (1..=width + 1).contains(&column));
                    assert!(inside, "column beyond {width}: {problem:?}");
                }
            }
            assert!(problems.to_text(false).contains(FILE));
            assert!(problems.to_json()["problems"].is_array());
        }
    }
    loaded
}

/// Draws a small scenario, which must load, and solves the games of one of its worlds for a few rounds.
///
/// # Panics
/// If it does not load, or a number of the solution is not what it must be.
pub fn solve(bytes: &[u8]) {
    let r = &mut Draws::of(bytes);
    let text = scenario(r);
    let scenario = load(text.as_bytes()).unwrap_or_else(|problems| panic!("{}\n{text}", problems.to_text(false)));
    let coordinates: Vec<f64> = scenario.uncertain().iter().map(|_| 0.001 + 0.998 * r.unit()).collect();
    let start = [Start::Continued, Start::Traced, Start::GoodNews, Start::BadNews][r.below(4)];
    let settings = Settings {
        start,
        exact: true,
        certify: r.below(4) == 0,
        ..Settings::grid(2 + r.below(3))
    };
    for game in &scenario.world(&coordinates).games {
        solution(game, &settings);
    }
}

fn solution(game: &Game, settings: &Settings) {
    let rules = Rules::new(game);
    let solved = solve_with(&rules, settings, |_| {});
    for v in [&solved.values, &solved.values_over_messages] {
        let own = v.disarmer.iter().chain(&v.guarantor).chain(v.broker.iter().flatten());
        assert!(own.chain([&v.broker_mean]).all(|x| x.is_finite()), "{v:?} of {game:?}");
    }
    let convergence = &solved.convergence;
    assert!(
        (0.0..=1.0).contains(&convergence.largest_residual),
        "{convergence:?} of {game:?}"
    );
    assert!(convergence.unconverged <= convergence.nodes);
    if let Some(certificate) = &solved.certificate {
        assert!(
            (0.0..=1.0).contains(&certificate.residual),
            "{certificate:?} of {game:?}"
        );
    }
    let beliefs = [game.disarmer.dealer_prior, game.guarantor.keeper_prior];
    for at in [beliefs, [0.0, 1.0], [1.0, 0.5]] {
        for round in 0..solved.policy.rounds() {
            for (id, node) in rules.moves.nodes.iter().enumerate() {
                for row in solved.policy.node(round, id, at) {
                    let row = &row[..node.choices.len()];
                    assert!(row.iter().all(|p| (0.0..=1.0).contains(p)), "{row:?} of {game:?}");
                    assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{row:?} of {game:?}");
                }
            }
        }
    }
    let outcomes = solved.exact.expect("asked for").at(beliefs);
    let total: f64 = outcomes.iter().map(|(_, p)| p).sum();
    // They are carried in single precision.
    assert!((total - 1.0).abs() < 1e-6, "{outcomes:?} of {game:?}");
    assert!(
        outcomes.iter().all(|(_, p)| (0.0..=1.0 + 1e-6).contains(p)),
        "{outcomes:?} of {game:?}"
    );
}

/// A number of at least 0 as it stands in a file: fixed, or uncertain in one of several ways.
fn number(r: &mut Draws, top: f64) -> String {
    let x = r.size(top);
    match r.below(8) {
        0 => format!("{{ uniform = [{x:?}, {:?}] }}", x + 0.1 + r.unit()),
        1 => format!("{{ triangular = [{x:?}, {:?}, {:?}] }}", x + 0.5, x + 1.0),
        _ => format!("{x:?}"),
    }
}

/// The same in [0, 1].
fn share(r: &mut Draws) -> String {
    match r.below(8) {
        0 => format!("{{ beta = [{:?}, {:?}] }}", 0.5 + r.unit(), 0.5 + 4.0 * r.unit()),
        _ => format!("{:?}", r.probability()),
    }
}

fn prior(r: &mut Draws) -> String {
    format!("{:?}", r.prior())
}

/// A number for each of two types, or one for both.
fn by_type(r: &mut Draws, names: [&str; 2], top: f64) -> String {
    match r.flip() {
        true => number(r, top),
        false => format!(
            "{{ {} = {}, {} = {} }}",
            names[0],
            number(r, top),
            names[1],
            number(r, top)
        ),
    }
}

/// The text of a small scenario over the whole legal range, sharp and blunt; always valid.
pub fn scenario(r: &mut Draws) -> String {
    let mut t = String::from("format = 2\n");
    let per_year = [1, 2, 4][r.below(3)];
    let (rounds, more) = (1 + r.below(3), r.below(3));
    let years = |rounds: usize| rounds as f64 / f64::from(per_year);
    let (played, foreseen) = (years(rounds), years(rounds + more));
    let _ = writeln!(
        t,
        "[clock]\nrounds_per_year = {per_year}\nstart = \"2020-01\"\nyears = {played:?}\nforesight_years = {foreseen:?}"
    );
    let sharp = [1.0, 10.0, 200.0][r.below(3)];
    let disarmer = ["dealer", "staller"];
    let guarantor = ["keeper", "reneger"];
    let _ = writeln!(t, "[disarmer]\ndealer_prior = {}", prior(r));
    let _ = writeln!(t, "deterrent_value = {}", by_type(r, disarmer, 3.0));
    let _ = writeln!(t, "covert_share = {:?}", 0.9 * r.unit());
    for (key, top) in [
        ("relief_value", 3.0),
        ("exposure", 2.0),
        ("pressure", 1.0),
        ("prestige", 0.5),
        ("rebuild_years", 3.0),
        ("war_cost", 20.0),
        ("rationality", sharp),
    ] {
        let _ = writeln!(t, "{key} = {}", number(r, top));
    }
    let _ = writeln!(t, "discount_factor = {:?}", r.discount());
    if r.flip() {
        let _ = writeln!(
            t,
            "[disarmer.succession]\nrate = {}\ndealer_prior = {}",
            number(r, 1.0),
            prior(r)
        );
    }
    let _ = writeln!(t, "[guarantor]\nkeeper_prior = {}", prior(r));
    for (key, top) in [
        ("threat_reduction", 3.0),
        ("relief_cost", 2.0),
        ("tension", 1.0),
        ("renege_cost", 5.0),
    ] {
        let _ = writeln!(t, "{key} = {}", by_type(r, guarantor, top));
    }
    for (key, top) in [("talks_cost", 0.5), ("war_cost", 20.0), ("rationality", sharp)] {
        let _ = writeln!(t, "{key} = {}", number(r, top));
    }
    let _ = writeln!(t, "discount_factor = {:?}", r.discount());
    if r.flip() {
        let (first, turnover, successor) = (years(1 + r.below(rounds)), share(r), prior(r));
        let _ = writeln!(
            t,
            "[guarantor.elections]\nfirst_year = {first:?}\nturnover = {turnover}\nsuccessor_keeper_prior = {successor}"
        );
    }
    let sequence = ["disarm_first", "relief_first"][r.below(2)];
    let _ = writeln!(
        t,
        "[talks]\nsequence = \"{sequence}\"\nmeetings_per_year = {:?}\nreviews_per_year = {}\nadvance_years = {}\n\
         reopening_rate = {}",
        0.05 + r.size(6.0),
        number(r, 3.0),
        number(r, 1.0),
        number(r, 3.0)
    );
    let (exposure, concealed) = (number(r, 3.0), share(r));
    let _ = writeln!(
        t,
        "[verification]\nexposure_rate = {exposure}\nconcealed_value = {concealed}"
    );
    let (calm, tense, escalation) = (number(r, 2.0), number(r, 4.0), share(r));
    let _ = writeln!(
        t,
        "[crises]\nrate_in_force = {calm}\nrate_ruptured = {tense}\nescalation = {escalation}"
    );
    let count = 1 + r.below(2);
    let shares = [0; 4].map(|_| r.shares(count));
    for j in 0..count {
        t.push_str("[[stages]]\n");
        let keys = ["deterrent_share", "threat_share", "relief_share", "cost_share"];
        for (key, shares) in keys.into_iter().zip(&shares) {
            let _ = writeln!(t, "{key} = {:?}", shares[j]);
        }
        let _ = writeln!(t, "years = {}", number(r, 2.0));
        for key in ["reversible", "revocable", "detection", "false_alarm"] {
            let _ = writeln!(t, "{key} = {}", share(r));
        }
    }
    if r.flip() {
        broker(&mut t, r, sharp);
    }
    t
}

fn broker(t: &mut String, r: &mut Draws, sharp: f64) {
    let _ = writeln!(
        t,
        "[broker]\nneutrality_loss_rate = {}\ndiscount_factor = {:?}\nrationality = {}",
        number(r, 1.0),
        r.discount(),
        number(r, sharp)
    );
    t.push_str("[broker.instruments]\n");
    for (key, top) in [
        ("facilitation", 4.0),
        ("reopening_rate", 2.0),
        ("exposure_rate", 2.0),
        ("guarantee", 2.0),
        ("aid", 0.5),
    ] {
        let _ = writeln!(t, "{key} = {}", number(r, top));
    }
    for key in ["monitoring", "custody", "escrow"] {
        let _ = writeln!(t, "{key} = {}", share(r));
    }
    let _ = writeln!(t, "enforcement = \"{}\"", ["automatic", "discretionary"][r.below(2)]);
    if r.flip() {
        let accuracy = [0; 2].map(|_| 0.5 + 0.5 * r.probability());
        let _ = writeln!(
            t,
            "[broker.information]\ndisarmer_accuracy = {:?}\nguarantor_accuracy = {:?}\nhonesty = {}",
            accuracy[0],
            accuracy[1],
            share(r)
        );
    }
    t.push_str("[broker.interests]\n");
    for (key, top) in [
        ("project_revenue", 1.0),
        ("nonproliferation", 1.0),
        ("war_cost", 20.0),
        ("mediation_cost", 0.5),
        ("enforcement_cost", 2.0),
        ("credibility_stake", 2.0),
    ] {
        let _ = writeln!(t, "{key} = {}", number(r, top));
    }
}
