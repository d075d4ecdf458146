//! The screen of agreement: its pages, whose figures, where its lines lead, and how it looks.

use std::path::PathBuf;

use super::dump::dump;
use super::harness::Stage;
use super::screens::snapshot;
use crate::annotation::{Annotation, AnnotationSet, Codebook, Origin, Value, WorkState};
use crate::article::{Article, Span, Text};
use crate::config::Theme;
use crate::library::{Compared, DisputedArticle, DisputedPlace, Side};
use crate::review::agreement::{Corpus, Resampling, cautions, disputed_articles, report};
use crate::tui::agreeing::{AgreeNews, Agreed, Sheet};
use crate::tui::look::Look;
use crate::tui::model::{Goal, Overlay};
use crate::tui::screen::Depth;
use crate::tui::worker::Done;

const STORY: &str = "Harbour strike enters third week

PORT SELDEN — Maren Tolvik, minister of ports, told parliament on Monday that the strike would go on.

“We will not be hurried,” Tolvik said. The dockers had said so too, and two ferries were cancelled.";

fn set(marks: &[(&str, &str)], state: WorkState) -> AnnotationSet {
    let annotation = |(n, (label, words)): (usize, &(&str, &str))| {
        let start = STORY.find(words).unwrap() as u32;
        let span = Span { start, end: start + words.len() as u32 };
        let mut one = Annotation::new(format!("{n}").as_str().into(), (*label).into(), vec![span], Origin::Human, "2026-11-24T09:12:44Z".parse().unwrap());
        if *label == "actor" {
            one.attributes.insert("kind".into(), Value::Text(if n == 0 { "person" } else { "state" }.into()));
        }
        one
    };
    AnnotationSet::new(marks.iter().enumerate().map(annotation).collect(), Vec::new(), Vec::new(), state)
}

/// What three annotators made of six articles: Cara less carefully than the others, and of the last one nothing.
fn agreed() -> Agreed {
    let article = Article::new(Text::new(STORY));
    let base = [
        ("actor", "Maren Tolvik"),
        ("claim", "Harbour strike enters third week"),
        ("quote", "“We will not be hurried,”"),
        ("threat", "the strike would go on"),
    ];
    let other = [("actor", "Maren Tolvik, minister of ports"), ("claim", "Harbour strike enters third week"), ("quote", "“We will not be hurried,”")];
    let third = [("actor", "Maren Tolvik"), ("quote", "Harbour strike enters third week"), ("claim", "the strike would go on")];
    let labels: Vec<_> = Codebook::default().labels.iter().map(|label| label.id.clone()).collect();
    let names = ["anna", "ben", "cara"].map(str::to_owned).to_vec();
    let mut compared = Compared { corpus: Corpus::new(names, &labels), alone: 2, ..Compared::default() };
    for n in 0..6 {
        let anna = set(&base, WorkState::Done);
        let ben = if n % 2 == 0 { set(&base, WorkState::Done) } else { set(&other, WorkState::InProgress) };
        let cara = set(if n < 2 { &base } else { &third }, WorkState::Done);
        compared.corpus.add(&article, &[Some(&anna), Some(&ben), Some(&cara).filter(|_| n < 5)]);
        compared.keys.push(format!("articles/strike-{n}.txt"));
        compared.paths.push(PathBuf::from(format!("/nowhere/data/articles/strike-{n}.txt")));
    }
    let figures = report(&compared.corpus, Some(Resampling { seed: 1, rounds: 200 }), &mut |_| true);
    let article = |dispute: crate::review::agreement::ArticleDispute| DisputedArticle {
        path: compared.paths[dispute.article].clone(),
        key: compared.keys[dispute.article].clone(),
        title: "Harbour strike enters third week".into(),
        dispute,
    };
    let articles: Vec<DisputedArticle> = disputed_articles(&compared.corpus, 9).into_iter().map(article).collect();
    let excerpt = "PORT SELDEN — Maren Tolvik, minister of ports, told parliament on Monday that the strike would go on.";
    let at = |words: &str| {
        let start = excerpt.find(words).unwrap() as u32;
        Span { start, end: start + words.len() as u32 }
    };
    let place = |n: usize, words: &str, sides: Vec<Side>| {
        let start = STORY.find(words).unwrap() as u32;
        let place = Span { start, end: start + words.len() as u32 };
        DisputedPlace { path: compared.paths[n].clone(), key: compared.keys[n].clone(), place, line: 3, excerpt: excerpt.into(), sides }
    };
    let side = |annotators: &[usize], marks: &[(&str, u16)]| Side {
        annotators: annotators.to_vec(),
        marks: marks.iter().map(|(words, label)| (at(words), *label)).collect(),
    };
    let (short, long, threat) = ("Maren Tolvik", "Maren Tolvik, minister of ports", "the strike would go on");
    let places = vec![
        place(3, long, vec![side(&[0, 2], &[(short, 0)]), side(&[1], &[(long, 0)])]),
        place(5, threat, vec![side(&[0], &[(threat, 1)]), side(&[1], &[]), side(&[2], &[(threat, 2)])]),
    ];
    Agreed { cautions: cautions(&compared.corpus), report: figures, articles, places, hidden: 1, compared }
}

