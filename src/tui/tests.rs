//! Tests of the shell without a terminal: keys in; text, record, messages and screens out.
#![allow(clippy::string_slice, reason = "offsets in tests come from the text itself")]

mod agreeing;
mod asking;
mod changing;
mod company;
mod dump;
mod form;
mod harness;
mod lessons;
mod library;
mod moving;
mod picture;
mod properties;
mod registers;
mod relating;
mod renaming;
mod reviewing;
mod screens;
mod selecting;
mod tagging;
