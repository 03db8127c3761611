//! Which table becomes which chart, with its words.
//!
//! A new chart is a function here that returns a [`Figure`], and a line in [`comparison`] or [`attribution()`].

pub use super::figure::Figure;
use super::headlines::Headlines;
use super::origin::Origin;
use super::phrases::{capitalised, side};
pub use super::reasons_drawn::{asymmetry, fan, ledger};
pub use super::stacks::{first_ruptures, phases};
use super::text::size;
use super::words::level;
pub use super::worlds_drawn::{convergence, effects};
use crate::analysis::acceptance::PLAYERS;
use crate::analysis::asymmetry::SIDES;
use crate::analysis::attribution::{Division, Sets};
use crate::analysis::results::{Method, Results, Weighting};
use crate::analysis::tables::BELIEFS_BY_TYPE;
use crate::analysis::target::Target;
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::output::chart::{Calendar, Changes, Chart, Courses, Gains, HeatMap, PanelOf, Spec, Waterfall};
use crate::output::print::Size;
use crate::scenario::{BROKER, RoleNames, Scenario};
use crate::study::Study;
use crate::table::{Cells, Table};

/// What the figures of a result have in common.
struct Run<'r> {
    scenario: &'r Scenario,
    study: &'r Study,
    results: &'r Results,
    origin: &'r Origin,
    size: Size,
}

impl Run<'_> {
    /// What stands around a chart: what it shows, in words; from which table, and which of its rows.
    fn spec(&self, what: &str, source: &str, rows: Option<&str>) -> Spec {
        let rows = rows.map(|rows| format!(", {rows}")).unwrap_or_default();
        let caption = format!(
            "{source}{rows} · seed {} · {}",
            self.study.seed,
            size(self.study, self.results)
        );
        let subtitle = format!("{what}. {}.", self.origin.subtitle(self.scenario.title()));
        let arms = self.study.arms.iter().map(|arm| arm.name.clone());
        let spec = Spec::new(&self.study.scenario, subtitle, caption)
            .origin(self.origin.line())
            .arms(arms)
            .sized(self.size)
            .dated(self.calendar());
        labelled(spec, self.scenario)
    }

    /// The simulated time: when it begins, and when the guarantor votes.
    fn calendar(&self) -> Calendar {
        let game = &self.study.arms[self.study.baseline].game;
        let rounds = f64::from(game.clock.rounds_per_year);
        let elections = game.guarantor.elections.as_ref();
        let voted = |round: &usize| elections.is_some_and(|e| e.after(*round).is_some());
        Calendar {
            start: self.scenario.start.map(|month| (month.year, month.month)),
            marks: (0..game.clock.rounds)
                .filter(voted)
                .map(|round| (round + 1) as f64 / rounds)
                .collect(),
            mark: format!("election in {}", side(&self.scenario.roles.guarantor, "guarantor")),
        }
    }

    /// `after 15 years`.
    fn after(&self) -> String {
        let clock = &self.study.arms[self.study.baseline].game.clock;
        let years = clock.rounds as f64 / f64::from(clock.rounds_per_year);
        format!("after {} years", crate::notation::trimmed(years, 2))
    }
}

