//! Tests of the shell without a terminal: keys in; text, record, messages and screens out.

mod asking;
mod changing;
mod dump;
mod harness;
mod moving;
mod picture;
mod properties;
mod screens;
mod selecting;
mod tagging;
