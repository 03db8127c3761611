//! Colours, and which of them turn with the theme of a page.
//!
//! A chart is a file of its own, and it is also put into pages that may be dark. What belongs to the paper therefore has a role:
//! it is written with its colour as an attribute, which counts wherever no style sheet does, and with a class besides,
//! `fill-ROLE` or `stroke-ROLE`, by which a page gives it another colour. The roles:
//!
//! | role | what | colour |
//! |---|---|---|
//! | `paper` | the ground, and the middle of open markers | white |
//! | `ink` | titles, figures, lines at zero, edges | nearly black |
//! | `soft` | axis labels and notes | dark grey |
//! | `rule` | frames of panels, marks in time | grey |
//! | `grid` | grid lines | light grey |
//! | `black` | lines and markers of the arm whose colour is black | black |
//!
//! Colours of data have no role, and neither has what stands on them, such as letters inside a bar: its contrast is with the
//! surface and not with the paper.

/// The ground.
pub(super) const PAPER: Tone = Tone::role("paper", 255, 255, 255);

/// A colour with its role, if it has one, and how far it covers what is below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tone {
    pub rgb: (u8, u8, u8),
    pub role: Option<&'static str>,
    pub opacity: f64,
}

impl Tone {
    /// A colour that is the same on any paper.
    pub(super) const fn fixed(r: u8, g: u8, b: u8) -> Self {
        Tone {
            rgb: (r, g, b),
            role: None,
            opacity: 1.0,
        }
    }

    /// A colour that turns with the paper.
    pub(super) const fn role(role: &'static str, r: u8, g: u8, b: u8) -> Self {
        Tone {
            rgb: (r, g, b),
            role: Some(role),
            opacity: 1.0,
        }
    }

    /// The same colour, covering less of what is below.
    pub(super) fn veiled(self, opacity: f64) -> Self {
        Tone { opacity, ..self }
    }

    /// Relative luminance after WCAG 2: 0 black, 1 white.
    pub(super) fn luminance(self) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        let (r, g, b) = self.rgb;
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    /// Attributes of a filled shape, or of letters.
    pub(super) fn filled(self) -> String {
        self.attributes("fill")
    }

    /// The attribute of a line, without its width.
    pub(super) fn stroked(self) -> String {
        self.attributes("stroke")
    }

    fn attributes(self, what: &str) -> String {
        let (r, g, b) = self.rgb;
        let class = match self.role {
            Some(role) => format!(" class=\"{what}-{role}\""),
            None => String::new(),
        };
        let veil = match self.opacity < 1.0 {
            true => format!(" {what}-opacity=\"{}\"", super::lengths::short(self.opacity)),
            false => String::new(),
        };
        format!("{class} {what}=\"#{r:02x}{g:02x}{b:02x}\"{veil}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_role_is_written_as_a_colour_and_as_a_class() {
        assert_eq!(
            Tone::role("grid", 225, 225, 225).stroked(),
            " class=\"stroke-grid\" stroke=\"#e1e1e1\""
        );
        assert_eq!(
            Tone::fixed(0, 114, 178).veiled(0.25).filled(),
            " fill=\"#0072b2\" fill-opacity=\"0.25\""
        );
    }
}
