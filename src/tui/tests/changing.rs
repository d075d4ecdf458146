//! Annotations that are there: going to them, relabelling, edges, more spans, deleting, notes, undoing, the article's state.

use super::harness::{Disk, Stage, check, refuses};
use crate::annotation::{Origin, WorkState};
use crate::tui::model::Overlay;

#[test]
fn going_through_annotations_nested_ones_in_turn() {
    let text = "[One] {q:two {a:three} four} five {t:six}";
    check(text, "e", "One {q*:[two] {a:three} four} five {t:six}");
    check(text, "ee", "One {q:two {a*:[three]} four} five {t:six}");
    check(text, "3e", "One {q:two {a:three} four} five {t*:[six]}");
    check(text, "3eE", "One {q:two {a*:[three]} four} five {t:six}");
    check(text, "3e2[", "One {q*:[two] {a:three} four} five {t:six}");
    check(text, "]", "One {q*:[two] {a:three} four} five {t:six}");
    let stage = check(text, "4e", "[One] {q:two {a:three} four} five {t:six}");
    assert_eq!(stage.said(), "no annotation after this");
    refuses("[One] two", "e", "nothing is annotated here yet");
    check("One {a:two} [three]", "E", "One {a*:[two]} three");
    check("One {a:[two]} three", "e", "One {a*:[two]} three");
}

#[test]
fn coincident_annotations_are_each_reached() {
    let text = "[One] {c:{t:two}} three";
    check(text, "e", "One {c*:{t:[two]}} three");
    check(text, "ee", "One {c:{t*:[two]}} three");
    check(text, "eeE", "One {c*:{t:[two]}} three");
}

#[test]
fn relabelling() {
    check("[One] {a:two} three", "eRt", "One {t*:[two]} three");
    check("[One] {a:two} three", "eR<Esc>", "One {a*:[two]} three");
    check("One {a:[two]} three", "Rc", "One {c:[two]} three");
    check("One {a:{c:[two]}} three", "eRc", "One {a*:{c:[two]}} three");
    let stage = check("[One] {a:two} three", "eRa", "One {a*:[two]} three");
    assert!(!stage.said().is_empty(), "the same label again says so");
    let mut stage = check("[One] {a:two} three", "eRtu", "One {a:[two]} three");
    assert_eq!(stage.keys("U").shown(), "One {t:[two]} three");
    refuses("[One] two", "R", "no annotation under the caret");
}

#[test]
fn edges_are_adjusted_and_applied() {
    check("[One] {a:two} three four", "evl<Enter>", "One {a*:two [three]} four");
    check("[One] {a:two} three four", "evoh<Enter>", "{a*:[One] two} three four");
    check("[One] {a:two} three four", "evLL<Enter>", "One {a*:[two] th}ree four");
    check("[One] {a:two} three four", "evl<Esc>", "One {a:two} [three] four");
    let stage = check("[One] {a:two} {a:three} four", "evol<Esc>", "One {a:two} {a:[three]} four");
    assert!(stage.model.overlay.is_none());
    let mut stage = check("[One] {a:two} three four", "evl<Enter>u", "One {a:two} [three] four");
    assert_eq!(stage.keys("U").set().annotations().len(), 1);
}

#[test]
fn new_edges_that_make_it_equal_to_another_are_refused() {
    let stage = check("[One] {a:two {a:three}} four", "eevoh<Enter>", "One {a:[two] {a*:three}} four");
    assert!(stage.refused() && stage.said().contains("already"), "{}", stage.said());
}

#[test]
fn one_more_span_says_where_it_goes() {
    let mut stage = Stage::marked("[One] {c:two} three four", 80, 24);
    assert!(stage.keys("e&").said().contains("the claim “two”"), "{}", stage.said());
    check("[One] {c:two} three four", "e&llv&", "One {c*:two} three {c&*:[four]}");
    check("[One] {c:two} three four", "e&llv<Enter>", "One {c*:two} three {c&*:[four]}");
    check("[One] {c:two} three four", "e&<Esc>llv", "One {c:two} three «[four]»");
    let stage = check("[One] {c:two three} four", "e&v&", "One {c*:[two] three} four");
    assert!(stage.said().contains("overlap"), "{}", stage.said());
    refuses("[One] two", "&", "select the annotation to add to first");
}

