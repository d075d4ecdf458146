//! One article on the page: the text with what is tagged in it, notes in the margin, and what comes of them.

use std::fmt::Write;

use super::super::actors::ActorTable;
use super::super::desk::Finding;
use super::super::ledger::{Actor, Part};
use super::super::sheet::Sheet;
use super::super::tables::Cell;
use super::frame::{table, text};
use super::number;
use crate::article::{Block, Role, Span};

/// Writes an article; `level` is that of its heading.
pub(super) fn story(out: &mut String, sheet: &Sheet<'_>, n: usize, level: u8) {
    let _ = writeln!(
        out,
        "<article class=\"story{}\" id=\"a{n}\">\n<h{level} dir=\"auto\"{}>{}</h{level}>",
        if level > 1 { " many" } else { "" },
        language(sheet),
        text(&sheet.title)
    );
    about(out, sheet, n);
    key(out, sheet);
    let pieces = pieces(sheet);
    for (number, (block, pieces)) in sheet.article.blocks().iter().zip(&pieces).enumerate() {
        paragraph(out, sheet, n, number, *block, pieces);
    }
    let h = level + 1;
    actors(out, sheet, h);
    quotes(out, sheet, n, h);
    claims(out, sheet, n, h);
    threats(out, sheet, n, h);
    others(out, sheet, n, h);
    timeline(out, sheet, n, h);
    desk(out, sheet, n, h);
    if level > 1 {
        out.push_str("<p class=\"meta\"><a href=\"#top\">All articles</a></p>\n");
    }
    out.push_str("</article>\n");
}

fn about(out: &mut String, sheet: &Sheet<'_>, n: usize) {
    let date = sheet.day();
    let authors = sheet.authors.join(", ");
    let parts: Vec<String> = [authors.as_str(), &sheet.publication, date].into_iter().filter(|part| !part.is_empty()).map(text).collect();
    let mut line = parts.join(" · ");
    if let Some(url) = sheet.address() {
        let _ = write!(line, "{}<a href=\"{}\" rel=\"noreferrer\">{}</a>", if line.is_empty() { "" } else { " · " }, text(url), text(url));
    }
    if !line.is_empty() {
        let _ = writeln!(out, "<p class=\"meta\">{line}</p>");
    }
    let ledger = &sheet.ledger;
    let counts = [
        (ledger.actors.len(), "actor", "actors"),
        (ledger.count(Part::Quote), "quote", "quotes"),
        (ledger.count(Part::Claim), "claim", "claims"),
        (ledger.count(Part::Threat), "threat", "threats"),
    ];
    let known = counts.into_iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| format!("<b>{count}</b> {}", if count == 1 { one } else { many }));
    let others = sheet.others().into_iter().map(|(label, entries)| format!("{} <b>{}</b>", text(&label), entries.len()));
    let mut figures: Vec<String> = known.chain(others).collect();
    if figures.is_empty() {
        figures.push("nothing tagged".to_owned());
    }
    let open = sheet.findings.iter().filter(|(_, waived)| waived.is_none()).count();
    if open > 0 {
        figures.push(format!("<a href=\"#a{n}-desk\"><b>{open}</b> to look at</a>"));
    }
    let _ = writeln!(out, "<p class=\"figures\">{} · annotated by {}</p>", figures.join(" · "), text(&sheet.annotator));
}

/// What the marks mean.
fn key(out: &mut String, sheet: &Sheet<'_>) {
    out.push_str("<ul class=\"key\" aria-label=\"Marks\">\n");
    for (n, label) in sheet.codebook.labels.iter().enumerate() {
        let _ = writeln!(out, "<li><mark class=\"l{n}\"><span class=\"sign l{n}\">{}</span>{}</mark></li>", text(&label.key.to_string()), text(&label.name));
    }
    out.push_str("</ul>\n");
}

/// In what language an article is, where that is known.
pub(super) fn language(sheet: &Sheet<'_>) -> String {
    let tag = |tag: &&str| (2..36).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    Some(sheet.language.as_str()).filter(tag).map(|tag| format!(" lang=\"{tag}\"")).unwrap_or_default()
}

/// The sign of an entry, which leads to its place in the text.
fn link(sheet: &Sheet<'_>, n: usize, at: usize) -> String {
    let sign = sheet.sign(at);
    format!("<a class=\"sign{}\" href=\"#a{n}-{sign}\">{sign}</a>", class_of(sheet, at), sign = text(&sign))
}

