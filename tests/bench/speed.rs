//! Speed of what stands between a key and the screen, without a terminal: `cargo bench`.
//!
//! Texts are made here, seeded: news-like prose with quotes, names and some characters of other scripts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a bench that cannot be set up may stop")]

use std::sync::Arc;

use divan::{Bencher, black_box};
use jiff::Timestamp;
use tagline::annotation::{Anchor, Annotation, AnnotationSet, Change, Codebook, History, Id, Origin, Reanchoring, Step, Value, WorkState, context};
use tagline::article::{Ambiguous, Article, Span, Text};
use tagline::library::{ArticleRef, Folders, Home, Record, Review, keeping, open_review, read_record, write_record};
use tagline::reading::{Measure, Motion, Page, Search, first_token, move_by, next_section, row_starts, section_at};
use tagline::report::desk_check;
use tagline::review::{Choice, Decision};
use tagline::suggest::{AllCandidates, Gazetteer, KnownName, Passage, Proposing, Rejected, looks, next_candidate};

fn main() {
    divan::main();
}

const SIZES: [usize; 4] = [5_000, 100_000, 1_000_000, 10_000_000];

const MEASURE: Measure = Measure { width: 80, ambiguous: Ambiguous::Narrow };

/// Numbers that look like chance and are the same every time.
fn dice(seed: u64) -> impl FnMut() -> usize {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize
    }
}

/// About `size` bytes of prose, the rare word at three quarters of it.
fn prose(size: usize) -> String {
    let words = [
        "harbour",
        "strike",
        "Ilse Brandt",
        "the",
        "of",
        "union",
        "“we wait,”",
        "said",
        "U.K.",
        "Port Selden’s",
        "naïve",
        "东京",
        "gate",
        "crowns",
        "will",
        "again",
    ];
    let mut next = dice(7);
    let mut text = String::from("Harbour strike enters third week\n\n");
    let mut rare = false;
    while text.len() < size {
        for _ in 0..60 {
            text.push_str(words[next() % words.len()]);
            text.push(' ');
        }
        if !rare && text.len() > size * 3 / 4 {
            text.push_str("zyzzogeton ");
            rare = true;
        }
        text.push_str("ended.\n\n");
    }
    text
}

fn article(size: usize) -> Arc<Article> {
    Arc::new(Article::new(Text::new(prose(size))))
}

/// `count` annotations of a word or two each, spread over the text, some inside others.
fn annotated(article: &Article, count: usize) -> AnnotationSet {
    let mut at = first_token(article).map(|token| token.span).unwrap();
    let mut all = Vec::new();
    while all.len() < count {
        let Some(next) = move_by(article, at, Motion::NextWord, 1) else {
            at = first_token(article).map(|token| token.span).unwrap();
            continue;
        };
        let label = ["actor", "threat", "claim", "quote"][all.len() % 4];
        all.push(Annotation::new(Id::from(format!("{:08}", all.len()).as_str()), label.into(), vec![at.hull(next)], Origin::Human, Timestamp::UNIX_EPOCH));
        at = next;
    }
    AnnotationSet::new(all, Vec::new(), Vec::new(), WorkState::InProgress)
}

#[divan::bench(args = SIZES)]
fn divide_into_blocks(bencher: Bencher<'_, '_>, size: usize) {
    let text = Text::new(prose(size));
    bencher.bench(|| Article::new(black_box(text.clone())));
}

#[divan::bench]
fn wrap_10_mb(bencher: Bencher<'_, '_>) {
    let article = article(10_000_000);
    bencher.bench(|| {
        let sections = std::iter::successors(section_at(&article, 0), |section| next_section(&article, *section));
        sections.map(|section| row_starts(article.text().slice(section.span), MEASURE, false).len()).sum::<usize>()
    });
}

#[divan::bench(args = SIZES)]
fn page_at_the_end(bencher: Bencher<'_, '_>, size: usize) {
    let article = article(size);
    bencher.bench(|| {
        let mut page = Page::new(article.clone(), MEASURE, 36);
        page.reveal(article.text().len());
        page.lines().len()
    });
}

