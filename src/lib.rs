//! `tagline`: read news articles in the terminal and annotate them at the keyboard.
//!
//! The house stands on floors; a lower one never imports an upper one, and rooms on one floor do not import each other:
//!
//! ```text
//! 6  main.rs, lib.rs
//! 5  tui/       the terminal shell            cli/        the command line shell
//! 4  library/   records on disk, saving, lookup
//! 3  sources/   files -> articles             config/     settings, codebook, keys, theme
//!    exchange/  annotations <-> other tools' formats
//! 2  suggest/   candidates                    report/     who said what, the desk check
//! 1  reading/   moving in an article          annotation/ annotations, edits, undo
//! 0  article/   text, blocks, tokens, glyphs
//! ```

pub mod annotation;
pub mod article;
pub mod cli;
pub mod config;
pub mod exchange;
pub mod library;
pub mod reading;
pub mod report;
pub mod review;
pub mod sources;
pub mod suggest;
pub mod tui;
