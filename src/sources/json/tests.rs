//! Lists of articles as other programs write them, and hostile ones.

use super::super::reader::tests::read_all;
use super::super::reader::{Field, reader_for};
use super::super::story::Story;
use super::*;
use crate::sources::limits;
use proptest::prelude::*;

const FILES: [&str; 6] = ["prodigy.jsonl", "doccano.jsonl", "hugging-face.jsonl", "api.json", "html.json", "single.json"];

const SENTENCE: &str = "The harbour of Port Selden stood still for a fifteenth day on Monday.";

/// The beginning by which it is told.
const START: &str = "The harbour of Port Selden stood still";

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/sources/json/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A story with its metadata.
pub(in crate::sources) fn shown(story: &Story) -> String {
    let place = story.place.as_ref().map(ToString::to_string);
    format!(
        "place {place:?}\ntitle {:?}\nauthors {:?}\ndate {:?}\npublication {:?}\nurl {:?}\nlanguage {:?}\nid {:?}\nroles {:?}\nnotices {:?}\n{:?}\n",
        story.title, story.authors, story.date, story.publication, story.url, story.language, story.id, story.roles, story.notices, story.text
    )
}

/// All that is found in a source, by whom, and how it ended.
pub(in crate::sources) fn all(name: &str, bytes: &[u8], choices: &Choices) -> String {
    let reader = reader_for(&Source::new(name, bytes).unwrap()).unwrap();
    let (found, end) = read_all(reader, name, bytes, choices);
    let mut out = format!("as {}\n", reader.format().name);
    for one in found {
        out.push_str(&match one {
            Found::Story(story) => format!("\n{}", shown(&story)),
            Found::Flaw(flaw) => format!("\nflaw {flaw}\n"),
            Found::Notice(notice) => format!("notice {notice}\n"),
        });
    }
    if let Err(flaw) = end {
        out.push_str(&format!("end {flaw}\n"));
    }
    out
}

/// Texts of stories, flaws and notices in a line each.
fn told(reader: &dyn Reader, bytes: &[u8], choices: &Choices) -> Vec<String> {
    let (found, end) = read_all(reader, "a", bytes, choices);
    let mut told: Vec<String> = found
        .into_iter()
        .map(|one| match one {
            Found::Story(story) => story.text.chars().take(START.len()).collect(),
            Found::Flaw(flaw) => format!("flaw {flaw}"),
            Found::Notice(notice) => format!("notice {notice}"),
        })
        .collect();
    told.extend(end.err().map(|flaw| format!("end {flaw}")));
    told
}

fn plain(reader: &dyn Reader, bytes: &[u8]) -> Vec<String> {
    let mut told = told(reader, bytes, &Choices::default());
    told.retain(|one| !one.contains("(guessed"));
    told
}

#[test]
fn lists_of_other_programs_just_work() {
    for name in FILES {
        insta::assert_snapshot!(name, all(name, &bytes(name), &Choices::default()));
    }
}

#[test]
fn content_tells_what_the_name_does_not() {
    let of = |name: &str, text: &str| reader_for(&Source::new(name, text.as_bytes()).unwrap()).map(|reader| reader.format().name);
    assert_eq!(of("a.json", "{\"text\":\"A\"}\n\n{\"text\":\"B\"}\n"), Some("jsonl"));
    assert_eq!(of("a.txt", "\u{feff} [ { \"text\":\"A\"}, 7"), Some("json"));
    assert_eq!(of("a.txt", "[a link]: there"), Some("text"));
    assert_eq!(of("a.txt", "{a} [b]"), Some("text"));
    let sure = |reader: &dyn Reader, name: &str, text: &str| reader.recognises(&Source::new(name, text.as_bytes()).unwrap());
    assert_eq!(sure(&JsonReader, "a.json", "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}"), Likelihood::Likely);
    assert_eq!(sure(&JsonReader, "a.json", "{\"uri\": \"a\", \"body_text\": \"b\"}"), Likelihood::Likely);
    assert_eq!(sure(&JsonlReader, "a.json", "{\"uri\": \"a\", \"body_text\": \"b\"}\n"), Likelihood::No);
    assert_eq!(sure(&JsonlReader, "a.jsonl", "{\"uri\": \"a\", \"body_text\": \"b\"}"), Likelihood::Likely);
}

