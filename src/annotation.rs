//! Floor 1: annotations and everything that can be done to them without a file or a screen.
//!
//! Owns annotations, relations and the codebook; the set with its index; changes, steps and their history; where
//! annotations are in a text that has changed. Knows nothing of records on disk. Clock and ids come in as arguments.

mod anchor;
mod check;
mod codebook;
mod history;
mod item;
mod merge;
mod proposal;
#[cfg(test)]
pub(crate) mod scripts;
mod set;

pub use anchor::{Placement, Reanchoring, Verdict};
pub use check::{Unsound, unsound};
pub use codebook::{Attribute, AttributeKind, Codebook, Difference, Label, Mark, Natural, RelationKind, Rules, Use};
pub use history::{History, Move, Replayed, Step};
pub use item::{Anchor, Annotation, Id, LabelId, Origin, Relation, Tombstone, Unanchored, Value, WorkState, context};
pub use merge::{CONFLICT, DELETED, Merge, difference, in_conflict, merge, rebased};
pub use proposal::{Carried, Proposal, carry, follow_change, place_all};
pub use set::{AnnotationSet, Change, Layer};
