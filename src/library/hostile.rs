//! Strategies for tests: annotations and relations full of strings that break naive writers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;

use crate::annotation::{Annotation, Id, Origin, Relation, Value};
use crate::article::Span;

/// Controls, quotes, brackets, direction controls, combining marks, joiners, emoji, CJK, private use, any character.
pub(super) fn string() -> impl Strategy<Value = String> {
    "([\"'\\\\/*,()\\[\\]{}:#r a\n\r\t\0]|[\u{1b}\u{7f}\u{9b}\u{202e}\u{2066}\u{200b}\u{200d}\u{feff}\u{2028}]|[\u{301}\u{94d}\u{5b8}\u{fe0f}]|[安é“—👍🏽🇳\u{e0041}\u{fffe}\u{e000}]|<<<<<<<|\\PC|\\p{Cc}){0,9}"
}

/// A time to the nanosecond.
pub(super) fn time() -> impl Strategy<Value = Timestamp> {
    (-60_000_000_000_i64..200_000_000_000, 0..1_000_000_000_i32).prop_map(|(seconds, nanos)| Timestamp::new(seconds, nanos).unwrap())
}

fn id() -> impl Strategy<Value = Id> {
    string().prop_map(|id| Id::from(id.as_str()))
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        Just(Origin::Human),
        Just(Origin::Repeated),
        string().prop_map(|by| Origin::Suggested { by }),
        string().prop_map(|by| Origin::Edited { by }),
        string().prop_map(|from| Origin::Imported { from }),
        (prop::collection::vec(id(), 0..3), string()).prop_map(|(from, by)| Origin::Adjudicated { from, by }),
    ]
}

/// Raw RON, as other tools and newer versions may have left it.
pub(super) fn ext() -> impl Strategy<Value = BTreeMap<String, String>> {
    let raw = prop::sample::select(vec![
        "1",
        "Foo(a: 1)",
        "{1: 'a', (): [\"],\"]}",
        "r#\"\"},\"#",
        "/* why */ (1, 2)",
        "None // so\n",
        "1.5e400",
        "(\n  a: \"\\u{301}\",\n)",
    ]);
    prop::collection::btree_map(string(), raw.prop_map(String::from), 0..2)
}

fn value(span: impl Strategy<Value = Span> + Clone + 'static) -> impl Strategy<Value = Value> {
    let leaf =
        prop_oneof![string().prop_map(Value::Text), any::<bool>().prop_map(Value::Flag), any::<i64>().prop_map(Value::Number), span.prop_map(Value::Span)];
    leaf.prop_recursive(2, 6, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(Value::List))
}

/// An annotation on one to three of the spans that `span` gives, whatever their order.
pub(super) fn annotation(span: impl Strategy<Value = Span> + Clone + 'static) -> impl Strategy<Value = Annotation> {
    let parts = (
        id(),
        string(),
        prop::collection::vec(span.clone(), 1..4),
        prop::collection::btree_map(string(), value(span), 0..3),
        string(),
        any::<bool>(),
        origin(),
        time(),
        time(),
        ext(),
    );
    parts.prop_map(|(id, label, spans, attributes, note, doubtful, origin, created, modified, ext)| Annotation {
        id,
        label: label.as_str().into(),
        spans,
        unanchored: None,
        attributes,
        note,
        doubtful,
        origin,
        created,
        modified,
        conflict: BTreeMap::new(),
        ext,
    })
}

/// A relation between ids that need not exist.
pub(super) fn relation() -> impl Strategy<Value = Relation> {
    (id(), string(), id(), id(), origin(), time(), time(), ext()).prop_map(|(id, kind, from, to, origin, created, modified, ext)| Relation {
        id,
        kind,
        from,
        to,
        origin,
        created,
        modified,
        conflict: BTreeMap::new(),
        ext,
    })
}