#[divan::bench]
fn search_to_three_quarters_of_10_mb(bencher: Bencher<'_, '_>) {
    let text = Text::new(prose(10_000_000));
    let search = Search::new("zyzzogeton").unwrap();
    bencher.bench(|| search.next(black_box(&text), 0));
}

#[divan::bench]
fn next_word(bencher: Bencher<'_, '_>) {
    let article = article(100_000);
    let from = first_token(&article).map(|token| token.span).unwrap();
    bencher.bench(|| move_by(&article, black_box(from), Motion::NextWord, 1));
}

#[divan::bench]
fn next_untagged_candidate(bencher: Bencher<'_, '_>) {
    let article = article(100_000);
    let (set, rejected, codebook) = (AnnotationSet::default(), Rejected::new(), Codebook::default());
    let gazetteer = Gazetteer::default();
    bencher.bench(|| {
        next_candidate(
            Proposing { article: &article, codebook: &codebook, gazetteer: &gazetteer, ready: None },
            &set,
            &rejected,
            black_box(Span { start: 40_000, end: 40_001 }).into(),
            true,
            None,
        )
    });
}

#[divan::bench(args = [0, 3000])]
fn add_an_annotation(bencher: Bencher<'_, '_>, count: usize) {
    let article = article(1_000_000);
    let set = annotated(&article, count);
    let change = Change::add(Annotation::new("new".into(), "actor".into(), vec![Span { start: 900, end: 907 }], Origin::Human, Timestamp::UNIX_EPOCH));
    bencher.with_inputs(|| set.clone()).bench_values(|mut set| {
        set.apply(&change, Timestamp::UNIX_EPOCH);
        set
    });
}

#[divan::bench(args = [0, 3000])]
fn layers_of_a_screen(bencher: Bencher<'_, '_>, count: usize) {
    let article = article(1_000_000);
    let set = annotated(&article, count);
    let mut page = Page::new(article, MEASURE, 36);
    let lines = page.lines();
    let rows: Vec<Span> = lines.iter().filter_map(|line| if let tagline::reading::PageLine::Row(row) = line { Some(row.span) } else { None }).collect();
    bencher.bench(|| rows.iter().map(|row| set.layers(*row).len()).sum::<usize>());
}

fn record(article: &Article, count: usize) -> Record {
    let reference = ArticleRef::new("articles/story.txt", article.title(), article.text());
    Record { article: reference, annotator: "anna".into(), set: annotated(article, count), ..Record::default() }
}

#[divan::bench(args = [100, 3000])]
fn write_a_record(bencher: Bencher<'_, '_>, count: usize) {
    let article = article(1_000_000);
    let record = record(&article, count);
    bencher.bench(|| write_record(black_box(&record), article.text()));
}

#[divan::bench(args = [100, 3000])]
fn read_a_record(bencher: Bencher<'_, '_>, count: usize) {
    let article = article(1_000_000);
    let source = write_record(&record(&article, count), article.text());
    bencher.bench(|| read_record(black_box(&source), article.text()).map(|record| record.set.annotations().len()));
}

/// The same text with a word in its middle paragraph changed, and one set in there.
fn with_a_changed_paragraph(text: &Text) -> Text {
    let breaks: Vec<usize> = text.as_str().match_indices("\n\n").map(|(at, _)| at).collect();
    let middle = breaks[breaks.len() / 2];
    let (head, tail) = text.as_str().split_at(middle);
    Text::new(format!("{head}{}", tail.replacen("strike", "long walkout", 1)))
}

/// The same text with a word in twenty replaced.
fn with_changed_words(text: &Text) -> Text {
    let words = text.as_str().split(' ').enumerate();
    Text::new(words.map(|(at, word)| if at % 20 == 7 { "otherwise" } else { word }).collect::<Vec<_>>().join(" "))
}

