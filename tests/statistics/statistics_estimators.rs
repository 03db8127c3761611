//! Estimators over worlds against what is known of the worlds they are drawn from.

use crate::synthetic::Random;
use honest_broker::stats::Moments;
use honest_broker::stats::components::{Exact, Played};
use honest_broker::stats::control::{equivalent_trials, hazard};

/// A world's weights of four type pairs and the probability of an event given each.
fn world(random: &mut Random) -> ([f64; 4], [f64; 4]) {
    let (a, b) = (0.2 + 0.4 * random.uniform(), 0.5 + 0.4 * random.uniform());
    let weights = [a * b, a * (1.0 - b), (1.0 - a) * b, (1.0 - a) * (1.0 - b)];
    let base = 0.6 * random.uniform();
    (weights, [base, base + 0.1, base + 0.15, base + 0.4])
}

fn pick(weights: &[f64; 4], random: &mut Random) -> usize {
    let mut left = random.uniform();
    weights[..3]
        .iter()
        .take_while(|w| {
            left -= **w;
            left >= 0.0
        })
        .count()
}

#[test]
fn played_components_agree_with_exact_ones_with_few_and_with_many_episodes() {
    // Standard errors of the played components with these numbers are below 0.0009 (20,000 worlds of 5) and smaller with more
    // episodes; the bound is four of them.
    for (worlds, episodes) in [(20_000, 5), (20_000, 40)] {
        let (mut exact, mut played) = (Exact::default(), Played::default());
        let mut random = Random::new(episodes);
        for _ in 0..worlds {
            let (weights, values) = world(&mut random);
            exact.push_probabilities(&weights, &values);
            let mut cells = [Moments::default(); 4];
            for _ in 0..episodes {
                let k = pick(&weights, &mut random);
                cells[k].push(f64::from(u8::from(random.uniform() < values[k])));
            }
            played.push(&cells);
        }
        let (e, p) = (exact.components(), played.components());
        for (name, e, p) in [
            ("parameters", e.parameters, p.parameters),
            ("types", e.types, p.types),
            ("chance", e.chance, p.chance),
        ] {
            let (e, p) = (e.expect("known"), p.expect("known"));
            assert!(
                (e - p).abs() < 0.0035,
                "{name} with {episodes}: exact {e:.4}, played {p:.4}"
            );
        }
    }
}

#[test]
fn the_compensator_of_an_event_has_its_mean_and_far_less_noise() {
    // A chain of 40 rounds with two conditions: 0.03 % of war a round in one, 0.3 % in the other, left with 10 % a round.
    let hazards = [0.0003, 0.003];
    let (mut alive, mut probability) = ([1.0f64, 0.0], 0.0);
    for _ in 0..40 {
        let war = [alive[0] * hazards[0], alive[1] * hazards[1]];
        probability += war[0] + war[1];
        let left = [alive[0] - war[0], alive[1] - war[1]];
        alive = [0.9 * left[0] + 0.1 * left[1], 0.1 * left[0] + 0.9 * left[1]];
    }
    let mut random = Random::new(11);
    let mut compensators = Moments::default();
    for _ in 0..20_000 {
        let (mut state, mut sum) = (0, 0.0);
        for _ in 0..40 {
            sum += hazards[state];
            if random.uniform() < hazards[state] {
                break;
            }
            state ^= usize::from(random.uniform() < 0.1);
        }
        compensators.push(sum);
    }
    let estimate = hazard(&compensators);
    let off = (estimate.value.unwrap() - probability).abs() / estimate.std_error.unwrap();
    assert!(off < 4.0, "{estimate:?} against {probability}");
    assert!(equivalent_trials(&estimate).unwrap() > 20.0 * 20_000.0);
}
