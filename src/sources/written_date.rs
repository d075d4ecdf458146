//! Dates as newspapers write them, in English, German, French and Spanish.

/// Names of months, by their number less one.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "janvier", "enero"],
    &["february", "feb", "februar", "février", "fevrier", "febrero"],
    &["march", "mar", "märz", "mars", "marzo"],
    &["april", "apr", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["june", "jun", "juni", "juin", "junio"],
    &["july", "jul", "juli", "juillet", "julio"],
    &["august", "aug", "août", "aout", "agosto"],
    &["september", "sep", "sept", "septembre", "septiembre"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre"],
    &["november", "nov", "novembre", "noviembre"],
    &["december", "dec", "dezember", "dez", "décembre", "decembre", "diciembre"],
];

/// Words that may stand beside a date and say nothing more.
const BESIDE: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "miercoles",
    "jueves",
    "viernes",
    "sábado",
    "sabado",
    "domingo",
    "de",
    "del",
    "le",
    "den",
    "am",
    "of",
];

/// The date with which a line begins, as `2026-11-25`, or as a time when the line gives one of Greenwich; `None` when it
/// begins with anything else, or what it says could mean two days.
pub(super) fn written_date(line: &str) -> Option<String> {
    let line = line.trim();
    if line.chars().count() > 120 {
        return None;
    }
    let words: Vec<String> = line.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let (mut day, mut month, mut year, mut used) = (None, None, None, 0);
    for word in &words {
        used += 1;
        let number = number(word);
        match number {
            Some(number) if word.len() == 4 && (1600..2200).contains(&number) => {
                year = Some(number);
                break;
            }
            Some(number) if (1..=31).contains(&number) && day.is_none() => day = Some(number),
            None if month.is_none() && month_of(word).is_some() => month = month_of(word),
            None if BESIDE.contains(&word.as_str()) => {}
            _ => return None,
        }
    }
    let (day, month, year) = (day?, month?, year?);
    let date = jiff::civil::Date::new(year, month, i8::try_from(day).ok()?).ok()?;
    let rest = words.get(used..).unwrap_or_default();
    Some(greenwich(rest).map_or_else(|| date.to_string(), |time| format!("{date}T{time}Z")))
}

/// A number, also an ordinal.
fn number(word: &str) -> Option<i16> {
    let digits = ["st", "nd", "rd", "th", "er"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) { None } else { digits.parse().ok() }
}

fn month_of(word: &str) -> Option<i8> {
    MONTHS.iter().position(|names| names.contains(&word)).and_then(|at| i8::try_from(at + 1).ok())
}

/// The time after a date, when it is of Greenwich: `9 20 am gmt`.
fn greenwich(words: &[String]) -> Option<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).skip_while(|word| BESIDE.contains(word) && *word != "am").collect();
    let (hour, minute, half, zone) = match words.as_slice() {
        [hour, minute, half @ ("am" | "pm"), zone, ..] => (hour, minute, Some(*half), zone),
        [hour, minute, zone, ..] => (hour, minute, None, zone),
        _ => return None,
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let hour = match half {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    let known = matches!(*zone, "gmt" | "utc") && (0..24).contains(&hour) && (0..60).contains(&minute);
    known.then(|| format!("{hour:02}:{minute:02}:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_four_languages() {
        let cases = [
            ("May 4, 2026 Monday", "2026-05-04"),
            ("May 4, 2026 Monday 9:20 PM GMT", "2026-05-04T21:20:00Z"),
            ("May 4, 2026 Monday 9:20 PM EST", "2026-05-04"),
            ("Monday, 4 May 2026, Final Edition", "2026-05-04"),
            ("4. März 2026 Mittwoch", "2026-03-04"),
            ("Montag 4. Mai 2026", "2026-05-04"),
            ("lundi 1er août 2026", "2026-08-01"),
            ("4 de mayo de 2026 lunes", "2026-05-04"),
        ];
        for (line, date) in cases {
            assert_eq!(written_date(line).as_deref(), Some(date), "{line}");
        }
        for line in ["", "May 2026", "04/05/2026", "February 30, 2026", "The May 4, 2026 strike", "4 5 May 2026", "May went on strike", "31.12.2026"] {
            assert_eq!(written_date(line), None, "{line}");
        }
    }
}
