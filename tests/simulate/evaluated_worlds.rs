//! Worlds of a design are the worlds of a comparison at the same coordinates, and what is wrong with a design is told with its place.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use honest_broker::scenario::{Problem, Setting};
use honest_broker::study::design::Design;
use honest_broker::study::evaluate::{EvaluateError, evaluate};
use honest_broker::study::request::{Refine, Request};
use honest_broker::study::varied::Varied;
use honest_broker::study::world::WorldResult;
use honest_broker::{Evaluate, Scenario, Settings, compare, load, threads};

const GRID: usize = 3;

fn scenario() -> Scenario {
    load("tests/data/uncertain.toml".as_ref(), &[]).unwrap()
}

fn settings() -> Settings {
    Request::default().settings(GRID)
}

fn design(keys: &[&str], rows: &[&[&str]], coordinates: bool) -> Varied {
    Varied {
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(|entry| (*entry).to_owned()).collect())
            .collect(),
        coordinates,
        place: Some(("design".to_owned(), (1..=rows.len()).collect())),
    }
}

fn solved(scenario: &Scenario, design: &Varied, arms: &[&str]) -> Vec<WorldResult> {
    let arms: Vec<String> = arms.iter().map(|arm| (*arm).to_owned()).collect();
    evaluate(scenario, design, &arms, &settings(), &AtomicBool::new(false), &|_| {}).unwrap()
}

