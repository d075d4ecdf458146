//! Relating annotations: who said it, who threatens whom.

use super::harness::Stage;
use super::screens::snapshot;
use crate::tui::model::Overlay;

const STORY: &str = "{a:Ilse Brandt} met {a:Noor Haldane}. {q:“We wait,”} said {a:Haldane}. {t:The syndicate will sink {a:Norland}}. [Then] it rained.";

/// The relations: kind, from, to.
fn relations(stage: &Stage) -> Vec<String> {
    let (set, text) = (stage.set(), stage.model.desk.as_ref().unwrap().text().clone());
    let words = |id| set.get(id).map_or("?".into(), |annotation| annotation.quoted(&text));
    set.relations().iter().map(|relation| format!("{} {} → {}", words(&relation.from), relation.kind, words(&relation.to))).collect()
}

#[test]
fn the_speaker_is_two_keys_away() {
    let mut stage = Stage::marked(STORY, 80, 24);
    stage.keys("geee");
    assert_eq!(stage.model.desk.as_ref().unwrap().focused().map(|one| one.label.to_string()).as_deref(), Some("quote"));
    stage.keys("r");
    snapshot("relate_80x24", &stage);
    stage.keys("1");
    assert_eq!(relations(&stage), ["“We wait,” said_by → Haldane"]);
    assert_eq!(stage.said(), "said by “Haldane”");
    assert!(stage.model.overlay.is_none() && stage.model.desk.as_ref().unwrap().focus.is_some());
    stage.keys("r2");
    assert_eq!(relations(&stage).len(), 1, "it has one speaker: the new one takes the place of the old");
    assert!(!relations(&stage)[0].ends_with("→ Haldane"));
    assert!(stage.said().ends_with(" instead of “Haldane”"), "{}", stage.said());
    stage.keys("u");
    assert_eq!(relations(&stage), ["“We wait,” said_by → Haldane"]);
    stage.keys("geeer1");
    assert_eq!(relations(&stage), [""; 0], "what is there already is taken away");
    stage.keys("ugeeexu");
    assert_eq!(relations(&stage), ["“We wait,” said_by → Haldane"], "a deleted quote takes its relation along, and brings it back");
}

#[test]
fn other_relations_and_others_ends_by_going_through() {
    let mut stage = Stage::marked(STORY, 80, 24);
    stage.keys("geeeee");
    stage.keys("rr");
    let Some(Overlay::Relate(relating)) = &stage.model.overlay else { panic!() };
    assert_eq!(relating.meant().map(|way| way.name.as_str()), Some("targets"));
    stage.keys("1");
    assert_eq!(relations(&stage), ["The syndicate will sink Norland targets → Norland"]);
    stage.keys("r<Up><Up><Enter>");
    assert_eq!(relations(&stage).len(), 2);
    stage.keys("rr/sel");
    let Some(Overlay::Relate(relating)) = &stage.model.overlay else { panic!() };
    assert_eq!(relating.targets.len(), 0, "nobody is called so");
    let text = super::dump::dump(&stage.screen());
    assert!(text.contains("Nothing that fits here holds “sel”.") && !text.contains("1… takes it"), "{text}");
    assert!(stage.keys("<Enter>").refused());
    stage.keys("<C-u>haldane");
    let Some(Overlay::Relate(relating)) = &stage.model.overlay else { panic!() };
    assert_eq!(relating.targets.len(), 2);
    stage.keys("<Esc><Esc>");
    assert_eq!(stage.keys("rrz").said(), "nothing has the key z");
    assert!(stage.keys("<Esc>").model.overlay.is_none());
    stage.keys("gr");
    let Some(Overlay::Relate(relating)) = &stage.model.overlay else { panic!() };
    let names: Vec<&str> = relating.ways.iter().map(|way| way.name.as_str()).collect();
    assert_eq!(names, ["denies", "same as", "said", "relayed", "claimed", "issued", "target of"], "an actor is at the other end of most");
}

#[test]
fn after_tagging_the_likeliest_are_offered_and_one_key_takes_them() {
    let mut stage = Stage::marked("Ilse Brandt came. “[We] wait,” said Noor Haldane.", 80, 24);
    stage.keys("q");
    assert!(stage.said().starts_with("quote on “We wait,” · 1 said by “Noor Haldane”"), "{}", stage.said());
    stage.keys("1");
    assert_eq!(relations(&stage), ["“We wait,” said_by → Noor Haldane"]);
    assert_eq!(stage.set().annotations().len(), 2, "who was not tagged is tagged with it");
    stage.keys("u");
    assert_eq!((stage.set().annotations().len(), relations(&stage).len()), (1, 0), "in one step");
    let mut stage = Stage::marked("“[We] wait,” said Noor Haldane.", 80, 24);
    stage.keys("ql1");
    assert_eq!(relations(&stage), [""; 0], "going on ignores it");
    assert_eq!(stage.model.count, Some(1));
    let mut stage = Stage::marked("{a:Norland} [plotted] to seize {a:Selden}.", 80, 24);
    stage.keys("t").keys("1").keys("2");
    assert_eq!(relations(&stage).len(), 1, "2 was no longer offered: it is a count");
}

#[test]
fn what_cannot_be_related_is_refused_with_the_reason() {
    let mut stage = Stage::marked("[Then] {q:“We wait,”} said somebody.", 80, 24);
    stage.keys("er");
    assert!(stage.keys("<Enter>").refused() || relations(&stage).len() == 1);
    let mut stage = Stage::marked("[One] two.", 80, 24);
    assert_eq!(stage.keys("r").said(), "no annotation under the caret; e goes to the next one");
    let mut stage = Stage::marked("[One] {a:two}.", 80, 24);
    stage.model.codebook.relations.clear();
    assert_eq!(stage.keys("er").said(), "the codebook has no relation for actor");
}

#[test]
fn partners_show_beside_the_selected_annotation() {
    let mut stage = Stage::marked(STORY, 120, 40);
    stage.keys("geeer1");
    snapshot("partners_120x40", &stage);
    snapshot("relate_120x40", stage.keys("r<Down>"));
    let mut stage = Stage::marked(STORY, 20, 5);
    stage.keys("geeer<Down><Down>1");
}

#[test]
fn candidates_are_taken_one_after_the_other_and_their_speakers_with_them() {
    let mut stage = Stage::marked("[It] rained. “We wait,” said Noor Haldane. Ilse Brandt left.", 80, 24);
    stage.keys("<Tab>");
    stage.keys("<Enter>");
    assert!(stage.said().contains("1 said by “Noor Haldane”") && stage.said().ends_with("→ actor?"), "{}", stage.said());
    stage.keys("1");
    assert_eq!(relations(&stage), ["“We wait,” said_by → Noor Haldane"]);
    assert_eq!(stage.selected(), "Ilse Brandt", "who was tagged with it is passed by");
    stage.keys("<Enter>");
    assert!(stage.said().ends_with("that was the last"), "{}", stage.said());
    assert_eq!(stage.set().annotations().len(), 3);
    stage.keys("uuu");
    assert_eq!(stage.set().annotations().len(), 0);
}