/// The figures of a comparison, as far as its tables have rows for them, in one size.
pub fn comparison(
    scenario: &Scenario,
    study: &Study,
    results: &Results,
    origin: &Origin,
    tables: &[Table],
    size: Size,
) -> Vec<Figure> {
    let run = Run {
        scenario,
        study,
        results,
        origin,
        size,
    };
    let headlines = Headlines {
        scenario,
        study,
        results,
    };
    let method = results.methods().first().copied().unwrap_or(Method::Played).name();
    // Charts show arms with their brokers; how far these would be accepted is another question.
    let headline = |t: &Table| t.only("method", method).only("weighting", Weighting::WithBroker.name());
    let find = |slug: &str| {
        let table = tables.iter().find(|t| t.slug == slug).map(headline);
        table.filter(|table| table.rows() > 0)
    };
    let baseline = &study.arms[study.baseline].name;
    let compared = study.arms.len() > 1;
    let (roles, after, level) = (&scenario.roles, run.after(), level());
    let mut figures = Vec::new();
    let mut add = |figure: Figure, title: Option<String>| {
        let spec = match title {
            Some(title) => figure.spec.clone().titled(title),
            None => figure.spec.clone(),
        };
        figures.push(Figure { spec, ..figure });
    };
    if let Some(levels) = find("outcomes") {
        let changes = find("contrasts").filter(|_| compared).map(|table| of_outcomes(&table));
        let (what, source) = match compared {
            true => ("and what each arm changes about it", "outcomes.csv and contrasts.csv"),
            false => ("by ending", "outcomes.csv"),
        };
        let what = format!("Probability {after}, {what}; {level} intervals");
        let spec = run.spec(&what, source, Some(method));
        add(outcomes(levels, changes, spec, baseline), Some(headlines.outcomes()));
    }
    let of_gains = |table: Table| table.among("quantity", &PLAYERS.map(|player| format!("gain_{player}")));
    if let Some(table) = find("acceptance").map(of_gains).filter(|table| table.rows() > 0) {
        let what = format!("What the broker of each arm is worth to each player; {level} intervals");
        let spec = run.spec(&what, "acceptance.csv", None);
        add(gains(table, spec, roles), headlines.gains());
    }
    if let Some(table) = find("timeline") {
        let rows = of_worlds(&table, results);
        let spec = |what: &str| run.spec(what, "timeline.csv", rows.as_deref());
        let title = headlines.phases(&table);
        add(
            phases(table.clone(), spec("Where negotiations stand, by arm"), roles),
            title,
        );
        let title = headlines.ruptures(&table);
        let what = "How long negotiations survive, and what breaks them first, by arm";
        add(first_ruptures(table.clone(), spec(what), roles), title);
        let what = format!("What the public believes of each type of each side; {level} intervals");
        add(beliefs(table, spec(&what), roles), None);
    }
    if !results.single() {
        if let Some((table, signs)) = find("effects").zip(find("sign")) {
            let title = headlines.effects(&signs);
            let what = format!("Difference between arm and baseline {after}, world by world");
            let spec = run.spec(&what, "effects.csv and sign.csv", None);
            add(effects(table, signs, spec), title);
        }
        if let Some(table) = find("precision") {
            let spec = run.spec("Half-widths of intervals by number of worlds", "precision.csv", None);
            add(convergence(table, spec), None);
        }
    }
    if let Some(table) = find("ledger").map(|table| table.only("arm", &shown_arm(study))) {
        let words = run.spec("", "", None).words(&format!("arm.{}", shown_arm(study)));
        let what = format!("Gain of each type by each way of acting, stage by stage; arm “{words}”");
        add(ledger(table, run.spec(&what, "ledger.csv", None), scenario), None);
    }
    if let Some(table) = find("asymmetry") {
        let title = headlines.asymmetry(&table, SIDES);
        let what = format!("What each side has staked, by arm; {level} intervals");
        let spec = run.spec(&what, "asymmetry.csv", of_worlds(&table, results).as_deref());
        add(asymmetry(table, spec, scenario), title);
    }
    if let Some(table) = find("fan") {
        let what = format!("Probability {after} with players more or less rational; {level} intervals");
        add(fan(table, run.spec(&what, "fan.csv", None)), None);
    }
    figures
}

/// On how many worlds a table rests, if not on all: on those in which every arm was solved.
fn of_worlds(table: &Table, results: &Results) -> Option<String> {
    let Some(Cells::Integer(worlds)) = table.column("worlds") else {
        return None;
    };
    let worlds = usize::try_from(worlds.first().copied().flatten()?).ok()?;
    (worlds < results.drawn()).then(|| format!("the {worlds} worlds in which every arm was solved"))
}

/// The arm whose ledger is drawn: the scenario with its broker, or the first.
fn shown_arm(study: &Study) -> String {
    let broker = study.arms.iter().find(|arm| arm.name == BROKER);
    broker.unwrap_or(&study.arms[0]).name.clone()
}

/// The figures of an attribution, for one metric.
pub fn attribution(
    scenario: &Scenario,
    study: &Study,
    results: &Results,
    origin: &Origin,
    table: &Table,
    (target, division): (Target, &Division),
    in_print: Size,
) -> Vec<Figure> {
    let metric = target.name();
    let rows = table.only("metric", &metric);
    let caption = format!(
        "{}.csv, {metric} · seed {} · {}",
        table.slug,
        study.seed,
        size(study, results)
    );
    let subtitle = format!(
        "{}: {}",
        origin.subtitle(scenario.title()),
        metric.replace(['_', '.'], " ")
    );
    let spec = Spec::new(&study.scenario, subtitle, caption)
        .origin(origin.line())
        .sized(in_print);
    let mut figures = vec![waterfall(rows.clone(), spec.clone(), target.is_probability(), division)];
    if division.count() > 1 && (division.pairs || division.sets == Sets::All) {
        figures.push(interactions(rows, spec, target.is_probability()));
    }
    figures
}

/// The titles of the arms, beginning with a capital.
fn labelled(spec: Spec, scenario: &Scenario) -> Spec {
    scenario.arms.iter().fold(spec, |spec, arm| {
        let title = capitalised(&arm.display_name);
        spec.label(format!("arm.{}", arm.name), title)
    })
}

/// The rows of single outcomes.
fn of_outcomes(contrasts: &Table) -> Table {
    let names: Vec<String> = Outcome::ALL.map(|o| Ending::One(o).metric()).into();
    contrasts.among("metric", &names)
}

