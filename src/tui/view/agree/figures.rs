//! Figures in lines: tables by label with dots and whiskers where there is room, what they mean, and the heat map.

use ratatui::style::{Modifier, Style};

use super::{Run, names};
use crate::library::grouped;
use crate::review::agreement::{Agreement, Corpus, Estimate, Figures, Measure, attributes, confusions, short, verdict};
use crate::tui::agreeing::Agreed;
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::view::overlay::wrap;

/// The measures, in the order in which they get room.
const MEASURES: [Measure; 7] = [Measure::ExactF1, Measure::OverlapF1, Measure::Alpha, Measure::Unitizing, Measure::Cohen, Measure::Relations, Measure::Fleiss];

/// Cells of a figure with its interval, and of the counts before them.
const FIGURE: usize = 15;
const COUNTS: usize = 14;

/// Cells of a plot at most, and at least.
const PLOT: (usize, usize) = (41, 21);

/// Shades from never to always.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];

/// The figures of whom is shown.
pub(super) fn figures(model: &Model, agreed: &Agreed, width: u16) -> Vec<Vec<Run>> {
    let corpus = &agreed.compared.corpus;
    let Some(shown) = model.agreeing.shown() else { return Vec::new() };
    let (plain, dim) = (model.look.text(), model.look.dim());
    let mut lines = table(model, corpus, shown, usize::from(width));
    lines.push(Vec::new());
    let alpha = shown.all.get(Measure::Alpha);
    lines.extend(told(&format!("token α {} {}", alpha.in_figures(), verdict(alpha)), width, plain.add_modifier(Modifier::BOLD)));
    for caution in &agreed.cautions {
        lines.extend(told(&format!("! {}", caution.in_words(corpus)), width, model.look.warn()));
    }
    let kinds: Vec<String> = corpus
        .kinds
        .all()
        .iter()
        .zip(&shown.kinds)
        .filter(|(_, kind)| kind.value.is_some())
        .map(|(name, kind)| format!("{name} {}", kind.in_figures()))
        .collect();
    if !kinds.is_empty() {
        lines.push(Vec::new());
        lines.extend(told(&format!("relations, F1: {}", kinds.join(" · ")), width, plain));
    }
    if let [left, right] = shown.annotators.as_slice() {
        for one in attributes(corpus, *left, *right) {
            let kappa = one.kappa.map(|kappa| format!(", κ {}", short(kappa))).unwrap_or_default();
            let share = one.share().unwrap_or_default() * 100.0;
            let (label, attribute) = (corpus.labels.name(one.label), corpus.attributes.name(one.attribute));
            lines.extend(told(
                &format!("{label}.{attribute}: {share:.0} % of {} matched spans have the same value{kappa}", grouped(one.pairs as usize)),
                width,
                plain,
            ));
        }
    }
    lines.push(Vec::new());
    for measure in Measure::ALL {
        lines.extend(told(&format!("{:<12}{}", measure.title(), measure.meaning()), width, dim));
    }
    lines
}

fn told(text: &str, width: u16, style: Style) -> Vec<Vec<Run>> {
    wrap(text, width, 4).into_iter().map(|row| vec![(row, style)]).collect()
}

/// How the width is shared out: cells of the label, which measures, cells of the plot.
struct Room {
    label: usize,
    measures: Vec<Measure>,
    plot: usize,
}

impl Room {
    fn new(corpus: &Corpus, shown: &Agreement, width: usize) -> Self {
        let longest = corpus.labels.all().iter().map(|label| paint::cells(label)).max().unwrap_or_default();
        let label = longest.clamp(10, 20) + 2;
        let given = |measure: &Measure| shown.all.get(*measure).value.is_some();
        let fit = width.saturating_sub(label + COUNTS) / FIGURE;
        let wanted: Vec<Measure> = MEASURES.into_iter().filter(given).collect();
        // A plot says more than the last measures, which say nearly the same.
        let spare = |count: usize| width.saturating_sub(label + COUNTS + count * FIGURE);
        let count = (3..=wanted.len().min(fit)).rev().find(|count| spare(*count) >= PLOT.1).unwrap_or(fit.min(wanted.len()));
        let plot = if spare(count) >= PLOT.1 { spare(count).min(PLOT.0) } else { 0 };
        let mut measures: Vec<Measure> = wanted.into_iter().take(count).collect();
        measures.sort_unstable();
        Self { label, measures, plot }
    }
}

fn table(model: &Model, corpus: &Corpus, shown: &Agreement, width: usize) -> Vec<Vec<Run>> {
    let room = Room::new(corpus, shown, width);
    let (plain, dim) = (model.look.text(), model.look.dim());
    let mut heading = format!("{:<1$}{2:>3$}", "label", room.label, "spans", COUNTS - 2);
    for measure in &room.measures {
        heading.push_str(&format!("{:>FIGURE$}", measure.title()));
    }
    if room.plot > 0 {
        heading.push_str(&format!("  {}", scale(room.plot - 2)));
    }
    let mut lines = vec![vec![(heading, dim)]];
    let labelled = corpus.labels.all().iter().enumerate().map(|(at, label)| (label.as_str(), Some(at))).zip(&shown.labels);
    for ((name, label), figures) in std::iter::once((("all", None), &shown.all)).chain(labelled) {
        let style = if label.is_none() { plain.add_modifier(Modifier::BOLD) } else { plain };
        let mut row = Vec::new();
        let mut taken = 0;
        if let Some(known) = model.codebook.labels.iter().position(|known| known.id.as_str() == name) {
            let letter = model.codebook.labels.get(known).map(|label| label.key.to_string()).unwrap_or_default();
            taken = paint::cells(&letter) + 1;
            row.push((letter + " ", plain.patch(model.look.letter(Some(known)))));
        }
        let cut: String = name.chars().take(room.label.saturating_sub(taken + 1)).collect();
        let gap = room.label.saturating_sub(taken + paint::cells(&cut));
        row.push((format!("{cut}{}{:>2$}", " ".repeat(gap), counts(figures), COUNTS - 2), style));
        for measure in &room.measures {
            row.push((format!("{:>FIGURE$}", figures.get(*measure).in_figures()), style));
        }
        if room.plot > 0 {
            row.push((format!("  {}", plot(figures.get(Measure::ExactF1), room.plot - 2)), plain.patch(model.look.accent())));
        }
        lines.push(row);
    }
    lines
}

