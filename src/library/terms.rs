//! Closed sets of words that records and the undo history share on disk.

use serde::{Deserialize, Serialize};

use crate::annotation::{Id, Origin, WorkState};

/// A [`WorkState`] on disk.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename = "State")]
pub(super) enum StateTerm {
    New,
    InProgress,
    Done,
}

impl From<WorkState> for StateTerm {
    fn from(state: WorkState) -> Self {
        match state {
            WorkState::New => Self::New,
            WorkState::InProgress => Self::InProgress,
            WorkState::Done => Self::Done,
        }
    }
}

impl From<StateTerm> for WorkState {
    fn from(state: StateTerm) -> Self {
        match state {
            StateTerm::New => Self::New,
            StateTerm::InProgress => Self::InProgress,
            StateTerm::Done => Self::Done,
        }
    }
}

/// An [`Origin`] on disk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename = "Origin", deny_unknown_fields)]
pub(super) enum OriginTerm {
    #[default]
    Human,
    Suggested {
        by: String,
    },
    Edited {
        by: String,
    },
    Repeated,
    Imported {
        from: String,
    },
    Adjudicated {
        from: Vec<String>,
        by: String,
    },
}

impl From<&Origin> for OriginTerm {
    fn from(origin: &Origin) -> Self {
        match origin.clone() {
            Origin::Human => Self::Human,
            Origin::Suggested { by } => Self::Suggested { by },
            Origin::Edited { by } => Self::Edited { by },
            Origin::Repeated => Self::Repeated,
            Origin::Imported { from } => Self::Imported { from },
            Origin::Adjudicated { from, by } => Self::Adjudicated { from: from.iter().map(ToString::to_string).collect(), by },
        }
    }
}

impl From<OriginTerm> for Origin {
    fn from(origin: OriginTerm) -> Self {
        match origin {
            OriginTerm::Human => Self::Human,
            OriginTerm::Suggested { by } => Self::Suggested { by },
            OriginTerm::Edited { by } => Self::Edited { by },
            OriginTerm::Repeated => Self::Repeated,
            OriginTerm::Imported { from } => Self::Imported { from },
            OriginTerm::Adjudicated { from, by } => Self::Adjudicated { from: from.iter().map(|id| Id::from(id.as_str())).collect(), by },
        }
    }
}
