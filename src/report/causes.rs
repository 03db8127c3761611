//! Why negotiations end as they do, in one sentence: what breaks them first, whether the numbers of the scenario ask for that, and
//! what the broker does about it.
//!
//! The first comes from played episodes, or from the outcomes if nothing was played; the second from the incentive ledger of the
//! central world, which holds if the other side keeps faith; the third is a paired difference.

use super::phrases::{level, method, side, size, subject, sure};
use super::words::{change_in_brackets, percent, share_in_prose, significant};
use crate::analysis::estimates;
use crate::analysis::results::Results;
use crate::game::Game;
use crate::game::ledger::{DisarmerEntry, Ledger};
use crate::game::outcome::{Cause, Outcome};
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::study::Study;

/// Types of the disarmer, the one that the name of a breach suggests first.
const DISARMER: [&str; 2] = ["staller", "dealer"];
/// With a rarer first rupture it is not what breaks, but what does not begin, that is to be explained.
const OFTEN: f64 = 0.5;

/// The sentence; `arm` is the one whose change is explained.
pub(super) fn why(scenario: &Scenario, study: &Study, results: &Results, arm: Option<usize>) -> String {
    let game = &study.arms[results.baseline].game;
    let names = Names::of(scenario);
    let war = level(results, results.baseline, Outcome::War);
    if size(&war) >= OFTEN {
        return format!(
            "Why: in {} a crisis becomes war, which no side decides: crises come at a rate of {} a year in force and {} after a \
             rupture, and escalate with probability {}, in the central world.",
            share_in_prose(&war, 1),
            significant(game.crises.rate_in_force),
            significant(game.crises.rate_ruptured),
            significant(game.crises.escalation)
        );
    }
    match first_ruptures(results) {
        Some(causes) if causes.iter().map(|(_, e)| size(e)).sum::<f64>() >= OFTEN => {
            let (cause, often) = &causes[0];
            let broker = arm.map_or(String::new(), |arm| names.broker(scenario, study, results, arm, *cause));
            format!(
                "Why: most often it breaks because {}, {}; {}{broker}.",
                names.breaks(*cause),
                share_in_prose(often, 1),
                names.reason(*cause, game)
            )
        }
        Some(_) => names.nothing_breaks(game),
        None => names.by_outcome(game, results),
    }
}

/// Causes of the first rupture under the baseline, the most frequent first; `None` if nothing was played.
fn first_ruptures(results: &Results) -> Option<Vec<(Cause, Estimate)>> {
    let of = |cause: Cause| Some((cause, estimates::first_rupture(results, results.baseline, cause)?));
    let mut causes: Vec<(Cause, Estimate)> = Cause::ALL.into_iter().map(of).collect::<Option<_>>()?;
    causes.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1)).then(a.0.cmp(&b.0)));
    Some(causes)
}

/// A first rupture as a clause.
pub(super) fn breaks(scenario: &Scenario, cause: Cause) -> String {
    Names::of(scenario).breaks(cause)
}

struct Names {
    disarmer: String,
    guarantor: String,
}

impl Names {
    fn of(scenario: &Scenario) -> Self {
        Names {
            disarmer: side(&scenario.roles.disarmer, "disarmer"),
            guarantor: side(&scenario.roles.guarantor, "guarantor"),
        }
    }

    /// A first rupture as a clause.
    fn breaks(&self, cause: Cause) -> String {
        let Names { disarmer, guarantor } = self;
        match cause {
            Cause::Reneged => format!("{guarantor} leaves or takes its promises back"),
            Cause::DisputedRightly => format!("a stage that {disarmer} feigned is found out"),
            Cause::DisputedWrongly => "inspectors dispute an honest stage by mistake".to_owned(),
            Cause::Quit => format!("{disarmer} quits"),
            Cause::Pocketed => format!("{disarmer} keeps a payment and does not deliver"),
            Cause::Exposed => format!("what {disarmer} hides comes to light"),
        }
    }

    /// What the ledger says about a cause: which types gain by it, if the other side keeps faith.
    fn reason(&self, cause: Cause, game: &Game) -> String {
        let ledger = Ledger::new(game);
        let of_disarmer = |gain: fn(&DisarmerEntry) -> f64| {
            let entries = |kind| ledger.disarmer.iter().filter(move |e| e.kind == kind);
            [0, 1].map(|kind| first(entries(kind).map(|e| (e.stage, gain(e)))))
        };
        match cause {
            Cause::Reneged => {
                let entries = |kind| ledger.guarantor.iter().filter(move |e| e.kind == kind);
                let at = [0, 1].map(|kind| first(entries(kind).map(|e| (e.stage, e.renege_in_all))));
                tempted(["reneger", "keeper"], at, "by leaving", once_done)
            }
            Cause::Quit | Cause::Pocketed => tempted(DISARMER, of_disarmer(|e| e.quit), "by leaving", once_done),
            Cause::DisputedRightly => tempted(DISARMER, of_disarmer(|e| e.feign), "by feigning", at_stage),
            Cause::DisputedWrongly => {
                let most = game.stages.iter().map(|stage| stage.false_alarm).fold(0.0, f64::max);
                format!(
                    "an honest stage is disputed with probability up to {}",
                    significant(most)
                )
            }
            Cause::Exposed => {
                let [staller, dealer] = game.disarmer.covert_share.map(|share| percent(share, 1));
                format!("a staller hides {staller} of the deterrent and a dealer {dealer}")
            }
        }
    }

