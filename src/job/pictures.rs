//! Charts of a result as SVG and PNG; none without the feature `pictures`.

#[cfg(feature = "pictures")]
pub(super) use drawn::{draw, of_attribution, of_comparison};

#[cfg(not(feature = "pictures"))]
pub(super) use none::{draw, of_attribution, of_comparison};

/// A drawn chart: its name, and its SVG and PNG or why there are none.
pub(super) type Drawn = (&'static str, Result<(String, Vec<u8>), String>);

#[cfg(feature = "pictures")]
mod drawn {
    use super::Drawn;
    use crate::analysis::attribution::Target;
    use crate::analysis::comparison::Comparison;
    use crate::analysis::results::Results;
    use crate::output::picture;
    use crate::report::figures::{self, Figure};
    use crate::report::manifest::PROGRAM;
    use crate::scenario::Scenario;
    use crate::study::Study;
    use crate::table::Table;
    use crate::threads::prelude::*;

    /// The figures of a comparison.
    pub(in super::super) fn of_comparison(
        scenario: &Scenario,
        comparison: &Comparison,
        tables: &[Table],
    ) -> Vec<Figure> {
        figures::comparison(scenario, &comparison.study, &comparison.results, tables)
    }

    /// The figures of an attribution.
    pub(in super::super) fn of_attribution(
        scenario: &Scenario,
        study: &Study,
        results: &Results,
        table: &Table,
        target: Target,
        instruments: usize,
    ) -> Vec<Figure> {
        figures::attribution(scenario, study, results, table, target, instruments)
    }

    /// Draws figures, with `seed` in the metadata.
    pub(in super::super) fn draw(figures: &[Figure], seed: u64) -> Vec<Drawn> {
        let seed = seed.to_string();
        let one = |figure: &Figure| {
            let svg = figure.svg().map_err(|e| e.to_string())?;
            let facts = [("Software", PROGRAM), ("Source", figure.table.slug), ("Seed", &seed)];
            let png = picture::png(&svg, &facts).map_err(|e| e.to_string())?;
            Ok((svg, png))
        };
        figures.par_iter().map(|figure| (figure.name, one(figure))).collect()
    }
}

#[cfg(not(feature = "pictures"))]
mod none {
    use super::Drawn;
    use crate::analysis::attribution::Target;
    use crate::analysis::comparison::Comparison;
    use crate::analysis::results::Results;
    use crate::scenario::Scenario;
    use crate::study::Study;
    use crate::table::Table;

    /// There is no figure.
    pub(in super::super) enum Figure {}

    /// No figures.
    pub(in super::super) fn of_comparison(_: &Scenario, _: &Comparison, _: &[Table]) -> Vec<Figure> {
        Vec::new()
    }

    /// No figures.
    pub(in super::super) fn of_attribution(
        _: &Scenario,
        _: &Study,
        _: &Results,
        _: &Table,
        _: Target,
        _: usize,
    ) -> Vec<Figure> {
        Vec::new()
    }

    /// Draws nothing.
    pub(in super::super) fn draw(_: &[Figure], _: u64) -> Vec<Drawn> {
        Vec::new()
    }
}
