//! What a scenario means, for `check`.

use std::fmt::Write;

use super::words::{fixed, grid as table, lines, paragraph, shortened, significant};
use super::{reasons, size, uncertainty};
use crate::game::{Enforcement, Game, Instruments, Sequence};
use crate::scenario::{BROKER, Course, Move, NO_BROKER, Problems, Scenario};

/// What a scenario means: rounds, stages, the incentive ledger, what each side could take back, the broker, what is uncertain, the arms,
/// and the size of the game on `grid` points per axis.
///
/// # Errors
/// If an arm has no game.
pub fn describe(scenario: &Scenario, grid: usize) -> Result<String, Problems> {
    let text = &mut String::new();
    let game = scenario.game(&scenario.default_arm().name)?;
    let roles = &scenario.roles;
    let _ = writeln!(text, "{}", scenario.title());
    if let Some(summary) = &scenario.summary {
        text.push_str(&paragraph(summary));
    }
    let n = f64::from(game.clock.rounds_per_year);
    let sequence = match game.talks.sequence {
        Sequence::DisarmFirst => format!("{} moves first", roles.disarmer),
        Sequence::ReliefFirst => format!("{} delivers first", roles.guarantor),
    };
    let _ = writeln!(
        text,
        "\n{} rounds over {} years, {} years of foresight; {sequence}.",
        game.clock.rounds,
        game.clock.rounds as f64 / n,
        game.clock.foresight as f64 / n
    );
    elections(text, &game, &roles.guarantor);
    let _ = writeln!(text, "\nStages, in per cent of the deterrent and of the relief package");
    text.push_str(&stages(scenario, &game));
    text.push_str(&reasons::ledger(scenario, &game));
    broker(text, scenario, &game);
    uncertainty::describe(text, scenario);
    arms(text, scenario);
    levers(text, scenario);
    size::describe(text, scenario, &game, grid)?;
    Ok(std::mem::take(text))
}

fn elections(text: &mut String, game: &Game, guarantor: &str) {
    let n = f64::from(game.clock.rounds_per_year);
    let line = match &game.guarantor.elections {
        None => format!("No elections in {guarantor}."),
        Some(e) => {
            let often = match e.every {
                0 => "once".to_owned(),
                every => format!("then every {} years", every as f64 / n),
            };
            format!(
                "Elections in {guarantor} after {} years, {often}: the administration changes with probability {}; its \
                 successor is a keeper with probability {}.",
                e.first as f64 / n,
                turnover(&e.turnover),
                significant(e.successor_keeper_prior)
            )
        }
    };
    text.push_str(&paragraph(&line));
}

/// `0.3`, or `0.31, then 0.86` for a list by election.
fn turnover(chances: &[f64]) -> String {
    let texts: Vec<String> = chances.iter().map(|chance| significant(*chance)).collect();
    texts.join(", then ")
}

fn stages(scenario: &Scenario, game: &Game) -> String {
    let header = [
        "stage",
        "gives up",
        "receives",
        "reversible",
        "revocable",
        "found out",
        "false alarm",
    ];
    let percent = |x: f64| fixed(100.0 * x, 0);
    let rows = game.stages.iter().enumerate().map(|(j, s)| {
        let name = scenario
            .stage_names
            .get(j)
            .map_or(String::new(), |n| shortened(&n.name, 30));
        vec![
            format!("{} {name}", j + 1),
            percent(s.deterrent_share),
            percent(s.relief_share),
            percent(s.reversible),
            percent(s.revocable),
            percent(s.detection),
            percent(s.false_alarm),
        ]
    });
    table(&header, rows)
}

fn broker(text: &mut String, scenario: &Scenario, game: &Game) {
    let Some(broker) = &game.broker else {
        let _ = writeln!(text, "No broker.");
        return;
    };
    // Taken apart in full, so that an instrument which is not told does not compile.
    let Instruments {
        facilitation,
        reopening_rate,
        monitoring,
        exposure_rate,
        custody,
        escrow,
        guarantee,
        aid,
        enforcement,
    } = broker.instruments;
    let line = format!(
        "Broker {}: facilitation {}, reopening {} a year, monitoring {}, exposure {} a year, custody {}, escrow {}, \
         guarantee {}, aid {}, {} enforcement{}; loses its neutrality at a rate of {} a year.",
        scenario.roles.broker,
        significant(facilitation),
        significant(reopening_rate),
        significant(monitoring),
        significant(exposure_rate),
        significant(custody),
        significant(escrow),
        significant(guarantee),
        significant(aid),
        match enforcement {
            Enforcement::Automatic => "automatic",
            Enforcement::Discretionary => "discretionary",
        },
        if broker.information.is_some() {
            ", sends messages"
        } else {
            ""
        },
        significant(broker.neutrality_loss_rate)
    );
    text.push_str(&paragraph(&line));
}

/// The levers that the file declares.
fn levers(text: &mut String, scenario: &Scenario) {
    if !scenario.declares_levers() {
        return;
    }
    let _ = writeln!(text, "\nLevers, which `target` moves");
    for lever in scenario.levers(&scenario.default_arm().name).0 {
        let by = if lever.by.is_empty() {
            String::new()
        } else {
            format!("{}: ", lever.by)
        };
        let course = |m: &Move| match &m.course {
            Course::Number { from, to } => format!("{} from {} to {}", m.key, significant(*from), significant(*to)),
            Course::Word { from, to } => format!("{} from {from} to {to}", m.key),
        };
        let moves: Vec<String> = lever.moves.iter().map(course).collect();
        let cost = significant(lever.cost);
        text.push_str(&lines(&format!(
            "  {by}{} ({}), cost {cost}",
            lever.words,
            moves.join(", ")
        )));
    }
}

fn arms(text: &mut String, scenario: &Scenario) {
    let _ = writeln!(text, "\nArms");
    for arm in &scenario.arms {
        let changes: Vec<String> = arm
            .overrides
            .iter()
            .map(|(key, value)| format!("{key} = {value}"))
            .collect();
        let told = arm.summary.clone().unwrap_or_default();
        let line = match arm.name.as_str() {
            NO_BROKER => "the game without a broker".to_owned(),
            BROKER => "the game as it stands".to_owned(),
            _ => format!("{told} ({})", changes.join(", ")).trim_start().to_owned(),
        };
        text.push_str(&lines(&format!("  {}: {line}", arm.name)));
    }
}
