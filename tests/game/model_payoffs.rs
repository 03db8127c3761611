//! What episodes pay (`docs/model.md` sections 5 and 11, item 9): each is paid what its log is worth by the ledger of the
//! oracles, and nobody is paid more than exists.
//!
//! Nothing here is random but the games and the episodes; every comparison is exact up to rounding.

use honest_broker::game::{Game, Sequence};
use honest_broker::simulate::episode::Record;
use support::games::{self, Size};
use support::ledger::{Entry, Paid, of_episode, truly_dismantled};
use support::play::{log, solved, watched};

const SEQUENCES: [Sequence; 2] = [Sequence::DisarmFirst, Sequence::ReliefFirst];
const EPISODES: u64 = 400;

/// Random games of a few years, each in both sequences.
fn random_games(count: u64) -> impl Iterator<Item = Game> {
    let games = (0..count).map(|seed| {
        let rounds = 4 + (seed % 17) as usize;
        let size = Size {
            stages: 4,
            rounds,
            foresight: rounds + (seed % 3) as usize * 4,
            sharpness: 6.0,
        };
        games::random(seed + 900, size)
    });
    games.flat_map(|game| {
        SEQUENCES.map(|sequence| {
            let mut game = game.clone();
            game.talks.sequence = sequence;
            game
        })
    })
}

fn illustrations() -> impl Iterator<Item = Game> {
    let each = |sequence| [false, true].map(|broker| games::illustration(sequence, broker));
    SEQUENCES.into_iter().flat_map(each)
}

/// Episodes of a game with their logs.
fn played(game: &Game, seed: u64) -> Vec<(Record, Vec<Entry>)> {
    let arm = solved(game, 4);
    watched(&arm, seed, EPISODES, |events| log(&arm.rules, events))
}

#[track_caller]
fn assert_close(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() <= 1e-9 * (1.0 + expected.abs()),
        "{what}: {found} instead of {expected}"
    );
}

#[test]
fn an_episode_is_paid_what_its_log_is_worth() {
    let (mut feints, mut losses, mut reneged) = (0, 0, 0);
    for (i, game) in illustrations().chain(random_games(40)).enumerate() {
        for (episode, (record, log)) in played(&game, i as u64).into_iter().enumerate() {
            let what = format!("game {i}, episode {episode}");
            assert_eq!(log.len(), record.rounds, "{what}");
            let paid = of_episode(&game, game.clock.rounds, &log);
            for (found, expected) in record.payoffs.iter().zip(paid.payoffs) {
                assert_close(*found, expected, &what);
            }
            feints += log.iter().filter(|e| e.feigned.is_some()).count();
            losses += log.iter().filter(|e| e.lost.is_some()).count();
            reneged += log.iter().filter(|e| e.reneged).count();
        }
    }
    assert!(
        feints > 1000 && losses > 1000 && reneged > 1000,
        "{feints} {losses} {reneged}"
    );
}

#[test]
fn what_was_truly_dismantled_is_never_feigned_nor_covert() {
    for (i, game) in illustrations().chain(random_games(40)).enumerate() {
        for (record, log) in played(&game, i as u64) {
            let feigned = log
                .iter()
                .filter_map(|e| e.feigned)
                .fold(0, |set, stage| set | 1 << stage);
            let real = record.dismantled_share;
            assert!((0.0..=1.0).contains(&real), "game {i}: {real}");
            let shares = game.stages.iter().enumerate().filter(|(j, _)| feigned & (1 << j) != 0);
            let concealed: f64 = shares.map(|(_, s)| s.deterrent_share).sum();
            assert_close(record.feigned_share, concealed, &format!("game {i}"));
            assert!(real + concealed <= 1.0 + 1e-12);
            // A war leaves the state as its flows found it; otherwise the events of the last round still change it.
            if let Some(last) = log.last().filter(|e| e.war) {
                assert_close(
                    real,
                    truly_dismantled(&game, &last.place, feigned),
                    &format!("game {i}"),
                );
            }
        }
    }
}

/// Σ δ^{t/n}/n over the simulated time.
fn annuity(game: &Game, discount: f64) -> f64 {
    let n = f64::from(game.clock.rounds_per_year);
    (0..game.clock.rounds).map(|t| discount.powf(t as f64 / n)).sum::<f64>() / n
}

