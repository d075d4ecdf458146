//! What several articles come to, which stands before them: gathered article by article, so that none has to be held.

use std::collections::HashMap;
use std::fmt::Write;

use super::super::audit::{Audit, Source};
use super::super::ledger::Part;
use super::super::sheet::Sheet;
use super::frame::{BODY, head, table, text};
use super::number;
use crate::annotation::Codebook;

/// Sources that are listed across articles at most.
const MOST: usize = 200;

/// The overview of several articles: what the articles, their sources and threats come to.
#[derive(Debug, Default)]
pub struct Overview {
    /// Mentions of actors, quotes, claims, threats.
    counts: [usize; 4],
    audit: Audit,
    articles: Vec<Vec<String>>,
    threats: Vec<Vec<String>>,
    /// What somebody said or claimed: by the article's place and the entry's, as an item of a list.
    said: HashMap<(usize, usize), String>,
}

impl Overview {
    /// Counts the next article in.
    pub fn add(&mut self, sheet: &Sheet<'_>) {
        let n = self.articles.len();
        let counts = [Part::Actor, Part::Quote, Part::Claim, Part::Threat].map(|part| sheet.ledger.count(part));
        for (all, count) in self.counts.iter_mut().zip(counts) {
            *all += count;
        }
        self.audit.add(sheet);
        self.articles.push(article_row(n, sheet));
        self.threats.extend(sheet.ledger.of_part(Part::Threat).map(|(at, _)| threat_row(n, sheet, at)));
        let statements = sheet.ledger.actors.iter().flat_map(|actor| actor.said.iter().chain(&actor.claimed));
        self.said.extend(statements.map(|at| ((n, *at), said(n, sheet, *at))));
    }

    /// The page up to the first article.
    #[must_use]
    pub fn finish(self, codebook: &Codebook) -> String {
        let title = format!("{} {}", self.articles.len(), if self.articles.len() == 1 { "article" } else { "articles" });
        let mut out = head(&title, codebook, "") + BODY;
        let _ = writeln!(out, "<h1 id=\"top\">{title}</h1>");
        let figures = self.counts.iter().zip(["mentions of actors", "quotes", "claims", "threats"]).filter(|(count, _)| **count > 0);
        let figures: Vec<String> = figures.map(|(count, name)| format!("<b>{count}</b> {name}")).collect();
        let _ = writeln!(out, "<p class=\"figures\">{}</p>", figures.join(" · "));
        table(&mut out, "Articles", &["article", "source", "date", "actors", "quotes", "claims", "threats", "to look at"], &self.articles);
        let sources: Vec<Source> = self.audit.finish().into_iter().filter(|source| !source.statements.is_empty()).take(MOST).collect();
        let rows: Vec<Vec<String>> = sources.iter().map(source_row).collect();
        let columns = ["source", "kind", "named", "articles", "quotes", "words quoted", "words reported", "claims"];
        table(&mut out, "Sources: who is quoted, how much", &columns, &rows);
        statements(&mut out, &sources, &self.said);
        table(&mut out, "Threat register", &["threat", "issued by", "against", "type", "modality", "published"], &self.threats);
        out
    }
}

fn article_row(n: usize, sheet: &Sheet<'_>) -> Vec<String> {
    let count = |part: Part| number(sheet.ledger.count(part));
    let open = sheet.findings.iter().filter(|(_, waived)| waived.is_none()).count();
    let head = format!("<a href=\"#a{n}\">{}</a>", text(&sheet.title));
    let actors = number(sheet.ledger.actors.len());
    vec![head, text(&sheet.publication), text(sheet.day()), actors, count(Part::Quote), count(Part::Claim), count(Part::Threat), number(open)]
}

fn threat_row(n: usize, sheet: &Sheet<'_>, at: usize) -> Vec<String> {
    let names = |kind: &str| text(&sheet.ledger.names(at, kind));
    let detail = |id: &str| text(sheet.ledger.entries.get(at).and_then(|entry| entry.attribute(id)).unwrap_or_default());
    vec![link(n, sheet, at), names("issued_by"), names("targets"), detail("type"), detail("modality"), text(sheet.day())]
}

fn source_row(source: &Source) -> Vec<String> {
    let named = if source.named { "yes" } else { "no" };
    let numbers = [source.articles, source.quotes, source.direct, source.indirect, source.claims].map(number);
    [text(&source.name), text(source.kind.as_deref().unwrap_or_default()), named.to_owned()].into_iter().chain(numbers).collect()
}

/// The text of an entry, which leads to its place.
fn link(n: usize, sheet: &Sheet<'_>, at: usize) -> String {
    let words = sheet.ledger.entries.get(at).map(|entry| text(&entry.text)).unwrap_or_default();
    format!("<a href=\"#a{n}-{}\">{words}</a>", text(&sheet.sign(at)))
}

/// What somebody said, about whom, and where and when it was printed.
fn said(n: usize, sheet: &Sheet<'_>, at: usize) -> String {
    let about = sheet.ledger.about_whom(at);
    let about = if about.is_empty() { about } else { format!("about {about}") };
    let from: Vec<&str> = [sheet.publication.as_str(), sheet.day()].into_iter().filter(|part| !part.is_empty()).collect();
    let place = sheet.ledger.entries.get(at).filter(|entry| !entry.is_body()).map(|entry| entry.role.name()).unwrap_or_default();
    let more = [about, from.join(", "), place.to_owned()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    format!("<li>{} <small>{}</small></li>\n", link(n, sheet, at), text(&more))
}

/// Everything that each source said and claimed, wherever.
fn statements(out: &mut String, sources: &[Source], said: &HashMap<(usize, usize), String>) {
    if sources.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"who\"><h2 id=\"who\">Who said what</h2>\n");
    for source in sources {
        let _ = writeln!(out, "<h3>{}</h3>\n<ul class=\"said\">", text(&source.name));
        out.extend(source.statements.iter().filter_map(|place| said.get(place)).map(String::as_str));
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}
