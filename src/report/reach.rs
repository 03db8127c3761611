//! What it would take to reach an aim, in words.

use super::asking::{Question, called, change_in_words, level_in_words, points_of, short};
use super::phrases::{capitalised, size, sure};
use super::reach_tables::{of_frontier, of_levers, value};
use super::reply::Reply;
use super::words::{counted, fixed, percent_trimmed, share};
use crate::analysis::points::Paired;
use crate::analysis::reach::{ALL, Confirmed, Reached, Set, Values, difference, members, share as of_way};
use crate::scenario::{Course, Lever};

/// The reply. `options` repeat the question, besides those of its aim; `open` nodes did not converge.
pub fn reply(
    reached: &Reached,
    seed: u64,
    options: &[(&'static str, String)],
    settings: &[String],
    open: u64,
) -> Reply {
    let found = reached.found;
    let worlds = found.values[&reached.none()].len();
    let options = [options_of_aim(reached), options.to_vec()].concat();
    let question = Question {
        scenario: reached.scenario,
        metric: reached.metric,
        seed,
        grid: reached.grids[0],
        settings,
        options: &options,
        errors: &[],
        open,
    };
    Reply {
        answer: answer(reached),
        tables: vec![of_levers(reached), of_frontier(reached)],
        notes: [notes(reached, worlds), question.exactness()].concat(),
        ..question.reply("target", format!("What would it take for {}?", wanted(reached)), worlds)
    }
}

/// The aim: `settlement of at least 50 % in the mean over worlds`.
fn wanted(reached: &Reached) -> String {
    let aim = reached.aim;
    let bound = if aim.at_most { "at most" } else { "at least" };
    let what = format!("{} of {bound} {}", called(reached.metric), value(reached, aim.level));
    match aim.share {
        Some(least) => format!("{what} in at least {} of the worlds", percent_trimmed(least)),
        None if reached.found.values[&reached.none()].len() == 1 => what,
        None => format!("{what} in the mean over worlds"),
    }
}

/// What a set gives: the mean, and the share of worlds.
fn given(reached: &Reached, values: &Values) -> String {
    let aim = reached.aim;
    let mean = level_in_words(reached.metric, &aim.mean(values));
    if values.len() == 1 {
        return mean;
    }
    let bound = if aim.at_most { "at most" } else { "at least" };
    format!(
        "{mean} in the mean, and {bound} {} in {} of the worlds",
        value(reached, aim.level),
        share(&aim.share_of_worlds(values))
    )
}

fn answer(reached: &Reached) -> Vec<String> {
    let found = reached.found;
    let base = &found.values[&reached.none()];
    let arm = reached.scenario.display_name(reached.arm).unwrap_or(reached.arm);
    let mut sentences = vec![format!(
        "As things stand, {} {arm} is {}.",
        called(reached.metric),
        given(reached, base)
    )];
    if reached.aim.is_reached(base) {
        sentences.push(format!("So {} needs nothing.", wanted(reached)));
        sentences.extend(again(reached, 0, "As it stands"));
        return sentences;
    }
    match found.minimal.is_empty() {
        true => sentences.extend(out_of_reach(reached)),
        false => sentences.extend(within_reach(reached)),
    }
    sentences
}

fn within_reach(reached: &Reached) -> Vec<String> {
    let found = reached.found;
    let mut sentences = Vec::new();
    for (number, minimal) in found.minimal.iter().enumerate() {
        let begin = match number {
            0 => format!("It would take {}.", wanted_of(reached, &minimal.set)),
            _ => format!("Another way is {}.", wanted_of(reached, &minimal.set)),
        };
        sentences.push(begin);
        sentences.push(format!(
            "In the search that gives {}.",
            given(reached, &found.values[&minimal.set])
        ));
        sentences.extend(again(reached, number + 1, "There"));
    }
    sentences.extend(joint(reached, &found.minimal[0].whole));
    let names: Vec<&str> = found
        .needed
        .iter()
        .map(|lever| reached.levers[*lever].name.as_str())
        .collect();
    sentences.extend(match names[..] {
        [] => None,
        [one] => Some(format!("Without {one}, no set within these ranges was found to do.")),
        _ => Some(format!(
            "Without all of {}, no set within these ranges was found to do.",
            names.join(", ")
        )),
    });
    sentences
}

fn out_of_reach(reached: &Reached) -> Vec<String> {
    let found = reached.found;
    let best = &found.judged;
    let mut sentences = Vec::new();
    if members(best).is_empty() {
        sentences.push(format!(
            "{} is not within these ranges: none of {} surely brings it nearer.",
            capitalised(&wanted(reached)),
            counted(reached.levers.len() as u64, "lever")
        ));
        return sentences;
    }
    let nearly = nearly(reached, &found.values[best]);
    let verdict = match nearly {
        true => "is not surely reached within these ranges: the best estimate is beyond it, its interval is not",
        false => "was not found within these ranges",
    };
    sentences.push(format!(
        "{} {verdict}. The best that was found is {}.",
        capitalised(&wanted(reached)),
        given(reached, &found.values[best])
    ));
    sentences.push(format!("That takes {}.", wanted_of(reached, best)));
    sentences.extend(again(reached, 1, "There"));
    sentences.extend(along(reached));
    sentences.extend(matters(reached));
    sentences.extend(joint(reached, best));
    sentences
}

/// Who would have to do what, and at what cost.
fn wanted_of(reached: &Reached, set: &Set) -> String {
    let own = members(set);
    let mut by: Vec<(&str, Vec<String>)> = Vec::new();
    for lever in &own {
        let moved = &reached.levers[*lever];
        let said = format!("{} ({})", moved.words, how_far(moved, set[*lever]));
        match by.iter_mut().find(|(who, _)| *who == moved.by) {
            Some((_, all)) => all.push(said),
            None => by.push((&moved.by, vec![said])),
        }
    }
    let one = |(who, all): &(&str, Vec<String>)| match *who {
        "" => all.join(", "),
        who => format!("{who}: {}", all.join(", ")),
    };
    let all: Vec<String> = by.iter().map(one).collect();
    format!(
        "{}, at a cost of {} in all. {}",
        counted(own.len() as u64, "lever"),
        short(reached.cost(set)),
        all.join("; ")
    )
}

/// How far a lever is moved: the key from where to where, or the share of the way of several.
fn how_far(lever: &Lever, level: u8) -> String {
    let way = match level {
        ALL => String::new(),
        _ => format!(", {} % of the way", fixed(100.0 * of_way(level), 0)),
    };
    match &lever.moves[..] {
        [only] => match &only.course {
            Course::Number { from, .. } => {
                let to = only.at(of_way(level)).parse().map_or(String::new(), short);
                format!("{} from {} to {to}{way}", only.key, short(*from))
            }
            Course::Word { from, to } => format!("{} from {from} to {to}", only.key),
        },
        _ => format!("{}{way}", lever.name),
    }
}

/// What the fresh worlds say of a set.
fn again(reached: &Reached, place: usize, begin: &str) -> Option<String> {
    let Confirmed { set, fine, .. } = reached.confirmed.get(place)?;
    let how = match fine.len() {
        1 => format!("a solution on grid {}", reached.grids[1]),
        n => format!("{n} fresh worlds at grid {}", reached.grids[1]),
    };
    let searched = reached.found.values.get(set);
    let was_reached = searched.is_some_and(|values| reached.aim.is_reached(values));
    let judged = match (was_reached, reached.aim.is_reached(fine)) {
        (true, true) => ": the aim is confirmed",
        (true, false) if nearly(reached, fine) => {
            ": the estimate is beyond the aim, but its interval is not, so it is not confirmed"
        }
        (true, false) => ": the aim is not confirmed",
        (false, _) => "",
    };
    let give = if fine.len() == 1 { "gives" } else { "give" };
    Some(format!("{begin}, {how} {give} {}{judged}.", given(reached, fine)))
}

/// Whether the estimate alone is beyond the aim.
fn nearly(reached: &Reached, values: &Values) -> bool {
    let aim = reached.aim;
    match aim.share {
        Some(least) => aim.share_of_worlds(values).value >= Some(least),
        None if aim.at_most => aim.mean(values).value.is_some_and(|mean| mean <= aim.level),
        None => aim.mean(values).value >= Some(aim.level),
    }
}

/// What levers of a set do together, against the sum of what each does alone.
fn joint(reached: &Reached, set: &Set) -> Option<String> {
    let own = members(set);
    if own.len() < 2 {
        return None;
    }
    let found = reached.found;
    let together = difference(found.values.get(set)?, &found.values[&reached.none()], |x| x);
    let alone: f64 = own
        .iter()
        .filter_map(|lever| found.effects[*lever].alone.estimate.value)
        .sum();
    let change = together.estimate.value?;
    let (unit, metric) = (points_of(reached.metric), reached.metric);
    let scale = if metric.is_probability() { 100.0 } else { 1.0 };
    let times = match change / alone {
        ratio if ratio.is_finite() && ratio > 0.0 && (scale * alone).abs() >= 0.05 => {
            format!("{} times what they do one by one", short(ratio))
        }
        _ => "which one by one they do not".to_owned(),
    };
    Some(format!(
        "All the way and together they change it by {}{unit}, {times} ({}{unit} in all).",
        change_in_words(metric, &together.estimate),
        super::words::signed(scale * alone, 2)
    ))
}

/// What the first steps of the path give.
fn along(reached: &Reached) -> Option<String> {
    let path = &reached.found.path;
    let shown = path.len().min(3);
    let step = |(lever, set): &(usize, Set)| {
        format!(
            "{} {}",
            reached.levers[*lever].name,
            level_in_words(reached.metric, &reached.aim.mean(&reached.found.values[set]))
        )
    };
    let steps: Vec<String> = path[..shown].iter().map(step).collect();
    (path.len() > 1).then(|| format!("The first steps bring it to: {}.", steps.join(", then ")))
}

/// What the best set would miss most.
fn matters(reached: &Reached) -> Option<String> {
    let judged = &reached.found.judged;
    let mut losses: Vec<(usize, Paired)> = members(judged)
        .into_iter()
        .filter_map(|lever| Some((lever, reached.found.effects[lever].on_top?)))
        .filter(|(_, paired)| sure(&paired.estimate))
        .collect();
    losses.sort_by(|a, b| size(&b.1.estimate).total_cmp(&size(&a.1.estimate)));
    let one = |(lever, paired): &(usize, Paired)| {
        let name = &reached.levers[*lever].name;
        format!("{name} ({})", change_in_words(reached.metric, &paired.estimate))
    };
    let most: Vec<String> = losses.iter().take(4).map(one).collect();
    (!most.is_empty()).then(|| {
        format!(
            "What the set would miss most{}: {}.",
            if reached.metric.is_probability() {
                ", in points"
            } else {
                ""
            },
            most.join(", ")
        )
    })
}

fn notes(reached: &Reached, worlds: usize) -> Vec<String> {
    let mut notes = vec![match reached.scenario.declares_levers() {
        true => "Levers: the far ends and costs are those of the file; sets.csv has every key, from where to where. A number that is drawn becomes a fixed one, its median moved to the far end.".to_owned(),
        false => "Levers: the file declares none, so the usual ones are tried, at a cost of 1 each. How far each can be moved is an assumption (docs/targets.md; sets.csv has every key, from where to where). A number that is drawn becomes a fixed one, its median moved to the far end.".to_owned(),
    }];
    if worlds > 1 {
        notes.push("The mean over worlds and the share of worlds are two questions: a mean of 50 % may be certainty in half of the worlds. Differences are paired world by world; the aim counts as reached if the whole interval is beyond it.".to_owned());
    }
    notes.extend(grid(reached));
    if reached.found.cut_short {
        notes.push("The search stopped where its work was used up: other sets or smaller levels may exist that were not looked for. Fewer levers, declared in the file, leave more work for each.".to_owned());
    }
    if !reached.idle.is_empty() {
        notes.push(format!(
            "Levers that move nothing in this arm, which has values of its own: {}.",
            reached.idle.join(", ")
        ));
    }
    notes
}

/// What the finer grid adds in the fresh worlds that were solved on both.
fn grid(reached: &Reached) -> Option<String> {
    let [coarse, fine] = reached.grids;
    let last = reached
        .confirmed
        .last()
        .filter(|confirmed| confirmed.coarse.len() > 1)?;
    let adds = difference(&last.fine, &last.coarse, |x| x);
    Some(format!(
        "Grid: the search is on grid {coarse}. In {} of the last set above, grid {fine} adds {}{}.",
        counted(adds.estimate.observations, "fresh world"),
        change_in_words(reached.metric, &adds.estimate),
        points_of(reached.metric)
    ))
}

fn options_of_aim(reached: &Reached) -> Vec<(&'static str, String)> {
    let aim = reached.aim;
    let bound = if aim.at_most { "at-most" } else { "at-least" };
    let outcome = reached.metric.name();
    let mut options = vec![
        ("outcome", outcome.trim_start_matches("outcome.").to_owned()),
        (bound, aim.level.to_string()),
    ];
    options.extend(aim.share.map(|share| ("share-of-worlds", share.to_string())));
    options
}
