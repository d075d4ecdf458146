//! The story sheet: what a newsroom wants to paste into a mail or a ticket, as Markdown.

use std::fmt::Write;

use super::actors::ActorTable;
use super::ledger::Part;
use super::sheet::Sheet;
use crate::article::printable;

/// A text that means nothing in Markdown, on one line.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in printable(text).chars() {
        if matches!(c, '*' | '_' | '`' | '<' | '>' | '[' | ']' | '\\' | '#' | '|' | '&' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The sheet of one article: actors, quotes by speaker, claims by status, threats, other labels, what there is to look at.
#[must_use]
pub fn story_sheet(sheet: &Sheet<'_>) -> String {
    let mut out = format!("# {}\n\n", plain(&sheet.title));
    let about: Vec<&str> = [sheet.publication.as_str(), &sheet.date, &sheet.url].into_iter().filter(|part| !part.is_empty()).collect();
    if !about.is_empty() {
        let _ = write!(out, "{}\n\n", plain(&about.join(" · ")));
    }
    let ledger = &sheet.ledger;
    let words = |at: usize| ledger.entries.get(at).map(|entry| plain(&entry.text)).unwrap_or_default();
    let about = |at: usize| Some(ledger.about_whom(at)).filter(|names| !names.is_empty()).map(|names| format!("about {names}"));
    let entry_text = |at: usize| format!("**{}** {}", plain(&sheet.sign(at)), words(at));
    let with_remarks = |at: usize| {
        let mut remarks = sheet.remarks(at);
        if ledger.entries.get(at).is_some_and(|entry| entry.part == Part::Claim) {
            remarks.extend(about(at));
        }
        if remarks.is_empty() { entry_text(at) } else { format!("{} ({})", entry_text(at), plain(&remarks.join("; "))) }
    };
    if !ledger.actors.is_empty() {
        out.push_str(&actors(sheet));
    }
    let nobody = ledger.nobodys_quotes();
    let speakers = ledger.actors.iter().filter(|actor| !actor.said.is_empty()).map(|actor| (actor.name.as_str(), &actor.said));
    let speakers: Vec<(&str, &Vec<usize>)> = speakers.chain((!nobody.is_empty()).then_some(("Nobody yet", &nobody))).collect();
    if !speakers.is_empty() {
        out.push_str("## Quotes by speaker\n\n");
        for (name, quotes) in speakers {
            let _ = write!(out, "### {}\n\n", plain(name));
            for at in quotes {
                let reported = (!ledger.entries.get(*at).is_some_and(super::Entry::is_direct)).then(|| "reported".to_owned());
                let more: Vec<String> = reported.into_iter().chain(about(*at)).collect();
                let more = if more.is_empty() { String::new() } else { format!(" ({})", plain(&more.join("; "))) };
                let _ = write!(out, "> {}{more}\n\n", entry_text(*at));
            }
        }
    }
    let mut list = |title: &str, entries: Vec<usize>| {
        if !entries.is_empty() {
            let _ = write!(out, "## {title}\n\n");
            for at in entries {
                let _ = writeln!(out, "- {}", with_remarks(at));
            }
            out.push('\n');
        }
    };
    let first = |part: Part| ledger.of_part(part).filter(|(_, entry)| entry.repeats.is_none()).map(|(at, _)| at);
    let order = ["refuted", "disputed", "unverifiable", "unchecked", "supported"];
    for status in order {
        list(&format!("Claims: {status}"), first(Part::Claim).filter(|at| ledger.status(*at) == status).collect());
    }
    list("Claims: other", first(Part::Claim).filter(|at| !order.contains(&ledger.status(*at))).collect());
    list("Threats", first(Part::Threat).collect());
    for (label, entries) in sheet.others() {
        list(&plain(&label), entries);
    }
    out.push_str(&matrix(sheet));
    if !sheet.findings.is_empty() {
        out.push_str("## Desk check\n\n");
        for (finding, waived) in &sheet.findings {
            let (done, reason) = waived.as_ref().map_or((' ', String::new()), |reason| ('x', format!(" ({})", plain(reason))));
            let _ = writeln!(out, "- [{done}] {}{reason}", plain(&finding.sentence));
        }
    }
    out.truncate(out.trim_end().len());
    out + "\n"
}

/// The actors, a row each.
fn actors(sheet: &Sheet<'_>) -> String {
    let table = ActorTable::new(sheet, &["role"]);
    let mut out = format!("## Actors\n\n| {} |\n|{}\n", table.columns.join(" | "), "---|".repeat(table.columns.len()));
    for (actor, row) in sheet.ledger.actors.iter().zip(&table.rows) {
        let mut cells: Vec<String> = row.iter().map(|cell| plain(&cell.in_words())).collect();
        if let (false, Some(name)) = (actor.named, cells.first_mut()) {
            name.push_str(" (not named)");
        }
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out + "\n"
}

/// Who threatens whom: issuers down, targets across, in the cells the threats.
fn matrix(sheet: &Sheet<'_>) -> String {
    let matrix = sheet.ledger.matrix(false);
    if matrix.is_empty() {
        return String::new();
    }
    let name = |name: Option<&str>| name.map_or_else(|| "nobody yet".to_owned(), plain);
    let words = |at: &usize| sheet.ledger.entries.get(*at).map(|entry| plain(&entry.text)).unwrap_or_default();
    let targets = matrix.targets();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = String::from("## Who threatens whom\n\n");
    out.push_str(&line(["issued by".to_owned()].into_iter().chain(targets.iter().map(|target| name(*target))).collect()));
    out.push_str(&line(vec!["---".to_owned(); targets.len() + 1]));
    for issuer in matrix.issuers() {
        let of = |target: Option<&str>| matrix.threats(issuer, target).iter().map(words).collect::<Vec<_>>().join("; ");
        out.push_str(&line([name(issuer)].into_iter().chain(targets.iter().copied().map(of)).collect()));
    }
    out + "\n"
}
