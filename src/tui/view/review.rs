//! The review beside the page or below it: the cases, and the versions of the one under the cursor under each other.

mod words;

use std::collections::BTreeSet;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::overlay::{first_line, frame, line_style, wrap};
use crate::annotation::LabelId;
use crate::article::Span;
use crate::library;
use crate::review::{Case, CaseKind, CaseState, Choice, Decision, Reason, Version};
use crate::tui::desk::Desk;
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::reviewing::{Entry, Mixing, Part, Pick, Piece, Reviewing, aligned, folded, said};
use crate::tui::screen::Canvas;
use words::Asked;

pub(super) use words::draw_words;

/// From so many cells on a version takes one row.
const WIDE: u16 = 56;

/// Below so many rows the list has the better claim to them than the definitions.
const LOW: u16 = 14;

/// Rows that a version takes at most.
const MOST_ROWS: usize = 6;

/// Words in a style.
type Run = (String, Style);

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    draw_panel(model, canvas, None);
}

/// The panel; while something is asked for, with that in the place of the list.
fn draw_panel(model: &Model, canvas: &mut Canvas<'_>, asked: Option<Asked<'_>>) {
    let Some((desk, reviewing)) = model.desk.as_ref().and_then(|desk| Some((desk, desk.review.as_deref()?))) else { return };
    let (decided, open) = reviewing.counts();
    let title = match reviewing.alone() {
        Some(name) => {
            let full = format!("Review of {name}: {decided} reviewed, {open} open");
            let fits = paint::cells(&full) + 4 < usize::from(model.regions.panel.width);
            if fits { full } else { format!("Review of {name}: {decided} of {}", decided + open) }
        }
        None => format!("Review: {decided} decided, {open} open"),
    };
    let area = frame(model, canvas, model.regions.panel, asked.map_or(title.as_str(), |asked| asked.title()));
    let told = reviewing.case().map(|case| match &reviewing.mixing {
        Some(mixing) => choosing(model, desk, reviewing, case, mixing, area.width),
        None => told(model, desk, reviewing, case, area),
    });
    let told = told.unwrap_or_default();
    let entries = reviewing.entries();
    let height = usize::from(area.height);
    let rows = height.saturating_sub(told.len() + 1).clamp(2.min(height), entries.len().max(1)).min(height);
    let rows = asked.map_or(rows, |asked| asked.rows(area).min(height));
    let upper = Rect { height: rows as u16, ..area };
    match asked {
        Some(asked) => asked.draw(model, canvas, area),
        None => draw_list(model, desk, reviewing, &entries, canvas, upper),
    }
    let below = Rect { y: area.y + rows as u16 + 1, height: area.height.saturating_sub(rows as u16 + 1), ..area };
    if below.height == 0 {
        return;
    }
    let ground = model.look.panel();
    for x in area.x..area.right() {
        paint::symbol(canvas, x, below.y - 1, "─", 1, ground.patch(model.look.dim()));
    }
    for (n, line) in told.iter().enumerate().take(usize::from(below.height)) {
        let mut x = below.x;
        for (text, style) in line {
            x = paint::line(canvas, x, below.y + n as u16, below.right().saturating_sub(x), text, *style);
        }
    }
}

fn draw_list(model: &Model, desk: &Desk, reviewing: &Reviewing, entries: &[Entry], canvas: &mut Canvas<'_>, area: Rect) {
    let chosen = reviewing.entry().map_or(0, |(at, _)| at);
    let rows = usize::from(area.height);
    let from = first_line(chosen, rows).min(entries.len().saturating_sub(rows));
    for (n, entry) in entries.iter().enumerate().skip(from).take(rows) {
        let y = area.y + (n - from) as u16;
        let style = line_style(model, canvas, Rect { y, height: 1, ..area }, y, n == chosen);
        let quiet = if n == chosen { style } else { style.patch(model.look.dim()) };
        let Some(case) = reviewing.cases().get(entry.first) else { continue };
        let state = reviewing.review.adjudication.state(entry.first);
        let sign = match state {
            _ if case.versions.is_empty() => " ",
            _ if reviewing.is_contested(entry.first) => "↺",
            CaseState::Decided => "✓",
            CaseState::Reopened => "↺",
            CaseState::Open => "○",
        };
        let x = paint::line(canvas, area.x, y, 2, sign, if state == CaseState::Decided { quiet } else { style }) + 1;
        if entry.count > 1 {
            paint::line(canvas, x, y, area.right().saturating_sub(x), &format!("{} agreed", entry.count), quiet);
            continue;
        }
        let kind = kind(reviewing, case, area.width);
        let mut at = x;
        for label in labels(reviewing, case) {
            let letter = model.codebook.letter(&label).to_string();
            at = paint::line(canvas, at, y, 1, &letter, if n == chosen { style } else { style.patch(model.look.letter(model.codebook.position(&label))) });
        }
        let right = paint::line_to(canvas, area.right(), y, area.width / 2, &kind, quiet);
        let words = desk.text().slice(reviewing.place(case)).chars().take(200).collect::<String>();
        paint::line(canvas, at + 1, y, right.saturating_sub(at + 2), &words, style);
    }
}

