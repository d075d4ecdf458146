//! What lies over the page: questions, lists, fields; leaving; and text that is pasted.

use std::sync::atomic::Ordering;

use super::super::event::Input;
use super::harness::{Disk, Stage};
use crate::tui::model::{Overlay, Pending};
use crate::tui::worker::Done;

fn story() -> Stage {
    Stage::marked("Then Ilse [Brandt] waited.", 80, 24)
}

#[test]
fn interrupt_cancels_what_is_pending_and_twice_quits() {
    let mut stage = story();
    assert_eq!(stage.keys("<C-c>").said(), "press Ctrl-c again to quit");
    assert_eq!(stage.keys("<C-c>").done, ["place", "quit"]);
    assert_eq!(story().keys("<C-c>l<C-c>").done, [""; 0]);
    for keys in ["f<C-c>", "eR<C-c>", ":<C-c>", "?<C-c>", "/x<C-c>", "3<C-c>", "v<C-c>", "<Tab><C-c>"] {
        let mut stage = story();
        stage.keys(keys);
        assert!(stage.model.overlay.is_none() && stage.model.pending == Pending::Nothing && stage.model.count.is_none(), "{keys}");
        assert_eq!((stage.selected(), stage.done.len()), ("", 0), "{keys}");
        assert_eq!(stage.keys("<C-c>").done, ["place", "quit"], "{keys}");
    }
}

#[test]
fn quitting_waits_for_the_save_and_asks_only_if_it_failed() {
    assert_eq!(story().keys("<C-q>").done, ["place", "quit"]);
    assert_eq!(story().keys("a<C-q>").done, ["place", "quit"]);
    let mut stage = story();
    stage.disk = Disk::Slow;
    assert_eq!(stage.keys("a<C-q>").done, [""; 0]);
    assert!(stage.model.quitting);
    let mut stage = story();
    stage.disk = Disk::Full;
    stage.keys("a<C-q>");
    assert!(matches!(stage.model.overlay, Some(Overlay::Confirm(_))));
    assert_eq!(stage.keys("n").done, [""; 0]);
    assert!(stage.model.overlay.is_none());
    assert_eq!(stage.keys("<C-q>z<Esc><C-q>y").done, ["place", "quit"]);
}

#[test]
fn pasted_text_never_runs_as_commands() {
    let mut stage = story();
    stage.paste("aatxq");
    assert!(matches!(stage.model.overlay, Some(Overlay::NewArticle(_))));
    assert!(stage.set().annotations().is_empty());
    assert_eq!(stage.keys("<Esc>").done, [""; 0]);
    assert_eq!(stage.paste("\n# A story\nof two lines").keys("<Enter>").done, ["new \"A story\" \"\" \n# A story\nof two lines"]);
    let mut stage = story();
    assert!(stage.paste(" \n").model.overlay.is_none());
    stage.keys("f").paste("as");
    assert_eq!(stage.model.pending, Pending::Nothing);
}

#[test]
fn pasted_text_goes_into_fields() {
    let mut stage = story();
    assert_eq!(stage.keys("/").paste("Ilse\nBrandt").selected(), "Ilse Brandt");
    let mut stage = story();
    stage.keys("ai").paste("one\ntwo").keys("<Enter>");
    assert_eq!(stage.set().annotations()[0].note, "one\ntwo");
}

#[test]
fn pasted_text_is_asked_for_its_title_and_date() {
    let mut stage = story();
    stage.paste("It goes on.").keys("<C-u>Strike<Tab>tomorrow<Enter>");
    assert!(stage.refused() && stage.said().starts_with("a date is 2026-11-25"), "{}", stage.said());
    assert_eq!(stage.keys("<C-u>2026-11-25<Enter>").done, ["new \"Strike\" \"2026-11-25\" It goes on."]);
    let mut stage = story();
    stage.paste("One").keys("<C-u>").paste("Two\nThree").keys("<Enter>");
    assert_eq!(stage.done, ["new \"Two Three\" \"\" One"], "what is pasted meanwhile goes into the field");
    assert!(story().keys(":make an article<Enter>").said().starts_with("paste the text now"));
}

#[test]
fn files_are_added_by_their_path() {
    let mut stage = story();
    stage.keys(":article-add<Enter>fe<Tab>");
    assert_eq!(stage.done, ["complete fe"]);
    stage.done.clear();
    stage.answer(Done::Completed("fe".into(), vec!["feed.xml".into(), "feeds/".into()]));
    stage.answer(Done::Completed("fe".into(), vec!["late".into()]));
    stage.answer(Done::Completed("feed".into(), vec!["feed.xml".into(), "feeds/".into()]));
    assert_eq!(stage.said(), "feed.xml  feeds");
    assert_eq!(stage.keys("s/<Enter>").done, ["add feeds/"]);
    stage.keys("j").answer(Done::Adding(1234));
    assert_eq!(stage.said(), "adding articles: 1,234 so far; Ctrl-c stops");
    assert_eq!(stage.keys(":article-add<Enter>b<Enter>").said(), "articles are being added already; Ctrl-c stops that");
    let stop = stage.model.adding.clone().unwrap();
    stage.keys("<C-c>").answer(Done::Adding(2000));
    assert!(stop.load(Ordering::Relaxed));
    assert!(!stage.done.contains(&"quit".to_owned()));
    stage.answer(Done::Added(Ok("added 3 articles".into())));
    assert_eq!((stage.said(), stage.done.last().map(String::as_str)), ("added 3 articles", Some("list")));
    let mut stage = story();
    assert_eq!(stage.keys(":article-add<Enter><Enter>").said(), "the path of a file or folder is needed");
    assert!(stage.keys("<Esc>").model.overlay.is_none());
}

