//! Annotations as plain JSON objects, `{"start": 0, "end": 4, "label": "actor", …}`: what most tools for training read and write.
//!
//! Written strictly, read leniently: a field of another type than ours is as good as none, unless it is a place or a label.

mod read;
mod value;
mod write;

pub(super) use read::{Taken, about, annotations, text_of};
pub(super) use value::{as_json, value_of};
pub(super) use write::{Meta, Said, count_unsaid, put_line, put_list, put_rest, put_text, trimmed};
