//! Checksums as they stand in files.

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_written_as_lower_case_hexadecimal() {
        assert_eq!(sha256(b"")[..16], *"e3b0c44298fc1c14");
    }
}