fn refused(design: &Varied, arms: &[&str]) -> Vec<Problem> {
    let arms: Vec<String> = arms.iter().map(|arm| (*arm).to_owned()).collect();
    let nothing = |_| panic!("nothing is solved");
    match evaluate(
        &scenario(),
        design,
        &arms,
        &settings(),
        &AtomicBool::new(false),
        &nothing,
    ) {
        Err(EvaluateError::Design(problems)) => problems.into_iter().collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rows_at_the_coordinates_of_a_comparison_are_its_worlds_to_the_last_bit() {
    let scenario = scenario();
    let request = Request {
        worlds: Some(16),
        grid: GRID,
        refine: Refine::Every,
        evaluate: Evaluate::Exact,
        ..Request::default()
    };
    let compared = compare(&scenario, &request).unwrap();
    let own: Design = request.design();
    let dimensions: Vec<u64> = scenario.uncertain().iter().map(|own| own.dimension).collect();
    assert!(dimensions.len() > 3, "the worlds differ in several numbers");
    let row = |world| {
        let coordinates = scenario.correlated(&own.coordinates(world, &dimensions));
        coordinates.iter().map(|u| format!("{u:?}")).collect()
    };
    let design = Varied {
        keys: scenario.uncertain().iter().map(|own| own.key.clone()).collect(),
        rows: (0..16).map(row).collect(),
        coordinates: true,
        place: None,
    };
    let arms: Vec<&str> = scenario.arms.iter().map(|arm| arm.name.as_str()).collect();
    let worlds = solved(&scenario, &design, &arms);
    let theirs = &compared.results.worlds;
    assert_eq!((worlds.len(), theirs.len()), (16, 16));
    for (world, their) in worlds.iter().zip(theirs) {
        assert_eq!((world.world, world.arms.len()), (their.world, arms.len()));
        for (arm, their) in world.arms.iter().zip(&their.arms) {
            assert_eq!(arm.exact, their.exact);
            assert_eq!(arm.broker, their.broker);
            assert_eq!((arm.nodes, arm.unconverged), (their.nodes, their.unconverged));
        }
    }
    // In other company and another order, they are the same again.
    let few = Varied {
        rows: vec![design.rows[7].clone(), design.rows[2].clone()],
        ..design
    };
    let again = solved(&scenario, &few, &[arms[1]]);
    assert_eq!(again[0].arms[0].exact, worlds[7].arms[1].exact);
    assert_eq!(again[1].arms[0].exact, worlds[2].arms[1].exact);
}

#[test]
fn what_a_row_does_not_name_lies_at_its_median() {
    let scenario = scenario();
    let key = scenario.uncertain()[0].key.clone();
    let central = scenario.game("broker").unwrap();
    let rules = honest_broker::Rules::new(&central);
    let solution = honest_broker::solve_with(&rules, &settings(), |_| {});
    let by_coordinate = solved(&scenario, &design(&[&key], &[&["0.5"]], true), &["broker"]);
    let outcomes = by_coordinate[0].arms[0].probabilities().unwrap();
    assert_eq!(outcomes, solution.course.unwrap().outcomes);
    // A value is a setting.
    let setting = Setting::parse("guarantor.keeper_prior=0.7").unwrap();
    let varied = scenario.with(&[setting]).unwrap();
    let by_setting = solved(
        &varied,
        &design(&[&varied.uncertain()[0].key], &[&["0.5"]], true),
        &["broker"],
    );
    let by_value = solved(
        &scenario,
        &design(&["guarantor.keeper_prior"], &[&["0.2"], &["0.7"]], false),
        &["broker"],
    );
    assert_eq!(by_value[1].arms[0].exact, by_setting[0].arms[0].exact);
    assert_ne!(by_value[0].arms[0].exact, by_value[1].arms[0].exact);
}

#[test]
fn all_that_is_wrong_with_a_design_is_told_before_anything_is_solved() {
    let place = |problem: &Problem| (problem.line, problem.key.clone());
    let prior = Some("guarantor.keeper_prior".to_owned());
    let wrong = refused(
        &design(
            &["guarantor.keeper_prior"],
            &[&["0.3"], &["nan"], &["1.5"], &["x"]],
            false,
        ),
        &["broker"],
    );
    let places: Vec<_> = wrong.iter().map(place).collect();
    assert_eq!(places, [2, 3, 4].map(|line| (Some(line), prior.clone())));
    let drawn = scenario().uncertain()[0].key.clone();
    let wrong = refused(&design(&[&drawn], &[&["0.3"], &["NaN"], &["-0.1"]], true), &["broker"]);
    assert_eq!(wrong.iter().map(|p| p.line).collect::<Vec<_>>(), [Some(2), Some(3)]);
    // An unknown key is wrong in every row and told once.
    let wrong = refused(&design(&["no.such"], &[&["1"], &["2"]], true), &["broker"]);
    assert_eq!(wrong.len(), 1);
    let twice = design(&["clock.years", "clock.years"], &[&["1", "2"], &["1"]], false);
    let messages: Vec<String> = refused(&twice, &["broker"]).into_iter().map(|p| p.message).collect();
    assert!(messages.iter().any(|m| m.contains("two columns")), "{messages:?}");
    assert!(messages.iter().any(|m| m.contains("1 entries")), "{messages:?}");
    assert!(
        refused(&design(&["clock.years"], &[], false), &["broker"])[0]
            .message
            .contains("no row")
    );
    assert!(refused(&twice, &["nobody"])[0].message.contains("no arm `nobody`"));
    assert!(
        refused(&twice, &[])
            .iter()
            .any(|p| p.message.contains("no arm is named"))
    );
}

#[test]
fn threads_do_not_matter_progress_is_told_and_a_raised_flag_stops() {
    let scenario = scenario();
    let entries: Vec<String> = (1..=9).map(|i| format!("0.{i}")).collect();
    let rows: Vec<Vec<&str>> = entries.iter().map(|entry| vec![entry.as_str()]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let design = design(&["guarantor.keeper_prior"], &rows, false);
    let on = |number: u16| {
        let told = AtomicU64::new(0);
        let work = || {
            let solved = |by| {
                told.fetch_add(by, Ordering::Relaxed);
            };
            let arms = ["no_broker".to_owned(), "broker".to_owned()];
            evaluate(&scenario, &design, &arms, &settings(), &AtomicBool::new(false), &solved).unwrap()
        };
        let worlds = threads::on(Some(number), work).unwrap();
        assert_eq!(told.into_inner(), 9);
        worlds
    };
    assert!(on(1) == on(2));
    let raised = AtomicBool::new(true);
    let stopped = evaluate(
        &scenario,
        &design,
        &["broker".to_owned()],
        &settings(),
        &raised,
        &|_| {},
    );
    assert!(matches!(stopped, Err(EvaluateError::Stopped(_))));
}