fn class_of(sheet: &Sheet<'_>, at: usize) -> String {
    let label = sheet.ledger.entries.get(at).and_then(|entry| sheet.codebook.position(&entry.annotation.label));
    label.map(|label| format!(" l{label}")).unwrap_or_default()
}

/// What of an annotation lies in one paragraph: its place, that of its entry, and whether it is the first that is shown.
type Piece = (Span, usize, bool);

/// The pieces of each block, outer ones first. What runs over the end of a paragraph goes on in the next one.
fn pieces(sheet: &Sheet<'_>) -> Vec<Vec<Piece>> {
    let blocks = sheet.article.blocks();
    let mut all: Vec<Vec<Piece>> = vec![Vec::new(); blocks.len()];
    for (at, entry) in sheet.ledger.entries.iter().enumerate() {
        let mut first = true;
        for span in &entry.annotation.spans {
            for block in sheet.article.blocks_in(*span) {
                let Some((pieces, block)) = all.get_mut(block).zip(blocks.get(block)) else { continue };
                let piece = Span { start: span.start.max(block.span.start), end: span.end.min(block.span.end) };
                if piece.start < piece.end && block.role != Role::Boilerplate {
                    pieces.push((piece, at, first));
                    first = false;
                }
            }
        }
    }
    for pieces in &mut all {
        pieces.sort_by_key(|(span, at, _)| (span.start, std::cmp::Reverse(span.end), *at));
    }
    all
}

