//! The form of an annotation: attributes by their keys.

use super::harness::Stage;
use super::screens::snapshot;
use crate::annotation::{AttributeKind, Value};
use crate::library::{Folders, Home, ValueMemory};
use crate::tui::model::Overlay;
use crate::tui::worker::Done;

const STORY: &str = "[“We] {q:“We wait,”} said {a:Ilse Brandt}, the {a:harbour master}. {c:twelve ships have turned away}";

/// The story with the form of its first quote open.
fn quote(width: u16, height: u16) -> Stage {
    let mut stage = Stage::marked("[Then] {q:“We wait,”} said {a:Ilse Brandt}, the {a:harbour master}; {c:twelve ships have turned away}.", width, height);
    stage.keys("e<Enter>");
    stage
}

/// An attribute of annotation number `n`, as text.
fn value(stage: &Stage, n: usize, attribute: &str) -> Option<String> {
    let annotation = stage.set().annotations()[n].clone();
    annotation.attributes.get(attribute).map(|value| value.in_words(stage.model.desk.as_ref().unwrap().text()))
}

#[test]
fn each_attribute_is_set_by_one_key() {
    let mut stage = quote(80, 24);
    stage.keys("k");
    assert_eq!((value(&stage, 0, "kind").as_deref(), stage.said()), (Some("direct"), "kind: direct on “We wait,”"));
    stage.keys("k");
    assert_eq!(value(&stage, 0, "kind").as_deref(), Some("indirect"));
    stage.keys("3");
    assert_eq!(value(&stage, 0, "kind").as_deref(), Some("mixed"));
    stage.keys("kp");
    assert_eq!((value(&stage, 0, "kind"), value(&stage, 0, "partial").as_deref()), (None, Some("yes")));
    stage.keys("p");
    assert_eq!(value(&stage, 0, "partial").as_deref(), Some("no"));
    stage.keys("<Backspace>");
    assert_eq!(value(&stage, 0, "partial"), None);
    stage.keys("uu");
    assert_eq!(value(&stage, 0, "partial").as_deref(), Some("yes"), "each is a step of its own");
    assert!(matches!(stage.model.overlay, Some(Overlay::Form(_))));
    assert!(stage.keys("<Esc>").model.overlay.is_none());
}

#[test]
fn enter_opens_and_leaves_but_never_changes_a_value() {
    let mut stage = quote(80, 24);
    let entry = |stage: &Stage| matches!(&stage.model.overlay, Some(Overlay::Form(form)) if form.entry.is_some());
    stage.keys("<Enter>");
    assert!(entry(&stage) && value(&stage, 0, "kind").is_none());
    stage.keys("<Enter>");
    assert!(!entry(&stage) && value(&stage, 0, "kind").is_none());
    stage.keys("<Enter>2<Enter>");
    assert_eq!((entry(&stage), value(&stage, 0, "kind").as_deref()), (true, Some("indirect")));
    stage.keys("<Enter>");
    assert_eq!((entry(&stage), value(&stage, 0, "kind").as_deref()), (false, Some("indirect")));
    stage.keys("<Enter><Down><Enter>");
    assert_eq!(value(&stage, 0, "kind").as_deref(), Some("mixed"));
    stage.keys("<Delete>");
    assert_eq!((value(&stage, 0, "kind"), stage.set().annotations().len()), (None, 4), "the value goes, not the annotation");
    stage.keys("<Down><Enter>");
    assert!(entry(&stage) && value(&stage, 0, "partial").is_none());
    stage.keys("y");
    assert_eq!((entry(&stage), value(&stage, 0, "partial").as_deref()), (false, Some("yes")));
    stage.keys("n");
    assert_eq!(value(&stage, 0, "partial").as_deref(), Some("no"));
}

