//! The list as a table: fitted to a terminal, whole in a pipe.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::super::choosing::Chooser;
use super::super::{Failure, Output};
use super::data::{counts, others, title};
use crate::annotation::WorkState;
use crate::article::printable;
use crate::library::{Card, Selection, state_of};

/// Columns: state, headline, source, date, words, labels, others, path.
const COLUMNS: usize = 8;
const HEADINGS: [&str; COLUMNS] = ["", "title", "source", "date", "words", "labels", "others", "path"];

/// Cells that a source may take on a terminal.
const SOURCE: usize = 20;

/// Cells that a headline should have at least; the path is left out before it has less.
const TITLE: usize = 30;

/// Prints the table: once over the articles for the widths, once for the lines, so that no more than a line is held.
pub(super) fn print(chooser: &Chooser, chosen: &Selection, output: &mut Output) -> Result<(), Failure> {
    let mut widths = HEADINGS.map(UnicodeWidthStr::width);
    for card in cards(chooser, chosen) {
        for (width, cell) in widths.iter_mut().zip(row(chooser, card)) {
            *width = (*width).max(cell.width());
        }
    }
    if let Some(room) = output.width {
        fit(&mut widths, room);
    }
    if !chosen.articles.is_empty() {
        output.line(&line(&HEADINGS.map(str::to_owned), &widths))?;
    }
    let mut groups = chosen.groups.iter().peekable();
    for (at, card) in cards(chooser, chosen).enumerate() {
        if let Some((_, name)) = groups.next_if(|(first, _)| *first == at) {
            output.line(&format!("{}{}", if at > 0 { "\n" } else { "" }, printable(name)))?;
        }
        output.line(&line(&row(chooser, card), &widths))?;
    }
    Ok(())
}

fn cards<'a>(chooser: &'a Chooser, chosen: &'a Selection) -> impl Iterator<Item = Card<'a>> {
    chosen.articles.iter().filter_map(|at| chooser.catalogue.card(*at as usize))
}

fn row(chooser: &Chooser, card: Card<'_>) -> [String; COLUMNS] {
    let whose = chooser.annotator.as_deref();
    let sign = match state_of(card, whose) {
        WorkState::New => "·",
        WorkState::InProgress => "~",
        WorkState::Done => "✓",
    };
    let letters = counts(chooser, card).into_iter().map(|(label, count)| format!("{}{count}", chooser.home.project.codebook.letter(&label.into())));
    let labels = letters.collect::<Vec<_>>().join(" ");
    let day = card.date().get(..10).unwrap_or(card.date());
    [
        sign.to_owned(),
        printable(title(card)),
        printable(card.publication()),
        printable(day),
        card.words().to_string(),
        printable(&labels),
        others(card, whose).join(" "),
        printable(card.key()),
    ]
}

/// Makes the columns fit: the source first, then the path goes, then the headline is as wide as there is room.
fn fit(widths: &mut [usize; COLUMNS], room: usize) {
    let [_, title, source, ..] = widths;
    *source = (*source).min(SOURCE);
    let wanted = std::mem::take(title);
    let left = |widths: &[usize; COLUMNS]| room.saturating_sub(widths.iter().map(|width| width + 2).sum::<usize>() - 2);
    let mut rest = left(widths);
    if rest < TITLE.min(wanted) {
        let [.., path] = widths;
        *path = 0;
        // The gap before it goes as well.
        rest = left(widths) + 2;
    }
    let [_, title, ..] = widths;
    *title = wanted.min(rest.max(10));
}

fn line(cells: &[String; COLUMNS], widths: &[usize; COLUMNS]) -> String {
    let mut out = String::new();
    for (number, (cell, width)) in cells.iter().zip(widths).enumerate() {
        // The path is left out where there is no room for it.
        if *width == 0 && number == COLUMNS - 1 {
            break;
        }
        let cell = cut(cell, *width);
        let gap = " ".repeat(width.saturating_sub(cell.width()));
        // Numbers end in one column.
        out.push_str(&if number == 4 { gap + &cell } else { cell + &gap });
        out.push_str("  ");
    }
    out.truncate(out.trim_end().len());
    out
}

/// A cell cut to a width, with … where it was cut.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut taken = 0;
    for grapheme in text.graphemes(true) {
        taken += grapheme.width();
        if taken > width.saturating_sub(1) {
            break;
        }
        out.push_str(grapheme);
    }
    out + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_cut_between_characters() {
        assert_eq!(cut("Harbour", 7), "Harbour");
        assert_eq!(cut("Harbour", 6), "Harbo…");
        assert_eq!(cut("서울의 봄", 6), "서울…");
    }

    #[test]
    fn the_path_goes_before_the_headline_is_short() {
        let mut widths = [1, 80, 30, 10, 5, 8, 0, 40];
        fit(&mut widths, 80);
        assert_eq!(widths, [1, 24, 20, 10, 5, 8, 0, 0]);
        let mut widths = [1, 40, 10, 10, 5, 8, 0, 20];
        fit(&mut widths, 140);
        assert_eq!(widths, [1, 40, 10, 10, 5, 8, 0, 20]);
    }
}
