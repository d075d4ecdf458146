//! The codebook of a `tagline.ron`: read with errors that point at the place, and written.

mod read;
mod write;

use crate::annotation::{Mark, Natural};

pub(super) use read::codebook;
pub(super) use write::codebook_text;

/// How labels show without colour, by name.
const MARKS: &[(&str, Mark)] =
    &[("Underline", Mark::Underline), ("Double", Mark::Double), ("Wavy", Mark::Wavy), ("Dotted", Mark::Dotted), ("Italic", Mark::Italic), ("Bold", Mark::Bold)];

/// What a label's key tags without a selection, by name.
const NATURALS: &[(&str, Natural)] =
    &[("Name", Natural::Name), ("Clause", Natural::Clause), ("Sentence", Natural::Sentence), ("Quotation", Natural::Quotation), ("Word", Natural::Word)];

/// Kinds of attributes, by name; values come beside.
const KINDS: &[(&str, Kind)] = &[
    ("Text", Kind::Text),
    ("Choice", Kind::Choice),
    ("Several", Kind::Several),
    ("Flag", Kind::Flag),
    ("Number", Kind::Number),
    ("Date", Kind::Date),
    ("Span", Kind::Span),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Choice,
    Several,
    Flag,
    Number,
    Date,
    Span,
}

#[cfg(test)]
mod tests {
    use super::super::project::Project;
    use super::*;
    use crate::annotation::Codebook;

    fn parsed(codebook: &str) -> (Codebook, Vec<String>) {
        let (project, diagnostics) = Project::parse(&format!("(codebook: {codebook})"), "tagline.ron");
        (project.codebook, diagnostics.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut codebook = Codebook::default();
        codebook.rules.cross = false;
        codebook.labels[1].color = Some((1, 2, 255));
        codebook.labels[3].over_paragraphs = false;
        codebook.labels[0].attributes[0].required = true;
        codebook.labels[0].attributes[0].name = "who \"it\" is\\".into();
        let (project, diagnostics) = Project::parse(&format!("(\n{}\n)", codebook_text(&codebook)), "tagline.ron");
        assert_eq!(diagnostics, []);
        assert_eq!(project.codebook, codebook);
    }

    #[test]
    fn a_label_needs_only_an_id_and_so_do_attributes_and_relations() {
        let (codebook, diagnostics) = parsed(
            "(labels: [(id: \"PER\", attributes: [(id: \"role\"), (id: \"rank\", values: [\"high\", \"low\"])]), (id: \"שם\", natural: Quotation)], relations: [(id: \"part_of\")])",
        );
        assert_eq!(diagnostics, [""; 0]);
        let [per, shem] = codebook.labels.as_slice() else { panic!() };
        assert_eq!((per.key, per.name.as_str(), per.over_paragraphs), ('p', "PER", false));
        assert_eq!(
            per.attributes.iter().map(|one| (one.id.as_str(), one.key, one.kind.name())).collect::<Vec<_>>(),
            [("role", 'r', "Text"), ("rank", 'a', "Choice")]
        );
        assert_eq!((shem.key, shem.over_paragraphs), ('ש', true));
        assert_eq!((codebook.relations[0].name.as_str(), codebook.relations[0].fits(&per.id, &shem.id)), ("part of", true));
    }

    #[test]
    fn what_is_wrong_is_pointed_at_and_the_rest_counts() {
        let (codebook, diagnostics) = parsed(
            "(labels: [(id: \"a\", attributes: [(id: \"x\", kind: Choice), (id: \"y\", kind: Date, default: \"soon\"), (id: \"y\"), (id: \"v\", key: 'y')])],
              relations: [(id: \"r\", from: [\"a\", \"b\"]), (id: \"r\")], rules: (nest: false, fly: true))",
        );
        let ids: Vec<&str> = codebook.labels[0].attributes.iter().map(|one| one.id.as_str()).collect();
        assert_eq!((ids, codebook.relations.len(), codebook.rules.nest), (vec!["y", "v"], 1, false));
        let expected = ["needs `values`", "no value of `y`", "stands here twice", "same key `y`", "no label `b`", "`r` stands here twice", "fly"];
        assert_eq!(diagnostics.len(), expected.len(), "{diagnostics:#?}");
        for part in expected {
            assert!(diagnostics.iter().any(|line| line.contains(part)), "{part}: {diagnostics:#?}");
        }
    }
}
