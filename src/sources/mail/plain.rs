//! What is whose in the text of a mail: the writer's own words, and quotes, signatures and lines of programs, which are drawn
//! back and never left out.

use crate::article::Role;
use crate::sources::story::Blocks;

/// Lines of a signature at most, and bytes of the longest line of a program.
const SIGNATURE: usize = 30;
const LONGEST: usize = 400;

/// What quotes begin after, in the languages that mail programs speak.
const WROTE: [&str; 14] = [
    " wrote:",
    " writes:",
    " schrieb:",
    " a écrit :",
    " a écrit:",
    " escribió:",
    " ha scritto:",
    " schreef:",
    " escreveu:",
    " skrev:",
    " napisał:",
    " пишет:",
    " написал:",
    " написал(а):",
];
const OPENS: [&str; 12] = ["on ", "am ", "le ", "el ", "il ", "op ", "em ", "den ", "w dniu ", "в ", "dnia ", "at "];

/// Lines that programs put above the mail that is answered or forwarded.
const ORIGINAL: [&str; 10] = [
    "original message",
    "ursprüngliche nachricht",
    "message d'origine",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "mensagem original",
    "original appointment",
    "исходное сообщение",
    "reply message",
];
const FORWARDED: [&str; 8] = [
    "forwarded message",
    "begin forwarded message",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten",
    "message transféré",
    "mensaje reenviado",
    "messaggio inoltrato",
    "forwarded by",
];

/// Names of headers as programs write them above such a mail.
const HEADERS: [&str; 34] = [
    "from",
    "sent",
    "date",
    "to",
    "cc",
    "subject",
    "reply-to",
    "importance",
    "von",
    "gesendet",
    "datum",
    "an",
    "betreff",
    "de",
    "envoyé",
    "à",
    "objet",
    "enviado",
    "fecha",
    "para",
    "asunto",
    "da",
    "inviato",
    "a",
    "oggetto",
    "verzonden",
    "aan",
    "onderwerp",
    "assunto",
    "от",
    "отправлено",
    "кому",
    "тема",
    "дата",
];

/// Adds the text of a plain part.
pub(super) fn push(text: &str, blocks: &mut Blocks) {
    let mut reading = Reading::default();
    let (mut from, mut role) = (0, None);
    let mut at = 0;
    let end = text.trim_end().len();
    for line in text.split('\n') {
        let rest = text.get(at..end).unwrap_or_default();
        let next = if line.trim().is_empty() { role } else { Some(reading.role(line, rest)) };
        if next != role {
            if let Some(role) = role {
                blocks.push(role, text.get(from..at).unwrap_or_default());
            }
            (from, role) = (at, next);
        }
        at += line.len() + 1;
    }
    blocks.push(role.unwrap_or_default(), text.get(from..).unwrap_or_default());
}

