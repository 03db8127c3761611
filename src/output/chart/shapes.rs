//! Places, areas and letterings, in pixels.

use super::tone::Tone;

/// Pixels from the left and from the top.
pub(super) type Point = (f64, f64);

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// Which end of a text its place is, across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HPos {
    Left,
    Center,
    Right,
}

/// Where the place of a text is, upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VPos {
    /// At the top of its capitals.
    Top,
    /// At half their height.
    Center,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Lettering {
    pub em: f64,
    pub bold: bool,
    pub color: Tone,
    pub across: HPos,
    pub down: VPos,
    /// Read from the bottom up.
    pub turned: bool,
}

impl Lettering {
    /// Regular, left-aligned, on the middle of the line.
    pub(super) const fn new(em: f64, color: Tone) -> Self {
        Lettering {
            em,
            bold: false,
            color,
            across: HPos::Left,
            down: VPos::Center,
            turned: false,
        }
    }

    pub(super) const fn bold(self) -> Self {
        Lettering { bold: true, ..self }
    }

    pub(super) const fn across(self, across: HPos) -> Self {
        Lettering { across, ..self }
    }

    pub(super) const fn down(self, down: VPos) -> Self {
        Lettering { down, ..self }
    }

    pub(super) const fn turned(self) -> Self {
        Lettering { turned: true, ..self }
    }
}
