//! Zip packages, which DOCX and EPUB are: parts by name, unpacked one at a time, below the limits.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use encoding_rs::{Encoding, UTF_8};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::limits;
use super::story::Flaw;

/// The bytes with which a zip archive begins.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";

/// Bytes that may be unpacked before their share is looked at: small parts compress well without being bombs.
const FREE: u64 = 16 << 20;

/// A zip archive held in memory.
pub(super) struct Package {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    packed: u64,
    unpacked: u64,
}

impl Package {
    /// Opens the archive in `bytes`: only its table of contents is read.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Flaw> {
        let packed = bytes.len() as u64;
        // The table is built in memory before its length can be asked for.
        let entries = memchr::memmem::find_iter(&bytes, b"PK\x01\x02").take(2 * limits::PARTS).count();
        if entries < 2 * limits::PARTS {
            let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
            if archive.len() <= limits::PARTS {
                return Ok(Self { archive, packed, unpacked: 0 });
            }
        }
        Err(Flaw::whole(format!("holds more than {} files", limits::PARTS)))
    }

    /// Whether there is a part of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The bytes of a part; `None` when there is no such part.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Flaw> {
        let left = limits::WHOLE.saturating_sub(self.unpacked).min(self.packed.saturating_mul(limits::RATIO).max(FREE).saturating_sub(self.unpacked));
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&error)),
        };
        let mut bytes = Vec::new();
        part.take(left + 1).read_to_end(&mut bytes).map_err(|error| Flaw::whole(format!("is damaged: {name}: {error}")))?;
        self.unpacked += bytes.len() as u64;
        if bytes.len() as u64 <= left {
            return Ok(Some(bytes));
        }
        Err(Flaw::whole(if self.unpacked > limits::WHOLE {
            format!("unpacks to more than {} MiB", limits::WHOLE >> 20)
        } else {
            format!("unpacks to more than {} times its size; not read on", limits::RATIO)
        }))
    }

    /// The text of a part that is XML, in the encoding that it declares; `None` when there is no such part.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<String>, Flaw> {
        Ok(self.bytes(name)?.map(decode_xml))
    }
}

fn damaged(error: &ZipError) -> Flaw {
    let error = error.to_string();
    let what = if error.to_lowercase().contains("password") { "is protected by a password".to_owned() } else { format!("is a damaged zip archive: {error}") };
    Flaw::whole(what)
}

/// XML as text: by its byte order mark, else by its declaration, else as UTF-8.
pub(super) fn decode_xml(bytes: Vec<u8>) -> String {
    let encoding = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).or_else(|| declared(&bytes)).unwrap_or(UTF_8);
    if encoding == UTF_8 && !bytes.starts_with(b"\xef\xbb\xbf") {
        return String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    }
    encoding.decode_with_bom_removal(&bytes).0.into_owned()
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..200.min(bytes.len()))?);
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    // What can be read as bytes cannot be UTF-16, whatever it says.
    Encoding::for_label(value.trim_start_matches(quote).split(quote).next()?.as_bytes())
        .map(|encoding| if encoding.is_ascii_compatible() { encoding } else { UTF_8 })
}

/// The names of the parts whose beginnings stand in the first bytes of a zip archive, as far as they can be made out.
pub(super) fn names_in_head(head: &[u8]) -> Vec<String> {
    let starts = memchr::memmem::find_iter(head, ZIP);
    let name = |at: usize| {
        let length = u16::from_le_bytes([*head.get(at + 26)?, *head.get(at + 27)?]) as usize;
        head.get(at + 30..at + 30 + length).map(|name| String::from_utf8_lossy(name).into_owned())
    };
    starts.filter_map(name).take(limits::PARTS).collect()
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found = attributes.with_checks(false).filter_map(Result::ok).find(|attribute| attribute.key.local_name().into_inner() == name);
    found.and_then(|attribute| attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(Cow::into_owned))
}

/// The parts that a part of an Office document refers to: kind, and name in the package.
pub(super) fn relations(xml: &str, part: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) | Event::Empty(start) if start.local_name().into_inner() == "Relationship" => {
                let kind = attribute(&start, "Type").unwrap_or_default();
                let target = attribute(&start, "Target").and_then(|target| inside(part, &target));
                let outside = attribute(&start, "TargetMode").is_some_and(|mode| mode == "External");
                found.extend(target.filter(|_| !outside).map(|target| (kind.rsplit('/').next().unwrap_or_default().to_owned(), target)));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// The name of the part that `link`, found in the part `from`, leads to; `None` when it leads out of the package.
pub(super) fn inside(from: &str, link: &str) -> Option<String> {
    let link = link.split(['#', '?']).next().unwrap_or_default();
    let mut folders: Vec<&str> = if link.starts_with('/') { Vec::new() } else { from.split('/').collect() };
    folders.pop();
    for step in link.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                folders.pop()?;
            }
            _ => folders.push(step),
        }
    }
    if link.is_empty() || link.contains("://") { None } else { Some(folders.join("/")) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    /// A zip archive of these parts, in this order.
    pub(in crate::sources) fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            let method = if *name == "mimetype" { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
            writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_are_read_by_name_in_their_encoding() {
        let xml = b"<?xml version='1.0' encoding='windows-1252'?><a>\xfc</a>";
        let bytes = pack(&[("a.xml", xml), ("b.xml", b"\xff\xfe<\0b\0/\0>\0")]);
        assert_eq!(names_in_head(&bytes), ["a.xml", "b.xml"]);
        let mut package = Package::open(bytes).unwrap();
        assert!(package.xml("a.xml").unwrap().unwrap().ends_with("<a>ü</a>"));
        assert_eq!(package.xml("b.xml").unwrap().unwrap(), "<b/>");
        assert_eq!(package.xml("../a.xml").unwrap(), None);
        assert!(package.has("a.xml") && !package.has("c.xml"));
    }

    #[test]
    fn links_never_lead_out() {
        let cases = [("word/document.xml", "styles.xml", Some("word/styles.xml")), ("a/b/c", "../d.x#top", Some("a/d.x")), ("a/b", "/c", Some("c"))];
        for (from, link, name) in cases.into_iter().chain([("a/b", "../../c", None), ("a/b", "http://x/y", None), ("a/b", "#top", None)]) {
            assert_eq!(inside(from, link).as_deref(), name, "{link}");
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_bursts() {
        let bytes = pack(&[("a.xml", &vec![b' '; 40 << 20])]);
        let flaw = Package::open(bytes).ok().unwrap().bytes("a.xml").unwrap_err();
        assert!(flaw.what.contains("more than 200 times"), "{flaw}");
    }

    #[test]
    fn a_table_of_contents_without_end_is_refused() {
        let mut bytes = pack(&[("a", b"")]);
        bytes.splice(0..0, b"PK\x01\x02".repeat(2 * limits::PARTS));
        assert!(Package::open(bytes).err().unwrap().what.contains("more than 10000 files"));
        assert!(Package::open(b"PK\x03\x04cut".to_vec()).err().unwrap().what.contains("damaged"));
    }
}
