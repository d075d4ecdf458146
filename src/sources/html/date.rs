//! Dates as web pages write them, into the form of RFC 3339.

use jiff::civil;

/// A date of a well-defined form: `2026-11-25`, with a time, with an offset; or as mails write it. Anything else is not guessed.
pub(in crate::sources) fn date(written: &str) -> Option<String> {
    let written = written.trim();
    if written.len() > 64 || !written.is_ascii() {
        return None;
    }
    iso(written).or_else(|| {
        let zoned = jiff::fmt::rfc2822::parse(written).ok()?;
        Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    })
}

fn iso(written: &str) -> Option<String> {
    let (day, rest) = day(written)?;
    let Some(time) = rest.strip_prefix(['T', 't', ' ']).filter(|time| !time.is_empty()) else {
        return rest.trim().is_empty().then_some(day);
    };
    let split = time.find(['Z', 'z', '+', '-', ' ']).unwrap_or(time.len());
    let (clock, zone) = time.split_at_checked(split)?;
    let local = format!("{day}T{}", full_clock(clock)?);
    local.parse::<civil::DateTime>().ok()?;
    match zone.trim() {
        "" => Some(local),
        "Z" | "z" | "UTC" | "GMT" => Some(format!("{local}Z")),
        offset => {
            let whole = format!("{local}{}", full_offset(offset)?);
            whole.parse::<jiff::Timestamp>().ok()?;
            Some(whole)
        }
    }
}

/// `2026-11-25` or `20261125`, and what follows it.
fn day(written: &str) -> Option<(String, &str)> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (day, rest) = match written.split_at_checked(10) {
        Some((day, rest)) if day.get(4..5) == Some("-") => (day.to_owned(), rest),
        _ => {
            let (day, rest) = written.split_at_checked(8).filter(|(day, _)| digits(day))?;
            (format!("{}-{}-{}", day.get(..4)?, day.get(4..6)?, day.get(6..)?), rest)
        }
    };
    day.parse::<civil::Date>().ok()?;
    Some((day, rest))
}

/// `10:15`, `10:15:00.5` or `101500`, with minutes and seconds.
fn full_clock(clock: &str) -> Option<String> {
    match (clock.len(), clock.contains(':')) {
        (5, true) => Some(format!("{clock}:00")),
        (8.., true) => Some(clock.to_owned()),
        (4, false) => Some(format!("{}:{}:00", clock.get(..2)?, clock.get(2..)?)),
        (6, false) => Some(format!("{}:{}:{}", clock.get(..2)?, clock.get(2..4)?, clock.get(4..)?)),
        _ => None,
    }
}

/// `+01:00`, `+0100` or `+01`, with hours and minutes.
fn full_offset(offset: &str) -> Option<String> {
    match offset.len() {
        6 => Some(offset.to_owned()),
        5 => Some(format!("{}:{}", offset.get(..3)?, offset.get(3..)?)),
        3 => Some(format!("{offset}:00")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_defined_dates_are_read_and_others_are_not() {
        let cases = [
            ("2026-11-25", Some("2026-11-25")),
            ("20261125", Some("2026-11-25")),
            ("2026-11-25T10:15", Some("2026-11-25T10:15:00")),
            (" 2026-11-25 10:15:00 ", Some("2026-11-25T10:15:00")),
            ("2026-11-25T10:15:00.000Z", Some("2026-11-25T10:15:00.000Z")),
            ("2026-11-25T10:15:00-0500", Some("2026-11-25T10:15:00-05:00")),
            ("2026-11-25T10:15:00 +01", Some("2026-11-25T10:15:00+01:00")),
            ("20261125T101500+0100", Some("2026-11-25T10:15:00+01:00")),
            ("2026-11-25 10:15:00 UTC", Some("2026-11-25T10:15:00Z")),
            ("Wed, 25 Nov 2026 10:15:00 +0100", Some("2026-11-25T10:15:00+01:00")),
            ("2026-13-25", None),
            ("2026-11-25T99:15:00Z", None),
            ("25/11/2026", None),
            ("yesterday", None),
            ("2026-11-25T10:15:00+banana", None),
            ("", None),
        ];
        for (written, read) in cases {
            assert_eq!(date(written).as_deref(), read, "{written}");
        }
    }
}
