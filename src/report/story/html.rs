//! A story as HTML: an `article` to put into a page, and a page of its own.

use super::drawing::drawing;
use super::escape::escaped;
use super::{Beside, Kind, Line, Part, Story};

/// The head of a page that holds stories and nothing else, up to its title: it follows the colours of the reader's system and forbids
/// scripts and the network.
const HEAD: &str = include_str!("head.html");

/// The story as an `article` whose heading has this level, 1 to 6. All texts are escaped; it has classes, no ids and no scripts, and
/// no style but that its picture shrinks on a narrow screen, so that several stand in one page.
pub fn article(story: &Story, level: usize) -> String {
    let mut html = format!(
        "<article class=\"story\" data-arm=\"{}\">\n{}",
        escaped(&story.arm),
        heading(level, &story.title)
    );
    paragraphs(&mut html, "about", &story.about);
    body(&mut html, story);
    html.push_str("</article>\n");
    html
}

/// Two stories that were played with the same random numbers, as a `section` whose heading has this level, 1 to 5; where they part
/// comes first.
pub fn section(beside: &Beside, level: usize) -> String {
    let mut html = format!("<section class=\"beside\">\n{}", heading(level, &beside.title));
    paragraphs(&mut html, "about", &beside.about);
    paragraphs(&mut html, "parting", &beside.parting);
    html.push_str("<div class=\"stories\">\n");
    for chain in &beside.chains {
        html.push_str("<div class=\"chain\">\n");
        html.push_str(&heading(level + 1, &chain.heading()));
        html.push_str("<ul>\n");
        for step in &chain.steps {
            html.push_str(&format!("<li>{}: {}</li>\n", escaped(&step.when), escaped(&step.text)));
        }
        html.push_str(&format!("<li>{}</li>\n</ul>\n</div>\n", escaped(&chain.end)));
    }
    html.push_str("</div>\n");
    paragraphs(&mut html, "coupling", std::slice::from_ref(&beside.coupling));
    html.push_str("<div class=\"stories\">\n");
    for (chain, story) in beside.chains.iter().zip(&beside.stories) {
        html.push_str(&format!(
            "<article class=\"story\" data-arm=\"{}\">\n{}",
            escaped(&story.arm),
            heading(level + 1, &format!("The whole story: {}", chain.heading()))
        ));
        body(&mut html, story);
        html.push_str("</article>\n");
    }
    html.push_str("</div>\n</section>\n");
    html
}

/// A page with one story.
pub fn page(story: &Story) -> String {
    whole(&story.title, "", &article(story, 1))
}

/// A page with two stories beside each other.
pub fn page_beside(beside: &Beside) -> String {
    whole(&beside.title, " class=\"beside\"", &section(beside, 1))
}

fn whole(title: &str, class: &str, inner: &str) -> String {
    format!(
        "{HEAD}<title>{}</title>\n</head>\n<body{class}>\n<main>\n{inner}</main>\n</body>\n</html>\n",
        escaped(title)
    )
}

fn heading(level: usize, text: &str) -> String {
    let level = level.clamp(1, 6);
    format!("<h{level}>{}</h{level}>\n", escaped(text))
}

fn paragraphs(html: &mut String, class: &str, paragraphs: &[String]) {
    for paragraph in paragraphs {
        html.push_str(&format!("<p class=\"{class}\">{}</p>\n", escaped(paragraph.trim())));
    }
}

fn body(html: &mut String, story: &Story) {
    paragraphs(html, "opening", &story.opening);
    html.push_str(&drawing(story));
    for part in story.parts() {
        match part {
            Part::Quiet(first, count) => {
                let (heading, said) = story.quiet(first, count);
                html.push_str(&format!("<p class=\"when\">{}</p>\n", escaped(&heading)));
                html.push_str(&format!("<ul>\n<li class=\"quiet\">{}</li>\n</ul>\n", escaped(said)));
            }
            Part::Round(round) => {
                html.push_str(&format!("<p class=\"when\">{}</p>\n<ul>\n", escaped(&round.heading())));
                round.lines.iter().for_each(|line| html.push_str(&item(line)));
                html.push_str("</ul>\n");
            }
        }
    }
    html.push_str("<p class=\"when\">The end</p>\n");
    paragraphs(html, "ending", &story.ending);
}

fn item(line: &Line) -> String {
    let class = match line.kind {
        Kind::Event => "event",
        Kind::Move => "move",
        Kind::Belief => "belief",
    };
    let chosen = line.probability.map_or(String::new(), |p| {
        format!(" <span class=\"chosen\">Chosen with probability {p:.2}.</span>")
    });
    format!("<li class=\"{class}\">{}{chosen}</li>\n", escaped(&line.text))
}
