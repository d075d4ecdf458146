//! The page: rows of an article for a width, found from any offset, and the place to which it is scrolled.
//!
//! A row is known by the offset at which it begins. Nothing is laid out but the sections that are looked at; those are
//! kept until the width changes.

use std::collections::HashMap;
use std::sync::Arc;

use super::rows::{Measure, row_starts};
use super::section::{Section, next_section, previous_section, section_at};
use crate::article::{Article, BlockRule, Glyph, Role, Span, glyphs};

/// Rows kept in sight above and below the caret.
const MARGIN: usize = 3;

/// Sections whose rows are remembered at most.
const REMEMBERED: usize = 512;

/// One row of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// All of its text, white space at its end included.
    pub span: Span,
    /// The number of its block.
    pub block: usize,
    /// The block's role.
    pub role: Role,
    /// Whether it is the first row of its block.
    pub first: bool,
}

/// One line of the page as it stands on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageLine {
    /// A row of text.
    Row(Row),
    /// Space between blocks.
    Gap,
}

/// An article laid out for a width, scrolled to a place.
#[derive(Clone, Debug)]
pub struct Page {
    article: Arc<Article>,
    measure: Measure,
    height: usize,
    top: u32,
    /// Whether the gap before the top row is in sight.
    lead: bool,
    rows: HashMap<u32, Arc<[u32]>>,
    version: u32,
}

impl Page {
    /// A page of `height` lines, scrolled to the start.
    #[must_use]
    pub fn new(article: Arc<Article>, measure: Measure, height: usize) -> Self {
        let mut page = Self { article, measure, height, top: 0, lead: false, rows: HashMap::new(), version: 0 };
        page.top = page.row_at(0).map_or(0, |row| row.span.start);
        page
    }

    /// The article on it.
    #[must_use]
    pub fn article(&self) -> &Arc<Article> {
        &self.article
    }

    /// What its rows are set to.
    #[must_use]
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// A number that changes whenever another version of the article is put on it.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Its height in lines.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// The offset at which its first row begins.
    #[must_use]
    pub fn top(&self) -> u32 {
        self.top
    }

    /// Puts another version of the article on it: the whole one after its beginning, or one with other roles.
    pub fn set_article(&mut self, article: Arc<Article>) {
        self.article = article;
        self.version += 1;
        self.rows.clear();
        (self.top, self.lead) = (self.row_at(self.top).map_or(0, |row| row.span.start), false);
    }

    /// Changes its size. The row that holds `caret` keeps its line on the screen.
    pub fn resize(&mut self, measure: Measure, height: usize, caret: u32) {
        if measure == self.measure && height == self.height {
            return;
        }
        let line = self.line_of(caret).unwrap_or_default();
        if measure != self.measure {
            self.rows.clear();
        }
        self.measure = measure;
        self.height = height;
        self.put(caret, line.min(height.saturating_sub(1)));
        self.fill();
    }

    /// The row that holds `offset`, or the nearest one before it; nothing in an empty article.
    pub fn row_at(&mut self, offset: u32) -> Option<Row> {
        let section = section_at(&self.article, offset)?;
        let starts = self.starts(section);
        let at = starts.partition_point(|start| *start <= offset).saturating_sub(1);
        Some(self.row(section, &starts, at))
    }

    /// The row after this one.
    pub fn next_row(&mut self, row: Row) -> Option<Row> {
        let section = section_at(&self.article, row.span.start)?;
        if row.span.end < section.span.end {
            return self.row_at(row.span.end);
        }
        let next = next_section(&self.article, section)?;
        self.row_at(next.span.start)
    }

    /// The row before this one.
    pub fn previous_row(&mut self, row: Row) -> Option<Row> {
        let section = section_at(&self.article, row.span.start)?;
        if row.span.start > section.span.start {
            return self.row_at(row.span.start - 1);
        }
        let previous = previous_section(&self.article, section)?;
        self.row_at(previous.span.end - 1)
    }

