//! Looking for words in all articles, and in all annotated spans.
//!
//! There is no index: it would take as much room as the articles, go stale with every change, and save little, since 100,000
//! articles are read on two cores in less than a second. What counts is found exactly as it is on the page
//! ([`crate::reading::Search`]); a look at the bytes leaves out most texts before they are taken apart.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};

use memchr::memmem::Finder;
use memchr::{memchr, memchr2, memchr2_iter};

use super::Catalogue;
use crate::article::{Span, Text};
use crate::library::{Home, record};
use crate::reading::Search;
use crate::sources::{decode, read_into};

/// Articles that one thread takes at a time.
const SHARE: usize = 256;

/// Code points of a snippet on either side of a hit.
const AROUND: usize = 60;

/// A piece of text around a hit, white space as single spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// What stands before it in its line.
    pub before: String,
    /// The hit.
    pub hit: String,
    /// What stands after it.
    pub after: String,
}

/// An article that holds what was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The number of the article in the catalogue.
    pub article: u32,
    /// How often it is there.
    pub count: usize,
    /// The line of the first one, from 1.
    pub line: usize,
    /// The first one, in bytes of the text.
    pub span: Span,
    /// The first one, with what is around it.
    pub snippet: Snippet,
}

/// An annotated span that holds what was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanHit {
    /// The number of the article in the catalogue.
    pub article: u32,
    /// Whose annotation it is.
    pub annotator: String,
    /// Its label.
    pub label: String,
    /// The code point at which the span begins.
    pub start: usize,
    /// The span.
    pub snippet: Snippet,
}

/// Looks for words in articles of the catalogue, in the order in which they are given. `take` gets what is found and says
/// whether to go on.
pub fn search_texts(home: &Home, catalogue: &Catalogue, articles: &[u32], search: &Search, stop: &AtomicBool, take: &mut dyn FnMut(Hit) -> bool) {
    let sieve = Sieve::new(search);
    let look = |article: u32, buffer: &mut Vec<u8>, found: &mut Vec<Hit>| {
        let Some(card) = catalogue.card(article as usize) else { return };
        if read_into(&card.path(home), buffer).is_ok() && sieve.lets_through(buffer) {
            found.extend(hit(article, std::mem::take(buffer), search));
        }
    };
    in_order(articles, stop, &look, take);
}

/// Looks for words in the annotated spans of articles of the catalogue: those of one annotator, or of all.
pub fn search_spans(
    home: &Home,
    catalogue: &Catalogue,
    articles: &[u32],
    annotator: Option<&str>,
    search: &Search,
    stop: &AtomicBool,
    take: &mut dyn FnMut(SpanHit) -> bool,
) {
    let look = |article: u32, _: &mut Vec<u8>, found: &mut Vec<SpanHit>| {
        let Some(card) = catalogue.card(article as usize) else { return };
        for work in card.works().filter(|work| work.total() > 0 && annotator.is_none_or(|name| name == work.annotator())) {
            let Ok(source) = crate::sources::read_regular_text(&home.record_path(work.annotator(), card.key())) else { continue };
            for marked in record::marked(&source) {
                let text = Text::new(marked.text);
                let Some(span) = search.hits(&text, text.span()).next() else { continue };
                let snippet = snippet(&text, span);
                found.push(SpanHit { article, annotator: work.annotator().to_owned(), label: marked.label, start: marked.start, snippet });
            }
        }
    };
    in_order(articles, stop, &look, take);
}

/// What is done with an article: what is found is added.
type Look<'l, T> = dyn Fn(u32, &mut Vec<u8>, &mut Vec<T>) + Sync + 'l;

/// Looks at articles on all cores, and hands on what is found in their order.
fn in_order<T: Send>(articles: &[u32], stop: &AtomicBool, look: &Look<'_, T>, take: &mut dyn FnMut(T) -> bool) {
    let next = AtomicUsize::new(0);
    let halt = AtomicBool::new(false);
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    std::thread::scope(|scope| {
        let (send, receive) = channel();
        for _ in 0..threads {
            let (send, next, halt) = (send.clone(), &next, &halt);
            scope.spawn(move || work(articles, next, || stop.load(Ordering::Relaxed) || halt.load(Ordering::Relaxed), look, &send));
        }
        drop(send);
        let mut waiting: BTreeMap<usize, Vec<T>> = BTreeMap::new();
        let mut turn = 0;
        for (number, found) in receive {
            waiting.insert(number, found);
            while let Some(found) = waiting.remove(&turn) {
                turn += 1;
                if !halt.load(Ordering::Relaxed) && !found.into_iter().all(&mut *take) {
                    halt.store(true, Ordering::Relaxed);
                }
            }
        }
    });
}

