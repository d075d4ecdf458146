//! Plots as SVG: dots with whiskers by row, and over time. Places across are shares of the width, so that they fit every
//! screen and the letters keep their size.

use std::fmt::Write;

use crate::report::frame::text;
use crate::review::agreement::{Estimate, Measure};

/// The measures that are drawn. Each has a shape of its own: colour is never alone.
pub(super) const DRAWN: [(Measure, Shape); 3] = [(Measure::ExactF1, Shape::Dot), (Measure::OverlapF1, Shape::Ring), (Measure::Alpha, Shape::Diamond)];

/// Those that are drawn over time, where lines would cross too often with more.
const OVER_TIME: [(Measure, Shape); 2] = [(Measure::ExactF1, Shape::Dot), (Measure::Alpha, Shape::Diamond)];

/// Per cent of the width that figures from the least to 1 take; the rest is for their digits.
const ACROSS: f64 = 70.0;

/// A shape that stands for a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Dot,
    Ring,
    Diamond,
}

impl Shape {
    /// The same in the text.
    fn sign(self) -> &'static str {
        match self {
            Self::Dot => "●",
            Self::Ring => "○",
            Self::Diamond => "◆",
        }
    }

    /// Draws it around a place: across in per cent, down in pixels.
    fn draw(self, out: &mut String, x: f64, y: f64) {
        let _ = match self {
            Self::Dot => write!(out, "<circle class=\"dot\" cx=\"{x:.2}%\" cy=\"{y:.1}\" r=\"5\"/>"),
            Self::Ring => write!(out, "<circle class=\"ring\" cx=\"{x:.2}%\" cy=\"{y:.1}\" r=\"4.5\"/>"),
            Self::Diamond => write!(out, "<svg x=\"{x:.2}%\" y=\"{y:.1}\" overflow=\"visible\"><path class=\"dot\" d=\"M0-6L6 0L0 6L-6 0Z\"/></svg>"),
        };
    }
}

/// A row: its name and its figures.
pub(super) type Row<'a> = (String, Vec<(Shape, Estimate, &'a str)>);

/// What the shapes mean, as a list.
pub(super) fn key(out: &mut String, over_time: bool) {
    let drawn: &[(Measure, Shape)] = if over_time { &OVER_TIME } else { &DRAWN };
    out.push_str("<ul class=\"key\">");
    for (measure, shape) in drawn {
        let _ = write!(out, "<li><span class=\"shape\">{}</span> {}</li>", shape.sign(), measure.title());
    }
    out.push_str("<li>line: 95 % interval</li></ul>\n");
}

/// Which figures run from where: down to 0, or below where some do.
fn least<'a>(estimates: impl Iterator<Item = &'a Estimate>) -> f64 {
    let lowest = estimates.flat_map(|estimate| [estimate.value, estimate.interval.map(|range| range.low)]).flatten().fold(0.0, f64::min);
    (lowest * 5.0).floor() / 5.0
}

/// Dots with whiskers, one below the other; figures stand beside them.
pub(super) fn dots(out: &mut String, id: &str, title: &str, rows: &[Row<'_>]) {
    const NAME: f64 = 26.0;
    const STEP: f64 = 20.0;
    let low = least(rows.iter().flat_map(|(_, marks)| marks.iter().map(|(_, estimate, _)| estimate)));
    let across = |value: f64| (value - low) / (1.0 - low) * ACROSS;
    let height: f64 = rows.iter().map(|(_, marks)| NAME + STEP * marks.len() as f64).sum::<f64>() + 24.0;
    open(out, id, title, &in_words(rows), height);
    out.push_str("<g transform=\"translate(8 0)\">");
    scale(out, low, |value, tick, out| {
        let x = across(value);
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"4\" y2=\"{:.0}\"/><text x=\"{x:.2}%\" y=\"{:.0}\" text-anchor=\"middle\">{}</text>",
            height - 20.0,
            height - 4.0,
            tick
        );
    });
    let mut y = 0.0;
    for (name, marks) in rows {
        let _ = write!(out, "<text class=\"name\" x=\"0\" y=\"{:.0}\">{}</text>", y + 19.0, text(name));
        y += NAME;
        for (shape, estimate, _) in marks {
            let middle = y + STEP / 2.0;
            if let Some(range) = estimate.interval {
                let (from, to) = (across(range.low), across(range.high));
                let _ = write!(out, "<line class=\"whisker\" x1=\"{from:.2}%\" x2=\"{to:.2}%\" y1=\"{middle:.0}\" y2=\"{middle:.0}\"/>");
                for x in [from, to] {
                    let _ = write!(out, "<line class=\"whisker\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"{:.0}\" y2=\"{:.0}\"/>", middle - 3.0, middle + 3.0);
                }
            }
            if let Some(value) = estimate.value {
                shape.draw(out, across(value), middle);
            }
            let _ = write!(out, "<text class=\"value\" x=\"{:.0}%\" y=\"{:.0}\">{} {}</text>", ACROSS + 3.0, middle + 4.0, shape.sign(), estimate.in_figures());
            y += STEP;
        }
    }
    out.push_str("</g></svg>\n");
}