fn anchors(article: &Article, count: usize) -> Vec<Anchor> {
    let text = article.text();
    let all = annotated(article, count);
    let spans = all.annotations().iter().map(|annotation| annotation.extent());
    let anchor = |span: Span| {
        let (before, after) = context(text, span);
        Anchor { start: text.char_of(span.start), end: text.char_of(span.end), text: text.slice(span).into(), before: before.into(), after: after.into() }
    };
    spans.map(anchor).collect()
}

fn placed(old: Option<&Text>, new: &Text, anchors: &[Anchor]) -> usize {
    let reanchoring = Reanchoring::new(old, new);
    anchors.iter().map(|anchor| reanchoring.place(std::slice::from_ref(anchor)).spans.len()).sum()
}

#[divan::bench(args = [(1000, 5_000), (300, 10_000_000)])]
fn find_annotations_again_after_a_paragraph_changed(bencher: Bencher<'_, '_>, (count, size): (usize, usize)) {
    let article = article(size);
    let (new, anchors) = (with_a_changed_paragraph(article.text()), anchors(&article, count));
    bencher.bench(|| placed(Some(article.text()), black_box(&new), &anchors));
}

#[divan::bench(args = [(1000, 5_000), (300, 1_000_000), (300, 10_000_000)])]
fn find_annotations_again_after_words_changed_all_over(bencher: Bencher<'_, '_>, (count, size): (usize, usize)) {
    let article = article(size);
    let (new, anchors) = (with_changed_words(article.text()), anchors(&article, count));
    bencher.bench(|| placed(Some(article.text()), black_box(&new), &anchors));
}

#[divan::bench(args = [5_000, 1_000_000])]
fn find_300_annotations_again_in_another_text(bencher: Bencher<'_, '_>, size: usize) {
    let article = article(size);
    let (new, anchors) = (Text::new(article.text().as_str().split(' ').rev().collect::<Vec<_>>().join(" ")), anchors(&article, 300));
    bencher.bench(|| placed(Some(article.text()), black_box(&new), &anchors));
}

#[divan::bench(args = [(1000, 5_000), (300, 1_000_000)])]
fn find_annotations_again_without_the_old_text(bencher: Bencher<'_, '_>, (count, size): (usize, usize)) {
    let article = article(size);
    let (new, anchors) = (with_changed_words(article.text()), anchors(&article, count));
    bencher.bench(|| placed(None, black_box(&new), &anchors));
}

/// Five thousand names of two words, a third of them with letters beyond ASCII.
fn known_names() -> Vec<KnownName> {
    let syllables = ["bra", "ndt", "or", "lov", "sel", "den", "nor", "ma", "ren", "tol", "vik", "il", "se", "ka", "sö", "dan", "ru", "th", "ei", "ker"];
    let mut next = dice(11);
    let mut word = || {
        let word: String = (0..2 + next() % 2).map(|_| syllables[next() % syllables.len()]).collect();
        word[..1].to_uppercase() + &word[1..]
    };
    let names: Vec<String> = (0..5_000).map(|_| format!("{} {}", word(), word())).collect();
    names.iter().map(|name| KnownName::new(name, name, "actor".into(), "names")).collect()
}

/// A megabyte in which every eighth word is one of them.
fn story_with(names: &[KnownName]) -> Article {
    let mut text = String::with_capacity(1_100_000);
    for (at, word) in prose(1_000_000).split_inclusive(' ').enumerate() {
        text.push_str(word);
        if at % 8 == 0 {
            text.push_str(&names[at * 7 % names.len()].form);
            text.push_str(if at % 24 == 0 { "’s " } else { " " });
        }
    }
    Article::new(Text::new(text))
}

#[divan::bench]
fn gazetteer_of_5000_names_built(bencher: Bencher) {
    let names = known_names();
    bencher.bench(|| Gazetteer::new(black_box(names.clone())));
}

#[divan::bench]
fn gazetteer_of_5000_names_in_a_megabyte(bencher: Bencher) {
    let names = known_names();
    let article = story_with(&names);
    let gazetteer = Gazetteer::new(names);
    bencher.bench(|| gazetteer.matches(&article, article.text().span()).len());
}

