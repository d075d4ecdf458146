//! Selecting: by extension, by object, by candidate, with the mouse; and what lets go of it.

use super::super::event::Mouse;
use super::harness::{Stage, check, check_at, refuses};
use crate::config::Context;

#[test]
fn extending_by_movements() {
    check("One [two] three four", "v", "One «[two]» three four");
    check("One [two] three four", "vl", "One «two [three]» four");
    check("One two [three] four", "vhh", "«[One] two three» four");
    check("One [two] three four", "v2l", "One «two three [four]»");
    check("One [two]. Three four.\nFive.", "v)", "One «two. [Three]» four.\nFive.");
    check("One [two] three\nfour five", "vj", "One «two three\nfour [five]»");
    check("One [two] three", "v$", "One «two [three]»");
    check("One [two] three", "vv", "One [two] three");
    check("One [two] three", "vl<Esc>", "One two [three]");
    check("One [two] three four", "v/fo<Enter>", "One two three «[four]»");
}

#[test]
fn extending_with_shift() {
    check("One [two] three four", "<S-Right>", "One «two [three]» four");
    check("One [two] three four", "<S-Right><S-Right>", "One «two three [four]»");
    check("One [two] three four", "2<S-Right>", "One «two three [four]»");
    check("One two [three] four", "<S-Left>", "One «[two] three» four");
    check("One [two] and\nthree four", "<S-Down>", "One «two and\n[three]» four");
    check("One two\nthree [four]", "<S-Up>", "One «[two]\nthree four»");
    check("One [two] three four", "<S-Right><S-Left><S-Left>", "«[One] two» three four");
    check("One [two] three four", "<S-Right>l", "One two three [four]");
    check("One [two] three four", "v<S-Right>l", "One «two three [four]»");
    check("[Ilse] Brandt said so", "m<S-Right>", "«Ilse Brandt [said]» so");
}

#[test]
fn the_other_edge_moves_after_a_swap() {
    check("One [two] three four", "vloh", "«[One] two three» four");
    check("One [two] three four", "vlohol", "«One two three [four]»");
    check("One [two] three four", "vlo", "One «[two] three» four");
    check("[Ilse] Brandt said so", "ml", "Ilse [Brandt] said so");
    check("Then [Ilse] Brandt said so", "mo<Right>", "Then Ilse «[Brandt]» said so");
    check("Then [Ilse] Brandt said so", "moh", "«[Then] Ilse Brandt» said so");
}

#[test]
fn characters_move_the_edge_and_skip_white_space() {
    check("One [two] three", "vL", "One «[two] t»hree");
    check("One [two] three", "vLLHH", "One «[two]» three");
    check("One [two] three", "vH", "One [«tw»o] three");
    check("One [two] three", "v9H", "One [«t»wo] three");
    check("One [two] three", "vo2H", "O«ne [two]» three");
    check("One [two] three", "v3<M-Right>", "One «[two] thr»ee");
    check("The [cafe\u{301}s] it", "v2H", "The [«caf»e\u{301}s] it");
}

#[test]
fn objects_around_the_caret() {
    let story = "The envoy, Ilse [Brandt] of the Port Authority, waits. “We wait,” she said.";
    check(story, "m", "The envoy, «[Ilse] Brandt» of the Port Authority, waits. “We wait,” she said.");
    check(story, "s", "«[The] envoy, Ilse Brandt of the Port Authority, waits.» “We wait,” she said.");
    check(story, "p", "«[The] envoy, Ilse Brandt of the Port Authority, waits. “We wait,” she said.»");
    check("He was late, the [ship] had gone, and it rained.", ",", "He was late, «[the] ship had gone», and it rained.");
    check("“We [wait],” she said.", "z", "«[“]We wait,”» she said.");
    check("“We [wait],” she said.", "\"", "«[“]We wait,”» she said.");
    refuses("They [wait] here.", "z", "no quotation here");
    refuses("They [wait] here.", "m", "no name here");
}

#[test]
fn the_same_key_again_adds_the_next_one() {
    check("[One] two. Three four. Five.", "ss", "«[One] two. Three four.» Five.");
    check("[One] two. Three four. Five.", "2s", "«[One] two. Three four.» Five.");
    check("[One] two. Three four. Five.", "3s", "«[One] two. Three four. Five.»");
    check("[One].\nTwo.\nThree.", "pp", "«[One].\nTwo.»\nThree.");
    check("“We [wait],” she said. “Not long.”", "zz", "«[“]We wait,” she said. “Not long.”»");
    check("He was [late], the ship had gone, and it rained.", ",,", "«[He] was late, the ship had gone», and it rained.");
    check("[Ilse] Brandt met Noor Haldane there.", "mm", "«[Ilse] Brandt met Noor Haldane» there.");
}

