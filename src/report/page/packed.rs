//! Files inside a page: packed, as text.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Packed files larger than this stay out of the page; they stand beside it.
const LARGEST: usize = 60_000;

/// Bytes as text.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Bytes packed by gzip, as text; `None` if they are too many. The header holds no time, so the same bytes give the same text.
pub(super) fn packed(bytes: &[u8]) -> Option<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() <= LARGEST).then(|| base64(&packed))
}
