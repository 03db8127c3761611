//! Public states: stages completed, phase, and whether the broker is active (model section 3).

use super::parameters::Game;

/// The seven phases of the process. War is not a phase: it ends the game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    InForce,
    RupturedByGuarantor { enforced: bool, rebuilt: bool },
    RupturedByDisarmer { rebuilt: bool },
}

impl Phase {
    pub fn in_force(self) -> bool {
        self == Phase::InForce
    }

    pub fn rebuilt(self) -> bool {
        match self {
            Phase::InForce => false,
            Phase::RupturedByGuarantor { rebuilt, .. } | Phase::RupturedByDisarmer { rebuilt } => rebuilt,
        }
    }

    pub fn enforced(self) -> bool {
        matches!(self, Phase::RupturedByGuarantor { enforced: true, .. })
    }

    pub(super) fn with_rebuilt(self) -> Self {
        match self {
            Phase::InForce => self,
            Phase::RupturedByGuarantor { enforced, .. } => Phase::RupturedByGuarantor {
                enforced,
                rebuilt: true,
            },
            Phase::RupturedByDisarmer { .. } => Phase::RupturedByDisarmer { rebuilt: true },
        }
    }
}

/// A public state without the beliefs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// Stages completed, 0 to N.
    pub stage: usize,
    pub phase: Phase,
    pub broker_active: bool,
}

/// Index of a state in its [`StateSpace`].
pub type StateId = usize;

/// The states that play can reach, in a fixed order: without an active broker and not enforced, without an active broker
/// and enforced, with an active broker. Play never leaves the first block, which is the whole game without a broker.
#[derive(Clone, Debug, PartialEq)]
pub struct StateSpace {
    states: Vec<State>,
    /// Per stage, whether the disarmer has anything it could rebuild.
    rebuildable: Vec<bool>,
    without_broker: usize,
}

impl StateSpace {
    pub fn new(game: &Game) -> Self {
        let mut reversible = 0.0;
        let mut rebuildable = vec![false];
        for stage in &game.stages {
            reversible += (stage.deterrent_share + stage.threat_share) * stage.reversible;
            rebuildable.push(reversible > 0.0);
        }
        let mut space = StateSpace {
            states: Vec::new(),
            rebuildable,
            without_broker: 0,
        };
        space.add_block(game, false, &[false]);
        space.without_broker = space.states.len();
        if game.broker.is_some() {
            space.add_enforced_only();
            space.add_block(game, true, &[false, true]);
        }
        space
    }

    fn add_block(&mut self, game: &Game, broker_active: bool, enforced: &[bool]) {
        for stage in 0..=game.stages.len() {
            self.states.push(State {
                stage,
                phase: Phase::InForce,
                broker_active,
            });
            for &enforced in enforced {
                self.add_ruptured(stage, broker_active, |rebuilt| Phase::RupturedByGuarantor {
                    enforced,
                    rebuilt,
                });
            }
            self.add_ruptured(stage, broker_active, |rebuilt| Phase::RupturedByDisarmer { rebuilt });
        }
    }

    fn add_enforced_only(&mut self) {
        for stage in 0..self.rebuildable.len() {
            self.add_ruptured(stage, false, |rebuilt| Phase::RupturedByGuarantor {
                enforced: true,
                rebuilt,
            });
        }
    }

    fn add_ruptured(&mut self, stage: usize, broker_active: bool, phase: impl Fn(bool) -> Phase) {
        for rebuilt in [false, true] {
            let state = State {
                stage,
                phase: phase(rebuilt),
                broker_active,
            };
            if self.canonical(state) == state && !self.states.contains(&state) {
                self.states.push(state);
            }
        }
    }

    /// The state that stands for `state`: flags that change nothing are cleared (nothing was dismantled yet, or nothing of
    /// it can be rebuilt), which keeps the state space small.
    fn canonical(&self, mut state: State) -> State {
        match &mut state.phase {
            Phase::InForce => {}
            Phase::RupturedByGuarantor { enforced, rebuilt } => {
                *enforced &= state.stage > 0;
                *rebuilt &= self.rebuildable[state.stage];
            }
            Phase::RupturedByDisarmer { rebuilt } => *rebuilt &= self.rebuildable[state.stage],
        }
        state
    }

    /// Index of a state.
    ///
    /// # Panics
    /// If play cannot reach the state in this game.
    pub fn id(&self, state: State) -> StateId {
        let canonical = self.canonical(state);
        self.states
            .iter()
            .position(|&s| s == canonical)
            .expect("the state is reachable in this game")
    }

    pub fn states(&self) -> &[State] {
        &self.states
    }

    pub fn len(&self) -> usize {
        self.states.len()
    }

    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Number of states of the game without a broker: the first so many states.
    pub fn without_broker(&self) -> usize {
        self.without_broker
    }

    /// The state after the reversible part has been rebuilt; the state itself if in force, rebuilt, or without effect.
    pub fn after_rebuilding(&self, id: StateId) -> StateId {
        let state = self.states[id];
        self.id(State {
            phase: state.phase.with_rebuilt(),
            ..state
        })
    }

    /// The state after a covert programme is exposed: ruptured by the disarmer, nothing rebuilt yet. The state itself unless
    /// in force with a stage completed.
    pub fn after_exposure(&self, id: StateId) -> StateId {
        let state = self.states[id];
        match state.phase {
            Phase::InForce if state.stage > 0 => self.id(State {
                phase: Phase::RupturedByDisarmer { rebuilt: false },
                ..state
            }),
            Phase::InForce | Phase::RupturedByGuarantor { .. } | Phase::RupturedByDisarmer { .. } => id,
        }
    }

    /// The state after the broker has lost its neutrality; the state itself if it is not active.
    pub fn after_neutrality_loss(&self, id: StateId) -> StateId {
        self.id(State {
            broker_active: false,
            ..self.states[id]
        })
    }
}
