//! A stage for the model: an article in memory, keys in the notation of the docs, effects answered at once.
//!
//! Text is written with marks. `[word]` is the caret, `«words»` the selection, `{a:words}` an annotation with the label
//! of that key. `*` behind the key is the selected annotation, `!` a doubtful one, `#` one with a note, `&` a further span
//! of the one before: `{q:“One,”} she said. {q&:“Two.”}`. Each line is a block.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use std::path::PathBuf;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::event::{Input, Mouse};
use super::super::look::Look;
use super::super::model::{Model, Tone};
use super::super::run::{Start, model};
use super::super::screen::Canvas;
use super::super::screen::Depth;
use super::super::update::{Effect, Msg, arrange, set_desk, update};
use super::super::view::view;
use super::super::worker::{Done, Opening, Trouble, choose};
use crate::annotation::{Annotation, AnnotationSet, Codebook, History, Origin, WorkState};
use crate::article::{Article, BlockRule, Span, Text};
use crate::config::{Key, Keymap, Settings, Theme, Translation};
use crate::library::{ArticleRef, Folders, GOLD, Home, Meta, OpenRecord, OpenText, Record, Review, SaveJob, Saved, decisions};
use crate::reading::Selection;
use crate::review::{Adjudication, cases};

/// The time of day at which everything is saved.
pub(super) const NOON: &str = "12:00:00";

/// What becomes of saves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disk {
    /// They come off at once.
    Sound,
    /// They are still under way.
    Slow,
    /// They fail.
    Full,
}

/// A model, and what stands for everything around it.
pub(super) struct Stage {
    pub(super) model: Model,
    pub(super) disk: Disk,
    /// Effects that are not answered, by name, with what they carry.
    pub(super) done: Vec<String>,
    /// Where the annotator was the last time.
    pub(super) place: u32,
    /// Saved records by annotator.
    pub(super) records: HashMap<String, (Record, History)>,
}

fn start(annotator: Option<&str>) -> Start {
    let folders = Folders::below(std::path::Path::new("/nowhere"));
    let settings = Settings { theme: Theme::Dark, ..Settings::default() };
    let keymap = Keymap::new(&[], &Codebook::default(), &Translation::default()).0.unwrap();
    let home = Home::library(&folders);
    Start { settings, keymap, home, folders, annotator: annotator.map(str::to_owned), article: None, review: None, tour: false, diagnostics: Vec::new() }
}

impl Stage {
    /// A plain article, each line a block.
    pub(super) fn plain(text: &str, width: u16, height: u16) -> Self {
        Self::open(Article::with_rule(Text::new(text), BlockRule::Lines), width, height)
    }

    /// An article on the desk, its record empty and read.
    pub(super) fn open(article: Article, width: u16, height: u16) -> Self {
        let start = start(Some("anna"));
        let mut model = model(&start, width, height);
        model.look = Look::new(&model.settings, &model.codebook, Depth::True);
        model.names.read = true;
        let mut meta = Meta::default();
        meta.set_rule(article.rule());
        let opened = OpenText { key: "articles/story.txt".into(), article, part: false, meta: Some(meta), stamp: None, notices: Vec::new() };
        set_desk(&mut model, PathBuf::from("/nowhere/data/articles/story.txt"), opened);
        arrange(&mut model);
        let mut stage = Self { model, disk: Disk::Sound, done: Vec::new(), place: 0, records: HashMap::new() };
        stage.carry_out(vec![Effect::LoadRecord]);
        stage
    }

    /// Text with marks on a screen of that size.
    pub(super) fn marked(marked: &str, width: u16, height: u16) -> Self {
        let marks = Marks::parse(marked);
        let mut stage = Self::plain(&marks.text, width, height);
        let desk = stage.model.desk.as_mut().unwrap();
        desk.record.as_mut().unwrap().set = AnnotationSet::new(marks.annotations, Vec::new(), Vec::new(), WorkState::InProgress);
        if let Some(caret) = marks.caret {
            desk.go_to(caret.start);
        }
        desk.selection = marks.selection.map(Selection::new);
        arrange(&mut stage.model);
        stage
    }

