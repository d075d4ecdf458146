//! The text of a PDF by `pdf-extract`, held apart: it panics on many a broken file and may not end.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use pdf_extract::{Document, Object, PlainTextOutput, output_doc_page};

use crate::article::guarded;
use crate::article::{BlockRule, Role, sha256};
use crate::sources::limits;
use crate::sources::paragraph::one_line;
use crate::sources::story::{Blocks, Flaw, Story};

/// The name of the thread that reads: a panic there is caught, and no reason to give up the terminal.
const THREAD: &str = "pdf";

/// Bytes of that thread's stack: objects nest in each other.
const STACK: usize = 64 << 20;

/// How long one page may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What every article from a PDF says of itself.
const WARNING: &str =
    "the text was taken from a PDF as well as that goes: columns, hyphens at line ends, running heads and captions may be wrong; compare it with the original";

/// What the thread says.
enum Step {
    /// Title and author, as far as the file names them.
    About(Option<String>, Option<String>),
    /// The text of the next page; `None` when it could not be read.
    Page(Option<String>),
    /// The file as a whole cannot be read.
    Refused(&'static str),
}

/// Reads the file in `bytes`.
pub(super) fn story(bytes: Vec<u8>) -> Result<Story, Flaw> {
    let original = sha256(&bytes);
    let (send, steps) = channel();
    let work = move || {
        let read = guarded(|| read(&bytes, &send));
        if read.is_err() {
            let _ = send.send(Step::Refused("is damaged, or of a kind that cannot be read"));
        }
    };
    thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK).spawn(work)?;
    let (mut pages, mut about, mut length) = (Vec::new(), (None, None), 0);
    loop {
        match steps.recv_timeout(PATIENCE) {
            Ok(Step::About(title, author)) => about = (title, author),
            Ok(Step::Page(page)) => {
                length += page.as_ref().map_or(0, String::len) as u64;
                pages.push(page);
                if length > limits::ITEM {
                    return Err(Flaw::whole(format!("holds more than {} MiB of text", limits::ITEM >> 20)));
                }
            }
            Ok(Step::Refused(why)) => return Err(Flaw::whole(why)),
            Err(RecvTimeoutError::Timeout) => {
                return Err(Flaw::whole(format!("page {} took more than {} seconds; not read on", pages.len() + 1, PATIENCE.as_secs())));
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let (title, author) = about;
    Ok(Story { title, authors: author.into_iter().collect(), original, ..assemble(&pages)? })
}

/// Reads page by page, until nobody listens.
fn read(bytes: &[u8], send: &Sender<Step>) {
    let Ok(mut document) = Document::load_mem(bytes) else {
        let _ = send.send(Step::Refused("is damaged: it cannot be read as a PDF"));
        return;
    };
    if document.is_encrypted() && document.decrypt("").is_err() {
        let _ = send.send(Step::Refused("is protected by a password; save it without one"));
        return;
    }
    let _ = send.send(Step::About(information(&document, b"Title"), information(&document, b"Author")));
    for number in document.get_pages().into_keys().take(limits::PARTS) {
        let page = guarded(|| {
            let mut text = String::new();
            output_doc_page(&document, &mut PlainTextOutput::new(&mut text), number).ok().map(|()| text)
        });
        if send.send(Step::Page(page.ok().flatten())).is_err() {
            return;
        }
    }
}

/// What the file says of itself under that name.
fn information(document: &Document, name: &[u8]) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let info = info.as_reference().map_or(Some(info), |id| document.get_object(id).ok())?.as_dict().ok()?;
    let Object::String(bytes, _) = info.get(name).ok()? else { return None };
    let text = match bytes.strip_prefix(b"\xfe\xff") {
        Some(wide) => encoding_rs::UTF_16BE.decode_without_bom_handling(wide).0,
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    Some(one_line(&text)).filter(|text| !text.is_empty())
}

/// A story of these pages.
fn assemble(pages: &[Option<String>]) -> Result<Story, Flaw> {
    let mut blocks = Blocks::default();
    for page in pages.iter().flatten() {
        blocks.push(Role::Body, page);
    }
    let lost: Vec<String> = pages.iter().enumerate().filter(|(_, page)| page.is_none()).map(|(at, _)| (at + 1).to_string()).collect();
    if blocks.is_empty() {
        let all = !lost.is_empty() && lost.len() == pages.len();
        return Err(Flaw::whole(if all {
            "none of its pages can be read"
        } else {
            "holds no text: it is a scan or a picture; let a program for text recognition (OCR) read it first"
        }));
    }
    let mut story = blocks.into_story();
    if BlockRule::judge(&story.text) == BlockRule::Wrapped {
        story.rule = Some(BlockRule::Wrapped);
    }
    story.notices.push(WARNING.to_owned());
    if !lost.is_empty() {
        let shown: Vec<&str> = lost.iter().take(20).map(String::as_str).collect();
        story.notices.push(format!("{} could not be read: {}", if lost.len() == 1 { "a page" } else { "pages" }, shown.join(", ")));
    }
    if story.text.len() < pages.len() * 40 {
        story.notices.push("there is hardly any text: most pages may be scans".to_owned());
    }
    Ok(story)
}
