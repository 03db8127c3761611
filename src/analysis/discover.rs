//! In which region of what is uncertain something happens: found in some worlds and confirmed in others.

use super::acceptance::PLAYERS;
use super::drivers::{Quantity, Sample, Scale};
use super::target::Target;
use crate::stats::Estimate;
use crate::stats::boxes::{Found, Region, Split, choose, peel, share, split};
use crate::stats::indices::first_order;

/// Every so many worlds, one is kept for the test.
const TEST_EVERY: usize = 4;
/// Numbers that a region may limit.
const MOST_INPUTS: usize = 5;
/// Share of the worlds that a step peels off, and the least that a region or a side of a split holds.
const PEELED: f64 = 0.05;
const LEAST_MASS: f64 = 0.08;
/// Worlds of the test that a side must have for its share to be told.
const FEWEST: u64 = 10;
/// What happens in fewer or in more worlds than this is taken for too rare or too common to look for.
const RARE: f64 = 0.05;
/// The share of worlds that are looked at instead: those in which it is largest.
const FIFTH: f64 = 0.2;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// The arm raises the metric by at least the threshold.
    Helps,
    /// It lowers it by as much.
    Harms,
    /// The metric is at least as large as asked for, in the arm.
    Likely,
}

impl Event {
    /// All three.
    pub const ALL: [Event; 3] = [Event::Helps, Event::Harms, Event::Likely];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Event::Helps => "helps",
            Event::Harms => "harms",
            Event::Likely => "likely",
        }
    }
}

/// What came of looking for an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// What was looked for.
    pub event: Event,
    /// The number that was asked for.
    pub asked_for: f64,
    /// The number that a world must reach to be a hit.
    pub threshold: f64,
    /// Whether that is the upper fifth of all worlds, since hits as asked for are too rare or too common.
    pub fifth: bool,
    /// Share of the worlds with the event as it was asked for.
    pub asked: Estimate,
    /// Places of the inputs that the region may limit.
    pub inputs: Vec<usize>,
    /// The region, with coordinates as limits, and what is found in it in the worlds it was found in and in the others. `None` if there is no
    /// input to limit or nothing was peeled off.
    pub region: Option<(Region, Found, Found)>,
}

impl Discovery {
    /// Whether the worlds that were kept for the test confirm it.
    pub fn confirmed(&self) -> bool {
        self.region.as_ref().is_some_and(|(_, _, test)| {
            let low = test.density.low.unwrap_or(0.0);
            low > test.base && test.mass > 0.0
        })
    }
}

/// Something whose sign may turn: the arm's effect on the metric, or a player's gain by the broker.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// `effect`, or the player.
    pub of: &'static str,
    /// Share of all worlds in which it is positive.
    pub positive: Estimate,
    /// The number that parts positive from negative best, with the shares of worlds that are positive below and above its limit in the
    /// worlds kept for the test. `None` if none parts them.
    pub split: Option<(usize, f64, [Estimate; 2])>,
}

impl Turn {
    /// Whether the sign is surely different on the two sides: mostly positive on one and mostly negative on the other.
    pub fn flips(&self) -> bool {
        let Some((_, _, sides)) = &self.split else {
            return false;
        };
        let surely = |e: &Estimate| (e.low.is_some_and(|l| l > 0.5), e.high.is_some_and(|h| h < 0.5));
        let [below, above] = sides.map(|e| surely(&e));
        (below.0 && above.1) || (below.1 && above.0)
    }

    /// Whether the shares on the two sides are surely different.
    pub fn differs(&self) -> bool {
        self.split.as_ref().is_some_and(|(_, _, [below, above])| {
            let apart = |a: &Estimate, b: &Estimate| a.high.zip(b.low).is_some_and(|(high, low)| high < low);
            apart(below, above) || apart(above, below)
        })
    }
}

/// Looks for an event in an arm that is compared with another, on the plain scale.
pub fn discover(
    sample: &Sample,
    event: Event,
    target: Target,
    [arm, baseline]: [usize; 2],
    asked: f64,
) -> Option<Discovery> {
    let quantity = Quantity {
        target,
        arm,
        against: (event != Event::Likely).then_some(baseline),
        scale: Scale::Average,
    };
    let mut values = sample.values(&quantity)?;
    if event == Event::Harms {
        values.iter_mut().for_each(|value| *value = -*value);
    }
    let as_asked: Vec<bool> = values.iter().map(|value| *value >= asked).collect();
    let all = vec![true; values.len()];
    let count = as_asked.iter().filter(|hit| **hit).count();
    let few_or_most = !(RARE..=1.0 - RARE).contains(&(count as f64 / values.len() as f64));
    let upper = upper(&values, FIFTH).filter(|_| few_or_most);
    let threshold = upper.unwrap_or(asked);
    let hits: Vec<bool> = values.iter().map(|value| *value >= threshold).collect();
    let inputs = match few_or_most && upper.is_none() {
        true => Vec::new(),
        false => screened(sample, &hits, &quantity),
    };
    let (train, test) = halves(sample, &inputs, &hits);
    let region = (!inputs.is_empty())
        .then(|| {
            let path = peel(&train.0, &train.1, PEELED, LEAST_MASS);
            choose(&path, &train.0, &train.1)
        })
        .flatten();
    Some(Discovery {
        event,
        asked_for: asked,
        threshold,
        fifth: upper.is_some(),
        asked: share(&as_asked, &all),
        region: region.map(|region| {
            let found = region.found(&train.0, &train.1);
            let confirmed = region.found(&test.0, &test.1);
            (region, found, confirmed)
        }),
        inputs,
    })
}

