//! The Sobol sequence in base 2 \[sobol1967\] with the direction numbers of Joe and Kuo \[joe-kuo2008\].
//!
//! Digit by digit, coordinate d of point i is the exclusive or of the direction numbers v_b of those bits b that are set in i:
//! v_b = m_b 2^(32−b), where m_b follows from the s before it by the recurrence of a primitive polynomial of degree s over the
//! field of two elements. In every coordinate the first 2^k points fall into the 2^k intervals of equal length, one into each.
//!
//! The numbers are embedded as data with their licence (`sobol.txt`) because no library suits: the crates that have them bring a
//! second copy of the statistics libraries and of their linear algebra, for some twenty lines of code.

use std::sync::OnceLock;

const DATA: &str = include_str!("sobol.txt");

/// Number of dimensions there are direction numbers for.
pub const DIMENSIONS: usize = 512;

const BITS: usize = 32;

/// One coordinate of a point, as the word whose bits are its binary digits.
///
/// # Panics
/// If `dimension` is not below [`DIMENSIONS`].
pub fn word(point: u32, dimension: usize) -> u32 {
    let directions = &directions()[dimension];
    let mut word = 0;
    let mut rest = point;
    while rest != 0 {
        word ^= directions[rest.trailing_zeros() as usize];
        rest &= rest - 1;
    }
    word
}

fn directions() -> &'static [[u32; BITS]] {
    static DIRECTIONS: OnceLock<Vec<[u32; BITS]>> = OnceLock::new();
    DIRECTIONS.get_or_init(|| {
        let first = std::array::from_fn(|bit| 1 << (BITS - 1 - bit));
        let others = DATA.lines().filter(|line| !line.starts_with('#')).map(row);
        std::iter::once(first).chain(others).collect()
    })
}

/// Dimension, degree, coefficients and initial numbers → direction numbers.
fn row(line: &str) -> [u32; BITS] {
    let numbers: Vec<u32> = line.split_whitespace().map_while(|text| text.parse().ok()).collect();
    let (degree, coefficients, initial) = (numbers[1] as usize, numbers[2], &numbers[3..]);
    let mut v = [0; BITS];
    for bit in 0..BITS {
        v[bit] = if bit < degree {
            initial[bit] << (BITS - 1 - bit)
        } else {
            (1..degree)
                .filter(|term| coefficients >> (degree - 1 - term) & 1 == 1)
                .fold(v[bit - degree] ^ (v[bit - degree] >> degree), |sum, term| {
                    sum ^ v[bit - term]
                })
        };
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_all_dimensions_and_valid_initial_numbers() {
        assert_eq!(directions().len(), DIMENSIONS);
        for line in DATA.lines().filter(|line| !line.starts_with('#')) {
            let numbers: Vec<u32> = line.split(' ').map(|text| text.parse().unwrap()).collect();
            assert_eq!(numbers.len(), 3 + numbers[1] as usize, "{line}");
            for (k, m) in numbers[3..].iter().enumerate() {
                // m_k is odd and below 2^k.
                assert!(m % 2 == 1 && *m < 2 << k, "{line}");
            }
        }
    }

    #[test]
    fn the_first_points_are_the_published_ones() {
        // Joe and Kuo's own list of the first ten points in three dimensions, whose order is that of the Gray code.
        let published = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
            [0.1875, 0.3125, 0.9375],
            [0.6875, 0.8125, 0.4375],
        ];
        for (i, point) in published.iter().enumerate() {
            let gray = (i ^ (i >> 1)) as u32;
            for (dimension, expected) in point.iter().enumerate() {
                let x = f64::from(word(gray, dimension)) / 4_294_967_296.0;
                assert_eq!(x, *expected, "point {i}, dimension {dimension}");
            }
        }
    }

    #[test]
    fn every_coordinate_meets_each_of_equal_intervals_once() {
        for dimension in 0..DIMENSIONS {
            for bits in [1, 5, 9] {
                let mut met = vec![false; 1 << bits];
                for point in 0..1 << bits {
                    let interval = (word(point, dimension) >> (32 - bits)) as usize;
                    assert!(!std::mem::replace(&mut met[interval], true), "{dimension} {bits}");
                }
            }
        }
    }
}
