//! Sentences with what must be found in them, marked as `{s:source}`, `{c:cue}` and content that is `{d:direct}`,
//! `{i:indirect}` or `{m:mixed}`; with numbers where there is more than one attribution.

use super::*;
use crate::article::{BlockRule, Text};
use proptest::prelude::*;

/// The text without its marks.
fn plain(marked: &str) -> String {
    let mut text = String::new();
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        let opens = c == '{' && rest.find(':').is_some_and(|at| at <= 4);
        let skip = if opens { rest.find(':').unwrap() + 1 } else { c.len_utf8() };
        if !opens && c != '}' {
            text.push(c);
        }
        rest = rest.get(skip..).unwrap();
    }
    text
}

/// The article with everything marked that is found in it.
fn marked(article: &Article) -> String {
    let all: Vec<Attribution> = (0..article.blocks().len()).flat_map(|block| attributions(article, block)).collect();
    let mut marks: Vec<(u32, bool, i64, String)> = Vec::new();
    for (number, found) in all.iter().enumerate() {
        let number = if all.len() > 1 { (number + 1).to_string() } else { String::new() };
        let letter = match found.kind {
            Speech::Direct => 'd',
            Speech::Indirect => 'i',
            Speech::Mixed => 'm',
        };
        let content = found.content.iter().map(|span| (letter, *span));
        for (letter, span) in content.chain(found.cue.map(|span| ('c', span))).chain(found.source.map(|span| ('s', span))) {
            marks.push((span.start, true, -i64::from(span.end), format!("{{{letter}{number}:")));
            marks.push((span.end, false, -i64::from(span.start), "}".to_owned()));
        }
    }
    marks.sort();
    let text = article.text().as_str();
    let mut at = 0;
    let mut out = String::new();
    for (next, _, _, mark) in marks {
        out.push_str(text.get(at..next as usize).unwrap());
        out.push_str(&mark);
        at = next as usize;
    }
    out + text.get(at..).unwrap()
}

fn article(text: &str) -> Article {
    Article::with_rule(Text::new(text), BlockRule::Lines)
}

