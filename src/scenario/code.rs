//! The kinds of problem, their stable names and what they mean.

use std::fmt;

use serde::Serialize;

/// The kinds of problem. Their snake_case names are stable: scripts may rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    NotFound,
    Unreadable,
    TooLarge,
    NotUtf8,
    NoScenarios,
    EmptyFile,
    NotToml,
    BadExtends,
    CircularExtends,
    LongChain,
    DuplicateKey,
    DuplicateName,
    UnsupportedFormat,
    UnknownKey,
    MissingKey,
    PartlyGiven,
    WrongType,
    BadText,
    UnknownWord,
    NotFinite,
    OutOfRange,
    BadDistribution,
    MustBeFixed,
    SharesSum,
    NotWholeRounds,
    ForesightTooShort,
    TooManyRounds,
    NoStages,
    TooManyEntries,
    StageOutOfRange,
    BadCorrelation,
    NotUncertain,
    ImpossibleCorrelations,
    BadArmName,
    ReservedArm,
    NotOverridable,
    Contradiction,
    UnknownArm,
    CircularArms,
    TooManyArms,
    BadEvidence,
    // From here on warnings: what is valid and hardly meant.
    EqualArms,
    IdleLever,
    IdleEvidence,
    IdleSetting,
    DiscountRate,
    TypesSwapped,
    KnownType,
    UniformPlay,
    ExtremeRationality,
    LateElection,
    UnusedElections,
    IdleSuccession,
    LongRoadmap,
    RareMeetings,
    BlindDetection,
    NothingBinds,
    WorthlessRelief,
    HarmlessCrises,
    FreeWar,
    IdleVerification,
    IdleBroker,
    IdleInstrument,
    IdleEnforcement,
    RefusedBroker,
    BriefBroker,
    NoisyInformation,
    IdleStakeholder,
    VagueInterval,
    IdleCorrelation,
}

