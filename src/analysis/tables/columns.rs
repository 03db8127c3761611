//! What every column of every table means: the one place from which the tables take unit and meaning, and `columns.csv` and
//! `docs/columns.md` what they say.
//!
//! A column is looked up by table and name, then by name alone, then by the beginning of its name where there is one for each
//! outcome, ending or instrument. A column that is not here cannot be made: [`definition`] panics, and so does every test that
//! makes the table.

use Kind::{Integer, Number, Text};

use super::columns_of_backtest as backtest;
use super::columns_of_questions as questions;
use crate::game::ending::Ending;
use crate::game::instruments::Instrument;
use crate::game::outcome::Outcome;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Number,
}

/// A column without its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    pub kind: Kind,
    pub unit: &'static str,
    pub may_be_empty: bool,
    pub meaning: String,
}

/// Stands for the unit of the table's estimates, [`UNITS`].
pub(super) const OF_THE_TABLE: &str = "of the table";
pub(super) const FULL: bool = false;
pub(super) const GAPS: bool = true;

pub(super) type Row = (&'static str, Kind, &'static str, bool, &'static str);

/// Units of the estimates of a table, and of what belongs to them.
const UNITS: &[(&str, &str)] = &[
    ("acceptance", "see unit"),
    ("asymmetry", "share"),
    ("attribution", "probability, or unit of the metric"),
    ("combinations", "probability, or unit of the metric"),
    ("contradictions", "share"),
    ("contrasts", "probability, or unit of the metric"),
    ("controls", "probability"),
    ("exposure", "share"),
    ("fan", "probability"),
    ("flips", "share"),
    ("metrics", "see unit"),
    ("noise", "share"),
    ("outcomes", "probability"),
    ("precision", "probability"),
    ("sign", "share"),
    ("timeline", "probability"),
];

/// Columns that mean the same in every table that has them.
#[rustfmt::skip]
const EVERYWHERE: &[Row] = &[
    ("scenario", Text, "", FULL, "name of the scenario file without its extension"),
    ("scenario_hash", Text, "", FULL, "tells scenarios apart: changes with every value of every arm, and with nothing else (comments, sources, names)"),
    ("settings", Text, "", FULL, "the options --set of the run as they were written, or none"),
    ("run_hash", Text, "", FULL, "tells runs apart: changes with the scenario_hash, the version of the program and every option that alters results"),
    ("arm", Text, "", FULL, "name of the arm"),
    ("arm_title", Text, "", FULL, "title of the arm, for people"),
    ("baseline", Text, "", FULL, "name of the arm that the other is compared with"),
    ("metric", Text, "", FULL, "what is measured: an ending (outcome.NAME, completed, in_force) or a metric of docs/model.md, section 10"),
    ("method", Text, "", FULL, "how it was found: exact (from the solution), played (counted), played_with_control (counted, with exact values as controls)"),
    ("weighting", Text, "", FULL, "with_broker (it takes part) or over_acceptance (as far as both sides accept it)"),
    ("outcome", Text, "", FULL, "one of the eight outcomes"),
    ("estimate", Number, OF_THE_TABLE, GAPS, "the value; empty where nothing was there to measure"),
    ("std_error", Number, OF_THE_TABLE, GAPS, "standard error of the value; empty where it is not known"),
    ("low", Number, OF_THE_TABLE, GAPS, "lower end of the interval"),
    ("high", Number, OF_THE_TABLE, GAPS, "upper end of the interval"),
    ("level", Number, "probability", FULL, "confidence level of the interval"),
    ("worlds", Integer, "worlds", FULL, "worlds behind the value"),
    ("episodes", Integer, "episodes", FULL, "played episodes behind the value; 0 if it is exact"),
    ("pairs", Integer, "episodes", FULL, "played pairs of episodes behind the value; 0 if it is exact"),
    ("effective_worlds", Number, "worlds", GAPS, "number of worlds that the difference rests on: the square of the sum of their absolute differences, divided by the sum of their squares; empty in a single world, where nothing differs, and for what is no such difference"),
    ("round", Integer, "rounds", FULL, "round, counted from 0; the row is about its end"),
    ("year", Number, "years", FULL, "time from the start to the end of the round"),
    ("world", Integer, "", FULL, "number of the world, counted from 0; the same world in all arms"),
    ("replicate", Integer, "", FULL, "scrambling that the world belongs to; scramblings are independent of each other"),
    ("unit", Text, "", FULL, "unit of the numbers of this row"),
];

/// Columns of one table.
#[rustfmt::skip]
const OF_TABLES: &[(&str, &[Row])] = &[
    ("acceptance", &[
        ("quantity", Text, "", FULL, "accepted, accepted_by_PLAYER (probability), gain_PLAYER (value with the broker minus without), break_even_cost_PLAYER (cost at which it would be undecided), share_gaining_PLAYER (share of worlds)"),
        ("player", Text, "", FULL, "whose it is: disarmer, guarantor, broker, or both"),
    ]),
    ("arms", &[
        ("summary", Text, "", GAPS, "what the arm is, in the words of the file"),
        ("key", Text, "", GAPS, "key in which the arm differs from the baseline; empty if it does in none"),
        ("baseline_value", Number, "unit of the key", GAPS, "its value in the baseline, if that is one number"),
        ("arm_value", Number, "unit of the key", GAPS, "its value in the arm, if that is one number"),
        ("baseline_text", Text, "", GAPS, "its value in the baseline, if that is something else: a distribution or word as JSON; present or absent for a table; absent for a key"),
        ("arm_text", Text, "", GAPS, "its value in the arm, likewise"),
    ]),
    ("asymmetry", &[
        ("quantity", Text, "", FULL, "staked share of a side: irrecoverable (of the deterrent, given up for good) or revocable (of the relief, given and not yet lost)"),
    ]),
    ("exposure", &[
        ("quantity", Text, "", FULL, "staked share of a side, as in asymmetry.csv"),
        ("month", Number, "months", FULL, "time from the start at which the mean stake is greatest"),
    ]),
    ("attribution", &[
        ("sets", Text, "", FULL, "sets of factors that were solved: order (none and all in each world, and those of one random order in some) or all"),
        ("part", Text, "", FULL, "level (with none or all factors), total (change between them), group (the shares of a group together), shapley (share of the change), alone (added to none), removed (taken from all), interaction (what two factors or the groups add together beyond what they add apart; negative if one stands in for the other)"),
        ("kind", Text, "", FULL, "what factor is: instrument of the broker, stakeholder, or set"),
        ("factor", Text, "", FULL, "the instrument or stakeholder; none or all of them for levels and total (of the broker's instruments and the stakeholders, as far as they are factors); broker or stakeholders for a group"),
        ("worlds", Integer, "worlds", FULL, "worlds in which it was computed; of shares by orders, all worlds: where no order was solved, the whole change says it"),
        ("other_kind", Text, "", FULL, "what other is"),
        ("other", Text, "", FULL, "the other factor of an interaction; else the same as factor"),
    ]),
    ("contradictions", &[
        ("contradiction", Text, "", FULL, "what the numbers say that the name of the type denies"),
        ("central", Integer, "", FULL, "1 if it holds in the central world, 0 if not"),
        ("share_of_worlds", Number, OF_THE_TABLE, GAPS, "share of worlds in which it holds"),
    ]),
    ("controls", &[
        ("plain", Number, "probability", GAPS, "share of played episodes"),
        ("plain_std_error", Number, "probability", GAPS, "its standard error"),
        ("controlled", Number, "probability", GAPS, "the same with control variates"),
        ("controlled_std_error", Number, "probability", GAPS, "its standard error; low and high are its interval"),
        ("variance_reduction", Number, "", GAPS, "variance without controls divided by variance with them"),
        ("variance_reduction_within_worlds", Number, "", GAPS, "the same within worlds, the variance between them left out"),
        ("relative_error", Number, "", GAPS, "standard error with controls divided by the probability"),
        ("equivalent_episodes", Number, "episodes", GAPS, "plain independent episodes that would have the same standard error"),
        ("exact", Number, "probability", GAPS, "exact probability, if it is an answer of the run"),
        ("exact_std_error", Number, "probability", GAPS, "its standard error between worlds"),
        ("exact_relative_error", Number, "", GAPS, "that divided by the probability"),
        ("exact_equivalent_episodes", Number, "episodes", GAPS, "plain independent episodes that would have the same standard error"),
    ]),
    ("draws", &[
        ("point", Integer, "", FULL, "number of the point within its scrambling"),
    ]),
    ("effects", &[
        ("share", Number, "share", FULL, "share of worlds whose effect is at most this one"),
        ("effect", Number, "probability", GAPS, "arm minus baseline in a world, sorted"),
    ]),
    ("fan", &[
        ("multiple", Number, "", FULL, "factor by which the rationality of all players is multiplied"),
        ("unconverged", Integer, "nodes", FULL, "nodes of the solutions that did not converge"),
    ]),
    ("flips", &[
        ("baseline_outcome", Text, "", FULL, "outcome of the episode in the baseline"),
        ("arm_outcome", Text, "", FULL, "outcome of the same episode in the arm"),
        ("count", Integer, "episodes", FULL, "episodes that end so"),
        ("share", Number, OF_THE_TABLE, GAPS, "share of all pairs of episodes"),
    ]),
    ("ledger", &[
        ("player", Text, "", FULL, "disarmer or guarantor"),
        ("type", Text, "", FULL, "its type, or both"),
        ("stage", Integer, "", FULL, "stage, counted from 1"),
        ("quantity", Text, "", FULL, "step, kept_faith, feign, quit, renege: gain a year if the other side keeps faith; renege_cost, renege_in_all: lump sums; given_up, rebuildable, delivered, revocable: shares"),
        ("value", Number, "see unit", FULL, "what it is worth in the central world"),
    ]),
    ("metrics", &[
        ("episodes", Integer, "episodes", FULL, "played episodes that have the metric; 0 if it is exact"),
    ]),
    ("noise", &[
        ("probability", Number, "probability", FULL, "probability with the players as they are"),
        ("when_sharp", Number, "probability", FULL, "probability with all players sixteen times as rational"),
        ("noise_share", Number, OF_THE_TABLE, GAPS, "share of the probability that vanishes then"),
    ]),
    ("outcomes", &[
        ("discrepancy", Number, "standard errors", GAPS, "played minus exact; empty unless both are known"),
    ]),
    ("pairing", &[
        ("gained_share", Number, "share", GAPS, "share of pairs in which only the arm ends so"),
        ("gained_low", Number, "share", GAPS, "lower end of its interval"),
        ("gained_high", Number, "share", GAPS, "upper end of its interval"),
        ("lost_share", Number, "share", GAPS, "share of pairs in which only the baseline ends so"),
        ("lost_low", Number, "share", GAPS, "lower end of its interval"),
        ("lost_high", Number, "share", GAPS, "upper end of its interval"),
        ("unchanged_share", Number, "share", FULL, "share of pairs in which both or none end so"),
        ("correlation", Number, "", GAPS, "correlation of the two episodes of a pair within worlds"),
        ("gained", Integer, "episodes", FULL, "pairs in which only the arm ends so"),
        ("lost", Integer, "episodes", FULL, "pairs in which only the baseline ends so"),
        ("pairs_saved", Integer, "episodes", GAPS, "further pairs that unpaired episodes would have needed for the same standard error"),
    ]),
    ("precision", &[
        ("worlds", Integer, "worlds", FULL, "worlds computed so far"),
        ("metric", Text, "", FULL, "outcome.NAME (probability), completed (arm minus baseline), or widest_outcome (the outcome with the widest interval)"),
        ("half_width", Number, OF_THE_TABLE, GAPS, "half the width of the interval"),
    ]),
    ("sign", &[
        ("direction", Text, "", FULL, "what the arm does to the probability of the ending in a world: raises, lowers, or no_difference (at most the threshold)"),
        ("threshold", Number, "probability", FULL, "least difference that counts"),
    ]),
    ("timeline", &[
        ("quantity", Text, "", FULL, "phase.NAME (where episodes are; these sum to 1 in a round), stage.N (stages completed, and not at war), settlement_reached, first_rupture.CAUSE (these sum to 1), belief.TYPE (mean public belief among negotiations going on), belief.TYPE_if_TYPE (the same where the side is of that type)"),
        ("episodes", Integer, "episodes", FULL, "played episodes that count: for beliefs, those still going on"),
    ]),
    ("types", &[
        ("disarmer_type", Text, "", FULL, "true type of the first leader: staller or dealer"),
        ("guarantor_type", Text, "", FULL, "true type of the first administration: reneger or keeper"),
        ("weight", Number, "probability", FULL, "probability of this pair of types in the world"),
        ("episodes", Integer, "episodes", FULL, "played episodes with these types"),
    ]),
    ("variance", &[
        ("against", Text, "", FULL, "the arm itself for a probability, the baseline for a difference"),
        ("quantity", Text, "", FULL, "probability (outcome of an episode) or difference (of a pair of episodes)"),
        ("parameters", Number, "squared probability", GAPS, "variance between worlds"),
        ("types", Number, "squared probability", GAPS, "mean variance between the pairs of true types of a world"),
        ("chance", Number, "squared probability", GAPS, "mean variance within a pair of types of a world"),
        ("total", Number, "squared probability", GAPS, "sum of the three"),
        ("share_parameters", Number, "share", GAPS, "parameters in the total"),
        ("share_types", Number, "share", GAPS, "types in the total"),
        ("share_chance", Number, "share", GAPS, "chance in the total"),
    ]),
    ("policy", &[
        ("round", Integer, "rounds", GAPS, "round of the decision, counted from 0; empty for the broker's messages, which come before the first"),
        ("history", Text, "", GAPS, "what the public has seen before the decision, from the beginning; empty at the very beginning"),
        ("stages_completed", Integer, "stages", FULL, "stages completed before the decision"),
        ("phase", Text, "", FULL, "in force, or who broke it, whether the broker enforces, and whether what was dismantled is rebuilt"),
        ("broker", Text, "", FULL, "active or none"),
        ("dealer_belief", Number, "probability", FULL, "public belief that the disarmer is a dealer"),
        ("keeper_belief", Number, "probability", FULL, "public belief that the guarantor is a keeper"),
        ("player", Text, "", FULL, "who decides"),
        ("type", Text, "", FULL, "type of the player; of the broker, what it knows"),
        ("action", Text, "", FULL, "what may be done"),
        ("probability", Number, "probability", FULL, "that the type does it"),
    ]),
    ("values", &[
        ("player", Text, "", FULL, "whose value it is"),
        ("type", Text, "", FULL, "its type; of the broker, the types that it faces, or expected"),
        ("value", Number, "payoff", FULL, "expected discounted payoff over the foresight at the priors, over the broker's messages"),
        ("value_without_messages", Number, "payoff", FULL, "the same as if no message were sent"),
    ]),
    ("worlds", &[
        ("grid_level", Integer, "", FULL, "level that solved the world, from 0, the cheapest; a world solved on several has a row for each"),
        ("grid", Integer, "points", FULL, "points a side of the belief grid that it was solved on there"),
        ("weight", Number, "", FULL, "of the row in a mean over worlds: the mean in an arm is the sum of weight times value over its rows, and \
            over the baseline's rows of levels that solved nothing but the baseline, divided by the sum of these weights"),
        ("grid_error", Number, "probability", GAPS, "size of the error of an outcome probability, the largest, that is left by this grid, estimated \
            from a coarser one"),
        ("jump_outcome", Text, "", GAPS, "outcome whose probability differs most between grids where a finer one brought no agreement; empty in all \
            other worlds"),
        ("jump_low", Number, "probability", GAPS, "its least probability on any grid"),
        ("jump_high", Number, "probability", GAPS, "its largest"),
        ("accepted", Number, "probability", GAPS, "that both sides accept the broker; empty in an arm without one"),
        ("accepted_by_disarmer", Number, "probability", GAPS, "that the disarmer does"),
        ("accepted_by_guarantor", Number, "probability", GAPS, "that the guarantor does"),
        ("gain_disarmer", Number, "payoff", GAPS, "value of the arm with the broker minus without, in the disarmer's unit"),
        ("gain_guarantor", Number, "payoff", GAPS, "the same of the guarantor, in its unit"),
        ("gain_broker", Number, "payoff", GAPS, "the same of the broker, in its unit"),
        ("episodes", Integer, "episodes", FULL, "episodes played in the world"),
        ("discrepancy", Number, "standard errors", GAPS, "largest distance of a played from an exact outcome probability"),
        ("nodes", Integer, "nodes", FULL, "nodes of the solution: decisions of a public state at a grid point in a round"),
        ("unconverged", Integer, "nodes", FULL, "those that did not converge"),
        ("largest_residual", Number, "", FULL, "largest fixed-point residual of a node"),
    ]),
    ("columns", &[
        ("table", Text, "", FULL, "name of the table, which stands in TABLE.csv"),
        ("column", Text, "", FULL, "name of the column"),
        ("type", Text, "", FULL, "text, integer or number"),
        ("unit", Text, "", GAPS, "unit of its numbers; empty for texts and pure numbers"),
        ("may_be_empty", Text, "", FULL, "yes if a cell may be missing, no if none ever is"),
        ("meaning", Text, "", FULL, "what a cell says"),
    ]),
];

/// The definition of a column.
///
/// # Panics
/// If there is none: a defect of the table, met by every test that makes it.
pub fn definition(table: &str, name: &str) -> Definition {
    let own = (OF_TABLES.iter().chain(questions::OF_TABLES).chain(backtest::OF_TABLES))
        .find(|(t, _)| *t == table)
        .map_or(&[][..], |(_, rows)| rows);
    let row = own.iter().chain(EVERYWHERE).find(|row| row.0 == name);
    let found = row.map(|(_, kind, unit, may_be_empty, meaning)| Definition {
        kind: *kind,
        unit: if *unit == OF_THE_TABLE { unit_of(table) } else { unit },
        may_be_empty: *may_be_empty,
        meaning: (*meaning).to_owned(),
    });
    found
        .or_else(|| repeated(table, name))
        .unwrap_or_else(|| panic!("column {name} of table {table} is not defined in src/analysis/tables/columns.rs"))
}

fn unit_of(table: &str) -> &'static str {
    let mut units = UNITS.iter().chain(questions::UNITS).chain(backtest::UNITS);
    units.find(|(t, _)| *t == table).map_or("", |(_, unit)| unit)
}