/// What a case comes to, in the words that there is room for.
fn kind(reviewing: &Reviewing, case: &Case, width: u16) -> String {
    let initials: Vec<&str> = case.held().filter_map(|held| reviewing.initials.get(&held.annotator)).map(String::as_str).collect();
    match case.kind {
        _ if reviewing.of.is_some() => decision_on(reviewing, case).map(|decision| verdict(reviewing, decision)).unwrap_or_default().to_owned(),
        CaseKind::Only => format!("only {}", initials.join(" ")),
        CaseKind::Alone => decision_on(reviewing, case).map(|decision| verdict(reviewing, decision)).unwrap_or_default().to_owned(),
        kind if width < WIDE => kind.in_words().trim_start_matches("other ").to_owned(),
        kind => kind.in_words().to_owned(),
    }
}

fn decision_on<'a>(reviewing: &'a Reviewing, case: &Case) -> Option<&'a Decision> {
    let adjudication = &reviewing.review.adjudication;
    adjudication.number(&case.fingerprint).and_then(|number| adjudication.decision(number))
}

/// The labels in a case, in the order of the versions.
fn labels(reviewing: &Reviewing, case: &Case) -> Vec<LabelId> {
    let mut labels: Vec<LabelId> = Vec::new();
    for label in reviewing.versions(case).iter().map(|version| &version.label).chain(case.gold.iter().map(|gold| &gold.label)) {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
    labels
}

/// What there is to know of a case, in rows of a width.
fn told(model: &Model, desk: &Desk, reviewing: &Reviewing, case: &Case, area: Rect) -> Vec<Vec<Run>> {
    let (ground, width) = (model.look.panel(), area.width);
    let dim = ground.patch(model.look.dim());
    let mut rows = vec![heading(model, reviewing, case)];
    rows.extend(versions(model, desk, reviewing, case, area));
    let names = |names: &[String]| names.iter().map(|name| who(reviewing, name)).collect::<Vec<_>>().join(", ");
    if reviewing.of.is_none() && !case.differences.missing.is_empty() {
        let missing = format!("– nothing here: {}", names(&case.differences.missing));
        rows.extend(wrap(&missing, width, 3).into_iter().map(|row| vec![(row, dim)]));
    }
    for other in contested(desk, case) {
        let line = format!("↺ {} decided otherwise: {}", other.by, decided(reviewing, &other, false));
        rows.extend(wrap(&line, width, 3).into_iter().map(|row| vec![(row, ground.patch(model.look.warn()))]));
    }
    for (part, name) in parts(model, case) {
        let line = format!("{name}: {}", of_each(desk, reviewing, case, &part).join(", "));
        rows.extend(wrap(&line, width, 3).into_iter().map(|row| vec![(row, ground)]));
    }
    for gold in case.gold.iter().filter(|gold| desk.annotation(&gold.id).is_some() && reviewing.review.adjudication.decision(reviewing.at).is_none()) {
        rows.push(vec![(format!("gold has it as {}: {}", model.codebook.name_of(&gold.label), gold.quoted_head(desk.text(), 200)), ground)]);
    }
    for note in &case.notes {
        rows.extend(wrap(&format!("✎ {}: {}", who(reviewing, &note.annotator), note.text), width, 3).into_iter().map(|row| vec![(row, ground)]));
    }
    for label in labels(reviewing, case) {
        let Some(label) = model.codebook.label(&label) else { continue };
        let first = label.definition.lines().next().unwrap_or_default();
        let most = usize::from(area.height / LOW).clamp(0, 2) * 2 + 1;
        rows.extend(wrap(&format!("{} {}: {first}", label.key, label.name), width, most).into_iter().map(|row| vec![(row, dim)]));
    }
    rows
}

/// What others have decided about a case at the same time, and a merge has left for a later decision.
fn contested(desk: &Desk, case: &Case) -> Vec<Decision> {
    desk.set().map(|gold| library::contested(gold, &case.fingerprint, desk.text())).unwrap_or_default()
}

fn who(reviewing: &Reviewing, name: &str) -> String {
    reviewing.initials.get(name).map_or_else(|| name.to_owned(), |initial| format!("{initial} {name}"))
}

/// What the case comes to, and what was decided or will be said.
fn heading(model: &Model, reviewing: &Reviewing, case: &Case) -> Vec<Run> {
    let ground = model.look.panel();
    let kind = if reviewing.of.is_some() { CaseKind::Alone } else { case.kind };
    let mut row = vec![(kind.in_words().to_owned(), ground.add_modifier(Modifier::BOLD))];
    let adjudication = &reviewing.review.adjudication;
    match (adjudication.decision(reviewing.at), adjudication.state(reviewing.at)) {
        (Some(decision), _) => row.push((format!("  ✓ {}", decided(reviewing, decision, kind == CaseKind::Alone)), ground.patch(model.look.ok()))),
        (None, CaseState::Reopened) => row.push(("  ↺ has changed since it was decided".into(), ground.patch(model.look.warn()))),
        _ => {}
    }
    let waiting = reviewing
        .reason
        .as_ref()
        .map(|reason| reason.in_words().to_owned())
        .into_iter()
        .chain(Some(reviewing.comment.clone()).filter(|words| !words.is_empty()));
    let waiting = waiting.collect::<Vec<_>>().join("; ");
    if !waiting.is_empty() {
        row.push((format!("  with: {waiting}"), ground.patch(model.look.warn())));
    }
    row
}

/// What was decided about the work of one annotator: of the one whose work alone is reviewed, else of the only one.
fn verdict(reviewing: &Reviewing, decision: &Decision) -> &'static str {
    let as_it_is = decision.attributes.is_empty() && decision.relations.is_empty() && decision.drawn.is_empty();
    let of = |names: &[String]| reviewing.of.as_ref().is_none_or(|of| reviewing.agrees(&decision.case, names, of));
    match &decision.choice {
        Choice::Nothing => "rejected",
        Choice::Take(names) if !of(names) => "rejected",
        Choice::Take(_) if as_it_is => "accepted",
        _ => "corrected",
    }
}

