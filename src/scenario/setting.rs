//! Replacements from the command line: `--set guarantor.keeper_prior=0.4`.

use std::str::FromStr;

use thiserror::Error;
use toml::de::DeValue;

use super::printable::printable;
use super::source::{Origin, Place};
use super::spelling;
use super::table::EXTENDS;
use super::tree::{Content, Entry, Node};

const PREFIX: &str = "--set ";

/// One `key=value` replacement. The value is a TOML value; a bare word is taken as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// `--set key=value`, as problems show it.
    written: String,
    key: std::ops::Range<usize>,
    value: std::ops::Range<usize>,
    bare: bool,
}

/// Why a `--set` argument is not of the form `key=value`.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SettingError {
    #[error("`{0}` has no `=`; write key=value, for example {1}")]
    NoEquals(String, String),
    #[error("`{0}` has no key before the `=`; write key=value, for example guarantor.keeper_prior=0.4")]
    NoKey(String),
    #[error("`{0}` has no value after the `=`; write key=value, for example {0}0.4")]
    NoValue(String),
    #[error(
        "`{value}` is not a value ({reason}); write a number, true, false, a word, \"text\" or {{ uniform = [0.2, 0.6] }}"
    )]
    NotAValue { value: String, reason: String },
    #[error("`extends` cannot be set: it is part of a file; write a file that extends another")]
    Extends,
    #[error("`{value}` is not a value: {why}; write {right}")]
    Slip { value: String, why: String, right: String },
}

impl Setting {
    /// Reads `key=value`. Whether there is such a key, and whether the value suits it, is checked with the scenario.
    pub fn parse(argument: &str) -> Result<Self, SettingError> {
        let Some((key, value)) = argument.split_once('=') else {
            // `key:0.4` and `key 0.4` say which key and value are meant.
            let parts = argument
                .split_once([':', ' '])
                .filter(|(key, value)| !key.is_empty() && !value.trim().is_empty());
            let example = match parts {
                Some((key, value)) => format!("{}={}", key.trim(), value.trim()),
                None if argument.ends_with([':', ' ']) && argument.contains('.') => {
                    format!("{}=0.4", argument.trim_end_matches([':', ' ']))
                }
                None if argument.contains('.') && !argument.contains(char::is_whitespace) => format!("{argument}=0.4"),
                None => "guarantor.keeper_prior=0.4".to_string(),
            };
            return Err(SettingError::NoEquals(printable(argument), printable(&example)));
        };
        let (key, value) = (key.trim(), value.trim());
        if key.is_empty() {
            return Err(SettingError::NoKey(argument.to_string()));
        }
        if key == EXTENDS {
            return Err(SettingError::Extends);
        }
        if value.is_empty() {
            return Err(SettingError::NoValue(printable(&format!("{key}="))));
        }
        let bare = match DeValue::parse(value) {
            Ok(_) => false,
            Err(_) if is_bare(value) => true,
            Err(error) => {
                return Err(match meant(value) {
                    Some((why, right)) => SettingError::Slip {
                        value: printable(value),
                        why,
                        right: printable(&format!("{key}={right}")),
                    },
                    None => SettingError::NotAValue {
                        value: printable(value),
                        reason: error.message().to_string(),
                    },
                });
            }
        };
        let key_end = PREFIX.len() + key.len();
        Ok(Setting {
            written: format!("{PREFIX}{key}={value}"),
            key: PREFIX.len()..key_end,
            value: key_end + 1..key_end + 1 + value.len(),
            bare,
        })
    }

    /// `--set key=value`.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The key path.
    pub fn key(&self) -> &str {
        &self.written[self.key.clone()]
    }

    /// The value as it was written.
    pub fn value(&self) -> &str {
        &self.written[self.value.clone()]
    }

    /// The setting as an entry of a table; `position` is its place in the list of settings.
    pub(super) fn entry(&self, position: usize) -> Entry {
        let origin = Origin::Setting(position);
        let value = if self.bare {
            Node {
                place: Place {
                    origin,
                    span: self.value.clone(),
                },
                content: Content::Text(self.value().to_string()),
            }
        } else {
            // `parse` has read the same text before; should that ever fail, the value is an empty text, which no key
            // but a text accepts, and no text accepts empty.
            match DeValue::parse(self.value()) {
                Ok(value) => Node::from_toml(&value, origin, self.value.start),
                Err(_) => Node {
                    place: Place {
                        origin,
                        span: self.value.clone(),
                    },
                    content: Content::Text(String::new()),
                },
            }
        };
        Entry {
            name: self.key().to_string(),
            place: Place {
                origin,
                span: self.key.clone(),
            },
            value,
        }
    }
}

impl FromStr for Setting {
    type Err = SettingError;

    fn from_str(argument: &str) -> Result<Self, SettingError> {
        Setting::parse(argument)
    }
}

/// What is wrong with a value and what was meant, if it has one of the usual slips.
fn meant(value: &str) -> Option<(String, String)> {
    if value.is_empty() {
        return None;
    }
    if let Some(right) = value
        .strip_prefix(['=', ':'])
        .map(str::trim)
        .filter(|right| DeValue::parse(right).is_ok())
    {
        return Some(("there is one `=` too many".to_string(), right.to_string()));
    }
    spelling::mended(value).map(|meant| (meant.why, meant.toml))
}

fn is_bare(value: &str) -> bool {
    value.starts_with(char::is_alphabetic) && value.chars().all(|c| c.is_alphanumeric() || " _-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_split_at_the_first_equals_sign() {
        let setting = Setting::parse(" a.b = { uniform = [0, 1] } ").unwrap();
        assert_eq!((setting.key(), setting.value()), ("a.b", "{ uniform = [0, 1] }"));
        assert_eq!(setting.as_written(), "--set a.b={ uniform = [0, 1] }");
    }

    #[test]
    fn a_bare_word_is_text_and_a_bare_number_is_a_number() {
        assert!(Setting::parse("talks.sequence=relief_first").unwrap().bare);
        assert!(!Setting::parse("clock.years=10").unwrap().bare);
        assert!(!Setting::parse("broker=false").unwrap().bare);
    }

    #[test]
    fn what_is_not_key_and_value_is_refused() {
        assert!(matches!(Setting::parse("a.b"), Err(SettingError::NoEquals(..))));
        for (slip, right) in [
            ("a.b:0.4", "example a.b=0.4"),
            ("a.b 0.4", "example a.b=0.4"),
            ("a.b==1", "write a.b=1"),
            ("a.b=40%", "write a.b=0.4"),
            ("a.b=0,4", "write a.b=0.4"),
            ("a.b=.4", "write a.b=0.4"),
            ("a.b=uniform(0.2, 0.5)", "write a.b={ uniform = [0.2, 0.5] }"),
        ] {
            let said = Setting::parse(slip).unwrap_err().to_string();
            assert!(said.contains(right), "{slip}: {said}");
        }
        assert!(matches!(Setting::parse("=1"), Err(SettingError::NoKey(_))));
        assert!(matches!(Setting::parse("a=[1"), Err(SettingError::Slip { right, .. }) if right == "a=[1]"));
        assert!(matches!(Setting::parse("a={"), Err(SettingError::NotAValue { .. })));
        assert!(matches!(Setting::parse("a="), Err(SettingError::NoValue(key)) if key == "a="));
        let said = Setting::parse("a.b:").unwrap_err().to_string();
        assert!(said.ends_with("example a.b=0.4"), "{said}");
    }
}
