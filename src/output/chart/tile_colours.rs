//! Colours that stand for numbers: one that fills up, or two on both sides of zero.

use super::canvas::{Area, Canvas};
use super::font;
use super::palette::{BLUE, ORANGE, PAPER, RULE, SKY, VERMILION};
use super::sheet::Sheet;
use super::tone::Tone;
use crate::notation::{self, MINUS};
use std::cmp::Ordering;

/// Swatches of the key.
const SWATCHES: usize = 9;
/// Which colour a number has, and how it is written.
pub(super) struct Colours {
    pub signed: bool,
    /// Numbers with the fullest colours, or the palest and the fullest.
    pub low: f64,
    pub high: f64,
    pub scale: f64,
    pub decimals: usize,
}

impl Colours {
    pub(super) fn text(&self, x: f64, decimals: usize) -> String {
        match self.signed {
            true => notation::signed(self.scale * x, decimals),
            false => notation::fixed(self.scale * x, decimals),
        }
    }

    /// From hardly any colour, 0, to the fullest, 1 or −1. No number of a scale with one side is as white as a gap.
    fn strength(&self, x: f64) -> f64 {
        match (self.signed, self.high > self.low) {
            (true, _) => x / self.high,
            (false, true) => 0.1 + 0.9 * (x - self.low) / (self.high - self.low),
            (false, false) => 0.5,
        }
    }

    /// On which side of zero a difference is, as it is written.
    fn side(&self, x: f64) -> Ordering {
        let text = self.text(x, self.decimals);
        match (text.starts_with(MINUS), text.starts_with('+')) {
            (true, _) => Ordering::Less,
            (_, true) => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }

    fn full(&self, x: f64) -> Tone {
        match (self.signed, self.side(x)) {
            (false, _) => BLUE,
            (true, Ordering::Greater) => SKY,
            (true, Ordering::Less) => ORANGE,
            (true, Ordering::Equal) => RULE,
        }
    }

    /// A colour of its own and not of the paper, so that letters are read on it in a dark page, too.
    pub(super) fn tone(&self, x: f64) -> Tone {
        let (full, strength) = (self.full(x), self.strength(x).abs());
        let mix = |color: u8| (255.0 + strength * (f64::from(color) - 255.0)) as u8;
        Tone::fixed(mix(full.rgb.0), mix(full.rgb.1), mix(full.rgb.2))
    }

    /// Fills a tile, or frames one that is not sure.
    pub(super) fn fill(&self, canvas: &Canvas, sheet: &Sheet, area: Area, x: f64, sure: bool) {
        let least = area.width().min(area.bottom - area.top);
        if sure {
            canvas.fill(area, self.tone(x));
        } else {
            let rim = (2.4 * sheet.weight).min(0.2 * least);
            let inner = Area {
                left: area.left + rim,
                top: area.top + rim,
                right: area.right - rim,
                bottom: area.bottom - rim,
            };
            canvas.fill(area, self.full(x));
            canvas.fill(inner, PAPER);
        }
        if self.signed && self.side(x) == Ordering::Less {
            // In grey print, too, it is seen on which side of zero it is.
            let side = (0.9 * sheet.label.em).min(0.4 * least);
            let corner = [
                (area.left, area.top),
                (area.left + side, area.top),
                (area.left, area.top + side),
            ];
            canvas.polygon(&corner, VERMILION);
        }
    }

    /// Width of the key of the colours without its words.
    pub(super) fn strip(&self, sheet: &Sheet) -> f64 {
        let ends = [self.low, self.high].map(|x| self.end(sheet, x).1);
        ends.iter().sum::<f64>() + (1.3 * SWATCHES as f64 + 1.0) * sheet.label.em
    }

    /// A number at an end of the key, with its width.
    fn end(&self, sheet: &Sheet, x: f64) -> (String, f64) {
        let text = self.text(x, self.decimals);
        let width = font::width(&text, sheet.label.em, false);
        (text, width)
    }

    /// Swatches between the numbers that they stand for.
    pub(super) fn draw_strip(&self, canvas: &Canvas, sheet: &Sheet, (left, middle): (f64, f64)) {
        let em = sheet.label.em;
        let [low, high] = [self.low, self.high].map(|x| self.end(sheet, x));
        canvas.text((left, middle), sheet.label, &low.0);
        let left = left + low.1 + 0.5 * em;
        for swatch in 0..SWATCHES {
            let share = swatch as f64 / (SWATCHES - 1) as f64;
            let area = Area {
                left: left + 1.3 * em * swatch as f64,
                top: middle - 0.5 * em,
                right: left + 1.3 * em * (swatch + 1) as f64,
                bottom: middle + 0.5 * em,
            };
            // Exactly zero in the middle of a key with two sides.
            let x = match self.signed {
                true => self.high * (2.0 * share - 1.0),
                false => self.low + share * (self.high - self.low),
            };
            self.fill(canvas, sheet, area, x, true);
            canvas.outline(area, RULE, 0.6);
        }
        let right = left + 1.3 * em * SWATCHES as f64 + 0.5 * em;
        canvas.text((right, middle), sheet.label, &high.0);
    }
}
