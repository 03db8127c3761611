//! Every key of a scenario, once: what it holds, in which range, whether it may be left out, and what it means.
//!
//! Reading, the search for misspelt keys, defaults, ranges and the key reference of `docs/scenarios.md` all follow this
//! table. A path segment that ends in `[]` stands for a list of tables.

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
    /// The number of the file format, 1.
    Format,
}

/// What happens if a key is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Presence {
    Required,
    Default(f64),
    DefaultWord(&'static str),
    /// The value of another key.
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
}

/// A table of keys. The required keys of an optional table are required only where the table is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    pub path: &'static str,
    pub optional: bool,
    pub meaning: &'static str,
}

/// The table of keys at `path` (a pattern such as `stages[].detection`).
pub fn key(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// The table at `path`, lists included (`stages[]`).
pub fn section(path: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.path == path)
}

/// The path of the table that holds `path`; empty at the top.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

use Domain::*;
use Kind::{Fixed, Format, Number, Text, Texts, Word};
use Presence::{Default, DefaultWord, Optional, Required, SameAs};

const NAME: usize = 80;
const PROSE: usize = 2000;

const fn row(path: &'static str, kind: Kind, presence: Presence, unit: &'static str, meaning: &'static str) -> Key {
    Key {
        path,
        kind,
        presence,
        unit,
        meaning,
    }
}

const fn table(path: &'static str, optional: bool, meaning: &'static str) -> Section {
    Section {
        path,
        optional,
        meaning,
    }
}

/// The tables in the order of the reference.
#[rustfmt::skip]
pub const SECTIONS: &[Section] = &[
    table("", false, "About the file"),
    table("clock", false, "The calendar. Every span of years must be a whole number of rounds."),
    table("stages[]", false, "The roadmap: one `[[stages]]` table for each stage, in order, at most 12."),
    table("disarmer", false, "The side that can give up a deterrent, by hidden type *dealer* or *staller*."),
    table("disarmer.deterrent_value", false, "By type."),
    table("guarantor", false, "The side that pays with revocable concessions, by hidden type *keeper* or *reneger*."),
    table("guarantor.renege_cost", false, "By type."),
    table("guarantor.elections", true, "Without this table the administration never changes."),
    table("talks", false, "How rounds come about."),
    table("crises", false, "How the game can end in war."),
    table("broker", true, "The third party. Without this table there is none."),
    table("broker.acceptance", false, "Drawn once per world; the broker takes part only if both accept it."),
    table("broker.instruments", false, "What it can do."),
    table("broker.information", true, "What it knows and says before the first round. Without this table it sends no message."),
    table("broker.interests", false, "What it wants."),
    table("broker.interests.alignment", false, "How much of each side's flow it counts as its own; negative if it gains from the other's loss."),
    table("stakeholders[]", false, "Others who may back a settlement: one `[[stakeholders]]` table for each, at most 32."),
    table("stakeholders[].when_opposed", true, "What it does in worlds in which it does not back the settlement; without this table, nothing."),
];

