//! What lies open: an article on its page, the caret, the selection, and the record that is being worked on.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use super::beside::Beside;
use super::candidates::Candidates;
use super::reviewing::Reviewing;
use super::worker::Trouble;
use crate::annotation::{Annotation, AnnotationSet, Change, History, Id, LabelId, Layer, Move, Proposal};
use crate::article::{Article, Span, Text};
use crate::library::{Meta, Offer, Record, Stamp};
use crate::reading::{Page, PageLine, Row, Search, Selection, first_token, token_near};
use crate::suggest::{Candidate, Partner, Rejected};

/// Whether what was done is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum SaveState {
    /// Nothing was done, or all of it is saved, since that time of the day.
    #[default]
    Idle,
    /// The last save is from that time of the day.
    Saved(String),
    /// The last save failed, for that reason.
    Failed(Trouble),
}

/// Edits of which the place is remembered.
const TOUCHED: usize = 64;

/// A change that is in no record and can be taken back.
#[derive(Clone, Debug)]
pub(super) enum UndoView {
    /// A candidate was rejected.
    Rejected(Vec<Span>),
    /// What is known of the article was changed.
    Known(Box<Meta>),
}

/// Cells of a lane around the initials in it: letter and line before them, line and end behind.
const AROUND_WHO: u32 = 4;

/// A line of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Line {
    /// Space between blocks.
    Gap,
    /// A row of the article.
    Row(Row),
    /// One of the lanes under a row that show its layers.
    Lane(Row, usize),
}

/// An open article.
#[derive(Debug)]
pub(super) struct Desk {
    /// Its file.
    pub path: PathBuf,
    /// Its key in its home.
    pub key: String,
    /// Its page.
    pub page: Page,
    /// What is known of it; nothing when that must not be written.
    pub meta: Option<Meta>,
    /// Its file as it was before it was read.
    pub stamp: Option<Stamp>,
    /// Whether all of it is there.
    pub whole: bool,
    /// The token that the caret is on.
    pub caret: Span,
    /// The column that moves from row to row keep to.
    pub goal: Option<usize>,
    /// What is selected.
    pub selection: Option<Selection>,
    /// Whether movements extend the selection instead of letting go of it.
    pub extending: bool,
    /// The annotation that is selected.
    pub focus: Option<Id>,
    /// The annotation just made, which `+ - L H` adjust until the caret moves.
    pub recent: Option<Id>,
    /// The annotation whose edges are being adjusted, and which of its spans.
    pub adjusting: Option<(Id, usize)>,
    /// The annotation that the next selection is added to.
    pub adding_to: Option<Id>,
    /// The candidate that is selected, as it was proposed.
    pub candidate: Option<Candidate>,
    /// The record, once it is read.
    pub record: Option<Record>,
    /// What can be undone.
    pub history: History,
    /// What was done and not handed to the worker yet.
    pub moves: Vec<Move>,
    /// All that is proposed here.
    pub candidates: Candidates,
    /// Candidates not to be shown again.
    pub rejected: Rejected,
    /// What undo takes back first, if nothing was tagged since: it is in no record.
    pub undo_view: Option<UndoView>,
    /// What was grown, to shrink back to, the last one at the end.
    pub grown: Vec<Span>,
    /// Counts the edits.
    pub revision: u64,
    /// Counts all changes to the annotations, those of others too.
    pub changes: u64,
    /// Where the last changes were, by their number: rows beyond them look as they did.
    pub touched: Vec<(u64, Span)>,
    /// The edits that are on the disk.
    pub saved_revision: u64,
    /// Whether the disk agrees.
    pub save: SaveState,
    /// Merges from the disk that were taken in.
    pub merges: u64,
    /// Why the record must be left alone, when somebody else has made it unreadable while it was open.
    pub unreadable: Option<String>,
    /// Why nothing can be saved here, as far as that can be told without trying.
    pub unwritable: Option<String>,
    /// Places proposed for annotations that the text has left behind.
    pub proposals: BTreeMap<Id, Proposal>,
    /// The unanchored annotation that the next selection is given to.
    pub placing: Option<Id>,
    /// What the annotation of that id, which was just made, is likely related to: kind and other end.
    pub offered: Option<(Id, Vec<(String, Partner)>)>,
    /// The label that candidates are gone through for; all when there is none.
    pub sought: Option<LabelId>,
    /// The annotation and the attribute of it for which words are being selected.
    pub citing: Option<(Id, String)>,
    /// What others have here, while that is shown.
    pub beside: Option<Beside>,
    /// The review of it.
    pub review: Option<Box<Reviewing>>,
    /// What is still to be asked before the work goes on.
    pub offers: VecDeque<Offer>,
    /// What is being looked for, its hits shown.
    pub search: Option<Search>,
    /// What was looked for last.
    pub last_search: Option<Search>,
    /// Lines in view.
    pub lines: Vec<Line>,
    /// Where in the article the lines begin and how much of it they show, from 0 to 1.
    pub position: (f32, f32),
}

