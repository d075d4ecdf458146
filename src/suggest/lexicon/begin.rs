//! Where a threat begins in its clause: at the verb, when who threatens stands before it as the subject.

use super::words::List;
use super::{Passage, is_adverb, looks};
use crate::article::{Article, Span, Token, TokenKind};
use crate::reading::section_at;

/// Words that may begin what somebody does something to.
const OBJECTS: [&str; 14] = ["to", "the", "a", "an", "his", "her", "its", "their", "our", "all", "every", "several", "them", "him"];

/// Words that begin a subject, beside articles and capitals.
const SUBJECTS: [&str; 14] = ["he", "she", "they", "we", "it", "i", "his", "her", "their", "its", "our", "several", "two", "some"];

/// Words that make a clause of what stands before a verb.
const JOINS: [&str; 14] = ["who", "which", "that", "whose", "if", "when", "after", "before", "because", "while", "whether", "to", "by", "where"];

/// The part of a clause from the verb of harm through its target, when before it stands nothing but a subject and the verb is its
/// own. Else nothing: what is passive has its target before the verb, and a noun has no subject.
#[must_use]
pub fn threat_in(article: &Article, clause: Span) -> Option<Span> {
    let passage = Passage::of(article, section_at(article, clause.start)?)?;
    let look = looks(&passage).into_iter().find(|look| look.label == "threat" && clause.covers(look.span))?;
    let tokens: Vec<Token> = passage.tokens.iter().copied().filter(|token| clause.covers(token.span)).collect();
    let at = tokens.iter().position(|token| token.span.start == look.span.start)?;
    let word = |at: usize| tokens.get(at).map(|token| article.text().slice(token.span).to_lowercase()).unwrap_or_default();
    let verb = word(at);
    let is_verb = [List::HarmVerbs, List::Leads, List::Warnings].iter().any(|list| list.contains(verb.as_str()));
    let mut end = at;
    while end > 0 && (List::Auxiliaries.contains(word(end - 1).as_str()) || is_adverb(&word(end - 1))) {
        end -= 1;
    }
    let between: Vec<String> = (end..at).map(word).collect();
    let is = |list: &[&str]| between.iter().any(|word| list.contains(&word.as_str()));
    let passive = is(&["is", "are", "was", "were", "be", "been", "being"]) && !verb.ends_with("ing");
    let helped = is(&["has", "have", "had", "will", "would", "can", "could", "may", "might", "must", "shall", "should", "is", "are", "was", "were"]);
    let object = word(at + 1);
    let capital = tokens.get(at + 1).is_some_and(|token| article.text().slice(token.span).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let finite = helped || (verb.ends_with("ed") || verb.ends_with('s')) && (OBJECTS.contains(&object.as_str()) || capital);
    let subject = is_subject(article, tokens.get(..end).unwrap_or_default());
    (is_verb && !passive && !is(&["to"]) && finite && subject).then_some(look.span)
}

/// Whether tokens are a noun phrase or a pronoun, and no more.
fn is_subject(article: &Article, tokens: &[Token]) -> bool {
    let text = |token: &Token| article.text().slice(token.span).to_owned();
    let (Some(first), Some(last)) = (tokens.first().map(text), tokens.last()) else { return false };
    let begins = |word: &str| first.starts_with(char::is_uppercase) || List::Articles.contains(word) || SUBJECTS.contains(&word);
    let end = text(last).to_lowercase();
    let open =
        List::Articles.contains(end.as_str()) || SUBJECTS.iter().skip(6).any(|word| *word == end) || ["ed", "ing"].iter().any(|ending| end.ends_with(ending));
    let more = tokens.iter().any(|token| {
        let word = text(token).to_lowercase();
        JOINS.contains(&word.as_str()) || List::Saying.contains(word.as_str()) || List::Auxiliaries.contains(word.as_str()) && word != "and"
    });
    begins(&first.to_lowercase()) && last.kind == TokenKind::Word && !open && !more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{BlockRule, Text};
    use crate::reading::{Object, object_around};

    /// Sentences with what the threat is in brackets; without brackets there is nothing to narrow the clause down to.
    const SENTENCES: [&str; 22] = [
        "The dockers’ union in Port Velen has [threatened to strike over the new quay].",
        "The dockers' union in Port Velen has [threatened to strike over the new quay] this week.",
        "Norland [plotted to kidnap two reporters].",
        "The syndicate [threatened to sink the ferry of the Selden Line].",
        "They will [attack the harbour].",
        "She [threatened to burn the quay].",
        "The crew has repeatedly [attacked the port].",
        "The harbour council and its allies plan to blockade the port.",
        "The union [plans to blockade the port].",
        "Halcyon is [planning to attack the Selden Line].",
        "Two reporters were threatened by the militia.",
        "The ferry attacked by the militia sank.",
        "The union’s plans to attack the port failed.",
        "The union’s leader fears attacks on ships.",
        "The threatened union waits.",
        "Brandt said the union threatened to strike.",
        "A man who threatened to burn the quay left.",
        "Reporters threatened with death waited.",
        "The attack on the port failed.",
        "Threatened with death he left the harbour.",
        "To threaten the union is easy.",
        "The ships wait for the talks.",
    ];

    #[test]
    fn a_threat_begins_at_its_verb_when_the_subject_stands_before_it() {
        let shown = |sentence: &&str| {
            let plain = sentence.replace(['[', ']'], "");
            let article = Article::with_rule(Text::new(plain.clone()), BlockRule::Lines);
            let clause = object_around(&article, Span { start: 0, end: 1 }, Object::Clause)?;
            let found = threat_in(&article, clause)?;
            let slice = |from, to| article.text().slice(Span { start: from, end: to });
            Some(format!("{}[{}]{}", slice(0, found.start), slice(found.start, found.end), slice(found.end, plain.len() as u32)))
        };
        let wrong: Vec<String> = SENTENCES
            .iter()
            .map(|sentence| (sentence, shown(sentence).unwrap_or_else(|| sentence.replace(['[', ']'], ""))))
            .filter(|(sentence, shown)| **sentence != shown)
            .map(|(sentence, shown)| format!("\n want {sentence}\n have {shown}"))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.concat());
    }
}
