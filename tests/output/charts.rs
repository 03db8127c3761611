//! Charts: complete text, no overlaps, the same bytes each time.

use crate::kinds;
use crate::tables::{
    FOUR, SIX, TWO, acceptance_table, contrast_table, effect_table, long, outcome_table, sign_table, spec,
    timeline_table,
};
use honest_broker::output::chart::{self, Calendar, ChartError, Frontier, PanelOf, Spec};
use honest_broker::output::print::Size;
use honest_broker::output::{csv, picture};
use honest_broker::report::figures::{self, Figure};
use honest_broker::report::lettering::Lettering;
use honest_broker::scenario::RoleNames;
use honest_broker::table::{Cells, Table};
use resvg::usvg;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn roles() -> RoleNames {
    RoleNames {
        disarmer: "DPRK".to_owned(),
        guarantor: "guarantor".to_owned(),
        broker: "Association of South-East Asian Nations".to_owned(),
    }
}

/// The levels of a baseline, and what the other arms change.
fn endings(arms: &[&str], spec: Spec) -> Figure {
    figures::outcomes(outcome_table(arms), Some(contrast_table(arms)), spec, arms[0])
}

fn phases(table: Table, spec: Spec) -> Figure {
    figures::phases(table, spec, &roles())
}

fn first_ruptures(table: Table, spec: Spec) -> Figure {
    figures::first_ruptures(table, spec, &roles())
}

fn beliefs(table: Table, spec: Spec) -> Figure {
    figures::beliefs(table, spec, &roles())
}

/// Levers one after the other, with an aim above them.
fn frontier(spec: Spec) -> Figure {
    let steps = [
        ("path", "", 0.0, 0.02, 0.01),
        ("path", "statute", 1.0, 0.07, 0.02),
        ("path", "every_verification_of_all_stages", 1.5, 0.09, 0.02),
        ("path", "aid", 2.5, 0.1, 0.03),
        ("path", "neutrality", 3.5, 0.13, 0.03),
        ("set", "", 3.0, 0.12, 0.03),
        ("confirmed", "", 3.0, 0.11, 0.03),
    ];
    let rows =
        steps.map(|(curve, lever, _, estimate, half)| (vec![curve.to_owned(), lever.to_owned()], estimate, half));
    let table = long("frontier", &["curve", "lever"], &rows)
        .with(
            "cost",
            "",
            Cells::Number(steps.iter().map(|step| Some(step.2)).collect()),
        )
        .with("aim", "", Cells::Number(vec![Some(0.2); steps.len()]));
    Figure {
        name: "frontier",
        table,
        chart: chart::Chart::Frontier(Frontier {
            curve: "curve",
            curves: ["path", "set", "confirmed"]
                .map(|name| PanelOf::new(name, name))
                .to_vec(),
            joined: "path",
            name: "lever",
            across: "cost",
            up: "estimate",
            aim: "aim",
            percent: true,
            below: "Cost".to_owned(),
            beside: "Settlement (per cent)".to_owned(),
        }),
        spec: spec.titled("What it would take"),
    }
}

fn drawn(arms: &[&str], spec: impl Fn(&str) -> Spec) -> BTreeMap<String, String> {
    let timeline = || timeline_table(arms);
    let calendar = Calendar {
        start: Some((2018, 6)),
        marks: vec![2.5, 6.5],
        mark: "election".to_owned(),
    };
    let all = [
        endings(arms, spec("outcomes.csv")),
        frontier(spec("frontier.csv")),
        figures::effects(effect_table(arms), sign_table(arms), spec("effects.csv")),
        figures::gains(acceptance_table(arms), spec("acceptance.csv"), &roles()),
        phases(timeline(), spec("timeline.csv").dated(calendar.clone())),
        first_ruptures(timeline(), spec("timeline.csv")),
        beliefs(timeline(), spec("timeline.csv").dated(calendar)),
    ];
    let named = |figure: Figure| {
        (
            format!("{}-{}", figure.name, arms.len()),
            figure.svg().expect("a sound table"),
        )
    };
    all.into_iter().map(named).collect()
}