#[test]
fn deleting_goes_from_the_innermost_outwards() {
    let text = "{q:One {c:two {a:[three]}} four}";
    check(text, "x", "{q:One {c:two [three]} four}");
    check(text, "xx", "{q:One two [three] four}");
    check(text, "xx<Delete>", "One two [three] four");
    check(text, "xxxu", "{q:One two [three] four}");
    check(text, "xxx3u", "{q:One {c:two {a:[three]}} four}");
    check(text, "xxx3u2U", "{q:One two [three] four}");
    check(text, "gex", "[One] {c:two {a:three}} four");
    refuses("[One] two", "x", "no annotation under the caret");
}

#[test]
fn a_selected_fragment_is_deleted_alone() {
    let text = "[One] {q:two} and {q&:three} four";
    check(text, "lllvx", "One {q:two} and [three] four");
    check(text, "ex", "One [two] and three four");
    check(text, "lllx", "One two and [three] four");
}

#[test]
fn doubt_and_notes() {
    check("[One] {a:two} three", "e!", "One {a*!:[two]} three");
    check("[One] {a:two} three", "e!!", "One {a*:[two]} three");
    check("One {a:[two]} three", "!u", "One {a:[two]} three");
    let stage = check("[One] {a:two} three", "eimind this<Enter>", "One {a*#:[two]} three");
    assert_eq!(stage.set().annotations()[0].note, "mind this");
    check("[One] {a:two} three", "eimind this<Esc>", "One {a*:[two]} three");
    let stage = check("[One] {a:two} three", "eia<M-Enter>b<Enter>i<C-j>c<Enter>", "One {a*#:[two]} three");
    assert_eq!(stage.set().annotations()[0].note, "a\nb\nc");
    check("[One] {a:two} three", "eix<Enter>i<Backspace><Enter>", "One {a*:[two]} three");
    refuses("[One] two", "!", "no annotation under the caret");
    refuses("[One] two", "i", "no annotation under the caret");
}

#[test]
fn a_note_left_as_it_was_is_no_step() {
    let mut stage = Stage::marked("[One] {a:two} three", 80, 24);
    assert_eq!(stage.keys("ei<Enter>u").said(), "nothing to undo");
}

#[test]
fn details_open_and_act() {
    let mut stage = Stage::marked("[One] {a:two} {t:three}", 80, 24);
    stage.keys("e<Enter>");
    assert!(matches!(stage.model.overlay, Some(Overlay::Form(_))));
    stage.keys("!");
    assert!(matches!(stage.model.overlay, Some(Overlay::Form(_))));
    assert_eq!(stage.shown(), "One {a*!:[two]} {t:three}");
    assert_eq!(stage.keys("e").shown(), "One {a!:two} {t*:[three]}");
    assert_eq!(stage.keys("x").shown(), "One {a!:two} [three]");
    assert!(stage.model.overlay.is_none());
    check("[One] {a:two} three", "e<Enter>Rt", "One {t*:[two]} three");
    check("[One] {a:two} three", "e<Enter>vl<Enter>", "One {a*:two [three]}");
    check("[One] {a:two} three", "e<Enter>ihm<Enter>", "One {a*#:[two]} three");
    check("One {a:[two]} three", "<Enter><Esc>", "One {a*:[two]} three");
    refuses("[One] two", "<Enter>", "no annotation under the caret");
}

#[test]
fn undo_and_redo_count_and_stop_at_the_ends() {
    let text = "Ilse [Brandt] met Noor Haldane.";
    let mut stage = Stage::marked(text, 80, 24);
    stage.keys("a3la");
    assert_eq!(stage.shown(), "{a:Ilse Brandt} met {a:Noor [Haldane]}.");
    assert_eq!(stage.set().annotations().len(), 2);
    assert_eq!(stage.keys("9u").set().annotations().len(), 0);
    assert_eq!(stage.caret(), "Brandt", "undo goes back to where it was");
    assert_eq!(stage.keys("u").said(), "nothing to undo");
    assert_eq!(stage.keys("<C-y>").set().annotations().len(), 1);
    assert_eq!(stage.keys("9U").set().annotations().len(), 2);
    assert_eq!(stage.keys("U").said(), "nothing to redo");
    assert_eq!(stage.keys("<C-z>").set().annotations().len(), 1);
    stage.keys("t");
    assert_eq!(stage.keys("U").said(), "nothing to redo");
}

#[test]
fn a_suggestion_that_is_changed_becomes_edited() {
    let story = "[Then] Ilse Brandt waited there.";
    for keys in ["<Tab>aeRt", "<Tab>aevl<Enter>", "<Tab>aH"] {
        let mut stage = Stage::marked(story, 80, 24);
        stage.keys(keys);
        assert_eq!(stage.set().annotations()[0].origin, Origin::Edited { by: "names".into() }, "{keys}: {}", stage.shown());
    }
    let mut stage = Stage::marked(story, 80, 24);
    stage.keys("<Tab>ae!");
    assert_eq!(stage.set().annotations()[0].origin, Origin::Suggested { by: "names".into() });
}