impl Desk {
    /// An article on its page, the caret on its first token.
    #[must_use]
    pub(super) fn new(path: PathBuf, key: String, page: Page, whole: bool) -> Self {
        let caret = first_token(page.article()).map_or(Span { start: 0, end: 0 }, |token| token.span);
        Self {
            path,
            key,
            page,
            meta: None,
            stamp: None,
            whole,
            caret,
            goal: None,
            selection: None,
            extending: false,
            focus: None,
            recent: None,
            adjusting: None,
            adding_to: None,
            candidate: None,
            record: None,
            history: History::default(),
            moves: Vec::new(),
            candidates: Candidates::default(),
            rejected: HashSet::new(),
            undo_view: None,
            grown: Vec::new(),
            revision: 0,
            changes: 0,
            touched: Vec::new(),
            saved_revision: 0,
            save: SaveState::Idle,
            merges: 0,
            unreadable: None,
            unwritable: None,
            proposals: BTreeMap::new(),
            placing: None,
            citing: None,
            offered: None,
            sought: None,
            beside: None,
            review: None,
            offers: VecDeque::new(),
            search: None,
            last_search: None,
            lines: Vec::new(),
            position: (0.0, 1.0),
        }
    }

    /// The article.
    #[must_use]
    pub(super) fn article(&self) -> &Arc<Article> {
        self.page.article()
    }

    /// Its text.
    #[must_use]
    pub(super) fn text(&self) -> &Text {
        self.page.article().text()
    }

    /// The annotations, once read.
    #[must_use]
    pub(super) fn set(&self) -> Option<&AnnotationSet> {
        self.record.as_ref().map(|record| &record.set)
    }

    /// The annotations that are shown: one's own, or others'.
    #[must_use]
    pub(super) fn shown(&self) -> Option<&AnnotationSet> {
        self.beside.as_ref().map(Beside::set).or_else(|| self.set())
    }

    /// The annotation of that id.
    #[must_use]
    pub(super) fn annotation(&self, id: &Id) -> Option<Arc<Annotation>> {
        self.set()?.get(id).cloned()
    }

    /// The annotation that is selected.
    #[must_use]
    pub(super) fn focused(&self) -> Option<Arc<Annotation>> {
        self.annotation(self.focus.as_ref()?)
    }

    /// The layers under the caret, outermost first.
    #[must_use]
    pub(super) fn stack(&self) -> Vec<Layer> {
        let at = Span { start: self.caret.start, end: self.caret.start + 1 };
        let mut layers = self.shown().map(|set| set.layers(at)).unwrap_or_default();
        layers.sort_by_key(|layer| std::cmp::Reverse(layer.annotation.length()));
        layers
    }

    /// The span that is selected, whichever way.
    #[must_use]
    pub(super) fn selected(&self) -> Option<Span> {
        self.selection.map(Selection::span)
    }

    /// The annotations that a person must look at: those without a place in the text, then those that two sides changed
    /// differently.
    #[must_use]
    pub(super) fn needs_look(&self) -> Vec<Arc<Annotation>> {
        let Some(set) = self.set() else { return Vec::new() };
        let clashing = set.annotations().iter().filter(|annotation| !annotation.conflict.is_empty());
        set.unanchored().iter().chain(clashing).cloned().collect()
    }

    /// Edits that are not on the disk.
    #[must_use]
    pub(super) fn unsaved(&self) -> u64 {
        self.revision.saturating_sub(self.saved_revision)
    }

