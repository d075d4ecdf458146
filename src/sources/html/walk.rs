//! The walk from elements to blocks of text.
//!
//! Each element that stands apart on the page makes a block, `<br>` a line break. White space is drawn together as a browser
//! does; no-break spaces and soft hyphens stay. Rows of a table are lines, with a tab between cells, as browsers copy them.
//! Items of lists have no mark of their own: their role tells them.

use dom_query::{Element, Node, NodeData, local_name};

use super::element::{Flow, flow, is_preformatted, role};
use super::tree;
use crate::article::Role;
use crate::sources::story::Blocks;

/// Bytes of a cell from which a table is taken for a layout of the page.
const LONG_CELL: usize = 500;

/// Blocks of a caption; more are paragraphs after a caption that was never closed.
const CAPTION: usize = 3;

/// A block on its way into the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it is.
    pub(super) role: Role,
    /// Its text: lines separated by `\n`.
    pub(super) text: String,
    /// Whether all of it is links to elsewhere.
    pub(super) linked: bool,
}

/// The blocks of a piece of HTML that is all article, such as the body of a feed's item: nothing is looked for or left out.
pub(in crate::sources) fn fragment(html: &str) -> Blocks {
    let document = tree::piece(html).document;
    let mut blocks = Blocks::default();
    for piece in walk(document.root()) {
        // A whole page has one headline and deck, a piece of it has none: the one who knows them puts them first.
        let role = match piece.role {
            Role::Headline | Role::Deck => Role::Heading,
            role => role,
        };
        blocks.push(role, &piece.text);
    }
    blocks
}

/// The text under a node, block by block. Goes from node to node, so that no depth of nesting is too much.
pub(super) fn walk(root: Node<'_>) -> Vec<Piece> {
    let mut walk = Walk::default();
    let mut at = Some(root);
    while let Some(node) = at {
        at = match walk.enter(&node).then(|| node.first_child()).flatten() {
            Some(child) => {
                walk.depth += 1;
                Some(child)
            }
            None => walk.onward(node, &root),
        };
    }
    walk.flush();
    walk.pieces
}

/// What held before an element, to be put back when it ends.
#[derive(Clone, Copy, Debug)]
struct Outside {
    depth: usize,
    flow: Flow,
    role: Role,
    preformatted: bool,
    grid: bool,
    quoted: bool,
    link: bool,
}

#[derive(Debug, Default)]
struct Walk {
    pieces: Vec<Piece>,
    outside: Vec<Outside>,
    depth: usize,
    role: Role,
    preformatted: bool,
    /// Whether the innermost table is one of rows and cells, not a layout of the page.
    grid: bool,
    /// Cells of the row so far.
    cells: usize,
    /// Quotations that are open in the line.
    quotes: usize,
    line: String,
    /// White space was seen, which shows only if text follows on the line.
    space: bool,
    /// Blocks of the caption so far.
    captions: usize,
    /// Whether a link is open.
    link: bool,
    /// Whether the block has text that is no link.
    unlinked: bool,
}

impl Walk {
    /// Takes a node in; whether its children are wanted.
    fn enter(&mut self, node: &Node<'_>) -> bool {
        let wanted = node.query(|inner| match &inner.data {
            NodeData::Text { contents } => {
                self.text(contents);
                false
            }
            NodeData::Element(element) => self.start(node, element),
            NodeData::Document | NodeData::Fragment => true,
            _ => false,
        });
        wanted.unwrap_or(false)
    }

    /// The node after one whose children are done or not wanted.
    fn onward<'t>(&mut self, mut node: Node<'t>, root: &Node<'t>) -> Option<Node<'t>> {
        loop {
            self.end();
            if node.id == root.id {
                return None;
            }
            if let Some(next) = node.next_sibling() {
                return Some(next);
            }
            node = node.parent()?;
            self.depth -= 1;
        }
    }

    fn start(&mut self, node: &Node<'_>, element: &Element) -> bool {
        let flow = flow(element);
        if flow == Flow::LeftOut {
            return false;
        }
        let given = role(element, self.role).filter(|role| *role != Role::Credit || self.may_be_credit(element));
        let (title, preformatted) = (&*element.name.local == "caption", is_preformatted(element));
        let link = is_link(element);
        let changes = given.is_some_and(|role| role != self.role) && (!self.grid || title);
        if flow == Flow::Inline && !changes && !preformatted && !link {
            return true;
        }
        let quoted = flow == Flow::Quote && !is_marked(node);
        self.outside.push(Outside { depth: self.depth, flow, role: self.role, preformatted: self.preformatted, grid: self.grid, quoted, link: self.link });
        self.link |= link;
        self.preformatted |= preformatted;
        if flow == Flow::Quote {
            self.mark(quoted, '“', '‘');
            self.quotes += usize::from(quoted);
            return true;
        }
        if title || flow == Flow::Table {
            self.flush();
            self.grid = flow == Flow::Table && is_grid(node);
            self.cells = 0;
        }
        if changes {
            self.flush();
            self.captions = 0;
            self.role = given.unwrap_or(self.role);
        }
        self.set_apart(flow);
        true
    }

