//! Compares the arms of a scenario over a few worlds and says what each changes.
//!
//! ```text
//! cargo run --release --example compare -- scenarios/singapore-2018.toml
//! ```

use std::error::Error;

use honest_broker::report::summary::sentence;
use honest_broker::report::words::change;
use honest_broker::{Ending, Episodes, Method, Outcome, Request, compare, ending_contrast, load};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1);
    let file = file.unwrap_or("scenarios/hanoi-grand-bargain.toml".to_owned());
    let scenario = load(file.as_ref(), &[])?;
    let request = Request {
        worlds: Some(32),
        episodes: Some(Episodes::Number(100)),
        grid: 5,
        ..Request::default()
    };
    let comparison = compare(&scenario, &request)?;
    let (study, results) = (&comparison.study, &comparison.results);
    for (arm, named) in study.arms.iter().enumerate() {
        if arm == study.baseline {
            continue;
        }
        println!("{}", sentence(study, results, arm));
        for outcome in Outcome::ALL {
            let contrast = ending_contrast(results, arm, Ending::One(outcome), Method::Exact);
            if let Some(contrast) = contrast {
                println!("  {} in {}: {} points", outcome.title(), named.name, change(&contrast));
            }
        }
    }
    Ok(())
}
