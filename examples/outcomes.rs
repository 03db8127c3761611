//! Solves one arm, follows play without playing it, and prints what each type expects and how negotiations end. Numbers of the
//! scenario can be replaced, and the work repeated, which is how `benches/peers` measures it.
//!
//! ```text
//! cargo run --release --example outcomes -- scenarios/singapore-2018.toml no_broker 11 1 guarantor.keeper_prior=0.5
//! ```

use std::error::Error;

use honest_broker::scenario::Setting;
use honest_broker::{Rules, Settings, load, solve_with};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |otherwise: &str| arguments.next().unwrap_or(otherwise.to_owned());
    let file = next("scenarios/hanoi-grand-bargain.toml");
    let (arm, grid, times) = (next("no_broker"), next("11").parse()?, next("1").parse::<usize>()?);
    let replaced: Result<Vec<Setting>, _> = arguments.map(|setting| setting.parse()).collect();
    let scenario = load(file.as_ref(), &replaced?)?;
    let rules = Rules::new(&scenario.game(&arm)?);
    let settings = Settings {
        course: true,
        ..Settings::grid(grid)
    };
    for time in 0..times {
        let solution = solve_with(&rules, &settings, |_| {});
        if time > 0 {
            continue;
        }
        let [staller, dealer] = solution.values.disarmer;
        let [reneger, keeper] = solution.values.guarantor;
        println!("staller {staller}\ndealer {dealer}\nreneger {reneger}\nkeeper {keeper}");
        if let Some(course) = &solution.course {
            course
                .outcomes
                .iter()
                .for_each(|(outcome, chance)| println!("{} {chance}", outcome.name()));
        }
    }
    Ok(())
}