fn stage(width: u16, height: u16) -> Stage {
    let mut stage = Stage::open(Article::new(Text::new(STORY)), width, height);
    stage.keys(":agree<Enter>");
    assert_eq!(stage.done.last().map(String::as_str), Some("agree None"));
    stage
}

fn news(stage: &mut Stage, news: AgreeNews) {
    let stop = stage.model.agreeing.stop.clone();
    stage.answer(Done::Agreeing(stop, news));
}

fn told(width: u16, height: u16) -> Stage {
    let mut stage = stage(width, height);
    news(&mut stage, AgreeNews::Agreed(Ok(Box::new(agreed()))));
    stage
}

#[test]
fn how_far_the_work_is_stands_there_until_it_is_done() {
    let mut stage = stage(80, 24);
    news(&mut stage, AgreeNews::Read(1_000, 12_000));
    assert!(dump(&stage.screen()).contains("1,000 of 12,000 articles read …"));
    news(&mut stage, AgreeNews::Resampled(8, 1_000));
    assert!(dump(&stage.screen()).contains("8 of 1,000 rounds of the bootstrap …"));
    stage.answer(Done::Agreeing(std::sync::Arc::default(), AgreeNews::Agreed(Err("of other work".into()))));
    assert!(matches!(stage.model.overlay, Some(Overlay::Agree)), "news of work that was called off are none");
    news(&mut stage, AgreeNews::Agreed(Err("agreement needs two annotators".into())));
    assert!(stage.model.overlay.is_none() && stage.refused());
    stage.keys(":agree<Enter><Esc>");
    assert!(stage.model.overlay.is_none() && stage.model.agreeing.stop.load(std::sync::atomic::Ordering::Relaxed));
}

#[test]
fn every_page_on_small_and_large_screens() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut stage = told(width, height);
        snapshot(&format!("agree_figures_{width}x{height}"), &stage);
        snapshot(&format!("agree_pair_{width}x{height}"), stage.keys("<Right><Down>"));
        snapshot(&format!("agree_confusion_{width}x{height}"), stage.keys("2"));
        snapshot(&format!("agree_articles_{width}x{height}"), stage.keys("<Tab><Down>"));
        snapshot(&format!("agree_places_{width}x{height}"), stage.keys("4"));
    }
}

#[test]
fn it_can_be_read_without_colour_and_on_light_ground() {
    let mut stage = told(80, 24);
    stage.model.look = Look::new(&stage.model.settings, &stage.model.codebook, Depth::None);
    snapshot("agree_plain", stage.keys("4"));
    stage.model.settings.theme = Theme::Light;
    stage.model.look = Look::new(&stage.model.settings, &stage.model.codebook, Depth::True);
    snapshot("agree_light", stage.keys("1"));
}

#[test]
fn figures_are_those_of_all_and_then_of_each_pair() {
    let mut stage = told(80, 24);
    let whose = |stage: &Stage| stage.model.agreeing.shown().unwrap().annotators.clone();
    assert_eq!(whose(&stage), [0, 1, 2]);
    stage.keys("<Right>");
    assert_eq!(whose(&stage), [0, 1]);
    stage.keys("<Left><Left>");
    assert_eq!(whose(&stage), [1, 2]);
    stage.keys("<PageDown><PageDown><PageDown><PageDown>");
    let deepest = stage.model.agreeing.at;
    stage.keys("<Down><Up>");
    assert_eq!(stage.model.agreeing.at, deepest - 1, "the end of the text is the end of the way");
}

#[test]
fn a_line_leads_to_the_review_of_its_article_at_the_place() {
    let mut stage = told(80, 24);
    stage.keys("4<Down><Enter>");
    assert_eq!(stage.done.last().map(String::as_str), Some("load /nowhere/data/articles/strike-5.txt"));
    let goal = stage.model.goal.clone();
    let at = STORY.find("the strike would go on").unwrap() as u32;
    assert!(matches!(goal, Some((_, Goal::Case(place))) if place.start == at) && stage.model.reviews);
    stage.keys(":agree<Enter>3<Enter>");
    assert!(stage.model.goal.is_none() && stage.done.last().unwrap().starts_with("load "));
    assert_eq!(stage.model.agreeing.sheet, Sheet::Articles);
}

#[test]
fn a_review_that_was_opened_for_a_place_begins_there() {
    let mut stage = Stage::open(Article::new(Text::new(STORY)), 80, 24);
    stage.model.annotator = Some("dora".into());
    stage.reopen();
    stage.work("anna", &[("actor", "Maren Tolvik"), ("quote", "the strike would go on")]);
    stage.work("ben", &[("actor", "Maren Tolvik, minister of ports"), ("claim", "the strike would go on")]);
    let start = STORY.find("the strike would go on").unwrap() as u32;
    let path = stage.model.desk.as_ref().unwrap().path.clone();
    stage.model.goal = Some((path, Goal::Case(Span { start, end: start + 10 })));
    stage.model.reviews = true;
    stage.reopen();
    assert!(matches!(stage.model.overlay, Some(Overlay::Review)));
    assert_eq!(stage.model.desk.as_ref().unwrap().review.as_ref().unwrap().at, 1);
    assert!(stage.model.goal.is_none());
}
