//! What drives an outcome and the broker's effect, in words.

use super::asking::{Question, accepted, called, change_in_words, level_in_words, points_of, short, verb};
use super::evidence::Evidence;
use super::phrases::capitalised;
use super::reply::{Reply, Shown};
use super::words::{counted, enumerated, fixed, known, percent};
use crate::analysis::drivers::{Driver, Drivers, Group, Quantity, Sample, Scale, Total, strongest};
use crate::analysis::points::{At, SolvedPoints};
use crate::analysis::tables::Swing;
use crate::analysis::target::Target;
use crate::stats::Estimate;

/// Keys of the table that is printed.
const SHOWN: usize = 10;
/// Keys that a sentence names.
const NAMED: usize = 3;
/// Shares from which a key matters much.
const MUCH: f64 = 0.05;

/// What was asked.
pub struct Asked<'a> {
    /// What all replies need.
    pub question: Question<'a>,
    /// Names of the arms.
    pub arms: &'a [String],
    /// Place among them of the baseline.
    pub baseline: usize,
    /// What the numbers rest on.
    pub evidence: &'a Evidence,
}

impl Asked<'_> {
    /// `settlement without Russia`, `what Russia changes about settlement`.
    fn name(&self, quantity: &Quantity) -> String {
        let title = |arm: usize| {
            let name = &self.arms[arm];
            self.question.scenario.display_name(name).unwrap_or(name).to_owned()
        };
        match quantity.against {
            None => format!("{} {}", called(quantity.target), title(quantity.arm)),
            Some(_) => format!("the change in {} {}", called(quantity.target), title(quantity.arm)),
        }
    }
}

/// The reply. `of_metric` are the drivers of the metric, `swings` numbers at their two ends with their solved points.
pub fn reply(
    asked: &Asked,
    sample: &Sample,
    of_metric: &[&Drivers],
    (swings, swung): (&[Swing], &SolvedPoints),
) -> Reply {
    let metric = asked.question.metric;
    let main = leading(of_metric, metric);
    let mut answer: Vec<String> = main.iter().map(|of| sentence(asked, sample, of)).collect();
    answer.extend(ends(asked, (swings, swung)));
    answer.extend(badly_known(asked, sample, &main));
    let mut notes = vec![
        scales(metric),
        floors(&main, sample),
        "Evidence: C confirmed in a source, M from memory, D derived by a stated rule, J judgement.".to_owned(),
    ];
    notes.extend(also_on_average(asked, sample, of_metric));
    for (arm, name) in asked.arms.iter().enumerate() {
        notes.extend(accepted(
            asked.question.scenario,
            name,
            &sample.solved,
            At { point: 0, arm },
        ));
    }
    for of in main.iter().filter(|of| of.rests_on_few()) {
        notes.push(format!(
            "The variance of {} rests on {} worlds: too few to say what drives it.",
            asked.name(&of.quantity),
            known(of.effective, |n| fixed(n, 0))
        ));
    }
    if !asked.question.scenario.correlations().is_empty() {
        notes.push(
            "Some numbers are drawn together: the share of each holds also what goes with it, so that shares may sum to more than all.".to_owned(),
        );
    }
    notes.extend(asked.question.exactness());
    Reply {
        answer,
        tables: vec![table(asked, sample, &main)],
        notes,
        ..asked.question.reply(
            "drivers",
            format!("Which uncertain numbers drive {}?", called(metric)),
            sample.solved.results.worlds.len(),
        )
    }
}

/// The quantities that sentences and charts are about: on the odds where there are odds.
pub(super) fn leading<'d>(of_metric: &[&'d Drivers], metric: Target) -> Vec<&'d Drivers> {
    let scale = match metric.is_probability() {
        true => Scale::Odds,
        false => Scale::Average,
    };
    let mut main: Vec<&Drivers> = of_metric
        .iter()
        .copied()
        .filter(|of| of.quantity.scale == scale)
        .collect();
    main.sort_by_key(|of| of.quantity.against.is_some());
    main
}