/// The value that a share of the worlds reaches; `None` if it is that of most worlds, or not on the side of the event at all.
fn upper(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = ((1.0 - share) * sorted.len() as f64).floor() as usize;
    let at = *sorted.get(place)?;
    (at > 0.0 && at > sorted[0]).then_some(at)
}

/// What a search works on: coordinates of the inputs by world, and hits.
type Part = (Vec<Vec<f64>>, Vec<bool>);

/// The worlds to search in and those to test in.
fn halves(sample: &Sample, inputs: &[usize], hits: &[bool]) -> (Part, Part) {
    let (mut train, mut test): (Part, Part) = Default::default();
    for (place, hit) in hits.iter().enumerate() {
        let world = inputs.iter().map(|input| sample.inputs[*input].place(place)).collect();
        let part = if place % TEST_EVERY == TEST_EVERY - 1 {
            &mut test
        } else {
            &mut train
        };
        part.0.push(world);
        part.1.push(*hit);
    }
    (train, test)
}

/// The inputs whose share of the variance of the hits rises above the noise, the strongest first. Worlds of the test are not
/// looked at.
fn screened(sample: &Sample, hits: &[bool], quantity: &Quantity) -> Vec<usize> {
    let searched = |place: &usize| place % TEST_EVERY != TEST_EVERY - 1;
    let values: Vec<f64> = (0..hits.len())
        .filter(searched)
        .map(|i| f64::from(u8::from(hits[i])))
        .collect();
    let of = |scores: &[f64]| -> Vec<f64> { (0..hits.len()).filter(searched).map(|i| scores[i]).collect() };
    let explained = |scores: &[f64]| first_order(&of(scores), &values);
    let noise = sample.placebos.iter().filter_map(|scores| explained(scores).value);
    let floor = noise.fold(0.0, f64::max);
    let mut found: Vec<(f64, usize)> = Vec::new();
    for (place, input) in sample.inputs.iter().enumerate() {
        let share = explained(&input.line());
        let above = share
            .value
            .filter(|value| *value > floor && share.low.is_some_and(|low| low > 0.0));
        if let (Some(value), false) = (above, sample.cannot_matter(place, quantity)) {
            found.push((value, place));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MOST_INPUTS);
    found.into_iter().map(|(_, place)| place).collect()
}

/// Whether and where the sign of the arm's effect on the metric turns, and that of each player's gain.
pub fn turns(sample: &Sample, target: Target, [arm, baseline]: [usize; 2]) -> Vec<Turn> {
    let quantity = Quantity {
        target,
        arm,
        against: Some(baseline),
        scale: Scale::Average,
    };
    let worlds = &sample.solved.results.worlds;
    let mut all: Vec<(&'static str, Option<Vec<f64>>)> = vec![("effect", sample.values(&quantity))];
    for (place, player) in PLAYERS.into_iter().enumerate() {
        let gains = worlds
            .iter()
            .map(|world| Some(world.arm(arm).broker.as_ref()?.gains[place]));
        all.push((player, gains.collect()));
    }
    let known = all.into_iter().filter_map(|(of, values)| Some((of, values?)));
    known.map(|(of, values)| turn(sample, of, &values, &quantity)).collect()
}

fn turn(sample: &Sample, of: &'static str, values: &[f64], quantity: &Quantity) -> Turn {
    let hits: Vec<bool> = values.iter().map(|value| *value > 0.0).collect();
    let positive = share(&hits, &vec![true; hits.len()]);
    let inputs = screened(sample, &hits, quantity);
    let (train, test) = halves(sample, &inputs, &hits);
    let found = split(&train.0, &train.1, LEAST_MASS).map(|Split { input, at }| {
        let side = |above: bool| {
            let inside: Vec<bool> = test.0.iter().map(|world| (world[input] > at) == above).collect();
            share(&test.1, &inside)
        };
        (inputs[input], at, [side(false), side(true)])
    });
    // Shares of a handful of worlds say nothing.
    let found = found.filter(|(_, _, sides)| sides.iter().all(|side| side.observations >= FEWEST));
    Turn {
        of,
        positive,
        split: found,
    }
}
