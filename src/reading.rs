//! Floor 1: everything about moving in an article without a terminal.
//!
//! Owns sections, rows for a width, the page's scroll position, the selection, motions, text objects, jump labels and
//! search. All of it works on what is near the caret, so that a book is as quick as a brief.
//!
//! ```text
//! article ─▶ block ─▶ section (≤ 16 KiB) ─▶ rows of a width ─▶ page lines
//!                          └─▶ tokens, sentences, names … ─▶ motions and objects
//! ```

mod jump;
mod motion;
mod object;
mod page;
mod rows;
mod search;
mod section;
mod selection;

pub use jump::jump_labels;
pub use motion::{Motion, first_token, last_token, move_by, token_at, token_near};
pub use object::{Object, grown, next_object, object_around, objects_in, shrunk};
pub use page::{Page, PageLine, Row};
pub use rows::{Measure, row_starts};
pub use search::{Search, SearchError};
pub use section::{Section, next_section, previous_section, section_at};
pub use selection::{Selection, by_block, trimmed};
