//! Who computes and writes.

use crate::output::checkpoint::Maker;
use crate::report::manifest::{BUILD, PROGRAM};

/// This program, in this build.
pub(super) const MAKER: Maker = Maker {
    program: PROGRAM,
    build: BUILD,
};