#[test]
fn the_annotator_is_asked_once_and_then_the_key_counts() {
    let mut stage = story();
    stage.model.annotator = None;
    stage.keys("a");
    assert!(matches!(stage.model.overlay, Some(Overlay::Annotator { .. })));
    assert_eq!(stage.keys("<C-u>gold<Enter>").said(), "a name has letters or digits, and is not “gold”");
    stage.keys("<C-u>Noor H.<Enter>");
    assert_eq!(stage.model.annotator.as_deref(), Some("noor-h"));
    assert_eq!(stage.shown(), "Then {a:Ilse [Brandt]} waited.");
    assert_eq!(stage.keys("u").shown(), "Then Ilse [Brandt] waited.");
    let mut stage = story();
    stage.model.annotator = None;
    assert!(stage.keys("a<Esc>").said().starts_with("nothing tagged"), "{}", stage.said());
    assert!(stage.set().annotations().is_empty());
}

#[test]
fn the_selection_survives_the_question_for_the_annotator() {
    let mut stage = Stage::marked("[One] two three", 80, 24);
    stage.model.annotator = None;
    stage.keys("vlc<C-u>noor<Enter>");
    assert_eq!(stage.shown(), "{c:One [two]} three");
}

#[test]
fn a_key_that_waited_acts_where_the_caret_was() {
    let mut stage = Stage::marked("[Ilse] Brandt met Noor Haldane.", 80, 24);
    stage.model.annotator = None;
    stage.place = stage.find("Noor").start;
    assert_eq!(stage.keys("a<C-u>noor<Enter>").shown(), "{a:[Ilse] Brandt} met Noor Haldane.");
}

#[test]
fn the_palette_finds_and_runs_any_command() {
    let mut stage = story();
    assert_eq!(stage.keys(":sentence sel<Enter>").selected(), "Then Ilse Brandt waited.");
    assert_eq!(story().keys(":tag actor<Enter>").shown(), "Then {a:Ilse [Brandt]} waited.");
    assert_eq!(story().keys(":<Esc>").said(), "");
    assert_eq!(story().keys(":mouse<Enter>").done, ["mouse false"]);
    assert_eq!(story().keys(":suspend<Enter>").done, ["place", "suspend"]);
    assert_eq!(story().keys(":theme<Enter>").said(), "light theme");
    assert_eq!(story().keys(":init<Enter>").done, ["init"]);
    assert_eq!(story().keys(":nosuchthing<Enter>").done, [""; 0]);
}

#[test]
fn help_opens_narrows_down_and_closes() {
    let mut stage = story();
    stage.keys("?redo");
    let Some(Overlay::Help(listing)) = &stage.model.overlay else { panic!() };
    assert!(!listing.matches.is_empty());
    assert!(stage.keys("<Esc>").model.overlay.is_none());
}

#[test]
fn a_screen_that_is_too_small_takes_no_keys_but_those_that_leave() {
    let mut stage = story();
    stage.resize(19, 4).keys("axu");
    assert!(stage.set().annotations().is_empty());
    assert_eq!(stage.keys("<C-q>").done, ["place", "quit"]);
    let mut stage = story();
    assert_eq!(stage.resize(19, 4).keys("<C-c><C-c>").done, ["place", "quit"]);
    let mut stage = story();
    stage.resize(19, 4).resize(80, 24).keys("a");
    assert_eq!(stage.set().annotations().len(), 1);
}

#[test]
fn a_read_only_record_says_why_and_stays() {
    let mut stage = story();
    stage.model.desk.as_mut().unwrap().record.as_mut().unwrap().read_only = Some("made by a newer version".into());
    for keys in ["a", "q", "x", "!", "i", "*", "u", "d", "R", "&"] {
        assert_eq!(stage.keys(keys).said(), "cannot be changed: made by a newer version", "{keys}");
    }
    assert_eq!(stage.keys("y").done, ["copy Brandt"]);
}

#[test]
fn keys_wait_for_the_record() {
    let mut stage = story();
    stage.model.desk.as_mut().unwrap().record = None;
    stage.keys("e");
    assert_eq!(stage.model.waiting.len(), 1);
    stage.keys("l");
    assert_eq!(stage.model.waiting.len(), 2, "what follows waits too");
}

#[test]
fn the_tour_goes_on_with_the_keys_that_it_asks_for() {
    use crate::tui::tour::{STEPS, Tour};
    let mut stage = Stage::sample(100, 40);
    stage.model.tour = Some(Tour::default());
    let asked =
        ["lj", "<Tab><Tab><Tab><Tab><Tab>", "a", "/We have been<Enter>q", "/Halcyon<Enter>vllc", "uU", "E!", "fasad", "/Breckan<Enter>a;.", "d", "?<Esc>"];
    assert_eq!(asked.len(), STEPS.len());
    for (step, keys) in asked.iter().enumerate() {
        stage.keys(keys);
        let tour = stage.model.tour.as_ref().unwrap();
        assert_eq!((tour.step, tour.praised), (step, true), "{keys}: {}", stage.said());
    }
    assert!(stage.keys("l").model.tour.is_none());
    assert!(stage.keys(":guided<Enter>").model.tour.is_some());
    assert!(stage.keys(":guided<Enter>").model.tour.is_none());
}

#[test]
fn focus_has_the_place_written_down() {
    assert_eq!(story().input(Input::Focus(false)).done, ["place", "look"]);
}
