//! Tables and lists of every kind that were cut off, broken in places, written in other encodings, or made to do harm.

use super::super::reader::reader_named;
use super::super::reader::tests::read_all;
use super::super::story::Place;
use super::*;
use crate::sources::limits;

/// All kinds of sources with rows.
const KINDS: [&str; 5] = ["jsonl", "json", "json in an object", "csv", "tsv"];

/// A source of that kind in which each row has an id and a text.
fn source(kind: &str, rows: impl IntoIterator<Item = (String, String)>) -> String {
    let object = |(id, text): (String, String)| serde_json::json!({ "id": id, "text": text }).to_string();
    let cell = |text: String| format!("\"{}\"", text.replace('"', "\"\""));
    let lines = |mark: &str, rows: &mut dyn Iterator<Item = (String, String)>| {
        let rows = rows.map(|(id, text)| format!("{}{mark}{}\n", cell(id), cell(text)));
        format!("id{mark}text\n{}", rows.collect::<String>())
    };
    let mut rows = rows.into_iter();
    match kind {
        "jsonl" => rows.map(|row| object(row) + "\n").collect(),
        "json" => format!("[{}]", rows.map(object).collect::<Vec<_>>().join(",\n")),
        "csv" => lines(",", &mut rows),
        "tsv" => lines("\t", &mut rows),
        _ => format!("{{\"total\": 7, \"articles\": [{}]}}", rows.map(object).collect::<Vec<_>>().join(",\n")),
    }
}

/// A story as number `n` of many.
fn row(n: usize) -> (String, String) {
    (format!("s{n}"), format!("The harbour of Port Selden, they said,\nstood \"still\" on day {n}."))
}

/// The stories in a source, and all flaws, the last of which may have ended it.
fn read_as(kind: &str, bytes: &[u8]) -> (Vec<Story>, Vec<Flaw>) {
    let reader = reader_named(kind.split(' ').next().unwrap()).unwrap();
    let (found, end) = read_all(reader, "a", bytes, &Choices::default());
    let (mut stories, mut flaws) = (Vec::new(), Vec::new());
    for one in found {
        match one {
            Found::Story(story) => stories.push(*story),
            Found::Flaw(flaw) => flaws.push(flaw),
            Found::Notice(_) => {}
        }
    }
    flaws.extend(end.err());
    (stories, flaws)
}

#[test]
fn a_source_that_was_cut_off_says_so_and_keeps_what_is_whole() {
    for kind in KINDS {
        let whole = source(kind, (1..4).map(row));
        let mark = matches!(kind, "csv" | "tsv");
        let whole_cell = |start: &str| start.ends_with(".\"") || start.rsplit('\n').next().is_some_and(|line| line.starts_with("\"s"));
        let (stories, flaws) = read_as(kind, whole.as_bytes());
        assert_eq!((stories.len(), flaws.len()), (3, 0), "{kind}: {flaws:?}");
        for cut in 0..whole.len() {
            let (start, _) = whole.split_at(cut);
            // Half of a doubled quotation mark looks as a closing one does.
            if mark && start.ends_with('"') && !start.ends_with("\"\"") && !whole_cell(start) {
                continue;
            }
            let (kept, flaws) = read_as(kind, start.as_bytes());
            for (kept, story) in kept.iter().zip(&stories) {
                assert_eq!((&kept.text, &kept.id), (&story.text, &story.id), "{kind} cut at {cut}");
            }
            // Between two lines nothing shows that there were more, nor behind the end of the list.
            let lines = source(kind, (1..=kept.len()).map(row));
            let end = if mark || kind == "jsonl" { lines.trim_end() } else { whole.trim_end_matches('}') };
            assert!(!flaws.is_empty() || start.trim_end() == end, "{kind} cut at {cut}, and nobody knows");
        }
    }
}

