//! Plays solved games: game + policy → episodes → tally.
//!
//! All arms play the same episodes with the same random numbers for the same purposes. Episodes are cut into fixed chunks,
//! chunks run in parallel and are merged in the order of their numbers, so results have the same bits at any number of
//! threads. Chunks that are ready before their turn wait; how many may is limited, so memory does not grow with the number
//! of episodes.

mod control;
pub mod episode;
pub mod lockstep;
pub mod metric;
pub mod record;
pub mod streams;
pub mod tally;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use episode::{Record, Script};
use lockstep::Player;
use metric::Row;
use streams::Streams;
use tally::{Pairs, Tally};

/// Episodes of a chunk. Part of the definition of the results (sums of floats depend on it), so it never varies.
pub const CHUNK: u64 = 2_048;
/// Chunks that are played without waiting for each other, so the most that can wait for their turn.
const WAVE: u64 = 256;

/// Everything kept of a batch: a tally per arm, and each arm paired with the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    pub tallies: Vec<Tally>,
    /// By arm; those of the baseline are pairs with itself.
    pub pairs: Vec<Pairs>,
}

impl Batch {
    fn new(scripts: &[Script]) -> Self {
        Batch {
            tallies: scripts.iter().map(|s| Tally::new(s.rules)).collect(),
            pairs: scripts.iter().map(|_| Pairs::new()).collect(),
        }
    }

    fn merge(&mut self, other: &Batch) {
        for (a, b) in self.tallies.iter_mut().zip(&other.tallies) {
            a.merge(b);
        }
        for (a, b) in self.pairs.iter_mut().zip(&other.pairs) {
            a.merge(b);
        }
    }
}

/// Plays episodes 0 to `episodes` − 1 of a world under every arm. `progress` is told the number of episodes just finished.
/// Returns `None` if `stop` was raised before the end.
pub fn simulate(
    scripts: &[Script],
    baseline: usize,
    streams: &Streams,
    episodes: u64,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
) -> Option<Batch> {
    let chunks = episodes.div_ceil(CHUNK);
    let players: Vec<Player> = scripts.iter().map(Player::new).collect();
    let play = |chunk: u64| {
        let range = chunk * CHUNK..episodes.min((chunk + 1) * CHUNK);
        let count = range.end - range.start;
        let part = play_chunk(&players, Batch::new(scripts), baseline, streams, range);
        progress(count);
        part
    };
    let merging = Mutex::new(Merging::new(Batch::new(scripts)));
    for wave in (0..chunks).step_by(WAVE as usize) {
        let end = chunks.min(wave + WAVE);
        let next = AtomicU64::new(wave);
        // Whoever is free takes the next number, so that chunks come to their turn nearly in order.
        let work = || {
            while !stop.load(Ordering::Relaxed) {
                let chunk = next.fetch_add(1, Ordering::Relaxed);
                if chunk >= end {
                    break;
                }
                let part = play(chunk);
                merging.lock().expect("merging does not panic").add(chunk, part);
            }
        };
        crate::threads::scope(|scope| {
            for _ in 0..crate::threads::current_num_threads() {
                scope.spawn(|_| work());
            }
        });
        if merging.lock().expect("merging does not panic").merged < end {
            return None;
        }
    }
    Some(merging.into_inner().expect("merging does not panic").total)
}

/// Brings chunks into the order of their numbers.
struct Merging {
    /// Chunks merged so far.
    merged: u64,
    /// Chunks that were played before their turn.
    waiting: BTreeMap<u64, Batch>,
    total: Batch,
}

impl Merging {
    fn new(total: Batch) -> Self {
        Merging {
            merged: 0,
            waiting: BTreeMap::new(),
            total,
        }
    }

    fn add(&mut self, chunk: u64, part: Batch) {
        self.waiting.insert(chunk, part);
        while let Some(part) = self.waiting.remove(&self.merged) {
            self.total.merge(&part);
            self.merged += 1;
        }
    }
}

fn play_chunk(players: &[Player], mut batch: Batch, baseline: usize, streams: &Streams, range: Range<u64>) -> Batch {
    let mut played: Vec<(Vec<Record>, Vec<Row>)> = Vec::with_capacity(players.len());
    for (player, tally) in players.iter().zip(&mut batch.tallies) {
        let mut records = Vec::with_capacity(CHUNK as usize);
        player.play(streams, range.clone(), &mut tally.timeline, &mut records);
        let rows = tally.add(&records);
        played.push((records, rows));
    }
    let both = |arm: usize| (played[arm].0.as_slice(), played[arm].1.as_slice());
    for (arm, pairs) in batch.pairs.iter_mut().enumerate() {
        match arm == baseline {
            true => pairs.add_itself(&batch.tallies[arm]),
            false => pairs.add(both(baseline), both(arm)),
        }
    }
    batch
}