    /// Leaves the element at this depth, if it changed anything.
    fn end(&mut self) {
        let Some(outside) = self.outside.pop_if(|outside| outside.depth == self.depth) else { return };
        if outside.quoted {
            self.quotes = self.quotes.saturating_sub(1);
            self.mark(true, '”', '’');
        }
        if outside.role != self.role || outside.grid != self.grid || outside.flow == Flow::Table {
            self.flush();
        } else if outside.flow == Flow::Block {
            self.set_apart(Flow::Block);
        } else if !self.grid && matches!(outside.flow, Flow::Cell | Flow::Row) {
            self.flush();
        }
        self.role = outside.role;
        self.preformatted = outside.preformatted;
        self.grid = outside.grid;
        self.link = outside.link;
    }

    /// Sets what follows apart from what was before.
    fn set_apart(&mut self, flow: Flow) {
        match flow {
            Flow::Break if !self.grid => self.break_line(),
            Flow::Break | Flow::Block if self.grid => self.space = true,
            Flow::Row if self.grid => {
                self.break_line();
                self.cells = 0;
            }
            Flow::Cell if self.grid => {
                if self.cells > 0 {
                    self.line.push('\t');
                    self.space = false;
                }
                self.cells += 1;
            }
            Flow::Block | Flow::Cell | Flow::Row | Flow::Table => self.flush(),
            _ => {}
        }
    }

    fn break_line(&mut self) {
        self.line.push('\n');
        self.space = false;
    }

    fn text(&mut self, text: &str) {
        self.unlinked |= !self.link && !text.trim().is_empty();
        if self.preformatted {
            self.line.push_str(text);
            return;
        }
        for (count, word) in text.split([' ', '\t', '\n', '\r', '\u{c}']).enumerate() {
            self.space |= count > 0;
            if !word.is_empty() {
                self.draw_space();
                self.line.push_str(word);
            }
        }
    }

    /// Writes the space that stands before text, if there is one and it is not at the start of a line.
    fn draw_space(&mut self) {
        if self.space && !self.line.is_empty() && !self.line.ends_with(['\n', '\t']) {
            self.line.push(' ');
        }
        self.space = false;
    }

    /// Writes a mark of quotation, by how deep it is in others.
    fn mark(&mut self, quoted: bool, outer: char, inner: char) {
        if quoted {
            let opens = outer == '“';
            if opens {
                self.draw_space();
            }
            self.line.push(if self.quotes.is_multiple_of(2) { outer } else { inner });
        }
    }

    /// Whether a credit can start here: `<cite>` and `<small>` are also titles and asides in a sentence.
    fn may_be_credit(&self, element: &Element) -> bool {
        let told = !matches!(&*element.name.local, "cite" | "small");
        told || self.line.trim_end().is_empty() || self.line.trim_end().ends_with(['.', '!', '?', '…', ')', '”', '"', '\n'])
    }

    /// Ends the block.
    fn flush(&mut self) {
        self.space = false;
        let text = std::mem::take(&mut self.line);
        let linked = !std::mem::take(&mut self.unlinked);
        if text.trim().is_empty() {
            return;
        }
        let mut role = self.role;
        if role == Role::Caption {
            self.captions += 1;
            role = if self.captions > CAPTION { Role::Body } else { role };
        }
        self.pieces.push(Piece { role, text, linked });
    }
}

/// Whether an element leads to another page.
fn is_link(element: &Element) -> bool {
    &*element.name.local == "a" && element.attr_ref(local_name!("href")).is_some_and(|address| !address.starts_with('#'))
}

/// Whether a quotation in the line brings its own marks.
fn is_marked(quotation: &Node<'_>) -> bool {
    let mut first = quotation.first_child();
    for _ in 0..8 {
        let Some(node) = first else { break };
        if node.is_text() {
            return node.text().trim_start().starts_with(['"', '“', '„', '«', '»', '\'', '‘', '‚', '「', '『']);
        }
        first = node.first_child();
    }
    false
}

