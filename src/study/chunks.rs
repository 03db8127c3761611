//! Worlds by the chunk: handed out to threads, kept when they are finished, and added up in the order of their numbers.
//!
//! A chunk is one point of the low-discrepancy sequence under every replicate's scrambling, so whatever chunks are finished, all
//! replicates have the same points. Worlds are handed out in their order to as many workers as there are threads; a world is solved and
//! played by one of them, and what it gives does not depend on which.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::batch::{Plan, Recall, Watch};
use super::counts::Counts;
use super::memo::Memo;
use super::world::WorldResult;
use crate::threads::prelude::*;

/// Says what is wrong with the worlds of a chunk, if anything.
pub type Belief<'a> = &'a dyn Fn(&[WorldResult]) -> Result<(), &'static str>;

/// Keeps finished chunks.
pub trait Store: Sync {
    type Error: Send;
    /// The chunk of that number, if it was finished before.
    ///
    /// # Errors
    /// If there is one that cannot be used, or that is not believed.
    fn load(&self, chunk: u64, believed: Belief) -> Result<Option<Vec<WorldResult>>, Self::Error>;
    /// Keeps a finished chunk.
    ///
    /// # Errors
    /// If it cannot be written.
    fn save(&self, chunk: u64, worlds: &[WorldResult]) -> Result<(), Self::Error>;
}

/// Why a batch ended early; finished chunks are in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interruption<E> {
    /// The stop flag was raised.
    Stopped,
    /// A chunk could not be read or written.
    Store(E),
}

/// Keeps nothing.
pub struct NoStore;

impl Store for NoStore {
    type Error = std::convert::Infallible;

    fn load(&self, _chunk: u64, _believed: Belief) -> Result<Option<Vec<WorldResult>>, Self::Error> {
        Ok(None)
    }

    fn save(&self, _chunk: u64, _worlds: &[WorldResult]) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// Worlds that are done.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// In the order of their numbers, without their courses.
    pub worlds: Vec<WorldResult>,
    /// Their courses by arm, added up by replicate.
    pub courses: Vec<BTreeMap<u64, Counts>>,
}

impl Done {
    /// Adds the next world.
    pub fn push(&mut self, mut world: WorldResult) {
        self.courses
            .resize_with(self.courses.len().max(world.arms.len()), BTreeMap::new);
        for (arm, courses) in world.arms.iter_mut().zip(&mut self.courses) {
            if let Some(course) = arm.course.take() {
                courses.entry(world.replicate).or_default().add(&course, 1.0);
            }
        }
        self.worlds.push(world);
    }
}

/// Chunks on their way: they are finished in any order and added up in that of their numbers, so that memory does not grow with what
/// is only added up.
struct Folding {
    /// Chunks some of whose worlds are done.
    partial: BTreeMap<u64, Vec<Option<WorldResult>>>,
    /// Finished chunks that wait for one before them.
    waiting: BTreeMap<u64, Vec<WorldResult>>,
    /// All chunks, in the order of their numbers.
    chunks: Vec<u64>,
    /// Place among them of the one to be added next.
    next: usize,
    done: Done,
}

impl Folding {
    /// Adds a finished chunk as soon as all before it are.
    fn add(&mut self, chunk: u64, worlds: Vec<WorldResult>) {
        self.waiting.insert(chunk, worlds);
        while let Some(next) = self.chunks.get(self.next)
            && let Some(worlds) = self.waiting.remove(next)
        {
            worlds.into_iter().for_each(|world| self.done.push(world));
            self.next += 1;
        }
    }

    /// Takes a finished world; the worlds of its chunk if it was the last of them.
    fn finish(&mut self, chunk: u64, place: usize, size: usize, world: WorldResult) -> Option<Vec<WorldResult>> {
        let worlds = self.partial.entry(chunk).or_insert_with(|| vec![None; size]);
        worlds[place] = Some(world);
        if worlds.iter().any(Option::is_none) {
            return None;
        }
        self.partial.remove(&chunk)?.into_iter().collect()
    }
}

/// Works through chunks of worlds, whose numbers rise; those that the store has are taken from it. `progress` is told the number of
/// worlds just finished.
///
/// # Errors
/// If `stop` was raised, or the first error of the store.
pub fn run<S: Store>(
    plan: &Plan,
    chunks: impl IntoIterator<Item = u64>,
    store: &S,
    stop: &AtomicBool,
    progress: Watch,
) -> Result<Done, Interruption<S::Error>> {
    let size = plan.chunk();
    let chunks: Vec<u64> = chunks.into_iter().collect();
    let mut folding = Folding {
        partial: BTreeMap::new(),
        waiting: BTreeMap::new(),
        chunks: chunks.clone(),
        next: 0,
        done: Done::default(),
    };
    let mut missing = Vec::new();
    for chunk in chunks.iter().copied() {
        let believed: Belief = &|worlds| plan.believes(chunk * size, worlds);
        match store.load(chunk, believed).map_err(Interruption::Store)? {
            Some(worlds) => {
                progress(size);
                folding.add(chunk, worlds);
            }
            None => missing.push(chunk),
        }
    }
    let folding = Mutex::new(folding);
    let lock = || folding.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let next = AtomicU64::new(0);
    let total = missing.len() as u64 * size;
    let memo = Memo::of(plan, chunks.iter().flat_map(|chunk| chunk * size..(chunk + 1) * size));
    let plan = &Plan {
        memo: memo.as_ref().map(|memo| memo as &dyn Recall),
        ..*plan
    };
    let workers = crate::threads::current_num_threads().min(total as usize);
    let failed = AtomicBool::new(false);
    // With fewer worlds than threads, those left over help where a world is played in parallel.
    let worked: Result<Vec<()>, S::Error> = (0..workers)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
            loop {
                let ticket = next.fetch_add(1, Ordering::Relaxed);
                if ticket >= total || stop.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed) {
                    return Ok(());
                }
                let (chunk, place) = (missing[(ticket / size) as usize], ticket % size);
                let world = chunk * size + place;
                let result = match &memo {
                    Some(memo) => memo.world(plan, world, stop),
                    None => plan.reduced(world, stop),
                };
                let Ok(result) = result else { return Ok(()) };
                progress(1);
                let finished = lock().finish(chunk, place as usize, size as usize, result);
                if let Some(worlds) = finished {
                    store
                        .save(chunk, &worlds)
                        .inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
                    lock().add(chunk, worlds);
                }
            }
        })
        .collect();
    worked.map_err(Interruption::Store)?;
    let folding = folding.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    match folding.next == chunks.len() {
        true => Ok(folding.done),
        false => Err(Interruption::Stopped),
    }
}
