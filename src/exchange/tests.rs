//! What holds for every format of the registry: what is written comes in again, less what is told as lost.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::sample::{bare, document, documents, plan};
use super::*;
use crate::annotation::{Annotation, Codebook};
use crate::article::{Article, Span, Text};

/// The files of an export, as they would lie on the disk: of formats in one file that one is `out.ENDING`.
pub(super) fn written(format: &dyn Format, documents: &[Document], plan: &Plan) -> (BTreeMap<String, Vec<u8>>, Losses) {
    let facts = format.facts();
    let labels = documents.iter().flat_map(|document| &document.annotations).map(|annotation| annotation.label.clone());
    let mut files: BTreeMap<String, Vec<u8>> = format.beside(&plan.with_labels(labels)).into_iter().collect();
    let mut losses = Losses::default();
    let mut streams: BTreeMap<String, Vec<Vec<u8>>> = format.streams(plan).into_iter().map(|name| (name, Vec::new())).collect();
    let mut tables = format.tables(plan);
    for document in documents {
        let mut piece = Piece::default();
        format.write(document, plan, &mut piece);
        assert_eq!(piece.refused, None, "{}", facts.name);
        losses.add(&piece.losses);
        for (name, bytes) in piece.streams {
            streams.entry(name).or_default().push(bytes);
        }
        if let Some(tables) = &mut tables {
            files.extend(tables.take(document.clone()).unwrap());
        }
        for (name, bytes) in piece.files {
            let name = Piece::place(&document.path, &name);
            assert!(files.insert(name.clone(), bytes).is_none(), "{}: {name} twice", facts.name);
        }
    }
    files.extend(tables.into_iter().flat_map(|mut tables| tables.finish().unwrap()));
    for (name, pieces) in streams {
        let frame = format.frame(plan, &name);
        let body = pieces.join(frame.between.as_bytes());
        files.insert(stream_file(format.ending(plan), &name), [frame.head.as_bytes(), &body, frame.tail.as_bytes()].concat());
    }
    (files, losses)
}

fn stream_file(ending: &str, stream: &str) -> String {
    if stream.is_empty() { format!("out.{ending}") } else { format!("out-{stream}.{ending}") }
}

/// What those files hold.
pub(super) fn read(format: &dyn Format, files: &BTreeMap<String, Vec<u8>>) -> Vec<Arrival> {
    let facts = format.facts();
    let mut arrivals = Vec::new();
    let beside = |name: &str| files.get(name).cloned();
    let chosen = BTreeMap::new();
    let now = jiff::Timestamp::UNIX_EPOCH;
    for (name, bytes) in files.iter().filter(|(name, _)| facts.endings.iter().any(|ending| name.ends_with(&format!(".{ending}")))) {
        let lines: Vec<(usize, &[u8])> = match facts.shape {
            Shape::Lines => bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty()).map(|(at, line)| (at + 1, line)).collect(),
            _ => vec![(0, bytes.as_slice())],
        };
        for (line, bytes) in lines {
            let input = Input { name, bytes, line, beside: &beside, chosen: &chosen, format: facts.name, now };
            format.read(&input, &mut |arrival| arrivals.push(arrival)).unwrap_or_else(|why| panic!("{}: {why}", facts.name));
        }
    }
    arrivals
}

/// What comes of one input with nothing chosen and nothing beside it: of a line in formats of lines, else of a file.
pub(super) fn arrivals(format: &dyn Format, bytes: &[u8]) -> Vec<Arrival> {
    arrivals_beside(format, &format!("a.{}", format.facts().endings[0]), bytes, &[], &|_| None)
}

