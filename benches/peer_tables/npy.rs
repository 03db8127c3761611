//! Arrays of one dimension in NumPy's file format, version 1.0: a magic string, the length of a header, the header as a
//! Python dictionary padded so that the data start at a multiple of 64 bytes, and the numbers with the low byte first.

use std::fs;
use std::path::PathBuf;

/// A folder of arrays.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(path: PathBuf) -> Self {
        fs::create_dir_all(&path).expect("the folder can be made");
        Folder(path)
    }

    pub fn floats(&self, name: &str, values: Vec<f64>) {
        let data = values.iter().flat_map(|x| x.to_le_bytes()).collect();
        self.write(name, "<f8", values.len(), data);
    }

    pub fn integers(&self, name: &str, values: Vec<i64>) {
        let data = values.iter().flat_map(|x| x.to_le_bytes()).collect();
        self.write(name, "<i8", values.len(), data);
    }

    fn write(&self, name: &str, kind: &str, length: usize, data: Vec<u8>) {
        let start = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({length},), }}");
        let size = (10 + start.len() + 1).next_multiple_of(64) - 10;
        let header = format!("{start:<width$}\n", width = size - 1);
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        fs::write(self.0.join(format!("{name}.npy")), bytes).expect("the folder can be written");
    }
}
