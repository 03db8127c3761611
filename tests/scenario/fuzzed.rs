//! Files of any bytes: a bounded number of the inputs that `fuzz` makes more of.

use support::draws::Draws;
use support::fuzzing::{load, scenario};

use crate::case::COMPLETE;

/// Text that files are damaged with.
const SCRAPS: [&str; 16] = [
    "[",
    "]",
    "{",
    "}",
    "=",
    "\"",
    "'",
    "#",
    "\n",
    "\u{0}",
    "\u{feff}",
    "é",
    "-1",
    "1e999",
    "[[stages]]\n",
    "nan",
];

/// A file with a few places overwritten, cut out, doubled or filled with scraps.
fn damaged(r: &mut Draws, text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + r.below(4) {
        let at = r.below(bytes.len() + 1);
        let end = (at + r.below(40)).min(bytes.len());
        match r.below(5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                let place = r.below(bytes.len() + 1);
                bytes.splice(place..place, part);
            }
            3 => drop(bytes.splice(at..at, SCRAPS[r.below(SCRAPS.len())].bytes())),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = r.bits() as u8;
                }
            }
        }
    }
    bytes
}

#[test]
fn damaged_files_have_problems_whose_places_are_inside_them() {
    let r = &mut Draws::new(8);
    let (mut sound, mut broken) = (0, 0);
    for _ in 0..1500 {
        let small = scenario(r);
        let text = if r.below(4) == 0 { COMPLETE } else { &small };
        match load(&damaged(r, text)) {
            Ok(_) => sound += 1,
            Err(_) => broken += 1,
        }
    }
    assert!(sound > 10 && broken > 750, "{sound} sound, {broken} broken");
}

#[test]
fn bytes_without_sense_are_refused() {
    let r = &mut Draws::new(9);
    for _ in 0..500 {
        let length = r.below(300);
        let bytes: Vec<u8> = (0..length).map(|_| r.bits() as u8).collect();
        assert!(load(&bytes).is_err());
    }
}