fn counts(figures: &Figures) -> String {
    let (left, right) = figures.counts;
    if left + right == 0 { "–".to_owned() } else { format!("{}/{}", grouped(left as usize), grouped(right as usize)) }
}

/// `0   exact F1   1`
fn scale(width: usize) -> String {
    format!("0{:^1$}1", "exact F1", width.saturating_sub(2))
}

/// A dot with its whiskers on a scale from 0 to 1: `···├──●──┤···`.
fn plot(estimate: Estimate, width: usize) -> String {
    let place = |value: f64| (value.clamp(0.0, 1.0) * (width.saturating_sub(1)) as f64).round() as usize;
    let range = estimate.interval.map(|range| (place(range.low), place(range.high)));
    let dot = estimate.value.map(place);
    let cell = |at: usize| match range {
        _ if Some(at) == dot => '●',
        Some((low, _)) if at == low => '├',
        Some((_, high)) if at == high => '┤',
        Some((low, high)) if (low..high).contains(&at) => '─',
        _ => '·',
    };
    (0..width).map(cell).collect()
}

/// Which labels a pair takes for which: counts, per cent of the row, and a shade.
pub(super) fn confusion(model: &Model, agreed: &Agreed, width: u16) -> Vec<Vec<Run>> {
    let corpus = &agreed.compared.corpus;
    let Some((left, right)) = model.agreeing.pair() else { return Vec::new() };
    let spans = confusions(corpus, left, right).spans;
    let numbers: Vec<Option<u16>> = (0..corpus.labels.all().len() as u16).map(Some).chain([None]).collect();
    let name = |number: &Option<u16>| number.map_or("nothing", |number| corpus.labels.name(number)).to_owned();
    let cut = |text: String, width: usize| text.chars().take(width).collect::<String>();
    let longest = numbers.iter().map(|number| paint::cells(&name(number))).max().unwrap_or_default().clamp(7, 16);
    let cell = usize::from(width).saturating_sub(longest + 1).checked_div(numbers.len()).unwrap_or_default().clamp(10, 14);
    let fit = usize::from(width).saturating_sub(longest + 1) / cell;
    let (plain, dim) = (model.look.text(), model.look.dim());
    let mut lines = told(
        &format!("Spans with the same boundaries: {} down, {} across; per cent are of the row.", names(corpus, &[left]), names(corpus, &[right])),
        width,
        dim,
    );
    lines.push(Vec::new());
    let mut heading = " ".repeat(longest + 1);
    for number in numbers.iter().take(fit) {
        heading.push_str(&format!("{:>cell$}", cut(name(number), cell - 1)));
    }
    lines.push(vec![(heading, dim)]);
    for row in &numbers {
        let all: u64 = numbers.iter().map(|column| spans.count(*row, *column)).sum();
        let title = cut(name(row), longest);
        let mut line = vec![(format!("{title}{}", " ".repeat((longest + 1).saturating_sub(paint::cells(&title)))), plain)];
        for column in numbers.iter().take(fit) {
            let count = spans.count(*row, *column);
            let share = if all == 0 { 0.0 } else { count as f64 / all as f64 };
            let shade = SHADES.get((share * 5.0) as usize).or(SHADES.last()).copied().unwrap_or(' ');
            let figures = match (row, column) {
                (None, None) => "–".to_owned(),
                _ if count == 0 => "0".to_owned(),
                _ => format!("{} {:>3.0}%", grouped(count as usize), share * 100.0),
            };
            let style = if row == column && row.is_some() { plain.add_modifier(Modifier::BOLD) } else { plain };
            let gap = cell.saturating_sub(paint::cells(&figures) + 2);
            line.push((format!(" {shade}{}{figures}", " ".repeat(gap)), style));
        }
        lines.push(line);
    }
    if fit < numbers.len() {
        lines.push(vec![(format!("{} more labels across need a wider screen", numbers.len() - fit), model.look.warn())]);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::agreement::Interval;

    #[test]
    fn a_plot_has_a_dot_between_its_whiskers() {
        let estimate = |value, interval| Estimate { value, interval };
        assert_eq!(plot(estimate(Some(0.5), Some(Interval { low: 0.2, high: 0.8 })), 11), "··├──●──┤··");
        assert_eq!(plot(estimate(Some(1.0), Some(Interval { low: 1.0, high: 1.0 })), 5), "····●");
        assert_eq!(plot(estimate(None, None), 5), "·····");
        assert_eq!(plot(estimate(Some(-0.5), None), 5), "●····");
    }
}