/// Checks every sentence, so that one run shows all that are wrong.
fn check(sentences: &[&str]) {
    let found: Vec<String> = sentences.iter().map(|sentence| marked(&article(&plain(sentence)))).collect();
    let wrong: Vec<String> = sentences.iter().zip(&found).filter(|(a, b)| a != b).map(|(a, b)| format!("\n  want {a}\n  have {b}")).collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn direct_speech_before_and_after_its_cue() {
    check(&[
        "{d:“We will not be hurried,”} {s:Tolvik} {c:said}.",
        "{d:\"We held ten such talks,”} {c:said} {s:Brandt}.",
        "{d:“The gate stays shut,”} {c:said} {s:Noor Haldane, the Courier’s editor}.",
        "{d:“The gate stays shut”}, {c:said} {s:Brandt, the minister}.",
        "{s:Brandt} {c:said}: {d:“We wait for Norland.”}",
        "{s:The mayor of Port Selden} {c:said} on Tuesday, {d:“We wait for Norland.”}",
        "{d:“We wait,”} {s:he} {c:said}. {d:“We do not beg.”}",
        "{d:“We wait,”} {s:he} {c:said}, {d:“but we do not beg.”}",
        "{d:“We will,”} {s:he} {c:said}; {d:“they will not.”}",
        "{s:Tolvik}, speaking in parliament on Monday, {c:said}: {d:“We wait.”}",
        "{d:‘We’re not afraid,’} {c:said} {s:Räsvik}, {d:‘and we won’t go.’}",
        "{d:“Will you pay?”} {s:she} {c:asked}.",
        "{d:“Will you pay?”} {c:asked} {s:the dockers’ leader}.",
        "{d:“We unload ships,”} {c:said} {s:Tomas Ferrand, the union’s president}. {d:“We do not hand them over.”}",
        "{d:‘We are ready,’} {s:Räsvik} {c:told} reporters.",
        "{d:``We wait for them,''} {s:Brandt} {c:said}.",
        "{s:A message found on the telephone} {c:read}: {d:“Two fish on Tuesday, bring both coats.”}",
        "{d:“This harbour is closed,”} {s:Brandt} {c:wrote} on Twitter.",
        "{d:\"We will not be hurried by a clock”}, {c:says} {s:prime minister}.",
        "{d:“We will not be hurried,”} {c:says} {s:prime minister}; reporter told to leave or “drown”",
        "{s:She} {c:had written} last week {i:that the owners lent money to Verecki’s brother}.",
        "{s:Brandt} {c:said} {m:“we wait” and “we beg,”} then left.",
        "{s:He} {c:warned} {d:“that the U.K. would stay in the U.K.”}",
        "{s:Brandt} {c:described} {m:Norland’s “aggressive intelligence services” as a danger}.",
    ]);
}

#[test]
fn indirect_speech_after_its_cue() {
    check(&[
        "{s:Brandt} {c:said} {i:prices will rise}.",
        "{s:Brandt} {c:said} {i:that prices will rise}.",
        "{s:Brandt} {c:said} on Tuesday {i:that prices will rise}.",
        "{s:Brandt} {c:said} in a statement {i:that the gate would stay shut}.",
        "{s:The union} {c:said} on Monday {i:it would wait}.",
        "{s:Maren Tolvik, Ketland’s prime minister}, {c:told} parliament {i:that the tanker had dragged its anchor}.",
        "{s:Tolvik} {c:told} reporters in Drazna {i:the ship would stay}.",
        "{s:Jonas Breckan, the chief prosecutor}, {c:alleged} {i:that each had been paid 40,000 crowns}.",
        "{s:Brandt}, who leads the union, {c:said} {i:the dockers were ready}.",
        "{s:A spokesman for the harbour authority} {c:said} {i:the gate was shut}.",
        "{s:Officials in Selden} {c:say} {i:the strike is over}.",
        "{s:Sources close to the navy} {c:said} on condition of anonymity {i:that the fleet had left}.",
        "{s:Brandt} {c:has repeatedly warned} {i:that ships could sink}.",
        "{s:She} {c:asked} {i:whether the ship was safe}.",
        "{s:The mayor} {c:warned} {i:that the strait, mined since June, was closed}.",
        "But {s:Sarran} {c:did not say} {i:how the pair had met}.",
        "{s:Dr.\u{a0}Penhale} {c:said}\u{a0}{i:the fleet knows these waters}.",
        "{s:The Selden Courier} {c:said} {i:that its reporters had been told by the police to leave}.",
        "{s:The U.N. envoy} {c:said} {i:the U.S. ship left on Sept. 19 at 9 a.m. and never came back}.",
        "{s:Breckan} {c:said} {i:the pair had allegedly met in Drazna}.",
        "Dockers at the gate, {i:which} {s:Brandt} {c:said} {i:was shut}.AP file",
        "{s:Brandt} {c:says} {i:the U.K. will stay in the U.N.}",
    ]);
}

#[test]
fn the_cue_after_what_is_said_or_in_the_middle_of_it() {
    check(&[
        "{i:Prices will rise}, {s:analysts} {c:said}.",
        "{i:The strike is over}, {c:said} {s:Brandt}.",
        "{i:Prices}, {s:he} {c:said}, {i:will rise}.",
        "{i:The gate stays shut}, {s:the union} {c:said} on Monday.",
        "Despite the fog, {i:the pilots went out}, {c:said} {s:Räsvik}.",
        "{c:According to} {s:the union}, {i:the gate is shut}.",
        "{i:The gate is shut}, {c:according to} {s:a report by the Lantern Institute}.",
    ]);
}

#[test]
fn mixed_speech_is_one_clause_with_its_quoted_words() {
    check(&[
        "{s:Brandt} {c:said} {m:the minister was “entirely wrong” about the harbour}.",
        "{s:Odile Sarran} {c:said} {m:they were fishermen who had “never met a spy in their lives.”}",
        "{s:Sorvania’s embassy} {c:called} {m:the account “a fairy tale with a chart attached.”}",
        "{s:He} {c:said} {m:that Norland’s “open gate” policy had failed}.",
        "{m:The account was “a fairy tale,”} {s:Breckan} {c:said}.",
    ]);
}

#[test]
fn demands_accusations_and_judgements() {
    check(&[
        "{s:Northline} {c:has denied} {i:any part in them}.",
        "{s:The union} {c:vowed} {i:to hold out until May}.",
        "{s:The minister} {c:called for} {i:a vote on the harbour}.",
        "{s:Norland} {c:accused} {i:Ketland of holding the crew}.",
        "{s:The mayor} {c:urged} {i:dockers to go back to work}.",
        "{s:Orlov} {c:refused} {i:to speak about the cable}.",
        "{s:The union}’s {c:claim} {i:that the gate was shut}.",
        "{s:The police} {c:blamed} {i:persons directed from abroad}.",
    ]);
    let act = |text: &str| attributions(&article(text), 0)[0].act;
    assert_eq!(act("Northline denied any part in them."), Act::Accuse);
    assert_eq!(act("The union vowed to hold out."), Act::Demand);
    assert_eq!(act("Brandt believes that the gate is shut."), Act::Think);
    assert_eq!(act("Brandt praised the pilots."), Act::Judge);
    assert_eq!(act("Brandt said the gate is shut."), Act::Say);
}

#[test]
fn several_cues_in_a_sentence_are_several_attributions() {
    check(&[
        "{s1:{s2:Brandt}} {c1:said} {i1:the gate was shut}, {c2:adding} {i2:that it would stay so}.",
        "{s1:{s2:Brandt}} {c1:denied} {i1:the charge} and {c2:said} {i2:she would appeal}.",
        "{s1:{s2:The prosecutor}}, who {c1:asked} not {i1:to be named}, {c2:said} {i2:the men were spies}.",
        "{s2:Brandt}, {c1:asked} {i1:whether she would go}, {c2:said} {i2:no decision had been made}.",
        "{s1:Brandt} {c1:said} {i1:the gate was shut}, but {s2:Orlov} {c2:said} {i2:it was open}.",
        "{d1:“I have moved my daughter,”} {s1:Sarkany} {c1:said}. {s2:She} {c2:added} {i2:that her desk would stay}.",
    ]);
}

#[test]
fn what_is_no_attribution() {
    check(&[
        "The report ran to ten pages.",
        "Norland’s “woke” envoy met Ilse Brandt in Selden.",
        "The calls lasted an hour.",
        "The book “A Port in Fog” won a prize.",
        "They sailed at noon.",
        "Reporter told to leave Port Selden",
        "The embassy did not respond to a request for comment.",
        "Sorvanian officials did not answer questions about it.",
        "Der Minister sagte, das Tor bleibe zu.",
        "Le maire a dit que le port reste ouvert.",
        "",
        "—“…”",
    ]);
}

#[test]
fn a_quotation_over_several_paragraphs_is_reported_once() {
    check(&[
        "{s:Räsvik} {c:said}: {d:“The pilots went out.}\n\n{d:“A port is a promise,”}",
        "{d:“The pilots went out on Monday all the same.}\n\n{d:“A port is a promise,”} {s:Räsvik} {c:said}.",
    ]);
}

/// The actors and reasons for what stands in `[brackets]`.
fn sources(text: &str) -> Vec<(String, Reason)> {
    let (start, end) = (text.find('[').unwrap(), text.find(']').unwrap() - 1);
    let article = article(&text.replace(['[', ']'], ""));
    let span = Span { start: start as u32, end: end as u32 };
    sources_of(&article, span).iter().map(|source| (article.text().slice(source.actor).to_owned(), source.reason)).collect()
}

#[test]
fn the_likeliest_sources_of_a_quotation() {
    use Reason::{Antecedent, SamePart, SpeakerBefore, Subject};
    let is = |text: &str, want: &[(&str, Reason)]| {
        let want: Vec<(String, Reason)> = want.iter().map(|(actor, reason)| ((*actor).to_owned(), *reason)).collect();
        assert_eq!(sources(text), want, "{text}");
    };
    is("[“We unload ships,”] said Tomas Ferrand, the union’s president.", &[("Tomas Ferrand", Subject)]);
    is("“We unload ships,” said Tomas Ferrand. [“We do not hand them over.”]", &[("Tomas Ferrand", SamePart)]);
    is("Foreign Minister Zoltán Verecki said [the ship would stay].", &[("Zoltán Verecki", Subject)]);
    is("The foreign minister, Zoltán Verecki, said the [ship would stay].", &[("Zoltán Verecki", Subject)]);
    is("The MI5 chief said [that the ship would stay].", &[("MI5 chief", Subject)]);
    is("Officials in Selden said [the ship would stay].", &[("Officials in Selden", Subject)]);
    is("Aino Räsvik said the pilots had gone out.\n\n[“It is a promise that somebody will fetch you.”]", &[("Aino Räsvik", SpeakerBefore)]);
    is("Teresa Quillon flew to Drazna on Monday. [“There is still a door,”] she said.", &[("she", Subject), ("Teresa Quillon", Antecedent)]);
    is(
        "Jonas Breckan said the pair knew the shifts. The embassy of Norland was silent.\n\n[“They had coats,”] he said.",
        &[("he", Subject), ("Jonas Breckan", Antecedent)],
    );
    is("Mr. Orlov said no. Mrs. Brandt said yes.\n\n[“They had ten coats,”] he said.", &[("he", Subject), ("Orlov", Antecedent)]);
    is("[“A port is a promise that somebody will come.”]", &[]);
}

#[test]
fn the_sample_story_says_who_said_each_quotation() {
    let article = Article::new(Text::new(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample-story.txt"))));
    let mut found = Vec::new();
    for block in 0..article.blocks().len() {
        for quotation in crate::article::quotations(&article, block, article.text().span()) {
            let span = quotation.spans[0];
            let words: String = article.text().slice(span).chars().take(16).collect();
            let who: Vec<&str> = sources_of(&article, span).iter().map(|source| article.text().slice(source.actor)).collect();
            found.push(format!("{words} | {}", who.join(", ")));
        }
    }
    found.dedup();
    let want = [
        "“We will not be  | prime minister",
        "“end up in the w | prime minister",
        "“face the conseq | ",
        "“We have been pa | Verecki",
        "“At noon on Thur | Verecki",
        "“for nine miles, | Maren Tolvik",
        "“a fairy tale wi | Sorvania’s embassy",
        "“We will not be  | Tolvik",
        "“The ship stays  | Tolvik",
        "“never met a spy | Odile Sarran",
        "“Two fish on Tue | message found on Dorin’s telephone",
        "“About nine tent | Aino Räsvik",
        "“end up in the w | Selden Courier",
        "“Since June, Dir | Noor Haldane",
        "“I have moved my | Sarkany",
        "“but not my desk | Sarkany",
        "“persons directe | police",
        "“Its fleet is fo | she, Ruth Penhale",
        "“There is still  | she, Teresa Quillon",
        "“We unload ships | Tomas Ferrand",
        "“We do not hand  | Tomas Ferrand",
        "“This is Port Se | she, Räsvik",
        "“We are open.” | she, Räsvik",
    ];
    assert_eq!(found, want);
}

proptest! {
    #[test]
    fn spans_lie_in_the_text_in_order(text in "([A-Z]?[a-z]{1,6}|said|told|that|to|He|“|”|\"|'|’s|,|\\.|:|according to|was|and| |\n|\u{a0}|é|👍|\\PC){0,60}") {
        let article = Article::new(Text::new(text));
        for block in 0..article.blocks().len() {
            let whole = article.block(block).unwrap().span;
            let mut start = 0;
            for found in attributions(&article, block) {
                for span in found.content.iter().chain(&found.cue).chain(&found.source).chain(&found.name) {
                    prop_assert!(article.text().holds(*span) && !span.is_empty(), "{:?}", found);
                    prop_assert!(whole.covers(*span) || !whole.overlaps(*span), "{:?}", found);
                }
                prop_assert!(found.content.is_sorted_by_key(|span| span.start) && found.content.windows(2).all(|two| two[0].end <= two[1].start), "{:?}", found);
                let own = found.content.iter().find(|span| whole.covers(**span)).map_or(start, |span| span.start);
                prop_assert!(own >= start);
                start = own;
                prop_assert!(sources_of(&article, found.content[0]).len() <= 2);
            }
        }
    }
}

#[test]
fn an_unnamed_source_is_that_description_and_nobody_from_the_paragraph_before() {
    for (rest, expected) in [
        ("a union official said.", "union official"),
        ("a union official who asked not to be named said.", "union official"),
        ("a union official, who asked not to be named, said.", "union official"),
        ("a union official in Port Velen said.", "union official in Port Velen"),
        ("one of the officers at the gate said.", "one of the officers at the gate"),
        ("a senior official speaking on condition of anonymity said.", "senior official"),
        ("said a spokesperson.", "spokesperson"),
        ("the spokeswoman later said.", "spokeswoman"),
        ("a union official, asked about the minister’s threat, said.", "union official"),
        ("a source who was not authorised to speak publicly said.", "source"),
        ("a man speaking through the gate said.", ""),
        ("", "Ilse Brandt"),
    ] {
        let story = format!("Ilse Brandt, the minister, said she would send the police. She said it twice.\n“If she sends police, we will answer.” {rest}");
        let story = if rest.is_empty() { story } else { story.replace("answer.”", "answer,”") };
        let article = article(&story);
        let at = story.find('“').unwrap() as u32;
        let end = (story.find('”').unwrap() + '”'.len_utf8()) as u32;
        let found: Vec<&str> = sources_of(&article, Span { start: at, end }).into_iter().map(|source| article.text().slice(source.actor)).collect();
        let first = found.iter().copied().find(|name| *name != "She").unwrap_or_default();
        assert_eq!(first, expected, "{rest} {found:?}");
    }
}
