//! The page of an article.

use serde_json::{Map, Value as Json};

use super::super::markup::{attribute as quoted, fits_xml, text as escaped};
use super::super::neutral::{json_of, state_name};
use super::pieces::{Step, nested};
use crate::annotation::{Annotation, Codebook, Mark};
use crate::article::Span;
use crate::exchange::{Document, Loss, Offsets, Piece, Plan};

const STYLE: &str = "body{max-width:42em;margin:2em auto;padding:0 1em;font:1.05em/1.6 Georgia,serif;color:#111;background:#fff}\
article{white-space:pre-wrap;overflow-wrap:anywhere}article p{display:inline;margin:0}\
p[data-role=headline]{font-size:1.6em;font-weight:bold}p[data-role=deck]{font-size:1.15em}p[data-role=heading]{font-weight:bold}\
p[data-role=boilerplate],p[data-role=credit]{color:#666}\
mark{color:inherit;background:none;text-decoration:underline;text-underline-offset:.15em}\
mark::before{font:bold .6em sans-serif;vertical-align:super;color:#444}mark.again::before{content:none!important}\
aside{font:.9em/1.5 sans-serif;border-top:1px solid #999;margin-top:2em}dt{font-weight:bold}.note{white-space:pre-wrap}";

/// Colours for labels that have none: light enough for black text.
const TINTS: [&str; 6] = ["#dceefb", "#fde2dc", "#fdf3c7", "#e2f2dc", "#eee3f8", "#e6e6e6"];

/// Writes the page.
pub(super) fn write(document: &Document, plan: &Plan, piece: &mut Piece) {
    let offsets = Offsets::new(document.text());
    let page = Page { document, codebook: &plan.codebook, offsets };
    for span in document.annotations.iter().flat_map(|annotation| &annotation.spans) {
        document.chars(&page.offsets, *span, piece);
    }
    piece.lost(Loss::Characters, usize::from(!document.text().chars().all(fits_xml)));
    piece.lost(Loss::Unanchored, document.unanchored.len());
    piece.annotations = document.annotations.len();
    piece.file(".html", page.written().into_bytes());
}

struct Page<'a> {
    document: &'a Document,
    codebook: &'a Codebook,
    offsets: Offsets<'a>,
}

