//! The actors of a sheet as a table that has columns only for what the codebook knows.

use super::ledger::{Actor, Part, part};
use super::sheet::Sheet;
use super::tables::Cell;

/// Columns with a row of cells for each actor.
#[derive(Debug)]
pub(super) struct ActorTable {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

/// What a column is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// All actors.
    Any,
    /// A part that a label plays.
    Of(Part),
    /// An attribute of actors.
    Attribute(&'static str),
    /// What a codebook has beside: a column for it only where there is any.
    Beside,
}

const COLUMNS: [(&str, About); 13] = [
    ("actor", About::Any),
    ("kind", About::Attribute("kind")),
    ("role", About::Attribute("role")),
    ("mentions", About::Any),
    ("quotes", About::Of(Part::Quote)),
    ("words quoted", About::Of(Part::Quote)),
    ("words reported", About::Of(Part::Quote)),
    ("claims", About::Of(Part::Claim)),
    ("threatens", About::Of(Part::Threat)),
    ("threatened", About::Of(Part::Threat)),
    ("reply", About::Attribute("reply")),
    ("relations", About::Beside),
    ("attributes", About::Beside),
];

impl ActorTable {
    /// The actors of a sheet; without the columns of `left_out`.
    pub(super) fn new(sheet: &Sheet<'_>, left_out: &[&str]) -> Self {
        let rows: Vec<Vec<Cell>> = sheet.ledger.actors.iter().map(|actor| row(sheet, actor)).collect();
        let labels = || sheet.codebook.labels.iter().map(|label| (label, part(sheet.codebook, &label.id)));
        let is_shown = |at: usize, (name, about): (&str, About)| {
            let known = match about {
                About::Any => true,
                About::Of(wanted) => labels().any(|(_, part)| part == wanted),
                About::Attribute(id) => labels().any(|(label, part)| part == Part::Actor && label.attribute(id).is_some()),
                About::Beside => false,
            };
            // What annotations say is shown, whether the codebook knows it or not.
            let said =
                || rows.iter().any(|row| !matches!(row.get(at), None | Some(Cell::Number(0))) && row.get(at).is_some_and(|cell| !cell.in_words().is_empty()));
            !left_out.contains(&name) && (known || said())
        };
        let shown: Vec<bool> = COLUMNS.iter().enumerate().map(|(at, column)| is_shown(at, *column)).collect();
        let columns = COLUMNS.iter().zip(&shown).filter(|(_, shown)| **shown).map(|((name, _), _)| *name).collect();
        let kept = |row: Vec<Cell>| row.into_iter().zip(&shown).filter(|(_, shown)| **shown).map(|(cell, _)| cell).collect();
        Self { columns, rows: rows.into_iter().map(kept).collect() }
    }
}

fn row(sheet: &Sheet<'_>, actor: &Actor) -> Vec<Cell> {
    let maybe = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_default());
    let [mentions, rest @ ..] = sheet.ledger.numbers_of(actor).map(Cell::Number);
    let head = [Cell::Text(actor.name.clone()), maybe(&actor.kind), Cell::List(actor.roles.iter().cloned().collect()), mentions];
    let relations = sheet.ledger.other_relations(sheet.codebook, actor).into_iter().map(|(told, _)| told).collect();
    let attributes = sheet.ledger.other_attributes(sheet.codebook, sheet.article.text(), actor);
    head.into_iter().chain(rest).chain([maybe(&actor.reply), Cell::List(relations), Cell::List(attributes)]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{annotations, relations, text};
    use super::super::{Figures, Ledger, Sheet, story_sheet};
    use crate::annotation::{AnnotationSet, Attribute, Codebook, Label, RelationKind, WorkState};
    use crate::article::{Article, BlockRule, Text};

    const STORY: &str = "Ilse Brandt of the Selden Line met Noor Haldane in Port Velen.";

    fn codebook() -> Codebook {
        let mut codebook = Codebook { labels: vec![Label::plain("PER", 'p'), Label::plain("ORG", 'o'), Label::plain("place", 'l')], ..Codebook::default() };
        codebook.labels[0].attributes = vec![Attribute::plain("party", 'y')];
        let works = RelationKind {
            id: "works_for".into(),
            name: "works for".into(),
            inverse: "employs".into(),
            from: vec!["PER".into()],
            to: vec!["ORG".into()],
            ..codebook.relations[0].clone()
        };
        codebook.relations = vec![works];
        codebook
    }

    #[test]
    fn an_own_codebook_has_its_relations_and_attributes_and_no_columns_of_zeros() {
        let (article, codebook) = (Article::with_rule(Text::new(STORY), BlockRule::Lines), codebook());
        let party = [("party", text("Harbour List"))];
        let items = [("PER", "Ilse Brandt", 0, &party[..]), ("ORG", "Selden Line", 0, &[]), ("PER", "Noor Haldane", 0, &[]), ("place", "Port Velen", 0, &[])];
        let set = AnnotationSet::new(annotations(STORY, &items), relations(&[("works_for", "1", "2")]), Vec::new(), WorkState::Done);
        let sheet = Sheet {
            path: "story.txt".into(),
            title: "Talks".into(),
            publication: String::new(),
            date: String::new(),
            url: String::new(),
            language: String::new(),
            authors: Vec::new(),
            annotator: "anna".into(),
            article: &article,
            codebook: &codebook,
            ledger: Ledger::new(&article, &set, &codebook),
            findings: Vec::new(),
        };
        let markdown = story_sheet(&sheet);
        for row in [
            "| actor | mentions | relations | attributes |\n|---|---|---|---|\n",
            "| Ilse Brandt | 1 | works for Selden Line | party: Harbour List |",
            "| Selden Line | 1 | employs Ilse Brandt |  |",
        ] {
            assert!(markdown.contains(row), "{markdown}");
        }
        let mut figures = Figures::default();
        figures.add(&sheet);
        let data = figures.finish();
        assert_eq!((&data["actors"][0]["relations"][0], &data["actors"][0]["attributes"][0]), (&"works for Selden Line".into(), &"party: Harbour List".into()));
        assert_eq!((&data["others"][0]["label"], &data["others"][0]["text"]), (&"place".into(), &"Port Velen".into()));
    }
}