/// A decision in words: `anna (boundaries too wide; see page 3)`.
fn decided(reviewing: &Reviewing, decision: &Decision, alone: bool) -> String {
    let what = match &decision.choice {
        _ if alone => verdict(reviewing, decision).to_owned(),
        Choice::Take(names) => names.join(" + "),
        Choice::Nothing => "nobody".into(),
        Choice::Union(names) => format!("{} joined", names.join(" + ")),
        Choice::Intersection(names) => format!("what {} share", names.join(" + ")),
        Choice::Placed(_) => "placed by hand".into(),
    };
    let words: Vec<&str> = decision.reason.iter().map(Reason::in_words).chain(Some(decision.comment.as_str()).filter(|words| !words.is_empty())).collect();
    let drawn = decision.drawn.iter().map(|drawn| &drawn.kind);
    let set: BTreeSet<&String> = decision.attributes.keys().chain(decision.relations.keys()).chain(drawn).collect();
    let set = set.into_iter().cloned().collect::<Vec<_>>().join(", ");
    let what = if set.is_empty() { what } else { format!("{what}, {set} set") };
    if words.is_empty() { what } else { format!("{what} ({})", words.join("; ")) }
}

/// The versions, their words under each other; in a high panel in several rows each.
fn versions(model: &Model, desk: &Desk, reviewing: &Reviewing, case: &Case, area: Rect) -> Vec<Vec<Run>> {
    let (ground, width) = (model.look.panel(), area.width);
    let versions = reviewing.versions(case);
    let names: Vec<String> = versions.iter().map(|version| holders(reviewing, version, if width >= WIDE { 24 } else { width.saturating_sub(4) })).collect();
    let longest = names.iter().map(|names| paint::cells(names)).max().unwrap_or_default().min(24);
    let lead = if width >= WIDE { longest + 6 } else { 4 };
    let spans: Vec<&[Span]> = versions.iter().map(|version| version.spans.as_slice()).collect();
    let room = usize::from(width).saturating_sub(lead);
    let high = usize::from(area.height / 2 / LOW) * MOST_ROWS;
    let each = (usize::from(area.height) / 2).checked_div(spans.len()).unwrap_or_default().min(high).max(1);
    // A row that is broken between words is not full.
    let pieces = folded(aligned(desk.text(), &spans, room * each - (each - 1) * room / 4), room);
    let mut rows = Vec::new();
    for (n, ((version, names), pieces)) in versions.into_iter().zip(names).zip(pieces).enumerate() {
        let mut row = vec![(format!("{} ", n + 1), ground.patch(model.look.accent()))];
        let letter = ground.patch(model.look.letter(model.codebook.position(&version.label)));
        row.push((format!("{} ", model.codebook.letter(&version.label)), letter));
        if width >= WIDE {
            let short: String = names.chars().take(longest).collect();
            let gap = longest.saturating_sub(paint::cells(&short));
            row.push((format!("{short}{}  ", " ".repeat(gap)), ground));
        } else {
            row.push((names, ground));
            rows.push(std::mem::replace(&mut row, vec![("    ".into(), ground)]));
        }
        for pieces in pieces {
            row.extend(pieces.into_iter().map(|piece| painted(model, piece)));
            rows.push(std::mem::replace(&mut row, vec![(" ".repeat(lead), ground)]));
        }
    }
    rows
}

