//! Tagging: natural spans, capitals, adjusting, repeating, all occurrences, origins, borders between blocks.

use super::harness::{Stage, check, refuses};
use crate::annotation::{Origin, WorkState};

#[test]
fn an_actor_is_the_name_else_the_word() {
    check("Then Ilse [Brandt] waited.", "a", "Then {a:Ilse [Brandt]} waited.");
    check("The [minister] waited.", "a", "The {a:[minister]} waited.");
    check("[Norland]’s envoy", "a", "{a:[Norland]}’s envoy");
    check("Norland’s [“]bold plans” failed", "a", "Norland’s [“]bold plans” failed");
    check("The guard, Ilse\u{a0}[Brandt], left", "a", "The guard, {a:Ilse\u{a0}[Brandt]}, left");
    check("He left the [U.K.]", "a", "He left the {a:[U.K.]}");
    check("They fled to the [U.K.] He stayed.", "a", "They fled to the {a:[U.K.]} He stayed.");
}

#[test]
fn claims_and_threats_are_clauses() {
    check("He was late, the [ship] had gone, and it rained.", "c", "He was late, {c:the [ship] had gone}, and it rained.");
    check("He was late, the [ship] had gone, and it rained.", "t", "He was late, {t:the [ship] had gone}, and it rained.");
}

#[test]
fn a_quote_is_the_quotation_with_its_marks() {
    check("“We [wait],” she said.", "q", "{q:“We [wait],”} she said.");
    check("\"We [wait]”. She left.", "q", "{q:\"We [wait]”}. She left.");
    check("She saw “an\u{a0}[imminent] risk” there.", "q", "She saw {q:“an\u{a0}[imminent] risk”} there.");
    check("Norland’s “bold [plans]” failed", "q", "Norland’s {q:“bold [plans]”} failed");
    check("‘We [wait],’ she said.", "q", "{q:‘We [wait],’} she said.");
    let stage = refuses("She said “no” and [left].", "q", "no quotation around the caret to tag as quote");
    assert!(stage.refused() && stage.set().annotations().is_empty());
}

#[test]
fn a_quotation_over_paragraphs_becomes_one_quote_with_a_span_each() {
    let before = "“We [wait], he said.\n“We wait long,” he said.";
    let stage = check(before, "q", "{q:“We [wait], he said.}\n{q&:“We wait long,”} he said.");
    assert_eq!(stage.set().annotations().len(), 1);
    check("“One [two].\n“Three.\n“Four.” Five.", "q", "{q:“One [two].}\n{q&:“Three.}\n{q&:“Four.”} Five.");
    check("“One.\n“Two.\n“Four [five].” Six.", "q", "{q:“One.}\n{q&:“Two.}\n{q&:“Four [five].”} Six.");
}

#[test]
fn a_split_quote_is_two_spans_of_one() {
    let before = "“They are [spies],” he said. “This struck us.”";
    let stage = check(before, "q&;&", "{q*:“They are spies,”} he said. {q&*:[“]This struck us.”}");
    assert_eq!(stage.set().annotations().len(), 1);
    let mut stage = check(before, "q&;", "{q:“They are spies,”} he said. «[“]This struck us.”»");
    assert_eq!(stage.keys("&u").shown(), "{q:“They are spies,”} he said. [“]This struck us.”");
}

#[test]
fn selections_over_paragraphs_are_for_quotes_only() {
    check("One [two].\nThree four.", "v}q", "One {q:two.}\n{q&:[Three]} four.");
    for label in ["a", "t", "c"] {
        let stage = check("One [two].\nThree four.", &format!("v}}{label}"), "One «two.\n[Three]» four.");
        assert!(stage.said().contains("cannot go over the end of a paragraph"), "{}", stage.said());
    }
    // Neither a new edge nor one more span gets round that.
    let stage = check("One {c:[two]}.\nThree four.", "ev}<Enter>", "One «{c*:two}.\n[Three]» four.");
    assert!(stage.refused(), "{}", stage.said());
    let stage = check("One {c:[two]} three.\nFour five.", "e&lv}&", "One {c:two} «three.\n[Four]» five.");
    assert!(stage.refused(), "{}", stage.said());
    check("One {q:[two]}.\nThree four.", "ev}<Enter>", "One {q*:two.}\n{q&*:[Three]} four.");
}

