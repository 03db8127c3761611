//! What WebAssembly shows to the page: four functions over two buffers.
//!
//! A call has three steps. The page asks for [`question`] with a length and gets the address of so many bytes, into which it writes a
//! question as JSON; [`ask`] answers it and returns the length of the answer; [`answer`] is the address of the answer, also JSON.
//! What can be asked is described in [`questions`].
//!
//! Names that a page can call must not be mangled, and a function of such a name could take the place of another: Rust counts that as
//! unsafe. It is all that is unsafe here, and why this package exists beside the library, which forbids it. Nothing is read or
//! written through a raw pointer; addresses only leave.
#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod questions;

use std::sync::{Mutex, MutexGuard, PoisonError};

use questions::Session;

/// What lives between calls. WebAssembly has one thread here, so nobody waits for it.
static STATE: Mutex<State> = Mutex::new(State {
    question: Vec::new(),
    answer: Vec::new(),
    session: Session::new(),
});

struct State {
    question: Vec<u8>,
    answer: Vec<u8>,
    session: Session,
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room for a question of `length` bytes and returns where to write it.
#[expect(unsafe_code, reason = "a name that the page can call")]
#[unsafe(no_mangle)]
pub extern "C" fn question(length: usize) -> *mut u8 {
    let mut state = state();
    state.question = vec![0; length];
    state.question.as_mut_ptr()
}

/// Answers the question that was written, and returns the length of the answer in bytes.
#[expect(unsafe_code, reason = "a name that the page can call")]
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> usize {
    let mut state = state();
    let question = std::mem::take(&mut state.question);
    state.answer = state.session.answer(&question);
    state.answer.len()
}

/// Where the last answer stands.
#[expect(unsafe_code, reason = "a name that the page can call")]
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    state().answer.as_ptr()
}
