//! Days of publication: as sources write them, and as filters ask for them.

use jiff::ToSpan;
use jiff::civil::Date;

/// Days from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DateRange {
    first: Date,
    last: Date,
}

impl DateRange {
    pub(super) fn holds(self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// `2026`, `2026-09`, `2026-09-14`, two of them with `..` between or one with `..` at a side, or a word.
    pub(super) fn parse(text: &str, today: Date) -> Option<Self> {
        let back = |days: i64| today.checked_sub(days.days()).ok();
        let since = |first: Option<Date>| Some(Self { first: first?, last: today });
        match text.to_lowercase().as_str() {
            "today" => return since(Some(today)),
            "yesterday" => return back(1).map(|day| Self { first: day, last: day }),
            "week" => return since(back(6)),
            "month" => return since(back(29)),
            _ => {}
        }
        let Some((from, to)) = text.split_once("..") else { return period(text) };
        let first = if from.is_empty() { Date::MIN } else { period(from)?.first };
        let last = if to.is_empty() { Date::MAX } else { period(to)?.last };
        (!from.is_empty() || !to.is_empty()).then_some(Self { first, last })
    }
}

/// The days of a year, a month or one day.
fn period(text: &str) -> Option<DateRange> {
    let mut parts = text.split('-').map(|part| part.parse::<i16>().ok());
    let (year, month, day) = (parts.next()??, parts.next(), parts.next());
    if parts.next().is_some() || !(1..=9999).contains(&year) {
        return None;
    }
    match (month, day) {
        (None, _) => Some(DateRange { first: Date::new(year, 1, 1).ok()?, last: Date::new(year, 12, 31).ok()? }),
        (Some(month), None) => {
            let first = Date::new(year, i8::try_from(month?).ok()?, 1).ok()?;
            Some(DateRange { first, last: first.last_of_month() })
        }
        (Some(month), Some(day)) => {
            let day = Date::new(year, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?).ok()?;
            Some(DateRange { first: day, last: day })
        }
    }
}

/// The day that a source's date begins with: `2026-11-25T10:15:00+01:00`, `2026-11-25`. A month or year alone is its first
/// day, so that it can be sorted.
pub(super) fn day_of(text: &str) -> Option<Date> {
    let day = text.get(..10).unwrap_or(text);
    period(day).map(|range| range.first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Option<(String, String)> {
        let today = Date::constant(2026, 11, 25);
        DateRange::parse(text, today).map(|range| (range.first.to_string(), range.last.to_string()))
    }

    #[test]
    fn periods_and_words_are_ranges_of_days() {
        for (text, first, last) in [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-02", "2026-02-01", "2026-02-28"),
            ("2026-09-14", "2026-09-14", "2026-09-14"),
            ("2026-09..2026-10", "2026-09-01", "2026-10-31"),
            ("2026-09-14..", "2026-09-14", "9999-12-31"),
            ("today", "2026-11-25", "2026-11-25"),
            ("Yesterday", "2026-11-24", "2026-11-24"),
            ("week", "2026-11-19", "2026-11-25"),
        ] {
            assert_eq!(range(text), Some((first.into(), last.into())), "{text}");
        }
        for text in ["", "..", "soon", "2026-13", "2026-02-30", "26-1-1-1", "2026-"] {
            assert_eq!(range(text), None, "{text}");
        }
        assert_eq!(day_of("2026-11-25T10:15:00+01:00"), Some(Date::constant(2026, 11, 25)));
        assert_eq!(day_of("2026-11-25é"), Some(Date::constant(2026, 11, 25)));
        assert_eq!(day_of("last week"), None);
    }
}