#[test]
fn bad_lines_are_told_by_their_number_and_the_rest_goes_on() {
    let deep = format!("{{\"text\":\"A\",\"x\":{}}}", "[".repeat(100_000));
    let file = format!(
        "\u{feff}{{\"text\":\"{SENTENCE}\"}}\r\n\r\n{{\"text\": \n[1]\n{deep}\n{{\"text\":\"B\",\"x\":tru}}\n{{\"title\":\"C\"}}\n{{\"text\":\"\\ud800\"}}\n{{\"text\":\"Last\"}}"
    );
    assert_eq!(
        plain(&JsonlReader, file.as_bytes()),
        [
            START,
            "flaw line 3: is no whole JSON: it ends too early",
            "flaw line 4: is no JSON object",
            "flaw line 5: nests more than 512 layers deep; it is not read",
            "flaw line 6: is no valid JSON: expected ident (at character 20)",
            "flaw line 7: has no text in `text`",
            "flaw line 8: is no valid JSON: unexpected end of hex escape (at character 8)",
            "Last"
        ]
    );
}

#[test]
fn what_python_writes_for_missing_numbers_costs_no_article() {
    let line = format!("{{\"id\":NaN,\"text\":\"{SENTENCE} NaN\\\" NaN\",\"a\":[-Infinity]}}\n");
    let (found, _) = read_all(&JsonlReader, "a", line.as_bytes(), &Choices::default());
    let Some(Found::Story(story)) = found.last() else { panic!("{found:?}") };
    assert_eq!((story.text.clone(), story.id.as_deref()), (format!("{SENTENCE} NaN\" NaN"), None));
}

#[test]
fn a_line_over_the_limit_is_skipped() {
    let mut file = format!("{{\"text\":\"{SENTENCE}\"}}\n{{\"text\":\"").into_bytes();
    file.resize(file.len() + limits::ITEM as usize, b'a');
    file.extend(format!("\"}}\n{{\"text\":\"{SENTENCE}\"}}\n").bytes());
    assert_eq!(plain(&JsonlReader, &file), [START, "flaw line 2: is longer than 16 MiB; it is not read", START]);
}

#[test]
fn bad_items_are_told_by_their_number_and_the_rest_goes_on() {
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let file = format!(" [{{\"text\":\"{SENTENCE} }}]\"}}, 7 ,\"a\", {deep}, {{\"text\" \"B\"}}, {{\"text\":\"C\"}}");
    let wanted = [
        START,
        "flaw item 2: is no JSON object",
        "flaw item 3: is no JSON object",
        "flaw item 4: nests more than 512 layers deep; it is not read",
        "flaw item 5: is no valid JSON: expected `:` (at character 9)",
        "C",
    ];
    assert_eq!(plain(&JsonReader, format!("{file}] {{}}").as_bytes()), wanted);
    let cut = plain(&JsonReader, file.as_bytes());
    assert_eq!(cut.last().map(String::as_str), Some("flaw item 7: is missing: the list has no end, the file was cut off"));
    let cut = plain(&JsonReader, &file.as_bytes()[..file.len() - 3]);
    assert_eq!(cut.last().map(String::as_str), Some("flaw item 6: is not whole: the file was cut off"));
}

#[test]
fn objects_one_after_the_other_are_articles_too() {
    let file = format!("{{\n\"text\":\"{SENTENCE}\"\n}}\n{{\n\"text\":\"B\"\n}}\n");
    assert_eq!(plain(&JsonReader, file.as_bytes()), [START, "B"]);
}