/// Draws back what HTML quotes of other mails: from where a program says so to the end.
pub(super) fn draw_back(blocks: &mut Blocks) {
    let (mut own, mut rest) = (false, false);
    blocks.redraw(|role, text| {
        let quotes = is_attribution(text, "") || is_header_block(text) || marker(text) == Some(Marker::Original);
        rest |= own && quotes;
        own |= !quotes;
        if rest || quotes { Role::Boilerplate } else { role }
    });
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marker {
    Original,
    Forwarded,
}

/// Where in a mail the reading is.
#[derive(Debug, Default)]
struct Reading {
    /// Something of the writer's own was read.
    own: bool,
    /// All that follows is drawn back.
    tail: bool,
    /// Lines that are drawn back because of one before them.
    drawn: usize,
    /// Inside of the headers of a forwarded mail, or of a signed one.
    headers: bool,
    /// Inside of a signature of PGP.
    seal: bool,
}

impl Reading {
    /// The role of a line that is not blank; `rest` is the text from it on.
    fn role(&mut self, line: &str, rest: &str) -> Role {
        let boilerplate = self.tail || self.is_drawn(line, rest);
        self.own |= !boilerplate;
        if boilerplate { Role::Boilerplate } else { Role::Body }
    }

    fn is_drawn(&mut self, line: &str, rest: &str) -> bool {
        let line = line.trim_end_matches('\r');
        if self.seal || line == "-----BEGIN PGP SIGNATURE-----" {
            self.seal = line != "-----END PGP SIGNATURE-----";
            return true;
        }
        if line == "-----BEGIN PGP SIGNED MESSAGE-----" || line.starts_with("Hash: ") && !self.own {
            return true;
        }
        if line.starts_with('>') {
            self.headers = false;
            return true;
        }
        if self.headers && (header_name(line).is_some() || line.starts_with([' ', '\t'])) {
            return true;
        }
        self.headers = false;
        if self.drawn > 0 && !is_rule(line) {
            self.drawn -= 1;
            return true;
        }
        self.drawn = 0;
        self.opens(line, rest)
    }

    /// Whether something opens here that is drawn back.
    fn opens(&mut self, line: &str, rest: &str) -> bool {
        if line.trim_end() == "--" && (line == "-- " || few_lines(rest, 12)) {
            self.drawn = SIGNATURE;
            return true;
        }
        if is_list_footer(line, rest) {
            self.tail = true;
            return true;
        }
        let marker = marker(line);
        if marker.is_some() || is_header_block(rest) || is_rule(line) && is_header_block(rest.split_once('\n').unwrap_or_default().1) {
            // What is forwarded without a word, or said to be, is the text.
            self.tail = self.own && marker != Some(Marker::Forwarded);
            self.headers = true;
            return true;
        }
        let after = rest.get(line.len()..).unwrap_or_default();
        if let Some(lines) = attribution(line, after) {
            self.drawn = lines - 1;
            return true;
        }
        false
    }
}

/// How many lines, from this one on, say who wrote what is quoted after them.
fn attribution(line: &str, after: &str) -> Option<usize> {
    let mut whole = line.trim().to_owned();
    let mut rest = after.strip_prefix('\n').unwrap_or(after);
    for lines in 1..=3 {
        if whole.len() > LONGEST {
            return None;
        }
        if whole.ends_with(':') && is_attribution(&whole, rest) {
            return Some(lines);
        }
        let (next, more) = rest.split_once('\n').unwrap_or((rest, ""));
        if next.trim().is_empty() || next.starts_with('>') {
            return None;
        }
        whole = format!("{whole} {}", next.trim());
        rest = more;
    }
    None
}

/// Whether a line says who wrote what stands in `after`: `On Monday, Marta wrote:`, or with an address before a quote.
fn is_attribution(line: &str, after: &str) -> bool {
    let line = line.trim();
    if line.len() > LONGEST || !line.ends_with(':') {
        return false;
    }
    let lower = line.to_lowercase();
    let said = WROTE.iter().any(|wrote| lower.ends_with(wrote)) || lower.contains(" schrieb ") || lower.contains(" schreef ");
    let opened = OPENS.iter().any(|open| lower.starts_with(open)) && lower.contains(|c: char| c.is_ascii_digit());
    let quoted = after.trim_start_matches(['\n', '\r', ' ']).starts_with('>');
    said && (opened || quoted || lower.contains('@')) || quoted && lower.contains('@')
}

/// Whether a line stands above a mail that is answered or forwarded.
fn marker(line: &str) -> Option<Marker> {
    let line = line.trim();
    if line.len() > LONGEST {
        return None;
    }
    let lower = line.to_lowercase();
    let bare = lower.trim_matches(['-', '_', ' ', ':']);
    let ruled = line.starts_with("--") || line.starts_with("__");
    let is = |names: &[&str], whole: bool| names.iter().any(|name| if whole { bare == *name } else { bare.starts_with(name) });
    if ruled && is(&FORWARDED, false) || lower.ends_with(':') && is(&["begin forwarded message", "anfang der weitergeleiteten nachricht"], true) {
        Some(Marker::Forwarded)
    } else {
        (ruled && is(&ORIGINAL, true)).then_some(Marker::Original)
    }
}

/// The name of a header that programs write above a mail, in lower case.
fn header_name(line: &str) -> Option<String> {
    let (name, _) = line.trim().split_once(':')?;
    let name = name.trim_matches(['*', ' ', '\u{a0}']);
    if name.len() > 40 {
        return None;
    }
    let name = name.to_lowercase();
    HEADERS.contains(&name.as_str()).then_some(name)
}

/// Whether the first lines are headers, one of them saying who wrote: what Outlook puts above a mail.
fn is_header_block(text: &str) -> bool {
    let mut names = text.lines().take(6).map_while(header_name);
    let first = names.next();
    let author = first.as_deref().is_some_and(|name| matches!(name, "from" | "von" | "de" | "da" | "от"));
    author && names.count() >= 2
}

/// Whether a line is drawn of dashes or the like.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 10 && line.bytes().all(|byte| matches!(byte, b'-' | b'_' | b'=' | b'*'))
}

/// Whether this is what list programs put under each mail.
fn is_list_footer(line: &str, rest: &str) -> bool {
    is_rule(line) && few_lines(rest, 12) && {
        let footer: String = rest.lines().skip(1).take(4).collect::<Vec<_>>().join(" ").to_lowercase();
        footer.contains("mailing list") || footer.contains("unsubscribe")
    }
}

/// Whether no more lines than these are left, the first among them.
fn few_lines(text: &str, count: usize) -> bool {
    text.split('\n').nth(count).is_none()
}
