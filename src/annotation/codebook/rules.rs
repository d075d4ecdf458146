//! How annotations may lie to each other.

use crate::annotation::{Annotation, AnnotationSet};
use crate::article::Span;

/// How annotations may lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether one may lie inside another.
    pub nest: bool,
    /// Whether one may begin inside another and end outside.
    pub cross: bool,
    /// Whether the same text may have several labels.
    pub repeat: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { nest: true, cross: true, repeat: true }
    }
}

impl Rules {
    /// The rule that spans would break, in words; `own` is the annotation that they belong to, if it is there already.
    #[must_use]
    pub fn broken_by(self, set: &AnnotationSet, spans: &[Span], own: Option<&Annotation>) -> Option<&'static str> {
        if self == Self::default() {
            return None;
        }
        let others = |span: &Span| set.layers(*span).into_iter().filter(|layer| own.is_none_or(|own| own.id != layer.annotation.id));
        spans.iter().find_map(|span| others(span).find_map(|layer| self.broken(*span, layer.span)))
    }

    fn broken(self, one: Span, other: Span) -> Option<&'static str> {
        if !one.overlaps(other) {
            return None;
        }
        match (one == other, one.covers(other) || other.covers(one)) {
            (true, _) => (!self.repeat).then_some("the same words must not have two labels here"),
            (false, true) => (!self.nest).then_some("annotations must not lie inside each other here"),
            (false, false) => (!self.cross).then_some("annotations must not cross here"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Change, Origin};
    use jiff::Timestamp;

    #[test]
    fn each_rule_forbids_what_it_says() {
        let span = |start: u32, end: u32| Span { start, end };
        let mut set = AnnotationSet::default();
        set.apply(&Change::add(Annotation::new("1".into(), "actor".into(), vec![span(10, 20)], Origin::Human, Timestamp::UNIX_EPOCH)), Timestamp::UNIX_EPOCH);
        let own = set.annotations()[0].clone();
        for (name, nest, cross, repeat) in [("free", true, true, true), ("nest", false, true, true), ("cross", true, false, true), ("same", true, true, false)]
        {
            let rules = Rules { nest, cross, repeat };
            let broken = |spans: &[Span]| rules.broken_by(&set, spans, None).unwrap_or_default();
            assert_eq!(broken(&[span(12, 14)]).contains("inside"), name == "nest", "{name}");
            assert_eq!(broken(&[span(0, 30)]).contains("inside"), name == "nest", "{name}");
            assert_eq!(broken(&[span(0, 5), span(15, 25)]).contains("cross"), name == "cross", "{name}");
            assert_eq!(broken(&[span(10, 20)]).contains("two labels"), name == "same", "{name}");
            assert_eq!(broken(&[span(20, 30), span(0, 10)]), "", "{name}");
            assert_eq!(rules.broken_by(&set, &[span(11, 19)], Some(&own)), None, "its own spans are no others");
        }
    }
}
