//! Scenario files that somebody or something has damaged, for tests and for fuzzing.

/// Pieces that are put into a text: what means something in TOML or to a terminal, and slips of people.
const PIECES: [&[u8]; 28] = [
    b"[",
    b"]",
    b"[[",
    b"]]",
    b"{",
    b"}",
    b"=",
    b"\"",
    b"'",
    b"\"\"\"",
    b",",
    b".",
    b"#",
    b"\n",
    b"\r\n",
    b"\t",
    b"-",
    b"e",
    b"%",
    b"1e999",
    b"nan",
    b"\x1b[31m",
    b"\xff",
    b"\x00",
    "\u{202e}".as_bytes(),
    "é".as_bytes(),
    "“".as_bytes(),
    "\u{feff}".as_bytes(),
];

/// The text with one to six pieces dropped, doubled, swapped or replaced, as the seed says; the same seed gives the same bytes.
pub fn mutated(text: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut below = |n: usize| {
        // SplitMix64: enough for places in a text, and the same everywhere.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    };
    let mut bytes = text.to_vec();
    for _ in 0..=below(6) {
        let from = below(bytes.len());
        let longest = if below(4) == 0 { 80 } else { 6 };
        let to = (from + below(longest)).min(bytes.len());
        match below(5) {
            0 => {
                bytes.drain(from..to);
            }
            1 => {
                let twice = bytes[from..to].to_vec();
                bytes.splice(to..to, twice);
            }
            2 => {
                let piece = PIECES[below(PIECES.len())];
                bytes.splice(from..to, piece.iter().copied());
            }
            3 => {
                let piece = PIECES[below(PIECES.len())];
                bytes.splice(from..from, piece.iter().copied());
            }
            _ => {
                let moved: Vec<u8> = bytes.drain(from..to).collect();
                let at = below(bytes.len());
                bytes.splice(at..at, moved);
            }
        }
    }
    bytes
}
