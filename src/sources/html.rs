//! Web pages: the article is found, then walked block by block into text.

mod element;
mod tree;
mod walk;

pub(super) use walk::{fragment, page};
