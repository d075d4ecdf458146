//! The walk over the bytes of Rich Text.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::Document;
use super::code_page::{character_set, code_page};
use super::group::{Group, Target};
use crate::article::Role;
use crate::sources::limits;
use crate::sources::paragraph::{Paragraph, one_line};
use crate::sources::story::Flaw;

/// Goes over the bytes once.
pub(super) fn walk(bytes: &[u8]) -> Result<Document, Flaw> {
    let mut walk = Walk::new(bytes);
    while let Some(byte) = walk.next() {
        match byte {
            b'{' => walk.open()?,
            b'}' => walk.close(),
            b'\\' => walk.control(),
            b'\r' | b'\n' | 0 => {}
            b'\t' => walk.put("\t"),
            byte => walk.literal(byte),
        }
        if walk.ended {
            break;
        }
    }
    Ok(walk.finish())
}

struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
    group: Group,
    outer: Vec<Group>,
    ended: bool,
    encoding: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    /// Bytes of one encoding that are not decoded yet.
    raw: Vec<u8>,
    /// The first half of a character of two `\u`.
    half: Option<u16>,
    /// Characters still to be passed over behind a `\u`.
    passed: usize,
    text: String,
    role: Role,
    /// The note or text box that is being read.
    note: String,
    notes: Vec<Paragraph>,
    /// Text boxes anchored in the paragraph that is being read.
    beside: Vec<Paragraph>,
    title: String,
    author: String,
    hidden: bool,
    deleted: bool,
    paragraphs: Vec<Paragraph>,
}

