//! Kinds of charts that no result of `compare` has.

use crate::tables::{
    KEYS, changes_table, driver_table, long, matches_table, reliability_table, robust_table, spec, sweep_table,
    tornado_table,
};
use honest_broker::output::chart::{Chart, ChartError, Forest, Matches, PanelOf, Reliability, Spec, Tiles};
use honest_broker::output::print::Size;
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

/// An outcome over two settings.
fn sweep(table: Table, spec: Spec) -> Figure {
    let tiles = Tiles {
        panel: "arm",
        panels: panels(&[("no_broker", "Without a broker"), ("broker", "With the broker")]),
        across: "detection",
        up: "years",
        signed: false,
        percent: true,
        key: "Probability of a settlement (%)".to_owned(),
        below: "How often a check of the late stages finds a breach".to_owned(),
        beside: "Years".to_owned(),
    };
    figure("sweep", table, Chart::Tiles(tiles), spec)
}

/// Differences over two lists of names.
fn changes(table: Table, spec: Spec) -> Figure {
    let tiles = Tiles {
        panel: "arm",
        panels: panels(&[("broker", "")]),
        across: "variant",
        up: "outcome",
        signed: true,
        percent: true,
        key: "What the broker changes, in percentage points of the probability".to_owned(),
        below: "Assumption".to_owned(),
        beside: "Outcome".to_owned(),
    };
    figure("changes", table, Chart::Tiles(tiles), spec)
}

/// How often what was predicted came true.
fn reliability(table: Table, spec: Spec) -> Figure {
    let chart = Reliability {
        panel: "kind",
        panels: panels(&[("in_force", "In force after ten years"), ("completed", "Completed")]),
        of: "of",
        series: panels(&[("model", "The model"), ("base_rates", "Base rates")]),
        predicted: "predicted",
        cases: "cases",
        below: "Predicted (%)".to_owned(),
        beside: "Came true (%)".to_owned(),
    };
    figure("reliability", table, Chart::Reliability(chart), spec)
}

