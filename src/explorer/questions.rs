//! Questions of a page and their answers, as JSON.
//!
//! Every question has the word `ask`:
//!
//! * `about` answers with the `version` and with all `keys` that a scenario may have.
//! * `load`, with the `text` of a scenario file, its `file` name and the `settings` that the program was given, answers with the names of
//!   the `arms` and the `warnings`, or with `problems`: everything that is wrong, as the program prints it.
//! * `solve`, with `arms`, a `grid` and perhaps a `world` with its `seed` and `sampling`, solves that world, or the central one, and
//!   answers with one entry for each arm.
//! * `episode`, with an `arm`, a `grid`, a `seed` and an `outcome`, plays episodes of the central world until one ends so, and
//!   answers with its number and its story.
//!
//! Whatever else goes wrong is answered with `problems` too. The numbers are those of the program, bit by bit: the same functions compute
//! them.

use std::sync::atomic::AtomicBool;

use honest_broker::Request;
use honest_broker::game::Rules;
use honest_broker::game::outcome::Outcome;
use honest_broker::report::story::{Play, tell, text};
use honest_broker::scenario::{Scenario, Setting, World, key_paths, parse};
use honest_broker::study::counts::Told;
use honest_broker::study::design::Sampling;
use honest_broker::study::run::{SolvedArm, replay, solve_games};
use honest_broker::study::world::ArmResult;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Episodes that are played at most in search of one that ends as it should.
const MOST_EPISODES: u64 = 20_000;

/// What a page has loaded.
#[derive(Default)]
pub struct Session {
    scenario: Option<Scenario>,
}

#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
enum Question {
    About {},
    Load {
        file: String,
        text: String,
        settings: Vec<String>,
    },
    Solve {
        arms: Vec<String>,
        grid: usize,
        world: Option<Place>,
    },
    Episode {
        arm: String,
        grid: usize,
        seed: String,
        outcome: String,
    },
}

/// A world of a design. Seeds are texts, since numbers of a page have 53 bits.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    number: u64,
    seed: String,
    sampling: String,
}

/// An arm in a world.
#[derive(Serialize)]
struct Solved {
    arm: String,
    /// By [`Outcome::ALL`].
    outcomes: Vec<f64>,
    /// By [`Metric::ALL`](honest_broker::simulate::metric::Metric::ALL), as [`honest_broker::study::world::ExactResult::means`].
    means: Vec<f64>,
    /// Of disarmer, guarantor and broker from the broker.
    gains: Option<[f64; 3]>,
    /// Probabilities that disarmer and guarantor accept the broker.
    acceptance: Option<[f64; 2]>,
    nodes: u64,
    unconverged: u64,
}

/// What is answered, or what is wrong.
type Answer = Result<Value, String>;

impl Session {
    /// Nothing is loaded.
    pub const fn new() -> Self {
        Session { scenario: None }
    }

    /// Answers a question; whatever is wrong with it is answered too.
    pub fn answer(&mut self, question: &[u8]) -> Vec<u8> {
        let answer = serde_json::from_slice(question)
            .map_err(|error| format!("the question is not understood: {error}"))
            .and_then(|question| self.asked(question));
        let answer = answer.unwrap_or_else(|problems| json!({ "problems": problems }));
        answer.to_string().into_bytes()
    }

    fn asked(&mut self, question: Question) -> Answer {
        match question {
            Question::About {} => {
                Ok(json!({ "version": env!("CARGO_PKG_VERSION"), "keys": Vec::from_iter(key_paths()) }))
            }
            Question::Load { file, text, settings } => self.load(&file, &text, &settings),
            Question::Solve { arms, grid, world } => {
                let solved = self.solve(&arms, grid, world.as_ref())?;
                let arms: Vec<Solved> = solved.iter().map(described).collect();
                Ok(json!({ "arms": arms }))
            }
            Question::Episode {
                arm,
                grid,
                seed,
                outcome,
            } => self.episode(&arm, grid, &seed, &outcome),
        }
    }

    fn load(&mut self, file: &str, text: &str, settings: &[String]) -> Answer {
        let settings: Result<Vec<Setting>, _> = settings.iter().map(|setting| Setting::parse(setting)).collect();
        let settings = settings.map_err(|error| error.to_string())?;
        self.scenario = None;
        let scenario = parse(file, text, &settings).map_err(|problems| problems.to_text(false))?;
        let warnings = scenario.warnings().to_text(false);
        let arms: Vec<&String> = scenario.arms.iter().map(|arm| &arm.name).collect();
        let loaded = json!({ "arms": arms, "warnings": warnings });
        self.scenario = Some(scenario);
        Ok(loaded)
    }

