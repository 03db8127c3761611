//! The comparison on the terminal: a table that fits 100 columns, and one sentence for each arm.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, LineStyle, Table};
use honest_broker::game::outcome::Outcome;
use honest_broker::simulate::Batch;
use honest_broker::stats::Estimate;
use honest_broker::stats::estimate::LEVEL;
use honest_broker::study::run::SolvedArm;
use honest_broker::study::{Study, summary, tables};

/// Everything that `compare` says about a scenario.
pub fn comparison(title: &str, study: &Study, arms: &[SolvedArm], batch: &Batch) -> String {
    let mut text = format!(
        "{title}\n{} episodes per arm, seed {}, grid {}, {:.0} % intervals in brackets\n",
        thousands(study.episodes),
        study.seed,
        study.grid,
        100.0 * LEVEL
    );
    let others: Vec<usize> = (0..study.arms.len()).filter(|i| *i != study.baseline).collect();
    if others.is_empty() {
        text.push_str(&format!("\n{}\n", outcome_table(study, batch, study.baseline, None)));
    }
    for arm in others {
        text.push_str(&format!(
            "\n{}\n",
            outcome_table(study, batch, study.baseline, Some(arm))
        ));
        text.push_str(&wrap(&summary::sentence(study, batch, arm), 96));
    }
    text.push('\n');
    text.push_str(&convergence(arms));
    text
}

/// Numbers of nodes and what did not converge.
pub fn convergence(arms: &[SolvedArm]) -> String {
    let mut text = String::new();
    let nodes: u64 = arms.iter().map(|a| a.solution.convergence.nodes).sum();
    let loose: Vec<&SolvedArm> = arms.iter().filter(|a| a.solution.convergence.unconverged > 0).collect();
    if loose.is_empty() {
        text.push_str(&format!("Solution: all {} nodes converged.\n", thousands(nodes)));
    }
    for arm in arms {
        if let Some(certificate) = &arm.solution.certificate {
            text.push_str(&wrap(
                &format!(
                    "Certificate of {}: {}.",
                    arm.name,
                    super::certificate::short(certificate)
                ),
                96,
            ));
        }
    }
    for arm in loose {
        let c = &arm.solution.convergence;
        text.push_str(&format!(
            "Solution: {} of {} nodes of arm {} did NOT converge (largest residual {:.1e}).\n",
            thousands(c.unconverged),
            thousands(c.nodes),
            arm.name,
            c.largest_residual
        ));
    }
    text
}

fn outcome_table(study: &Study, batch: &Batch, baseline: usize, arm: Option<usize>) -> String {
    let mut header = vec!["outcome".to_owned(), study.arms[baseline].name.clone()];
    if let Some(arm) = arm {
        header.extend([study.arms[arm].name.clone(), "difference, points".to_owned()]);
    }
    let rows = Outcome::ALL.into_iter().map(|outcome| {
        let mut row = vec![
            outcome.title().to_owned(),
            share(&tables::outcome_estimate(&batch.tallies[baseline], outcome)),
        ];
        if let Some(arm) = arm {
            row.push(share(&tables::outcome_estimate(&batch.tallies[arm], outcome)));
            row.push(points(&tables::outcome_contrast(&batch.pairs[arm], outcome)));
        }
        row
    });
    grid(header, rows)
}

/// A plain table: a rule under the header, figures to the right.
pub fn grid(header: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING.header_separator(LineStyle::new('─', '─', '─', '─')));
    let columns = header.len();
    table.set_header(header);
    for row in rows {
        table.add_row(row);
    }
    for column in 1..columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn share(e: &Estimate) -> String {
    let of = |x: Option<f64>| x.map_or("?".to_owned(), |v| format!("{:.2}", 100.0 * v));
    format!("{} % [{}, {}]", of(e.value), of(e.low), of(e.high))
}

fn points(e: &Estimate) -> String {
    let of = |x: Option<f64>| x.map_or("?".to_owned(), |v| signed(100.0 * v));
    format!("{} [{}, {}]", of(e.value), of(e.low), of(e.high))
}

/// Two decimals with a sign; what rounds to zero has none.
fn signed(x: f64) -> String {
    let text = format!("{x:+.2}").replace('-', "−");
    if text.trim_start_matches(['+', '−']) == "0.00" {
        "0.00".into()
    } else {
        text
    }
}

/// A number with thin groups of three digits: 100,000.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Breaks a paragraph at spaces into lines of at most `width` characters.
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let n = word.chars().count();
        if length > 0 && length + 1 + n > width {
            out.push('\n');
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += n;
    }
    out.push('\n');
    out
}

/// Breaks every line of a text that is too long, keeping its indent.
pub fn wrap_lines(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        let mut first = true;
        for piece in wrap(body, width - indent - 2).lines() {
            let margin = if first { indent } else { indent + 2 };
            out.push_str(&format!("{}{piece}\n", " ".repeat(margin)));
            first = false;
        }
        if first {
            out.push('\n');
        }
    }
    out
}
