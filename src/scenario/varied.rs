//! Variants of a scenario that differ from it in settings, as a sweep goes through them.

use super::load::read_text;
use super::made::Sheet;
use super::{Problems, Scenario, Setting};

impl Scenario {
    /// The scenario with more settings; each takes the place of an earlier one for the same key. All arms are there again, as the file
    /// has them.
    ///
    /// # Errors
    /// All that is wrong with the settings.
    pub fn with(&self, more: &[Setting]) -> Result<Scenario, Problems> {
        let replaced = |earlier: &&Setting| !more.iter().any(|setting| setting.key() == earlier.key());
        let mut all: Vec<Setting> = self.settings.iter().filter(replaced).cloned().collect();
        all.extend(more.iter().cloned());
        let name = format!("{}.toml", self.stem);
        let mut varied = read_text(&Sheet::new(&name, &self.text, self.made.clone()), &all)?;
        varied.stem.clone_from(&self.stem);
        Ok(varied)
    }

    /// Whether there is such a key, defaults included, in some arm.
    pub fn has_key(&self, path: &str) -> bool {
        self.arms.iter().any(|arm| arm.values.get(path).is_some())
    }
}
