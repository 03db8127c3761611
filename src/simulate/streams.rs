//! The only place that makes random numbers.
//!
//! Every draw belongs to a purpose, and every (seed, world, episode, purpose) has a ChaCha8 stream of its own: the key is the
//! seed and the world, the stream number is 8 × episode + purpose. Within a stream each round has fixed places. So a draw
//! that one arm makes and another does not never shifts anything else, arms with the same world and episode face the same
//! luck, and any episode can be replayed alone.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The types of disarmer and guarantor.
    Types = 0,
    /// The broker's signals and messages.
    Messages = 1,
    /// One draw a round: the disarmer's action.
    Disarmer = 2,
    /// One draw a round: the guarantor's action.
    Guarantor = 3,
    /// Four draws a round: mediate, enforce, loss of neutrality, and one unused.
    Broker = 4,
    /// Four draws a round: which occasion comes; verification; war or else the number of crises; exposure of a covert
    /// programme if in force, rebuilding if ruptured.
    Nature = 5,
    /// Two draws an election: turnover, the successor's type.
    Elections = 6,
    /// Two draws a round: whether the disarmer's leader changes, the successor's type.
    Succession = 7,
}

/// Number of stream numbers set aside for an episode.
const PURPOSES: u64 = 8;

/// Episodes of a world are numbered below this, so that stream numbers fit 64 bits.
pub const MAX_EPISODES: u64 = 1 << 61;

/// Fills the half of the key that seed and world leave free, so that no other program's streams coincide with ours.
const DOMAIN: &[u8; 16] = b"honest-broker/v1";

/// The same for the streams that place worlds: the key holds seed and replicate, the stream number is the dimension.
const DESIGN_DOMAIN: &[u8; 16] = b"honest-broker/w1";

/// The random numbers of one world.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    key: [u8; 32],
}

impl Streams {
    pub fn new(seed: u64, world: u64) -> Self {
        let key = key(seed, world, DOMAIN);
        Streams { key }
    }

    /// The stream of an episode for a purpose, from its beginning.
    pub fn open(&self, episode: u64, purpose: Purpose) -> Stream {
        let mut generator = ChaCha8Rng::from_seed(self.key);
        generator.set_stream(stream_number(episode, purpose));
        Stream { generator }
    }

    /// The key as ChaCha reads it.
    #[inline]
    pub(crate) fn key_words(&self) -> [u32; 8] {
        let (words, _) = self.key.as_chunks::<4>();
        std::array::from_fn(|i| u32::from_le_bytes(words[i]))
    }
}

fn key(seed: u64, number: u64, domain: &[u8; 16]) -> [u8; 32] {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&number.to_le_bytes());
    key[16..].copy_from_slice(domain);
    key
}

/// The key of the scrambling of a replicate along a dimension.
pub fn design_key(seed: u64, replicate: u64, dimension: u64) -> u64 {
    design_stream(seed, replicate, dimension).next_u64()
}

/// One draw of a world along a dimension, as a word for [`uniform`].
pub fn design_word(seed: u64, world: u64, dimension: u64) -> u32 {
    design_stream(seed, world, dimension).next_u32()
}

fn design_stream(seed: u64, number: u64, dimension: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::from_seed(key(seed, number, DESIGN_DOMAIN));
    generator.set_stream(dimension);
    generator
}

/// Number of the stream of an episode for a purpose.
#[inline(always)]
pub(crate) fn stream_number(episode: u64, purpose: Purpose) -> u64 {
    episode.wrapping_mul(PURPOSES).wrapping_add(purpose as u64)
}

/// The draw that a word stands for: the midpoint of one of 2^32 equal intervals of (0, 1).
#[inline(always)]
pub fn uniform(word: u32) -> f64 {
    (f64::from(word) + 0.5) * (1.0 / 4_294_967_296.0)
}

/// Number of words whose draw is below `probability`, so that `word < below(p)` says the same as `uniform(word) < p`.
/// Both steps are exact: the scaling is by a power of two, and the difference of a number of at most 2^32 and one half
/// loses bits only where the number is below one half and the result is zero anyway.
pub(crate) fn below(probability: f64) -> u64 {
    let scaled = probability * 4_294_967_296.0;
    (scaled - 0.5).ceil().clamp(0.0, 4_294_967_296.0) as u64
}

/// A sequence of uniform draws.
#[derive(Clone, Debug)]
pub struct Stream {
    generator: ChaCha8Rng,
}

impl Stream {
    /// The next draw, uniform on the midpoints of 2^32 equal intervals of (0, 1).
    #[inline]
    pub fn draw(&mut self) -> f64 {
        uniform(self.generator.next_u32())
    }

    /// The next four draws.
    #[inline]
    pub fn draw4(&mut self) -> [f64; 4] {
        std::array::from_fn(|_| self.draw())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_different_purposes_episodes_worlds_and_seeds_differ() {
        let first = |seed, world, episode, purpose| Streams::new(seed, world).open(episode, purpose).draw();
        let base = first(1, 0, 0, Purpose::Types);
        for other in [
            first(2, 0, 0, Purpose::Types),
            first(1, 1, 0, Purpose::Types),
            first(1, 0, 1, Purpose::Types),
            first(1, 0, 0, Purpose::Nature),
        ] {
            assert_ne!(base, other);
        }
        assert_eq!(base, first(1, 0, 0, Purpose::Types));
    }

    #[test]
    fn whole_number_thresholds_agree_with_draws() {
        let words = [0, 1, 2, 3, 1 << 20, (1 << 31) - 1, 1 << 31, u32::MAX - 1, u32::MAX];
        let mut probabilities = vec![
            0.0,
            1e-300,
            1e-12,
            0.1,
            0.25,
            1.0 / 3.0,
            0.5,
            0.97,
            1.0 - 1e-12,
            1.0,
            1.5,
        ];
        for word in words {
            let draw = uniform(word);
            probabilities.extend([draw, draw.next_up(), draw.next_down()]);
        }
        for p in probabilities {
            for word in words {
                assert_eq!(u64::from(word) < below(p), uniform(word) < p, "{word} {p}");
            }
        }
    }

    #[test]
    fn draws_keep_their_values() {
        let draws = Streams::new(1, 0).open(0, Purpose::Nature).draw4();
        // From an independent implementation of ChaCha8: this key, stream 5, block 0.
        let expected = [
            0.443_774_392_479_099_33,
            0.609_288_785_257_376_7,
            0.718_595_482_059_754_4,
            0.966_565_732_727_758_6,
        ];
        assert_eq!(draws, expected);
    }
}