#[test]
fn what_holds_no_articles_is_told() {
    let end = |text: &str| plain(&JsonReader, text.as_bytes()).pop().unwrap();
    assert_eq!(end("[]"), "end holds no articles");
    assert_eq!(end("{\"a\": 1, \"b\": {\"c\": true}}"), "end no column looks like the text of articles; there are `a`, `b`, `b.c`; name one with --text");
    assert_eq!(end("\"text\""), "end is no JSON: it begins with neither { nor [");
    assert_eq!(end(&format!("[{}]", ["7"; 200].join(","))), "end none of the first 100 articles can be read; item 1: is no JSON object");
}

/// The stories in a source, all notices apart.
fn stories(reader: &dyn Reader, json: &str) -> Vec<Story> {
    let (found, end) = read_all(reader, "a", json.as_bytes(), &Choices::default());
    end.unwrap();
    let stories = found.into_iter().filter_map(|one| match one {
        Found::Story(story) => Some(*story),
        Found::Flaw(flaw) => panic!("{flaw}"),
        Found::Notice(_) => None,
    });
    stories.collect()
}

#[test]
fn an_article_in_blocks_is_one_article() {
    let blocks = [
        format!(
            "[{{\"type\":\"p\",\"text\":\"{SENTENCE}\"}},{{\"type\":\"image\",\"url\":\"https://a.example/1\"}},{{\"type\":\"p\",\"text\":\"It goes on.\"}}]"
        ),
        format!("[\"{SENTENCE}\",{{\"type\":\"paragraph\",\"content\":[{{\"type\":\"text\",\"text\":\"It goes\"}},{{\"text\":\" on.\",\"marks\":[]}}]}}]"),
        format!("[{{\"_type\":\"block\",\"children\":[{{\"text\":\"{SENTENCE}\"}}]}},{{\"data\":{{\"text\":\"It goes on.\"}}}}]"),
    ];
    for blocks in blocks {
        for about in ["", "\"title\":\"Strike\","] {
            for json in [format!("{{{about}\"body\":{blocks}}}"), format!("[{{{about}\"body\":{blocks}}}]")] {
                let stories = stories(&JsonReader, &json);
                assert_eq!((stories.len(), &stories[0].text), (1, &format!("{SENTENCE}\n\nIt goes on.")), "{json}");
            }
        }
    }
    let deep = format!("{{\"body\":[{{\"text\":\"{SENTENCE}\"}},{}{}]}}", "{\"content\":[".repeat(200), "]}".repeat(200));
    assert_eq!(stories(&JsonReader, &deep)[0].text, SENTENCE);
}

#[test]
fn a_list_of_articles_is_no_article_in_blocks() {
    let item = format!("{{\"title\":\"Strike\",\"text\":\"{SENTENCE}\"}}");
    assert_eq!(stories(&JsonReader, &format!("{{\"total\":2,\"content\":[{item},{item}]}}")).len(), 2);
    let item = item.replace('}', ",\"date\":\"2026-11-25\"}");
    assert_eq!(stories(&JsonReader, &format!("{{\"title\":\"All\",\"content\":[{item},{item}]}}")).len(), 2);
}

#[test]
fn what_databases_and_agencies_write_is_known() {
    let dump = format!(
        "{{\"_index\":\"news\",\"_id\":\"x1\",\"_score\":1,\"_source\":{{\"title\":\"Strike\",\"text\":\"{SENTENCE}\",\"name\":\"n\",\"media\":[{{\"title\":\"A crane\"}}],\"author\":[{{\"name\":\"Jo Tessaro\"}}]}}}}"
    );
    let found = [stories(&JsonlReader, &dump), stories(&JsonReader, &format!("{{\"took\":3,\"hits\":{{\"total\":1,\"hits\":[{dump}]}}}}"))];
    for story in found.iter().flatten() {
        assert_eq!((story.title.as_deref(), story.id.as_deref(), story.publication.as_deref()), (Some("Strike"), Some("x1"), None));
        assert_eq!((story.text.as_str(), story.authors.as_slice()), (SENTENCE, &["Jo Tessaro".to_owned()][..]));
    }
    assert_eq!(found.map(|stories| stories.len()), [1, 1]);
    let item = format!(
        "{{\"id\":\"world/1\",\"webTitle\":\"Strike\",\"webPublicationDate\":\"2026-11-25T10:00:00Z\",\"webUrl\":\"https://a.example/1\",\
         \"fields\":{{\"headline\":\"The strike\",\"byline\":\"Jo Tessaro\",\"bodyText\":\"{SENTENCE}\"}}}}"
    );
    let wholes = [format!("{{\"response\":{{\"status\":\"ok\",\"results\":[{item}]}}}}"), format!("{{\"response\":{{\"status\":\"ok\",\"content\":{item}}}}}")];
    for whole in wholes {
        let stories = stories(&JsonReader, &whole);
        let [story] = stories.as_slice() else { panic!("{whole}: {stories:?}") };
        assert_eq!((story.title.as_deref(), story.date.as_deref(), story.id.as_deref()), (Some("Strike"), Some("2026-11-25T10:00:00Z"), Some("world/1")));
        assert_eq!((story.url.as_deref(), story.text.as_str(), story.authors.len()), (Some("https://a.example/1"), SENTENCE, 1));
    }
}

