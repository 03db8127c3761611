//! Which table becomes which chart, with its words.
//!
//! A new chart is a function here that returns a [`Figure`], and a line in [`comparison`] or [`attribution()`].

pub use super::figure::Figure;
use super::origin::Origin;
pub use super::reasons_drawn::{asymmetry, fan, ledger};
pub use super::stacks::{first_ruptures, phases};
use super::text::size;
use crate::analysis::acceptance::PLAYERS;
use crate::analysis::attribution::{Division, Sets, Target};
use crate::analysis::results::{Method, Results, Weighting};
use crate::analysis::tables::{BELIEFS_BY_TYPE, WIDEST};
use crate::game::ending::Ending;
use crate::game::outcome::Outcome;
use crate::output::chart::{Bars, Chart, Courses, Distribution, Dots, Gains, HeatMap, PanelOf, Spec, Steps, Waterfall};
use crate::scenario::{BROKER, Scenario};
use crate::study::Study;
use crate::table::Table;

/// The figures of a comparison, as far as its tables have rows for them.
pub fn comparison(
    scenario: &Scenario,
    study: &Study,
    results: &Results,
    origin: &Origin,
    tables: &[Table],
) -> Vec<Figure> {
    let method = results.methods().first().copied().unwrap_or(Method::Played).name();
    let sizes = size(study, results);
    // What the rows of a table have in common is said in the caption.
    let spec = |source: &str, rows: Option<String>| {
        let rows = rows.map(|rows| format!(", {rows}")).unwrap_or_default();
        let caption = format!("{source}.csv{rows} · seed {} · {sizes}", study.seed);
        let arms = study.arms.iter().map(|arm| arm.name.clone());
        labelled(
            Spec::new(&study.scenario, origin.subtitle(scenario.title()), caption)
                .origin(origin.line())
                .arms(arms),
            scenario,
        )
    };
    // Charts show arms with their brokers; how far these would be accepted is another question.
    let headline = |t: &Table| t.only("method", method).only("weighting", Weighting::WithBroker.name());
    let find = |slug: &str| tables.iter().find(|t| t.slug == slug).map(headline);
    let mut figures = Vec::new();
    let mut add = |table: Option<Table>, rows: Option<String>, figure: &dyn Fn(Table, Spec) -> Figure| {
        if let Some(table) = table.filter(|table| table.rows() > 0) {
            let spec = spec(table.slug, rows);
            figures.push(figure(table, spec));
        }
    };
    let by_method = || Some(method.to_owned());
    add(find("outcomes"), by_method(), &outcomes);
    if study.arms.len() > 1 {
        let baseline = &study.arms[study.baseline].name;
        add(
            find("contrasts").map(|table| of_outcomes(&table)),
            by_method(),
            &|table, spec| contrasts(table, against(spec, baseline)),
        );
    }
    let of_gains = |table: Table| table.among("quantity", &PLAYERS.map(|player| format!("gain_{player}")));
    add(find("acceptance").map(of_gains), None, &|table, spec| {
        gains(table, spec, scenario)
    });
    add(find("timeline"), None, &phases);
    add(find("timeline"), None, &first_ruptures);
    add(find("timeline"), None, &beliefs);
    if !results.single() {
        add(find("effects"), None, &effects);
        add(find("precision"), None, &convergence);
    }
    add(find("ledger"), None, &|table, spec| {
        ledger(table.only("arm", &shown_arm(study)), spec)
    });
    add(find("asymmetry"), None, &|table, spec| asymmetry(table, spec, scenario));
    add(find("fan"), None, &fan);
    figures
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
    target: Target,
    division: &Division,
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
    let spec = Spec::new(&study.scenario, subtitle, caption).origin(origin.line());
    let mut figures = vec![waterfall(
        rows.clone(),
        spec.clone(),
        target.is_probability(),
        division.sets,
    )];
    if division.instruments.len() > 1 && division.sets == Sets::All {
        figures.push(interactions(rows, spec, target.is_probability()));
    }
    figures
}

/// The titles of the arms, beginning with a capital.
fn labelled(spec: Spec, scenario: &Scenario) -> Spec {
    scenario.arms.iter().fold(spec, |spec, arm| {
        let mut letters = arm.display_name.chars();
        let title: String = letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(letters)
            .collect();
        spec.label(format!("arm.{}", arm.name), title)
    })
}

/// The rows of single outcomes.
fn of_outcomes(contrasts: &Table) -> Table {
    let names: Vec<String> = Outcome::ALL.map(|o| Ending::One(o).metric()).into();
    contrasts.among("metric", &names)
}