/// A paragraph, its annotations as marks within each other, and beside it what is said of them. Where two cross, the one that
/// begins later is broken in two: its sign stands where it begins.
fn paragraph(out: &mut String, sheet: &Sheet<'_>, n: usize, number: usize, block: Block, marks: &[Piece]) {
    if matches!(block.role, Role::Boilerplate) {
        return;
    }
    let mut edges: Vec<u32> = marks.iter().flat_map(|(span, ..)| [span.start, span.end]).chain([block.span.start, block.span.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let _ = write!(out, "<div class=\"para {}\" id=\"a{n}-p{}\"><p dir=\"auto\"{}>", block.role.name(), number + 1, language(sheet));
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    for pair in edges.windows(2) {
        let [from, to] = *pair else { continue };
        let begun = marks.get(next..).unwrap_or_default().iter().take_while(|(span, ..)| span.start <= from).count();
        let mut wanted: Vec<usize> = open.iter().copied().filter(|mark| marks.get(*mark).is_some_and(|(span, ..)| to <= span.end)).collect();
        wanted.extend(next..next + begun);
        next += begun;
        let kept = open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        for _ in kept..open.len() {
            out.push_str("</mark>");
        }
        for mark in wanted.iter().skip(kept) {
            let Some((span, at, first)) = marks.get(*mark) else { continue };
            let begins = span.start == from && *first && !open.contains(mark);
            let id = if begins { format!(" id=\"a{n}-{}\"", text(&sheet.sign(*at))) } else { String::new() };
            let class = class_of(sheet, *at);
            let _ = write!(out, "<mark class=\"{}\"{id}>", class.trim());
            // What goes on after a gap says of what it is a part.
            if span.start == from && !open.contains(mark) {
                let more = if *first { "" } else { "…" };
                let _ = write!(out, "<span class=\"sign{class}\">{more}{}</span>", text(&sheet.sign(*at)));
            }
        }
        open = wanted;
        out.push_str(&text(sheet.article.text().slice(Span { start: from, end: to })));
    }
    out.push_str(&"</mark>".repeat(open.len()));
    out.push_str("</p>\n");
    let noted = marks.iter().filter(|(_, _, first)| *first).map(|(_, at, _)| (*at, sheet.remarks(*at))).filter(|(_, remarks)| !remarks.is_empty());
    let notes: Vec<String> = noted.map(|(at, remarks)| format!("<li>{} {}</li>\n", link(sheet, n, at), text(&remarks.join(" · ")))).collect();
    if !notes.is_empty() {
        let _ = writeln!(out, "<ul class=\"notes\" aria-label=\"Notes on paragraph {}\">\n{}</ul>", number + 1, notes.concat());
    }
    out.push_str("</div>\n");
}

fn actors(out: &mut String, sheet: &Sheet<'_>, h: u8) {
    if sheet.ledger.actors.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h{h}>Actors</h{h}>");
    let actors = ActorTable::new(sheet, &[]);
    let rows: Vec<Vec<String>> = sheet.ledger.actors.iter().zip(&actors.rows).map(|(actor, row)| actor_row(actor, row)).collect();
    table(out, "Who acts, speaks, is accused, or is the target", &actors.columns, &rows);
}

fn actor_row(actor: &Actor, row: &[Cell]) -> Vec<String> {
    let cell = |cell: &Cell| if let Cell::Number(count) = cell { number(*count) } else { text(&cell.in_words()) };
    let mut cells: Vec<String> = row.iter().map(cell).collect();
    if let (false, Some(name)) = (actor.named, cells.first_mut()) {
        name.push_str(" <small>(not named)</small>");
    }
    cells
}

fn quotes(out: &mut String, sheet: &Sheet<'_>, n: usize, h: u8) {
    let all: Vec<usize> = sheet.ledger.of_part(Part::Quote).map(|(at, _)| at).collect();
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h{h}>Quotes by speaker</h{h}>");
    let speaker = |out: &mut String, name: &str, quotes: &[usize]| {
        let _ = writeln!(out, "<h{0}>{1}</h{0}>", h + 1, text(name));
        for at in quotes {
            let Some(entry) = sheet.ledger.entries.get(*at) else { continue };
            let how = if entry.is_direct() { "" } else { " <small>reported</small>" };
            let relayed = sheet.ledger.names(*at, "relayed_by");
            let relayed = if relayed.is_empty() { String::new() } else { format!(" <small>relayed by {}</small>", text(&relayed)) };
            let about = sheet.ledger.about_whom(*at);
            let about = if about.is_empty() { about } else { format!(" <small>about {}</small>", text(&about)) };
            let _ = writeln!(out, "<blockquote>{}{how}{relayed}{about}{}</blockquote>", statement(sheet, n, *at), repeats(sheet, n, *at));
        }
    };
    for actor in sheet.ledger.actors.iter().filter(|actor| !actor.said.is_empty()) {
        speaker(out, &actor.name, &actor.said);
    }
    let rest = sheet.ledger.nobodys_quotes();
    if !rest.is_empty() {
        speaker(out, "Nobody yet", &rest);
    }
}

fn claims(out: &mut String, sheet: &Sheet<'_>, n: usize, h: u8) {
    let order = ["refuted", "disputed", "unverifiable", "unchecked", "supported"];
    let status = |at: usize| sheet.ledger.status(at);
    let mut all: Vec<usize> = sheet.ledger.of_part(Part::Claim).map(|(at, _)| at).collect();
    all.sort_by_key(|at| order.iter().position(|name| *name == status(*at)).unwrap_or(order.len()));
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h{h}>Claims by status</h{h}>");
    let row = |at: &usize| {
        let denied = sheet.ledger.names(*at, "denies");
        let by = sheet.ledger.names(*at, "claimed_by") + &if denied.is_empty() { String::new() } else { format!(" (denied by {denied})") };
        let checked: Vec<&str> = ["checked_by", "checked_on"].iter().filter_map(|id| sheet.ledger.attribute(*at, id)).collect();
        let evidence = sheet.ledger.attribute(*at, "evidence").unwrap_or_default();
        let claim = format!("{}{}", statement(sheet, n, *at), repeats(sheet, n, *at));
        vec![claim, text(status(*at)), text(&by), text(&sheet.ledger.about_whom(*at)), text(evidence), text(&checked.join(", "))]
    };
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    table(out, "What can be checked, the doubtful first", &["claim", "status", "claimed by", "about", "evidence", "checked"], &rows);
}

/// An entry as the first cell of a row.
fn statement(sheet: &Sheet<'_>, n: usize, at: usize) -> String {
    let words = sheet.ledger.entries.get(at).map(|entry| text(&entry.text)).unwrap_or_default();
    format!("{} <span dir=\"auto\"{}>{words}</span>", link(sheet, n, at), language(sheet))
}

/// Which one an entry repeats, and where it stands when that is not the body.
fn repeats(sheet: &Sheet<'_>, n: usize, at: usize) -> String {
    let Some(entry) = sheet.ledger.entries.get(at) else { return String::new() };
    let place = if entry.is_body() { String::new() } else { format!(" <small>{}</small>", entry.role.name()) };
    let earlier = entry.repeats.map(|earlier| format!(" <small>repeats {}</small>", link(sheet, n, earlier))).unwrap_or_default();
    place + &earlier
}

/// Who threatens whom: issuers down, targets across.
fn threats(out: &mut String, sheet: &Sheet<'_>, n: usize, h: u8) {
    let all: Vec<usize> = sheet.ledger.of_part(Part::Threat).map(|(at, _)| at).collect();
    if all.is_empty() {
        return;
    }
    let matrix = sheet.ledger.matrix(true);
    let name = |name: Option<&str>| text(name.unwrap_or("nobody yet"));
    let _ = writeln!(out, "<h{h}>Threats</h{h}>");
    let targets = matrix.targets();
    let heads: Vec<String> = targets.iter().map(|target| name(*target)).collect();
    let columns: Vec<&str> = ["issued by"].into_iter().chain(heads.iter().map(String::as_str)).collect();
    let row = |issuer: Option<&str>| {
        let of = |target: Option<&str>| matrix.threats(issuer, target).iter().map(|at| link(sheet, n, *at)).collect::<Vec<_>>().join(" ");
        [name(issuer)].into_iter().chain(targets.iter().copied().map(of)).collect::<Vec<String>>()
    };
    table(out, "Issuer against target", &columns, &matrix.issuers().into_iter().map(row).collect::<Vec<_>>());
    let details = all.iter().filter_map(|at| {
        let entry = sheet.ledger.entries.get(*at)?;
        let detail = |id: &str| text(entry.attribute(id).unwrap_or_default());
        Some(vec![
            statement(sheet, n, *at) + &repeats(sheet, n, *at),
            detail("form"),
            detail("type"),
            detail("modality"),
            detail("severity"),
            detail("immediacy"),
        ])
    });
    table(out, "What is threatened", &["threat", "form", "type", "modality", "severity", "immediacy"], &details.collect::<Vec<_>>());
}

fn others(out: &mut String, sheet: &Sheet<'_>, n: usize, h: u8) {
    for (label, entries) in sheet.others() {
        let _ = writeln!(out, "<h{h}>{}</h{h}>", text(&label));
        let row = |at: &usize| Some(vec![statement(sheet, n, *at), text(&sheet.remarks(*at).join(" · "))]);
        table(out, &label, &["text", "more"], &entries.iter().filter_map(row).collect::<Vec<_>>());
    }
}

fn timeline(out: &mut String, sheet: &Sheet<'_>, n: usize, h: u8) {
    let rows: Vec<Vec<String>> = sheet.dated().into_iter().map(|(date, what, at)| vec![text(&date), text(&what), statement(sheet, n, at)]).collect();
    if !rows.is_empty() {
        let _ = writeln!(out, "<h{h}>Timeline</h{h}>");
        table(out, "What is dated", &["date", "what", "text"], &rows);
    }
}

fn desk(out: &mut String, sheet: &Sheet<'_>, n: usize, h: u8) {
    if sheet.findings.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h{h} id=\"a{n}-desk\">Desk check</h{h}>\n<ol class=\"desk\">");
    for (finding, waived) in &sheet.findings {
        let (sentence, place) = (text(&finding.sentence), place(sheet, n, finding));
        let _ = match waived {
            None => writeln!(out, "<li>{sentence}{place}</li>"),
            Some(reason) => writeln!(out, "<li><span class=\"waived\">{sentence}</span>{place} <small>{}</small></li>", text(reason)),
        };
    }
    out.push_str("</ol>\n");
}

/// Where a finding leads: to its annotation, else to its paragraph.
fn place(sheet: &Sheet<'_>, n: usize, finding: &Finding) -> String {
    if let Some(at) = finding.annotation.as_ref().and_then(|id| sheet.ledger.place_of(id)) {
        return format!(" {}", link(sheet, n, at));
    }
    let paragraph = finding.spans.first().map(|span| sheet.article.block_at(span.start));
    let shown = paragraph.filter(|at| sheet.article.block(*at).is_some_and(|block| block.role != Role::Boilerplate));
    shown.map(|at| format!(" <a href=\"#a{n}-p{0}\">¶\u{a0}{0}</a>", at + 1)).unwrap_or_default()
}