/// Who has a version: by name where there is room, else by initial.
fn holders(reviewing: &Reviewing, version: &Version, room: u16) -> String {
    let full: Vec<String> = version.held.iter().map(|held| who(reviewing, &held.annotator)).collect();
    let full = full.join(", ");
    if paint::cells(&full) <= usize::from(room) {
        return full;
    }
    let initials: Vec<&str> = version.held.iter().filter_map(|held| reviewing.initials.get(&held.annotator)).map(String::as_str).collect();
    initials.join(" ")
}

/// What some have and others have not is bold and underlined; where a version has nothing, there are dots.
fn painted(model: &Model, piece: Piece) -> Run {
    let ground = model.look.panel();
    let style = match (piece.held, piece.common) {
        (true, true) => ground,
        (true, false) => ground.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        (false, _) => ground.patch(model.look.dim()),
    };
    (piece.text, style)
}

/// The attributes and relations in which the versions of a case differ, with their names.
fn parts(model: &Model, case: &Case) -> Vec<(Part, String)> {
    let parts = Mixing::of(case).map(|mixing| mixing.parts).unwrap_or_default();
    parts.into_iter().filter(|part| *part != Part::Words).map(|part| (part.clone(), name(model, &part))).collect()
}

fn name(model: &Model, part: &Part) -> String {
    match part {
        Part::Words => "words".into(),
        Part::Attribute(name) => name.clone(),
        Part::Relations(kind) => model.codebook.relations.iter().find(|known| known.id == *kind).map_or_else(|| kind.clone(), |known| known.name.clone()),
    }
}

/// What each version says of a part: `1 A person`, `2 B state`.
fn of_each(desk: &Desk, reviewing: &Reviewing, case: &Case, part: &Part) -> Vec<String> {
    let each = reviewing.versions(case).into_iter().enumerate().map(|(n, version)| {
        let initials: Vec<&str> = version.held.iter().filter_map(|held| reviewing.initials.get(&held.annotator)).map(String::as_str).collect();
        format!("{} {} {}", n + 1, initials.join(" "), said(version, part, reviewing.cases(), desk.text()))
    });
    each.collect()
}

/// A case that is put together part by part: what was chosen, what is to be chosen now, and what comes then.
fn choosing(model: &Model, desk: &Desk, reviewing: &Reviewing, case: &Case, mixing: &Mixing, width: u16) -> Vec<Vec<Run>> {
    let ground = model.look.panel();
    let mut rows = vec![vec![("part by part: whose is right?".to_owned(), ground.add_modifier(Modifier::BOLD))]];
    for (n, part) in mixing.parts.iter().enumerate() {
        let each = of_each(desk, reviewing, case, part);
        let (sign, style) = match mixing.picked.get(n) {
            Some(_) => ("✓", ground.patch(model.look.ok())),
            None if n == mixing.picked.len() => ("▸", ground.add_modifier(Modifier::BOLD)),
            None => ("○", ground.patch(model.look.dim())),
        };
        let line = match mixing.picked.get(n) {
            Some(Pick::Version(number)) => each.get(*number).cloned().unwrap_or_default(),
            Some(Pick::All) => "those of all".into(),
            Some(Pick::Nothing) => "nothing".into(),
            None => each.join(", "),
        };
        rows.extend(wrap(&format!("{sign} {}: {line}", name(model, part)), width, 3).into_iter().map(|row| vec![(row, style)]));
    }
    rows
}
