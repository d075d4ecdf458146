//! Floor 2: reviewing the work of several annotators on the same articles.
//!
//! Owns the cases of a review, the decisions on them and the gold set that follows from these, what annotators learn of
//! it, who annotates what, and the figures of agreement. Knows no files, clock or screen: names, ids and times come in as
//! arguments.

pub mod agreement;
mod assignment;
mod cases;
mod decision;

pub use assignment::{Assignment, Overlap, Plan, assign};
pub use cases::{Case, CaseKind, Differences, Fingerprint, Held, Note, Tie, Version, cases, sentences_around};
pub use decision::{
    Adjudication, Amendment, CaseState, Choice, Decision, Entries, Feedback, Judgement, Placement, Reason, Refused, Replay, Ruling, Standing, Unreadable,
    Whose, feedback, replay,
};
