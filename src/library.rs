//! Floor 4: where articles and annotations are kept, and how they get there and back.
//!
//! Owns the lookup of projects, records on disk, atomic saves, what is known of an article, undo histories and the last
//! reading place. Nothing above this floor touches a file of the user's.
//!
//! ```text
//! PATH ──find──▶ Home (project or user's library) ──▶ record, kept text, meta      (in the project)
//!                                                 └─▶ history, place, rescued copy  (in the state folder)
//! ```

mod atomic;
mod folders;
mod history_file;
mod home;
#[cfg(test)]
mod hostile;
mod init;
mod list;
mod meta;
mod open;
mod place;
mod record;
mod save;
mod stamp;
mod terms;
mod watch;

pub use atomic::{Privacy, write_atomically};
pub use folders::Folders;
pub use home::{Home, HomeError, HomeKind, annotator_name, proposed_annotator};
pub use init::{InitReport, init};
pub use list::articles;
pub use meta::Meta;
pub use open::{OpenRecord, OpenText, begin_article, load_article, load_record};
pub use place::Place;
pub use record::{ArticleRef, Head, ListName, Locked, Record, RecordError, SCHEMA, head, read as read_record, write as write_record};
pub use save::{SaveError, SaveJob, Saved, Saver};
pub use stamp::Stamp;
pub use watch::Watch;
