//! What is varied from point to point: keys, and their values or coordinates at each point.

use std::sync::Arc;

use super::points::{Moved, Point};
use crate::scenario::{COMMAND_LINE, Code, Problem, Problems, Scenario, Setting};

/// Coordinates are kept this far from 0 and 1, where a distribution may have no value.
const EDGE: f64 = 1e-9;

/// Keys, and what each has at each point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Varied {
    /// Key paths.
    pub keys: Vec<String>,
    /// By point and key, as it is written.
    pub rows: Vec<Vec<String>>,
    /// Whether the entries are coordinates in [0, 1], shares of the distribution of their key that lie below, and not values.
    pub coordinates: bool,
    /// Where the rows stand: name of the file, and line of each row. `None` for the command line.
    pub place: Option<(String, Vec<usize>)>,
}

impl Varied {
    /// All combinations of the values of keys, the last key fastest.
    pub fn grid(keys: Vec<(String, Vec<String>)>) -> Self {
        let mut rows: Vec<Vec<String>> = vec![Vec::new()];
        for (_, values) in &keys {
            let longer = |row: &Vec<String>| {
                let with = |value: &String| [row.clone(), vec![value.clone()]].concat();
                values.iter().map(with).collect::<Vec<_>>()
            };
            rows = rows.iter().flat_map(longer).collect();
        }
        Varied {
            keys: keys.into_iter().map(|(key, _)| key).collect(),
            rows,
            ..Varied::default()
        }
    }

    /// The keys with their values as a command line gives them, `KEY=A,B`; only of a grid.
    pub fn as_written(&self) -> Vec<String> {
        let values = |place: usize| {
            let mut values: Vec<&str> = Vec::new();
            for row in &self.rows {
                if !values.contains(&row[place].as_str()) {
                    values.push(&row[place]);
                }
            }
            values.join(",")
        };
        let written = |(place, key): (usize, &String)| format!("{key}={}", values(place));
        self.keys.iter().enumerate().map(written).collect()
    }

    /// The points with these arms.
    ///
    /// # Errors
    /// All entries that are wrong, with row and column.
    pub fn points(&self, scenario: &Scenario, arms: &[String]) -> Result<Vec<Point>, Problems> {
        let as_it_is = Arc::new(scenario.clone());
        let mut rows = (0..self.rows.len()).map(|row| self.point(row, &as_it_is, arms));
        gathered(&mut rows)
    }

    /// The point of a row with these arms.
    ///
    /// # Errors
    /// All entries of the row that are wrong, with row and column.
    ///
    /// # Panics
    /// If there is no such row, or the scenario has no arm of one of the names.
    pub fn point(&self, row: usize, scenario: &Arc<Scenario>, arms: &[String]) -> Result<Point, Problems> {
        match self.coordinates {
            true => self.moved(row, scenario).map(|moved| Point {
                moved,
                ..Point::of(Arc::clone(scenario), arms)
            }),
            false => self.set(row, scenario, arms),
        }
    }

    fn set(&self, row: usize, scenario: &Scenario, arms: &[String]) -> Result<Point, Problems> {
        let mut settings = Vec::new();
        let mut wrong = Vec::new();
        for (key, entry) in self.keys.iter().zip(&self.rows[row]) {
            match Setting::parse(&format!("{key}={entry}")) {
                Ok(setting) => settings.push(setting),
                Err(error) => wrong.push(self.problem(row, key, Code::WrongType, entry, error.to_string())),
            }
        }
        if !wrong.is_empty() {
            return Err(Problems::new(wrong));
        }
        let varied = scenario.with(&settings);
        let varied =
            varied.map_err(|problems| Problems::new(problems.into_iter().map(|p| self.placed(row, p)).collect()))?;
        let names: Vec<&str> = arms.iter().map(String::as_str).collect();
        Ok(Point::of(Arc::new(varied.of_arms(&names)), arms))
    }

