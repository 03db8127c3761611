//! Charts of a result as SVG and PNG; none without the feature `pictures`.

#[cfg(feature = "pictures")]
pub(super) use drawn::{draw, lettering, of_attribution, of_comparison};

#[cfg(not(feature = "pictures"))]
pub(super) use none::{draw, lettering, of_attribution, of_comparison};

/// A drawn chart: its name, and its SVG and PNG or why there are none.
pub(super) type Drawn = (&'static str, Result<(String, Vec<u8>), String>);

#[cfg(feature = "pictures")]
mod drawn {
    use super::Drawn;
    use crate::analysis::attribution::{Division, Target};
    use crate::analysis::comparison::Comparison;
    use crate::analysis::results::Results;
    use crate::output::chart::ChartError;
    use crate::output::picture;
    use crate::report::figures::{self, Figure};
    use crate::report::lettering::Lettering;
    use crate::report::manifest::PROGRAM;
    use crate::report::origin::Origin;
    use crate::scenario::Scenario;
    use crate::study::Study;
    use crate::table::Table;
    use crate::threads::prelude::*;
    use serde_json::{Map, Value};

    /// The figures of a comparison.
    pub(in super::super) fn of_comparison(
        scenario: &Scenario,
        comparison: &Comparison,
        origin: &Origin,
        tables: &[Table],
    ) -> Vec<Figure> {
        figures::comparison(scenario, &comparison.study, &comparison.results, origin, tables)
    }

    /// The figures of an attribution.
    pub(in super::super) fn of_attribution(
        scenario: &Scenario,
        study: &Study,
        results: &Results,
        origin: &Origin,
        table: &Table,
        target: Target,
        division: &Division,
    ) -> Vec<Figure> {
        figures::attribution(scenario, study, results, origin, table, target, division)
    }

    /// Draws figures, with their origin in the metadata.
    pub(in super::super) fn draw(figures: &[Figure], origin: &Origin) -> Vec<Drawn> {
        let of_run = origin.facts();
        let one = |figure: &Figure, svg: Result<String, ChartError>| {
            let svg = svg.map_err(|e| e.to_string())?;
            let mut facts = vec![
                ("Title", figure.spec.title.as_str()),
                ("Software", PROGRAM),
                ("Source", figure.table.slug),
            ];
            facts.extend(of_run.iter().map(|(keyword, text)| (*keyword, text.as_str())));
            let png = picture::png(&svg, &facts).map_err(|e| e.to_string())?;
            Ok((svg, png))
        };
        // Where nothing is left to show, as where every negotiation ends at once, there is no chart.
        let drawn = figures.par_iter().filter_map(|figure| match figure.svg() {
            Err(ChartError::Empty { .. }) => None,
            svg => Some((figure.name, one(figure, svg))),
        });
        drawn.collect()
    }

    /// What the embedded font lacks: recorded in the manifest, and warned of as far as nothing else draws it.
    pub(in super::super) fn lettering(figures: &[Figure], manifest: &mut Map<String, Value>) -> Vec<String> {
        let lettering = Lettering::of(figures);
        lettering.record(manifest);
        lettering.warning().into_iter().collect()
    }
}

#[cfg(not(feature = "pictures"))]
mod none {
    use super::Drawn;
    use crate::analysis::attribution::{Division, Target};
    use crate::analysis::comparison::Comparison;
    use crate::analysis::results::Results;
    use crate::report::origin::Origin;
    use crate::scenario::Scenario;
    use crate::study::Study;
    use crate::table::Table;
    use serde_json::{Map, Value};

    /// There is no figure.
    pub(in super::super) enum Figure {}

    /// No figures.
    pub(in super::super) fn of_comparison(_: &Scenario, _: &Comparison, _: &Origin, _: &[Table]) -> Vec<Figure> {
        Vec::new()
    }

    /// No figures.
    pub(in super::super) fn of_attribution(
        _: &Scenario,
        _: &Study,
        _: &Results,
        _: &Origin,
        _: &Table,
        _: Target,
        _: &Division,
    ) -> Vec<Figure> {
        Vec::new()
    }

    /// Draws nothing.
    pub(in super::super) fn draw(_: &[Figure], _: &Origin) -> Vec<Drawn> {
        Vec::new()
    }

    /// Nothing is lettered.
    pub(in super::super) fn lettering(_: &[Figure], _: &mut Map<String, Value>) -> Vec<String> {
        Vec::new()
    }
}
