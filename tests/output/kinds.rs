//! Kinds of charts that no result of `compare` has.

use crate::tables::{KEYS, driver_table, robust_table, spec, tornado_table};
use honest_broker::output::chart::{Chart, ChartError, Forest, PanelOf, Spec};
use honest_broker::report::figure::Figure;
use honest_broker::table::{Cells, Table};

fn panels(of: &[(&str, &str)]) -> Vec<PanelOf> {
    of.iter().map(|(name, title)| PanelOf::new(*name, *title)).collect()
}

/// Shares of keys against a level, with what does not exceed it open.
fn drivers(table: Table, spec: Spec) -> Figure {
    let forest = Forest {
        panel: "outcome",
        panels: panels(&[("settlement", "Of settlement"), ("war", "Of a war")]),
        row: "key",
        mark: "part",
        marks: panels(&[("share", "Share")]),
        line: Some(("floor", "What keys that cannot matter seem to explain".to_owned())),
        bars: false,
        firm: Some("resolved"),
        zero: true,
        percent: true,
        axis: "Share of the variance (%)".to_owned(),
    };
    figure("drivers", table, Chart::Forest(forest), spec)
}

/// Bars from one end of each key to the other.
fn tornado(table: Table, spec: Spec) -> Figure {
    let forest = Forest {
        panel: "outcome",
        panels: panels(&[("settlement", "")]),
        row: "key",
        mark: "end",
        marks: panels(&[("low", "At its low end"), ("high", "At its high end")]),
        line: Some(("base", "In the middle".to_owned())),
        bars: true,
        firm: Some("resolved"),
        zero: false,
        percent: true,
        axis: "Probability of a settlement (%)".to_owned(),
    };
    figure("tornado", table, Chart::Forest(forest), spec)
}

/// Differences of two outcomes beside each other, with those open that may be none.
fn robust(table: Table, spec: Spec) -> Figure {
    let forest = Forest {
        panel: "outcome",
        panels: panels(&[("settlement", "Settlement"), ("breach", "Breach")]),
        row: "variant",
        mark: "arm",
        marks: panels(&[("broker", "With the broker"), ("weak_broker", "With a weak one")]),
        line: None,
        bars: false,
        firm: None,
        zero: true,
        percent: true,
        axis: "Change (percentage points)".to_owned(),
    };
    figure("robust", table, Chart::Forest(forest), spec)
}

fn figure(name: &'static str, table: Table, chart: Chart, spec: Spec) -> Figure {
    let words = KEYS.into_iter().filter(|(_, words)| !words.is_empty());
    let spec = words.fold(spec, |spec, (key, words)| spec.label(format!("row.{key}"), words));
    Figure {
        name,
        table,
        chart,
        spec: spec.titled("What drives it, and what does not"),
    }
}

/// All kinds, with few and with many rows.
pub fn all(spec: impl Fn(&str) -> Spec) -> Vec<Figure> {
    vec![
        drivers(driver_table(26), spec("drivers.csv")),
        Figure {
            name: "few_drivers",
            ..drivers(driver_table(6), spec("drivers.csv"))
        },
        tornado(tornado_table(11), spec("tornado.csv")),
        robust(robust_table(), spec("robust.csv")),
    ]
}

/// Open markers of a drawing have a middle in the colour of the paper.
fn open(svg: &str) -> usize {
    let middle = |element: &&str| element.contains("fill-paper") && !element.starts_with("rect");
    svg.split('<').filter(middle).count()
}

#[test]
fn rows_that_the_table_does_not_count_as_resolved_are_open_and_the_others_are_not() {
    let of = |firm: i64| {
        let mut table = driver_table(6);
        for column in table.columns.iter_mut().filter(|column| column.name == "resolved") {
            column.cells = Cells::Integer(vec![Some(firm); 12]);
        }
        drivers(table, spec("f")).svg().expect("a sound table")
    };
    assert_eq!([open(&of(1)), open(&of(0))], [0, 24]);
    assert!(of(0).contains("Open and pale: not resolved.") && !of(1).contains("Open and pale"));
}

#[test]
fn without_such_a_column_what_may_be_zero_is_open() {
    let svg = robust(robust_table(), spec("f")).svg().expect("a sound table");
    // Settlement: the fourth of the broker, the third to fifth of the weak one. Breach: the fourth and fifth, and the second to fifth.
    assert_eq!(open(&svg), 2 * (1 + 3 + 2 + 4));
    assert!(svg.contains("Open and pale: includes zero."));
}

#[test]
fn a_row_without_an_estimate_keeps_its_name_and_a_panel_without_any_is_left_out() {
    let mut table = driver_table(6);
    for column in &mut table.columns {
        if let ("estimate", Cells::Number(cells)) = (column.name.as_str(), &mut column.cells) {
            cells[2] = None;
            cells[6..].fill(None);
        }
    }
    let svg = drivers(table.clone(), spec("f")).svg().expect("gaps are no fault");
    assert!(
        svg.contains(">What the weapons are worth<") && svg.contains(">Of settlement<") && !svg.contains(">Of a war<")
    );
    let none = table.columns.iter_mut().find(|column| column.name == "estimate");
    none.expect("a column").cells = Cells::Number(vec![None; 12]);
    let error = drivers(table, spec("f")).svg().expect_err("nothing to draw");
    assert!(matches!(error, ChartError::Empty { .. }), "{error}");
}

#[test]
fn the_first_rows_of_a_long_table_are_drawn_with_a_note() {
    let svg = drivers(driver_table(26), spec("f")).svg().expect("a sound table");
    assert!(svg.contains(">Years between elections<") && !svg.contains(">Price of talks at home<"));
    assert!(svg.contains("Shown are the first 24 of up to 26 rows; the table has them all."));
}

#[test]
fn a_table_with_two_levels_or_two_estimates_for_one_mark_is_refused() {
    let mut table = driver_table(6);
    let floor = table.columns.iter_mut().find(|column| column.name == "floor");
    if let Some(Cells::Number(cells)) = floor.map(|column| &mut column.cells) {
        cells[3] = Some(0.5);
    }
    let error = drivers(table, spec("f")).svg().expect_err("two levels").to_string();
    assert!(
        error.contains("floor is not the same in all rows of outcome settlement"),
        "{error}"
    );
    let mut table = driver_table(6);
    let key = table.columns.iter_mut().find(|column| column.name == "key");
    if let Some(Cells::Text(cells)) = key.map(|column| &mut column.cells) {
        cells[1] = cells[0].clone();
    }
    let error = drivers(table, spec("f")).svg().expect_err("two estimates").to_string();
    let says = "more than one estimate of share verification.detection for outcome settlement";
    assert!(error.contains(says), "{error}");
}

#[test]
fn the_words_of_marks_and_lines_are_among_those_that_must_be_drawn() {
    let figure = tornado(tornado_table(3), spec("f"));
    let texts: Vec<&str> = figure.chart.texts().collect();
    assert!(
        ["At its low end", "At its high end", "In the middle"]
            .iter()
            .all(|text| texts.contains(text)),
        "{texts:?}"
    );
}
