//! Another name for an entity, from the form, from the ledger, by its command.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::harness::Stage;
use super::screens::snapshot;
use crate::annotation::Value;
use crate::library::{Mention, RenamePlan, Renamed};
use crate::tui::model::Overlay;
use crate::tui::renaming::{RenameNews, RenameOver, Stage as At};
use crate::tui::worker::Done;

/// Three mentions of Ilse Brandt: by an entity, by her name, by her surname that says nothing.
fn story(width: u16, height: u16) -> Stage {
    let mut stage = Stage::marked("[Then] {a:Brandt} met {a:Noor Haldane}. {a:Ilse Brandt} said: {q:“We wait.”} And {a:Brandt’s men} left.", width, height);
    stage.keys("e<Enter>nIlse<Space>Brandt<Enter><Esc>");
    stage
}

fn mention(key: &str, id: &str, text: &str) -> Mention {
    let text = text.to_owned();
    let entity = "Ilse Brandt".to_owned();
    Mention { annotator: "anna".into(), key: key.into(), id: id.into(), label: "actor".into(), entity, kind: String::new(), text, pronoun: false }
}

fn plan() -> RenamePlan {
    let mentions = [
        ("articles/ferry.txt", "1", "Brandt"),
        ("articles/ferry.txt", "2", "Ilse Brandt"),
        ("articles/ferry.txt", "3", "Brandt"),
        ("articles/x\u{202e}.txt", "1", "the\u{1b}[31m chief"),
    ];
    let mentions = mentions.iter().map(|(key, id, text)| mention(key, id, text)).collect();
    let unread = vec!["annotations/anna/articles/old.txt.ron: 1:1: expected (".to_owned()];
    RenamePlan { annotator: "anna".into(), old: "Ilse Brandt".into(), mentions, names: true, unread }
}

fn stop(stage: &Stage) -> Arc<AtomicBool> {
    let Some(Overlay::Rename(renaming)) = &stage.model.overlay else { panic!("nothing is renamed: {}", stage.said()) };
    renaming.stop.clone()
}

fn tell(stage: &mut Stage, news: RenameNews) {
    let stop = stop(stage);
    stage.answer(Done::Renaming(stop, news));
}

fn over(renamed: Renamed) -> RenameNews {
    RenameNews::Over(RenameOver { old: "Ilse Brandt".into(), new: "Ilse Brandt-Meyer".into(), articles: 2, renamed })
}

fn entities(stage: &Stage) -> Vec<Option<String>> {
    let value = |value: Option<&Value>| if let Some(Value::Text(text)) = value { Some(text.clone()) } else { None };
    stage.set().annotations().iter().map(|annotation| value(annotation.attributes.get("entity"))).collect()
}

#[test]
fn a_new_name_is_listed_first_and_one_step_in_the_open_article() {
    let mut stage = story(80, 24);
    let before = entities(&stage);
    stage.keys("<Enter><C-r>");
    snapshot("rename_80x24_naming", &stage);
    assert!(stage.keys("<Enter>").refused() && stage.said().contains("already"));
    stage.keys("-Meyer<Enter>");
    assert_eq!(stage.done.last().map(String::as_str), Some("plan Ilse Brandt without articles/story.txt"));
    tell(&mut stage, RenameNews::Looked(120, 4000));
    assert!(super::dump::dump(&stage.screen()).contains("records looked through: 120 of 4,000"));
    tell(&mut stage, RenameNews::Planned(Box::new(plan())));
    snapshot("rename_80x24_listed", stage.keys("<Down>"));
    assert_eq!(entities(&stage), before, "nothing changes before it is asked for");
    stage.keys("<Enter>");
    assert_eq!(stage.done.last().map(String::as_str), Some("rename Ilse Brandt to Ilse Brandt-Meyer in 2"));
    let new = Some("Ilse Brandt-Meyer".to_owned());
    assert_eq!(entities(&stage), [new.clone(), None, new, None, None], "not who only has a part of the name");
    tell(&mut stage, RenameNews::Changed(1, 2));
    tell(&mut stage, over(Renamed { annotations: 4, names: true, ..Renamed::default() }));
    assert_eq!(stage.said(), "“Ilse Brandt” is “Ilse Brandt-Meyer” now in 6 annotations; u undoes it here");
    assert!(matches!(stage.model.overlay, Some(Overlay::Form(_))), "back in the form");
    stage.keys("<Esc>u");
    assert_eq!((entities(&stage), stage.said()), (before, "undone: “Ilse Brandt” is “Ilse Brandt-Meyer” now"));
}

