//! "Did you mean": the nearest known word to a misspelt one.

/// Longer words than this are no slips of the keyboard.
const LONGEST: usize = 48;

/// The nearest of `known` to `word`, if it is near: at most one edit in three letters.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    if letters == 0 || letters > LONGEST {
        return None;
    }
    // `dealerPrior` is `dealer_prior` in another dress.
    let plain = |text: &str| {
        let mut snake = String::new();
        let mut before = ' ';
        for c in text.chars() {
            if c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit()) {
                snake.push('_');
            }
            snake.extend(c.to_lowercase());
            before = c;
        }
        snake.replace(['-', ' '], "_")
    };
    let word = plain(word);
    known
        .map(|candidate| (strsim::damerau_levenshtein(&word, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= letters.max(candidate.len()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_word_and_another_word_finds_none() {
        let known = ["keeper_prior", "tension", "talks_cost"];
        assert_eq!(nearest("keper_prior", known.into_iter()), Some("keeper_prior"));
        assert_eq!(nearest("Talks-Cost", known.into_iter()), Some("talks_cost"));
        assert_eq!(
            nearest("talksCost", ["cost", "talks_cost"].into_iter()),
            Some("talks_cost")
        );
        assert_eq!(nearest("weather", known.into_iter()), None);
        assert_eq!(nearest("", known.into_iter()), None);
    }
}
