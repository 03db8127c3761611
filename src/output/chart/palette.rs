//! Colours, hatching, dashes and markers.
//!
//! The colours are Okabe and Ito's. Where two meet that grey print would merge, hatching or dashes keep them apart.

use super::canvas::{Area, Canvas, Point};
use super::hatch::{self, Band, Hatch};
pub(super) use super::tone::PAPER;
use super::tone::Tone;

/// Titles and figures.
pub(super) const INK: Tone = Tone::role("ink", 34, 34, 34);
/// Axis labels and notes.
pub(super) const SOFT: Tone = Tone::role("soft", 85, 85, 85);
/// Axis lines.
pub(super) const RULE: Tone = Tone::role("rule", 120, 120, 120);
/// Grid lines.
pub(super) const GRID: Tone = Tone::role("grid", 225, 225, 225);
/// Lines and markers of the arm whose colour is black.
const DARKEST: Tone = Tone::role("black", 0, 0, 0);

pub(super) const BLACK: Tone = Tone::fixed(0, 0, 0);
pub(super) const WHITE: Tone = Tone::fixed(255, 255, 255);
/// Edges of surfaces where they meet each other.
pub(super) const EDGE: Tone = Tone::fixed(34, 34, 34);
pub(super) const BLUE: Tone = Tone::fixed(0, 114, 178);
pub(super) const SKY: Tone = Tone::fixed(86, 180, 233);
pub(super) const GREEN: Tone = Tone::fixed(0, 158, 115);
pub(super) const YELLOW: Tone = Tone::fixed(240, 228, 66);
pub(super) const ORANGE: Tone = Tone::fixed(230, 159, 0);
pub(super) const VERMILION: Tone = Tone::fixed(213, 94, 0);
pub(super) const PURPLE: Tone = Tone::fixed(204, 121, 167);

/// Luminance at which black and white letters contrast equally well: (L + 0.05)² = 0.05 · 1.05.
const EVEN: f64 = 0.179;

/// A colour of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Black,
    White,
    Blue,
    Sky,
    Green,
    Yellow,
    Orange,
    Vermilion,
    Purple,
}

impl Color {
    fn tone(self) -> Tone {
        match self {
            Color::Black => BLACK,
            Color::White => PAPER,
            Color::Blue => BLUE,
            Color::Sky => SKY,
            Color::Green => GREEN,
            Color::Yellow => YELLOW,
            Color::Orange => ORANGE,
            Color::Vermilion => VERMILION,
            Color::Purple => PURPLE,
        }
    }
}

/// How a layer of a chart looks: a colour and the lines over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surface {
    pub color: Color,
    pub hatch: Hatch,
}

impl Surface {
    /// A colour without lines.
    pub const fn plain(color: Color) -> Self {
        Surface {
            color,
            hatch: Hatch::None,
        }
    }

    /// A colour with lines over it.
    pub const fn hatched(color: Color, hatch: Hatch) -> Self {
        Surface { color, hatch }
    }

    pub(super) fn paint(self) -> Paint {
        Paint::hatched(self.color.tone(), self.hatch)
    }
}

/// A filled surface.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    pub fill: Tone,
    pub hatch: Hatch,
}

impl Paint {
    pub(super) const fn plain(fill: Tone) -> Self {
        let hatch = Hatch::None;
        Paint { fill, hatch }
    }

    pub(super) const fn hatched(fill: Tone, hatch: Hatch) -> Self {
        Paint { fill, hatch }
    }

    /// Colour of letters and hatching on this surface.
    pub(super) fn ink(&self) -> Tone {
        match self.fill {
            PAPER => INK,
            fill if fill.luminance() > EVEN => BLACK,
            _ => WHITE,
        }
    }

    pub(super) fn hatching(&self, canvas: &Canvas, band: Band) {
        hatch::draw(canvas, band, self.hatch, self.ink());
    }

    pub(super) fn rectangle(&self, canvas: &Canvas, area: Area) {
        canvas.fill(area, self.fill);
        let band = Band {
            xs: &[area.left, area.right],
            top: &[area.top; 2],
            bottom: &[area.bottom; 2],
        };
        self.hatching(canvas, band);
        canvas.outline(area, INK, 0.6);
    }
}

