//! Tells one episode as a readable story: who did what, what the others concluded, why it ended as it did.

use super::words::fixed;
use crate::game::Rules;
use crate::game::moves::{Action, Observed, Player, Position};
use crate::game::outcome::{Cause, Outcome};
use crate::game::state::{Phase, StateId};
use crate::policy::Beliefs;
use crate::scenario::Scenario;
use crate::simulate::episode::{Event, Record};

/// What the roles and the stages are called in prose.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// Name of the disarmer.
    pub disarmer: String,
    /// Name of the guarantor.
    pub guarantor: String,
    /// Name of the broker.
    pub broker: String,
    /// Per stage: what the disarmer gives up, and what it gets.
    pub stages: Vec<(String, String)>,
}

impl Names {
    /// Those of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let stages = scenario.stage_names.iter();
        Names {
            disarmer: scenario.roles.disarmer.clone(),
            guarantor: scenario.roles.guarantor.clone(),
            broker: scenario.roles.broker.clone(),
            stages: stages.map(|s| (s.name.clone(), s.relief.clone())).collect(),
        }
    }
}

/// Collects events and writes them down line by line.
pub struct Story<'a> {
    rules: &'a Rules,
    names: &'a Names,
    text: String,
    round: usize,
    state: StateId,
    beliefs: Beliefs,
    /// What happened in the current round.
    happened: Vec<String>,
    /// First of the rounds in which nothing has happened since the last line.
    quiet_since: Option<usize>,
    /// Stage being attempted in the current round, counted from zero.
    attempted: usize,
}

impl<'a> Story<'a> {
    /// An empty story of an episode under these rules.
    pub fn new(rules: &'a Rules, names: &'a Names) -> Self {
        let start = rules.start();
        Story {
            rules,
            names,
            text: String::new(),
            round: 0,
            state: start,
            beliefs: [0.0; 2],
            happened: Vec::new(),
            quiet_since: None,
            attempted: 0,
        }
    }

    /// Takes the next event of the episode.
    pub fn watch(&mut self, event: Event) {
        match event {
            Event::Start {
                dealer,
                keeper,
                beliefs,
            } => self.open(dealer, keeper, beliefs),
            Event::Message {
                about,
                vouches,
                good_signal,
                honest,
                beliefs,
            } => {
                self.message(about, vouches, good_signal, honest, beliefs);
            }
            Event::Round { round, state } => {
                self.round = round;
                self.state = state;
                self.attempted = self.rules.space.states()[state].stage;
            }
            Event::Engagement { .. } => {}
            Event::Occasion { first, .. } => self.occasion(first),
            Event::Move {
                mover,
                action,
                observed,
                probability,
                beliefs,
                ..
            } => {
                let line = self.describe(mover, action, observed, probability);
                self.happened.push(line);
                self.note_beliefs(beliefs);
            }
            Event::Arrival { state } => self.describe_arrival(state),
            Event::Crisis => self.happened.push("A crisis breaks out and is contained.".into()),
            Event::War => {
                self.happened.push("A crisis breaks out and becomes war.".into());
                self.close_round();
            }
            Event::Exposure { beliefs } => {
                self.happened.push(format!(
                    "A covert programme of {} comes to light, and the process breaks.",
                    self.names.disarmer
                ));
                self.note_beliefs(beliefs);
            }
            Event::Succession { dealer } => self.succession(dealer),
            Event::Election { turnover, keeper } => self.election(turnover, keeper),
            Event::Rebuilt => self
                .happened
                .push(format!("{} has rebuilt what it could.", self.names.disarmer)),
            Event::NeutralityLost => {
                self.happened.push(format!(
                    "{} is no longer accepted as a neutral party, for good.",
                    self.names.broker
                ));
            }
            Event::RoundEnd { beliefs, .. } => {
                self.beliefs = beliefs;
                self.close_round();
            }
        }
    }

