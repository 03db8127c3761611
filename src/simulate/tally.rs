//! What is kept of many episodes: counts and moments whose size does not depend on how many there were.

use super::control::WarControl;
use super::episode::{Event, Record};
use super::metric::{self, Metric, Row};
use crate::game::Rules;
use crate::game::outcome::{ByOutcome, Cause, Outcome};
use crate::stats::{CrossMoments, Moments};

/// Counts and moments of one arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    pub episodes: u64,
    /// Episodes that ended so.
    pub outcomes: ByOutcome<u64>,
    /// The same by the types of the first leader and the first administration: `[dealer][keeper][outcome]`.
    pub outcomes_by_types: ByTypes,
    /// Of [`Record::war_hazard`].
    pub hazard: Moments,
    control: WarControl,
    /// By [`Metric::ALL`].
    pub metrics: [Moments; Metric::ALL.len()],
    pub timeline: Timeline,
    rounds_per_year: f64,
    /// Whether there is a broker, or one that might have taken part, to be paid.
    third_is_paid: bool,
}

/// Counts of outcomes by pair of types: `[dealer][keeper][outcome]`.
pub type ByTypes = [[ByOutcome<u64>; 2]; 2];

/// Counts by round.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    pub rounds: usize,
    states: usize,
    /// Episodes at each state at the end of each round, round-major.
    occupancy: Vec<u64>,
    /// Sums of the beliefs and of their squares by round: dealer, keeper, dealer², keeper².
    beliefs: Vec<[f64; 4]>,
    /// First ruptures in each round by [`Cause::ALL`], then wars before any rupture, then all wars.
    ends: Vec<[u64; Cause::COUNT + 2]>,
    /// Settlements first reached in each round.
    settled: Vec<u64>,
}

const WAR_UNRUPTURED: usize = Cause::COUNT;
const WAR: usize = Cause::COUNT + 1;

impl Timeline {
    fn new(rounds: usize, states: usize) -> Self {
        Timeline {
            rounds,
            states,
            occupancy: vec![0; rounds * states],
            beliefs: vec![[0.0; 4]; rounds],
            ends: vec![[0; Cause::COUNT + 2]; rounds],
            settled: vec![0; rounds],
        }
    }

    /// Counts the end of a round.
    #[inline]
    pub fn watch(&mut self, event: Event) {
        if let Event::RoundEnd {
            round,
            state,
            beliefs: [d, g],
        } = event
        {
            self.occupancy[round * self.states + state] += 1;
            let sums = &mut self.beliefs[round];
            *sums = [sums[0] + d, sums[1] + g, sums[2] + d * d, sums[3] + g * g];
        }
    }

    /// The counts of the states at the end of a round, and the sums of the beliefs and of their squares.
    #[inline]
    pub(crate) fn round_mut(&mut self, round: usize) -> (&mut [u64], &mut [f64; 4]) {
        let occupancy = &mut self.occupancy[round * self.states..(round + 1) * self.states];
        (occupancy, &mut self.beliefs[round])
    }

    fn finish(&mut self, record: &Record) {
        if let Some((cause, round)) = record.first_rupture {
            self.ends[round][cause as usize] += 1;
        }
        if let Some(round) = record.settled {
            self.settled[round] += 1;
        }
        if record.outcome == Outcome::War {
            let ends = &mut self.ends[record.rounds - 1];
            ends[WAR] += 1;
            ends[WAR_UNRUPTURED] += u64::from(record.first_rupture.is_none());
        }
    }

    fn merge(&mut self, other: &Timeline) {
        add(&mut self.occupancy, &other.occupancy);
        add(&mut self.settled, &other.settled);
        for (a, b) in self.ends.iter_mut().zip(&other.ends) {
            add(a, b);
        }
        for (a, b) in self.beliefs.iter_mut().zip(&other.beliefs) {
            for (x, y) in a.iter_mut().zip(b) {
                *x += y;
            }
        }
    }