impl<'b> Walk<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            group: Group::new(),
            outer: Vec::new(),
            ended: false,
            encoding: WINDOWS_1252,
            fonts: HashMap::new(),
            font: 0,
            raw: Vec::new(),
            half: None,
            passed: 0,
            text: String::new(),
            role: Role::Body,
            note: String::new(),
            notes: Vec::new(),
            beside: Vec::new(),
            title: String::new(),
            author: String::new(),
            hidden: false,
            deleted: false,
            paragraphs: Vec::new(),
        }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    fn open(&mut self) -> Result<(), Flaw> {
        self.flush();
        self.passed = 0;
        if self.outer.len() >= limits::DEPTH {
            return Err(Flaw::whole(format!("is nested more than {} deep", limits::DEPTH)));
        }
        self.outer.push(self.group);
        self.group = self.group.inner();
        Ok(())
    }

    fn close(&mut self) {
        self.flush();
        self.passed = 0;
        let target = self.group.target;
        self.group = self.outer.pop().unwrap_or_else(Group::new);
        self.ended = self.outer.is_empty();
        if matches!(target, Target::Note | Target::Box) && self.group.target != target {
            let paragraphs = if target == Target::Note { &mut self.notes } else { &mut self.beside };
            paragraphs.push(Paragraph { role: Role::Body, text: std::mem::take(&mut self.note) });
        }
    }

    /// What follows a backslash.
    fn control(&mut self) {
        match self.next() {
            Some(b'\'') => {
                let digits = self.bytes.get(self.at..self.at + 2).and_then(|digits| std::str::from_utf8(digits).ok());
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.at += 2;
                    self.coded(byte);
                }
            }
            Some(b'~') => self.put("\u{a0}"),
            Some(b'_') => self.put("\u{2011}"),
            Some(b'-') => self.put("\u{ad}"),
            Some(b'*') => self.group.optional = true,
            Some(b'\r' | b'\n') => self.word("par", None),
            Some(byte @ (b'\\' | b'{' | b'}')) => self.literal(byte),
            Some(byte) if byte.is_ascii_alphabetic() => {
                self.at -= 1;
                let (word, number) = self.control_word();
                self.word(&word, number);
            }
            _ => {}
        }
    }

    /// A control word and its number; the space behind it belongs to it.
    fn control_word(&mut self) -> (String, Option<i32>) {
        let letters = self.taken(|byte| byte.is_ascii_alphabetic());
        let negative = self.bytes.get(self.at) == Some(&b'-') && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
        self.at += usize::from(negative);
        let digits = self.taken(|byte| byte.is_ascii_digit());
        let number = digits.parse::<i32>().ok().map(|number| if negative { -number } else { number });
        self.at += usize::from(self.bytes.get(self.at) == Some(&b' '));
        (letters, number)
    }

    fn taken(&mut self, wanted: impl Fn(u8) -> bool) -> String {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().take(64).take_while(|byte| wanted(**byte)).count();
        self.at += length;
        String::from_utf8_lossy(rest.get(..length).unwrap_or_default()).into_owned()
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let on = number != Some(0);
        match word {
            "u" => return self.unicode(number.unwrap_or_default()),
            "bin" => {
                self.at = self.at.saturating_add(usize::try_from(number.unwrap_or_default()).unwrap_or_default()).min(self.bytes.len());
                return;
            }
            _ => self.flush(),
        }
        if self.group.enter(word) {
            return;
        }
        if let Some(text) = character(word) {
            return self.put(text);
        }
        match word {
            "par" | "sect" | "page" | "column" | "row" | "nestrow" => self.end_paragraph(),
            "pard" => self.role = Role::Body,
            "outlinelevel" if (0..9).contains(&number.unwrap_or(9)) => self.role = Role::Heading,
            "ls" if on => self.role = Role::ListItem,
            "uc" => self.group.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16),
            "ansicpg" => self.encoding = code_page(number.unwrap_or_default()),
            "mac" => self.encoding = code_page(10000),
            "f" => self.choose_font(number.unwrap_or_default()),
            "fcharset" if self.group.target == Target::Fonts => self.fonts.extend(character_set(number.unwrap_or(1)).map(|encoding| (self.font, encoding))),
            "v" => self.group.hidden = on,
            "deleted" => self.group.deleted = on,
            "plain" => (self.group.hidden, self.group.deleted, self.group.encoding) = (false, false, None),
            _ => {}
        }
    }

    fn choose_font(&mut self, number: i32) {
        if self.group.target == Target::Fonts {
            self.font = number;
        } else {
            self.group.encoding = self.fonts.get(&number).copied();
        }
    }

    /// A character by its number; those beyond the first 65,536 come in two halves.
    fn unicode(&mut self, number: i32) {
        self.flush_bytes();
        let unit = (number & 0xffff) as u16;
        let units = self.half.take().into_iter().chain([unit]).collect::<Vec<_>>();
        if (0xd800..0xdc00).contains(&unit) {
            self.half = Some(unit);
        } else {
            let text = String::from_utf16_lossy(&units);
            self.put_now(&text);
        }
        self.passed = self.group.fallback;
    }

    /// A byte of the document's encoding.
    fn coded(&mut self, byte: u8) {
        if self.passed > 0 {
            self.passed -= 1;
        } else {
            self.flush_half();
            self.raw.push(byte);
        }
    }

    fn literal(&mut self, byte: u8) {
        // The second byte of a character may be a letter.
        let second = byte < 0x80 && !self.raw.is_empty() && !self.encoding_here().is_single_byte();
        if byte >= 0x80 || second || self.passed > 0 {
            self.coded(byte);
        } else {
            self.put(char::from(byte).encode_utf8(&mut [0; 4]));
        }
    }

    fn put(&mut self, text: &str) {
        if self.passed > 0 {
            self.passed -= 1;
            return;
        }
        self.flush();
        self.put_now(text);
    }

    fn put_now(&mut self, text: &str) {
        let group = self.group;
        if matches!(group.target, Target::Text | Target::Note | Target::Box) && (group.hidden || group.deleted) {
            self.hidden |= group.hidden && !text.trim().is_empty();
            self.deleted |= group.deleted;
            return;
        }
        match group.target {
            Target::Text => self.text.push_str(text),
            Target::Note | Target::Box => self.note.push_str(text),
            Target::Title => self.title.push_str(text),
            Target::Author => self.author.push_str(text),
            Target::Fonts | Target::Nothing => {}
        }
    }

    fn encoding_here(&self) -> &'static Encoding {
        self.group.encoding.unwrap_or(self.encoding)
    }

    fn flush(&mut self) {
        self.flush_bytes();
        self.flush_half();
    }

    fn flush_half(&mut self) {
        if self.half.take().is_some() {
            self.put_now("\u{fffd}");
        }
    }

    fn flush_bytes(&mut self) {
        if !self.raw.is_empty() {
            let raw = std::mem::take(&mut self.raw);
            let text = self.encoding_here().decode_without_bom_handling(&raw).0;
            self.put_now(&text);
        }
    }

    fn end_paragraph(&mut self) {
        match self.group.target {
            Target::Text => {
                self.paragraphs.push(Paragraph { role: self.role, text: std::mem::take(&mut self.text) });
                self.paragraphs.append(&mut self.beside);
            }
            Target::Note | Target::Box => self.note.push_str("\n\n"),
            _ => {}
        }
    }

    fn finish(mut self) -> Document {
        self.flush();
        self.paragraphs.push(Paragraph { role: self.role, text: std::mem::take(&mut self.text) });
        self.paragraphs.append(&mut self.beside);
        self.notes.push(Paragraph { role: Role::Body, text: self.note });
        self.paragraphs.append(&mut self.notes);
        self.paragraphs.retain(|paragraph| !paragraph.is_blank());
        let notices = [
            (!self.ended, "the file is cut off: its end may be missing"),
            (self.hidden, "hidden text was left out"),
            (self.deleted, "it has tracked changes, which were read as if accepted"),
        ];
        let notices = notices.into_iter().filter(|(holds, _)| *holds).map(|(_, notice)| notice.to_owned()).collect();
        let filled = |text: &str| Some(one_line(text)).filter(|text| !text.is_empty());
        Document { paragraphs: self.paragraphs, notices, title: filled(&self.title), author: filled(&self.author) }
    }
}

/// The characters that have words of their own.
fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "tab" | "cell" | "nestcell" => "\t",
        "line" | "lbr" => "\n",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "emspace" => "\u{2003}",
        "enspace" => "\u{2002}",
        "qmspace" => "\u{2005}",
        "zwj" => "\u{200d}",
        "zwnj" => "\u{200c}",
        "ltrmark" => "\u{200e}",
        "rtlmark" => "\u{200f}",
        _ => return None,
    })
}