/// Whether a table is one of rows and cells: more than one column, short cells, and nothing in them that pages are made of.
fn is_grid(table: &Node<'_>) -> bool {
    let (mut columns, mut widest, mut long) = (0, 0, 0);
    for node in table.descendants_it() {
        let fits = node.query_or(true, |inner| match &inner.data {
            NodeData::Text { contents } => {
                long += contents.len();
                long < LONG_CELL
            }
            NodeData::Element(element) => {
                match &*element.name.local {
                    "tr" => columns = 0,
                    "td" | "th" => (columns, long) = (columns + 1, 0),
                    "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "figure" | "article" | "section" | "blockquote" | "pre" => return false,
                    _ => {}
                }
                widest = widest.max(columns);
                true
            }
            _ => true,
        });
        if !fits {
            return false;
        }
    }
    widest > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(html: &str) -> Vec<(Role, String)> {
        walk(dom_query::Document::fragment(html).root()).into_iter().map(|piece| (piece.role, piece.text)).collect()
    }

    fn texts(html: &str) -> Vec<String> {
        blocks(html).into_iter().map(|block| block.1).collect()
    }

    #[test]
    fn elements_apart_are_blocks_and_elements_in_the_line_glue_and_break_nothing() {
        assert_eq!(texts("One<p>Tw<b>o</b> and\n  <i>three</i> </p>four<div>five<span> six</span></div>"), ["One", "Two and three", "four", "five six"]);
        assert_eq!(texts("<p>A line<br>\n and another<br><br>End"), ["A line\nand another\n\nEnd"]);
        assert_eq!(texts("<p>a<script>x</script>b<!-- c --><svg><text>d</text></svg><button>e</button> <wbr>f"), ["ab f"]);
    }

    #[test]
    fn no_break_spaces_and_soft_hyphens_stay_and_entities_are_read() {
        assert_eq!(
            texts("<p>\u{a0}No.&nbsp;5 Ha&shy;fen &amp;amp; &lt;b&gt; &#8220;x&rdquo; &#x110000;</p>"),
            ["\u{a0}No.\u{a0}5 Ha\u{ad}fen &amp; <b> “x” \u{fffd}"]
        );
    }

    #[test]
    fn captions_and_credits_are_told_apart() {
        let html = "<figure><img alt=no><figcaption>Dockers at a gate. <span class='photo-credit'>Mo Field/Selden Press</span></figcaption></figure>";
        assert_eq!(blocks(html), [(Role::Caption, "Dockers at a gate.".into()), (Role::Credit, "Mo Field/Selden Press".into())]);
        let html = "<figcaption>From <cite>The Selden Mirror</cite>, 1999. <small>Mo Field</small></figcaption>";
        assert_eq!(blocks(html), [(Role::Caption, "From The Selden Mirror, 1999.".into()), (Role::Credit, "Mo Field".into())]);
    }

    #[test]
    fn a_caption_that_never_ends_keeps_the_paragraphs_as_body() {
        let found = blocks("<figure><figcaption>At the gate.<p>One.<p>Two.<p>Three.<p>Four.");
        assert_eq!(found.len(), 5);
        assert_eq!(found.last(), Some(&(Role::Body, "Four.".into())));
    }

    #[test]
    fn rows_are_lines_with_tabs_and_tables_of_layout_are_not() {
        let html = "<table><caption>Ships</caption><thead><tr><th>Port<th>Ships</thead><tr><td><p>Selden</p><td>1<br>2<tr><td><td>x</table>After";
        assert_eq!(texts(html), ["Ships", "\nPort\tShips\nSelden\t1 2\n\tx", "After"]);
        assert_eq!(texts("<table><tr><td><h2>Title</h2>Text<td>Side</table>"), ["Title", "Text", "Side"]);
        assert_eq!(texts("<table><tr><td>One<tr><td>Two</table>"), ["One", "Two"]);
    }

    #[test]
    fn items_and_headings_have_their_roles() {
        let html = "<h1>A</h1><h3>B</h3><ul><li>C<ol><li><p>D</p></ol>E</ul><blockquote>F</blockquote><pre>G\n  h</pre>";
        let expected = [
            (Role::Headline, "A"),
            (Role::Heading, "B"),
            (Role::ListItem, "C"),
            (Role::ListItem, "D"),
            (Role::ListItem, "E"),
            (Role::Body, "F"),
            (Role::Body, "G\n  h"),
        ];
        assert_eq!(blocks(html), expected.map(|(role, text)| (role, text.to_owned())));
        assert_eq!(fragment("<h1>A</h1><p>b").into_story().roles, [(0, Role::Heading)]);
    }

    #[test]
    fn a_quotation_in_the_line_has_the_marks_that_a_browser_draws() {
        assert_eq!(texts("He said <q>we <q>won</q> it</q>. <q>“No”</q>"), ["He said “we ‘won’ it”. “No”"]);
    }

    #[test]
    fn what_the_page_hides_is_left_out() {
        let html = "<p>a<span hidden>b</span><span aria-hidden=true>c</span><i class='x sr-only'>d</i><b style='Display : None'>e</b><span style='display: block'>f</span>";
        assert_eq!(texts(html), ["a", "f"]);
        assert_eq!(texts("<div style='white-space: pre-wrap'>a  b\nc</div>"), ["a  b\nc"]);
    }

    #[test]
    fn no_depth_is_too_much() {
        let html = format!("{}x", "<b>".repeat(3000));
        assert_eq!(texts(&html), ["x"]);
    }
}