#[test]
fn an_actor_of_the_ledger_is_renamed_and_what_stays_is_told() {
    let mut stage = story(120, 40);
    let names = |stage: &Stage| match &stage.model.overlay {
        Some(Overlay::Register(register)) => register.lines.iter().filter_map(|line| line.actor.clone()).collect(),
        _ => Vec::new(),
    };
    stage.keys("W");
    let at = names(&stage).iter().position(|name| name == "Ilse Brandt").unwrap();
    stage.keys(&"<Down>".repeat(at)).keys("<C-r><C-u>Noor<Space>Haldane<Enter>");
    tell(&mut stage, RenameNews::Planned(Box::new(plan())));
    snapshot("rename_120x40_listed", &stage);
    stage.keys("<Enter>");
    let failed = vec!["articles/ferry.txt: the text has changed".to_owned(), "articles/x.txt: the disk is full".to_owned()];
    tell(&mut stage, over(Renamed { failed, ..Renamed::default() }));
    assert!(stage.refused() && stage.said().ends_with("not changed: articles/ferry.txt: the text has changed (and 1 more)"), "{}", stage.said());
    assert!(super::dump::dump(&stage.screen()).contains("the disk is full"));
    stage.keys("j<Enter>");
    assert!(names(&stage).iter().filter(|name| *name == "Noor Haldane").count() > 0 && !names(&stage).contains(&"Ilse Brandt".to_owned()));
}

#[test]
fn it_is_called_off_at_any_time() {
    let mut stage = story(80, 24);
    let before = entities(&stage);
    stage.keys(":entity-rename<Enter>x<Esc>");
    assert_eq!((stage.said(), entities(&stage)), ("“Ilse Brandt” keeps its name", before.clone()));
    stage.keys("<C-r>x<Enter>");
    let looking = stop(&stage);
    stage.keys("<Esc>");
    assert!(looking.load(Ordering::Relaxed) && stage.model.overlay.is_none());
    stage.answer(Done::Renaming(looking, RenameNews::Planned(Box::new(plan()))));
    assert!(stage.model.overlay.is_none(), "too late");
    stage.keys("<C-r>x<Enter>");
    let looking = stop(&stage);
    stage.keys("<C-c>");
    assert!(looking.load(Ordering::Relaxed) && stage.model.overlay.is_none() && entities(&stage) == before);
    stage.keys("<C-r>x<Enter>");
    tell(&mut stage, RenameNews::Planned(Box::new(plan())));
    let changing = stop(&stage);
    stage.keys("<Enter>j");
    assert!(matches!(&stage.model.overlay, Some(Overlay::Rename(renaming)) if matches!(renaming.stage, At::Changing { own: 2, .. })));
    stage.keys("<Esc>");
    assert!(changing.load(Ordering::Relaxed) && stage.model.overlay.is_none());
    stage.answer(Done::Renaming(changing, over(Renamed { annotations: 3, stopped: true, ..Renamed::default() })));
    assert!(stage.said().starts_with("called off: ") && stage.said().contains("3 annotations"), "{}", stage.said());
}

#[test]
fn what_names_nobody_has_no_other_name() {
    let mut stage = story(80, 24);
    stage.keys("geeee");
    assert!(stage.keys("<C-r>").refused() && stage.said().contains("names nobody"), "{}", stage.said());
    stage.keys("<Enter><C-r>");
    assert!(stage.refused() && matches!(stage.model.overlay, Some(Overlay::Form(_))), "the form stays");
    for (width, height) in [(20, 5), (40, 10)] {
        let mut stage = story(width, height);
        stage.keys("e<C-r>x<Enter>");
        tell(&mut stage, RenameNews::Planned(Box::new(plan())));
        let _ = stage.screen();
    }
}
