//! Files and charts from plain tables.

mod charts;
mod folder;
mod kinds;
mod stories;
mod tables;
mod texts;