#[test]
fn growing_and_shrinking_climb_the_units() {
    let mut stage = Stage::marked("Then Ilse [Brandt] waited, and he left. They came.", 80, 24);
    let mut steps = Vec::new();
    for _ in 0..6 {
        stage.keys("+");
        steps.push(stage.selected().to_owned());
    }
    assert_eq!(steps[0], "Ilse Brandt");
    assert_eq!(steps.last().unwrap(), "Then Ilse Brandt waited, and he left. They came.");
    assert_eq!(stage.keys("+").said(), "cannot grow any more");
    let steps = steps.len();
    for _ in 0..steps {
        stage.keys("-");
    }
    assert_eq!(stage.said(), "cannot shrink any more");
    check("Then Ilse [Brandt] waited, and he left.", "=", "Then «[Ilse] Brandt» waited, and he left.");
    check("Then Ilse [Brandt] waited, and he left.", "2+", "«[Then] Ilse Brandt waited», and he left.");
    check("Then Ilse [Brandt] waited, and he left.", "9999+", "«[Then] Ilse Brandt waited, and he left.»");
}

#[test]
fn candidates_are_names_and_quotations_in_reading_order() {
    let story = "[Then] Ilse Brandt met the envoy. “We wait for Norland,” said Brandt.";
    check(story, "<Tab>", "Then «[Ilse] Brandt» met the envoy. “We wait for Norland,” said Brandt.");
    check(story, "<Tab><Tab>", "Then Ilse Brandt met the envoy. «[“]We wait for Norland,”» said Brandt.");
    check(story, "2<Tab>", "Then Ilse Brandt met the envoy. «[“]We wait for Norland,”» said Brandt.");
    check(story, "3<Tab>", "Then Ilse Brandt met the envoy. “We wait for «[Norland]»,” said Brandt.");
    check(story, "3<Tab><S-Tab>", "Then Ilse Brandt met the envoy. «[“]We wait for Norland,”» said Brandt.");
    let stage = check(story, "9<Tab>", "Then Ilse Brandt met the envoy. “We wait for Norland,” said «[Brandt]».");
    assert_eq!(stage.said(), "no untagged candidate after this");
    check("Then {a:Ilse Brandt} met the [envoy] Noor Haldane.", "<S-Tab>", "Then {a:Ilse Brandt} met the [envoy] Noor Haldane.");
    check("Then [Ilse] Brandt came.", "<Tab>", "Then «[Ilse] Brandt» came.");
}

#[test]
fn a_rejected_candidate_does_not_come_back() {
    let story = "[Then] Ilse Brandt met Noor Haldane.";
    let mut stage = check(story, "<Tab>X", "Then Ilse Brandt met «[Noor] Haldane».");
    assert!(stage.said().contains("not shown here again: the name “Ilse Brandt”"), "{}", stage.said());
    assert_eq!(stage.done, ["place"]);
    stage.keys("g<Tab>");
    assert_eq!(stage.selected(), "Noor Haldane");
    refuses(story, "X", "select a candidate with Tab first");
}

#[test]
fn candidates_of_an_article_are_there_at_once_and_those_of_a_book_near_the_caret() {
    let line = "Then Ilse Brandt met the envoy.\n";
    for (times, there) in [(10, true), (100_000, false)] {
        let mut stage = Stage::plain(&line.repeat(times), 80, 24);
        assert_eq!(stage.model.desk.as_ref().unwrap().candidates.are_there(), there);
        assert_eq!(stage.keys("<Tab><Tab>").selected(), "Ilse Brandt");
    }
}

#[test]
fn candidates_that_are_switched_off_say_so() {
    let mut stage = Stage::marked("[Then] Ilse Brandt came.", 80, 24);
    stage.model.settings.candidates = false;
    assert_eq!(stage.keys("<Tab>").said(), "candidates are switched off (candidates: Off)");
    assert_eq!(stage.selected(), "");
}

#[test]
fn movements_let_go_of_objects_and_hits_unless_extending() {
    check("[One] two three.", "sl", "One [two] three.");
    check("[One] two three.", "/two<Enter>l", "One two [three].");
    check("[One] two three four.", "/two<Enter>vl", "One «two [three]» four.");
    check("[Ilse] Brandt came.", "mvl", "«Ilse Brandt [came]».");
    check("[Ilse] Brandt came.", "<Tab>l", "Ilse [Brandt] came.");
}

#[test]
fn a_possessive_leaves_the_name_alone() {
    check("[Norland]’s envoy", "v", "«[Norland]»’s envoy");
    check("[Norland]’s envoy", "m", "«[Norland]»’s envoy");
    check("The [U.K.]’s envoy", "m", "The «[U.K.]»’s envoy");
}

