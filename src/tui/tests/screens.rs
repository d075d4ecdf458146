//! Screens as they are drawn, in letters and in styles.

use super::super::look::Look;
use super::super::screen::Depth;
use super::super::tour::Tour;
use super::super::update::arrange;
use super::dump::dump;
use super::harness::{Disk, Stage};
use crate::annotation::WorkState;
use crate::article::{Article, Text};
use crate::config::{Settings, Theme};

/// A story in which annotations nest five deep, coincide, cross and go on.
const OVERLAPS: &str = "Harbour group threatens to burn the quay

“The Halcyon group will burn the quay, Drazna or no Drazna, and nobody can stop it,” said Ilse Brandt, deputy minister of ports, on Monday.

Norland’s “bold plans” failed. 東京の港湾労働者 heard of it, and the U.K. called it “an\u{a0}imminent risk” to shipping.

“We wait, and we watch the water every night from the old tower that stands on the breakwater, he went on, and we count the boats that come and the boats that do not come.

“We do not sleep much,” he said. Nobody answered him, and the harbour stayed dark.";

fn overlaps(width: u16, height: u16) -> Stage {
    let mut stage = Stage::open(Article::new(Text::new(OVERLAPS)), width, height);
    stage.tagged(&[
        ("quote", "“The Halcyon group will burn the quay, Drazna or no Drazna, and nobody can stop it,”"),
        ("threat", "The Halcyon group will burn the quay"),
        ("claim", "The Halcyon group will burn the quay"),
        ("actor", "The Halcyon group"),
        ("actor", "The [Halcyon] group"),
        ("claim", "quay, Drazna or no Drazna, and nobody can stop it,” said Ilse Brandt"),
        ("actor", "Ilse Brandt, deputy minister of ports"),
        ("actor", "[Norland]’s"),
        ("quote", "“an\u{a0}imminent risk”"),
        ("actor", "東京の港湾労働者"),
        ("quote", "“We wait, and we watch the water every night from the old tower that stands on the breakwater, he went on, and we count the boats that come and the boats that do not come."),
        ("claim", "watch the water every night from the old tower that stands on the breakwater, he went on, and we count the boats that come and the boats that do not"),
    ]);
    stage
}

#[track_caller]
pub(super) fn snapshot(name: &str, stage: &Stage) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, dump(&stage.screen()));
    });
}

#[test]
fn a_page_that_nobody_has_tagged() {
    snapshot("page_80x24", &Stage::sample(80, 24));
    snapshot("page_40x10", &Stage::sample(40, 10));
    snapshot("page_200x50", &Stage::sample(200, 50));
    snapshot("page_20x5", &Stage::sample(20, 5));
    snapshot("too_small_19x4", &Stage::sample(19, 4));
}

#[test]
fn overlapping_annotations() {
    for (width, height) in [(80, 24), (40, 10), (200, 50), (20, 5)] {
        snapshot(&format!("overlaps_{width}x{height}"), overlaps(width, height).at("Halcyon"));
    }
}

#[test]
fn an_annotation_that_goes_beyond_the_screen_at_both_ends() {
    snapshot("beyond_both_ends_40x7", overlaps(40, 7).at("stands on").keys("j"));
}

#[test]
fn every_layer_under_its_row() {
    for (width, height) in [(80, 24), (40, 10)] {
        snapshot(&format!("layers_{width}x{height}"), overlaps(width, height).at("Halcyon").keys("|"));
    }
}

#[test]
fn selections_and_candidates() {
    snapshot("selection_80x24", overlaps(80, 24).at("failed").keys("v2l"));
    snapshot("candidate_80x24", overlaps(80, 24).at("on Monday").keys("<Tab>"));
    snapshot("selected_annotation_80x24", overlaps(80, 24).at("Halcyon").keys("e"));
    snapshot("just_tagged_80x24", overlaps(80, 24).at("failed").keys("a"));
    snapshot("adding_a_span_80x24", overlaps(80, 24).at("Norland").keys("e&j"));
}

#[test]
fn lists() {
    snapshot("help_80x24", overlaps(80, 24).keys("?"));
    snapshot("help_found_80x24", overlaps(80, 24).keys("?redo"));
    snapshot("help_40x10", overlaps(40, 10).keys("?"));
    snapshot("palette_80x24", overlaps(80, 24).keys(":"));
    snapshot("palette_found_80x24", overlaps(80, 24).keys(":tag"));
}

#[test]
fn notes_and_details() {
    let mut stage = overlaps(80, 24);
    stage.at("Ilse").keys("e");
    snapshot(
        "note_80x24",
        stage.keys("iasked her office by telephone; they say the minister was quoted from memory, and that the tape is lost<M-Enter>ask again"),
    );
    snapshot("note_40x10", stage.resize(40, 10));
    let mut stage = overlaps(80, 24);
    let desk = stage.at("Ilse").model.desk.as_mut().unwrap();
    desk.record.as_mut().unwrap().set = details(desk.set().unwrap());
    snapshot("details_80x24", stage.keys("e<Enter>"));
    snapshot("details_20x5", stage.resize(20, 5));
}

