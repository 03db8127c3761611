//! ChaCha8 for many streams at once: the same words as [`Streams`] gives one at a time, in the order that lockstep play
//! reads them.

use crate::simulate::streams::{Purpose, Streams, stream_number};

/// Words of a block.
pub const WORDS: usize = 16;

/// One block of each of `N` streams, word by word: the streams' first words, then their second words, and so on.
pub type Blocks<const N: usize> = [[u32; N]; WORDS];

/// The first four words of every ChaCha state.
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

#[inline(always)]
fn quarter_round(x: &mut [u32; WORDS], a: usize, b: usize, c: usize, d: usize) {
    x[a] = x[a].wrapping_add(x[b]);
    x[d] = (x[d] ^ x[a]).rotate_left(16);
    x[c] = x[c].wrapping_add(x[d]);
    x[b] = (x[b] ^ x[c]).rotate_left(12);
    x[a] = x[a].wrapping_add(x[b]);
    x[d] = (x[d] ^ x[a]).rotate_left(8);
    x[c] = x[c].wrapping_add(x[d]);
    x[b] = (x[b] ^ x[c]).rotate_left(7);
}

#[inline(always)]
fn double_round(x: &mut [u32; WORDS]) {
    quarter_round(x, 0, 4, 8, 12);
    quarter_round(x, 1, 5, 9, 13);
    quarter_round(x, 2, 6, 10, 14);
    quarter_round(x, 3, 7, 11, 15);
    quarter_round(x, 0, 5, 10, 15);
    quarter_round(x, 1, 6, 11, 12);
    quarter_round(x, 2, 7, 8, 13);
    quarter_round(x, 3, 4, 9, 14);
}

/// Fills `out` with block number `counter` of the streams of `purpose` of the episodes `first`, `first` + 1, ….
///
/// Each pass of the loop is one stream, and streams do not look at each other, so the compiler puts as many of them side
/// by side as the vectors hold. The double rounds are written out because a loop within the loop would prevent that.
#[inline(always)]
pub fn fill<const N: usize>(out: &mut Blocks<N>, streams: &Streams, first: u64, purpose: Purpose, counter: u32) {
    let key = streams.key_words();
    let mut low = [0; N];
    let mut high = [0; N];
    for lane in 0..N {
        // Lanes past the last episode are never read, so their numbers may wrap.
        let number = stream_number(first.wrapping_add(lane as u64), purpose);
        low[lane] = number as u32;
        high[lane] = (number >> 32) as u32;
    }
    for lane in 0..N {
        let start = [
            CONSTANTS[0],
            CONSTANTS[1],
            CONSTANTS[2],
            CONSTANTS[3],
            key[0],
            key[1],
            key[2],
            key[3],
            key[4],
            key[5],
            key[6],
            key[7],
            counter,
            0,
            low[lane],
            high[lane],
        ];
        let mut x = start;
        double_round(&mut x);
        double_round(&mut x);
        double_round(&mut x);
        double_round(&mut x);
        for word in 0..WORDS {
            out[word][lane] = x[word].wrapping_add(start[word]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::streams::uniform;

    #[test]
    fn lanes_give_the_words_of_the_streams_they_stand_for() {
        const N: usize = 24;
        let mut blocks: Blocks<N> = [[0; N]; WORDS];
        let streams = Streams::new(0x0123_4567_89ab_cdef, 77);
        for first in [0, 5, (1 << 29) - 3, (1 << 61) - N as u64] {
            for purpose in [Purpose::Types, Purpose::Disarmer, Purpose::Nature, Purpose::Elections] {
                let mut one_by_one: Vec<_> = (0..N).map(|l| streams.open(first + l as u64, purpose)).collect();
                for counter in 0..6 {
                    fill(&mut blocks, &streams, first, purpose, counter);
                    for words in &blocks {
                        for (word, stream) in words.iter().zip(&mut one_by_one) {
                            assert_eq!(uniform(*word), stream.draw());
                        }
                    }
                }
            }
        }
    }
}
