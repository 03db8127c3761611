//! From a file to its text.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::problem::{Code, Problem, Problems};

/// A scenario is a few kilobytes. The limit keeps a wrong path (a video, a device) from filling the memory.
pub(super) const LARGEST_FILE: u64 = 1 << 18;

/// The bytes of a file, at most one more than a scenario may have.
pub(super) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text that the bytes of a file are. The name stands in the problem if they are none.
pub(super) fn text_of<'b>(file_name: &str, bytes: &'b [u8]) -> Result<&'b str, Problems> {
    if bytes.len() as u64 > LARGEST_FILE {
        let message = "the file is larger than 256 KiB, and no scenario is";
        let help = "check that the path is that of a scenario";
        return Err(Problem::about_file(Code::TooLarge, file_name, message)
            .help(help)
            .into());
    }
    if bytes.starts_with(&[0xff, 0xfe])
        || bytes.starts_with(&[0xfe, 0xff])
        || bytes.get(..40).is_some_and(|b| b.contains(&0))
    {
        let message = "the file is not UTF-8 text: it looks like UTF-16, which some editors call Unicode";
        let help = "save it again with the encoding UTF-8";
        let mut problem = Problem::about_file(Code::NotUtf8, file_name, message).help(help);
        (problem.line, problem.column) = (Some(1), Some(1));
        return Err(problem.into());
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let message = format!("the file is not UTF-8 text: byte 0x{byte:02X} does not belong here");
        let help = "save the file as UTF-8";
        let mut problem = Problem::about_file(Code::NotUtf8, file_name, message).help(help);
        problem.line = Some(valid.matches('\n').count() + 1);
        problem.column = Some(valid.rsplit('\n').next().unwrap_or_default().chars().count() + 1);
        problem.found = Some(format!("0x{byte:02X}"));
        problem.into()
    })
}
