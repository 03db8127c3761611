//! A story as text for a terminal.

use super::{Beside, Chain, Kind, Part, Round, Story};

/// The story as lines of any length; what happened in a round is indented below it.
pub fn text(story: &Story) -> String {
    let mut text = String::new();
    line(&mut text, &story.title);
    story.about.iter().for_each(|about| line(&mut text, about));
    text.push('\n');
    body(&mut text, story);
    text
}

/// Two stories: where they part, then one after the other.
pub(super) fn beside(beside: &Beside) -> String {
    let mut text = String::new();
    line(&mut text, &beside.title);
    beside.about.iter().for_each(|about| line(&mut text, about));
    text.push('\n');
    for paragraph in &beside.parting {
        line(&mut text, paragraph);
    }
    for chain in &beside.chains {
        text.push('\n');
        line(&mut text, &format!("{}:", chain.heading()));
        for step in &chain.steps {
            line(&mut text, &format!("  {}: {}", step.when, step.text));
        }
        line(&mut text, &format!("  {}", chain.end));
    }
    text.push('\n');
    line(&mut text, &beside.coupling);
    for (chain, story) in beside.chains.iter().zip(&beside.stories) {
        text.push('\n');
        line(&mut text, &format!("=== {} ===", Chain::heading(chain)));
        text.push('\n');
        body(&mut text, story);
    }
    text
}

fn line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

fn body(text: &mut String, story: &Story) {
    for sentence in &story.opening {
        line(text, sentence);
    }
    for part in story.parts() {
        text.push('\n');
        match part {
            Part::Quiet(first, count) => {
                let (heading, said) = story.quiet(first, count);
                line(text, &heading);
                line(text, &format!("  {said}"));
            }
            Part::Round(round) => {
                line(text, &round.heading());
                for happened in happened(round) {
                    line(text, &format!("  {happened}"));
                }
            }
        }
    }
    text.push('\n');
    for sentence in &story.ending {
        line(text, sentence);
    }
}

/// What happened in a round, with changes of beliefs in brackets behind what changed them.
pub(super) fn happened(round: &Round) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut beliefs: Vec<&str> = Vec::new();
    let behind = |lines: &mut Vec<String>, beliefs: &mut Vec<&str>| {
        if let (Some(last), false) = (lines.last_mut(), beliefs.is_empty()) {
            last.push_str(&format!(" [{}]", beliefs.join(", ")));
        }
        beliefs.clear();
    };
    for happened in &round.lines {
        match happened.kind {
            Kind::Belief => beliefs.push(&happened.text),
            Kind::Event | Kind::Move => {
                behind(&mut lines, &mut beliefs);
                lines.push(happened.sentence());
            }
        }
    }
    behind(&mut lines, &mut beliefs);
    lines
}
