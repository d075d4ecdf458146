//! Parquet, tried out.

use std::collections::BTreeMap;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::printer::print_schema;

use super::schema::{ANNOTATIONS, ARTICLES, without};
use super::{Parquet, columns};
use crate::annotation::{Annotation, Origin};
use crate::exchange::sample::{bare, document, plan};
use crate::exchange::{Arrival, Document, Format, Input, Plan, Split};

fn files(documents: &[Document], partition: &str) -> BTreeMap<String, Vec<u8>> {
    let plan = Plan { chosen: BTreeMap::from([("partition".to_owned(), partition.to_owned())]), ..plan() };
    let mut tables = Parquet.tables(&plan).unwrap();
    let mut files = BTreeMap::new();
    for document in documents {
        files.extend(tables.take(document.clone()).unwrap());
    }
    files.extend(tables.finish().unwrap());
    files
}

fn read(name: &str, bytes: &[u8]) -> Result<Vec<Arrival>, String> {
    let mut arrivals = Vec::new();
    let (beside, chosen) = (|_: &str| None, BTreeMap::new());
    let input = Input { name, bytes, line: 0, beside: &beside, chosen: &chosen, format: "parquet", now: jiff::Timestamp::UNIX_EPOCH };
    Parquet.read(&input, &mut |arrival| arrivals.push(arrival)).map(|()| arrivals)
}

fn table(bytes: &[u8]) -> SerializedFileReader<bytes::Bytes> {
    SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).unwrap()
}

fn in_parts() -> Vec<Document> {
    let part = |document: Document, split, publication: &str, date: &str| Document {
        split: Some(split),
        about: crate::exchange::Metadata { publication: Some(publication.into()), date: Some(date.into()), ..document.about },
        ..document
    };
    vec![part(document(), Split::Train, "Norland Post/Süd", "2026-11-24"), part(bare(), Split::Dev, "Port Selden Echo", "2026")]
}

#[test]
fn the_tables_and_their_card_look_like_this() {
    let files = files(&[document(), bare()], "split");
    let mut shown = String::new();
    for (name, bytes) in &files {
        shown.push_str(&format!("== {name}\n"));
        if name == "README.md" {
            shown.push_str(std::str::from_utf8(bytes).unwrap());
            continue;
        }
        let file = table(bytes);
        let mut schema = Vec::new();
        print_schema(&mut schema, file.metadata().file_metadata().schema());
        shown.push_str(std::str::from_utf8(&schema).unwrap());
        for row in file.get_row_iter(None).unwrap() {
            shown.push_str(&format!("{}\n", row.unwrap()));
        }
    }
    insta::with_settings!({filters => vec![(r"tagline \d+\.\d+\.\d+", "tagline VERSION")]}, {
        insta::assert_snapshot!("tables", shown);
    });
}

#[test]
fn every_column_is_filled_and_everything_that_fills_has_a_column() {
    let leaves = |message: &str| {
        let descriptor = parquet::schema::types::SchemaDescriptor::new(without(message, None).unwrap());
        descriptor.columns().iter().map(|leaf| leaf.path().string()).collect::<Vec<_>>()
    };
    assert_eq!(leaves(ARTICLES), columns::articles().iter().map(|column| column.path).collect::<Vec<_>>());
    assert_eq!(leaves(ANNOTATIONS), columns::fragments().iter().map(|column| column.path).collect::<Vec<_>>());
}