#[test]
fn one_bad_row_among_many_is_told_with_its_number_and_costs_no_other() {
    for kind in ["jsonl", "json", "csv"] {
        let rows = (1..=20_000).map(|n| (format!("s{n}"), if n == 12_345 { "BAD".to_owned() } else { format!("Story {n} of Port Selden.") }));
        let bad = if kind == "csv" { ("\"BAD\"", "a, \"b") } else { ("{\"id\":\"s12345\",\"text\":\"BAD\"}", "{\"id\":\"s12345\" \"text\"}") };
        let text = source(kind, rows).replace(bad.0, bad.1);
        let (stories, flaws) = read_as(kind, text.as_bytes());
        let place = match kind {
            "jsonl" => Place::Line(12_345),
            "json" => Place::Item(12_345),
            _ => Place::Line(12_346),
        };
        assert_eq!(flaws.iter().map(|flaw| flaw.place.clone()).collect::<Vec<_>>(), [Some(place)], "{kind}: {flaws:?}");
        assert_eq!((stories.len(), stories[12_344].id.as_deref()), (19_999, Some("s12346")), "{kind}");
    }
}

#[test]
fn other_encodings_are_read_in_every_kind() {
    let text = "Der B\u{fc}rgermeister von Port Selden sagte, die Stra\u{df}e zum Hafen sei gef\u{e4}hrlich.";
    for kind in KINDS {
        let source = source(kind, (1..4).map(|n| (format!("s{n}"), text.to_owned())));
        let narrow: Vec<u8> = source.chars().map(|c| c as u8).collect();
        let wide = |mark: &str, bytes: fn(u16) -> [u8; 2]| format!("{mark}{source}").encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let marked = format!("\u{feff}{source}").into_bytes();
        for bytes in [narrow, wide("\u{feff}", u16::to_le_bytes), wide("\u{feff}", u16::to_be_bytes), wide("", u16::to_le_bytes), marked] {
            let (stories, flaws) = read_as(kind, &bytes);
            assert_eq!((stories.len(), flaws), (3, Vec::new()), "{kind}");
            assert!(stories.iter().all(|story| story.text == text), "{kind}: {:?}", stories[0].text);
        }
    }
}

#[test]
fn an_id_is_kept_as_it_is_however_long_or_strange() {
    let ids = ["x".repeat(300), "../../../etc/passwd".to_owned(), "\u{202e}\u{1b}[31m".to_owned(), "\u{e9}".repeat(300)];
    for kind in KINDS {
        let text = source(kind, ids.iter().map(|id| (id.clone(), "The harbour stood still.".to_owned())));
        let (stories, flaws) = read_as(kind, text.as_bytes());
        assert_eq!(flaws, [], "{kind}");
        assert_eq!(stories.iter().map(|story| story.id.clone().unwrap()).collect::<Vec<_>>(), ids, "{kind}");
    }
}

#[test]
fn json_that_nests_without_end_is_told() {
    let deep = |open: &str, close: &str| [open.repeat(100_000), close.repeat(100_000)].concat();
    let told = |kind: &str, text: &str| {
        let (stories, flaws) = read_as(kind, text.as_bytes());
        (stories.len(), flaws.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    };
    let layers = format!("nests more than {} layers deep; it is not read", limits::DEPTH);
    for (open, close) in [("[", "]"), ("{\"text\":[", "]}")] {
        let deep = deep(open, close);
        assert_eq!(told("jsonl", &format!("{{\"text\":\"A b.\"}}\n{{\"a\":{deep}}}\n")), (1, format!("line 2: {layers}")));
        assert_eq!(told("json", &format!("[{{\"text\":\"A b.\"}},{{\"a\":{deep}}}]")), (1, format!("item 2: {layers}")));
        assert_eq!(told("json", &format!("{{\"a\":{deep}}}")), (0, layers.clone()));
        assert_eq!(told("json", &format!("{{\"text\":\"A b.\",\"a\":{deep}}}")), (0, layers.clone()));
    }
}