#[divan::bench]
fn lexicon_in_100_kilobytes(bencher: Bencher) {
    let article = Article::new(Text::new(prose(100_000)));
    bencher.bench(|| {
        let mut section = section_at(&article, 0);
        let mut found = 0;
        while let Some(here) = section {
            found += Passage::of(&article, here).map_or(0, |passage| looks(&passage).len());
            section = next_section(&article, here);
        }
        found
    });
}

#[divan::bench(args = [5_000, 1_000_000])]
fn desk_check_of_3000_annotations(bencher: Bencher, size: usize) {
    let article = article(size);
    let (set, codebook) = (annotated(&article, 3_000), Codebook::default());
    bencher.bench(|| desk_check(&article, &set, &codebook, None).len());
}

/// News in plain sentences, about a megabyte: paragraphs with speech, quotations, figures and words of harm, known names among them.
fn news(names: &[KnownName]) -> Article {
    let sentences = [
        "“We have waited for NAME since May,” said Ilse Brandt, who leads the dockers’ union of Port Selden.",
        "NAME told reporters on Wednesday that the ferries would stop if the gate stayed shut.",
        "The harbour council has accused NAME of plotting to block the quay, which its members deny.",
        "About 40 ships turned back last week, and the delay has cost the port 4 million crowns.",
        "The crews wait in the cold, and the shops along the pier have closed one after another.",
        "“Nobody here wants a fight,” she added. “But they threatened to burn the gate.”",
        "According to NAME, the largest of the lines, talks with the ministry will go on in Norland.",
        "The road to the old town was empty when the buses came back in the evening.",
    ];
    let mut next = dice(5);
    let mut text = String::from("Harbour strike enters third week\n\n");
    while text.len() < 1_000_000 {
        for _ in 0..3 {
            let at = next();
            text.push_str(&sentences[at % sentences.len()].replace("NAME", &names[at / 8 % names.len()].form));
            text.push(' ');
        }
        text.push_str("\n\n");
    }
    Article::new(Text::new(text))
}

/// All candidates of an article of a megabyte when 5,000 names are known, and which of them are left beside 3,000 annotations.
#[divan::bench(args = ["news", "words"])]
fn suggestions_of_a_megabyte(bencher: Bencher<'_, '_>, kind: &str) {
    let names = known_names();
    let article = if kind == "news" { news(&names) } else { story_with(&names) };
    let (codebook, gazetteer, set, rejected) = (Codebook::default(), Gazetteer::new(names), annotated(&article, 3_000), Rejected::new());
    let from = Span { start: 0, end: u32::MAX };
    bencher.bench(|| {
        let proposing = Proposing { article: black_box(&article), codebook: &codebook, gazetteer: &gazetteer, ready: None };
        let all = AllCandidates::of(proposing);
        next_candidate(Proposing { ready: Some(&all), ..proposing }, &set, &rejected, from.into(), true, None)
    });
}

/// Five annotators with a thousand annotations each on one article: mostly the same, now and then others.
struct Reviewed {
    dir: tempfile::TempDir,
    home: Home,
    article: Arc<Article>,
}

fn reviewed() -> Reviewed {
    let dir = tempfile::tempdir().unwrap();
    let article = article(100_000);
    std::fs::write(dir.path().join("tagline.ron"), "()").unwrap();
    std::fs::write(dir.path().join("story.txt"), article.text().as_str()).unwrap();
    let home = Home::find(dir.path(), None, &Folders::below(&dir.path().join(".state"))).unwrap();
    for (own, name) in ["anna", "bella", "ben", "dora", "emil"].into_iter().enumerate() {
        let mut record = record(&article, 0);
        let other = |(number, one): (usize, &Arc<Annotation>)| {
            let mut one = Annotation { id: format!("{name}-{number:06}").as_str().into(), ..Annotation::clone(one) };
            match (number + 7 * own) % 23 {
                0 => return None,
                1 => one.label = "claim".into(),
                2 => one.spans[0].start += 1,
                3 => drop(one.attributes.insert("kind".into(), Value::Text(name.into()))),
                _ => {}
            }
            Some(one)
        };
        let all = annotated(&article, 1_000).annotations().iter().enumerate().filter_map(other).collect();
        record.set = AnnotationSet::new(all, Vec::new(), Vec::new(), WorkState::Done);
        let file = home.record_path(name, "story.txt");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, write_record(&record, article.text())).unwrap();
    }
    Reviewed { dir, home, article }
}

