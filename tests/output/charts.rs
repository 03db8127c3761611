//! Charts: complete text, no overlaps, the same bytes each time.

use crate::tables::{FOUR, SIX, TWO, contrast_table, long, outcome_table, spec, timeline_table};
use honest_broker::output::chart::{self, ChartError, Spec};
use honest_broker::output::{csv, picture};
use honest_broker::report::figures::{self, Figure};
use honest_broker::table::{Cells, Table};
use resvg::usvg;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn drawn(arms: &[&str], spec: impl Fn(&str) -> Spec) -> BTreeMap<String, String> {
    let timeline = || timeline_table(arms);
    let all = [
        figures::outcomes(outcome_table(arms), spec("outcomes.csv")),
        figures::contrasts(contrast_table(arms), spec("contrasts.csv")),
        figures::phases(timeline(), spec("timeline.csv")),
        figures::first_ruptures(timeline(), spec("timeline.csv")),
        figures::beliefs(timeline(), spec("timeline.csv")),
    ];
    let named = |figure: Figure| {
        (
            format!("{}-{}", figure.name, arms.len()),
            figure.svg().expect("a sound table"),
        )
    };
    all.into_iter().map(named).collect()
}

/// Every chart, for few and for many arms, and for a scenario whose name is far too long.
fn charts() -> BTreeMap<String, String> {
    let mut all = drawn(TWO, spec);
    all.extend(drawn(FOUR, spec));
    let long_name = |file: &str| {
        let name = "A scenario with a name that goes on, and on, and on, because somebody put a whole abstract there, ";
        Spec::new("made_up", name.repeat(4), format!("{file} · seed 7")).label("outcome.breach", name)
    };
    all.extend(drawn(SIX, long_name));
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
    for file in ["Inter-Regular.otf", "Inter-Bold.otf"] {
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

#[test]
fn a_sign_that_no_font_has_is_noticed() {
    let figure = figures::outcomes(outcome_table(TWO), Spec::new("made_up", "北 talks", "c"));
    let svg = figure.svg().expect("a sound table");
    assert_eq!(picture::glyphs(&svg).expect("a sound drawing").1, 1);
    assert_eq!(chart::unsupported("北 talks").into_iter().collect::<String>(), "北");
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
    let svg = &drawn(TWO, spec)["contrasts-2"];
    let metadata = [("Seed", "7"), ("Scenario", "Korea – 한")];
    let bytes = picture::png(svg, &metadata).expect("a sound drawing");
    let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes))
        .read_info()
        .expect("a PNG");
    let mut dots = vec![0; reader.output_buffer_size().expect("a size that fits into memory")];
    reader.next_frame(&mut dots).expect("whole");
    let info = reader.info();
    assert_eq!(info.width, 2375);
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
        let sound = svg.starts_with("<svg ") && svg.contains("viewBox=") && svg.contains("role=\"img\"");
        assert!(
            sound && svg.contains("<title>") && svg.contains("<desc>") && svg.ends_with("</svg>\n"),
            "{name}"
        );
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
    }
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
fn outcomes_as_csv_and_svg_match_the_golden_files() {
    let table = outcome_table(TWO);
    let text = String::from_utf8(csv::bytes(&table).expect("a sound table")).expect("UTF-8");
    golden("output_outcomes.csv", &text);
    golden("output_outcomes.svg", &drawn(TWO, spec)["outcomes-2"]);
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
    says(drawn(figures::outcomes, &bare, spec("f")), "no column outcome");
    let other = Spec::new("other", "Other", "c");
    says(drawn(figures::outcomes, &outcome_table(TWO), other), "scenario other");
    says(
        drawn(figures::phases, &outcome_table(TWO), spec("f")),
        "no column quantity",
    );
    for (in_force, war) in [(0.8, 0.4), (0.5, 0.4)] {
        let shares = [("phase.in_force", in_force), ("phase.war", war)]
            .map(|(quantity, share)| (vec!["a".to_owned(), "1".to_owned(), quantity.to_owned()], share, 0.0));
        let table = long("timeline", &["arm", "year", "quantity"], &shares);
        says(drawn(figures::phases, &table, spec("f")), "do not add up to 1");
        says(drawn(figures::first_ruptures, &table, spec("f")), "first_rupture");
        says(drawn(figures::beliefs, &table, spec("f")), "belief.dealer");
    }
}

#[test]
fn tables_of_one_arm_one_round_and_no_intervals_are_drawn() {
    let rows = [
        ("phase.in_force", 0.8),
        ("phase.war", 0.2),
        ("first_rupture.quit", 0.0),
        ("first_rupture.never", 1.0),
        ("belief.dealer", 0.5),
    ]
    .map(|(quantity, share)| (vec!["a".to_owned(), "1".to_owned(), quantity.to_owned()], share, 0.0));
    let mut table = long("timeline", &["arm", "year", "quantity"], &rows);
    table
        .columns
        .retain(|c| !["low", "high", "level", "scenario"].contains(&c.name.as_str()));
    for figure in [figures::phases, figures::first_ruptures, figures::beliefs] {
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
    let figure = figures::outcomes(outcome_table(&many), spec("f").arms(["arm8", "arm3"]));
    let svg = figure.svg().expect("a sound table");
    let shown: Vec<usize> = ["Arm8<", "Arm3<", "Arm0<", "Arm1<", "Arm2<", "Arm4<"]
        .iter()
        .map(|arm| svg.find(arm).expect("shown"))
        .collect();
    assert!(shown.is_sorted());
    let note = "Shown are 6 of 9 arms; the table has them all.";
    assert!(!svg.contains("Arm5<") && svg.contains(note));
    assert!(drawn(&many, spec).values().all(|svg| svg.contains(note)));
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
    let error = figures::first_ruptures(table, spec("f"))
        .svg()
        .expect_err("a cause is missing");
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