#[test]
fn all_that_is_kept_of_an_annotation_comes_back() {
    let mut document = document();
    let change = |annotation: &mut Annotation, origin| annotation.origin = origin;
    let mut all: Vec<Annotation> = document.annotations.iter().map(|annotation| annotation.as_ref().clone()).collect();
    let ids = vec![all[1].id.clone(), all[2].id.clone()];
    change(&mut all[3], Origin::Adjudicated { from: ids, by: "gold".into() });
    change(&mut all[4], Origin::Edited { by: "names".into() });
    change(&mut all[5], Origin::Repeated);
    change(&mut all[6], Origin::Imported { from: "brat".into() });
    document.annotations = all.into_iter().map(std::sync::Arc::new).collect();
    document.about.authors = vec!["Ilse Brandt".into(), "Ole Marn".into()];
    let files = files(std::slice::from_ref(&document), "none");
    let arrivals = read("articles/part-0000.parquet", &files["articles/part-0000.parquet"]).unwrap();
    let [arrival] = arrivals.as_slice() else { panic!("{}", arrivals.len()) };
    assert_eq!(arrival.annotations, document.annotations.iter().map(|annotation| annotation.as_ref().clone()).collect::<Vec<_>>());
    assert_eq!(arrival.relations, document.relations.iter().map(|relation| relation.as_ref().clone()).collect::<Vec<_>>());
    assert_eq!((arrival.path.as_deref(), arrival.sha256.as_deref()), (Some(document.path.as_str()), Some(document.article.text().sha256())));
    assert_eq!((arrival.annotator.as_deref(), arrival.state), (Some("anna"), Some(document.state)));
    assert_eq!((&arrival.about.authors, &arrival.about.url, &arrival.about.date), (&document.about.authors, &document.about.url, &document.about.date));
}

#[test]
fn folders_tell_the_column_that_they_are_named_for() {
    let names = |partition: &str| files(&in_parts(), partition).into_keys().filter(|name| name.starts_with("articles")).collect::<Vec<_>>();
    assert_eq!(names("none"), ["articles/part-0000.parquet"]);
    assert_eq!(names("split"), ["articles/split=dev/part-0000.parquet", "articles/split=train/part-0001.parquet"]);
    assert_eq!(names("month"), ["articles/month=2026-11/part-0000.parquet", "articles/month=__HIVE_DEFAULT_PARTITION__/part-0001.parquet"]);
    let nowhere = files(&[document(), bare()], "publication");
    assert!(nowhere.contains_key("articles/part-0000.parquet") && nowhere.len() == 3, "{:?}", nowhere.keys());
    let by_publication = files(&in_parts(), "publication");
    let name = "articles/publication=Norland%20Post%2FSüd/part-0000.parquet";
    let schema = table(&by_publication[name]).metadata().file_metadata().schema().clone();
    assert!(schema.get_fields().iter().all(|field| field.name() != "publication"));
    assert_eq!(read(name, &by_publication[name]).unwrap()[0].about.publication.as_deref(), Some("Norland Post/Süd"));
    let card = String::from_utf8(files(&in_parts(), "split")["README.md"].clone()).unwrap();
    assert!(card.contains("  - split: validation\n    path: \"articles/split=dev/*.parquet\"\n"), "{card}");
}

#[test]
fn no_articles_are_tables_without_rows() {
    let files = files(&[], "split");
    assert_eq!(files.keys().collect::<Vec<_>>(), ["README.md", "annotations/part-0000.parquet", "articles/part-0000.parquet"]);
    assert_eq!(read("a.parquet", &files["articles/part-0000.parquet"]).unwrap().len(), 0);
}

#[test]
fn labels_are_in_a_dictionary_and_text_is_packed_with_statistics() {
    let files = files(&[document()], "split");
    let file = table(&files["annotations/part-0000.parquet"]);
    let group = file.metadata().row_group(0);
    let column = |path: &str| group.columns().iter().find(|column| column.column_path().string() == path).unwrap();
    assert!(column("label").dictionary_page_offset().is_some() && column("text").dictionary_page_offset().is_none());
    assert!(group.columns().iter().all(|column| format!("{:?}", column.compression()).starts_with("ZSTD")));
    let least = column("start").statistics().and_then(|statistics| statistics.min_bytes_opt().map(<[u8]>::to_vec));
    assert_eq!(least, Some(vec![0; 4]));
}

#[test]
fn what_is_no_such_table_is_refused() {
    for bytes in [b"".as_slice(), b"PAR1", b"PAR1____PAR1", &[0xff; 400]] {
        assert!(read("x.parquet", bytes).is_err());
    }
    let files = files(&[document()], "none");
    assert_eq!(read("x.parquet", &files["annotations/part-0000.parquet"]).unwrap().len(), 0);
}