    /// Types keys: `jj<Tab>a`, `<lt>` for the key `<`.
    pub(super) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in parse_keys(keys) {
            self.input(Input::Key(key));
        }
        self
    }

    pub(super) fn input(&mut self, input: Input) -> &mut Self {
        let effects = update(&mut self.model, Msg::Input(input));
        arrange(&mut self.model);
        self.carry_out(effects);
        self
    }

    pub(super) fn mouse(&mut self, mouse: Mouse) -> &mut Self {
        self.input(Input::Mouse(mouse))
    }

    pub(super) fn paste(&mut self, text: &str) -> &mut Self {
        self.input(Input::Paste(text.into()))
    }

    pub(super) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.input(Input::Resize(width, height))
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Save(job) => self.save(*job),
                Effect::LoadRecord | Effect::TakeAlong => self.load_record(),
                Effect::Dismiss(_) => self.done.push("dismiss".into()),
                Effect::Restore(restore) => self.done.push(format!("restore {:?}", restore.record.map(|record| record.set.all().len()))),
                Effect::Look => self.done.push("look".into()),
                Effect::Copy(text) => self.done.push(format!("copy {text}")),
                Effect::NewArticle(new) => self.done.push(format!("new {:?} {:?} {}", new.title.unwrap_or_default(), new.date.unwrap_or_default(), new.text)),
                Effect::AddFiles(path, _) => self.done.push(format!("add {path}")),
                Effect::PlanRename { old, open, .. } => self.done.push(format!("plan {old} without {open}")),
                Effect::Rename { plan, new, .. } => self.done.push(format!("rename {} to {new} in {}", plan.old, plan.by_article().len())),
                Effect::CompletePath(typed) => self.done.push(format!("complete {typed}")),
                Effect::Load(path) => self.done.push(format!("load {}", path.display())),
                Effect::Mouse(on) => self.done.push(format!("mouse {on}")),
                Effect::StorePlace(..) => self.done.push("place".into()),
                Effect::StoreMeta(..) => self.done.push("meta".into()),
                Effect::Beside(name) => {
                    let mut others: Vec<(String, AnnotationSet)> =
                        self.records.iter().filter(|(other, _)| **other != name).map(|(other, (record, _))| (other.clone(), record.set.clone())).collect();
                    others.sort_by(|a, b| a.0.cmp(&b.0));
                    let path = self.model.desk.as_ref().unwrap().path.clone();
                    self.answer(Done::Beside(path, Ok(others)));
                }
                Effect::Review(by) => self.review(by),
                Effect::Agree(articles, _) => self.done.push(format!("agree {:?}", articles.map(|articles| articles.len()))),
                Effect::Lessons(name, _) => self.done.push(format!("lessons {name}")),
                Effect::List => self.done.push("list".into()),
                Effect::Choose(asked) => {
                    let answers = RefCell::new(Vec::new());
                    choose(&asked, &|done| answers.borrow_mut().push(done));
                    answers.into_inner().into_iter().for_each(|done| self.answer(done));
                }
                Effect::Preview(key, _) => self.done.push(format!("preview {key}")),
                Effect::SetState(articles, state) => {
                    let names: Vec<String> = articles.iter().map(|path| path.display().to_string()).collect();
                    self.done.push(format!("{state:?} {}", names.join(" ")));
                }
                Effect::Import(what) => self.done.push(format!("import {what}")),
                Effect::Export(articles, file) => self.done.push(format!("export {} to {file}", articles.len())),
                Effect::MoveToQueue(name, keys) => self.done.push(format!("queue {name:?} {}", keys.join(" "))),
                Effect::Propose(basis) => {
                    let all = basis.work_out();
                    self.answer(Done::Proposed(basis, all));
                }
                Effect::Search(..) => self.done.push("search".into()),
                Effect::Init => self.done.push("init".into()),
                Effect::Suspend => self.done.push("suspend".into()),
                Effect::Quit => self.done.push("quit".into()),
            }
        }
    }

    pub(super) fn answer(&mut self, done: Done) {
        let effects = update(&mut self.model, Msg::Done(done));
        arrange(&mut self.model);
        self.carry_out(effects);
    }

    /// Puts everybody's saved records side by side.
    fn review(&mut self, by: String) {
        let desk = self.model.desk.as_ref().unwrap();
        let names: BTreeSet<&String> = self.records.keys().filter(|name| *name != GOLD && **name != by).collect();
        let sets: Vec<(&str, &AnnotationSet)> = names.iter().map(|name| (name.as_str(), &self.records[*name].0.set)).collect();
        let gold = self.records.get(GOLD).map(|(record, _)| record);
        let (decided, told) = gold.map(|gold| decisions(gold, desk.text())).unwrap_or_default();
        let cases = cases(desk.article(), &self.model.codebook, &sets, gold.map(|gold| &gold.set));
        let adjudication = Adjudication::new(desk.text(), &self.model.codebook, cases, decided);
        let annotators: Vec<String> = names.into_iter().cloned().collect();
        let unfinished = sets.iter().filter(|(_, set)| set.state() != WorkState::Done).map(|(name, _)| (*name).to_owned()).collect();
        let nobody = annotators.is_empty().then(|| "nobody has annotated this article yet".to_owned());
        let review = nobody.map_or_else(|| Ok(Box::new(Review { adjudication, annotators, unfinished, told })), Err);
        let path = desk.path.clone();
        self.answer(Done::Reviewed(path, by, review));
    }

    /// Gives an annotator a finished record: labels on places, as `tagged` has them.
    pub(super) fn work(&mut self, annotator: &str, annotations: &[(&str, &str)]) -> &mut Self {
        let all = annotations.iter().enumerate().map(|(n, tag)| self.annotation(&format!("{annotator}-{n:04}"), tag)).collect();
        let set = AnnotationSet::new(all, Vec::new(), Vec::new(), WorkState::Done);
        let record = Record { annotator: annotator.to_owned(), set, ..Record::default() };
        self.records.insert(annotator.to_owned(), (record, History::default()));
        self
    }

    /// An annotation of a place.
    fn annotation(&self, id: &str, (label, words): &(&str, &str)) -> Annotation {
        let around = self.find(&words.replace(['[', ']'], ""));
        let inner = words.split_once('[').and_then(|(before, rest)| Some((before.len() as u32, rest.split_once(']')?.0.len() as u32)));
        let span = inner.map_or(around, |(before, len)| Span { start: around.start + before, end: around.start + before + len });
        Annotation::new(id.into(), (*label).into(), vec![span], Origin::Human, "2026-11-24T09:12:44Z".parse().unwrap())
    }

    fn save(&mut self, job: SaveJob) {
        let path = job.path();
        let history = self.model.desk.as_ref().unwrap().history.clone();
        self.records.insert(job.record.annotator.clone(), (job.record, history));
        match self.disk {
            Disk::Sound => {
                let saved = Saved { path: path.clone(), at: Timestamp::UNIX_EPOCH, revision: job.revision };
                self.answer(Done::Saved(path, Ok((saved, NOON.into()))));
            }
            Disk::Slow => {}
            Disk::Full => self.answer(Done::Saved(path, Err(Trouble { why: "the disk is full".into(), journal: Some("/state/journal".into()) }))),
        }
    }

    /// Reads the record of the article on the desk anew.
    pub(super) fn reopen(&mut self) {
        self.load_record();
    }

    fn load_record(&mut self) {
        let desk = self.model.desk.as_ref().unwrap();
        let annotator = self.model.annotator.clone().unwrap_or_default();
        let article = ArticleRef::new(&desk.key, desk.article().title(), desk.text());
        let fresh = || (Record { article, annotator: annotator.clone(), ..Record::default() }, History::default());
        let (record, history) = self.records.get(&annotator).cloned().unwrap_or_else(fresh);
        let mut opened = OpenRecord::default();
        (opened.record, opened.history) = (record, history);
        opened.place.caret = self.place;
        let record = opened;
        let path = desk.path.clone();
        self.answer(Done::Record(path, Box::new(Opening { record, failed: None })));
    }

    /// The message on the screen.
    pub(super) fn said(&self) -> &str {
        self.model.message.as_ref().map_or("", |message| &message.text)
    }

    /// Whether the last key was refused.
    pub(super) fn refused(&self) -> bool {
        self.model.message.as_ref().is_some_and(|message| message.tone == Tone::Refused)
    }

    pub(super) fn set(&self) -> &AnnotationSet {
        self.model.desk.as_ref().unwrap().set().unwrap()
    }

    /// The text of what is selected.
    pub(super) fn selected(&self) -> &str {
        let desk = self.model.desk.as_ref().unwrap();
        desk.selected().map_or("", |span| desk.text().slice(span))
    }

    /// The token of the caret.
    pub(super) fn caret(&self) -> &str {
        let desk = self.model.desk.as_ref().unwrap();
        desk.text().slice(desk.caret)
    }

    /// What is drawn.
    pub(super) fn screen(&self) -> Buffer {
        let screen = self.model.regions.screen;
        let mut buffer = Buffer::empty(Rect::new(0, 0, screen.width, screen.height));
        view(&self.model, &mut Canvas::whole(&mut buffer));
        buffer
    }

    /// The text with marks.
    pub(super) fn shown(&self) -> String {
        let desk = self.model.desk.as_ref().unwrap();
        let text = desk.text().as_str();
        // Where, whether it opens, how long its span is (the longer ones outside), and the mark.
        let mut marks: Vec<(u32, bool, u32, String)> = Vec::new();
        let mut mark = |span: Span, rank: u32, open: String, close: &str| {
            let size = (span.end - span.start) * 8 + rank;
            marks.push((span.start, true, size, open));
            marks.push((span.end, false, size, close.to_owned()));
        };
        for (n, annotation) in desk.set().unwrap().annotations().iter().enumerate() {
            let focused = if desk.focus.as_ref() == Some(&annotation.id) { "*" } else { "" };
            let doubtful = if annotation.doubtful { "!" } else { "" };
            let note = if annotation.note.is_empty() { "" } else { "#" };
            for (part, span) in annotation.spans.iter().enumerate() {
                let more = if part > 0 { "&" } else { "" };
                let letter = self.model.codebook.letter(&annotation.label);
                mark(*span, 7u32.saturating_sub(n as u32).max(2), format!("{{{letter}{more}{focused}{doubtful}{note}:"), "}");
            }
        }
        if let Some(span) = desk.selected() {
            mark(span, 1, "«".into(), "»");
        }
        mark(desk.caret, 0, "[".into(), "]");
        marks.sort_by(|a, b| {
            let order = |mark: &(u32, bool, u32, String)| (mark.0, mark.1, if mark.1 { -i64::from(mark.2) } else { i64::from(mark.2) });
            order(a).cmp(&order(b))
        });
        let mut out = String::new();
        let mut from = 0;
        for (at, _, _, mark) in marks {
            write!(out, "{}{mark}", &text[from..at as usize]).unwrap();
            from = at as usize;
        }
        out + &text[from..]
    }
}

