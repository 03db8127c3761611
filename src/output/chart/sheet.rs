//! The sizes in which charts are printed, with what goes with each: letters, margins, strokes.
//!
//! A chart is drawn anew for each size, and its pixels are those of CSS: 96 to the inch of the printed chart. No letter is
//! below 7 points, which are 9.33 pixels.

use super::canvas::{HPos, Lettering, VPos};
use super::lengths::PIXELS;
use super::palette::{INK, SOFT};
use crate::output::print::Size;

/// The measures of a size.
pub(super) trait Sheets {
    fn sheet(self) -> Sheet;
}

impl Sheets for Size {
    fn sheet(self) -> Sheet {
        let (width, height) = self.millimetres();
        let [width, height] = [Some(width), height].map(|mm| mm.map(|mm| mm * PIXELS));
        let of = |[margin, title, subtitle, panel, label, value, note, weight]: [f64; 8]| Sheet {
            width: width.unwrap_or_default(),
            height,
            margin,
            title: Lettering::new(title, INK).bold().down(VPos::Top),
            subtitle: Lettering::new(subtitle, SOFT).down(VPos::Top),
            panel: Lettering::new(panel, INK).bold().down(VPos::Top),
            label: Lettering::new(label, INK),
            value: Lettering::new(value, INK).across(HPos::Right),
            tick: Lettering::new(value, SOFT),
            note: Lettering::new(note, SOFT).down(VPos::Top),
            weight,
            narrow: self == Size::OneColumn,
        };
        match self {
            Size::OneColumn => of([8.0, 11.5, 9.5, 9.8, 9.6, 9.4, 9.35, 0.85]),
            Size::TwoColumns => of([12.0, 15.0, 11.0, 11.0, 10.8, 10.0, 9.4, 1.0]),
            Size::Slide => of([26.0, 24.0, 16.0, 16.0, 16.0, 14.5, 11.5, 1.45]),
        }
    }
}

/// The measures of a size, in pixels.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    pub width: f64,
    /// Least height.
    pub height: Option<f64>,
    /// Around everything.
    pub margin: f64,
    pub title: Lettering,
    pub subtitle: Lettering,
    /// Title of a panel.
    pub panel: Lettering,
    /// Names beside rows, and the key.
    pub label: Lettering,
    /// Figures of rows, right-aligned.
    pub value: Lettering,
    /// Labels and titles of axes.
    pub tick: Lettering,
    /// At the foot.
    pub note: Lettering,
    /// Widths of lines and sizes of markers are multiplied by this.
    pub weight: f64,
    /// Whether there is no room for figures beside what they are drawn as.
    pub narrow: bool,
}

impl Sheet {
    /// Distance of lines of text.
    pub(super) fn leading(lettering: Lettering) -> f64 {
        1.4 * lettering.em
    }

    /// Distance of the rows of a chart of rows.
    pub(super) fn pitch(&self) -> f64 {
        1.5 * self.value.em
    }

    /// Radius of a marker.
    pub(super) fn marker(&self) -> f64 {
        4.2 * self.weight
    }

    /// Width of a line of data.
    pub(super) fn stroke(&self) -> f64 {
        1.8 * self.weight
    }

    /// Room below a plot for tick labels.
    pub(super) fn ticks_below(&self) -> f64 {
        6.0 + self.tick.em
    }

    /// Room below that for the title of the axis.
    pub(super) fn title_below(&self) -> f64 {
        1.5 * self.tick.em
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_is_below_seven_points_in_print() {
        for size in Size::ALL {
            let sheet = size.sheet();
            let letters = [
                sheet.title,
                sheet.subtitle,
                sheet.panel,
                sheet.label,
                sheet.value,
                sheet.tick,
                sheet.note,
            ];
            assert!(letters.iter().all(|l| l.em * 72.0 / 96.0 >= 7.0), "{}", size.name());
        }
    }
}