/// Every chart, for few and for many arms, and for a scenario whose name is far too long, in every size.
fn charts() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for size in Size::ALL {
        let mut of_size = drawn(TWO, |file| spec(file).sized(size));
        of_size.extend(drawn(FOUR, |file| spec(file).sized(size)));
        let kinds = kinds::all(|file| spec(file).sized(size)).into_iter();
        of_size.extend(kinds.map(|figure| (figure.name.to_owned(), figure.svg().expect("a sound table"))));
        let long_name = |file: &str| {
            let name =
                "A scenario with a name that goes on, and on, and on, because somebody put a whole abstract there, ";
            Spec::new("made_up", name.repeat(4), format!("{file} · seed 7"))
                .label("outcome.breach", name)
                .sized(size)
        };
        of_size.extend(drawn(SIX, long_name));
        all.extend(
            of_size
                .into_iter()
                .map(|(name, svg)| (format!("{name}-{}", size.name()), svg)),
        );
    }
    all
}

struct Placed {
    text: String,
    area: usvg::Rect,
}

/// Where each text of a drawing ends up, with the page.
fn placed(svg: &str) -> (usvg::Size, Vec<Placed>) {
    fn collect(group: &usvg::Group, found: &mut Vec<Placed>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(inner) => collect(inner, found),
                usvg::Node::Text(text) => found.push(Placed {
                    text: text.chunks().iter().map(|c| c.text()).collect(),
                    area: text
                        .flattened()
                        .stroke_bounding_box()
                        .transform(text.abs_transform())
                        .expect("a finite place"),
                }),
                _ => {}
            }
        }
    }
    let mut fonts = usvg::fontdb::Database::new();
    for file in ["Inter-Regular.ttf", "Inter-Bold.ttf"] {
        fonts.load_font_data(fs::read(root().join("assets/fonts").join(file)).expect("the font is there"));
    }
    let options = usvg::Options {
        fontdb: Arc::new(fonts),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).expect("a sound drawing");
    let mut found = Vec::new();
    collect(tree.root(), &mut found);
    (tree.size(), found)
}

#[test]
fn no_text_overlaps_another_or_leaves_the_page() {
    for (name, svg) in charts() {
        let (page, texts) = placed(&svg);
        for (i, one) in texts.iter().enumerate() {
            let a = one.area;
            assert!(
                a.left() >= 0.0 && a.top() >= 0.0 && a.right() <= page.width() && a.bottom() <= page.height(),
                "{name}: {:?} leaves the page",
                one.text
            );
            for other in &texts[i + 1..] {
                let b = other.area;
                let apart =
                    a.right() <= b.left() || b.right() <= a.left() || a.bottom() <= b.top() || b.bottom() <= a.top();
                assert!(apart, "{name}: {:?} and {:?} overlap", one.text, other.text);
            }
        }
    }
}

#[test]
fn all_text_of_every_chart_is_drawn_with_the_embedded_fonts() {
    for (name, svg) in charts() {
        let (drawn, lost) = picture::glyphs(&svg).expect("a sound drawing");
        assert!(drawn > 150, "{name}: only {drawn} glyphs");
        assert_eq!(lost, 0, "{name}: characters without a glyph");
        assert!(!svg.contains(">-"), "{name}: a hyphen stands for a minus sign");
    }
}

/// Names in scripts that the embedded font lacks; the last one is no character.
const FOREIGN: [&str; 5] = ["북핵 협상", "نزع السلاح", "核問題", "निरस्त्रीकरण", "a \u{378} b"];