    /// Notes where an edit was.
    pub(super) fn touch(&mut self, changes: &[Change]) {
        // What is related shows wherever it is.
        if changes.iter().any(|change| matches!(change, Change::Relation { .. })) {
            self.touch_all();
            return;
        }
        let changed = changes.iter().filter_map(|change| match change {
            Change::Annotation { before, after } => Some([before, after].into_iter().flatten().map(|annotation| annotation.extent()).reduce(Span::hull)?),
            Change::Relation { .. } | Change::State { .. } | Change::Ext { .. } => None,
        });
        if let Some(hull) = changed.reduce(Span::hull) {
            self.changes += 1;
            self.touched.push((self.changes, hull));
        }
        if self.touched.len() > TOUCHED {
            self.touched.drain(..TOUCHED / 2);
        }
    }

    /// Notes that every row may look different.
    pub(super) fn touch_all(&mut self) {
        self.changes += 1;
        self.touched.clear();
    }

    /// The number of the last change that touched `span`, as far as that is remembered.
    #[must_use]
    pub(super) fn touched_at(&self, span: Span) -> u64 {
        let oldest = self.touched.first().map_or(self.changes, |(change, _)| *change);
        let last = self.touched.iter().rev().find(|(_, hull)| hull.start < span.end.saturating_add(1) && span.start < hull.end.saturating_add(1));
        last.map_or(oldest, |(change, _)| *change)
    }

    /// Puts the caret on the token at `offset` and has it in sight; a selection that is extended follows.
    pub(super) fn go_to(&mut self, offset: u32) {
        let Some(token) = token_near(self.article(), offset) else { return };
        self.caret = token.span;
        self.page.reveal(token.span.start);
    }

    /// Has the annotation that is selected in sight, with a row after it, as far as there is room; else the caret.
    pub(super) fn keep_in_sight(&mut self) {
        if let Some(annotation) = self.focused() {
            self.page.reveal(annotation.end().saturating_sub(1));
        }
        self.page.reveal(self.caret.start);
    }

    /// Lets go of everything that a movement ends.
    pub(super) fn release(&mut self) {
        self.focus = None;
        self.recent = None;
        self.grown.clear();
        self.candidate = None;
    }

    /// Works out which lines are in view: with `layers`, every row is followed by its lanes, and the page moves on until
    /// the caret's row is among them.
    pub(super) fn arrange(&mut self, layers: bool) {
        let lines = self.page.lines();
        self.position = self.page.position();
        if !layers {
            self.lines = lines.into_iter().map(|line| if let PageLine::Row(row) = line { Line::Row(row) } else { Line::Gap }).collect();
            return;
        }
        let caret = self.page.row_at(self.caret.start);
        for _ in 0..self.page.height() {
            self.lines = self.with_lanes();
            let seen = caret.is_none_or(|row| self.lines.contains(&Line::Row(row)));
            if seen || !self.page.scroll(1) {
                break;
            }
        }
    }

    /// Who has an annotation, by initials, while everybody's are shown; else nothing.
    #[must_use]
    pub(super) fn who(&self, id: &Id) -> &str {
        self.beside.as_ref().and_then(|beside| beside.who(id)).unwrap_or_default()
    }

    /// The lane of each layer, outermost ones on top: the first one that is free where the layer begins, and where who has
    /// it can be told.
    #[must_use]
    pub(super) fn lanes(&self, layers: &[Layer]) -> Vec<usize> {
        let mut ends: Vec<u32> = Vec::new();
        let placed = layers.iter().map(|layer| {
            let who = self.who(&layer.annotation.id).chars().count() as u32;
            let needs = if who == 0 || layer.span.len() > who + AROUND_WHO { 0 } else { who + 2 };
            let free = ends.iter().position(|end| *end <= layer.span.start);
            let lane = free.unwrap_or(ends.len());
            match ends.get_mut(lane) {
                Some(end) => *end = layer.span.end + needs,
                None => ends.push(layer.span.end + needs),
            }
            lane
        });
        placed.collect()
    }

    fn with_lanes(&mut self) -> Vec<Line> {
        let mut lines = Vec::new();
        for line in self.page.lines() {
            match line {
                PageLine::Gap => lines.push(Line::Gap),
                PageLine::Row(row) => {
                    let lanes = self.shown().map_or(0, |set| self.lanes(&set.layers(row.span)).iter().map(|lane| lane + 1).max().unwrap_or_default());
                    lines.push(Line::Row(row));
                    lines.extend((0..lanes).map(|lane| Line::Lane(row, lane)));
                }
            }
        }
        lines.truncate(self.page.height());
        lines
    }
}
