//! The article in a whole web page.
//!
//! ```text
//! tree ──walk──▶ all that is shown ─┐ headline, deck, byline, caption above the text
//!   └──dom_smoothie──▶ article ──walk──▶ its paragraphs ──▶ story
//! ```

use std::collections::HashSet;

use dom_query::{Document, Node, NodeData};
use dom_smoothie::{Config, Readability};

use super::metadata::{Metadata, alike, metadata};
use super::tree::{self, Parsed};
use super::walk::{Piece, walk};
use crate::article::guarded;
use crate::article::{Article, BlockRule, Role, Text};
use crate::sources::story::{Blocks, Story};

/// Code points of an article below which the page is read by its elements instead.
const SHORT: usize = 200;

/// Code points of an article for subscribers below which it looks cut.
const CUT: usize = 1500;

/// Nodes of a page in which the article is looked for; larger ones are read by their elements.
const SEARCHED: usize = 100_000;

/// Bytes of text without an element in it, from which the search would take too long.
const LONG_TEXT: usize = 256 * 1024;

/// What the search calls the element that holds the article.
const FOUND: &str = "#readability-page-1";

/// Posts in social networks that articles quote.
const POSTS: &str = "blockquote.twitter-tweet, blockquote.twitter-video, blockquote.instagram-media, \
    blockquote.tiktok-embed, blockquote.bluesky-embed, blockquote.mastodon-embed";

/// Blocks in a row from which links are a list of other stories.
const LINKS: usize = 3;

/// Blocks above the first paragraph among which deck, byline and caption are looked for.
const TOP: usize = 30;

/// Bytes of text before a headline from which it is that of another story.
const LONG_PARAGRAPH: usize = 300;

/// Bytes of a heading from which it can be a deck.
const DECK: usize = 40;

/// The article in a whole web page, with the metadata that the page gives; its address, when known, completes them.
/// `original`, `place` and `id` are left to the caller.
pub(in crate::sources) fn page(html: &str, url: Option<&str>) -> Story {
    let parsed = tree::document(html);
    let meta = metadata(&parsed.document, url);
    let shown = parsed.document.body().map(walk).unwrap_or_default();
    let mut notices = Vec::new();
    let body = if parsed.flattened {
        notices.push("the page nests its elements without end; all of its text was taken".to_owned());
        shown.clone()
    } else {
        let found = found(parsed, &meta);
        if length(&found) < SHORT { by_elements(html, found, &mut notices) } else { found }
    };
    let pieces = arranged(&shown, body, &meta);
    if meta.paid && length(&pieces) < CUT {
        notices.push("looks cut by a paywall: the page says that the article is for subscribers".to_owned());
    }
    let mut blocks = Blocks::default();
    for piece in &pieces {
        blocks.push(piece.role, &piece.text);
    }
    Story {
        title: meta.title,
        authors: meta.authors,
        date: meta.date,
        publication: meta.publication,
        url: meta.url,
        language: meta.language,
        notices,
        ..blocks.into_story()
    }
}

/// Code points of all pieces.
fn length(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.text.chars().count()).sum()
}

/// The article as it is found by how its elements look; empty when none is found.
fn found(parsed: Parsed, meta: &Metadata) -> Vec<Piece> {
    if parsed.document.tree.len() > SEARCHED || parsed.document.root().descendants_it().any(|node| is_endless(&node)) {
        return Vec::new();
    }
    prepare(&parsed.document, meta);
    // Classes tell captions and credits; linked data has been read.
    let config = Config { keep_classes: true, disable_json_ld: true, ..Config::default() };
    // The search is the work of others, and a page in thousands must not end an import.
    let search = guarded(|| {
        let mut readability = Readability::with_document(parsed.document, None, Some(config)).ok()?;
        readability.parse().ok()?;
        let node = readability.doc.select_single(FOUND).nodes().first().copied();
        node.map(walk)
    });
    search.ok().flatten().unwrap_or_default()
}

/// Whether a node is text for which the search would take too long. What is in scripts is taken away before.
fn is_endless(node: &Node<'_>) -> bool {
    let long = node.query_or(false, |inner| matches!(&inner.data, NodeData::Text { contents } if contents.len() > LONG_TEXT));
    long && !node.parent().is_some_and(|parent| parent.has_name("script") || parent.has_name("style"))
}

/// Makes a page ready for the search: tells it the author, since it takes a byline off the page when it knows none; shields posts
/// that the article quotes, which it would take for buttons; takes away what it only stumbles over.
fn prepare(document: &Document, meta: &Metadata) {
    if let (Some(head), Some(author)) = (document.head(), meta.authors.first()) {
        let tag = document.tree.new_element("meta");
        tag.set_attr("name", "author");
        tag.set_attr("content", author);
        head.append_child(&tag);
    }
    document.select("base").remove();
    for frame in document.select("iframe, embed, object").nodes() {
        // Its check for addresses of films cuts between bytes.
        for attribute in frame.attrs().iter().filter(|attribute| !attribute.value.is_ascii()) {
            frame.remove_attr(&attribute.name.local);
        }
    }
    for post in document.select(POSTS).nodes() {
        post.remove_attr("class");
        post.remove_attr("id");
        let holds_it_alone = |node: &Node<'_>| node.has_name("div") && node.element_children().iter().filter(|child| !child.has_name("script")).count() == 1;
        let around = post.ancestors(Some(2)).into_iter().take_while(holds_it_alone).last();
        if let Some(around) = around {
            around.insert_before(post);
            around.remove_from_parent();
        }
    }
}

