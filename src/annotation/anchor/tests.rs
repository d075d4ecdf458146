//! Rules one by one, and any text and anchor without a fault. How often places are right is measured in `truth`.

mod truth;

use proptest::prelude::*;

use super::*;
use crate::annotation::item::context;

const OLD: &str = "Harbour strike enters third week\n\nThe dockers at Port Selden went out on Monday, and they will stay out until a new contract is signed, their union said.\n\n“We are ready to talk,” said Ilse Brandt, who leads the union. The port’s owner did not answer.\n\nIlse Brandt has led the union for nine years.\n";

fn anchor(text: &Text, start: u32, end: u32) -> Anchor {
    let span = Span { start, end };
    let (before, after) = context(text, span);
    Anchor { start: text.char_of(start), end: text.char_of(end), text: text.slice(span).into(), before: before.into(), after: after.into() }
}

/// The anchor of the occurrence number `nth` of `words`.
fn nth(words: &str, nth: usize) -> Anchor {
    let at = OLD.match_indices(words).nth(nth).unwrap().0 as u32;
    anchor(&Text::new(OLD), at, at + words.len() as u32)
}

/// What became of the anchors in a new text: the verdict, and the texts of the spans.
fn placed(new: &str, anchors: &[Anchor]) -> (Verdict, Vec<String>) {
    judged(&Reanchoring::new(Some(&Text::new(OLD)), &Text::new(new)), anchors)
}

fn judged(reanchoring: &Reanchoring, anchors: &[Anchor]) -> (Verdict, Vec<String>) {
    let found = reanchoring.place(anchors);
    let texts = found.spans.iter().map(|span| reanchoring.new.slice(*span).to_owned()).collect();
    (found.verdict, texts)
}

fn one(verdict: Verdict, text: &str) -> (Verdict, Vec<String>) {
    (verdict, vec![text.to_owned()])
}

#[test]
fn in_the_same_text_all_is_unchanged() {
    assert_eq!(placed(OLD, &[nth("Ilse Brandt", 1)]), one(Verdict::Unchanged, "Ilse Brandt"));
}

#[test]
fn what_stands_before_a_change_is_unchanged_and_what_stands_after_it_has_moved() {
    let new = OLD.replace("nine years", "more than nine years").replace("“We are", "“We are all");
    assert_eq!(placed(&new, &[nth("dockers", 0)]), one(Verdict::Unchanged, "dockers"));
    assert_eq!(placed(&new, &[nth("Ilse Brandt", 0)]), one(Verdict::Moved, "Ilse Brandt"));
    assert_eq!(placed(&new, &[nth("The port’s owner did not answer.", 0)]), one(Verdict::Moved, "The port’s owner did not answer."));
}

#[test]
fn a_word_changed_inside_a_long_span_refreshes_its_text_and_one_inside_a_short_span_needs_a_look() {
    let new = OLD.replace("a new contract", "a better contract").replace("Port Selden", "Port Harlow");
    let long = "they will stay out until a new contract is signed";
    assert_eq!(placed(&new, &[nth(long, 0)]), one(Verdict::Moved, "they will stay out until a better contract is signed"));
    assert_eq!(placed(&new, &[nth("Port Selden", 0)]), one(Verdict::NeedsLook, "Port Harlow"));
}

#[test]
fn a_changed_word_at_the_end_of_a_span_needs_a_look() {
    let new = OLD.replace("contract is signed", "contract is agreed");
    let long = "they will stay out until a new contract is signed";
    assert_eq!(placed(&new, &[nth(long, 0)]), one(Verdict::NeedsLook, "they will stay out until a new contract is agreed"));
}

#[test]
fn a_word_grown_at_the_end_of_a_span_needs_a_look() {
    assert_eq!(placed(&OLD.replace("nine years", "nine years’ time"), &[nth("led the union for nine years", 0)]).0, Verdict::NeedsLook);
    assert_eq!(placed(&OLD.replace("The port’s", "The port"), &[nth("The port", 0)]).0, Verdict::Unchanged);
    assert_eq!(placed(&OLD.replace("port’s owner", "ship’s captain"), &[nth("The port’s", 0)]).0, Verdict::NeedsLook);
}

#[test]
fn a_mark_left_at_the_end_by_a_deleted_word_needs_a_look() {
    let new = OLD.replace("is signed, their union", "is signed, union");
    assert_eq!(placed(&new, &[nth("until a new contract is signed, their", 0)]), one(Verdict::NeedsLook, "until a new contract is signed,"));
    let new = OLD.replace("is signed, their union", "is, their union");
    assert_eq!(placed(&new, &[nth("until a new contract is signed", 0)]), one(Verdict::Moved, "until a new contract is"));
}