#[test]
fn the_mouse_presses_drags_and_turns() {
    let stage = || Stage::marked("[One] two three four", 80, 24);
    let text = stage().model.regions.text;
    let cell = |column: u16| (text.x + column, text.y);
    let (x, y) = cell(5);
    assert_eq!(stage().mouse(Mouse::Press(x, y)).shown(), "One [two] three four");
    assert_eq!(stage().mouse(Mouse::Press(x, y)).mouse(Mouse::Press(x, y)).shown(), "One «[two]» three four");
    let (to, _) = cell(9);
    assert_eq!(stage().mouse(Mouse::Press(x, y)).mouse(Mouse::Drag(to, y)).shown(), "One «two [three]» four");
    assert_eq!(stage().mouse(Mouse::Press(x, y)).mouse(Mouse::Drag(to, y)).keys("l").shown(), "One two three [four]");
    assert_eq!(stage().mouse(Mouse::Press(to, y)).mouse(Mouse::Drag(x, y)).shown(), "One «[two] three» four");
    assert_eq!(stage().keys("s").mouse(Mouse::Press(x, y)).shown(), "One [two] three four");
    assert_eq!(stage().mouse(Mouse::Press(x, y + 9)).caret(), "two", "below the text, the last row counts");
    assert_eq!(stage().mouse(Mouse::Press(0, y)).caret(), "One", "in the margin, the start of the row");
    assert_eq!(stage().keys("f").mouse(Mouse::Press(x, y)).keys("l").shown(), "One two [three] four", "it ends a jump");
    let mut long = Stage::plain(&(0..99).map(|n| format!("row{n} word")).collect::<Vec<_>>().join("\n"), 60, 22);
    let caret = long.mouse(Mouse::Wheel(3)).mouse(Mouse::Wheel(3)).caret().to_owned();
    assert_ne!(caret, "row0");
    assert!(long.mouse(Mouse::Wheel(-3)).mouse(Mouse::Wheel(-3)).keys("k").caret() < caret.as_str());
}

#[test]
fn a_drag_on_the_last_cell_of_a_wide_row_stays_in_it() {
    check_at(40, "[安]全 保障", "l", "安[全] 保障");
    let mut stage = Stage::marked("[安]全 保障", 40, 10);
    let text = stage.model.regions.text;
    stage.mouse(Mouse::Press(text.x + 1, text.y)).mouse(Mouse::Drag(text.right() - 1, text.y));
    assert_eq!(stage.selected(), "安全 保障");
}

#[test]
fn the_context_follows_what_is_selected() {
    let mut stage = Stage::marked("[One] two {a:three}", 80, 24);
    let context = |stage: &Stage| super::super::update::context(&stage.model);
    assert_eq!(context(&stage), Context::Page);
    assert_eq!(context(stage.keys("v")), Context::Selection);
    assert_eq!(context(stage.keys("<Esc>e")), Context::Annotation);
    assert_eq!(context(stage.keys("v")), Context::Selection);
    assert_eq!(context(stage.keys("<Esc>")), Context::Page);
}

#[test]
fn a_name_that_is_turned_down_is_so_everywhere_in_the_article() {
    let mut stage = Stage::marked("[It] rained. Norland and Selden met. Norland’s envoy left; Norlanders stayed in Selden.", 80, 24);
    stage.keys("<Tab>X");
    assert!(stage.said().ends_with("the name “Norland”, here and at another place"), "{}", stage.said());
    let mut seen = vec![stage.selected().to_owned()];
    while !stage.keys("<Tab>").said().starts_with("no untagged") {
        seen.push(stage.selected().to_owned());
    }
    assert!(!seen.contains(&"Norland".to_owned()), "{seen:?}");
    stage.keys("gu");
    assert_eq!(stage.selected(), "Norland", "undone for all of them");
}

#[test]
fn places_to_look_at_come_after_the_names_of_their_sentence_and_are_gone_on_from() {
    let story = "Norland plotted to burn the quay, and Selden waits. Brandt spoke.";
    check(story, "<Tab><Tab><Tab>", "Norland «[plotted] to burn the quay», and Selden waits. Brandt spoke.");
    let mut stage = Stage::marked(story, 100, 24);
    let screen = super::dump::dump(&stage.keys("<Tab><Tab><Tab>").screen());
    assert!(screen.contains("look: t threat? “plotted”: a word of harm"), "{screen}");
    // What was taken is behind: the names that were passed do not come again.
    check(story, "<Tab><Tab><Tab>t<Tab>", "Norland {t:plotted to burn the quay}, and Selden waits. «[Brandt]» spoke.");
    check(story, "<Tab><Tab><Tab><S-Tab>", "Norland plotted to burn the quay, and «[Selden]» waits. Brandt spoke.");
}
