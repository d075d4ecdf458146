//! What holds after any keys, on any article, at any size.

use std::collections::HashSet;

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::super::event::{Input, Mouse};
use super::harness::Stage;
use crate::annotation::{AnnotationSet, WorkState};
use crate::article::{Article, BlockRule, Text, safe_symbol};
use crate::config::{COMMANDS, Key, KeyCode};
use crate::tui::model::Overlay;
use crate::tui::screen::{Depth, Screen};
use crate::tui::view::{fingerprints, view};

const SAMPLE: &str = include_str!("../../../assets/sample-story.txt");

/// A story that means harm: escape sequences, direction overrides, stray marks, joiners, endless words.
fn hostile() -> String {
    let mut text = String::from("\u{1b}[31mRed\u{1b}]0;title\u{7} \u{202e}evil\u{202c} head\u{200b}line\u{feff}\n\n");
    text += "“Unclosed \u{301}mark, e\u{301}\u{302}\u{303}\u{304} said U.K.’s ‘Ilse\u{a0}Brandt\u{a0}\n\n\u{2028}\u{2029}\t\ttabs\u{0}nul\u{9b}c1\u{ad}soft\u{ad}hyphen\n\n";
    text += &"x".repeat(700);
    text += "\n\n\"”“’‘'“”\"\n\n🇺🇸🇺 👩‍👧‍👦👍🏽\u{e0041}\u{fe0f} a\u{200d}b\n\n";
    text += &"a\u{300}\u{301}\u{302}".repeat(40);
    text
}

/// The articles that keys are tried on.
fn articles() -> Vec<Article> {
    let cjk = "東京で火曜日、港湾労働者が「ストを続ける」と語った。👷‍♀️ 連合は\u{3000}応じない。\n\n「まだ\u{3000}終わらない」と山田さん。\n\nﾊﾝｶｸ ｶﾅ 🎣🎣 ok.";
    vec![
        Article::new(Text::new(hostile())),
        Article::new(Text::new("")),
        Article::new(Text::new(" \n\u{a0}\n")),
        Article::with_rule(Text::new(cjk), BlockRule::Paragraphs),
        Article::new(Text::new("One line, “said” Ilse Brandt of the U.K. and no more")),
        Article::new(Text::new(SAMPLE)),
        Article::with_rule(Text::new(SAMPLE), BlockRule::Wrapped),
    ]
}

/// Something that the terminal reports: mostly keys that mean something.
fn any_input() -> impl Strategy<Value = Input> {
    let bound: Vec<Key> = COMMANDS.iter().flat_map(|info| info.keys).map(|key| key.parse().unwrap()).filter(|key| *key != "C-q".parse().unwrap()).collect();
    let labels = "atcqATCQ".chars().map(Key::char).collect::<Vec<_>>();
    let digits = "1234".chars().map(Key::char).collect::<Vec<_>>();
    let key = |keys: Vec<Key>| prop::sample::select(keys).prop_map(Input::Key);
    prop_oneof![
        12 => key(bound),
        8 => key(labels),
        2 => key(digits),
        2 => any::<char>().prop_map(|c| Input::Key(Key::new(KeyCode::Char(c), false, false, false))),
        1 => (0..130u16, 0..50u16).prop_map(|(x, y)| Input::Mouse(Mouse::Press(x, y))),
        1 => (0..130u16, 0..50u16).prop_map(|(x, y)| Input::Mouse(Mouse::Drag(x, y))),
        1 => any::<i8>().prop_map(|by| Input::Mouse(Mouse::Wheel(by))),
        1 => (0..=130u16, 0..=50u16).prop_map(|(width, height)| Input::Resize(width, height)),
        1 => "\\PC{0,8}|[\u{1b}\u{202e}\n\ta]{1,4}".prop_map(Input::Paste),
    ]
}

/// Whether every annotation stands on text, on whole characters, without white space at its ends.
fn sound(set: &AnnotationSet, text: &Text, borders: &HashSet<usize>) -> Result<(), TestCaseError> {
    for annotation in set.annotations() {
        prop_assert!(!annotation.spans.is_empty());
        for pair in annotation.spans.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start, "{:?}", annotation.spans);
        }
        for span in &annotation.spans {
            prop_assert!(span.start < span.end && span.end <= text.len(), "{span:?}");
            let slice = text.as_str().get(span.start as usize..span.end as usize);
            prop_assert!(slice.is_some_and(|slice| slice.trim() == slice), "{slice:?}");
            for at in [span.start as usize, span.end as usize] {
                prop_assert!(borders.contains(&at), "{at} cuts a character in {slice:?}");
            }
        }
    }
    Ok(())
}

/// Draws, and looks at every cell.
fn drawn(stage: &Stage) -> Result<(), TestCaseError> {
    let buffer = stage.screen();
    let width = usize::from(buffer.area.width).max(1);
    for (at, cell) in buffer.content().iter().enumerate() {
        prop_assert!(safe_symbol(cell.symbol()), "{:?} on {:?}", cell.symbol(), stage.model.overlay);
        if cell.symbol().width() > 1 {
            let next = buffer.content().get(at + 1).filter(|_| at % width + 1 < width);
            prop_assert_eq!(next.map(ratatui::buffer::Cell::symbol), Some(" "), "half of {:?} is covered", cell.symbol());
        }
    }
    Ok(())
}

