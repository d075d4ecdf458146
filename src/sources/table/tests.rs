//! Tables as spreadsheets and other programs write them, and hostile ones.

use super::super::json::tests::all;
use super::super::reader::tests::read_all;
use super::super::reader::{Field, reader_for};
use super::*;
use crate::sources::limits;
use proptest::prelude::*;

const FILES: [&str; 5] = ["semicolon.csv", "windows-1252.csv", "unquoted.tsv", "told.csv", "no-header.csv"];

const SENTENCE: &str = "The harbour of Port Selden stood still for a fifteenth day, on Monday.";

/// The beginning by which it is told.
const START: &str = "The harbour of Port Selden stood still";

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/sources/table/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn told(text: &[u8], choices: &Choices) -> Vec<String> {
    let (found, end) = read_all(&CsvReader, "a.csv", text, choices);
    let mut told: Vec<String> = found
        .into_iter()
        .filter_map(|one| match one {
            Found::Story(story) => Some(story.text.chars().take(START.len()).collect()),
            Found::Flaw(flaw) => Some(format!("flaw {flaw}")),
            Found::Notice(_) => None,
        })
        .collect();
    told.extend(end.err().map(|flaw| format!("end {flaw}")));
    told
}

#[test]
fn tables_of_other_programs_just_work() {
    for name in FILES {
        insta::assert_snapshot!(name, all(name, &bytes(name), &Choices::default()));
    }
}

#[test]
fn content_tells_a_table_from_a_story() {
    let of = |name: &str, text: &str| reader_for(&Source::new(name, text.as_bytes()).unwrap()).map(|reader| reader.format().name);
    assert_eq!(of("a.txt", &format!("id,text\n1,\"{SENTENCE}\"\n")), Some("csv"));
    assert_eq!(of("a.txt", &format!("id\ttext\n1\t{SENTENCE}\n")), Some("tsv"));
    assert_eq!(of("a.tsv", &format!("x\ty\n1\t{SENTENCE}\n")), Some("tsv"));
    assert_eq!(of("a.txt", &format!("{SENTENCE}\n{SENTENCE}\n")), Some("text"));
    assert_eq!(of("a.txt", "Text, author, date\n\nThese three, and more, are needed.\n"), Some("text"));
}

#[test]
fn a_row_over_the_limit_is_skipped() {
    let mut table = format!("id,text\n1,\"{SENTENCE}\"\n2,\"").into_bytes();
    table.resize(table.len() + limits::ITEM as usize, b'a');
    table.extend(format!("\"\n3,\"{SENTENCE}\"\n").bytes());
    let large = "flaw line 3: is longer than 16 MiB or has more than 10000 cells; it is not read (a quotation mark may be missing)";
    assert_eq!(told(&table, &Choices::default()), [START, large, START]);
}

#[test]
fn long_cells_and_many_are_read() {
    let long = format!("id,text\n1,\"{}\"\n", SENTENCE.repeat(60_000));
    let wide = format!("text{}\n\"{SENTENCE}\"{}\n", ",x".repeat(9000), ",1".repeat(9000));
    assert_eq!((told(long.as_bytes(), &Choices::default()), told(wide.as_bytes(), &Choices::default())), (vec![START.to_owned()], vec![START.to_owned()]));
    let wider = format!("id,text\n1,\"{SENTENCE}\"\n2{}\n3,\"{SENTENCE}\"\n", ",1".repeat(90_000));
    assert!(told(wider.as_bytes(), &Choices::default())[1].starts_with("flaw line 3: is longer than 16 MiB or has more"));
}

#[test]
fn one_column_and_old_line_ends_are_read() {
    assert_eq!(told(format!("text\r\"{SENTENCE}\"\r\"{SENTENCE}\"\r").as_bytes(), &Choices::default()), [START; 2]);
    assert_eq!(told(b"text\nShort\n", &Choices::default()), ["Short"]);
}