/// The text of a page in which no article is found: that of its element for articles, of its main part, of all of it.
fn by_elements(html: &str, found: Vec<Piece>, notices: &mut Vec<String>) -> Vec<Piece> {
    let document = tree::document(html).document;
    document.select("footer").remove();
    let parts = |name| document.select(name).nodes().iter().take(200).map(|node| walk(*node)).max_by_key(|pieces| length(pieces));
    let fits = |pieces: &Vec<Piece>| length(pieces) >= SHORT;
    let all = || document.body().map(walk).unwrap_or_default();
    let best = parts("article").filter(fits).or_else(|| parts("main, [role=main]").filter(fits)).unwrap_or_else(all);
    if length(&best) <= 2 * length(&found) {
        return found;
    }
    if length(&best) >= SHORT {
        notices.push("no article was found on the page; all of its text was taken".to_owned());
    }
    best
}

/// Puts what stands above the text, and the headline, before it; gives each block its role.
fn arranged(shown: &[Piece], body: Vec<Piece>, meta: &Metadata) -> Vec<Piece> {
    if body.is_empty() {
        return body;
    }
    let title = meta.title.as_deref().unwrap_or_default();
    let is_title =
        |piece: &Piece| matches!(piece.role, Role::Headline | Role::Heading | Role::Body | Role::Deck) && piece.text.len() < 1000 && alike(&piece.text, title);
    let text_before = |at: usize| body.iter().take(at).filter(|piece| piece.role == Role::Body).map(|piece| piece.text.len()).sum::<usize>();
    let headline = body.iter().take(TOP).position(is_title).filter(|at| text_before(*at) < LONG_PARAGRAPH);
    let mut pieces = match headline {
        Some(_) => Vec::new(),
        None => above(shown, &body, meta),
    };
    pieces.extend(body);
    let at = headline.or_else(|| pieces.first().is_some_and(|piece| piece.role == Role::Headline).then_some(0));
    let mut text = false;
    for index in 0..pieces.len() {
        let directly = at.is_some_and(|at| index == at + 1);
        let Some(piece) = pieces.get_mut(index) else { break };
        piece.role = match piece.role {
            _ if at == Some(index) => Role::Headline,
            Role::Headline => Role::Heading,
            Role::Heading if directly && piece.text.len() >= DECK => Role::Deck,
            Role::Deck if text => Role::Heading,
            Role::Body => alone(&piece.text),
            role => role,
        };
        text |= piece.role == Role::Body;
    }
    draw_back_links(&mut pieces);
    pieces
}

/// Blocks in a row that are nothing but links lead to other stories: they are the site's, not the story's.
fn draw_back_links(pieces: &mut [Piece]) {
    let is_link = |piece: &Piece| piece.linked && matches!(piece.role, Role::Body | Role::Heading | Role::ListItem);
    for run in pieces.chunk_by_mut(|one, next| is_link(one) == is_link(next)) {
        if run.len() >= LINKS && run.first().is_some_and(is_link) {
            for piece in run {
                piece.role = Role::Boilerplate;
            }
        }
    }
}

/// The headline, and what the page shows between it and the first paragraph of the text: deck, byline, captions.
fn above(shown: &[Piece], body: &[Piece], meta: &Metadata) -> Vec<Piece> {
    let Some(title) = &meta.title else { return Vec::new() };
    let texts: HashSet<&str> = body.iter().map(|piece| piece.text.trim()).collect();
    let headline = shown.iter().position(|piece| piece.role == Role::Headline && alike(&piece.text, title));
    let mut pieces = vec![headline.and_then(|at| shown.get(at)).cloned().unwrap_or_else(|| Piece { role: Role::Headline, text: title.clone(), linked: false })];
    let after = headline.map_or(&[][..], |at| shown.get(at + 1..).unwrap_or_default());
    for (index, piece) in after.iter().take(TOP).enumerate() {
        if texts.contains(piece.text.trim()) {
            return pieces;
        }
        let role = match piece.role {
            Role::Heading if index == 0 && piece.text.len() >= DECK => Role::Deck,
            Role::Body => alone(&piece.text),
            role => role,
        };
        if matches!(role, Role::Deck | Role::Byline | Role::Caption | Role::Credit) {
            pieces.push(Piece { role, ..piece.clone() });
        }
    }
    // The text does not begin here: what stands here belongs to something else.
    pieces.truncate(1);
    pieces
}

/// The role that a paragraph shows by itself.
fn alone(text: &str) -> Role {
    let article = Article::with_rule(Text::new(text), BlockRule::Paragraphs);
    match article.blocks() {
        [block] if matches!(block.role, Role::Byline | Role::Boilerplate | Role::Caption | Role::Credit) => block.role,
        _ => Role::Body,
    }
}