fn sentence(asked: &Asked, sample: &Sample, of: &Drivers) -> String {
    let name = asked.name(&of.quantity);
    let resolved = of.resolved();
    let can = of.drivers.iter().filter(|driver| !driver.placebo).count();
    if resolved.is_empty() {
        return format!(
            "None of {} is seen to drive {name}: no share of its variation is surely above zero and above the noise ({}).",
            counted(can as u64, "uncertain number"),
            percent(of.floor, 1)
        );
    }
    let first = |driver: &&&Driver| {
        let key = &sample.inputs[driver.input].key;
        let way = match driver.rises {
            Some(true) => "raises it; ",
            Some(false) => "lowers it; ",
            None => "",
        };
        format!("{key} ({way}{})", share(&driver.share))
    };
    let named: Vec<String> = resolved
        .iter()
        .take(NAMED)
        .collect::<Vec<_>>()
        .iter()
        .map(first)
        .collect();
    let odds = match (of.quantity.scale, of.quantity.against) {
        (Scale::Average, _) => "",
        (Scale::Odds, None) => " of its odds",
        (Scale::Odds, Some(_)) => " of the ratio of odds",
    };
    let rest = resolved.len() - named.len();
    let unresolved = can - resolved.len();
    let more = match rest {
        0 => String::new(),
        n => format!(" {n} more are resolved, and"),
    };
    let numbers = if named.len() == 1 { "the share" } else { "shares" };
    format!(
        "{} is driven most by {}; in brackets {numbers} of the variation{odds}. Of {can} numbers,{more} {unresolved} are not told from noise.",
        capitalised(&name),
        enumerated(&named)
    )
}

/// A share with its interval: `23 % [18, 28]`.
pub(super) fn share(e: &Estimate) -> String {
    let of = |x: Option<f64>| known(x, |x| fixed(100.0 * x, 0));
    format!("{} % [{}, {}]", of(e.value), of(e.low), of(e.high))
}

/// What the strongest number moves between its two ends, under the last arm and in its effect.
fn ends(asked: &Asked, (swings, swung): (&[Swing], &SolvedPoints)) -> Option<String> {
    let metric = asked.question.metric;
    let arm = (0..asked.arms.len())
        .rev()
        .find(|arm| *arm != asked.baseline)
        .unwrap_or(asked.baseline);
    let at = |swing: &Swing, end: usize| At {
        point: swing.points[end],
        arm,
    };
    let moved = |swing: &&Swing| swung.difference(at(swing, 1), at(swing, 0), metric);
    let size = |swing: &&Swing| moved(swing).estimate.value.map_or(0.0, f64::abs);
    let largest = swings.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    let difference = moved(&largest);
    let title = asked
        .question
        .scenario
        .display_name(&asked.arms[arm])
        .unwrap_or(&asked.arms[arm]);
    let unsure = match verb(&difference) {
        None => ", which is not told from zero",
        Some(verb) if verb.starts_with("seems") => ", which few worlds make",
        Some(_) => "",
    };
    Some(format!(
        "In {} common worlds, {} at its 90 % point ({}) and not at its 10 % point ({}) moves {} {title} from {} to {}: by {}{}{unsure}.",
        difference.estimate.observations,
        largest.key,
        short(largest.values[1]),
        short(largest.values[0]),
        called(metric),
        level_in_words(metric, &swung.level(at(largest, 0), metric)),
        level_in_words(metric, &swung.level(at(largest, 1), metric)),
        change_in_words(metric, &difference.estimate),
        points_of(metric)
    ))
}

/// What matters much and is known badly.
fn badly_known(asked: &Asked, sample: &Sample, main: &[&Drivers]) -> Option<String> {
    let mut keys: Vec<(f64, &str)> = Vec::new();
    for driver in main.iter().flat_map(|of| of.resolved()) {
        let key = sample.inputs[driver.input].key.as_str();
        let value = driver.share.value.unwrap_or(0.0);
        if value < MUCH || !asked.evidence.is_judgement(key) {
            continue;
        }
        match keys.iter_mut().find(|(_, own)| *own == key) {
            Some(own) => own.0 = own.0.max(value),
            None => keys.push((value, key)),
        }
    }
    keys.sort_by(|a, b| b.0.total_cmp(&a.0));
    if keys.is_empty() {
        return None;
    }
    let told = |(_, key): &(f64, &str)| format!("{key} (evidence: {})", asked.evidence.in_words(key));
    let told: Vec<String> = keys.iter().map(told).collect();
    Some(format!(
        "Matters much and is known badly, so find it out next: {}.",
        enumerated(&told)
    ))
}

fn scales(metric: Target) -> String {
    match metric.is_probability() {
        true => "Shares are of the variance between worlds of the logarithm of the odds, to which every world counts; drivers.csv has those of \
                 the average, too, which a few worlds may make, and what a shift of each number moves the average by."
            .to_owned(),
        false => "Shares are of the variance between worlds; drivers.csv says also what a shift of each number moves the average by.".to_owned(),
    }
}

