//! The ledger and the desk check beside the page, and what labels mean.

use super::harness::Stage;
use super::screens::snapshot;
use crate::tui::model::Overlay;

const STORY: &str =
    "{a:Ilse Brandt} met {a:Noor Haldane}. {q:“We wait,”} said {a:Haldane}. {c:Twelve ships turned away}. [Then] it rained. She said: “Nobody sails.";

fn story(width: u16, height: u16) -> Stage {
    let mut stage = Stage::marked(STORY, width, height);
    stage.keys("geeer1g");
    stage
}

#[test]
fn the_ledger_leads_to_what_everybody_said() {
    let mut stage = story(80, 24);
    snapshot("ledger_80x24", stage.keys("W"));
    stage.keys("<Down>");
    assert_eq!(stage.model.desk.as_ref().unwrap().focused().map(|one| one.label.to_string()).as_deref(), Some("quote"));
    stage.keys("<Enter>");
    assert!(stage.model.overlay.is_none() && stage.model.desk.as_ref().unwrap().focus.is_some());
    snapshot("ledger_120x40", story(120, 40).keys("W<Down>"));
    let mut empty = Stage::marked("[One] two.", 80, 24);
    assert_eq!(empty.keys("W").said(), "no actor, quote, claim or threat is tagged yet");
    story(20, 5).keys("W<Down><Down><Enter>");
}

#[test]
fn findings_of_the_desk_lead_to_their_place_and_are_waved_through_with_a_reason() {
    let mut stage = story(80, 24);
    snapshot("desk_80x24", stage.keys("D"));
    let texts = |stage: &Stage| match &stage.model.overlay {
        Some(Overlay::Register(register)) => {
            register.lines.iter().map(|line| (line.text.clone(), line.finding.clone().and_then(|(_, reason)| reason))).collect()
        }
        _ => Vec::new(),
    };
    let before = texts(&stage);
    assert!(before.iter().any(|(text, _)| text.starts_with("Not closed")) && before.iter().any(|(text, _)| text.starts_with("Not checked")), "{before:?}");
    stage.keys("w");
    assert!(stage.keys("<Enter>").refused());
    stage.keys("a poem<Enter>");
    let after = texts(&stage);
    assert_eq!(after.last(), Some(&(before[0].0.clone(), Some("a poem".to_owned()))));
    assert!(stage.model.desk.as_ref().unwrap().record.as_ref().unwrap().set.ext().keys().any(|key| key.starts_with("waived:")));
    assert!(super::dump::dump(&stage.keys("jjjj").screen()).contains("w take back"), "{}", stage.said());
    stage.keys("w");
    assert_eq!(texts(&stage), before, "w on it takes it up again");
    assert_eq!(texts(stage.keys("u")), after, "with its reason");
    assert_eq!(texts(stage.keys("u")), before);
    stage.keys("<Esc>U");
    assert_eq!(texts(stage.keys("D")), after, "on the page as well");
    stage.keys("<Esc>");
    assert!(stage.model.overlay.is_none());
    let mut sound = Stage::marked("[One] two.", 80, 24);
    assert_eq!(sound.keys("D").said(), "the desk check finds nothing to look at");
}

#[test]
fn what_a_label_means_is_a_key_away() {
    let mut stage = story(80, 24);
    snapshot("define_80x24", stage.keys("e<F1>"));
    stage.keys("q");
    let text = super::dump::dump(&stage.screen());
    assert!(text.contains("quote (q)") && text.contains("Scare quotes"), "{text}");
    stage.keys("<Esc>:define<Enter>");
    assert!(matches!(stage.model.overlay, Some(Overlay::Manual { .. })));
}

#[test]
fn the_ledger_has_the_labels_of_an_own_codebook() {
    let mut stage = Stage::marked("[Then] {a:Ilse Brandt} left {t:Selden} for {t:Norland}.", 80, 24);
    let place = stage.model.codebook.labels[1].clone();
    stage.model.codebook.labels[1] = crate::annotation::Label { id: "LOC".into(), name: "place".into(), natural: crate::annotation::Natural::Word, ..place };
    let desk = stage.model.desk.as_mut().unwrap();
    let relabelled = desk.set().unwrap().annotations().iter().map(|one| {
        let mut one = (**one).clone();
        if one.label == "threat".into() {
            one.label = "LOC".into();
        }
        one
    });
    let set = crate::annotation::AnnotationSet::new(relabelled.collect(), Vec::new(), Vec::new(), crate::annotation::WorkState::InProgress);
    desk.record.as_mut().unwrap().set = set;
    let text = super::dump::dump(&stage.keys("W").screen());
    assert!(text.contains("place ×2") && text.contains("Norland"), "{text}");
    assert_eq!(stage.keys("<Down><Down><Down>").caret(), "Norland");
}

#[test]
fn the_ledger_has_the_relations_of_an_own_codebook() {
    let mut stage = Stage::marked("[Then] {a:Ilse Brandt} of the {a:Selden Line} left.", 80, 24);
    let kind = stage.model.codebook.relations[0].clone();
    let actor = vec![crate::annotation::LabelId::from("actor")];
    let works =
        crate::annotation::RelationKind { id: "works_for".into(), name: "works for".into(), inverse: "employs".into(), from: actor.clone(), to: actor, ..kind };
    stage.model.codebook.relations = vec![works];
    stage.keys("er1gW");
    let text = super::dump::dump(&stage.screen());
    assert!(text.contains("works for Selden Line") && text.contains("employs Ilse Brandt"), "{text}");
}
