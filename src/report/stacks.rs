//! Charts of shares over time, whose layers follow the enums of the game: a new cause or place does not compile until it has a
//! layer.

use super::figure::Figure;
use crate::game::outcome::Cause;
use crate::output::chart::{Chart, Color, Hatch, Share, Spec, Stack, Surface};
use crate::study::counts::{Place, rupture};
use crate::table::Table;

/// Where the process stands over time.
pub fn phases(table: Table, spec: Spec) -> Figure {
    Figure {
        name: "phases",
        table,
        chart: Chart::Stack(Stack {
            layers: PHASES.map(phase).into(),
            axis: "Share of episodes".to_owned(),
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

fn phase(place: Place) -> Share {
    let (label, short, surface) = match place {
        Place::Settled => (
            "All stages done, in force",
            "All stages done",
            Surface::plain(Color::Blue),
        ),
        Place::InForce => ("In force, stages open", "In force", Surface::plain(Color::Sky)),
        Place::Enforced => (
            "Ruptured by the guarantor, enforced",
            "Enforced",
            Surface::hatched(Color::Yellow, Hatch::Falling),
        ),
        Place::ByGuarantor => (
            "Ruptured by the guarantor",
            "By the guarantor",
            Surface::hatched(Color::Orange, Hatch::Rising),
        ),
        Place::ByDisarmer => (
            "Ruptured by the disarmer",
            "By the disarmer",
            Surface::hatched(Color::Purple, Hatch::Level),
        ),
        Place::War => ("War", "War", Surface::plain(Color::Black)),
    };
    layer(place.quantity(), [label, short], surface)
}

/// How long the process survives, and what ends it.
pub fn first_ruptures(table: Table, spec: Spec) -> Figure {
    let never = layer(
        rupture::NEVER,
        ["Never ruptured so far", "Never ruptured"],
        Surface::plain(Color::White),
    );
    let war = layer(
        rupture::WAR,
        ["War before any rupture", "War"],
        Surface::plain(Color::Black),
    );
    // From the disarmer's causes to the guarantor's.
    let mut causes = Cause::ALL.map(|cause| (rank(cause), cause));
    causes.sort_by_key(|(rank, _)| *rank);
    let layers = std::iter::once(never)
        .chain(causes.map(|(_, cause)| of_cause(cause)))
        .chain([war]);
    let note = "White: episodes whose process has never ruptured so far; above it, by cause of the first rupture.";
    Figure {
        name: "first_ruptures",
        table,
        chart: Chart::Stack(Stack {
            layers: layers.collect(),
            axis: "Share of episodes".to_owned(),
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

fn of_cause(cause: Cause) -> Share {
    let (words, surface) = match cause {
        Cause::Quit => (["Disarmer quit", "Quit"], Surface::hatched(Color::Purple, Hatch::Level)),
        Cause::Pocketed => (
            ["Relief pocketed", "Pocketed"],
            Surface::hatched(Color::Sky, Hatch::Falling),
        ),
        Cause::DisputedRightly => (
            ["Feigned step found out", "Found out"],
            Surface::plain(Color::Vermilion),
        ),
        Cause::Exposed => (
            ["Covert programme exposed", "Exposed"],
            Surface::hatched(Color::Blue, Hatch::Rising),
        ),
        Cause::DisputedWrongly => (
            ["False alarm", "False alarm"],
            Surface::hatched(Color::Yellow, Hatch::Crossed),
        ),
        Cause::Reneged => (
            ["Guarantor reneged", "Reneged"],
            Surface::hatched(Color::Orange, Hatch::Rising),
        ),
    };
    layer(&rupture::by(cause), words, surface)
}

fn layer(quantity: &str, [label, short]: [&str; 2], surface: Surface) -> Share {
    Share {
        quantity: quantity.to_owned(),
        label: label.to_owned(),
        short: short.to_owned(),
        surface,
    }
}
