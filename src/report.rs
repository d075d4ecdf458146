//! Floor 2: who said what in a story, and what an editor should look at.
//!
//! Owns the ledger of actors with their quotes, claims and threats, the desk check, and how both look on paper. Reads
//! annotations and never changes them. Relations and attributes are known by their ids (`said_by`, `entity`, `status` …);
//! a codebook that lacks them gets what its labels alone tell.

mod actors;
mod audit;
mod claim_review;
mod desk;
mod figures;
mod html;
mod ledger;
mod markdown;
#[cfg(test)]
mod sample;
mod sheet;
mod tables;

pub use audit::{Audit, Source};
pub use claim_review::claim_reviews;
pub use desk::{Finding, FindingKind, desk_check};
pub use figures::Figures;
pub use html::{Overview, PAGE_END, frame, page, story_of_many};
pub use ledger::{Actor, Entry, Ledger, Matrix, Part};
pub use markdown::story_sheet;
pub use sheet::Sheet;
pub use tables::{Cell, TABLES, Table, table};
