//! Floor 2: who said what in a story, and what an editor should look at.
//!
//! Owns the ledger of actors with their quotes, claims and threats, the desk check, and how both look on paper. Reads
//! annotations and never changes them. Relations and attributes are known by their ids (`said_by`, `entity`, `status` …);
//! a codebook that lacks them gets what its labels alone tell.

mod desk;
mod ledger;
#[cfg(test)]
mod sample;

pub use desk::{Finding, FindingKind, desk_check};
pub use ledger::{Actor, Entry, Ledger, Part};
