//! What a key of a scenario file is: what it holds, in which range, whether it may be left out, and its place in the sampling design.
//!
//! A path segment that ends in `[]` stands for a list of tables.

use super::domain::Domain;

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A number, or a distribution over worlds.
    Number(Domain),
    /// A number that shapes the game tree and cannot be uncertain.
    Fixed(Domain),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Text of at most so many characters.
    Text(usize),
    /// A list of such texts.
    Texts(usize),
    /// One number for both types, or one for each of these two.
    ByType(Domain, &'static [&'static str; 2]),
    /// One number for all elections, or a list whose last entry holds for all later ones.
    ByElection(Domain),
    /// The probability that a side accepts the broker, or the cost at which it decides for itself.
    Acceptance,
    /// A month, `"2018-06"`; a day after it is read and not kept.
    Month,
    /// The number of the file format, [`FORMAT`].
    Format,
}

/// The longest name to display, in characters.
pub const NAME: usize = 80;

/// The format of files that this version reads.
pub const FORMAT: u32 = 2;

/// A list by election has no more entries than this.
pub const MOST_ELECTIONS: usize = 16;

impl Kind {
    /// The names of the numbers below the key if it is not given as one number, each with its range.
    pub fn parts(self) -> Vec<(String, Domain)> {
        match self {
            Kind::ByType(domain, types) => types.iter().map(|name| (name.to_string(), domain)).collect(),
            Kind::ByElection(domain) => (1..=MOST_ELECTIONS).map(|i| (i.to_string(), domain)).collect(),
            Kind::Acceptance => vec![("cost".to_string(), Domain::NotNegative)],
            Kind::Number(_)
            | Kind::Fixed(_)
            | Kind::Word(_)
            | Kind::Text(_)
            | Kind::Texts(_)
            | Kind::Month
            | Kind::Format => Vec::new(),
        }
    }

    /// The range of the number that the key itself may hold; `None` if it holds no number.
    pub fn domain(self) -> Option<Domain> {
        match self {
            Kind::Number(domain) | Kind::Fixed(domain) | Kind::ByType(domain, _) | Kind::ByElection(domain) => {
                Some(domain)
            }
            Kind::Acceptance => Some(Domain::Probability),
            Kind::Word(_) | Kind::Text(_) | Kind::Texts(_) | Kind::Month | Kind::Format => None,
        }
    }
}

/// What happens if a key is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Presence {
    Required,
    Default(f64),
    DefaultWord(&'static str),
    /// The value of the key beside it with this name, draw by draw.
    SameAs(&'static str),
    /// It stays absent; the text says what that means.
    Optional(&'static str),
}

/// One key of the scenario file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    pub path: &'static str,
    pub kind: Kind,
    pub presence: Presence,
    pub unit: &'static str,
    pub meaning: &'static str,
    pub place: Place,
}

/// Where a number stands in the sampling design. Places are data, not a consequence of the order of this table: a key keeps its
/// place for ever, and a new key takes the first free one (see `tests/data/places.txt`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is no number that may be uncertain.
    None,
    /// This dimension of the sequence.
    At(u16),
    /// In a list that is counted: `first + step × (position − 1)`.
    Each { first: u16, step: u16 },
    /// The number itself at `whole`, the numbers below it from `parts` on.
    Forms { whole: u16, parts: u16 },
    /// In a list whose items have names: a stream of its own, told by the hash of list, name and key.
    ByName,
}

impl Key {
    /// The key at dimension `place`.
    pub(super) const fn at(mut self, place: u16) -> Self {
        self.place = Place::At(place);
        self
    }

    /// The key at dimension `first` for the first item of its list, and `step` further for each item after it.
    pub(super) const fn at_each(mut self, first: u16, step: u16) -> Self {
        self.place = Place::Each { first, step };
        self
    }

    /// The key at dimension `whole` if it is one number, and from `parts` on if it is several.
    pub(super) const fn forms(mut self, whole: u16, parts: u16) -> Self {
        self.place = Place::Forms { whole, parts };
        self
    }

    /// The key with a stream for each name in its list.
    pub(super) const fn by_name(mut self) -> Self {
        self.place = Place::ByName;
        self
    }
}

/// A table of keys. The required keys of an optional table are required only where the table is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    pub path: &'static str,
    pub optional: bool,
    pub meaning: &'static str,
}

/// The path of the key `name` in the table of `path`.
pub fn sibling(path: &str, name: &str) -> String {
    match parent(path) {
        "" => name.to_string(),
        table => format!("{table}.{name}"),
    }
}

/// The path of the table that holds `path`; empty at the top.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

/// The name of a key or table without the tables that it is in.
pub fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path).trim_end_matches("[]")
}

pub(super) const fn row(
    path: &'static str,
    kind: Kind,
    presence: Presence,
    unit: &'static str,
    meaning: &'static str,
) -> Key {
    Key {
        path,
        kind,
        presence,
        unit,
        meaning,
        place: Place::None,
    }
}

pub(super) const fn table(path: &'static str, optional: bool, meaning: &'static str) -> Section {
    Section {
        path,
        optional,
        meaning,
    }
}
