//! The certificate of a solution for the terminal.

use std::fmt::Write;

use super::words::{change, fixed, grid, level, percent, scientific, thousands};
use crate::analysis::certificate::ArmReport;
use crate::game::outcome::Outcome;
use crate::solve::TOLERANCE;
use crate::solve::{Certificate, TYPE_NAMES};
use crate::study::Study;

/// Residual, deviation gains, further equilibria and errors of grid and foresight of one arm; `roles` are the names of disarmer,
/// guarantor and broker.
pub fn describe(study: &Study, index: usize, report: &ArmReport, roles: [&str; 3]) -> String {
    let solution = &report.arm.solution;
    let mut text = format!("\nCertificate of arm {}\n", study.arms[index].name);
    if let Some(certificate) = &solution.certificate {
        let c = &solution.convergence;
        let _ = writeln!(
            text,
            "Largest fixed-point residual {} (tolerance {}), measured by a sweep of its own; {} of {} nodes\n\
             unconverged.\n",
            scientific(certificate.residual),
            scientific(TOLERANCE),
            thousands(c.unconverged),
            thousands(c.nodes)
        );
        let with_broker = report.arm.rules.game.broker.is_some();
        text.push_str(&types(certificate, roles, with_broker));
    }
    let m = solution.multiplicity;
    let _ = writeln!(
        text,
        "Further equilibria: searched at {} nodes from two extreme starts and along the branch from lambda = 0;\n\
         found at {} of them; the solution leaves that branch at {}.",
        thousands(m.probed),
        thousands(m.several),
        thousands(m.off_branch)
    );
    let _ = writeln!(
        text,
        "\nChange in the outcome probabilities, in points, same {} episodes ({} interval)",
        thousands(study.episodes),
        level()
    );
    text.push_str(&shifts(report));
    text
}

fn types(certificate: &Certificate, roles: [&str; 3], with_broker: bool) -> String {
    let header = [
        "player",
        "type",
        "best response gains",
        "of its stakes",
        "rationality",
        "one deviation gains",
    ];
    let count = if with_broker { 5 } else { 4 };
    let rows = (0..count).map(|t| {
        let c = &certificate.types[t];
        let kind = if t < 4 { TYPE_NAMES[t] } else { "public beliefs" };
        vec![
            roles[(t / 2).min(2)].to_owned(),
            kind.to_owned(),
            fixed(c.deviation_gain, 4),
            percent(c.share_of_stakes, 2),
            c.gauge.map_or(String::new(), |g| fixed(g, 3)),
            fixed(c.one_deviation_gain, 4),
        ]
    });
    grid(&header, rows)
}

fn shifts(report: &ArmReport) -> String {
    let mut header = vec!["outcome".to_owned(), "probability".to_owned()];
    header.extend(report.shifts.iter().map(|s| s.change.clone()));
    let rows = Outcome::ALL.iter().map(|outcome| {
        let probability = report.outcomes[*outcome].value.map_or(String::new(), |p| percent(p, 2));
        let mut row = vec![outcome.title().to_owned(), probability];
        row.extend(report.shifts.iter().map(|s| change(&s.differences[*outcome])));
        row
    });
    grid(&header, rows)
}

/// One line: the largest gains of a full best response.
pub fn short(certificate: &Certificate) -> String {
    let worst = certificate.types.iter().map(|t| t.share_of_stakes).fold(0.0, f64::max);
    // The broker's own choices often hardly matter to it, which says nothing about the quality of the solution.
    let gauges = certificate.types[..4].iter().filter_map(|t| t.gauge);
    let least = gauges.fold(f64::INFINITY, f64::min);
    format!(
        "residual {}, no type gains more than {} of its stakes by a best response, rationality at least {}",
        scientific(certificate.residual),
        percent(worst, 1),
        fixed(least, 2)
    )
}
