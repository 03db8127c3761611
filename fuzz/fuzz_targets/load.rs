//! Any bytes as a scenario file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = support::fuzzing::load(bytes);
});