    fn moved(&self, row: usize, scenario: &Scenario) -> Result<Vec<Moved>, Problems> {
        let mut moved = Vec::new();
        let mut wrong = Vec::new();
        for (key, entry) in self.keys.iter().zip(&self.rows[row]) {
            let Some(uncertain) = scenario.uncertain().iter().find(|uncertain| uncertain.key == *key) else {
                let (code, what) = match scenario.has_key(key) {
                    true => (
                        Code::MustBeFixed,
                        "is a fixed number: it has no distribution that a coordinate could be taken from",
                    ),
                    false => (Code::UnknownKey, "is no key of the scenario"),
                };
                let problem = self.problem(row, key, code, key, format!("`{key}` {what}"));
                wrong.push(problem.help("give keys that the scenario draws, or values in place of coordinates"));
                continue;
            };
            match entry.parse::<f64>().ok().filter(|at| (0.0..=1.0).contains(at)) {
                Some(at) => moved.push(Moved::At(uncertain.dimension, at.clamp(EDGE, 1.0 - EDGE))),
                None => {
                    let what = format!("`{entry}` is no coordinate");
                    let problem = self.problem(row, key, Code::OutOfRange, entry, what);
                    wrong.push(
                        problem.help("give a number from 0 to 1: the share of the key's distribution that lies below"),
                    );
                }
            }
        }
        match wrong.is_empty() {
            true => Ok(moved),
            false => Err(Problems::new(wrong)),
        }
    }

    /// A problem of one entry.
    fn problem(&self, row: usize, key: &str, code: Code, entry: &str, message: String) -> Problem {
        let mut problem = Problem::about_file(code, COMMAND_LINE, message);
        problem.key = Some(key.to_owned());
        problem.found = Some(entry.to_owned());
        self.placed(row, problem)
    }

    /// The problem at its row of the table.
    fn placed(&self, row: usize, mut problem: Problem) -> Problem {
        let of_settings = problem.file == COMMAND_LINE;
        if let (true, Some((file, lines))) = (of_settings, &self.place) {
            problem.file.clone_from(file);
            problem.line = Some(if is_about_keys(problem.code) { 1 } else { lines[row] });
            let same = |own: &String, key: &String| own == key || own.starts_with(&format!("{key}."));
            let column = |key: &String| self.keys.iter().position(|own| same(own, key));
            problem.column = problem.key.as_ref().and_then(column).map(|place| place + 1);
            problem.excerpt = None;
        }
        problem
    }
}

/// What rows gave, or all that is wrong with any of them. What is wrong with a key in the first row is so in every row, and told once:
/// nothing is asked of the rows after it.
pub(super) fn gathered<T>(rows: &mut dyn Iterator<Item = Result<T, Problems>>) -> Result<Vec<T>, Problems> {
    let mut all: Option<Problems> = None;
    let mut given = Vec::new();
    for row in rows {
        match row {
            Ok(one) => given.push(one),
            Err(more) => {
                let about_keys = more.iter().all(|problem| is_about_keys(problem.code));
                match &mut all {
                    Some(all) => all.append(more),
                    None => all = Some(more),
                }
                if about_keys {
                    break;
                }
            }
        }
    }
    all.map_or(Ok(given), Err)
}

/// Whether a problem is that of a key, whatever its value.
pub(super) fn is_about_keys(code: Code) -> bool {
    matches!(code, Code::UnknownKey | Code::MustBeFixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_has_every_combination_with_the_last_key_fastest() {
        let of = |key: &str, values: &[&str]| (key.to_owned(), values.iter().map(|v| (*v).to_owned()).collect());
        let grid = Varied::grid(vec![of("a", &["1", "2"]), of("b", &["x", "y", "z"])]);
        let rows: Vec<String> = grid.rows.iter().map(|row| row.join("")).collect();
        assert_eq!(rows, ["1x", "1y", "1z", "2x", "2y", "2z"]);
        assert_eq!(grid.keys, ["a", "b"]);
    }
}
