//! The likelihood of a few free constants on a grid: where it is largest, how far it bears out other values, and what single cases do to that.
//!
//! A [`Grid`] holds the log-likelihood of each case at every combination of values of up to three constants. Between its points
//! it is taken as quadratic around the best one: with g and H the gradient and the curvature there, from differences over neighbouring points, the
//! maximum is at −H⁻¹ g from it, but not beyond the neighbours.
//!
//! The profile of a constant is the largest log-likelihood over the others at each of its values; the interval holds the values at which it is
//! within half the quantile of χ² with one degree of freedom of the largest, at the level of this process. Between values of the
//! grid the root of the drop, with a sign for each side, is taken as linear, which is exact if the profile is a parabola.

use super::linear;
use crate::stats::level;

/// Log-likelihoods of cases at the points of a full grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    axes: Vec<Vec<f64>>,
    rows: Vec<Vec<f64>>,
}

/// The largest likelihood.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    /// Values of the constants there.
    pub at: Vec<f64>,
    /// The log-likelihood there, over all cases.
    pub likelihood: f64,
    /// Whether each constant is at an end of its range, so that the likelihood may be larger beyond it.
    pub at_the_edge: Vec<bool>,
    /// The best point of the grid: its row.
    pub row: usize,
}

/// What the likelihood says of one constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Values of the grid, and the largest log-likelihood over the other constants at each less that of the best.
    pub drops: Vec<(f64, f64)>,
    /// Ends of the interval; `None` where the likelihood does not fall far enough within the range. If it falls and rises again, they are the
    /// outermost.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Why a table is no grid.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GridError {
    #[error("a grid has one to three constants, not {0}")]
    Constants(usize),
    #[error("constant {0} has no values, or not in rising order")]
    Values(usize),
    #[error("{found} rows where the values of the constants make {expected} points")]
    Rows { expected: usize, found: usize },
    #[error("row {0} has not as many cases as the first, or a number that is not finite")]
    Row(usize),
}

impl Grid {
    /// `axes` has the values of each constant in rising order; `rows` the log-likelihood of each case at every point, the last constant
    /// changing fastest.
    ///
    /// # Errors
    /// If the rows are not those of a full grid, or a number is not finite: let log-likelihoods have a floor, as
    /// [`scores::logarithmic`](super::scores::logarithmic) does.
    pub fn new(axes: Vec<Vec<f64>>, rows: Vec<Vec<f64>>) -> Result<Self, GridError> {
        if !(1..=3).contains(&axes.len()) {
            return Err(GridError::Constants(axes.len()));
        }
        let rises = |axis: &Vec<f64>| !axis.is_empty() && axis.windows(2).all(|pair| pair[0] < pair[1]);
        if let Some(place) = axes.iter().position(|axis| !rises(axis)) {
            return Err(GridError::Values(place));
        }
        let (expected, found) = (axes.iter().map(Vec::len).product(), rows.len());
        if expected != found {
            return Err(GridError::Rows { expected, found });
        }
        let sound = |row: &Vec<f64>| row.len() == rows[0].len() && row.iter().all(|x| x.is_finite());
        match rows.iter().position(|row| !sound(row)) {
            Some(place) => Err(GridError::Row(place)),
            None => Ok(Grid { axes, rows }),
        }
    }

    /// Number of cases.
    pub fn cases(&self) -> usize {
        self.rows[0].len()
    }

    /// Where the likelihood of all cases is largest.
    pub fn best(&self) -> Best {
        self.top(&self.sums(None), None)
    }

    /// Where the likelihood of all cases but one is largest, for each that is left out.
    pub fn best_without_each(&self) -> Vec<Best> {
        let without = |case| self.top(&self.sums(Some(case)), None);
        (0..self.cases()).map(without).collect()
    }

    /// What the likelihood of all cases says of each constant.
    pub fn profiles(&self) -> Vec<Profile> {
        let sums = self.sums(None);
        let best = self.top(&sums, None);
        (0..self.axes.len())
            .map(|axis| self.profile(&sums, &best, axis))
            .collect()
    }

    fn sums(&self, left_out: Option<usize>) -> Vec<f64> {
        let sum = |row: &Vec<f64>| {
            let kept = row.iter().enumerate().filter(|(case, _)| Some(*case) != left_out);
            kept.map(|(_, x)| x).sum()
        };
        self.rows.iter().map(sum).collect()
    }