impl Code {
    /// Every code with its stable name and its meaning, in the order of the reference.
    #[rustfmt::skip]
    pub const ALL: [(Code, &'static str, &'static str); 70] = [
        (Code::NotFound, "not_found", "the path does not exist"),
        (Code::Unreadable, "unreadable", "the file or directory cannot be read"),
        (Code::TooLarge, "too_large", "the file is larger than any scenario (256 KiB)"),
        (Code::NotUtf8, "not_utf8", "the file is not UTF-8 text"),
        (Code::NoScenarios, "no_scenarios", "the directory holds no `.toml` file"),
        (Code::EmptyFile, "empty_file", "the file holds no key at all"),
        (Code::NotToml, "not_toml", "the text is not TOML"),
        (Code::BadExtends, "bad_extends", "`extends` names no file that a scenario can extend: none at all, a folder, an absolute path, or one that leads out of the folder"),
        (Code::CircularExtends, "circular_extends", "files that extend each other in a circle"),
        (Code::LongChain, "long_chain", "more than 8 files that extend each other"),
        (Code::DuplicateKey, "duplicate_key", "a key or table is given twice"),
        (Code::DuplicateName, "duplicate_name", "two stakeholders have names that nothing tells apart"),
        (Code::UnsupportedFormat, "unsupported_format", "`format` is not 2; for a file of format 1 the problem lists what to change"),
        (Code::UnknownKey, "unknown_key", "there is no such key"),
        (Code::MissingKey, "missing_key", "a key or table the game cannot do without is absent"),
        (Code::PartlyGiven, "partly_given", "a key that all stages or none must have is given for some"),
        (Code::WrongType, "wrong_type", "for example a string where a number is needed"),
        (Code::BadText, "bad_text", "a text is empty, too long or holds control characters"),
        (Code::UnknownWord, "unknown_word", "a word that is not among the choices of the key"),
        (Code::NotFinite, "not_finite", "NaN, an infinity, or a number too large to be represented"),
        (Code::OutOfRange, "out_of_range", "a number outside the range of its key"),
        (Code::BadDistribution, "bad_distribution", "a distribution that does not exist, is malformed or leaves the range of its key"),
        (Code::MustBeFixed, "must_be_fixed", "a distribution where only a plain number makes sense"),
        (Code::SharesSum, "shares_sum", "the shares of the stages do not sum to 1"),
        (Code::NotWholeRounds, "not_whole_rounds", "years × rounds a year is not a whole number of rounds"),
        (Code::ForesightTooShort, "foresight_too_short", "the players look less far ahead than is simulated"),
        (Code::TooManyRounds, "too_many_rounds", "more than 20000 rounds would have to be solved"),
        (Code::NoStages, "no_stages", "the roadmap has no stage"),
        (Code::TooManyEntries, "too_many_entries", "more stages, stakeholders or correlations than allowed"),
        (Code::StageOutOfRange, "stage_out_of_range", "an override names a stage or stakeholder that does not exist"),
        (Code::BadCorrelation, "bad_correlation", "a correlation that names fewer than two keys, a key twice, or a pair that another one names"),
        (Code::NotUncertain, "not_uncertain", "a correlation of a key that is the same in every world"),
        (Code::ImpossibleCorrelations, "impossible_correlations", "rank correlations that no numbers can have together"),
        (Code::BadArmName, "bad_arm_name", "an arm's name is not a snake_case identifier"),
        (Code::ReservedArm, "reserved_arm", "`broker` and `no_broker` exist without being written"),
        (Code::NotOverridable, "not_overridable", "a key that is the same in every arm"),
        (Code::Contradiction, "contradiction", "a table is switched off and used at the same time"),
        (Code::UnknownArm, "unknown_arm", "the scenario has no arm of that name"),
        (Code::CircularArms, "circular_arms", "arms that are made from each other in a circle"),
        (Code::TooManyArms, "too_many_arms", "more arms than can be compared"),
        (Code::BadEvidence, "bad_evidence", "a grade of evidence that is none, or evidence that says nothing"),
        (Code::EqualArms, "equal_arms", "an arm is the same game as another one"),
        (Code::IdleLever, "idle_lever", "a lever whose far end is where the scenario is"),
        (Code::IdleEvidence, "idle_evidence", "evidence for a key that has no value"),
        (Code::IdleSetting, "idle_setting", "a setting that changes nothing in any arm"),
        (Code::DiscountRate, "discount_rate", "a yearly discount factor below 0.5"),
        (Code::TypesSwapped, "types_swapped", "a number by type that contradicts the names of the types"),
        (Code::KnownType, "known_type", "a prior below 0.001 or above 0.999"),
        (Code::UniformPlay, "uniform_play", "a rationality of 0, while another player has more"),
        (Code::ExtremeRationality, "extreme_rationality", "rationality times the largest payoff of a year above 1000"),
        (Code::LateElection, "late_election", "the first election comes after the simulated time"),
        (Code::UnusedElections, "unused_elections", "a list of turnovers longer than there are elections within foresight"),
        (Code::IdleSuccession, "idle_succession", "a successor is described, but never comes: turnover or rate of succession 0"),
        (Code::LongRoadmap, "long_roadmap", "the work of all stages takes longer than the simulated time"),
        (Code::RareMeetings, "rare_meetings", "less than half a step meeting is expected in the simulated time"),
        (Code::BlindDetection, "blind_detection", "an honest stage is disputed at least as often as a feigned one is found out"),
        (Code::NothingBinds, "nothing_binds", "every stage is wholly reversible, at once, and wholly revocable"),
        (Code::WorthlessRelief, "worthless_relief", "relief costs the guarantor more than 20 times what it is worth to the disarmer"),
        (Code::HarmlessCrises, "harmless_crises", "there are crises, but none of them becomes war"),
        (Code::FreeWar, "free_war", "war can come, and costs one side nothing while it costs the other"),
        (Code::IdleVerification, "idle_verification", "a covert programme can be exposed or devalued, but neither type has one"),
        (Code::IdleBroker, "idle_broker", "a broker without instruments and information"),
        (Code::IdleInstrument, "idle_instrument", "an instrument with nothing to work on: escrow where nothing is revocable, monitoring where nothing escapes"),
        (Code::IdleEnforcement, "idle_enforcement", "stakes or costs of enforcement without custody, escrow or guarantee"),
        (Code::RefusedBroker, "refused_broker", "a side accepts the broker with probability 0"),
        (Code::BriefBroker, "brief_broker", "a broker that is gone within a year with 95 % probability"),
        (Code::NoisyInformation, "noisy_information", "both of the broker’s signals are right half of the time"),
        (Code::IdleStakeholder, "idle_stakeholder", "a stakeholder that does the same whether it backs the settlement or not"),
        (Code::VagueInterval, "vague_interval", "an interval that spans a factor above 10000 or nearly the whole range, or a spread above 10 of a weight"),
        (Code::IdleCorrelation, "idle_correlation", "a rank correlation of 0, or one of keys that no arm draws together"),
    ];

