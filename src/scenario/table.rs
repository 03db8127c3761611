//! The tables and keys of a scenario file: the data behind reading, checking, defaults, the sampling design and the key reference.
//!
//! A new number takes the next free place in the sampling design; `tests/data/places.txt` lists those that were ever given. The
//! first two places are the best and belong to what matters most: how often the sides can come closer, and how often they can
//! leave.

use super::domain::Domain::*;
use super::keys::Kind::{Acceptance, ByElection, ByType, Fixed, Format, Month, Number, Text, Texts, Word};
use super::keys::Presence::{Default, DefaultWord, Optional, Required, SameAs};
use super::keys::{Key, NAME, Section, row, table};
use crate::game::{Enforcement, Sequence};

const PROSE: usize = 2000;

/// The key that lists warnings which are meant.
pub const MEANT: &str = "meant";

/// The list of what is drawn together. Its keys are about keys, so that they stand apart from those of the game.
pub const CORRELATIONS: &str = "correlations";
/// What the list is.
pub const ABOUT_CORRELATIONS: &str = "Uncertain numbers and events that are drawn together: one `[[correlations]]` table for each group that has one rank \
                                      correlation. What none names is independent.";
/// The keys of each of its tables, with what they mean.
#[rustfmt::skip]
pub const OF_CORRELATIONS: [(&str, &str); 2] = [
    ("keys", "two or more uncertain keys; `stakeholders.NAME.stands` is whether a stakeholder backs the settlement, and `stages[].detection` the key of every stage"),
    ("rank", "rank correlation (Spearman's) of each pair among them, above -1 and below 1"),
];
/// No file has more of its tables than this, and none of them more keys.
pub const MOST_CORRELATED: usize = 200;

/// The key that names the file from which a scenario takes what it does not say itself.
pub const EXTENDS: &str = "extends";

/// The table that says what values rest on.
pub const EVIDENCE: &str = "evidence";

/// The types of the disarmer, as files name them.
pub const DISARMER: [&str; 2] = ["dealer", "staller"];
/// The types of the guarantor, as files name them.
pub const GUARANTOR: [&str; 2] = ["keeper", "reneger"];