#[test]
fn whatever_the_script_every_sign_is_drawn_or_has_a_stand_in_that_is_warned_of() {
    for name in FOREIGN {
        let spec = Spec::new("made_up", name, name).label("arm.broker", name).origin(name);
        let figure = endings(TWO, spec);
        let svg = figure.svg().expect("a sound table");
        assert_eq!(
            picture::glyphs(&svg).expect("a sound drawing").1,
            0,
            "{name}: bars in place of letters"
        );
        let lettering = Lettering::of(&[figure]);
        let mut manifest = serde_json::Map::new();
        lettering.record(&mut manifest);
        let entry = &manifest["characters"];
        let lost: Vec<char> = chart::unsupported(name)
            .into_iter()
            .filter(|c| chart::drawer(*c) == chart::Drawer::Nobody)
            .collect();
        assert_eq!(entry["not_drawn"], lost.iter().collect::<String>());
        let body = &svg[svg.find("</style>").expect("the letters")..];
        for c in chart::unsupported(name) {
            assert_eq!(lost.contains(&c), !body.contains(c), "{name}: {c}");
        }
        match lettering.warning() {
            None => assert!(lost.is_empty() && !body.contains("[U+"), "{name}"),
            Some(warning) => {
                assert!(
                    body.contains("[U+") && warning.contains("outcomes"),
                    "{name}: {warning}"
                );
                for c in lost {
                    assert!(
                        warning.contains(&format!("U+{:04X}", u32::from(c))),
                        "{name}: {warning}"
                    );
                }
            }
        }
    }
    let plain = endings(TWO, spec("f"));
    assert_eq!(Lettering::of(&[plain]), Lettering::default());
}

#[test]
fn a_picture_says_which_run_it_is_of_however_long_the_settings_are() {
    let long: Vec<String> = (0..40).map(|i| format!("guarantor.key_{i}=0.{i}")).collect();
    let origin = format!(
        "made_up · scenario c0ffee123456 · run e12345678901 · with {}",
        long.join("; ")
    );
    for (name, svg) in drawn(TWO, |file| spec(file).origin(&origin)) {
        let (_, texts) = placed(&svg);
        let shown: Vec<&str> = texts.iter().map(|t| t.text.as_str()).collect();
        assert!(shown.iter().any(|t| t.contains("c0ffee123456")), "{name}");
        assert!(shown.iter().any(|t| t.ends_with('…')), "{name}: {shown:?}");
        assert!(
            svg[..svg.find("</desc>").expect("a description")].contains(&long[39]),
            "{name}"
        );
    }
}

#[test]
fn a_difference_that_is_not_sure_is_drawn_open_and_pale() {
    let row = |arm: &str, of: &str| vec![arm.to_owned(), "no_broker".to_owned(), of.to_owned()];
    let drawn = |estimate: f64, half: f64, effective: Option<f64>| {
        let mut table = long(
            "contrasts",
            &["arm", "baseline", "metric"],
            &[(row("broker", "outcome.war"), estimate, half)],
        );
        table = table.with("effective_worlds", "worlds", Cells::Number(vec![effective]));
        figures::outcomes(outcome_table(TWO), Some(table), spec("f"), "no_broker")
            .svg()
            .expect("a sound table")
    };
    // The marker of the second arm is a square; an open one has a white middle.
    let is_open = |svg: &str| {
        svg.matches("<path class=\"fill-paper\"").count() + svg.matches("Z\" class=\"fill-paper\"").count() > 0
    };
    assert!(!is_open(&drawn(0.05, 0.01, Some(40.0))), "sure");
    for (what, svg) in [
        ("the interval crosses zero", drawn(0.05, 0.06, Some(40.0))),
        ("few worlds", drawn(0.05, 0.01, Some(6.0))),
        ("what is written is zero", drawn(1e-6, 1e-7, Some(40.0))),
        ("an exact zero", drawn(0.0, 0.0, None)),
    ] {
        assert!(is_open(&svg), "{what}");
        assert!(!svg.contains("−0.0<") && !svg.contains("−0.00"), "{what}");
    }
}