/// The note that says what is compared with what.
fn against(spec: Spec, baseline: &str) -> Spec {
    let words = spec.words(&format!("arm.{baseline}"));
    let note = format!(
        "Each arm minus the baseline “{words}”: right of zero, the outcome is more frequent than under the baseline."
    );
    spec.note(note)
}

/// How the negotiation ends, by arm.
pub fn outcomes(table: Table, spec: Spec) -> Figure {
    Figure {
        name: "outcomes",
        table,
        chart: Chart::Bars(Bars {
            column: "outcome",
            axis: "Probability of ending this way".to_owned(),
        }),
        spec: spec.titled("How the negotiation ends"),
    }
}

/// What each arm changes against the baseline.
pub fn contrasts(table: Table, spec: Spec) -> Figure {
    Figure {
        name: "contrasts",
        table,
        chart: differences(),
        spec: metrics(spec).titled("What changes against the baseline"),
    }
}

fn differences() -> Chart {
    Chart::Dots(Dots {
        column: "metric",
        axis: "Difference in probability (percentage points)".to_owned(),
    })
}

/// Words for the metrics of single outcomes.
fn metrics(spec: Spec) -> Spec {
    Outcome::ALL.into_iter().fold(spec, |spec, outcome| {
        let words = spec.words(&format!("outcome.{}", outcome.name()));
        spec.label(format!("metric.{}", Ending::One(outcome).metric()), words)
    })
}

/// What the broker of each arm is worth to each player, in its own unit.
pub fn gains(table: Table, spec: Spec, scenario: &Scenario) -> Figure {
    let roles = &scenario.roles;
    let names = [&roles.disarmer, &roles.guarantor, &roles.broker];
    let titles = names.map(|name| spec.words(&format!("player.{name}")));
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
pub fn beliefs(table: Table, spec: Spec) -> Figure {
    let titles = [
        "Dealers, believed to be dealers",
        "Stallers, believed to be dealers",
        "Keepers, believed to be keepers",
        "Renegers, believed to be keepers",
    ];
    let panels = BELIEFS_BY_TYPE.into_iter().flatten().zip(titles);
    let note = "Means over the negotiations still going on in which the side is of that type. They part further as more comes to be \
                known; from the start they do as far as the priors of the worlds differ.";
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

/// How the effect of an arm differs between worlds.
pub fn effects(table: Table, spec: Spec) -> Figure {
    let note = "Each world gives one difference of probabilities; where a curve rises right of the zero line, the arm raises the \
                probability in those worlds.";
    Figure {
        name: "effects",
        table,
        chart: Chart::Distribution(Distribution {
            panels: vec![
                PanelOf::new(Ending::Completed.metric(), "All stages completed"),
                PanelOf::new(Ending::InForce.metric(), "In force at the end"),
            ],
            below: "Arm minus baseline (percentage points)".to_owned(),
            beside: "Share of worlds with at most this effect".to_owned(),
        }),
        spec: spec.titled("How the effect differs between worlds").note(note),
    }
}

/// How intervals shrink as worlds are added.
pub fn convergence(table: Table, spec: Spec) -> Figure {
    let note = "Each step doubles the worlds; independent worlds would shrink the interval by a factor of 1.41.";
    Figure {
        name: "convergence",
        table,
        chart: Chart::Steps(Steps {
            panels: vec![
                PanelOf::new(WIDEST, "Widest outcome probability"),
                PanelOf::new(Ending::Completed.metric(), "Contrast in completed processes"),
            ],
            below: "Worlds".to_owned(),
            beside: "Half-width of the interval (points)".to_owned(),
        }),
        spec: spec.titled("How the intervals shrink").note(note),
    }
}

/// What each instrument adds, stacked from no broker to all instruments.
pub fn waterfall(table: Table, spec: Spec, percent: bool, sets: Sets) -> Figure {
    let note = format!(
        "Each bar is an instrument’s Shapley value: what it adds on average over all orders in which they could be \
         added, from {}. The broker takes part in every world.",
        sets.in_words()
    );
    Figure {
        name: "waterfall",
        table,
        chart: Chart::Waterfall(Waterfall {
            part: "shapley",
            column: "instrument",
            before: "Without a broker".to_owned(),
            after: "With all instruments".to_owned(),
            percent,
        }),
        spec: spec.titled("What each instrument adds").note(note),
    }
}

/// How pairs of instruments work together.
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
            columns: ["instrument", "other"],
            positive: "complements".to_owned(),
            negative: "substitutes".to_owned(),
            percent,
        }),
        spec: spec.titled("How instruments work together").note(note),
    }
}