    /// What the broker of an arm does about the causes: about this one, or else about the one that it moves most.
    fn broker(&self, scenario: &Scenario, study: &Study, results: &Results, arm: usize, top: Cause) -> String {
        let of = |cause: Cause| Some((cause, estimates::first_rupture_contrast(results, arm, cause)?));
        let changes: Vec<(Cause, Estimate)> = Cause::ALL.into_iter().filter_map(of).collect();
        let subject = subject(scenario, study, arm);
        let moved = changes.iter().filter(|(_, e)| sure(e));
        let Some((cause, change)) = moved.max_by(|a, b| size(&a.1).total_cmp(&size(&b.1))) else {
            return format!("; {subject} changes no cause of ruptures detectably");
        };
        let direction = match change.value.unwrap_or(0.0) > 0.0 {
            true => "more often",
            false => "less often",
        };
        let change = change_in_brackets(change);
        match *cause == top {
            true => format!("; {subject} makes that happen {direction} ({change})"),
            false => format!(
                "; {subject} does most about another cause: {}, {direction} ({change})",
                self.breaks(*cause)
            ),
        }
    }

    /// Most negotiations go on, and little happens: what the first step is worth to those who could take it.
    fn nothing_breaks(&self, game: &Game) -> String {
        let ledger = Ledger::new(game);
        let Names { disarmer, guarantor } = self;
        let of_dealer = ledger.disarmer.iter().find(|e| e.kind == 1).map_or(0.0, |e| e.step);
        let of_keeper = ledger.guarantor.iter().find(|e| e.kind == 1).map_or(0.0, |e| e.step);
        let worth = |x: f64| match x > 0.0 {
            true => format!("gains {}", significant(x)),
            false => format!("loses {}", significant(-x)),
        };
        format!(
            "Why: most negotiations are never broken off, and what is done depends on what it is worth: by the first stage a dealer \
             in {disarmer} {} a year and a keeper in {guarantor} {}, each in its own unit.",
            worth(of_dealer),
            worth(of_keeper)
        )
    }

    /// Without played episodes the causes are not known: the likeliest failure is named, and no reason.
    fn by_outcome(&self, game: &Game, results: &Results) -> String {
        if method(results).is_none() {
            return "Why: nothing was computed that could say.".to_owned();
        }
        let of = |outcome: Outcome| (outcome, level(results, results.baseline, outcome));
        let failures = [Outcome::Revocation, Outcome::Deadlock, Outcome::Breach, Outcome::War].map(of);
        let worst = failures.iter().max_by(|a, b| size(&a.1).total_cmp(&size(&b.1)));
        let Some((outcome, often)) = worst.filter(|(_, e)| size(e) > 0.0) else {
            return self.nothing_breaks(game);
        };
        format!(
            "Why: what goes wrong most often is {}, {}; what breaks negotiations first is known from played episodes only \
             (--evaluate both).",
            outcome.title(),
            share_in_prose(often, 1)
        )
    }
}

/// The first stage at which an action pays, counted from 1.
fn first(mut entries: impl Iterator<Item = (usize, f64)>) -> Option<usize> {
    entries.find(|(_, gain)| *gain > 0.0).map(|(stage, _)| stage + 1)
}

/// Which of two types gains by an action in the central world, the one that is named for it first, and from which stage on.
fn tempted([bad, good]: [&str; 2], at: [Option<usize>; 2], how: &str, when: fn(usize) -> String) -> String {
    match at {
        [_, Some(stage)] => format!(
            "in the central world even a {good} gains {how} {}, if the other side keeps faith",
            when(stage)
        ),
        [Some(stage), None] => format!(
            "in the central world a {bad} gains {how} {} and a {good} does not, if the other side keeps faith",
            when(stage)
        ),
        [None, None] => format!(
            "in the central world neither a {bad} nor a {good} gains {how} as long as the other side keeps faith: distrust, turnover \
             and mistakes do it"
        ),
    }
}

/// Leaving pays with so many stages done.
fn once_done(stage: usize) -> String {
    match stage {
        1 => "as soon as stage 1 is done".to_owned(),
        stage => format!("once stage {stage} is done"),
    }
}

/// Feigning pays at a stage.
fn at_stage(stage: usize) -> String {
    format!("at stage {stage}")
}