#[test]
fn a_word_replaced_is_proposed_by_its_neighbours() {
    assert_eq!(placed(&OLD.replace("dockers", "strikers"), &[nth("dockers", 0)]), one(Verdict::NeedsLook, "strikers"));
}

#[test]
fn what_is_gone_is_lost_though_its_words_stand_elsewhere() {
    let new = OLD.replace("\nIlse Brandt has led the union for nine years.\n", "");
    assert_eq!(placed(&new, &[nth("Ilse Brandt", 1)]), (Verdict::Lost, Vec::new()));
    assert_eq!(placed("", &[nth("Ilse Brandt", 1)]), (Verdict::Lost, Vec::new()));
}

#[test]
fn a_paragraph_that_moved_takes_its_spans_along() {
    let paragraph = "“We are ready to talk,” said Ilse Brandt, who leads the union. The port’s owner did not answer.\n\n";
    let new = format!("{}{}", paragraph, OLD.replace(paragraph, ""));
    assert_eq!(placed(&new, &[nth("who leads the union", 0)]), one(Verdict::Moved, "who leads the union"));
}

#[test]
fn a_word_set_beside_the_same_word_needs_a_look() {
    let new = OLD.replace("The port’s", "The The port’s");
    assert_eq!(placed(&new, &[nth("The port’s owner did", 0)]).0, Verdict::NeedsLook);
    let new = OLD.replace("a new contract is signed", "a better signed signed");
    assert_eq!(placed(&new, &[nth("they will stay out until a new contract is signed", 0)]).0, Verdict::NeedsLook);
}

#[test]
fn a_word_that_stood_twice_at_an_end_and_stands_there_once_needs_a_look() {
    let old = Text::new("Brandt says the port is closed closed to all ships until Monday.\n");
    let new = Text::new("Brandt says the port is closed to all ships until Tuesday.\n");
    let reanchoring = Reanchoring::new(Some(&old), &new);
    assert_eq!(reanchoring.place(&[anchor(&old, 12, 30)]).verdict, Verdict::NeedsLook);
    assert_eq!(reanchoring.place(&[anchor(&old, 31, 47)]).verdict, Verdict::NeedsLook);
}

#[test]
fn a_changed_passage_that_stands_twice_needs_a_look() {
    let sentence = "The port’s owner did not answer.";
    let new = OLD.replace(sentence, "The port’s new owner did not answer. The port’s owner did not answer.");
    assert_eq!(placed(&new, &[nth("owner did not answer", 0)]).0, Verdict::NeedsLook);
}

#[test]
fn lines_broken_elsewhere_keep_all_places() {
    let new = OLD.replace("and they will stay out", "and they\nwill stay out");
    assert_eq!(placed(&new, &[nth("they will stay out", 0)]), one(Verdict::Moved, "they\nwill stay out"));
}

#[test]
fn of_several_spans_the_worst_counts_and_their_order_is_kept() {
    let quote = [nth("We are ready to talk", 0), nth("who leads the union", 0)];
    assert_eq!(placed(&OLD.replace("Harbour", "The harbour"), &quote).0, Verdict::Moved);
    let (verdict, texts) = placed(&OLD.replace("who leads", "who heads"), &quote);
    assert_eq!((verdict, texts.len()), (Verdict::NeedsLook, 2));
    let crossed =
        OLD.replace("“We are ready to talk,” said Ilse Brandt, who leads the union.", "who leads the union Brandt, said Ilse “We are ready to talk.”");
    assert!(placed(&crossed, &quote).0 >= Verdict::NeedsLook);
    let overlapping = [nth("Ilse Brandt", 0), nth("Brandt, who", 0)];
    assert_eq!(placed(OLD, &overlapping), one(Verdict::NeedsLook, "Ilse Brandt, who"));
    assert_eq!(placed(OLD, &[]), (Verdict::Lost, Vec::new()));
}

#[test]
fn without_the_old_text_the_context_decides() {
    let new = Text::new(OLD.replace("Harbour strike", "The harbour strike"));
    let alone = Reanchoring::new(None, &new);
    assert_eq!(judged(&alone, &[nth("who leads the union", 0)]), one(Verdict::Moved, "who leads the union"));
    assert_eq!(judged(&alone, &[nth("dockers", 0)]), one(Verdict::NeedsLook, "dockers"));
    assert_eq!(alone.follow(3), None);
    assert_eq!(judged(&Reanchoring::new(None, &Text::new(OLD)), &[nth("dockers", 0)]), one(Verdict::Unchanged, "dockers"));
}

