//! Tables of reasons: what the numbers ask for, what breaks the process, and who is exposed when.

use std::collections::BTreeMap;

use super::super::grid::{Cell, Column, Grid};
use super::super::select::rows;
use super::{View, estimate, named};
use crate::game::outcome::Cause;
use crate::notation::{fixed, percent, signed, significant, trimmed};
use crate::output::records::Records;
use crate::study::counts::rupture;

impl View<'_> {
    /// The incentive ledger of the arm that the answer is about.
    pub fn ledger(&self, ledger: &Records) -> Grid {
        let arm = self.briefing.leading.as_deref().unwrap_or(&self.briefing.baseline);
        let mut cells: BTreeMap<(usize, String, usize), BTreeMap<usize, String>> = BTreeMap::new();
        let quantities = [
            "step",
            "kept_faith",
            "feign",
            "quit",
            "renege",
            "renege_in_all",
            "given_up",
            "rebuildable",
            "delivered",
            "revocable",
        ];
        let mut stages = 0;
        for row in rows(ledger, &[("arm", arm)]) {
            let cell = |column: &str| ledger.cell(row, column);
            let quantity = quantities.iter().position(|name| *name == cell("quantity"));
            let (Some(quantity), Ok(stage)) = (quantity, cell("stage").parse::<usize>()) else {
                continue;
            };
            let side = usize::from(cell("player") == "guarantor");
            stages = stages.max(stage);
            let line = cells.entry((side, cell("type").to_owned(), quantity)).or_default();
            line.insert(stage, cell("value").to_owned());
        }
        let words = [
            "takes the next step",
            "goes on keeping faith, to the end",
            "feigns the step",
            "walks out",
            "reneges, in each year after",
            "reneges, over its foresight, costs included",
            "given up, share",
            "of it could be rebuilt, share",
            "delivered, share",
            "of it could be revoked, share",
        ];
        let rows = cells.into_iter().map(|((side, kind, quantity), line)| {
            let who = match kind.as_str() {
                "both" => self.briefing.players[side].clone(),
                kind => format!("{}, {kind}", self.briefing.players[side]),
            };
            let share = quantity >= 6;
            let values = (1..=stages).map(|stage| {
                let kept = line.get(&stage).map_or("", String::as_str);
                Cell::number(kept, |x| if share { percent(x, 0) } else { signed(x, 2) })
            });
            [Cell::text(who), Cell::text(words[quantity])]
                .into_iter()
                .chain(values)
                .collect()
        });
        let columns = (1..=stages).map(|stage| Column::number(format!("stage {stage}")));
        Grid {
            name: "incentive-ledger".to_owned(),
            caption: format!(
                "The incentive ledger of the central world, {}: what a type gains at each stage if it does this and the other side \
                 keeps faith, a year and in its own unit, and what each side could take back. It describes the numbers of the \
                 scenario and needs no solution.",
                self.title(arm)
            ),
            columns: [Column::text("who"), Column::text("does what")]
                .into_iter()
                .chain(columns)
                .collect(),
            rows: rows.collect(),
        }
    }

    /// The first ruptures by cause at the end of the time.
    pub fn causes(&self, timeline: &Records) -> Grid {
        let [disarmer, guarantor, _] = &self.briefing.players;
        let cause = |cause: Cause| {
            let words = match cause {
                Cause::Quit => format!("{disarmer} walks out"),
                Cause::Pocketed => format!("{disarmer} pockets a delivery"),
                Cause::DisputedRightly => "a feigned step is found out".to_owned(),
                Cause::Exposed => "a covert programme comes to light".to_owned(),
                Cause::DisputedWrongly => "a false alarm about an honest step".to_owned(),
                Cause::Reneged => format!("{guarantor} reneges"),
            };
            (rupture::by(cause), words)
        };
        let lines = Cause::ALL.map(cause).into_iter().chain([
            (rupture::WAR.to_owned(), "war before any rupture".to_owned()),
            (rupture::NEVER.to_owned(), "nothing: it never ruptures".to_owned()),
        ]);
        let last = |arm: &str| {
            let round = |row: &Vec<String>| timeline.cell(row, "round").parse::<u64>().ok();
            rows(timeline, &[("arm", arm)]).filter_map(round).max()
        };
        let arms = &self.briefing.arms;
        let ends: Vec<Option<String>> = arms.iter().map(|arm| Some(last(&arm.name)?.to_string())).collect();
        if ends.iter().any(Option::is_none) {
            return Grid::default();
        }
        let rows = lines.map(|(quantity, words)| {
            let cells = arms.iter().zip(&ends).map(|(arm, end)| {
                let round = end.as_deref().unwrap_or_default();
                let row = timeline.find(&[("arm", &arm.name), ("round", round), ("quantity", &quantity)]);
                estimate(timeline, row, &|x| fixed(100.0 * x, 1))
            });
            std::iter::once(Cell::text(words)).chain(cells).collect()
        });
        let columns = arms.iter().map(|arm| Column::number(format!("{}, %", arm.title)));
        let worlds = timeline.rows.first().map_or("", |row| timeline.cell(row, "worlds"));
        Grid {
            name: "first-ruptures".to_owned(),
            caption: format!(
                "What breaks the process first within {} years, in per cent of negotiations; {} intervals. A process that broke may \
                 be taken up again. It rests on the {worlds} worlds in which every arm was solved, so it differs a little from what \
                 the answer says, which rests on all.",
                significant(self.briefing.years),
                self.briefing.level
            ),
            columns: std::iter::once(Column::text("first rupture by"))
                .chain(columns)
                .collect(),
            rows: rows.collect(),
        }
    }

    /// When each side has most to lose.
    pub fn exposure(&self, exposure: &Records) -> Grid {
        let [disarmer, guarantor, _] = &self.briefing.players;
        let rows = self.briefing.arms.iter().filter_map(|arm| {
            let mut cells = vec![Cell::text(&arm.title)];
            for quantity in ["irrecoverable", "revocable"] {
                let row = exposure.find(&[("arm", &arm.name), ("quantity", quantity)])?;
                cells.push(estimate(exposure, Some(row), &|x| fixed(100.0 * x, 2)));
                cells.push(Cell::number(exposure.cell(row, "month"), |x| trimmed(x, 0)));
            }
            Some(cells)
        });
        Grid {
            name: "exposure".to_owned(),
            caption: format!(
                "When each side has staked most on average: how much of its deterrent {disarmer} has given up for good, and how much \
                 of the relief {guarantor} has delivered and could revoke, in per cent; {} intervals.",
                self.briefing.level
            ),
            columns: [
                Column::text("arm"),
                Column::number(format!("{disarmer}, given up for good, %")),
                Column::number("in month"),
                Column::number(format!("{guarantor}, delivered and revocable, %")),
                Column::number("in month"),
            ]
            .into(),
            rows: rows.collect(),
        }
    }

    /// In which share of the worlds the numbers contradict the names of the types; what never happens is left out.
    pub fn contradictions(&self, contradictions: &Records) -> Grid {
        let kinds = [
            ("dealer_loses_by_the_last_step", "a dealer loses by the last step"),
            ("keeper_gains_by_leaving", "a keeper gains by reneging"),
            (
                "disarmer_types_swapped",
                "the deterrent is worth more to a dealer than to a staller",
            ),
            (
                "guarantor_types_swapped",
                "a settlement is worth more to a reneger than to a keeper",
            ),
            ("no_price", "no deal has a price that both would pay"),
        ];
        let arms = &self.briefing.arms;
        let rows = kinds.into_iter().filter_map(|(kind, words)| {
            let shares = arms.iter().map(|arm| {
                let row = contradictions.find(&[("arm", &arm.name), ("contradiction", kind)]);
                named(contradictions, row, "share_of_worlds", &|x| fixed(100.0 * x, 1))
            });
            let shares: Vec<Cell> = shares.collect();
            let happens = shares
                .iter()
                .any(|cell| cell.value.parse::<f64>().is_ok_and(|x| x > 0.0));
            happens.then(|| std::iter::once(Cell::text(words)).chain(shares).collect())
        });
        let columns = arms.iter().map(|arm| Column::number(arm.title.clone()));
        Grid {
            name: "contradictions".to_owned(),
            caption: format!(
                "In how many worlds, in per cent, the numbers contradict the name of a type; {} intervals. What happens in no world is \
                 left out.",
                self.briefing.level
            ),
            columns: std::iter::once(Column::text("contradiction")).chain(columns).collect(),
            rows: rows.collect(),
        }
    }
}