fn work<T>(articles: &[u32], next: &AtomicUsize, stopped: impl Fn() -> bool, look: &Look<'_, T>, send: &Sender<(usize, Vec<T>)>) {
    let mut buffer = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(share) = articles.chunks(SHARE).nth(number).filter(|_| !stopped()) else { return };
        let mut found = Vec::new();
        for article in share {
            look(*article, &mut buffer, &mut found);
        }
        if send.send((number, found)).is_err() {
            return;
        }
    }
}

fn hit(article: u32, bytes: Vec<u8>, search: &Search) -> Option<Hit> {
    let text = Text::new(text_of(bytes)?);
    let mut hits = search.hits(&text, text.span());
    let span = hits.next()?;
    let count = 1 + hits.count();
    let before = text.slice(Span { start: 0, end: span.start });
    Some(Hit { article, count, line: 1 + before.matches('\n').count(), span, snippet: snippet(&text, span) })
}

/// The text of an article; the usual one, which is as its file is, without a second look at every character.
fn text_of(bytes: Vec<u8>) -> Option<String> {
    if memchr2(b'\r', 0, &bytes).is_some() || bytes.starts_with("\u{feff}".as_bytes()) {
        return decode(bytes).map(|decoded| decoded.text);
    }
    String::from_utf8(bytes).or_else(|error| decode(error.into_bytes()).map(|decoded| decoded.text).ok_or(())).ok()
}

fn snippet(text: &Text, span: Span) -> Snippet {
    let before = text.slice(Span { start: 0, end: span.start });
    let before = before.rsplit('\n').next().unwrap_or_default();
    let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let after = text.slice(Span { start: span.end, end: text.len() });
    let after = after.split('\n').next().unwrap_or_default();
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    Snippet { before: plain(before.get(from..).unwrap_or_default()), hit: plain(text.slice(span)), after: plain(after.get(..to).unwrap_or_default()) }
}

/// Line ends and tabs as spaces.
fn plain(text: &str) -> String {
    text.replace(['\n', '\t', '\r'], " ")
}

/// Lets through the bytes of every text that may hold what is looked for, and few others.
struct Sieve {
    /// The longest run of plain letters and digits of what is looked for; every hit holds it, capitals aside.
    run: Vec<u8>,
    /// Finds it where capitals matter.
    exact: Option<Finder<'static>>,
    /// The place of its rarest letter.
    rarest: usize,
    /// What makes a text be looked at in any case: characters that are left out, or that fold to a plain letter.
    exceptions: Vec<Finder<'static>>,
}

impl Sieve {
    fn new(search: &Search) -> Self {
        let needle: String = search.needle().collect();
        let runs = needle.split(|c: char| !c.is_ascii_alphanumeric());
        let run = runs.max_by_key(|run| run.len()).unwrap_or_default().as_bytes().to_vec();
        let rarest = run.iter().enumerate().min_by_key(|(_, byte)| commonness(**byte)).map_or(0, |(at, _)| at);
        let exact = (!search.is_insensitive()).then(|| Finder::new(&run).into_owned());
        // Soft hyphens are not there to a search; İ and the sign for kelvin are i and k without their capitals.
        let folded = [("\u{130}", b'i'), ("\u{212a}", b'k')];
        let folded = folded.iter().filter(|(_, letter)| search.is_insensitive() && run.contains(letter)).map(|(text, _)| *text);
        let exceptions = ["\u{ad}"].into_iter().chain(folded).map(|text| Finder::new(text).into_owned()).collect();
        Self { run, exact, rarest, exceptions }
    }

