//! The articles and places of most disagreement, each of which leads to the review.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::{draw_list, names};
use crate::article::Span;
use crate::library::{DisputedPlace, Side};
use crate::tui::agreeing::Agreed;
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;
use crate::tui::view::overlay::wrap;

pub(super) fn draw_articles(model: &Model, agreed: &Agreed, area: Rect, canvas: &mut Canvas<'_>) {
    if agreed.articles.is_empty() {
        paint::line(canvas, area.x, area.y, area.width, "On no article is there anything that they have not alike.", model.look.dim());
        return;
    }
    let heading = Rect { height: 1, ..area }.intersection(area);
    paint::line(canvas, heading.x, heading.y, heading.width, "annotations without an exact match, of all", model.look.dim());
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    draw_list(model, agreed.articles.len(), list, canvas, |n| {
        let Some(article) = agreed.articles.get(n) else { return Default::default() };
        let dispute = article.dispute;
        let title = if article.title.is_empty() { &article.key } else { &article.title };
        (format!("{:>4} of {:<5}{:>4.0} %  {title}", dispute.unmatched, dispute.all, dispute.share() * 100.0), article.key.clone())
    });
}

/// The list above, and below it what each has at the place under the cursor.
pub(super) fn draw_places(model: &Model, agreed: &Agreed, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(place) = agreed.places.get(model.agreeing.at) else {
        paint::line(canvas, area.x, area.y, area.width, "At no place do they have anything else.", model.look.dim());
        return;
    };
    let told = told(model, agreed, place, area.width);
    let below = (told.len() as u16).min(area.height.saturating_sub(4));
    let list = Rect { height: area.height.saturating_sub(below + 1), ..area };
    draw_list(model, agreed.places.len(), list, canvas, |n| {
        let Some(place) = agreed.places.get(n) else { return Default::default() };
        (words(place), format!("{}:{}", place.key, place.line))
    });
    for x in area.x..area.right() {
        paint::symbol(canvas, x, list.bottom(), "─", 1, model.look.dim());
    }
    for ((text, bold), y) in told.iter().zip(list.bottom() + 1..area.bottom()) {
        let style = if *bold { model.look.text().add_modifier(Modifier::BOLD) } else { model.look.text() };
        paint::line(canvas, area.x, y, area.width, text, style);
    }
}

/// The words that it is about: from the first to the last place that somebody has marked.
fn words(place: &DisputedPlace) -> String {
    let marks = || place.sides.iter().flat_map(|side| &side.marks).map(|(span, _)| *span);
    let whole = marks().reduce(Span::hull).unwrap_or(Span { start: 0, end: 0 });
    place.excerpt.get(whole.range()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// For each side who it is, and the sentence with what they have in brackets.
fn told(model: &Model, agreed: &Agreed, place: &DisputedPlace, width: u16) -> Vec<(String, bool)> {
    let corpus = &agreed.compared.corpus;
    let mut lines = Vec::new();
    for side in &place.sides {
        let nothing = if side.marks.is_empty() { ": nothing here" } else { "" };
        lines.push((format!("{}{nothing}", names(corpus, &side.annotators)), true));
        if !side.marks.is_empty() {
            let letter = |number: u16| model.codebook.letter(&corpus.labels.name(number).into()).to_string();
            lines.extend(wrap(&bracketed(place, side, letter), width, 8).into_iter().map(|row| (row, false)));
        }
    }
    lines
}

/// The sentence with marks in brackets, each with the letter of its label: `[a Maren Tolvik] said`.
fn bracketed(place: &DisputedPlace, side: &Side, letter: impl Fn(u16) -> String) -> String {
    // Where marks end at one place, the one that was opened last is closed first.
    let mut signs: Vec<(u32, bool, u32, String)> = Vec::new();
    for (span, label) in &side.marks {
        signs.push((span.start, true, u32::MAX - span.end, format!("[{} ", letter(*label))));
        signs.push((span.end, false, u32::MAX - span.start, "]".to_owned()));
    }
    signs.sort_by_key(|(at, opens, rank, _)| (*at, *opens, *rank));
    let (mut out, mut from) = (String::new(), 0);
    for (at, _, _, sign) in signs {
        out.push_str(place.excerpt.get(from..at as usize).unwrap_or_default());
        out.push_str(&sign);
        from = at as usize;
    }
    out + place.excerpt.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_bracketed_the_outer_one_outside() {
        let place = DisputedPlace {
            path: "a.txt".into(),
            key: "a.txt".into(),
            place: Span { start: 0, end: 9 },
            line: 1,
            excerpt: "one two three".into(),
            sides: Vec::new(),
        };
        let span = |start, end| Span { start, end };
        let side = Side { annotators: vec![0], marks: vec![(span(0, 7), 1), (span(4, 7), 0), (span(7, 13), 2)] };
        assert_eq!(bracketed(&place, &side, |label| label.to_string()), "[1 one [0 two]][2  three]");
    }
}
