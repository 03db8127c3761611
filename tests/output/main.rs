//! Files and charts from plain tables.

mod charts;
mod folder;
mod tables;
mod texts;