#[derive(Clone, Copy)]
pub(super) enum Marker {
    Disc,
    Square,
    Triangle,
    Diamond,
    Wedge,
    Cross,
}

/// How an arm looks in every chart.
#[derive(Clone, Copy)]
pub(super) struct ArmStyle {
    pub paint: Paint,
    /// Colour of lines and markers; darker than the surface where that is too pale for a thin line.
    pub line: Tone,
    /// Lengths of dashes and gaps in pixels; empty for a solid line.
    pub dashes: &'static [f64],
    pub marker: Marker,
}

/// Charts with more arms than this would repeat a style.
pub(super) const MOST_ARMS: usize = 6;

const ARMS: [ArmStyle; MOST_ARMS] = [
    arm(Paint::plain(BLUE), BLUE, &[], Marker::Disc),
    arm(
        Paint::plain(ORANGE),
        Tone::fixed(190, 125, 0),
        &[8.0, 3.0],
        Marker::Square,
    ),
    arm(
        Paint::hatched(GREEN, Hatch::Rising),
        Tone::fixed(0, 130, 95),
        &[2.0, 2.5],
        Marker::Triangle,
    ),
    arm(
        Paint::hatched(YELLOW, Hatch::Falling),
        Tone::fixed(138, 125, 0),
        &[9.0, 3.0, 2.0, 3.0],
        Marker::Diamond,
    ),
    arm(
        Paint::hatched(VERMILION, Hatch::Crossed),
        VERMILION,
        &[14.0, 4.0],
        Marker::Wedge,
    ),
    arm(
        Paint::plain(BLACK),
        DARKEST,
        &[5.0, 2.0, 1.5, 2.0, 1.5, 2.0],
        Marker::Cross,
    ),
];

const fn arm(paint: Paint, line: Tone, dashes: &'static [f64], marker: Marker) -> ArmStyle {
    ArmStyle {
        paint,
        line,
        dashes,
        marker,
    }
}

/// Half of a colour, for what is not sure.
pub(super) fn pale(color: Tone) -> Tone {
    color.veiled(0.5)
}

pub(super) fn arm_style(index: usize) -> ArmStyle {
    ARMS[index % ARMS.len()]
}

impl ArmStyle {
    pub(super) fn path(&self, canvas: &Canvas, points: &[Point], width: f64) {
        if self.dashes.is_empty() {
            return canvas.line(points, self.line, width);
        }
        for dash in hatch::dashed(points, self.dashes) {
            canvas.line(&dash, self.line, width);
        }
    }

    /// A marker; an open one is pale with an empty middle.
    pub(super) fn mark(&self, canvas: &Canvas, (x, y): Point, radius: f64, open: bool) {
        let shape = |r: f64| -> Vec<Point> {
            let corners: &[Point] = match self.marker {
                Marker::Disc => &[],
                Marker::Square => &[(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
                Marker::Triangle => &[(0.0, -1.15), (1.1, 0.8), (-1.1, 0.8)],
                Marker::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
                Marker::Wedge => &[(0.0, 1.15), (1.1, -0.8), (-1.1, -0.8)],
                Marker::Cross => &[
                    (-0.4, -1.1),
                    (0.4, -1.1),
                    (0.4, -0.4),
                    (1.1, -0.4),
                    (1.1, 0.4),
                    (0.4, 0.4),
                    (0.4, 1.1),
                    (-0.4, 1.1),
                    (-0.4, 0.4),
                    (-1.1, 0.4),
                    (-1.1, -0.4),
                    (-0.4, -0.4),
                ],
            };
            corners.iter().map(|(dx, dy)| (x + r * dx, y + r * dy)).collect()
        };
        // The line behind an open marker must not shine through it.
        let layers: &[(f64, Tone)] = match open {
            true => &[(radius, PAPER), (radius, pale(self.line)), (0.52 * radius, PAPER)],
            false => &[(radius, self.line)],
        };
        for (r, color) in layers {
            match self.marker {
                Marker::Disc => canvas.disc((x, y), *r, *color),
                _ => canvas.polygon(&shape(*r), *color),
            }
        }
    }
}
