//! Tokens in columns, as in the data of the CoNLL-2003 shared task: a line a token, the tag in the last column.
//!
//! ```text
//! -DOCSTART- news/harbour.txt 9f0c… O
//!
//! Ilse -X- _ B-actor
//! Brandt -X- _ I-actor
//! ```

mod read;
mod write;

use super::format::{Both, Choice, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Piece, Unit, tags};

/// What the first column of the line before an article begins with.
const DOCUMENT: &str = "-DOCSTART-";

/// Columns of tokens and tags.
#[derive(Debug)]
pub(super) struct Conll;

impl Format for Conll {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "conll",
            title: "CoNLL-2003 columns",
            endings: &["conll", "conll03", "iob", "iob2", "iobes", "bio", "bilou"],
            shape: Shape::File,
            both: Both::Ways,
            unit: Unit::Tokens,
            overlaps: false,
            discontinuous: false,
            relations: false,
            attributes: false,
            notes: false,
            choices: &[
                Choice { name: "scheme", values: &["iob2", "iobes"], meaning: "how tags are written" },
                Choice {
                    name: "columns",
                    values: &["one", "labels"],
                    meaning: "whether all labels are in one file, where the longest annotation wins, or each in its own",
                },
                tags::EDGES,
                Choice {
                    name: "articles",
                    values: &["path", "plain"],
                    meaning: "whether the line before an article tells its path and checksum, or is as spaCy wants it",
                },
                Choice { name: "tag", values: &["last", "2", "3", "4", "5", "6", "7", "8"], meaning: "which column holds the tag, when reading" },
            ],
            detail: "One tag a token: of annotations that overlap the longest is kept, unless each label gets a file. Sentences that one annotation goes over are written as one. Any tagging scheme is read.",
        }
    }

    fn streams(&self, plan: &Plan) -> Vec<String> {
        if plan.choice(self.facts(), "columns") == "labels" {
            plan.codebook.labels.iter().map(|label| write::stream_of(label.id.as_str())).collect()
        } else {
            vec![String::new()]
        }
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write::document(document, plan, self.facts(), piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::file(input, take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Loss;
    use crate::exchange::sample::{document, plan};
    use crate::exchange::tests::arrivals_beside;

    fn written(chosen: &[(&str, &str)]) -> Piece {
        let mut plan = plan();
        plan.chosen = chosen.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut piece = Piece::default();
        Conll.write(&document(), &plan, &mut piece);
        piece
    }

    fn text(piece: &Piece, stream: &str) -> String {
        String::from_utf8(piece.streams[stream].clone()).unwrap()
    }

    fn arrivals(bytes: &[u8], chosen: &[(&str, &str)]) -> Vec<Arrival> {
        arrivals_beside(&Conll, "a.conll", bytes, chosen, &|_| None)
    }

    fn found(arrival: &Arrival) -> Vec<String> {
        arrival.annotations.iter().map(|one| format!("{} {}", one.label, one.quoted(&arrival.text))).collect()
    }

    #[test]
    fn the_sample_in_columns() {
        insta::assert_snapshot!(text(&written(&[]), ""));
    }

    #[test]
    fn each_label_in_its_own_file_loses_only_what_overlaps_its_own_kind() {
        let piece = written(&[("columns", "labels"), ("scheme", "iobes")]);
        assert_eq!(piece.streams.keys().collect::<Vec<_>>(), ["actor", "claim", "quote", "threat"]);
        assert_eq!((piece.losses.of(Loss::Overlapping), piece.annotations), (1, 10));
        let lines: Vec<usize> = piece.streams.keys().map(|name| text(&piece, name).lines().count()).collect();
        assert!(lines.iter().all(|count| *count == lines[0]), "{lines:?}");
        let back = arrivals(text(&piece, "actor").as_bytes(), &[]);
        assert_eq!(back[0].path.as_deref(), Some("news/harbour strike.txt"));
        assert_eq!(back[0].sha256.as_deref(), Some(document().article.text().sha256()));
        assert_eq!(found(&back[0]), ["actor Harbour", "actor Ilse Brandt", "actor Norland 𝔖hips", "actor أحمد", "actor Brandt"]);
    }

    #[test]
    fn ends_inside_tokens_are_widened_or_left_out_and_counted() {
        let mut document = document();
        let mut inner = document.annotations[0].as_ref().clone();
        inner.spans = vec![crate::article::Span { start: 0, end: 4 }];
        document.annotations = crate::exchange::sample::shared(vec![inner]);
        for (edges, loss, expected) in [("widen", Loss::Widened, vec!["actor Harbour".to_owned()]), ("drop", Loss::InsideToken, Vec::new())] {
            let mut plan = plan();
            plan.chosen.insert("edges".to_owned(), edges.to_owned());
            let mut piece = Piece::default();
            Conll.write(&document, &plan, &mut piece);
            assert_eq!((found(&arrivals(piece.stream(), &[])[0]), piece.losses.of(loss), piece.annotations), (expected.clone(), 1, expected.len()));
        }
    }

    #[test]
    fn no_reader_takes_a_token_for_columns() {
        let article = crate::article::Article::new(crate::article::Text::new("10\u{a0}000 a\u{2028}b c\u{1c}d \u{85} e\tf # g\u{3000}h\n"));
        let document = Document { article, annotations: Vec::new(), relations: Vec::new(), path: "a % b\u{a0}\tc.txt".to_owned(), ..document() };
        let mut piece = Piece::default();
        Conll.write(&document, &plan(), &mut piece);
        for line in text(&piece, "").split('\n').filter(|line| !line.is_empty()) {
            assert_eq!(line.split(|char: char| char.is_whitespace() || char.is_control()).count(), 4, "{line:?}");
        }
        assert_eq!(arrivals(piece.stream(), &[])[0].path.as_deref(), Some(document.path.as_str()));
        assert_eq!(piece.losses.of(Loss::Characters), 1);
    }

    #[test]
    fn no_blank_line_stands_in_an_annotation() {
        let mut document = document();
        let mut long = document.annotations[0].as_ref().clone();
        let start = document.text().find("said").unwrap() as u32;
        long.spans = vec![crate::article::Span { start, end: document.text().find("inch").unwrap() as u32 }];
        document.annotations = crate::exchange::sample::shared(vec![long]);
        let mut piece = Piece::default();
        Conll.write(&document, &plan(), &mut piece);
        let back = arrivals(piece.stream(), &[]);
        assert_eq!(found(&back[0]), ["actor said Ilse Brandt , the union ’s leader . “ Not an"]);
    }

    #[test]
    fn files_of_others_are_read() {
        let two = "Ilse\tB-PER\r\nBrandt\tE-PER\r\n\r\nPort\tS-LOC\r\n";
        assert_eq!(found(&arrivals(two.as_bytes(), &[])[0]), ["PER Ilse Brandt", "LOC Port"]);
        let original = "-DOCSTART- -X- -X- O\n\nNorland NNP I-NP I-ORG\nSelden NNP I-NP B-ORG\n\n-DOCSTART- -X- O O\n\nsaid VBD I-VP O\n";
        let all = arrivals(original.as_bytes(), &[]);
        assert_eq!((all.len(), found(&all[0])), (2, vec!["ORG Norland".to_owned(), "ORG Selden".to_owned()]));
        assert_eq!((all[0].path.clone(), all[0].from_tokens), (None, true));
        let multi = "# id 52-a\tdomain=en\nPort _ _ B-LOC\nSelden _ _ I-LOC\n# _ _ O\n";
        let all = arrivals(multi.as_bytes(), &[]);
        assert_eq!((all[0].text.as_str(), found(&all[0])), ("Port Selden #", vec!["LOC Port Selden".to_owned()]));
        assert_eq!(found(&arrivals("Port B-LOC x\nSelden I-LOC y\n".as_bytes(), &[("tag", "2")])[0]), ["LOC Port Selden"]);
        let spaced = "400\u{a0}000\tB-NUM\nPort Selden\tB-LOC\n";
        assert_eq!(found(&arrivals(spaced.as_bytes(), &[])[0]), ["NUM 400\u{a0}000", "LOC Port Selden"]);
    }

    #[test]
    fn lines_without_a_tag_are_told_and_not_guessed_at() {
        let all = arrivals("Port B-LOC\nSelden\nsaid I-LOC\n".as_bytes(), &[]);
        assert_eq!(found(&all[0]), ["LOC Port", "LOC said"]);
        assert_eq!(all[0].flaws, ["a.conll: a line without a tag: line 2"]);
        assert!(arrivals(b"\n\n", &[]).is_empty());
    }
}
