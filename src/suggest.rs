//! Floor 2: candidates, the spans that typography proposes.
//!
//! Owns what is worth stopping at that nobody has tagged yet. Never writes annotations.

mod attribution;
mod candidate;
mod partner;

pub use attribution::{Act, Attribution, Reason, Source, Speech, attributions, sources_of};
pub use candidate::{Candidate, CandidateKind, Rejected, candidates_in, next_candidate};
pub use partner::{Partner, partners, proposals};
