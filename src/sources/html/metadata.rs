//! What a page says of its article: linked data first, then its other tags.

use std::collections::HashMap;

use dom_query::{Document, Element, Node, local_name};

use super::date::date;
use super::linked_data::{LinkedArticle, article, line};
use super::walk::walk;

/// Names of tags that are kept; a page has some dozens.
const TAGS: usize = 1000;

/// Headings of the first rank that are kept.
const HEADINGS: usize = 20;

/// What a page says of its article.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) date: Option<String>,
    pub(super) publication: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// Whether the article is said to be for subscribers.
    pub(super) paid: bool,
}

/// What stands in a page's tags.
#[derive(Debug, Default)]
struct Tags {
    meta: HashMap<String, Vec<String>>,
    scripts: Vec<String>,
    headings: Vec<String>,
    times: Vec<String>,
    title: Option<String>,
    canonical: Option<String>,
    language: Option<String>,
}

/// What a page says of its article. `url` is where it was found, if known.
pub(super) fn metadata(document: &Document, url: Option<&str>) -> Metadata {
    let mut tags = Tags::default();
    for node in document.root().descendants_it() {
        if let Some(element) = node.element_ref() {
            tags.take(&node, &element);
        }
    }
    let linked = article(&tags.scripts).unwrap_or_default();
    tags.metadata(linked, url)
}

impl Tags {
    fn take(&mut self, node: &Node<'_>, element: &Element) {
        let attribute = |name| element.attr_ref(name).map(str::trim).filter(|value| !value.is_empty());
        match &*element.name.local {
            "html" => self.language = attribute(local_name!("lang")).or(self.language.as_deref()).map(str::to_owned),
            "meta" => {
                let name = attribute(local_name!("property")).or(attribute(local_name!("name"))).or(attribute(local_name!("itemprop")));
                if let (Some(name), Some(content)) = (name, attribute(local_name!("content"))) {
                    self.put(name, content);
                }
            }
            "link" if attribute(local_name!("rel")).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or(attribute(local_name!("href")).map(str::to_owned));
            }
            "script" if self.scripts.len() < TAGS && attribute(local_name!("type")).is_some_and(is_linked_data) => self.scripts.push(node.text().to_string()),
            "title" if self.title.is_none() && element.name.ns.ends_with("xhtml") => self.title = line(&node.text()),
            "h1" if self.headings.len() < HEADINGS => self.headings.extend(heading(node)),
            "time" => self.time(element),
            _ => {}
        }
    }

    fn put(&mut self, name: &str, content: &str) {
        if self.meta.len() < TAGS && name.len() < 100 {
            self.meta.entry(name.to_ascii_lowercase().replace('.', ":")).or_default().push(content.to_owned());
        }
    }

    /// A time that the page gives for machines. The one that is marked as that of publication stands before others.
    fn time(&mut self, element: &Element) {
        let Some(written) = element.attr_ref(local_name!("datetime")) else { return };
        let published = element.attrs.iter().any(|attribute| {
            matches!(&*attribute.name.local, "pubdate") || &*attribute.name.local == "itemprop" && attribute.value.eq_ignore_ascii_case("datePublished")
        });
        if published {
            self.put("datepublished", written);
        } else if self.times.len() < 2 && !self.times.iter().any(|time| time == written) {
            self.times.push(written.to_owned());
        }
    }

    /// The first of these tags that says something, as a line.
    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| line(self.meta.get(*name)?.first()?))
    }

    fn metadata(self, linked: LinkedArticle, url: Option<&str>) -> Metadata {
        let publication = linked.publication.or_else(|| self.first(&["og:site_name", "dc:publisher", "dcterms:publisher", "application-name"]));
        let tagged = self.first(&["og:title", "twitter:title", "dc:title", "dcterms:title", "headline", "citation_title"]);
        let titles = [linked.title, tagged, self.title.clone()].into_iter().flatten().map(|title| without_site(&title, publication.as_deref()));
        let titles: Vec<String> = titles.collect();
        let is_title = |heading: &&String| titles.iter().any(|title| alike(heading, title));
        let shown = if titles.is_empty() { self.headings.first() } else { self.headings.iter().find(is_title) }.cloned();
        let dates = [
            "article:published_time",
            "datepublished",
            "dc:date:issued",
            "dcterms:issued",
            "dc:date",
            "dcterms:date",
            "date",
            "pubdate",
            "publishdate",
            "publish-date",
            "publication_date",
            "parsely-pub-date",
            "sailthru:date",
            "dcterms:created",
            "og:article:published_time",
            "og:pubdate",
        ];
        let only = self.times.first().filter(|_| self.times.len() == 1);
        Metadata {
            authors: if linked.authors.is_empty() { self.authors() } else { linked.authors.iter().map(|name| without_by(name)).collect() },
            date: linked.date.as_deref().and_then(date).or_else(|| dates.iter().find_map(|name| date(self.meta.get(*name)?.first()?))).or_else(|| date(only?)),
            url: address(self.canonical.as_deref(), url)
                .or_else(|| address(self.first(&["og:url"]).as_deref(), url))
                .or_else(|| address(linked.url.as_deref(), url))
                .or_else(|| url.map(str::to_owned)),
            language: self
                .language
                .as_deref()
                .and_then(language)
                .or_else(|| language(&linked.language?))
                .or_else(|| language(&self.first(&["og:locale", "content-language", "dc:language"])?)),
            title: shown.or_else(|| titles.into_iter().next()),
            paid: linked.paid || self.meta.get("article:content_tier").is_some_and(|tiers| tiers.iter().any(|tier| tier == "locked")),
            publication,
        }
    }

    fn authors(&self) -> Vec<String> {
        let names = ["author", "article:author", "dc:creator", "dcterms:creator", "parsely-author", "sailthru:author", "citation_author", "byl"];
        let Some(given) = names.iter().find_map(|name| self.meta.get(*name).filter(|given| given.iter().any(|name| !name.contains("://")))) else {
            return Vec::new();
        };
        let mut authors: Vec<String> =
            given.iter().filter(|name| !name.contains("://")).filter_map(|name| line(name)).map(|name| without_by(&name)).take(100).collect();
        authors.dedup();
        authors
    }
}

