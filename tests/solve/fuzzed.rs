//! Small valid scenarios of the whole legal range: a bounded number of the inputs that `fuzz` makes more of.

use rayon::prelude::*;
use support::draws::Draws;
use support::fuzzing::solve;

#[test]
fn small_scenarios_load_and_their_solutions_are_sound() {
    (0..150_u64).into_par_iter().for_each(|seed| {
        let r = &mut Draws::new(seed);
        let bytes: Vec<u8> = (0..1200).map(|_| r.bits() as u8).collect();
        solve(&bytes);
    });
    // What a fuzzer begins with.
    for bytes in [&[][..], &[0; 64], &[255; 2000], b"scenario"] {
        solve(bytes);
    }
}
