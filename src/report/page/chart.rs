//! Charts inside the page: the SVG of a file without its font, which the page has, and without its own idea of a size.

use super::packed::{LARGEST, packed};

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

    /// Begins the names of places in the chart with another one, so that charts of several results stand in one page.
    pub fn named(mut self, prefix: &str) -> Self {
        let Some(end) = self.svg.find("</title>") else {
            return self;
        };
        // Only the root refers to them.
        let (head, rest) = self.svg.split_at(end);
        let head = match attribute(head, "aria-labelledby") {
            Some(names) => {
                let own: Vec<String> = names.split(' ').map(|name| format!("{prefix}-{name}")).collect();
                let head = head.replacen(&names, &own.join(" "), 1);
                head.replacen("<title id=\"", &format!("<title id=\"{prefix}-"), 1)
            }
            None => head.to_owned(),
        };
        let rest = rest.replacen("<desc id=\"", &format!("<desc id=\"{prefix}-"), 1);
        self.svg = head + &rest;
        self
    }

    /// The chart, packed.
    pub fn packed(mut self) -> Self {
        self.packed = packed(self.svg.as_bytes(), LARGEST);
        self
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
        let file = "<svg viewBox=\"0 0 2 1\" aria-labelledby=\"a-title a-desc\"><title id=\"a-title\">T</title>\n<desc id=\"a-desc\">D</desc></svg>";
        assert_eq!(
            Chart::of(file).unwrap().named("s").svg,
            "<svg viewBox=\"0 0 2 1\" aria-labelledby=\"s-a-title s-a-desc\"><title id=\"s-a-title\">T</title>\n<desc id=\"s-a-desc\">D</desc></svg>"
        );
        assert!(Chart::of("no chart").is_none());
    }
}
