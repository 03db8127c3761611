//! Files inside a page: packed, as text.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::notation::base64;

/// Most bytes of what is packed into a page; what is larger stands beside it.
pub(super) const LARGEST: usize = 60_000;
/// Most bytes of a packed table on a page of several results.
pub(super) const LIGHT: usize = 4_500;

/// Bytes packed by gzip, as text; `None` if they are more than `most` then. The header holds no time, so the same bytes give the same
/// text.
pub(super) fn packed(bytes: &[u8], most: usize) -> Option<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() <= most).then(|| base64(&packed))
}