    fn scenario(&self) -> Result<&Scenario, String> {
        self.scenario
            .as_ref()
            .ok_or_else(|| "no scenario is loaded".to_string())
    }

    fn solve(&self, arms: &[String], grid: usize, place: Option<&Place>) -> Result<Vec<SolvedArm>, String> {
        let scenario = self.scenario()?;
        if !honest_broker::numeric::grid::GRID_RANGE.contains(&grid) {
            return Err(format!("a grid of {grid} points is out of range"));
        }
        let world = place.map(|place| drawn(scenario, place)).transpose()?;
        let mut games = Vec::new();
        for name in arms {
            let central = scenario.game(name).map_err(|problems| problems.to_text(false))?;
            let at = |world: &World| Some(world.games[scenario.arms.iter().position(|arm| arm.name == *name)?].clone());
            games.push(world.as_ref().and_then(at).unwrap_or(central));
        }
        // What is solved is the game whoever would accept the broker, as in a study.
        let essence: Vec<_> = games.iter().map(|game| game.regardless_of_acceptance()).collect();
        let settings = Request::default().settings(grid);
        let stop = AtomicBool::new(false);
        let solutions = solve_games(&essence.iter().collect::<Vec<_>>(), &settings, &stop, &|_| {})
            .map_err(|stopped| stopped.to_string())?;
        let solved = arms.iter().zip(&games).zip(solutions);
        Ok(solved
            .map(|((name, game), solution)| SolvedArm {
                name: name.clone(),
                rules: Rules::new(game),
                solution,
            })
            .collect())
    }

    fn episode(&self, arm: &str, grid: usize, seed: &str, outcome: &str) -> Answer {
        let scenario = self.scenario()?;
        let seed = number(seed)?;
        let wanted = Outcome::ALL.into_iter().find(|other| other.name() == outcome);
        let wanted = wanted.ok_or_else(|| format!("no negotiation ends as `{outcome}`"))?;
        let solved = self.solve(&[arm.to_string()], grid, None)?;
        let solved = solved.first().ok_or("no arm was solved")?;
        let found = (0..MOST_EPISODES).find(|episode| replay(solved, seed, *episode, &mut |_| {}).outcome == wanted);
        let Some(episode) = found else {
            return Ok(json!({ "episode": null, "played": MOST_EPISODES }));
        };
        let play = Play {
            seed,
            world: 0,
            episode,
        };
        let (story, _) = tell(scenario, solved, play, &[]);
        Ok(json!({ "episode": episode, "played": episode + 1, "story": text(&story) }))
    }
}

fn number(seed: &str) -> Result<u64, String> {
    seed.parse()
        .map_err(|_| format!("`{seed}` is no seed: write a whole number"))
}

/// The world of a scenario at a place of its design.
fn drawn(scenario: &Scenario, place: &Place) -> Result<World, String> {
    let request = Request {
        seed: number(&place.seed)?,
        sampling: match place.sampling.as_str() {
            "sobol" => Sampling::Sobol,
            "monte-carlo" => Sampling::MonteCarlo,
            other => return Err(format!("`{other}` is no way to choose worlds")),
        },
        ..Request::default()
    };
    let dimensions: Vec<u64> = scenario.uncertain().iter().map(|u| u.dimension).collect();
    Ok(scenario.world(&request.design().coordinates(place.number, &dimensions)))
}

fn described(arm: &SolvedArm) -> Solved {
    let result = ArmResult::new(arm, None, Told::Not);
    let exact = result.exact.as_ref();
    let outcomes = exact.map_or(Vec::new(), |exact| {
        Outcome::ALL.map(|outcome| exact.outcomes[outcome]).to_vec()
    });
    Solved {
        arm: arm.name.clone(),
        outcomes,
        means: exact.map_or(Vec::new(), |exact| exact.means.clone()),
        gains: result.broker.as_ref().map(|broker| broker.gains),
        acceptance: result.broker.as_ref().map(|broker| broker.acceptance),
        nodes: result.nodes,
        unconverged: result.unconverged,
    }
}
