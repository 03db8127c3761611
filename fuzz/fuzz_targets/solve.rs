//! A small valid scenario, made from the bytes, and its solution.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::fuzzing::solve(bytes));
