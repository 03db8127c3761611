//! A story as Markdown (CommonMark).

use super::{Beside, Kind, Line, Part, Story};
use crate::scenario::printable;

/// The story with headings, lists and emphasis; names are escaped so that they are shown as they are.
pub fn markdown(story: &Story) -> String {
    let mut text = format!("# {}\n\n", escaped(&story.title));
    paragraphs(&mut text, &story.about);
    body(&mut text, story, 2);
    text
}

/// Two stories: where they part, then one after the other.
pub(super) fn beside(beside: &Beside) -> String {
    let mut text = format!("# {}\n\n", escaped(&beside.title));
    paragraphs(&mut text, &beside.about);
    text.push_str("## Where they part\n\n");
    paragraphs(&mut text, &beside.parting);
    for chain in &beside.chains {
        text.push_str(&format!("**{}**\n\n", escaped(&chain.heading())));
        for step in &chain.steps {
            text.push_str(&format!("* {}: {}\n", escaped(&step.when), escaped(&step.text)));
        }
        text.push_str(&format!("* {}\n\n", escaped(&chain.end)));
    }
    paragraphs(&mut text, std::slice::from_ref(&beside.coupling));
    for (chain, story) in beside.chains.iter().zip(&beside.stories) {
        text.push_str(&format!("## {}\n\n", escaped(&chain.heading())));
        body(&mut text, story, 3);
    }
    text
}

fn paragraphs(text: &mut String, paragraphs: &[String]) {
    for paragraph in paragraphs {
        text.push_str(&escaped(paragraph.trim()));
        text.push_str("\n\n");
    }
}

fn body(text: &mut String, story: &Story, level: usize) {
    let marks = "#".repeat(level);
    paragraphs(text, &story.opening);
    for part in story.parts() {
        match part {
            Part::Quiet(first, count) => {
                let (heading, said) = story.quiet(first, count);
                text.push_str(&format!("{marks} {}\n\n{}\n\n", escaped(&heading), escaped(said)));
            }
            Part::Round(round) => {
                text.push_str(&format!("{marks} {}\n\n", escaped(&round.heading())));
                for line in &round.lines {
                    text.push_str(&item(line));
                }
                text.push('\n');
            }
        }
    }
    text.push_str(&format!("{marks} The end\n\n"));
    paragraphs(text, &story.ending);
    // One line break at the end is enough.
    text.truncate(text.trim_end().len());
    text.push_str("\n\n");
}

fn item(line: &Line) -> String {
    let said = escaped(&line.sentence());
    match line.kind {
        Kind::Event => format!("* {said}\n"),
        Kind::Move => format!("* **{}**{}\n", escaped(&line.text), chosen(line)),
        Kind::Belief => format!("  * *{said}*\n"),
    }
}

fn chosen(line: &Line) -> String {
    line.probability
        .map_or(String::new(), |p| format!(" Chosen with probability {p:.2}."))
}

/// A text in which nothing is taken for markup.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_taken_for_markup() {
        assert_eq!(
            escaped("<b>&*a_b* [x](y) `c` # |\u{1b}"),
            "&lt;b&gt;&amp;\\*a\\_b\\* \\[x\\](y) \\`c\\` \\# \\|\u{fffd}"
        );
        assert_eq!(escaped("Côte d’Ivoire 0.30 → 0.34"), "Côte d’Ivoire 0.30 → 0.34");
    }
}