#[test]
fn several_values_are_taken_by_number_by_key_and_by_cursor_alike() {
    for way in ["w", "<Down><Down><Down><Down><Down><Down><Down><Down><Down><Enter>", "<Down><Down><Down><Down><Down><Down><Down><Down><Down>"] {
        let mut stage = Stage::marked("[Then] {q:“We wait,”} said {a:Ilse Brandt}.", 80, 24);
        let values = ["first", "second", "third"].map(str::to_owned).to_vec();
        let quote = stage.model.codebook.labels.iter_mut().find(|label| label.id.as_str() == "quote").unwrap();
        quote.attributes.push(crate::annotation::Attribute { kind: AttributeKind::Several(values), ..crate::annotation::Attribute::plain("where", 'w') });
        stage.keys(&format!("e<Enter>{way}"));
        stage.keys("31");
        assert_eq!(value(&stage, 0, "where").as_deref(), Some("first, third"), "{way}");
        stage.keys("3");
        assert_eq!(value(&stage, 0, "where").as_deref(), Some("first"), "{way}");
    }
}

#[test]
fn texts_are_typed_with_completion_from_what_is_there() {
    let mut stage = quote(80, 24);
    stage.keys("enbra");
    snapshot("form_80x24_entry", &stage);
    stage.keys("<Tab><Enter>");
    assert_eq!(value(&stage, 1, "entity").as_deref(), Some("Ilse Brandt"));
    stage.keys("enil<Down><Enter>");
    assert_eq!(value(&stage, 2, "entity").as_deref(), Some("Ilse Brandt"), "what the record has used is offered");
    stage.keys("n<Esc>");
    assert!(matches!(&stage.model.overlay, Some(Overlay::Form(form)) if form.entry.is_none()));
    stage.keys("n<C-u><Enter>");
    assert_eq!(value(&stage, 2, "entity"), None, "nothing typed takes it away");
}

#[test]
fn texts_are_completed_from_the_whole_project_the_most_used_first() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::library(&Folders::below(dir.path()));
    let item = |n: usize, attributes: &str| {
        format!(
            "(id: \"{n}\", label: \"actor\", spans: [(start: 0, end: 2, text: \"He\")], attributes: {{{attributes}}}, created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),\n"
        )
    };
    for (annotator, roles) in [("anna", &["harbour master", "hauler", "harbour pilot"][..]), ("ben", &["harbour pilot", "ha\u{202e}"])] {
        let items: String = roles.iter().enumerate().map(|(n, role)| item(n, &format!("\"role\": \"{role}\""))).collect();
        let path = home.record_path(annotator, "articles/other.txt");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let head = "schema: 1, article: (path: \"articles/other.txt\", title: \"x\", sha256: \"0\", chars: 9)";
        std::fs::write(path, format!("({head}, annotator: \"{annotator}\", state: Done, annotations: [\n{items}])")).unwrap();
    }
    let mut stage = Stage::marked("[Then] {a:Ilse Brandt} met {a:Noor Haldane}.", 80, 24);
    let values = ValueMemory::default().gather(&home, None, None);
    stage.answer(Done::Values(values.into()));
    let offered = |stage: &Stage| match &stage.model.overlay {
        Some(Overlay::Form(form)) => form.entry.as_ref().map(|entry| entry.offered.clone()).unwrap_or_default(),
        _ => Vec::new(),
    };
    let key = stage.model.codebook.labels[0].attribute("role").unwrap().key;
    stage.keys(&format!("e<Enter>{key}ha"));
    assert_eq!(offered(&stage), ["harbour pilot", "harbour master", "hauler", "ha\u{202e}"]);
    let shown = super::dump::dump(&stage.screen());
    assert!(shown.contains("harbour master") && !shown.contains('\u{202e}'), "{shown}");
    stage.keys(&format!("<Down><Down><Enter>e{key}ha"));
    assert_eq!(offered(&stage)[..2], ["harbour master", "harbour pilot"], "what the open record uses counts, too");
}

#[test]
fn long_lists_are_narrowed_down_and_dates_are_checked() {
    let mut stage = quote(80, 24);
    stage.keys("eeet");
    assert!(matches!(&stage.model.overlay, Some(Overlay::Form(form)) if form.entry.as_ref().is_some_and(|entry| entry.offered.len() == 9)));
    stage.keys("pred<Enter>");
    assert_eq!(value(&stage, 3, "type").as_deref(), Some("prediction"));
    stage.keys("osoon<Enter>");
    assert!(stage.refused() && stage.said().contains("2026-11-25"), "{}", stage.said());
    for typed in ["t", "today"] {
        stage.keys(&format!("<C-u>{typed}<Enter>"));
        assert!(value(&stage, 3, "checked_on").is_some_and(|day| day.len() == 10 && day.parse::<jiff::civil::Date>().is_ok()), "{}", stage.said());
        stage.keys("o");
    }
    stage.keys("<C-u>2026-11<Enter>");
    assert_eq!(value(&stage, 3, "checked_on").as_deref(), Some("2026-11"));
    stage.keys("tnothing like it<Enter>");
    assert!(stage.refused());
}

