//! The built-in codebook: actor, threat, claim, quote.
//!
//! Grounds: `PolNeAR` and PARC3 (source, cue, content), the quote guide of the Guardian and AFP, `ClaimBuster` and Full Fact
//! (claims), PLOVER and ACLED (threats), ACE, MUC-6 and `OntoNotes` (actors), STIX 2.1 (kinds of actors).

use super::{Attribute, AttributeKind, Codebook, Label, Mark, Natural, RelationKind, Rules};

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn choice(id: &str, key: char, values: &[&str], definition: &str) -> Attribute {
    Attribute { kind: AttributeKind::Choice(lines(values)), definition: definition.into(), ..Attribute::plain(id, key) }
}

fn of(kind: AttributeKind, id: &str, key: char, definition: &str) -> Attribute {
    Attribute { kind, definition: definition.into(), ..Attribute::plain(id, key) }
}

fn text(id: &str, key: char, definition: &str) -> Attribute {
    of(AttributeKind::Text, id, key, definition)
}

fn actor() -> Label {
    Label {
        mark: Mark::Underline,
        natural: Natural::Name,
        definition: "A person, organisation, state or group that acts, speaks, is accused, or is the target.".into(),
        includes: lines(&[
            "Names, and a place or building that stands for who sits there: Norland for its government.",
            "Descriptions that stand for one: the harbour master, authorities in Selden.",
            "Groups that act, speak or are aimed at.",
            "A pronoun only where it is the nearest speaker of a quote or claim: she said.",
        ]),
        excludes: lines(&[
            "Places as places: in Selden, outside Norland.",
            "Demonyms and adjectives on their own; people in general; events, laws, documents; the agency in a photo credit.",
        ]),
        boundaries: lines(&[
            "Without the article, and without the possessive 's; with numbers: at least ten crews.",
            "Titles and posts stay outside the name and go into the role; a post alone is the span.",
            "An apposition is two mentions of one entity; actors that act together are one span.",
        ]),
        examples: lines(&["[Ilse Brandt], the [harbour master], told [Norland]’s envoy to wait.", "In Selden, [at least ten crews] walked out."]),
        attributes: vec![
            text("entity", 'n', "The canonical name, which ties all mentions together."),
            choice("kind", 'k', &["person", "organisation", "state", "group"], "What sort of actor it is."),
            choice("mention", 'm', &["name", "description", "pronoun", "metonym"], "How the text refers to it."),
            text("role", 'o', "Title or post, as the text gives it."),
            choice("reply", 'y', &["none asked", "no response", "declined", "denied"], "What became of the right of reply."),
            of(AttributeKind::Flag, "misspelt", 's', "Whether the name is printed wrongly."),
        ],
        ..Label::plain("actor", 'a')
    }
}

fn threat() -> Label {
    let types = [
        "threat to life",
        "kidnap or kill plot",
        "violence or repression",
        "transnational repression",
        "espionage",
        "cyber",
        "disinformation or interference",
        "sanctions or economic",
        "legal",
        "military",
        "terrorism",
        "harassment",
    ];
    Label {
        mark: Mark::Wavy,
        natural: Natural::Clause,
        definition: "Words that present harm meant, planned, done or feared, by someone against someone.".into(),
        includes: lines(&["Threats that are voiced, plots, hostile acts, assessed risks, and words that refer back to one of these."]),
        excludes: lines(&["Natural hazards, metaphors of sport and markets, sanctions already in force, protest itself, history told as history."]),
        boundaries: lines(&[
            "From the word of harm through the target; issuer and cue stay outside when they are a subject of their own.",
            "A possessive issuer stays inside when it belongs to the noun; a time at the end and the article stay outside.",
        ]),
        examples: lines(&["The syndicate [threatened to sink any ferry that sails] next week.", "She spoke of [Norland’s attacks on the union]."]),
        attributes: vec![
            choice("form", 'f', &["communicated", "plot", "act", "risk", "mention"], "Voiced, planned, done, assessed, or referred to."),
            choice("type", 't', &types, "What sort of harm."),
            choice("modality", 'm', &["asserted", "alleged", "potential", "conditional", "denied", "generic"], "How certain the text is of it."),
            choice("severity", 's', &["lethal", "violent", "non-violent", "unspecified"], "How grave the harm is."),
            choice("immediacy", 'y', &["imminent", "ongoing", "past", "conditional", "unspecified"], "When."),
        ],
        ..Label::plain("threat", 't')
    }
}