/// What the marks in a text say.
struct Marks {
    text: String,
    caret: Option<Span>,
    selection: Option<Span>,
    annotations: Vec<Annotation>,
}

impl Marks {
    fn parse(marked: &str) -> Self {
        let mut marks = Self { text: String::new(), caret: None, selection: None, annotations: Vec::new() };
        let mut open: Vec<(char, u32, String)> = Vec::new();
        let mut opened = 0;
        let mut chars = marked.chars();
        while let Some(c) = chars.next() {
            let at = marks.text.len() as u32;
            match c {
                '[' | '«' => open.push((c, at, String::new())),
                '{' => {
                    let signs: String = chars.by_ref().take_while(|c| *c != ':').collect();
                    // The number makes the id: of two on the same span, the outer one comes first.
                    open.push((c, at, format!("{signs}{opened:04}")));
                    opened += 1;
                }
                ']' | '»' | '}' => {
                    let opener = if c == ']' {
                        '['
                    } else if c == '»' {
                        '«'
                    } else {
                        '{'
                    };
                    let last = open.iter().rposition(|(mark, ..)| *mark == opener).unwrap();
                    let (_, start, signs) = open.remove(last);
                    marks.close(Span { start, end: at }, opener, &signs);
                }
                c => marks.text.push(c),
            }
        }
        marks
    }

