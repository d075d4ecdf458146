//! Agreement over time: by the day on which work was finished.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::corpus::{Corpus, Entry};
use super::figures::Agreement;
use super::report;
use super::resample::Resampling;

/// Days that are told one by one; over more, by weeks.
const BY_DAY: i32 = 14;

/// Days that are told by weeks; over more, by months.
const BY_WEEK: i32 = 7 * 26;

/// The articles whose annotators were done in some days, and how far they agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Its first day, in UTC.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// How many articles.
    pub articles: usize,
    /// The figures of all annotators together.
    pub agreement: Agreement,
}

/// Agreement on the articles of each day, week (from Monday on) or month, whichever gives a picture. An article stands with
/// the day on which the last of its annotators last changed an annotation; one without annotations is left out. With `how`,
/// intervals too.
#[must_use]
pub fn periods(corpus: &Corpus, how: Option<Resampling>) -> Vec<Period> {
    let days: Vec<(usize, Date)> = corpus.articles.iter().enumerate().filter_map(|(at, entry)| Some((at, day(entry)?))).collect();
    let (Some(first), Some(last)) = (days.iter().map(|(_, day)| *day).min(), days.iter().map(|(_, day)| *day).max()) else { return Vec::new() };
    let length = (last - first).get_days() + 1;
    let mut groups: BTreeMap<(Date, Date), Vec<usize>> = BTreeMap::new();
    for (at, day) in days {
        groups.entry(bounds(day, length)).or_default().push(at);
    }
    let period = |((from, to), articles): ((Date, Date), Vec<usize>)| {
        let figures = report(&corpus.of(&articles), how, &mut |_| true);
        Some(Period { from, to, articles: articles.len(), agreement: figures.whole()?.clone() })
    };
    groups.into_iter().filter_map(period).collect()
}

fn day(entry: &Entry) -> Option<Date> {
    entry.work.iter().flatten().filter_map(|work| work.day).max()
}

/// The first and the last day of the period that a day is in, when all days are a stretch of `length`.
fn bounds(day: Date, length: i32) -> (Date, Date) {
    if length <= BY_DAY {
        return (day, day);
    }
    if length > BY_WEEK {
        return (day.first_of_month(), day.last_of_month());
    }
    let monday = day.saturating_sub(i32::from(day.weekday().since(Weekday::Monday)).days());
    (monday, monday.saturating_add(6.days()))
}

#[cfg(test)]
mod tests {
    use super::super::corpus::{Stretch, Unit, Work};
    use super::super::figures::Measure;
    use super::*;
    use jiff::civil::date;

    fn entry(day: Date, same: bool) -> Entry {
        let unit = |start| Unit { extent: Stretch { start, end: start + 5 }, label: 0, parts: Box::default(), attributes: Vec::new() };
        let work = |start, day| Some(Work { day: Some(day), ..Work::new(vec![unit(start)], Vec::new(), &[]) });
        Entry { chars: 100, tokens: 0, work: vec![work(0, day), work(if same { 0 } else { 50 }, day.yesterday().unwrap())] }
    }

    fn over(days: &[(Date, bool)]) -> Vec<(Date, Date, usize, Option<f64>)> {
        let mut corpus = Corpus::new(vec!["anna".into(), "ben".into()], &["actor".into()]);
        corpus.articles = days.iter().map(|(day, same)| entry(*day, *same)).collect();
        let told = |period: &Period| (period.from, period.to, period.articles, period.agreement.all.get(Measure::ExactF1).value);
        periods(&corpus, None).iter().map(told).collect()
    }

    #[test]
    fn articles_stand_with_the_day_of_the_last_change_and_days_become_weeks_and_months() {
        let (first, next) = (date(2026, 11, 24), date(2026, 11, 25));
        assert_eq!(over(&[(next, false), (first, true), (first, false)]), [(first, first, 2, Some(0.5)), (next, next, 1, Some(0.0))]);
        let weeks = over(&[(first, true), (next, false), (date(2026, 12, 20), true)]);
        assert_eq!(weeks, [(date(2026, 11, 23), date(2026, 11, 29), 2, Some(0.5)), (date(2026, 12, 14), date(2026, 12, 20), 1, Some(1.0))]);
        let months = over(&[(date(2026, 2, 3), true), (first, false)]);
        assert_eq!(months, [(date(2026, 2, 1), date(2026, 2, 28), 1, Some(1.0)), (date(2026, 11, 1), date(2026, 11, 30), 1, Some(0.0))]);
        assert_eq!(over(&[]), []);
    }
}