fn claim() -> Label {
    let types = ["quantity", "event", "comparison", "cause", "law or rules", "prediction", "personal experience", "assessment", "other"];
    Label {
        mark: Mark::Dotted,
        natural: Natural::Clause,
        definition: "The shortest clause that could be true or false and that somebody should be able to check.".into(),
        includes: lines(&["Events, quantities, comparisons, causes, predictions with a date, law and rules, accusations, and what is denied."]),
        excludes: lines(&["Wishes, questions, pure values, promises, definitions, the frame of the attribution, trivia that nobody would check."]),
        boundaries: lines(&[
            "The proposition without cue, hedging verb, quotation marks and outer punctuation; one proposition a span.",
            "Quantifiers and dates stay inside: they are what is checked.",
        ]),
        examples: lines(&["The union said [the strike has cost the port 4 million] and [twelve ships have turned away]."]),
        attributes: vec![
            Attribute {
                default: "unchecked".into(),
                ..choice(
                    "status",
                    's',
                    &["unchecked", "supported", "disputed", "refuted", "unverifiable"],
                    "What checking has found; disputed: denied in the story itself.",
                )
            },
            choice("checkability", 'k', &["easy", "hard", "opinion"], "How hard it is to check."),
            choice("type", 't', &types, "What sort of claim."),
            of(AttributeKind::Span, "hedge", 'h', "The word that hedges it: allegedly."),
            choice("polarity", 'p', &["affirmed", "denied"], "Whether it is affirmed or denied."),
            text("evidence", 'd', "An address or a note."),
            text("checked_by", 'b', "Who checked it."),
            of(AttributeKind::Date, "checked_on", 'o', "When it was checked."),
            choice("priority", 'w', &["0", "1", "2", "3"], "How much it is worth to be checked."),
        ],
        ..Label::plain("claim", 'c')
    }
}

fn quote() -> Label {
    Label {
        mark: Mark::Italic,
        natural: Natural::Quotation,
        over_paragraphs: true,
        definition: "Words or statements reported as somebody's, quotation marks included.".into(),
        includes: lines(&[
            "Direct: wholly inside quotation marks, with the marks and all punctuation inside them.",
            "Indirect: a clause reported without marks after or before a verb of saying, with its “that”.",
            "Mixed: a reported clause that holds quoted words; the quoted words are tagged as well.",
        ]),
        excludes: lines(&["Scare quotes, titles of works, mottos, hypothetical speech, a statement without content, no comment."]),
        boundaries: lines(&[
            "The sentence's own full stop stays outside; a quote interrupted by its cue is one annotation with two spans.",
            "A quote over several paragraphs has a span in each; of a quote in a quote only the outer one, unless somebody else is quoted.",
        ]),
        examples: lines(&["[“We wait,”] she said. [“Nobody sails.”]", "The envoy said [that talks would go on]."]),
        attributes: vec![
            choice("kind", 'k', &["direct", "indirect", "mixed"], "How the words are reported."),
            of(AttributeKind::Flag, "partial", 'p', "Whether it is a fragment in somebody else's sentence."),
            of(AttributeKind::Span, "cue", 'c', "The words that attribute it: said."),
            text("marks", 'm', "The quotation marks as printed."),
            text("language", 'l', "The language in which it was said."),
            of(AttributeKind::Flag, "translated", 't', "Whether it was translated."),
            choice("checked_against", 'h', &["recording", "transcript", "notes", "nothing"], "What the wording was checked against."),
        ],
        ..Label::plain("quote", 'q')
    }
}

fn relation(id: &str, (name, inverse): (&str, &str), (from, to): (&str, &str), single: bool, definition: &str) -> RelationKind {
    RelationKind {
        id: id.into(),
        name: name.into(),
        inverse: inverse.into(),
        from: vec![from.into()],
        to: vec![to.into()],
        single,
        definition: definition.into(),
    }
}

impl Default for Codebook {
    /// The four labels: actor, threat, claim, quote.
    fn default() -> Self {
        Self {
            labels: vec![actor(), threat(), claim(), quote()],
            relations: vec![
                relation("said_by", ("said by", "said"), ("quote", "actor"), true, "Who said it: the nearest mention, a pronoun allowed."),
                relation("relayed_by", ("relayed by", "relayed"), ("quote", "actor"), true, "Who passed on what somebody else said."),
                relation("claimed_by", ("claimed by", "claimed"), ("claim", "actor"), false, "Who claims it."),
                relation("denies", ("denies", "denied by"), ("actor", "claim"), false, "Who denies it."),
                relation("issued_by", ("issued by", "issued"), ("threat", "actor"), false, "Who threatens."),
                relation("targets", ("targets", "target of"), ("threat", "actor"), false, "Whom the threat is aimed at."),
                relation("same_as", ("same as", "same as"), ("actor", "actor"), true, "A mention of the same actor; an equal entity says it more simply."),
                relation("same_claim", ("repeats", "repeated by"), ("claim", "claim"), true, "The same claim earlier in the story."),
                relation("same_threat", ("repeats", "repeated by"), ("threat", "threat"), true, "The same threat earlier in the story."),
            ],
            rules: Rules::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_relations_join_labels_that_are_there() {
        let codebook = Codebook::default();
        for label in &codebook.labels {
            let mut keys: Vec<char> = label.attributes.iter().map(|attribute| attribute.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), label.attributes.len(), "{}", label.id);
            for attribute in &label.attributes {
                assert!(attribute.parse(&attribute.default).is_ok(), "{}", attribute.id);
            }
            for example in &label.examples {
                assert!(example.contains('[') && example.contains(']'), "{example}");
            }
        }
        for relation in &codebook.relations {
            assert!(relation.from.iter().chain(&relation.to).all(|label| codebook.label(label).is_some()), "{}", relation.id);
        }
    }
}