#[test]
fn commas_part_nothing_where_one_column_is_named() {
    let read = |table: &str| told(table.as_bytes(), &Choices::default());
    assert_eq!(read(&format!("text\n{SENTENCE}\n{SENTENCE}\n")), [START; 2]);
    assert_eq!(read("text\r\n\"One, two\nthree \"\"four\"\", five.\"\r\nSix, seven.\r\n"), ["One, two\nthree \"four\", five.", "Six, seven."]);
    assert_eq!(read("text\n\"No,\" she said, and left.\n\"Yes, now\" and, more\n"), ["\"No,\" she said, and left.", "\"Yes, now\" and, more"]);
    let late = format!("text\n{}\"No,\" she said.\nLast, one.\n", "\"One, two\"\nThree, four\n".repeat(40));
    let late = read(&late);
    let broken = "flaw line 82: has a quotation mark that is not closed, or text after it: those within a cell must be doubled";
    assert_eq!((late.len(), late[80].as_str(), late[81].as_str()), (82, broken, "Last, one."));
    let named = |name: &str| Choices { fields: [(Field::Text, name.to_owned())].into() };
    assert_eq!(told(format!("Reports\n{SENTENCE}\n").as_bytes(), &named("Reports")), [START]);
    assert_eq!(
        read(&format!("Reports\n{SENTENCE}\n")),
        ["end names one column, `Reports`, but its rows have more: name all of them in the first row, or say --text Reports if each line is one text"]
    );
}

#[test]
fn only_line_ends_that_become_shorter_are_told() {
    let notices = |table: &str| {
        let (found, _) = read_all(&CsvReader, "a.csv", table.as_bytes(), &Choices::default());
        found.iter().filter(|one| matches!(one, Found::Notice(notice) if notice.contains("line ends"))).count()
    };
    assert_eq!(notices("id,text\r1,\"One two.\rThree.\"\r"), 0);
    assert_eq!(notices("id,text\r\n1,\"One two.\r\nThree.\"\r\n"), 1);
}

#[test]
fn a_number_is_no_author() {
    let (found, _) =
        read_all(&CsvReader, "a.csv", format!("author,byline,text\n17,Jo Tessaro,\"{SENTENCE}\"\n18,4,\"{SENTENCE}\"\n").as_bytes(), &Choices::default());
    let authors: Vec<_> = found.iter().filter_map(|one| if let Found::Story(story) = one { Some(story.authors.clone()) } else { None }).collect();
    assert_eq!(authors, [vec!["Jo Tessaro".to_owned()], Vec::new()]);
}

#[test]
fn columns_can_be_named_even_where_there_seems_to_be_no_header() {
    let choices = |name: &str| Choices { fields: [(Field::Text, name.to_owned())].into() };
    let table = format!("2024,2025\n{SENTENCE:?},\"B\"\n");
    assert!(told(table.as_bytes(), &Choices::default())[0].starts_with("end has no header row"));
    assert_eq!(told(table.as_bytes(), &choices("2025")), ["B"]);
    assert_eq!(told(b"id,text\n1,A b\n", &choices("x")), ["end has no column `x` for --text; there are `id`, `text`"]);
    assert_eq!(told(b"", &Choices::default()), ["end holds no rows"]);
    assert_eq!(told(b"id,text\n", &Choices::default()), ["end holds no articles"]);
}

#[test]
fn a_text_as_long_as_a_cell_may_be_cut_off() {
    let (found, _) = read_all(&CsvReader, "a.csv", format!("id,text\n1,{}\n", "x ".repeat(16_383) + "x").as_bytes(), &Choices::default());
    let Some(Found::Story(story)) = found.last() else { panic!("{found:?}") };
    assert_eq!(story.notices, ["the text is as long as a cell of a spreadsheet can be: it may be cut off"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), table in "[\",;\t|a1 \r\n]{0,200}") {
        for bytes in [&bytes[..], table.as_bytes(), format!("text,id\n{table}").as_bytes()] {
            let _ = read_all(&CsvReader, "a.csv", bytes, &Choices::default());
            let _ = read_all(&TsvReader, "a.tsv", bytes, &Choices::default());
        }
    }

    #[test]
    fn mutated_tables_never_panic(file in 0usize..5, at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = bytes(FILES[file]);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            let _ = read_all(&CsvReader, "a.csv", bytes, &Choices::default());
        }
    }
}
