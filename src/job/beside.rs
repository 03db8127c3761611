//! Several numberings of chunks in one store.

use crate::study::chunks::{Belief, Store};
use crate::study::levels::Level;
use crate::study::world::WorldResult;

/// A store whose chunks are kept in another from a number on.
pub(super) struct Beside<'s, S> {
    store: &'s S,
    first: u64,
}

/// Chunks that a numbering has room for.
const ROOM: u64 = 1 << 32;

/// The number of a chunk in its own numbering.
pub(super) fn within(chunk: u64) -> u64 {
    chunk % ROOM
}

impl<'s, S> Beside<'s, S> {
    /// The chunks of a level: worlds that are solved alike are the same chunks whatever the other levels are.
    pub(super) fn of_level(store: &'s S, level: Level) -> Self {
        let number = 2 * level.grid as u64 + u64::from(level.every_arm);
        Beside {
            store,
            first: number * ROOM,
        }
    }

    /// The chunks of a batch of a question, which has no levels and no fan.
    pub(super) fn of_batch(store: &'s S, number: u64) -> Self {
        Beside {
            store,
            first: number * ROOM,
        }
    }

    /// The chunks of a fan.
    pub(super) fn of_fan(store: &'s S) -> Self {
        // No grid has so few points that a level could have this number.
        Beside { store, first: ROOM }
    }
}

impl<S: Store> Store for Beside<'_, S> {
    type Error = S::Error;

    fn load(&self, chunk: u64, believed: Belief) -> Result<Option<Vec<WorldResult>>, S::Error> {
        self.store.load(self.first + chunk, believed)
    }

    fn save(&self, chunk: u64, worlds: &[WorldResult]) -> Result<(), S::Error> {
        self.store.save(self.first + chunk, worlds)
    }
}
