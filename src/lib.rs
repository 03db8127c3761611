//! Solves and plays the asymmetric commitment game: would an honest broker make a disarmament deal last?
//!
//! A value flows one way through these modules:
//!
//! 1. [`scenario`] reads a TOML file and checks it; in every world each of its arms is a [`game::Game`] of plain numbers.
//! 2. [`game::Rules`] compiles a game into states, moves and payoffs. The rules stand here once.
//! 3. [`solve`] finds the logit agent quantal-response equilibrium and returns a [`policy::Policy`] with a certificate.
//! 4. [`simulate`] plays episodes with that policy, all arms with the same luck, and keeps tallies.
//! 5. [`study`] turns tallies into estimates and [`table`]s; [`output`] writes them as CSV and charts.
//!
//! The mathematics is in `docs/model.md`; code comments cite its sections.
//!
//! ```
//! use honest_broker::scenario;
//! use honest_broker::analysis::results::Results;
//! use honest_broker::analysis::tables;
//! use honest_broker::study::run::{play_arms, solve_arms};
//! use honest_broker::study::{Arm, Study};
//!
//! let scenario = scenario::load("scenarios/hanoi-grand-bargain.toml".as_ref(), &[]).unwrap();
//! let arms = ["no_broker", "broker"].map(|name| Arm { name: name.into(), game: scenario.game(name).unwrap() });
//! let study = Study { scenario: scenario.stem, arms: arms.to_vec(), baseline: 0, seed: 1, episodes: 500, grid: 5 };
//! let solved = solve_arms(&study, &Default::default(), &|_| {}).unwrap();
//! let batch = play_arms(&study, &solved, &Default::default(), &|_| {}).unwrap();
//! let results = Results::of_batch(&study, &solved, &batch);
//! let outcomes = &tables::all(&study, &[], &results, 0.005)[0];
//! assert_eq!(outcomes.rows(), 16);
//! ```
#![forbid(unsafe_code)]
pub mod analysis;
pub mod export;
pub mod game;
pub mod job;
pub mod notation;
pub mod numeric;
pub mod output;
pub mod policy;
pub mod report;
pub mod scenario;
pub mod simulate;
pub mod solve;
pub mod stats;
pub mod study;
pub mod table;
pub mod threads;
pub mod validation;