impl Page<'_> {
    fn written(&self) -> String {
        let document = self.document;
        let language = document.about.language.as_ref().map_or_else(String::new, |language| format!(" lang=\"{}\"", quoted(language)));
        let known = [
            ("generator", "tagline"),
            ("article", &document.path),
            ("annotator", &document.annotator),
            ("state", state_name(document.state)),
            ("sha256", document.article.text().sha256()),
        ];
        let metas: Vec<String> = known.iter().map(|(name, value)| format!("<meta name=\"{name}\" content=\"{}\">\n", quoted(value))).collect();
        // Nothing in the page runs or is fetched, whatever the text says.
        format!(
            "<!DOCTYPE html>\n<html{language}>\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'\">\n{}<title>{}</title>\n<style>{STYLE}{}</style>\n</head>\n<body>\n<article dir=\"auto\">{}</article>\n<aside>\n{}</aside>\n</body>\n</html>\n",
            metas.concat(),
            escaped(document.title()),
            self.styles(),
            self.text(),
            self.aside(),
        )
    }

    /// The looks of labels: a tint, a line, and the letter, which is no part of the text.
    fn styles(&self) -> String {
        let rules = self.codebook.labels.iter().zip(TINTS.iter().cycle()).enumerate().map(|(number, (label, tint))| {
            let tint = label.color.map_or_else(|| (*tint).to_owned(), |(red, green, blue)| format!("rgba({red},{green},{blue},.25)"));
            let line = match label.mark {
                Mark::Double => "double",
                Mark::Wavy => "wavy",
                Mark::Dotted => "dotted",
                Mark::Underline | Mark::Italic | Mark::Bold => "solid",
            };
            let letter = u32::from(label.key.to_uppercase().next().unwrap_or(label.key));
            format!("mark.l{number}{{background:{tint};text-decoration-style:{line}}}mark.l{number}::before{{content:\"\\{letter:x}\"}}")
        });
        rules.collect::<Vec<_>>().concat()
    }

    /// The text: paragraphs, and between them what stands there.
    fn text(&self) -> String {
        let document = self.document;
        let end = document.article.text().len();
        let mut out = String::new();
        let mut seen = vec![false; document.annotations.len()];
        let mut at = 0;
        for block in document.article.blocks() {
            self.part(Span { start: at, end: block.span.start }, &mut seen, &mut out);
            out.push_str(&format!("<p data-role=\"{}\">", block.role.name()));
            self.part(block.span, &mut seen, &mut out);
            out.push_str("</p>");
            at = block.span.end;
        }
        self.part(Span { start: at, end }, &mut seen, &mut out);
        out
    }

    fn part(&self, part: Span, seen: &mut [bool], out: &mut String) {
        let annotations = self.document.annotations.iter().enumerate().take_while(|(_, annotation)| annotation.start() < part.end);
        let touched = annotations.flat_map(|(number, annotation)| annotation.spans.iter().map(move |span| (number, *span)));
        let clipped = |span: Span| Span { start: span.start.max(part.start), end: span.end.min(part.end) };
        let spans: Vec<(usize, Span)> = touched.filter(|(_, span)| span.overlaps(part)).map(|(number, span)| (number, clipped(span))).collect();
        for step in nested(part, &spans) {
            match step {
                Step::Text(span) => out.push_str(&escaped(self.document.article.text().slice(span))),
                Step::Close => out.push_str("</mark>"),
                Step::Open(number) => {
                    let again = seen.get_mut(number).is_none_or(|seen| std::mem::replace(seen, true));
                    out.push_str(&self.mark(number, again));
                }
            }
        }
    }

    fn mark(&self, number: usize, again: bool) -> String {
        let Some(annotation) = self.document.annotations.get(number) else { return "<mark>".to_owned() };
        let class = self.codebook.position(&annotation.label).map_or_else(|| "other".to_owned(), |position| format!("l{position}"));
        let same = format!("data-label=\"{}\" data-id=\"{}\"", quoted(annotation.label.as_str()), quoted(annotation.id.as_str()));
        if again {
            return format!("<mark class=\"{class} again\" {same}>");
        }
        let attributes: Map<String, Json> = annotation.attributes.iter().map(|(name, value)| (name.clone(), json_of(value, &self.offsets))).collect();
        let attributes = if attributes.is_empty() { String::new() } else { format!(" data-attributes=\"{}\"", quoted(&Json::Object(attributes).to_string())) };
        let doubtful = if annotation.doubtful { " data-doubtful=\"yes\"" } else { "" };
        let title = self.said(annotation);
        format!("<mark id=\"a{}\" class=\"{class}\" {same}{attributes}{doubtful} title=\"{}\">", number + 1, quoted(&title))
    }

    /// What is said of an annotation, in words.
    fn said(&self, annotation: &Annotation) -> String {
        let text = self.document.article.text();
        let mut said = vec![self.codebook.name_of(&annotation.label)];
        said.extend(annotation.attributes.iter().map(|(name, value)| format!("{name}: {}", value.in_words(text))));
        said.extend(annotation.doubtful.then(|| "in doubt".to_owned()));
        said.extend(Some(&annotation.note).filter(|note| !note.is_empty()).cloned());
        in_lines(&said.join(" · "))
    }

    /// Notes and relations, and where the article is from.
    fn aside(&self) -> String {
        let document = self.document;
        let mut out = String::new();
        if let Some(url) = &document.about.url {
            let web = url.starts_with("https://") || url.starts_with("http://");
            let shown = escaped(url);
            out.push_str(&if web { format!("<p><a href=\"{}\" rel=\"noreferrer\">{shown}</a></p>\n", quoted(url)) } else { format!("<p>{shown}</p>\n") });
        }
        let noted = document.annotations.iter().enumerate().filter(|(_, annotation)| !annotation.note.is_empty());
        let notes: Vec<String> = noted
            .map(|(number, annotation)| format!("<dt>{}</dt><dd class=\"note\">{}</dd>\n", self.link(number), escaped(&in_lines(&annotation.note))))
            .collect();
        if !notes.is_empty() {
            out.push_str(&format!("<h2>Notes</h2>\n<dl>\n{}</dl>\n", notes.concat()));
        }
        let numbers = document.numbers();
        let relations = document.relations.iter().filter_map(|relation| {
            let name = self.codebook.relation(&relation.kind).map_or(relation.kind.as_str(), |kind| kind.name.as_str());
            let (from, to) = (self.link(*numbers.get(&relation.from)?), self.link(*numbers.get(&relation.to)?));
            Some(format!("<li data-relation=\"{}\" data-id=\"{}\">{from} {} {to}</li>\n", quoted(&relation.kind), quoted(relation.id.as_str()), escaped(name)))
        });
        let relations: Vec<String> = relations.collect();
        if !relations.is_empty() {
            out.push_str(&format!("<h2>Relations</h2>\n<ul>\n{}</ul>\n", relations.concat()));
        }
        out
    }

    fn link(&self, number: usize) -> String {
        let quoted = self.document.annotations.get(number).map(|annotation| annotation.quoted_head(self.document.article.text(), 80));
        format!("<a href=\"#a{}\">{}</a>", number + 1, escaped(&quoted.unwrap_or_default()))
    }
}

/// Text with line feeds for carriage returns, which a page cannot hold.
fn in_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