    /// Blank lines that the page sets before a row.
    #[must_use]
    pub fn gap_before(&self, row: Row) -> usize {
        if !row.first || row.block == 0 {
            return 0;
        }
        let above = self.article.block(row.block - 1).map(|block| block.role);
        let close = match (above, row.role) {
            (Some(Role::ListItem), Role::ListItem) => true,
            (Some(Role::Caption), Role::Credit | Role::Caption) => self.article.block(row.block).is_some_and(|block| block.blank_before == 0),
            _ => false,
        };
        usize::from(!close)
    }

    /// What stands on the screen from the top down; fewer lines than the height at the end of the article.
    pub fn lines(&mut self) -> Vec<PageLine> {
        let mut lines = Vec::with_capacity(self.height);
        let mut next = self.row_at(self.top);
        while let Some(row) = next.filter(|_| lines.len() < self.height) {
            if self.lead || !lines.is_empty() {
                lines.extend(std::iter::repeat_n(PageLine::Gap, self.gap_before(row)));
            }
            lines.push(PageLine::Row(row));
            next = self.next_row(row);
        }
        lines.truncate(self.height);
        lines
    }

    /// The line of the screen on which `offset` stands, if it is in sight.
    pub fn line_of(&mut self, offset: u32) -> Option<usize> {
        let row = self.row_at(offset)?;
        self.lines().iter().position(|line| *line == PageLine::Row(row))
    }

    /// Scrolls as little as needed to have `offset` in sight with three lines around it.
    pub fn reveal(&mut self, offset: u32) {
        let Some(row) = self.row_at(offset) else { return };
        let margin = MARGIN.min(self.height.saturating_sub(1) / 2);
        let lines = self.lines();
        let line = lines.iter().position(|line| *line == PageLine::Row(row));
        let near_end = line.is_some_and(|line| line > self.height.saturating_sub(1 + margin));
        let full = near_end && lines.len() == self.height && lines.last().is_some_and(|line| self.more_after(*line));
        let low = self.height.saturating_sub(1 + margin);
        match line {
            Some(line) if line < margin && self.top > 0 => self.put(offset, margin),
            Some(line) if line > low && full => self.put(offset, low),
            // In sight with room around it, on a full page: nothing moves.
            Some(_) if lines.len() == self.height => return,
            Some(_) => {}
            None if self.is_near_below(row) => self.put(offset, low),
            None if self.is_near_above(row) => self.put(offset, margin),
            None => self.put(offset, self.height / 3),
        }
        self.fill();
    }

    /// Scrolls by lines, down when positive; stops at the ends of the article. Returns whether it moved.
    pub fn scroll(&mut self, by: isize) -> bool {
        let before = (self.top, self.lead);
        for _ in 0..by.unsigned_abs() {
            let moved = if by > 0 { self.line_down() } else { self.line_up() };
            if !moved {
                break;
            }
        }
        (self.top, self.lead) != before
    }

    /// Scrolls so that `offset` stands on line `line` of the screen, or nearer to the top at the start of the article.
    pub fn put(&mut self, offset: u32, line: usize) {
        let Some(row) = self.row_at(offset) else { return };
        (self.top, self.lead) = (row.span.start, false);
        for _ in 0..line {
            if !self.line_up() {
                break;
            }
        }
    }

    fn line_down(&mut self) -> bool {
        let Some(row) = self.row_at(self.top).filter(|_| self.lines().last().is_some_and(|line| self.more_after(*line))) else { return false };
        if self.lead {
            self.lead = false;
            return true;
        }
        let Some(next) = self.next_row(row) else { return false };
        (self.top, self.lead) = (next.span.start, self.gap_before(next) > 0);
        true
    }

