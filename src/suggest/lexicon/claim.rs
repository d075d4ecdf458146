//! Claims: clauses with something in them that can be checked.

use super::words::List;
use super::{Clause, Look};

/// Words of a clause at least.
const WORDS: usize = 3;

/// What most often is a claim.
const STRONG: [&str; 5] = ["a figure", "a share", "a sum of money", "an accusation", "a denial"];

/// What in a clause can be checked.
struct Sign {
    /// The word, or the words, as shown.
    shown: String,
    /// What it is.
    what: &'static str,
    /// Where what is claimed begins.
    from: usize,
}

/// What of a clause can be checked, without what attributes it: two things where `and alleged` stands between them.
pub(super) fn looks(clause: &Clause<'_>) -> Vec<Look> {
    let second = |at: &usize| clause.word(*at) == "and" && clause.is(at + 1, List::Accusations) && *at > 0;
    match (0..clause.words.len()).find(second) {
        Some(at) => [clause.part(0, at), clause.part(at + 1, clause.words.len())].iter().filter_map(look).collect(),
        None => look(clause).into_iter().collect(),
    }
}

fn look(clause: &Clause<'_>) -> Option<Look> {
    let sign = denial(clause).or_else(|| accusation(clause)).or_else(|| plain(clause))?;
    let last = clause.words.len().checked_sub(1)?;
    let span = clause.span(sign.from, last)?;
    let strong = STRONG.contains(&sign.what);
    (last + 1 >= sign.from + WORDS).then(|| Look { span, label: "claim", reason: format!("“{}”: {}", sign.shown, sign.what), strong })
}

fn sign(shown: &str, what: &'static str, from: usize) -> Sign {
    Sign { shown: shown.to_owned(), what, from }
}

/// Past a `that`, when there is one.
fn past_that(clause: &Clause<'_>, at: usize) -> usize {
    if clause.word(at) == "that" { at + 1 } else { at }
}

fn denial(clause: &Clause<'_>) -> Option<Sign> {
    let at = (0..clause.words.len()).find(|at| clause.is(*at, List::Denials))?;
    Some(sign(clause.word(at), "a denial", past_that(clause, at + 1)))
}

/// Of `accused A of B` the claim is B; of `alleged that B` too. `alleged` before a noun is only a hedge.
fn accusation(clause: &Clause<'_>) -> Option<Sign> {
    let find = |wanted: &dyn Fn(usize) -> bool| (0..clause.words.len()).find(|at| wanted(*at));
    if let Some(at) = find(&|at| matches!(clause.word(at), "allegedly" | "reportedly" | "purportedly")) {
        // After `arrested for allegedly` the claim is what follows.
        let from = if clause.back(at, 1) == "for" { at + 1 } else { frame(clause) };
        return Some(sign(clause.word(at), "a hedge", from));
    }
    if let Some(at) = find(&|at| clause.is(at, List::Allegations) && clause.word(at + 1) == "that") {
        return Some(sign(clause.word(at), "an accusation", at + 2));
    }
    let at = find(&|at| clause.is(at, List::Accusations))?;
    let word = clause.word(at);
    let noun = clause.back_is(at, 1, List::Articles) || clause.back(at, 1) == "of" || at > 0 && clause.is_clitic(at - 1);
    if noun {
        return word.starts_with("alleg").then(|| sign(word, "a hedge", frame(clause)));
    }
    let links: &[&str] = match word.get(..3) {
        Some("acc" | "sus") => &["of"],
        Some("cha") => &["with"],
        Some("ind") => &["for", "on"],
        _ => return Some(sign(word, "an accusation", past_that(clause, at + 1))),
    };
    // Without what somebody is accused of, that they are accused is what can be checked.
    let after = (at + 1..clause.words.len()).find(|next| links.contains(&clause.word(*next)));
    Some(sign(word, "an accusation", after.map_or_else(|| frame(clause), |link| link + 1)))
}

