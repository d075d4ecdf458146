//! What comes in from another tool: a text and the annotations in it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::Metadata;
use crate::annotation::{Annotation, Id, Origin, Relation, Unanchored, WorkState};
use crate::article::{Span, Text, printable, sha256};

/// Code points of an id at most; a longer one is replaced.
const LONGEST_ID: usize = 128;

/// A file, or a line of one, that is to be read.
pub struct Input<'a> {
    /// The name of the file, `/`-separated, from the folder that is read.
    pub name: &'a str,
    /// The bytes of the file or line.
    pub bytes: &'a [u8],
    /// The number of the line, from 1; 0 for a whole file.
    pub line: usize,
    /// Reads another file of the same folder tree, by its name from the folder that is read.
    pub beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    /// What was chosen about the format, by name.
    pub chosen: &'a BTreeMap<String, String>,
    /// The name of the format: the origin of what comes.
    pub format: &'static str,
    /// When: what comes without a time was made then.
    pub now: Timestamp,
}

/// A text and the annotations in it.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Where it came from: file and line, safe to show.
    pub name: String,
    /// The path of the article, as it was called there.
    pub path: Option<String>,
    /// SHA-256 of the article's text, when the format tells it.
    pub sha256: Option<String>,
    /// What is known of the article.
    pub about: Metadata,
    /// The text that the annotations are in.
    pub text: Text,
    /// Whether the text was put together from tokens, so that its white space means nothing.
    pub from_tokens: bool,
    /// Whose annotations these are.
    pub annotator: Option<String>,
    /// How far the work is.
    pub state: Option<WorkState>,
    /// The annotations; their spans lie in `text`.
    pub annotations: Vec<Annotation>,
    /// The relations; both ends are among the annotations.
    pub relations: Vec<Relation>,
    /// What could not be taken and why: sentences that are safe to show.
    pub flaws: Vec<String>,
    format: &'static str,
    now: Timestamp,
    taken: BTreeSet<Id>,
}

impl Input<'_> {
    /// File and line, for messages.
    #[must_use]
    pub fn place(&self) -> String {
        let name = printable(self.name);
        if self.line == 0 { name } else { format!("{name}:{}", self.line) }
    }

    /// The bytes as text; a byte order mark is left out.
    pub fn text(&self) -> Result<&str, String> {
        let bytes = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.bytes);
        std::str::from_utf8(bytes).map_err(|error| format!("{}: not UTF-8 at byte {}", self.place(), error.valid_up_to()))
    }

    /// What was chosen about the format under that name; empty for nothing.
    #[must_use]
    pub fn choice(&self, name: &str) -> &str {
        self.chosen.get(name).map_or("", String::as_str)
    }

    /// An arrival with this text and nothing in it.
    #[must_use]
    pub fn arrival(&self, text: impl Into<String>) -> Arrival {
        Arrival {
            name: self.place(),
            path: None,
            sha256: None,
            about: Metadata::default(),
            text: Text::new(text),
            from_tokens: false,
            annotator: None,
            state: None,
            annotations: Vec::new(),
            relations: Vec::new(),
            flaws: Vec::new(),
            format: self.format,
            now: self.now,
            taken: BTreeSet::new(),
        }
    }
}

