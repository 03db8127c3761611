//! A grid over a probability, with linear interpolation.
//!
//! The points are cosine-spaced, x_i = (1 − cos(π i / (G − 1))) / 2: beliefs that are learned about pile up near 0 and
//! 1, where the policies of rare types bend most, so the points stand closer there. Both ends are grid points.

/// Points of a belief grid in increasing order from 0 to 1, with a table that finds the cell of a belief in one step.
#[derive(Clone, Debug, PartialEq)]
pub struct BeliefGrid {
    points: Vec<f64>,
    inverse_widths: Vec<f64>,
    /// For each of the equal bins of [0, 1], the cell that holds its lower end; no bin holds two inner points.
    cells: Vec<u16>,
    bins: f64,
}

/// A belief's place on the grid: it lies `fraction` of the way from point `cell` to point `cell + 1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub cell: usize,
    pub fraction: f64,
}

/// Fewest and most points a side.
pub const GRID_RANGE: std::ops::RangeInclusive<usize> = 2..=257;

impl BeliefGrid {
    /// The cosine-spaced grid of `size` points a side.
    ///
    /// # Panics
    /// If `size` is outside [`GRID_RANGE`].
    pub fn cosine(size: usize) -> Self {
        assert!(
            GRID_RANGE.contains(&size),
            "a belief grid has between 2 and 257 points a side"
        );
        let last = (size - 1) as f64;
        let mut points: Vec<f64> = (0..size)
            .map(|i| {
                let angle = std::f64::consts::PI * i as f64 / last;
                0.5 * (1.0 - libm::cos(angle))
            })
            .collect();
        points[size - 1] = 1.0;
        Self::from_points(points)
    }

    /// A grid of given points, which must increase strictly from exactly 0 to exactly 1.
    ///
    /// # Panics
    /// If they do not.
    pub fn from_points(points: Vec<f64>) -> Self {
        assert!(
            GRID_RANGE.contains(&points.len()),
            "a belief grid has between 2 and 257 points a side"
        );
        assert!(
            points[0] == 0.0 && points[points.len() - 1] == 1.0,
            "a belief grid runs from 0 to 1"
        );
        let widths: Vec<f64> = points.windows(2).map(|w| w[1] - w[0]).collect();
        let narrowest = widths.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(
            narrowest > 1e-6,
            "the points of a belief grid must increase by more than 1e-6"
        );
        let bins = (1.0 / narrowest).ceil().max(1.0) as usize + 1;
        let mut cells = Vec::with_capacity(bins + 1);
        let mut cell = 0;
        for bin in 0..=bins {
            let low = bin as f64 / bins as f64;
            while cell + 2 < points.len() && points[cell + 1] <= low {
                cell += 1;
            }
            cells.push(cell as u16);
        }
        let inverse_widths = widths.iter().map(|w| 1.0 / w).collect();
        BeliefGrid {
            points,
            inverse_widths,
            cells,
            bins: bins as f64,
        }
    }

    pub fn points(&self) -> &[f64] {
        &self.points
    }

    /// Number of points a side.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The cell of a belief in [0, 1] and its place within.
    #[inline(always)]
    pub fn locate(&self, belief: f64) -> Place {
        let cell = self.cell(belief);
        Place {
            cell,
            fraction: (belief - self.points[cell]) * self.inverse_widths[cell],
        }
    }

    /// The cell of a belief in [0, 1]; a grid point belongs to the cell above it, except 1.
    #[inline(always)]
    pub fn cell(&self, belief: f64) -> usize {
        let bin = (belief * self.bins) as usize;
        let mut cell = self.cells[bin.min(self.cells.len() - 1)] as usize;
        // A bin holds at most one inner point, so one comparison either way finds the cell; rounding in
        // `belief * bins` can put a belief one bin too high, which the second comparison undoes.
        cell += usize::from(cell + 2 < self.points.len() && belief >= self.points[cell + 1]);
        cell -= usize::from(cell > 0 && belief < self.points[cell]);
        cell
    }

    /// 1 / width of a cell: turns a difference of neighbouring values into a slope.
    #[inline]
    pub fn inverse_width(&self, cell: usize) -> f64 {
        self.inverse_widths[cell]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_belief_is_found_in_its_own_cell() {
        for size in [2, 3, 11, 21, 64, 257] {
            let grid = BeliefGrid::cosine(size);
            for step in 0..=100_000 {
                let x = f64::from(step) / 100_000.0;
                let p = grid.locate(x);
                assert!((0.0..=1.0).contains(&p.fraction), "{size} {x} {p:?}");
                let back = grid.points[p.cell] + p.fraction * (grid.points[p.cell + 1] - grid.points[p.cell]);
                assert!((back - x).abs() < 1e-14);
            }
            for (i, &x) in grid.points().iter().enumerate() {
                let p = grid.locate(x);
                assert_eq!(p.cell, i.min(size - 2));
            }
        }
    }

    #[test]
    fn a_grid_may_be_uneven() {
        let grid = BeliefGrid::from_points(vec![0.0, 0.01, 0.5, 0.51, 1.0]);
        assert_eq!(grid.locate(0.505).cell, 2);
        assert!((grid.locate(0.255).fraction - 0.5).abs() < 1e-12);
    }
}
