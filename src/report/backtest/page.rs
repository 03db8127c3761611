//! The page of the back-test, in Markdown: what it shows, good or bad.

use std::fmt::Write;

use super::markdown::table;
use super::sections::{cases, fit, flips, never, tests, trace};
use super::verdict;
use super::{Told, bracketed, computed, score_rows};
use crate::backtest::judged::Forecaster;
use crate::backtest::predict::Quantity;

/// The page. Pictures are looked for in the folder `pictures`, relative to the page; none are shown without it.
pub fn page(told: &Told, pictures: Option<&str>) -> String {
    let mut text = format!(
        "# Back-test\n\nWhat the game says of {} that are over, against what became of them. The codes of the cases are in \
         `scenarios/history/cases.csv`, the rules that make scenarios of them in [coding.md](coding.md), and the facts in \
         [history.md](history.md). This page is made by\n\n```text\nhonest-broker backtest --page docs/backtest.md\n```\n\nComputed: {}.\n",
        crate::notation::counted(told.trial.cases.len() as u64, "negotiation"),
        computed(told),
    );
    text.push_str("\n## The answer\n\n");
    for sentence in verdict::sentences(told) {
        let _ = writeln!(text, "* {sentence}");
    }
    let picture = |text: &mut String, name: &str, words: &str| {
        if let Some(folder) = pictures {
            let _ = writeln!(text, "\n![{words}]({folder}{name}.svg)");
        }
    };
    picture(
        &mut text,
        "cases",
        "Map of the cases: predicted and recorded outcome after ten years",
    );
    text.push_str("\n## Scores\n\n");
    text.push_str(
        "All scores are losses: less is better. Brier: the sum over classes of squared differences between what was predicted and what happened, 0 \
         to 2. Logarithmic: minus the natural logarithm of the probability given to what happened. Ranked: as Brier, on the classes put in order, so \
         that a near miss costs less, 0 to 1. Where two codes of an outcome can be defended, what happened is both, by weight. Base rates, the small \
         regression and the rates by form come from the other cases alone.\n",
    );
    for quantity in Quantity::ALL {
        let (header, rows) = score_rows(told.trial, quantity);
        let _ = write!(text, "\n### {}\n\n{}", capital(quantity.title()), table(&header, &rows));
    }
    picture(
        &mut text,
        "scores",
        "What each forecaster loses more or less than the base rates",
    );
    text.push_str("\n## Are cases told apart?\n\nConcordance: how often, of two cases that ended differently, the one in which it happened had been given the higher probability. 0.5 is chance, 1 is best. Leave-one-out rates that are the same for all cases go the wrong way by construction: the case itself is missing from its own rate.\n\n");
    let header = [
        "forecaster",
        "completed after 10 years",
        "in force after 10 years",
        "years in force",
    ];
    let rows: Vec<Vec<String>> = Forecaster::ALL
        .into_iter()
        .filter(|forecaster| *forecaster != Forecaster::Uniform)
        .map(|forecaster| {
            let mut row = vec![forecaster.title().to_owned()];
            for event in ["completed_10y", "in_force_10y", "years_in_force"] {
                let found = told
                    .trial
                    .discrimination
                    .iter()
                    .find(|d| d.forecaster == forecaster && d.event == event);
                row.push(found.map_or(String::new(), |d| bracketed(&d.concordance, 2)));
            }
            row
        })
        .collect();
    text.push_str(&table(&header.map(str::to_owned), &rows));
    text.push_str("\n## Calibration\n\nOf all probabilities of outcomes after ten years, put into bins: how often did it come about? A slope of 1 and an intercept of 0 would be right; a slope below 1 says that probabilities are too far from even.\n\n");
    let rows: Vec<Vec<String>> = told
        .trial
        .calibration
        .iter()
        .map(|of| {
            vec![
                of.forecaster.title().to_owned(),
                bracketed(&of.line.slope, 2),
                bracketed(&of.line.intercept, 2),
            ]
        })
        .collect();
    text.push_str(&table(&["forecaster", "slope", "intercept"].map(str::to_owned), &rows));
    picture(&mut text, "calibration", "How often what was forecast came true");
    for section in [cases, fit, flips, tests, never] {
        text.push_str(&section(told));
    }
    text.push_str(&change(told));
    text.push_str(LIMITS);
    text.push_str(&trace(told));
    text
}

/// What would have to change.
fn change(told: &Told) -> String {
    let mut text = String::from("\n## What would have to change\n\n");
    let refitted = verdict::against(
        told,
        Quantity::Outcome10,
        Forecaster::Refitted,
        crate::backtest::judged::Rule::Brier,
    );
    let way = refitted.map(|(way, _)| way);
    text.push_str(match way {
        Some(verdict::Against::Better) => {
            "With constants fitted to other cases the game beats the base rates. What it needed is in the section on the fit: a game that is \
             used for a forecast should take these constants, or say why it does not.\n"
        }
        Some(verdict::Against::Worse) => {
            "The game loses even with its constants fitted, so constants are not what is wrong with it; the rules or the game are.\n"
        }
        _ => {
            "The game with its constants fitted is not told apart from the base rates: nineteen cases are too few to tell a small difference from none. \
             Who needs a forecast of such a case is served better, and more cheaply, by base rates; what the game offers is an account of why, and of \
             what a broker changes, and that account is as good as its assumptions.\n"
        }
    });
    text.push_str(
        "\nWhat the failing cases have in common suggests where. These are conjectures, none of them tested; a change of the rules or the game after this page is fitted to \
         these cases and must be tried on others:\n\n\
         * **Small stakes are played like coins.** The precision of the players is per unit of payoff, and the units are those of the Korean case. \
         Where little is at stake on that scale (Kazakhstan, Belarus, South Africa), the choice to stay or to quit is nearly even at every review, and few \
         bargains survive ten years of it. A precision that follows the stakes of the case would change that; so would reviews that are rarer once \
         a bargain is done.\n\
         * **Form acts through the guarantor alone.** On record embedded bargains last for both sides. The rules let form change \
         whether a successor keeps the bargain, and leave the disarmer's side as it is.\n\
         * **Who coerced is not who deals.** A coercive mandate lowers the chance of a dealer, and then the game expects talk without a step; \
         Iraq and Syria gave up most of what they had declared, under threat, and hid the rest.\n\
         * **War is nearly absent.** Two of the nineteen ended in war within ten years, by a coalition that used an opening; the \
         crises of the game come from the two parties alone.\n",
    );
    text
}

const LIMITS: &str = "
## Small numbers, hindsight, selection

* Nineteen cases, of which eighteen have an outcome after ten years. Intervals come from resampling cases and are wide; with so few they are somewhat too
  narrow, as the documentation of the resampling says.
* Three of the cases share the break-up of one state, and five one disarmer: they are not independent, and the intervals do not know that.
* The coder knew the outcomes. So did whoever chose the rules: they were written down before the game was solved with them, and not changed after, but
  by people who know this history.
* Form separates the outcomes after ten years almost perfectly. That is selection: bargains that were embedded had weaker conflicts of interest. No forecaster
  that uses it should be believed for the next case of the other kind.
* The cases are those that became known as bargains. The section on cases that were never disarmed is there to see what that hides.
* The third party of a case took part, so the game plays it with certainty; what would have become of the case without one is not on record.
";

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