/// One figure after the other over time; `points` are places in time from 0 to 1, with what they are called.
pub(super) fn course(out: &mut String, id: &str, title: &str, points: &[(f64, String, Vec<Estimate>)]) {
    const HEIGHT: f64 = 220.0;
    const LEFT: f64 = 34.0;
    let low = least(points.iter().flat_map(|(_, _, estimates)| estimates));
    let down = |value: f64| 12.0 + (1.0 - value) / (1.0 - low) * (HEIGHT - 46.0);
    let across = |place: f64| place * 86.0;
    let rows: Vec<Row<'_>> = points
        .iter()
        .map(|(_, name, estimates)| {
            (name.clone(), OVER_TIME.iter().zip(estimates).map(|((measure, shape), estimate)| (*shape, *estimate, measure.title())).collect())
        })
        .collect();
    open(out, id, title, &in_words(&rows), HEIGHT);
    scale(out, low, |value, tick, out| {
        let y = down(value);
        let _ = write!(out, "<line class=\"grid\" x1=\"{LEFT}\" x2=\"100%\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text x=\"0\" y=\"{:.1}\">{}</text>", y + 4.0, tick);
    });
    let _ = write!(out, "<g transform=\"translate({} 0)\">", LEFT + 12.0);
    for (at, (_, shape)) in OVER_TIME.iter().enumerate() {
        // Beside each other, so that no interval hides another.
        let _ = write!(out, "<g transform=\"translate({} 0)\">", at * 5);
        let of = |point: &(f64, String, Vec<Estimate>)| Some((across(point.0), point.2.get(at).copied()?)).filter(|(_, estimate)| estimate.value.is_some());
        let drawn: Vec<(f64, Estimate)> = points.iter().filter_map(of).collect();
        for ((x, one), (to, other)) in drawn.iter().zip(drawn.iter().skip(1)) {
            let (y, end) = (down(one.value.unwrap_or_default()), down(other.value.unwrap_or_default()));
            let _ = write!(out, "<line class=\"course {}\" x1=\"{x:.2}%\" x2=\"{to:.2}%\" y1=\"{y:.1}\" y2=\"{end:.1}\"/>", if at == 0 { "" } else { "other" });
        }
        for (x, estimate) in drawn {
            if let Some(range) = estimate.interval {
                let _ = write!(out, "<line class=\"whisker\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"{:.1}\" y2=\"{:.1}\"/>", down(range.low), down(range.high));
            }
            shape.draw(out, x, down(estimate.value.unwrap_or_default()));
        }
        out.push_str("</g>");
    }
    let last = points.len().saturating_sub(1);
    for (at, (place, name, _)) in points.iter().enumerate().filter(|(at, _)| *at == 0 || *at == last) {
        let anchor = if at == 0 { "start" } else { "end" };
        let _ = write!(out, "<text x=\"{:.2}%\" y=\"{:.0}\" text-anchor=\"{anchor}\">{}</text>", across(*place), HEIGHT - 6.0, text(name));
    }
    out.push_str("</g></svg>\n");
}

/// The beginning of a picture with its name and what it shows in words.
fn open(out: &mut String, id: &str, title: &str, words: &str, height: f64) {
    let _ = write!(
        out,
        "<svg class=\"plot\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" width=\"100%\" height=\"{height:.0}\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        text(title),
        text(words)
    );
}

/// Does something with each figure of the scale and how it is written.
fn scale(out: &mut String, low: f64, mut each: impl FnMut(f64, &str, &mut String)) {
    let first = (low * 5.0).round() as i32;
    (first..=5).for_each(|fifths| each(f64::from(fifths) / 5.0, &tick(fifths), out));
}

/// A figure at the scale, in fifths: `.8`.
fn tick(fifths: i32) -> String {
    let (sign, tenths) = (if fifths < 0 { "−" } else { "" }, fifths.abs() * 2);
    let (whole, rest) = (tenths / 10, tenths % 10);
    let whole = if whole > 0 || rest == 0 { whole.to_string() } else { String::new() };
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// What a plot shows, for those who do not see it.
fn in_words(rows: &[Row<'_>]) -> String {
    let row = |(name, marks): &Row<'_>| {
        let figures: Vec<String> = marks.iter().map(|(_, estimate, title)| format!("{title} {}", estimate.in_figures())).collect();
        format!("{name}: {}", figures.join(", "))
    };
    rows.iter().map(row).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_short() {
        assert_eq!([-6, -5, -1, 0, 1, 5].map(tick), ["−1.2", "−1", "−.2", "0", ".2", "1"]);
    }

    #[test]
    fn a_plot_says_in_words_what_it_shows_and_nothing_in_it_is_markup_from_outside() {
        let mut out = String::new();
        let estimate = Estimate { value: Some(-0.25), interval: None };
        dots(&mut out, "p", "Agreement", &[("<b>".into(), vec![(Shape::Diamond, estimate, "token α"), (Shape::Dot, Estimate::default(), "exact F1")])]);
        assert!(out.contains("<desc id=\"p-d\">&lt;b&gt;: token α −.25, exact F1 –</desc>"), "{out}");
        // From −.4 to 1 a figure of −.25 is at 10.7 % of the way.
        assert!(out.contains(&format!("x=\"{:.2}%\"", 0.15 / 1.4 * ACROSS)) && !out.contains("<b>"), "{out}");
    }
}
