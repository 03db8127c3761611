//! The course of an episode in a small picture: beliefs above, and below them when the process was in force and how many stages
//! were completed.
//!
//! It is drawn in the colour of the text around it, and its two lines differ in their strokes: it reads in light, in dark and in
//! grey, and needs neither ids nor style.

use std::fmt::Write;

use super::escape::escaped;
use super::{Point, Story};

/// Of the picture as it is drawn; on a narrow screen it shrinks, and its letters are still read at two thirds.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 176.0;
/// Where the picture proper begins and ends.
const LEFT: f64 = 32.0;
const RIGHT: f64 = 470.0;
/// Where a belief of 1 and one of 0 stand.
const CERTAIN: f64 = 12.0;
const NEVER: f64 = 102.0;
/// Top and height of the band of the process.
const BAND: f64 = 116.0;
const THICK: f64 = 18.0;
/// Foot of the labels of the years.
const FOOT: f64 = 156.0;
/// Most labels of years.
const LABELS: usize = 5;

/// The picture as a `figure` with a caption.
pub fn drawing(story: &Story) -> String {
    let names = &story.names;
    let label = format!(
        "Beliefs and stages over time: Pr(dealer) from {} to {}, Pr(keeper) from {} to {}, {} stages completed at the end",
        ends(story, 0)[0],
        ends(story, 0)[1],
        ends(story, 1)[0],
        ends(story, 1)[1],
        story.course.last().map_or(0, |point| point.stages)
    );
    let mut svg = format!(
        "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" style=\"max-width: 100%; height: auto\" xmlns=\"http://www.w3.org/2000/svg\" \
         font-family=\"sans-serif\" font-size=\"13\" fill=\"currentColor\" stroke=\"none\">\n",
        escaped(&label)
    );
    axes(&mut svg, story);
    for (side, dashes) in [(0, ""), (1, " stroke-dasharray=\"5 3\"")] {
        let _ = writeln!(
            svg,
            "<path d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"{dashes}/>",
            steps(story, side)
        );
    }
    band(&mut svg, story);
    svg.push_str("</svg>\n");
    let caption = format!(
        "What everybody believes: the solid line is Pr(dealer), of {}; the dashed line is Pr(keeper), of {}. Below: shaded while the \
         process is in force, with the number of stages completed.",
        names.disarmer, names.guarantor
    );
    format!(
        "<figure>\n{svg}<figcaption>{}</figcaption>\n</figure>\n",
        escaped(&caption)
    )
}

/// First and last belief about a side, as printed.
fn ends(story: &Story, side: usize) -> [String; 2] {
    let of = |point: Option<&Point>| point.map_or(String::new(), |point| format!("{:.2}", point.beliefs[side]));
    [of(story.course.first()), of(story.course.last())]
}

fn x(story: &Story, round: usize) -> f64 {
    LEFT + (RIGHT - LEFT) * round as f64 / story.simulated.max(1) as f64
}

fn y(belief: f64) -> f64 {
    NEVER + (CERTAIN - NEVER) * belief
}

fn axes(svg: &mut String, story: &Story) {
    for (belief, text) in [(0.0, "0"), (0.5, "0.5"), (1.0, "1")] {
        let y = y(belief);
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"currentColor\" stroke-opacity=\"0.25\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>",
            LEFT - 6.0,
            y + 4.0
        );
    }
    let n = story.calendar.rounds_per_year.max(1);
    let years = story.simulated / n;
    let every = years.div_ceil(LABELS).max(1);
    for year in (0..=years).step_by(every) {
        let at = x(story, year * n);
        let text = match story.calendar.date(year * n) {
            Some(date) => date,
            None => format!("{year} years"),
        };
        // The outermost would stand beyond the picture.
        let anchor = match year {
            0 => "start",
            _ if at > RIGHT - 40.0 => "end",
            _ => "middle",
        };
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} {:.1}v5\" stroke=\"currentColor\"/><text x=\"{at:.1}\" y=\"{FOOT}\" text-anchor=\"{anchor}\">{}</text>",
            BAND + THICK,
            escaped(&text)
        );
    }
}

/// A belief as steps: it holds from the end of a round to the end of the next.
fn steps(story: &Story, side: usize) -> String {
    let mut path = String::new();
    for (i, point) in story.course.iter().enumerate() {
        let (x, y) = (x(story, point.round), y(point.beliefs[side]));
        let _ = match i {
            0 => write!(path, "M{x:.1} {y:.1}"),
            _ => write!(path, "H{x:.1}V{y:.1}"),
        };
    }
    path
}

/// Stretches of rounds with the same phase and number of stages.
fn band(svg: &mut String, story: &Story) {
    let _ = writeln!(
        svg,
        "<path d=\"M{LEFT} {BAND}H{RIGHT}V{:.1}H{LEFT}Z\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.5\"/>",
        BAND + THICK
    );
    let same = |a: &Point, b: &Point| (a.in_force, a.stages) == (b.in_force, b.stages);
    // The first point is none of a round that was played.
    for stretch in story.course.get(1..).unwrap_or_default().chunk_by(same) {
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else {
            continue;
        };
        let (from, to) = (x(story, first.round - 1), x(story, last.round));
        if first.in_force {
            let _ = writeln!(
                svg,
                "<path d=\"M{from:.1} {BAND}H{to:.1}V{:.1}H{from:.1}Z\" fill-opacity=\"0.25\"/>",
                BAND + THICK
            );
        }
        if to - from >= 10.0 {
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                f64::midpoint(from, to),
                BAND + THICK - 5.0,
                first.stages
            );
        }
    }
    if let (Some(last), "war") = (story.course.last(), story.outcome.as_str()) {
        let at = x(story, last.round);
        let anchor = if at > RIGHT - 40.0 { "end" } else { "start" };
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} {CERTAIN}V{:.1}\" stroke=\"currentColor\" stroke-width=\"2\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" font-weight=\"bold\">war</text>",
            BAND + THICK,
            if anchor == "end" { at - 5.0 } else { at + 5.0 },
            BAND + THICK - 5.0
        );
    }
}
