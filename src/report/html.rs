//! The report as one page that stands by itself: no script, nothing from elsewhere; for the screen, the phone and paper.

mod story;
mod style;

use std::fmt::Write;

use super::audit::{Source, count, sources};
use super::ledger::Part;
use super::sheet::Sheet;
use crate::annotation::Codebook;
use crate::article::printable;

use story::story;

/// Sources that are listed across articles at most.
const MOST: usize = 200;

/// A page about some articles.
#[must_use]
pub fn page(sheets: &[Sheet<'_>], codebook: &Codebook) -> String {
    let title = match sheets {
        [one] => one.title.clone(),
        many => format!("{} articles", many.len()),
    };
    let mut out = style::head(&title, codebook);
    out.push_str("<body>\n<main>\n");
    match sheets {
        [one] => story(&mut out, one, 0, 1),
        many => {
            overview(&mut out, many);
            for (n, sheet) in many.iter().enumerate() {
                story(&mut out, sheet, n, 2);
            }
        }
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// A text that means nothing in HTML; control and direction characters are visible marks.
fn text(text: &str) -> String {
    printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// A table with its caption, headings and rows; the first cell of each row is its heading. Cells are HTML; columns in which
/// nothing stands are left out, and numbers stand below each other.
fn table(out: &mut String, caption: &str, columns: &[&str], rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column)).filter(|cell| !cell.is_empty());
    let shown: Vec<(usize, &str)> = (0..columns.len())
        .filter(|column| *column == 0 || cells(*column).next().is_some())
        .map(|column| (column, if column > 0 && cells(column).all(|cell| cell.bytes().all(|byte| byte.is_ascii_digit())) { " class=\"number\"" } else { "" }))
        .collect();
    let head = |(column, class): &(usize, &str)| format!("<th scope=\"col\"{class}>{}</th>", columns.get(*column).copied().unwrap_or_default());
    let heads: String = shown.iter().map(head).collect();
    let _ = writeln!(
        out,
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{0}\"><table>\n<caption>{0}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>",
        text(caption)
    );
    for row in rows {
        let cell = |(column, class): &(usize, &str)| {
            let cell = row.get(*column).map(String::as_str).unwrap_or_default();
            if *column == 0 { format!("<th scope=\"row\">{cell}</th>") } else { format!("<td{class}>{cell}</td>") }
        };
        let cells: String = shown.iter().map(cell).collect();
        let _ = writeln!(out, "<tr>{cells}</tr>");
    }
    out.push_str("</tbody>\n</table></div>\n");
}

/// A number in a table: nothing for none.
fn number(number: usize) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// Articles, sources and threats across all of them.
fn overview(out: &mut String, sheets: &[Sheet<'_>]) {
    let _ = writeln!(out, "<h1 id=\"top\">{} articles</h1>", sheets.len());
    let parts = [(Part::Actor, "mentions of actors"), (Part::Quote, "quotes"), (Part::Claim, "claims"), (Part::Threat, "threats")];
    let figures = parts.iter().map(|(part, name)| (count(sheets, *part), name)).filter(|(count, _)| *count > 0);
    let figures: Vec<String> = figures.map(|(count, name)| format!("<b>{count}</b> {name}")).collect();
    let _ = writeln!(out, "<p class=\"figures\">{}</p>", figures.join(" · "));
    let rows: Vec<Vec<String>> = sheets.iter().enumerate().map(|(n, sheet)| article_row(n, sheet)).collect();
    table(out, "Articles", &["article", "source", "date", "actors", "quotes", "claims", "threats", "to look at"], &rows);
    let all = sources(sheets);
    let rows: Vec<Vec<String>> = all.iter().filter(|source| !source.statements.is_empty()).take(MOST).map(source_row).collect();
    table(out, "Sources: who is quoted, how much", &["source", "kind", "named", "articles", "quotes", "words quoted", "words reported", "claims"], &rows);
    statements(out, sheets, &all);
    let rows = sheets.iter().enumerate().flat_map(|(n, sheet)| sheet.ledger.of_part(Part::Threat).map(move |(at, entry)| (n, sheet, at, entry)));
    let rows: Vec<Vec<String>> = rows
        .map(|(n, sheet, at, entry)| {
            let detail = |id: &str| text(entry.attribute(id).unwrap_or_default());
            vec![
                format!("<a href=\"#a{n}-{}\">{}</a>", text(&sheet.sign(at)), text(&entry.text)),
                text(&sheet.ledger.names(at, "issued_by")),
                text(&sheet.ledger.names(at, "targets")),
                detail("type"),
                detail("modality"),
                text(sheet.day()),
            ]
        })
        .collect();
    table(out, "Threat register", &["threat", "issued by", "against", "type", "modality", "published"], &rows);
}

fn article_row(n: usize, sheet: &Sheet<'_>) -> Vec<String> {
    let count = |part: Part| number(sheet.ledger.count(part));
    let open = sheet.findings.iter().filter(|(_, waived)| waived.is_none()).count();
    let head = format!("<a href=\"#a{n}\">{}</a>", text(&sheet.title));
    let actors = number(sheet.ledger.actors.len());
    vec![head, text(&sheet.publication), text(sheet.day()), actors, count(Part::Quote), count(Part::Claim), count(Part::Threat), number(open)]
}

fn source_row(source: &Source) -> Vec<String> {
    let named = if source.named { "yes" } else { "no" };
    let numbers = [source.articles, source.quotes, source.direct, source.indirect, source.claims].map(number);
    [text(&source.name), text(source.kind.as_deref().unwrap_or_default()), named.to_owned()].into_iter().chain(numbers).collect()
}

/// Everything that each source said and claimed, wherever.
fn statements(out: &mut String, sheets: &[Sheet<'_>], all: &[Source]) {
    let several: Vec<&Source> = all.iter().filter(|source| !source.statements.is_empty()).take(MOST).collect();
    if several.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"who\"><h2 id=\"who\">Who said what</h2>\n");
    for source in several {
        let _ = writeln!(out, "<h3>{}</h3>\n<ul class=\"said\">", text(&source.name));
        for (n, at) in &source.statements {
            let Some((sheet, entry)) = sheets.get(*n).and_then(|sheet| Some((sheet, sheet.ledger.entries.get(*at)?))) else { continue };
            let from: Vec<&str> = [sheet.publication.as_str(), sheet.day()].into_iter().filter(|part| !part.is_empty()).collect();
            let about = sheet.ledger.about_whom(*at);
            let about = if about.is_empty() { about } else { format!("about {about}") };
            let place = if entry.is_body() { "" } else { entry.role.name() };
            let from = [about, from.join(", "), place.to_owned()].into_iter().filter(|part| !part.is_empty());
            let from = from.collect::<Vec<_>>().join(" · ");
            let _ = writeln!(out, "<li><a href=\"#a{n}-{}\">{}</a> <small>{}</small></li>", text(&sheet.sign(*at)), text(&entry.text), text(&from));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}

#[cfg(test)]
mod tests {
    use super::super::sample::{article, set, sheet};
    use super::*;
    use crate::annotation::AnnotationSet;
    use crate::article::{Article, BlockRule, Text};

    #[test]
    fn the_page_of_the_sample_story() {
        let (article, codebook) = (article(), Codebook::default());
        let html = page(&[sheet(&article, &set(), &codebook)], &codebook);
        let body = html.split_once("<body>").map(|(_, body)| body.to_owned()).unwrap();
        insta::assert_snapshot!("report_page", body);
        if let Some(file) = std::env::var_os("REPORT_PAGE") {
            std::fs::write(file, html).unwrap();
        }
    }

    #[test]
    fn several_articles_have_an_overview() {
        let (article, codebook) = (article(), Codebook::default());
        let html = page(&[sheet(&article, &set(), &codebook), sheet(&article, &set(), &codebook)], &codebook);
        assert!(html.contains("<h1 id=\"top\">2 articles</h1>") && html.contains("href=\"#a1\""));
        assert!(html.contains("<tr><th scope=\"row\">Ilse Brandt</th><td>person</td><td>yes</td><td class=\"number\">2</td><td class=\"number\">2</td><td class=\"number\">12</td>"), "{html}");
        if let Some(file) = std::env::var_os("REPORT_PAGES") {
            std::fs::write(file, html).unwrap();
        }
    }

    #[test]
    fn across_articles_it_is_told_about_whom_everything_was_said() {
        let story = "“Norland lies,” Brandt said.";
        let article = Article::with_rule(Text::new(story), BlockRule::Lines);
        let items = [("quote", "“Norland lies,”", 0, &[][..]), ("actor", "Norland", 0, &[]), ("actor", "Brandt", 0, &[])];
        let links = super::super::sample::relations(&[("said_by", "1", "3")]);
        let set = AnnotationSet::new(super::super::sample::annotations(story, &items), links, Vec::new(), crate::annotation::WorkState::Done);
        let codebook = Codebook::default();
        let html = page(&[sheet(&article, &set, &codebook), sheet(&article, &set, &codebook)], &codebook);
        assert!(html.contains("“Norland lies,”</a> <small>about Norland · Selden Courier, 2026-11-25</small></li>"), "{html}");
        assert!(html.contains("<small>about Norland</small></blockquote>"), "{html}");
        let markdown = crate::report::story_sheet(&sheet(&article, &set, &codebook));
        assert!(markdown.contains("> **q1** “Norland lies,” (about Norland)\n"), "{markdown}");
    }

    #[test]
    fn what_crosses_runs_on_or_has_no_label_in_the_codebook_keeps_its_place() {
        let story = "One two three four\nfive six";
        let article = Article::with_rule(Text::new(story), BlockRule::Lines);
        let items = [("claim", "two three four\nfive", 0, &[][..]), ("quote", "One two", 0, &[]), ("PER", "three", 0, &[]), ("LOC", "six", 0, &[])];
        let set = AnnotationSet::new(super::super::sample::annotations(story, &items), Vec::new(), Vec::new(), crate::annotation::WorkState::Done);
        let codebook = Codebook::default();
        let html = page(&[sheet(&article, &set, &codebook)], &codebook);
        let sign = |class: &str, id: &str| format!(" id=\"a0-{id}\"><span class=\"sign{class}\">{id}</span>");
        let first = format!(
            "<mark class=\"l3\"{}One <mark class=\"l2\"{}two</mark></mark><mark class=\"l2\"> <mark class=\"\"{}three</mark> four</mark></p>",
            sign(" l3", "q1"),
            sign(" l2", "c1"),
            sign("", "?1")
        );
        assert!(html.contains(&first), "{html}");
        assert!(
            html.contains(&format!("<mark class=\"l2\"><span class=\"sign l2\">…c1</span>five</mark> <mark class=\"\"{}six</mark></p>", sign("", "?2"))),
            "{html}"
        );
    }

    #[test]
    fn columns_in_which_nothing_stands_are_left_out() {
        let mut out = String::new();
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        table(&mut out, "Some", &["a", "b", "c"], &[row(["x", "", "1"]), row(["y", "", ""])]);
        assert!(out.contains("<th scope=\"col\">a</th><th scope=\"col\" class=\"number\">c</th></tr>"), "{out}");
        assert!(out.contains("<tr><th scope=\"row\">y</th><td class=\"number\"></td></tr>"), "{out}");
    }

    #[test]
    fn every_tag_is_closed_and_every_id_is_there_once() {
        let (article, codebook) = (article(), Codebook::default());
        let html = page(&[sheet(&article, &set(), &codebook), sheet(&article, &set(), &codebook)], &codebook);
        let mut open: Vec<&str> = Vec::new();
        let mut ids = std::collections::HashSet::new();
        for tag in html.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
            if let Some(id) = tag.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()) {
                assert!(ids.insert(id), "{id} twice");
            }
            match () {
                () if name.starts_with('!') || ["meta", "br", "hr"].contains(&name) => {}
                () if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "{tag}"),
                () => open.push(name),
            }
        }
        assert_eq!(open, [""; 0]);
        for link in html.split("href=\"#").skip(1) {
            let target = link.split('"').next().unwrap_or_default();
            assert!(ids.contains(target), "#{target} leads nowhere");
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        let story = "</style><script>alert(1)</script> \u{202e}evil “x\" onclick='y'”";
        let article = Article::with_rule(Text::new(story), BlockRule::Lines);
        let codebook = Codebook::default();
        let items = super::super::sample::annotations(story, &[("actor", "<script>alert(1)</script>", 0, &[]), ("\"><b>", "evil", 0, &[])]);
        let set = AnnotationSet::new(items, Vec::new(), Vec::new(), crate::annotation::WorkState::Done);
        let mut sheet = sheet(&article, &set, &codebook);
        sheet.url = "javascript:alert(1)".into();
        let html = page(&[sheet], &codebook);
        assert!(!html.contains("<script") && !html.contains('\u{202e}') && !html.contains("href=\"javascript") && !html.contains("<b>\""));
        assert_eq!(html.matches("</style>").count(), 1);
    }
}
