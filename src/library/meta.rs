//! What is known of an article beside its text, in a file of its own: `story.txt.meta.ron`.
//!
//! What its source said of it, how the file is divided, and the roles of its blocks. Whatever else stands in the file is kept
//! as it is.

use std::fmt;
use std::path::Path;

use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::{Privacy, disk, write_atomically};
use crate::article::{Article, Block, BlockRule, Role, Text, printable};
use crate::sources::Story;

/// Code points of a block that are kept to know it again.
const KNOWN_BY: usize = 32;

/// What is known of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// What its source said of it.
    pub about: About,
    rule: Option<BlockRule>,
    roles: Vec<GivenRole>,
    /// Other entries of the file: name and raw value.
    others: Vec<(String, String)>,
}

/// What is known of an article from its source. All of it comes from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When it was published: RFC 3339, or `2026-11-25`, or shorter.
    pub date: Option<String>,
    /// The newspaper, agency or site.
    pub publication: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The id that the source gives it.
    pub id: Option<String>,
    /// The file that it was read from, and where in it.
    pub source: Option<String>,
    /// When it was read from there, in UTC.
    pub retrieved: Option<String>,
    /// SHA-256 of the bytes that it was read from.
    pub original: Option<String>,
    /// What turned those into text, with its version.
    pub extractor: Option<String>,
}

impl About {
    /// What a story's source says of it; when and by what it was read is left out.
    #[must_use]
    pub fn of_story(story: &Story) -> Self {
        Self {
            title: story.title.clone(),
            authors: story.authors.clone(),
            date: story.date.clone(),
            publication: story.publication.clone(),
            url: story.url.clone(),
            language: story.language.clone(),
            id: story.id.clone(),
            original: Some(story.original.clone()).filter(|hash| !hash.is_empty()),
            ..Self::default()
        }
    }

    /// The entries of one text each, in the order of the file.
    fn texts(&self) -> [(&'static str, &Option<String>); 10] {
        let Self { title, authors: _, date, publication, url, language, id, source, retrieved, original, extractor } = self;
        [
            ("title", title),
            ("date", date),
            ("publication", publication),
            ("url", url),
            ("language", language),
            ("id", id),
            ("source", source),
            ("retrieved", retrieved),
            ("original", original),
            ("extractor", extractor),
        ]
    }

    /// What a file says, taken as it comes and without judging the rest of it: for lists of many.
    pub(super) fn glance(source: &str) -> Self {
        let mut about = Self::default();
        for (name, raw) in super::record::top_fields(source) {
            match (about.text_mut(name), raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'))) {
                (Some(field), Some(plain)) if !plain.contains(['\\', '"']) => *field = Some(plain.to_owned()),
                _ => {
                    about.take(name, raw);
                }
            }
        }
        about
    }

    fn text_mut(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "title" => &mut self.title,
            "date" => &mut self.date,
            "publication" => &mut self.publication,
            "url" => &mut self.url,
            "language" => &mut self.language,
            "id" => &mut self.id,
            "source" => &mut self.source,
            "retrieved" => &mut self.retrieved,
            "original" => &mut self.original,
            "extractor" => &mut self.extractor,
            _ => return None,
        })
    }

    /// Takes an entry of the file if it is one of these and of the right kind; whether it did.
    fn take(&mut self, name: &str, raw: &str) -> bool {
        if name == "authors" {
            return ron::from_str(raw).map(|authors| self.authors = authors).is_ok();
        }
        let Some(field) = self.text_mut(name) else { return false };
        let text = super::record::quick_text(raw).map_or_else(|| ron::from_str(raw).ok(), |text| Some(text.into_owned()));
        text.map(|text| *field = Some(text)).is_some()
    }
}

/// A role that somebody gave to a block.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct GivenRole {
    /// The code point at which the block begins.
    start: usize,
    /// How its text begins.
    text: String,
    /// The role's name.
    role: String,
}

impl GivenRole {
    fn new(text: &Text, block: Block, role: Role) -> Self {
        Self { start: text.char_of(block.span.start), text: beginning(text, block), role: role.name().into() }
    }
}

/// The entries of the file, as written.
struct Entries(Vec<(String, String)>);

