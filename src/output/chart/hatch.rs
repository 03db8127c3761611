//! Hatching of a band between two curves, and dashes. Both are plain geometry, so that they look the same in every viewer
//! and leave no pattern elements whose names could clash when several charts stand in one page.

use super::canvas::{Canvas, Point};
use super::tone::Tone;

/// Lines over a surface, which tell it apart where colours do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hatch {
    /// No lines.
    None,
    /// Lines from the lower left to the upper right.
    Rising,
    /// Lines from the upper left to the lower right.
    Falling,
    /// Rising and falling lines.
    Crossed,
    /// Horizontal lines.
    Level,
}

/// Distance of hatch lines from each other across the page, in pixels.
const PITCH: f64 = 6.0;
/// Steps along the page at which a hatch line is compared with the edges of its band.
const STEP: f64 = 0.5;

/// A band between two curves: their heights at the places `xs`.
#[derive(Clone, Copy)]
pub(super) struct Band<'b> {
    pub xs: &'b [f64],
    pub top: &'b [f64],
    pub bottom: &'b [f64],
}

/// Hatches a band in the colour `ink`.
pub(super) fn draw(canvas: &Canvas, band: Band, hatch: Hatch, ink: Tone) {
    let slopes: &[f64] = match hatch {
        Hatch::None => &[],
        Hatch::Rising => &[-1.0],
        Hatch::Falling => &[1.0],
        Hatch::Crossed => &[-1.0, 1.0],
        Hatch::Level => &[0.0],
    };
    for slope in slopes {
        for (from, to) in segments(band.xs, band.top, band.bottom, *slope) {
            canvas.line(&[from, to], ink, 0.8);
        }
    }
}

/// The parts of evenly spaced lines `y = slope·x + c` that lie inside the band.
fn segments(xs: &[f64], top: &[f64], bottom: &[f64], slope: f64) -> Vec<(Point, Point)> {
    let (Some(first), Some(last)) = (xs.first(), xs.last()) else {
        return Vec::new();
    };
    let steps = ((last - first) / STEP).floor() as usize;
    let edges: Vec<(f64, f64, f64)> = (0..=steps)
        .map(|i| {
            let x = first + i as f64 * STEP;
            (x, interpolated(xs, top, x), interpolated(xs, bottom, x))
        })
        .collect();
    let offsets = edges.iter().flat_map(|(x, t, b)| [t - slope * x, b - slope * x]);
    let (low, high) = offsets.fold((f64::MAX, f64::MIN), |(l, h), c| (l.min(c), h.max(c)));
    let pitch = if slope == 0.0 { PITCH * 0.7 } else { PITCH };
    let mut found = Vec::new();
    // Offsets are multiples of the pitch, so that neighbouring bands and the key share one grid.
    let (from, to) = ((low / pitch).ceil() as i64, (high / pitch).floor() as i64);
    for n in from..=to {
        let c = n as f64 * pitch;
        let mut start: Option<Point> = None;
        let mut end = (0.0, 0.0);
        for (x, t, b) in &edges {
            let y = slope * x + c;
            if y > *t && y < *b {
                start = start.or(Some((*x, y)));
                end = (*x, y);
            } else if let Some(start) = start.take() {
                found.push((start, end));
            }
        }
        found.extend(start.map(|start| (start, end)));
    }
    found.retain(|(a, b)| b.0 - a.0 >= STEP);
    found
}

/// Value at `x` of the curve through the points (`xs`, `ys`), with `xs` ascending; constant beyond its ends.
pub(super) fn interpolated(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let after = xs.partition_point(|v| *v < x);
    if after == 0 {
        return ys[0];
    }
    if after == xs.len() {
        return ys[after - 1];
    }
    let share = (x - xs[after - 1]) / (xs[after] - xs[after - 1]);
    ys[after - 1] + share * (ys[after] - ys[after - 1])
}

/// The dashes of a path: lengths of dash and gap in turn, repeated along it.
pub(super) fn dashed(points: &[Point], lengths: &[f64]) -> Vec<Vec<Point>> {
    let mut dashes = Vec::new();
    let Some(first) = points.first() else {
        return dashes;
    };
    let (mut at, mut left) = (0, lengths[0]);
    let mut dash = vec![*first];
    for pair in points.windows(2) {
        let ((mut x, mut y), (tx, ty)) = (pair[0], pair[1]);
        let mut length = (tx - x).hypot(ty - y);
        while length > left {
            (x, y) = (x + (tx - x) * left / length, y + (ty - y) * left / length);
            length -= left;
            dash.push((x, y));
            if at % 2 == 0 {
                dashes.push(std::mem::take(&mut dash));
            }
            dash = vec![(x, y)];
            at = (at + 1) % lengths.len();
            left = lengths[at];
        }
        left -= length;
        dash.push((tx, ty));
    }
    if at % 2 == 0 && dash.len() > 1 {
        dashes.push(dash);
    }
    dashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_gaps_alternate_along_a_bent_path() {
        let dashes = dashed(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], &[6.0, 2.0]);
        assert_eq!(dashes.len(), 3);
        assert_eq!(dashes[0], vec![(0.0, 0.0), (6.0, 0.0)]);
        assert_eq!(dashes[1], vec![(8.0, 0.0), (10.0, 0.0), (10.0, 4.0)]);
        assert_eq!(dashes[2], vec![(10.0, 6.0), (10.0, 10.0)]);
    }

    #[test]
    fn hatching_stays_inside_its_band() {
        let (xs, top, bottom) = ([0.0, 50.0, 100.0], [10.0, 40.0, 20.0], [30.0, 60.0, 21.0]);
        let found = segments(&xs, &top, &bottom, -1.0);
        assert!(found.len() > 5);
        for (x, y) in found.into_iter().flat_map(|(a, b)| [a, b]) {
            assert!(y > interpolated(&xs, &top, x) && y < interpolated(&xs, &bottom, x));
        }
    }
}
