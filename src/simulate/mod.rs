//! Plays solved games: game + policy → episodes → tally.
//!
//! All arms play the same episodes with the same random numbers for the same purposes. Episodes are cut into fixed chunks,
//! chunks run in parallel and are merged in the order of their numbers, so results have the same bits at any number of
//! threads; only one wave of chunks is held at a time, so memory does not grow with the number of episodes.

mod control;
pub mod episode;
pub mod lockstep;
pub mod metric;
pub mod record;
pub mod streams;
pub mod tally;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use episode::{Record, Script};
use lockstep::Player;
use metric::Row;
use streams::Streams;
use tally::{Pairs, Tally};

/// Episodes of a chunk. Part of the definition of the results (sums of floats depend on it), so it never varies.
pub const CHUNK: u64 = 2_048;
/// Chunks in flight at a time.
const WAVE: u64 = 64;

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
    let mut total = Batch::new(scripts);
    for wave in (0..chunks).step_by(WAVE as usize) {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let numbers: Vec<u64> = (wave..chunks.min(wave + WAVE)).collect();
        let parts: Vec<Batch> = numbers
            .into_par_iter()
            .map(|chunk| {
                let range = chunk * CHUNK..episodes.min((chunk + 1) * CHUNK);
                let count = range.end - range.start;
                let part = play_chunk(&players, Batch::new(scripts), baseline, streams, range);
                progress(count);
                part
            })
            .collect();
        for part in &parts {
            total.merge(part);
        }
    }
    Some(total)
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
