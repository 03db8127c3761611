//! Work that takes time: on threads of its own, while the calling thread looks after progress and Ctrl-C.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use honest_broker::job::{Event, Step, Watch};
use honest_broker::stats::{Level, set_level_here};
use honest_broker::threads;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// How often progress is told and interrupts are looked for.
const PAUSE: Duration = Duration::from_millis(50);

/// How far the steps of a job are: units of work done, and all of them.
#[derive(Default)]
pub struct Progress {
    steps: Mutex<BTreeMap<Step, (u64, u64)>>,
}

impl Watch for Progress {
    fn notice(&self, event: Event) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Begin { step, total, .. } => {
                let (_, all) = steps.entry(step).or_default();
                *all += total;
            }
            Event::Advance { step, by } => {
                let (done, _) = steps.entry(step).or_default();
                *done += by;
            }
            Event::End { .. }
            | Event::Look { .. }
            | Event::Finished { .. }
            | Event::MadeAgain { .. }
            | Event::PartDone { .. } => {}
        }
    }
}

impl Progress {
    fn now(&self) -> BTreeMap<Step, (u64, u64)> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What to work with.
pub struct Asked {
    /// Number of threads; as many as the machine has if there is none.
    pub threads: Option<u16>,
    /// Called with the name of a step, units of work done, and all of them.
    pub told: Option<Py<PyAny>>,
    /// Confidence level of all intervals. It belongs to the threads of this work, so that no other has it.
    pub level: Level,
}

/// Does `work` on other threads without the lock of the interpreter. Meanwhile progress is told, and Python's handlers of signals run: if
/// one of them raises, or the callback does, the stop flag goes up, and the exception is returned beside what the work came to.
///
/// # Errors
/// If the threads cannot be started, or the work panics, which is a defect.
pub fn run<T: Send>(
    py: Python<'_>,
    asked: &Asked,
    work: impl FnOnce(&AtomicBool, &Progress) -> T + Send,
) -> PyResult<(T, Option<PyErr>)> {
    let (stop, finished, progress) = (AtomicBool::new(false), AtomicBool::new(false), Progress::default());
    let caller = std::thread::current();
    let mut raised = None;
    let done = std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let level = asked.level;
            let done = threads::on_prepared(asked.threads, move || set_level_here(level), || work(&stop, &progress));
            finished.store(true, Ordering::Release);
            caller.unpark();
            done
        });
        let mut told = BTreeMap::new();
        loop {
            let is_finished = py.detach(|| {
                if !finished.load(Ordering::Acquire) && !worker.is_finished() {
                    std::thread::park_timeout(PAUSE);
                }
                // A worker that panics ends without saying that it has finished.
                finished.load(Ordering::Acquire) || worker.is_finished()
            });
            if raised.is_none() {
                let looked = py.check_signals().and_then(|()| tell(py, asked, &progress, &mut told));
                if let Err(error) = looked {
                    stop.store(true, Ordering::Relaxed);
                    raised = Some(error);
                }
            }
            if is_finished {
                return py.detach(|| worker.join());
            }
        }
    });
    let done =
        done.map_err(|_| PyRuntimeError::new_err("the computation failed; this is a defect of honest-broker"))?;
    let done = done.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    Ok((done, raised))
}

/// Tells what has changed since it was last told.
fn tell(py: Python<'_>, asked: &Asked, progress: &Progress, told: &mut BTreeMap<Step, (u64, u64)>) -> PyResult<()> {
    let Some(callback) = &asked.told else {
        return Ok(());
    };
    for (step, (done, all)) in progress.now() {
        if told.insert(step, (done, all)) != Some((done, all)) {
            callback.call1(py, (step.name(), done, all))?;
        }
    }
    Ok(())
}
