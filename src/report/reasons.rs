//! What the numbers of a scenario give each side reason to do: the incentive ledger in words.

use serde_json::{Value, json};

use super::phrases::side;
use super::words::{fixed, grid as table, paragraph, shortened, significant};
use crate::game::Game;
use crate::game::ledger::{Contradiction, DisarmerEntry, GuarantorEntry, Ledger};
use crate::scenario::{Code, Scenario};

/// Longest name of a side at the head of a column.
const HEAD: usize = 16;

/// The incentive ledger of a game as tables: for each stage and type of each side what the step, kept faith and each way of
/// breaking it are worth a year, then what each side could take back, then what contradicts the names of the types.
pub fn ledger(scenario: &Scenario, game: &Game) -> String {
    let ledger = Ledger::new(game);
    let roles = &scenario.roles;
    let mut text = paragraph(
        "What each side gains if the other keeps faith, a year and in its own unit, in the central world; positive: it pays. \
         The lump is paid once; in all counts it and the whole foresight",
    );
    text.push_str(&disarmer(&ledger, &shortened(&roles.disarmer, HEAD)));
    text.push_str(&guarantor(&ledger, &shortened(&roles.guarantor, HEAD)));
    text.push_str(&paragraph(&format!(
        "What each side could take back after a rupture, in per cent of its whole: {} rebuilds in {} years on average, {} \
         revokes at once",
        roles.disarmer,
        significant(ledger.rebuild_years),
        roles.guarantor
    )));
    text.push_str(&take_back(scenario, &ledger));
    text.push_str(&paragraph(&price(scenario, &ledger)));
    for found in ledger.contradictions.iter().filter(|found| !is_warned(scenario, found)) {
        text.push_str(&paragraph(&format!("Warning: {}", contradiction(found))));
    }
    text
}

/// Whether the warnings of the scenario, which stand beside the ledger, say the same already.
fn is_warned(scenario: &Scenario, found: &Contradiction) -> bool {
    let (code, keys) = match found {
        Contradiction::DisarmerTypesSwapped { .. } => (Code::TypesSwapped, "disarmer.deterrent_value"),
        Contradiction::GuarantorTypesSwapped { .. } => (Code::TypesSwapped, "guarantor."),
        Contradiction::NoPrice { .. } => (Code::WorthlessRelief, "disarmer.relief_value"),
        Contradiction::DealerLosesByTheLastStep { .. } | Contradiction::KeeperGainsByLeaving { .. } => return false,
    };
    let of_keys = |key: &String| key.starts_with(keys);
    let mut warnings = scenario.warnings().iter();
    warnings.any(|warning| warning.code == code && warning.arm.is_none() && warning.key.as_ref().is_some_and(of_keys))
}

/// Two types of a stage side by side: the staller or reneger, then the dealer or keeper.
fn pair<E>(entries: &[E], stage: usize) -> [&E; 2] {
    [&entries[2 * stage], &entries[2 * stage + 1]]
}

fn both<E>(entries: [&E; 2], of: impl Fn(&E) -> f64) -> String {
    let [low, high] = entries.map(|entry| fixed(of(entry), 2));
    format!("{low} / {high}")
}

fn disarmer(ledger: &Ledger, name: &str) -> String {
    let header = [
        format!("{name}: staller / dealer"),
        "step".to_owned(),
        "kept faith".to_owned(),
        "feign".to_owned(),
        "quit".to_owned(),
    ];
    let rows = (0..ledger.take_back.len()).map(|stage| {
        let entries: [&DisarmerEntry; 2] = pair(&ledger.disarmer, stage);
        vec![
            format!("stage {}", stage + 1),
            both(entries, |e| e.step),
            both(entries, |e| e.kept_faith),
            both(entries, |e| e.feign),
            both(entries, |e| e.quit),
        ]
    });
    table(&header, rows)
}

fn guarantor(ledger: &Ledger, name: &str) -> String {
    let header = [
        format!("{name}: reneger / keeper"),
        "step".to_owned(),
        "kept faith".to_owned(),
        "renege".to_owned(),
        "lump".to_owned(),
        "in all".to_owned(),
    ];
    let rows = (0..ledger.take_back.len()).map(|stage| {
        let entries: [&GuarantorEntry; 2] = pair(&ledger.guarantor, stage);
        vec![
            format!("stage {}", stage + 1),
            both(entries, |e| e.step),
            both(entries, |e| e.kept_faith),
            both(entries, |e| e.renege),
            both(entries, |e| -e.renege_cost),
            both(entries, |e| e.renege_in_all),
        ]
    });
    table(&header, rows)
}

