//! The walk over the XML of a Word document to its paragraphs.

use std::collections::HashMap;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::styles::{Styles, is_on};
use super::table::Table;
use crate::sources::limits;
use crate::sources::package::attribute;
use crate::sources::paragraph::Paragraph;
use crate::sources::story::Flaw;

/// A footnote or an endnote, by its id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Note {
    /// At the foot of a page.
    Foot(String),
    /// At the end of the document.
    End(String),
}

/// What the XML of a part holds.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// The paragraphs in order; a table's rows are lines of one.
    pub paragraphs: Vec<Paragraph>,
    /// Notes in the order in which the text refers to them.
    pub references: Vec<Note>,
    /// The paragraphs of each note, where the part holds notes.
    pub notes: HashMap<Note, Vec<Paragraph>>,
    /// Whether there was hidden text, which is left out.
    pub hidden: bool,
    /// Whether there were tracked changes, which are taken as accepted.
    pub changed: bool,
}

/// Goes over the XML of a part.
pub(super) fn walk(xml: &str, styles: &Styles) -> Result<Walked, Flaw> {
    let mut reader = NsReader::from_str(xml);
    reader.resolver_mut().set_max_namespace_bindings(4096);
    let mut walk = Walk::new(styles);
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|error| Flaw::whole(format!("is damaged: {error}")))?;
        match event {
            Event::Start(start) => walk.start(&Space::of(&space), &start)?,
            Event::Empty(start) => {
                let space = Space::of(&space);
                walk.start(&space, &start)?;
                walk.end(&space, start.local_name().into_inner());
            }
            Event::End(end) => walk.end(&Space::of(&space), end.local_name().into_inner()),
            Event::Text(text) => walk.characters(&text.xml10_content()),
            Event::CData(text) => walk.characters(&text.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => walk.characters(c.encode_utf8(&mut [0; 4])),
                _ => walk.characters(quick_xml::escape::resolve_xml_entity(&name).unwrap_or("\u{fffd}")),
            },
            Event::Eof if walk.depth > 0 => return Err(Flaw::whole("is cut off")),
            Event::Eof => return Ok(walk.finish()),
            _ => {}
        }
    }
}

/// The vocabulary that an element is from.
#[derive(PartialEq, Eq)]
enum Space {
    Word,
    Math,
    /// Two forms of one thing, for old and new programs.
    Alternatives,
    Other,
}

impl Space {
    fn of(resolved: &ResolveResult<'_>) -> Self {
        let ResolveResult::Bound(space) = resolved else { return Self::Other };
        match space.into_inner() {
            name if name.ends_with("/wordprocessingml/2006/main") || name.ends_with("/wordprocessingml/main") => Self::Word,
            name if name.ends_with("/officeDocument/2006/math") || name.ends_with("/officeDocument/math") => Self::Math,
            name if name.ends_with("/markup-compatibility/2006") => Self::Alternatives,
            _ => Self::Other,
        }
    }
}

/// A paragraph that is being read.
#[derive(Default)]
struct Open {
    text: String,
    style: Option<String>,
    numbered: Option<bool>,
    /// Its end was deleted: what follows belongs to it.
    joined: bool,
    /// Paragraphs of text boxes anchored in it.
    beside: Vec<Paragraph>,
}

/// Where paragraphs go: the document, a cell, a text box, a note.
#[derive(Default)]
struct Sink {
    paragraphs: Vec<Paragraph>,
    /// Text of a paragraph whose end was deleted.
    carried: String,
}

/// What is being read.
struct Walk<'s> {
    styles: &'s Styles,
    depth: usize,
    /// The depth of the element that is left out with all that is in it.
    skipped: Option<usize>,
    sinks: Vec<Sink>,
    open: Vec<Open>,
    tables: Vec<Table>,
    /// Whether each open run is hidden.
    runs: Vec<bool>,
    in_paragraph_properties: bool,
    in_row_properties: bool,
    /// For each open field whether its result has begun; before it stand instructions.
    fields: Vec<bool>,
    /// For each open pair of alternatives whether one has been taken.
    taken: Vec<bool>,
    /// The word that is being read, and whether its outer white space counts.
    word: Option<(String, bool)>,
    note: Option<Note>,
    walked: Walked,
}

