//! Names: sequences of capitalised words, with the filters that news text needs.

use super::word_list::{BODIES, DEMONYMS, HONORIFICS, NAME_JOINERS, OPENERS, PLACE_PREPOSITIONS, is_calendar};
use super::{Span, Token, TokenKind};

/// One run of capitalised words.
struct Run {
    first: usize,
    last: usize,
}

/// The names in one sentence, given its tokens, in order. Titles (`Dr.`), demonyms on their own (`British`), days and
/// words that are capitalised only because they open the sentence are left out; with `places`, so are names after a
/// preposition of place (`in the U.K.`).
#[must_use]
pub fn names<'t>(text_of: impl Fn(Span) -> &'t str, tokens: &[Token], places: bool) -> Vec<Span> {
    let words: Vec<&str> = tokens.iter().map(|token| text_of(token.span)).collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let mut found = Vec::new();
    let mut place_end = None;
    let mut at = 0;
    while at < tokens.len() {
        if !starts_name(word(at), tokens.get(at)) {
            at += 1;
            continue;
        }
        let run = run_from(&words, tokens, at);
        at = run.last + 1;
        let Some(run) = trimmed(&words, tokens, run) else { continue };
        let place = is_place(&words, run.first) || is_dateline(&words, run.first, run.last) || is_place_in_place(&words, &run, place_end);
        if place {
            place_end = Some(run.last);
        }
        if places && place {
            continue;
        }
        if let (Some(first), Some(last)) = (tokens.get(run.first), tokens.get(run.last)) {
            found.push(first.span.hull(last.span));
        }
    }
    found
}

fn starts_name(word: &str, token: Option<&Token>) -> bool {
    // `U.K.-based` says where something is; `Al-Rashid` is a name.
    let adjective = word.rsplit_once('-').is_some_and(|(_, last)| last.chars().next().is_some_and(char::is_lowercase));
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    capital && !adjective && token.is_some_and(|token| token.is_word())
}

/// From `first` over capitalised words and the small words between them, up to a mark or a lower-case word.
fn run_from(words: &[&str], tokens: &[Token], first: usize) -> Run {
    let mut last = first;
    let mut at = first + 1;
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    while at < tokens.len() {
        let plural = tokens.get(at).is_some_and(|token| token.kind == TokenKind::Clitic) && matches!(word(at), "’" | "'");
        let body = word(at) != "of" || BODIES.contains(&word(at - 1).to_lowercase().as_str());
        let joiner = plural || NAME_JOINERS.contains(&word(at)) && word(at) != "and" && body;
        if starts_name(word(at), tokens.get(at)) {
            last = at;
        } else if !joiner || at > last + 2 {
            break;
        }
        at += 1;
    }
    Run { first, last }
}

/// The run without what is no part of the name at either end; nothing when nothing is left.
fn trimmed(words: &[&str], tokens: &[Token], run: Run) -> Option<Run> {
    let lower = |at: usize| words.get(at).map(|word| word.trim_end_matches('.').to_lowercase()).unwrap_or_default();
    let Run { mut first, mut last } = run;
    let opens = |at: usize| tokens.get(..at).unwrap_or_default().iter().all(|token| token.kind == TokenKind::Mark) || after_mark(words, at);
    let removable = |at: usize| {
        let word = lower(at);
        let opener = OPENERS.contains(&word.as_str()) && (opens(at) || words.get(at).is_some_and(|word| word.chars().count() == 1));
        let known = is_calendar(&word) || HONORIFICS.contains(&word.as_str()) || NAME_JOINERS.contains(&word.as_str());
        opener || known
    };
    while first <= last && removable(first) {
        first += 1;
    }
    while last > first && (is_calendar(&lower(last)) || NAME_JOINERS.contains(&lower(last).as_str())) {
        last -= 1;
    }
    let is_demonym = |at: usize| {
        let word = lower(at);
        DEMONYMS.contains(&word.as_str()) || word.strip_suffix('s').is_some_and(|one| DEMONYMS.contains(&one))
    };
    // One may belong to a name, as in the name of an airline; of two it is told what sort of person somebody is.
    let demonyms = (first..=last).take_while(|at| is_demonym(*at)).count();
    if demonyms > 1 && first + demonyms < last {
        first += demonyms;
    }
    let all_demonyms = (first..=last).all(|at| is_demonym(at) || HONORIFICS.contains(&lower(at).as_str()));
    (first <= last && !all_demonyms).then_some(Run { first, last })
}

