//! Logistic regression with a penalty, for few rows.
//!
//! Minimises, over the coefficients β,
//!
//! ```text
//! −Σ_i w_i [y_i ln p_i + (1 − y_i) ln(1 − p_i)] + ½ Σ_j λ_j β_j²,   p_i = 1/(1 + exp(−o_i − x_i·β))
//! ```
//!
//! by Newton's method with halved steps. A penalty λ is a normal prior with standard deviation 1/√λ, and what keeps
//! coefficients finite where the rows can be parted without error.

use super::linear;
use crate::numeric::elementary::{exp, ln, logistic};

/// A row of a regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Including the 1 of a constant, if there is one.
    pub covariates: Vec<f64>,
    /// What is known before: a log-odds to which the rest is added, 0 for none.
    pub offset: f64,
    /// 1 if the event happened, 0 if not, between them where that is contested.
    pub happened: f64,
    /// How much it counts.
    pub weight: f64,
}

/// Newton needs less than ten steps.
const MOST_STEPS: usize = 100;
const MOST_HALVINGS: usize = 40;

/// The coefficients, or `None` if there is no single best finite set: without a penalty, where rows can be parted without error or covariates
/// say the same.
pub fn fit(rows: &[Row], penalties: &[f64]) -> Option<Vec<f64>> {
    let mut beta = vec![0.0; penalties.len()];
    let mut loss = objective(rows, penalties, &beta);
    for _ in 0..MOST_STEPS {
        let (gradient, curvature) = derivatives(rows, penalties, &beta);
        let step = linear::solve(&curvature, &gradient)?;
        let moved = |share: f64| -> Vec<f64> { beta.iter().zip(&step).map(|(b, s)| b - share * s).collect() };
        let mut share = 1.0;
        let mut next = moved(share);
        let mut reached = objective(rows, penalties, &next);
        for _ in 0..MOST_HALVINGS {
            if reached <= loss {
                break;
            }
            share *= 0.5;
            next = moved(share);
            reached = objective(rows, penalties, &next);
        }
        let largest = step.iter().fold(0.0_f64, |most, s| most.max(s.abs()));
        if reached <= loss {
            (beta, loss) = (next, reached);
        }
        if largest < 1e-10 || share < 1e-9 {
            return Some(beta);
        }
    }
    None
}

/// The probability of a row with these coefficients.
pub fn probability(covariates: &[f64], offset: f64, beta: &[f64]) -> f64 {
    logistic(offset + sum(covariates, beta))
}

fn sum(covariates: &[f64], beta: &[f64]) -> f64 {
    covariates.iter().zip(beta).map(|(x, b)| x * b).sum()
}

fn objective(rows: &[Row], penalties: &[f64], beta: &[f64]) -> f64 {
    // −ln p = ln(1 + e^−η), and −ln(1 − p) is that plus η.
    let of = |row: &Row| {
        let eta = row.offset + sum(&row.covariates, beta);
        let softplus = ln(1.0 + exp(-eta.abs())) + (-eta).max(0.0);
        row.weight * (softplus + (1.0 - row.happened) * eta)
    };
    let penalty: f64 = penalties.iter().zip(beta).map(|(l, b)| 0.5 * l * b * b).sum();
    rows.iter().map(of).sum::<f64>() + penalty
}

fn derivatives(rows: &[Row], penalties: &[f64], beta: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let k = beta.len();
    let mut gradient: Vec<f64> = penalties.iter().zip(beta).map(|(l, b)| l * b).collect();
    let mut curvature = vec![vec![0.0; k]; k];
    for (i, penalty) in penalties.iter().enumerate() {
        curvature[i][i] = *penalty;
    }
    for row in rows {
        let p = probability(&row.covariates, row.offset, beta);
        let (miss, bend) = (row.weight * (p - row.happened), row.weight * p * (1.0 - p));
        for i in 0..k {
            gradient[i] += miss * row.covariates[i];
            for j in 0..k {
                curvature[i][j] += bend * row.covariates[i] * row.covariates[j];
            }
        }
    }
    (gradient, curvature)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(x: f64, happened: f64) -> Row {
        Row {
            covariates: vec![1.0, x],
            offset: 0.0,
            happened,
            weight: 1.0,
        }
    }

    #[test]
    fn a_constant_alone_is_the_log_odds_of_the_share() {
        let rows: Vec<Row> = [1.0, 1.0, 1.0, 0.4]
            .map(|y| Row {
                covariates: vec![1.0],
                ..row(0.0, y)
            })
            .into();
        let beta = fit(&rows, &[0.0]).unwrap();
        assert!((beta[0] - (0.85_f64 / 0.15).ln()).abs() < 1e-9);
        let shifted: Vec<Row> = rows.into_iter().map(|row| Row { offset: 2.0, ..row }).collect();
        assert!((fit(&shifted, &[0.0]).unwrap()[0] - beta[0] + 2.0).abs() < 1e-9);
    }

    #[test]
    fn rows_that_can_be_parted_have_finite_coefficients_with_a_penalty_alone() {
        let rows = [row(-1.0, 0.0), row(-0.5, 0.0), row(0.5, 1.0), row(1.0, 1.0)];
        let beta = fit(&rows, &[0.0, 1.0]).unwrap();
        assert!(beta[0].abs() < 1e-9 && beta[1] > 0.5 && beta[1] < 2.0, "{beta:?}");
        // Where the loss is least its slope is zero: −Σ x (y − p) + β.
        let slope: f64 = rows
            .iter()
            .map(|row| row.covariates[1] * (probability(&row.covariates, 0.0, &beta) - row.happened))
            .sum();
        assert!((slope + beta[1]).abs() < 1e-9);
        assert_eq!(fit(&rows, &[0.0, 0.0]), None);
    }

    #[test]
    fn a_weight_counts_as_so_many_rows() {
        let rows = [row(-1.0, 0.0), row(0.3, 1.0), row(0.3, 1.0), row(2.0, 0.4)];
        let heavy = [
            row(-1.0, 0.0),
            Row {
                weight: 2.0,
                ..row(0.3, 1.0)
            },
            row(2.0, 0.4),
        ];
        let (one, other) = (fit(&rows, &[0.0, 1.0]).unwrap(), fit(&heavy, &[0.0, 1.0]).unwrap());
        assert!(one.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-9));
    }
}
