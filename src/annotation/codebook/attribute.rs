//! What can be said of an annotation beside its label.

use std::num::{IntErrorKind, ParseIntError};

use jiff::civil::Date;

use crate::annotation::Value;

/// One thing that can be said of an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its id, as in records.
    pub id: String,
    /// Its key in the form: lower case.
    pub key: char,
    /// Its name on the screen.
    pub name: String,
    /// What kind of value it has.
    pub kind: AttributeKind,
    /// Whether an annotation is not complete without it.
    pub required: bool,
    /// The value that holds when none is given, as it is typed; empty for none.
    pub default: String,
    /// What it means, in a sentence.
    pub definition: String,
}

/// What kind of value an attribute has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AttributeKind {
    /// Any text; what the project has used is offered.
    #[default]
    Text,
    /// One of these values.
    Choice(Vec<String>),
    /// Any number of these values.
    Several(Vec<String>),
    /// Yes or no.
    Flag,
    /// A whole number.
    Number,
    /// A day, a month or a year: `2026-11-25`, `2026-11`, `2026`.
    Date,
    /// Some other words of the text, such as a cue.
    Span,
}

impl AttributeKind {
    /// The values that it offers; none when they are not fixed.
    #[must_use]
    pub fn values(&self) -> &[String] {
        match self {
            Self::Choice(values) | Self::Several(values) => values,
            _ => &[],
        }
    }

    /// Its name in a codebook.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Choice(_) => "Choice",
            Self::Several(_) => "Several",
            Self::Flag => "Flag",
            Self::Number => "Number",
            Self::Date => "Date",
            Self::Span => "Span",
        }
    }
}

impl Attribute {
    /// A text attribute that says nothing but its name.
    #[must_use]
    pub fn plain(id: &str, key: char) -> Self {
        Self {
            id: id.to_owned(),
            key,
            name: id.replace('_', " "),
            kind: AttributeKind::Text,
            required: false,
            default: String::new(),
            definition: String::new(),
        }
    }

    /// The value that somebody typed; nothing for an empty text, and the reason when it is none of this attribute.
    pub fn parse(&self, typed: &str) -> Result<Option<Value>, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let one_of = |values: &[String], typed: &str| values.iter().find(|value| value.eq_ignore_ascii_case(typed)).cloned();
        let value = match &self.kind {
            AttributeKind::Text => Value::Text(typed.to_owned()),
            AttributeKind::Choice(values) => Value::Text(one_of(values, typed).ok_or_else(|| format!("{} is one of {}", self.name, values.join(", ")))?),
            AttributeKind::Several(values) => {
                let chosen = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
                let chosen = chosen.map(|part| one_of(values, part).ok_or_else(|| format!("{} are of {}", self.name, values.join(", "))));
                Value::List(chosen.map(|part| part.map(Value::Text)).collect::<Result<_, _>>()?)
            }
            AttributeKind::Flag => match typed.to_lowercase().as_str() {
                "yes" | "true" | "y" => Value::Flag(true),
                "no" | "false" | "n" => Value::Flag(false),
                _ => return Err(format!("{} is yes or no", self.name)),
            },
            AttributeKind::Number => Value::Number(typed.parse().map_err(|why: ParseIntError| self.no_number(*why.kind()))?),
            AttributeKind::Date if is_day(typed) => Value::Text(typed.to_owned()),
            AttributeKind::Date => return Err(format!("{} is a date: 2026-11-25, 2026-11, 2026, or today", self.name)),
            AttributeKind::Span => return Err(format!("{} is a piece of the text: select it", self.name)),
        };
        Ok(Some(value))
    }

    /// Why what was typed is no number here.
    fn no_number(&self, why: IntErrorKind) -> String {
        match why {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => format!("that number is too large for {}: at most {}", self.name, i64::MAX),
            _ => format!("{} is a whole number", self.name),
        }
    }

    /// Whether a value, from wherever it comes, is one of this attribute.
    #[must_use]
    pub fn accepts(&self, value: &Value) -> bool {
        match (&self.kind, value) {
            (AttributeKind::Text, Value::Text(_)) | (AttributeKind::Flag, Value::Flag(_)) | (AttributeKind::Number, Value::Number(_)) => true,
            (AttributeKind::Span, Value::Span(_)) => true,
            (AttributeKind::Choice(values), Value::Text(text)) => values.contains(text),
            (AttributeKind::Several(values), Value::List(list)) => list.iter().all(|one| matches!(one, Value::Text(text) if values.contains(text))),
            (AttributeKind::Date, Value::Text(text)) => is_day(text),
            _ => false,
        }
    }
}

/// A day, a month or a year.
fn is_day(text: &str) -> bool {
    let padded = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    text.starts_with(|c: char| c.is_ascii_digit()) && padded.len() == 10 && padded.parse::<Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_value_that_is_accepted() {
        let values = || vec!["direct".to_owned(), "indirect".to_owned()];
        for (kind, typed, expected) in [
            (AttributeKind::Text, " Ken ", Some(Value::Text("Ken".into()))),
            (AttributeKind::Choice(values()), "Indirect", Some(Value::Text("indirect".into()))),
            (AttributeKind::Choice(values()), "other", None),
            (AttributeKind::Several(values()), "direct, indirect", Some(Value::List(vec![Value::Text("direct".into()), Value::Text("indirect".into())]))),
            (AttributeKind::Flag, "yes", Some(Value::Flag(true))),
            (AttributeKind::Flag, "perhaps", None),
            (AttributeKind::Number, "-3", Some(Value::Number(-3))),
            (AttributeKind::Number, "3.5", None),
            (AttributeKind::Date, "2026-02", Some(Value::Text("2026-02".into()))),
            (AttributeKind::Date, "2026-02-30", None),
            (AttributeKind::Span, "said", None),
        ] {
            let attribute = Attribute { kind, ..Attribute::plain("kind_of", 'k') };
            let parsed = attribute.parse(typed);
            assert_eq!(parsed.clone().ok().flatten(), expected, "{typed}");
            assert!(parsed.map_or(true, |value| value.is_some_and(|value| attribute.accepts(&value))));
            assert_eq!(attribute.parse("  "), Ok(None));
        }
        let number = Attribute { kind: AttributeKind::Number, ..Attribute::plain("toll", 't') };
        assert!(number.parse("99999999999999999999").is_err_and(|why| why.contains("too large")));
        assert!(!Attribute::plain("a", 'a').accepts(&Value::Flag(true)));
    }
}
