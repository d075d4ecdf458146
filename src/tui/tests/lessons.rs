//! What was decided about one's work: told in the library, listed, and each line at its place.

use std::path::PathBuf;

use super::dump::dump;
use super::harness::Stage;
use super::screens::snapshot;
use crate::article::{Article, Text};
use crate::library::{FeedbackLine, FeedbackOn};
use crate::review::Standing;
use crate::tui::model::Overlay;
use crate::tui::worker::Done;

const STORY: &str = "Harbour strike enters third week\n\nPORT SELDEN — Maren Tolvik, minister of ports, told parliament that it would go on.\n";

fn decisions() -> Vec<FeedbackOn> {
    let line = |words: &str, place: &str, kept| {
        let start = STORY.find(place).unwrap() as u32;
        let place = crate::article::Span { start, end: start + place.len() as u32 };
        FeedbackLine { words: words.into(), place, line: 3, kept }
    };
    let changed = "changed: actor “Maren Tolvik, minister of ports”: now “Maren Tolvik” (boundaries too wide; the office is an attribute, see page 3 of the guideline), says cara";
    let first = vec![line("kept: claim “Harbour strike enters third week”, says cara", "Harbour", true), line(changed, "Maren Tolvik", false)];
    let second = vec![line("dropped: quote “it would go on” (does not count by the codebook), says cara", "it would go on", false)];
    let on = |name: &str, standing, lines| FeedbackOn {
        path: PathBuf::from(format!("/nowhere/data/articles/{name}.txt")),
        key: format!("articles/{name}.txt"),
        standing,
        lines,
    };
    vec![on("story", Standing::Corrected, first), on("other", Standing::UnderReview, second)]
}

fn told(stage: &mut Stage, decisions: Vec<FeedbackOn>) {
    let stop = stage.model.lessons.reading.clone().unwrap();
    stage.answer(Done::Lessons(stop, decisions));
}

fn stage(width: u16, height: u16) -> Stage {
    Stage::open(Article::new(Text::new(STORY)), width, height)
}

#[test]
fn the_library_says_so_and_leads_there() {
    let mut stage = stage(80, 24);
    stage.keys("O");
    assert_eq!(stage.done, ["lessons anna", "list"]);
    assert!(!dump(&stage.screen()).contains("decisions"));
    told(&mut stage, decisions());
    assert!(dump(&stage.screen()).contains("3 decisions on your work: M-f opens them"));
    stage.keys("<M-f>");
    assert!(matches!(stage.model.overlay, Some(Overlay::Lessons)));
    snapshot("feedback_80x24", stage.keys("<Down>"));
    snapshot("feedback_120x40", stage.resize(120, 40));
}

#[test]
fn a_line_opens_its_article_and_selects_the_place() {
    let mut stage = stage(80, 24);
    stage.keys(":feedback<Enter>");
    told(&mut stage, decisions());
    stage.keys("jjjk<Enter>");
    assert_eq!(stage.done.last().map(String::as_str), Some("load /nowhere/data/articles/story.txt"));
    stage.reopen();
    assert_eq!(stage.selected(), "Maren Tolvik");
    assert!(stage.model.goal.is_none() && stage.model.overlay.is_none());
}

#[test]
fn nothing_decided_is_said() {
    let mut stage = stage(80, 24);
    stage.keys(":feedback<Enter>");
    assert!(dump(&stage.screen()).contains("being read"));
    let old = stage.model.lessons.reading.clone().unwrap();
    stage.keys("<Esc>:feedback<Enter>");
    stage.answer(Done::Lessons(old, decisions()));
    assert_eq!(stage.model.lessons.count(), 0, "an answer to an earlier question counts no longer");
    told(&mut stage, Vec::new());
    assert_eq!((stage.said(), stage.model.overlay.is_none()), ("no decisions on the work of anna yet", true));
}