/// The keys in the order of the reference.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    row("format", Format, Default(1.0), "", "number of the file format"),
    row("name", Text(NAME), Optional("the file's name"), "", "title of the scenario"),
    row("summary", Text(PROSE), Optional("none"), "", "what the scenario is about"),
    row("sources", Texts(PROSE), Optional("none"), "", "where the numbers come from"),

    row("clock.rounds_per_year", Fixed(Count), Required, "1/year", "rounds a year (4 = quarters)"),
    row("clock.years", Fixed(Years), Required, "years", "simulated time"),
    row("clock.foresight_years", Fixed(Years), SameAs("clock.years"), "years", "how far the players look ahead; not less than `clock.years`"),

    row("stages[].name", Text(NAME), Optional("`stage` and its number"), "", "what the disarmer gives up"),
    row("stages[].relief", Text(NAME), Optional("`relief` and its number"), "", "what is delivered in return"),
    row("stages[].deterrent_share", Number(Share), Required, "share", "share of the deterrent given up; sums to 1 over the stages"),
    row("stages[].relief_share", Number(Share), Required, "share", "share of the relief package delivered in return; sums to 1 over the stages"),
    row("stages[].reversible", Number(Share), Required, "share", "share of the step that the disarmer can rebuild after a rupture (0 = irreversible)"),
    row("stages[].revocable", Number(Share), Required, "share", "share of the relief that the guarantor can take back (1 = wholly revocable)"),
    row("stages[].detection", Number(Probability), Required, "probability", "that a feigned stage is found out"),
    row("stages[].false_alarm", Number(Probability), Default(0.0), "probability", "that an honest stage is disputed"),

    row("disarmer.name", Text(NAME), DefaultWord("disarmer"), "", "name to display"),
    row("disarmer.dealer_prior", Number(Prior), Required, "probability", "public prior that the disarmer is a dealer, not a staller"),
    row("disarmer.relief_value", Number(NotNegative), Required, "payoff/year", "value of the whole relief package"),
    row("disarmer.exposure", Number(NotNegative), Default(0.0), "payoff/year", "cost of a wholly dismantled deterrent while ruptured"),
    row("disarmer.pressure", Number(NotNegative), Default(0.0), "payoff/year", "cost of being under pressure while ruptured"),
    row("disarmer.prestige", Number(NotNegative), Default(0.0), "payoff/year", "benefit of a process in force"),
    row("disarmer.rebuild_years", Number(NotNegative), Default(0.0), "years", "mean time to rebuild the reversible part once ruptured (0 = at once)"),
    row("disarmer.war_cost", Number(NotNegative), Default(0.0), "payoff", "lump sum lost in a war"),
    row("disarmer.discount_factor", Number(Discount), Required, "per year", "weight of a payoff a year later"),
    row("disarmer.rationality", Number(NotNegative), Required, "1/payoff", "logit precision (0 = uniform play)"),
    row("disarmer.deterrent_value.dealer", Number(NotNegative), Required, "payoff/year", "value of the whole deterrent to a dealer"),
    row("disarmer.deterrent_value.staller", Number(NotNegative), Required, "payoff/year", "value of the whole deterrent to a staller"),

    row("guarantor.name", Text(NAME), DefaultWord("guarantor"), "", "name to display"),
    row("guarantor.keeper_prior", Number(Prior), Required, "probability", "public prior that the sitting administration is a keeper, not a reneger"),
    row("guarantor.threat_reduction", Number(NotNegative), Required, "payoff/year", "value of a wholly dismantled deterrent"),
    row("guarantor.relief_cost", Number(NotNegative), Required, "payoff/year", "cost of the whole relief package"),
    row("guarantor.tension", Number(NotNegative), Default(0.0), "payoff/year", "cost while ruptured"),
    row("guarantor.talks_cost", Number(NotNegative), Default(0.0), "payoff/year", "cost of a process in force"),
    row("guarantor.war_cost", Number(NotNegative), Default(0.0), "payoff", "lump sum lost in a war"),
    row("guarantor.discount_factor", Number(Discount), Required, "per year", "weight of a payoff a year later"),
    row("guarantor.rationality", Number(NotNegative), Required, "1/payoff", "logit precision (0 = uniform play)"),
    row("guarantor.renege_cost.keeper", Number(NotNegative), Required, "payoff", "audience cost to a keeper of reneging on a whole settlement"),
    row("guarantor.renege_cost.reneger", Number(NotNegative), Required, "payoff", "audience cost to a reneger of reneging on a whole settlement"),
    row("guarantor.elections.first_year", Fixed(Years), Required, "years", "time of the first election"),
    row("guarantor.elections.every_years", Fixed(Years), Optional("only one election"), "years", "time between elections"),
    row("guarantor.elections.turnover", Number(Probability), Required, "probability", "that an election changes the administration"),
    row("guarantor.elections.successor_keeper_prior", Number(Prior), Required, "probability", "that a new administration is a keeper"),

    row("talks.sequence", Word(&["disarm_first", "relief_first"]), DefaultWord("disarm_first"), "", "who moves first while in force"),
    row("talks.meeting_failure", Number(Probability), Default(0.0), "probability", "that a round's meeting falls through"),
    row("talks.reopening_rate", Number(NotNegative), Default(0.0), "1/year", "openings to return while ruptured"),

    row("crises.rate_in_force", Number(NotNegative), Default(0.0), "1/year", "crises while in force"),
    row("crises.rate_ruptured", Number(NotNegative), Default(0.0), "1/year", "crises while ruptured"),
    row("crises.escalation", Number(Probability), Default(0.0), "probability", "that a crisis becomes war"),

    row("broker.name", Text(NAME), DefaultWord("broker"), "", "name to display"),
    row("broker.neutrality_loss_rate", Number(NotNegative), Default(0.0), "1/year", "rate at which it stops being acceptable, for good"),
    row("broker.discount_factor", Number(Discount), Required, "per year", "weight of a payoff a year later"),
    row("broker.rationality", Number(NotNegative), Required, "1/payoff", "logit precision (0 = uniform play)"),
    row("broker.acceptance.disarmer", Number(Probability), Default(1.0), "probability", "that the disarmer accepts this broker"),
    row("broker.acceptance.guarantor", Number(Probability), Default(1.0), "probability", "that the guarantor accepts this broker"),
    row("broker.instruments.facilitation", Number(Share), Default(0.0), "share", "share of failed meetings that mediation saves"),
    row("broker.instruments.reopening_rate", Number(NotNegative), Default(0.0), "1/year", "extra openings while ruptured and mediating"),
    row("broker.instruments.monitoring", Number(Share), Default(0.0), "share", "share of undetected feints it finds and of false alarms it prevents"),
    row("broker.instruments.custody", Number(Share), Default(0.0), "share", "share of what was dismantled that it holds and can return"),
    row("broker.instruments.escrow", Number(Share), Default(0.0), "share", "share of the revocable relief that it holds and can keep releasing"),
    row("broker.instruments.guarantee", Number(NotNegative), Default(0.0), "payoff", "extra cost to a guarantor that reneges on a whole settlement, if enforced"),
    row("broker.instruments.aid", Number(NotNegative), Default(0.0), "payoff/year", "flow to the disarmer while in force, times the relief delivered"),
    row("broker.instruments.enforcement", Word(&["automatic", "discretionary"]), DefaultWord("discretionary"), "", "whether it enforces always or by its own choice"),
    row("broker.information.disarmer_accuracy", Number(Accuracy), Required, "probability", "that its private signal about the disarmer is right"),
    row("broker.information.guarantor_accuracy", Number(Accuracy), Required, "probability", "that its private signal about the guarantor is right"),
    row("broker.information.honesty", Number(Probability), Required, "probability", "that it reports a signal truthfully, whatever its interest"),
    row("broker.interests.project_revenue", Number(NotNegative), Default(0.0), "payoff/year", "revenue while in force and active, times the relief delivered"),
    row("broker.interests.nonproliferation", Number(NotNegative), Default(0.0), "payoff/year", "value of a wholly dismantled deterrent"),
    row("broker.interests.war_cost", Number(NotNegative), Default(0.0), "payoff", "lump sum lost in a war"),
    row("broker.interests.mediation_cost", Number(NotNegative), Default(0.0), "payoff/year", "cost of mediating"),
    row("broker.interests.enforcement_cost", Number(NotNegative), Default(0.0), "payoff", "cost of enforcing a whole settlement"),
    row("broker.interests.credibility_stake", Number(NotNegative), Default(0.0), "payoff", "gain from having enforced a whole settlement"),
    row("broker.interests.alignment.disarmer", Number(Real), Default(0.0), "weight", "weight of the disarmer's flow"),
    row("broker.interests.alignment.guarantor", Number(Real), Default(0.0), "weight", "weight of the guarantor's flow"),

    row("stakeholders[].name", Text(NAME), Optional("`stakeholder` and its number"), "", "name to display"),
    row("stakeholders[].backs", Number(Probability), Required, "probability", "that it backs the settlement in a world"),
    row("stakeholders[].guarantee", Number(NotNegative), Default(0.0), "payoff", "added to the renege cost of both guarantor types"),
    row("stakeholders[].aid", Number(NotNegative), Default(0.0), "payoff/year", "flow to the disarmer while in force, times the relief delivered"),
    row("stakeholders[].pressure_relief", Number(NotNegative), Default(0.0), "payoff/year", "subtracted from `disarmer.pressure`, not below 0"),
    row("stakeholders[].calm", Number(Share), Default(0.0), "share", "share of all crises that it prevents"),
    row("stakeholders[].when_opposed.guarantee", Number(NotNegative), Default(0.0), "payoff", "as above, if it does not back it"),
    row("stakeholders[].when_opposed.aid", Number(NotNegative), Default(0.0), "payoff/year", "as above, if it does not back it"),
    row("stakeholders[].when_opposed.pressure_relief", Number(NotNegative), Default(0.0), "payoff/year", "as above, if it does not back it"),
    row("stakeholders[].when_opposed.calm", Number(Share), Default(0.0), "share", "as above, if it does not back it"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_belongs_to_a_table_and_no_path_occurs_twice() {
        for (position, row) in KEYS.iter().enumerate() {
            assert!(section(parent(row.path)).is_some(), "{} has no table", row.path);
            assert!(
                KEYS[..position].iter().all(|other| other.path != row.path),
                "{} occurs twice",
                row.path
            );
        }
    }

    #[test]
    fn a_value_taken_from_another_key_comes_from_an_earlier_one() {
        for (position, row) in KEYS.iter().enumerate() {
            if let SameAs(other) = row.presence {
                assert!(KEYS[..position].iter().any(|key| key.path == other));
            }
        }
    }
}
