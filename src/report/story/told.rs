//! One story, or two beside each other.

use serde::{Deserialize, Serialize};

use super::{Beside, Story, html, markdown, text};

/// An episode as it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// Under one arm.
    Alone(Box<Story>),
    /// Under two arms with the same random numbers.
    Beside(Box<Beside>),
}

impl Told {
    /// Adds lines under the title.
    pub fn say(&mut self, lines: &[String]) {
        match self {
            Told::Alone(story) => story.about.extend_from_slice(lines),
            Told::Beside(beside) => beside.about.extend_from_slice(lines),
        }
    }

    /// As lines for a terminal, to be broken where they are printed.
    pub fn text(&self) -> String {
        match self {
            Told::Alone(story) => text(story),
            Told::Beside(beside) => beside.text(),
        }
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        match self {
            Told::Alone(story) => markdown(story),
            Told::Beside(beside) => beside.markdown(),
        }
    }

    /// As a part of a page whose heading has this level: an `article`, or a `section` with two.
    pub fn html(&self, level: usize) -> String {
        match self {
            Told::Alone(story) => html::article(story, level),
            Told::Beside(beside) => html::section(beside, level),
        }
    }

    /// As a page of its own.
    pub fn page(&self) -> String {
        match self {
            Told::Alone(story) => html::page(story),
            Told::Beside(beside) => html::page_beside(beside),
        }
    }
}
