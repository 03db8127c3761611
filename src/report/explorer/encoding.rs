//! Numbers as text that a page reads quickly.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base 64 with padding (RFC 4648).
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let word = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for place in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * place)) as usize & 63];
            text.push(if place > three.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

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
    fn base_64_is_that_of_the_standard() {
        let examples = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, text) in examples {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(floats([Some(1.0)].into_iter()), "AACAPw==");
        assert_eq!(thousandths([0.001, -1.0].into_iter()), "AQAY/A==");
    }
}
