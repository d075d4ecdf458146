//! Floor 2: candidates, the spans that typography or known names propose, and marks that say: look here.
//!
//! Owns what is worth stopping at that nobody has tagged yet. Never writes annotations.

mod all;
mod attribution;
mod candidate;
mod gazetteer;
mod lexicon;
mod next;
mod partner;
mod passage;

pub use all::AllCandidates;
pub use attribution::{Act, Attribution, Reason, Source, Speech, attributions, cue_of, sources_of};
pub use candidate::{Candidate, CandidateKind, InSection, Proposing, candidates_in};
pub use gazetteer::{Gazetteer, KnownName, Match};
pub use lexicon::{Look, looks, threat_in};
pub use next::{Rejected, Stop, next_candidate, suggestions};
pub use partner::{Partner, partners, proposals};
pub use passage::Passage;
