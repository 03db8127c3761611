//! `schema`: the file format for editors.

use honest_broker::scenario::json_schema;

use super::failure::{Failure, print};

pub fn run() -> Result<(), Failure> {
    print(&json_schema())
}