#[test]
fn a_text_that_a_service_cut_off_says_so() {
    let json =
        format!("{{\"status\":\"ok\",\"articles\":[{{\"source\":{{\"id\":null,\"name\":\"The Courier\"}},\"content\":\"{SENTENCE}… [+2115 chars]\"}}]}}");
    let stories = stories(&JsonReader, &json);
    assert_eq!(stories[0].notices, ["the text is cut off: it ends in `[+2115 chars]`, which stands for the rest; its page has all of it"]);
    assert_eq!(stories[0].publication.as_deref(), Some("The Courier"));
}

#[test]
fn keys_can_be_named() {
    let choices = |text: &str| Choices { fields: [(Field::Text, text.to_owned())].into() };
    let file = format!("{{\"id\":7,\"text\":\"Short\",\"a\":{{\"b.c\":{{\"d\":\"{SENTENCE}\"}}}}}}\n");
    assert_eq!(told(&JsonlReader, file.as_bytes(), &choices("a.b.c.d")), ["notice id from `id` (guessed; --text, --title ... say otherwise)", START]);
    assert_eq!(told(&JsonlReader, file.as_bytes(), &choices("a.x")), ["end has no column `a.x` for --text; there are `id`, `text`, `a`, `a.b.c`, `a.b.c.d`"]);
}

#[test]
fn other_encodings_are_read() {
    let line = format!("{{\"text\":\"{SENTENCE} Caf\u{e9}\"}}\n");
    let wide: Vec<u8> = "\u{feff}".chars().chain(line.repeat(2).chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    assert_eq!(all("a.jsonl", &wide, &Choices::default()).matches("Caf\u{e9}").count(), 2);
    let narrow: Vec<u8> = line.chars().map(|c| c as u8).collect();
    assert!(all("a.jsonl", &narrow, &Choices::default()).contains("Caf\u{e9}"));
}

#[test]
fn a_long_list_in_an_object_is_not_held() {
    let item = format!("{{\"text\":\"{}\"}},", SENTENCE.repeat(15_000));
    let list = format!("{{\"count\": 20, \"items\": [{}", item.repeat(20));
    let told = plain(&JsonReader, format!("{}]}}", list.trim_end_matches(',')).as_bytes());
    assert_eq!((told.len(), told[0].as_str()), (21, "notice articles from the list `items`"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), json in "[\\[\\]{}\",:a1\\\\ \n]{0,200}") {
        for bytes in [&bytes[..], json.as_bytes()] {
            let _ = read_all(&JsonReader, "a.json", bytes, &Choices::default());
            let _ = read_all(&JsonlReader, "a.jsonl", bytes, &Choices::default());
        }
    }

    #[test]
    fn mutated_files_never_panic(file in 0usize..6, at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = bytes(FILES[file]);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            let _ = read_all(&JsonReader, "a.json", bytes, &Choices::default());
            let _ = read_all(&JsonlReader, "a.jsonl", bytes, &Choices::default());
        }
    }
}