    /// Every warning with the reason why it is hardly meant, in the order of [`Code::ALL`].
    #[rustfmt::skip]
    pub const REASONS: [(Code, &'static str); 29] = [
        (Code::EqualArms, "it repeats results under another name"),
        (Code::IdleLever, "moving it does nothing"),
        (Code::IdleEvidence, "it backs nothing; a key that was renamed or taken out looks like this"),
        (Code::IdleSetting, "the value was the same, or every arm has its own"),
        (Code::DiscountRate, "a rate of 0.05 was written where its factor of 0.95 is due"),
        (Code::TypesSwapped, "by its name a keeper pays more for reneging, a staller values the deterrent more"),
        (Code::KnownType, "the type is no secret, and nothing can be learnt or signalled"),
        (Code::UniformPlay, "that player tosses coins; only if all do is that a benchmark"),
        (Code::ExtremeRationality, "play is all but a best response: many equilibria, and a solver at its limits"),
        (Code::LateElection, "none is ever seen"),
        (Code::UnusedElections, "its last entries are never used"),
        (Code::IdleSuccession, "the prior of the successor has no effect"),
        (Code::LongRoadmap, "completion is ruled out before anybody has chosen"),
        (Code::RareMeetings, "the talks never come to a step"),
        (Code::BlindDetection, "a dispute then speaks for honesty: detection and false alarm are swapped or missing"),
        (Code::NothingBinds, "nothing that is agreed binds anybody, so the order of steps cannot matter"),
        (Code::WorthlessRelief, "such a deal has hardly a price, whatever the units"),
        (Code::HarmlessCrises, "they are counted and change nothing"),
        (Code::FreeWar, "a war ends the game, so for that side it would be a way out"),
        (Code::IdleVerification, "the keys of [verification] have no effect"),
        (Code::IdleBroker, "it changes nothing"),
        (Code::IdleInstrument, "it has no effect"),
        (Code::IdleEnforcement, "enforcing would change nothing for either side"),
        (Code::RefusedBroker, "all results with the broker have the weight 0"),
        (Code::BriefBroker, "its instruments are hardly ever there"),
        (Code::NoisyInformation, "its messages say nothing"),
        (Code::IdleStakeholder, "its stand decides nothing"),
        (Code::VagueInterval, "it says that nothing is known; a slip of a digit looks like this"),
        (Code::IdleCorrelation, "keys are independent without it"),
    ];

    /// The stable name.
    pub fn name(self) -> &'static str {
        // The table lists the variants in the order of declaration; a unit test holds that.
        Code::ALL[self as usize].1
    }

    /// Whether it stops nothing.
    pub fn is_warning(self) -> bool {
        self >= Code::EqualArms
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_codes_agrees_with_their_serialised_names() {
        for (position, (code, name, _)) in Code::ALL.iter().enumerate() {
            assert_eq!(*code as usize, position);
            assert_eq!(serde_json::to_value(code).unwrap(), *name);
        }
    }

    #[test]
    fn every_warning_has_a_reason() {
        let warnings: Vec<Code> = Code::ALL
            .iter()
            .map(|row| row.0)
            .filter(|code| code.is_warning())
            .collect();
        assert_eq!(warnings, Code::REASONS.map(|(code, _)| code));
    }
}