/// What can be checked in any clause: figures, comparisons, causes, days.
fn plain(clause: &Clause<'_>) -> Option<Sign> {
    let from = frame(clause);
    let each = || from..clause.words.len();
    let figure = each().find_map(|at| figure(clause, at).map(|(shown, what)| Sign { shown, what, from }));
    let superlative = || each().find_map(|at| superlative(clause, at).map(|shown| Sign { shown, what: "a superlative", from }));
    let cause = || each().find_map(|at| cause(clause, at).map(|shown| Sign { shown, what: "a cause", from }));
    let because = || (clause.before == "because").then(|| sign("because", "a cause", from));
    let date = || each().find_map(|at| date(clause, at).map(|shown| Sign { shown, what: "a date", from }));
    figure.or_else(superlative).or_else(cause).or_else(because).or_else(date)
}

/// Past `somebody said (that)`, when enough of the clause is left.
fn frame(clause: &Clause<'_>) -> usize {
    let said = (0..clause.words.len()).rfind(|at| clause.is(*at, List::Saying) && at + WORDS < clause.words.len());
    let told = |at: usize| if clause.word(at).starts_with('t') { (at..clause.words.len()).find(|at| clause.word(*at) == "that").unwrap_or(at) } else { at };
    said.map_or(0, |at| match told(at) {
        that if that > at => that + 1,
        at => past_that(clause, at + 1),
    })
}

/// A share, a sum of money or another number, that is no date and no part of a name.
fn figure(clause: &Clause<'_>, at: usize) -> Option<(String, &'static str)> {
    let (word, before, next) = (clause.word(at), clause.back(at, 1), clause.word(at + 1));
    let digits = word.starts_with(|c: char| c.is_ascii_digit()) && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    let worded = clause.is(at, List::Numbers);
    if matches!(word, "percent" | "percentage") || word == "per" && next == "cent" {
        return Some((if word == "per" { "per cent".into() } else { word.to_owned() }, "a share"));
    }
    if !digits && !worded || date(clause, at).is_some() {
        return None;
    }
    Some(if next == "%" {
        (format!("{word}%"), "a share")
    } else if matches!(before, "$" | "£" | "€" | "¥") {
        (format!("{before}{word}"), "a sum of money")
    } else if (1..3).any(|by| clause.is(at + by, List::Money)) {
        (word.to_owned(), "a sum of money")
    } else {
        (word.to_owned(), "a figure")
    })
}

/// A year, or a day of a month.
fn date(clause: &Clause<'_>, at: usize) -> Option<String> {
    let word = clause.word(at);
    let number = word.parse::<u32>().ok()?;
    let month = |word: &str| List::Months.contains(word) && word != "may";
    let day = (1..=31).contains(&number);
    if word.len() == 4 && (1600..2200).contains(&number) {
        Some(word.to_owned())
    } else if day && month(clause.back(at, 1)) {
        Some(format!("{} {word}", clause.back(at, 1)))
    } else if day && month(clause.word(at + 1)) {
        Some(format!("{word} {}", clause.word(at + 1)))
    } else {
        None
    }
}

fn superlative(clause: &Clause<'_>, at: usize) -> Option<String> {
    let (word, before, next) = (clause.word(at), clause.back(at, 1), clause.word(at + 1));
    let graded = matches!(word, "most" | "least") && before != "at" && next.len() > 4 && next.chars().all(char::is_alphabetic);
    let first = matches!(word, "first" | "only" | "top" | "last") && before == "the" && clause.word(at + 1) != "of";
    if graded { Some(format!("{word} {next}")) } else { (clause.is(at, List::Superlatives) || first && word != "last").then(|| word.to_owned()) }
}

fn cause(clause: &Clause<'_>, at: usize) -> Option<String> {
    let (word, next) = (clause.word(at), clause.word(at + 1));
    let two = || Some(format!("{word}-{next}")).filter(|two| List::CausesOfTwo.contains(two));
    let known = if clause.is(at + 1, List::CauseLinks) { two().map(|two| two.replace('-', " ")) } else { None };
    known.or_else(|| clause.is(at, List::Causes).then(|| word.to_owned()))
}