/// The tables in the order of the reference.
#[rustfmt::skip]
pub const SECTIONS: &[Section] = &[
    table("", false, "About the file"),
    table("clock", false, "The calendar. Every span of years must be a whole number of rounds."),
    table("stages[]", false, "The roadmap: one `[[stages]]` table for each stage, in order, at most 12."),
    table("disarmer", false, "The side that can give up a deterrent, by hidden type *dealer* or *staller*."),
    table("disarmer.succession", true, "Changes of the disarmer's leader, who brings a type of its own. Without this table there are none."),
    table("guarantor", false, "The side that pays with revocable concessions, by hidden type *keeper* or *reneger*."),
    table("guarantor.elections", true, "Without this table the administration never changes."),
    table("talks", false, "What the sides come together for, and how often."),
    table("verification", false, "How what is hidden comes to light, and what hiding is worth."),
    table("crises", false, "How the game can end in war."),
    table("broker", true, "The third party. Without this table there is none."),
    table("broker.acceptance", false, "How likely each side is to accept this broker, or what accepting costs it. Reported as a weight beside the results; nothing is drawn."),
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
    row("format", Format, Required, "", "number of the file format"),
    row("name", Text(NAME), Optional("the file's name"), "", "title of the scenario"),
    row("summary", Text(PROSE), Optional("none"), "", "what the scenario is about"),
    row("sources", Texts(PROSE), Optional("none"), "", "where the numbers come from"),
    row(MEANT, Texts(NAME), Optional("none"), "", "codes of warnings that are meant as they are, and not given"),

    row("clock.rounds_per_year", Fixed(Count), Required, "1/year", "rounds a year (4 = quarters)"),
    row("clock.start", Month, Optional("no dates"), "", "when the simulated time begins; for labels only"),
    row("clock.years", Fixed(Years), Required, "years", "simulated time"),
    row("clock.foresight_years", Fixed(Years), Required, "years", "how far the players look ahead; not less than `clock.years`"),

    row("stages[].name", Text(NAME), Optional("`stage` and its number"), "", "what the disarmer gives up"),
    row("stages[].relief", Text(NAME), Optional("`relief` and its number"), "", "what is delivered in return"),
    row("stages[].deterrent_share", Number(Share), Required, "share", "share of the deterrent given up, as the disarmer values it; sums to 1 over the stages").at_each(53, 6),
    row("stages[].threat_share", Number(Share), SameAs("deterrent_share"), "share", "share of the threat that this removes, as the guarantor values it; sums to 1; given for all stages or for none").at_each(160, 3),
    row("stages[].relief_share", Number(Share), Required, "share", "share of the relief package delivered in return, as the disarmer values it; sums to 1 over the stages").at_each(54, 6),
    row("stages[].cost_share", Number(Share), SameAs("relief_share"), "share", "share of the cost of relief, as the guarantor bears it; sums to 1; given for all stages or for none").at_each(161, 3),
    row("stages[].years", Number(NotNegative), Default(0.0), "years", "mean years of work before the step can be taken").at_each(162, 3),
    row("stages[].reversible", Number(Share), Default(0.0), "share", "share of the step that the disarmer can rebuild after a rupture (0 = irreversible)").at_each(55, 6),
    row("stages[].revocable", Number(Share), Default(1.0), "share", "share of the relief that the guarantor can take back (1 = wholly revocable)").at_each(56, 6),
    row("stages[].detection", Number(Probability), Required, "probability", "that a feigned stage is found out").at_each(57, 6),
    row("stages[].false_alarm", Number(Probability), Default(0.0), "probability", "that an honest stage is disputed").at_each(58, 6),

    row("disarmer.name", Text(NAME), DefaultWord("disarmer"), "", "name to display"),
    row("disarmer.dealer_prior", Number(Prior), Required, "probability", "public prior that the disarmer is a dealer, not a staller").at(2),
    row("disarmer.relief_value", Number(NotNegative), Required, "payoff/year", "value of the whole relief package").at(3),
    row("disarmer.exposure", Number(NotNegative), Default(0.0), "payoff/year", "cost of a wholly dismantled deterrent while ruptured").at(4),
    row("disarmer.pressure", Number(NotNegative), Default(0.0), "payoff/year", "cost of being under pressure while ruptured").at(5),
    row("disarmer.prestige", Number(NotNegative), Default(0.0), "payoff/year", "benefit of a process in force").at(6),
    row("disarmer.rebuild_years", Number(NotNegative), Required, "years", "mean time to rebuild the reversible part once ruptured (0 = at once)").at(7),
    row("disarmer.war_cost", Number(NotNegative), Default(0.0), "payoff", "lump sum lost in a war").at(8),
    row("disarmer.discount_factor", Number(Discount), Required, "per year", "weight of a payoff a year later").at(9),
    row("disarmer.rationality", Number(NotNegative), Required, "1/payoff", "logit precision (0 = uniform play)").at(10),
    row("disarmer.deterrent_value", ByType(NotNegative, &DISARMER), Required, "payoff/year", "value of the whole deterrent").forms(125, 11),
    row("disarmer.covert_share", ByType(BelowOne, &DISARMER), Default(0.0), "share", "share of the deterrent held in a programme that is never declared").forms(126, 127),
    row("disarmer.succession.rate", Number(NotNegative), Default(0.0), "1/year", "rate at which the leader changes").at(129),
    row("disarmer.succession.dealer_prior", Number(Prior), Required, "probability", "public prior that a new leader is a dealer").at(130),

    row("guarantor.name", Text(NAME), DefaultWord("guarantor"), "", "name to display"),
    row("guarantor.keeper_prior", Number(Prior), Required, "probability", "public prior that the sitting administration is a keeper, not a reneger").at(13),
    row("guarantor.threat_reduction", ByType(NotNegative, &GUARANTOR), Required, "payoff/year", "value of a wholly dismantled deterrent").forms(14, 131),
    row("guarantor.relief_cost", ByType(NotNegative, &GUARANTOR), Required, "payoff/year", "cost of the whole relief package").forms(15, 133),
    row("guarantor.tension", ByType(NotNegative, &GUARANTOR), Default(0.0), "payoff/year", "cost while ruptured").forms(16, 135),
    row("guarantor.talks_cost", Number(NotNegative), Default(0.0), "payoff/year", "cost of a process in force").at(17),
    row("guarantor.war_cost", Number(NotNegative), Default(0.0), "payoff", "lump sum lost in a war").at(18),
    row("guarantor.discount_factor", Number(Discount), Required, "per year", "weight of a payoff a year later").at(19),
    row("guarantor.rationality", Number(NotNegative), Required, "1/payoff", "logit precision (0 = uniform play)").at(20),
    row("guarantor.renege_cost", ByType(NotNegative, &GUARANTOR), Required, "payoff", "audience cost of reneging on a whole settlement").forms(137, 21),
    row("guarantor.elections.first_year", Fixed(Years), Required, "years", "time of the first election"),
    row("guarantor.elections.every_years", Fixed(Years), Optional("only one election"), "years", "time between elections"),
    row("guarantor.elections.turnover", ByElection(Probability), Required, "probability", "that an election changes the administration").forms(23, 138),
    row("guarantor.elections.successor_keeper_prior", Number(Prior), Required, "probability", "that a new administration is a keeper").at(24),

    row("talks.sequence", Word(&Sequence::WORDS), Required, "", "who moves first at a step and at a review"),
    row("talks.meetings_per_year", Number(Positive), Required, "1/year", "rate of meetings at which a step can be agreed, while in force").at(0),
    row("talks.reviews_per_year", Number(NotNegative), Required, "1/year", "rate of reviews, at which either side may leave, while in force").at(1),
    row("talks.advance_years", Number(NotNegative), Default(0.25), "years", "how long an advance is enjoyed before it is stopped, under `relief_first`").at(154),
    row("talks.reopening_rate", Number(NotNegative), Default(0.0), "1/year", "rate of openings to return while ruptured").at(26),

    row("verification.exposure_rate", Number(NotNegative), Default(0.0), "1/year", "rate at which a covert programme as large as the whole deterrent would be found out, in force with a stage completed").at(155),
    row("verification.concealed_value", Number(Share), Default(1.0), "share", "value of a concealed share of the deterrent, as a share of its open value").at(156),

    row("crises.rate_in_force", Number(NotNegative), Default(0.0), "1/year", "crises while in force").at(27),
    row("crises.rate_ruptured", Number(NotNegative), Default(0.0), "1/year", "crises while ruptured").at(28),
    row("crises.escalation", Number(Probability), Default(0.0), "probability", "that a crisis becomes war").at(29),

    row("broker.name", Text(NAME), DefaultWord("broker"), "", "name to display"),
    row("broker.neutrality_loss_rate", Number(NotNegative), Default(0.0), "1/year", "rate at which it stops being acceptable, for good").at(30),
    row("broker.discount_factor", Number(Discount), Required, "per year", "weight of a payoff a year later").at(31),
    row("broker.rationality", Number(NotNegative), Required, "1/payoff", "logit precision (0 = uniform play)").at(32),
    row("broker.acceptance.disarmer", Acceptance, Default(1.0), "probability", "that the disarmer accepts this broker at all").forms(33, 158),
    row("broker.acceptance.guarantor", Acceptance, Default(1.0), "probability", "that the guarantor accepts this broker at all").forms(34, 159),
    row("broker.instruments.facilitation", Number(NotNegative), Default(0.0), "1/year", "extra meetings a year while it mediates").at(35),
    row("broker.instruments.reopening_rate", Number(NotNegative), Default(0.0), "1/year", "extra openings while ruptured and mediating").at(36),
    row("broker.instruments.monitoring", Number(Share), Default(0.0), "share", "share of undetected feints it finds and of false alarms it prevents").at(37),
    row("broker.instruments.exposure_rate", Number(NotNegative), Default(0.0), "1/year", "added to `verification.exposure_rate` while it is active").at(157),
    row("broker.instruments.custody", Number(Share), Default(0.0), "share", "share of what was dismantled that it holds and can return").at(38),
    row("broker.instruments.escrow", Number(Share), Default(0.0), "share", "share of the revocable relief that it holds and can keep releasing").at(39),
    row("broker.instruments.guarantee", Number(NotNegative), Default(0.0), "payoff", "extra cost to a guarantor that reneges on a whole settlement, if enforced").at(40),
    row("broker.instruments.aid", Number(NotNegative), Default(0.0), "payoff/year", "flow to the disarmer while in force, times the relief delivered").at(41),
    row("broker.instruments.enforcement", Word(&Enforcement::WORDS), DefaultWord(Enforcement::Discretionary.word()), "", "whether it enforces always or by its own choice"),
    row("broker.information.disarmer_accuracy", Number(Accuracy), Required, "probability", "that its private signal about the disarmer is right").at(42),
    row("broker.information.guarantor_accuracy", Number(Accuracy), Required, "probability", "that its private signal about the guarantor is right").at(43),
    row("broker.information.honesty", Number(Probability), Required, "probability", "that it reports a signal truthfully, whatever its interest").at(44),
    row("broker.interests.project_revenue", Number(NotNegative), Default(0.0), "payoff/year", "revenue while in force and active, times the relief delivered").at(45),
    row("broker.interests.nonproliferation", Number(NotNegative), Default(0.0), "payoff/year", "value of a wholly dismantled deterrent").at(46),
    row("broker.interests.war_cost", Number(NotNegative), Default(0.0), "payoff", "lump sum lost in a war").at(47),
    row("broker.interests.mediation_cost", Number(NotNegative), Default(0.0), "payoff/year", "cost of mediating").at(48),
    row("broker.interests.enforcement_cost", Number(NotNegative), Default(0.0), "payoff", "cost of enforcing a whole settlement").at(49),
    row("broker.interests.credibility_stake", Number(NotNegative), Default(0.0), "payoff", "gain from having enforced a whole settlement").at(50),
    row("broker.interests.alignment.disarmer", Number(Real), Default(0.0), "weight", "weight of the disarmer's flow").at(51),
    row("broker.interests.alignment.guarantor", Number(Real), Default(0.0), "weight", "weight of the guarantor's flow").at(52),

    row("stakeholders[].name", Text(NAME), Optional("`stakeholder` and its number"), "", "name to display"),
    row("stakeholders[].backs", Number(Probability), Required, "probability", "that it backs the settlement in a world").by_name(),
    row("stakeholders[].guarantee", Number(NotNegative), Default(0.0), "payoff", "added to the renege cost of both guarantor types").by_name(),
    row("stakeholders[].aid", Number(NotNegative), Default(0.0), "payoff/year", "flow to the disarmer while in force, times the relief delivered").by_name(),
    row("stakeholders[].pressure_relief", Number(NotNegative), Default(0.0), "payoff/year", "subtracted from `disarmer.pressure`, not below 0").by_name(),
    row("stakeholders[].calm", Number(Share), Default(0.0), "share", "share of all crises that it prevents").by_name(),
    row("stakeholders[].when_opposed.guarantee", Number(NotNegative), Default(0.0), "payoff", "as above, if it does not back it").by_name(),
    row("stakeholders[].when_opposed.aid", Number(NotNegative), Default(0.0), "payoff/year", "as above, if it does not back it").by_name(),
    row("stakeholders[].when_opposed.pressure_relief", Number(NotNegative), Default(0.0), "payoff/year", "as above, if it does not back it").by_name(),
    row("stakeholders[].when_opposed.calm", Number(Share), Default(0.0), "share", "as above, if it does not back it").by_name(),
];

/// The key at `path` (a pattern such as `stages[].detection`).
pub fn key(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// The table at `path`, lists included (`stages[]`).
pub fn section(path: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.path == path)
}

#[cfg(test)]
mod tests {
    use super::super::keys::{Presence, parent, sibling};
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
            if let Presence::SameAs(other) = row.presence {
                assert!(KEYS[..position].iter().any(|key| key.path == sibling(row.path, other)));
            }
        }
    }
}
