//! `WebAnno` TSV 3.3: a row a token, layers in columns. It holds the structures of a CAS that are spans and relations.
//!
//! ```text
//! #T_SP=custom.Span|identifier|label
//! #T_RL=custom.Relation|label|BT_custom.Span
//!
//!
//! #Text=Ilse Brandt left.
//! 1-1   0-4     Ilse     0192…[1]   actor[1]   _   _
//! 1-2   5-11    Brandt   0192…[1]   actor[1]   _   _
//! 1-2.1 5-8     Bra      …          a part of a token, where an annotation begins or ends in it
//! ```

mod escape;
mod header;
mod read;
mod rows;
#[cfg(test)]
mod tests;
mod write;

pub(super) use read::read;
pub(super) use write::written;
