//! The walk from elements to blocks of text.

use dom_query::Document;

use crate::article::Role;
use crate::sources::story::{Blocks, Story};

/// The blocks of a piece of HTML that is all article, such as the body of a feed's item: nothing is looked for or left out.
pub(in crate::sources) fn fragment(html: &str) -> Blocks {
    let mut blocks = Blocks::default();
    blocks.push(Role::Body, &Document::fragment(html).text());
    blocks
}

/// The article in a whole web page, with the metadata that the page gives; its address, when known, completes them.
/// `original`, `place` and `id` are left to the caller.
pub(in crate::sources) fn page(html: &str, url: Option<&str>) -> Story {
    Story { url: url.map(str::to_owned), ..fragment(html).into_story() }
}
