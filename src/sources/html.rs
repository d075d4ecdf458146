//! Web pages: the article is found, then walked block by block into text.

mod date;
mod element;
mod linked_data;
mod metadata;
mod page;
mod tree;
mod walk;

pub(super) use page::page;
pub(super) use walk::fragment;
