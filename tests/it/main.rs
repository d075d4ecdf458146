//! The program as a whole: run in a terminal of its own, on files of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test may fail, and helpers of tests beside it do"
)]

mod add;
mod agree;
mod annotating;
mod architecture;
mod assign;
mod check;
mod codebook;
mod commands;
mod company;
mod desk;
#[cfg(debug_assertions)]
mod disk;
mod entities;
mod exchange;
mod git;
mod hostile;
mod input;
mod leaving;
mod list;
mod markup;
mod moving;
mod place;
#[cfg(all(debug_assertions, target_os = "linux"))]
mod power;
mod records;
mod recover;
mod report;
mod review;
mod settings;
mod terminal;
