//! Web pages: the article is found, then walked block by block into text.

mod charset;
mod date;
mod element;
mod linked_data;
mod metadata;
mod page;
mod saved;
#[cfg(test)]
mod tests;
mod tree;
mod walk;

pub(super) use charset::decode_page;
pub(super) use date::date;
pub(super) use metadata::language;
pub(super) use page::page;
pub(super) use saved::{HtmlReader, saved_page};
pub(super) use tree::without_data;
pub(super) use walk::fragment;