#[test]
fn capitals_keep_the_selection() {
    check("[Ilse] Brandt came.", "mA", "{a:«[Ilse] Brandt»} came.");
    check("[Ilse] Brandt came.", "mAc", "{a:{c:[Ilse] Brandt}} came.");
    check("[Ilse] Brandt came.", "ma", "{a:[Ilse] Brandt} came.");
    check("“We [wait],” she said.", "Q", "{q:“We [wait],”} she said.");
    check("[One] two.", "sCTQ", "{c:{t:{q:«[One] two.»}}}");
}

#[test]
fn what_was_just_tagged_is_adjusted_until_the_caret_moves() {
    check("Then Ilse [Brandt] waited, all.", "aL", "Then {a:Ilse [Brandt] w}aited, all.");
    check("Then Ilse [Brandt] waited, all.", "aH", "Then {a:Ilse [Brand}t] waited, all.");
    check("Then Ilse [Brandt] waited, all.", "a-", "Then {a:Ilse} [Brandt] waited, all.");
    check("Then Ilse [Brandt] waited, all.", "a+", "{a:Then Ilse [Brandt] waited}, all.");
    check("Then Ilse [Brandt] waited, all.", "al+", "«[Then] {a:Ilse Brandt} waited», all.");
}

#[test]
fn the_same_label_on_the_same_span_again_does_nothing_and_says_so() {
    let stage = check("Then Ilse [Brandt] waited.", "aa", "Then {a:Ilse [Brandt]} waited.");
    assert_eq!(stage.said(), "“Ilse Brandt” is already tagged as actor");
    assert!(stage.refused());
    let mut stage = check("Then Ilse [Brandt] waited.", "aau", "Then Ilse [Brandt] waited.");
    assert_eq!(stage.keys("u").said(), "nothing to undo");
}

#[test]
fn dot_repeats_and_semicolon_finds_the_next_of_the_kind() {
    let story = "[Ilse] Brandt met Noor Haldane and “We wait for you,” said Tomas Ferrand.";
    check(story, "a;", "{a:Ilse Brandt} met «[Noor] Haldane» and “We wait for you,” said Tomas Ferrand.");
    check(story, "a;.", "{a:Ilse Brandt} met {a:[Noor] Haldane} and “We wait for you,” said Tomas Ferrand.");
    check(story, "a;.;.", "{a:Ilse Brandt} met {a:Noor Haldane} and “We wait for you,” said {a:[Tomas] Ferrand}.");
    check(story, "a;;.", "{a:Ilse Brandt} met Noor Haldane and “We wait for you,” said {a:[Tomas] Ferrand}.");
    check(story, "a2;", "{a:Ilse Brandt} met Noor Haldane and “We wait for you,” said «[Tomas] Ferrand».");
    check("“We [wait] here,” said Ilse. “Not for long.”", "q;", "{q:“We wait here,”} said Ilse. «[“]Not for long.”»");
    refuses(story, ".", "nothing was tagged yet");
    refuses(story, ";", "nothing was tagged yet");
}

#[test]
fn all_occurrences_are_ticked_off_and_tagged_in_one_step() {
    let story = "[Norland] waits. Norland’s fleet, and Norlanders; norland. Norland.";
    let all = "{a:[Norland]} waits. {a:Norland}’s fleet, and Norlanders; norland. {a:Norland}.";
    let mut stage = check(story, "a*<Enter>", all);
    let origins: Vec<_> = stage.set().annotations().iter().map(|annotation| annotation.origin.clone()).collect();
    assert_eq!(origins, [Origin::Human, Origin::Repeated, Origin::Repeated]);
    assert_eq!(stage.keys("u").shown(), "{a:[Norland]} waits. Norland’s fleet, and Norlanders; norland. Norland.");
    assert_eq!(stage.keys("U").set().annotations().len(), 3);
    check(story, "a*<Tab><Enter>", "{a:[Norland]} waits. Norland’s fleet, and Norlanders; norland. {a:Norland}.");
    check(story, "a*j <Enter>", "{a:[Norland]} waits. {a:Norland}’s fleet, and Norlanders; norland. Norland.");
    let stage = check(story, "a*<C-a><Enter>", "{a:[Norland]} waits. Norland’s fleet, and Norlanders; norland. Norland.");
    assert_eq!(stage.said(), "nothing was ticked");
    check(story, "a*<Esc>", "{a:[Norland]} waits. Norland’s fleet, and Norlanders; norland. Norland.");
    refuses(story, "*", "tag one first");
    let stage = check("[Ilse] waits.", "a*", "{a:[Ilse]} waits.");
    assert_eq!(stage.said(), "“Ilse” occurs nowhere else untagged");
}

