//! What a sweep shows, in words.

use super::asking::{
    Question, accepted, actor, called, change_in_words, few, few_note, level_in_words, points_of, verb,
};
use super::phrases::capitalised;
use super::reply::{Reply, Shown};
use crate::analysis::points::{At, SolvedPoints};
use crate::study::varied::Varied;

/// Rows of the table that is printed; the file has all.
const SHOWN: usize = 12;

/// What was asked.
pub struct Asked<'a> {
    /// What all replies need.
    pub question: Question<'a>,
    /// What was varied.
    pub varied: &'a Varied,
    /// Names of the arms.
    pub arms: &'a [String],
    /// Place among them of the baseline.
    pub baseline: usize,
}

/// The reply.
pub fn reply(asked: &Asked, solved: &SolvedPoints) -> Reply {
    let (varied, metric) = (asked.varied, asked.question.metric);
    let mut answer = Vec::new();
    for (arm, name) in asked.arms.iter().enumerate() {
        answer.extend(range(asked, solved, arm, name));
    }
    for arm in (0..asked.arms.len()).filter(|arm| *arm != asked.baseline) {
        answer.extend(effects(asked, solved, arm));
    }
    let mut notes = Vec::new();
    if solved.points > SHOWN {
        notes.push(format!(
            "The table shows {SHOWN} of {} points; sweep.csv has all, and every metric.",
            solved.points
        ));
    }
    notes.push(few_note());
    for (arm, name) in asked.arms.iter().enumerate() {
        notes.extend(accepted(asked.question.scenario, name, solved, At { point: 0, arm }));
    }
    notes.extend(asked.question.exactness());
    Reply {
        answer,
        tables: vec![table(asked, solved)],
        notes,
        ..asked.question.reply(
            "sweep",
            format!("How does {} change with {}?", called(metric), varied.keys.join(" and ")),
            solved.results.worlds.len(),
        )
    }
}

/// A point in words: `disarmer.exposure = 0.3, talks.sequence = relief_first`.
fn point(varied: &Varied, number: usize) -> String {
    let of = |(key, entry): (&String, &String)| format!("{key} = {entry}");
    std::iter::zip(&varied.keys, &varied.rows[number])
        .map(of)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The lowest and the highest level of an arm, and whether they differ.
fn range(asked: &Asked, solved: &SolvedPoints, arm: usize, name: &str) -> Option<String> {
    let metric = asked.question.metric;
    let value = |point: usize| solved.level(At { point, arm }, metric).value;
    let known: Vec<(usize, f64)> = (0..solved.points).filter_map(|p| Some((p, value(p)?))).collect();
    let lowest = known.iter().min_by(|a, b| a.1.total_cmp(&b.1))?.0;
    let highest = known.iter().max_by(|a, b| a.1.total_cmp(&b.1))?.0;
    let called = capitalised(&called(metric));
    let title = asked.question.scenario.display_name(name).unwrap_or(name);
    let level = |point: usize| level_in_words(metric, &solved.level(At { point, arm }, metric));
    if lowest == highest {
        return Some(format!("{called} {title}: {} at every point.", level(lowest)));
    }
    let apart = solved.difference(At { point: highest, arm }, At { point: lowest, arm }, metric);
    let sure = match verb(&apart) {
        Some("raises") => "",
        Some(_) => " (the difference rests on few worlds)",
        None => ", which does not tell them apart",
    };
    Some(format!(
        "{called} {title} runs from {} at {} to {} at {}: {}{} more{sure}.",
        level(lowest),
        point(asked.varied, lowest),
        level(highest),
        point(asked.varied, highest),
        change_in_words(metric, &apart.estimate),
        points_of(metric)
    ))
}

/// Where an arm changes the metric least and most, and whether its sign turns.
fn effects(asked: &Asked, solved: &SolvedPoints, arm: usize) -> Option<String> {
    let (metric, baseline) = (asked.question.metric, asked.baseline);
    let effect = |point: usize| solved.difference(At { point, arm }, At { point, arm: baseline }, metric);
    let all: Vec<_> = (0..solved.points).map(effect).collect();
    let value = |place: &usize| all[*place].estimate.value.unwrap_or(f64::NAN);
    let lowest = (0..all.len()).min_by(|a, b| value(a).total_cmp(&value(b)))?;
    let highest = (0..all.len()).max_by(|a, b| value(a).total_cmp(&value(b)))?;
    let title = actor(asked.question.scenario, &asked.arms[arm]);
    let turns = match (verb(&all[lowest]), verb(&all[highest])) {
        (Some(down), Some(up)) if down.contains("lower") && up.contains("raise") => {
            "; it turns from harm to help between them"
        }
        _ => "",
    };
    let told = |place: usize| {
        format!(
            "{}{} at {}",
            change_in_words(metric, &all[place].estimate),
            points_of(metric),
            point(asked.varied, place)
        )
    };
    Some(match lowest == highest {
        true => format!("{} changes it by {}.", capitalised(&title), told(lowest)),
        false => {
            let apart = solved.difference_of_differences(highest, lowest, [arm, baseline], metric);
            let sure = match verb(&apart) {
                Some("raises") => "",
                Some(_) => " (few worlds make it)",
                None => ", which does not tell them apart",
            };
            format!(
                "What {title} changes about it runs from {} to {}{turns}: {}{} more{sure}.",
                told(lowest),
                told(highest),
                change_in_words(metric, &apart.estimate),
                points_of(metric)
            )
        }
    })
}

fn table(asked: &Asked, solved: &SolvedPoints) -> Shown {
    let metric = asked.question.metric;
    let mut header = vec!["point".to_owned()];
    for (arm, name) in asked.arms.iter().enumerate() {
        header.push(name.clone());
        if arm != asked.baseline {
            header.push(format!("{name} − {}", asked.arms[asked.baseline]));
        }
    }
    let row = |number: usize| {
        let mut row = vec![point(asked.varied, number)];
        for arm in 0..asked.arms.len() {
            let at = At { point: number, arm };
            row.push(level_in_words(metric, &solved.level(at, metric)));
            if arm != asked.baseline {
                let effect = solved.difference(
                    at,
                    At {
                        arm: asked.baseline,
                        ..at
                    },
                    metric,
                );
                row.push(change_in_words(metric, &effect.estimate) + few(&effect));
            }
        }
        row
    };
    Shown {
        title: format!("{}, by point and arm", capitalised(&called(metric))),
        header,
        rows: (0..solved.points.min(SHOWN)).map(row).collect(),
    }
}
