//! What the Python package `honest_broker` calls: the library with Python's types, errors and interrupts.
//!
//! Nothing is computed here. Data cross the border as texts, as lists, or as the bytes of 64-bit floating-point numbers; the Python side
//! makes frames of them. Everything that takes time gives up the lock of the interpreter.
#![deny(unsafe_code)]

mod comparing;
mod evaluating;
mod failing;
mod options;
mod running;
mod scenario;
mod tables;

use honest_broker::Outcome;
use honest_broker::numeric::grid::GRID_RANGE;
use honest_broker::report::manifest::BUILD;
use honest_broker::scenario::{SHIPPED, shipped};
use pyo3::prelude::*;

/// Names and texts of the scenarios that come with the program.
#[pyfunction]
fn examples() -> Vec<(&'static str, &'static str)> {
    SHIPPED.to_vec()
}

/// Text of the scenario of that name that comes with the program, if there is one.
#[pyfunction]
fn example(name: &str) -> Option<&'static str> {
    shipped(name)
}

/// The module that Python imports.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
    module.add("BUILD", BUILD)?;
    module.add("OUTCOMES", Outcome::ALL.map(Outcome::name).to_vec())?;
    module.add("GRID_RANGE", (*GRID_RANGE.start(), *GRID_RANGE.end()))?;
    module.add_class::<scenario::NativeScenario>()?;
    module.add_function(wrap_pyfunction!(examples, module)?)?;
    module.add_function(wrap_pyfunction!(example, module)?)?;
    Ok(())
}
