//! The stories that stand for a comparison.

use std::sync::atomic::AtomicBool;

use honest_broker::job::episodes::{Place, stories};
use honest_broker::report::story::examples::Stories;
use honest_broker::report::story::{Story, Told};
use honest_broker::scenario::parse;
use honest_broker::study::design::Sampling;
use honest_broker::study::request::Request;
use honest_broker::threads;

const UNCERTAIN: &str = include_str!("../data/uncertain.toml");

fn told(world: Option<u64>, number: u16) -> Stories {
    let scenario = parse("open.toml", UNCERTAIN, &[]).unwrap();
    let request = Request {
        grid: 3,
        ..Request::default()
    };
    let study = request.study(&scenario).unwrap();
    let place = Place {
        file: "my files/open.toml".to_owned(),
        settings: vec!["--set clock.years=5".to_owned()],
        world,
        sampling: Sampling::Sobol,
    };
    let stop = AtomicBool::new(false);
    let tell = || stories(&scenario, &study, &place, 600, &stop).unwrap();
    threads::on(Some(number), tell).unwrap()
}

fn both(told: &Told) -> [&Story; 2] {
    match told {
        Told::Alone(story) => [story, story],
        Told::Beside(beside) => [&beside.stories[0], &beside.stories[1]],
    }
}

#[test]
fn they_are_the_same_on_any_number_of_threads_and_can_be_kept_as_json() {
    for world in [None, Some(3)] {
        let one = told(world, 1);
        assert_eq!(one, told(world, 3));
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<Stories>(&text).unwrap(), one);
    }
}

#[test]
fn the_first_is_typical_of_the_baseline_then_one_is_rescued_and_one_is_spoiled() {
    let told = told(None, 2);
    assert_eq!(told.stories.len() + told.missing.len(), 3, "{:?}", told.missing);
    let typical = &told.stories[0];
    assert!(
        typical
            .title
            .starts_with("A typical negotiation without a broker that ends in ")
    );
    assert_eq!((typical.arm.as_str(), &typical.against), ("no_broker", &None));
    let lasts = |story: &Story| {
        ["settlement", "hollow_settlement", "interim_deal", "symbolic_talks"].contains(&story.outcome.as_str())
    };
    for (story, rescued) in told.stories[1..].iter().zip([true, false]) {
        assert_eq!(
            (story.arm.as_str(), story.against.as_deref()),
            ("broker", Some("no_broker"))
        );
        assert_eq!(both(&story.told).map(lasts), [rescued, !rescued], "{}", story.title);
    }
    let command = format!(
        "honest-broker explain 'my files/open.toml' --set clock.years=5 --arm no_broker --episode {} --grid 3",
        typical.episode
    );
    assert_eq!(typical.command, command);
}