/// The same of an input with that name, with what was chosen and what lies beside it.
pub(super) fn arrivals_beside(
    format: &dyn Format,
    name: &str,
    bytes: &[u8],
    chosen: &[(&str, &str)],
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Vec<Arrival> {
    let facts = format.facts();
    let chosen = chosen.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let line = usize::from(facts.shape == Shape::Lines);
    let mut all = Vec::new();
    let input = Input { name, bytes, line, beside, chosen: &chosen, format: facts.name, now: jiff::Timestamp::UNIX_EPOCH };
    format.read(&input, &mut |arrival| all.push(arrival)).unwrap();
    all
}

/// What is compared of an annotation: label, the texts of its spans with their places, and what is said of it.
type Seen = (String, Vec<(usize, usize, String)>, String);

fn seen(text: &str, annotation: &Annotation, facts: &Facts, spans: &[Span]) -> Seen {
    // Tokens come without the white space between them.
    let count = |to: u32| text.get(..to as usize).unwrap().chars().filter(|char| facts.unit != Unit::Tokens || !char.is_whitespace()).count();
    let bare = |span: &Span| text.get(span.range()).unwrap().chars().filter(|char| facts.unit != Unit::Tokens || !char.is_whitespace()).collect::<String>();
    let places = spans.iter().map(|span| (count(span.start), count(span.end), bare(span))).collect();
    let attributes = if facts.attributes { format!("{:?}", annotation.attributes) } else { String::new() };
    let note = if facts.notes { annotation.note.as_str() } else { "" };
    (annotation.label.to_string(), places, format!("{attributes}{note}"))
}

fn all_seen<'a>(text: &str, annotations: impl Iterator<Item = &'a Annotation>, facts: &Facts) -> Vec<Seen> {
    let mut all: Vec<Seen> = annotations
        .flat_map(|annotation| {
            let pieces = if facts.discontinuous { annotation.spans.len() } else { 1 };
            annotation.spans.chunks(pieces.max(1)).map(|spans| seen(text, annotation, facts, spans))
        })
        .collect();
    all.sort();
    all
}

/// Checks that what comes in again is what went out, less the losses.
fn comes_back(format: &dyn Format, document: &Document) {
    let facts = format.facts();
    let (files, losses) = written(format, std::slice::from_ref(document), &plan());
    let arrivals = read(format, &files);
    assert_eq!(arrivals.len(), 1, "{}: {:?}", facts.name, files.keys());
    let arrival = &arrivals[0];
    assert_eq!(arrival.flaws, Vec::<String>::new(), "{}", facts.name);
    if facts.unit == Unit::CodePoints || facts.unit == Unit::Utf16 {
        assert_eq!(arrival.text.as_str(), document.text(), "{}", facts.name);
    }
    let out = all_seen(document.text(), document.annotations.iter().map(AsRef::as_ref), facts);
    let back = all_seen(arrival.text.as_str(), arrival.annotations.iter(), facts);
    let changed =
        [Loss::Overlapping, Loss::Widened, Loss::InsideToken, Loss::Bridged, Loss::CutAtLines, Loss::CutAtEdge].into_iter().any(|loss| losses.of(loss) > 0);
    if changed {
        let expected: BTreeSet<&Seen> = out.iter().collect();
        let widened = losses.of(Loss::Widened) + losses.of(Loss::Bridged) + losses.of(Loss::CutAtLines) + losses.of(Loss::CutAtEdge) > 0;
        assert!(widened || back.iter().all(|one| expected.contains(one)), "{}: {back:#?}", facts.name);
        let left_out = losses.of(Loss::Overlapping) + losses.of(Loss::InsideToken);
        assert!(back.len() + left_out >= document.annotations.len(), "{}: {} of {}", facts.name, back.len(), out.len());
    } else {
        assert_eq!(back, out, "{}", facts.name);
    }
    let relations = if facts.relations { document.relations.len() - losses.of(Loss::Relation) } else { 0 };
    assert_eq!(arrival.relations.len(), relations, "{}", facts.name);
}

fn both_ways() -> impl Iterator<Item = &'static dyn Format> {
    FORMATS.iter().copied().filter(|format| format.facts().both == Both::Ways)
}

#[test]
fn everything_comes_back_of_every_format() {
    for format in both_ways() {
        comes_back(format, &document());
        comes_back(format, &bare());
    }
}

#[test]
fn the_same_documents_give_the_same_bytes() {
    for format in FORMATS.iter().filter(|format| format.facts().both.out()) {
        let all = [document(), bare()];
        assert_eq!(written(*format, &all, &plan()), written(*format, &all, &plan()), "{}", format.facts().name);
    }
}

#[test]
fn what_a_format_cannot_hold_is_counted() {
    for format in FORMATS.iter().filter(|format| format.facts().both.out()) {
        let facts = format.facts();
        let (_, losses) = written(*format, &[document()], &plan());
        let told = |loss: Loss, expected: usize| assert_eq!(losses.of(loss), expected, "{}: {}", facts.name, loss.sentence(expected));
        told(Loss::Relation, if facts.relations { 0 } else { 4 });
        told(Loss::Note, usize::from(!facts.notes));
        if !facts.discontinuous {
            assert_eq!(losses.of(Loss::Fragmented) + losses.of(Loss::Bridged), 1, "{}", facts.name);
        }
        if !facts.attributes {
            assert!(losses.of(Loss::Attributes) >= 4, "{}", facts.name);
        }
    }
}