    fn profile(&self, sums: &[f64], best: &Best, axis: usize) -> Profile {
        let values = &self.axes[axis];
        let largest = |place| self.top(sums, Some((axis, place))).likelihood;
        let heights: Vec<f64> = (0..values.len()).map(largest).collect();
        // Interpolation at one value may find a little more than at the best.
        let top = heights.iter().copied().fold(best.likelihood, f64::max);
        let drops: Vec<(f64, f64)> = values.iter().zip(&heights).map(|(v, h)| (*v, h - top)).collect();
        // Distances from the top in standard errors, beginning at the best value.
        let root = |(value, drop): &(f64, f64)| (*value, (-2.0 * drop).max(0.0).sqrt());
        let centre = best.at[axis];
        let from = (centre, (2.0 * (top - best.likelihood)).max(0.0).sqrt());
        let side = |far: Vec<(f64, f64)>| crossing(&[vec![from], far].concat(), level().normal());
        let above = drops.iter().filter(|(value, _)| *value > centre).map(root).collect();
        let below = drops
            .iter()
            .rev()
            .filter(|(value, _)| *value < centre)
            .map(root)
            .collect();
        Profile {
            low: side(below),
            high: side(above),
            drops,
        }
    }

    /// The largest of the sums, of all points or of those with one constant held at a place of its axis.
    fn top(&self, sums: &[f64], held: Option<(usize, usize)>) -> Best {
        let allowed = |row: &usize| held.is_none_or(|(axis, place)| self.places(*row)[axis] == place);
        let better = |a: usize, b: usize| if sums[b] > sums[a] { b } else { a };
        let row = (0..sums.len()).filter(allowed).reduce(better).unwrap_or_default();
        let places = self.places(row);
        let is_inner = |axis: usize| {
            let place = places[axis];
            place > 0 && place + 1 < self.axes[axis].len() && held.is_none_or(|(held, _)| held != axis)
        };
        let free: Vec<usize> = (0..self.axes.len()).filter(|axis| is_inner(*axis)).collect();
        let (step, gain) = self.step(sums, &places, &free);
        let mut at: Vec<f64> = places.iter().zip(&self.axes).map(|(p, axis)| axis[*p]).collect();
        for (axis, step) in free.iter().zip(step) {
            at[*axis] += step;
        }
        let ends = |(place, axis): (&usize, &Vec<f64>)| *place == 0 || *place + 1 == axis.len();
        Best {
            at,
            likelihood: sums[row] + gain,
            at_the_edge: places.iter().zip(&self.axes).map(ends).collect(),
            row,
        }
    }

    /// From a point to the maximum of the quadratic through its neighbours, along the axes that are free, and what is gained.
    fn step(&self, sums: &[f64], places: &[usize], free: &[usize]) -> (Vec<f64>, f64) {
        let value = |moves: &[(usize, isize)]| {
            let mut places = places.to_vec();
            for (axis, by) in moves {
                places[*axis] = places[*axis].wrapping_add_signed(*by);
            }
            sums[self.row(&places)]
        };
        let spacing = |axis: usize| {
            let (axis, place) = (&self.axes[axis], places[axis]);
            (axis[place] - axis[place - 1], axis[place + 1] - axis[place])
        };
        let centre = value(&[]);
        let n = free.len();
        let (mut gradient, mut bend) = (vec![0.0; n], vec![vec![0.0; n]; n]);
        // Weights of the neighbours before, at and after a point in the derivative by an axis.
        let slopes: Vec<[(isize, f64); 3]> = (free.iter())
            .map(|axis| {
                let (a, b) = spacing(*axis);
                [(-1, -b / (a * (a + b))), (0, (b - a) / (a * b)), (1, a / (b * (a + b)))]
            })
            .collect();
        for i in 0..n {
            let (a, b) = spacing(free[i]);
            let (before, after) = (value(&[(free[i], -1)]), value(&[(free[i], 1)]));
            gradient[i] = slopes[i][0].1 * before + slopes[i][1].1 * centre + slopes[i][2].1 * after;
            // Negative at a maximum; turned round, so that the matrix is positive definite.
            bend[i][i] = -2.0 * (before * b - centre * (a + b) + after * a) / (a * b * (a + b));
            for j in 0..i {
                let mut mixed = 0.0;
                for (x, by_x) in slopes[i] {
                    for (y, by_y) in slopes[j] {
                        mixed += by_x * by_y * value(&[(free[i], x), (free[j], y)]);
                    }
                }
                (bend[i][j], bend[j][i]) = (-mixed, -mixed);
            }
        }
        let clamped = |step: Vec<f64>| -> Vec<f64> {
            let within = |(x, axis): (f64, &usize)| {
                let (before, after) = spacing(*axis);
                x.clamp(-before, after)
            };
            step.into_iter().zip(free).map(within).collect()
        };
        let gain = |step: &[f64]| {
            let along =
                |i: usize| gradient[i] * step[i] - 0.5 * (0..n).map(|j| step[i] * bend[i][j] * step[j]).sum::<f64>();
            (0..n).map(along).sum::<f64>()
        };
        // Without a maximum in all directions together, the axis along which one step gains most.
        let whole = linear::solve(&bend, &gradient).map(clamped);
        let alone = |i: usize| {
            let mut step = vec![0.0; n];
            step[i] = if bend[i][i] > 0.0 {
                gradient[i] / bend[i][i]
            } else {
                0.0
            };
            clamped(step)
        };
        let steps = whole.into_iter().chain((0..n).map(alone)).chain([vec![0.0; n]]);
        let best = steps
            .map(|step| (gain(&step), step))
            .reduce(|a, b| if b.0 > a.0 { b } else { a });
        best.map_or((Vec::new(), 0.0), |(gain, step)| (step, gain))
    }