#[test]
fn an_anchor_that_does_not_hold_what_it_says_is_searched() {
    let wrong = Anchor { start: 3, end: 9, ..nth("who leads the union", 0) };
    assert_eq!(placed(OLD, &[wrong]), one(Verdict::Moved, "who leads the union"));
}

#[test]
fn the_caret_stays_with_its_character_else_in_its_sentence_else_behind() {
    let old = Text::new("One two three. Four five.");
    let follow = |new: &str, at: u32| Reanchoring::new(Some(&old), &Text::new(new)).follow(at);
    assert_eq!(follow("One two three. Four five.", 16), Some(16));
    assert_eq!(follow("Zero. One two three. Four five.", 15), Some(21));
    assert_eq!(follow("One three. Four five.", 5), Some(4));
    assert_eq!(follow("One two three. Five.", 16), Some(19));
    assert_eq!(follow("One two three.", 17), Some(13));
    assert_eq!(follow("", 17), Some(0));
    assert_eq!(follow("Now One two three. Four five.", 99), Some(28));
}

#[test]
fn texts_with_little_in_common_come_to_an_end() {
    let filler = |words: &[&str], count: usize| (0..count).map(|at| words[at * at % 7 % words.len()]).collect::<Vec<_>>().join(" ");
    let (old, new) = (filler(&["the", "port", "is", "closed"], 60_000), filler(&["a", "port", "was", "the"], 60_000));
    let (old, new) = (Text::new(old), Text::new(new));
    let reanchoring = Reanchoring::new(Some(&old), &new);
    assert!(reanchoring.place(&[anchor(&old, 0, 15)]).verdict >= Verdict::NeedsLook);
}

/// Texts of odd characters and line ends.
fn texts() -> impl Strategy<Value = String> {
    "(\\PC|[a-d ]|the |said |“|\r\n|\n|👍🏽|e\u{301}|שלום |مرحبا |東京){0,60}"
}

fn sound(new: &Text, placement: &Placement) {
    let spans = &placement.spans;
    assert!(spans.iter().all(|span| !span.is_empty() && new.holds(*span)), "{spans:?}");
    assert!(spans.is_sorted_by(|a, b| a.end <= b.start), "{spans:?}");
    assert_eq!(spans.is_empty(), placement.verdict == Verdict::Lost);
}

proptest! {
    #[test]
    fn places_lie_in_the_new_text(old in texts(), new in texts(), a in 0usize..80, b in 0usize..80, at in 0u32..200) {
        let (old, new) = (Text::new(old), Text::new(new));
        let (a, b) = (a.min(old.char_count()), b.min(old.char_count()));
        let anchor = anchor(&old, old.byte_of(a.min(b)).unwrap(), old.byte_of(a.max(b)).unwrap());
        for known in [Some(&old), None] {
            let reanchoring = Reanchoring::new(known, &new);
            sound(&new, &reanchoring.place(std::slice::from_ref(&anchor)));
            sound(&new, &reanchoring.place(&[anchor.clone(), anchor.clone()]));
            if let Some(caret) = reanchoring.follow(at) {
                prop_assert!(caret <= new.len() && new.as_str().is_char_boundary(caret as usize));
            }
        }
    }

    #[test]
    fn in_the_same_text_places_are_the_same(text in texts(), a in 0usize..80, b in 0usize..80) {
        let text = Text::new(text);
        let (a, b) = (a.min(text.char_count()), b.min(text.char_count()));
        let span = text.span_of_chars(a.min(b), a.max(b)).unwrap();
        let placement = Reanchoring::new(Some(&text), &text).place(&[anchor(&text, span.start, span.end)]);
        let expected = if span.is_empty() { (Verdict::Lost, vec![]) } else { (Verdict::Unchanged, vec![span]) };
        prop_assert_eq!((placement.verdict, placement.spans), expected);
    }

    #[test]
    fn anchors_that_make_no_sense_are_never_certain(old in texts(), new in texts(), start: usize, end: usize, words in texts(), before in texts(), after in texts()) {
        let (old, new) = (Text::new(old), Text::new(new));
        let garbage = Anchor { start, end, text: format!("\u{1}{words}"), before, after };
        for known in [Some(&old), None] {
            let placement = Reanchoring::new(known, &new).place(std::slice::from_ref(&garbage));
            sound(&new, &placement);
            prop_assert!(placement.verdict >= Verdict::NeedsLook);
        }
    }
}
