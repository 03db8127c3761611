//! Charts of shares over time, whose layers follow the enums of the game: a new cause or place does not compile until it has a
//! layer.

use super::figure::Figure;
use super::phrases::{capitalised, side};
use crate::game::outcome::Cause;
use crate::output::chart::{Chart, Color, Hatch, Share, Spec, Stack, Surface};
use crate::scenario::RoleNames;
use crate::study::counts::{Place, rupture};
use crate::table::Table;

/// Where the process stands over time.
pub fn phases(table: Table, spec: Spec, roles: &RoleNames) -> Figure {
    Figure {
        name: "phases",
        table,
        chart: Chart::Stack(Stack {
            layers: PHASES.map(|place| phase(place, roles)).into(),
            axis: "Negotiations (%)".to_owned(),
        }),
        spec: spec.titled("Where the process stands over time"),
    }
}

/// From the bottom to the top.
const PHASES: [Place; Place::ALL.len()] = [
    Place::Settled,
    Place::InForce,
    Place::Enforced,
    Place::ByGuarantor,
    Place::ByDisarmer,
    Place::War,
];

fn phase(place: Place, roles: &RoleNames) -> Share {
    let (disarmer, guarantor) = (side(&roles.disarmer, "disarmer"), side(&roles.guarantor, "guarantor"));
    let (label, short, surface) = match place {
        Place::Settled => (
            "In force, all stages done".to_owned(),
            "All stages done".to_owned(),
            Surface::plain(Color::Blue),
        ),
        Place::InForce => (
            "In force, stages open".to_owned(),
            "In force".to_owned(),
            Surface::plain(Color::Sky),
        ),
        Place::Enforced => (
            format!("Broken by {guarantor}, but enforced"),
            "Enforced".to_owned(),
            Surface::hatched(Color::Yellow, Hatch::Falling),
        ),
        Place::ByGuarantor => (
            format!("Broken by {guarantor}"),
            format!("By {guarantor}"),
            Surface::hatched(Color::Orange, Hatch::Rising),
        ),
        Place::ByDisarmer => (
            format!("Broken by {disarmer}"),
            format!("By {disarmer}"),
            Surface::hatched(Color::Purple, Hatch::Level),
        ),
        Place::War => ("War".to_owned(), "War".to_owned(), Surface::plain(Color::Black)),
    };
    layer(place.quantity(), [label, short], surface)
}

/// How long the process survives, and what ends it.
pub fn first_ruptures(table: Table, spec: Spec, roles: &RoleNames) -> Figure {
    let never = layer(
        rupture::NEVER,
        ["Not ruptured so far", "Not ruptured"].map(str::to_owned),
        Surface::plain(Color::White),
    );
    let war = layer(
        rupture::WAR,
        ["War before any rupture", "War"].map(str::to_owned),
        Surface::plain(Color::Black),
    );
    // From the disarmer's causes to the guarantor's.
    let mut causes = Cause::ALL.map(|cause| (rank(cause), cause));
    causes.sort_by_key(|(rank, _)| *rank);
    let layers = std::iter::once(never)
        .chain(causes.map(|(_, cause)| of_cause(cause, roles)))
        .chain([war]);
    let note = "Above what has not ruptured so far: by cause of the first rupture. It may have been mended since.";
    Figure {
        name: "first_ruptures",
        table,
        chart: Chart::Stack(Stack {
            layers: layers.collect(),
            axis: "Negotiations (%)".to_owned(),
        }),
        spec: spec.titled("How long the process survives").note(note),
    }
}

/// Place of a cause in the stack.
fn rank(cause: Cause) -> usize {
    match cause {
        Cause::Quit => 0,
        Cause::Pocketed => 1,
        Cause::DisputedRightly => 2,
        Cause::Exposed => 3,
        Cause::DisputedWrongly => 4,
        Cause::Reneged => 5,
    }
}

fn of_cause(cause: Cause, roles: &RoleNames) -> Share {
    let disarmer = capitalised(&side(&roles.disarmer, "disarmer"));
    let guarantor = capitalised(&side(&roles.guarantor, "guarantor"));
    let (label, short, surface) = match cause {
        Cause::Quit => (
            format!("{disarmer} quits"),
            "Quits",
            Surface::hatched(Color::Purple, Hatch::Level),
        ),
        Cause::Pocketed => (
            format!("{disarmer} pockets a payment"),
            "Pockets",
            Surface::hatched(Color::Sky, Hatch::Falling),
        ),
        Cause::DisputedRightly => (
            "Feigned stage found out".to_owned(),
            "Found out",
            Surface::plain(Color::Vermilion),
        ),
        Cause::Exposed => (
            "Hidden programme exposed".to_owned(),
            "Exposed",
            Surface::hatched(Color::Blue, Hatch::Rising),
        ),
        Cause::DisputedWrongly => (
            "False alarm".to_owned(),
            "False alarm",
            Surface::hatched(Color::Yellow, Hatch::Crossed),
        ),
        Cause::Reneged => (
            format!("{guarantor} reneges"),
            "Reneges",
            Surface::hatched(Color::Orange, Hatch::Rising),
        ),
    };
    layer(&rupture::by(cause), [label, short.to_owned()], surface)
}

fn layer(quantity: &str, [label, short]: [String; 2], surface: Surface) -> Share {
    Share {
        quantity: quantity.to_owned(),
        label,
        short,
        surface,
    }
}