    fn places(&self, row: usize) -> Vec<usize> {
        let mut rest = row;
        let mut places = vec![0; self.axes.len()];
        for (place, axis) in places.iter_mut().zip(&self.axes).rev() {
            (*place, rest) = (rest % axis.len(), rest / axis.len());
        }
        places
    }

    fn row(&self, places: &[usize]) -> usize {
        places
            .iter()
            .zip(&self.axes)
            .fold(0, |row, (place, axis)| row * axis.len() + place)
    }
}

/// Where a line through points, from the innermost to the outermost, rises above a threshold for the last time; `None` if it ends below it.
fn crossing(points: &[(f64, f64)], threshold: f64) -> Option<f64> {
    let pairs = points.windows(2).rev();
    let outermost = points.last().filter(|(_, height)| *height > threshold);
    let inner = outermost.and_then(|_| pairs.into_iter().find(|pair| pair[0].1 <= threshold));
    inner.map(|pair| {
        let ((near, low), (far, high)) = (pair[0], pair[1]);
        near + (far - near) * (threshold - low) / (high - low)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(low: f64, high: f64, points: usize) -> Vec<f64> {
        let at = |i: usize| low + (high - low) * i as f64 / (points - 1) as f64;
        (0..points).map(at).collect()
    }

    /// Cases at `seen` with a normal likelihood of standard deviation 1 around the sum of the constants, each multiplied by what it has there.
    fn normals(axes: Vec<Vec<f64>>, factors: &[Vec<f64>], seen: &[f64]) -> Grid {
        let mut points: Vec<Vec<f64>> = vec![Vec::new()];
        for axis in &axes {
            let more = |point: &Vec<f64>| -> Vec<Vec<f64>> {
                axis.iter().map(|value| [&point[..], &[*value]].concat()).collect()
            };
            points = points.iter().flat_map(more).collect();
        }
        let row = |point: &Vec<f64>| -> Vec<f64> {
            let one = |(factors, seen): (&Vec<f64>, &f64)| {
                let mean: f64 = factors.iter().zip(point).map(|(f, x)| f * x).sum();
                -0.5 * (seen - mean) * (seen - mean)
            };
            factors.iter().zip(seen).map(one).collect()
        };
        let rows = points.iter().map(row).collect();
        Grid::new(axes, rows).unwrap()
    }

    #[test]
    fn the_mean_of_normal_cases_is_found_between_the_points_with_its_interval_and_without_each() {
        let seen = [0.3, 1.1, -0.4, 0.9, 2.0];
        let grid = normals(vec![axis(-3.0, 4.0, 15)], &vec![vec![1.0]; 5], &seen);
        let best = grid.best();
        assert!((best.at[0] - 0.78).abs() < 1e-9 && best.at_the_edge == [false]);
        let expected: f64 = seen.iter().map(|x| -0.5 * (x - 0.78) * (x - 0.78)).sum();
        assert!((best.likelihood - expected).abs() < 1e-9);
        let profile = &grid.profiles()[0];
        let half = 1.959_963_984_540_054 / 5.0_f64.sqrt();
        assert!((profile.low.unwrap() - 0.78 + half).abs() < 1e-9, "{profile:?}");
        assert!((profile.high.unwrap() - 0.78 - half).abs() < 1e-9);
        for (left_out, best) in seen.iter().zip(grid.best_without_each()) {
            assert!((best.at[0] - (3.9 - left_out) / 4.0).abs() < 1e-9);
        }
    }

    #[test]
    fn constants_that_depend_on_each_other_are_found_together() {
        // y = a + b x with uneven values of the constants: least squares.
        let xs = [0.0, 1.0, 2.0, 3.0, 5.0];
        let seen = [1.2, 1.4, 2.3, 2.2, 3.4];
        let factors: Vec<Vec<f64>> = xs.map(|x| vec![1.0, x]).into();
        let uneven = vec![-4.0, -1.5, -0.2, 0.4, 0.9, 1.3, 2.1, 3.0, 6.0];
        let grid = normals(vec![uneven, axis(-2.0, 3.0, 26)], &factors, &seen);
        let best = grid.best();
        // Means 2.2 and 2.1; Σ (x − 2.2)² = 14.8, Σ (x − 2.2) y = 6.5.
        let slope = 6.5 / 14.8;
        assert!((best.at[1] - slope).abs() < 1e-9, "{best:?}");
        assert!((best.at[0] - 2.1 + 2.2 * slope).abs() < 1e-9);
        let profile = &grid.profiles()[1];
        let half = 1.959_963_984_540_054 / 14.8_f64.sqrt();
        assert!((profile.high.unwrap() - slope - half).abs() < 1e-6, "{profile:?}");
        assert!((profile.low.unwrap() - slope + half).abs() < 1e-6);
    }

    #[test]
    fn three_constants_are_found_and_rows_have_the_last_one_fastest() {
        let factors = vec![vec![1.0, 0.0, 0.0], vec![0.0, 1.0, 0.0], vec![0.5, 0.5, 1.0]];
        let grid = normals(
            vec![axis(0.0, 2.0, 5), axis(0.0, 3.0, 7), axis(-1.0, 1.0, 9)],
            &factors,
            &[0.8, 1.9, 1.6],
        );
        let best = grid.best();
        for (found, expected) in best.at.iter().zip([0.8, 1.9, 0.25]) {
            assert!((found - expected).abs() < 1e-9, "{best:?}");
        }
        // Beside the maximum: with 1 and 2 for the others, 0 is nearer to what the third case says than 0.25.
        assert_eq!(grid.places(best.row), [2, 4, 4]);
        assert_eq!(grid.row(&[2, 4, 4]), best.row);
    }

    #[test]
    fn a_best_value_at_the_end_of_the_range_says_so_and_its_interval_is_open_there() {
        let grid = normals(vec![axis(1.0, 3.0, 9)], &vec![vec![1.0]; 4], &[0.5; 4]);
        let best = grid.best();
        assert_eq!((best.at[0], best.at_the_edge[0]), (1.0, true));
        let profile = &grid.profiles()[0];
        assert_eq!(profile.low, None);
        assert!(profile.high.is_some_and(|high| high > 1.2 && high < 2.0), "{profile:?}");
        let flat = normals(vec![axis(0.0, 1.0, 3)], &[vec![0.1]], &[0.05]);
        assert_eq!((flat.profiles()[0].low, flat.profiles()[0].high), (None, None));
        // One value alone is both ends.
        let alone = normals(vec![vec![0.5]], &[vec![1.0]], &[0.5]).best();
        assert_eq!((alone.at[0], alone.at_the_edge[0]), (0.5, true));
    }

    #[test]
    fn a_likelihood_that_falls_and_rises_again_has_the_outermost_ends() {
        let rows = [-9.0, -1.0, -5.0, 0.0, -9.0].map(|x| vec![x]).to_vec();
        let grid = Grid::new(vec![axis(0.0, 4.0, 5)], rows).unwrap();
        let profile = &grid.profiles()[0];
        assert!(profile.low.is_some_and(|low| low > 0.0 && low < 1.0), "{profile:?}");
    }

    #[test]
    fn tables_that_are_no_grid_are_refused() {
        let grid = |axes: &[&[f64]], rows: Vec<Vec<f64>>| Grid::new(axes.iter().map(|a| a.to_vec()).collect(), rows);
        let rows = |n: usize| vec![vec![0.0]; n];
        assert_eq!(grid(&[], rows(1)), Err(GridError::Constants(0)));
        assert_eq!(grid(&[&[0.0, 1.0], &[1.0, 1.0]], rows(4)), Err(GridError::Values(1)));
        let wrong = GridError::Rows { expected: 4, found: 3 };
        assert_eq!(grid(&[&[0.0, 1.0], &[1.0, 2.0]], rows(3)), Err(wrong));
        let infinite = vec![vec![0.0], vec![f64::NEG_INFINITY]];
        assert_eq!(grid(&[&[0.0, 1.0]], infinite), Err(GridError::Row(1)));
    }
}
