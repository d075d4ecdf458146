//! Annotations of many articles into one file.

use std::io;
use std::path::Path;

use super::{Home, Privacy, holds_work, load_article, read_record_of, write_atomically};
use crate::annotation::AnnotationSet;
use crate::article::printable;
use crate::exchange::{Document, FORMATS, Metadata, Piece, Plan};

/// What came of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Articles that were written.
    pub articles: usize,
    /// Annotations in them that have a place in the text.
    pub annotations: usize,
    /// Articles and records that could not be read, and why.
    pub failed: Vec<String>,
}

/// Writes the annotations of one annotator on articles, a JSON object a line, to a file: whole, or not at all. It takes the
/// place of nobody's work.
pub fn export_lines(home: &Home, annotator: &str, articles: &[std::path::PathBuf], file: &Path) -> io::Result<Exported> {
    if let Some(work) = holds_work(home, file, articles) {
        return Err(io::Error::other(format!("it is {}, which an export would take the place of", work.in_words())));
    }
    let mut exported = Exported::default();
    let mut lines = String::new();
    for path in articles {
        let opened = match load_article(home, path) {
            Ok(opened) => opened,
            Err(error) => {
                exported.failed.push(error.to_string());
                continue;
            }
        };
        let set = match read_record_of(home, annotator, &opened.key, opened.article.text()) {
            Ok(None) => AnnotationSet::default(),
            Ok(Some((record, _))) if record.read_only.is_none() => record.set,
            Ok(Some((record, _))) => {
                exported.failed.extend(record.read_only);
                continue;
            }
            Err(why) => {
                exported.failed.push(printable(&why));
                continue;
            }
        };
        lines.push_str(&neutral_line(&home.project.codebook, &opened.article, (&opened.key, annotator), &set));
        lines.push('\n');
        exported.articles += 1;
        exported.annotations += set.annotations().len();
    }
    write_atomically(file, lines.as_bytes(), Privacy::Shared)?;
    Ok(exported)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Folders;

    #[test]
    fn what_is_exported_stands_by_itself_and_what_cannot_be_read_is_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tagline.ron"), "()").unwrap();
        std::fs::write(dir.path().join("a.txt"), "Ilse 👍 Brandt waited.\n").unwrap();
        let home = Home::find(dir.path(), None, &Folders::below(&dir.path().join(".tagline"))).unwrap();
        let record = home.record_path("anna", "a.txt");
        std::fs::create_dir_all(record.parent().unwrap()).unwrap();
        let text = std::fs::read_to_string(dir.path().join("a.txt")).unwrap();
        let hash = crate::article::Text::new(text.as_str()).sha256().to_owned();
        let item = "(id: \"1\", label: \"actor\", spans: [(start: 7, end: 13, text: \"Brandt\")], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\")";
        std::fs::write(
            &record,
            format!(
                "(schema: 1, article: (path: \"a.txt\", title: \"\", sha256: \"{hash}\", chars: 22), annotator: \"anna\", state: Done, annotations: [{item}])"
            ),
        )
        .unwrap();
        let file = dir.path().join("out.jsonl");
        let exported = export_lines(&home, "anna", &[dir.path().join("a.txt"), dir.path().join("gone.txt")], &file).unwrap();
        assert_eq!((exported.articles, exported.annotations, exported.failed.len()), (1, 1, 1));
        let data: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let (text, span) = (data["text"].as_str().unwrap(), &data["annotations"][0]["spans"][0]);
        let chars: String = text.chars().skip(span["start"].as_u64().unwrap() as usize).take(6).collect();
        assert_eq!((chars.as_str(), data["version"].as_u64(), data["state"].as_str()), ("Brandt", Some(1), Some("done")));
        let article = dir.path().join("a.txt");
        let refused = export_lines(&home, "anna", std::slice::from_ref(&article), &article).unwrap_err();
        assert!(refused.to_string().contains("an article"), "{refused}");
        assert_eq!(std::fs::read_to_string(&article).unwrap(), "Ilse 👍 Brandt waited.\n");
    }
}
