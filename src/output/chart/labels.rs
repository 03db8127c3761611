//! Places for labels beside points, where nothing else stands.

use super::axes::Axes;
use super::canvas::{Area, Point};
use super::font;
use super::sheet::Sheet;

/// The area of something at a place that reaches so far to both sides and up and down.
pub(super) fn around((x, y): Point, half_width: f64, half_height: f64) -> Area {
    Area {
        left: x - half_width,
        right: x + half_width,
        top: y - half_height,
        bottom: y + half_height,
    }
}

/// A place for a name near its point where nothing else stands, above or below the ends of its bar or beside it; to the right of it if there
/// is none.
pub(super) fn free(
    sheet: &Sheet,
    plot: &Axes,
    ((x, y), [top, bottom]): (Point, [f64; 2]),
    name: &str,
    taken: &[Area],
) -> (Point, Area) {
    let em = sheet.tick.em;
    let width = font::width(name, em, false);
    let of = |left: f64, middle: f64| {
        let area = Area {
            left,
            right: left + width,
            top: middle - 0.6 * em,
            bottom: middle + 0.6 * em,
        };
        ((left, middle), area)
    };
    let (right, left) = (x + 0.8 * em, x - 0.8 * em - width);
    let centred = x - width / 2.0;
    let beyond = [0.9, 2.1, 3.3].map(|step| step * em);
    let ends = beyond
        .into_iter()
        .flat_map(|step| [of(centred, top - step), of(centred, bottom + step)]);
    let heights = [0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0].map(|step| y + 1.2 * em * step);
    let beside = heights
        .into_iter()
        .flat_map(|height| [of(right, height), of(left, height)]);
    let places = ends.chain(beside);
    let inside = |area: &Area| {
        area.left >= plot.area.left
            && area.right <= plot.area.right
            && area.top >= plot.area.top
            && area.bottom <= plot.area.bottom
    };
    let apart = |area: &Area, other: &Area| {
        area.right <= other.left || area.left >= other.right || area.bottom <= other.top || area.top >= other.bottom
    };
    let mut suiting = places.filter(|(_, area)| inside(area) && taken.iter().all(|other| apart(area, other)));
    suiting.next().unwrap_or_else(|| of(right, y))
}
