//! Work on several threads, or on one where the feature `threads` is off. No result depends on which.

#[cfg(feature = "threads")]
pub use rayon::{current_num_threads, prelude, scope};

#[cfg(not(feature = "threads"))]
pub use one::{current_num_threads, prelude, scope};

/// Threads that could not be started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start the threads: {0}")]
pub struct ThreadsError(String);

/// Runs `work` on as many threads as asked for, or on as many as the machine has.
///
/// # Errors
/// If the threads cannot be started.
#[cfg(feature = "threads")]
pub fn on<T: Send>(number: Option<u16>, work: impl FnOnce() -> T + Send) -> Result<T, ThreadsError> {
    on_prepared(number, || {}, work)
}

/// As [`on`]; each of the threads, which end with the work, does `prepare` before anything else.
///
/// # Errors
/// If the threads cannot be started.
#[cfg(feature = "threads")]
pub fn on_prepared<T: Send>(
    number: Option<u16>,
    prepare: impl Fn() + Send + Sync + 'static,
    work: impl FnOnce() -> T + Send,
) -> Result<T, ThreadsError> {
    let mut pool = rayon::ThreadPoolBuilder::new().start_handler(move |_| prepare());
    if let Some(number) = number {
        pool = pool.num_threads(number.into());
    }
    let pool = pool.build().map_err(|e| ThreadsError(e.to_string()))?;
    Ok(pool.install(work))
}

/// Runs `work` on the one thread there is.
///
/// # Errors
/// Never.
#[cfg(not(feature = "threads"))]
pub fn on<T: Send>(_number: Option<u16>, work: impl FnOnce() -> T + Send) -> Result<T, ThreadsError> {
    Ok(work())
}

/// As [`on`], on a thread that ends with the work and does `prepare` before anything else.
///
/// # Errors
/// If the thread cannot be started.
#[cfg(not(feature = "threads"))]
pub fn on_prepared<T: Send>(
    _number: Option<u16>,
    prepare: impl Fn() + Send + Sync + 'static,
    work: impl FnOnce() -> T + Send,
) -> Result<T, ThreadsError> {
    std::thread::scope(|scope| {
        let prepared = move || {
            prepare();
            work()
        };
        let worker = std::thread::Builder::new().spawn_scoped(scope, prepared);
        let done = worker.map_err(|e| ThreadsError(e.to_string()))?.join();
        done.map_err(|_| ThreadsError("the work came to no end".to_owned()))
    })
}

/// The same names for one thread: parallel iterators are plain ones, and what is spawned runs at once.
#[cfg(not(feature = "threads"))]
mod one {
    /// Number of threads that take part.
    pub fn current_num_threads() -> usize {
        1
    }

    /// A scope in which work is spawned.
    pub struct Scope;

    impl Scope {
        /// Does the work.
        pub fn spawn(&self, work: impl FnOnce(&Scope)) {
            work(self);
        }
    }

    /// Opens a scope; all that is spawned in it is done when it returns.
    pub fn scope<T>(open: impl FnOnce(&Scope) -> T) -> T {
        open(&Scope)
    }

    /// Iterators under the names of parallel ones.
    pub mod prelude {
        /// Slices that are gone through by reference.
        pub trait ByRef<T> {
            fn par_iter(&self) -> std::slice::Iter<'_, T>;
            fn par_iter_mut(&mut self) -> std::slice::IterMut<'_, T>;
        }

        impl<T> ByRef<T> for [T] {
            fn par_iter(&self) -> std::slice::Iter<'_, T> {
                self.iter()
            }

            fn par_iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
                self.iter_mut()
            }
        }

        /// Collections that are gone through by value.
        pub trait ByValue: IntoIterator + Sized {
            fn into_par_iter(self) -> Self::IntoIter {
                self.into_iter()
            }
        }

        impl<I: IntoIterator> ByValue for I {}

        /// Hints about how to divide work, without meaning for one thread.
        pub trait Undivided: Sized {
            fn with_max_len(self, _most: usize) -> Self {
                self
            }
        }

        impl<I: Iterator> Undivided for I {}
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::prelude::*;
    use super::*;

    thread_local! {
        static PREPARED: Cell<bool> = const { Cell::new(false) };
    }

    #[test]
    fn every_thread_is_prepared_and_none_of_other_work_is() {
        let prepared = || {
            let all = (0..64).into_par_iter().map(|_| PREPARED.get());
            all.collect::<Vec<bool>>()
        };
        assert_eq!(
            on_prepared(Some(4), || PREPARED.set(true), prepared).unwrap(),
            [true; 64]
        );
        assert_eq!(on(Some(4), prepared).unwrap(), [false; 64]);
        assert!(!PREPARED.get());
    }
}