    fn close(&mut self, span: Span, opener: char, signs: &str) {
        match opener {
            '[' => self.caret = Some(span),
            '«' => self.selection = Some(span),
            _ if signs.contains('&') => self.annotations.last_mut().unwrap().spans.push(span),
            _ => {
                let codebook = Codebook::default();
                let label = codebook.labels.iter().find(|label| signs.starts_with(label.key)).unwrap();
                let id = &signs[signs.len() - 4..];
                let mut annotation = Annotation::new(id.into(), label.id.clone(), vec![span], Origin::Human, Timestamp::UNIX_EPOCH);
                annotation.doubtful = signs.contains('!');
                self.annotations.push(annotation);
            }
        }
    }
}

/// Reads `jj<Tab>a`.
pub(super) fn parse_keys(keys: &str) -> Vec<Key> {
    let mut found = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        if let Some((name, behind)) = named {
            found.push(if name == "lt" { Key::char('<') } else { name.parse().unwrap() });
            rest = behind;
        } else {
            found.push(Key::char(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    found
}

/// Checks what keys make of a text with marks, on a wide screen.
#[track_caller]
pub(super) fn check(before: &str, keys: &str, after: &str) -> Stage {
    check_at(80, before, keys, after)
}

/// The same on a screen of that width.
#[track_caller]
pub(super) fn check_at(width: u16, before: &str, keys: &str, after: &str) -> Stage {
    let mut stage = Stage::marked(before, width, 24);
    stage.keys(keys);
    assert_eq!(stage.shown(), after, "{keys} in {before}: {}", stage.said());
    stage
}

/// Checks that keys change nothing and that the reason holds these words.
#[track_caller]
pub(super) fn refuses(before: &str, keys: &str, why: &str) -> Stage {
    let mut stage = Stage::marked(before, 80, 24);
    let shown = stage.shown();
    stage.keys(keys);
    assert_eq!(stage.shown(), shown, "{keys} in {before}: {}", stage.said());
    assert!(stage.said().contains(why), "{keys} in {before} says {:?}", stage.said());
    stage
}

/// What is put into a record without keys.
impl Stage {
    /// The sample story.
    pub(super) fn sample(width: u16, height: u16) -> Self {
        Self::open(Article::new(Text::new(include_str!("../../../assets/sample-story.txt"))), width, height)
    }

    /// Where `words` stand for the first time.
    pub(super) fn find(&self, words: &str) -> Span {
        let text = self.model.desk.as_ref().unwrap().text().as_str();
        let start = text.find(words).unwrap_or_else(|| panic!("{words} is not in the text")) as u32;
        Span { start, end: start + words.len() as u32 }
    }

    /// Annotates places of the text, each given as the words around it with the place in `[ ]`, or as the place alone.
    pub(super) fn tagged(&mut self, annotations: &[(&str, &str)]) -> &mut Self {
        let mut all: Vec<Annotation> = self.set().annotations().iter().map(|annotation| (**annotation).clone()).collect();
        for tag in annotations {
            all.push(self.annotation(&format!("{:04}", all.len()), tag));
        }
        let desk = self.model.desk.as_mut().unwrap();
        desk.record.as_mut().unwrap().set = AnnotationSet::new(all, Vec::new(), Vec::new(), WorkState::InProgress);
        arrange(&mut self.model);
        self
    }

    /// Puts the caret on the first of `words`.
    pub(super) fn at(&mut self, words: &str) -> &mut Self {
        let span = self.find(words);
        self.model.desk.as_mut().unwrap().go_to(span.start);
        arrange(&mut self.model);
        self
    }
}