fn take_back(scenario: &Scenario, ledger: &Ledger) -> String {
    let (d, g) = (&scenario.roles.disarmer, &scenario.roles.guarantor);
    let header = [
        "after stage".to_owned(),
        format!("{d} has given up"),
        "could rebuild".to_owned(),
        format!("{g} has paid"),
        "could revoke".to_owned(),
        "lost for good".to_owned(),
    ];
    let percent = |x: f64| fixed(100.0 * x, 0);
    let rows = ledger.take_back.iter().map(|t| {
        let (kept, paid) = (t.given_up - t.rebuildable, t.delivered - t.revocable);
        vec![
            (t.stage + 1).to_string(),
            percent(t.given_up),
            percent(t.rebuildable),
            percent(t.delivered),
            percent(t.revocable),
            format!("{} and {}", percent(kept), percent(paid)),
        ]
    });
    table(&header, rows)
}

/// For how many relief packages both a dealer and a keeper prefer a settlement to a rupture.
fn price(scenario: &Scenario, ledger: &Ledger) -> String {
    let [least, most] = ledger.price;
    let d = side(&scenario.roles.disarmer, "disarmer");
    let g = side(&scenario.roles.guarantor, "guarantor");
    let most = match most.is_finite() {
        true => format!("a keeper in {g} pays up to {} packages", significant(most)),
        false => format!("relief costs a keeper in {g} nothing"),
    };
    format!(
        "Against a rupture with nothing done, a dealer in {d} needs {} of the relief package for a whole settlement, and {most}.",
        significant(least)
    )
}

/// The incentive ledger of a game for programs: lists `disarmer` and `guarantor` with an entry for each stage and type,
/// `take_back` by stage, `rebuild_years`, the `price` range (`null` for no upper end), and `contradictions` with their words.
pub fn json(game: &Game) -> Value {
    let ledger = Ledger::new(game);
    let disarmer = ledger.disarmer.iter().map(|e| {
        json!({
            "stage": e.stage + 1, "type": (["staller", "dealer"][e.kind]), "step": e.step, "kept_faith": e.kept_faith,
            "feign": e.feign, "quit": e.quit,
        })
    });
    let guarantor = ledger.guarantor.iter().map(|e| {
        json!({
            "stage": e.stage + 1, "type": (["reneger", "keeper"][e.kind]), "step": e.step, "kept_faith": e.kept_faith,
            "renege": e.renege, "renege_cost": e.renege_cost, "renege_in_all": e.renege_in_all,
        })
    });
    let take_back = ledger.take_back.iter().map(|t| {
        json!({
            "stage": t.stage + 1, "given_up": t.given_up, "rebuildable": t.rebuildable, "delivered": t.delivered,
            "revocable": t.revocable,
        })
    });
    let contradictions = ledger.contradictions.iter();
    json!({
        "disarmer": disarmer.collect::<Vec<_>>(),
        "guarantor": guarantor.collect::<Vec<_>>(),
        "take_back": take_back.collect::<Vec<_>>(),
        "rebuild_years": ledger.rebuild_years,
        "price": ledger.price.map(|x| x.is_finite().then_some(x)),
        "contradictions": contradictions
            .map(|c| json!({ "name": c.name(), "message": contradiction(c) }))
            .collect::<Vec<_>>(),
    })
}

/// What a contradiction means, with the keys to change.
pub fn contradiction(found: &Contradiction) -> String {
    match found {
        Contradiction::DealerLosesByTheLastStep { loss } => format!(
            "the last stage takes {} a year more from a dealer than it gives: it will stall there like a staller; raise \
             `disarmer.relief_value` or the last `relief_share`, or lower `disarmer.deterrent_value.dealer` or the last \
             `deterrent_share`",
            significant(*loss)
        ),
        Contradiction::KeeperGainsByLeaving { stages, gain } => format!(
            "a keeper gains {} over its foresight by reneging with {stages} stages completed: the name promises otherwise; raise \
             `guarantor.renege_cost.keeper` or lower `guarantor.relief_cost.keeper`",
            significant(*gain)
        ),
        Contradiction::DisarmerTypesSwapped { dealer, staller } => format!(
            "the deterrent is worth more to a dealer ({}) than to a staller ({}): exchange the two in `disarmer.deterrent_value`",
            significant(*dealer),
            significant(*staller)
        ),
        Contradiction::GuarantorTypesSwapped { keeper, reneger } => format!(
            "a settlement is worth {} a year to a keeper and {} to a reneger, and reneging costs the keeper no more: look at the \
             types in `guarantor.renege_cost`, `guarantor.threat_reduction` and `guarantor.relief_cost`",
            significant(*keeper),
            significant(*reneger)
        ),
        Contradiction::NoPrice { least, most } => format!(
            "no deal has a price: a dealer needs {} relief packages for a whole settlement and a keeper pays at most {}; raise \
             `disarmer.relief_value`, or lower `disarmer.deterrent_value.dealer` or `guarantor.relief_cost.keeper`",
            significant(*least),
            significant(*most)
        ),
    }
}