#[test]
fn a_cue_is_selected_in_the_text() {
    let mut stage = quote(80, 24);
    stage.keys("c");
    assert!(stage.model.overlay.is_none() && stage.said().starts_with("“said”? Enter takes it as the cue"), "{}", stage.said());
    stage.keys("<Esc>");
    assert!(stage.model.desk.as_ref().unwrap().citing.is_none() && value(&stage, 0, "cue").is_none());
    assert!(matches!(&stage.model.overlay, Some(Overlay::Form(form)) if form.at == 2), "the form goes on at its row");
    stage.keys("c<Enter>");
    assert_eq!(value(&stage, 0, "cue").as_deref(), Some("said"));
    stage.keys("<Backspace>");
    stage.model.settings.candidates = false;
    stage.keys("c");
    assert!(stage.said().starts_with("select the words of the cue"), "{}", stage.said());
    stage.keys("/said<Enter><Enter>");
    assert_eq!((value(&stage, 0, "cue").as_deref(), stage.said()), (Some("said"), "cue: said on “We wait,”"));
    assert!(matches!(stage.set().annotations()[0].attributes.get("cue"), Some(Value::Span(_))));
    assert!(matches!(&stage.model.overlay, Some(Overlay::Form(form)) if form.at == 2), "the form is open again at its row");
}

#[test]
fn what_the_codebook_lacks_is_shown_and_kept() {
    let mut stage = Stage::marked("[Then] {a:Ilse Brandt} waited.", 80, 24);
    let set = &mut stage.model.desk.as_mut().unwrap().record.as_mut().unwrap().set;
    let mut annotation = (*set.annotations()[0]).clone();
    annotation.attributes.insert("party".into(), Value::Text("Dockers".into()));
    annotation.attributes.insert("kind".into(), Value::Text("robot".into()));
    *set = crate::annotation::AnnotationSet::new(vec![annotation], Vec::new(), Vec::new(), crate::annotation::WorkState::InProgress);
    stage.keys("e<Enter>");
    snapshot("form_80x24_beyond_the_codebook", &stage);
    stage.keys("m");
    assert_eq!((value(&stage, 0, "party").as_deref(), value(&stage, 0, "mention").as_deref()), (Some("Dockers"), Some("name")));
}

#[test]
fn the_form_in_every_size() {
    for (name, width, height) in [("form_80x24", 80, 24), ("form_120x40", 120, 40), ("form_40x10", 40, 10)] {
        let mut stage = Stage::marked(STORY, width, height);
        snapshot(name, stage.keys("e<Enter><Down>"));
    }
    quote(20, 5).keys("kkpn");
    let mut stage = Stage::marked("[Then] {t:they threatened to sink it}.", 120, 40);
    snapshot("form_120x40_choice", stage.keys("e<Enter>ti<Down>"));
}

#[test]
fn every_attribute_of_the_codebook_is_filled_in_and_kept() {
    let labels = crate::annotation::Codebook::default().labels;
    for label in &labels {
        let mut stage = Stage::marked(&format!("[Then] {{{}:Ilse Brandt met them}} said so.", label.key), 80, 24);
        stage.keys("e<Enter>");
        for attribute in &label.attributes {
            let key = attribute.key;
            match &attribute.kind {
                AttributeKind::Flag => stage.keys(&format!("{key}")),
                AttributeKind::Choice(values) if values.len() <= 4 => stage.keys(&format!("{key}{}", values.len())),
                AttributeKind::Choice(values) | AttributeKind::Several(values) => {
                    stage.keys(&format!("{key}{}<Enter>", values.last().unwrap().replace(' ', "<Space>")))
                }
                AttributeKind::Text => stage.keys(&format!("{key}some<Space>text<Enter>")),
                AttributeKind::Number => stage.keys(&format!("{key}12<Enter>")),
                AttributeKind::Date => stage.keys(&format!("{key}2026-11-25<Enter>")),
                AttributeKind::Span => stage.keys(&format!("{key}/said<Enter><Enter>")),
            };
            let annotation = stage.set().annotations()[0].clone();
            let value = annotation.attributes.get(&attribute.id).unwrap_or_else(|| panic!("{}.{}: {}", label.id, attribute.id, stage.said()));
            assert!(attribute.accepts(value), "{}.{}: {value:?}", label.id, attribute.id);
        }
        let record = stage.model.desk.as_ref().unwrap().record.clone().unwrap();
        let text = stage.model.desk.as_ref().unwrap().text().clone();
        let read = crate::library::read_record(&crate::library::write_record(&record, &text), &text).unwrap();
        assert_eq!(read.set.annotations(), record.set.annotations(), "what is saved is what is read again");
    }
}