#[test]
fn done_and_not_done() {
    let mut stage = Stage::plain("Ilse waits.", 80, 24);
    assert_eq!(stage.keys("d").set().state(), WorkState::Done);
    assert_eq!(stage.keys("d").set().state(), WorkState::InProgress);
    assert_eq!(stage.keys("u").set().state(), WorkState::Done);
    assert_eq!(stage.keys("u").set().state(), WorkState::New);
}

#[test]
fn the_role_of_a_block_goes_round() {
    let mut stage = Stage::plain("One.\nTwo.", 80, 24);
    let role = |stage: &Stage| stage.model.desk.as_ref().unwrap().article().blocks()[1].role;
    let before = role(&stage);
    stage.keys("jB");
    assert_ne!(role(&stage), before);
    assert!(stage.said().contains("this block is"), "{}", stage.said());
    assert_eq!(stage.done, ["meta"]);
    assert_eq!(stage.caret(), "Two");
    for _ in 0..20 {
        if role(&stage) == before {
            return;
        }
        stage.keys("B");
    }
    panic!("the first role does not come back");
}

#[test]
fn copying_gives_clean_text() {
    assert_eq!(Stage::marked("[One] two", 80, 24).keys("y").done, ["copy One"]);
    assert_eq!(Stage::marked("[Ilse]\u{a0}Brandt’s “no”", 80, 24).keys("sy").done, ["copy Ilse\u{a0}Brandt’s “no”"]);
    assert_eq!(Stage::plain("a\u{202e}b\u{1b}[31mc", 80, 24).keys("py").done, ["copy ab[31mc"]);
    assert_eq!(Stage::marked("[One].\nTwo.", 80, 24).keys("ppy").done, ["copy One.\nTwo."]);
    let mut stage = Stage::marked("[One] two", 80, 24);
    assert!(stage.keys("y").said().starts_with("sent 3 characters"), "{}", stage.said());
    assert_eq!(Stage::marked("[One] {q:two} and {q&:three}", 80, 24).keys("ey").done, ["copy two\nthree"]);
}

#[test]
fn every_edit_is_saved_and_says_so() {
    let mut stage = Stage::marked("Then Ilse [Brandt] waited.", 80, 24);
    stage.keys("a");
    assert_eq!(super::super::update::save_sign(&stage.model).1, "✓ saved 12:00:00");
    assert_eq!(stage.records["anna"].0.set.annotations().len(), 1);
    stage.disk = Disk::Slow;
    stage.keys("LL");
    assert_eq!(super::super::update::save_sign(&stage.model).1, "● 2 unsaved");
    stage.disk = Disk::Full;
    stage.keys("L");
    assert_eq!(super::super::update::save_sign(&stage.model).1, "✗ NOT SAVED: the disk is full");
    stage.disk = Disk::Sound;
    assert_eq!(super::super::update::save_sign(&stage.keys("<C-s>").model).1, "✓ saved 12:00:00");
    assert_eq!(stage.keys("<C-s>").said(), "all is saved already");
}

#[test]
fn a_relation_goes_and_comes_back_with_its_annotation_in_one_step() {
    use crate::annotation::{AnnotationSet, Relation};
    let mut stage = Stage::marked("{q:“We wait,”} said {a:[Ilse]}.", 80, 24);
    let relation = Relation {
        id: "r".into(),
        kind: "said_by".into(),
        from: "0000".into(),
        to: "0001".into(),
        origin: Origin::Human,
        created: jiff::Timestamp::UNIX_EPOCH,
        modified: jiff::Timestamp::UNIX_EPOCH,
        conflict: std::collections::BTreeMap::new(),
        ext: std::collections::BTreeMap::new(),
    };
    let all = stage.set().annotations().iter().map(|annotation| (**annotation).clone()).collect();
    stage.model.desk.as_mut().unwrap().record.as_mut().unwrap().set = AnnotationSet::new(all, vec![relation], Vec::new(), WorkState::InProgress);
    assert!(stage.keys("x").said().contains("and its relation"), "{}", stage.said());
    assert_eq!(stage.set().relations().len(), 0);
    assert_eq!(stage.keys("u").set().relations().len(), 1);
    assert_eq!(stage.shown(), "{q:“We wait,”} said {a:[Ilse]}.");
}