fn floors(main: &[&Drivers], sample: &Sample) -> String {
    let worst = main.iter().map(|of| of.floor).fold(0.0, f64::max);
    let own = main
        .iter()
        .map(|of| of.placebos - sample.placebos.len())
        .max()
        .unwrap_or(0);
    let with = match own {
        0 => String::new(),
        n => format!(
            " and up to {} of the scenario that the arm does not have",
            counted(n as u64, "number")
        ),
    };
    format!(
        "Noise: of {} that enter nowhere{with}, none has a share above {}. What does not rise above that, with an interval above \
         zero, is not resolved, which is not to say that it does not matter.",
        counted(sample.placebos.len() as u64, "number"),
        percent(worst, 1)
    )
}

/// What moves the average most and is not among the first on the odds, in a sentence.
fn also_on_average(asked: &Asked, sample: &Sample, of_metric: &[&Drivers]) -> Option<String> {
    let mut average = of_metric.iter().filter(|of| of.quantity.scale == Scale::Average);
    let of = average.rfind(|of| of.quantity.against.is_none())?;
    let named: Vec<String> = (of.resolved().iter().take(NAMED))
        .map(|driver| format!("{} ({})", sample.inputs[driver.input].key, share(&driver.share)))
        .collect();
    let name = asked.name(&of.quantity);
    asked.question.metric.is_probability().then(|| match named.is_empty() {
        true => format!("Of the average itself of {name}, which few worlds make, no driver is resolved."),
        false => format!("The average itself of {name} is driven most by {}.", enumerated(&named)),
    })
}

/// The strongest keys by quantity, with their evidence.
fn table(asked: &Asked, sample: &Sample, main: &[&Drivers]) -> Shown {
    let keys = strongest(main, SHOWN);
    let mut header = vec!["number".to_owned()];
    header.extend(main.iter().map(|of| match of.quantity.against {
        None => asked.arms[of.quantity.arm].clone(),
        Some(other) => format!("{} − {}", asked.arms[of.quantity.arm], asked.arms[other]),
    }));
    header.push("evidence".to_owned());
    let row = |input: &usize| {
        let key = &sample.inputs[*input].key;
        let cell = |of: &&Drivers| match &of.drivers[*input] {
            driver if driver.placebo => "cannot matter".to_owned(),
            driver if driver.resolved => share(&driver.share),
            _ => "not resolved".to_owned(),
        };
        let mut row = vec![key.clone()];
        row.extend(main.iter().map(cell));
        row.push(asked.evidence.in_words(key));
        row
    };
    Shown {
        title: format!("Shares of the variation of {}", called(asked.question.metric)),
        header,
        rows: keys.iter().map(row).collect(),
    }
}

/// The total shares of the metric.
pub fn total_table(asked: &Asked, sample: &Sample, groups: &[Group], all: &[(Quantity, Vec<Total>)]) -> Shown {
    let scale = match asked.question.metric.is_probability() {
        true => Scale::Odds,
        false => Scale::Average,
    };
    let of_metric: Vec<&(Quantity, Vec<Total>)> = (all.iter())
        .filter(|(quantity, _)| quantity.target == asked.question.metric && quantity.scale == scale)
        .collect();
    let mut header = vec!["group".to_owned()];
    header.extend(of_metric.iter().map(|(quantity, _)| match quantity.against {
        None => asked.arms[quantity.arm].clone(),
        Some(other) => format!("{} − {}", asked.arms[quantity.arm], asked.arms[other]),
    }));
    let row = |(place, group): (usize, &Group)| {
        let cell = |(quantity, totals): &&(Quantity, Vec<Total>)| {
            let absent = group.inputs.iter().all(|input| sample.cannot_matter(*input, quantity));
            match totals.iter().find(|total| total.group == place) {
                Some(_) if absent => "cannot matter".to_owned(),
                Some(total) => share(&total.share),
                None => String::new(),
            }
        };
        let name = match group.inputs.len() {
            1 => group.name.clone(),
            n => format!("{} ({})", group.name, counted(n as u64, "number")),
        };
        [vec![name], of_metric.iter().map(cell).collect()].concat()
    };
    Shown {
        title: format!(
            "Shares of the variation of {} in which each group takes part, alone or with others",
            called(asked.question.metric)
        ),
        header,
        rows: groups.iter().enumerate().map(row).collect(),
    }
}
