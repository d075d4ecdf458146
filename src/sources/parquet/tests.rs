//! Tests of reading Parquet files.

use super::super::reader::reader_for;
use super::super::reader::tests::read_all;
use super::*;

#[test]
fn a_table_is_known_by_its_first_bytes() {
    assert_eq!(reader_for(&Source::new("a.csv", &b"PAR1\x15\0"[..]).unwrap()).unwrap().format().name, "parquet");
    assert_eq!(ParquetReader.recognises(&Source::new("a.parquet", &b"PARIS"[..]).unwrap()), Likelihood::No);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_the_feature_it_is_refused() {
    let flaw = read_all(&ParquetReader, "a.parquet", b"PAR1", &Choices::default()).1.unwrap_err();
    assert_eq!(flaw.what, "this build cannot read Parquet (cargo feature parquet)");
}

#[cfg(feature = "parquet")]
mod with_the_feature {
    use std::sync::Arc;

    use parquet::basic::{Compression, ZstdLevel};
    use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use super::super::super::reader::{Field, Found};
    use super::super::super::story::{Place, Story};
    use super::*;

    /// A table with three columns of text, one of times and one of lists; an empty text is none.
    fn table(rows: &[[&str; 3]], compression: Compression) -> Vec<u8> {
        let schema = "message table { OPTIONAL BYTE_ARRAY text (UTF8); REQUIRED BYTE_ARRAY title (UTF8); REQUIRED BYTE_ARRAY body (UTF8);
            REQUIRED INT64 date (TIMESTAMP_MILLIS); OPTIONAL group tags (LIST) { REPEATED group list { OPTIONAL BYTE_ARRAY element (UTF8); } } }";
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(parse_message_type(schema).unwrap()), properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        for nth in 0..5 {
            let mut column = group.next_column().unwrap().unwrap();
            match nth {
                0 => {
                    let levels: Vec<i16> = rows.iter().map(|row| i16::from(!row[0].is_empty())).collect();
                    let values: Vec<ByteArray> = rows.iter().filter(|row| !row[0].is_empty()).map(|row| row[0].into()).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
                }
                1 | 2 => {
                    let values: Vec<ByteArray> = rows.iter().map(|row| row[nth].into()).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
                }
                3 => {
                    column.typed::<Int64Type>().write_batch(&vec![1_777_911_600_000; rows.len()], None, None).unwrap();
                }
                _ => {
                    let none = vec![0; rows.len()];
                    column.typed::<ByteArrayType>().write_batch(&[], Some(&none), Some(&none)).unwrap();
                }
            }
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    fn stories(found: &[Found]) -> Vec<&Story> {
        found.iter().filter_map(|found| if let Found::Story(story) = found { Some(&**story) } else { None }).collect()
    }

    const ROWS: &[[&str; 3]] =
        &[["The harbour\u{a0}stood still.\r\nIt went on.", "Strike", "Other."], ["", "No text", "Third."], ["Strike: the end.", "Strike", "x"]];

    #[test]
    fn rows_are_articles() {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())] {
            let (found, end) = read_all(&ParquetReader, "a.parquet", &table(ROWS, compression), &Choices::default());
            end.unwrap();
            let stories = stories(&found);
            assert_eq!(stories.iter().map(|story| story.text.as_str()).collect::<Vec<_>>(), ["The harbour\u{a0}stood still.\nIt went on.", "Strike: the end."]);
            assert_eq!(
                (stories[0].title.as_deref(), stories[0].date.as_deref(), &stories[1].place),
                (Some("Strike"), Some("2026-05-04T16:20:00Z"), &Some(Place::Item(3)))
            );
            assert!(found.contains(&Found::Flaw(Flaw::at(Place::Item(2), "has no text in `text`"))));
        }
    }

    #[test]
    fn columns_can_be_named() {
        let bytes = table(ROWS, Compression::UNCOMPRESSED);
        let named = |name: &str| Choices { fields: [(Field::Text, name.to_owned())].into() };
        assert!(stories(&read_all(&ParquetReader, "a.parquet", &bytes, &named("body")).0)[1].text.ends_with("Third."));
        let flaw = read_all(&ParquetReader, "a.parquet", &bytes, &named("nothing")).1.unwrap_err();
        assert_eq!(flaw.what, "has no column `nothing` for --text; there are `text`, `title`, `body`, `date`, `tags`");
        assert_eq!(read_all(&ParquetReader, "a.parquet", &table(&[], Compression::UNCOMPRESSED), &named("x")).1.unwrap_err().what, "holds no articles");
    }

    #[test]
    fn columns_are_chosen_as_in_other_tables() {
        let schema = "message table { REQUIRED BYTE_ARRAY headline (UTF8); REQUIRED BYTE_ARRAY Article_Body; REQUIRED DOUBLE score;
            REQUIRED group meta { REQUIRED BOOLEAN paid; REQUIRED BYTE_ARRAY url (UTF8); REQUIRED INT64 published (TIMESTAMP(NANOS,true)); }
            REQUIRED group authors (LIST) { REPEATED group list { REQUIRED BYTE_ARRAY element (UTF8); } } }";
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(parse_message_type(schema).unwrap()), Arc::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        for nth in 0..7 {
            let mut column = group.next_column().unwrap().unwrap();
            let texts = |texts: &[&str]| texts.iter().map(|text| ByteArray::from(*text)).collect::<Vec<_>>();
            match nth {
                0 => column.typed::<ByteArrayType>().write_batch(&texts(&["Strike"]), None, None),
                1 => column.typed::<ByteArrayType>().write_batch(&texts(&["The harbour stood still."]), None, None),
                2 => column.typed::<DoubleType>().write_batch(&[0.5], None, None),
                3 => column.typed::<BoolType>().write_batch(&[true], None, None),
                4 => column.typed::<ByteArrayType>().write_batch(&texts(&["https://a.example/1"]), None, None),
                5 => column.typed::<Int64Type>().write_batch(&[1_777_911_600_000_000_000], None, None),
                _ => column.typed::<ByteArrayType>().write_batch(&texts(&["Jo Tessaro", "17", "Marta Okonkwo"]), Some(&[1, 1, 1]), Some(&[0, 1, 1])),
            }
            .unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        let (found, end) = read_all(&ParquetReader, "a.parquet", &bytes, &Choices::default());
        end.unwrap();
        let notice = "text from `Article_Body`, title from `headline`, date from `meta.published`, url from `meta.url`, author from `authors` (guessed; --text, --title ... say otherwise)";
        assert_eq!(found[0], Found::Notice(notice.to_owned()));
        let story = stories(&found)[0];
        assert_eq!(
            (story.text.as_str(), story.title.as_deref(), story.url.as_deref()),
            ("The harbour stood still.", Some("Strike"), Some("https://a.example/1"))
        );
        assert_eq!((story.date.as_deref(), story.authors.join("; ").as_str()), (Some("2026-05-04T16:20:00Z"), "Jo Tessaro; Marta Okonkwo"));
    }

    #[test]
    fn a_taker_may_stop() {
        let rows = vec![["One.", "a", "b"]; 500];
        let bytes = table(&rows, Compression::UNCOMPRESSED);
        let mut count = 0;
        let mut source = Source::new("a.parquet", &bytes[..]).unwrap();
        let end = ParquetReader.read(&mut source, &Choices::default(), &mut |_| {
            count += 1;
            if count == 3 { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
        });
        assert_eq!((count, end), (3, Ok(())));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let read = |bytes: &[u8]| read_all(&ParquetReader, "a.parquet", bytes, &Choices::default()).1.unwrap_err().what;
        let bytes = table(ROWS, Compression::UNCOMPRESSED);
        assert!(read(&bytes[..bytes.len() / 2]).starts_with("is damaged"));
        assert_eq!(read(b"PARE"), "is an encrypted Parquet file, which cannot be read");
        let long = "a".repeat(60 << 20);
        let bomb = table(&[[&long, "a", "b"]], Compression::ZSTD(ZstdLevel::default()));
        assert!(read(&bomb).contains("more than 200 times"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn mutated_tables_never_panic(at in 0usize..4000, byte: u8) {
            let mut bytes = table(ROWS, Compression::SNAPPY);
            let length = bytes.len();
            bytes[4 + at % (length - 12)] = byte;
            let _ = read_all(&ParquetReader, "a.parquet", &bytes, &Choices::default());
        }
    }
}