#[test]
fn figures_of_a_column_have_equal_decimals() {
    for (name, svg) in charts()
        .into_iter()
        .filter(|(name, _)| name.starts_with("outcomes") && !name.ends_with("one-column"))
    {
        let (_, texts) = placed(&svg);
        let figures = texts.iter().filter(|t| t.text.contains(" [") && t.text.ends_with(']'));
        let places: BTreeSet<usize> = figures
            .flat_map(|t| {
                t.text
                    .split([' ', '[', ']', ','])
                    .filter_map(|n| n.split_once('.'))
                    .map(|(_, d)| d.len())
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(places.len(), 1, "{name}: {places:?}");
    }
}

#[test]
fn a_course_with_nothing_left_to_average_has_a_gap() {
    let rows: Vec<(Vec<String>, f64, f64)> = (1..=6)
        .map(|year| {
            (
                vec!["a".to_owned(), year.to_string(), "belief.dealer_if_dealer".to_owned()],
                0.5 + 0.05 * f64::from(year),
                0.0,
            )
        })
        .collect();
    let mut table = long("timeline", &["arm", "year", "quantity"], &rows);
    for column in &mut table.columns {
        if let ("estimate" | "low" | "high", Cells::Number(cells)) = (column.name.as_str(), &mut column.cells) {
            cells[2] = None;
            cells[5] = None;
        }
    }
    let svg = beliefs(table.clone(), spec("f")).svg().expect("gaps are no fault");
    assert_eq!(picture::glyphs(&svg).expect("a sound drawing").1, 0);
    let lines = svg.matches("stroke-width=\"1.8\"").count();
    assert!(lines >= 1, "the stretches that have values are drawn");
}

#[test]
fn beliefs_that_nothing_moves_have_no_chart() {
    let rows: Vec<(Vec<String>, f64, f64)> = (1..=6)
        .map(|year| {
            let labels = ["a".to_owned(), year.to_string(), "belief.dealer_if_dealer".to_owned()];
            (labels.into(), 0.5 + 0.001 * f64::from(year), 0.0)
        })
        .collect();
    let table = long("timeline", &["arm", "year", "quantity"], &rows);
    let drawn = beliefs(table, spec("f")).svg();
    assert!(matches!(drawn, Err(ChartError::Empty { .. })), "{drawn:?}");
}

#[test]
fn a_drawing_carries_the_letters_that_it_needs_in_one_element_that_a_page_can_take_out() {
    for (name, svg) in charts() {
        let (head, rest) = svg
            .split_once("</desc>\n<style>@font-face{")
            .expect("the letters come first");
        assert!(!head.contains("<style") && !rest.contains("<style"), "{name}");
        let (fonts, body) = rest.split_once("</style>\n").expect("one element");
        assert_eq!(fonts.matches("font-family:Inter;").count(), 2, "{name}");
        assert!(
            fonts.contains("font-weight:400;") && fonts.contains("font-weight:700;"),
            "{name}"
        );
        assert!(
            !fonts.contains("http") && !body.contains("href"),
            "{name}: nothing is fetched"
        );
        assert!(svg.len() < 100_000, "{name}: {} bytes", svg.len());
    }
}

#[test]
fn every_size_has_its_width_in_print_and_no_letter_below_seven_points() {
    for (name, svg) in charts() {
        let size = Size::ALL
            .into_iter()
            .find(|size| name.ends_with(size.name()))
            .expect("a size");
        let (width, height) = size.millimetres();
        assert!(svg.contains(&format!(" width=\"{width}mm\"")), "{name}");
        let value = |key: &str| {
            let (_, rest) = svg.split_once(&format!(" {key}=\"")).expect(key);
            let text = rest.split('"').next().expect("a value");
            text.trim_end_matches("mm").parse::<f64>().expect("a number")
        };
        assert!(value("height") + 0.3 >= height.unwrap_or(0.0), "{name}");
        for rest in svg.split(" font-size=\"").skip(1) {
            let pixels: f64 = rest.split('"').next().and_then(|t| t.parse().ok()).expect("a size");
            assert!(0.75 * pixels >= 7.0, "{name}: {pixels} px");
        }
    }
}

#[test]
fn time_is_that_of_the_calendar_where_the_beginning_has_a_date() {
    let of = |calendar: Calendar| {
        phases(timeline_table(TWO), spec("f").dated(calendar))
            .svg()
            .expect("sound")
    };
    let plain = of(Calendar::default());
    assert!(plain.contains(">Years from the beginning<") && !plain.contains(">2020<"));
    let dated = of(Calendar {
        start: Some((2018, 6)),
        marks: vec![2.5],
        mark: "election".to_owned(),
    });
    assert!(dated.contains(">Year<") && dated.contains(">2020<") && dated.contains(">election<"));
    assert!(!dated.contains(">Years from the beginning<"));
}

#[cfg(feature = "pdf")]
#[test]
fn a_document_has_its_fonts_and_facts_and_the_same_bytes_each_time() {
    let svg = &drawn(TWO, spec)["outcomes-2"];
    let facts = [("Title", "How it ends"), ("Run hash", "e60ea4648871")];
    let pdf = || honest_broker::output::document::pdf(svg, &facts).expect("a sound drawing");
    let bytes = pdf();
    assert_eq!(bytes, pdf());
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    assert!(text.starts_with("%PDF-") && text.contains("How it ends") && text.contains("Run hash: e60ea4648871"));
    assert!(text.contains("/FontFile") && text.contains("Inter-Regular") && !text.contains("/Type3"));
    // 170 mm in points.
    assert!(
        text.replace(' ', "").contains("/MediaBox[00481.8"),
        "the page is as large as the drawing"
    );
}

#[test]
fn charts_and_pictures_are_the_same_bytes_each_time() {
    assert_eq!(charts(), charts());
    let svg = &drawn(TWO, spec)["outcomes-2"];
    let picture = || picture::png(svg, &[("Seed", "7")]).expect("a sound drawing");
    assert_eq!(picture(), picture());
}

#[test]
fn pictures_carry_their_resolution_and_their_origin() {
    let svg = &drawn(TWO, spec)["effects-2"];
    let metadata = [("Seed", "7"), ("Scenario", "Korea – 한")];
    let bytes = picture::png(svg, &metadata).expect("a sound drawing");
    let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes))
        .read_info()
        .expect("a PNG");
    let mut dots = vec![0; reader.output_buffer_size().expect("a size that fits into memory")];
    reader.next_frame(&mut dots).expect("whole");
    let info = reader.info();
    assert_eq!(info.width, 2008, "170 mm");
    let size = info.pixel_dims.expect("a pHYs chunk");
    assert_eq!((size.xppu, size.yppu, size.unit), (11_811, 11_811, png::Unit::Meter));
    let seed = &info.uncompressed_latin1_text[0];
    assert_eq!((seed.keyword.as_str(), seed.text.as_str()), ("Seed", "7"));
    assert_eq!(info.utf8_text[0].get_text().expect("UTF-8"), "Korea – 한");
    assert!(dots.contains(&0) && dots[0] == 255, "ink on white ground");
}