    fn line_up(&mut self) -> bool {
        let Some(row) = self.row_at(self.top) else { return false };
        if !self.lead && self.gap_before(row) > 0 {
            self.lead = true;
            return true;
        }
        let Some(previous) = self.previous_row(row) else { return false };
        (self.top, self.lead) = (previous.span.start, false);
        true
    }

    /// Leaves no empty lines under the end of the article while there is text above.
    fn fill(&mut self) {
        while self.lines().len() < self.height && self.line_up() {}
    }

    /// Goes `by` lines of text from the row of `offset`, down when positive, as far as there are any.
    pub fn row_from(&mut self, offset: u32, by: isize) -> Option<Row> {
        let mut row = self.row_at(offset)?;
        for _ in 0..by.unsigned_abs() {
            let next = if by > 0 { self.next_row(row) } else { self.previous_row(row) };
            let Some(next) = next else { break };
            row = next;
        }
        Some(row)
    }

    /// The cell, counted from the start of its row, at which the glyph at `offset` stands.
    pub fn column_of(&mut self, offset: u32) -> usize {
        let Some(row) = self.row_at(offset) else { return 0 };
        self.row_glyphs(row).take_while(|glyph| row.span.start + (glyph.at as u32) < offset).map(|glyph| glyph.width).sum()
    }

    /// The offset of the glyph that covers cell `column` of a row; of the last one when the row is shorter.
    #[must_use]
    pub fn offset_at(&self, row: Row, column: usize) -> u32 {
        let mut cell = 0;
        let mut offset = row.span.start;
        for glyph in self.row_glyphs(row) {
            offset = row.span.start + glyph.at as u32;
            cell += glyph.width;
            if cell > column {
                break;
            }
        }
        offset
    }

