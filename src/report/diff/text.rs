//! In what two results differ, for people: what differs, which conclusions changed, and the numbers.

use super::results::{Results, Row, Setting};
use super::scenarios::sections;
use super::verdict::Pairing;
use super::{Figure, differ, words};
use crate::notation::{UNKNOWN, counted, percent_trimmed};
use crate::report::words::{change, grid, paragraph, share, shortened};

/// Characters of an option: the beginning of a checksum tells it from others.
const LONGEST: usize = 60;

impl Results {
    pub(super) fn text(&self) -> String {
        let mut text = format!("{} → {}\n\n", self.folders[0], self.folders[1]);
        let [first, second] = &self.scenario_hashes;
        text.push_str(&match (self.run_hashes[0] == self.run_hashes[1], first == second) {
            (true, _) => "Both are the same run: scenario, version and every option that alters results.\n".to_owned(),
            (false, true) => format!("Both are of the same scenario (hash {first}), computed with other options.\n"),
            (false, false) => format!(
                "{} in the scenario as it stands (hash {first} → {second}).\n",
                differ(self.scenario.keys.len(), "key")
            ),
        });
        if !self.settings.is_empty() {
            text.push_str("\nOptions and versions:\n");
            for Setting { name, values } in &self.settings {
                let [first, second] = values.each_ref().map(|value| shortened(&words(value), LONGEST));
                text.push_str(&format!("  {name}: {first} → {second}\n"));
            }
        }
        text.push_str(&sections(&self.scenario));
        text.push_str("\nConclusions:\n");
        text.push_str(&self.conclusions());
        text.push('\n');
        text.push_str(&paragraph(&self.how()));
        let percent = |figure: &Figure| share(&figure.estimate()).replace(" %", "");
        text.push_str(&tables(
            &self.outcomes,
            |arm| format!("Outcomes under {arm}, %"),
            percent,
        ));
        let points = |figure: &Figure| change(&figure.estimate());
        let title = |arm: &str| format!("What {arm} changes, points");
        text.push_str(&tables(&self.contrasts, title, points));
        text
    }

    fn conclusions(&self) -> String {
        let mut text = String::new();
        for row in self.changed() {
            let Some([first, second]) = row.verdicts else { continue };
            text.push_str(&format!(
                "  {} of {}: {} → {}\n",
                row.arm,
                row.outcome.replace('_', " "),
                first.words(),
                second.words()
            ));
        }
        let judged = self.contrasts.len();
        match (judged, self.changed().count()) {
            (0, _) => "  Both have no contrast in common: there is nothing to conclude.\n".to_owned(),
            (_, 0) => format!(
                "  None of {} changed its sign or its certainty.\n",
                counted(judged as u64, "contrast")
            ),
            (_, n) => format!("  {n} of {} changed:\n{text}", counted(judged as u64, "contrast")),
        }
    }

    /// How the differences were estimated, in words.
    fn how(&self) -> String {
        let how = match &self.estimated {
            Pairing::Paired(replicates) => format!(
                "Differences are paired over {replicates} replicates: both results rest on the same worlds, so that what the worlds do to \
                 both cancels."
            ),
            Pairing::Independent(why) => {
                format!("Differences are those of independent results, whose squared standard errors add: {why}.")
            }
        };
        let level = percent_trimmed(self.level);
        let own = match self.own_levels.map(percent_trimmed) {
            [first, second] if first != second => format!(
                " The first result has intervals of {first} and the second of {second}, and each is concluded from by its own: what changed may \
                 be due to that alone."
            ),
            [own, _] if own != level => {
                format!(" Both results have intervals of {own}, by which they are concluded from.")
            }
            _ => String::new(),
        };
        format!("{how} All are second minus first, with {level} intervals.{own}")
    }
}

/// A table for each arm in which anything differs, and a line on the others.
fn tables(rows: &[Row], title: impl Fn(&str) -> String, of: impl Fn(&Figure) -> String) -> String {
    let header = ["outcome", "first", "second", "difference, points"];
    let known = |figure: &Figure, text: String| match figure.value {
        Some(_) => text,
        None => UNKNOWN.to_owned(),
    };
    let (mut text, mut same) = (String::new(), Vec::new());
    for of_arm in rows.chunk_by(|a, b| a.arm == b.arm) {
        let title = title(&of_arm[0].arm);
        if of_arm.iter().all(|row| row.figures[0] == row.figures[1]) {
            same.push(title);
            continue;
        }
        let rows = of_arm.iter().map(|row| {
            let [first, second] = row.figures.each_ref().map(|figure| known(figure, of(figure)));
            let difference = known(&row.difference, change(&row.difference.estimate()));
            vec![row.outcome.replace('_', " "), first, second, difference]
        });
        text.push_str(&format!("\n{title}\n{}", grid(&header, rows)));
    }
    if !same.is_empty() {
        text.push_str(&format!("\nThe same in both: {}.\n", same.join("; ")));
    }
    text
}