    fn lets_through(&self, bytes: &[u8]) -> bool {
        let holds = match &self.exact {
            _ if self.run.is_empty() => true,
            Some(finder) => finder.find(bytes).is_some(),
            None => self.finds_in_any_case(bytes),
        };
        // Of what is not plain UTF-8 the bytes say nothing.
        holds || self.exceptions.iter().any(|finder| finder.find(bytes).is_some()) || memchr(0, bytes).is_some() || std::str::from_utf8(bytes).is_err()
    }

    fn finds_in_any_case(&self, bytes: &[u8]) -> bool {
        let Some(letter) = self.run.get(self.rarest) else { return true };
        memchr2_iter(letter.to_ascii_lowercase(), letter.to_ascii_uppercase(), bytes).any(|at| {
            let start = at.checked_sub(self.rarest);
            start.and_then(|start| bytes.get(start..start + self.run.len())).is_some_and(|found| found.eq_ignore_ascii_case(&self.run))
        })
    }
}

/// How common a letter is in English text, from rare to common; only the speed hangs on it.
fn commonness(byte: u8) -> usize {
    b"zqxjkvbpygfwmucldrhsnioate".iter().position(|letter| *letter == byte.to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Folders, Refreshed};
    use proptest::prelude::*;

    fn passes(words: &str, text: &str) -> bool {
        Sieve::new(&Search::new(words).unwrap()).lets_through(text.as_bytes())
    }

    #[test]
    fn the_sieve_knows_what_folds_to_plain_letters() {
        for (words, text) in [("hafenstreik", "Hafen\u{ad}streik"), ("diyarbakir", "Dİyarbakir"), ("kelvin", "\u{212a}elvin"), ("it's", "IT’S"), ("“", "\"")]
        {
            let found = Text::new(text);
            assert!(Search::new(words).unwrap().next(&found, 0).is_some(), "{words}");
            assert!(passes(words, text), "{words}");
        }
        assert!(!passes("harbour", "a harbor") && !passes("Harbour", "a harbour") && passes("harbour", "A HARBOUR"));
    }

    proptest! {
        #[test]
        fn no_text_with_a_hit_is_left_out(words in "[a-zA-Z“\u{ad} ’é-]{1,8}", text in "[a-zA-Z“\u{ad}\u{a0} ’éİ\u{212a}-]{0,60}") {
            let search = Search::new(&words).unwrap();
            let whole = Text::new(text.as_str());
            if search.next(&whole, 0).is_some() {
                prop_assert!(Sieve::new(&search).lets_through(text.as_bytes()));
            }
        }
    }

    #[test]
    fn hits_come_in_order_with_their_place_and_a_pipe_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tagline.ron"), "()").unwrap();
        let put = |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
        put("a.txt", b"One.\n\nThe harbour\tand the Harbour again.\n");
        put("b.txt", b"Der Hafen ist gro\xdf, der Harbour auch.");
        put("c.txt", "nothing of the kind".as_bytes());
        let home = Home::find(dir.path(), None, &Folders::below(&dir.path().join(".state"))).unwrap();
        let Refreshed::New(catalogue) = Catalogue::default().brought_up_to_date(&home, |_| true) else { panic!() };
        #[cfg(unix)]
        {
            std::fs::remove_file(dir.path().join("c.txt")).unwrap();
            assert!(std::process::Command::new("mkfifo").arg(dir.path().join("c.txt")).status().unwrap().success());
        }
        let mut found = Vec::new();
        search_texts(&home, &catalogue, &[1, 0, 2], &Search::new("harbour").unwrap(), &AtomicBool::new(false), &mut |hit| {
            found.push((hit.article, hit.count, hit.line, format!("{}|{}|{}", hit.snippet.before, hit.snippet.hit, hit.snippet.after)));
            true
        });
        let expected = [(1, 1, 1, "Der Hafen ist groß, der |Harbour| auch.".to_owned()), (0, 2, 3, "The |harbour| and the Harbour again.".to_owned())];
        assert_eq!(found, expected);
        let mut first = 0;
        search_texts(&home, &catalogue, &[0, 1], &Search::new("harbour").unwrap(), &AtomicBool::new(false), &mut |_| {
            first += 1;
            false
        });
        assert_eq!(first, 1);
    }
}
