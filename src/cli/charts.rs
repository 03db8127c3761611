//! Draws the charts of a comparison, each as SVG and PNG.

use honest_broker::analysis::results::{Method, Results, Subset};
use honest_broker::output::chart::{self, Spec};
use honest_broker::output::files::ResultFolder;
use honest_broker::output::picture;
use honest_broker::scenario::Scenario;
use honest_broker::study::Study;
use honest_broker::table::Table;
use rayon::prelude::*;

use super::failure::Failure;
use super::report::size;

const PART: &str = "contrasts_where_the_broker_takes_part";

/// Name, SVG and PNG.
type Drawn = (&'static str, String, Vec<u8>);
type Draw = fn(&Table, &Spec) -> Result<String, chart::ChartError>;

/// A chart: its name, the table it draws, and the rows of it.
struct Plan {
    name: &'static str,
    table: Table,
    draw: Draw,
    /// What the rows have in common, for the caption.
    rows: Option<String>,
}

/// Draws all charts.
pub fn draw(
    folder: &mut ResultFolder,
    scenario: &Scenario,
    study: &Study,
    results: &Results,
    tables: &[Table],
) -> Result<(), Failure> {
    let sizes = size(study, results);
    let drawn: Vec<Result<Drawn, Failure>> = plans(study, results, tables)
        .into_par_iter()
        .map(|plan| {
            let source = plan.table.slug;
            let rows = plan.rows.map(|rows| format!(", {rows}")).unwrap_or_default();
            let caption = format!("{source}.csv{rows} · seed {} · {sizes}", study.seed);
            let spec = Spec::new(&study.scenario, scenario.title(), caption)
                .arms(study.arms.iter().map(|a| a.name.clone()))
                .label("arm.no_broker", "No broker")
                .label("arm.broker", format!("With {}", broker_name(scenario)))
                .about_part(plan.name == PART);
            let svg = (plan.draw)(&plan.table, &spec)?;
            let facts = [
                ("Software", concat!("honest-broker ", env!("CARGO_PKG_VERSION"))),
                ("Source", source),
                ("Seed", &study.seed.to_string()),
            ];
            let png = picture::png(&svg, &facts)?;
            Ok((plan.name, svg, png))
        })
        .collect();
    for chart in drawn {
        let (name, svg, png) = chart?;
        folder
            .add(&format!("{name}.svg"), svg)?
            .add(&format!("{name}.png"), png)?;
    }
    Ok(())
}

fn plans(study: &Study, results: &Results, tables: &[Table]) -> Vec<Plan> {
    let method = results.methods().first().copied().unwrap_or(Method::Played).name();
    let find = |slug: &str| tables.iter().find(|t| t.slug == slug).map(|t| t.only("method", method));
    let mut plans = Vec::new();
    let mut add = |name: &'static str, table: Option<Table>, draw: Draw, rows: Option<String>| {
        if let Some(table) = table.filter(|t| t.rows() > 0) {
            plans.push(Plan {
                name,
                table,
                draw,
                rows,
            });
        }
    };
    add("outcomes", find("outcomes"), chart::outcomes, Some(method.to_owned()));
    if study.arms.len() > 1 {
        let among = |subset: Subset| find("contrasts").map(|t| t.only("subset", subset.name()));
        add(
            "contrasts",
            among(Subset::All),
            chart::contrasts,
            Some(method.to_owned()),
        );
        let with = format!(
            "{method}, only {} worlds in which a broker takes part",
            taking_part(results)
        );
        add(PART, among(Subset::BrokerTakesPart), chart::contrasts, Some(with));
    }
    add("phases", find("timeline"), chart::phases, None);
    add("first_ruptures", find("timeline"), chart::first_ruptures, None);
    add("beliefs", find("timeline"), chart::beliefs, None);
    if !results.single() {
        let with = match taking_part(results) {
            0 => None,
            n => Some(format!("only {n} worlds in which a broker takes part")),
        };
        add("effects", find("effects"), chart::effects, with);
        add("convergence", find("precision"), chart::convergence, None);
    }
    plans
}

/// Worlds in which a broker takes part in some arm, if that is not so in all.
fn taking_part(results: &Results) -> usize {
    let with = results
        .worlds
        .iter()
        .filter(|w| w.arms.iter().any(|arm| arm.takes_part))
        .count();
    if with == results.worlds.len() { 0 } else { with }
}

fn broker_name(scenario: &Scenario) -> &str {
    match scenario.roles.broker.as_str() {
        "broker" => "the broker",
        name => name,
    }
}
