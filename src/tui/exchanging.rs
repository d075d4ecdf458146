//! What is asked before annotations go out or come in: the format, and a file or folder.

use std::path::PathBuf;

use tui_input::Input as Field;

use crate::exchange::{FORMATS, Facts, Format, format_named};

/// Which way annotations go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To another tool.
    Out,
    /// From another tool.
    In,
}

/// The question.
#[derive(Debug)]
pub(super) struct Exchange {
    /// Which way.
    pub(super) way: Way,
    /// The articles whose annotations go out.
    pub(super) articles: Vec<PathBuf>,
    /// Whether it is asked over the library, which it goes back to.
    pub(super) over_library: bool,
    /// What was typed: `FORMAT PATH`.
    pub(super) field: Field,
}

impl Exchange {
    /// The formats that go this way.
    pub(super) fn formats(&self) -> impl Iterator<Item = &'static Facts> {
        let way = self.way;
        FORMATS.iter().map(|format| format.facts()).filter(move |facts| if way == Way::Out { facts.both.out() } else { facts.both.back() })
    }

    /// The format that was typed.
    pub(super) fn format(&self) -> Option<&'static Facts> {
        let (name, _) = self.field.value().split_once(' ')?;
        format_named(name).map(Format::facts).filter(|facts| self.formats().any(|other| other.name == facts.name))
    }

    /// The formats that what was typed may become.
    pub(super) fn candidates(&self) -> Vec<&'static Facts> {
        let typed = self.field.value().split(' ').next().unwrap_or_default();
        self.formats().filter(|facts| facts.name.starts_with(typed)).collect()
    }

    /// Completes the name of the format, or goes to the next one.
    pub(super) fn complete(&mut self) {
        let (name, rest) = self.field.value().split_once(' ').map_or((self.field.value(), None), |(name, rest)| (name, Some(rest.to_owned())));
        let all: Vec<&'static Facts> = self.formats().collect();
        let next = match all.iter().position(|facts| facts.name == name) {
            Some(at) if rest.is_some() => all.get((at + 1) % all.len().max(1)),
            _ => all.iter().find(|facts| facts.name.starts_with(name)),
        };
        if let Some(facts) = next {
            let ending = facts.endings.first().copied().unwrap_or_default();
            let path = rest.unwrap_or_default();
            // A file keeps its name, with the ending of the other format.
            let path = path.rsplit_once('.').filter(|_| self.way == Way::Out).map_or(path.clone(), |(stem, _)| format!("{stem}.{ending}"));
            self.field = Field::new(format!("{} {path}", facts.name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_completed_and_then_the_next_one_comes() {
        let mut asked = Exchange { way: Way::Out, articles: Vec::new(), over_library: false, field: Field::new("co".into()) };
        asked.complete();
        assert_eq!((asked.field.value(), asked.format().map(|facts| facts.name)), ("conll ", Some("conll")));
        asked.field = Field::new("jsonl annotations.jsonl".into());
        asked.complete();
        assert_eq!(asked.field.value(), "brat annotations.ann");
        let incoming = Exchange { way: Way::In, field: Field::new("html x".into()), ..asked };
        assert_eq!(incoming.format(), None);
        assert!(incoming.formats().any(|facts| facts.name == "slate"));
    }
}
