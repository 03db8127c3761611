//! Characters of the charts that the embedded font lacks, and what becomes of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::figure::Figure;
use crate::output::chart::{Drawer, drawer, named_font, unsupported};

/// Characters that the embedded font lacks, with the charts that have them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lettering {
    /// Drawn by another font, by its name.
    others: BTreeMap<String, BTreeSet<char>>,
    /// Written as a stand-in.
    lost: BTreeSet<char>,
    /// Names of the charts with stand-ins.
    charts: BTreeSet<&'static str>,
}

impl Lettering {
    /// The lettering of all figures.
    pub fn of(figures: &[Figure]) -> Self {
        let mut lettering = Lettering::default();
        for figure in figures {
            for c in characters(figure) {
                match drawer(c) {
                    Drawer::Embedded => {}
                    Drawer::Other(font) => {
                        lettering.others.entry(font).or_default().insert(c);
                    }
                    Drawer::Nobody => {
                        lettering.lost.insert(c);
                        lettering.charts.insert(figure.name);
                    }
                }
            }
        }
        lettering
    }

    /// The entry `characters` of the manifest; none if the embedded font has everything.
    pub fn record(&self, manifest: &mut Map<String, Value>) {
        if self.others.is_empty() && self.lost.is_empty() {
            return;
        }
        let text = |characters: &BTreeSet<char>| characters.iter().collect::<String>();
        let others: BTreeMap<&String, String> = self.others.iter().map(|(font, c)| (font, text(c))).collect();
        let mut entry = json!({
            "drawn_by_other_fonts": others,
            "not_drawn": text(&self.lost),
            "charts_with_stand_ins": self.charts,
        });
        // It is needed to draw the same again.
        if let Some(font) = named_font().filter(|_| !self.others.is_empty()) {
            entry["font_sha256"] = json!(font);
        }
        manifest.insert("characters".to_owned(), entry);
    }

    /// The sentence that names the characters without a glyph; none if all are drawn.
    pub fn warning(&self) -> Option<String> {
        if self.lost.is_empty() {
            return None;
        }
        let codes: Vec<String> = self
            .lost
            .iter()
            .map(|c| format!("{c} (U+{:04X})", u32::from(*c)))
            .collect();
        let charts: Vec<&str> = self.charts.iter().copied().collect();
        Some(format!(
            "Warning: no font here has the characters {}; the charts {} show their codes instead. Name a font that has them with \
             --font FILE.",
            codes.join(", "),
            charts.join(", ")
        ))
    }
}

/// The characters that the embedded font lacks in what a figure may show. Names in tables are ASCII, or have words.
fn characters(figure: &Figure) -> BTreeSet<char> {
    figure
        .spec
        .texts()
        .chain(figure.chart.texts())
        .flat_map(unsupported)
        .collect()
}
