//! The command that continues an interrupted run.

use std::ffi::OsStr;

/// This command with `--resume`, quoted for a POSIX shell.
pub fn continuation() -> String {
    let mut words: Vec<String> = std::env::args_os().map(|word| quoted(&word)).collect();
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".into());
    }
    words.join(" ")
}

/// A word as a POSIX shell reads it back.
pub fn quoted(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.into_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_only_where_a_shell_would_change_them() {
        let of = |word: &str| quoted(OsStr::new(word));
        assert_eq!(of("scenarios/a-b.toml"), "scenarios/a-b.toml");
        assert_eq!(of("--set=a.b=0.5"), "--set=a.b=0.5");
        assert_eq!(of("my file"), "'my file'");
        assert_eq!(of("it's"), r"'it'\''s'");
        assert_eq!(of("a={ beta = [1, 2] }"), "'a={ beta = [1, 2] }'");
        assert_eq!(of(""), "''");
    }
}