    /// Episodes at each state at the end of a round.
    pub fn occupancy(&self, round: usize) -> &[u64] {
        &self.occupancy[round * self.states..(round + 1) * self.states]
    }

    /// Mean and standard error of a belief (0 dealer, 1 keeper) over the episodes still going on at the end of a round.
    pub fn belief(&self, round: usize, side: usize) -> (Option<f64>, Option<f64>, u64) {
        let count: u64 = self.occupancy(round).iter().sum();
        if count == 0 {
            return (None, None, 0);
        }
        let n = count as f64;
        let mean = self.beliefs[round][side] / n;
        let variance = (self.beliefs[round][2 + side] / n - mean * mean).max(0.0);
        (Some(mean), (count > 1).then(|| (variance / (n - 1.0)).sqrt()), count)
    }

    /// Sums of the beliefs and of their squares over the episodes going on at the end of a round: dealer, keeper, dealer²,
    /// keeper².
    pub fn belief_sums(&self, round: usize) -> [f64; 4] {
        self.beliefs[round]
    }

    /// Episodes whose first rupture came up to and including a round, by cause.
    pub fn ruptured_by(&self, round: usize, cause: Cause) -> u64 {
        self.ends[..=round].iter().map(|e| e[cause as usize]).sum()
    }

    /// Episodes that ended in war up to and including a round: all, and those that had not ruptured before.
    pub fn war_by(&self, round: usize) -> (u64, u64) {
        let sum = |kind: usize| self.ends[..=round].iter().map(|e| e[kind]).sum();
        (sum(WAR), sum(WAR_UNRUPTURED))
    }

    /// Episodes that had reached a settlement up to and including a round.
    pub fn settled_by(&self, round: usize) -> u64 {
        self.settled[..=round].iter().sum()
    }
}

impl Tally {
    pub fn new(rules: &Rules) -> Self {
        Tally {
            episodes: 0,
            outcomes: ByOutcome::default(),
            outcomes_by_types: ByTypes::default(),
            hazard: Moments::default(),
            control: WarControl::default(),
            metrics: [Moments::default(); Metric::ALL.len()],
            timeline: Timeline::new(rules.game.clock.rounds, rules.space.len()),
            rounds_per_year: f64::from(rules.game.clock.rounds_per_year),
            third_is_paid: rules.game.interests().is_some(),
        }
    }

    /// Adds episodes whose rounds have been counted in the timeline; returns their metrics.
    pub fn add(&mut self, records: &[Record]) -> Vec<Row> {
        self.episodes += records.len() as u64;
        for record in records {
            self.outcomes[record.outcome] += 1;
            *by_types(&mut self.outcomes_by_types, record) += 1;
            self.control.add(record);
            self.timeline.finish(record);
        }
        self.hazard
            .merge(&Moments::of_column(records, |record| record.war_hazard));
        let rows: Vec<Row> = records
            .iter()
            .map(|record| metric::row(record, self.rounds_per_year, self.third_is_paid))
            .collect();
        merge_all(&mut self.metrics, &Moments::of_columns(&rows));
        rows
    }

    /// Moments of x = 1{`outcome`} with c = 1{war} − [`Record::war_hazard`], whose mean is 0.
    pub fn controlled(&self, outcome: Outcome) -> CrossMoments {
        let events = self.outcomes[outcome] as f64;
        self.control.moments(self.episodes, outcome, events, events)
    }

    /// Adds the episodes of another tally of the same game.
    pub fn merge(&mut self, other: &Tally) {
        self.episodes += other.episodes;
        add(&mut self.outcomes.0, &other.outcomes.0);
        add_by_types(&mut self.outcomes_by_types, &other.outcomes_by_types);
        self.hazard.merge(&other.hazard);
        self.control.merge(&other.control);
        merge_all(&mut self.metrics, &other.metrics);
        self.timeline.merge(&other.timeline);
    }
}

