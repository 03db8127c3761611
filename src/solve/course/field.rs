//! Where mass stands while it walks, and how it is taken out to be worked on.

use super::plan::Slot;
use super::row::{NEGLIGIBLE, Row};

/// Where mass stands: by slot, then by grid point, where point = disarmer index × G + guarantor index.
pub struct Field<const C: usize> {
    slots: Vec<Vec<Row<C>>>,
    /// Whether there is any mass in a slot.
    lit: Vec<bool>,
}

/// The mass of a slot while it is worked on.
pub struct Taken<const C: usize> {
    rows: Vec<Row<C>>,
    /// Points that are worth following.
    points: Vec<u32>,
}

impl<const C: usize> Field<C> {
    pub fn new(slots: usize, points: usize) -> Self {
        Field {
            slots: vec![vec![Row::NOTHING; points]; slots],
            lit: vec![false; slots],
        }
    }

    /// All points of a slot, which is lit from now on.
    #[inline(always)]
    pub fn light(&mut self, slot: Slot) -> &mut [Row<C>] {
        self.lit[slot] = true;
        &mut self.slots[slot]
    }

    /// Number of slots.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_lit(&self, slot: Slot) -> bool {
        self.lit[slot]
    }

    /// Takes the mass of a slot out to work on it; `points` is room for a list.
    #[inline(always)]
    pub fn take(&mut self, slot: Slot, mut points: Vec<u32>) -> Taken<C> {
        points.clear();
        if !std::mem::take(&mut self.lit[slot]) {
            return Taken {
                rows: Vec::new(),
                points,
            };
        }
        let mut rows = std::mem::take(&mut self.slots[slot]);
        for (point, row) in rows.iter_mut().enumerate() {
            if row.mass() >= NEGLIGIBLE {
                row.flush();
                points.push(point as u32);
            }
        }
        Taken { rows, points }
    }

    /// Puts the memory of a slot back, empty; returns the room for a list.
    #[inline(always)]
    pub fn clear(&mut self, slot: Slot, taken: Taken<C>) -> Vec<u32> {
        let Taken { mut rows, points } = taken;
        if !rows.is_empty() {
            rows.fill(Row::NOTHING);
            self.slots[slot] = rows;
        }
        points
    }
}

impl<const C: usize> Taken<C> {
    #[inline(always)]
    pub fn rows(&self) -> impl Iterator<Item = (usize, &Row<C>)> {
        self.points
            .iter()
            .map(|point| (*point as usize, &self.rows[*point as usize]))
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.points.len()
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Takes out what has not reached a settlement yet.
    pub fn settle(&mut self) -> f64 {
        let Taken { rows, points } = self;
        points.iter().map(|point| rows[*point as usize].settle()).sum()
    }
}