/// Right after a colon or an opening quotation mark: capitalised as the start of a sentence is.
fn after_mark(words: &[&str], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
    matches!(before, ":" | "“" | "\"" | "‘" | "„" | "«" | "—" | "." | "?" | "!")
}

/// The place in capitals that opens a report: `PORT SELDEN — `.
fn is_dateline(words: &[&str], first: usize, last: usize) -> bool {
    let shouted = words.get(first..=last).unwrap_or_default().iter().all(|word| word.len() > 1 && !word.chars().any(char::is_lowercase));
    first == 0 && shouted && words.get(last + 1).is_some_and(|next| matches!(*next, "—" | "–" | "-" | "(" | ","))
}

/// Told of a place right before it, and closed by a mark: `in downtown Selden, Norland.`
fn is_place_in_place(words: &[&str], run: &Run, place: Option<usize>) -> bool {
    let mark = |at: usize| words.get(at).copied().unwrap_or(".");
    let Some(place) = place.filter(|place| place + 2 == run.first && mark(place + 1) == ",") else { return false };
    // `In Selden, Norland …` opens a sentence that goes on with who acts.
    let closed = match mark(run.last + 1) {
        "." | ";" | ")" => true,
        // Of two words it is rather a person, whom the sentence goes on about.
        "," => run.first == run.last,
        _ => false,
    };
    place > 2 && closed
}

/// A preposition of place stands before it, possibly with an article between.
fn is_place(words: &[&str], first: usize) -> bool {
    let back = |by: usize| first.checked_sub(by).and_then(|at| words.get(at)).map(|word| word.to_lowercase()).unwrap_or_default();
    let near = back(1);
    let far = back(2);
    let place = |word: &str| PLACE_PREPOSITIONS.contains(&word);
    place(&near) || matches!(near.as_str(), "the" | "downtown" | "central" | "eastern" | "western" | "northern" | "southern") && place(&far)
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let text_of = |span: Span| text.get(span.range()).unwrap();
        names(text_of, &tokens(text, 0), true).iter().map(|span| text.get(span.range()).unwrap()).collect()
    }

    #[test]
    fn names_of_people_and_bodies() {
        let text = "The mayor, Ilse Brandt, told the Port Authority of Selden that Søren Ødegård had met U.N. envoys.";
        assert_eq!(found(text), ["Ilse Brandt", "Port Authority of Selden", "Søren Ødegård", "U.N."]);
    }

    #[test]
    fn of_joins_the_names_of_bodies_only() {
        assert_eq!(found("said Ken Orlov of MI5 to the Bank of Norland"), ["Ken Orlov", "MI5", "Bank of Norland"]);
    }

    #[test]
    fn demonyms_days_titles_and_openers_are_left_out() {
        assert_eq!(found("However, British officials met Dr. Orlov on Monday."), ["Orlov"]);
        assert_eq!(found("Iranian American Dana Rostami spoke of British Airways."), ["Dana Rostami", "British Airways"]);
        assert_eq!(found("They met four Iranians and two Norwegian Americans."), Vec::<&str>::new());
        assert_eq!(found("“This has to stop,” said Brandt."), ["Brandt"]);
        assert_eq!(found("I met him."), Vec::<&str>::new());
    }

    #[test]
    fn places_are_left_out_but_states_that_act_are_not() {
        assert_eq!(found("Norland warned ships in the U.K. and outside Norland."), ["Norland"]);
        assert_eq!(found("They met in downtown Selden, Norland, and left."), Vec::<&str>::new());
        assert_eq!(found("In Selden, Norland waits."), ["Norland"]);
        assert_eq!(found("They met in the U.K., Ilse Brandt, who leads the port, said."), ["Ilse Brandt"]);
        assert_eq!(found("The talks began in Selden, Brandt said."), ["Brandt"]);
        assert_eq!(found("Norland’s envoy left the U.K.’s capital."), ["Norland", "U.K."]);
    }

    #[test]
    fn a_plural_possessive_joins_and_a_dateline_is_no_name() {
        assert_eq!(found("the Harbour Workers’ Union met"), ["Harbour Workers’ Union"]);
        assert_eq!(found("PORT SELDEN — Norland won."), ["Norland"]);
    }

    #[test]
    fn a_no_break_space_inside_a_name_does_not_part_it() {
        assert_eq!(found("said Ilse\u{a0}Brandt today"), ["Ilse\u{a0}Brandt"]);
    }
}