    /// The finished story.
    pub fn finish(mut self, record: &Record) -> String {
        self.flush_quiet(record.rounds);
        let ending = self.ending(record);
        self.text.push_str(&ending);
        self.text
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn open(&mut self, dealer: bool, keeper: bool, beliefs: Beliefs) {
        self.beliefs = beliefs;
        let kind = if dealer { "a dealer" } else { "a staller" };
        let administration = if keeper { "a keeper" } else { "a reneger" };
        let line = format!(
            "Unknown to the others, {} is {kind} and the administration of {} is {administration}.\n\
             They start from Pr(dealer) = {:.2} and Pr(keeper) = {:.2}.",
            self.names.disarmer, self.names.guarantor, beliefs[0], beliefs[1]
        );
        self.line(&line);
    }

    fn message(&mut self, about: Player, vouches: bool, good_signal: bool, honest: bool, beliefs: Beliefs) {
        let name = self.name(about).to_owned();
        let verb = if vouches { "vouches for" } else { "warns of" };
        let signal = if good_signal { "good" } else { "bad" };
        let motive = if honest {
            "reports it as it is"
        } else {
            "says what suits it"
        };
        let line = format!(
            "Before the talks {} {verb} {name} (its private signal was {signal}; it {motive}). \
             Pr(dealer) is now {:.2}, Pr(keeper) {:.2}.",
            self.names.broker, beliefs[0], beliefs[1]
        );
        self.beliefs = beliefs;
        self.line(&line);
    }

    fn name(&self, player: Player) -> &str {
        match player {
            Player::Disarmer => &self.names.disarmer,
            Player::Guarantor => &self.names.guarantor,
            Player::Broker => &self.names.broker,
        }
    }

    fn describe(&self, mover: Player, action: Action, observed: Observed, probability: f64) -> String {
        let name = self.name(mover);
        let stage = self
            .names
            .stages
            .get(self.attempted)
            .map_or("the next stage", |(given, _)| given.as_str());
        let relief = self
            .names
            .stages
            .get(self.attempted)
            .map_or("the next relief", |(_, relief)| relief.as_str());
        let seen = match observed {
            Observed::Credited => "it is verified and credited",
            Observed::Disputed => "the inspectors dispute it and the process breaks",
            _ => "",
        };
        let what = match action {
            Action::Comply => format!("{name} carries out stage {} ({stage}); {seen}", self.attempted + 1),
            Action::Feign => format!(
                "{name} feigns stage {} ({stage}) and conceals the real thing; {seen}",
                self.attempted + 1
            ),
            Action::Hold => format!("{name} holds: no step is taken"),
            Action::Stay => format!("{name} stays"),
            Action::Quit => format!("{name} walks out"),
            Action::Pocket => format!("{name} pockets what it was given and stops"),
            Action::Deliver => format!("{name} delivers in advance ({relief})"),
            Action::Honour => format!("{name} honours the agreement"),
            Action::Renege => format!("{name} reneges"),
            Action::Return => format!("{name} is ready to return"),
            Action::Refuse => format!("{name} refuses to return"),
            Action::Enforce => {
                format!("{name} enforces: it returns what it held in custody and keeps releasing what is in escrow")
            }
            Action::Acquiesce => format!("{name} lets it pass"),
        };
        format!("{what} (chosen with probability {probability:.2}).")
    }

    fn note_beliefs(&mut self, beliefs: Beliefs) {
        let changes = [(0, "dealer"), (1, "keeper")].map(|(side, kind)| {
            let (before, after) = (self.beliefs[side], beliefs[side]);
            ((after - before).abs() >= 0.005).then(|| format!("Pr({kind}) {before:.2} → {after:.2}"))
        });
        if let (Some(last), true) = (self.happened.last_mut(), changes.iter().any(Option::is_some)) {
            let list: Vec<String> = changes.into_iter().flatten().collect();
            last.push_str(&format!(" [{}]", list.join(", ")));
        }
        self.beliefs = beliefs;
    }

    fn occasion(&mut self, first: Position) {
        let line = match first {
            Position::DisarmerReviews(_) | Position::GuarantorReviews(_) => "The agreement comes under review.",
            Position::GuarantorReturns(_) => "An opening to return appears.",
            Position::DisarmerSteps(_) | Position::GuarantorSteps(_) => "The parties meet about the next step.",
            // These only answer.
            Position::GuarantorAnswers(_)
            | Position::DisarmerAnswersDelivery(_)
            | Position::DisarmerReturns(_)
            | Position::BrokerEnforces(_) => return,
        };
        self.happened.push(line.into());
    }

    fn succession(&mut self, dealer: bool) {
        let kind = if dealer { "a dealer" } else { "a staller" };
        let prior = self.rules.game.disarmer.succession.dealer_prior;
        self.happened.push(format!(
            "A new leader takes over in {} (in truth {kind}; the others can only assume Pr(dealer) = {prior:.2}).",
            self.names.disarmer
        ));
    }

    fn election(&mut self, turnover: bool, keeper: bool) {
        let line = if turnover {
            let kind = if keeper { "a keeper" } else { "a reneger" };
            let prior = self
                .rules
                .game
                .guarantor
                .elections
                .as_ref()
                .map_or(0.0, |e| e.successor_keeper_prior);
            format!(
                "Election in {}: a new administration takes over (in truth {kind}; the others can only assume \
                 Pr(keeper) = {prior:.2}).",
                self.names.guarantor
            )
        } else {
            format!("Election in {}: the administration stays.", self.names.guarantor)
        };
        self.happened.push(line);
    }

    fn describe_arrival(&mut self, state: StateId) {
        let states = self.rules.space.states();
        let (before, after) = (states[self.state], states[state]);
        let line = match (before.phase.in_force(), after.phase) {
            (false, Phase::InForce) => Some("The process is in force again.".to_owned()),
            (true, Phase::InForce) if after.stage == self.rules.game.stages.len() && before.stage < after.stage => {
                Some("All stages are now complete: a settlement is in force.".to_owned())
            }
            (true, Phase::RupturedByGuarantor { .. } | Phase::RupturedByDisarmer { .. }) => Some(format!(
                "The process is ruptured with {} of {} stages completed.",
                after.stage,
                self.rules.game.stages.len()
            )),
            _ => None,
        };
        self.happened.extend(line);
    }

    fn close_round(&mut self) {
        if self.happened.is_empty() {
            self.quiet_since.get_or_insert(self.round);
            return;
        }
        self.flush_quiet(self.round);
        let heading = format!("\n{}", self.when(self.round));
        self.line(&heading);
        for happened in std::mem::take(&mut self.happened) {
            self.line(&format!("  {happened}"));
        }
    }

    /// Rounds since the last event, up to but not including `next`.
    fn flush_quiet(&mut self, next: usize) {
        if let Some(first) = self.quiet_since.take() {
            let line = match next - first {
                1 => format!(
                    "\n{}\n  Nothing happens: no meeting, no opening, no crisis.",
                    self.when(first)
                ),
                n => format!(
                    "\n{} and the {} after\n  Nothing happens.",
                    self.when(first),
                    rounds(n - 1)
                ),
            };
            self.line(&line);
        }
    }

    fn when(&self, round: usize) -> String {
        let n = self.rules.game.clock.rounds_per_year as usize;
        format!("Round {} (year {}, {} of {n})", round + 1, round / n + 1, round % n + 1)
    }

    fn ending(&self, record: &Record) -> String {
        let n = f64::from(self.rules.game.clock.rounds_per_year);
        let (d, g) = (&self.names.disarmer, &self.names.guarantor);
        let verdict = match record.outcome {
            Outcome::Settlement => "a settlement: every stage completed, none feigned, nothing of weight kept in secret, and still in force".to_owned(),
            Outcome::HollowSettlement => {
                format!("a hollow settlement: all stages credited, but {d} feigned one or keeps a covert programme")
            }
            Outcome::InterimDeal => "an interim deal: some stages completed and the process still in force".to_owned(),
            Outcome::SymbolicTalks => "symbolic talks: in force, but nothing completed".to_owned(),
            Outcome::Revocation => format!("revocation: {g} took back what it could after stages had been completed"),
            Outcome::Deadlock => format!("deadlock: {g} left before anything was completed"),
            Outcome::Breach => format!("breach: the process was ruptured on {d}'s side"),
            Outcome::War => "war".to_owned(),
        };
        let rupture = match record.first_rupture {
            None => "It never ruptured.".to_owned(),
            Some((cause, round)) => {
                let cause = match cause {
                    Cause::Reneged => format!("{g} reneged"),
                    Cause::DisputedRightly => format!("a stage that {d} had feigned was found out"),
                    Cause::DisputedWrongly => "an honest stage was disputed by mistake".to_owned(),
                    Cause::Quit => format!("{d} walked out"),
                    Cause::Pocketed => format!("{d} pocketed a delivery"),
                    Cause::Exposed => format!("a covert programme of {d} came to light"),
                };
                format!("It first ruptured in round {} because {cause}.", round + 1)
            }
        };
        format!(
            "\nAfter {} years: {verdict}.\n{rupture} It was in force for {} years, {} of {} stages were completed, and \
             the share of the deterrent truly dismantled is {}.\nBeliefs at the end: Pr(dealer) = {}, Pr(keeper) = {}. \
             Discounted payoffs: {d} {}, {g} {}.\n",
            fixed(record.rounds as f64 / n, 2),
            fixed(record.rounds_in_force as f64 / n, 2),
            record.stages_completed,
            self.rules.game.stages.len(),
            fixed(record.dismantled_share, 2),
            fixed(record.beliefs[0], 2),
            fixed(record.beliefs[1], 2),
            fixed(record.payoffs[0], 2),
            fixed(record.payoffs[1], 2),
        )
    }
}

fn rounds(n: usize) -> String {
    if n == 1 {
        "one round".into()
    } else {
        format!("{n} rounds")
    }
}
