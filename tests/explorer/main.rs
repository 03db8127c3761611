//! The explorer of a report: what a page gets of a result, and that the solver in the page is the program's.
//!
//! Its scripts are tested by `run.sh` with Node, and in a browser by `tests/browser/explorer.mjs`.

mod section;
mod solver;