#[test]
fn drawings_can_be_read_by_screen_readers_and_scale() {
    for (name, svg) in charts() {
        let of = name.split('-').next().expect("a name");
        let sound = svg.starts_with("<svg ") && svg.contains(" viewBox=\"0 0 ") && svg.contains(" role=\"img\"");
        assert!(sound && svg.ends_with("</svg>\n"), "{name}");
        for part in [
            format!(" aria-labelledby=\"{of}-title {of}-desc\""),
            format!("<title id=\"{of}-title\">"),
            format!("<desc id=\"{of}-desc\">"),
        ] {
            assert_eq!(svg.matches(&part).count(), 1, "{name}: {part}");
        }
        assert_eq!(
            svg.matches(" id=").count(),
            2,
            "{name}: other ids could clash in a page"
        );
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
    }
}

/// The attributes of each element of a drawing that is not text.
fn elements(svg: &str) -> impl Iterator<Item = &str> {
    svg.split('<').skip(1).filter_map(|e| e.split('>').next())
}

#[test]
fn the_colours_of_the_paper_have_a_class_by_which_a_page_turns_them_and_those_of_data_have_none() {
    let roles = [
        ("#ffffff", "paper"),
        ("#222222", "ink"),
        ("#555555", "soft"),
        ("#787878", "rule"),
        ("#e1e1e1", "grid"),
        ("#000000", "black"),
    ];
    let mut seen = BTreeSet::new();
    for (name, svg) in charts() {
        for element in elements(&svg) {
            for what in ["fill", "stroke"] {
                let value = |key: &str| {
                    let (_, rest) = element.split_once(&format!(" {key}=\""))?;
                    rest.split('"').next()
                };
                let role = value("class").and_then(|c| c.strip_prefix(what)?.strip_prefix('-'));
                if let Some(role) = role {
                    let colour = value(what).expect("the colour stands beside the class");
                    assert!(roles.contains(&(colour, role)), "{name}: {element}");
                    seen.insert(role.to_owned());
                } else if let Some(colour) = value(what).filter(|c| *c != "none") {
                    let of_paper = ["#555555", "#787878", "#e1e1e1"].contains(&colour);
                    assert!(!of_paper, "{name}: {element} does not turn with the page");
                }
            }
        }
        let ground = svg.lines().find(|line| line.starts_with("<rect")).expect("a ground");
        assert!(ground.contains("class=\"fill-paper\""), "{name}: {ground}");
    }
    let all: BTreeSet<String> = roles.iter().map(|(_, role)| (*role).to_owned()).collect();
    assert_eq!(seen, all, "every role is used");
}

