//! The project as a whole: its rooms, its pages, its references.

mod answers;
mod documents;
mod layering;
mod recipes;
mod reference;
