//! A CAS: a text and structures with features, as far as both ways of writing it share it.

use std::collections::BTreeMap;

/// The value of a feature.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Feature {
    /// Text; in XMI without its types anything.
    Text(String),
    /// A truth value.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// The id of another structure.
    Reference(i64),
    /// Several.
    List(Vec<Feature>),
}

/// Something with features. Where it is, if anywhere, `begin` and `end` tell in units of UTF-16.
#[derive(Clone, Debug, Default)]
pub(super) struct Structure {
    /// Its id, unique in the CAS.
    pub(super) id: i64,
    /// The name of its type.
    pub(super) kind: String,
    /// The id of the text that it is about.
    pub(super) sofa: Option<i64>,
    /// Its features by name, without `sofa`.
    pub(super) features: BTreeMap<String, Feature>,
}

/// A text with what is said of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cas {
    /// The text.
    pub(super) text: String,
    /// Its id.
    pub(super) sofa: i64,
    /// The structures, in order.
    pub(super) structures: Vec<Structure>,
    /// Sentences and tokens, of what is written: they are many, and nothing but places.
    pub(super) units: Vec<Unit>,
    /// Before how many of the structures they stand.
    pub(super) units_at: usize,
    /// The ids of those that are in the index of the text; none when the CAS tells of no index.
    pub(super) members: Option<Vec<i64>>,
    /// Further texts, which are left out.
    pub(super) others: usize,
}

/// A sentence or a token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// Its id, unique in the CAS.
    pub(super) id: i64,
    /// The name of its type.
    pub(super) kind: &'static str,
    /// Its place in units of UTF-16.
    pub(super) place: (usize, usize),
}

impl Cas {
    /// The structures before the units, and those behind.
    pub(super) fn around_units(&self) -> (&[Structure], &[Structure]) {
        self.structures.split_at_checked(self.units_at).unwrap_or((&self.structures, &[]))
    }
}

impl Structure {
    /// One of that type.
    pub(super) fn new(id: i64, kind: &str, sofa: i64) -> Self {
        Self { id, kind: kind.to_owned(), sofa: Some(sofa), features: BTreeMap::new() }
    }

    /// Sets a text.
    pub(super) fn text(&mut self, name: &str, text: impl Into<String>) {
        self.features.insert(name.to_owned(), Feature::Text(text.into()));
    }

    /// Sets its place.
    pub(super) fn at(&mut self, (begin, end): (usize, usize)) {
        self.features.insert("begin".to_owned(), Feature::Number(begin as i64));
        self.features.insert("end".to_owned(), Feature::Number(end as i64));
    }

    /// The text of a feature.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        match self.features.get(name) {
            Some(Feature::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether a feature is true.
    pub(super) fn flagged(&self, name: &str) -> bool {
        matches!(self.features.get(name), Some(Feature::Flag(true))) || self.said(name) == Some("true")
    }

    /// Its place in units of UTF-16; `None` for one that is nowhere.
    pub(super) fn place(&self) -> Option<(usize, usize)> {
        let offset = |name: &str| match self.features.get(name)? {
            Feature::Number(number) => usize::try_from(*number).ok(),
            Feature::Text(text) => text.parse().ok(),
            _ => None,
        };
        Some((offset("begin")?, offset("end")?))
    }

    /// Its type without the package.
    pub(super) fn short_kind(&self) -> &str {
        self.kind.rsplit('.').next().unwrap_or_default()
    }
}