/// The same episodes under an arm and under its baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    pub pairs: u64,
    /// `[outcome in the baseline][outcome in the arm]`.
    pub flips: ByOutcome<ByOutcome<u64>>,
    /// Pairs in which only the arm has the outcome, by the types of the baseline: `[dealer][keeper][outcome]`.
    pub gained: ByTypes,
    /// Pairs in which only the baseline has it.
    pub lost: ByTypes,
    control: WarControl,
    /// Moments of arm minus baseline, over the pairs in which both are defined.
    pub differences: [Moments; Metric::ALL.len()],
}

impl Pairs {
    pub fn new() -> Self {
        Pairs {
            pairs: 0,
            flips: ByOutcome::default(),
            gained: ByTypes::default(),
            lost: ByTypes::default(),
            control: WarControl::default(),
            differences: [Moments::default(); Metric::ALL.len()],
        }
    }

    /// Adds the same episodes under the baseline and under an arm: their records and metrics.
    pub fn add(&mut self, baseline: (&[Record], &[Row]), arm: (&[Record], &[Row])) {
        self.pairs += arm.0.len() as u64;
        for (b, a) in baseline.0.iter().zip(arm.0) {
            self.flips[b.outcome][a.outcome] += 1;
            self.control.add_difference(b, a);
            if a.outcome != b.outcome {
                let [gained, lost] = [&mut self.gained, &mut self.lost];
                gained[usize::from(b.dealer)][usize::from(b.keeper)][a.outcome] += 1;
                lost[usize::from(b.dealer)][usize::from(b.keeper)][b.outcome] += 1;
            }
        }
        // A missing metric makes a missing difference.
        let difference = |(b, a): (&Row, &Row)| -> Row { std::array::from_fn(|m| a[m] - b[m]) };
        let rows: Vec<Row> = baseline.1.iter().zip(arm.1).map(difference).collect();
        merge_all(&mut self.differences, &Moments::of_columns(&rows));
    }

    /// Adds all episodes of the baseline's tally paired with themselves.
    pub fn add_itself(&mut self, baseline: &Tally) {
        self.pairs += baseline.episodes;
        for (outcome, count) in baseline.outcomes.iter() {
            self.flips[outcome][outcome] += count;
        }
        merge_all(&mut self.differences, &baseline.metrics.map(|m| m.of_no_differences()));
    }

    /// Moments of the differences, arm minus baseline, of 1{`outcome`} and of 1{war} − [`Record::war_hazard`]; the mean of
    /// the second is 0.
    pub fn controlled(&self, outcome: Outcome) -> CrossMoments {
        let count = |counts: &ByTypes| -> f64 { counts.as_flattened().iter().map(|o| o[outcome] as f64).sum() };
        let (gained, lost) = (count(&self.gained), count(&self.lost));
        self.control.moments(self.pairs, outcome, gained - lost, gained + lost)
    }

    pub fn merge(&mut self, other: &Pairs) {
        self.pairs += other.pairs;
        add_by_types(&mut self.gained, &other.gained);
        add_by_types(&mut self.lost, &other.lost);
        self.control.merge(&other.control);
        for (a, b) in self.flips.0.iter_mut().zip(&other.flips.0) {
            add(&mut a.0, &b.0);
        }
        merge_all(&mut self.differences, &other.differences);
    }
}

impl Default for Pairs {
    fn default() -> Self {
        Self::new()
    }
}

fn merge_all(a: &mut [Moments], b: &[Moments]) {
    for (a, b) in a.iter_mut().zip(b) {
        a.merge(b);
    }
}

/// The count of a record's types and outcome.
fn by_types<'a>(counts: &'a mut ByTypes, record: &Record) -> &'a mut u64 {
    &mut counts[usize::from(record.dealer)][usize::from(record.keeper)][record.outcome]
}

fn add_by_types(a: &mut ByTypes, b: &ByTypes) {
    for (a, b) in a.as_flattened_mut().iter_mut().zip(b.as_flattened()) {
        add(&mut a.0, &b.0);
    }
}

fn add(a: &mut [u64], b: &[u64]) {
    for (x, y) in a.iter_mut().zip(b) {
        *x += y;
    }
}