impl<'s> Walk<'s> {
    fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            depth: 0,
            skipped: None,
            sinks: vec![Sink::default()],
            open: Vec::new(),
            tables: Vec::new(),
            runs: Vec::new(),
            in_paragraph_properties: false,
            in_row_properties: false,
            fields: Vec::new(),
            taken: Vec::new(),
            word: None,
            note: None,
            walked: Walked::default(),
        }
    }

    fn start(&mut self, space: &Space, start: &BytesStart<'_>) -> Result<(), Flaw> {
        self.depth += 1;
        if self.depth > limits::DEPTH {
            return Err(Flaw::whole(format!("is nested more than {} deep", limits::DEPTH)));
        }
        if self.skipped.is_some() {
            return Ok(());
        }
        match (space, start.local_name().into_inner()) {
            (Space::Word, name) if self.in_paragraph_properties => self.paragraph_property(name, start),
            (Space::Word, name) if self.in_row_properties => {
                if let ("del", Some(table)) = (name, self.tables.last_mut()) {
                    table.delete_row();
                }
            }
            (Space::Word, name) => self.word_element(name, start),
            (Space::Math, "t") => self.word = Some((String::new(), true)),
            (Space::Alternatives, "AlternateContent") => self.taken.push(false),
            (Space::Alternatives, "Choice" | "Fallback") => match self.taken.last_mut() {
                Some(taken) if !*taken => *taken = true,
                _ => self.skipped = Some(self.depth),
            },
            _ => {}
        }
        Ok(())
    }

    /// A property of a paragraph, or of the mark at its end.
    fn paragraph_property(&mut self, name: &str, start: &BytesStart<'_>) {
        match (name, self.open.last_mut()) {
            ("pStyle", Some(open)) => open.style = attribute(start, "val"),
            ("numId", Some(open)) => open.numbered = Some(attribute(start, "val").is_some_and(|id| id != "0")),
            ("del" | "moveFrom", Some(open)) => {
                open.joined = true;
                self.walked.changed = true;
            }
            ("ins" | "moveTo", _) => self.walked.changed = true,
            // A large first letter is a paragraph of its own beside the one that it begins.
            ("framePr", Some(open)) => open.joined |= attribute(start, "dropCap").is_some_and(|kind| kind != "none"),
            ("pPrChange" | "sectPr" | "tabs", _) => self.skipped = Some(self.depth),
            _ => {}
        }
    }

    fn word_element(&mut self, name: &str, start: &BytesStart<'_>) {
        match name {
            "del" | "moveFrom" => {
                self.walked.changed = true;
                self.skipped = Some(self.depth);
            }
            "ins" | "moveTo" => self.walked.changed = true,
            "delText" | "delInstrText" | "instrText" | "sdtPr" | "rt" | "tblPr" | "tcPr" | "tblGrid" | "sectPr" | "rPrChange" => {
                self.skipped = Some(self.depth);
            }
            "p" => {
                let text = self.sink().map(|sink| std::mem::take(&mut sink.carried)).unwrap_or_default();
                self.open.push(Open { text, ..Open::default() });
            }
            "pPr" => self.in_paragraph_properties = true,
            "trPr" => self.in_row_properties = true,
            "r" => self.runs.push(false),
            "vanish" => self.hide(is_on(start)),
            "rStyle" => {
                let hidden = attribute(start, "val").is_some_and(|id| self.styles.is_hidden(&id));
                self.hide(hidden);
            }
            "t" => self.word = Some((String::new(), attribute(start, "space").is_some_and(|space| space == "preserve"))),
            "tab" | "ptab" => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("\u{2011}"),
            "softHyphen" => self.push("\u{ad}"),
            "sym" => self.symbol(start),
            "fldChar" => self.field(attribute(start, "fldCharType").as_deref()),
            "footnoteReference" => self.walked.references.extend(attribute(start, "id").map(Note::Foot)),
            "endnoteReference" => self.walked.references.extend(attribute(start, "id").map(Note::End)),
            "footnote" => self.begin_note(start, Note::Foot),
            "endnote" => self.begin_note(start, Note::End),
            "tbl" => self.tables.push(Table::default()),
            "tc" | "txbxContent" => self.sinks.push(Sink::default()),
            _ => {}
        }
    }

    fn end(&mut self, space: &Space, name: &str) {
        let depth = self.depth;
        self.depth = self.depth.saturating_sub(1);
        if let Some(skipped) = self.skipped {
            self.skipped = Some(skipped).filter(|skipped| *skipped < depth);
            return;
        }
        match (space, name) {
            (Space::Word, "pPr") => self.in_paragraph_properties = false,
            (Space::Word, "trPr") => self.in_row_properties = false,
            (Space::Word, _) if self.in_paragraph_properties || self.in_row_properties => {}
            (Space::Word | Space::Math, "t") => self.end_word(),
            (Space::Word, "p") => self.end_paragraph(),
            (Space::Word, "r") => {
                self.runs.pop();
            }
            (Space::Word, "tc") => {
                let cell = self.end_sink();
                match self.tables.last_mut() {
                    Some(table) => table.push_cell(cell),
                    None => self.put(cell),
                }
            }
            (Space::Word, "tr") => self.tables.last_mut().into_iter().for_each(Table::end_row),
            (Space::Word, "tbl") => {
                let table = self.tables.pop().unwrap_or_default();
                self.put(table.into_paragraphs());
            }
            (Space::Word, "txbxContent") => {
                let beside = self.end_sink();
                match self.open.last_mut() {
                    Some(open) => open.beside.extend(beside),
                    None => self.put(beside),
                }
            }
            (Space::Word, "footnote" | "endnote") => {
                if let Some(note) = self.note.take() {
                    let paragraphs = self.end_sink();
                    self.walked.notes.insert(note, paragraphs);
                }
            }
            (Space::Alternatives, "AlternateContent") => {
                self.taken.pop();
            }
            _ => {}
        }
    }

    fn characters(&mut self, text: &str) {
        if let (Some((word, _)), None) = (&mut self.word, self.skipped) {
            // Word shows line ends in a word as spaces.
            word.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        }
    }

    fn end_word(&mut self) {
        if let Some((word, kept)) = self.word.take() {
            self.push(if kept { &word } else { word.trim_matches([' ', '\t', '\n', '\r']) });
        }
    }

    /// Adds to the text of the open paragraph, if it is to be seen.
    fn push(&mut self, text: &str) {
        if self.fields.contains(&false) {
            return;
        }
        if self.runs.last().copied().unwrap_or_default() {
            self.walked.hidden |= !text.trim().is_empty();
        } else if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    fn hide(&mut self, hidden: bool) {
        if let Some(run) = self.runs.last_mut() {
            *run = hidden;
        }
    }

    /// A character by its number, which for fonts of symbols is one for private use.
    fn symbol(&mut self, start: &BytesStart<'_>) {
        let number = attribute(start, "char").and_then(|digits| u32::from_str_radix(&digits, 16).ok());
        if let Some(c) = number.and_then(char::from_u32).filter(|c| !c.is_control()) {
            self.push(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn field(&mut self, kind: Option<&str>) {
        match (kind, self.fields.last_mut()) {
            (Some("begin"), _) => self.fields.push(false),
            (Some("separate"), Some(field)) => *field = true,
            (Some("end"), _) => {
                self.fields.pop();
            }
            _ => {}
        }
    }

    /// Begins a note; the lines that separate notes from the text are none.
    fn begin_note(&mut self, start: &BytesStart<'_>, note: fn(String) -> Note) {
        let kind = attribute(start, "type").unwrap_or_else(|| "normal".to_owned());
        match attribute(start, "id").filter(|_| kind == "normal" && self.note.is_none()) {
            Some(id) => {
                self.note = Some(note(id));
                self.sinks.push(Sink::default());
            }
            None => self.skipped = Some(self.depth),
        }
    }

    fn sink(&mut self) -> Option<&mut Sink> {
        self.sinks.last_mut()
    }

    fn put(&mut self, paragraphs: Vec<Paragraph>) {
        if let Some(sink) = self.sink() {
            sink.paragraphs.extend(paragraphs);
        }
    }

    /// Ends a cell, text box or note. What was carried over its end is its last paragraph.
    fn end_sink(&mut self) -> Vec<Paragraph> {
        let mut sink = self.sinks.pop().unwrap_or_default();
        if !sink.carried.is_empty() {
            sink.paragraphs.push(Paragraph { text: sink.carried, ..Paragraph::default() });
        }
        sink.paragraphs
    }

    fn end_paragraph(&mut self) {
        // A field whose result never began would swallow the rest of the text.
        self.fields.retain(|begun| *begun);
        let Some(open) = self.open.pop() else { return };
        let style = open.style.as_deref().unwrap_or_default();
        let mut role = self.styles.role(style);
        let numbered = open.numbered.unwrap_or_else(|| self.styles.is_numbered(style));
        if role == crate::article::Role::Body && numbered {
            role = crate::article::Role::ListItem;
        }
        let Some(sink) = self.sink() else { return };
        if open.joined {
            sink.carried = open.text;
        } else {
            sink.paragraphs.push(Paragraph { role, text: open.text });
        }
        sink.paragraphs.extend(open.beside);
    }

    fn finish(mut self) -> Walked {
        self.walked.paragraphs = self.end_sink();
        self.walked
    }
}
