//! Floor 5: the terminal shell. The only room that knows ratatui and crossterm.
//!
//! ```text
//! terminal ─▶ event (filter) ─┐
//! worker   ─▶ done ───────────┼─▶ Msg ─▶ update(model) ─▶ Effect ─▶ worker
//! signals  ───────────────────┘              │
//!                                         view(model) ─▶ screen (bytes that changed)
//! ```

mod agreeing;
mod beside;
mod candidates;
mod desk;
mod event;
mod exchanging;
mod fault;
mod feedback;
mod filter;
mod form;
mod look;
mod model;
mod paint;
mod regions;
mod register;
mod relating;
mod renaming;
mod reviewing;
mod run;
mod screen;
mod shelf;
mod terminal;
#[cfg(test)]
mod tests;
mod tour;
mod update;
mod view;
mod worker;

pub use run::{Finished, Reviews, Start, TuiError, run};
pub use terminal::TerminalError;
