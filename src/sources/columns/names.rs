//! What columns of tables and keys of objects are usually called.

use crate::sources::reader::Field;

/// Keys under which objects keep what stands beside or around an article.
pub(super) const AROUND: &[&str] =
    &["meta", "metadata", "data", "article", "fields", "attributes", "document", "doc", "item", "node", "properties", "info", "extra", "record", "story"];

/// What a field is usually called, the likeliest first: letters and digits of the name, in lower case.
pub(super) fn usual(field: Field) -> &'static [&'static str] {
    match field {
        Field::Text => &[
            "text",
            "body",
            "articlebody",
            "articletext",
            "bodytext",
            "fulltext",
            "maintext",
            "plaintext",
            "content",
            "contents",
            "articlecontent",
            "contenttext",
            "rawtext",
            "rawcontent",
            "article",
            "story",
            "storytext",
            "document",
            "doc",
            "paragraphs",
            "bodyhtml",
            "contenthtml",
            "volltext",
            "texte",
            "texto",
            "inhalt",
        ],
        Field::Id => &["id", "uuid", "guid", "docid", "documentid", "articleid", "storyid", "identifier", "uid", "uri"],
        Field::Title => &["title", "headline", "headlines", "heading", "articletitle", "headlinetext", "hed", "titel", "titre", "titulo"],
        Field::Date => &[
            "date",
            "published",
            "pubdate",
            "publishedat",
            "publicationdate",
            "datepublished",
            "publishdate",
            "publisheddate",
            "datepublish",
            "webpublicationdate",
            "publishedon",
            "datetime",
            "timestamp",
            "createdat",
            "created",
            "datum",
            "fecha",
        ],
        Field::Url => &["url", "link", "permalink", "weburl", "articleurl", "sourceurl", "canonicalurl", "href"],
        Field::Author => &["author", "authors", "byline", "by", "creator", "writer", "journalist", "authorname", "autor", "auteur"],
        Field::Publication => &[
            "publication",
            "publisher",
            "source",
            "sourcename",
            "outlet",
            "newspaper",
            "sitename",
            "site",
            "sourcedomain",
            "domain",
            "media",
            "publicationname",
        ],
        Field::Language => &["lang", "language", "languagecode", "inlanguage", "sprache", "langue"],
    }
}
