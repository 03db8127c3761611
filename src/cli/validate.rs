//! `validate`: published results against the solver.

use honest_broker::output::chart::{Chart, Quantiles, Spec};
use honest_broker::report::words::{fixed, grid, scientific};
use honest_broker::validation::{self, Verdict};

use super::arguments::Validate;
use super::failure::Failure;
use super::screen::say;
use super::single::{folder, write};

pub fn run(options: &Validate) -> Result<(), Failure> {
    let claims = validation::run();
    say(&terminal(&claims))?;
    if let Some(path) = &options.out {
        write(path, &validation::page(&claims, &validation::sections()))?;
        // The page shows one picture, which lies beside it.
        let beside = path.parent().map(|p| p.join("data")).unwrap_or_default();
        folder(&beside)?;
        let spec = Spec::new("", "200 random games, every player", "simulator_against_solver.csv")
            .titled("Simulated against solved payoffs");
        let picture = Chart::Quantiles(Quantiles)
            .draw(&validation::score_quantiles(), &spec)
            .map_err(|e| Failure::Io(e.to_string()))?;
        write(&beside.join("simulator_against_solver.svg"), &picture)?;
    }
    match claims.iter().filter(|v| !v.holds()).count() {
        0 => Ok(()),
        failing => Err(Failure::Refuted(format!(
            "{failing} of {} claims do not hold",
            claims.len()
        ))),
    }
}

fn terminal(claims: &[Verdict]) -> String {
    let header = ["claim", "source", "kind", "expected", "obtained", "tolerance", ""];
    let rows = claims.iter().map(|v| {
        vec![
            v.claim.clone(),
            v.source.to_owned(),
            v.kind.label().to_owned(),
            fixed(v.expected, 6),
            fixed(v.obtained, 6),
            scientific(v.tolerance),
            if v.holds() { "holds" } else { "FAILS" }.to_owned(),
        ]
    });
    let hold = claims.iter().filter(|v| v.holds()).count();
    format!("{}{hold} of {} claims hold.\n", grid(&header, rows), claims.len())
}