/// Whether a script of this type is linked data.
fn is_linked_data(kind: &str) -> bool {
    kind.to_ascii_lowercase().starts_with("application/ld+json")
}

/// The text of a heading, as a line.
fn heading(node: &Node<'_>) -> Option<String> {
    let lines: Vec<String> = walk(*node).into_iter().map(|piece| piece.text.replace('\n', " ")).collect();
    Some(lines.join(" ").trim().to_owned()).filter(|line| !line.is_empty() && line.len() < 1000)
}

/// A name without the word "By" before it.
fn without_by(name: &str) -> String {
    let name = name.trim();
    let by = name.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
    name.get(if by { 3 } else { 0 }..).unwrap_or(name).trim().to_owned()
}

/// A title without the name of the site after it.
fn without_site(title: &str, site: Option<&str>) -> String {
    let cut = site.and_then(|site| title.strip_suffix(site)).map(|rest| rest.trim_end_matches([' ', '|', '-', '–', '—', '·', ':', '»', '•']));
    cut.filter(|rest| !rest.is_empty()).unwrap_or(title).to_owned()
}

/// Whether two titles are the same, but for a name of a site, a shortening or some words.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let words =
        |text: &str| -> Vec<String> { text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(60).map(str::to_lowercase).collect() };
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let shared = short.iter().filter(|word| long.contains(word)).count();
    !short.is_empty() && shared * 10 >= short.len() * 8 && short.len() * 2 >= long.len()
}

/// An absolute address of the web. One of a whole site is not that of an article, if a longer one is known.
fn address(written: Option<&str>, known: Option<&str>) -> Option<String> {
    let written = written?.trim();
    let path = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://"))?.split_once('/').map_or("", |(_, path)| path);
    let fits = written.len() < 4096 && !written.contains(|c: char| c.is_whitespace() || c.is_control());
    (fits && (!path.is_empty() || known.is_none())).then(|| written.to_owned())
}

/// A language tag in its usual form.
pub(in crate::sources) fn language(written: &str) -> Option<String> {
    let tag = written.trim().replace('_', "-");
    let fits =
        (2..=35).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && tag.starts_with(|c: char| c.is_ascii_alphabetic());
    fits.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    fn read(html: &str, url: Option<&str>) -> Metadata {
        metadata(&tree::document(html).document, url)
    }

    #[test]
    fn tags_are_read_when_there_is_no_linked_data() {
        let found = read(
            "<html lang=en_GB><title>Dockers hold out | Selden Mirror</title><link rel=canonical href='https://m.example/a'><meta property=og:site_name content='Selden Mirror'>
            <meta name=author content='By Marta Okonkwo'><meta name=author content='https://m.example/marta'><meta name=DC.date content='2026-11-25'>",
            Some("https://m.example/a?x=1"),
        );
        assert_eq!((found.title.as_deref(), found.language.as_deref()), (Some("Dockers hold out"), Some("en-GB")));
        assert_eq!(
            (found.authors, found.date.as_deref(), found.url.as_deref()),
            (vec!["Marta Okonkwo".to_owned()], Some("2026-11-25"), Some("https://m.example/a"))
        );
    }

    #[test]
    fn the_headline_that_is_shown_stands_before_that_for_search_engines() {
        let found = read(
            "<h1>Selden Mirror</h1><h1>Dockers of Port Selden hold <i>out</i></h1><meta property=og:title content='Dockers of Port Selden hold out | Mirror'>",
            None,
        );
        assert_eq!(found.title.as_deref(), Some("Dockers of Port Selden hold out"));
        let linked = "<script type=application/ld+json>{\"@type\": \"Article\", \"headline\": \"town on the strait\", \"name\": \"Port Selden\"}</script>";
        assert_eq!(read(&format!("{linked}<title>Port Selden - Guide</title><h1>Port Selden</h1>"), None).title.as_deref(), Some("Port Selden"));
    }

    #[test]
    fn an_address_of_the_whole_site_and_a_date_among_many_are_not_taken() {
        let found = read(
            "<link rel=canonical href='https://m.example/'><time datetime=2026-11-25>a</time><time datetime=2026-11-24>b</time>",
            Some("https://m.example/a"),
        );
        assert_eq!((found.url.as_deref(), found.date), (Some("https://m.example/a"), None));
        assert_eq!(read("<link rel=canonical href=/a><time datetime=2026-11-25>", None).date.as_deref(), Some("2026-11-25"));
    }
}