#[test]
fn the_rules_of_a_codebook_are_kept() {
    let mut stage = Stage::marked("[They] {q:met Brandt there}.", 80, 24);
    stage.model.codebook.rules.nest = false;
    stage.keys("lla");
    assert!(stage.refused() && stage.said().contains("inside"), "{}", stage.said());
    stage.model.codebook.rules.nest = true;
    stage.keys("a");
    assert!(!stage.refused());
}

#[test]
fn a_panel_below_the_page_leaves_the_annotation_and_a_row_after_it_in_sight() {
    let story: Vec<String> = (0..14).map(|n| format!("{{a:Ilse Brandt}} came to gate {n} and waited there.\n\n")).collect();
    let mut stage = Stage::marked(&format!("[Then] it rained.\n\n{}", story.concat()), 80, 24);
    for times in 1..13 {
        for panel in ["<Enter>", "r"] {
            stage.keys(&format!("e{panel}"));
            let text = super::dump::dump(&stage.screen());
            let gates = [times - 1, times].map(|n| format!("gate {n} and waited"));
            assert!(gates.iter().all(|gate| text.contains(gate)), "{times} {panel}\n{text}");
            stage.keys(if panel == "r" { "<Esc>" } else { "<Esc>E" });
            if panel == "<Enter>" && times == 1 {
                stage.keys("g");
            }
        }
    }
}

#[test]
fn of_many_layers_the_innermost_and_the_selected_one_are_named() {
    let story = "{c:[They] {t:will not {c:be told {q:“that the {t:ships of {a:Norland} wait}”} at all} ever} more}.";
    for width in [20, 28, 40, 80] {
        let mut stage = Stage::marked(story, width, 24);
        stage.keys("eeeeee");
        let bottom = |stage: &Stage| super::dump::dump(&stage.screen()).lines().nth(22).unwrap_or_default().to_owned();
        assert!(bottom(&stage).contains("actor"), "{width} {}", bottom(&stage));
        stage.keys("<Esc>");
        assert!(bottom(&stage).contains("actor"), "{width} {}", bottom(&stage));
    }
}

#[test]
fn a_long_value_is_read_in_full_on_its_row_and_no_choice_is_parted_from_its_number() {
    let mut stage = Stage::marked("[Then] {a:Ilse Brandt} waited.", 120, 40);
    let words = "the harbour master who has been in her post for eleven years and speaks for the whole of the port";
    stage.keys(&format!("e<Enter>o{}<Enter>", words.replace(' ', "<Space>")));
    let flat = |stage: &Stage| {
        let screen = super::dump::dump(&stage.screen());
        let panel = screen.lines().take(40).filter_map(|line| line.split('│').nth(1).map(str::to_owned));
        panel.collect::<Vec<_>>().concat().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(flat(&stage).contains(words), "{}", flat(&stage));
    stage.keys("<Up>");
    assert!(!flat(&stage).contains(words));
    let mut stage = Stage::marked("[Then] {t:they threatened to sink it}.", 120, 40);
    stage.keys("e<Enter><Down>");
    let kind = stage.model.codebook.labels.iter().find(|label| label.id.as_str() == "threat").unwrap().attributes[1].kind.clone();
    let screen = super::dump::dump(&stage.screen());
    for (n, value) in kind.values().iter().take(9).enumerate().filter(|(_, value)| value.len() < 24) {
        assert!(screen.contains(&format!("{} {value}", n + 1)), "{value}\n{screen}");
    }
}