fn larger([a, b]: [f64; 2]) -> f64 {
    a.max(b)
}

/// The most that the whole deterrent can be worth a year: open, or half open and half concealed under leaders that differ.
fn deterrent(game: &Game) -> f64 {
    let d = &game.disarmer;
    let mut most = larger(d.deterrent_value);
    if d.succession.rate > 0.0 && d.covert_share[0] != d.covert_share[1] {
        for before in 0..2 {
            for after in 0..2 {
                let open = d.deterrent_value[after] * d.covert_share[after];
                let concealed = d.deterrent_value[before] * (1.0 - d.covert_share[before]);
                most = most.max(open + game.verification.concealed_value * concealed);
            }
        }
    }
    most
}

#[track_caller]
fn assert_within_what_exists(game: &Game, paid: &Paid, what: &str) {
    let (d, g) = (&game.disarmer, &game.guarantor);
    let years = [annuity(game, d.discount_factor), annuity(game, g.discount_factor)];
    let aid = game.backing.aid + game.broker.map_or(0.0, |b| b.instruments.aid);
    let slack = 1e-9;
    let disarmer = paid.payoffs[0] - paid.advances[0];
    let most = years[0] * (deterrent(game) + d.relief_value + d.prestige + aid);
    let least = -years[0] * (d.pressure + d.exposure) - d.war_cost;
    assert!(
        (least - slack..=most + slack).contains(&disarmer),
        "{what}: the disarmer gets {disarmer}, not in [{least}, {most}]"
    );
    let guarantor = paid.payoffs[1] - paid.advances[1] - paid.audience;
    let most = years[1] * larger(g.threat_reduction);
    let worst = larger(g.relief_cost) + g.talks_cost.max(larger(g.tension));
    let concealed = game.verification.concealed_value * larger(g.threat_reduction);
    let least = -years[1] * (worst + concealed) - g.war_cost;
    assert!(
        (least - slack..=most + slack).contains(&guarantor),
        "{what}: the guarantor gets {guarantor}, not in [{least}, {most}]"
    );
}

#[test]
fn nobody_is_paid_more_than_exists() {
    for (i, game) in illustrations().chain(random_games(150)).enumerate() {
        // What sets lost advances and renege costs aside is the log; the payoffs are those of the player.
        for (episode, (record, log)) in played(&game, 50 + i as u64).into_iter().enumerate() {
            let parts = of_episode(&game, game.clock.rounds, &log);
            let paid = Paid {
                payoffs: record.payoffs,
                ..parts
            };
            assert_within_what_exists(&game, &paid, &format!("game {i}, episode {episode}"));
        }
    }
}

/// The bounds hold at random because nothing is counted twice, and they bind: a deterrent that is concealed, wholly and for
/// nothing but its value, is worth as much as one that is open.
#[test]
fn a_wholly_concealed_deterrent_is_worth_what_it_was() {
    let mut game = games::illustration(Sequence::DisarmFirst, false);
    game.stages.truncate(1);
    let stage = &mut game.stages[0];
    (stage.deterrent_share, stage.threat_share) = (1.0, 1.0);
    (stage.relief_share, stage.cost_share) = (1.0, 1.0);
    (stage.reversible, stage.detection) = (0.0, 0.0);
    game.disarmer.covert_share = [0.0; 2];
    game.disarmer.succession.rate = 0.0;
    game.verification.concealed_value = 1.0;
    // Whoever is indifferent feigns one time in three.
    (game.disarmer.rationality, game.guarantor.rationality) = (0.0, 0.0);
    game.talks.meetings_per_year = 1e9;
    game.talks.reviews_per_year = 0.0;
    game.crises.escalation = 0.0;
    let d = &game.disarmer;
    let years = annuity(&game, d.discount_factor);
    let open = d.relief_value + d.prestige + game.backing.aid;
    let mut seen = 0;
    for (record, log) in played(&game, 3) {
        // Feigned in the first round, and in force ever after.
        let always = log.iter().all(|e| e.place.phase == support::Phase::InForce);
        if log[0].feigned.is_some() && always {
            let value = d.deterrent_value[usize::from(record.dealer)];
            assert_close(record.payoffs[0], years * (value + open), "open or concealed");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}
