//! The report as one page that stands by itself: no script, nothing from elsewhere; for the screen, the phone and paper.

pub mod frame;
mod overview;
mod story;
mod style;

use super::sheet::Sheet;
use crate::annotation::Codebook;

use frame::BODY;

pub use frame::PAGE_END;
pub use overview::Overview;
use story::story;

/// A page about some articles.
#[must_use]
pub fn page(sheets: &[Sheet<'_>], codebook: &Codebook) -> String {
    let mut out = match sheets {
        [one] => {
            let mut out = frame::head(&one.title, codebook, "") + BODY;
            story(&mut out, one, 0, 1);
            out
        }
        many => {
            let mut overview = Overview::default();
            for sheet in many {
                overview.add(sheet);
            }
            many.iter().enumerate().fold(overview.finish(codebook), |out, (n, sheet)| out + &story_of_many(sheet, n))
        }
    };
    out.push_str(PAGE_END);
    out
}

/// One article of a page about several; `n` is its place among them.
#[must_use]
pub fn story_of_many(sheet: &Sheet<'_>, n: usize) -> String {
    let mut out = String::new();
    story(&mut out, sheet, n, 2);
    out
}

/// A number in a table: nothing for none.
fn number(number: usize) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{article, set, sheet};
    use super::frame::table;
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
