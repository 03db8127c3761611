//! Small multiples with logarithmic axes, one for each axis and measure.

use std::fmt::Write;

use super::Point;

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 190.0;
const ACROSS: usize = 3;
/// Room for the letters around a panel: left, top, right, bottom.
const MARGIN: [f64; 4] = [52.0, 34.0, 14.0, 36.0];
/// Colours, dashes and names of the arms.
const STYLES: [(&str, &str, &str, &str); 2] = [
    ("no_broker", "#0072B2", "none", "without a broker"),
    ("broker", "#D55E00", "5 3", "with a broker"),
];

pub fn draw(points: &[Point]) -> String {
    let mut panels: Vec<(&str, &str)> = Vec::new();
    for p in points {
        if !panels.contains(&(p.axis, p.measure)) {
            panels.push((p.axis, p.measure));
        }
    }
    panels.sort_by_key(|(axis, measure)| (measure.starts_with("solve"), *axis != "episodes"));
    let rows = panels.len().div_ceil(ACROSS);
    let (width, height) = (WIDTH * ACROSS as f64, HEIGHT * rows as f64 + 30.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"Inter, sans-serif\" \
         font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (i, (_, colour, dash, name)) in STYLES.iter().enumerate() {
        let x = 20.0 + 180.0 * i as f64;
        let _ = writeln!(
            svg,
            "<line x1=\"{x}\" y1=\"16\" x2=\"{}\" y2=\"16\" stroke=\"{colour}\" stroke-width=\"2\" \
             stroke-dasharray=\"{dash}\"/><text x=\"{}\" y=\"20\">{name}</text>",
            x + 30.0,
            x + 36.0
        );
    }
    for (i, (axis, measure)) in panels.iter().enumerate() {
        let corner = ((i % ACROSS) as f64 * WIDTH, 30.0 + (i / ACROSS) as f64 * HEIGHT);
        let of_panel: Vec<&Point> = points
            .iter()
            .filter(|p| (p.axis, p.measure) == (*axis, *measure))
            .collect();
        panel(&mut svg, corner, axis, measure, &of_panel);
    }
    svg + "</svg>\n"
}

/// A range in decades that holds all values, and at least a factor of four.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, 0.0), |(l, h), v| (f64::min(l, v), f64::max(h, v)));
    let (low, high) = (low.log10() - 0.08, high.log10() + 0.08);
    let more = f64::max(0.0, 0.6 - (high - low)) / 2.0;
    (low - more, high + more)
}

fn panel(svg: &mut String, (left, top): (f64, f64), axis: &str, measure: &str, points: &[&Point]) {
    let [ml, mt, mr, mb] = MARGIN;
    let (x0, x1, y0, y1) = (left + ml, left + WIDTH - mr, top + HEIGHT - mb, top + mt);
    let (xl, xh) = range(points.iter().map(|p| p.x));
    let (yl, yh) = range(points.iter().map(|p| p.y));
    let x = |v: f64| x0 + (v.log10() - xl) / (xh - xl) * (x1 - x0);
    let y = |v: f64| y0 + (v.log10() - yl) / (yh - yl) * (y1 - y0);
    let _ = writeln!(
        svg,
        "<text x=\"{x0}\" y=\"{}\" font-weight=\"bold\">{measure}</text>\n<text x=\"{}\" y=\"{}\" \
         text-anchor=\"middle\">{axis}</text>\n<rect x=\"{x0}\" y=\"{y1}\" width=\"{}\" height=\"{}\" fill=\"none\" \
         stroke=\"#999\"/>",
        y1 - 8.0,
        (x0 + x1) / 2.0,
        y0 + 30.0,
        x1 - x0,
        y0 - y1
    );
    let mut marks: Vec<f64> = points.iter().map(|p| p.x).collect();
    marks.sort_by(f64::total_cmp);
    marks.dedup();
    for mark in marks {
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"9\">{mark}</text>",
            x(mark),
            y0 + 13.0
        );
    }
    for decade in -3..10 {
        for step in [1.0, 2.0, 5.0] {
            let mark = step * 10f64.powi(decade);
            if mark.log10() > yl && mark.log10() < yh {
                let _ = writeln!(
                    svg,
                    "<line x1=\"{x0}\" x2=\"{x1}\" y1=\"{0:.1}\" y2=\"{0:.1}\" stroke=\"#ddd\"/><text x=\"{1:.1}\" \
                     y=\"{2:.1}\" text-anchor=\"end\" font-size=\"9\">{mark}</text>",
                    y(mark),
                    x0 - 4.0,
                    y(mark) + 3.0
                );
            }
        }
    }
    for (arm, colour, dash, _) in STYLES {
        let curve: Vec<String> = points
            .iter()
            .filter(|p| p.arm == arm)
            .map(|p| format!("{:.1},{:.1}", x(p.x), y(p.y)))
            .collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>",
            curve.join(" ")
        );
        for at in curve {
            let (cx, cy) = at.split_once(',').expect("a pair");
            let _ = writeln!(svg, "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"2.5\" fill=\"{colour}\"/>");
        }
    }
}