/// Cases with what was predicted and what happened.
fn matches(table: Table, spec: Spec) -> Figure {
    let chart = Matches {
        row: "case",
        class: "class",
        group: Some("group"),
        weight: "happened",
        key: "Predicted probability (%)".to_owned(),
        mark: "What happened".to_owned(),
    };
    let labels = [
        ("class.a", "Settled"),
        ("class.b", "Relieved, not settled"),
        ("class.c", "Interim deal"),
        ("class.d", "Standstill"),
        ("class.e", "One side reneged"),
        ("class.f", "The other side left"),
        ("class.g", "Cheating found"),
        ("class.h", "War"),
        (
            "case.case_3",
            "Armaments of a large country with a long name, 1922–1936",
        ),
        ("case.case_11", "South Africa and the treaty that came after it"),
    ];
    let spec = labels
        .into_iter()
        .fold(spec, |spec, (key, words)| spec.label(key, words));
    figure("matches", table, Chart::Matches(chart), spec)
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

/// All kinds, with few and with many rows, and with words that are far too long.
pub fn all(spec: impl Fn(&str) -> Spec) -> Vec<Figure> {
    let mut all = vec![
        drivers(driver_table(26), spec("drivers.csv")),
        Figure {
            name: "few_drivers",
            ..drivers(driver_table(6), spec("drivers.csv"))
        },
        tornado(tornado_table(11), spec("tornado.csv")),
        robust(robust_table(), spec("robust.csv")),
        sweep(sweep_table(6, 5), spec("sweep.csv")),
        Figure {
            name: "fine_sweep",
            ..sweep(sweep_table(24, 6), spec("sweep.csv"))
        },
        changes(changes_table(), spec("robust.csv")),
        reliability(reliability_table(), spec("reliability.csv")),
        matches(matches_table(), spec("matches.csv")),
    ];
    all.extend([
        worded("wordy_drivers", drivers(driver_table(6), spec("drivers.csv"))),
        worded("wordy_tornado", tornado(tornado_table(4), spec("tornado.csv"))),
        worded("wordy_robust", robust(robust_table(), spec("robust.csv"))),
        worded("wordy_sweep", sweep(sweep_table(6, 5), spec("sweep.csv"))),
        worded("wordy_changes", changes(changes_table(), spec("robust.csv"))),
        worded(
            "wordy_reliability",
            reliability(reliability_table(), spec("reliability.csv")),
        ),
        worded("wordy_matches", matches(matches_table(), spec("matches.csv"))),
    ]);
    all
}

/// The same with words that go on and on, and paths without a space.
fn worded(name: &'static str, mut figure: Figure) -> Figure {
    let words = "words that go on and on until nobody can remember any more how they began, ".repeat(3);
    let path = "guarantor.elections.successor_keeper_prior_of_the_second_and_of_the_third_successor";
    let all: Vec<&mut Vec<PanelOf>> = match &mut figure.chart {
        Chart::Forest(forest) => {
            forest.axis = words.clone();
            forest.line = forest.line.take().map(|(column, _)| (column, words.clone()));
            vec![&mut forest.panels, &mut forest.marks]
        }
        Chart::Tiles(tiles) => {
            (tiles.key, tiles.below, tiles.beside) = (words.clone(), words.clone(), words.clone());
            vec![&mut tiles.panels]
        }
        Chart::Reliability(reliability) => {
            (reliability.below, reliability.beside) = (words.clone(), words.clone());
            vec![&mut reliability.panels, &mut reliability.series]
        }
        Chart::Matches(matches) => {
            (matches.key, matches.mark) = (words.clone(), words.clone());
            Vec::new()
        }
        _ => Vec::new(),
    };
    for panel in all.into_iter().flatten() {
        panel.title = words.clone();
    }
    let labels = figure.table.columns.iter().filter_map(|column| match &column.cells {
        Cells::Text(cells) => Some((column.name.clone(), cells.clone())),
        _ => None,
    });
    let labels: Vec<(String, Vec<String>)> = labels.collect();
    for (column, cells) in labels {
        for (i, cell) in cells.iter().enumerate() {
            let text = if i % 2 == 0 { &words } else { path };
            for kind in ["row", &column] {
                figure.spec = figure.spec.label(format!("{kind}.{cell}"), text);
            }
        }
    }
    Figure { name, ..figure }
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

#[test]
fn numbers_rise_to_the_right_and_upwards_and_texts_are_read_from_the_left_and_from_the_top() {
    let at = |svg: &str, text: &str| -> (f64, f64) {
        let (before, _) = svg.split_once(&format!(">{text}</text>")).expect(text);
        let element = before.rsplit('<').next().expect("an element");
        let value = |key: &str| {
            let (_, rest) = element.split_once(&format!(" {key}=\"")).expect(key);
            rest.split('"')
                .next()
                .and_then(|number| number.parse().ok())
                .expect("a number")
        };
        (value("x"), value("y"))
    };
    let svg = sweep(sweep_table(6, 5), spec("f")).svg().expect("a sound table");
    assert!(at(&svg, "0.1").0 < at(&svg, "0.26").0 && at(&svg, "0.26").0 < at(&svg, "0.9").0);
    assert!(at(&svg, "1").1 > at(&svg, "3.25").1 && at(&svg, "3.25").1 > at(&svg, "10").1);
    let svg = changes(changes_table(), spec("f")).svg().expect("a sound table");
    assert!(at(&svg, "Settlement").1 < at(&svg, "Interim deal").1 && at(&svg, "Interim deal").1 < at(&svg, "War").1);
    assert!(at(&svg, "As written").0 < at(&svg, "Relief first").0);
}

#[test]
fn a_difference_that_may_be_zero_is_a_frame_and_a_negative_one_has_a_corner() {
    let svg = changes(changes_table(), spec("f")).svg().expect("a sound table");
    let fills = |colour: &str| svg.matches(&format!("fill=\"{colour}\"")).count();
    // Of a settlement the fourth, of an interim deal the last three, of a breach the fourth, and all of a war.
    assert_eq!(svg.matches("class=\"fill-paper\"").count() - 1, 1 + 3 + 1 + 5);
    assert!(svg.contains("Framed and not filled: the 95\u{a0}% interval includes zero."));
    // Four swatches of the key; the last of a settlement and of an interim deal, four of a breach, and three of a war: the fourth is
    // written as zero and has a grey frame.
    assert_eq!(fills("#d55e00"), 4 + 1 + 1 + 4 + 3);
    assert_eq!(svg.matches("class=\"fill-rule\"").count(), 1);
}

#[test]
fn a_pair_without_an_estimate_is_a_gap_and_numbers_that_do_not_fit_are_left_to_the_table() {
    let of = |across: usize, size: Size| {
        let drawn = sweep(sweep_table(across, 5), spec("f").sized(size))
            .svg()
            .expect("a sound table");
        // What is filled with neither a colour of the paper nor one of the nine swatches is a tile.
        let filled = drawn.matches(" shape-rendering=\"crispEdges\"").count() - 1 - 9;
        (filled, drawn)
    };
    let note = "Tiles are too small for numbers, which are in the table.";
    let (tiles, whole) = of(6, Size::TwoColumns);
    assert_eq!(tiles, 2 * (6 * 5 - 1), "the last pair of each arm has no estimate");
    assert!(whole.contains(">9.0<") && !whole.contains(note));
    let (tiles, narrow) = of(6, Size::OneColumn);
    assert_eq!(tiles, 2 * (6 * 5 - 1));
    assert!(narrow.contains(">9<") && !narrow.contains(">9.0<") && !narrow.contains(note));
    let (tiles, fine) = of(24, Size::OneColumn);
    assert_eq!(tiles, 2 * (24 * 5 - 1));
    assert!(!fine.contains(">9<") && fine.contains(note));
}

#[test]
fn two_estimates_for_one_tile_are_refused() {
    let mut table = changes_table();
    let variant = table.columns.iter_mut().find(|column| column.name == "variant");
    if let Some(Cells::Text(cells)) = variant.map(|column| &mut column.cells) {
        cells[1] = cells[0].clone();
    }
    let error = changes(table, spec("f")).svg().expect_err("two estimates").to_string();
    assert!(
        error.contains("more than one estimate for variant As written and outcome Settlement"),
        "{error}"
    );
}

#[test]
fn one_row_or_tile_numbers_of_any_size_and_tables_without_intervals_are_drawn() {
    for estimate in [0.0, 0.3, -0.3, 1e-9, 5e8, -1e200] {
        for bare in [false, true] {
            let mut table = long(
                "one",
                &["arm", "outcome", "variant"],
                &[(
                    ["broker", "settlement", "as_written"].map(str::to_owned).into(),
                    estimate,
                    0.1,
                )],
            );
            if bare {
                table
                    .columns
                    .retain(|column| !["low", "high", "level", "scenario"].contains(&column.name.as_str()));
            }
            let mut drawn = vec![
                changes(table.clone(), spec("f")).svg(),
                robust(table.clone(), spec("f").sized(Size::OneColumn)).svg(),
            ];
            for (zero, percent) in [(false, false), (true, false), (false, true)] {
                let mut figure = robust(table.clone(), spec("f"));
                if let Chart::Forest(forest) = &mut figure.chart {
                    (forest.zero, forest.percent) = (zero, percent);
                }
                drawn.push(figure.svg());
                let mut figure = changes(table.clone(), spec("f"));
                if let Chart::Tiles(tiles) = &mut figure.chart {
                    (tiles.signed, tiles.percent) = (zero, percent);
                }
                drawn.push(figure.svg());
            }
            for svg in drawn {
                let svg = svg.expect("a sound table");
                let body = &svg[svg.find("</style>").expect("the letters")..];
                assert!(!body.contains("NaN") && !body.contains("inf"), "{estimate}: {body}");
            }
        }
    }
}

fn set(table: &mut Table, name: &str, row: usize, value: Option<f64>) {
    let column = table.columns.iter_mut().find(|column| column.name == name);
    match &mut column.expect("a column").cells {
        Cells::Number(cells) => cells[row] = value,
        _ => panic!("{name} has no numbers"),
    }
}

#[test]
fn what_happened_is_framed_with_a_broken_frame_where_it_is_contested_and_without_where_it_is_not_known() {
    let svg = |table: Table| matches(table, spec("f")).svg().expect("a sound table");
    let whole = svg(matches_table());
    // A corner has a white and a black triangle: 17 cases with one, one with two, and that of the key.
    let corners = |svg: &str| {
        svg.split('<')
            .filter(|element| element.starts_with("path") && element.contains("fill=\"#000000\""))
            .count()
    };
    let mut bare = matches_table();
    for row in 0..8 {
        set(&mut bare, "happened", row, None);
    }
    let bare = svg(bare);
    assert_eq!((corners(&whole), corners(&bare)), (17 + 2 + 1, 16 + 2 + 1));
    assert!(whole.contains("Broken frames and smaller corners") && whole.contains("Lines without a frame: not known."));
    let mut known = matches_table();
    for row in 4 * 8..5 * 8 {
        set(&mut known, "happened", row, Some(f64::from(u8::from(row == 4 * 8))));
    }
    set(&mut known, "happened", 6 * 8 + 2, Some(1.0));
    set(&mut known, "happened", 6 * 8 + 5, Some(0.0));
    let known = svg(known);
    assert!(!known.contains("Broken frames") && !known.contains("not known"));
}

#[test]
fn cases_of_a_group_stand_together_under_its_heading_and_small_probabilities_have_no_number() {
    let mut table = matches_table();
    set(&mut table, "estimate", 0, Some(0.049));
    set(&mut table, "estimate", 1, Some(0.99));
    let svg = matches(table, spec("f")).svg().expect("a sound table");
    assert!(svg.contains(">99<") && !svg.contains(">4<"));
    let at = |text: &str| svg.find(&format!(">{text}<")).expect("written");
    assert!(at("Ratified") < at("Case 0") && at("Case 6") < at("Bilateral and embedded in something larger"));
    assert!(at("Bilateral and embedded in something larger") < at("Case 7") && at("Case 13") < at("Neither"));
}

#[test]
fn predictions_that_are_no_probabilities_or_come_twice_are_refused() {
    let mut table = matches_table();
    set(&mut table, "estimate", 3, Some(1.2));
    let error = matches(table, spec("f")).svg().expect_err("above 1").to_string();
    assert!(
        error.contains("case case_0 has a probability or a weight that is not between 0 and 1"),
        "{error}"
    );
    let mut table = matches_table();
    let class = table.columns.iter_mut().find(|column| column.name == "class");
    if let Some(Cells::Text(cells)) = class.map(|column| &mut column.cells) {
        cells[1] = cells[0].clone();
    }
    let error = matches(table, spec("f")).svg().expect_err("twice").to_string();
    assert!(
        error.contains("more than one row for case case_0 and class a"),
        "{error}"
    );
    let mut table = reliability_table();
    set(&mut table, "predicted", 0, Some(-0.1));
    let error = reliability(table, spec("f")).svg().expect_err("below 0").to_string();
    assert!(
        error.contains("row 0 has a prediction or a share that is not between 0 and 1"),
        "{error}"
    );
}

#[test]
fn one_series_of_predictions_has_no_key_and_more_than_three_are_refused() {
    let mut figure = reliability(reliability_table(), spec("f"));
    assert!(figure.svg().expect("a sound table").contains(">Base rates<"));
    if let Chart::Reliability(chart) = &mut figure.chart {
        chart.series.truncate(1);
    }
    let svg = figure.svg().expect("a sound table");
    assert!(!svg.contains(">The model<") && svg.contains(">19<") && svg.contains("Bars: 95\u{a0}% intervals."));
    if let Chart::Reliability(chart) = &mut figure.chart {
        chart.series = panels(&[("a", ""), ("b", ""), ("c", ""), ("d", "")]);
    }
    let error = figure.svg().expect_err("four series").to_string();
    assert!(error.contains("more than 3 series"), "{error}");
}