#[test]
fn names_and_endings_are_told_apart() {
    let names: BTreeSet<&str> = FORMATS.iter().map(|format| format.facts().name).collect();
    assert_eq!(names.len(), FORMATS.len());
    for format in FORMATS {
        let facts = format.facts();
        assert!(!facts.endings.is_empty() && !facts.detail.is_empty() && facts.detail.ends_with('.'), "{}", facts.name);
        assert!(facts.choices.iter().all(|choice| !choice.values.is_empty()), "{}", facts.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_documents_come_back(document in documents()) {
        for format in both_ways() {
            comes_back(format, &document);
        }
    }

    #[test]
    fn a_codebook_without_labels_keeps_none_of_them_out(document in documents()) {
        let mut plan = plan();
        plan.codebook = Codebook { labels: Vec::new(), relations: Vec::new(), ..plan.codebook };
        for format in both_ways() {
            let (files, _) = written(format, std::slice::from_ref(&document), &plan);
            let arrivals = read(format, &files);
            let names = |annotations: &[Annotation]| annotations.iter().map(|one| one.label.to_string()).collect::<BTreeSet<_>>();
            let out: Vec<Annotation> = document.annotations.iter().map(|one| one.as_ref().clone()).collect();
            prop_assert!(arrivals.iter().all(|arrival| names(&arrival.annotations).is_subset(&names(&out))), "{}", format.facts().name);
            if format.facts().overlaps {
                prop_assert_eq!(names(&arrivals[0].annotations), names(&out), "{}", format.facts().name);
            }
        }
    }

    #[test]
    fn characters_that_xml_forbids_are_kept_or_replaced_one_by_one(document in documents(), at in any::<prop::sample::Index>(), char in "[\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}]") {
        let inside: Vec<usize> = document.text().char_indices().filter(|(_, char)| !char.is_whitespace()).map(|(at, _)| at).collect();
        let at = inside[at.index(inside.len())];
        let mut text = document.text().to_owned();
        text.insert_str(at, &char);
        // Behind it everything has moved; the annotations before it have not.
        let before = |span: &Span| (span.end as usize) <= at;
        let annotations: Vec<_> = document.annotations.iter().filter(|one| one.spans.iter().all(before)).cloned().collect();
        let document = Document { article: Article::new(Text::new(text)), annotations, relations: Vec::new(), ..document };
        for format in both_ways() {
            let facts = format.facts();
            let (files, losses) = written(format, std::slice::from_ref(&document), &plan());
            let arrival = &read(format, &files)[0];
            if facts.unit == Unit::Tokens {
                continue;
            }
            let (out, back) = (document.text(), arrival.text.as_str());
            let told = losses.of(Loss::Characters) + losses.of(Loss::White);
            prop_assert!(out == back || told > 0, "{}: {:?}", facts.name, back);
            prop_assert_eq!(out.chars().count(), back.chars().count(), "{}", facts.name);
            for one in &arrival.annotations {
                prop_assert!(document.annotations.iter().any(|other| other.label == one.label), "{}", facts.name);
            }
        }
    }

    #[test]
    fn damaged_files_are_refused_or_read_and_never_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        for format in both_ways() {
            let (mut files, _) = written(format, &[document()], &plan());
            let names: Vec<String> = files.keys().cloned().collect();
            let bytes = files.get_mut(&names[at.index(names.len())]).unwrap();
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                if cut { bytes.truncate(at) } else { bytes[at] = byte }
            }
            let facts = format.facts();
            let beside = |name: &str| files.get(name).cloned();
            for (name, bytes) in &files {
                let chosen = BTreeMap::new();
                let input = Input { name, bytes, line: 1, beside: &beside, chosen: &chosen, format: facts.name, now: jiff::Timestamp::UNIX_EPOCH };
                let _ = format.read(&input, &mut |arrival| {
                    assert!(arrival.annotations.iter().all(|annotation| annotation.spans.iter().all(|span| arrival.text.holds(*span))), "{}", facts.name);
                });
            }
        }
    }

    #[test]
    fn no_text_of_others_makes_a_reader_panic(text in "([-\\[\\]{}\",:.0-9BIO\t\n #ntfa]|\"(text|spans|start|end|label|tokens|ner|id|relations|fragments|annotations)\":|\\PC){0,60}") {
        for format in both_ways() {
            let facts = format.facts();
            let chosen = BTreeMap::new();
            let input = Input { name: "a.x", bytes: text.as_bytes(), line: 1, beside: &|_| None, chosen: &chosen, format: facts.name, now: jiff::Timestamp::UNIX_EPOCH };
            let _ = format.read(&input, &mut |arrival| {
                assert!(arrival.annotations.iter().all(|annotation| annotation.spans.iter().all(|span| arrival.text.holds(*span))), "{}", facts.name);
            });
        }
    }
}
