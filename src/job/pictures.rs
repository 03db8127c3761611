//! Charts of a result as SVG, PNG and PDF; none without the feature `pictures`.

#[cfg(feature = "pictures")]
pub(super) use crate::report::figure::Figure;
#[cfg(feature = "pictures")]
pub(super) use drawn::{
    draw, lettering, of_attribution, of_backtest, of_comparison, of_drivers, of_overview, of_reach, of_robust,
    of_sweep, sources,
};

#[cfg(not(feature = "pictures"))]
pub(super) use none::{
    Figure, draw, lettering, of_attribution, of_backtest, of_comparison, of_drivers, of_overview, of_reach, of_robust,
    of_sweep, sources,
};

use crate::output::print::{Charts, Kind, Size};

/// A drawn chart: its name, and its files by their kind, or why there are none.
pub(super) type Drawn = (&'static str, Result<Vec<(Kind, Vec<u8>)>, String>);

/// Figures in the size that is wanted; none if no files are made of charts.
pub(super) fn wanted(charts: &Charts, figures: impl FnOnce(Size) -> Vec<Figure>) -> Vec<Figure> {
    match charts.kinds[..] {
        [] => Vec::new(),
        _ => figures(charts.size),
    }
}

#[cfg(feature = "pictures")]
mod drawn {
    use super::Drawn;
    use crate::analysis::attribution::Division;
    use crate::analysis::comparison::Comparison;
    use crate::analysis::drivers::{Drivers, Sample};
    use crate::analysis::reach::Reached;
    use crate::analysis::results::Results;
    use crate::analysis::robust::{Conclusion, Tested};
    use crate::analysis::target::Target;
    use crate::output::chart::ChartError;
    use crate::output::picture;
    use crate::output::print::{Charts, Kind, Size};
    use crate::report::briefing::ChartWords;
    use crate::report::evidence::Evidence;
    use crate::report::figures::{self, Figure};
    use crate::report::lettering::Lettering;
    use crate::report::manifest::PROGRAM;
    use crate::report::origin::Origin;
    use crate::report::overview::Line;
    use crate::report::overview_drawn;
    use crate::scenario::Scenario;
    use crate::study::Study;
    use crate::study::ensemble::Variant;
    use crate::study::varied::Varied;
    use crate::table::Table;
    use crate::threads::prelude::*;
    use serde_json::{Map, Value};

    /// The figures of a comparison.
    pub(in super::super) fn of_comparison(
        scenario: &Scenario,
        comparison: &Comparison,
        origin: &Origin,
        tables: &[Table],
        size: Size,
    ) -> Vec<Figure> {
        figures::comparison(scenario, &comparison.study, &comparison.results, origin, tables, size)
    }

    /// The figures of an attribution.
    pub(in super::super) fn of_attribution(
        scenario: &Scenario,
        study: &Study,
        results: &Results,
        origin: &Origin,
        table: &Table,
        what: (Target, &Division),
        size: Size,
    ) -> Vec<Figure> {
        figures::attribution(scenario, study, results, origin, table, what, size)
    }

    /// The figures of what drives a metric.
    pub(in super::super) fn of_drivers(
        scenario: &Scenario,
        what: (Target, &Sample, &[&Drivers]),
        (arms, evidence): (&[String], &Evidence),
        (origin, computed): (&Origin, &str),
        tables: &[Table],
        size: Size,
    ) -> Vec<Figure> {
        crate::report::drivers_drawn::figures(scenario, what, (arms, evidence), (origin, computed), tables, size)
    }

    /// A figure for each conclusion.
    pub(in super::super) fn of_robust(
        of: (&Scenario, &str),
        what: (&[Variant], &[(Conclusion, Vec<Tested>)]),
        run: (&Origin, &str),
        table: &Table,
        size: Size,
    ) -> Vec<Figure> {
        crate::report::robust_drawn::figures(of, what, run, table, size)
    }

    /// The figure of a sweep: lines over one number. Points that differ otherwise have none.
    pub(in super::super) fn of_sweep(
        scenario: &Scenario,
        varied: &Varied,
        (arms, metric): (&[String], Target),
        (origin, computed): (&Origin, &str),
        table: &Table,
        size: Size,
    ) -> Vec<Figure> {
        crate::report::sweep_drawn::figures(scenario, varied, (arms, metric), (origin, computed), table, size)
    }

    /// The figure of what costs how much and gives how much.
    pub(in super::super) fn of_reach(
        reached: &Reached,
        told: (&Origin, &str),
        table: &Table,
        size: Size,
    ) -> Vec<Figure> {
        crate::report::reach_drawn::figures(reached, told, table, size)
    }

    /// The chart of several results.
    pub(in super::super) fn of_overview(lines: &[Line], runs: &[String], charts: &Charts) -> Vec<Drawn> {
        if charts.kinds.is_empty() {
            return Vec::new();
        }
        let figure = overview_drawn::settlement(lines, runs, charts.size);
        let runs = runs.join(", ");
        files(&figure, &[("Runs", runs.as_str())], &charts.kinds)
            .into_iter()
            .collect()
    }

    /// The figures of a back-test.
    pub(in super::super) fn of_backtest(tables: &[Table], origin: (&Origin, &str), size: Size) -> Vec<Figure> {
        crate::report::backtest::figures(tables, origin, size)
    }

    /// Draws figures as files of these kinds, with their origin in the metadata.
    pub(in super::super) fn draw(figures: &[Figure], origin: &Origin, kinds: &[Kind]) -> Vec<Drawn> {
        let of_run = origin.facts();
        let of_run: Vec<(&str, &str)> = of_run.iter().map(|(keyword, text)| (*keyword, text.as_str())).collect();
        figures
            .par_iter()
            .filter_map(|figure| files(figure, &of_run, kinds))
            .collect()
    }

    /// The files of a figure. Where nothing is left to show, as where every negotiation ends at once, there is no chart.
    fn files(figure: &Figure, of_run: &[(&str, &str)], kinds: &[Kind]) -> Option<Drawn> {
        let svg = match figure.svg() {
            Err(ChartError::Empty { .. }) => return None,
            svg => svg.map_err(|e| e.to_string()),
        };
        let mut facts = vec![
            ("Title", figure.spec.title.as_str()),
            ("Software", PROGRAM),
            ("Source", figure.table.slug),
        ];
        facts.extend(of_run);
        let all = |svg: String| {
            let file = |kind: &Kind| {
                let bytes = match kind {
                    Kind::Svg => Ok(svg.clone().into_bytes()),
                    Kind::Png => picture::png(&svg, &facts).map_err(|e| e.to_string()),
                    Kind::Pdf => pdf(&svg, &facts),
                };
                Ok((*kind, bytes?))
            };
            kinds.iter().map(file).collect()
        };
        Some((figure.name, svg.and_then(all)))
    }

    #[cfg(feature = "pdf")]
    fn pdf(svg: &str, facts: &[(&str, &str)]) -> Result<Vec<u8>, String> {
        crate::output::document::pdf(svg, facts).map_err(|e| e.to_string())
    }

    #[cfg(not(feature = "pdf"))]
    fn pdf(_: &str, _: &[(&str, &str)]) -> Result<Vec<u8>, String> {
        Err("this program was built without the feature `pdf`".to_owned())
    }

    /// What the embedded font lacks: recorded in the manifest, and warned of as far as nothing else draws it.
    pub(in super::super) fn lettering(figures: &[Figure], manifest: &mut Map<String, Value>) -> Vec<String> {
        let lettering = Lettering::of(figures);
        lettering.record(manifest);
        lettering.warning().into_iter().collect()
    }

    /// The charts and their tables.
    pub(in super::super) fn sources(figures: &[Figure]) -> Vec<ChartWords> {
        let of = |figure: &Figure| ChartWords {
            name: figure.name.to_owned(),
            table: figure.table.slug.to_owned(),
        };
        figures.iter().map(of).collect()
    }
}

#[cfg(not(feature = "pictures"))]
mod none {
    use super::Drawn;
    use crate::analysis::attribution::Division;
    use crate::analysis::comparison::Comparison;
    use crate::analysis::drivers::{Drivers, Sample};
    use crate::analysis::reach::Reached;
    use crate::analysis::results::Results;
    use crate::analysis::robust::{Conclusion, Tested};
    use crate::analysis::target::Target;
    use crate::output::print::{Charts, Kind, Size};
    use crate::report::briefing::ChartWords;
    use crate::report::evidence::Evidence;
    use crate::report::origin::Origin;
    use crate::report::overview::Line;
    use crate::scenario::Scenario;
    use crate::study::Study;
    use crate::study::ensemble::Variant;
    use crate::study::varied::Varied;
    use crate::table::Table;
    use serde_json::{Map, Value};

    /// There is no figure.
    pub(in super::super) enum Figure {}

    pub(in super::super) fn of_backtest(_: &[Table], _: (&Origin, &str), _: Size) -> Vec<Figure> {
        Vec::new()
    }

    /// No figures.
    pub(in super::super) fn of_comparison(
        _: &Scenario,
        _: &Comparison,
        _: &Origin,
        _: &[Table],
        _: Size,
    ) -> Vec<Figure> {
        Vec::new()
    }

    /// No figures.
    pub(in super::super) fn of_attribution(
        _: &Scenario,
        _: &Study,
        _: &Results,
        _: &Origin,
        _: &Table,
        _: (Target, &Division),
        _: Size,
    ) -> Vec<Figure> {
        Vec::new()
    }

    /// No figures.
    pub(in super::super) fn of_drivers(
        _: &Scenario,
        _: (Target, &Sample, &[&Drivers]),
        _: (&[String], &Evidence),
        _: (&Origin, &str),
        _: &[Table],
        _: Size,
    ) -> Vec<Figure> {
        Vec::new()
    }

    /// No figures.
    pub(in super::super) fn of_robust(
        _: (&Scenario, &str),
        _: (&[Variant], &[(Conclusion, Vec<Tested>)]),
        _: (&Origin, &str),
        _: &Table,
        _: Size,
    ) -> Vec<Figure> {
        Vec::new()
    }

    /// No figures.
    pub(in super::super) fn of_sweep(
        _: &Scenario,
        _: &Varied,
        _: (&[String], Target),
        _: (&Origin, &str),
        _: &Table,
        _: Size,
    ) -> Vec<Figure> {
        Vec::new()
    }

    /// No figures.
    pub(in super::super) fn of_reach(_: &Reached, _: (&Origin, &str), _: &Table, _: Size) -> Vec<Figure> {
        Vec::new()
    }

    /// No chart.
    pub(in super::super) fn of_overview(_: &[Line], _: &[String], _: &Charts) -> Vec<Drawn> {
        Vec::new()
    }

    /// Draws nothing.
    pub(in super::super) fn draw(_: &[Figure], _: &Origin, _: &[Kind]) -> Vec<Drawn> {
        Vec::new()
    }

    /// Nothing is lettered.
    pub(in super::super) fn lettering(_: &[Figure], _: &mut Map<String, Value>) -> Vec<String> {
        Vec::new()
    }

    /// There is no chart.
    pub(in super::super) fn sources(_: &[Figure]) -> Vec<ChartWords> {
        Vec::new()
    }
}