impl Meta {
    /// That of a story whose text is `text`: how its source divides it, and the roles of blocks that it names.
    #[must_use]
    pub fn of_story(story: &Story, text: &Text, about: About) -> Self {
        let mut meta = Self { about, rule: story.rule, ..Self::default() };
        if !story.roles.is_empty() {
            let article = meta.divide(text.clone());
            for (start, role) in &story.roles {
                let block = article.block(article.block_at(*start as u32)).filter(|block| block.span.start as usize == *start);
                meta.roles.extend(block.map(|block| GivenRole::new(text, block, *role)));
            }
            meta.roles.sort_by_key(|given| given.start);
        }
        meta
    }

    /// The same for a story that is there already, with another text: what people have written into the old meta stays. Of the
    /// roles that they gave, those whose block is still there.
    #[must_use]
    pub fn of_changed_story(self, story: &Story, text: &Text, about: About) -> Self {
        let mut meta = Self { rule: story.rule.or(self.rule), others: self.others, ..Self::of_story(story, text, about) };
        let article = meta.divide(text.clone());
        let mut kept = Vec::new();
        for given in self.roles {
            let mut same = article.blocks().iter().filter(|block| beginning(text, **block) == given.text);
            if let (Some(block), None) = (same.next(), same.next()) {
                kept.push(GivenRole { start: text.char_of(block.span.start), ..given });
            }
        }
        kept.retain(|given| meta.roles.iter().all(|own| own.start != given.start));
        meta.roles.extend(kept);
        meta.roles.sort_by_key(|given| given.start);
        meta
    }

    /// Reads a file; one that is missing is empty. One that cannot be understood is an error that says where.
    pub fn load(path: &Path) -> Result<Self, String> {
        match disk::read_text(path) {
            Ok(source) => Self::parse(&source).map_err(|error| format!("{}:{error}", printable(&path.to_string_lossy()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{}: {error}", printable(&path.to_string_lossy()))),
        }
    }

    fn parse(source: &str) -> Result<Self, String> {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let place = |error: &ron::error::SpannedError| format!("{}:{}: {}", error.span.start.line, error.span.start.col, printable(&error.code.to_string()));
        let Entries(entries) = ron::from_str(source).map_err(|error| place(&error))?;
        let mut meta = Self::default();
        for (name, raw) in entries {
            match name.as_str() {
                "schema" if raw == "1" => {}
                "blocks" => meta.rule = BlockRule::named(&raw),
                name if meta.about.take(name, &raw) => {}
                "roles" => meta.roles = ron::from_str(&raw).map_err(|error| format!(" in `roles`: {}", place(&error)))?,
                _ => meta.others.push((name, raw)),
            }
        }
        Ok(meta)
    }

    /// Writes the file.
    pub fn store(&self, path: &Path) -> std::io::Result<()> {
        write_atomically(path, self.to_ron().as_bytes(), Privacy::Shared)
    }

    /// The file's content. Same meta, same bytes.
    #[must_use]
    pub fn to_ron(&self) -> String {
        let mut out = String::from("(\n  schema: 1,\n");
        for (name, text) in self.about.texts() {
            if let Some(text) = text {
                out.push_str(&format!("  {name}: {},\n", quote(text)));
            }
            if name == "title" && !self.about.authors.is_empty() {
                let authors: Vec<String> = self.about.authors.iter().map(|author| quote(author)).collect();
                out.push_str(&format!("  authors: [{}],\n", authors.join(", ")));
            }
        }
        if let Some(rule) = self.rule {
            out.push_str(&format!("  blocks: {},\n", rule.name()));
        }
        if !self.roles.is_empty() {
            out.push_str("  roles: [\n");
            for given in &self.roles {
                out.push_str(&format!("    (start: {}, text: {}, role: {}),\n", given.start, quote(&given.text), quote(&given.role)));
            }
            out.push_str("  ],\n");
        }
        for (name, raw) in &self.others {
            out.push_str(&format!("  {name}: {raw},\n"));
        }
        out.push_str(")\n");
        out
    }

    /// Divides a text as the meta says, else as fits it, and gives the blocks their roles. A role whose block is no longer
    /// there is not used.
    #[must_use]
    pub fn divide(&self, text: Text) -> Article {
        self.with_roles(self.rule.map_or_else(|| Article::new(text.clone()), |rule| Article::with_rule(text.clone(), rule)))
    }

    /// The same, divided only when a block is first asked for, where the meta gives no roles.
    pub(super) fn undivided(&self, text: Text) -> Article {
        self.with_roles(Article::undivided(text, self.rule))
    }

    fn with_roles(&self, mut article: Article) -> Article {
        let text = article.text();
        let known = self.roles.iter().filter_map(|given| {
            let start = text.byte_of(given.start)?;
            let block = article.block(article.block_at(start)).filter(|block| block.span.start == start)?;
            (beginning(text, block) == given.text).then_some((start, Role::named(&given.role)?))
        });
        let roles = known.collect();
        article.set_roles(&roles);
        article
    }

    /// Remembers the role of a block.
    pub fn set_role(&mut self, article: &Article, block: Block, role: Role) {
        let start = article.text().char_of(block.span.start);
        self.roles.retain(|given| given.start != start);
        self.roles.push(GivenRole::new(article.text(), block, role));
        self.roles.sort_by_key(|given| given.start);
    }

    /// Remembers how the file is divided.
    pub fn set_rule(&mut self, rule: BlockRule) {
        self.rule = Some(rule);
    }
}

fn quote(text: &str) -> String {
    let mut out = String::new();
    super::record::quote(&mut out, text);
    out
}

fn beginning(text: &Text, block: Block) -> String {
    text.slice(block.span).chars().take(KNOWN_BY).collect()
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("entries in parentheses")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    let raw: Box<RawValue> = map.next_value()?;
                    entries.push((name, raw.get_ron().trim().to_owned()));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_struct("", &[], Names)
    }
}

/// The name of an entry: an identifier, which is no string to RON.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Identifier;
        impl Visitor<'_> for Identifier {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of an entry")
            }