impl Arrival {
    /// Takes an annotation on these spans, which are put in order, and joined where they overlap. Without an id, or with one
    /// that is taken already, it gets one that follows from what it is: reading the same twice gives the same ids.
    /// `None`, and a flaw, when no span holds anything or one does not lie in the text.
    pub fn annotate(&mut self, id: Option<&str>, label: &str, mut spans: Vec<Span>) -> Option<&mut Annotation> {
        if label.trim().is_empty() {
            self.flaw("an annotation without a label");
            return None;
        }
        if let Some(wrong) = spans.iter().find(|span| !self.text.holds(**span)) {
            self.flaw(format!("{}: {} to {} is no place in the text", printable(label), wrong.start, wrong.end));
            return None;
        }
        spans.retain(|span| !span.is_empty());
        spans.sort_unstable();
        let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match apart.last_mut().filter(|last| last.overlaps(span)) {
                Some(last) => *last = last.hull(span),
                None => apart.push(span),
            }
        }
        if apart.is_empty() {
            self.flaw(format!("{}: an annotation on no text", printable(label)));
            return None;
        }
        let places: Vec<String> = apart.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
        let id = self.id(id, &format!("{label} {}", places.join(" ")));
        let origin = Origin::Imported { from: self.format.to_owned() };
        self.annotations.push(Annotation::new(id, label.into(), apart, origin, self.now));
        self.annotations.last_mut()
    }

    /// Takes an annotation whose place in the text is not known.
    pub fn unanchored(&mut self, id: Option<&str>, label: &str, was: Unanchored) -> Option<&mut Annotation> {
        let id = self.id(id, &format!("{label} {} {:?}", was.sha256, was.spans.first().map(|anchor| (anchor.start, anchor.end))));
        let origin = Origin::Imported { from: self.format.to_owned() };
        self.annotations.push(Annotation { unanchored: Some(Box::new(was)), ..Annotation::new(id, label.into(), Vec::new(), origin, self.now) });
        self.annotations.last_mut()
    }

    /// Takes a relation between two annotations. Its ends are checked by [`finished`](Self::finished).
    pub fn relate(&mut self, id: Option<&str>, kind: &str, from: &Id, to: &Id) -> Option<&mut Relation> {
        if kind.trim().is_empty() {
            self.flaw("a relation without a name");
            return None;
        }
        let id = self.id(id, &format!("{kind} {from} {to}"));
        self.relations.push(Relation {
            id,
            kind: kind.to_owned(),
            from: from.clone(),
            to: to.clone(),
            origin: Origin::Imported { from: self.format.to_owned() },
            created: self.now,
            modified: self.now,
            conflict: BTreeMap::new(),
            ext: BTreeMap::new(),
        });
        self.relations.last_mut()
    }

    /// Tells of something that could not be taken. Safe to show whatever is in it.
    pub fn flaw(&mut self, why: impl AsRef<str>) {
        self.flaws.push(format!("{}: {}", self.name, printable(why.as_ref())));
    }

    /// Leaves out relations whose ends did not come, with a flaw each, and carriage returns before line feeds, which no
    /// article of ours has; spans follow.
    #[must_use]
    pub fn finished(mut self) -> Self {
        let there: BTreeSet<&Id> = self.annotations.iter().map(|annotation| &annotation.id).collect();
        let (kept, lost): (Vec<Relation>, Vec<Relation>) =
            std::mem::take(&mut self.relations).into_iter().partition(|relation| there.contains(&relation.from) && there.contains(&relation.to));
        self.relations = kept;
        for relation in lost {
            self.flaw(format!("{} from {} to {}: an end of it is not there", relation.kind, relation.from, relation.to));
        }
        if self.text.as_str().contains('\r') {
            self.without_returns();
        }
        self
    }

    fn without_returns(&mut self) {
        let raw = self.text.clone();
        let lines = raw.as_str().replace("\r\n", "\n");
        // How many bytes stand before a byte, without returns that end a line; a lone return became a line feed.
        let returns: Vec<u32> = raw.as_str().match_indices("\r\n").map(|(at, _)| at as u32).collect();
        let at = |byte: u32| byte - returns.partition_point(|gone| *gone < byte) as u32;
        let moved = |span: &mut Span| *span = Span { start: at(span.start), end: at(span.end) };
        for annotation in &mut self.annotations {
            annotation.spans.iter_mut().for_each(moved);
            annotation.attributes.values_mut().for_each(|value| value.spans_mut().into_iter().for_each(moved));
        }
        self.text = Text::new(lines.replace('\r', "\n"));
    }

    fn id(&mut self, wanted: Option<&str>, what: &str) -> Id {
        let usable = |id: &&str| !id.trim().is_empty() && id.chars().count() <= LONGEST_ID && !id.chars().any(char::is_control);
        let mut id = wanted.filter(usable).map(Id::from);
        let mut again = 0;
        loop {
            let candidate = id.take().unwrap_or_else(|| {
                let digest = sha256(format!("{} {what} {again}", self.format).as_bytes());
                Id::from(format!("{}-{}", self.format, digest.get(..16).unwrap_or_default()).as_str())
            });
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
            again += 1;
        }
    }
}