/// What is left of a set, without tombstones: undoing leaves those on purpose.
fn alive(set: &AnnotationSet) -> (Vec<crate::annotation::Annotation>, WorkState) {
    (set.annotations().iter().map(|annotation| (**annotation).clone()).collect(), set.state())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_spans_are_sound_and_all_can_be_undone(
        which in 0usize..7,
        size in prop_oneof![3 => Just((80u16, 24u16)), 2 => (0..=130u16, 0..=50u16)],
        inputs in prop::collection::vec(any_input(), 0..60),
    ) {
        let mut stage = Stage::open(articles().swap_remove(which), size.0, size.1);
        let first = alive(stage.set());
        let text = stage.model.desk.as_ref().unwrap().text().as_str().to_owned();
        let borders: HashSet<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        for input in inputs {
            stage.input(input);
            drawn(&stage)?;
            let desk = stage.model.desk.as_ref().unwrap();
            sound(desk.set().unwrap(), desk.text(), &borders)?;
            prop_assert!(text.get(desk.caret.start as usize..desk.caret.end as usize).is_some());
            prop_assert!(desk.selected().is_none_or(|span| !span.is_empty() && text.get(span.start as usize..span.end as usize).is_some()));
        }
        stage.resize(80, 24).keys("<C-c>9999u");
        prop_assert_eq!(alive(stage.set()), first);
        drawn(&stage)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn drawing_what_changed_gives_the_same_screen_as_drawing_all(which in 0usize..7, inputs in prop::collection::vec(any_input(), 0..40)) {
        let mut stage = Stage::open(articles().swap_remove(which), 80, 24);
        let mut screen = Screen::new(80, 24, Depth::True, false);
        for input in inputs {
            if let Input::Resize(width, height) = input {
                screen.resize(width, height);
            }
            stage.input(input);
            let model = &stage.model;
            screen.draw(&mut Vec::new(), &fingerprints(model), |canvas| view(model, canvas)).unwrap();
            prop_assert_eq!(screen.shown(), &stage.screen());
        }
    }
}

#[test]
fn every_size_can_be_drawn() {
    for article in articles() {
        let mut stage = Stage::open(article, 80, 24);
        stage.keys("<Tab>AjjsCv3j");
        for width in (0..=130).step_by(3).chain([19, 20, 21]) {
            for height in (0..=50).step_by(3).chain([4, 5, 6]) {
                drawn(stage.resize(width, height)).unwrap();
            }
        }
    }
}

/// A panel looks the same whatever lies under it.
#[test]
fn nothing_shines_through_what_lies_over_the_page() {
    for keys in ["?", ":", "O"] {
        let mut plain = Stage::sample(100, 32);
        let mut tagged = Stage::sample(100, 32);
        tagged.tagged(&[
            ("quote", "“We will not be hurried by a clock that somebody else has wound,” says"),
            ("threat", "gave Ketland 72 hours to release a seized oil tanker"),
        ]);
        let (plain, tagged) = (plain.keys(keys).screen(), tagged.keys(keys).screen());
        let panel = crate::tui::look::Look::new(&crate::config::Settings::default(), &crate::annotation::Codebook::default(), crate::tui::screen::Depth::True);
        let ground = panel.panel().bg.unwrap();
        for (one, other) in plain.content().iter().zip(tagged.content()).take(100 * 29) {
            assert!(one.bg != ground || one == other, "{keys}: {one:?} {other:?}");
        }
    }
}

#[test]
fn no_wide_character_is_cut_by_what_lies_over_it() {
    for shift in ["", "x"] {
        let mut stage = Stage::plain(&format!("{shift}{}", "東京港".repeat(200)), 80, 24);
        for keys in ["f", "<Esc>O", "<Esc>:", "<Esc>va*", "<Esc>i"] {
            drawn(stage.keys(keys)).unwrap();
        }
    }
}

#[test]
fn hostile_notes_and_names_are_drawn_harmlessly() {
    let mut stage = Stage::open(Article::new(Text::new(hostile())), 80, 24);
    stage.keys("vai").paste(&hostile());
    assert!(matches!(stage.model.overlay, Some(Overlay::Note { .. })));
    drawn(&stage).unwrap();
    drawn(stage.keys("<Enter>")).unwrap();
    drawn(stage.keys("<Enter>")).unwrap();
    drawn(stage.keys("<Esc>:").paste(&hostile())).unwrap();
    drawn(stage.keys("<Esc>/").paste(&hostile())).unwrap();
    drawn(stage.keys("<Esc>").paste(&hostile())).unwrap();
    stage.model.annotator = Some("\u{202e}evil\u{1b}".into());
    drawn(stage.keys("n<C-u>")).unwrap();
}