/// How the negotiation ends under the baseline, and what each arm changes about it.
pub fn outcomes(levels: Table, changes: Option<Table>, spec: Spec, baseline: &str) -> Figure {
    let spec = match changes {
        Some(_) => spec.note(
            "Right of zero, an ending is likelier than under the baseline. Differences are paired world by world: their intervals \
             are narrower than those of the levels suggest.",
        ),
        None => spec,
    };
    Figure {
        name: "outcomes",
        table: changes.unwrap_or(Table::new(levels.slug, &levels.title)),
        chart: Chart::Changes(Changes {
            column: "metric",
            levels,
            of: "outcome",
            prefix: "outcome.",
            baseline: baseline.to_owned(),
        }),
        spec: metrics(spec).titled("How the negotiation ends"),
    }
}

/// Words for the metrics of single outcomes.
fn metrics(spec: Spec) -> Spec {
    Outcome::ALL.into_iter().fold(spec, |spec, outcome| {
        let words = spec.words(&format!("outcome.{}", outcome.name()));
        spec.label(format!("metric.{}", Ending::One(outcome).metric()), words)
    })
}

/// What the broker of each arm is worth to each player, in its own unit.
pub fn gains(table: Table, spec: Spec, roles: &RoleNames) -> Figure {
    let titles = [
        side(&roles.disarmer, "disarmer"),
        side(&roles.guarantor, "guarantor"),
        side(&roles.broker, "broker"),
    ]
    .map(|name| capitalised(&name));
    let note = "Each arm against the same arm without its broker. Units differ between players and cannot be compared.";
    Figure {
        name: "gains",
        table,
        chart: Chart::Gains(Gains {
            panels: std::iter::zip(PLAYERS, titles)
                .map(|(player, title)| PanelOf::new(format!("gain_{player}"), title))
                .collect(),
            axis: "Gain in value over the foresight (own unit)".to_owned(),
        }),
        spec: spec.titled("Who gains by the broker").note(note),
    }
}

/// What is believed about each side over time, given what it is. Without regard to that, a mean belief would stay at the prior.
pub fn beliefs(table: Table, spec: Spec, roles: &RoleNames) -> Figure {
    let (disarmer, guarantor) = (
        capitalised(&side(&roles.disarmer, "disarmer")),
        capitalised(&side(&roles.guarantor, "guarantor")),
    );
    let titles = [
        format!("{disarmer}, a dealer: believed to be one"),
        format!("{disarmer}, a staller: believed to be a dealer"),
        format!("{guarantor}, a keeper: believed to be one"),
        format!("{guarantor}, a reneger: believed to be a keeper"),
    ];
    let panels = BELIEFS_BY_TYPE.into_iter().flatten().zip(titles);
    let note = "Means over the negotiations still going on in which the side is of that type. They part further as more comes to be \
                known; from the start they do as far as the priors of the worlds differ. Beliefs that hardly move are not drawn.";
    Figure {
        name: "beliefs",
        table,
        chart: Chart::Courses(Courses {
            panels: panels.map(|(name, title)| PanelOf::new(name, title)).collect(),
            axis: "Mean public belief (probability)".to_owned(),
        }),
        spec: spec.titled("What is believed of each type").note(note),
    }
}

/// What each instrument adds, stacked from no broker to all instruments.
pub fn waterfall(table: Table, spec: Spec, percent: bool, division: &Division) -> Figure {
    let has = |group: &str| division.factors.iter().any(|factor| factor.group() == group);
    let (each, before, after) = match (has("broker"), has("stakeholders")) {
        (true, true) => (
            "instrument’s or stakeholder’s",
            "Without any of them",
            "With all of them",
        ),
        (false, true) => ("stakeholder’s", "Without stakeholders", "With all stakeholders"),
        _ => ("instrument’s", "Without a broker", "With all instruments"),
    };
    let takes_part = if has("broker") {
        " The broker takes part in every world."
    } else {
        ""
    };
    let note = format!(
        "Each bar is one {each} Shapley value: what it adds on average over all orders in which they could be \
         added, from {}.{takes_part}",
        division.sets.in_words()
    );
    Figure {
        name: "waterfall",
        table,
        chart: Chart::Waterfall(Waterfall {
            part: "shapley",
            column: "factor",
            before: before.to_owned(),
            after: after.to_owned(),
            percent,
        }),
        spec: spec.titled("What each adds").note(note),
    }
}

/// How pairs of factors work together.
pub fn interactions(table: Table, spec: Spec, percent: bool) -> Figure {
    let unit = if percent { " In percentage points." } else { "" };
    let note = format!(
        "Positive: the two are complements, together worth more than apart. Negative (marked corner): substitutes.{unit}"
    );
    Figure {
        name: "interactions",
        table,
        chart: Chart::HeatMap(HeatMap {
            part: "interaction",
            columns: ["factor", "other"],
            positive: "complements".to_owned(),
            negative: "substitutes".to_owned(),
            percent,
        }),
        spec: spec.titled("How they work together").note(note),
    }
}
