//! The picture in the README: a real screen, drawn as SVG. `UPDATE=1 cargo test picture` writes it anew.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::super::desk::SaveState;
use super::super::screen::Underline;
use super::dump::hex;
use super::harness::Stage;
use crate::annotation::AnnotationSet;

const WIDTH: usize = 9;
const HEIGHT: usize = 21;
const MARGIN: usize = 18;
const GROUND: &str = "#15171c";
const INK: &str = "#d8dade";
const FONT: &str = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/// What cells have in common that are drawn in one go.
#[derive(Clone, PartialEq)]
struct Pen {
    ink: String,
    ground: Option<String>,
    modifier: Modifier,
    line: Option<(Underline, String)>,
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        let named = |color: Color, other: &str| if color == Color::Reset { other.to_owned() } else { hex(color) };
        let (mut ink, mut ground) = (named(cell.fg, INK), (cell.bg != Color::Reset).then(|| hex(cell.bg)));
        if cell.modifier.contains(Modifier::REVERSED) {
            let swapped = ground.take().unwrap_or_else(|| GROUND.to_owned());
            ground = Some(std::mem::replace(&mut ink, swapped));
        }
        let line = Underline::of(cell.modifier).map(|kind| (kind, named(cell.underline_color, &ink)));
        let shape = Modifier::BOLD | Modifier::ITALIC | Modifier::DIM;
        Self { ink, ground, modifier: cell.modifier & shape, line }
    }
}

/// A run of cells: where it begins, how many cells it takes, what stands in it.
struct Run {
    pen: Pen,
    column: usize,
    cells: usize,
    text: String,
}

/// The runs of a row; a wide character is one of its own, so that nothing depends on the font's idea of its width.
fn runs(row: &[Cell]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut column = 0;
    while let Some(cell) = row.get(column) {
        let (pen, symbol) = (Pen::of(cell), cell.symbol());
        let cells = symbol.width().max(1);
        match runs.last_mut().filter(|run| run.pen == pen && cells == 1 && run.text.width() == run.cells && !run.text.is_empty()) {
            Some(run) if run.text.chars().all(|c| c.len_utf8() < 4) => {
                run.text.push_str(symbol);
                run.cells += 1;
            }
            _ => runs.push(Run { pen, column, cells, text: symbol.to_owned() }),
        }
        column += cells;
    }
    runs
}

fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (width, height) = (columns * WIDTH + 2 * MARGIN, rows * HEIGHT + 2 * MARGIN);
    let mut grounds = String::new();
    let mut texts = String::new();
    for (y, row) in buffer.content().chunks(columns).enumerate() {
        let top = MARGIN + y * HEIGHT;
        for run in runs(row) {
            let (x, length) = (MARGIN + run.column * WIDTH, run.cells * WIDTH);
            if let Some(ground) = &run.pen.ground {
                writeln!(grounds, "<rect x='{x}' y='{top}' width='{length}' height='{HEIGHT}' fill='{ground}'/>").unwrap();
            }
            texts += &text(&run, x, top);
            texts += &underline(&run, x, top + HEIGHT - 3);
        }
    }
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}' role='img' aria-label='tagline: a news story with actors, threats, claims and quotes tagged'>\n\
         <rect width='{width}' height='{height}' rx='10' fill='{GROUND}'/>\n\
         {grounds}<g font-family=\"{FONT}\" font-size='15' xml:space='preserve'>\n{texts}</g>\n</svg>\n"
    )
}

fn text(run: &Run, x: usize, top: usize) -> String {
    let lead = run.text.len() - run.text.trim_start().len();
    let shown = run.text.trim();
    if shown.is_empty() {
        return String::new();
    }
    let x = x + lead * WIDTH;
    let length = shown.width() * WIDTH;
    let mut style = format!("fill='{}'", run.pen.ink);
    for (bit, with) in [(Modifier::BOLD, " font-weight='700'"), (Modifier::ITALIC, " font-style='italic'"), (Modifier::DIM, " opacity='.6'")] {
        if run.pen.modifier.contains(bit) {
            style += with;
        }
    }
    let safe = shown.replace('&', "&amp;").replace('<', "&lt;");
    let y = top + 15;
    format!("<text x='{x}' y='{y}' textLength='{length}' lengthAdjust='spacingAndGlyphs' {style}>{safe}</text>\n")
}

