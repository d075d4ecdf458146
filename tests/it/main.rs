//! The program as a whole: run in a terminal of its own, on files of its own.

mod annotating;
mod architecture;
mod commands;
mod hostile;
mod input;
mod leaving;
mod place;
mod records;
mod settings;
mod terminal;
