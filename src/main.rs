//! The `honest-broker` command.
fn main() {}
