//! What a reader may set himself: instruments of the broker, verification, steps and the order of moves, with their values in the
//! central world.

use serde_json::{Map, Value, json};

use super::group;
use crate::game::Stage;
use crate::scenario::{NO_BROKER, Parameter, Scenario};

/// Numbers of a stage, in the order of the page. The first four sum to 1 over the stages.
const OF_STAGE: [&str; 9] = [
    "deterrent_share",
    "threat_share",
    "relief_share",
    "cost_share",
    "years",
    "reversible",
    "revocable",
    "detection",
    "false_alarm",
];

/// The levers of a scenario; `None` if it has no central world.
pub(super) fn levers(scenario: &Scenario) -> Option<Value> {
    let base = &scenario.default_arm().name;
    let game = scenario.game(base).ok()?;
    let resolved = scenario.resolved(base).ok()?;
    let parameters = scenario.parameters();
    let lever = |parameter: &Parameter| {
        let value = scenario.number(base, &parameter.key)?.central();
        Some(json!({
            "key": parameter.key,
            "group": group(scenario, &parameter.key),
            "meaning": parameter.meaning,
            "unit": parameter.unit,
            "value": value,
            // Shares and probabilities end at 1; for the others there is room to go far beyond what is there.
            "most": match matches!(parameter.unit, "share" | "probability") {
                true => 1.0,
                false => (4.0 * value).max(1.0),
            },
        }))
    };
    let groups = ["broker.instruments.", "verification.", "broker.neutrality_loss_rate"];
    let chosen = |key: &str| groups.iter().any(|group| key.starts_with(group));
    let numbers: Vec<Value> = parameters.iter().filter(|p| chosen(&p.key)).filter_map(lever).collect();
    let stages: Vec<Value> = (1..=scenario.stage_names.len())
        .map(|number| {
            let written: Map<String, Value> = OF_STAGE
                .iter()
                .map(|name| {
                    (
                        (*name).to_owned(),
                        as_written(resolved.get(&format!("stages.{number}.{name}"))),
                    )
                })
                .collect();
            let stage = &scenario.stage_names[number - 1];
            json!({
                "name": stage.name,
                "relief": stage.relief,
                "values": central(&game.stages[number - 1]),
                "written": written,
            })
        })
        .collect();
    let meaning = |name: &str| {
        let key = format!("stages.1.{name}");
        parameters.iter().find(|p| p.key == key).map_or("", |p| p.meaning)
    };
    let word = |path: &str| resolved.get(path).cloned();
    Some(json!({
        "numbers": numbers,
        "stages": stages,
        "of_stage": OF_STAGE.map(|name| json!({ "name": name, "meaning": meaning(name) })),
        "sequence": word("talks.sequence"),
        "enforcement": word("broker.instruments.enforcement"),
        "without": NO_BROKER,
        "with": (base != NO_BROKER).then_some(base),
        "names": scenario.arms.iter().map(|arm| &arm.name).collect::<Vec<_>>(),
    }))
}

/// Numbers of a stage in the central world, by [`OF_STAGE`].
fn central(stage: &Stage) -> [f64; 9] {
    let Stage {
        deterrent_share,
        threat_share,
        relief_share,
        cost_share,
        years,
        reversible,
        revocable,
        detection,
        false_alarm,
    } = *stage;
    [
        deterrent_share,
        threat_share,
        relief_share,
        cost_share,
        years,
        reversible,
        revocable,
        detection,
        false_alarm,
    ]
}

/// A number or a distribution as a scenario file writes it; nothing where there is no such key.
fn as_written(value: Option<&Value>) -> Value {
    match value {
        Some(Value::Object(distribution)) => {
            let parts: Vec<String> = distribution
                .iter()
                .map(|(form, ends)| format!("{form} = {ends}"))
                .collect();
            json!(format!("{{ {} }}", parts.join(", ")))
        }
        Some(number) => json!(number.to_string()),
        None => Value::Null,
    }
}
