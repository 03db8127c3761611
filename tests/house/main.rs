//! The project as a whole: its rooms, its pages, its references.

mod answers;
mod columns;
mod documents;
mod forecasts;
mod layering;
mod recipes;
mod reference;
mod tutorial;