/// Columns that there are once for each outcome, ending or instrument.
fn repeated(table: &str, name: &str) -> Option<Definition> {
    let outcome = |prefix: &str| {
        let rest = name.strip_prefix(prefix)?;
        Outcome::ALL.into_iter().find(|o| o.name() == rest)
    };
    let of = |kind, unit, may_be_empty, meaning| Definition {
        kind,
        unit,
        may_be_empty,
        meaning,
    };
    let given = if table == "types" { ", given the types" } else { "" };
    if let Some(o) = outcome("p_") {
        let meaning = format!("exact probability of {}{given}", o.title());
        return Some(of(Number, "probability", GAPS, meaning));
    }
    if let Some(o) = outcome("played_") {
        let meaning = format!("share of played episodes that end in {}", o.title());
        return Some(of(Number, "share", GAPS, meaning));
    }
    if let Some(o) = outcome("count_") {
        let meaning = format!("played episodes with these types that end in {}", o.title());
        return Some(of(Integer, "episodes", GAPS, meaning));
    }
    let ending = name.strip_prefix("changed_");
    if let Some(ending) = ending.and_then(|name| Ending::ALL.into_iter().find(|e| suffix(*e) == name)) {
        let meaning = format!(
            "share of played pairs in which {} holds in the arm or in the baseline, and not in both",
            ending.metric()
        );
        return Some(of(Number, "share", GAPS, meaning));
    }
    let instrument = Instrument::ALL
        .into_iter()
        .find(|i| table == "combinations" && i.name() == name)?;
    let meaning = format!("1 if the broker has {}, 0 if not", instrument.name());
    Some(of(Integer, "", FULL, meaning))
}

/// What stands for an ending at the end of a column's name: that of the outcome, or of the group.
pub fn suffix(ending: Ending) -> &'static str {
    match ending {
        Ending::One(outcome) => outcome.name(),
        Ending::Completed => "completed",
        Ending::InForce => "in_force",
    }
}
