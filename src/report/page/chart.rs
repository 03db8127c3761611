//! Charts inside the page: the SVG of a file without its font, which the page has, and without its own idea of a size.

use super::packed::packed;

/// A chart.
#[derive(Clone, Debug)]
pub(super) struct Chart {
    /// The element, to be put into the page as it is.
    pub svg: String,
    /// In place of the element: the same packed, as text, which the page's script unpacks. Several results make a heavy page, and half of
    /// its weight is charts.
    pub packed: Option<String>,
    /// Width in the units of its drawing, above which it need not be shown.
    pub width: u32,
}

/// The beginning and the end of the element that holds the fonts of a chart.
const FONTS: [&str; 2] = ["<style>@font-face", "</style>"];

impl Chart {
    /// A chart from the text of its file; `None` if that is no SVG of ours.
    pub fn of(file: &str) -> Option<Self> {
        let begin = file.find("<svg")?;
        let mut svg = file[begin..].trim_end().to_owned();
        if let Some(at) = svg.find(FONTS[0]) {
            let end = at + svg[at..].find(FONTS[1])? + FONTS[1].len();
            svg.replace_range(at..end, "");
        }
        let head = svg[..svg.find('>')?].to_owned();
        let view = attribute(&head, "viewBox")?;
        let width: f64 = view.split_whitespace().nth(2)?.parse().ok()?;
        // The page decides how wide it is shown.
        let mut bare = head.clone();
        for size in ["width", "height"] {
            if let Some(value) = attribute(&head, size) {
                bare = bare.replacen(&format!(" {size}=\"{value}\""), "", 1);
            }
        }
        svg.replace_range(..head.len(), &bare);
        Some(Chart {
            svg,
            packed: None,
            width: width.ceil() as u32,
        })
    }

    /// Packs the chart.
    pub fn pack(&mut self) {
        self.packed = packed(self.svg.as_bytes());
    }
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let at = head.find(&format!(" {name}=\""))? + name.len() + 3;
    let end = head[at..].find('"')?;
    Some(head[at..at + end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_loses_its_font_and_its_size_and_nothing_else() {
        let file = "<?xml version=\"1.0\"?>\n<svg xmlns=\"x\" width=\"170mm\" height=\"90mm\" viewBox=\"0 0 640 340\">\
                    <title>T</title><style>@font-face{a}</style><rect width=\"1\"/></svg>\n";
        let chart = Chart::of(file).unwrap();
        assert_eq!(
            chart.svg,
            "<svg xmlns=\"x\" viewBox=\"0 0 640 340\"><title>T</title><rect width=\"1\"/></svg>"
        );
        assert_eq!(chart.width, 640);
        assert!(Chart::of("no chart").is_none());
    }
}
