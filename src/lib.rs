//! Solves and plays the asymmetric commitment game: would an honest broker make a disarmament deal last?
//!
//! A value flows one way through these modules:
//!
//! 1. [`scenario`] reads a TOML file and checks it; in every world each of its arms is a [`game::Game`] of plain numbers.
//! 2. [`game::Rules`] compiles a game into states, moves and payoffs. The rules stand here once.
//! 3. [`solve`](mod@solve) finds the logit agent quantal-response equilibrium and returns a [`policy::Policy`] with a certificate.
//! 4. [`simulate`] plays episodes with that policy, all arms with the same luck, and keeps tallies.
//! 5. [`study`] does both in every world, and [`analysis`] concludes: estimates, contrasts and plain [`table`]s.
//! 6. [`report`] says it in words and figures, and [`job`] writes a folder of results through [`output`].
//!
//! The mathematics is in `docs/model.md`; code comments cite its sections. What most users need is named here at the root.
//!
//! A game is solved in four lines:
//!
//! ```
//! # fn main() -> Result<(), honest_broker::Problems> {
//! use honest_broker::{Rules, load, solve};
//! let scenario = load("scenarios/hanoi-grand-bargain.toml".as_ref(), &[])?;
//! let rules = Rules::new(&scenario.game("broker")?);
//! let solution = solve(&rules, 3, |_| {});
//! println!("a dealer expects {:.2}, a staller {:.2}", solution.values.disarmer[1], solution.values.disarmer[0]);
//! # assert_eq!(solution.convergence.unconverged, 0);
//! # Ok(())
//! # }
//! ```
//!
//! and two arms of a scenario are compared in ten:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use honest_broker::{Ending, Episodes, Method, Outcome, Request, compare, ending_contrast, load};
//! let scenario = load("scenarios/hanoi-grand-bargain.toml".as_ref(), &[])?;
//! let mut request = Request::default();
//! request.arms = vec!["broker".into()];
//! request.worlds = Some(16);
//! request.episodes = Some(Episodes::Number(20));
//! request.grid = 3;
//! let results = compare(&scenario, &request)?.results;
//! let war = Ending::One(Outcome::War);
//! let change = ending_contrast(&results, 1, war, Method::Exact).ok_or("not known")?;
//! println!("the broker changes the probability of war by {:?}, {:?} to {:?}", change.value, change.low, change.high);
//! # assert!(change.value.is_some_and(|x| x.abs() < 1.0));
//! # Ok(())
//! # }
//! ```
//!
//! The folder `examples` has whole programs, one of which certifies a policy of its own. Features: `command` (the program),
//! `pictures` (charts), `pdf` (charts as PDF, too) and `threads`; all are on by default, and the library needs none of them.
#![forbid(unsafe_code)]
pub use honest_broker_engine::{game, numeric, policy, simulate, solve, stats, threads};

pub mod analysis;
pub mod backtest;
pub mod export;
pub mod job;
pub mod notation;
pub mod output;
pub mod report;
pub mod scenario;
pub mod study;
pub mod table;
pub mod validation;

pub use analysis::comparison::Comparison;
pub use analysis::estimates::{ending, ending_contrast};
pub use analysis::results::{Method, Results, Weighting};
pub use game::ending::Ending;
pub use game::outcome::Outcome;
pub use game::{Game, Rules};
pub use job::compare::compare;
pub use policy::Policy;
pub use scenario::{Problems, Scenario, load};
pub use solve::{Certificate, Certifier, RoundPlay, Settings, Solution, solve, solve_with};
pub use stats::Estimate;
pub use study::request::{Episodes, Evaluate, Request};