/// Compares with a file in `tests/golden`, or writes it if the variable `UPDATE_GOLDEN` is set.
fn golden(name: &str, found: &str) {
    let path = root().join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, found).expect("tests/golden is writable");
    }
    let expected = fs::read_to_string(&path).expect("the golden file is there");
    assert!(
        expected == found,
        "{name} differs; look at the change, then run with UPDATE_GOLDEN=1"
    );
}

#[test]
fn tables_and_charts_match_the_golden_files() {
    let table = outcome_table(TWO);
    let text = String::from_utf8(csv::bytes(&table).expect("a sound table")).expect("UTF-8");
    golden("output_outcomes.csv", &text);
    golden("output_outcomes.svg", &drawn(TWO, spec)["outcomes-2"]);
    for figure in kinds::all(spec) {
        if ["tornado", "changes", "reliability", "matches"].contains(&figure.name) {
            golden(
                &format!("output_{}.svg", figure.name),
                &figure.svg().expect("a sound table"),
            );
        }
    }
}

#[test]
fn a_table_without_the_columns_or_rows_of_a_chart_is_an_error_that_says_so() {
    let says = |result: Result<String, ChartError>, what: &str| {
        let error = result.expect_err("an unsound table").to_string();
        assert!(error.contains(what), "{error}");
    };
    type Draw = fn(Table, Spec) -> Figure;
    let drawn = |draw: Draw, table: &Table, spec: Spec| draw(table.clone(), spec).svg();
    let bare = Table::new("outcomes", "O").with("arm", "", Cells::Text(vec!["a".into()]));
    let alone: Draw = |table, spec| figures::outcomes(table, None, spec, "no_broker");
    says(drawn(alone, &bare, spec("f")), "no column outcome");
    let other = Spec::new("other", "Other", "c");
    says(drawn(alone, &outcome_table(TWO), other), "scenario other");
    says(drawn(phases, &outcome_table(TWO), spec("f")), "no column quantity");
    for (in_force, war) in [(0.8, 0.4), (0.5, 0.4)] {
        let shares = [("phase.in_force_open", in_force), ("phase.war", war)]
            .map(|(quantity, share)| (vec!["a".to_owned(), "1".to_owned(), quantity.to_owned()], share, 0.0));
        let table = long("timeline", &["arm", "year", "quantity"], &shares);
        says(drawn(phases, &table, spec("f")), "do not add up to 1");
        says(drawn(first_ruptures, &table, spec("f")), "first_rupture");
        says(drawn(beliefs, &table, spec("f")), "belief.dealer_if_dealer");
    }
}