            fn visit_str<E>(self, name: &str) -> Result<Name, E> {
                Ok(Name(name.to_owned()))
            }
        }
        deserializer.deserialize_identifier(Identifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_rule_are_remembered_and_other_entries_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("story.txt.meta.ron");
        std::fs::write(&path, "(schema: 1, title: \"A (title)\", date: Some(2026), tags: [\"x\", Y(1)])").unwrap();
        let article = Article::new(Text::new("Überschrift\n\nOne “long” paragraph of text.\n"));
        let block = article.blocks()[1];
        let mut meta = Meta::load(&path).unwrap();
        meta.set_role(&article, block, Role::Caption);
        meta.set_rule(BlockRule::Paragraphs);
        meta.store(&path).unwrap();
        let again = Meta::load(&path).unwrap();
        assert_eq!(again, meta);
        let divided = again.divide(article.text().clone());
        assert_eq!((divided.rule(), divided.blocks()[1].role), (BlockRule::Paragraphs, Role::Caption));
        let source = std::fs::read_to_string(&path).unwrap();
        assert_eq!(again.about.title.as_deref(), Some("A (title)"));
        assert_eq!(About::glance(&again.to_ron()), again.about);
        assert!(source.contains("title: \"A (title)\"") && source.contains("date: Some(2026)") && source.contains("tags: [\"x\", Y(1)]"), "{source}");
        assert_eq!(again.divide(Text::new("Other\n\nOne more\n")).blocks()[1].role, Role::Body);
    }

    #[test]
    fn a_story_that_changed_keeps_what_people_gave_the_old_one() {
        let old = Article::new(Text::new("One\n\nTwo\n\nThree\n"));
        let story = Story {
            text: "New\n\nOne\n\nThree\n".into(),
            rule: Some(BlockRule::Paragraphs),
            roles: vec![(0, Role::Caption), (9999, Role::Deck)],
            ..Story::default()
        };
        let mut meta = Meta::parse("(schema: 1, title: \"old\", tags: [1])").unwrap();
        for (at, role) in [(0, Role::Credit), (1, Role::Deck), (2, Role::Heading)] {
            meta.set_role(&old, old.blocks()[at], role);
        }
        let text = Text::new(story.text.as_str());
        let about = About { title: Some("new".into()), ..About::of_story(&story) };
        let meta = meta.of_changed_story(&story, &text, about);
        let roles: Vec<Role> = meta.divide(text).blocks().iter().map(|block| block.role).collect();
        assert_eq!(roles, [Role::Caption, Role::Credit, Role::Heading]);
        assert!(meta.to_ron().contains("tags: [1]") && meta.to_ron().contains("title: \"new\""), "{}", meta.to_ron());
    }

    #[test]
    fn a_damaged_file_says_where_and_a_missing_one_is_empty() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.meta.ron");
        assert_eq!(Meta::load(&path), Ok(Meta::default()));
        std::fs::write(&path, "(\n  roles: [,\n)").unwrap();
        assert!(Meta::load(&path).unwrap_err().contains("x.meta.ron:2:"));
    }
}
