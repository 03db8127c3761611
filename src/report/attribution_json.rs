//! The answer of an attribution for programs: what [`attribution`](super::attribution) says, as JSON. A number that is not known is
//! `null`.

use serde_json::{Value, json};

use super::attribution::Answer;
use crate::analysis::attribution::Factor;
use crate::stats::level;
use crate::stats::shapley::pairs;

impl Answer<'_> {
    /// For programs: object with `scenario`, `title`, `arm`, `metric`, `worlds`, `seed` (as text), `grid`, `level` of intervals, `sets`, `answer`
    /// (the sentences), `levels`, `total`, `groups` and `factors` (the share, the effect alone and when removed), `groups_together` (what the groups
    /// add together beyond what they add apart) and, if it was asked for, `interactions` (of two, and whether it stands out among all).
    pub fn json(&self, arm: &str) -> Value {
        let of = |part: &str, kind: &str, name: &str| {
            let change = self.change(self.target, part, kind, name);
            json!({
                "value": change.estimate.value,
                "low": change.estimate.low,
                "high": change.estimate.high,
                "effective_worlds": change.effective.is_finite().then_some(change.effective),
            })
        };
        let factor = |f: &Factor| {
            let [share, alone, removed] = ["shapley", "alone", "removed"].map(|part| of(part, f.kind(), f.name()));
            json!({ "name": f.name(), "kind": f.kind(), "share": share, "alone": alone, "removed": removed })
        };
        let interaction = |(i, j): (usize, usize)| {
            let change = self.interaction(i, j);
            let [first, second] = [i, j].map(|i| self.division.factors[i].name());
            json!({
                "factors": [first, second],
                "value": change.estimate.value,
                "low": change.estimate.low,
                "high": change.estimate.high,
                "stands_out": self.stands_out(&change),
            })
        };
        let groups = self.division.groups().into_iter().map(|group| {
            let [share, alone, removed] = ["group", "alone", "removed"].map(|part| of(part, "set", group));
            (
                group.to_owned(),
                json!({ "share": share, "alone": alone, "removed": removed }),
            )
        });
        let beyond = self.of_groups().map(|change| {
            let e = change.estimate;
            json!({ "value": e.value, "low": e.low, "high": e.high })
        });

        json!({
            "scenario": self.scenario.stem,
            "title": self.scenario.title(),
            "arm": arm,
            "metric": self.target.name(),
            "worlds": self.results.drawn(),
            "seed": self.study.seed.to_string(),
            "grid": self.study.grid,
            "level": level().share(),
            "sets": self.division.sets.name(),
            "answer": self.sentences(),
            "levels": { "none": of("level", "set", "none"), "all": of("level", "set", "all") },
            "total": of("total", "set", "all"),
            "groups": groups.collect::<serde_json::Map<_, _>>(),
            "factors": self.division.factors.iter().map(factor).collect::<Vec<_>>(),
            "groups_together": beyond,
            "interactions": pairs(self.division.count()).filter(|_| self.knows_pairs()).map(interaction).collect::<Vec<_>>(),
            "warnings": self.scenario.warnings().to_json()["problems"],
        })
    }
}