#[test]
fn tables_of_one_arm_one_round_and_no_intervals_are_drawn() {
    let rows = [
        ("phase.in_force_open", 0.8),
        ("phase.war", 0.2),
        ("first_rupture.quit", 0.0),
        ("first_rupture.never", 1.0),
    ]
    .map(|(quantity, share)| (vec!["a".to_owned(), "1".to_owned(), quantity.to_owned()], share, 0.0));
    let mut table = long("timeline", &["arm", "year", "quantity"], &rows);
    table
        .columns
        .retain(|c| !["low", "high", "level", "scenario"].contains(&c.name.as_str()));
    for figure in [phases, first_ruptures] {
        let svg = figure(table.clone(), spec("timeline.csv"))
            .svg()
            .expect("a sound table");
        assert_eq!(picture::glyphs(&svg).expect("a sound drawing").1, 0);
    }
}

#[test]
fn arms_keep_their_place_in_the_order_given_and_those_without_a_style_are_left_out_with_a_note() {
    let many: Vec<String> = (0..9).map(|i| format!("arm{i}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let figure = endings(&many, spec("f").arms(["arm8", "arm3"]));
    let svg = figure.svg().expect("a sound table");
    let shown: Vec<usize> = ["Arm8<", "Arm3<", "Arm1<", "Arm2<", "Arm4<"]
        .iter()
        .map(|arm| svg.find(arm).expect("shown"))
        .collect();
    assert!(shown.is_sorted());
    let note = "Shown are 6 of 9 arms; the table has them all.";
    assert!(!svg.contains("Arm5<") && svg.contains(note));
    // The frontier has no arms.
    let all = drawn(&many, spec);
    let with_arms = all.iter().filter(|(name, _)| !name.starts_with("frontier"));
    assert!(with_arms.into_iter().all(|(_, svg)| svg.contains("Shown are 6 of ")));
}

#[test]
fn what_no_layer_shows_is_not_drawn_as_if_it_had_never_ruptured() {
    let mut table = timeline_table(TWO);
    let Some(Cells::Text(quantities)) = table.column("quantity") else {
        panic!("the table has quantities");
    };
    let kept: Vec<String> = quantities
        .iter()
        .filter(|q| *q != "first_rupture.reneged")
        .cloned()
        .collect();
    table = table.among("quantity", &kept);
    let error = first_ruptures(table, spec("f")).svg().expect_err("a cause is missing");
    assert!(error.to_string().contains("do not add up to 1"), "{error}");
}

#[test]
#[ignore = "writes pictures to target/charts for people to look at"]
#[allow(clippy::disallowed_methods, reason = "prints how long drawing takes")]
fn pictures_to_look_at() {
    let folder: &Path = &root().join("target/charts");
    fs::create_dir_all(folder).expect("target is writable");
    let start = std::time::Instant::now();
    let all = charts();
    println!("{} drawings: {:?}", all.len(), start.elapsed());
    for (name, svg) in all {
        let start = std::time::Instant::now();
        let png = picture::png(&svg, &[("Seed", "7")]).expect("a sound drawing");
        println!(
            "{name}: SVG {} B, PNG {} B in {:?}",
            svg.len(),
            png.len(),
            start.elapsed()
        );
        fs::write(folder.join(format!("{name}.svg")), svg).expect("writable");
        fs::write(folder.join(format!("{name}.png")), png).expect("writable");
    }
}
