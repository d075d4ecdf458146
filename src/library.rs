//! Floor 4: where articles and annotations are kept, and how they get there and back.
//!
//! Owns the lookup of projects, records on disk, atomic saves, what is known of an article, undo histories and the last
//! reading place. Nothing above this floor touches a file of the user's.
//!
//! ```text
//! PATH ──find──▶ Home (project or user's library) ──▶ record, kept text, meta      (in the project)
//!                                                 └─▶ history, place, rescued copy  (in the state folder)
//! ```

mod add;
mod atomic;
mod backup;
mod catalogue;
mod check;
mod comparing;
mod conflict_copies;
mod disk;
mod disputed;
mod editing;
mod entities;
mod every_record;
mod export;
mod feedback;
mod folders;
mod gazetteer_files;
mod git;
mod home;
#[cfg(test)]
mod hostile;
mod import;
mod init;
mod journal;
mod lanes;
mod list;
mod lock;
mod marking;
mod meta;
mod open;
mod overwrite;
mod place;
mod queue;
mod reanchor;
mod record;
mod recover;
mod relocate;
mod reviewing;
mod save;
mod sight;
mod sketch;
mod stamp;
mod terms;
mod used_values;
mod waiver;
mod watch;

pub use add::{
    AddOptions, Added, Adder, Batch, FolderError, Gathered, Intake, Known, KnownArticle, Near, News, Onlooker, Origin, Outcome, Read, Supply, Wish, gather,
    grouped, is_date,
};
pub use atomic::{Draft, Privacy, write_atomically};
pub use catalogue::{
    Arrangement, Asking, Card, Catalogue, Completion, FILTER_FIELDS, Filter, FilterField, FilterProblem, Found, FoundSpan, FullText, Grouping, Hit, Order,
    Refreshed, Selection, Snippet, SoFar, Step, Work, complete, state_of,
};
pub use check::{Checked, Finding, Mending, check};
pub use comparing::{Compared, Comparison};
pub use disputed::{DisputedArticle, DisputedPlace, Side, disputed};
pub use entities::{Entities, Entity, Mention, Onward, ProposedMerge, RenamePlan, Renamed, mentions, name_of, rename, renaming};
pub use every_record::{EveryRecord, every_record};
pub use export::{Destination, Export, Exported, Shares, Wanted, split};
pub use feedback::{FeedbackLine, FeedbackOn, Reviewed, feedback_for, line_of, reviewed_work};
pub use folders::Folders;
pub use gazetteer_files::{gazetteer, read_gazetteers};
pub use git::{DriverError, GitSetup, git_setup, merge_files};
pub use home::{Home, HomeError, HomeKind, annotator_name, proposed_annotator};
pub use import::{Import, Imported};
pub use init::{InitReport, init};
pub use list::{annotators, articles, some_articles};
pub use marking::{Marked, mark};
pub use meta::{About, Meta};
pub use open::{OpenRecord, OpenText, begin_article, load_article, load_record, read_record_of};
pub use overwrite::{Holds, holds_work};
pub use place::Place;
pub use queue::{Queues, assign_to_queues, dequeue, enqueue};
pub use record::{ArticleRef, Head, ListName, Locked, Record, RecordError, SCHEMA, head, read as read_record, read_unanchored, write as write_record};
pub use recover::{Kept, KeptKind, Offer, Recovered, completed, held_by, kept, kept_everywhere, merge_copies, overwrite, recovered, text_for};
pub use relocate::{MoveError, Relocated, everything_of, purge, relocate};
pub use reviewing::{
    GOLD, Review, adjudicate, all_contested, contested, decisions, is_adjudicated, is_decision, is_done, keeping, kept_by, must_wait, open_review, reviewed,
    to_review,
};
pub use save::{Merged, SaveError, SaveJob, Saved, Saver};
pub use sight::Sight;
pub use sketch::{Shingles, Sketch};
pub use stamp::Stamp;
pub use used_values::{UsedValues, ValueMemory, texts};
pub use waiver::{waive, waiver_change, waiver_title, waivers};
pub use watch::Watch;
