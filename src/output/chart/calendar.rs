//! Axes of time: years from the beginning, or those of the calendar.

use super::axes::{self, Axes};
use super::canvas::Canvas;
use super::page::{Entry, Sign};
use super::palette::RULE;
use super::sheet::Sheet;
use crate::notation;
use std::ops::Range;

/// How time is written, and which moments are marked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    /// Year and month (1 to 12) of the beginning; without it years are counted from there.
    pub start: Option<(u16, u8)>,
    /// Moments in years from the beginning.
    pub marks: Vec<f64>,
    /// What happens at them.
    pub mark: String,
}

impl Calendar {
    /// Title of the axis.
    pub(super) fn title(&self) -> &'static str {
        match self.start {
            Some(_) => "Year",
            None => "Years from the beginning",
        }
    }

    /// Ticks of a stretch of time, given in years from the beginning: Januaries, or whole years.
    pub(super) fn ticks(&self, range: Range<f64>, room: f64, sheet: &Sheet) -> Vec<(f64, String)> {
        let Some((year, month)) = self.start else {
            let most = (room / (2.6 * sheet.tick.em)).floor().max(2.0) as usize;
            return axes::ticks(range, most.min(12), |v| notation::trimmed(v, 2));
        };
        let start = f64::from(year) + (f64::from(month) - 1.0) / 12.0;
        let (first, last) = ((start + range.start - 1e-6).ceil(), (start + range.end + 1e-6).floor());
        let most = (room / (3.4 * sheet.tick.em)).floor().max(2.0);
        let of =
            |step: f64| ((first / step).ceil() as i64..=(last / step).floor() as i64).map(move |n| n as f64 * step);
        let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
        let step = steps.into_iter().find(|step| of(*step).count() as f64 <= most);
        // A year at the very end would be cut off.
        let fits = |at: &f64| (range.end - at) / (range.end - range.start) * room >= 1.3 * sheet.tick.em;
        of(step.unwrap_or(500.0))
            .map(|year| year - start)
            .filter(fits)
            .map(|at| (at, notation::fixed(at + start, 0)))
            .collect()
    }

    /// The moments above the plot.
    pub(super) fn draw_marks(&self, canvas: &Canvas, plot: &Axes, range: Range<f64>, sheet: &Sheet) {
        for at in self.marks.iter().filter(|at| range.contains(*at)) {
            let (x, top) = (plot.x(*at), plot.area.top);
            canvas.line(&[(x, top - 5.0 * sheet.weight), (x, top)], RULE, 1.6 * sheet.weight);
        }
    }

    /// The entry of the key that says what the marks are.
    pub(super) fn key(&self) -> Option<Entry> {
        (!self.marks.is_empty()).then(|| Entry {
            sign: Sign::Tick,
            label: self.mark.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Sheets;
    use super::*;
    use crate::output::print::Size;

    fn labels(calendar: &Calendar, room: f64) -> Vec<(f64, String)> {
        calendar.ticks(0.25..15.0, room, &Size::TwoColumns.sheet())
    }

    #[test]
    fn a_dated_axis_has_januaries_and_as_many_as_fit() {
        let calendar = Calendar {
            start: Some((2018, 7)),
            ..Calendar::default()
        };
        let wide = labels(&calendar, 600.0);
        assert_eq!(wide[0], (0.5, "2019".to_owned()));
        assert_eq!(wide.len(), 15);
        let years: Vec<String> = labels(&calendar, 130.0).into_iter().map(|(_, label)| label).collect();
        assert_eq!(years, ["2020", "2025", "2030"]);
    }

    #[test]
    fn without_a_date_years_count_from_the_beginning() {
        let years: Vec<String> = labels(&Calendar::default(), 130.0)
            .into_iter()
            .map(|(_, l)| l)
            .collect();
        assert_eq!(years, ["5", "10", "15"]);
    }
}