fn underline(run: &Run, x: usize, y: usize) -> String {
    let Some((kind, color)) = &run.pen.line else { return String::new() };
    let to = x + run.cells * WIDTH;
    let stroke = |more: &str| format!("stroke='{color}' stroke-width='1.4' fill='none'{more}");
    match kind {
        Underline::Single => format!("<path d='M{x} {y}H{to}' {}/>\n", stroke("")),
        Underline::Double => format!("<path d='M{x} {y}H{to}M{x} {}H{to}' {}/>\n", y - 3, stroke("")),
        Underline::Dotted => format!("<path d='M{x} {y}H{to}' {}/>\n", stroke(" stroke-dasharray='1.5 3'")),
        Underline::Wavy => {
            let waves: String = (0..run.cells).map(|_| "q2.25 -3.5 4.5 0t4.5 0".to_owned()).collect();
            format!("<path d='M{x} {y}{waves}' {}/>\n", stroke(""))
        }
    }
}

/// The story as somebody has it before them in the middle of their work.
fn at_work() -> Stage {
    let mut stage = Stage::sample(100, 32);
    stage.tagged(&[
        ("quote", "“We will not be hurried by a clock that somebody else has wound,” says"),
        ("threat", "told to leave or “[end up in the water]”"),
        ("quote", "told to leave or [“end up in the water”]"),
        ("actor", "[Sorvania] on Monday"),
        ("threat", "gave Ketland 72 hours to release a seized oil tanker or “face the consequences at sea,”"),
        ("quote", "“face the consequences at sea,”"),
        ("actor", "[prosecutors] said they"),
        ("claim", "they had broken up a plot to kill two harbour pilots in the island republic’s main port"),
        ("threat", "broken up [a plot to kill two harbour pilots]"),
        ("actor", "kill [two harbour pilots] in"),
        ("actor", "Zoltán Verecki, Sorvania’s foreign minister"),
        ("actor", "Verecki, [Sorvania]’s foreign"),
        ("claim", "a power cable between the two countries was cut on Sept. 19"),
        ("actor", "it,” [Verecki] said"),
        ("threat", "[At noon on Thursday our patience becomes the navy’s business].”"),
        ("actor", "Maren Tolvik, Ketland’s prime minister"),
        ("claim", "the tanker had dragged its anchor across the cable “for nine miles, at walking pace, in the dark.”"),
        ("quote", "“for nine miles, at walking pace, in the dark.”"),
        ("actor", "Sorvania’s embassy"),
        ("quote", "“a fairy tale with a chart attached.”"),
        ("actor", "wound,” [Tolvik] said"),
    ]);
    let parts = |words: [&str; 2]| words.map(|words| stage.find(words)).to_vec();
    let split = [
        parts(["“We have been patient, and we have been mocked for it,”", "“At noon on Thursday our patience becomes the navy’s business.”"]),
        parts([
            "“We will not be hurried by a clock that somebody else has wound,” Tolvik",
            "“The ship stays where it is until a court, and not Drazna, says otherwise.”",
        ]),
    ];
    let mut all: Vec<_> = stage.set().annotations().iter().map(|annotation| (**annotation).clone()).collect();
    for mut spans in split {
        if stage.model.desk.as_ref().unwrap().text().slice(spans[0]).ends_with("Tolvik") {
            spans[0].end -= " Tolvik".len() as u32;
        }
        let mut quote = all[0].clone();
        (quote.id, quote.label, quote.spans) = (format!("1{:03}", all.len()).as_str().into(), "quote".into(), spans);
        all.push(quote);
    }
    for quote in all.iter_mut().filter(|annotation| annotation.id.as_str() == "0000") {
        quote.spans[0].end -= " says".len() as u32;
    }
    let desk = stage.model.desk.as_mut().unwrap();
    desk.record.as_mut().unwrap().set = AnnotationSet::new(all, Vec::new(), Vec::new(), crate::annotation::WorkState::InProgress);
    desk.save = SaveState::Saved("14:03:27".into());
    stage.at("kill two harbour pilots in");
    stage
}

#[test]
fn the_picture_in_the_readme_is_what_is_drawn() {
    let drawn = svg(&at_work().screen());
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screen.svg");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawn, "the screen looks different now: UPDATE=1 cargo test picture, then look at assets/screen.svg");
}