#[test]
fn occurrences_with_other_spaces_and_quotes_are_the_same_text() {
    check("[Ilse] Brandt came. Ilse\u{a0}Brandt left.", "a*<Enter>", "{a:[Ilse] Brandt} came. {a:Ilse\u{a0}Brandt} left.");
}

#[test]
fn origins_tell_what_was_proposed() {
    let by = || "names".to_owned();
    let origin = |stage: &Stage| stage.set().annotations()[0].origin.clone();
    let story = "[Then] Ilse Brandt waited there.";
    assert_eq!(origin(Stage::marked(story, 80, 24).keys("<Tab>a")), Origin::Suggested { by: by() });
    assert_eq!(origin(Stage::marked(story, 80, 24).keys("<Tab>vla")), Origin::Edited { by: by() });
    assert_eq!(origin(Stage::marked(story, 80, 24).keys("<Tab>La")), Origin::Edited { by: by() });
    assert_eq!(origin(Stage::marked(story, 80, 24).keys("<Tab>+a")), Origin::Edited { by: by() });
    assert_eq!(origin(Stage::marked(story, 80, 24).keys("<Tab>a+")), Origin::Edited { by: by() });
    assert_eq!(origin(Stage::marked(story, 80, 24).keys("la")), Origin::Human);
    assert_eq!(origin(Stage::marked(story, 80, 24).keys("<Tab>lma")), Origin::Human);
    let quote = "[Then] “We wait for you,” he said.";
    assert_eq!(origin(Stage::marked(quote, 80, 24).keys("<Tab>q")), Origin::Suggested { by: "quotations".into() });
}

#[test]
fn the_first_tag_begins_the_work_and_undo_takes_that_back() {
    let mut stage = Stage::plain("Ilse waits.", 80, 24);
    assert_eq!(stage.set().state(), WorkState::New);
    assert_eq!(stage.keys("a").set().state(), WorkState::InProgress);
    assert_eq!(stage.keys("u").set().state(), WorkState::New);
}

#[test]
fn a_label_on_a_selected_annotation_goes_on_the_same_span() {
    check("[One] {c:two three} four", "et", "One {c:{t:[two] three}} four");
}

#[test]
fn the_status_line_names_label_and_text() {
    let mut stage = Stage::marked("Then Ilse [Brandt] waited.", 80, 24);
    assert_eq!(stage.keys("a").said(), "actor on “Ilse Brandt”");
    assert_eq!(stage.keys("+").said(), "now “Then Ilse Brandt waited”");
    assert_eq!(stage.keys("u").said(), "undone: edges of “Ilse Brandt”");
    let mut stage = Stage::marked("“We [wait],” she said.", 80, 24);
    assert!(stage.keys("q").said().starts_with("quote on “We wait,” · 1 said by "));
}

#[test]
fn counts_grow_shrink_and_pass_by() {
    check("Then Ilse [Brandt] waited, and he left.", "a2+", "{a:Then Ilse [Brandt] waited, and he left.}");
    check("{q:One {c:two {a:[three]}} four}", "2x", "{q:One two [three] four}");
    let stage = check("{q:One {c:two {a:[three]}} four}", "9x", "One two [three] four");
    assert!(stage.said().starts_with("deleted quote"), "{}", stage.said());
}