    /// The glyphs of a row.
    pub fn row_glyphs(&self, row: Row) -> impl Iterator<Item = Glyph<'_>> {
        glyphs(self.article.text().slice(row.span), 0, self.measure.ambiguous)
    }

    /// Where the page is in the article: the byte in the middle of the screen over all bytes, and the share of the
    /// article that is in sight, both from 0 to 1.
    pub fn position(&mut self) -> (f32, f32) {
        let len = self.article.blocks().last().map_or(1, |block| block.span.end.max(1)) as f32;
        let end = self.lines().iter().rev().find_map(|line| if let PageLine::Row(row) = line { Some(row.span.end) } else { None });
        let end = end.unwrap_or_default() as f32;
        (self.top as f32 / len, (end - self.top as f32).max(0.0) / len)
    }

    fn more_after(&mut self, line: PageLine) -> bool {
        match line {
            PageLine::Row(row) => self.next_row(row).is_some(),
            PageLine::Gap => true,
        }
    }

    fn is_near_below(&mut self, row: Row) -> bool {
        self.row_at(self.top).is_some_and(|top| row.span.start > top.span.start) && {
            let span = self.lines().iter().rev().find_map(|line| if let PageLine::Row(row) = line { Some(*row) } else { None });
            span.and_then(|last| self.row_from(last.span.start, 8)).is_some_and(|near| row.span.start <= near.span.start)
        }
    }

    fn is_near_above(&mut self, row: Row) -> bool {
        row.span.start < self.top && self.row_from(self.top, -8).is_some_and(|near| row.span.start >= near.span.start)
    }

    fn row(&self, section: Section, starts: &[u32], at: usize) -> Row {
        let start = starts.get(at).copied().unwrap_or(section.span.start);
        let end = starts.get(at + 1).copied().unwrap_or(section.span.end);
        let block = self.article.block(section.block);
        let first = block.is_some_and(|block| block.span.start == start);
        Row { span: Span { start, end }, block: section.block, role: block.map(|block| block.role).unwrap_or_default(), first }
    }

    /// The offsets at which the rows of a section begin.
    fn starts(&mut self, section: Section) -> Arc<[u32]> {
        if let Some(rows) = self.rows.get(&section.span.start) {
            return rows.clone();
        }
        if self.rows.len() >= REMEMBERED {
            self.rows.clear();
        }
        let joined = self.article.rule() == BlockRule::Wrapped;
        let starts = row_starts(self.article.text().slice(section.span), self.measure, joined);
        let starts: Arc<[u32]> = starts.into_iter().map(|start| start + section.span.start).collect();
        self.rows.insert(section.span.start, starts.clone());
        starts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Ambiguous, Text};
    use proptest::prelude::*;

    fn page(text: &str, width: u16, height: usize) -> Page {
        let article = Article::with_rule(Text::new(text), BlockRule::Lines);
        Page::new(Arc::new(article), Measure { width, ambiguous: Ambiguous::Narrow }, height)
    }

    fn shown(page: &mut Page) -> Vec<String> {
        let lines = page.lines();
        let text = page.article().text().clone();
        lines.iter().map(|line| if let PageLine::Row(row) = line { text.slice(row.span).trim_end().to_owned() } else { String::new() }).collect()
    }

    const STORY: &str = "One two three four.\nFive six.\nSeven eight nine ten eleven.\nTwelve.";

    #[test]
    fn blocks_are_set_apart_and_scrolling_stops_at_both_ends() {
        let mut page = page(STORY, 10, 4);
        assert_eq!(shown(&mut page), ["One two", "three", "four.", ""]);
        assert!(page.scroll(3));
        assert_eq!(shown(&mut page), ["", "Five six.", "", "Seven"]);
        page.scroll(100);
        assert_eq!(shown(&mut page), ["ten", "eleven.", "", "Twelve."]);
        assert!(!page.scroll(1));
        page.scroll(-100);
        assert_eq!(page.top(), 0);
    }

    #[test]
    fn a_resize_keeps_the_line_of_the_caret() {
        let paragraphs: Vec<String> = (0..200).map(|n| format!("Paragraph {n} has some words in it to wrap.\n")).collect();
        let text = paragraphs.concat();
        let mut page = page(&text, 30, 20);
        let caret = text.find("Paragraph 100 ").unwrap() as u32;
        page.put(caret, 7);
        assert_eq!(page.line_of(caret), Some(7));
        page.resize(Measure { width: 17, ..page.measure() }, 20, caret);
        assert_eq!(page.line_of(caret), Some(7));
        page.resize(page.measure(), 5, caret);
        assert!(page.line_of(caret).is_some());
    }

    #[test]
    fn revealing_keeps_three_lines_around_the_caret() {
        let text = "Word.\n".repeat(300);
        let mut page = page(&text, 30, 11);
        for (offset, line) in [(0, 0), (6 * 5, 7), (6 * 6, 7), (6 * 250, 3), (6 * 299, 10)] {
            page.reveal(offset);
            let found = page.line_of(offset).unwrap();
            assert!(found.abs_diff(line) <= 1, "offset {offset} on line {found}, not {line}");
        }
    }

    #[test]
    fn an_empty_page_answers_everything() {
        let mut page = page("\n \n", 10, 4);
        assert_eq!((page.lines().len(), page.row_at(0), page.column_of(3)), (0, None, 0));
        assert!(!page.scroll(3));
        page.reveal(9);
        page.resize(Measure { width: 1, ambiguous: Ambiguous::Narrow }, 0, 0);
    }

    proptest! {
        #[test]
        fn offset_and_column_are_inverse(text in "(\\PC|[ a-z安👍🏽\n]){1,120}", width in 1u16..20) {
            let mut page = page(&text, width, 10);
            let mut next = page.row_at(0);
            while let Some(row) = next {
                let offsets: Vec<(u32, usize)> = page.row_glyphs(row).map(|glyph| (row.span.start + glyph.at as u32, glyph.width)).collect();
                for (offset, width) in offsets {
                    if width > 0 {
                        let column = page.column_of(offset);
                        prop_assert_eq!(page.offset_at(row, column), offset);
                    }
                }
                next = page.next_row(row);
            }
        }
    }
}
