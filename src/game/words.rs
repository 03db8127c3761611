//! The words that scenario files and tables use for choices of the game.
//!
//! Every choice is an enum that lists its variants and names each by an exhaustive `match`, so that a new variant does not
//! compile until it has a word, and a word never silently becomes another variant.

use super::parameters::{Enforcement, Sequence};

impl Sequence {
    /// Every variant, in the order of the reference.
    pub const ALL: [Sequence; 2] = [Sequence::DisarmFirst, Sequence::ReliefFirst];

    /// The words of [`Sequence::ALL`].
    pub const WORDS: [&'static str; 2] = [Sequence::DisarmFirst.word(), Sequence::ReliefFirst.word()];

    /// The word for this variant.
    pub const fn word(self) -> &'static str {
        match self {
            Sequence::DisarmFirst => "disarm_first",
            Sequence::ReliefFirst => "relief_first",
        }
    }

    /// The variant of a word; `None` if no variant has it.
    pub fn from_word(word: &str) -> Option<Self> {
        Sequence::ALL.into_iter().find(|sequence| sequence.word() == word)
    }
}

impl Enforcement {
    /// Every variant, in the order of the reference.
    pub const ALL: [Enforcement; 2] = [Enforcement::Automatic, Enforcement::Discretionary];

    /// The words of [`Enforcement::ALL`].
    pub const WORDS: [&'static str; 2] = [Enforcement::Automatic.word(), Enforcement::Discretionary.word()];

    /// The word for this variant.
    pub const fn word(self) -> &'static str {
        match self {
            Enforcement::Automatic => "automatic",
            Enforcement::Discretionary => "discretionary",
        }
    }

    /// The variant of a word; `None` if no variant has it.
    pub fn from_word(word: &str) -> Option<Self> {
        Enforcement::ALL
            .into_iter()
            .find(|enforcement| enforcement.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_variants_go_back_and_forth() {
        for (variant, word) in Sequence::ALL.into_iter().zip(Sequence::WORDS) {
            assert_eq!((variant.word(), Sequence::from_word(word)), (word, Some(variant)));
        }
        for (variant, word) in Enforcement::ALL.into_iter().zip(Enforcement::WORDS) {
            assert_eq!((variant.word(), Enforcement::from_word(word)), (word, Some(variant)));
        }
        assert_eq!(
            (Sequence::from_word("disarm"), Enforcement::from_word("")),
            (None, None)
        );
    }
}
