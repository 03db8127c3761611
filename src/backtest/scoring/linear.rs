//! Small symmetric systems of linear equations.

/// Solves `matrix` x = `right` by Cholesky's decomposition; `None` if the matrix, given by its rows, is not positive definite.
pub(super) fn solve(matrix: &[Vec<f64>], right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let mut lower = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = matrix[i][j] - inner;
            lower[i][j] = match i == j {
                true if rest > 1e-12 * matrix[i][i].abs() => rest.sqrt(),
                true => return None,
                false => rest / lower[j][j],
            };
        }
    }
    let mut x = right.to_vec();
    for i in 0..n {
        let inner: f64 = (0..i).map(|k| lower[i][k] * x[k]).sum();
        x[i] = (x[i] - inner) / lower[i][i];
    }
    for i in (0..n).rev() {
        let inner: f64 = (i + 1..n).map(|k| lower[k][i] * x[k]).sum();
        x[i] = (x[i] - inner) / lower[i][i];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved_and_one_without_a_single_solution_or_with_a_saddle_is_refused() {
        let matrix = [vec![4.0, 2.0, 0.6], vec![2.0, 5.0, 1.0], vec![0.6, 1.0, 3.0]];
        let x = solve(&matrix, &[7.2, 9.4, 9.0]).unwrap();
        for (row, right) in matrix.iter().zip([7.2, 9.4, 9.0]) {
            let left: f64 = row.iter().zip(&x).map(|(a, b)| a * b).sum();
            assert!((left - right).abs() < 1e-12);
        }
        assert_eq!(solve(&[vec![1.0, 1.0], vec![1.0, 1.0]], &[1.0, 1.0]), None);
        assert_eq!(solve(&[vec![1.0, 2.0], vec![2.0, 1.0]], &[1.0, 1.0]), None);
    }
}
