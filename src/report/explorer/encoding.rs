//! Numbers as text that a page reads quickly.

use crate::notation::base64;

/// Numbers of 32 bits, the last byte first, in base 64. What is missing is not a number.
pub(super) fn floats(numbers: impl Iterator<Item = Option<f64>>) -> String {
    let bytes: Vec<u8> = numbers
        .flat_map(|x| (x.unwrap_or(f64::NAN) as f32).to_le_bytes())
        .collect();
    base64(&bytes)
}

/// Numbers in thousandths as whole numbers of 16 bits, the last byte first, in base 64.
pub(super) fn thousandths(numbers: impl Iterator<Item = f64>) -> String {
    let whole = |x: f64| (x * 1000.0).round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16;
    let bytes: Vec<u8> = numbers.flat_map(|x| whole(x).to_le_bytes()).collect();
    base64(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_the_last_byte_first() {
        assert_eq!(floats([Some(1.0)].into_iter()), "AACAPw==");
        assert_eq!(thousandths([0.001, -1.0].into_iter()), "AQAY/A==");
    }
}
