//! What a scenario file becomes, which worlds it has, and what is said about faulty ones.

mod arms;
mod case;
mod correlations;
mod design;
mod diagnostics;
mod diagnostics_arms;
mod diagnostics_distributions;
mod diagnostics_format;
mod diagnostics_forms;
mod diagnostics_text;
mod diagnostics_warnings;
mod evidence;
mod extends;
mod files;
mod fuzzed;
mod history;
mod hostile;
mod keys;
mod playable;
mod scenarios;
mod schema;
mod slips;
mod template;
mod worlds;