/// The same set with a note, attributes, doubt and a relation on the actors.
fn details(set: &crate::annotation::AnnotationSet) -> crate::annotation::AnnotationSet {
    use crate::annotation::{AnnotationSet, Origin, Relation, Value};
    let mut all: Vec<_> = set.annotations().iter().map(|annotation| (**annotation).clone()).collect();
    for annotation in all.iter_mut().filter(|annotation| annotation.label.as_str() == "actor") {
        annotation.note = "quoted from memory\nask again".into();
        annotation.doubtful = true;
        annotation.origin = Origin::Edited { by: "names".into() };
        annotation.modified = "2026-11-24T10:00:00Z".parse().unwrap();
        annotation.attributes.insert("kind".into(), Value::Text("person".into()));
    }
    let relation = Relation {
        id: "9000".into(),
        kind: "said_by".into(),
        from: "0000".into(),
        to: "0006".into(),
        origin: Origin::Human,
        created: "2026-11-24T09:12:44Z".parse().unwrap(),
        modified: "2026-11-24T09:12:44Z".parse().unwrap(),
        conflict: std::collections::BTreeMap::new(),
        ext: std::collections::BTreeMap::new(),
    };
    AnnotationSet::new(all, vec![relation], Vec::new(), WorkState::InProgress)
}

#[test]
fn occurrences_to_tick() {
    snapshot("occurrences_80x24", Stage::sample(80, 24).keys("a*<Tab>"));
    snapshot("occurrences_40x10", Stage::sample(40, 10).keys("a*<Tab>"));
}

#[test]
fn questions() {
    let mut stage = overlaps(80, 24);
    stage.model.annotator = None;
    snapshot("annotator_80x24", stage.at("failed").keys("a<C-u>noor"));
    snapshot("annotator_20x5", stage.resize(20, 5));
    snapshot("paste_20x5", overlaps(20, 5).paste("A storm is coming"));
    snapshot("paste_80x24", overlaps(80, 24).paste("\nA storm is coming\u{1b}[31m\n\nIt will be here by night.\n"));
    let mut stage = overlaps(80, 24);
    stage.disk = Disk::Full;
    snapshot("quit_80x24", stage.at("failed").keys("a<C-q>"));
    snapshot("quit_40x10", stage.resize(40, 10));
}

#[test]
fn jumping_and_searching() {
    snapshot("jump_80x24", overlaps(80, 24).keys("f"));
    snapshot("jump_second_80x24", overlaps(80, 24).keys("fad"));
    snapshot("search_80x24", overlaps(80, 24).keys("/the"));
    snapshot("search_40x10", overlaps(40, 10).keys("/the quay, Drazna or no Drazna, and nobody<Left><Left>"));
    snapshot("search_after_80x24", overlaps(80, 24).keys("/the<Enter>n"));
}

#[test]
fn the_tour() {
    let mut stage = Stage::sample(80, 24);
    stage.model.tour = Some(Tour::default());
    arrange(&mut stage.model);
    snapshot("tour_80x24", &stage);
    snapshot("tour_praise_80x24", stage.keys("lj"));
    snapshot("tour_40x10", stage.resize(40, 10));
}

#[test]
fn articles_without_words() {
    snapshot("empty_80x24", &Stage::plain("", 80, 24));
    let mut stage = Stage::plain("x", 80, 24);
    stage.model.desk = None;
    snapshot("no_article_80x24", &stage);
}

#[test]
fn other_colours() {
    let look = |stage: &mut Stage, settings: &Settings, depth: Depth| stage.model.look = Look::new(settings, &stage.model.codebook, depth);
    let mut stage = overlaps(80, 24);
    stage.at("Halcyon").keys("v");
    let dark = stage.model.settings.clone();
    look(&mut stage, &dark, Depth::None);
    snapshot("no_color_80x24", &stage);
    look(&mut stage, &Settings { theme: Theme::Light, ..dark.clone() }, Depth::True);
    snapshot("light_80x24", &stage);
    look(&mut stage, &dark, Depth::Ansi);
    snapshot("ansi_80x24", &stage);
}

#[test]
fn states_of_the_save() {
    let mut stage = overlaps(80, 24);
    snapshot("saved_80x24", stage.at("failed").keys("a<Esc>"));
    stage.disk = Disk::Slow;
    snapshot("unsaved_80x24", stage.keys("tc<Esc>"));
    stage.disk = Disk::Full;
    snapshot("not_saved_80x24", stage.keys("x<Esc>"));
    snapshot("not_saved_40x10", stage.resize(40, 10));
    snapshot("not_saved_20x5", stage.resize(20, 5));
}
