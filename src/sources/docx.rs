//! Word documents (DOCX).
//!
//! The text is what Word prints: tracked changes as accepted, no comments, headers, footers or hidden text. Notes stand at
//! the end, so that the text is not interrupted. A document that is an export of Nexis is divided into its articles; its
//! extractor is still the one for DOCX.

mod properties;
mod styles;
mod table;
mod walk;

use self::styles::Styles;
use self::walk::{Walked, walk};
use super::nexis;
use super::package::{self, Package, ZIP, names_in_head};
use super::paragraph::{Paragraph, story_of};
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Story};
use crate::article::sha256;

/// The bytes with which files of old Office programs begin, and protected ones of new programs.
const OLD: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Reads Word documents.
#[derive(Debug)]
pub(super) struct DocxReader;

static DOCX: Format = Format {
    name: "docx",
    title: "Word document",
    endings: &["docx", "docm", "dotx"],
    many: true,
    detail: "Tracked changes as if accepted, without comments, headers and footers; notes at the end; an export of Nexis gives its articles.",
    extractor: "tagline-docx 1",
};

impl Reader for DocxReader {
    fn format(&self) -> &'static Format {
        &DOCX
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let head = source.head();
        let named = DOCX.endings.contains(&source.ending().as_str());
        if head.starts_with(OLD) {
            return if named || source.ending() == "doc" { Likelihood::Certain } else { Likelihood::Possible };
        }
        if !head.starts_with(ZIP) {
            return Likelihood::No;
        }
        let names = names_in_head(head);
        let has = |start: &str| names.iter().any(|name| name.starts_with(start));
        if is_open_document(head) || has("word/") {
            Likelihood::Certain
        } else if named && !has("xl/") && !has("ppt/") && !has("META-INF/container.xml") {
            Likelihood::Likely
        } else {
            Likelihood::No
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let document = Document::read(source.bytes()?)?;
        if let Some(stories) = nexis::divide(&document.paragraphs) {
            nexis::give(stories, &document.notices, take);
            return Ok(());
        }
        let _ = take(Found::Story(Box::new(document.into_story())));
        Ok(())
    }
}

/// Whether the archive is a text of another office program.
fn is_open_document(head: &[u8]) -> bool {
    head.get(30..).is_some_and(|name| name.starts_with(b"mimetypeapplication/vnd.oasis.opendocument"))
}

/// A Word document, read.
#[derive(Debug)]
pub(super) struct Document {
    /// Its paragraphs, the notes last.
    pub paragraphs: Vec<Paragraph>,
    /// What a user should know of it.
    pub notices: Vec<String>,
    about: Story,
}

impl Document {
    /// Reads the document in `bytes`.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, Flaw> {
        refuse_others(&bytes)?;
        let original = sha256(&bytes);
        let mut package = Package::open(bytes)?;
        let relations = package.xml("_rels/.rels")?.unwrap_or_default();
        let relations = package::relations(&relations, "");
        let main = target(&relations, "officeDocument").filter(|name| package.has(name)).unwrap_or_else(|| "word/document.xml".to_owned());
        let Some(xml) = package.xml(&main)? else { return Err(Flaw::whole("is no Word document: word/document.xml is missing")) };
        let parts = parts_of(&mut package, &main)?;
        let styles = match target(&parts, "styles") {
            Some(name) => package.xml(&name)?.map(|xml| Styles::read(&xml)).unwrap_or_default(),
            None => Styles::default(),
        };
        let walked = walk(&xml, &styles)?;
        let core = target(&relations, "core-properties").unwrap_or_else(|| "docProps/core.xml".to_owned());
        let about = Story { original, ..properties::read(&package.xml(&core)?.unwrap_or_default()) };
        let notes = notes(&mut package, &parts, &styles)?;
        Ok(Self::assemble(walked, notes, about))
    }

    /// Puts the notes behind the text, in the order in which it refers to them.
    fn assemble(text: Walked, mut notes: Walked, about: Story) -> Self {
        let mut paragraphs = text.paragraphs;
        let mut count = 0;
        for reference in text.references {
            if let Some(note) = notes.notes.remove(&reference) {
                count += 1;
                paragraphs.extend(note);
            }
        }
        let mut notices = Vec::new();
        if text.changed || notes.changed {
            notices.push("it has tracked changes, which were read as if accepted".to_owned());
        }
        if text.hidden || notes.hidden {
            notices.push("hidden text was left out".to_owned());
        }
        if count > 0 {
            notices.push(format!("{count} {} at the end of the text", if count == 1 { "note stands" } else { "notes stand" }));
        }
        Self { paragraphs, notices, about }
    }

    fn into_story(self) -> Story {
        let story = story_of(&self.paragraphs);
        Story { text: story.text, rule: story.rule, roles: story.roles, title: story.title.or(self.about.title.clone()), notices: self.notices, ..self.about }
    }
}

/// Says what a file is that only looks like a Word document, and what to do about it.
fn refuse_others(bytes: &[u8]) -> Result<(), Flaw> {
    let wide = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    if bytes.starts_with(OLD) {
        let locked = memchr::memmem::find(bytes, &wide("EncryptedPackage")).is_some();
        let old = memchr::memmem::find(bytes, &wide("WordDocument")).is_some();
        return Err(Flaw::whole(match (locked, old) {
            (true, _) => "is protected by a password; save it without one",
            (_, true) => "is an old Word file; save it as .docx",
            _ => "is a file of an old Office program; save it as .docx",
        }));
    }
    if is_open_document(bytes) {
        return Err(Flaw::whole("is an OpenDocument file; save it as .docx"));
    }
    Ok(())
}

/// The parts that the main part refers to.
fn parts_of(package: &mut Package, main: &str) -> Result<Vec<(String, String)>, Flaw> {
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", main));
    let relations = format!("{folder}/_rels/{name}.rels");
    Ok(package::relations(&package.xml(relations.trim_start_matches('/'))?.unwrap_or_default(), main))
}

/// The first part of that kind.
fn target(relations: &[(String, String)], kind: &str) -> Option<String> {
    relations.iter().find(|(found, _)| found == kind).map(|(_, name)| name.clone())
}

/// Footnotes and endnotes.
fn notes(package: &mut Package, parts: &[(String, String)], styles: &Styles) -> Result<Walked, Flaw> {
    let mut all = Walked::default();
    for kind in ["footnotes", "endnotes"] {
        let Some(name) = target(parts, kind) else { continue };
        let Some(xml) = package.xml(&name)? else { continue };
        let walked = walk(&xml, styles)?;
        all.notes.extend(walked.notes);
        all.hidden |= walked.hidden;
        all.changed |= walked.changed;
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
