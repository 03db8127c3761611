//! K equations in K + 1 unknowns: the direction they leave free, and what one more equation makes of them.

/// Unknowns at most: the observations of a decision, and λ.
pub const MOST: usize = 5;

/// The direction in which none of K functions of K + 1 unknowns changes, given their derivatives: of length one, and `None` where
/// it is not unique.
pub fn tangent<const K: usize>(rows: &[[f64; MOST]; K]) -> Option<[f64; MOST]> {
    // One unknown is set to one and the others follow. The one that gives the shortest vector before it is scaled is the best
    // conditioned.
    let mut best: Option<([f64; MOST], f64)> = None;
    for unit in 0..=K {
        let mut matrix = [[0.0; MOST]; MOST];
        matrix[..K].copy_from_slice(rows);
        matrix[K][unit] = 1.0;
        let mut x = [0.0; MOST];
        x[K] = 1.0;
        if eliminate::<K>(&mut matrix, &mut x).is_none() {
            continue;
        }
        let norm = x.iter().map(|x| x * x).sum::<f64>().sqrt();
        if norm.is_finite() && best.is_none_or(|(_, least)| norm < least) {
            best = Some((x, norm));
        }
    }
    best.map(|(x, norm)| x.map(|x| x / norm))
}

/// The determinant of the rows above a direction, up to a positive factor.
pub fn determinant<const K: usize>(rows: &[[f64; MOST]; K], direction: &[f64; MOST]) -> f64 {
    let mut matrix = [[0.0; MOST]; MOST];
    matrix[..K].copy_from_slice(rows);
    matrix[K] = *direction;
    eliminate::<K>(&mut matrix, &mut [0.0; MOST]).unwrap_or(0.0)
}

/// Gaussian elimination of K + 1 equations with rows brought to one size and pivots looked for; `x` becomes the solution. Returns
/// the determinant of the scaled matrix, or `None` if it is singular.
pub fn eliminate<const K: usize>(matrix: &mut [[f64; MOST]; MOST], x: &mut [f64; MOST]) -> Option<f64> {
    let n = K + 1;
    for row in 0..n {
        let size = matrix[row][..n].iter().fold(0.0, |m: f64, y| m.max(y.abs()));
        if !(size > 0.0 && size.is_finite()) {
            return None;
        }
        matrix[row][..n].iter_mut().for_each(|y| *y /= size);
        x[row] /= size;
    }
    let mut determinant = 1.0;
    for column in 0..n {
        let mut pivot = column;
        for row in column + 1..n {
            if matrix[row][column].abs() > matrix[pivot][column].abs() {
                pivot = row;
            }
        }
        if matrix[pivot][column].abs() < 1e-14 {
            return None;
        }
        if pivot != column {
            matrix.swap(column, pivot);
            x.swap(column, pivot);
            determinant = -determinant;
        }
        determinant *= matrix[column][column];
        for row in column + 1..n {
            let factor = matrix[row][column] / matrix[column][column];
            for k in column..n {
                matrix[row][k] -= factor * matrix[column][k];
            }
            x[row] -= factor * x[column];
        }
    }
    for row in (0..n).rev() {
        for k in row + 1..n {
            x[row] -= matrix[row][k] * x[k];
        }
        x[row] /= matrix[row][row];
    }
    Some(determinant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_direction_is_at_right_angles_to_all_rows() {
        let rows = [[1.0, 2.0, -1.0, 0.0, 0.0], [0.0, 1e-9, 3e-9, 0.0, 0.0]];
        let free = tangent::<2>(&rows).unwrap();
        for row in &rows {
            let size = row.iter().map(|x: &f64| x.abs()).fold(0.0, f64::max);
            let product: f64 = row.iter().zip(free).map(|(a, b)| a * b).sum();
            assert!(product.abs() < 1e-14 * size);
        }
        assert!((free.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-14);
        let turned = free.map(|x| -x);
        assert!(determinant::<2>(&rows, &free) * determinant::<2>(&rows, &turned) < 0.0);
        assert_eq!(tangent::<2>(&[rows[0], rows[0]]), None);
    }

    #[test]
    fn elimination_looks_for_pivots_and_notices_what_is_singular() {
        let mut matrix = [[0.0; MOST]; MOST];
        matrix[0][1] = 2.0;
        matrix[1][0] = 4.0;
        matrix[1][1] = 1.0;
        let mut x = [6.0, 11.0, 0.0, 0.0, 0.0];
        assert!(eliminate::<1>(&mut matrix, &mut x).unwrap() < 0.0);
        assert_eq!(x[..2], [2.0, 3.0]);
        assert_eq!(eliminate::<1>(&mut [[1.0; MOST]; MOST], &mut [1.0; MOST]), None);
    }
}
