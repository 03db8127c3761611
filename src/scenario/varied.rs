//! Variants of a scenario that differ from it in settings, as a sweep goes through them.

use super::load::{read_text, settled};
use super::made::Sheet;
use super::{Problems, Scenario, Setting};

impl Scenario {
    /// The scenario with more settings; each takes the place of an earlier one for the same key. All arms are there again, as the file
    /// has them.
    ///
    /// # Errors
    /// All that is wrong with the settings.
    pub fn with(&self, more: &[Setting]) -> Result<Scenario, Problems> {
        let name = format!("{}.toml", self.stem);
        let all = self.all_settings(more);
        let mut varied = read_text(&Sheet::new(&name, &self.text, self.made.clone()), &all)?;
        varied.stem.clone_from(&self.stem);
        Ok(varied)
    }

    /// As [`Scenario::with`], and what is valid and hardly meant is looked for as in a file that is read: settings that change nothing, too.
    ///
    /// # Errors
    /// All that is wrong with the settings.
    pub fn checked_with(&self, more: &[Setting]) -> Result<Scenario, Problems> {
        let name = format!("{}.toml", self.stem);
        let mut varied = settled(
            &Sheet::new(&name, &self.text, self.made.clone()),
            &self.all_settings(more),
        )?;
        varied.stem.clone_from(&self.stem);
        Ok(varied)
    }

    /// The settings with more; each takes the place of an earlier one for the same key.
    fn all_settings(&self, more: &[Setting]) -> Vec<Setting> {
        let replaced = |earlier: &&Setting| !more.iter().any(|setting| setting.key() == earlier.key());
        let mut all: Vec<Setting> = self.settings.iter().filter(replaced).cloned().collect();
        all.extend(more.iter().cloned());
        all
    }

    /// The settings that the scenario was read with.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// Whether there is such a key, defaults included, in some arm.
    pub fn has_key(&self, path: &str) -> bool {
        self.arms.iter().any(|arm| arm.values.get(path).is_some())
    }
}