/// What is done at each decision before the screen is drawn anew.
fn carried_out(review: &mut Review, gold: &mut Record, history: &mut History, article: &Article, decisions: Vec<Decision>) -> Record {
    let ruling = review.adjudication.decide(decisions, &gold.set).unwrap();
    let kept = keeping(&gold.set, &ruling.after, article.text());
    let step = Step { title: String::new(), changes: [ruling.changes, kept].concat(), place: Span { start: 0, end: 0 }, at: Timestamp::UNIX_EPOCH };
    history.perform(&mut gold.set, step);
    black_box(review.adjudication.next_open(None));
    gold.clone()
}

#[divan::bench]
fn review_of_5_times_1000_annotations_opened(bencher: Bencher) {
    let Reviewed { dir: _dir, home, article } = reviewed();
    bencher.bench(|| open_review(&home, "story.txt", &article, None).adjudication.cases().len());
}

#[divan::bench]
fn review_of_5_times_1000_annotations_and_all_decided_opened(bencher: Bencher) {
    let Reviewed { dir: _dir, home, article } = reviewed();
    let mut review = open_review(&home, "story.txt", &article, None);
    let mut gold = record(&article, 0);
    let all = review.adjudication.cases().iter().map(|case| Decision::new(case, Choice::Take(case.holders()), "ed", Timestamp::UNIX_EPOCH)).collect();
    carried_out(&mut review, &mut gold, &mut History::default(), &article, all);
    bencher.bench(|| open_review(&home, "story.txt", &article, Some(&gold)).adjudication.decisions().count());
}

#[divan::bench]
fn decision_among_5_times_1000_annotations(bencher: Bencher) {
    let Reviewed { dir: _dir, home, article } = reviewed();
    let mut review = open_review(&home, "story.txt", &article, None);
    let (mut gold, mut history) = (record(&article, 0), History::default());
    let agreed = review.adjudication.accept_agreed("ed", Timestamp::UNIX_EPOCH);
    carried_out(&mut review, &mut gold, &mut history, &article, agreed);
    let mut next = 0;
    bencher.bench_local(|| {
        let number = next % review.adjudication.cases().len();
        next += 1;
        // Each changes gold: what was taken goes, what was not is taken.
        let taken = review.adjudication.decision(number).is_some_and(|decision| decision.choice != Choice::Nothing);
        let case = &review.adjudication.cases()[number];
        let choice = if taken { Choice::Nothing } else { Choice::Take(case.holders()) };
        let decision = Decision::new(case, choice, "ed", Timestamp::UNIX_EPOCH);
        carried_out(&mut review, &mut gold, &mut history, &article, vec![decision])
    });
}

#[divan::bench]
fn all_cases_of_5_times_1000_annotations_decided_at_once(bencher: Bencher) {
    let Reviewed { dir: _dir, home, article } = reviewed();
    let review = open_review(&home, "story.txt", &article, None);
    let all: Vec<Decision> =
        review.adjudication.cases().iter().map(|case| Decision::new(case, Choice::Take(case.holders()), "ed", Timestamp::UNIX_EPOCH)).collect();
    let inputs = || (review.clone(), record(&article, 0), History::default(), all.clone());
    bencher.with_inputs(inputs).bench_local_values(|(mut review, mut gold, mut history, all)| carried_out(&mut review, &mut gold, &mut history, &article, all));
}
